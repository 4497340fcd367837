//! What counts: views over the canonical tables, for every question and every run alike.

use datafusion::error::Result;
use datafusion::prelude::{Expr, SessionContext, ident, lit};

use super::tables::ORDERS;

/// Orders that count.
pub const COUNTED_ORDERS: &str = "counted_orders";
/// Refunds that count, each with what is known of the order that it takes back.
pub const COUNTED_REFUNDS: &str = "counted_refunds";

/// States of orders and lines that count nowhere. Whatever adds amounts asks [`counts`].
const APART: [&str; 3] = ["failed", "cancelled", "test"];

/// Whether a row's `status` lets it count; empty where it has none.
#[must_use]
pub fn counts() -> Expr {
    ident("status").in_list(APART.map(lit).to_vec(), true)
}

/// Makes the views known beside the tables that they are of.
///
/// # Errors
/// When a table is not known.
pub async fn register(ctx: &SessionContext) -> Result<()> {
    const JUDGED: &str = "judged_orders";
    for view in [COUNTED_ORDERS, COUNTED_REFUNDS, JUDGED] {
        ctx.deregister_table(view)?;
    }
    let orders = ctx.table(ORDERS.name).await?;
    ctx.register_table(COUNTED_ORDERS, orders.clone().filter(counts())?.into_view())?;
    ctx.register_table(JUDGED, orders.with_column("counts", counts())?.into_view())?;
    let refunds = ctx.sql(include_str!("counted_refunds.sql")).await;
    ctx.deregister_table(JUDGED)?;
    ctx.register_table(COUNTED_REFUNDS, refunds?.into_view())?;
    Ok(())
}

/// Tiny lakes for tests.
#[cfg(test)]
pub mod tiny {
    use std::sync::Arc;

    use datafusion::arrow::datatypes::{Field, Schema};
    use datafusion::arrow::util::display::array_value_to_string;
    use datafusion::datasource::MemTable;
    use datafusion::prelude::{DataFrame, SessionConfig, SessionContext};

    use crate::lake::tables;

    /// A session with every table of the lake and its views, filled by these statements. Columns may be null, so that
    /// a test says only what it is about.
    pub async fn lake(statements: &[&str]) -> SessionContext {
        let config = SessionConfig::new().set_bool("datafusion.optimizer.prefer_hash_join", false);
        let ctx = SessionContext::new_with_config(config);
        for table in tables::ALL {
            let fields: Vec<Field> =
                table.schema().fields().iter().map(|field| field.as_ref().clone().with_nullable(true)).collect();
            let empty = MemTable::try_new(Arc::new(Schema::new(fields)), vec![vec![]]).unwrap();
            ctx.register_table(table.name, Arc::new(empty)).unwrap();
        }
        for statement in statements {
            ctx.sql(statement).await.unwrap().collect().await.unwrap();
        }
        super::register(&ctx).await.unwrap();
        ctx
    }

    /// Rows of a query, sorted, their cells joined by blanks; `-` is nothing.
    pub async fn rows(frame: DataFrame) -> Vec<String> {
        let mut rows = Vec::new();
        for batch in frame.collect().await.unwrap() {
            for row in 0..batch.num_rows() {
                let cells = batch.columns().iter().map(|column| match column.is_null(row) {
                    true => "-".to_owned(),
                    false => array_value_to_string(column, row).unwrap(),
                });
                rows.push(cells.collect::<Vec<_>>().join(" "));
            }
        }
        rows.sort();
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::tiny::{lake, rows};

    const ORDERS: &str =
        "insert into orders (source, order_id, record_id, guest, ordered_on, status, currency, net, cost) values
        ('s', '1', 'ann', false, '2026-01-01', 'paid', 'EUR', 100, 60),
        ('s', '2', 'ann', false, '2026-01-02', 'cancelled', 'EUR', 50, null),
        ('s', '3', 'ann', false, '2026-01-03', 'test', 'EUR', 50, null),
        ('s', '4', 'ann', false, '2026-01-04', 'failed', 'EUR', 50, null),
        ('s', '5', 'guest:5', true, '2026-01-05', 'refunded', 'EUR', 50, null),
        ('t', '1', 'bo', false, '2026-01-06', 'placed', 'EUR', 20, null)";

    async fn refunds(values: &str) -> Vec<String> {
        let refunds = format!(
            "insert into refunds (source, refund_id, order_id, record_id, guest, refunded_on, amount, currency) values {values}"
        );
        let ctx = lake(&[ORDERS, &refunds]).await;
        let asked = "select refund_id, record_id, guest, cast(amount as int), ordered_on, cast(order_net as int), cast(order_cost as int)
            from counted_refunds";
        rows(ctx.sql(asked).await.unwrap()).await
    }

    #[tokio::test]
    async fn cancelled_test_and_failed_orders_count_nowhere() {
        let ctx = lake(&[ORDERS]).await;
        let found = rows(ctx.sql("select source, order_id from counted_orders").await.unwrap()).await;
        assert_eq!(found, ["s 1", "s 5", "t 1"]);
    }

    #[tokio::test]
    async fn a_refund_of_an_order_that_counts_nowhere_counts_nowhere() {
        let of = |order: u8| format!("('s', 'r{order}', '{order}', 'ann', false, '2026-02-01', 10, 'EUR')");
        let found = refunds(&[of(1), of(2), of(3), of(4)].join(", ")).await;
        assert_eq!(found, ["r1 ann false 10 2026-01-01 100 60"]);
    }

    #[tokio::test]
    async fn a_refund_is_the_customers_whose_order_it_takes_back() {
        let found = refunds(
            "('s', 'r1', '1', 'guest:1', true, '2026-02-01', 10, 'EUR'),
             ('s', 'r5', '5', 'ann', false, '2026-02-01', 10, 'EUR'),
             ('t', 'r1', '1', 'guest:1', true, '2026-02-01', 10, 'EUR')",
        )
        .await;
        let wanted = [
            "r1 ann false 10 2026-01-01 100 60",
            "r1 bo false 10 2026-01-06 20 -",
            "r5 guest:5 true 10 2026-01-05 50 -",
        ];
        assert_eq!(found, wanted);
    }

    #[tokio::test]
    async fn a_refund_of_no_order_or_of_one_that_the_lake_has_not_is_its_own_rows() {
        let found = refunds(
            "('s', 'r1', null, 'ann', false, '2026-02-01', 10, 'EUR'),
             ('s', 'r2', '99', 'bo', false, '2026-02-01', 10, 'EUR')",
        )
        .await;
        assert_eq!(found, ["r1 ann false 10 - - -", "r2 bo false 10 - - -"]);
    }

    #[tokio::test]
    async fn an_order_in_another_currency_lends_neither_day_nor_amounts() {
        let found = refunds("('s', 'r1', '1', 'guest:1', true, '2026-02-01', 10, 'USD')").await;
        assert_eq!(found, ["r1 ann false 10 - - -"]);
    }
}
