use super::{ln_gamma, ln_rising};

/// Logarithm of the beta function, `ln B(a, b) = ln Γ(a) + ln Γ(b) - ln Γ(a + b)`.
///
/// Domain `a > 0`, `b > 0`. Accuracy: relative error about 1e-15 away from its zeros, also for very unequal arguments. Source:
/// `ln Γ` of the smaller less the logarithm of a rising factorial of the larger.
pub fn ln_beta(a: f64, b: f64) -> f64 {
    let (small, large) = if a < b { (a, b) } else { (b, a) };
    ln_gamma(small) - ln_rising(large, small)
}
