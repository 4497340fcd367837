use super::ln_beta;

/// Regularised incomplete beta function `I_x(a, b)`, with `x` given as `odds = x / (1 - x)` so that `x` next to 1 keeps its
/// digits.
///
/// Domain `a > 0`, `b > 0`, `odds >= 0` (may be infinite). Accuracy: relative error of the smaller tail below 1e-12 for
/// parameters up to 1,000 and 1e-10 up to 100,000. Source: continued fraction (DLMF 8.17.22) by the modified Lentz method.
pub fn incomplete_beta(a: f64, b: f64, odds: f64) -> f64 {
    if odds <= 0.0 {
        return 0.0;
    }
    if odds == f64::INFINITY {
        return 1.0;
    }
    let (x, y) = (odds / (1.0 + odds), 1.0 / (1.0 + odds));
    let ln_y = -odds.ln_1p();
    let ln_x = -(1.0 / odds).ln_1p();
    let front = (a * ln_x + b * ln_y - ln_beta(a, b)).exp();
    if x < (a + 1.0) / (a + b + 2.0) { front * fraction(a, b, x) / a } else { 1.0 - front * fraction(b, a, y) / b }
}

fn fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let guard = |v: f64| if v.abs() < TINY { TINY } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / guard(1.0 - (a + b) * x / (a + 1.0));
    let mut h = d;
    for m in 1..100_000_u32 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / guard(1.0 + even * d);
        c = guard(1.0 + even / c);
        h *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / guard(1.0 + odd * d);
        c = guard(1.0 + odd / c);
        h *= d * c;
        if (d * c - 1.0).abs() < 1e-16 {
            break;
        }
    }
    h
}
