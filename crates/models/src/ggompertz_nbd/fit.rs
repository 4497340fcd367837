use super::GGompertzNbd;
use crate::fit::{FitSettings, Fitted};
use crate::moments::{Moments, NO_REPEATS};
use crate::{GroupedHistories, ParetoNbd};

/// `r` and `s` are searched within this range, and `alpha` within it times the mean age.
const RANGE: (f64, f64) = (1e-4, 1e4);
/// `b` times the mean age. At the lower end the likelihood is next to its limit, and not yet flat to rounding; at the upper all
/// of a life falls into a hundredth of it.
const RANGE_OF_B: (f64, f64) = (2e-5, 1e2);
const RANGE_OF_BETA: (f64, f64) = (1e-10, 1e12);
/// Starts tried for `b` times the mean age, the next when the one before did not converge.
const STARTS: [f64; 2] = [0.5, 5.0];

impl GGompertzNbd {
    /// Fits by maximum likelihood: Newton steps in the logarithms of the parameters, which do not see the time unit, with exact
    /// gradient and Hessian.
    ///
    /// Never fails: a fit without an inner maximum says so in its [`FitStatus`](crate::FitStatus) and its parameters are finite
    /// and usable. Of customers whose hazard does not grow, `b` runs to zero: the fit is then that of
    /// [`ParetoNbd`], its `beta` being `beta / b`.
    pub fn fit(data: &GroupedHistories, settings: &FitSettings) -> Fitted<Self> {
        let Moments { repeats, mean_age, .. } = Moments::of(data);
        if repeats == 0.0 {
            let parameters = Self { r: RANGE.0, alpha: mean_age, b: 1.0 / mean_age, s: 1.0, beta: 1.0 };
            return Fitted::at_zero(parameters, 0, NO_REPEATS, data, settings);
        }
        // Next to the limit, where the hazard does not grow.
        let limit = ParetoNbd::fit(data, settings).parameters;
        let starts = STARTS.map(|growth| {
            let b = growth / mean_age;
            [limit.r(), limit.alpha(), b, limit.s(), (b * limit.beta()).min(1e3)]
        });
        let scaled = |(low, high): (f64, f64), unit: f64| (low * unit, high * unit);
        let ranges = [RANGE, scaled(RANGE, mean_age), scaled(RANGE_OF_B, 1.0 / mean_age), RANGE, RANGE_OF_BETA];
        Fitted::search(data, settings, &starts, ranges)
    }
}
