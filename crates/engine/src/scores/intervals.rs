//! How sure the values are.
//!
//! Each customer's future is simulated once per draw of the parameters, with a generator of the
//! customer's own, so that neither threads nor batches change a number. Bounds of purchases and value
//! are predictive: they cover what may happen, not only what the mean may be. Those of `p_alive` and
//! of the mean spend come from the parameters and, for spend, from what is known of the customer.

use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
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

/// Draws of the parameters, at least; futures beyond that many share them in turn. The parameters are
/// the small part of what is uncertain, and each draw costs a `p_alive` per customer.
const WORLDS: usize = 64;

/// A scorer with drawn parameters, ready for any batch.
#[derive(Debug)]
pub struct Simulator<'a> {
    scorer: &'a Scorer,
    interval: Interval,
    worlds: Vec<World>,
}

/// Models with drawn parameters.
#[derive(Debug)]
struct World {
    purchases: Drawn,
    spend: Option<Spending>,
}

/// A drawn spend model, and the distribution of one purchase at a rate of one.
#[derive(Debug)]
struct Spending {
    p: f64,
    q: f64,
    gamma: f64,
    one: Gamma<f64>,
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
        let count = (0..draws).take_while(|&world| world < WORLDS || (world as f64) < least).count();
        let worlds = (0..count).map(|_| {
            let purchases = scorer.draw_purchases(&mut rng);
            World { purchases, spend: scorer.spend().and_then(|fit| Spending::of(&fit.draw(&mut rng))) }
        });
        Ok(Self { scorer, interval, worlds: worlds.collect() })
    }

    /// Bounds for the customers in `slices`, of whom `before` precede in the file.
    #[must_use]
    pub fn bounds(&self, slices: &Slices, before: usize) -> AllBounds {
        let mut all = AllBounds::default();
        let mut future = Future::default();
        for row in 0..slices.frequency.len() {
            future.clear();
            let customer = self.interval.seed.wrapping_add((before + row) as u64);
            let mut rng = Xoshiro256PlusPlus::seed_from_u64(customer);
            let history = history(slices, row);
            future.alive.extend(self.worlds.iter().map(|world| world.purchases.model().p_alive(&history)));
            for World { purchases, spend } in self.worlds.iter().cycle().take(self.interval.draws) {
                let model = purchases.model();
                model.simulate_future(&mut rng, self.scorer.horizon, &history, &mut future.times);
                future.purchases.push(future.times.len() as f64);
                if let Some(spend) = spend {
                    self.spend(&mut rng, spend, history.frequency, slices.spend[row], &mut future);
                }
            }
            let level = self.interval.level;
            all.p_alive.push(&mut future.alive, level);
            all.purchases.push(&mut future.purchases, level);
            if self.scorer.has_spend() {
                all.spend.push(&mut future.spend, level);
                all.clv.push(&mut future.clv, level);
            }
        }
        all
    }

    /// One world's mean spend of the customer and the value of the purchases drawn before.
    fn spend(&self, rng: &mut Xoshiro256PlusPlus, spend: &Spending, x: f64, z: f64, future: &mut Future) {
        let (x, z) = if x > 0.0 && z > 0.0 { (x, z) } else { (0.0, 0.0) };
        let shape = spend.p * x + spend.q;
        // Checked parameters have a distribution; its mean would stand in.
        let rate = Gamma::new(shape, 1.0).map_or(shape, |gamma| gamma.sample(rng)) / (spend.gamma + x * z);
        // A rate of nearly nothing stands for a spend beyond all bounds; it is kept finite.
        let rate = rate.max(f64::MIN_POSITIVE * 1e6);
        future.spend.push((spend.p / rate).min(f64::MAX));
        let delta = self.scorer.delta;
        let value: f64 = future.times.iter().map(|&time| (-delta * time).exp() * spend.one.sample(rng)).sum();
        future.clv.push((value / rate * self.scorer.margin).min(f64::MAX));
    }
}

impl Spending {
    fn of(model: &GammaGamma) -> Option<Self> {
        match model.values().as_slice() {
            &[p, q, gamma] => Some(Self { p, q, gamma, one: Gamma::new(p, 1.0).ok()? }),
            _ => None,
        }
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
    /// The middle `level` of the draws.
    fn push(&mut self, draws: &mut [f64], level: f64) {
        let last = draws.len().saturating_sub(1);
        // The draws left out at each end; there are few, so counting them is as good as rounding.
        let outside = (1.0 - level) / 2.0 * draws.len() as f64 + 1e-9;
        let cut = (1..=last / 2).take_while(|&cut| cut as f64 <= outside).count();
        // No purchase comes to zero, never to minus zero.
        self.lower.push(*draws.select_nth_unstable_by(cut, f64::total_cmp).1 + 0.0);
        self.upper.push(*draws.select_nth_unstable_by(last - cut, f64::total_cmp).1);
    }
}
