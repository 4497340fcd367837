//! Import from file to lake: nothing counted twice, nothing lost, whatever came first.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use datafusion::arrow::util::pretty::pretty_format_batches;
use datafusion::prelude::SessionContext;
use proptest::prelude::*;
use tempfile::TempDir;
use tenure_engine::import::{self, ImportError, ImportReport, Request};
use tenure_engine::lake::Lake;
use tenure_engine::progress::Silent;
use tenure_engine::sources::{ColumnRef, Kind, Options, Role};
use tenure_engine::workspace::Workspace;
use url::Url;

use crate::faulty::Faulty;

pub(crate) fn now() -> jiff::Timestamp {
    "2026-06-01T00:00:00Z".parse().unwrap()
}

pub(crate) fn workspace() -> (TempDir, Workspace) {
    let folder = TempDir::new().unwrap();
    let workspace = Workspace::init(&folder.path().join("ws"), None, [7; 32]).unwrap();
    (folder, workspace)
}

pub(crate) fn request(path: &Path, options: Options) -> Request {
    Request { path: path.to_path_buf(), options: Options { now: Some(now()), pseudonym_key: [7; 32], ..options } }
}

pub(crate) async fn import(workspace: &Workspace, path: &Path, options: Options) -> Result<ImportReport, ImportError> {
    import::run(workspace, &[request(path, options)], now(), Arc::new(Silent)).await
}

/// Orders without an order number: customer, day, amount.
pub fn keyless() -> Options {
    let columns = [(Role::CustomerId, 1), (Role::OrderedAt, 2), (Role::Amount, 3)];
    Options {
        source: Some("shop".into()),
        kind: Some(Kind::Orders),
        mapping: columns.into_iter().map(|(role, number)| (role, ColumnRef::Number(number))).collect(),
        ..Options::default()
    }
}

pub fn file(folder: &Path, name: &str, lines: &[&str]) -> PathBuf {
    let path = folder.join(name);
    let mut text = "customer,date,amount\n".to_owned();
    lines.iter().for_each(|line| text.push_str(&format!("{line}\n")));
    std::fs::write(&path, text).unwrap();
    path
}

/// The lake's orders without what may differ between two ways to the same state.
async fn orders(workspace: &Workspace) -> String {
    let ctx = SessionContext::new();
    workspace.lake.register(&ctx, &workspace.lake.current().await.unwrap()).await.unwrap();
    let rows = ctx
        .sql(
            "SELECT order_id, record_id, guest, ordered_on, status, net, version_at, content_hash FROM orders
             ORDER BY order_id",
        )
        .await
        .unwrap();
    pretty_format_batches(&rows.collect().await.unwrap()).unwrap().to_string()
}

pub async fn count(workspace: &Workspace, table: &str) -> usize {
    let ctx = SessionContext::new();
    workspace.lake.register(&ctx, &workspace.lake.current().await.unwrap()).await.unwrap();
    ctx.table(table).await.unwrap().count().await.unwrap()
}

const MONDAY: &str = "ann,2024-05-13,10.00";
const TUESDAY: &str = "bo,2024-05-14,12.50";

#[tokio::test(flavor = "multi_thread")]
async fn the_same_file_twice_changes_nothing() {
    let (folder, ws) = workspace();
    let path = file(folder.path(), "a.csv", &[MONDAY, MONDAY, TUESDAY]);
    let first = import(&ws, &path, keyless()).await.unwrap();
    assert_eq!((first.version, count(&ws, "orders").await), (1, 3), "two identical lines are both genuine");
    let before = orders(&ws).await;
    let second = import(&ws, &path, keyless()).await.unwrap();
    assert_eq!(second.version, 1, "not even a version");
    assert!(!second.changed_anything());
    assert_eq!(orders(&ws).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn overlapping_files_keep_the_largest_count_of_identical_lines() {
    let (folder, ws) = workspace();
    let twice = file(folder.path(), "a.csv", &[MONDAY, MONDAY]);
    let once = file(folder.path(), "b.csv", &[MONDAY, TUESDAY]);
    import(&ws, &twice, keyless()).await.unwrap();
    import(&ws, &once, keyless()).await.unwrap();
    assert_eq!(count(&ws, "orders").await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_key_the_newest_copy_stays_whatever_came_first() {
    let keyed = || Options { source: Some("shop".into()), kind: Some(Kind::Orders), ..Options::default() };
    let header = "order_id,customer_id,order_date,amount,updated_at\n";
    let old = format!("{header}1,ann,2024-05-13 10:00:00,10.00,2024-05-13 10:00:00\n");
    let new = format!(
        "{header}1,ann,2024-05-13 10:00:00,8.00,2024-05-20 10:00:00\n2,bo,2024-05-14 09:00:00,5.00,2024-05-14 09:00:00\n"
    );
    let mut states = Vec::new();
    for order in [[&old, &new], [&new, &old]] {
        let (folder, ws) = workspace();
        for (name, text) in ["x.csv", "y.csv"].iter().zip(order) {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            import(&ws, &path, keyed()).await.unwrap();
        }
        states.push(orders(&ws).await);
    }
    assert_eq!(states[0], states[1]);
    assert!(states[0].contains("8.000000") && !states[0].contains("10.000000"), "{}", states[0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_fills_up_leaves_the_last_good_version() {
    let (folder, mut ws) = workspace();
    let disk = Faulty::new();
    ws.lake = Lake::with_store(Url::parse("memory:///lake").unwrap(), Arc::new(disk.clone())).unwrap();
    let first = file(folder.path(), "a.csv", &[MONDAY]);
    import(&ws, &first, keyless()).await.unwrap();
    let before = orders(&ws).await;
    let second = file(folder.path(), "b.csv", &[TUESDAY]);
    let mut refused = 0;
    for writes in 0..40 {
        disk.fill_after(writes);
        match import(&ws, &second, keyless()).await {
            Err(error) => {
                let told = format!("the disk is full at `{}`; nothing was changed", ws.root.display());
                assert_eq!(error.to_string(), told, "after {writes} writes");
                disk.fill_after(i64::MAX);
                assert_eq!(orders(&ws).await, before, "after {writes} writes");
                refused += 1;
            }
            Ok(report) => {
                assert_eq!(report.version, 2);
                break;
            }
        }
    }
    assert!(refused > 3, "the disk was full at {refused} places");
    disk.fill_after(i64::MAX);
    assert_eq!(count(&ws, "orders").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_imports_at_once_the_second_is_told() {
    let (folder, ws) = workspace();
    let path = file(folder.path(), "a.csv", &[MONDAY]);
    let lock = ws.lock().unwrap();
    let refused = import(&ws, &path, keyless()).await.unwrap_err().to_string();
    assert!(refused.starts_with("another import or run is at work"), "{refused}");
    drop(lock);
    import(&ws, &path, keyless()).await.unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]
    /// Files in any order, one repeated, together or one by one: the same orders.
    #[test]
    fn any_order_of_imports_gives_the_same_lake(
        files in proptest::collection::vec(proptest::collection::vec((0_u8..4, 1_u8..5, 1_u8..3), 1..6), 2..4),
        again in 0_usize..2,
        seed in 0_usize..6,
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let folder = TempDir::new().unwrap();
        let paths: Vec<PathBuf> = files.iter().enumerate().map(|(n, rows)| {
            let lines: Vec<String> = rows.iter().map(|(c, d, a)| format!("c{c},2024-05-{:02},{a}.00", 10 + d)).collect();
            file(folder.path(), &format!("{n}.csv"), &lines.iter().map(String::as_str).collect::<Vec<_>>())
        }).collect();
        let straight = runtime.block_on(async {
            let (_keep, ws) = workspace();
            for path in &paths {
                import(&ws, path, keyless()).await.unwrap();
            }
            orders(&ws).await
        });
        let shuffled = runtime.block_on(async {
            let (_keep, ws) = workspace();
            let mut order: Vec<&PathBuf> = paths.iter().collect();
            order.rotate_left(seed % paths.len());
            order.push(&paths[again]);
            for path in order {
                import(&ws, path, keyless()).await.unwrap();
            }
            orders(&ws).await
        });
        let together = runtime.block_on(async {
            let (_keep, ws) = workspace();
            let requests: Vec<Request> = paths.iter().rev().map(|path| request(path, keyless())).collect();
            import::run(&ws, &requests, now(), Arc::new(Silent)).await.unwrap();
            orders(&ws).await
        });
        prop_assert_eq!(&straight, &shuffled);
        prop_assert_eq!(&straight, &together);
    }
}
