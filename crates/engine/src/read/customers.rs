//! A page of customers.
//!
//! The table that holds the sort column is searched, sorted and cut first; the other one is asked for
//! the customers of the page alone. So a page costs one scan with a bounded heap, never a join of a
//! million rows with a million rows.

use std::collections::HashMap;

use datafusion::common::ScalarValue;
use datafusion::dataframe::DataFrame;
use datafusion::error::DataFusionError;
use datafusion::functions::expr_fn::{contains, lower};
use datafusion::prelude::{Expr, SessionContext, col, lit};

use super::rows::{Row, collect};
use super::{Basis, CustomerPage, CustomerQuery, CustomerRow, CustomerSort, ReadError, RunRow};

const WHAT: &str = "the customers";

/// Customers whose key contains the search text, sorted, one page of them.
///
/// # Errors
/// When `scores` or `customer_summaries` cannot be read.
pub async fn customers(
    ctx: &SessionContext,
    run: &RunRow,
    horizon: &str,
    basis: Basis,
    query: &CustomerQuery,
) -> Result<CustomerPage, ReadError> {
    let fault = |source: DataFusionError| ReadError::Query { what: WHAT, source: Box::new(source) };
    let scores = scores(ctx, run, horizon, basis).await.map_err(fault)?;
    let summaries = summaries(ctx, run).await.map_err(fault)?;
    let by_summary = matches!(query.sort, CustomerSort::LastOrder | CustomerSort::Orders);
    let (first, second) = if by_summary { (summaries, scores) } else { (scores, summaries) };
    let first = search(first, &query.search).map_err(fault)?;
    let matching = first.clone().count().await.map_err(fault)? as u64;
    let skip = usize::try_from(query.offset).unwrap_or(usize::MAX);
    let take = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let page = first.sort(order(query.sort)).and_then(|sorted| sorted.limit(skip, Some(take))).map_err(fault)?;
    let page = collect(page, WHAT).await?;
    let mut keys = Vec::with_capacity(page.len());
    for row in &page {
        keys.push(row.text("customer_id")?);
    }
    let listed = keys.iter().map(|key| lit(key.as_str())).collect();
    let others = second.filter(col("customer_id").in_list(listed, false)).map_err(fault)?;
    let mut others_by_key = HashMap::new();
    for row in collect(others, WHAT).await? {
        others_by_key.insert(row.text("customer_id")?, row);
    }
    let mut customers = Vec::with_capacity(page.len());
    for (key, row) in keys.into_iter().zip(&page) {
        // A customer in one table only is in the middle of being written; the run does not list it.
        let Some(other) = others_by_key.get(&key) else { continue };
        let (summary, score) = if by_summary { (row, other) } else { (other, row) };
        customers.push(customer_row(key, summary, score)?);
    }
    Ok(CustomerPage { matching, offset: query.offset, customers })
}

async fn scores(ctx: &SessionContext, run: &RunRow, horizon: &str, basis: Basis) -> Result<DataFrame, DataFusionError> {
    ctx.table("scores")
        .await?
        .filter(is("score_id", &run.score_id).and(is("horizon", horizon)).and(is("basis", basis.as_str())))?
        .select_columns(&["customer_id", "p_alive", "expected_purchases", "historic", "future", "total"])
}

async fn summaries(ctx: &SessionContext, run: &RunRow) -> Result<DataFrame, DataFusionError> {
    ctx.table("customer_summaries").await?.filter(is("summary_id", &run.summary_id))?.select_columns(&[
        "customer_id",
        "first_order",
        "last_order",
        "orders",
        "frequency",
    ])
}

fn is(column: &str, value: &str) -> Expr {
    col(column).eq(Expr::Literal(ScalarValue::Utf8(Some(value.to_owned())), None))
}

fn search(frame: DataFrame, text: &str) -> Result<DataFrame, DataFusionError> {
    match text.trim() {
        "" => Ok(frame),
        text => frame.filter(contains(lower(col("customer_id")), lit(text.to_lowercase()))),
    }
}

/// Ties are broken by the key, so that pages do not overlap.
fn order(sort: CustomerSort) -> Vec<datafusion::logical_expr::SortExpr> {
    let down = |column: &str| vec![col(column).sort(false, false), col("customer_id").sort(true, false)];
    match sort {
        CustomerSort::Clv => down("future"),
        CustomerSort::Historic => down("historic"),
        CustomerSort::Total => down("total"),
        CustomerSort::LastOrder => down("last_order"),
        CustomerSort::Orders => down("orders"),
        CustomerSort::PAlive => vec![col("p_alive").sort(true, false), col("customer_id").sort(true, false)],
        CustomerSort::CustomerId => vec![col("customer_id").sort(true, false)],
    }
}

fn customer_row(customer_id: String, summary: &Row, score: &Row) -> Result<CustomerRow, ReadError> {
    Ok(CustomerRow {
        customer_id,
        first_order: summary.day("first_order")?,
        last_order: summary.day("last_order")?,
        orders: summary.count("orders")?,
        frequency: summary.count("frequency")?,
        p_alive: score.number("p_alive")?,
        expected_purchases: score.number("expected_purchases")?,
        historic: score.number("historic")?,
        clv: score.number("future")?,
        total: score.number("total")?,
    })
}
