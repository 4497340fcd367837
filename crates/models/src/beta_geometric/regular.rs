use rand::Rng;
use rand_distr::{Beta, Distribution, Exp1};

use super::BetaGeometricNbd;
use super::stages::Stages;
use crate::History;
use crate::gamma_rate::GammaRate;
use crate::special::{incomplete_beta, ln_gamma, ln_rising};

/// What holds for any number of stages. Of one stage it is what [`PurchaseModel`](crate::PurchaseModel) says; of more, the future
/// of a customer alive depends on the silence too, since stages may have been passed in it.
impl<const CHANCES: u8, const STAGES: u8> BetaGeometricNbd<CHANCES, STAGES> {
    /// What the gaps between the purchases of a customer add to the log-likelihood, `(k-1) sum(ln gap) - x ln (k-1)!`, from the
    /// sum of their logarithms. It depends on the number of stages, but on no parameter.
    pub fn ln_gaps(x: f64, sum_of_ln_gaps: f64) -> f64 {
        (Self::STAGES - 1.0) * sum_of_ln_gaps - x * ln_gamma(Self::STAGES)
    }

    /// Rate of stages of a customer alive by the stages passed in the silence, from 0, each with its probability.
    fn phases(&self, h: &History) -> impl Iterator<Item = (f64, f64, GammaRate)> {
        let (m, rate) = (self.shape(h.frequency), self.alpha + h.age);
        let shares = Stages::shares(STAGES, m, (h.age - h.recency) / rate);
        (0..STAGES).map(f64::from).zip(shares).map(move |(j, share)| (j, share, GammaRate { shape: m + j, rate }))
    }

    /// `ln` of the chance to survive `n` chances to leave, after those of the history.
    fn ln_survived(&self, h: &History, n: f64) -> f64 {
        let b = self.b + h.frequency + Self::CHANCES;
        ln_rising(b, n) - ln_rising(self.a + b, n)
    }

    /// Expected purchases in `(T, T + horizon]` of a customer known to be alive: over `n`, the chance to survive `n - 1` chances to
    /// leave and to pass the stages of `n` purchases.
    pub fn alive_expected_of(&self, horizon: f64, history: &History) -> f64 {
        let mut total = 0.0;
        for (passed, share, stages) in self.phases(history) {
            let (mut sum, mut n) = (0.0, 1.0);
            while horizon > 0.0 && n < 1e6 {
                let bought = incomplete_beta(Self::STAGES * n - passed, stages.shape, horizon / stages.rate);
                let term = bought * self.ln_survived(history, n - 1.0).exp();
                sum += term;
                if term <= 1e-16 * sum {
                    break;
                }
                n += 1.0;
            }
            total += share * sum;
        }
        total
    }

    /// Expected purchases in `(T, T + horizon]`.
    pub fn expected_of(&self, horizon: f64, history: &History) -> f64 {
        self.ways(history).p_alive() * self.alive_expected_of(horizon, history)
    }

    /// Probability of exactly `n` purchases in `(T, T + horizon]` of a customer known to be alive.
    pub fn alive_pmf_of(&self, n: u64, horizon: f64, history: &History) -> f64 {
        let n = n as f64;
        if horizon <= 0.0 {
            return if n == 0.0 { 1.0 } else { 0.0 };
        }
        let survived = self.ln_survived(history, n).exp();
        // Survived all but the last, and left right after it.
        let left = if n > 0.0 { self.ln_survived(history, n - 1.0).exp() - survived } else { 0.0 };
        let mut total = 0.0;
        for (passed, share, stages) in self.phases(history) {
            let first = Self::STAGES * n - passed;
            let exactly: f64 = (0..STAGES)
                .map(|more| first + f64::from(more))
                .filter(|&stage| stage >= 0.0)
                .map(|stage| stages.ln_count(stage, horizon).exp())
                .sum();
            let at_least = if n > 0.0 { incomplete_beta(first, stages.shape, horizon / stages.rate) } else { 0.0 };
            total += share * (survived * exactly + left * at_least);
        }
        total
    }

    /// Draws the purchase times of a fresh customer of the given age into `times` (cleared first): the first purchase at 0, then
    /// the repeats in `(0, age]`.
    pub fn simulate_customer_of(&self, rng: &mut dyn Rng, age: f64, times: &mut Vec<f64>) {
        times.clear();
        times.push(0.0);
        let lambda = GammaRate { shape: self.r, rate: self.alpha }.sample(rng);
        // The distribution exists for all checked parameters.
        let p = Beta::new(self.a, self.b).map_or(1.0, |chances| chances.sample(rng));
        let mut unit = || -> f64 { Exp1.sample(rng) };
        // Leaves with probability p: an exponential variable falls below -ln(1-p) that often.
        let least = -(-p).ln_1p();
        let mut leaves = CHANCES > 0 && unit() < least;
        let mut t = 0.0;
        while !leaves {
            t += (0..STAGES).map(|_| unit()).sum::<f64>() / lambda;
            if t > age {
                return;
            }
            times.push(t);
            leaves = unit() < least;
        }
    }
}
