//! Times of orders -> local calendar days.

use std::cell::Cell;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, Date32Array, PrimitiveArray};
use datafusion::arrow::compute::{CastOptions, cast_with_options};
use datafusion::arrow::datatypes::{DataType, Date32Type, Int64Type, TimeUnit, TimestampMicrosecondType};
use datafusion::arrow::error::ArrowError;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::as_of::days_since_1970;

const DAY: i64 = 86_400_000_000;

/// Local days of `times`; null where a time is absent or cannot be read.
///
/// An instant (a timestamp that carries a zone) falls on the day it was in `zone`; a timestamp
/// without a zone is a local time already. Whole numbers are dates such as 19970930. Text is none of these: how it is
/// written is a question for all of its column, which [`crate::sources`] answers.
pub(crate) fn local_days(times: &ArrayRef, zone: &TimeZone) -> Result<Date32Array, ArrowError> {
    match times.data_type() {
        DataType::Date32 => Ok(times.as_primitive::<Date32Type>().clone()),
        DataType::Date64 => day_type(&cast(times, &DataType::Date32)?),
        DataType::Timestamp(_, None) => Ok(naive_days(&micros(times)?)),
        DataType::Timestamp(_, Some(_)) => Ok(zoned_days(&micros(times)?, zone)),
        kind if kind.is_integer() => {
            let numbers = cast(times, &DataType::Int64)?;
            Ok(numbers.as_primitive::<Int64Type>().unary_opt::<_, Date32Type>(yyyymmdd))
        }
        other => Err(ArrowError::CastError(format!("{other} holds no times"))),
    }
}

fn cast(array: &ArrayRef, to: &DataType) -> Result<ArrayRef, ArrowError> {
    cast_with_options(array, to, &CastOptions { safe: true, ..CastOptions::default() })
}

fn day_type(array: &ArrayRef) -> Result<Date32Array, ArrowError> {
    Ok(array.as_primitive::<Date32Type>().clone())
}

fn micros(times: &ArrayRef) -> Result<PrimitiveArray<TimestampMicrosecondType>, ArrowError> {
    let DataType::Timestamp(_, zone) = times.data_type() else {
        return Err(ArrowError::CastError(format!("{} is not a timestamp", times.data_type())));
    };
    let micros = cast(times, &DataType::Timestamp(TimeUnit::Microsecond, zone.clone()))?;
    Ok(micros.as_primitive::<TimestampMicrosecondType>().clone())
}

fn naive_days(times: &PrimitiveArray<TimestampMicrosecondType>) -> Date32Array {
    times.unary(|time| time.div_euclid(DAY) as i32)
}

/// Days in `zone`; the zone is asked once per stretch of constant offset, not once per row.
fn zoned_days(times: &PrimitiveArray<TimestampMicrosecondType>, zone: &TimeZone) -> Date32Array {
    let known = Cell::new((0, 0, 0));
    times.unary_opt(|time| {
        let (mut from, mut to, mut offset) = known.get();
        if !(from <= time && time < to) {
            (from, to, offset) = stretch(time, zone)?;
            known.set((from, to, offset));
        }
        i32::try_from((time + offset).div_euclid(DAY)).ok()
    })
}

/// The stretch of constant offset around `time`: its start, its end, and the offset.
fn stretch(time: i64, zone: &TimeZone) -> Option<(i64, i64, i64)> {
    let at = Timestamp::from_microsecond(time).ok()?;
    let offset = i64::from(zone.to_offset(at).seconds()) * 1_000_000;
    let to = zone.following(at).next().map_or(i64::MAX, |change| change.timestamp().as_microsecond());
    // `preceding` is strict, and a change at exactly `time` opens this stretch.
    let after = Timestamp::from_microsecond(time + 1).ok()?;
    let from = zone.preceding(after).next().map_or(i64::MIN, |change| change.timestamp().as_microsecond());
    Some((from, to, offset))
}

/// The day that a number such as 19970930 writes.
fn yyyymmdd(number: i64) -> Option<i32> {
    let year = i16::try_from(number / 10_000).ok()?;
    let month = i8::try_from(number / 100 % 100).ok()?;
    let date = jiff::civil::Date::new(year, month, i8::try_from(number % 100).ok()?).ok()?;
    (year >= 1900).then(|| days_since_1970(date))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use datafusion::arrow::array::{Int64Array, StringArray, TimestampMicrosecondArray};

    use super::*;

    fn days(times: impl Array + 'static, zone: &str) -> Vec<Option<i32>> {
        let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
        local_days(&(Arc::new(times) as ArrayRef), &zone).map(|days| days.iter().collect()).unwrap_or_default()
    }

    #[test]
    fn an_instant_falls_on_the_local_day() {
        let summer_evening = 1_593_468_000_000_000; // 2020-06-29T22:00Z, midnight in Amsterdam
        let instants = || TimestampMicrosecondArray::from(vec![summer_evening - 1, summer_evening]);
        assert_eq!(days(instants().with_timezone("UTC"), "Europe/Amsterdam"), [Some(18_442), Some(18_443)]);
        assert_eq!(days(instants().with_timezone("UTC"), "UTC"), [Some(18_442), Some(18_442)]);
        assert_eq!(days(instants(), "Europe/Amsterdam"), [Some(18_442), Some(18_442)]);
    }

    #[test]
    fn the_offset_follows_the_seasons() {
        let winter = 1_577_833_200_000_000; // 2019-12-31T23:00Z, midnight in Amsterdam
        let summer = 1_593_468_000_000_000;
        let instants = TimestampMicrosecondArray::from(vec![winter - 1, summer, winter, summer - 1]);
        let seen = days(instants.with_timezone("+00:00"), "Europe/Amsterdam");
        assert_eq!(seen, [Some(18_261), Some(18_443), Some(18_262), Some(18_442)]);
    }

    #[test]
    fn times_before_1970_round_down() {
        assert_eq!(days(TimestampMicrosecondArray::from(vec![-1]), "UTC"), [Some(-1)]);
    }

    #[test]
    fn numbers_are_dates_where_they_can_be_and_text_is_not_guessed() {
        assert_eq!(days(Int64Array::from(vec![19_700_102, 19_701_302]), "UTC"), [Some(1), None]);
        let text = Arc::new(StringArray::from(vec!["1970-01-03"])) as ArrayRef;
        assert!(local_days(&text, &TimeZone::UTC).is_err());
    }
}
