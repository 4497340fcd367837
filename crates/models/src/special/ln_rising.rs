use super::ln_gamma::stirling_remainder;

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
    if n < 1.0 {
        // Stirling's formula 16 further up, less ln of the product of (a+n+i)/(a+i), kept as its excess over 1.
        let (mut excess, mut i) = (0.0, 0.0);
        while i < 16.0 {
            let step = n / (a + i);
            excess += step + excess * step;
            i += 1.0;
        }
        return stirling_difference(a + 16.0, n) - f64::ln_1p(excess);
    }
    if n < 16.0 {
        return ln_product(a, n.floor()) + ln_rising(a + n.floor(), n.fract());
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::special::digamma_rise;

    /// A tiny step is worth its derivative, and the difference of two keeps its digits too.
    #[test]
    fn small_steps() {
        for a in [0.01, 0.7, 3.3, 12.9, 15.9, 40.0] {
            let (n, d) = (1e-7, 2.5);
            let seen = ln_rising(a + d, n) - ln_rising(a, n);
            // The next term of the expansion is about n / a of the first, and the rounding 1e-15 of the larger part.
            let truth = n * digamma_rise(a, d);
            assert!((seen / truth - 1.0).abs() < 1e-13 * (1.0 + 1.0 / a) + n / a, "{a}: {seen:e} {truth:e}");
        }
    }
}
