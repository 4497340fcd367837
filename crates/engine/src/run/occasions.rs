//! Purchase occasions by day, over all customers.

use std::collections::BTreeMap;

use datafusion::arrow::array::{AsArray, RecordBatch};
use datafusion::arrow::datatypes::Date32Type;
use datafusion::error::DataFusionError;

use super::stages::date_of;
use crate::read::OccasionDay;

/// Counts of first and of repeat occasions by day.
#[derive(Debug, Default)]
pub struct Occasions(BTreeMap<i32, (u64, u64)>);

impl Occasions {
    /// Counts a batch of summaries with their days; a customer's first day is the first occasion.
    pub fn count(&mut self, batch: &RecordBatch) -> Result<(), DataFusionError> {
        let Some(lists) = batch.column_by_name("days").and_then(|days| days.as_list_opt::<i32>()) else {
            return Err(DataFusionError::Plan("the summaries have no list of days".to_owned()));
        };
        for days in lists.iter().flatten() {
            for (at, day) in days.as_primitive::<Date32Type>().values().iter().enumerate() {
                let (first, repeat) = self.0.entry(*day).or_default();
                *(if at == 0 { first } else { repeat }) += 1;
            }
        }
        Ok(())
    }

    /// Adds what another counted.
    pub fn merge(&mut self, other: &Self) {
        for (day, (first, repeat)) in &other.0 {
            let own = self.0.entry(*day).or_default();
            own.0 += first;
            own.1 += repeat;
        }
    }

    /// Days with any, in order.
    pub fn days(&self) -> Vec<OccasionDay> {
        let day =
            |(&day, &(first, repeat)): (&i32, &(u64, u64))| Some(OccasionDay { day: date_of(day)?, first, repeat });
        self.0.iter().filter_map(day).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use datafusion::arrow::array::{ArrayRef, ListArray};
    use jiff::civil::date;

    use super::*;

    fn batch(customers: &[&[i32]]) -> RecordBatch {
        let days = customers.iter().map(|days| Some(days.iter().copied().map(Some).collect::<Vec<_>>()));
        let days: ArrayRef = Arc::new(ListArray::from_iter_primitive::<Date32Type, _, _>(days));
        RecordBatch::try_from_iter([("days", days)]).unwrap()
    }

    #[test]
    fn a_customers_first_day_is_counted_apart_and_parts_add_up() {
        let (mut one, mut other) = (Occasions::default(), Occasions::default());
        one.count(&batch(&[&[0, 2], &[2, 3]])).unwrap();
        other.count(&batch(&[&[2]])).unwrap();
        one.merge(&other);
        let days: Vec<_> = one.days().iter().map(|of| (of.day, of.first, of.repeat)).collect();
        assert_eq!(days, [(date(1970, 1, 1), 1, 0), (date(1970, 1, 3), 2, 1), (date(1970, 1, 4), 0, 1)]);
    }
}
