//! Lines of orders that are edited, repeated or split: what stays does not depend on what came first.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use datafusion::arrow::util::pretty::pretty_format_batches;
use datafusion::prelude::SessionContext;
use proptest::prelude::*;
use tempfile::TempDir;
use tenure_engine::import::{self, ImportReport, Request, TableChange};
use tenure_engine::progress::Silent;
use tenure_engine::sources::{Kind, Options};
use tenure_engine::workspace::Workspace;

use crate::import::{import, now, request, workspace};

const HEADER: &str = "order_id,customer_id,order_date,product_id,quantity,amount,updated_at\n";

fn lines() -> Options {
    Options { source: Some("shop".into()), kind: Some(Kind::OrderLines), ..Options::default() }
}

fn file(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

/// An order's lines, in a file whose rows say that they are of that day.
fn export(folder: &Path, name: &str, day: &str, lines: &[&str]) -> PathBuf {
    let mut text = format!("{HEADER}Z,zoe,{day},P9,1,1.00,{day}\n");
    lines.iter().for_each(|line| text.push_str(&format!("{line},{day}\n")));
    file(folder, name, &text)
}

async fn asked(workspace: &Workspace, query: &str) -> Vec<String> {
    let ctx = SessionContext::new();
    workspace.lake.register(&ctx, &workspace.lake.current().await.unwrap()).await.unwrap();
    let rows = ctx.sql(query).await.unwrap().collect().await.unwrap();
    let table = pretty_format_batches(&rows).unwrap().to_string();
    table.lines().skip(3).filter(|line| line.starts_with('|')).map(|line| line.replace(' ', "")).collect()
}

/// Lines and the orders made from them.
async fn state(workspace: &Workspace) -> Vec<String> {
    let lines = "SELECT order_id, line_no, product_id, quantity, net, version_at FROM order_lines ORDER BY 1, 2";
    let mut state = asked(workspace, lines).await;
    state.extend(asked(workspace, "SELECT order_id, record_id, net, line_count FROM orders ORDER BY 1").await);
    state
}

fn change<'a>(report: &'a ImportReport, table: &str) -> &'a TableChange {
    report.changes.iter().find(|change| change.table == table).unwrap()
}

const LINES: &str = "SELECT product_id, CAST(quantity AS INT) FROM order_lines WHERE order_id = 'A1' ORDER BY 1, 2";

#[tokio::test(flavor = "multi_thread")]
async fn an_edited_line_replaces_what_it_was() {
    let (folder, ws) = workspace();
    let old = export(
        folder.path(),
        "old.csv",
        "2024-05-10",
        &["A1,ann,2024-05-01,P1,2,20.00", "A1,ann,2024-05-01,P2,1,5.00"],
    );
    let new = export(folder.path(), "new.csv", "2024-05-20", &["A1,ann,2024-05-01,P1,3,30.00"]);
    import(&ws, &old, lines()).await.unwrap();
    let report = import(&ws, &new, lines()).await.unwrap();
    assert_eq!(asked(&ws, LINES).await, ["|P1|3|"]);
    assert_eq!(asked(&ws, "SELECT net FROM orders WHERE order_id = 'A1'").await, ["|30.000000|"]);
    let lines_of = change(&report, "order_lines");
    // Both lines of A1 went, and the day of Z is part of what its line says.
    assert_eq!((lines_of.inserted, lines_of.updated, lines_of.removed), (2, 0, 3));
    let before = state(&ws).await;
    let late = import(&ws, &old, lines()).await.unwrap();
    assert!(!late.changed_anything());
    assert_eq!(change(&late, "order_lines").older, 3, "what the older export says is told, not taken");
    assert_eq!(state(&ws).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_of_an_order_that_was_cut_in_two_files_all_stay() {
    let (folder, ws) = workspace();
    let header = "order_id,customer_id,order_date,product_id,quantity,amount\n";
    let head = file(folder.path(), "a.csv", &format!("{header}A1,ann,2024-05-01,P1,2,20.00\n"));
    let tail =
        file(folder.path(), "b.csv", &format!("{header}A1,ann,2024-05-01,P2,1,5.00\nB,bo,2024-05-20,P1,1,1.00\n"));
    for order in [[&head, &tail], [&tail, &head]] {
        for path in order {
            import(&ws, path, lines()).await.unwrap();
        }
        assert_eq!(asked(&ws, LINES).await, ["|P1|2|", "|P2|1|"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_lost_a_line_in_its_shop_loses_it_here() {
    let (folder, ws) = workspace();
    let header = "Name,Email,Financial Status,Currency,Subtotal,Shipping,Taxes,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price\n";
    let first = "#1001,a@x.nl,paid,EUR,30,0,0,30,2024-05-01 10:00:00 +0200,1,Mug,10\n#1001,,,,,,,,,1,Cup,20\n";
    let edited = "#1001,a@x.nl,paid,EUR,10,0,0,10,2024-05-01 10:00:00 +0200,1,Mug,10\n";
    let later = "#1002,b@x.nl,paid,EUR,5,0,0,5,2024-05-09 10:00:00 +0200,1,Pen,5\n";
    let before = file(folder.path(), "a.csv", &format!("{header}{first}"));
    let after = file(folder.path(), "b.csv", &format!("{header}{edited}{later}"));
    let shopify = || Options { kind: Some(Kind::ShopifyOrders), ..Options::default() };
    import(&ws, &before, shopify()).await.unwrap();
    import(&ws, &after, shopify()).await.unwrap();
    let rows = asked(&ws, "SELECT order_id, description, net FROM order_lines ORDER BY 1, 2").await;
    assert_eq!(rows, ["|#1001|Mug|10.000000|", "|#1002|Pen|5.000000|"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_that_say_when_they_were_changed_stay_together() {
    let (folder, ws) = workspace();
    let header = "order_id,customer_id,order_date,product_id,quantity,amount,updated_at\n";
    let rows = "A1,ann,2024-05-01,P1,1,1.00,2024-05-02\nA1,ann,2024-05-01,P2,1,2.00,2024-05-03\n";
    import(&ws, &file(folder.path(), "a.csv", &format!("{header}{rows}")), lines()).await.unwrap();
    assert_eq!(asked(&ws, LINES).await, ["|P1|1|", "|P2|1|"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_without_an_order_number_are_orders_by_customer_and_time() {
    let (folder, ws) = workspace();
    let header = "customer_id,order_date,product_id,quantity,amount\n";
    let noon = file(
        folder.path(),
        "a.csv",
        &format!("{header}ann,2024-05-01,P1,1,1.00\nann,2024-05-01,P2,1,2.00\nbo,2024-05-01,P1,1,1.00\n"),
    );
    let night = file(folder.path(), "b.csv", &format!("{header}ann,2024-05-01,P3,1,4.00\nbo,2024-05-02,P1,1,1.00\n"));
    for path in [&noon, &night, &noon] {
        import(&ws, path, lines()).await.unwrap();
    }
    let orders = asked(&ws, "SELECT record_id, ordered_on, net, line_count FROM orders ORDER BY 1, 2").await;
    // A later export of the same day adds to what was bought; nobody edits an order that has no number.
    assert_eq!(orders, ["|ann|2024-05-01|7.000000|3|", "|bo|2024-05-01|1.000000|1|", "|bo|2024-05-02|1.000000|1|"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn copies_that_are_not_taken_are_told() {
    let (folder, ws) = workspace();
    let header = "order_id,customer_id,order_date,amount\n";
    let orders = || Options { kind: Some(Kind::Orders), ..lines() };
    let first = file(folder.path(), "a.csv", &format!("{header}1,ann,2024-05-13,10.00\n2,bo,2024-05-14,5.00\n"));
    let tie = file(folder.path(), "b.csv", &format!("{header}1,ann,2024-05-13,11.00\n2,bo,2024-05-14,5.00\n"));
    let old = file(folder.path(), "c.csv", &format!("{header}1,ann,2024-05-13,12.00\n"));
    import(&ws, &first, orders()).await.unwrap();
    let report = import(&ws, &tie, orders()).await.unwrap();
    let tied = change(&report, "orders");
    let taken = asked(&ws, "SELECT net FROM orders WHERE order_id = '1'").await == ["|11.000000|"];
    let expected = if taken { (1, 0) } else { (0, 1) };
    assert_eq!((tied.updated, tied.tied), expected, "one of the two goes, and it is told which");
    assert_eq!((tied.inserted, tied.older), (0, 0));
    let report = import(&ws, &old, orders()).await.unwrap();
    let older = change(&report, "orders");
    assert_eq!((older.inserted, older.updated, older.older, older.tied), (0, 0, 1, 0));
    assert!(!report.changed_anything());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]
    /// Exports of several days, each order edited in any way between them, in any order, one repeated.
    #[test]
    fn any_order_of_imports_gives_the_same_lines(
        files in proptest::collection::vec(
            (1_u8..4, proptest::collection::vec((0_u8..3, 0_u8..3, 1_u8..3), 1..7)), 2..5),
        again in 0_usize..2,
        turn in 0_usize..6,
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let folder = TempDir::new().unwrap();
        let paths: Vec<PathBuf> = files.iter().enumerate().map(|(n, (day, rows))| {
            let rows: Vec<String> = rows.iter().map(|(o, p, q)| format!("A{o},ann,2024-05-01,P{p},{q},{q}.00")).collect();
            let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
            export(folder.path(), &format!("{n}.csv"), &format!("2024-05-1{day}"), &rows)
        }).collect();
        let of = |order: Vec<&PathBuf>| runtime.block_on(async {
            let (_keep, ws) = workspace();
            for path in order {
                import(&ws, path, lines()).await.unwrap();
            }
            state(&ws).await
        });
        let straight = of(paths.iter().collect());
        let mut turned: Vec<&PathBuf> = paths.iter().rev().collect();
        turned.rotate_left(turn % paths.len());
        turned.push(&paths[again]);
        let together = runtime.block_on(async {
            let (_keep, ws) = workspace();
            let requests: Vec<Request> = paths.iter().map(|path| request(path, lines())).collect();
            import::run(&ws, &requests, now(), Arc::new(Silent)).await.unwrap();
            state(&ws).await
        });
        prop_assert_eq!(&straight, &of(turned));
        prop_assert_eq!(&straight, &together);
    }
}
