//! `ggompertz-nbd`: purchases at a Gamma rate during a life whose hazard grows with age (Bemmaor & Glady 2012).

mod fit;
mod lifetime;
mod likelihood;
mod quantities;

use crate::ModelError;
use crate::fit::Parameters;
use crate::likelihood::parameters;
use lifetime::Lifetime;

/// Parameters of the Gamma-Gompertz/NBD model (Bemmaor & Glady 2012).
///
/// While alive a customer buys as a Poisson process of rate `lambda ~ Gamma(r, alpha)` per time unit, and is alive at age `t` with
/// probability `exp(-eta (exp(b t) - 1))`, a Gompertz law, with `eta ~ Gamma(s, beta)`; over customers
/// `(beta / (beta + exp(b t) - 1))^s`. `alpha` is in time units and `b` per time unit, the others have none. As `b` runs to zero
/// with `beta / b` kept it becomes [`ParetoNbd`](crate::ParetoNbd) with that for its `beta`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GGompertzNbd {
    r: f64,
    alpha: f64,
    b: f64,
    s: f64,
    beta: f64,
}

impl GGompertzNbd {
    /// Checked parameters.
    ///
    /// # Errors
    /// When one is not finite and positive.
    pub fn new(r: f64, alpha: f64, b: f64, s: f64, beta: f64) -> Result<Self, ModelError> {
        Self::from_values(&[r, alpha, b, s, beta])
    }

    /// Shape of the purchase rate over customers.
    pub fn r(&self) -> f64 {
        self.r
    }

    /// Rate of the Gamma distribution of purchase rates, in time units: the mean purchase rate is `r / alpha`.
    pub fn alpha(&self) -> f64 {
        self.alpha
    }

    /// How fast the hazard of one customer grows, per time unit.
    pub fn b(&self) -> f64 {
        self.b
    }

    /// Shape of the hazard over customers.
    pub fn s(&self) -> f64 {
        self.s
    }

    /// Rate of the Gamma distribution of hazards: the mean hazard at the start is `b s / beta`.
    pub fn beta(&self) -> f64 {
        self.beta
    }

    /// How long somebody lives who has just come.
    fn lifetime(&self) -> Lifetime {
        Lifetime { b: self.b, s: self.s, beta: self.beta }
    }
}

parameters!(GGompertzNbd, "ggompertz-nbd", 5, [r, alpha, b, s, beta]);
