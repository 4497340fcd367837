//! Summaries and fits -> rows of `scores`: one customer, for each horizon and basis.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, Date32Array, Float64Array, RecordBatch, StringBuilder};
use datafusion::arrow::compute::{cast, concat};
use datafusion::arrow::datatypes::{DataType, Float64Type};
use datafusion::arrow::error::ArrowError;
use jiff::civil::Date;

use super::formula::formula_value;
use super::population::Population;
use super::{DiscountRate, Horizon, Question, ScoreError, Scorer};
use crate::fits::{Door, Needs, StoredFit};
use crate::lake::tables::SCORES;

/// Beyond this a date of the next order says nothing: a hundred years, in days.
const FAR: f64 = 36_525.0;

/// Columns of a summary that stand on each of its scores too, so that a list of customers needs no join.
const FACTS: [&str; 4] = ["first_order", "last_order", "orders", "frequency"];

/// What scores rest on.
#[derive(Debug, Clone)]
pub struct LakeSpec {
    /// Identity of the result.
    pub score_id: String,
    /// Day the value is seen from.
    pub as_of: Date,
    /// Currency of all amounts.
    pub currency: String,
    /// A purchase model, and a spend model unless none could be fitted.
    pub fits: Vec<StoredFit>,
    /// Horizons to score.
    pub horizons: Vec<Horizon>,
    /// Annual effective rate.
    pub discount_rate: DiscountRate,
    /// Customers as a whole.
    pub population: Population,
}

/// Scores batches of summaries, on many threads at once.
#[derive(Debug)]
pub struct LakeScorer {
    spec: LakeSpec,
    scorers: Vec<Scorer>,
    model: String,
}

impl LakeScorer {
    /// Prepares the models.
    ///
    /// # Errors
    /// When there is no purchase model, or one cannot be read.
    pub fn new(spec: LakeSpec) -> Result<Self, ScoreError> {
        let scorers = spec.horizons.iter().map(|horizon| {
            let question = Question { horizon: horizon.clone(), discount: spec.discount_rate, margin: 1.0 };
            Scorer::new(&spec.fits, &question)
        });
        let scorers = scorers.collect::<Result<Vec<_>, _>>()?;
        let model = spec.fits.iter().map(|fit| fit.model.as_str()).collect::<Vec<_>>().join("+");
        Ok(Self { scorers, model, spec })
    }

    /// Scores a batch of `customer_summaries`.
    ///
    /// # Errors
    /// When a column is missing, or a customer cannot be.
    pub fn score(&self, batch: &RecordBatch) -> Result<RecordBatch, ScoreError> {
        let door =
            Door::find(&batch.schema(), "customer_summaries", Needs { customer: false, times: true, spend: true })?;
        let slices = door.slices(&batch.project(&door.columns())?, 0)?;
        let real = |name| column(batch, name, &DataType::Float64);
        let (revenue, margin, costed) = (real("revenue")?, real("margin")?, real("costed_revenue")?);
        let revenue = revenue.as_primitive::<Float64Type>();
        let (margin, costed) = (margin.as_primitive::<Float64Type>(), costed.as_primitive::<Float64Type>());
        let customers = column(batch, "customer_id", &DataType::Utf8)?;
        let customers = customers.as_string::<i32>();
        let mut rows = Rows::default();
        let days: Vec<[Option<i32>; 3]> = match self.scorers.first() {
            Some(scorer) => {
                scorer.next_order_days(&slices, [0.1, 0.5, 0.9]).into_iter().map(|d| d.map(|d| self.day(d))).collect()
            }
            None => Vec::new(),
        };
        for (horizon, scorer) in self.spec.horizons.iter().zip(&self.scorers) {
            let scores = scorer.score(&slices);
            let years = scorer.unit().per_year();
            let active = self.spec.population.lifespan.within(horizon.years());
            for ratio in self.bases() {
                let (basis, share) = ratio.map_or(("revenue", 1.0), |ratio| ("gross_margin", ratio));
                for (row, days) in days.iter().enumerate() {
                    // Without a spend model a future order is taken to be worth the mean order.
                    let mean_order = self.spec.population.average_order.max(0.0);
                    let spend = scores.expected_spend.get(row).copied().unwrap_or(mean_order);
                    let orders = slices.frequency[row] + 1.0;
                    let formula = formula_value(revenue.value(row), orders, slices.age[row] / years, active, 1.0).clv;
                    let historic = match ratio {
                        None => revenue.value(row),
                        // What no cost is known of is taken to earn as the rest of the base does.
                        Some(ratio) if margin.is_valid(row) => {
                            margin.value(row) + (revenue.value(row) - costed.value(row)) * ratio
                        }
                        Some(ratio) => revenue.value(row) * ratio,
                    };
                    let future = scores.discounted_purchases[row] * spend * share;
                    rows.customers.append_value(customers.value(row));
                    rows.horizon.append_value(horizon.to_string());
                    rows.basis.append_value(basis);
                    let values = [
                        scores.p_alive[row],
                        scores.expected_purchases[row],
                        spend * share,
                        historic,
                        future,
                        historic + future,
                        formula * share,
                    ];
                    rows.real.iter_mut().zip(values).for_each(|(column, value)| column.push(value));
                    rows.days.iter_mut().zip(*days).for_each(|(column, day)| column.push(day));
                }
            }
        }
        let scopes = if batch.num_rows() == 0 { 0 } else { rows.real[0].len() / batch.num_rows() };
        let facts = FACTS.map(|name| batch.column_by_name(name).cloned()).into_iter().flatten();
        let facts = facts.map(|fact| concat(&vec![fact.as_ref(); scopes])).collect::<Result<Vec<_>, _>>()?;
        rows.finish(&self.spec, &self.model, facts)
    }

    /// Revenue always; gross margin when something is known of costs.
    fn bases(&self) -> impl Iterator<Item = Option<f64>> {
        [Some(None), self.spec.population.margin_ratio.map(Some)].into_iter().flatten()
    }

    /// The day so many days from as-of.
    fn day(&self, days: f64) -> Option<i32> {
        #[expect(clippy::cast_possible_truncation, reason = "checked to be within a hundred years")]
        (days < FAR).then(|| crate::run::day_number(self.spec.as_of) + days.ceil() as i32)
    }
}

fn column(batch: &RecordBatch, name: &str, kind: &DataType) -> Result<ArrayRef, ArrowError> {
    let found = batch.column_by_name(name);
    cast(found.ok_or_else(|| ArrowError::SchemaError(format!("a summary has no column `{name}`")))?, kind)
}

/// Rows of `scores` on their way.
#[derive(Default)]
struct Rows {
    customers: StringBuilder,
    horizon: StringBuilder,
    basis: StringBuilder,
    real: [Vec<f64>; 7],
    days: [Vec<Option<i32>>; 3],
}

impl Rows {
    fn finish(mut self, spec: &LakeSpec, model: &str, facts: Vec<ArrayRef>) -> Result<RecordBatch, ScoreError> {
        let rows = self.real[0].len();
        let same = |value: &str| -> ArrayRef {
            let mut column = StringBuilder::with_capacity(rows, rows * value.len());
            (0..rows).for_each(|_| column.append_value(value));
            Arc::new(column.finish())
        };
        let mut columns: Vec<ArrayRef> = vec![
            same(&spec.score_id),
            Arc::new(self.customers.finish()),
            Arc::new(Date32Array::from(vec![crate::run::day_number(spec.as_of); rows])),
            same(model),
            Arc::new(self.horizon.finish()),
            Arc::new(self.basis.finish()),
            same(&spec.currency),
        ];
        columns.extend(facts);
        columns.extend(self.real.into_iter().map(|values| Arc::new(Float64Array::from(values)) as ArrayRef));
        columns.extend(self.days.into_iter().map(|values| Arc::new(Date32Array::from(values)) as ArrayRef));
        Ok(RecordBatch::try_new(SCORES.schema(), columns)?)
    }
}
