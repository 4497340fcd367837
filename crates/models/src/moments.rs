//! Where searches start and how far they may go.

use crate::GroupedHistories;

/// What a fit without a repeat purchase says of a model with dropout.
pub(crate) const NO_REPEATS: &str = "no customer has bought twice, so the data say nothing about how often customers return or \
                                     leave; expected purchases are next to zero";

/// What the start values and the range of the search need.
pub(crate) struct Moments {
    pub repeats: f64,
    pub mean_age: f64,
    pub r: f64,
    pub alpha: f64,
}

impl Moments {
    /// `r` and `alpha` of an NBD without dropout that has the mean and variance of the frequencies, kept within reason.
    pub fn of(data: &GroupedHistories) -> Self {
        let (mut repeats, mut squares, mut ages) = (0.0, 0.0, 0.0);
        for i in 0..data.len() {
            repeats += data.weight[i] * data.frequency[i];
            squares += data.weight[i] * data.frequency[i] * data.frequency[i];
            ages += data.weight[i] * data.age[i];
        }
        let n = data.customers();
        let (mean, mean_age) = (repeats / n, if ages > 0.0 { ages / n } else { 1.0 });
        let excess = squares / n - mean * mean - mean;
        let r = if excess > 0.0 { (mean * mean / excess).clamp(0.05, 20.0) } else { 20.0 };
        Self { repeats, mean_age, r, alpha: (r * mean_age / mean.max(1e-9)).clamp(1e-3 * mean_age, 1e3 * mean_age) }
    }
}
