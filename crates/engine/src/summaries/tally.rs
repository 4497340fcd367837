//! Which customers stand in the summary, and what was reported apart.

use datafusion::arrow::array::{Array, AsArray, BooleanArray, RecordBatch};
use datafusion::arrow::compute::filter_record_batch;
use datafusion::arrow::datatypes::{Decimal128Type, Int64Type};
use datafusion::common::{DataFusionError, Result};

/// Counts and amounts (millionths) over the customers of a summary.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Customers in the summary.
    pub customers: u64,
    /// Repeat occasions of all of them.
    pub repeat_occasions: i64,
    /// Customers left out, since all their rows are refunds.
    pub refunds_only: u64,
    /// What those refunds come to, as a positive amount.
    pub refunds_only_amount: i128,
    /// Customers left out, since their first occasion is after the calibration end.
    pub after_calibration: u64,
    /// Customers with refunds that no earlier occasion could take.
    pub unmatched_customers: u64,
    /// What those refunds come to, as a positive amount; without `refunds_only_amount`.
    pub unmatched_amount: i128,
    /// Sales minus refunds of the customers in the summary, holdout excepted.
    pub revenue: i128,
}

impl Tally {
    /// Adds what another counted.
    pub fn merge(&mut self, other: &Self) {
        self.customers += other.customers;
        self.repeat_occasions += other.repeat_occasions;
        self.refunds_only += other.refunds_only;
        self.refunds_only_amount += other.refunds_only_amount;
        self.after_calibration += other.after_calibration;
        self.unmatched_customers += other.unmatched_customers;
        self.unmatched_amount += other.unmatched_amount;
        self.revenue += other.revenue;
    }
}

/// Drops from a batch of [`super::plan`] the customers without an occasion, and counts them.
///
/// # Errors
/// When the batch is not one of that plan.
pub fn settle(batch: &RecordBatch, tally: &mut Tally) -> Result<RecordBatch> {
    let whole = |name| column(batch, name).map(AsArray::as_primitive::<Int64Type>);
    let money = |name| column(batch, name).map(AsArray::as_primitive::<Decimal128Type>);
    let (occasions, holdout) = (whole("occasions")?, whole("holdout_frequency")?);
    let (unmatched, revenue) = (money("unmatched_refunds")?, money("revenue")?);
    let mut kept = 0;
    for row in 0..batch.num_rows() {
        let (count, unmatched) = (occasions.value(row), unmatched.value(row));
        if count > 0 {
            kept += 1;
            tally.repeat_occasions += count - 1;
            tally.revenue += revenue.value(row);
            tally.unmatched_customers += u64::from(unmatched != 0);
            tally.unmatched_amount += unmatched;
        } else if holdout.value(row) > 0 {
            tally.after_calibration += 1;
            tally.unmatched_customers += u64::from(unmatched != 0);
            tally.unmatched_amount += unmatched;
        } else {
            tally.refunds_only += 1;
            tally.refunds_only_amount += unmatched;
        }
    }
    tally.customers += kept;
    if kept == batch.num_rows() as u64 {
        return Ok(batch.clone());
    }
    let keep: BooleanArray = occasions.values().iter().map(|&count| Some(count > 0)).collect();
    Ok(filter_record_batch(batch, &keep)?)
}

fn column<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a dyn Array> {
    batch
        .column_by_name(name)
        .map(AsRef::as_ref)
        .ok_or_else(|| DataFusionError::Plan(format!("a summary has no column `{name}`")))
}
