//! `nbd`: purchases at a Gamma rate by customers who never leave (Ehrenberg 1959); the baseline of the models with dropout.

use rand::Rng;

use crate::fit::{FitSettings, Fitted, Parameters};
use crate::gamma_rate::{GammaRate, wait};
use crate::likelihood::{Likelihood, parameters};
use crate::moments::Moments;
use crate::newton::Evaluation;
use crate::parallel::sum_by_frequency;
use crate::purchase_model::{PurchaseModel, Ways};
use crate::special::{ln_rising, polygamma_steps};
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

parameters!(Nbd, "nbd", 2, [r, alpha]);

impl Nbd {
    /// Fits by maximum likelihood: Newton steps in the logarithms of the parameters with exact gradient and Hessian. Never
    /// fails; a fit without an inner maximum says so in its [`FitStatus`](crate::FitStatus). When no customer has a repeat
    /// purchase it returns `r = 1e-4`, so that expected purchases stay next to zero.
    pub fn fit(data: &GroupedHistories, settings: &FitSettings) -> Fitted<Self> {
        let Moments { repeats, mean_age, r, alpha } = Moments::of(data);
        if repeats == 0.0 {
            let meaning = "no customer has bought twice, so the data say nothing about how often customers return; \
                           expected purchases are next to zero";
            return Fitted::at_zero(Self { r: RANGE.0, alpha: mean_age }, 0, meaning, data, settings);
        }
        let ranges = [1.0, mean_age].map(|unit| (unit * RANGE.0, unit * RANGE.1));
        // One start is enough: at given `r / alpha` the likelihood has one maximum in `r`, inside or at infinity.
        Fitted::search(data, settings, &[[r, alpha]], ranges)
    }

    fn buys(&self, frequency: f64, age: f64) -> GammaRate {
        GammaRate { shape: self.r + frequency, rate: self.alpha + age }
    }
}

impl Likelihood<2> for Nbd {
    type Data = GroupedHistories;

    fn evaluate(&self, data: &GroupedHistories, threads: usize) -> Evaluation<2> {
        let Self { r, alpha } = *self;
        let of_frequency = |x: f64, rows: std::ops::Range<usize>| {
            let m = r + x;
            // Sums of weights times: 1, ln(1 + T/alpha), T/(alpha+T), alpha T/(alpha+T)^2.
            let (mut n, mut ln_sum, mut share_sum, mut product_sum) = (0.0, 0.0, 0.0, 0.0);
            for i in rows {
                let (w, share) = (data.weight[i], data.age[i] / (alpha + data.age[i]));
                n += w;
                ln_sum += w * (data.age[i] / alpha).ln_1p();
                share_sum += w * share;
                product_sum += w * share * (1.0 - share);
            }
            let (rise, fall) = polygamma_steps(r, x);
            let of_r = r * (n * rise - ln_sum);
            Evaluation {
                value: n * (ln_rising(r, x) - x * alpha.ln()) - m * ln_sum,
                gradient: [of_r, m * share_sum - n * x],
                hessian: [[of_r - n * r * r * fall, r * share_sum], [0.0, -m * product_sum]],
            }
        };
        sum_by_frequency(&data.frequency, threads, of_frequency).mirrored()
    }

    fn meaning(parameter: usize, upper: bool) -> &'static str {
        GammaRate::meaning(parameter, upper)
    }
}

impl PurchaseModel for Nbd {
    fn name(&self) -> &'static str {
        Self::MODEL
    }

    /// Nobody leaves in this model.
    fn ways(&self, history: &History) -> Ways {
        let (x, m) = (history.frequency, self.r + history.frequency);
        let ln_shared = ln_rising(self.r, x) - x * self.alpha.ln() - m * (history.age / self.alpha).ln_1p();
        Ways { ln_shared, ln_alive: 0.0, ln_gone: f64::NEG_INFINITY }
    }

    fn alive_expected_purchases(&self, horizon: f64, frequency: f64, age: f64) -> f64 {
        self.buys(frequency, age).mean() * horizon.max(0.0)
    }

    fn alive_discounted_purchases(&self, horizon: f64, delta: f64, frequency: f64, age: f64) -> f64 {
        if delta == 0.0 {
            self.alive_expected_purchases(horizon, frequency, age)
        } else if delta > 0.0 {
            self.buys(frequency, age).mean() * (-(-delta * horizon.max(0.0)).exp_m1() / delta)
        } else {
            f64::NAN
        }
    }

    fn alive_pmf(&self, n: u64, horizon: f64, frequency: f64, age: f64) -> f64 {
        self.buys(frequency, age).ln_count(n as f64, horizon.max(0.0)).exp()
    }

    fn next_purchase_quantile(&self, q: f64, history: &History) -> f64 {
        self.buys(history.frequency, history.age).wait_quantile(q)
    }

    fn simulate_alive(&self, rng: &mut dyn Rng, horizon: f64, frequency: f64, age: f64, times: &mut Vec<f64>) {
        let lambda = self.buys(frequency, age).sample(rng);
        let mut t = wait(rng, lambda);
        while t <= horizon {
            times.push(t);
            t += wait(rng, lambda);
        }
    }

    /// Without the draw of whether the customer is alive.
    fn simulate_future(&self, rng: &mut dyn Rng, horizon: f64, history: &History, times: &mut Vec<f64>) {
        times.clear();
        self.simulate_alive(rng, horizon, history.frequency, history.age, times);
    }
}
