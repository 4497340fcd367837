use super::{ln_gamma, ln_one_plus_exp, log_concave};

/// Terms below this share of the sum are left out.
const NEGLIGIBLE: f64 = 1e-18;

/// Logarithm of the confluent hypergeometric function of the second kind (Tricomi's), `ln U(a, b, z)`, positive on this domain.
///
/// Domain `a > 0`, `z > 0`, any finite `b` (NaN elsewhere). Accuracy: absolute error of the logarithm (hence relative error of
/// the function) below 1e-12 for parameters up to 100 and 1e-10 up to 10,000. Source: the trapezoidal rule, which converges
/// geometrically, on `∫ exp(-z t) t^(a-1) (1+t)^(b-a-1) dt / Γ(a)` (DLMF 13.4.4) in `ln t`; for `a = 1`, which discounting asks
/// for, Gauss-Legendre quadrature in `ln(1+t)`.
pub fn ln_tricomi_u(a: f64, b: f64, z: f64) -> f64 {
    if !(a > 0.0 && z > 0.0 && b.is_finite() && a.is_finite() && z.is_finite()) {
        return f64::NAN;
    }
    if a == 1.0 {
        // Past z t = 50 + 2b less than exp(-50) of the value is left.
        let end = ((50.0 + 2.0 * b.max(0.0)) / z).ln_1p();
        let at = |u: f64| ((b - 1.0) * u - z * u.exp_m1(), ());
        let (top, sum) = log_concave(0.0, end, at, |u| (b - 1.0 - z * u.exp(), z * u.exp()), |_, ()| {});
        return top + sum.ln();
    }
    let power = b - a - 1.0;
    let ln_f = |y: f64| a * y - z * y.exp() + power * ln_one_plus_exp(y);
    // The mode solves z t^2 + (z - b + 1) t - a = 0, which has one root above 0.
    let linear = z - b + 1.0;
    let root = linear.hypot(2.0 * z.sqrt() * a.sqrt());
    let t = if linear > 0.0 { 2.0 * a / (linear + root) } else { 0.5 * (root - linear) / z };
    let mode = t.ln();
    let p = t / (1.0 + t);
    let curvature = (z * t - power * p * (1.0 - p)).max(0.25 * (z * t + power.abs() * p * (1.0 - p)));
    let step = (0.5 / curvature.sqrt()).min(0.2);
    let top = ln_f(mode);
    let mut sum = 1.0;
    // To the right the integrand falls at least as fast as exp(-z t).
    let mut y = mode;
    loop {
        y += step;
        let term = (ln_f(y) - top).exp();
        sum += term;
        if term < NEGLIGIBLE * sum {
            break;
        }
    }
    // To the left it falls as t^a in the end; the exponential tail of a small `a` is summed as a geometric series.
    let edge = -40.0 - (z + power.abs()).ln_1p();
    let mut y = mode;
    loop {
        y -= step;
        let term = (ln_f(y) - top).exp();
        sum += term;
        if term < NEGLIGIBLE * sum * -(-a * step).exp_m1() {
            break;
        }
        if y < edge {
            sum += term / (a * step).exp_m1();
            break;
        }
    }
    top + (sum * step).ln() - ln_gamma(a)
}
