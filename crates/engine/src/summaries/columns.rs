//! The struct that `purchase_history` returns, column by column.

use std::sync::Arc;

use datafusion::arrow::array::{
    ArrayRef, Date32Array, Decimal128Array, Float64Array, Int64Array, ListArray, StructArray,
};
use datafusion::arrow::buffer::{NullBuffer, OffsetBuffer};
use datafusion::arrow::datatypes::{DataType, Field, Fields};
use datafusion::common::{Result, exec_err};

use super::history::AMOUNT;
use super::replay::History;

/// Largest sum that the amount type holds.
const LIMIT: i128 = 1_000_000_000_000_000_000;

/// Days of all occasions, when they are asked for.
fn occasion_days() -> Field {
    Field::new("days", DataType::List(Arc::new(Field::new("item", DataType::Date32, false))), false)
}

/// Fields of the struct; the first and last day are null when there is no occasion.
pub(crate) fn fields(with_days: bool) -> Fields {
    let whole = |name| Field::new(name, DataType::Int64, false);
    let day = |name| Field::new(name, DataType::Date32, true);
    let money = |name| Field::new(name, AMOUNT, false);
    let mut fields = vec![
        whole("occasions"),
        day("first"),
        day("last"),
        Field::new("log_gaps", DataType::Float64, false),
        money("first_value"),
        money("repeat_value"),
        whole("orders"),
        whole("refunds"),
        money("gross"),
        money("refunded"),
        money("unmatched"),
        whole("holdout_occasions"),
        money("holdout_value"),
    ];
    fields.extend(with_days.then(occasion_days));
    Fields::from(fields)
}

/// Collects histories into the struct's columns.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    whole: [Vec<i64>; 4],
    days: [Vec<i32>; 2],
    present: Vec<bool>,
    log_gaps: Vec<f64>,
    money: [Vec<i128>; 6],
    /// Days of the occasions of all rows, and where each row's end.
    occasions: Option<(Vec<i32>, Vec<usize>)>,
}

impl Builder {
    pub(crate) fn with_capacity(rows: usize, with_days: bool) -> Self {
        Self {
            whole: std::array::from_fn(|_| Vec::with_capacity(rows)),
            days: std::array::from_fn(|_| Vec::with_capacity(rows)),
            present: Vec::with_capacity(rows),
            log_gaps: Vec::with_capacity(rows),
            money: std::array::from_fn(|_| Vec::with_capacity(rows)),
            occasions: with_days.then(|| (Vec::new(), Vec::with_capacity(rows))),
        }
    }

    /// Where the next row's days go, when they are asked for.
    pub(crate) fn days(&mut self) -> Option<&mut Vec<i32>> {
        self.occasions.as_mut().map(|(days, _)| days)
    }

    pub(crate) fn push(&mut self, of: &History) -> Result<()> {
        let whole = [of.occasions, of.orders, of.refunds, of.holdout_occasions];
        let money = [of.first_value, of.repeat_value, of.gross, of.refunded, of.unmatched, of.holdout_value];
        if let Some(sum) = money.iter().find(|sum| sum.abs() >= LIMIT) {
            return exec_err!("one customer's amounts add up to {sum} millionths, beyond what a sum can hold");
        }
        self.whole.iter_mut().zip(whole).for_each(|(column, value)| column.push(value));
        self.days.iter_mut().zip([of.first, of.last]).for_each(|(column, value)| column.push(value));
        self.present.push(of.occasions > 0);
        self.log_gaps.push(of.log_gaps);
        self.money.iter_mut().zip(money).for_each(|(column, value)| column.push(value));
        if let Some((days, ends)) = &mut self.occasions {
            ends.push(days.len());
        }
        Ok(())
    }

    pub(crate) fn finish(self) -> Result<StructArray> {
        let present = NullBuffer::from(self.present);
        let days = |values| -> ArrayRef { Arc::new(Date32Array::new(Vec::into(values), Some(present.clone()))) };
        let whole = |values: Vec<i64>| -> ArrayRef { Arc::new(Int64Array::from(values)) };
        let money = |values: Vec<i128>| -> Result<ArrayRef> {
            Ok(Arc::new(Decimal128Array::from(values).with_precision_and_scale(18, 6)?))
        };
        let [occasions, orders, refunds, holdout_occasions] = self.whole;
        let [first, last] = self.days;
        let [first_value, repeat_value, gross, refunded, unmatched, holdout_value] = self.money;
        let mut columns = vec![
            whole(occasions),
            days(first),
            days(last),
            Arc::new(Float64Array::from(self.log_gaps)),
            money(first_value)?,
            money(repeat_value)?,
            whole(orders),
            whole(refunds),
            money(gross)?,
            money(refunded)?,
            money(unmatched)?,
            whole(holdout_occasions),
            money(holdout_value)?,
        ];
        let with_days = self.occasions.is_some();
        if let Some((days, ends)) = self.occasions {
            let starts = std::iter::once(0).chain(ends.iter().copied());
            let lengths = starts.zip(&ends).map(|(start, end)| end - start);
            let item = Arc::new(Field::new("item", DataType::Date32, false));
            let days = Arc::new(Date32Array::from(days));
            columns.push(Arc::new(ListArray::try_new(item, OffsetBuffer::from_lengths(lengths), days, None)?));
        }
        Ok(StructArray::try_new(fields(with_days), columns, None)?)
    }
}
