//! `tenure predict`: model files and a summary file -> a value per customer, piece by piece.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use datafusion::arrow::array::{ArrayRef, Float64Array, RecordBatch, new_null_array};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};

use super::ScoreError;
use super::intervals::{AllBounds, Bounds, Interval, Simulator};
use super::scorer::{Question, Scorer, Scores};
use crate::fits::{Door, Needs, is_key, read_models, unit_of};
use crate::plain::{Encoded, Table, Target, Writer, ordered};
use crate::summaries::Unit;

/// What `tenure predict` was asked.
#[derive(Debug, Clone)]
pub struct PredictSpec {
    /// Model files.
    pub models: Vec<PathBuf>,
    /// The summary.
    pub summary: PathBuf,
    /// The question.
    pub question: Question,
    /// Intervals, when they are wanted.
    pub interval: Option<Interval>,
    /// Unit of the summary's times, when the file does not say.
    pub unit: Option<Unit>,
    /// Threads to use.
    pub threads: usize,
}

/// What was done.
#[derive(Debug, Clone, Default)]
pub struct Prediction {
    /// Customers scored.
    pub customers: u64,
    /// Customers whose spend has a median and no mean.
    pub medians: u64,
    /// What is worth telling.
    pub notes: Vec<String>,
    /// Time spent computing, summed over threads.
    pub computing: Duration,
    /// Rows that a table on a stream left out.
    pub hidden: usize,
}

/// Scores every customer of a summary.
///
/// # Errors
/// When models do not fit together, a column is absent, or a file cannot be read or written.
pub fn run(spec: &PredictSpec, target: Target) -> Result<Prediction, ScoreError> {
    let fits = read_models(&spec.models)?;
    let scorer = Scorer::new(&fits, &spec.question)?;
    let table = Table::open(&spec.summary, is_key)?;
    let file = spec.summary.display().to_string();
    // A summary that does not say its unit is taken to be in the model's.
    let unit = unit_of(&table, spec.unit.or((table.metadata(Unit::METADATA_KEY).is_none()).then(|| scorer.unit())))?;
    if unit != scorer.unit() {
        return Err(ScoreError::OtherUnit { file, summary: unit.to_string(), model: scorer.unit().to_string() });
    }
    let simulator = spec.interval.map(|interval| Simulator::new(&scorer, interval)).transpose()?;
    let needs = Needs { customer: true, times: true, spend: scorer.has_spend() };
    let door = Door::find(table.schema(), &file, needs)?;
    let columns = door.columns();
    let customer = columns.first().map_or(DataType::Utf8, |&at| table.schema().field(at).data_type().clone());
    let schema = schema(customer, simulator.is_some());
    let metadata = [(Unit::METADATA_KEY.to_owned(), unit.to_string())];
    let mut writer = Writer::create(target, &schema, &metadata)?;
    let encoder = writer.encoder();
    let zero = AtomicU64::default;
    let (customers, medians, computing, single) = (zero(), zero(), zero(), zero());
    let work = |piece| -> Result<Option<Encoded>, ScoreError> {
        let Some(rows) = table.piece(piece, &columns)? else { return Ok(None) };
        let slices = door.slices(&rows.batch, rows.before)?;
        let started = Instant::now();
        let scores = scorer.score(&slices);
        let bounds = simulator.as_ref().map(|simulator| simulator.bounds(&slices, rows.before));
        computing.fetch_add(u64::try_from(started.elapsed().as_nanos()).unwrap_or(0), Relaxed);
        single.fetch_add(slices.frequency.iter().filter(|&&x| x == 0.0).count() as u64, Relaxed);
        customers.fetch_add(rows.batch.num_rows() as u64, Relaxed);
        medians.fetch_add(scores.spend_is_median.iter().filter(|median| **median).count() as u64, Relaxed);
        let batch = batch(&schema, rows.batch.column(0), scores, bounds)?;
        Ok(Some(encoder.encode(piece, batch)?))
    };
    ordered(spec.threads, work, |encoded| Ok::<_, ScoreError>(writer.append(encoded)?))?;
    let mut notes = door.taken;
    notes.extend(fits.iter().filter(|fit| !fit.converged).map(|fit| format!("`{}`: {}", fit.model, fit.message)));
    let single = single.into_inner();
    if scorer.purchases().name() == "bg-nbd" && single > 0 {
        notes.push(format!(
            "`bg-nbd` gives p_alive 1 to the {single} customers without a repeat purchase, whatever their age; `mbg-nbd` does not"
        ));
    }
    Ok(Prediction {
        customers: customers.into_inner(),
        medians: medians.into_inner(),
        notes,
        computing: Duration::from_nanos(computing.into_inner()),
        hidden: writer.finish()?,
    })
}

fn schema(customer: DataType, with_bounds: bool) -> SchemaRef {
    let mut fields = vec![Field::new("customer_id", customer, true)];
    for name in ["p_alive", "expected_purchases", "expected_spend", "clv"] {
        let nullable = matches!(name, "expected_spend" | "clv");
        let real = |name: String| Field::new(name, DataType::Float64, nullable);
        fields.push(real(name.to_owned()));
        if with_bounds {
            fields.push(real(format!("{name}_lower")));
            fields.push(real(format!("{name}_upper")));
        }
    }
    Arc::new(Schema::new(fields))
}

fn batch(
    schema: &SchemaRef,
    customers: &ArrayRef,
    scores: Scores,
    bounds: Option<AllBounds>,
) -> Result<RecordBatch, ScoreError> {
    let rows = customers.len();
    // Without a spend model there is nothing to say of spend and value, which is null and not nought.
    let real = |values: Vec<f64>| -> ArrayRef {
        if values.len() == rows {
            Arc::new(Float64Array::from(values))
        } else {
            new_null_array(&DataType::Float64, rows)
        }
    };
    let with_bounds = bounds.is_some();
    let AllBounds { p_alive, purchases, spend, clv } = bounds.unwrap_or_default();
    let columns = [
        (scores.p_alive, p_alive),
        (scores.expected_purchases, purchases),
        (scores.expected_spend, spend),
        (scores.clv, clv),
    ];
    let mut arrays = vec![Arc::clone(customers)];
    for (values, Bounds { lower, upper }) in columns {
        arrays.push(real(values));
        if with_bounds {
            arrays.push(real(lower));
            arrays.push(real(upper));
        }
    }
    Ok(RecordBatch::try_new(Arc::clone(schema), arrays)?)
}
