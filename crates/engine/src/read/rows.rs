//! From a small result of a query to values by column name.
//!
//! Only aggregates, pages and single customers come through here, so a scalar at a time is fine; what
//! has a row per customer stays in the plan.

use std::collections::HashMap;

use datafusion::arrow::record_batch::RecordBatch;
use datafusion::common::ScalarValue;
use datafusion::dataframe::DataFrame;
use datafusion::error::DataFusionError;
use datafusion::prelude::SessionContext;
use jiff::civil::{Date, date};
use jiff::{Span, Timestamp};

use super::ReadError;

/// A query's text with the name of what it answers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Question {
    pub(super) what: &'static str,
    pub(super) sql: &'static str,
}

/// Values for the query's parameters.
pub(super) type Parameters<'a> = &'a [(&'static str, ScalarValue)];

/// Asks a fixed query with bound values.
pub(super) async fn ask(
    ctx: &SessionContext,
    question: Question,
    parameters: Parameters<'_>,
) -> Result<Vec<Row>, ReadError> {
    let fault = |source: DataFusionError| ReadError::Query { what: question.what, source: Box::new(source) };
    let values: HashMap<&str, ScalarValue> = parameters.iter().cloned().collect();
    let frame = ctx.sql(question.sql).await.map_err(fault)?;
    let values: Vec<(&str, ScalarValue)> = values.into_iter().collect();
    let frame = if values.is_empty() { frame } else { frame.with_param_values(values).map_err(fault)? };
    collect(frame, question.what).await
}

/// Runs a plan whose result is small.
pub(super) async fn collect(frame: DataFrame, what: &'static str) -> Result<Vec<Row>, ReadError> {
    let batches = frame.collect().await.map_err(|source| ReadError::Query { what, source: Box::new(source) })?;
    Ok(batches.into_iter().flat_map(|batch| (0..batch.num_rows()).map(move |at| Row::of(what, &batch, at))).collect())
}

/// One row of a result.
pub(super) struct Row {
    what: &'static str,
    batch: RecordBatch,
    at: usize,
}

impl Row {
    /// A row of a batch.
    pub(super) fn of(what: &'static str, batch: &RecordBatch, at: usize) -> Self {
        Self { what, batch: batch.clone(), at }
    }

    fn get(&self, column: &'static str, wanted: &'static str) -> Result<ScalarValue, ReadError> {
        let array = self.batch.column_by_name(column).ok_or_else(|| self.fault(column, "nothing", wanted))?;
        ScalarValue::try_from_array(array, self.at)
            .map_err(|source| ReadError::Query { what: self.what, source: Box::new(source) })
    }

    fn fault(&self, column: &'static str, found: impl ToString, wanted: &'static str) -> ReadError {
        ReadError::Column { what: self.what, column, found: found.to_string(), wanted }
    }

    /// Text that may be absent.
    pub(super) fn text_if(&self, column: &'static str) -> Result<Option<String>, ReadError> {
        let value = self.get(column, "text")?;
        if value.is_null() {
            return Ok(None);
        }
        match value.try_as_str() {
            Some(text) => Ok(text.map(str::to_owned)),
            None => Err(self.fault(column, &value, "text")),
        }
    }

    /// Text.
    pub(super) fn text(&self, column: &'static str) -> Result<String, ReadError> {
        self.text_if(column)?.ok_or_else(|| self.fault(column, "nothing", "text"))
    }

    /// A number that may be absent; money becomes the nearest double of its exact decimal.
    pub(super) fn number_if(&self, column: &'static str) -> Result<Option<f64>, ReadError> {
        match self.get(column, "a number")? {
            value if value.is_null() => Ok(None),
            ScalarValue::Float64(number) => Ok(number),
            ScalarValue::Int64(number) => Ok(number.map(|number| number as f64)),
            ScalarValue::UInt64(number) => Ok(number.map(|number| number as f64)),
            ScalarValue::Decimal128(number, _, scale) => Ok(number.and_then(|number| decimal(number, scale))),
            value => Err(self.fault(column, value, "a number")),
        }
    }

    /// A number; nothing counts as zero, as a sum over no rows does.
    pub(super) fn number(&self, column: &'static str) -> Result<f64, ReadError> {
        Ok(self.number_if(column)?.unwrap_or(0.0))
    }

    /// A count; nothing counts as zero.
    pub(super) fn count(&self, column: &'static str) -> Result<u64, ReadError> {
        let value = self.get(column, "a count")?;
        match value {
            _ if value.is_null() => Ok(0),
            ScalarValue::Int64(Some(number)) => {
                u64::try_from(number).map_err(|_| self.fault(column, number, "a count"))
            }
            ScalarValue::UInt64(Some(number)) => Ok(number),
            value => Err(self.fault(column, value, "a count")),
        }
    }

    /// A whole number that may be negative.
    pub(super) fn whole_if(&self, column: &'static str) -> Result<Option<i64>, ReadError> {
        match self.get(column, "a whole number")? {
            value if value.is_null() => Ok(None),
            ScalarValue::Int64(number) => Ok(number),
            value => Err(self.fault(column, value, "a whole number")),
        }
    }

    /// A truth value that may be absent.
    pub(super) fn flag_if(&self, column: &'static str) -> Result<Option<bool>, ReadError> {
        match self.get(column, "true or false")? {
            ScalarValue::Boolean(flag) => Ok(flag),
            value => Err(self.fault(column, value, "true or false")),
        }
    }

    /// A truth value.
    pub(super) fn flag(&self, column: &'static str) -> Result<bool, ReadError> {
        self.flag_if(column)?.ok_or_else(|| self.fault(column, "nothing", "true or false"))
    }

    /// A day that may be absent.
    pub(super) fn day_if(&self, column: &'static str) -> Result<Option<Date>, ReadError> {
        match self.get(column, "a day")? {
            ScalarValue::Date32(None) | ScalarValue::Null => Ok(None),
            ScalarValue::Date32(Some(days)) => EPOCH
                .checked_add(Span::new().days(days))
                .map(Some)
                .map_err(|_| self.fault(column, days, "a day of this calendar")),
            value => Err(self.fault(column, value, "a day")),
        }
    }

    /// A day.
    pub(super) fn day(&self, column: &'static str) -> Result<Date, ReadError> {
        self.day_if(column)?.ok_or_else(|| self.fault(column, "nothing", "a day"))
    }

    /// A moment.
    pub(super) fn instant(&self, column: &'static str) -> Result<Timestamp, ReadError> {
        match self.get(column, "a time")? {
            ScalarValue::TimestampMicrosecond(Some(micros), _) => {
                Timestamp::from_microsecond(micros).map_err(|_| self.fault(column, micros, "a time"))
            }
            value => Err(self.fault(column, value, "a time")),
        }
    }

    /// A JSON text.
    pub(super) fn json<T: serde::de::DeserializeOwned>(&self, column: &'static str) -> Result<T, ReadError> {
        let text = self.text(column)?;
        serde_json::from_str(&text).map_err(|_| self.fault(column, text, "JSON of its kind"))
    }
}

const EPOCH: Date = date(1970, 1, 1);

/// A day as a parameter.
pub(super) fn day(day: Date) -> ScalarValue {
    let days = day.since(EPOCH).map_or(0, |span| span.get_days());
    ScalarValue::Date32(Some(days))
}

/// A moment as a parameter.
pub(super) fn instant(time: Timestamp) -> ScalarValue {
    ScalarValue::TimestampMicrosecond(Some(time.as_microsecond()), Some("UTC".into()))
}

/// A text as a parameter.
pub(super) fn text(text: &str) -> ScalarValue {
    ScalarValue::Utf8(Some(text.to_owned()))
}

/// A count as a parameter.
pub(super) fn count(number: u64) -> ScalarValue {
    ScalarValue::Int64(Some(i64::try_from(number).unwrap_or(i64::MAX)))
}

/// The double nearest to an exact decimal: by its digits, since dividing by a power of ten may round twice.
fn decimal(unscaled: i128, scale: i8) -> Option<f64> {
    let places = usize::try_from(scale).ok()?;
    let digits = format!("{:0>width$}", unscaled.unsigned_abs(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    let sign = if unscaled < 0 { "-" } else { "" };
    format!("{sign}{whole}.{fraction}0").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn a_decimal_is_the_double_one_would_type() {
        assert_eq!(decimal(9_747_747_934_000_000_000, 12), Some(9_747_747.934));
        assert_eq!(decimal(-5, 6), Some(-0.000_005));
        assert_eq!(decimal(12, 0), Some(12.0));
    }
}
