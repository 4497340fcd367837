//! Summaries and fits -> rows of `scores`: one customer, for each horizon and basis.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use datafusion::arrow::array::{Array, ArrayRef, AsArray, Date32Array, Float64Array, RecordBatch, StringBuilder};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Float64Type};
use jiff::civil::Date;
use tenure_models::{Basis as SpendBasis, GammaGamma, History, PurchaseModel};

use super::population::Population;
use super::{DiscountRate, Horizon, ScoreError};
use crate::fits::{FittedModel, FittedPurchases, StoredFit};
use crate::lake::tables::SCORES;
use crate::summaries::Unit;

/// Beyond this a date of the next order says nothing: a hundred years.
const FAR: f64 = 36_525.0;

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

/// Expected and discounted purchases within each horizon of somebody who is alive.
type Ahead = Arc<Vec<(f64, f64)>>;

/// Scores batches of summaries, on many threads at once.
pub struct LakeScorer {
    spec: LakeSpec,
    purchases: Box<dyn PurchaseModel>,
    spend: Option<GammaGamma>,
    model: String,
    /// By frequency and age, to the bit: given alive, the future depends on nothing else.
    ahead: Mutex<HashMap<(u64, u64), Ahead>>,
}

impl LakeScorer {
    /// Prepares the models.
    ///
    /// # Errors
    /// When there is no purchase model, or one cannot be read.
    pub fn new(spec: LakeSpec) -> Result<Self, ScoreError> {
        let (mut purchases, mut spend): (Option<Box<dyn PurchaseModel>>, _) = (None, None);
        let mut names = Vec::new();
        for fit in &spec.fits {
            match fit.model()? {
                FittedModel::Purchases(FittedPurchases::BgNbd(model)) => purchases = Some(Box::new(model.parameters)),
                FittedModel::Purchases(FittedPurchases::MbgNbd(model)) => purchases = Some(Box::new(model.parameters)),
                FittedModel::Spend(model) => spend = Some(model.parameters),
            }
            names.push(fit.model.as_str());
        }
        let model = names.join("+");
        let purchases = purchases.ok_or(ScoreError::NoPurchaseModel)?;
        Ok(Self { purchases, spend, model, ahead: Mutex::default(), spec })
    }

    /// What is worth telling about the scores.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let Some(spend) = &self.spend else { return Vec::new() };
        let new = spend.expected_spend(0.0, 0.0);
        match new.basis {
            SpendBasis::Mean => Vec::new(),
            SpendBasis::Median => vec![
                "gamma-gamma has q <= 1: the mean spend of a customer with few orders does not exist; the median stands in"
                    .to_owned(),
            ],
        }
    }

    fn ahead(&self, history: &History) -> Ahead {
        let key = (history.frequency.to_bits(), history.age.to_bits());
        if let Some(known) = self.ahead.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Arc::clone(known);
        }
        // Outside the lock; two threads may both compute it, and get the same.
        let delta = self.spec.discount_rate.per_unit(Unit::Week);
        let values = self.spec.horizons.iter().map(|horizon| {
            let weeks = horizon.in_units(Unit::Week);
            let (x, age) = (history.frequency, history.age);
            (
                self.purchases.alive_expected_purchases(weeks, x, age),
                self.purchases.alive_discounted_purchases(weeks, delta, x, age),
            )
        });
        let values: Ahead = Arc::new(values.collect());
        self.ahead.lock().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::clone(&values));
        values
    }

    /// Mean value of a future occasion.
    fn spend(&self, history: &History, monetary_value: f64) -> f64 {
        match &self.spend {
            // Repeat purchases that were all given back are worth nothing, which is not the same as unknown.
            Some(model) if history.frequency > 0.0 => {
                model.expected_spend(history.frequency, monetary_value.max(f64::MIN_POSITIVE)).amount
            }
            Some(model) => model.expected_spend(0.0, 0.0).amount,
            None => self.spec.population.average_order.max(0.0),
        }
    }

    /// Scores a batch of `customer_summaries`.
    ///
    /// # Errors
    /// When a column is missing, or a customer cannot be.
    pub fn score(&self, batch: &RecordBatch) -> Result<RecordBatch, ScoreError> {
        let real = |name: &str| -> Result<Float64Array, ScoreError> {
            let column = batch.column_by_name(name).ok_or_else(|| ScoreError::column(name))?;
            Ok(cast(column, &DataType::Float64)?.as_primitive::<Float64Type>().clone())
        };
        let customers = cast(
            batch.column_by_name("customer_id").ok_or_else(|| ScoreError::column("customer_id"))?,
            &DataType::Utf8,
        )?;
        let customers = customers.as_string::<i32>();
        let (x, t_x, age, z) = (real("frequency")?, real("recency")?, real("age")?, real("monetary_value")?);
        let (revenue, margin) = (real("revenue")?, real("margin")?);
        let mut rows = Rows::default();
        for row in 0..batch.num_rows() {
            let history = History::new(x.value(row), t_x.value(row), age.value(row))?;
            let alive = self.purchases.p_alive(&history);
            let ahead = self.ahead(&history);
            let spend = self.spend(&history, z.value(row));
            let orders = [0.1, 0.5, 0.9].map(|q| self.next_order(q, &history));
            let average = (revenue.value(row) / (x.value(row) + 1.0)).max(0.0);
            for basis in self.bases() {
                let (name, share, historic) = match basis {
                    None => ("revenue", 1.0, revenue.value(row)),
                    Some(ratio) if margin.is_valid(row) => ("gross_margin", ratio, margin.value(row)),
                    Some(ratio) => ("gross_margin", ratio, revenue.value(row) * ratio),
                };
                for (horizon, (expected, discounted)) in self.spec.horizons.iter().zip(ahead.iter()) {
                    let future = alive * discounted * spend * share;
                    rows.customers.append_value(customers.value(row));
                    rows.horizon.append_value(horizon.to_string());
                    rows.basis.append_value(name);
                    rows.real[0].push(alive);
                    rows.real[1].push(alive * expected);
                    rows.real[2].push(spend * share);
                    rows.real[3].push(historic);
                    rows.real[4].push(future);
                    rows.real[5].push(historic + future);
                    rows.real[6].push(self.spec.population.formula_clv(average, horizon.years(), share));
                    for (days, order) in rows.days.iter_mut().zip(orders) {
                        days.push(order);
                    }
                }
            }
        }
        rows.finish(&self.spec, &self.model)
    }

    /// Revenue always; gross margin when something is known of costs.
    fn bases(&self) -> impl Iterator<Item = Option<f64>> {
        [Some(None), self.spec.population.margin_ratio.map(Some)].into_iter().flatten()
    }

    /// The day by which the next order has come with probability `q`, if the customer is alive.
    fn next_order(&self, q: f64, history: &History) -> Option<i32> {
        let days = self.purchases.next_purchase_quantile(q, history) * Unit::Week.days();
        #[expect(clippy::cast_possible_truncation, reason = "checked to be within a hundred years")]
        (days < FAR).then(|| crate::run::day_number(self.spec.as_of) + days.ceil() as i32)
    }
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
    fn finish(mut self, spec: &LakeSpec, model: &str) -> Result<RecordBatch, ScoreError> {
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
        columns.extend(self.real.into_iter().map(|values| Arc::new(Float64Array::from(values)) as ArrayRef));
        columns.extend(self.days.into_iter().map(|values| Arc::new(Date32Array::from(values)) as ArrayRef));
        Ok(RecordBatch::try_new(SCORES.schema(), columns)?)
    }
}
