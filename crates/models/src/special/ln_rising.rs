use super::ln_gamma::{ln_gamma, stirling_remainder};

/// Logarithm of the rising factorial, `ln Γ(a + n) - ln Γ(a)`, without the cancellation of that difference.
///
/// Domain `a > 0`, `n >= 0` (real). Accuracy: relative error about 1e-15, also where `a` is large and `n` small. Source: the
/// product for whole `n` up to 16; otherwise the difference of Stirling's formula at `a + n` and `a` (DLMF 5.11.1), shifted
/// upwards by 16 when `a` is small.
pub fn ln_rising(a: f64, n: f64) -> f64 {
    if n <= 16.0 && n.fract() == 0.0 {
        return ln_product(a, n);
    }
    if a >= 16.0 {
        return stirling_difference(a, n);
    }
    if n < 16.0 {
        return ln_gamma(a + n) - ln_gamma(a);
    }
    ln_product(a, 16.0) + stirling_difference(a + 16.0, n - 16.0)
}

/// `ln (a (a+1) ... (a+n-1))`; at most 16 factors below 1e15 cannot overflow.
fn ln_product(a: f64, n: f64) -> f64 {
    if a > 1e15 {
        return n * a.ln();
    }
    let (mut product, mut i) = (1.0, 0.0);
    while i < n {
        product *= a + i;
        i += 1.0;
    }
    product.ln()
}

fn stirling_difference(a: f64, n: f64) -> f64 {
    (a - 0.5) * (n / a).ln_1p() + n * ((a + n).ln() - 1.0) + stirling_remainder(a + n) - stirling_remainder(a)
}
