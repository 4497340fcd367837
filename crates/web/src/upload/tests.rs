use std::io;

use axum::body::Body;
use jiff::ToSpan;

use super::*;

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn uploads(folder: &Path, limit: u64) -> Arc<Uploads> {
    Arc::new(Uploads::new(folder.join("uploads"), limit))
}

fn left(folder: &Path) -> usize {
    fs::read_dir(folder.join("uploads")).map_or(0, Iterator::count)
}

fn pieces<const N: usize>(pieces: [&'static str; N]) -> impl Stream<Item = Result<Bytes, io::Error>> + Send {
    futures::stream::iter(pieces.map(|piece| Ok(Bytes::from(piece))))
}

#[tokio::test]
async fn files_keep_their_names_and_go_when_dropped() {
    let home = tempfile::tempdir().unwrap();
    let mut upload = uploads(home.path(), 100).begin(NOW).unwrap();
    upload.receive("C:\\exports\\a.csv", pieces(["one,", "two"])).await.unwrap();
    upload.receive("a.csv", pieces(["three"])).await.unwrap();
    let read: Vec<_> = upload.files().iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    assert_eq!(read, ["one,two", "three"]);
    assert!(upload.files().iter().all(|path| path.file_name().unwrap() == "a.csv"));
    drop(upload);
    assert_eq!(left(home.path()), 0);
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_nothing() {
    let home = tempfile::tempdir().unwrap();
    let uploads = uploads(home.path(), 100);
    let endless = futures::stream::iter([Ok::<_, io::Error>(Bytes::from("a,b\n"))]).chain(futures::stream::pending());
    let request = Request::builder().body(Body::from_stream(endless)).unwrap();
    let receiving = uploads.receive(request, Some("a.csv".to_owned()), NOW);
    // A server drops the handler when the client goes.
    assert!(tokio::time::timeout(Duration::from_millis(50), receiving).await.is_err());
    assert_eq!(left(home.path()), 0);
    assert!(uploads.held().is_empty());
}

#[tokio::test]
async fn one_that_waits_is_found_by_its_id() {
    let home = tempfile::tempdir().unwrap();
    let uploads = uploads(home.path(), 100);
    let mut upload = uploads.begin(NOW).unwrap();
    for name in ["b.csv", "a.csv"] {
        upload.receive(name, pieces(["x"])).await.unwrap();
    }
    let id = upload.wait();
    assert_eq!(uploads.find(&id).unwrap().names().collect::<Vec<_>>(), ["b.csv", "a.csv"], "as they came");
    for other in ["..", "", "00000000000000000000000000000000", &id[..31]] {
        assert!(matches!(uploads.find(other), Err(Fault::Missing(_))), "{other}");
    }
    assert_eq!(uploads.held().len(), 1, "what is not there is not remembered");
    uploads.find(&id).unwrap().discard();
    assert_eq!((left(home.path()), uploads.held().len()), (0, 0));
}

#[test]
fn a_name_stays_in_its_folder() {
    let table = [
        ("orders 2024.csv", "orders 2024.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\orders.csv", "orders.csv"),
        (".hidden.csv", "hidden.csv"),
        ("a\0b\n.csv", "a_b_.csv"),
        ("=orders.csv", "_orders.csv"),
        ("bestellingen-état.csv.gz", "bestellingen-état.csv.gz"),
    ];
    for (given, wanted) in table {
        assert_eq!(harmless(given).unwrap(), wanted, "{given:?}");
    }
    for none in ["", "..", "a/..", "x/", " . "] {
        let refused = harmless(none).unwrap_err().to_string();
        assert!(refused.contains("cannot be a file's name"), "{none}: {refused}");
    }
}

#[tokio::test]
async fn a_long_name_is_cut_by_bytes_and_its_file_can_be_written() {
    let home = tempfile::tempdir().unwrap();
    let mut upload = uploads(home.path(), 100).begin(NOW).unwrap();
    upload.receive(&format!("{}.csv", "注".repeat(96)), pieces(["x"])).await.unwrap();
    let name = upload.names().next().unwrap();
    assert_eq!(name, format!("{}.csv", "注".repeat(65)));
    assert_eq!(harmless(&format!("{}.csv", "a".repeat(300))).unwrap().len(), LONGEST);
}

#[tokio::test]
async fn an_upload_stays_within_its_bound_and_all_of_them_within_theirs() {
    let home = tempfile::tempdir().unwrap();
    let uploads = uploads(home.path(), 6);
    let now = Timestamp::now();
    let mut upload = uploads.begin(now).unwrap();
    upload.receive("a.csv", pieces(["1234"])).await.unwrap();
    let refused = upload.receive("b.csv", pieces(["56", "7"])).await.unwrap_err();
    assert!(matches!(refused, Fault::TooLarge(_)), "{refused}");
    assert_eq!(upload.files().len(), 1);
    drop(upload);
    let mut waiting = Vec::new();
    for _ in 0..TOGETHER {
        let mut upload = uploads.begin(now).unwrap();
        upload.receive("a.csv", pieces(["123456"])).await.unwrap();
        waiting.push(upload.wait());
    }
    let mut more = uploads.begin(now).unwrap();
    let refused = more.receive("a.csv", pieces(["1"])).await.unwrap_err();
    assert!(refused.to_string().contains("import or discard some"), "{refused}");
    uploads.find(&waiting[0]).unwrap().discard();
    more.receive("a.csv", pieces(["1"])).await.unwrap();
    // After a restart they count as well.
    let again = Arc::new(Uploads::new(home.path().join("uploads"), 6));
    again.sweep(now);
    assert_eq!(again.held().values().map(|of| of.bytes).sum::<u64>(), 6 * (TOGETHER - 1) + 1);
}

#[tokio::test]
async fn what_nobody_came_back_for_goes_and_what_is_at_work_stays() {
    let home = tempfile::tempdir().unwrap();
    let uploads = uploads(home.path(), 100);
    let mut ids = Vec::new();
    for _ in 0..2 {
        let mut upload = uploads.begin(Timestamp::now()).unwrap();
        upload.receive("a.csv", pieces(["1"])).await.unwrap();
        ids.push(upload.wait());
    }
    uploads.sweep(Timestamp::now().checked_add(23.hours()).unwrap());
    assert_eq!(left(home.path()), 2);
    let at_work = uploads.find(&ids[0]).unwrap();
    uploads.sweep(Timestamp::now().checked_add(25.hours()).unwrap());
    assert_eq!(left(home.path()), 1);
    assert!(at_work.files()[0].exists());
}

#[cfg(unix)]
#[tokio::test]
async fn only_its_owner_may_read_an_upload() {
    use std::os::unix::fs::PermissionsExt;

    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join("uploads")).unwrap();
    let mut upload = uploads(home.path(), 100).begin(NOW).unwrap();
    upload.receive("a.csv", pieces(["x"])).await.unwrap();
    for folder in upload.files()[0].ancestors().skip(1).take(3) {
        let mode = fs::metadata(folder).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o700, "{}", folder.display());
    }
}
