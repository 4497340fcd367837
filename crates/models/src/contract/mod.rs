//! Customers under contract, who are asked to renew at set times and are seen to leave: `sbg` and `bdw`.

mod bdw;
mod grouped;
mod sbg;
mod survival;

pub use bdw::BetaDiscreteWeibull;
pub use grouped::{Contract, GroupedContracts};
use rand::Rng;
use rand_distr::{Distribution, StandardUniform};
pub use sbg::ShiftedBetaGeometric;

/// What a model of contracts says of a customer who has renewed so many times and has not left. Time is counted in renewals.
///
/// `renewals`, `more` and horizons are whole numbers from 0.
pub trait ContractModel: Send + Sync {
    /// Name of the model, such as `sbg`.
    fn name(&self) -> &'static str;

    /// Logarithm of the probability of `more` further renewals after `renewals`: `ln S(n + more) - ln S(n)`.
    fn ln_survival(&self, renewals: f64, more: f64) -> f64;

    /// Expected renewals among the next `horizon`; over an infinite horizon it may be infinite.
    fn expected_renewals(&self, horizon: f64, renewals: f64) -> f64;

    /// Expected renewals among the next `horizon`, discounted at the continuous rate `delta` per period from the next renewal
    /// on, which is due now and counts in full. Finite for an infinite horizon when `delta > 0`; NaN when `delta < 0`.
    fn discounted_renewals(&self, horizon: f64, delta: f64, renewals: f64) -> f64;

    /// Probability of `more` further renewals at least.
    fn survival(&self, renewals: f64, more: f64) -> f64 {
        self.ln_survival(renewals, more).exp()
    }

    /// Probability of the next renewal: the retention rate of customers who renewed so often.
    fn retention(&self, renewals: f64) -> f64 {
        self.survival(renewals, 1.0)
    }

    /// Probability of exactly `more` further renewals, then leaving.
    fn pmf(&self, renewals: f64, more: f64) -> f64 {
        self.survival(renewals, more) * -self.ln_survival(renewals + more, 1.0).exp_m1()
    }

    /// Log-likelihood of a contract.
    fn log_likelihood(&self, contract: &Contract) -> f64 {
        let kept = self.ln_survival(0.0, contract.renewals);
        if contract.active { kept } else { kept + (-self.ln_survival(contract.renewals, 1.0).exp_m1()).ln() }
    }

    /// Discounted expected residual lifetime (Fader & Hardie 2010): all coming renewals, the next one due now. Finite whenever
    /// `delta > 0`, NaN otherwise.
    fn derl(&self, delta: f64, renewals: f64) -> f64 {
        if delta > 0.0 { self.discounted_renewals(f64::INFINITY, delta, renewals) } else { f64::NAN }
    }

    /// The number of further renewals within which the customer leaves with probability `q` at least: the smallest `n` with
    /// `P(leaves at one of the next n) >= q`. Infinite beyond 1e15; NaN unless `0 <= q < 1`.
    fn lifetime_quantile(&self, q: f64, renewals: f64) -> f64 {
        if (0.0..1.0).contains(&q) { self.outlasted(-(-q).ln_1p(), renewals) } else { f64::NAN }
    }

    /// Draws the number of further renewals before the customer leaves, at most `horizon`, and whether they are then active.
    fn simulate(&self, rng: &mut dyn Rng, horizon: f64, renewals: f64) -> Contract {
        let uniform: f64 = StandardUniform.sample(rng);
        let leaves_at = self.outlasted(-(-uniform).ln_1p(), renewals).max(1.0);
        if leaves_at > horizon {
            Contract { renewals: renewals + horizon, active: true }
        } else {
            Contract { renewals: renewals + leaves_at - 1.0, active: false }
        }
    }

    /// The smallest `n` with `-ln_survival(renewals, n) >= hazard`.
    #[doc(hidden)]
    fn outlasted(&self, hazard: f64, renewals: f64) -> f64 {
        let past = |n: f64| -self.ln_survival(renewals, n) >= hazard;
        if past(0.0) {
            return 0.0;
        }
        let mut high = 1.0;
        while !past(high) {
            high *= 2.0;
            if high > 1e15 {
                return f64::INFINITY;
            }
        }
        let mut low = 0.5 * high;
        while high - low > 1.0 {
            let middle = (0.5 * (low + high)).floor();
            if past(middle) {
                high = middle;
            } else {
                low = middle;
            }
        }
        high
    }
}
