//! What later exports say of an order, and what orders are made of: from file to lake.

use std::path::PathBuf;
use std::sync::Arc;

use datafusion::arrow::util::display::array_value_to_string;
use datafusion::prelude::SessionContext;
use proptest::prelude::*;
use tenure_engine::import::{self, Request};
use tenure_engine::progress::Silent;
use tenure_engine::sources::{Kind, Options};
use tenure_engine::workspace::Workspace;

use crate::import::{import, now, request, workspace};

/// Rows of a query, their cells joined by blanks.
pub async fn rows(workspace: &Workspace, sql: &str) -> Vec<String> {
    let ctx = SessionContext::new();
    workspace.lake.register(&ctx, &workspace.lake.current().await.unwrap()).await.unwrap();
    let mut rows = Vec::new();
    for batch in ctx.sql(sql).await.unwrap().collect().await.unwrap() {
        for row in 0..batch.num_rows() {
            let cells = batch.columns().iter().map(|column| array_value_to_string(column, row).unwrap());
            rows.push(cells.collect::<Vec<_>>().join(" "));
        }
    }
    rows
}

async fn orders(workspace: &Workspace) -> Vec<String> {
    rows(workspace, "SELECT order_id, status, net FROM orders ORDER BY order_id").await
}

async fn refunds(workspace: &Workspace) -> Vec<String> {
    rows(workspace, "SELECT refund_id, order_id, amount, refunded_on, date_known FROM refunds ORDER BY refund_id").await
}

fn of(kind: Kind) -> Options {
    Options { source: Some("shop".into()), kind: Some(kind), ..Options::default() }
}

/// A lake after these files, one import each, in this order.
async fn after(files: &[&str], options: &Options) -> (tempfile::TempDir, Workspace) {
    let (folder, ws) = workspace();
    for (number, text) in files.iter().enumerate() {
        let path = folder.path().join(format!("{number}.csv"));
        std::fs::write(&path, text).unwrap();
        import(&ws, &path, options.clone()).await.unwrap();
    }
    (folder, ws)
}

const HEADER: &str = "order_id,customer_id,date,amount,status,total_refunded\n";

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_is_cancelled_later_keeps_no_revenue() {
    let paid = format!("{HEADER}A1,c1,2024-05-01,10.50,paid,\nA2,c2,2024-06-01,20.50,paid,\n");
    let more = "A3,c2,2024-07-01,20.50,paid,\n";
    for later in ["", more] {
        let cancelled = format!("{HEADER}A1,c1,2024-05-01,10.50,geannuleerd,\nA2,c2,2024-06-01,20.50,paid,\n{later}");
        for files in [[paid.as_str(), &cancelled], [&cancelled, &paid]] {
            let (_folder, ws) = after(&files, &of(Kind::Orders)).await;
            let found = orders(&ws).await;
            assert_eq!(found[..2], ["A1 cancelled 10.500000", "A2 paid 20.500000"]);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_whose_payment_failed_counts_once_it_is_paid() {
    let export = |state: &str, later: &str| format!("{HEADER}A1,c1,2024-05-01,10.50,{state},\n{later}");
    let (failed, paid) = (export("failed", ""), export("paid", ""));
    for files in [[failed.as_str(), &paid], [&paid, &failed]] {
        let (_folder, ws) = after(&files, &of(Kind::Orders)).await;
        assert_eq!(orders(&ws).await, ["A1 paid 10.500000"]);
    }
    // A direct debit that bounced: the export that says so is of a later day.
    let bounced = export("failed", "A2,c2,2024-06-01,20.50,paid,\n");
    for files in [[bounced.as_str(), &paid], [&paid, &bounced]] {
        let (_folder, ws) = after(&files, &of(Kind::Orders)).await;
        assert_eq!(orders(&ws).await, ["A1 failed 10.500000", "A2 paid 20.500000"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_that_tells_of_many_refunds_does_not_outlive_a_newer_one() {
    let mut old = HEADER.to_owned();
    (0..3_000).for_each(|order| old.push_str(&format!("R{order},c1,2024-05-01 09:00:00,1.50,refunded,\n")));
    old.push_str("X1,c1,2024-05-01 10:00:00,100.00,paid,\n");
    let new = format!("{HEADER}X1,c1,2024-05-01 10:00:00,60.00,paid,\nX2,c1,2024-05-01 10:00:30,5.00,paid,\n");
    for files in [[old.as_str(), &new], [&new, &old]] {
        let (_folder, ws) = after(&files, &of(Kind::Orders)).await;
        assert_eq!(orders(&ws).await[3_000..], ["X1 paid 60.000000", "X2 paid 5.000000"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stripe_payment_that_is_taken_later_counts() {
    let export = |state: &str, captured: &str| {
        format!(
            "id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Status,Customer ID\n\
             pi_1,2026-05-05 20:38:34,129.00,0.00,eur,{captured},{state},cus_1\n"
        )
    };
    let paid = export("Paid", "true");
    for before in [export("requires_payment_method", "false"), export("Uncaptured", "false"), export("Failed", "true")]
    {
        let (_folder, ws) = after(&[&before], &Options::default()).await;
        assert_eq!(orders(&ws).await, ["pi_1 failed 129.000000"]);
        for files in [[before.as_str(), &paid], [&paid, &before]] {
            let (_folder, ws) = after(&files, &Options::default()).await;
            assert_eq!(orders(&ws).await, ["pi_1 paid 129.000000"]);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_without_a_key_that_were_not_paid_make_an_order_that_counts_nowhere() {
    let header = "order_id,customer_id,date,sku,quantity,unit_price,status\n";
    let file = format!(
        "{header}A1,c1,2024-05-01,P1,1,10.00,failed\nA1,c1,2024-05-01,P2,1,5.00,failed\nA2,c1,2024-05-02,P1,1,10.00,paid\nA2,c1,2024-05-02,P2,1,5.00,failed\n"
    );
    let (_folder, ws) = after(&[&file, &file], &of(Kind::OrderLines)).await;
    assert_eq!(orders(&ws).await, ["A1 failed 15.000000", "A2 paid 10.000000"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_given_back_is_netted_once_and_goes_with_its_order() {
    let first = format!(
        "{HEADER}A1,c1,2024-05-01,100.00,refunded,100.00\nA2,c1,2024-05-02,80.50,terugbetaald,\n\
         A3,c1,2024-05-03,60.25,partially_refunded,20.25\nA4,c1,2024-05-04,30.00,partially_refunded,10.00\n"
    );
    let (_folder, ws) = after(&[&first], &of(Kind::Orders)).await;
    let expected = [
        "A1:refunded A1 100.000000 2024-05-01 false",
        "A2:refunded A2 80.500000 2024-05-02 false",
        "A3:refunded A3 20.250000 2024-05-03 false",
        "A4:refunded A4 10.000000 2024-05-04 false",
    ];
    assert_eq!(refunds(&ws).await, expected);
    let second = format!(
        "{HEADER}A1,c1,2024-05-01,100.00,paid,0.00\nA3,c1,2024-05-03,60.25,partially_refunded,40.25\n\
         A4,c1,2024-05-04,30.00,cancelled,30.00\nA5,c1,2024-05-05,1.00,paid,\n"
    );
    let expected = ["A2:refunded A2 80.500000 2024-05-02 false", "A3:refunded A3 40.250000 2024-05-03 false"];
    for files in [[first.as_str(), &second], [&second, &first]] {
        let (_folder, ws) = after(&files, &of(Kind::Orders)).await;
        assert_eq!(refunds(&ws).await, expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_only_refund_of_a_bucket_goes_when_no_order_tells_of_it() {
    let first = format!("{HEADER}A1,c1,2024-05-01,100.00,refunded,\n");
    let second = format!("{HEADER}A1,c1,2024-05-01,100.00,cancelled,\n");
    let (_folder, ws) = after(&[&first], &of(Kind::Orders)).await;
    assert_eq!(refunds(&ws).await.len(), 1);
    let (_folder, ws) = after(&[&first, &second], &of(Kind::Orders)).await;
    assert_eq!(refunds(&ws).await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn refunds_without_a_key_are_counted_within_their_file() {
    let file = "order_id,customer_id,date,amount\nA1,c1,2024-05-01,100.50\nA1,c1,2024-05-03,-10.25\n\
                A1,c1,2024-05-03,-10.25\nA1,c1,2024-05-04,-5.25\n";
    let (_folder, ws) = after(&[file, file], &of(Kind::Orders)).await;
    let found = rows(&ws, "SELECT order_id, amount FROM refunds ORDER BY amount").await;
    assert_eq!(found, ["A1 5.250000", "A1 10.250000", "A1 10.250000"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_in_two_currencies_is_two() {
    let header = "order_id,customer_id,date,sku,quantity,unit_price,currency\n";
    let euro = format!("{header}A1,c1,2024-05-01,P1,1,10.50,EUR\nA2,c2,2024-05-02,P1,1,3.00,EUR\n");
    let yen = format!("{header}A1,c1,2024-05-01,P2,1,1000.50,JPY\n");
    let both = format!("{euro}A1,c1,2024-05-01,P2,1,1000.50,JPY\n");
    let expected = ["A1 EUR 10.500000 1", "A1:JPY JPY 1000.500000 1", "A2 EUR 3.000000 1"];
    for files in [vec![both.as_str()], vec![&euro, &yen], vec![&yen, &euro]] {
        let (_folder, ws) = after(&files, &of(Kind::OrderLines)).await;
        let found = rows(&ws, "SELECT order_id, currency, net, line_count FROM orders ORDER BY order_id").await;
        assert_eq!(found, expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_has_a_cost_when_each_of_its_lines_has() {
    let file = "order_id,customer_id,date,sku,quantity,unit_price,unit_cost\nA1,c1,2024-05-01,P1,2,10.50,4.00\n\
                A1,c1,2024-05-01,P2,1,9.00,\nA2,c1,2024-05-02,P1,2,10.50,4.00\nA2,c1,2024-05-02,P2,1,9.00,3.00\n";
    let (_folder, ws) = after(&[file], &of(Kind::OrderLines)).await;
    let found = rows(&ws, "SELECT order_id, net, cost FROM orders ORDER BY order_id").await;
    assert_eq!(found, ["A1 30.000000 ", "A2 30.000000 11.000000"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_made_from_lines_have_their_channel_location_and_state() {
    let file = "order_id,customer_id,date,sku,quantity,unit_price,store,status\nA1,c1,2024-05-01,P1,2,10.00,Utrecht,paid\n\
                A1,c1,2024-05-01,P2,1,9.00,Utrecht,cancelled\nA2,c1,2024-05-02,P1,1,10.00,,cancelled\n\
                A3,c1,2024-05-03,P1,1,10.00,,refunded\nA3,c1,2024-05-03,P2,1,5.00,,paid\n";
    let options = Options { channel: Some("store".to_owned()), ..of(Kind::OrderLines) };
    let (_folder, ws) = after(&[file], &options).await;
    let columns = "order_id, channel, location, status, net, line_count";
    let found = rows(&ws, &format!("SELECT {columns} FROM orders ORDER BY order_id")).await;
    let expected = [
        "A1 store Utrecht paid 20.000000 1",
        "A2 store  cancelled 10.000000 1",
        "A3 store  partially_refunded 15.000000 2",
    ];
    assert_eq!(found, expected);
    assert_eq!(refunds(&ws).await, ["A3:refunded A3 10.000000 2024-05-03 false"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_without_an_order_number_are_imported() {
    let file = "order_id,customer_id,date,sku,quantity,unit_price\nA1,c1,2024-05-01,P1,2,10.00\n\
                ,c1,2024-05-02,P1,1,10.00\n,c1,2024-05-02,P1,1,10.00\n,,2024-05-02,P1,1,10.00\n,,2024-05-02,P1,1,10.00\n";
    let (_folder, ws) = after(&[file, file], &of(Kind::OrderLines)).await;
    let found = rows(&ws, "SELECT record_id, guest, net, line_count FROM orders ORDER BY guest, ordered_on").await;
    assert_eq!(found[..2], ["c1 false 20.000000 1", "c1 false 20.000000 2"]);
    assert!(found.len() == 3 && found[2].ends_with(" true 20.000000 2"), "{found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shopify_order_that_is_cancelled_later_keeps_no_revenue() {
    let export = |status: &str, cancelled: &str, refunded: &str| {
        format!(
            "Name,Email,Financial Status,Currency,Subtotal,Shipping,Taxes,Total,Created at,Lineitem quantity,\
             Lineitem name,Lineitem price,Lineitem sku,Cancelled at,Refunded Amount\n\
             #1,a@example.org,{status},EUR,20.00,0.00,0.00,20.00,2024-05-01 10:00:00 +0200,1,Mug,10.00,MUG,{cancelled},{refunded}\n\
             #1,,,,,,,,2024-05-01 10:00:00 +0200,1,Hat,10.00,HAT,,\n"
        )
    };
    let paid = export("paid", "", "0.00");
    let part = export("partially_refunded", "", "5.00");
    let gone = export("refunded", "2024-05-02 10:00:00 +0200", "20.00");
    for files in [[paid.as_str(), &part, &gone], [&gone, &part, &paid], [&part, &gone, &paid]] {
        let (_folder, ws) = after(&files, &Options::default()).await;
        assert_eq!(orders(&ws).await, ["#1 cancelled 20.000000"]);
        assert_eq!(refunds(&ws).await, [""; 0]);
    }
    let (_folder, ws) = after(&[&part, &paid], &Options::default()).await;
    assert_eq!(refunds(&ws).await, ["#1:refunded #1 5.000000 2024-05-01 false"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_without_a_number_stays_one_order_when_its_state_changes() {
    let export = |one: &str, other: &str| {
        format!(
            "customer_id,date,amount,status\nk1,2024-05-01,100.00,{one}\nk1,2024-05-01,100.00,{other}\n,2024-05-01,7.00,{one}\n"
        )
    };
    let states = "SELECT record_id LIKE 'guest:%', status, net, refunded FROM orders ORDER BY net DESC, status";
    let paid = export("paid", "paid");
    for (one, other, expected) in [
        (
            "refunded",
            "paid",
            ["false paid 100.000000 ", "false refunded 100.000000 100.000000", "true refunded 7.000000 7.000000"],
        ),
        ("cancelled", "paid", ["false cancelled 100.000000 ", "false paid 100.000000 ", "true cancelled 7.000000 "]),
        ("failed", "paid", ["false paid 100.000000 ", "false paid 100.000000 ", "true paid 7.000000 "]),
    ] {
        let later = export(one, other);
        for files in [vec![paid.as_str(), &later], vec![&later, &paid], vec![&later, &paid, &later]] {
            let (_folder, ws) = after(&files, &of(Kind::Orders)).await;
            assert_eq!(rows(&ws, states).await, expected, "{one}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_without_a_key_stays_one_line_when_its_state_changes() {
    let header = "order_id,customer_id,date,sku,quantity,unit_price,status\n";
    for order in ["A1", ""] {
        let export = |state: &str| {
            format!("{header}{order},k1,2024-05-01,P1,1,100.00,{state}\n{order},k1,2024-05-01,P2,1,5.00,paid\n")
        };
        let (paid, back) = (export("paid"), export("refunded"));
        for files in [[paid.as_str(), &back], [&back, &paid]] {
            let (_folder, ws) = after(&files, &of(Kind::OrderLines)).await;
            let found = rows(&ws, "SELECT status, net, refunded, line_count FROM orders").await;
            assert_eq!(found, ["partially_refunded 105.000000 100.000000 2"], "order `{order}`");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_key_that_begins_like_a_made_one_is_the_sources_own() {
    let header = "order_id,line_id,customer_id,date,sku,quantity,amount,updated_at\n";
    let old = format!("{header}A1,#1,k1,2024-05-01,P1,1,10.00,2024-05-01\nA1,#2,k1,2024-05-01,P2,1,5.00,2024-05-01\n");
    let new = format!("{header}A1,#1,k1,2024-05-01,P1,2,20.00,2024-05-02\n");
    let (_folder, ws) = after(&[&old, &new], &of(Kind::OrderLines)).await;
    let found = rows(&ws, "SELECT line_no, net FROM order_lines ORDER BY line_no").await;
    assert_eq!(found, ["##1 20.000000", "##2 5.000000"], "a line with a key stays until its own key comes again");
}

/// One row of an export: order, day, state, what was given back, which amount.
type Row = (u8, u8, usize, u8, usize);

/// Two copies may differ in nothing but their amount; a row may take money back.
const AMOUNTS: [&str; 4] = ["30.00", "31.50", "30.00", "-10.25"];

const STATES: [&str; 6] = ["failed", "placed", "paid", "partially_refunded", "refunded", "cancelled"];

fn export(rows: &[Row]) -> String {
    let mut text = HEADER.to_owned();
    for (order, day, state, back, amount) in rows {
        let back = if STATES[*state] == "partially_refunded" { format!("{back}.00") } else { String::new() };
        // One order in four has no number.
        let number = if *order == 3 { String::new() } else { format!("A{order}") };
        let (day, amount, state) = (10 + day, AMOUNTS[*amount], STATES[*state]);
        text.push_str(&format!("{number},c{},2024-05-{day},{amount},{state},{back}\n", order % 2));
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]
    /// Orders that come again, in other states, within a file and in others, in any order of imports.
    #[test]
    fn any_order_of_exports_gives_the_same_orders_and_refunds(
        files in proptest::collection::vec(proptest::collection::vec((0_u8..4, 0_u8..3, 0_usize..6, 1_u8..4, 0_usize..4), 1..6), 2..4),
        again in 0_usize..2,
        seed in 0_usize..6,
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let folder = tempfile::TempDir::new().unwrap();
        let paths: Vec<PathBuf> = files.iter().enumerate().map(|(number, rows)| {
            let path = folder.path().join(format!("{number}.csv"));
            std::fs::write(&path, export(rows)).unwrap();
            path
        }).collect();
        let state = |order: Vec<&PathBuf>, together: bool| {
            let requests: Vec<Request> = order.iter().map(|path| request(path, of(Kind::Orders))).collect();
            runtime.block_on(async {
                let (_keep, ws) = workspace();
                for some in requests.chunks(if together { requests.len() } else { 1 }) {
                    import::run(&ws, some, now(), Arc::new(Silent)).await.unwrap();
                }
                let found = rows(&ws, "SELECT order_id, status, net, refunded, version_at FROM orders ORDER BY 1").await;
                (found, refunds(&ws).await)
            })
        };
        let straight = state(paths.iter().collect(), false);
        let mut shuffled: Vec<&PathBuf> = paths.iter().collect();
        shuffled.rotate_left(seed % paths.len());
        shuffled.push(&paths[again]);
        prop_assert_eq!(&straight, &state(shuffled, false));
        prop_assert_eq!(&straight, &state(paths.iter().rev().collect(), true));
    }
}
