//! The customers of one run, horizon and basis, kept in memory: a list is then sorted once, and a search goes through
//! a column. What a page shows is what [`customers()`](super::customers()) answers, which asks the lake each time.

use std::sync::{Arc, OnceLock};

use datafusion::arrow::array::{Array, ArrayRef, AsArray, BooleanArray, RecordBatch};
use datafusion::arrow::compute::{cast, concat_batches, filter_record_batch, prep_null_mask_filter, sum};
use datafusion::arrow::datatypes::{DataType, Date32Type, Float64Type, Int64Type, Schema};
use datafusion::common::{DFSchema, ScalarValue};
use datafusion::error::{DataFusionError, Result};
use datafusion::prelude::{SessionContext, col};

use super::customers::{COLUMNS, WHAT, column, conditions, customer_row, scoped};
use super::rows::Row;
use super::{Basis, Cursor, CustomerFilter, CustomerPage, CustomerQuery, CustomerSort, ReadError, RunRow, Together};

/// All customers of one scope, by key.
#[derive(Debug)]
pub struct Roster {
    rows: RecordBatch,
    /// By [`CustomerSort`]: the rows in that order.
    orders: [OnceLock<Vec<u32>>; CustomerSort::ALL.len()],
}

/// Reads all customers of a scope.
///
/// # Errors
/// When `scores` cannot be read.
pub async fn roster(
    ctx: &SessionContext,
    run: &RunRow,
    horizon: &str,
    basis: Basis,
) -> std::result::Result<Roster, ReadError> {
    read(ctx, run, horizon, basis).await.map_err(fault)
}

fn fault(source: DataFusionError) -> ReadError {
    ReadError::Query { what: WHAT, source: Box::new(source) }
}

async fn read(ctx: &SessionContext, run: &RunRow, horizon: &str, basis: Basis) -> Result<Roster> {
    let chosen = scoped(ctx, run, horizon, basis).await?.select_columns(&COLUMNS)?;
    let sorted = chosen.sort(vec![col("customer_id").sort(true, false)])?;
    let schema = Arc::new(sorted.schema().as_arrow().clone());
    let all = concat_batches(&schema, &sorted.collect().await?)?;
    // Views keep every page that they look at.
    let plain = |array: &ArrayRef| match array.data_type() {
        DataType::Utf8View => cast(array, &DataType::Utf8),
        _ => Ok(Arc::clone(array)),
    };
    let columns = all.columns().iter().map(plain).collect::<std::result::Result<Vec<_>, _>>()?;
    let fields: Vec<_> = schema
        .fields()
        .iter()
        .zip(&columns)
        .map(|(field, column)| field.as_ref().clone().with_data_type(column.data_type().clone()))
        .collect();
    let rows = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)?;
    Ok(Roster { rows, orders: Default::default() })
}

impl Roster {
    /// How much memory it takes, in bytes, with every order made.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.rows.get_array_memory_size() + self.orders.len() * self.rows.num_rows() * size_of::<u32>()
    }

    /// Customers that the filter lets through, sorted, one page of them; `ctx` is any session.
    ///
    /// # Errors
    /// When the filter or the cursor does not fit the columns.
    pub fn page(&self, ctx: &SessionContext, query: &CustomerQuery) -> std::result::Result<CustomerPage, ReadError> {
        let passes = self.passes(ctx, &query.filter).map_err(fault)?;
        let order = self.order(query.sort).map_err(fault)?;
        let left = match &query.after {
            None => order,
            Some(cursor) => {
                let at = |beyond: bool| self.beyond(order, query.sort, cursor, beyond).map_err(fault);
                if query.reversed { order.get(..at(false)?) } else { order.get(at(true)?..) }.unwrap_or_default()
            }
        };
        let skip = usize::try_from(query.offset).unwrap_or(usize::MAX);
        let take = usize::try_from(query.limit).unwrap_or(usize::MAX);
        let chosen = |row: &usize| passes.as_ref().is_none_or(|passes| passes.value(*row));
        let from_start = left.iter().map(|row| *row as usize);
        let page: Vec<usize> = match query.reversed {
            false => from_start.filter(chosen).skip(skip).take(take).collect(),
            true => from_start.rev().filter(chosen).skip(skip).take(take).collect(),
        };
        let matching = passes.as_ref().map_or(self.rows.num_rows(), BooleanArray::true_count) as u64;
        let row = |at: usize| customer_row(&Row::of(WHAT, &self.rows, at));
        let customers = page.into_iter().map(row).collect::<std::result::Result<Vec<_>, _>>()?;
        Ok(CustomerPage { matching, offset: query.offset, customers })
    }

    /// The customers that the filter lets through, added up; `ctx` is any session.
    ///
    /// # Errors
    /// When the filter does not fit the columns.
    pub fn together(&self, ctx: &SessionContext, filter: &CustomerFilter) -> std::result::Result<Together, ReadError> {
        let added = || {
            let rows = match self.passes(ctx, filter)? {
                Some(passes) => filter_record_batch(&self.rows, &passes)?,
                None => self.rows.clone(),
            };
            let real = |name: &str| sum(rows[name].as_primitive::<Float64Type>()).unwrap_or_default();
            let orders = sum(rows["orders"].as_primitive::<Int64Type>()).unwrap_or_default();
            Ok(Together {
                customers: rows.num_rows() as u64,
                orders: orders.try_into().unwrap_or_default(),
                expected_alive: real("p_alive"),
                expected_purchases: real("expected_purchases"),
                historic: real("historic"),
                clv: real("future"),
            })
        };
        added().map_err(fault)
    }

    /// Which rows the filter lets through; `None` is all of them.
    fn passes(&self, ctx: &SessionContext, filter: &CustomerFilter) -> Result<Option<BooleanArray>> {
        let Some(conditions) = conditions(filter) else { return Ok(None) };
        let schema = DFSchema::try_from(self.rows.schema().as_ref().clone())?;
        let passes = ctx.create_physical_expr(conditions, &schema)?.evaluate(&self.rows)?;
        let passes = passes.into_array(self.rows.num_rows())?;
        let passes = passes.as_boolean();
        Ok(Some(if passes.null_count() > 0 { prep_null_mask_filter(passes) } else { passes.clone() }))
    }

    /// The rows in an order, ties by key.
    fn order(&self, sort: CustomerSort) -> Result<&[u32]> {
        let kept = &self.orders[sort as usize];
        if let Some(order) = kept.get() {
            return Ok(order);
        }
        let mut ranked: Vec<(i64, u32)> = self.ranks(sort)?.into_iter().zip(0..).collect();
        ranked.sort_unstable();
        Ok(kept.get_or_init(|| ranked.into_iter().map(|(_, row)| row).collect()))
    }

    fn ranks(&self, sort: CustomerSort) -> Result<Vec<i64>> {
        match column(sort) {
            // They lie in this order.
            ("customer_id", _) => Ok(vec![0; self.rows.num_rows()]),
            (name, up) => ranks(self.rows[name].as_ref(), up),
        }
    }

    /// The place in an order before which all rows come before the cursor, or stand at it when `with_it`.
    fn beyond(&self, order: &[u32], sort: CustomerSort, cursor: &Cursor, with_it: bool) -> Result<usize> {
        let keys = self.rows["customer_id"].as_string::<i32>();
        let (name, up) = column(sort);
        let values = &self.rows[name];
        let given = match name {
            "customer_id" => 0,
            _ => {
                let given = ScalarValue::try_from_string(cursor.value.clone(), values.data_type())?;
                ranks(given.to_array_of_size(1)?.as_ref(), up)?.into_iter().next().unwrap_or_default()
            }
        };
        let ranks = self.ranks(sort)?;
        let place = (given, cursor.customer_id.as_str());
        Ok(order.partition_point(|&row| {
            let at = (ranks[row as usize], keys.value(row as usize));
            at < place || (with_it && at == place)
        }))
    }
}

/// Whole numbers in the order of the values; of numbers in the order that sorting and comparing columns has.
fn ranks(values: &dyn Array, up: bool) -> Result<Vec<i64>> {
    let turned = |rank: i64| if up { rank } else { !rank };
    Ok(match values.data_type() {
        // The bits of a float are in order by size; of negative ones in the opposite order.
        DataType::Float64 => values
            .as_primitive::<Float64Type>()
            .values()
            .iter()
            .map(|value| value.to_bits().cast_signed())
            .map(|bits| turned(bits ^ (((bits >> 63).cast_unsigned()) >> 1).cast_signed()))
            .collect(),
        DataType::Int64 => values.as_primitive::<Int64Type>().values().iter().map(|value| turned(*value)).collect(),
        DataType::Date32 => {
            values.as_primitive::<Date32Type>().values().iter().map(|day| turned(i64::from(*day))).collect()
        }
        other => return Err(DataFusionError::Plan(format!("customers cannot be sorted by values of type {other}"))),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::latest;
    use super::super::{cursor, customers};
    use super::*;
    use crate::lake::views::tiny::lake;

    fn value(values: &'static [f64]) -> impl Strategy<Value = f64> {
        prop::sample::select(values)
    }

    fn query() -> impl Strategy<Value = CustomerQuery> {
        let filter = (
            prop::sample::select(&["", "SHOP:1", "2", "x"][..]),
            prop::option::of(value(&[0.1, 0.5])),
            prop::option::of(value(&[0.0, 10.0])),
            prop::option::of(value(&[-5.0, 0.0, 99.5])),
            prop::option::of(1_u64..3),
        );
        let filter = filter.prop_map(|(search, alive_from, clv_from, historic_from, orders_from)| CustomerFilter {
            search: search.to_owned(),
            alive_from,
            clv_from,
            historic_from,
            orders_from,
            ..CustomerFilter::default()
        });
        (filter, prop::sample::select(&CustomerSort::ALL[..]), any::<bool>(), 0_u64..4, 1_u64..9).prop_map(
            |(filter, sort, reversed, offset, limit)| CustomerQuery {
                filter,
                sort,
                reversed,
                after: None,
                offset,
                limit,
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
        /// Few values, so that most are tied; both ways must page through the same rows.
        #[test]
        fn it_pages_as_the_lake_does(
            people in prop::collection::vec((0_u32..9, 1_i64..4, value(&[0.0, 0.5, 1.0]), value(&[-5.0, 0.0, 99.5]), value(&[0.0, 10.0])), 1..25),
            query in query(),
        ) {
            let row = |(at, (day, orders, alive, historic, future)): (usize, &(u32, i64, f64, f64, f64))| format!(
                "('v2', 'Shop:{at}', '2026-03-15', 'mbg-nbd', '1y', 'revenue', 'EUR', {alive}, 1.0, 1.0, {historic}, {future}, {}, 1.0, '2026-01-01', '2026-02-0{}', {orders}, 0)",
                historic + future, day + 1,
            );
            let rows: Vec<String> = people.iter().enumerate().map(row).collect();
            let insert = format!("insert into scores (score_id, customer_id, as_of, model, horizon, basis, currency, p_alive,
                expected_purchases, expected_spend, historic, future, total, formula_clv, first_order, last_order, orders, frequency)
                values {}", rows.join(", "));
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let ctx = lake(&[super::super::tests::RUNS, &insert]).await;
                let run = latest(&ctx).await;
                let roster = roster(&ctx, &run, "1y", Basis::Revenue).await.unwrap();
                let mut query = query;
                for _ in 0..4 {
                    let asked = customers(&ctx, &run, "1y", Basis::Revenue, &query).await.unwrap();
                    assert_eq!(roster.page(&ctx, &query).unwrap(), asked, "{query:?}");
                    let Some(last) = asked.customers.last() else { break };
                    query.after = Some(cursor(last, query.sort));
                }
            });
        }
    }
}
