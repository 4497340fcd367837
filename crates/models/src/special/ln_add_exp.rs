/// `ln(1 + exp(x))` without overflow.
///
/// Domain: all reals and both infinities. Accuracy: relative error about 1e-16. Source: the identity
/// `ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|)`.
pub fn ln_one_plus_exp(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}

/// `ln(exp(x) + exp(y))` without overflow.
///
/// Domain: all reals; minus infinity stands for a zero. Accuracy: as the larger argument's rounding. Source: the larger taken
/// out of the sum.
pub fn ln_add_exp(x: f64, y: f64) -> f64 {
    let (low, high) = if x < y { (x, y) } else { (y, x) };
    if high == f64::NEG_INFINITY { high } else { high + (low - high).exp().ln_1p() }
}
