//! Raw rows of a plain file -> `customer_id`, `day`, `amount`, with a count of all that is left out.

use std::ops::RangeInclusive;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering::Relaxed};

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Date32Array, Decimal128Array, Float64Array, RecordBatch,
};
use datafusion::arrow::buffer::NullBuffer;
use datafusion::arrow::compute::{CastOptions, cast_with_options, filter_record_batch};
use datafusion::arrow::datatypes::{DataType, Decimal128Type, Field, Float64Type, Schema, SchemaRef};
use datafusion::arrow::error::ArrowError;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::as_of::{LastDay, days_since_1970};
use super::days::local_days;
use super::history::AMOUNT;
use crate::sources::DAY_1990;

/// What became of the rows of the file. `read = kept + guests + refused + late`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RowCounts {
    /// Rows read.
    pub read: u64,
    /// Rows without a customer.
    pub guests: u64,
    /// What the guests' rows come to, in millionths.
    pub guests_amount: i64,
    /// Rows whose time or amount is empty, not finite, or cannot be read, or whose time cannot be true.
    pub refused: u64,
    /// Rows after the as-of date.
    pub late: u64,
}

/// Cleans batches on many threads at once.
#[derive(Debug)]
pub(super) struct Cleaner {
    zone: TimeZone,
    until: Option<i32>,
    /// The days on which something can have been ordered.
    possible: RangeInclusive<i32>,
    last: LastDay,
    schema: SchemaRef,
    read: AtomicU64,
    guests: AtomicU64,
    guests_amount: AtomicI64,
    refused: AtomicU64,
    late: AtomicU64,
}

impl Cleaner {
    /// For customers of type `customer`; rows after `until` are left out, the latest day goes to `last`.
    /// Before 1990, and after `now`, nothing can have been ordered.
    pub(super) fn new(
        customer: &DataType,
        zone: TimeZone,
        until: Option<i32>,
        now: Option<Timestamp>,
        last: LastDay,
    ) -> Self {
        let schema = Arc::new(Schema::new(vec![
            Field::new("customer_id", customer.clone(), true),
            Field::new("day", DataType::Date32, true),
            Field::new("amount", AMOUNT, true),
        ]));
        let zero = AtomicU64::default;
        let (read, guests, refused, late) = (zero(), zero(), zero(), zero());
        let today = now.map_or(i32::MAX, |now| days_since_1970(now.to_zoned(zone.clone()).date()));
        let possible = DAY_1990..=today;
        Self { zone, until, possible, last, schema, read, guests, guests_amount: AtomicI64::default(), refused, late }
    }

    pub(super) fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// Counts so far.
    pub(super) fn counts(&self) -> RowCounts {
        RowCounts {
            read: self.read.load(Relaxed),
            guests: self.guests.load(Relaxed),
            guests_amount: self.guests_amount.load(Relaxed),
            refused: self.refused.load(Relaxed),
            late: self.late.load(Relaxed),
        }
    }

    /// Counts rows that never became a batch.
    pub(super) fn refuse(&self, rows: u64) {
        self.read.fetch_add(rows, Relaxed);
        self.refused.fetch_add(rows, Relaxed);
    }

    /// Columns customer, time and amount of any readable type -> the rows that count.
    pub(super) fn clean(&self, batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
        let customers = batch.column(0);
        let days: Date32Array = local_days(batch.column(1), &self.zone)?;
        let days = match days.values().iter().all(|day| self.possible.contains(day)) {
            true => days,
            false => days.unary_opt(|day| self.possible.contains(&day).then_some(day)),
        };
        let amounts = amounts(batch.column(2))?;
        self.read.fetch_add(batch.num_rows() as u64, Relaxed);
        // A guest's order is an order: it counts for the file's last day.
        let readable = NullBuffer::union(days.nulls(), amounts.nulls());
        let day = |row: usize| readable.as_ref().is_none_or(|readable| readable.is_valid(row)).then(|| days.value(row));
        if let Some(last) = (0..days.len()).filter_map(day).max() {
            self.last.see(last);
        }
        let keep = self.judge(customers, &days, &amounts);
        let columns: Vec<ArrayRef> = vec![Arc::clone(customers), Arc::new(days), Arc::new(amounts)];
        let whole = RecordBatch::try_new(Arc::clone(&self.schema), columns)?;
        match keep {
            None => Ok(whole),
            Some(keep) => filter_record_batch(&whole, &keep),
        }
    }

    /// Which rows count; none when all do.
    fn judge(&self, customers: &ArrayRef, days: &Date32Array, amounts: &Decimal128Array) -> Option<BooleanArray> {
        let until = self.until.unwrap_or(i32::MAX);
        let named = names(customers);
        let in_time = days.values().iter().all(|&day| day <= until);
        if in_time && named.is_none() && days.null_count() == 0 && amounts.null_count() == 0 {
            return None;
        }
        let keep = (0..days.len()).map(|row| {
            if days.is_null(row) || amounts.is_null(row) {
                self.refused.fetch_add(1, Relaxed);
            } else if days.value(row) > until {
                self.late.fetch_add(1, Relaxed);
            } else if named.as_ref().is_some_and(|named| !named.value(row)) {
                self.guests.fetch_add(1, Relaxed);
                self.guests_amount.fetch_add(i64::try_from(amounts.value(row)).unwrap_or(i64::MAX), Relaxed);
            } else {
                return true;
            }
            false
        });
        Some(keep.map(Some).collect())
    }
}

/// Which rows name a customer; none when all do. Empty text names nobody.
fn names(customers: &ArrayRef) -> Option<BooleanArray> {
    let named = |row: usize| {
        customers.is_valid(row)
            && match customers.data_type() {
                DataType::Utf8View => !customers.as_string_view().value(row).is_empty(),
                DataType::Utf8 => !customers.as_string::<i32>().value(row).is_empty(),
                DataType::LargeUtf8 => !customers.as_string::<i64>().value(row).is_empty(),
                _ => true,
            }
    };
    let all = (0..customers.len()).all(named);
    (!all).then(|| (0..customers.len()).map(|row| Some(named(row))).collect())
}

/// Amounts in millionths; null where an amount is absent, not finite, or cannot be read.
fn amounts(amounts: &ArrayRef) -> Result<Decimal128Array, ArrowError> {
    let safe = CastOptions { safe: true, ..CastOptions::default() };
    match amounts.data_type() {
        DataType::Float64 => decimals(amounts.as_primitive::<Float64Type>()),
        DataType::Float32 | DataType::Float16 => {
            // Through text, so that 0.1 in 32 bits is a tenth and not 0.100000001.
            let text = cast_with_options(amounts, &DataType::Utf8, &safe)?;
            Ok(cast_with_options(&text, &AMOUNT, &safe)?.as_primitive::<Decimal128Type>().clone())
        }
        _ => Ok(cast_with_options(amounts, &AMOUNT, &safe)?.as_primitive::<Decimal128Type>().clone()),
    }
}

fn decimals(amounts: &Float64Array) -> Result<Decimal128Array, ArrowError> {
    const LIMIT: f64 = 1e12;
    let whole = amounts.null_count() == 0 && amounts.values().iter().all(|amount| amount.abs() < LIMIT);
    let micros = |amount: f64| (amount * 1e6).round() as i64;
    let readable = |amount: f64| (amount.abs() < LIMIT).then(|| i128::from(micros(amount)));
    let decimals: Decimal128Array =
        if whole { amounts.unary(|amount| i128::from(micros(amount))) } else { amounts.unary_opt(readable) };
    decimals.with_precision_and_scale(18, 6)
}
