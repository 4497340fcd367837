use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Body;
use axum::extract::Request as Sent;
use jiff::Timestamp;
use tempfile::TempDir;

use super::*;
use crate::access::Access;
use crate::api::tests::shop::{Shop, orders};
use crate::jobs::{JobState, Snapshot};
use crate::server::Serve;

async fn upload(app: &Arc<App>, csv: String) -> Upload {
    let sent = Sent::builder().body(Body::from(csv)).unwrap();
    app.uploads.receive(sent, Some("orders.csv".to_owned()), Timestamp::now()).await.unwrap()
}

async fn imported(app: &Arc<App>, csv: String, source: &str, then_run: bool) -> Snapshot {
    let said = Options { source: Some(source.to_owned()), ..Options::default() };
    let upload = upload(app, csv).await;
    let job = import(app, Import { upload, said: vec![said], then_run, again: None }).unwrap();
    job.watch().wait_for(|now| now.state != JobState::Running).await.unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_that_cannot_be_written_do_not_make_an_import_fail() {
    let shop = Shop::empty();
    let settings = std::fs::read_to_string(shop.home.path().join("tenure.toml")).unwrap();
    // A folder stands where they are written before they take their place.
    std::fs::create_dir(shop.home.path().join(format!(".tenure.toml.part-{}", std::process::id()))).unwrap();
    let ended = imported(&shop.app, orders(), "shop", false).await;
    assert_eq!(ended.state, JobState::Done, "{:?}", ended.error);
    assert_eq!(std::fs::read_to_string(shop.home.path().join("tenure.toml")).unwrap(), settings);
    assert!(ended.notes.last().unwrap().contains("could not be written to `tenure.toml`"), "{:?}", ended.notes);
    assert!(ended.result.unwrap()["import"]["version"].as_u64().is_some_and(|version| version > 0));
}

/// Asked for the third time it panics: an import asks once and a run once, after it was asked for the upload's sake.
fn clock() -> Timestamp {
    static ASKED: AtomicUsize = AtomicUsize::new(0);
    assert!(ASKED.fetch_add(1, Ordering::SeqCst) < 1, "out of time");
    "2026-04-01T06:00:00Z".parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_in_the_run_keeps_what_the_import_says() {
    let home = TempDir::new().unwrap();
    Workspace::init(home.path(), None, [7; 32]).unwrap();
    let config = Serve::new(home.path().to_owned(), clock, Arc::new(|_| {}));
    let app = Arc::new(App::new(&config, Access::new(home.path())));
    let ended = imported(&app, orders(), "shop", true).await;
    assert_eq!((ended.state, ended.error), (JobState::Done, None));
    let result = ended.result.unwrap();
    assert_eq!(result["import"]["import_id"], "import-000001");
    assert_eq!((&result["not_run"], result.get("run")), (&Value::from(UNEXPECTED), None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_another_source_has_is_told_with_its_source() {
    let shop = Shop::empty();
    assert_eq!(imported(&shop.app, orders(), "shop", false).await.state, JobState::Done);
    let ended = imported(&shop.app, orders(), "webshop", false).await;
    assert_eq!(ended.state, JobState::Failed);
    let why = ended.error.unwrap();
    assert!(why.contains("`orders.csv` is in the lake already") && why.contains("as source `shop`"), "{why}");
}

#[test]
fn a_full_disk_is_told() {
    let full = fault(ImportError::Io(io::Error::from(io::ErrorKind::StorageFull)));
    assert!(full.detail().is_some_and(|why| why.contains("disk is full")), "{full}");
    let within = tenure_engine::sources::SourceError::Landing(Box::new(io::Error::from(io::ErrorKind::StorageFull)));
    assert!(is_full(&ImportError::Source(within)));
    assert_eq!(fault(ImportError::Io(io::Error::other("secret"))).detail(), None);
}
