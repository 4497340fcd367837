use super::BetaGeometricNbd;
use crate::GroupedHistories;
use crate::fit::{FitSettings, Fitted};
use crate::moments::{Moments, NO_REPEATS};

/// Shapes are searched within this range, and `alpha` within it times the mean age.
const RANGE: (f64, f64) = (1e-4, 1e4);
/// Starts tried for `(a, b)`, the next when the one before did not converge.
const STARTS: [(f64, f64); 4] = [(1.0, 3.0), (0.3, 1.5), (0.1, 5.0), (5.0, 50.0)];

impl<const CHANCES: u8, const STAGES: u8> BetaGeometricNbd<CHANCES, STAGES> {
    /// Fits by maximum likelihood: Newton steps in the logarithms of the parameters, which do not see the time unit, with exact
    /// gradient and Hessian.
    ///
    /// Never fails: a fit without an inner maximum says so in its [`FitStatus`](crate::FitStatus) and its parameters are finite
    /// and usable. When no customer has a repeat purchase the likelihood only says that purchases are rare; the fit then returns
    /// `r = 1e-4`, so that expected purchases stay next to zero. For more than one stage add
    /// [`ln_gaps`](BetaGeometricNbd::ln_gaps) to the log-likelihood, which does not depend on the parameters, before comparing
    /// numbers of stages.
    pub fn fit(data: &GroupedHistories, settings: &FitSettings) -> Fitted<Self> {
        let Moments { repeats, mean_age, r, alpha } = Moments::of(data);
        if repeats == 0.0 {
            return Fitted::at_zero(
                Self { r: RANGE.0, alpha: mean_age, a: 1.0, b: 1.0 },
                0,
                NO_REPEATS,
                data,
                settings,
            );
        }
        let ranges = [1.0, mean_age, 1.0, 1.0].map(|unit| (unit * RANGE.0, unit * RANGE.1));
        // A purchase takes so many stages.
        let alpha = alpha / Self::STAGES;
        Fitted::search(data, settings, &STARTS.map(|(a, b)| [r, alpha, a, b]), ranges)
    }
}
