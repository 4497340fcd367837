//! What `sbg` and `bdw` share: the chance to stay, `S = B(alpha, beta + tau) / B(alpha, beta)`, where `tau` is the number of
//! renewals, or a power of it.

use crate::special::{digamma_rise, gauss_legendre, ln_rising, trigamma};

/// `ln B(alpha, beta + more) / B(alpha, beta)`, at most 0, without the cancellation of that difference.
pub(super) fn ln_stay(alpha: f64, beta: f64, more: f64) -> f64 {
    if more == 0.0 {
        0.0
    } else if alpha < 0.01 * beta.min(1.0) {
        // The integral of the derivative in `alpha`, by the three-point Gauss-Legendre rule.
        let rise = |share: f64| digamma_rise(beta + share * alpha, more);
        let node = 0.5 * 0.6_f64.sqrt();
        -alpha * (5.0 * (rise(0.5 - node) + rise(0.5 + node)) + 8.0 * rise(0.5)) / 18.0
    } else if alpha < more {
        ln_rising(beta, alpha) - ln_rising(beta + more, alpha)
    } else {
        ln_rising(beta, more) - ln_rising(alpha + beta, more)
    }
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
        let of_aa = trigamma(ab) - trigamma(ab + tau);
        let of_a = -digamma_rise(ab, tau);
        let of_t = -digamma_rise(beta + tau, alpha);
        // A difference of differences, taken over the shorter of the two steps.
        let of_b = if alpha < tau { digamma_rise(beta, alpha) + of_t } else { digamma_rise(beta, tau) + of_a };
        let of_at = -trigamma(ab + tau);
        let of_bt = trigamma(beta + tau) - trigamma(ab + tau);
        let of_bb = of_aa + trigamma(beta + tau) - trigamma(beta);
        Self {
            value: ln_stay(alpha, beta, tau),
            first: [of_a, of_b, of_t],
            second: [[of_aa, of_aa, of_at], [of_aa, of_bb, of_bt], [of_at, of_bt, of_bt]],
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
