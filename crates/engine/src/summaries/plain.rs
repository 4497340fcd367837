//! `tenure summarize`: a plain file of orders -> a plain file of summaries.

use std::path::{Path, PathBuf};

use datafusion::arrow::datatypes::DataType;
use datafusion::logical_expr::{Expr, cast, col};
use futures::TryStreamExt;
use jiff::civil::Date;

use super::as_of::{AsOf, LastDay};
use super::input::{self, Input};
use super::orders::RowCounts;
use super::{Spec, SummaryError, Tally, Unit, plan, settle};
use crate::lake::session::{Limits, session};
use crate::plain::{Kind, PlainError, Target, Writer, kind_of};
use crate::sources::{ColumnRef, Decision, Options, PlainReject};

/// What `tenure summarize` was asked.
#[derive(Debug, Clone)]
pub struct PlainSpec {
    /// The orders.
    pub file: PathBuf,
    /// Column of the customer.
    pub customer: ColumnRef,
    /// Column of the time of the order.
    pub time: ColumnRef,
    /// Column of the amount.
    pub amount: ColumnRef,
    /// Last day counted; the file's last day when not given.
    pub as_of: Option<Date>,
    /// Last day of the calibration period.
    pub calibration_end: Option<Date>,
    /// Unit of time.
    pub unit: Unit,
    /// How a text file is read, and the zone whose calendar days count.
    pub options: Options,
    /// Memory and threads.
    pub limits: Limits,
}

/// What was done.
#[derive(Debug, Clone)]
pub struct Summary {
    /// Last day counted.
    pub as_of: Date,
    /// What became of the rows.
    pub rows: RowCounts,
    /// What became of the customers.
    pub tally: Tally,
    /// The first rows that were refused, where the file tells lines.
    pub rejects: Vec<PlainReject>,
    /// What was decided about a text file, and why.
    pub decisions: Vec<Decision>,
    /// Rows that a table on a stream left out.
    pub hidden: usize,
}

/// Summarises the orders of a file.
///
/// # Errors
/// When a column is missing, no order is left, or a file cannot be read or written.
pub async fn run(spec: &PlainSpec, target: Target) -> Result<Summary, SummaryError> {
    if let (Some(end), Some(as_of)) = (spec.calibration_end, spec.as_of) {
        holdout(end, as_of)?;
    }
    let spill = std::env::temp_dir();
    let ctx = session(&spec.limits, Some(&spill))?;
    let last = LastDay::default();
    let Input { orders, cleaner, text } = match kind_of(&spec.file)? {
        Kind::Parquet => input::parquet(&ctx, spec, &last).await?,
        Kind::Text => input::text(&ctx, spec, &last)?,
    };
    let as_of = spec.as_of.map_or_else(|| AsOf::LastRead(last.clone()), AsOf::On);
    let towards = Spec { as_of: as_of.clone(), calibration_end: spec.calibration_end, unit: spec.unit, days: false };
    let histories = plan(orders, &towards)?.select(wanted_columns())?;
    let mut rows = histories.sort(vec![col("customer_id").sort(true, true)])?.execute_stream().await?;
    let without = if spec.calibration_end.is_some() { 0 } else { HOLDOUT };
    let answer: Vec<_> = (0..ANSWER.len() - without).collect();
    let mut tally = Tally::default();
    let mut writer = None;
    let mut target = Some(target);
    while let Some(batch) = rows.try_next().await? {
        let batch = settle(&batch, &mut tally)?.project(&answer).map_err(PlainError::from)?;
        let metadata = [(Unit::METADATA_KEY.to_owned(), spec.unit.to_string())];
        if let Some(target) = target.take() {
            // All rows are read when the first comes out, so that the last day is known before anything is written.
            if let (Some(end), Some(as_of)) = (spec.calibration_end, as_of.date()) {
                holdout(end, as_of)?;
            }
            writer = Some(Writer::create(target, &batch.schema(), &metadata)?);
        }
        if let Some(writer) = &mut writer {
            writer.write(&batch)?;
        }
    }
    let counts = cleaner.counts();
    let (Some(as_of), Some(writer)) = (as_of.date(), writer) else {
        return Err(no_orders(&spec.file, counts));
    };
    let (rejects, decisions) = text.map(|text| text.end()).unwrap_or_default();
    Ok(Summary { as_of, rows: counts, tally, rejects, decisions, hidden: writer.finish()? })
}

fn holdout(end: Date, as_of: Date) -> Result<(), SummaryError> {
    if end < as_of {
        return Ok(());
    }
    Err(SummaryError::NoHoldout { calibration_end: end.to_string(), as_of: as_of.to_string() })
}

fn no_orders(file: &Path, counts: RowCounts) -> SummaryError {
    SummaryError::NoOrders {
        file: file.display().to_string(),
        rows: counts.read,
        guests: counts.guests,
        refused: counts.refused,
        late: counts.late,
    }
}

/// The columns of the answer; the last [`HOLDOUT`] only when there is a calibration end.
const ANSWER: [&str; 10] = [
    "customer_id",
    "frequency",
    "recency",
    "age",
    "monetary_value",
    "litt",
    "first_order",
    "last_order",
    "holdout_frequency",
    "holdout_value",
];
const HOLDOUT: usize = 2;

/// The answer's columns, then those that only [`settle`] needs.
fn wanted_columns() -> Vec<Expr> {
    let answer = ANSWER.iter().map(|name| match *name {
        "holdout_value" => cast(col("holdout_value"), DataType::Float64).alias("holdout_value"),
        name => col(name),
    });
    answer.chain(["occasions", "unmatched_refunds", "revenue"].map(col)).collect()
}
