//! Special functions against mpmath at 30 digits; `fixtures/golden/special/generate.py` made the values.

use tenure_models::special::{
    beta_fall, digamma, gamma_quantile, incomplete_beta, incomplete_gamma, ln_beta, ln_gamma, ln_hyp2f1, ln_rising,
    ln_tricomi_u, polygamma_steps, trigamma,
};
use tenure_models::{BgNbd, PurchaseModel};

use crate::data::{close, csv, numbers};

/// Relative error of `2F1`, that is absolute error of its logarithm.
#[test]
fn hyp2f1_over_the_region_of_fits() {
    let table = csv("golden/special/hyp2f1.csv");
    let [a, b, c, w, truth] = ["a", "b", "c", "w", "value"].map(|name| numbers(&table, name));
    assert!(a.len() > 400);
    for i in 0..a.len() {
        let seen = ln_hyp2f1(a[i], b[i], c[i], -w[i]);
        let miss = (seen - truth[i]).abs();
        let large = a[i].max(c[i]) > 100.0;
        // Logarithms of gamma functions of 10,000 carry an error of 1e-11.
        let allowed = if large { 2e-11 } else { 1e-13 };
        assert!(
            miss <= allowed,
            "2F1({}, {}; {}; -{}): {seen}, not {} (off by {miss:e})",
            a[i],
            b[i],
            c[i],
            w[i],
            truth[i]
        );
    }
}

/// Relative error of `U`, that is absolute error of its logarithm.
#[test]
fn tricomi_u_over_the_region_of_dert() {
    let table = csv("golden/special/tricomi_u.csv");
    let [a, b, z, truth] = ["a", "b", "z", "value"].map(|name| numbers(&table, name));
    assert!(a.len() > 150);
    for i in 0..a.len() {
        let seen = ln_tricomi_u(a[i], b[i], z[i]);
        let miss = (seen - truth[i]).abs();
        // The logarithm itself is rounded at its size.
        let allowed = 1e-13 * truth[i].abs().max(1.0);
        assert!(miss <= allowed, "U({}, {}, {}): {seen}, not {} (off by {miss:e})", a[i], b[i], z[i], truth[i]);
    }
    for (a, b, z) in [(0.0, 1.0, 1.0), (1.0, 1.0, 0.0), (1.0, f64::NAN, 1.0)] {
        assert!(ln_tricomi_u(a, b, z).is_nan());
    }
}

/// The beta function's fall and its derivatives keep their digits however small a step, large a parameter or far the end.
#[test]
fn falls_of_the_beta_function() {
    let table = csv("golden/special/beta_fall.csv");
    let [a, b, t, value, first, second] = ["a", "b", "t", "value", "first", "second"].map(|name| numbers(&table, name));
    assert!(a.len() > 300);
    for i in 0..a.len() {
        let (seen, what) = (beta_fall(a[i], b[i], t[i]), format!("of B({}, {}) by {}", a[i], b[i], t[i]));
        close(seen.value, value[i], 1e-14, &format!("fall {what}"));
        close(seen.first, first[i], 1e-14, &format!("slope {what}"));
        close(seen.second, second[i], 1e-14, &format!("bend {what}"));
    }
}

#[test]
fn steps_of_digamma_and_trigamma() {
    let table = csv("golden/special/polygamma_steps.csv");
    let [x, d, rise, fall] = ["x", "d", "rise", "fall"].map(|name| numbers(&table, name));
    assert!(x.len() > 100);
    for i in 0..x.len() {
        let (seen_rise, seen_fall) = polygamma_steps(x[i], d[i]);
        close(seen_rise, rise[i], 4e-15, &format!("digamma from {} by {}", x[i], d[i]));
        close(seen_fall, fall[i], 4e-15, &format!("trigamma from {} by {}", x[i], d[i]));
    }
}

#[test]
fn one_argument_and_two() {
    let table = csv("golden/special/functions.csv");
    let [a, b, c, truth] = ["a", "b", "c", "value"].map(|name| numbers(&table, name));
    for (i, name) in table["function"].iter().enumerate() {
        let (seen, tolerance) = match name.as_str() {
            "ln_gamma" => (ln_gamma(a[i]), 4e-15),
            "digamma" => (digamma(a[i]), 4e-15),
            "trigamma" => (trigamma(a[i]), 4e-15),
            "ln_rising" => (ln_rising(a[i], b[i]), 4e-15),
            "ln_beta" => (ln_beta(a[i], b[i]), 4e-15),
            "incomplete_gamma" => (incomplete_gamma(a[i], b[i]), 1e-12),
            "incomplete_beta" => (incomplete_beta(a[i], b[i], c[i]), 1e-12),
            other => panic!("{other}"),
        };
        // Next to their zeros logarithms are held to absolute accuracy.
        let miss = (seen - truth[i]).abs() / truth[i].abs().max(0.1);
        assert!(miss <= tolerance, "{name}({}, {}, {}): {seen}, not {} (off by {miss:e})", a[i], b[i], c[i], truth[i]);
    }
}

#[test]
fn gamma_quantile_inverts() {
    for a in [1e-4, 0.01, 0.2, 0.7, 1.0, 3.0, 50.0, 2000.0] {
        for q in [1e-6, 0.025, 0.5, 0.9, 0.999] {
            let y = gamma_quantile(a, q);
            assert!(y.is_finite(), "{a} {q}");
            if y > -600.0 {
                close(incomplete_gamma(a, y.exp()), q, 1e-10, &format!("gamma({a}) at {q}"));
            }
        }
    }
}

/// Expected and discounted purchases against mpmath's quadrature: 1e-10.
#[test]
fn future_value() {
    let table = csv("golden/special/future.csv");
    let names = ["r", "alpha", "a", "b", "x", "age", "horizon", "delta", "value"];
    let [r, alpha, a, b, x, age, horizon, delta, truth] = names.map(|name| numbers(&table, name));
    for i in 0..r.len() {
        let model = BgNbd::new(r[i], alpha[i], a[i], b[i]).unwrap();
        let seen = model.alive_discounted_purchases(horizon[i], delta[i], x[i], age[i]);
        close(seen, truth[i], 1e-13, &format!("row {i}"));
    }
}
