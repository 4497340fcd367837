//! Slices in, values per customer out.

use rand::Rng;
use tenure_models::{BgNbd, Fitted, GammaGamma, History, MbgNbd, Parameters, PurchaseModel};

use super::cache::AliveCache;
use super::{DiscountRate, Horizon, ScoreError};
use crate::fits::{FittedModel, FittedPurchases, Slices, StoredFit};
use crate::summaries::Unit;

/// What is asked about the future.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// How far ahead.
    pub horizon: Horizon,
    /// What later money is worth.
    pub discount: DiscountRate,
    /// Share of spend that counts as value.
    pub margin: f64,
}

/// Answers for customers in the order of the slices. Without a spend model the last three are empty.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scores {
    /// Probability that the customer still buys.
    pub p_alive: Vec<f64>,
    /// Expected occasions within the horizon.
    pub expected_purchases: Vec<f64>,
    /// The same, an occasion after time t counting for `exp(-delta t)`.
    pub discounted_purchases: Vec<f64>,
    /// Mean value of a future occasion.
    pub expected_spend: Vec<f64>,
    /// True where the spend model has no mean and its median stands in.
    pub spend_is_median: Vec<bool>,
    /// `discounted_purchases * expected_spend * margin`.
    pub clv: Vec<f64>,
}

/// Models and a question, ready for any number of batches on any number of threads.
pub struct Scorer {
    purchases: FittedPurchases,
    spend: Option<Fitted<GammaGamma>>,
    unit: Unit,
    pub(super) horizon: f64,
    pub(super) delta: f64,
    pub(super) margin: f64,
    cache: AliveCache,
}

impl std::fmt::Debug for Scorer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Scorer").field("purchases", &self.purchases).field("spend", &self.spend).finish_non_exhaustive()
    }
}

impl Scorer {
    /// From stored fits: one of purchases and at most one of spend, in any order.
    ///
    /// # Errors
    /// When there is no purchase model, two of a kind, or a margin that cannot be.
    pub fn new(fits: &[StoredFit], question: &Question) -> Result<Self, ScoreError> {
        let mut purchases: Option<(FittedPurchases, &StoredFit)> = None;
        let mut spend: Option<(Fitted<GammaGamma>, &StoredFit)> = None;
        let two = |first: &StoredFit, second: &StoredFit, what| ScoreError::TwoModels {
            first: first.model.clone(),
            second: second.model.clone(),
            what,
        };
        for fit in fits {
            match (fit.model()?, &purchases, &spend) {
                (FittedModel::Purchases(_), Some((_, first)), _) => return Err(two(first, fit, "purchases")),
                (FittedModel::Spend(_), _, Some((_, first))) => return Err(two(first, fit, "spend")),
                (FittedModel::Purchases(model), ..) => purchases = Some((model, fit)),
                (FittedModel::Spend(model), ..) => spend = Some((model, fit)),
            }
        }
        let (purchases, fit) = purchases.ok_or(ScoreError::NoPurchases)?;
        let margin = question.margin;
        if !(margin > 0.0 && margin <= 1.0) {
            return Err(ScoreError::Margin(margin));
        }
        Ok(Self {
            purchases,
            spend: spend.map(|(spend, _)| spend),
            unit: fit.unit,
            horizon: question.horizon.in_units(fit.unit),
            delta: question.discount.delta(fit.unit),
            margin,
            cache: AliveCache::default(),
        })
    }

    /// Unit of the purchase model.
    #[must_use]
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// Whether spend and value are answered too.
    #[must_use]
    pub fn has_spend(&self) -> bool {
        self.spend.is_some()
    }

    /// The purchase model.
    #[must_use]
    pub fn purchases(&self) -> &dyn PurchaseModel {
        match &self.purchases {
            FittedPurchases::BgNbd(fit) => &fit.parameters,
            FittedPurchases::MbgNbd(fit) => &fit.parameters,
        }
    }

    pub(super) fn spend(&self) -> Option<&Fitted<GammaGamma>> {
        self.spend.as_ref()
    }

    /// A purchase model with parameters drawn from their uncertainty.
    pub(super) fn draw_purchases(&self, rng: &mut dyn Rng) -> Drawn {
        match &self.purchases {
            FittedPurchases::BgNbd(fit) => Drawn::BgNbd(fit.draw(rng)),
            FittedPurchases::MbgNbd(fit) => Drawn::MbgNbd(fit.draw(rng)),
        }
    }

    /// Values of the customers in `slices`.
    #[must_use]
    pub fn score(&self, slices: &Slices) -> Scores {
        match &self.purchases {
            FittedPurchases::BgNbd(fit) => self.score_by(&fit.parameters, slices),
            FittedPurchases::MbgNbd(fit) => self.score_by(&fit.parameters, slices),
        }
    }

    fn score_by<M: PurchaseModel + Parameters>(&self, model: &M, slices: &Slices) -> Scores {
        let rows = slices.frequency.len();
        let mut scores = Scores {
            p_alive: Vec::with_capacity(rows),
            expected_purchases: Vec::with_capacity(rows),
            discounted_purchases: Vec::with_capacity(rows),
            ..Scores::default()
        };
        for row in 0..rows {
            let history = history(slices, row);
            let (expected, discounted) = self.cache.get(history.frequency, history.age, || {
                (
                    model.alive_expected_purchases(self.horizon, history.frequency, history.age),
                    model.alive_discounted_purchases(self.horizon, self.delta, history.frequency, history.age),
                )
            });
            let alive = model.p_alive(&history);
            scores.p_alive.push(alive);
            scores.expected_purchases.push(alive * expected);
            scores.discounted_purchases.push(alive * discounted);
        }
        if let Some(spend) = &self.spend {
            self.add_spend(&spend.parameters, slices, &mut scores);
        }
        scores
    }

    fn add_spend(&self, model: &GammaGamma, slices: &Slices, scores: &mut Scores) {
        for (row, (&x, &z)) in slices.frequency.iter().zip(&slices.spend).enumerate() {
            let spend = model.expected_spend(x, z);
            scores.expected_spend.push(spend.amount);
            scores.spend_is_median.push(spend.basis == tenure_models::Basis::Median);
            scores.clv.push(scores.discounted_purchases[row] * spend.amount * self.margin);
        }
    }

    /// Time in days until the next order, if the customer is alive and leaves only after one: the
    /// times within which it comes with the given probabilities. Infinite where no time is long enough.
    #[must_use]
    pub fn next_order_days(&self, slices: &Slices, probabilities: [f64; 3]) -> Vec<[f64; 3]> {
        let (model, unit) = (self.purchases(), self.unit.days());
        let one = |row| {
            let history = history(slices, row);
            probabilities.map(|probability| model.next_purchase_quantile(probability, &history) * unit)
        };
        (0..slices.frequency.len()).map(one).collect()
    }
}

pub(super) fn history(slices: &Slices, row: usize) -> History {
    History { frequency: slices.frequency[row], recency: slices.recency[row], age: slices.age[row] }
}

/// A purchase model with drawn parameters.
#[derive(Debug, Clone, Copy)]
pub(super) enum Drawn {
    BgNbd(BgNbd),
    MbgNbd(MbgNbd),
}

impl Drawn {
    pub(super) fn model(&self) -> &dyn PurchaseModel {
        match self {
            Self::BgNbd(model) => model,
            Self::MbgNbd(model) => model,
        }
    }
}
