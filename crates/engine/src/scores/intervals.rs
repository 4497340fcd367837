//! How sure the values are.
//!
//! Each customer's future is simulated once per draw of the parameters, with a generator of the
//! customer's own, so that neither threads nor batches change a number. Bounds of purchases and value
//! are predictive: they cover what may happen, not only what the mean may be. Those of `p_alive` and
//! of the mean spend come from the parameters and, for spend, from what is known of the customer.

use rand::Rng;
use rand_distr::{Distribution, Gamma};
use tenure_models::{GammaGamma, Parameters, customer_rng};

use super::ScoreError;
use super::scorer::{Drawn, Scorer, history};
use crate::fits::Slices;

/// How intervals are made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Probability that the interval covers.
    pub level: f64,
    /// Futures simulated for each customer.
    pub draws: usize,
    /// Seed of all randomness.
    pub seed: u64,
}

/// Lower and upper bounds of one quantity.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Bounds {
    /// Lower ends.
    pub lower: Vec<f64>,
    /// Upper ends.
    pub upper: Vec<f64>,
}

/// Bounds of every quantity; those of spend and value are empty without a spend model.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AllBounds {
    /// From the parameters.
    pub p_alive: Bounds,
    /// Predictive.
    pub purchases: Bounds,
    /// Of the customer's own mean spend.
    pub spend: Bounds,
    /// Predictive.
    pub clv: Bounds,
}

/// A scorer with drawn parameters, ready for any batch.
#[derive(Debug)]
pub struct Simulator<'a> {
    scorer: &'a Scorer,
    interval: Interval,
    worlds: Vec<(Drawn, Option<[f64; 3]>)>,
    cut: usize,
}

impl<'a> Simulator<'a> {
    /// Draws the parameters.
    ///
    /// # Errors
    /// When the level is no probability or the draws cannot reach the interval's ends.
    pub fn new(scorer: &'a Scorer, interval: Interval) -> Result<Self, ScoreError> {
        let Interval { level, draws, seed } = interval;
        if !(level > 0.0 && level < 1.0) {
            return Err(ScoreError::Interval(level));
        }
        let least = 2.0 / (1.0 - level);
        if (draws as f64) < least {
            return Err(ScoreError::Draws { draws, level, least: least.ceil() });
        }
        // Far from the customers' indices, so that no customer shares the parameters' generator.
        let mut rng = customer_rng(seed, u64::MAX / 2);
        let worlds = (0..draws).map(|_| {
            let purchases = scorer.draw_purchases(&mut rng);
            let spend = scorer.spend().map(|fit| values(&fit.draw(&mut rng)));
            (purchases, spend)
        });
        // The draws left out at each end.
        let cut = (0..draws).take_while(|&cut| (cut + 1) as f64 <= (1.0 - level) / 2.0 * draws as f64).count();
        Ok(Self { scorer, interval, worlds: worlds.collect(), cut })
    }

    /// Bounds for the customers in `slices`, of whom `before` precede in the file.
    #[must_use]
    pub fn bounds(&self, slices: &Slices, before: usize) -> AllBounds {
        let mut all = AllBounds::default();
        let mut future = Future::default();
        for row in 0..slices.frequency.len() {
            future.clear();
            let mut rng = customer_rng(self.interval.seed, (before + row) as u64);
            let history = history(slices, row);
            for (purchases, spend) in &self.worlds {
                let model = purchases.model();
                future.alive.push(model.p_alive(&history));
                model.simulate_future(&mut rng, self.scorer.horizon, &history, &mut future.times);
                future.purchases.push(future.times.len() as f64);
                if let Some(spend) = spend {
                    self.spend(&mut rng, spend, history.frequency, slices.spend[row], &mut future);
                }
            }
            all.p_alive.push(&mut future.alive, self.cut);
            all.purchases.push(&mut future.purchases, self.cut);
            if self.scorer.has_spend() {
                all.spend.push(&mut future.spend, self.cut);
                all.clv.push(&mut future.clv, self.cut);
            }
        }
        all
    }

    /// One world's mean spend of the customer and the value of the purchases drawn before.
    fn spend(&self, rng: &mut dyn Rng, &[p, q, gamma]: &[f64; 3], x: f64, z: f64, future: &mut Future) {
        let (x, z) = if x > 0.0 && z > 0.0 { (x, z) } else { (0.0, 0.0) };
        let nu = draw(p * x + q, rng) / (gamma + x * z);
        // A rate of nearly nothing stands for a spend beyond all bounds; it is kept finite.
        let nu = nu.max(f64::MIN_POSITIVE * 1e6);
        future.spend.push((p / nu).min(f64::MAX));
        let mut value = 0.0;
        for &time in &future.times {
            value += (-self.scorer.delta * time).exp() * draw(p, rng) / nu;
        }
        future.clv.push((value * self.scorer.margin).min(f64::MAX));
    }
}

/// What the draws of one customer gave.
#[derive(Debug, Default)]
struct Future {
    times: Vec<f64>,
    alive: Vec<f64>,
    purchases: Vec<f64>,
    spend: Vec<f64>,
    clv: Vec<f64>,
}

impl Future {
    fn clear(&mut self) {
        [&mut self.alive, &mut self.purchases, &mut self.spend, &mut self.clv].into_iter().for_each(Vec::clear);
    }
}

impl Bounds {
    /// The ends of the draws without `cut` of them on either side.
    fn push(&mut self, draws: &mut [f64], cut: usize) {
        let last = draws.len().saturating_sub(1);
        let cut = cut.min(last);
        self.lower.push(*draws.select_nth_unstable_by(cut, f64::total_cmp).1);
        self.upper.push(*draws.select_nth_unstable_by(last - cut, f64::total_cmp).1);
    }
}

/// A draw from Gamma(shape, 1).
fn draw(shape: f64, rng: &mut dyn Rng) -> f64 {
    // Checked parameters have a distribution; its mean would stand in.
    Gamma::new(shape, 1.0).map_or(shape, |gamma| gamma.sample(rng))
}

fn values(model: &GammaGamma) -> [f64; 3] {
    let mut out = [1.0; 3];
    out.iter_mut().zip(model.values()).for_each(|(out, value)| *out = value);
    out
}
