//! Transactions over several tables: all or nothing, whatever is left behind.

use std::sync::Arc;

use datafusion::arrow::array::{
    ArrayRef, BooleanArray, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray,
};
use datafusion::execution::context::SessionContext;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use tenure_engine::lake::tables::{IMPORT_CLASSES, MODEL_FITS, Table};
use tenure_engine::lake::{FORMAT, Lake, LakeError, Transaction};
use url::Url;

fn lake() -> (Lake, Arc<dyn ObjectStore>) {
    let store: Arc<dyn ObjectStore> = Arc::new(InMemory::new());
    let url = Url::parse("memory:///company/lake").unwrap();
    (Lake::with_store(url, Arc::clone(&store)).unwrap(), store)
}

fn fit(id: &str) -> RecordBatch {
    let text = |value: &str| -> ArrayRef { Arc::new(StringArray::from(vec![value])) };
    let at: ArrayRef = Arc::new(TimestampMicrosecondArray::from(vec![0]).with_timezone("UTC"));
    let columns = vec![text(id), text("s"), text("bg-nbd"), text("{}"), Arc::new(BooleanArray::from(vec![true])), at];
    RecordBatch::try_new(MODEL_FITS.schema(), columns).unwrap()
}

fn class(id: &str) -> RecordBatch {
    use datafusion::arrow::array::Decimal128Array;
    let text = |value: &str| -> ArrayRef { Arc::new(StringArray::from(vec![value])) };
    let count = |value: i64| -> ArrayRef { Arc::new(Int64Array::from(vec![value])) };
    let amount = Decimal128Array::from(vec![1_500_000_000_000]).with_precision_and_scale(38, 12).unwrap();
    let columns = vec![
        text(id),
        text("f.csv"),
        text("sale"),
        text("imported"),
        text("EUR"),
        count(1),
        Arc::new(amount),
        count(0),
    ];
    RecordBatch::try_new(IMPORT_CLASSES.schema(), columns).unwrap()
}

async fn rows(lake: &Lake, table: &Table) -> usize {
    let ctx = SessionContext::new();
    lake.register(&ctx, &lake.current().await.unwrap()).await.unwrap();
    ctx.table(table.name).await.unwrap().count().await.unwrap()
}

async fn both(lake: &Lake, id: &str) -> Transaction {
    let mut change = lake.begin().await.unwrap();
    change.append(&MODEL_FITS, &fit(id)).await.unwrap();
    change.append(&IMPORT_CLASSES, &class(id)).await.unwrap();
    change
}

#[tokio::test]
async fn a_change_is_seen_over_all_tables_at_once() {
    let (lake, _) = lake();
    assert_eq!(lake.current().await.unwrap().version, 0);
    let change = both(&lake, "a").await;
    assert_eq!((rows(&lake, &MODEL_FITS).await, rows(&lake, &IMPORT_CLASSES).await), (0, 0));
    assert_eq!(change.commit("run-1").await.unwrap().version.version, 1);
    assert_eq!((rows(&lake, &MODEL_FITS).await, rows(&lake, &IMPORT_CLASSES).await), (1, 1));
}

#[tokio::test]
async fn without_a_change_the_version_stays() {
    let (lake, _) = lake();
    assert_eq!(lake.begin().await.unwrap().commit("run-1").await.unwrap().version.version, 0);
}

/// The worst place to be killed: the tables have their commits, the workspace version is not put.
#[tokio::test]
async fn commits_left_behind_are_invisible_and_then_undone() {
    let (lake, store) = lake();
    both(&lake, "a").await.commit("import-1").await.unwrap();
    both(&lake, "b").await.commit("import-2").await.unwrap();
    let second = Path::from("company/lake/_tenure/versions/00000000000000000002.json");
    store.delete(&second).await.unwrap();

    assert_eq!(lake.current().await.unwrap().version, 1);
    assert_eq!(rows(&lake, &MODEL_FITS).await, 1, "readers stay with the last good version");

    let again = both(&lake, "c").await.commit("import-2").await.unwrap();
    assert_eq!(again.found.len(), 2, "{:?}", again.found);
    assert!(again.found[0].contains("import_classes"), "{:?}", again.found);
    assert_eq!(rows(&lake, &MODEL_FITS).await, 2);
    let ctx = SessionContext::new();
    lake.register(&ctx, &lake.current().await.unwrap()).await.unwrap();
    let left = ctx.sql("SELECT fit_id FROM model_fits WHERE fit_id = 'b'").await.unwrap().count().await.unwrap();
    assert_eq!(left, 0, "the unfinished change is gone");
}

#[tokio::test]
async fn a_lake_that_lost_its_versions_is_no_empty_one() {
    let (lake, store) = lake();
    let begun = both(&lake, "a").await;
    assert_eq!(lake.current().await.unwrap().version, 0, "a first change that was stopped is none");
    drop(begun);
    both(&lake, "b").await.commit("import-1").await.unwrap();
    assert_eq!(rows(&lake, &MODEL_FITS).await, 1);
    let first = Path::from("company/lake/_tenure/versions/00000000000000000001.json");
    store.delete(&first).await.unwrap();
    let refused = lake.begin().await.unwrap_err();
    assert!(matches!(refused, LakeError::NoVersion { .. }), "{refused}");
}

#[tokio::test]
async fn of_two_changes_at_once_the_second_is_refused_and_the_first_stays() {
    let (lake, _) = lake();
    both(&lake, "a").await.commit("import-1").await.unwrap();
    let (first, second) = (both(&lake, "b").await, both(&lake, "c").await);
    first.commit("import-2").await.unwrap();
    let refused = second.commit("import-2").await.unwrap_err();
    assert!(matches!(refused, LakeError::Conflict { base: 1, found: 2 }), "{refused}");
    assert_eq!(rows(&lake, &MODEL_FITS).await, 2);
    both(&lake, "d").await.commit("import-3").await.unwrap();
    assert_eq!(rows(&lake, &MODEL_FITS).await, 3, "what was refused leaves no rows");
}

#[tokio::test]
async fn a_lake_of_a_newer_tenure_is_left_alone() {
    let (lake, store) = lake();
    let path = Path::from("company/lake/_tenure/versions/00000000000000000007.json");
    let newer = format!(r#"{{"format":{},"something":"new"}}"#, FORMAT + 1);
    store.put(&path, newer.into_bytes().into()).await.unwrap();
    let refused = lake.current().await.unwrap_err().to_string();
    assert_eq!(
        refused,
        format!(
            "lake `memory:///company/lake/` has format {}, this Tenure reads up to {FORMAT}; install a newer Tenure to \
             open it (nothing was changed)",
            FORMAT + 1
        )
    );
}

#[tokio::test]
async fn a_lake_of_an_earlier_format_is_left_alone() {
    let (lake, store) = lake();
    let path = Path::from("company/lake/_tenure/versions/00000000000000000007.json");
    let older = format!(r#"{{"format":{},"version":7,"by":"import-7","tenure":"0.0.9","tables":{{}}}}"#, FORMAT - 1);
    store.put(&path, older.into_bytes().into()).await.unwrap();
    let refused = lake.current().await.unwrap_err().to_string();
    assert!(refused.contains(&format!("format {}", FORMAT - 1)) && refused.contains("new workspace"), "{refused}");
}
