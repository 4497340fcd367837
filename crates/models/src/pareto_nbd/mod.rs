//! `pareto-nbd`: purchases at a Gamma rate during a life that may end at any time (Schmittlein, Morrison & Colombo 1987).

mod fit;
mod likelihood;
mod quantities;

use crate::ModelError;
use crate::fit::Parameters;
use crate::likelihood::parameters;

/// Parameters of the Pareto/NBD model (Schmittlein, Morrison & Colombo 1987; Fader & Hardie 2005).
///
/// While alive a customer buys as a Poisson process of rate `lambda ~ Gamma(r, alpha)` per time unit, and lives for an
/// exponential time of rate `mu ~ Gamma(s, beta)`, seen or not. `alpha` and `beta` are in time units, the others have none.
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

    /// Shape of the purchase rate over customers.
    pub fn r(&self) -> f64 {
        self.r
    }

    /// Rate of the Gamma distribution of purchase rates, in time units: the mean purchase rate is `r / alpha`.
    pub fn alpha(&self) -> f64 {
        self.alpha
    }

    /// Shape of the dropout rate over customers. The mean lifetime is finite only for `s > 1`.
    pub fn s(&self) -> f64 {
        self.s
    }

    /// Rate of the Gamma distribution of dropout rates, in time units: the mean dropout rate is `s / beta`.
    pub fn beta(&self) -> f64 {
        self.beta
    }
}

parameters!(ParetoNbd, "pareto-nbd", 4, [r, alpha, s, beta]);
