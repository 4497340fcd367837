//! What BG/NBD and MBG/NBD share with BG/CNBD-k and MBG/CNBD-k: purchases at a Gamma rate, and a Beta chance of leaving right
//! after a purchase. They differ in whether the first purchase is already such a chance, and in how regular purchases are.

mod fit;
mod likelihood;
mod quantities;
mod regular;
mod stages;

use crate::ModelError;
use crate::fit::Parameters;
use crate::likelihood::parameters;

/// Parameters of a beta-geometric/NBD model; use it by the names [`BgNbd`], [`MbgNbd`], [`BgCnbd`] and [`MbgCnbd`].
///
/// While alive a customer passes stages as a Poisson process of rate `lambda ~ Gamma(r, alpha)` per time unit, buys at every
/// `STAGES`-th, and after a purchase leaves for good with probability `p ~ Beta(a, b)`. `alpha` is in time units, the others have
/// none. `CHANCES` is the number of chances to leave at the first purchase.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BetaGeometricNbd<const CHANCES: u8, const STAGES: u8 = 1> {
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

/// BG/CNBD-k (Platzer & Reutterer 2016, "Ticking away the moments"): [`BgNbd`] of customers who buy at regular times. The time from
/// one purchase to the next is that of passing `k` stages, Erlang-k.
pub type BgCnbd<const K: u8> = BetaGeometricNbd<0, K>;

/// MBG/CNBD-k (Platzer & Reutterer 2016): [`MbgNbd`] of customers who buy at regular times.
pub type MbgCnbd<const K: u8> = BetaGeometricNbd<1, K>;

impl<const CHANCES: u8, const STAGES: u8> BetaGeometricNbd<CHANCES, STAGES> {
    const CHANCES: f64 = CHANCES as f64;
    const STAGES: f64 = STAGES as f64;

    /// Checked parameters.
    ///
    /// # Errors
    /// When one is not finite and positive.
    pub fn new(r: f64, alpha: f64, a: f64, b: f64) -> Result<Self, ModelError> {
        const { assert!(STAGES > 0) };
        Self::from_values(&[r, alpha, a, b])
    }

    /// Shape of the rate of stages, which is that of purchases for one stage, over customers.
    pub fn r(&self) -> f64 {
        self.r
    }

    /// Rate of the Gamma distribution, in time units: the mean rate of stages is `r / alpha`.
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

parameters!(
    BetaGeometricNbd<const CHANCES: u8, const STAGES: u8>,
    match (CHANCES, STAGES) {
        (0, 1) => "bg-nbd",
        (_, 1) => "mbg-nbd",
        (0, _) => "bg-cnbd-k",
        _ => "mbg-cnbd-k",
    },
    4,
    [r, alpha, a, b]
);
