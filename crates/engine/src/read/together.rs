//! Customers that a filter lets through, added up: what stands under a list of them.

use datafusion::error::DataFusionError;
use datafusion::functions_aggregate::expr_fn::{count, sum};
use datafusion::prelude::{SessionContext, col, lit};

use super::customers::{conditions, scoped};
use super::rows::collect;
use super::{Basis, CustomerFilter, ReadError, RunRow, Together};

const WHAT: &str = "the customers together";

/// Adds up the customers that the filter lets through, in one scan.
///
/// # Errors
/// When `scores` cannot be read.
pub async fn together(
    ctx: &SessionContext,
    run: &RunRow,
    horizon: &str,
    basis: Basis,
    filter: &CustomerFilter,
) -> Result<Together, ReadError> {
    let fault = |source: DataFusionError| ReadError::Query { what: WHAT, source: Box::new(source) };
    let sums = async {
        let all = scoped(ctx, run, horizon, basis).await?;
        let chosen = match conditions(filter) {
            Some(asked) => all.filter(asked)?,
            None => all,
        };
        let sums = [
            count(lit(1)).alias("customers"),
            sum(col("orders")).alias("orders"),
            sum(col("p_alive")).alias("alive"),
            sum(col("expected_purchases")).alias("purchases"),
            sum(col("historic")).alias("historic"),
            sum(col("future")).alias("clv"),
        ];
        chosen.aggregate(Vec::new(), sums.to_vec())
    };
    let rows = collect(sums.await.map_err(fault)?, WHAT).await?;
    let Some(row) = rows.first() else { return Ok(Together::default()) };
    Ok(Together {
        customers: row.count("customers")?,
        orders: row.count("orders")?,
        expected_alive: row.number("alive")?,
        expected_purchases: row.number("purchases")?,
        historic: row.number("historic")?,
        clv: row.number("clv")?,
    })
}
