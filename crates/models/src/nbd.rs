//! `nbd`: purchases at a Gamma rate by customers who never leave (Ehrenberg 1959); the baseline of the models with dropout.

use rand::Rng;
use rand_distr::{Distribution, Exp1, Gamma};

use crate::fit::{FitSettings, FitStatus, Fitted, Parameters, Towards, checked};
use crate::moments::Moments;
use crate::newton::{Evaluation, maximise};
use crate::parallel::map_chunks;
use crate::purchase_model::PurchaseModel;
use crate::special::{digamma, ln_gamma, ln_rising, trigamma};
use crate::{GroupedHistories, History, ModelError};

/// The shape is searched within this range, and `alpha` within it times the mean age.
const RANGE: (f64, f64) = (1e-4, 1e4);

/// Parameters of the NBD: a customer buys as a Poisson process of rate `lambda ~ Gamma(r, alpha)` per time unit, for ever.
/// `alpha` is in time units. Recency says nothing in this model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Nbd {
    r: f64,
    alpha: f64,
}

impl Nbd {
    /// Checked parameters.
    ///
    /// # Errors
    /// When one is not finite and positive.
    pub fn new(r: f64, alpha: f64) -> Result<Self, ModelError> {
        Self::from_values(&[r, alpha])
    }

    /// Shape of the purchase rate over customers.
    pub fn r(&self) -> f64 {
        self.r
    }

    /// Rate of the Gamma distribution, in time units: the mean purchase rate is `r / alpha`.
    pub fn alpha(&self) -> f64 {
        self.alpha
    }
}

impl Parameters for Nbd {
    const MODEL: &'static str = "nbd";
    const NAMES: &'static [&'static str] = &["r", "alpha"];

    fn values(&self) -> Vec<f64> {
        vec![self.r, self.alpha]
    }

    fn from_values(values: &[f64]) -> Result<Self, ModelError> {
        let [r, alpha] = checked::<Self, 2>(values)?;
        Ok(Self { r, alpha })
    }
}

impl Nbd {
    /// Log-likelihood of a population with exact gradient and Hessian in the logarithms of `r, alpha`.
    fn evaluate(&self, data: &GroupedHistories, threads: usize) -> Evaluation<2> {
        let Self { r, alpha } = *self;
        let parts = map_chunks(data.len(), threads, |rows| {
            let mut total = Evaluation::ZERO;
            let mut from = rows.start;
            for same in data.frequency[rows].chunk_by(|a, b| a == b) {
                let (x, m) = (same[0], r + same[0]);
                // Sums of weights times: 1, ln(1 + T/alpha), T/(alpha+T), alpha T/(alpha+T)^2.
                let (mut n, mut ln_sum, mut share_sum, mut product_sum) = (0.0, 0.0, 0.0, 0.0);
                for i in from..from + same.len() {
                    let (w, share) = (data.weight[i], data.age[i] / (alpha + data.age[i]));
                    n += w;
                    ln_sum += w * (data.age[i] / alpha).ln_1p();
                    share_sum += w * share;
                    product_sum += w * share * (1.0 - share);
                }
                from += same.len();
                let of_r = r * (n * (digamma(m) - digamma(r)) - ln_sum);
                let group = Evaluation {
                    value: n * (ln_rising(r, x) - x * alpha.ln()) - m * ln_sum,
                    gradient: [of_r, m * share_sum - n * x],
                    hessian: [[of_r + n * r * r * (trigamma(m) - trigamma(r)), r * share_sum], [0.0, -m * product_sum]],
                };
                total.add(1.0, &group);
            }
            total
        });
        let mut total = Evaluation::ZERO;
        parts.iter().for_each(|part| total.add(1.0, part));
        total.mirrored()
    }

    /// Fits by maximum likelihood: Newton steps in the logarithms of the parameters with exact gradient and Hessian. Never
    /// fails; a fit without an inner maximum says so in its [`FitStatus`]. When no customer has a repeat purchase it returns
    /// `r = 1e-4`, so that expected purchases stay next to zero.
    pub fn fit(data: &GroupedHistories, settings: &FitSettings) -> Fitted<Self> {
        let moments = Moments::of(data);
        if moments.repeats == 0.0 {
            let parameters = Self { r: RANGE.0, alpha: moments.mean_age };
            return Fitted {
                parameters,
                standard_errors: None,
                log_covariance: None,
                log_likelihood: parameters.evaluate(data, settings.threads).value,
                customers: data.customers(),
                distinct_rows: data.len(),
                iterations: 0,
                status: FitStatus::Boundary {
                    parameter: "r",
                    towards: Towards::Zero,
                    meaning: "no customer has bought twice, so the data say nothing about how often customers return; \
                              expected purchases are next to zero",
                },
            };
        }
        let at = |logs: &[f64; 2]| {
            let [r, alpha] = logs.map(f64::exp);
            Self { r, alpha }
        };
        let unit = [1.0, moments.mean_age];
        let (low, high) = (unit.map(|u| (u * RANGE.0).ln()), unit.map(|u| (u * RANGE.1).ln()));
        // One start is enough: at given `r / alpha` the likelihood has one maximum in `r`, inside or at infinity.
        let start = [moments.r, moments.alpha].map(f64::ln);
        let optimum =
            maximise(start, low, high, settings.max_iterations, |logs| at(logs).evaluate(data, settings.threads));
        Fitted::from_optimum(at(&optimum.at), &optimum, data.customers(), data.len(), |parameter, upper| {
            match (parameter, upper) {
                (_, true) => {
                    "customers do not differ measurably in how often they buy, as if all had one purchase rate"
                }
                (0, false) => "hardly anyone buys again, and a few buy very often",
                _ => "repeat purchases follow the first one almost at once",
            }
        })
    }
}

impl PurchaseModel for Nbd {
    fn name(&self) -> &'static str {
        Self::MODEL
    }

    fn log_likelihood(&self, history: &History) -> f64 {
        let (x, m) = (history.frequency, self.r + history.frequency);
        ln_rising(self.r, x) - x * self.alpha.ln() - m * (history.age / self.alpha).ln_1p()
    }

    /// 1: nobody leaves in this model.
    fn p_alive(&self, _: &History) -> f64 {
        1.0
    }

    fn alive_expected_purchases(&self, horizon: f64, frequency: f64, age: f64) -> f64 {
        (self.r + frequency) / (self.alpha + age) * horizon.max(0.0)
    }

    fn alive_discounted_purchases(&self, horizon: f64, delta: f64, frequency: f64, age: f64) -> f64 {
        if delta == 0.0 {
            self.alive_expected_purchases(horizon, frequency, age)
        } else if delta > 0.0 {
            (self.r + frequency) / (self.alpha + age) * (-(-delta * horizon.max(0.0)).exp_m1() / delta)
        } else {
            f64::NAN
        }
    }

    fn alive_pmf(&self, n: u64, horizon: f64, frequency: f64, age: f64) -> f64 {
        let (shape, n) = (self.r + frequency, n as f64);
        let odds = horizon.max(0.0) / (self.alpha + age);
        if odds == 0.0 {
            return if n == 0.0 { 1.0 } else { 0.0 };
        }
        (ln_rising(shape, n) - ln_gamma(n + 1.0) - shape * odds.ln_1p() - n * (1.0 / odds).ln_1p()).exp()
    }

    fn next_purchase_quantile(&self, q: f64, history: &History) -> f64 {
        if !(0.0..1.0).contains(&q) {
            return f64::NAN;
        }
        (self.alpha + history.age) * (-(-q).ln_1p() / (self.r + history.frequency)).exp_m1()
    }

    fn simulate_future(&self, rng: &mut dyn Rng, horizon: f64, history: &History, times: &mut Vec<f64>) {
        times.clear();
        // The distribution exists for all checked parameters.
        let Ok(rates) = Gamma::new(self.r + history.frequency, 1.0 / (self.alpha + history.age)) else {
            return;
        };
        let lambda: f64 = rates.sample(rng);
        let mut wait = || -> f64 {
            let unit: f64 = Exp1.sample(rng);
            unit / lambda
        };
        let mut t = wait();
        while t <= horizon {
            times.push(t);
            t += wait();
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::newton::tests::derivatives_are_right;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn derivatives(logs in prop::array::uniform2(-3.0..3.0_f64)) {
            let (x, age) = ([0.0, 0.0, 1.0, 1.0, 7.0, 40.0], [0.0, 30.0, 30.0, 12.0, 28.0, 30.0]);
            let t_x = [0.0, 0.0, 3.0, 9.5, 25.0, 29.0];
            let data = GroupedHistories::new(&x, &t_x, &age, Some(&[1.0, 5.0, 3.0, 2.0, 2.5, 1.0])).unwrap();
            let model = |logs: &[f64; 2]| Nbd::from_values(&logs.map(f64::exp)).unwrap();
            derivatives_are_right(logs, |logs| model(logs).evaluate(&data, 1));
            let sum: f64 = data.iter().map(|(h, w)| w * model(&logs).log_likelihood(&h)).sum();
            prop_assert!((sum - model(&logs).evaluate(&data, 1).value).abs() < 1e-12 * (1.0 + sum.abs()));
        }
    }
}
