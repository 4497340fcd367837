use rand::Rng;
use rand_distr::{Distribution, Exp1, Gamma};

use crate::special::{ln_gamma, ln_rising};

/// A rate of events that differs between customers as `Gamma(shape, rate)`: of purchases while alive, or of leaving.
#[derive(Clone, Copy)]
pub(crate) struct GammaRate {
    pub shape: f64,
    pub rate: f64,
}

impl GammaRate {
    /// Expected events per time unit.
    pub fn mean(&self) -> f64 {
        self.shape / self.rate
    }

    /// `ln P(n events within t)`, `t >= 0`: negative binomial.
    pub fn ln_count(&self, n: f64, t: f64) -> f64 {
        self.ln_ways(n) + self.ln_power(n, t)
    }

    /// The part of [`GammaRate::ln_count`] that does not depend on the time: `ln Γ(shape+n)/(Γ(shape) n!)`.
    pub fn ln_ways(&self, n: f64) -> f64 {
        ln_rising(self.shape, n) - ln_gamma(n + 1.0)
    }

    /// The part that does: `ln (rate/(rate+t))^shape (t/(rate+t))^n`.
    pub fn ln_power(&self, n: f64, t: f64) -> f64 {
        let none = -self.shape * (t / self.rate).ln_1p();
        if n == 0.0 { none } else { none - n * (self.rate / t).ln_1p() }
    }

    /// Time within which the next event comes with probability `q`. NaN unless `0 <= q < 1`.
    pub fn wait_quantile(&self, q: f64) -> f64 {
        if (0.0..1.0).contains(&q) { self.rate * (-(-q).ln_1p() / self.shape).exp_m1() } else { f64::NAN }
    }

    /// What it says of customers when the shape (parameter 0) or the rate (1) of their purchases runs to infinity or zero.
    pub fn meaning(parameter: usize, upper: bool) -> &'static str {
        match (parameter, upper) {
            (_, true) => "customers do not differ measurably in how often they buy, as if all had one purchase rate",
            (0, false) => "hardly anyone buys again, and a few buy very often",
            _ => "repeat purchases follow the first one almost at once and then stop",
        }
    }

    /// The rate of one customer; 0 for parameters that no distribution has, which checked ones never are.
    pub fn sample(&self, rng: &mut dyn Rng) -> f64 {
        Gamma::new(self.shape, 1.0 / self.rate).map_or(0.0, |rates| rates.sample(rng))
    }
}

/// The time to the next event of a customer with this rate.
pub(crate) fn wait(rng: &mut dyn Rng, rate: f64) -> f64 {
    let unit: f64 = Exp1.sample(rng);
    unit / rate
}
