//! What `sbg` and `bdw` share: the chance to stay, `S = B(alpha, beta + tau) / B(alpha, beta)`, where `tau` is the number of
//! renewals, or a power of it.

use crate::special::{beta_fall, digamma_rise, gauss_legendre, trigamma, trigamma_fall};

/// `ln B(alpha, beta + more) / B(alpha, beta)`, at most 0.
pub(super) fn ln_stay(alpha: f64, beta: f64, more: f64) -> f64 {
    // Adding 0 turns -0 into 0.
    0.0 - beta_fall(alpha, beta, more).value
}

/// [`ln_stay`] with its first derivatives in `alpha, beta, tau` and the second ones.
pub(super) struct Stay {
    pub value: f64,
    pub first: [f64; 3],
    pub second: [[f64; 3]; 3],
}

impl Stay {
    pub fn of(alpha: f64, beta: f64, tau: f64) -> Self {
        let ab = alpha + beta;
        let fall = beta_fall(alpha, beta, tau);
        let (of_aa, of_at, of_bt) = (trigamma_fall(ab, tau), -trigamma(ab + tau), trigamma_fall(beta + tau, alpha));
        Self {
            value: -fall.value,
            first: [-digamma_rise(ab, tau), fall.first, -digamma_rise(beta + tau, alpha)],
            second: [[of_aa, of_aa, of_at], [of_aa, -fall.second, of_bt], [of_at, of_bt, of_bt]],
        }
    }
}

/// Terms summed one by one before the rest is integrated.
const DIRECT: f64 = 1_000.0;

/// `sum over k = 1.. horizon of exp(-delta (k-1) + ln_survival(k))` for a survival that falls ever more slowly; `horizon` may be
/// infinite when `delta > 0`.
///
/// Accuracy: relative error about 1e-11. Source: the first terms one by one, then Euler and Maclaurin's formula (DLMF 2.10.1),
/// whose third derivative is negligible there.
pub(super) fn sum_survival(horizon: f64, delta: f64, ln_survival: impl Fn(f64) -> f64) -> f64 {
    // Past 50 / delta less than e^-50 of the value is left.
    let last = horizon.min((50.0 / delta).ceil() + 1.0);
    let f = |k: f64| (ln_survival(k) - delta * (k - 1.0)).exp();
    let (mut sum, mut k) = (0.0, 1.0);
    while k <= last && k <= DIRECT {
        let term = f(k);
        sum += term;
        if term < 1e-18 * sum / last {
            return sum;
        }
        k += 1.0;
    }
    if k > last {
        return sum;
    }
    // The terms from `k` on: the integral, half of both ends, and a twelfth of the change of slope.
    let slope = |k: f64| 0.5 * (f(k + 1.0) - f(k - 1.0));
    let integral = gauss_legendre((last / k).ln(), 0.25, |u| {
        let at = k * u.exp();
        at * f(at)
    });
    sum + integral + 0.5 * (f(k) + f(last)) + (slope(last) - slope(k)) / 12.0
}
