use super::{ln_beta, ln_gamma, ln_rising};

/// Gauss hypergeometric function `2F1(a, b; c; z)`; see [`ln_hyp2f1`], of which it is the exponential.
pub fn hyp2f1(a: f64, b: f64, c: f64, z: f64) -> f64 {
    ln_hyp2f1(a, b, c, z).exp()
}

/// Logarithm of the Gauss hypergeometric function, `ln 2F1(a, b; c; z)`, positive on this domain.
///
/// Domain `a >= 0`, `c > b > 0`, `z < 1` (NaN elsewhere): the region in which Euler's integral
/// `∫ p^(b-1) (1-p)^(c-b-1) (1-zp)^(-a) dp / B(b, c-b)` holds, and the one that purchase models visit. For `z` next to 1 use
/// the Pfaff transformation yourself and pass `w = z/(1-z)`, since `1 - z` is lost in `z`.
///
/// Accuracy: absolute error of the logarithm (hence relative error of the function) below 1e-13 for parameters up to 100 and
/// 2e-11 up to 10,000. Source: a power series after Pfaff's transformation (DLMF 15.8.1) or the one to infinity (DLMF 15.8.3)
/// where it is short and loses no digits, otherwise the trapezoidal rule on Euler's integral (DLMF 15.6.1) in the logit of
/// `p`, which converges geometrically.
pub fn ln_hyp2f1(a: f64, b: f64, c: f64, z: f64) -> f64 {
    if !(a >= 0.0 && b > 0.0 && c > b && z < 1.0) {
        f64::NAN
    } else if z <= 0.0 {
        ln_at_minus(a, b, c, -z)
    } else {
        -a * (-z).ln_1p() + ln_at_minus(a, c - b, c, z / (1.0 - z))
    }
}

/// Longest power series worth summing; beyond it quadrature is quicker.
const LONGEST: f64 = 2_000.0;
/// Terms below this share of the sum are left out.
const NEGLIGIBLE: f64 = 1e-17;

/// `ln 2F1(a, b; c; -w)` for `w >= 0`.
fn ln_at_minus(a: f64, b: f64, c: f64, w: f64) -> f64 {
    if w == 0.0 || a == 0.0 {
        return 0.0;
    }
    let (ln_1p_w, v) = (w.ln_1p(), w / (1.0 + w));
    if w > 4.0
        && let Some(value) = far(a.max(b), a.min(b), c, w)
    {
        return value;
    }
    if w < 25.0 {
        if let Some(sum) = series(c - a, b, c, v, 0.0) {
            return sum.ln() - b * ln_1p_w;
        }
        if let Some(sum) = series(a, c - b, c, v, 0.0) {
            return sum.ln() - a * ln_1p_w;
        }
    }
    by_quadrature(a, b, c, w)
}

/// The power series of `2F1(a, b; c; z)`, of `at_least` so many terms, unless it needs more than [`LONGEST`] terms, grows past the range of numbers, or
/// loses more than a digit to cancellation.
fn series(a: f64, b: f64, c: f64, z: f64, at_least: f64) -> Option<f64> {
    let (mut term, mut sum, mut size, mut n) = (1.0_f64, 1.0_f64, 1.0_f64, 0.0);
    while n < LONGEST && size < 1e280 {
        let ratio = (a + n) * (b + n) / ((c + n) * (1.0 + n)) * z;
        term *= ratio;
        sum += term;
        size += term.abs();
        n += 1.0;
        // Past the largest term the rest is bounded by a geometric series.
        if n > at_least && term.abs() <= NEGLIGIBLE * size * (1.0 - z.max(ratio.abs())) {
            return (size < 10.0 * sum.abs()).then_some(sum);
        }
    }
    None
}

/// For large `w`: two series in `1 / (1+w)` (DLMF 15.8.3), unless `high - low` is so close to a whole number that both blow up.
fn far(high: f64, low: f64, c: f64, w: f64) -> Option<f64> {
    let gap = high - low;
    if (gap - gap.round()).abs() < 0.01 || c <= low {
        return None;
    }
    let (ln_1p_w, y) = (w.ln_1p(), 1.0 / (1.0 + w));
    // Terms of the slower falling series grow once more at the gap.
    let near = gap < 15.0;
    let slow = series(low, c - high, 1.0 - gap, y, if near { gap } else { 0.0 })?;
    let ln_slow = ln_rising(c - low, low) - ln_rising(gap, low);
    let (ln_gap, sign_gap) = libm::lgamma_r(-gap);
    let (ln_rest, sign_rest) = libm::lgamma_r(c - high);
    let ln_fast = ln_gap + ln_gamma(c) - ln_gamma(low) - ln_rest - ln_slow - gap * ln_1p_w
        + series(high, c - low, 1.0 + gap, y, 0.0)?.ln();
    if !near && ln_fast > -40.0 {
        return None;
    }
    let fast = f64::from(sign_gap * sign_rest) * ln_fast.exp();
    let sum = slow + fast;
    (sum > 0.0 && slow.abs() + fast.abs() < 10.0 * sum).then(|| sum.ln() + ln_slow - low * ln_1p_w)
}

/// Euler's integral in `y = ln(p / (1-p))` by the trapezoidal rule, from the mode outwards; exponential tails are summed as
/// geometric series, so that tiny `b` or `c - b` cost nothing.
fn by_quadrature(a: f64, b: f64, c: f64, w: f64) -> f64 {
    let d = c - b;
    let ln_f = |y: f64| {
        let (ln_p, ln_q) = (-ln_1p_exp(-y), -ln_1p_exp(y));
        b * ln_p + d * ln_q - a * ln_1p_wp(w, ln_p)
    };
    // The mode solves (b - c p)(1 + w p) = a w p (1 - p), a quadratic with one root in (0, 1).
    let (k2, k1) = (w * (a - c), b * w - c - a * w);
    let p = 2.0 * b / (-k1 + (k1 * k1 - 4.0 * k2 * b).max(0.0).sqrt());
    let p = p.clamp(1e-300, 1.0 - 1e-16);
    let mode = p.ln() - (-p).ln_1p();
    let wp = w * p / (1.0 + w * p);
    let curvature = c * p * (1.0 - p) + a * wp * (1.0 - wp);
    // Next to a gamma density in `y` the error falls as exp(-pi^2 / step), whatever the curvature.
    let step = (0.55 / curvature.sqrt()).min(0.25);
    let top = ln_f(mode);
    let mut sum = 1.0;
    for (direction, slope, edge) in [(-1.0, b, -38.0 - (w * a.max(1.0)).max(c).ln_1p()), (1.0, d, 38.0 + c.ln_1p())] {
        let mut y = mode;
        loop {
            y += direction * step;
            let term = (ln_f(y) - top).exp();
            sum += term;
            if term < NEGLIGIBLE * sum * (1.0 - (-slope * step).exp()) {
                break;
            }
            if direction * (y - edge) > 0.0 {
                sum += term / (slope * step).exp_m1();
                break;
            }
        }
    }
    top + (sum * step).ln() - ln_beta(b, d)
}

/// `ln(1 + e^y)`.
fn ln_1p_exp(y: f64) -> f64 {
    super::ln_one_plus_exp(y)
}

/// `ln(1 + w p)` from `ln p`.
fn ln_1p_wp(w: f64, ln_p: f64) -> f64 {
    (w * ln_p.exp()).ln_1p()
}
