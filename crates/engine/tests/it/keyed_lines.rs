//! Lines that their source gives a key, in any currency and state, edited and cancelled: what is made of them does not
//! depend on what came first, and nothing stays that is made of them no more.

use proptest::prelude::*;
use tenure_engine::sources::{Kind, Options};
use tenure_engine::workspace::Workspace;

use crate::run::lakes;
use crate::states::rows;

const HEADER: &str = "order_id,line_id,customer_id,date,sku,quantity,unit_price,currency,status,updated_at\n";

fn lines() -> Options {
    Options { source: Some("shop".into()), kind: Some(Kind::OrderLines), ..Options::default() }
}

async fn orders(ws: &Workspace) -> Vec<String> {
    rows(ws, "SELECT order_id, currency, status, CAST(net AS DOUBLE), line_count FROM orders ORDER BY 1").await
}

async fn state(ws: &Workspace) -> Vec<String> {
    let mut found = orders(ws).await;
    found.extend(
        rows(ws, "SELECT order_id, line_no, currency, status, net, version_at FROM order_lines ORDER BY 1, 2").await,
    );
    found.extend(rows(ws, "SELECT refund_id, order_id, currency, amount, date_known FROM refunds ORDER BY 1").await);
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_of_a_currency_that_no_line_has_any_more_goes() {
    let line = |line: u8, currency: &str, amount: u8, updated: &str, status: &str| {
        format!("{HEADER}O1,{line},c1,2024-05-01,P,1,{amount}.00,{currency},{status},{updated}\n")
    };
    let dollars = line(1, "USD", 10, "2024-05-02", "refunded");
    let euros = line(1, "EUR", 10, "2024-05-03", "paid");
    let more = line(9, "EUR", 6, "2024-05-02", "paid");
    let files = [&dollars, &euros, &more].map(|text| (text.as_str(), lines()));
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        for (_folder, ws) in lakes(&files, &order).await {
            assert_eq!(orders(&ws).await, ["O1 EUR paid 16.0 2"], "{order:?}");
            assert_eq!(rows(&ws, "SELECT refund_id FROM refunds").await, [""; 0], "{order:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_is_told() {
    let of =
        |currency: &str, updated: &str| format!("{HEADER}O1,1,c1,2024-05-01,P,1,10.00,{currency},paid,{updated}\n");
    let first = format!("{}O1,2,c1,2024-05-01,P,1,5.00,EUR,paid,2024-05-02\n", of("USD", "2024-05-02"));
    let (folder, ws) = lakes(&[(first.as_str(), lines())], &[0]).await.remove(0);
    assert_eq!(orders(&ws).await, ["O1 EUR paid 5.0 1", "O1:USD USD paid 10.0 1"]);
    let path = folder.path().join("later.csv");
    std::fs::write(&path, of("EUR", "2024-05-03")).unwrap();
    let report = crate::import::import(&ws, &path, lines()).await.unwrap();
    assert_eq!(orders(&ws).await, ["O1 EUR paid 15.0 2"]);
    let change = report.changes.iter().find(|change| change.table == "orders").unwrap();
    assert_eq!((change.inserted, change.removed), (0, 1), "{change:?}");
}

const CURRENCIES: [&str; 2] = ["EUR", "USD"];
const STATES: [&str; 4] = ["paid", "refunded", "cancelled", ""];

proptest! {
    #![proptest_config(ProptestConfig { cases: 10, ..ProptestConfig::default() })]
    /// Order, line, currency, state, amount of each row; each file of a day.
    #[test]
    fn any_order_of_imports_gives_the_same_orders_of_lines(
        files in proptest::collection::vec(
            (1_u8..4, proptest::collection::vec((0_u8..2, 0_u8..3, 0_usize..2, 0_usize..4, 1_u8..3), 1..5)), 2..4),
        again in 0_usize..2,
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let texts: Vec<String> = files.iter().map(|(day, rows)| {
            let line = |&(order, line, currency, state, amount): &(u8, u8, usize, usize, u8)| format!(
                "O{order},{line},c1,2024-05-01,P,1,{amount}0.00,{},{},2024-05-1{day}\n", CURRENCIES[currency], STATES[state]
            );
            HEADER.to_owned() + &rows.iter().map(line).collect::<String>()
        }).collect();
        let files: Vec<_> = texts.iter().map(|text| (text.as_str(), lines())).collect();
        let straight: Vec<usize> = (0..files.len()).collect();
        let mut turned: Vec<usize> = straight.iter().rev().copied().collect();
        turned.push(again);
        let mut found: Vec<Vec<String>> = Vec::new();
        for order in [straight, turned] {
            for (_folder, ws) in runtime.block_on(lakes(&files, &order)) {
                found.push(runtime.block_on(state(&ws)));
            }
        }
        for other in &found[1..] {
            prop_assert_eq!(&found[0], other);
        }
    }
}
