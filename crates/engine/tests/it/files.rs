//! The files of an import: names, copies, sources.

use std::fs;
use std::ops::Range;
use std::sync::Arc;

use datafusion::arrow::util::pretty::pretty_format_batches;
use datafusion::common::ScalarValue;
use datafusion::prelude::SessionContext;
use tenure_engine::import;
use tenure_engine::progress::Silent;
use tenure_engine::sources::{Disposition, Kind, Options};
use tenure_engine::workspace::Workspace;

use crate::import::{count, file, import, keyless, now, request, workspace};

async fn asked(workspace: &Workspace, query: &str) -> Vec<String> {
    let ctx = SessionContext::new();
    workspace.lake.register(&ctx, &workspace.lake.current().await.unwrap()).await.unwrap();
    let mut rows = ctx.sql(query).await.unwrap();
    if query.contains("$finished_at") {
        let end = ScalarValue::TimestampMicrosecond(Some(now().as_microsecond()), Some("UTC".into()));
        rows = rows.with_param_values(vec![("finished_at", end)]).unwrap();
    }
    let table = pretty_format_batches(&rows.collect().await.unwrap()).unwrap().to_string();
    table.lines().skip(3).filter(|line| line.starts_with('|')).map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_files_of_one_name_are_counted_apart() {
    let (folder, ws) = workspace();
    let mut requests = Vec::new();
    for (year, lines) in
        [("2024", vec!["ann,2024-05-13,10.00"]), ("2025", vec!["bo,2025-05-13,1.00", "bo,2025-05-14,2.00"])]
    {
        fs::create_dir(folder.path().join(year)).unwrap();
        requests.push(request(&file(&folder.path().join(year), "orders.csv", &lines), keyless()));
    }
    let report = import::run(&ws, &requests, now(), Arc::new(Silent)).await.unwrap();
    let names: Vec<&str> = report.files.iter().map(|file| file.inspection.file.as_str()).collect();
    assert_eq!(names, ["2024/orders.csv", "2025/orders.csv"]);
    let classes = asked(&ws, include_str!("../../src/read/sql/classes.sql")).await;
    assert_eq!(classes, ["| order | imported    | EUR      | 3    | 13.000000000000 | 0          |"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_equal_files_in_one_import_the_first_is_taken() {
    let (folder, ws) = workspace();
    let first = file(folder.path(), "c.csv", &["ann,2024-05-13,10.00"]);
    let copy = file(folder.path(), "d.csv", &["ann,2024-05-13,10.00"]);
    let other = file(folder.path(), "e.csv", &["ann,2024-05-13,11.00"]);
    let requests: Vec<_> = [&first, &copy, &first, &other].map(|path| request(path, keyless())).into();
    let report = import::run(&ws, &requests, now(), Arc::new(Silent)).await.unwrap();
    assert_eq!((report.files.len(), report.notes.len(), count(&ws, "orders").await), (2, 2, 2));
    assert!(
        report.notes[0].contains("d.csv` is the same as `") && report.notes[0].contains("c.csv"),
        "{:?}",
        report.notes
    );
    let classes = asked(&ws, include_str!("../../src/read/sql/classes.sql")).await;
    assert_eq!(classes, ["| order | imported    | EUR      | 2    | 21.000000000000 | 0          |"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_another_source_has_brought_is_refused() {
    let (folder, ws) = workspace();
    let path = file(folder.path(), "kassa.csv", &["ann,2024-05-13,10.00", "bo,no date,1.00"]);
    import(&ws, &path, keyless()).await.unwrap();
    let again = Options { source: Some("till".to_owned()), ..keyless() };
    let refused = import(&ws, &path, again).await.unwrap_err().to_string();
    assert!(
        refused.contains("`kassa.csv`") && refused.contains("`--source shop`") && refused.contains("`till`"),
        "{refused}"
    );
    assert_eq!((count(&ws, "orders").await, ws.lake.current().await.unwrap().version), (1, 1));
    let rejects: Vec<_> = fs::read_dir(ws.root.join("rejects")).unwrap().collect();
    assert_eq!(rejects.len(), 1, "those of the first import");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_names_every_file_it_rests_on() {
    let (folder, ws) = workspace();
    for (folder_name, line) in [("may", "ann,2024-05-13,10.00"), ("june", "ann,2024-06-13,10.00")] {
        fs::create_dir(folder.path().join(folder_name)).unwrap();
        let path = file(&folder.path().join(folder_name), "orders.csv", &[line, "bo,2024-05-01,3.00"]);
        import(&ws, &path, keyless()).await.unwrap();
    }
    tenure_engine::run::run(&ws, None, now(), Arc::new(Silent)).await.unwrap();
    let manifest = asked(&ws, "SELECT manifest FROM runs").await.concat();
    assert_eq!(manifest.matches("\"file\":\"orders.csv\"").count(), 2, "{manifest}");
    assert!(manifest.contains("\"import\":\"import-000001\"") && manifest.contains("\"import\":\"import-000002\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_shop_under_one_guessed_name_is_refused() {
    let (folder, ws) = workspace();
    let header = "order_id,customer_id,date,amount\n";
    let shop = |name: &str, customer: &str| {
        let path = folder.path().join(name);
        let rows: String = (1..=30).map(|order| format!("{order},{customer}{order},2024-05-01,{order}.00\n")).collect();
        fs::write(&path, format!("{header}{rows}")).unwrap();
        path
    };
    let (one, two, three) = (shop("winkel1.csv", "a"), shop("winkel2.csv", "b"), shop("winkel3.csv", "a"));
    let guessed = || Options { kind: Some(Kind::Orders), ..Options::default() };
    import(&ws, &one, guessed()).await.unwrap();
    let refused = import(&ws, &two, guessed()).await.unwrap_err().to_string();
    let expected =
        "`winkel2.csv` has 30 of 30 orders under numbers that source `winkel` has for orders of other customers";
    assert!(refused.starts_with(expected) && refused.contains("`--source NAME`"), "{refused}");
    assert_eq!(count(&ws, "orders").await, 30);
    import(&ws, &three, guessed()).await.unwrap();
    let named = |name: &str| Options { source: Some(name.into()), ..guessed() };
    import(&ws, &two, named("other")).await.unwrap();
    assert_eq!(count(&ws, "orders").await, 60);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_imported_is_what_the_lake_took_and_what_stood_there_again() {
    let (folder, ws) = workspace();
    let write = |name: &str, orders: Range<u32>| {
        let path = folder.path().join(name);
        let rows: String = orders.map(|order| format!("{order},c1,2024-05-01,1.00\n")).collect();
        fs::write(&path, format!("order_id,customer_id,date,amount\n{rows}")).unwrap();
        path
    };
    let options = || Options { source: Some("shop".into()), kind: Some(Kind::Orders), ..Options::default() };
    let requests = [write("a.csv", 0..10), write("b.csv", 7..12)].map(|path| request(&path, options()));
    let report = import::run(&ws, &requests, now(), Arc::new(Silent)).await.unwrap();
    let read: u64 = report.files.iter().map(|file| file.tally.rows_of(Disposition::Imported)).sum();
    let orders = report.changes.iter().find(|change| change.table == "orders").unwrap();
    assert_eq!((read, orders.inserted, orders.again), (15, 12, 3));
    assert_eq!(count(&ws, "orders").await, 12);
}
