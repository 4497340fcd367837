//! Money given back, told in whatever way: netted once, for the customer whose order it was.

use std::sync::Arc;

use tenure_engine::progress::Silent;
use tenure_engine::run;
use tenure_engine::sources::{Kind, Options};
use tenure_engine::workspace::Workspace;

use crate::import::now;
use crate::run::lakes;
use crate::states::rows;

const HEADER: &str = "order_id,customer_id,date,amount,status,total_refunded\n";
/// Somebody to value where nobody else is left.
const ZOE: &str = "Z1,zoe,2024-01-01,1.00,paid,\n";

fn of(kind: Kind) -> Options {
    Options { source: Some("shop".into()), kind: Some(kind), ..Options::default() }
}

/// Refunds of a lake, as order, amount, day and whether the day is known.
async fn refunds(ws: &Workspace) -> Vec<String> {
    let asked = "SELECT order_id, CAST(amount AS DOUBLE), refunded_on, date_known FROM refunds ORDER BY 1, 3, 2";
    rows(ws, asked).await
}

/// Customers and what they brought, after a run.
async fn worth(ws: &Workspace) -> Vec<String> {
    run::run(ws, None, now(), Arc::new(Silent)).await.unwrap();
    rows(ws, "SELECT customer_id, CAST(revenue AS DOUBLE), CAST(refunded AS DOUBLE) FROM customer_summaries ORDER BY 1")
        .await
}

/// Imports files in every order, one by one and together; what all of these lakes say.
async fn every_way<T: PartialEq + std::fmt::Debug>(
    files: &[(&str, Options)],
    asked: impl AsyncFn(&Workspace) -> T,
) -> T {
    let straight: Vec<usize> = (0..files.len()).collect();
    let reverse: Vec<usize> = straight.iter().rev().copied().collect();
    let mut found: Option<T> = None;
    for order in [straight, reverse] {
        for (_folder, ws) in lakes(files, &order).await {
            let now = asked(&ws).await;
            assert!(found.as_ref().is_none_or(|before| *before == now), "{order:?}: {now:?} after {found:?}");
            found = Some(now);
        }
    }
    found.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_state_and_a_dated_row_speak_of_the_same_money() {
    let both = format!("{HEADER}{ZOE}A3,c1,2024-05-01,80.00,refunded,\nA3,c1,2024-05-09,-80.00,,\n");
    let state = format!("{HEADER}{ZOE}A3,c1,2024-05-01,80.00,refunded,\n");
    let dated = format!("{HEADER}A3,c1,2024-05-09,-80.00,,\n");
    for files in [vec![both.as_str()], vec![&state, &dated]] {
        let files: Vec<_> = files.into_iter().map(|text| (text, of(Kind::Orders))).collect();
        let found = every_way(&files, async |ws| (refunds(ws).await, worth(ws).await)).await;
        assert_eq!(found.0, ["A3 80.0 2024-05-09 true"]);
        assert_eq!(found.1, ["shop:c1 0.0 80.0", "shop:zoe 1.0 0.0"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_dated_rows_leave_of_a_sum_has_no_date() {
    let told = format!("{HEADER}A1,c1,2024-05-01,100.00,partially_refunded,30.00\n");
    let dated = format!("{HEADER}A1,c1,2024-05-09,-20.00,,\n");
    let found = every_way(&[(&told, of(Kind::Orders)), (&dated, of(Kind::Orders))], refunds).await;
    assert_eq!(found, ["A1 10.0 2024-05-01 false", "A1 20.0 2024-05-09 true"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn dated_rows_all_count_though_the_sum_is_smaller() {
    let told = format!("{HEADER}A1,c1,2024-05-01,100.00,partially_refunded,80.00\n");
    let dated = format!("{HEADER}A1,c1,2024-05-09,-50.00,,\nA1,c1,2024-05-10,-50.00,,\n");
    let found = every_way(&[(&told, of(Kind::Orders)), (&dated, of(Kind::Orders))], refunds).await;
    assert_eq!(found, ["A1 50.0 2024-05-09 true", "A1 50.0 2024-05-10 true"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn half_a_cent_of_vat_is_no_refund() {
    let told = format!(
        "{HEADER}A1,c1,2024-05-01,100.00,partially_refunded,30.004\nA2,c1,2024-05-01,100.00,partially_refunded,30.006\n"
    );
    let dated = format!("{HEADER}A1,c1,2024-05-09,-30.00,,\nA2,c1,2024-05-09,-30.00,,\n");
    let found = every_way(&[(&told, of(Kind::Orders)), (&dated, of(Kind::Orders))], refunds).await;
    assert_eq!(found, ["A1 30.0 2024-05-09 true", "A2 0.006 2024-05-01 false", "A2 30.0 2024-05-09 true"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dated_row_that_comes_a_second_time_changes_nothing() {
    let told = format!("{HEADER}A1,c1,2024-05-01,100.00,partially_refunded,30.00\nA1,c1,2024-05-09,-20.00,,\n");
    let (folder, ws) = lakes(&[(&told, of(Kind::Orders))], &[0]).await.remove(0);
    let path = folder.path().join("0.csv");
    let again = crate::import::import(&ws, &path, of(Kind::Orders)).await.unwrap();
    assert!(!again.changed_anything());
    assert_eq!(ws.lake.current().await.unwrap().version, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_of_a_cancelled_order_is_taken_off_nothing() {
    let text = format!(
        "{HEADER}A1,c1,2024-05-01,100.00,cancelled,\nA1,c1,2024-05-03,-100.00,,\nA2,c1,2024-05-02,50.00,paid,\n"
    );
    let later = format!("{HEADER}A1,c1,2024-05-01,100.00,cancelled,\nA2,c1,2024-05-02,50.00,paid,\n");
    let dated = format!("{HEADER}A1,c1,2024-05-03,-100.00,,\n");
    for files in [vec![text.as_str()], vec![&later, &dated]] {
        let files: Vec<_> = files.into_iter().map(|text| (text, of(Kind::Orders))).collect();
        let found = every_way(&files, async |ws| {
            let worth = worth(ws).await;
            let view = ws.view().await.unwrap();
            let run = view.runs(1).await.unwrap().remove(0);
            let seen = view.overview(&run, "1y", tenure_engine::read::Basis::Revenue).await.unwrap();
            (
                worth,
                seen.months.iter().map(|month| (month.gross, month.refunded)).collect::<Vec<_>>(),
                seen.returns.unmatched,
            )
        });
        assert_eq!(found.await, (vec!["shop:c1 50.0 0.0".to_owned()], vec![(50.0, 0.0)], 0.0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_that_names_nobody_reaches_the_customer_of_its_order() {
    let sold = format!("{HEADER}{ZOE}A4,c3,2024-05-01,70.00,paid,\n");
    let back = format!("{HEADER}A4,,2024-05-09,-70.00,,\n");
    let files = [(sold.as_str(), of(Kind::Orders)), (back.as_str(), of(Kind::Orders))];
    let found = every_way(&files, async |ws| {
        let worth = worth(ws).await;
        let view = ws.view().await.unwrap();
        let run = view.runs(1).await.unwrap().remove(0);
        let guests = view.overview(&run, "1y", tenure_engine::read::Basis::Revenue).await.unwrap().guests;
        let page = view.customer(&run, "shop:c3").await.unwrap().unwrap();
        (worth, guests.refunded, page.history.iter().map(|event| event.amount).collect::<Vec<_>>())
    });
    let wanted = ["shop:c3 0.0 70.0", "shop:zoe 1.0 0.0"].map(str::to_owned).to_vec();
    assert_eq!(found.await, (wanted, 0.0, vec![-70.0, 70.0]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_negative_row_that_says_cancelled_takes_the_sale_back() {
    let text = format!("{HEADER}B2,c1,2024-05-01,30.00,paid,\nB2,c1,2024-05-02,-30.00,cancelled,\n");
    let found = every_way(&[(&text, of(Kind::Orders))], async |ws| (refunds(ws).await, worth(ws).await)).await;
    assert_eq!(found, (vec!["B2 30.0 2024-05-02 true".to_owned()], vec!["shop:c1 0.0 30.0".to_owned()]));
}

#[tokio::test(flavor = "multi_thread")]
async fn credit_lines_and_states_of_lines_speak_of_the_same_money() {
    let text = "order_id,customer_id,date,sku,quantity,unit_price,status\nA1,c1,2024-05-01,P1,1,100.00,refunded\n\
                A1,c1,2024-05-04,P1,-1,100.00,refunded\nA2,c1,2024-05-02,P1,1,30.00,paid\n";
    let found = every_way(&[(text, of(Kind::OrderLines))], async |ws| (refunds(ws).await, worth(ws).await)).await;
    assert_eq!(found, (vec!["A1 100.0 2024-05-04 true".to_owned()], vec!["shop:c1 30.0 100.0".to_owned()]));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_tells_less_later_gives_back_less() {
    let first = format!("{HEADER}A1,c1,2024-05-01,100.00,partially_refunded,40.00\nA1,c1,2024-05-02,-10.00,,\n");
    let second = format!("{HEADER}A1,c1,2024-05-01,100.00,partially_refunded,10.00\nA9,c1,2024-06-01,5.00,paid,\n");
    let found = every_way(&[(&first, of(Kind::Orders)), (&second, of(Kind::Orders))], refunds).await;
    assert_eq!(found, ["A1 10.0 2024-05-02 true"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_woocommerce_report_and_the_export_tell_of_one_refund() {
    let report = "Date,\"Order #\",Status,Customer,\"Items sold\",\"Coupon(s)\",\"Net Sales\"\n\
                  2024-05-21 11:58:12,3001,refunded,Hanna,3,,30.00\n2024-05-23 10:11:02,3001,refunded,Hanna,-3,,-30.00\n";
    let cut = "Date,\"Order #\",Status,Customer,\"Items sold\",\"Coupon(s)\",\"Net Sales\"\n\
               2024-05-21 11:58:12,3001,refunded,Hanna,3,,30.00\n";
    let alone = every_way(&[(report, of(Kind::WooCommerceOrders))], refunds).await;
    assert_eq!(alone, ["3001 30.0 2024-05-23 true"]);
    let before = every_way(&[(cut, of(Kind::WooCommerceOrders))], refunds).await;
    assert_eq!(before, ["3001 30.0 2024-05-21 false"], "a report that ends before the row of the refund");
    let export = "order_id,customer_id,date,amount,status\n3001,c7,2024-05-21 11:58:12,30.00,refunded\n\
                  3002,c7,2024-05-25 11:58:12,5.00,paid\n";
    let files = [(report, of(Kind::WooCommerceOrders)), (export, of(Kind::Orders))];
    let found = every_way(&files, async |ws| (refunds(ws).await, worth(ws).await)).await;
    assert_eq!(found, (vec!["3001 30.0 2024-05-23 true".to_owned()], vec!["shop:c7 5.0 30.0".to_owned()]));
}
