//! What is true of all customers together: how long they stay, what an order is worth, how much of it is margin.

use datafusion::arrow::array::AsArray;
use datafusion::arrow::datatypes::{DataType, Float64Type};
use datafusion::error::Result;
use datafusion::functions_aggregate::expr_fn::sum;
use datafusion::prelude::{DataFrame, cast, ident, lit};
use futures::TryStreamExt;

use super::formula::{FormulaCohort, Lifespan};
use crate::summaries::Unit;

/// Customers as a whole, as of a day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Population {
    /// How long customers stay.
    pub lifespan: Lifespan,
    /// Net revenue per purchase occasion.
    pub average_order: f64,
    /// Margin per unit of revenue, over the revenue whose margin is known; absent when it is of none.
    pub margin_ratio: Option<f64>,
}

/// Aggregates `customer_summaries`. `None` when there is no customer.
///
/// # Errors
/// When the query fails.
pub async fn population(summaries: &DataFrame) -> Result<Option<Population>> {
    let real = |name: &str| cast(ident(name), DataType::Float64);
    let totals = summaries.clone().aggregate(
        vec![],
        vec![
            sum(real("frequency") + lit(1.0)).alias("occasions"),
            sum(real("revenue")).alias("revenue"),
            sum(real("margin")).alias("margin"),
            sum(real("costed_revenue")).alias("costed_revenue"),
        ],
    )?;
    let totals = totals.collect().await?;
    let total = |column: usize| {
        totals.iter().find_map(|batch| batch.column(column).as_primitive::<Float64Type>().iter().next().flatten())
    };
    let Some(occasions) = total(0) else { return Ok(None) };
    let margin_ratio = match (total(2), total(3)) {
        (Some(margin), Some(of)) if of > 0.0 => Some(margin / of),
        _ => None,
    };
    let mut cohort = FormulaCohort::default();
    let mut times = summaries.clone().select(vec![ident("recency"), ident("age")])?.execute_stream().await?;
    while let Some(batch) = times.try_next().await? {
        let (recency, age) =
            (batch.column(0).as_primitive::<Float64Type>(), batch.column(1).as_primitive::<Float64Type>());
        let years = |units: f64| units / Unit::Week.per_year();
        recency.values().iter().zip(age.values()).for_each(|(r, a)| cohort.count(years(*r), years(*a)));
    }
    let average_order = total(1).unwrap_or(0.0) / occasions;
    Ok(Some(Population { lifespan: cohort.lifespan(), average_order, margin_ratio }))
}
