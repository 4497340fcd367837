//! `bg-bb`: purchases at set opportunities, without a contract (Fader, Hardie & Shang 2010).

mod fit;
mod grouped;
mod likelihood;
mod quantities;

pub use grouped::GroupedOpportunities;

use crate::fit::Parameters;
use crate::likelihood::parameters;
use crate::{History, ModelError, ShiftedBetaGeometric};

/// Parameters of the beta-geometric/beta-Bernoulli model.
///
/// At each opportunity (a year, an event, a mailing) a customer first leaves for good with probability `theta ~ Beta(gamma,
/// delta)`, and one who stays buys with probability `p ~ Beta(alpha, beta)`. Time is counted in opportunities: the `age` of a
/// [`History`] is their number after the first purchase, `recency` the last that was taken. Fractions of an opportunity, in
/// histories and horizons, do not count.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BgBb {
    alpha: f64,
    beta: f64,
    gamma: f64,
    delta: f64,
}

impl BgBb {
    /// Checked parameters.
    ///
    /// # Errors
    /// When one is not finite and positive.
    pub fn new(alpha: f64, beta: f64, gamma: f64, delta: f64) -> Result<Self, ModelError> {
        Self::from_values(&[alpha, beta, gamma, delta])
    }

    /// First shape of the chance to buy: its mean is `alpha / (alpha + beta)`.
    pub fn alpha(&self) -> f64 {
        self.alpha
    }

    /// Second shape of the chance to buy.
    pub fn beta(&self) -> f64 {
        self.beta
    }

    /// First shape of the chance to leave: its mean is `gamma / (gamma + delta)`.
    pub fn gamma(&self) -> f64 {
        self.gamma
    }

    /// Second shape of the chance to leave.
    pub fn delta(&self) -> f64 {
        self.delta
    }

    /// How long customers stay, whether they buy or not: the lifetime of somebody alive after `n` opportunities is that of a
    /// contract renewed `n` times.
    pub fn staying(&self) -> ShiftedBetaGeometric {
        ShiftedBetaGeometric::of_valid(self.gamma, self.delta)
    }
}

parameters!(BgBb, "bg-bb", 4, [alpha, beta, gamma, delta]);

/// A history in whole opportunities `(x, t_x, n)`, with `x <= t_x <= n` even where the history says otherwise.
fn whole(h: &History) -> [f64; 3] {
    let last = h.recency.floor().max(h.frequency);
    [h.frequency, last, h.age.floor().max(last)]
}
