//! Simulated populations. Each customer has a generator of their own, so that the result does not depend on threads or order.

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use rand_distr::{Distribution, Exp1, Gamma};

use crate::ModelError;
use crate::fit::{Parameters, checked};

/// The generator of customer `index` under a seed: seeded with `seed + index`.
pub fn customer_rng(seed: u64, index: u64) -> StdRng {
    StdRng::seed_from_u64(seed.wrapping_add(index))
}

/// Parameters of the Pareto/NBD (Schmittlein, Morrison & Colombo 1987), for simulation: purchases at rate
/// `lambda ~ Gamma(r, alpha)` during a life of rate `mu ~ Gamma(s, beta)`. `alpha` and `beta` are in time units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ParetoNbd {
    r: f64,
    alpha: f64,
    s: f64,
    beta: f64,
}

impl ParetoNbd {
    /// Checked parameters.
    ///
    /// # Errors
    /// When one is not finite and positive.
    pub fn new(r: f64, alpha: f64, s: f64, beta: f64) -> Result<Self, ModelError> {
        Self::from_values(&[r, alpha, s, beta])
    }

    /// Draws the purchase times of a fresh customer of the given age into `times` (cleared first): the first purchase at 0,
    /// then the repeats in `(0, age]` while alive.
    pub fn simulate_customer(&self, rng: &mut dyn Rng, age: f64, times: &mut Vec<f64>) {
        times.clear();
        times.push(0.0);
        // Both distributions exist for all checked parameters.
        let (Ok(rates), Ok(ends)) = (Gamma::new(self.r, 1.0 / self.alpha), Gamma::new(self.s, 1.0 / self.beta)) else {
            return;
        };
        let (lambda, mu): (f64, f64) = (rates.sample(rng), ends.sample(rng));
        let mut wait = |rate: f64| {
            let unit: f64 = Exp1.sample(rng);
            unit / rate
        };
        let end = wait(mu).min(age);
        let mut t = wait(lambda);
        while t <= end {
            times.push(t);
            t += wait(lambda);
        }
    }
}

impl Parameters for ParetoNbd {
    const MODEL: &'static str = "pareto-nbd";
    const NAMES: &'static [&'static str] = &["r", "alpha", "s", "beta"];

    fn values(&self) -> Vec<f64> {
        vec![self.r, self.alpha, self.s, self.beta]
    }

    fn from_values(values: &[f64]) -> Result<Self, ModelError> {
        let [r, alpha, s, beta] = checked::<Self, 4>(values)?;
        Ok(Self { r, alpha, s, beta })
    }
}
