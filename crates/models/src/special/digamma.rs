/// Digamma function, `ψ(x) = d ln Γ(x) / dx`.
///
/// Domain `x > 0`. Accuracy: relative error below 4e-15 away from the zero at 1.4616. Source: recurrence up to `x >= 10`, then
/// the asymptotic series (DLMF 5.11.2).
pub fn digamma(mut x: f64) -> f64 {
    let mut shift = 0.0;
    while x < 10.0 {
        shift -= 1.0 / x;
        x += 1.0;
    }
    let z = 1.0 / (x * x);
    let tail = 1.0 / 240.0 - z * (1.0 / 132.0 - z * (691.0 / 32_760.0 - z / 12.0));
    shift + x.ln() - 0.5 / x - z * (1.0 / 12.0 - z * (1.0 / 120.0 - z * (1.0 / 252.0 - z * tail)))
}

/// Trigamma function, `ψ'(x)`.
///
/// Domain `x > 0`. Accuracy: relative error below 4e-15. Source: recurrence up to `x >= 10`, then the asymptotic series
/// (DLMF 5.15.8).
pub fn trigamma(mut x: f64) -> f64 {
    let mut shift = 0.0;
    while x < 10.0 {
        shift += 1.0 / (x * x);
        x += 1.0;
    }
    let z = 1.0 / (x * x);
    let tail = 1.0 / 30.0 - z * (5.0 / 66.0 - z * (691.0 / 2730.0 - z * 7.0 / 6.0));
    shift + 1.0 / x + 0.5 * z + z / x * (1.0 / 6.0 - z * (1.0 / 30.0 - z * (1.0 / 42.0 - z * tail)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        let euler = 0.577_215_664_901_532_9;
        assert!((digamma(1.0) + euler).abs() < 2e-15);
        assert!((digamma(0.5) + euler + 2.0 * std::f64::consts::LN_2).abs() < 4e-15);
        assert!((trigamma(1.0) - std::f64::consts::PI.powi(2) / 6.0).abs() < 4e-15);
        assert!((trigamma(0.5) - std::f64::consts::PI.powi(2) / 2.0).abs() < 1e-14);
    }
}
