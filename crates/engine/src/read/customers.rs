//! A page of customers: one scan of the scores of one horizon and basis with a bounded heap, never a join.

use datafusion::common::ScalarValue;
use datafusion::dataframe::DataFrame;
use datafusion::error::DataFusionError;
use datafusion::functions::expr_fn::{contains, lower};
use datafusion::logical_expr::SortExpr;
use datafusion::prelude::{Expr, SessionContext, col, lit};

use super::rows::{Row, collect, day};
use super::{Basis, Cursor, CustomerFilter, CustomerPage, CustomerQuery, CustomerRow, CustomerSort, ReadError, RunRow};

pub(super) const WHAT: &str = "the customers";

/// Customers that the filter lets through, sorted, one page of them.
///
/// # Errors
/// When `scores` cannot be read.
pub async fn customers(
    ctx: &SessionContext,
    run: &RunRow,
    horizon: &str,
    basis: Basis,
    query: &CustomerQuery,
) -> Result<CustomerPage, ReadError> {
    let fault = |source: DataFusionError| ReadError::Query { what: WHAT, source: Box::new(source) };
    let chosen = async {
        let rows = scoped(ctx, run, horizon, basis).await?;
        match conditions(&query.filter) {
            Some(conditions) => rows.filter(conditions),
            None => Ok(rows),
        }
    };
    let chosen = chosen.await.map_err(fault)?;
    let matching = chosen.clone().count().await.map_err(fault)? as u64;
    let skip = usize::try_from(query.offset).unwrap_or(usize::MAX);
    let take = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let page = after(chosen, query)
        .and_then(|rows| rows.select_columns(&COLUMNS))
        .and_then(|rows| rows.sort(order(query)))
        .and_then(|sorted| sorted.limit(skip, Some(take)))
        .map_err(fault)?;
    let page = collect(page, WHAT).await?;
    let customers = page.iter().map(customer_row).collect::<Result<Vec<_>, _>>()?;
    Ok(CustomerPage { matching, offset: query.offset, customers })
}

pub(super) const COLUMNS: [&str; 10] = [
    "customer_id",
    "first_order",
    "last_order",
    "orders",
    "frequency",
    "p_alive",
    "expected_purchases",
    "historic",
    "future",
    "total",
];

/// The values of one scope.
pub(super) async fn scoped(
    ctx: &SessionContext,
    run: &RunRow,
    horizon: &str,
    basis: Basis,
) -> Result<DataFrame, DataFusionError> {
    let scope = is("score_id", &run.score_id).and(is("horizon", horizon)).and(is("basis", basis.as_str()));
    ctx.table("scores").await?.filter(scope)
}

/// What a filter asks of a row; `None` lets all through.
pub(super) fn conditions(filter: &CustomerFilter) -> Option<Expr> {
    let text = filter.search.trim();
    let conditions = [
        (!text.is_empty()).then(|| contains(lower(col("customer_id")), lit(text.to_lowercase()))),
        filter.alive_from.map(|least| col("p_alive").gt_eq(lit(least))),
        filter.alive_to.map(|most| col("p_alive").lt_eq(lit(most))),
        filter.clv_from.map(|least| col("future").gt_eq(lit(least))),
        filter.clv_to.map(|most| col("future").lt(lit(most))),
        filter.historic_from.map(|least| col("historic").gt_eq(lit(least))),
        filter.last_order_from.map(|first| col("last_order").gt_eq(Expr::Literal(day(first), None))),
        filter.last_order_to.map(|last| col("last_order").lt_eq(Expr::Literal(day(last), None))),
        filter.orders_from.map(|least| col("orders").gt_eq(lit(i64::try_from(least).unwrap_or(i64::MAX)))),
        filter.orders_to.map(|most| col("orders").lt_eq(lit(i64::try_from(most).unwrap_or(i64::MAX)))),
    ];
    conditions.into_iter().flatten().reduce(Expr::and)
}

/// What comes after the cursor in the order of the query.
fn after(rows: DataFrame, query: &CustomerQuery) -> Result<DataFrame, DataFusionError> {
    let Some(Cursor { value, customer_id }) = &query.after else { return Ok(rows) };
    let key = (col("customer_id"), lit(customer_id.as_str()));
    let beyond = if query.reversed { key.0.lt(key.1) } else { key.0.gt(key.1) };
    let (column, up) = column(query.sort);
    if column == "customer_id" {
        return rows.filter(beyond);
    }
    // The value as it was written for the cursor, read as the column's own type.
    let kind = rows.schema().field_with_unqualified_name(column)?.data_type().clone();
    let value = Expr::Literal(ScalarValue::try_from_string(value.clone(), &kind)?, None);
    let further = if up != query.reversed { col(column).gt(value.clone()) } else { col(column).lt(value.clone()) };
    rows.filter(further.or(col(column).eq(value).and(beyond)))
}

pub(super) fn is(column: &str, value: &str) -> Expr {
    col(column).eq(Expr::Literal(ScalarValue::Utf8(Some(value.to_owned())), None))
}

/// The column that a sort goes by, and whether upwards.
pub(super) fn column(sort: CustomerSort) -> (&'static str, bool) {
    match sort {
        CustomerSort::Clv => ("future", false),
        CustomerSort::Historic => ("historic", false),
        CustomerSort::Total => ("total", false),
        CustomerSort::LastOrder => ("last_order", false),
        CustomerSort::Orders => ("orders", false),
        CustomerSort::PAlive => ("p_alive", true),
        CustomerSort::CustomerId => ("customer_id", true),
    }
}

/// Ties are broken by the key, so that pages do not overlap; reversed, it is the same list from its end.
fn order(query: &CustomerQuery) -> Vec<SortExpr> {
    let (column, up) = column(query.sort);
    let by_key = col("customer_id").sort(!query.reversed, false);
    if column == "customer_id" { vec![by_key] } else { vec![col(column).sort(up != query.reversed, false), by_key] }
}

/// Where the page after `row` begins.
#[must_use]
pub fn cursor(row: &CustomerRow, sort: CustomerSort) -> Cursor {
    let value = match sort {
        CustomerSort::Clv => row.clv.to_string(),
        CustomerSort::Historic => row.historic.to_string(),
        CustomerSort::Total => row.total.to_string(),
        CustomerSort::PAlive => row.p_alive.to_string(),
        CustomerSort::LastOrder => row.last_order.to_string(),
        CustomerSort::Orders => row.orders.to_string(),
        CustomerSort::CustomerId => String::new(),
    };
    Cursor { value, customer_id: row.customer_id.clone() }
}

pub(super) fn customer_row(row: &Row) -> Result<CustomerRow, ReadError> {
    Ok(CustomerRow {
        customer_id: row.text("customer_id")?,
        first_order: row.day("first_order")?,
        last_order: row.day("last_order")?,
        orders: row.count("orders")?,
        frequency: row.count("frequency")?,
        p_alive: row.number("p_alive")?,
        expected_purchases: row.number("expected_purchases")?,
        historic: row.number("historic")?,
        clv: row.number("future")?,
        total: row.number("total")?,
    })
}
