//! Order logs of populations whose parameters are known, for tests, benches and a first look.
//!
//! Customers come in at random over the acquisition period; each has a generator of their own, so the
//! log is the same for a seed whatever the number of threads. It is written customer by customer.

mod error;
mod population;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use datafusion::arrow::array::{ArrayRef, Decimal128Array, Int64Array, RecordBatch, TimestampMicrosecondArray};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use jiff::civil::Date;
use rand::distr::{Distribution, StandardUniform};
use tenure_models::{GammaGamma, customer_rng};

pub use error::SimulateError;
pub use population::{Population, spend};

use crate::plain::{Encoded, Target, Writer, ordered};

/// Customers of one piece of work.
const PIECE: u64 = 1 << 14;
/// Orders of one customer that fit the memory of a thread, and the numbers that they get.
const MOST_ORDERS: f64 = 1e6;
const SECOND: i64 = 1_000_000;
const WEEK: f64 = 7.0 * 86_400.0;

/// What `tenure simulate` was asked.
#[derive(Debug, Clone)]
pub struct SimulateSpec {
    /// Who buys when.
    pub population: Population,
    /// What an order is worth.
    pub spend: GammaGamma,
    /// How many customers.
    pub customers: u64,
    /// Seed of all randomness.
    pub seed: u64,
    /// First day.
    pub start: Date,
    /// Weeks observed from the first day.
    pub weeks: f64,
    /// Weeks from the first day in which customers first come.
    pub acquisition_weeks: f64,
    /// Threads to use.
    pub threads: usize,
}

/// What was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Simulation {
    /// Orders written.
    pub orders: u64,
    /// Rows that a table on a stream left out.
    pub hidden: usize,
}

/// Writes an order log.
///
/// # Errors
/// When the periods make no sense or the target cannot be written.
pub fn run(spec: &SimulateSpec, target: Target) -> Result<Simulation, SimulateError> {
    let (weeks, acquisition) = (spec.weeks, spec.acquisition_weeks);
    if !(weeks > 0.0 && weeks <= 52_000.0) {
        return Err(SimulateError::Weeks(weeks));
    }
    if !(0.0..=weeks).contains(&acquisition) {
        return Err(SimulateError::Acquisition { acquisition, weeks });
    }
    let expected = spec.population.rate() * weeks;
    if expected > MOST_ORDERS {
        return Err(SimulateError::TooMany { expected });
    }
    let schema = schema();
    let mut writer = Writer::create(target, &schema, &[])?;
    let encoder = writer.encoder();
    let orders = AtomicU64::new(0);
    let work = |piece: usize| -> Result<Option<Encoded>, SimulateError> {
        let from = piece as u64 * PIECE;
        if from >= spec.customers {
            return Ok(None);
        }
        let batch = batch(spec, &schema, from..(from + PIECE).min(spec.customers))?;
        orders.fetch_add(batch.num_rows() as u64, Relaxed);
        Ok(Some(encoder.encode(piece, batch)?))
    };
    ordered(spec.threads, work, |encoded| Ok::<_, SimulateError>(writer.append(encoded)?))?;
    Ok(Simulation { orders: orders.into_inner(), hidden: writer.finish()? })
}

fn schema() -> SchemaRef {
    Arc::new(Schema::new(vec![
        Field::new("order_id", DataType::Int64, false),
        Field::new("customer_id", DataType::Int64, false),
        Field::new("ordered_at", DataType::Timestamp(TimeUnit::Microsecond, None), false),
        Field::new("amount", DataType::Decimal128(18, 2), false),
    ]))
}

/// A count as the number in a column; none comes near the limit.
fn number(count: impl TryInto<i64>) -> i64 {
    count.try_into().unwrap_or(i64::MAX / 1_000_000 - 1)
}

fn batch(spec: &SimulateSpec, schema: &SchemaRef, range: std::ops::Range<u64>) -> Result<RecordBatch, SimulateError> {
    let start = i64::from(crate::summaries::days_since_1970(spec.start)) * 86_400;
    let (mut ids, mut customers, mut times, mut amounts) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut purchases, mut spends) = (Vec::new(), Vec::new());
    for index in range {
        let mut rng = customer_rng(spec.seed, index);
        let uniform: f64 = StandardUniform.sample(&mut rng);
        let arrival = uniform * spec.acquisition_weeks;
        spec.population.simulate_customer(&mut rng, spec.weeks - arrival, &mut purchases);
        spec.spend.simulate_customer(&mut rng, purchases.len(), &mut spends);
        let customer = number(index) + 1;
        for (order, (time, spend)) in purchases.iter().zip(&spends).enumerate() {
            // Six digits for a customer's orders, so that numbers are unique without a count over pieces.
            ids.push(customer * 1_000_000 + number(order) + 1);
            customers.push(customer);
            times.push((start + ((arrival + time) * WEEK) as i64) * SECOND);
            // Nobody pays less than a cent, nor more than a billion.
            amounts.push(i128::from((spend * 100.0).round().clamp(1.0, 1e11) as i64));
        }
    }
    let columns: Vec<ArrayRef> = vec![
        Arc::new(Int64Array::from(ids)),
        Arc::new(Int64Array::from(customers)),
        Arc::new(TimestampMicrosecondArray::from(times)),
        Arc::new(Decimal128Array::from(amounts).with_precision_and_scale(18, 2)?),
    ];
    Ok(RecordBatch::try_new(Arc::clone(schema), columns)?)
}
