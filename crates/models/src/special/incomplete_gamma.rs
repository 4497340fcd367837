use super::ln_gamma;

/// Regularised lower incomplete gamma function `P(a, x)`, the distribution function of a Gamma(a, 1) variable.
///
/// Domain `a > 0`, `x >= 0`. Accuracy: relative error below 1e-12 for `a` up to 1,000, 1e-10 up to 100,000. Source: power
/// series (DLMF 8.11.4) for `x < a + 1`, continued fraction (DLMF 8.9.2) otherwise.
pub fn incomplete_gamma(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x == f64::INFINITY {
        return 1.0;
    }
    let front = (a * x.ln() - x - ln_gamma(a)).exp();
    if x < a + 1.0 {
        let (mut term, mut sum, mut n) = (1.0 / a, 1.0 / a, a);
        while term > sum * 1e-17 {
            n += 1.0;
            term *= x / n;
            sum += term;
        }
        return front * sum;
    }
    let mut b = x + 1.0 - a;
    let mut c = 1e300;
    let mut d = 1.0 / b;
    let mut h = d;
    for i in 1..100_000_u32 {
        let i = f64::from(i);
        let an = -i * (i - a);
        b += 2.0;
        d = 1.0 / (an * d + b);
        c = b + an / c;
        h *= d * c;
        if (d * c - 1.0).abs() < 1e-16 {
            break;
        }
    }
    1.0 - front * h
}

/// Logarithm of the `q`-quantile of a Gamma(a, 1) variable: the `ln x` with `P(a, x) = q`. The logarithm, since for small `a`
/// the quantile itself underflows.
///
/// Domain `a > 0`, `0 < q < 1`. Accuracy: absolute error of the logarithm below 1e-11. Source: bracketed Newton iteration in
/// `ln x`, started from the leading term `q = x^a / Γ(a+1)`.
pub fn gamma_quantile(a: f64, q: f64) -> f64 {
    let lead = (q.ln() + ln_gamma(a + 1.0)) / a;
    // Below e^-40 the leading term is exact to double precision.
    if lead < -40.0 {
        return lead;
    }
    let (mut low, mut high) = (lead.min(a.ln()) - 1.0, (a + 40.0 * (a.sqrt() + 1.0) + 800.0).ln());
    let mut y = if a < 1.0 { lead.min(high) } else { a.ln() };
    for _ in 0..200 {
        let miss = incomplete_gamma(a, y.exp()) - q;
        if miss > 0.0 {
            high = y;
        } else {
            low = y;
        }
        let density = (a * y - y.exp() - ln_gamma(a)).exp();
        let newton = y - miss / density;
        let next = if newton > low && newton < high { newton } else { 0.5 * (low + high) };
        if (next - y).abs() <= 1e-15 * (1.0 + y.abs()) {
            return next;
        }
        y = next;
    }
    y
}
