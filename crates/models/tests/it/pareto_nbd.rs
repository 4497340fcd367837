//! Pareto/NBD against `fixtures/golden/pareto_nbd/generate.py`, and what holds for it alone.

use proptest::prelude::*;
use tenure_models::{History, ParetoNbd, PurchaseModel};

use crate::data::{close, csv, numbers};

/// `alpha` above and below `beta`, shapes from 1e-4 to 1e4, up to 10,000 purchases, silence of a thousand times `alpha`.
#[test]
fn extreme_likelihoods() {
    let table = csv("golden/pareto_nbd/likelihood.csv");
    let names = ["r", "alpha", "s", "beta", "x", "t_x", "T", "loglik", "p_alive"];
    let [r, alpha, s, beta, x, t_x, age, value, p_alive] = names.map(|name| numbers(&table, name));
    assert!(r.len() > 150);
    for i in 0..r.len() {
        let model = ParetoNbd::new(r[i], alpha[i], s[i], beta[i]).unwrap();
        let h = History::new(x[i], t_x[i], age[i]).unwrap();
        // Next to 0 the value is a difference of terms, each rounded at its own size.
        let miss = (model.log_likelihood(&h) - value[i]).abs();
        assert!(miss <= 1e-12 * value[i].abs().max(1e-3), "{} is off by {miss:e} for {model:?}, {h:?}", value[i]);
        // Powers of 10,000 multiply the rounding of their logarithms; below the range of numbers the truth is 0 here.
        if p_alive[i] > 1e-300 {
            close(model.p_alive(&h), p_alive[i], 1e-12, &format!("p_alive of {model:?}, {h:?}"));
        }
    }
}

#[test]
fn discounted_future() {
    let table = csv("golden/pareto_nbd/future.csv");
    let names = ["r", "alpha", "s", "beta", "x", "T", "horizon", "delta", "value"];
    let [r, alpha, s, beta, x, age, horizon, delta, truth] = names.map(|name| numbers(&table, name));
    assert!(r.len() > 60);
    for i in 0..r.len() {
        let model = ParetoNbd::new(r[i], alpha[i], s[i], beta[i]).unwrap();
        let horizon = if horizon[i] == 0.0 { f64::INFINITY } else { horizon[i] };
        let seen = model.alive_discounted_purchases(horizon, delta[i], x[i], age[i]);
        close(seen, truth[i], 1e-12, &format!("{model:?} over {horizon} at {}", delta[i]));
    }
}

#[test]
fn probability_mass() {
    let table = csv("golden/pareto_nbd/pmf.csv");
    let names = ["r", "alpha", "s", "beta", "x", "T", "horizon", "n", "value"];
    let [r, alpha, s, beta, x, age, horizon, n, truth] = names.map(|name| numbers(&table, name));
    assert!(r.len() > 80);
    for i in 0..r.len() {
        let model = ParetoNbd::new(r[i], alpha[i], s[i], beta[i]).unwrap();
        #[expect(clippy::cast_sign_loss, reason = "the table counts purchases")]
        let purchases = n[i] as u64;
        let seen = model.alive_pmf(purchases, horizon[i], x[i], age[i]);
        // Logarithms of gamma functions of 1,000 carry an error of 1e-12.
        close(
            seen,
            truth[i],
            2e-12,
            &format!("P({}) of {model:?}, x {} at {} over {}", n[i], x[i], age[i], horizon[i]),
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Without end of the horizon by Tricomi's function, with an end by quadrature: they meet when the end is far.
    #[test]
    fn a_far_horizon_is_none(logs in prop::array::uniform4(-4.0..4.0_f64), age in 0.0..1e4_f64, ln_delta in -12.0..2.0_f64) {
        let [r, alpha, s, beta] = logs.map(|l| 10_f64.powf(l));
        let model = ParetoNbd::new(r, alpha, s, beta).unwrap();
        let delta = ln_delta.exp();
        let all = model.alive_discounted_purchases(f64::INFINITY, delta, 3.0, age);
        let most = model.alive_discounted_purchases(60.0 / delta, delta, 3.0, age);
        prop_assert!((all - most).abs() <= 1e-12 * all, "{all} {most}");
    }

    /// Half of those alive have left at the median lifetime, and the mean exists for `s > 1` only.
    #[test]
    fn lifetimes(s in 0.05..20.0_f64, beta in 0.1..1e3_f64, age in 0.0..1e3_f64, q in 0.0..0.99_f64) {
        let model = ParetoNbd::new(0.5, 10.0, s, beta).unwrap();
        let h = History::new(1.0, age, age).unwrap();
        let t = model.alive_lifetime_quantile(q, age);
        prop_assume!(t.is_finite());
        prop_assert!((model.p_alive_later(t, &h) - (1.0 - q)).abs() < 1e-12);
        prop_assert_eq!(model.alive_lifetime(age).is_finite(), s > 1.0);
    }

    /// As `s` runs to zero nobody leaves: an NBD.
    #[test]
    fn without_dropout_purchases_are_negative_binomial(r in 0.1..5.0_f64, alpha in 0.5..50.0_f64, beta in 0.1..100.0_f64) {
        let model = ParetoNbd::new(r, alpha, 1e-25, beta).unwrap();
        let h = History::new(2.0, 5.0, 30.0).unwrap();
        prop_assert!((model.p_alive(&h) - 1.0).abs() < 1e-9);
        let nbd = r.ln() + (r + 1.0).ln() + r * (alpha / (alpha + 30.0)).ln() - 2.0 * (alpha + 30.0).ln();
        prop_assert!((model.log_likelihood(&h) - nbd).abs() < 1e-9);
    }
}

/// The three customers for whom lifetimes gives NaN, and worse.
#[test]
fn answers_where_others_have_none() {
    let model = ParetoNbd::new(1.2, 6.0, 0.6, 14.0).unwrap();
    for (x, t_x, age) in [(139.0, 134.857, 134.857), (187.0, 155.714, 155.714), (1e6, 9_999.0, 1e4), (0.0, 0.0, 1e9)] {
        let h = History::new(x, t_x, age).unwrap();
        let alive = model.p_alive(&h);
        assert!(model.log_likelihood(&h).is_finite() && (0.0..=1.0).contains(&alive), "{h:?}");
        assert!(model.expected_purchases(52.0, &h).is_finite() && model.dert(0.003, &h).is_finite(), "{h:?}");
        assert!(model.pmf(3, 52.0, &h).is_finite(), "{h:?}");
    }
}
