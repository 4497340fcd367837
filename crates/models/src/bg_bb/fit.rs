use super::{BgBb, GroupedOpportunities};
use crate::fit::{FitSettings, Fitted};

/// All parameters are searched within this range.
const RANGE: (f64, f64) = (1e-4, 1e4);
/// Starts tried, the next when the one before did not converge: size of `alpha + beta`, and `gamma, delta`.
const STARTS: [(f64, f64, f64); 4] = [(2.0, 0.7, 3.0), (1.0, 0.2, 5.0), (4.0, 2.0, 20.0), (0.5, 1.0, 1.0)];

impl BgBb {
    /// Fits by maximum likelihood: Newton steps in the logarithms of the parameters with exact gradient and Hessian. Never
    /// fails; a fit without an inner maximum says so in its [`FitStatus`](crate::FitStatus). When no opportunity was taken it
    /// returns `alpha = 1e-4`, so that expected purchases stay next to zero.
    pub fn fit(data: &GroupedOpportunities, settings: &FitSettings) -> Fitted<Self> {
        let (mut bought, mut asked) = (0.0, 0.0);
        for (h, weight) in data.histories().iter() {
            bought += weight * h.frequency;
            // Up to the last purchase everybody is surely alive.
            asked += weight * h.recency;
        }
        if bought == 0.0 {
            let meaning = "no customer has taken an opportunity, so the data say nothing about how often customers return or \
                           leave; expected purchases are next to zero";
            return Fitted::at_zero(
                Self { alpha: RANGE.0, beta: 1.0, gamma: 1.0, delta: 1.0 },
                0,
                meaning,
                data,
                settings,
            );
        }
        let rate = (bought / asked).clamp(0.05, 0.95);
        let starts = STARTS.map(|(size, gamma, delta)| [rate * size, (1.0 - rate) * size, gamma, delta]);
        Fitted::search(data, settings, &starts, [RANGE; 4])
    }
}
