//! Tiny tables in, exact rows out: what a run takes of orders and refunds.

use datafusion::common::ScalarValue;
use datafusion::prelude::SessionContext;
use jiff::civil::{Date, date};

use super::refunds::settle;
use super::stages::day_value;
use crate::lake::views::tiny::{lake, rows};

const AS_OF: Date = date(2026, 1, 31);

/// Orders as `(order, record, guest, day of January, status, currency, net, cost)`.
fn orders(values: &str) -> String {
    let values = values.replace("jan-", "2026-01-").replace('(', "('s', ");
    format!(
        "insert into orders (source, order_id, record_id, guest, ordered_on, status, currency, net, cost) values {values}"
    )
}

/// Refunds as `(order, record, guest, day of January, currency, amount)`.
fn refunds(values: &str) -> String {
    let values = values.replace("jan-", "2026-01-").replace('(', "('s', ");
    format!("insert into refunds (source, order_id, record_id, guest, refunded_on, currency, amount) values {values}")
}

async fn tables(statements: &[String]) -> SessionContext {
    lake(&statements.iter().map(String::as_str).collect::<Vec<_>>()).await
}

async fn taken(ctx: &SessionContext, as_of: Date, margin: Option<f64>) -> Vec<String> {
    let parameters =
        vec![("currency", "EUR".into()), ("as_of", day_value(as_of)), ("gross_margin", ScalarValue::Float64(margin))];
    let asked = include_str!("purchases.sql");
    let found = rows(ctx.sql(asked).await.unwrap().with_param_values(parameters).unwrap()).await;
    found.into_iter().map(|row| row.replace("2026-01-", "jan-").replace("0000 ", " ").replace(".00 ", " ")).collect()
}

/// What a run takes at the end of January, without a percentage for costs: customer, day, amount, margin, estimated.
async fn purchases(statements: &[String]) -> Vec<String> {
    taken(&tables(statements).await, AS_OF, None).await
}

async fn last_day(statements: &[String], as_of: Date) -> Vec<String> {
    let parameters = vec![("currency", "EUR".into()), ("as_of", day_value(as_of))];
    let ctx = tables(statements).await;
    rows(ctx.sql(include_str!("last_day.sql")).await.unwrap().with_param_values(parameters).unwrap()).await
}

#[tokio::test]
async fn orders_of_known_customers_are_purchases() {
    let found = purchases(&[orders(
        "('1', 'ann', false, 'jan-01', 'paid', 'EUR', 10, 4), ('2', 'bo', false, 'jan-02', 'placed', 'EUR', 0, null)",
    )])
    .await;
    assert_eq!(found, ["s:ann jan-01 10 6 -", "s:bo jan-02 0 - true"]);
}

#[tokio::test]
async fn guests_other_currencies_and_days_after_as_of_are_left_out() {
    let found = purchases(&[
        orders(
            "('1', 'ann', false, 'jan-01', 'paid', 'EUR', 10, 4), ('2', 'guest:2', true, 'jan-01', 'paid', 'EUR', 10, 4),
             ('3', 'ann', false, 'jan-01', 'paid', 'USD', 10, 4), ('4', 'ann', false, '2026-02-01', 'paid', 'EUR', 10, 4)",
        ),
        refunds(
            "('2', 'guest:2', true, 'jan-02', 'EUR', 3), ('3', 'ann', false, 'jan-02', 'USD', 3),
             ('1', 'ann', false, '2026-02-01', 'EUR', 3)",
        ),
    ])
    .await;
    assert_eq!(found, ["s:ann jan-01 10 6 -"]);
}

#[tokio::test]
async fn what_was_cancelled_tried_or_never_paid_counts_nowhere_and_neither_does_its_refund() {
    let states = ["cancelled", "test", "failed"];
    let sold =
        states.map(|state| format!("('{state}', 'ann', false, 'jan-01', '{state}', 'EUR', 100, null)")).join(", ");
    let back = states.map(|state| format!("('{state}', 'ann', false, 'jan-05', 'EUR', 100)")).join(", ");
    let paid = orders("('1', 'ann', false, 'jan-03', 'paid', 'EUR', 50, 20)");
    let found = purchases(&[orders(&sold), paid, refunds(&back)]).await;
    assert_eq!(found, ["s:ann jan-03 50 30 -"]);
}

#[tokio::test]
async fn a_refund_lowers_the_day_of_the_order_that_it_names() {
    let found = purchases(&[
        orders("('1', 'ann', false, 'jan-01', 'paid', 'EUR', 10, null), ('2', 'ann', false, 'jan-05', 'paid', 'EUR', 20, null)"),
        refunds("('1', 'ann', false, 'jan-09', 'EUR', 3)"),
    ])
    .await;
    assert_eq!(found, ["s:ann jan-01 -3 - true", "s:ann jan-01 10 - true", "s:ann jan-05 20 - true"]);
}

#[tokio::test]
async fn a_refund_that_names_no_known_order_keeps_its_own_day() {
    let found = purchases(&[
        orders("('1', 'ann', false, 'jan-01', 'paid', 'EUR', 10, null)"),
        refunds("(null, 'ann', false, 'jan-09', 'EUR', 3), ('99', 'ann', false, 'jan-08', 'EUR', 2)"),
    ])
    .await;
    assert_eq!(found, ["s:ann jan-01 10 - true", "s:ann jan-08 -2 - true", "s:ann jan-09 -3 - true"]);
}

#[tokio::test]
async fn a_refund_counts_from_the_day_it_happened_and_lowers_no_order_that_is_yet_to_come() {
    let statements = [
        orders(
            "('1', 'ann', false, 'jan-01', 'paid', 'EUR', 10, null), ('2', 'ann', false, 'jan-20', 'paid', 'EUR', 20, null)",
        ),
        refunds("('1', 'ann', false, 'jan-09', 'EUR', 3), ('2', 'ann', false, 'jan-07', 'EUR', 4)"),
    ];
    let ctx = tables(&statements).await;
    let sold = "s:ann jan-01 10 - true";
    assert_eq!(taken(&ctx, date(2026, 1, 6), None).await, [sold]);
    assert_eq!(taken(&ctx, date(2026, 1, 8), None).await, [sold, "s:ann jan-07 -4 - true"]);
    assert_eq!(taken(&ctx, date(2026, 1, 9), None).await, ["s:ann jan-01 -3 - true", sold, "s:ann jan-07 -4 - true"]);
}

#[tokio::test]
async fn a_refund_is_the_customers_whose_order_it_names() {
    let found = purchases(&[
        orders("('4', 'cy', false, 'jan-01', 'paid', 'EUR', 70, null), ('5', 'guest:5', true, 'jan-01', 'paid', 'EUR', 9, null)"),
        refunds("('4', 'guest:4', true, 'jan-09', 'EUR', 70), ('5', 'cy', false, 'jan-09', 'EUR', 9)"),
    ])
    .await;
    assert_eq!(found, ["s:cy jan-01 -70 - true", "s:cy jan-01 70 - true"]);
}

#[tokio::test]
async fn a_refund_of_nothing_is_no_purchase() {
    let found = purchases(&[
        orders("('1', 'ann', false, 'jan-01', 'paid', 'EUR', 10, 4)"),
        refunds("('1', 'ann', false, 'jan-09', 'EUR', 0), (null, 'ann', false, 'jan-09', 'EUR', 0)"),
    ])
    .await;
    assert_eq!(found, ["s:ann jan-01 10 6 -"]);
}

#[tokio::test]
async fn goods_come_back_at_the_margin_of_their_order() {
    let found = purchases(&[
        orders("('1', 'ann', false, 'jan-01', 'paid', 'EUR', 100, 60)"),
        refunds("('1', 'ann', false, 'jan-09', 'EUR', 25)"),
    ])
    .await;
    assert_eq!(found, ["s:ann jan-01 -25 -10 -", "s:ann jan-01 100 40 -"]);
}

#[tokio::test]
async fn a_percentage_stands_in_for_a_cost_and_says_so() {
    let statements = [
        orders(
            "('1', 'ann', false, 'jan-01', 'paid', 'EUR', 100, 60), ('2', 'ann', false, 'jan-02', 'paid', 'EUR', 100, null),
             ('3', 'ann', false, 'jan-03', 'paid', 'EUR', 0, 5)",
        ),
        refunds(
            "('1', 'ann', false, 'jan-09', 'EUR', 10), ('2', 'ann', false, 'jan-09', 'EUR', 20),
             ('3', 'ann', false, 'jan-09', 'EUR', 30), (null, 'ann', false, 'jan-09', 'EUR', 40)",
        ),
    ];
    let ctx = tables(&statements).await;
    let wanted = [
        "s:ann jan-01 -10 -4 -",
        "s:ann jan-01 100 40 -",
        "s:ann jan-02 -20 -5 true",
        "s:ann jan-02 100 25 true",
        "s:ann jan-03 -30 -7.50 true",
        "s:ann jan-03 0 -5 -",
        "s:ann jan-09 -40 -10 true",
    ];
    assert_eq!(taken(&ctx, AS_OF, Some(0.25)).await, wanted);
}

#[tokio::test]
async fn the_file_of_refunds_says_what_the_view_says() {
    let folder = tempfile::TempDir::new().unwrap();
    let sold = orders(
        "('1', 'ann', false, 'jan-01', 'paid', 'EUR', 10, 4), ('2', 'ann', false, 'jan-01', 'test', 'EUR', 10, 4)",
    );
    let back = refunds("('1', 'ann', false, 'jan-09', 'EUR', 3), ('2', 'ann', false, 'jan-09', 'EUR', 9)");
    let wanted = ["s:ann jan-01 -3 -1.80 -", "s:ann jan-01 10 6 -"];
    let ctx = lake(&[&sold, &back]).await;
    assert_eq!(taken(&ctx, AS_OF, None).await, wanted);
    settle(&ctx, folder.path()).await.unwrap();
    assert_eq!(taken(&ctx, AS_OF, None).await, wanted);

    let ctx = lake(&[&sold]).await;
    settle(&ctx, folder.path()).await.unwrap();
    assert_eq!(taken(&ctx, AS_OF, None).await, [wanted[1]], "no refund is left from before");
}

#[tokio::test]
async fn the_last_day_is_one_on_which_somebody_looked() {
    let of = |day: &str, state: &str, currency: &str, guest: bool| {
        orders(&format!("('{day}', 'ann', {guest}, '{day}', '{state}', '{currency}', 10, null)"))
    };
    let known = of("jan-01", "paid", "EUR", false);
    assert_eq!(last_day(std::slice::from_ref(&known), Date::MAX).await, ["2026-01-01"]);
    let cases = [
        (of("jan-05", "paid", "EUR", true), "2026-01-05"),
        (of("jan-05", "cancelled", "EUR", false), "2026-01-05"),
        (of("jan-05", "test", "EUR", false), "2026-01-01"),
        (of("jan-05", "paid", "USD", false), "2026-01-01"),
        (refunds("('1', 'ann', false, 'jan-06', 'EUR', 3)"), "2026-01-06"),
        (refunds("('1', 'ann', false, 'jan-06', 'USD', 3)"), "2026-01-01"),
    ];
    for (more, wanted) in cases {
        assert_eq!(last_day(&[known.clone(), more.clone()], Date::MAX).await, [wanted], "{more}");
        assert_eq!(last_day(&[known.clone(), more], date(2026, 1, 4)).await, ["2026-01-01"], "as of a day before");
    }
    assert_eq!(last_day(&[], Date::MAX).await, ["-"]);
}
