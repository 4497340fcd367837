//! What is true of all customers together: the formula CLV's components, and how much of revenue is margin.

use datafusion::arrow::array::AsArray;
use datafusion::arrow::datatypes::DataType;
use datafusion::arrow::datatypes::{Date32Type, Float64Type};
use datafusion::error::Result;
use datafusion::functions_aggregate::expr_fn::{bool_or, count, min, sum};
use datafusion::prelude::{DataFrame, Expr, cast, ident, lit, when};
use serde::{Deserialize, Serialize};

/// Days in a year, as everywhere.
const YEAR: f64 = 365.25;

/// Customers as a whole, as of a day.
///
/// Churn is counted over one `period`: a year, or half the time observed where that is shorter. Of the customers who
/// had ordered before the last period began and were still seen within the period before it, it is the share that did
/// not order again. Half a customer is added to those lost and one to all of them (the Jeffreys prior), so that
/// no churn at all is not for ever.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Population {
    /// Customers.
    pub customers: f64,
    /// Net revenue per purchase occasion.
    pub average_order: f64,
    /// Occasions per customer and year observed.
    pub orders_per_year: f64,
    /// Share lost in a period.
    pub churn: f64,
    /// Length of that period in years.
    pub period_years: f64,
    /// Margin per unit of revenue; absent when nothing is known of costs.
    pub margin_ratio: Option<f64>,
    /// Whether a percentage stands in for some costs.
    pub margin_estimated: bool,
}

impl Population {
    /// Expected years as a customer: `period / churn`.
    #[must_use]
    pub fn lifespan_years(&self) -> f64 {
        self.period_years / self.churn
    }

    /// Expected years as a customer within `years` from now, for a constant rate of leaving:
    /// `L (1 - exp(-years / L))` with `L` the lifespan. At most `years`.
    #[must_use]
    pub fn active_years(&self, years: f64) -> f64 {
        let lifespan = self.lifespan_years();
        lifespan * -(-years / lifespan).exp_m1()
    }

    /// Formula CLV of a customer with this average order: average order x orders a year x active years x margin.
    #[must_use]
    pub fn formula_clv(&self, average_order: f64, years: f64, margin: f64) -> f64 {
        average_order * self.orders_per_year * self.active_years(years) * margin
    }
}

/// Aggregates summaries as of a day (in days since 1970). `None` when there is no customer.
///
/// # Errors
/// When the query fails.
pub async fn population(summaries: &DataFrame, as_of: i32) -> Result<Option<Population>> {
    let real = |name: &str| cast(ident(name), DataType::Float64);
    let day = |name: &str| cast(ident(name), DataType::Int32);
    let all = first_row(
        summaries.clone().aggregate(
            vec![],
            vec![
                cast(count(lit(1)), DataType::Float64).alias("customers"),
                sum(real("frequency") + lit(1.0)).alias("occasions"),
                sum(real("revenue")).alias("revenue"),
                sum(real("margin")).alias("margin"),
                sum(when(ident("margin").is_not_null(), real("revenue")).end()?).alias("revenue_with_margin"),
                // A customer who came today was observed for a day.
                sum((real("age") * lit(7.0) + lit(1.0)) / lit(YEAR)).alias("years"),
                cast(bool_or(ident("margin_estimated")), DataType::Float64).alias("estimated"),
            ],
        )?,
        7,
    )
    .await?;
    let customers = all[0].unwrap_or(0.0);
    if customers < 1.0 {
        return Ok(None);
    }
    let span = summaries.clone().aggregate(vec![], vec![min(ident("first_order"))])?.collect().await?;
    let first = span.iter().find_map(|b| b.column(0).as_primitive::<Date32Type>().iter().next().flatten());
    let observed = f64::from(as_of - first.unwrap_or(as_of) + 1);
    let period = (observed / 2.0).min(YEAR).max(1.0);
    // Whole days, so that the same day never stands on both sides.
    #[expect(clippy::cast_possible_truncation, reason = "at most a year of days")]
    let begin = as_of - period.round() as i32;
    #[expect(clippy::cast_possible_truncation, reason = "at most a year of days")]
    let before = begin - period.round() as i32;
    let at_stake = day("first_order").lt_eq(lit(begin)).and(day("last_order").gt(lit(before)));
    let lost = at_stake.clone().and(day("last_order").lt_eq(lit(begin)));
    let counted = |which: Expr| -> Result<Expr> { Ok(sum(when(which, lit(1.0)).otherwise(lit(0.0))?)) };
    let churn = first_row(
        summaries
            .clone()
            .aggregate(vec![], vec![counted(at_stake)?.alias("at_stake"), counted(lost)?.alias("lost")])?,
        2,
    )
    .await?;
    let (at_stake, lost) = (churn[0].unwrap_or(0.0), churn[1].unwrap_or(0.0));
    let (occasions, revenue) = (all[1].unwrap_or(0.0), all[2].unwrap_or(0.0));
    let margin_ratio = match (all[3], all[4]) {
        (Some(margin), Some(of)) if of > 0.0 => Some(margin / of),
        _ => None,
    };
    Ok(Some(Population {
        customers,
        average_order: revenue / occasions,
        orders_per_year: occasions / all[5].unwrap_or(1.0),
        churn: (lost + 0.5) / (at_stake + 1.0),
        period_years: period / YEAR,
        margin_ratio,
        margin_estimated: all[6].unwrap_or(0.0) > 0.0,
    }))
}

/// The one row of an aggregate, as numbers.
async fn first_row(frame: DataFrame, columns: usize) -> Result<Vec<Option<f64>>> {
    let batches = frame.collect().await?;
    let value = |column: usize| {
        batches.iter().find_map(|batch| batch.column(column).as_primitive::<Float64Type>().iter().next().flatten())
    };
    Ok((0..columns).map(value).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const POPULATION: Population = Population {
        customers: 100.0,
        average_order: 50.0,
        orders_per_year: 2.0,
        churn: 0.5,
        period_years: 1.0,
        margin_ratio: None,
        margin_estimated: false,
    };

    #[test]
    fn lifespan_is_one_over_churn() {
        assert_eq!(POPULATION.lifespan_years(), 2.0);
    }

    #[test]
    fn a_long_horizon_gives_the_textbook_formula() {
        // 50 x 2 x 2 x .3; exp(-50) of the lifespan is left out at a hundred years, below 1e-20.
        let clv = POPULATION.formula_clv(50.0, 100.0, 0.3);
        assert!((clv - 60.0).abs() < 1e-12, "{clv}");
    }

    #[test]
    fn active_years_never_exceed_the_horizon() {
        let faithful = Population { churn: 1e-9, ..POPULATION };
        let years = faithful.active_years(3.0);
        // L (1 - exp(-h / L)) = h - h^2 / 2L + ..., and h^2 / 2L is 4.5e-9 here.
        assert!(years <= 3.0 && 3.0 - years < 5e-9, "{years}");
    }
}
