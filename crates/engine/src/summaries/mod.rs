//! Per customer, as of a date: how often, how recently, for how long, how much.
//!
//! Reads orders, one row each: `customer_id`, `day` (local calendar day), `amount` (millionths, exact;
//! negative for a refund) and, when the caller knows it, `margin`. Writes one row a customer.
//! Refunds are netted in `replay`; the columns are defined in [`plan`].

mod as_of;
mod columns;
mod days;
mod error;
mod history;
mod input;
mod log;
mod orders;
mod plain;
mod replay;
mod tally;
#[cfg(test)]
mod tests;
mod unit;

pub(crate) use as_of::days_since_1970;
pub use as_of::{AsOf, LastDay};
pub use error::SummaryError;
pub use history::purchase_history;
pub use orders::RowCounts;
pub use plain::{PlainSpec, Summary, run};
pub use tally::{Tally, settle};
pub use unit::Unit;

use datafusion::arrow::datatypes::DataType;
use datafusion::common::Result;
use datafusion::dataframe::DataFrame;
use datafusion::functions::core::expr_ext::FieldAccessor;
use datafusion::functions_aggregate::expr_fn::{bool_or, sum};
use datafusion::logical_expr::{Expr, Partitioning, cast, col, lit, when};
use jiff::civil::Date;

use history::AMOUNT;

/// What to summarise towards.
#[derive(Debug, Clone)]
pub struct Spec {
    /// Last day counted.
    pub as_of: AsOf,
    /// Last day of the calibration period, when the rest is to be held out.
    pub calibration_end: Option<Date>,
    /// Unit of `recency`, `age` and `litt`.
    pub unit: Unit,
    /// Whether the days of a customer's occasions are wanted too.
    pub days: bool,
}

/// The plan from orders to one row a customer, `customer_id` first.
///
/// | column | meaning |
/// |---|---|
/// | `frequency` | repeat purchase occasions: days with an order, minus one |
/// | `recency`, `age` | first to last occasion, first occasion to as-of (or calibration end), in units |
/// | `monetary_value` | mean net value of the repeat occasions, 0 when there are none |
/// | `litt` | sum of the logs of the times between occasions, in units |
/// | `first_order`, `last_order` | days of the first and last occasion |
/// | `holdout_frequency`, `holdout_value` | occasion days and net sum after the calibration end |
/// | `days_since_last_order`, `orders`, `refunds` | counts |
/// | `gross_revenue`, `refunded`, `revenue` | sales, refunds as a positive amount, their difference |
/// | `unmatched_refunds` | part of `refunded` that no earlier occasion could take |
/// | `margin`, `costed_revenue` | sum of `margin`, and of the amounts that have one, when the orders have this column |
/// | `margin_estimated` | whether any row is `estimated` |
/// | `days` | the days of all occasions, when asked for |
/// | `occasions` | days with an order; 0 for customers whom [`settle`] reports apart |
///
/// Rows are dealt to partitions by customer *before* they are aggregated, once: a partial aggregate
/// would keep nearly as many rows as it reads, and then send them all the same.
///
/// # Errors
/// When a column is missing or of another type.
pub fn plan(orders: DataFrame, spec: &Spec) -> Result<DataFrame> {
    let partitions = orders.task_ctx().session_config().target_partitions();
    let with_margin = orders.schema().has_column_with_unqualified_name("margin");
    let mut orders = orders;
    if let AsOf::On(last) = spec.as_of {
        orders = orders.filter(col("day").lt_eq(day(last)))?;
    }
    let end = spec.calibration_end.map(days_since_1970);
    let mut measures = vec![purchase_history(end, spec.days).call(vec![col("day"), col("amount")]).alias("history")];
    if with_margin {
        measures.push(sum(col("margin")).alias("margin"));
        let costed = when(col("margin").is_not_null(), col("amount")).end()?;
        measures.push(sum(costed).alias("costed_revenue"));
        measures.push(bool_or(col("estimated")).alias("margin_estimated"));
    }
    let customer = col("customer_id");
    let histories = orders
        .repartition(Partitioning::Hash(vec![customer.clone()], partitions))?
        .aggregate(vec![customer.clone()], measures)?;
    let mut out = vec![customer];
    out.extend(summary_columns(spec)?);
    if spec.days {
        out.push(col("history").field("days").alias("days"));
    }
    if with_margin {
        out.push(cast(col("margin"), AMOUNT).alias("margin"));
        out.push(cast(col("costed_revenue"), AMOUNT).alias("costed_revenue"));
        out.push(col("margin_estimated"));
    }
    histories.select(out)
}

fn summary_columns(spec: &Spec) -> Result<Vec<Expr>> {
    let of = |name: &str| col("history").field(name);
    let number = |day: Expr| cast(day, DataType::Int32);
    let real = |value: Expr| cast(value, DataType::Float64);
    let unit = spec.unit.days();
    let until = spec.calibration_end.map_or_else(|| spec.as_of.expr(), day);
    let frequency = of("occasions") - lit(1_i64);
    let repeats = of("occasions").gt(lit(1_i64));
    Ok(vec![
        frequency.clone().alias("frequency"),
        (real(number(of("last")) - number(of("first"))) / lit(unit)).alias("recency"),
        (real(number(until) - number(of("first"))) / lit(unit)).alias("age"),
        when(repeats, real(of("repeat_value")) / real(frequency.clone())).otherwise(lit(0.0))?.alias("monetary_value"),
        // A log of a time in units is the log of its days less the log of the unit's days.
        (of("log_gaps") - real(frequency) * lit(unit.ln())).alias("litt"),
        of("first").alias("first_order"),
        of("last").alias("last_order"),
        of("holdout_occasions").alias("holdout_frequency"),
        of("holdout_value").alias("holdout_value"),
        cast(number(spec.as_of.expr()) - number(of("last")), DataType::Int64).alias("days_since_last_order"),
        of("orders").alias("orders"),
        of("refunds").alias("refunds"),
        of("gross").alias("gross_revenue"),
        of("refunded").alias("refunded"),
        cast(of("gross") - of("refunded"), AMOUNT).alias("revenue"),
        of("unmatched").alias("unmatched_refunds"),
        of("occasions").alias("occasions"),
    ])
}

fn day(date: Date) -> Expr {
    lit(datafusion::common::ScalarValue::Date32(Some(days_since_1970(date))))
}
