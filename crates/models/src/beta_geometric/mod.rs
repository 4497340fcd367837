//! What BG/NBD and MBG/NBD share: purchases at a Gamma rate, and a Beta chance of leaving right after a purchase. They differ
//! in one thing, whether the first purchase is already such a chance.

mod fit;
mod likelihood;
mod quantities;

use crate::ModelError;
use crate::fit::Parameters;
use crate::likelihood::parameters;

/// Parameters of a beta-geometric/NBD model; use it by the names [`BgNbd`] and [`MbgNbd`].
///
/// While alive a customer buys as a Poisson process of rate `lambda ~ Gamma(r, alpha)` per time unit, and after a purchase
/// leaves for good with probability `p ~ Beta(a, b)`. `alpha` is in time units, the others have none. `CHANCES` is the number
/// of chances to leave at the first purchase.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BetaGeometricNbd<const CHANCES: u8> {
    r: f64,
    alpha: f64,
    a: f64,
    b: f64,
}

/// BG/NBD (Fader, Hardie & Lee 2005): a customer can leave after each *repeat* purchase.
///
/// A customer without repeats has had no chance to leave, so `P(alive) = 1` for `x = 0` whatever the age: a property of the
/// model, and the reason for [`MbgNbd`].
pub type BgNbd = BetaGeometricNbd<0>;

/// MBG/NBD (Batislam, Denizel & Filiztekin 2007): a customer can leave after *each* purchase, the first included.
pub type MbgNbd = BetaGeometricNbd<1>;

impl<const CHANCES: u8> BetaGeometricNbd<CHANCES> {
    const CHANCES: f64 = CHANCES as f64;

    /// Checked parameters.
    ///
    /// # Errors
    /// When one is not finite and positive.
    pub fn new(r: f64, alpha: f64, a: f64, b: f64) -> Result<Self, ModelError> {
        Self::from_values(&[r, alpha, a, b])
    }

    /// Shape of the purchase rate over customers.
    pub fn r(&self) -> f64 {
        self.r
    }

    /// Rate of the Gamma distribution, in time units: the mean purchase rate is `r / alpha`.
    pub fn alpha(&self) -> f64 {
        self.alpha
    }

    /// First shape of the chance to leave: its mean is `a / (a + b)`.
    pub fn a(&self) -> f64 {
        self.a
    }

    /// Second shape of the chance to leave.
    pub fn b(&self) -> f64 {
        self.b
    }
}

parameters!(BetaGeometricNbd<const CHANCES: u8>, if CHANCES == 0 { "bg-nbd" } else { "mbg-nbd" }, 4, [r, alpha, a, b]);
