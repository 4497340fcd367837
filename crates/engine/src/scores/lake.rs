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
        let rows = batch.num_rows();
        let Some(first) = self.scorers.first().filter(|_| rows > 0) else {
            return Ok(RecordBatch::new_empty(SCORES.schema()));
        };
        // What depends on no horizon is the same for each of them.
        let bases: Vec<Of> = self.bases().map(|ratio| Of::new(ratio, revenue, margin, costed)).collect();
        let mut real: [Vec<f64>; 7] = [const { Vec::new() }; 7];
        let mut scopes: Vec<(String, &str)> = Vec::new();
        for (horizon, scorer) in self.spec.horizons.iter().zip(&self.scorers) {
            let scores = scorer.score(&slices);
            // Without a spend model a future order is taken to be worth the mean order.
            let mean_order = self.spec.population.average_order.max(0.0);
            let spend = match scores.expected_spend.is_empty() {
                true => vec![mean_order; rows],
                false => scores.expected_spend,
            };
            let years = scorer.unit().per_year();
            let active = self.spec.population.lifespan.within(horizon.years());
            let by_formula = |row: usize| {
                formula_value(revenue.value(row), slices.frequency[row] + 1.0, slices.age[row] / years, active, 1.0).clv
            };
            let formula: Vec<f64> = (0..rows).map(by_formula).collect();
            for Of { basis, share, historic } in &bases {
                let bought = scores.discounted_purchases.iter().zip(&spend);
                let future: Vec<f64> = bought.map(|(purchases, spend)| purchases * spend * share).collect();
                let [alive, purchases, spent, past, ahead, total, textbook] = &mut real;
                alive.extend(&scores.p_alive);
                purchases.extend(&scores.expected_purchases);
                spent.extend(spend.iter().map(|spend| spend * share));
                past.extend(historic);
                total.extend(historic.iter().zip(&future).map(|(past, ahead)| past + ahead));
                ahead.extend(future);
                textbook.extend(formula.iter().map(|clv| clv * share));
                scopes.push((horizon.to_string(), *basis));
            }
        }
        let each = |column: ArrayRef| concat(&vec![column.as_ref(); scopes.len()]);
        let same = |value: &str| repeated([value], rows * scopes.len());
        let mut columns: Vec<ArrayRef> = vec![
            same(&self.spec.score_id),
            each(column(batch, "customer_id", &DataType::Utf8)?)?,
            Arc::new(Date32Array::from(vec![crate::run::day_number(self.spec.as_of); rows * scopes.len()])),
            same(&self.model),
            repeated(scopes.iter().map(|(horizon, _)| horizon.as_str()), rows),
            repeated(scopes.iter().map(|(_, basis)| *basis), rows),
            same(&self.spec.currency),
        ];
        for fact in FACTS.iter().filter_map(|name| batch.column_by_name(name)) {
            columns.push(each(Arc::clone(fact))?);
        }
        columns.extend(real.into_iter().map(|values| Arc::new(Float64Array::from(values)) as ArrayRef));
        let days = first.next_order_days(&slices, [0.1, 0.5, 0.9]);
        for place in 0..3 {
            let days: Date32Array = days.iter().map(|days| self.day(days[place])).collect();
            columns.push(each(Arc::new(days))?);
        }
        Ok(RecordBatch::try_new(SCORES.schema(), columns)?)
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

/// Each of the values so many times in a row.
fn repeated<'a>(values: impl IntoIterator<Item = &'a str>, times: usize) -> ArrayRef {
    let mut column = StringBuilder::new();
    for value in values {
        (0..times).for_each(|_| column.append_value(value));
    }
    Arc::new(column.finish())
}

/// What a basis makes of a batch of customers, whatever the horizon.
struct Of {
    basis: &'static str,
    /// Part of future revenue that counts.
    share: f64,
    /// Value so far.
    historic: Vec<f64>,
}

impl Of {
    fn new(ratio: Option<f64>, revenue: &Float64Array, margin: &Float64Array, costed: &Float64Array) -> Self {
        let Some(ratio) = ratio else {
            return Self { basis: "revenue", share: 1.0, historic: revenue.values().to_vec() };
        };
        // What no cost is known of is taken to earn as the rest of the base does.
        let historic = |row: usize| match margin.is_valid(row) {
            true => margin.value(row) + (revenue.value(row) - costed.value(row)) * ratio,
            false => revenue.value(row) * ratio,
        };
        Self { basis: "gross_margin", share: ratio, historic: (0..revenue.len()).map(historic).collect() }
    }
}
