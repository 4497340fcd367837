//! The aggregate `purchase_history(day, amount)`: a customer's rows -> one struct.
//!
//! Its state is two lists, days and amounts, so that a partial aggregate can be spilled, sent to
//! another partition or machine, and merged by appending.

use std::sync::{Arc, LazyLock};

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Date32Array, Decimal128Array, Int64Array, ListArray, PrimitiveArray,
};
use datafusion::arrow::buffer::{OffsetBuffer, ScalarBuffer};
use datafusion::arrow::datatypes::{
    ArrowPrimitiveType, DataType, Date32Type, Decimal128Type, Field, FieldRef, Int64Type,
};
use datafusion::common::{Result, ScalarValue, exec_err};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::{
    Accumulator, AggregateUDF, AggregateUDFImpl, EmitTo, GroupsAccumulator, Signature, Volatility,
};

use super::columns;
use super::log::{Grouped, Log};
use super::replay::{Event, GapLogs, replay};

/// Type of the amounts: millionths, exact.
pub(crate) const AMOUNT: DataType = DataType::Decimal128(18, 6);

static GAP_LOGS: LazyLock<GapLogs> = LazyLock::new(GapLogs::default);

/// The aggregate as a query function; days after `calibration_end` are the holdout period. `with_days` adds the days
/// of the occasions, which few questions need and which cost memory.
#[must_use]
pub fn purchase_history(calibration_end: Option<i32>, with_days: bool) -> AggregateUDF {
    AggregateUDF::new_from_impl(PurchaseHistory {
        signature: Signature::exact(vec![DataType::Date32, AMOUNT], Volatility::Immutable),
        calibration_end,
        with_days,
    })
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct PurchaseHistory {
    signature: Signature,
    calibration_end: Option<i32>,
    with_days: bool,
}

impl AggregateUDFImpl for PurchaseHistory {
    fn name(&self) -> &'static str {
        "purchase_history"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Struct(columns::fields(self.with_days)))
    }

    fn state_fields(&self, _: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        let list = |name, kind| Arc::new(Field::new(name, DataType::List(item(kind)), true));
        Ok(vec![list("days", DataType::Date32), list("amounts", DataType::Int64)])
    }

    fn accumulator(&self, _: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        Ok(Box::new(OneGroup(self.groups())))
    }

    fn groups_accumulator_supported(&self, _: AccumulatorArgs<'_>) -> bool {
        true
    }

    fn create_groups_accumulator(&self, _: AccumulatorArgs<'_>) -> Result<Box<dyn GroupsAccumulator>> {
        Ok(Box::new(self.groups()))
    }
}

impl PurchaseHistory {
    fn groups(&self) -> Groups {
        Groups { log: Log::default(), calibration_end: self.calibration_end, with_days: self.with_days }
    }
}

fn item(kind: DataType) -> FieldRef {
    Arc::new(Field::new("item", kind, false))
}

#[derive(Debug)]
struct Groups {
    log: Log,
    calibration_end: Option<i32>,
    with_days: bool,
}

impl Groups {
    fn emit(emit_to: EmitTo) -> Option<usize> {
        match emit_to {
            EmitTo::All => None,
            EmitTo::First(groups) => Some(groups),
        }
    }

    fn lists(grouped: Grouped) -> Result<Vec<ArrayRef>> {
        let Ok(offsets) = grouped.starts.iter().map(|&start| i32::try_from(start)).collect::<Result<Vec<_>, _>>()
        else {
            return exec_err!("more than {} rows in one partial purchase history; lower the memory limit", i32::MAX);
        };
        let offsets = OffsetBuffer::new(ScalarBuffer::from(offsets));
        let days: Date32Array = grouped.events.iter().map(|event| event.day).collect::<Vec<_>>().into();
        let amounts: Int64Array = grouped.events.iter().map(|event| event.micros).collect::<Vec<_>>().into();
        Ok(vec![
            Arc::new(ListArray::try_new(item(DataType::Date32), offsets.clone(), Arc::new(days), None)?),
            Arc::new(ListArray::try_new(item(DataType::Int64), offsets, Arc::new(amounts), None)?),
        ])
    }
}

impl GroupsAccumulator for Groups {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        self.log.set_groups(total_num_groups);
        let (days, amounts) = arguments(values)?;
        let whole = days.null_count() == 0 && amounts.null_count() == 0 && filter.is_none();
        for (row, (&group, (&day, &amount))) in
            group_indices.iter().zip(days.values().iter().zip(amounts.values())).enumerate()
        {
            let counts = whole
                || (days.is_valid(row)
                    && amounts.is_valid(row)
                    && filter.is_none_or(|filter| filter.is_valid(row) && filter.value(row)));
            if counts {
                self.log.push(index(group)?, Event { day, micros: micros(amount)? });
            }
        }
        Ok(())
    }

    fn merge_batch(&mut self, values: &[ArrayRef], group_indices: &[usize], total_num_groups: usize) -> Result<()> {
        self.log.set_groups(total_num_groups);
        let (days, amounts) = states(values)?;
        let day_values = primitive::<Date32Type>(days.values())?.values();
        let amount_values = primitive::<Int64Type>(amounts.values())?.values();
        for (row, &group) in group_indices.iter().enumerate() {
            if days.is_null(row) {
                continue;
            }
            let (days, amounts) = (span(days, row), span(amounts, row));
            for (&day, &micros) in day_values[days].iter().zip(&amount_values[amounts]) {
                self.log.push(index(group)?, Event { day, micros });
            }
        }
        Ok(())
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let mut grouped = self.log.take(Self::emit(emit_to));
        let mut rows = columns::Builder::with_capacity(grouped.starts.len().saturating_sub(1), self.with_days);
        for group in 1..grouped.starts.len() {
            let events = &mut grouped.events[grouped.starts[group - 1]..grouped.starts[group]];
            let history = replay(events, self.calibration_end, &GAP_LOGS, rows.days());
            rows.push(&history)?;
        }
        Ok(Arc::new(rows.finish()?))
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        Self::lists(self.log.take(Self::emit(emit_to)))
    }

    fn convert_to_state(&self, values: &[ArrayRef], filter: Option<&BooleanArray>) -> Result<Vec<ArrayRef>> {
        let rows = values.first().map_or(0, Array::len);
        let mut each = Self { log: Log::default(), calibration_end: self.calibration_end, with_days: self.with_days };
        each.update_batch(values, &(0..rows).collect::<Vec<_>>(), filter, rows)?;
        each.state(EmitTo::All)
    }

    fn size(&self) -> usize {
        self.log.size()
    }
}

/// The aggregate without groups, as the one group of a log.
#[derive(Debug)]
struct OneGroup(Groups);

impl Accumulator for OneGroup {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let rows = values.first().map_or(0, Array::len);
        self.0.update_batch(values, &vec![0; rows], None, 1)
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        let rows = states.first().map_or(0, Array::len);
        self.0.merge_batch(states, &vec![0; rows], 1)
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        self.0.log.set_groups(1);
        ScalarValue::try_from_array(&self.0.evaluate(EmitTo::All)?, 0)
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        self.0.log.set_groups(1);
        let lists = self.0.state(EmitTo::All)?;
        lists.iter().map(|list| ScalarValue::try_from_array(list, 0)).collect()
    }

    fn size(&self) -> usize {
        self.0.size()
    }
}

fn arguments(values: &[ArrayRef]) -> Result<(&Date32Array, &Decimal128Array)> {
    match values {
        [days, amounts] => Ok((primitive::<Date32Type>(days)?, primitive::<Decimal128Type>(amounts)?)),
        _ => exec_err!("`purchase_history` takes 2 arguments, a day and an amount, not {}", values.len()),
    }
}

fn states(values: &[ArrayRef]) -> Result<(&ListArray, &ListArray)> {
    match values {
        [days, amounts] => Ok((days.as_list::<i32>(), amounts.as_list::<i32>())),
        _ => exec_err!("the state of `purchase_history` is 2 lists, not {}", values.len()),
    }
}

fn primitive<T: ArrowPrimitiveType>(array: &ArrayRef) -> Result<&PrimitiveArray<T>> {
    match array.as_primitive_opt::<T>() {
        Some(array) => Ok(array),
        None => exec_err!("`purchase_history` got {}, not {}", array.data_type(), T::DATA_TYPE),
    }
}

/// Where the items of a list stand; offsets are never negative.
fn span(list: &ListArray, row: usize) -> std::ops::Range<usize> {
    let offsets = list.value_offsets();
    let at = |row: usize| usize::try_from(offsets[row]).unwrap_or(0);
    at(row)..at(row + 1)
}

fn index(group: usize) -> Result<u32> {
    match u32::try_from(group) {
        Ok(group) => Ok(group),
        Err(_) => exec_err!("more than {} customers in one partition", u32::MAX),
    }
}

fn micros(amount: i128) -> Result<i64> {
    match i64::try_from(amount) {
        Ok(amount) => Ok(amount),
        Err(_) => exec_err!("amount {amount} millionths is beyond what an order can be worth"),
    }
}
