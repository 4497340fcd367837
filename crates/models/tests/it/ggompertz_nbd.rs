//! Gamma-Gompertz/NBD against `fixtures/golden/ggompertz_nbd/`, and what holds for it alone.

use proptest::prelude::*;
use tenure_models::{
    FitSettings, FitStatus, GGompertzNbd, GroupedHistories, History, Parameters, ParetoNbd, PurchaseModel, Towards,
};

use crate::data::{cdnow_sample, close, csv, numbers};

#[test]
fn values_at_given_parameters() {
    let table = csv("golden/ggompertz_nbd/values.csv");
    let column = |name: &str| numbers(&table, name);
    let parameters = ["r", "alpha", "b", "s", "beta"].map(column);
    let [x, t_x, age] = ["x", "t_x", "T"].map(column);
    assert_eq!(x.len(), 36);
    for i in 0..x.len() {
        let model = GGompertzNbd::from_values(&parameters.each_ref().map(|column| column[i])).unwrap();
        let h = History::new(x[i], t_x[i], age[i]).unwrap();
        let what = |name: &str| format!("{name} of {model:?}, {h:?}");
        let truth = |name: &str| column(name)[i];
        // Next to 0 the value is a difference of terms, each rounded at its own size.
        let miss = (model.log_likelihood(&h) - truth("loglik")).abs();
        assert!(miss <= 1e-13 * truth("loglik").abs().max(0.1), "{} {miss:e}", what("log-likelihood"));
        close(model.p_alive(&h), truth("p_alive"), 1e-12, &what("p_alive"));
        close(model.alive_expected_purchases(39.0, x[i], age[i]), truth("expected_39"), 1e-12, &what("expected"));
        let discounted = model.alive_discounted_purchases(39.0, 0.003, x[i], age[i]);
        close(discounted, truth("discounted_39"), 1e-12, &what("discounted"));
        let all = model.alive_discounted_purchases(f64::INFINITY, 0.003, x[i], age[i]);
        close(all, truth("dert"), 1e-12, &what("dert"));
        for n in [0, 2, 30] {
            close(model.alive_pmf(n, 39.0, x[i], age[i]), truth(&format!("pmf_{n}")), 1e-12, &what("pmf"));
        }
    }
}

/// `CLVTools` 0.12.1 on the CDNOW sample. Its search stopped at `b = 1e-5` on the way to zero.
#[test]
fn cdnow_as_in_clvtools() {
    let [x, t_x, age, _] = cdnow_sample();
    let data = GroupedHistories::new(&x, &t_x, &age, None).unwrap();
    let theirs = GGompertzNbd::new(
        0.55303920849271,
        10.572699570093,
        9.9818700521503e-06,
        0.60612309076407,
        0.00011648311253898,
    )
    .unwrap();
    let likelihood: f64 = data.iter().map(|(h, weight)| weight * theirs.log_likelihood(&h)).sum();
    assert!((likelihood + 9_594.976_269_361_374).abs() < 1e-6, "{likelihood}");
    let table = csv("golden/ggompertz_nbd/clvtools_cdnow.csv");
    let (expected, alive) = (numbers(&table, "CET"), numbers(&table, "PAlive"));
    for i in 0..20 {
        let h = History::new(x[i], t_x[i], age[i]).unwrap();
        close(theirs.p_alive(&h), alive[i], 1e-6, "p_alive");
        close(theirs.expected_purchases(39.0, &h), expected[i], 1e-6, "expected");
    }

    let fit = GGompertzNbd::fit(&data, &FitSettings::default());
    assert!(
        matches!(fit.status, FitStatus::Boundary { parameter: "b", towards: Towards::Zero, .. }),
        "{} {:?}",
        fit.message(),
        fit.parameters
    );
    assert!(fit.log_likelihood > likelihood);
    let pareto = ParetoNbd::fit(&data, &FitSettings::default());
    close(fit.log_likelihood, pareto.log_likelihood, 1e-9, "log-likelihood of the limit");
    let limit =
        [fit.parameters.r(), fit.parameters.alpha(), fit.parameters.s(), fit.parameters.beta() / fit.parameters.b()];
    for (seen, truth) in limit.iter().zip(pareto.parameters.values()) {
        close(*seen, truth, 1e-4, "parameter of the limit");
    }
}

#[test]
fn found_again() {
    let truth = GGompertzNbd::new(0.9, 8.0, 0.06, 1.2, 2.0).unwrap();
    let data = crate::recovery::population(4_000, |rng, age, times| truth.simulate_customer(rng, age, times));
    let fit = GGompertzNbd::fit(&data, &FitSettings::default());
    crate::recovery::near(&fit, &truth);
    crate::recovery::futures_follow(&truth, &History::new(3.0, 20.0, 26.0).unwrap());
    assert!(fit.log_likelihood > ParetoNbd::fit(&data, &FitSettings::default()).log_likelihood);
}

fn parameters() -> impl Strategy<Value = GGompertzNbd> {
    (-4.0..4.0_f64, -4.0..4.0_f64, -5.0..1.0_f64, -4.0..4.0_f64, -4.0..4.0_f64).prop_map(|(r, alpha, b, s, beta)| {
        GGompertzNbd::from_values(&[r, alpha, b, s, beta].map(|l| 10_f64.powf(l))).unwrap()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 50, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn everything_is_finite_and_probabilities_are(model in parameters(), x in 0..10_000_u32, share in 0.0..=1.0_f64, age in 0.0..10_000.0_f64, horizon in 0.0..10_000.0_f64, n in 0..50_u64) {
        let h = History::new(f64::from(x), if x == 0 { 0.0 } else { share * age }, age).unwrap();
        prop_assert!(model.log_likelihood(&h).is_finite());
        for probability in [model.p_alive(&h), model.pmf(n, horizon, &h)] {
            prop_assert!((0.0..=1.0 + 1e-9).contains(&probability), "{probability}");
        }
        let (plain, discounted) = (model.expected_purchases(horizon, &h), model.discounted_purchases(horizon, 0.003, &h));
        prop_assert!(plain.is_finite() && discounted <= plain * (1.0 + 1e-9), "{discounted} {plain}");
        prop_assert!(discounted <= model.dert(0.003, &h) * (1.0 + 1e-9));
    }

    #[test]
    fn pmf_sums_to_one_and_its_mean_is_the_expectation(b in 0.001..0.3_f64, s in 0.1..4.0_f64, beta in 0.05..20.0_f64, x in 0..6_u32, horizon in 0.1..60.0_f64) {
        let model = GGompertzNbd::new(0.8, 8.0, b, s, beta).unwrap();
        let h = History::new(f64::from(x), if x == 0 { 0.0 } else { 14.0 }, 20.0).unwrap();
        let (mut sum, mut mean) = (0.0, 0.0);
        for n in 0..300 {
            sum += model.pmf(n, horizon, &h);
            mean += n as f64 * model.pmf(n, horizon, &h);
        }
        prop_assert!((sum - 1.0).abs() < 1e-11, "{sum}");
        close(mean, model.expected_purchases(horizon, &h), 1e-10, "mean");
    }

    /// As `b` runs to zero with `beta / b` kept.
    #[test]
    fn the_limit_is_the_pareto_nbd(r in 0.05..5.0_f64, alpha in 0.5..50.0_f64, s in 0.05..5.0_f64, beta in 0.5..50.0_f64, x in 0..20_u32, horizon in 0.1..300.0_f64) {
        let b = 1e-14;
        let (model, pareto) = (GGompertzNbd::new(r, alpha, b, s, b * beta).unwrap(), ParetoNbd::new(r, alpha, s, beta).unwrap());
        let h = History::new(f64::from(x), if x == 0 { 0.0 } else { 15.0 }, 20.0).unwrap();
        close(model.log_likelihood(&h), pareto.log_likelihood(&h), 1e-11, "log-likelihood");
        close(model.p_alive(&h), pareto.p_alive(&h), 1e-10, "p_alive");
        close(model.expected_purchases(horizon, &h), pareto.expected_purchases(horizon, &h), 1e-10, "expected");
        close(model.dert(0.01, &h), pareto.dert(0.01, &h), 1e-10, "dert");
        close(model.pmf(2, horizon, &h), pareto.pmf(2, horizon, &h), 1e-10, "pmf");
    }

    /// Half of those alive have left at the median lifetime.
    #[test]
    fn lifetimes(model in parameters(), age in 0.0..1e3_f64, q in 0.0..0.99_f64) {
        let h = History::new(0.0, 0.0, age).unwrap();
        let t = model.alive_lifetime_quantile(q, age);
        prop_assume!(t.is_finite() && t > 1e-300 && model.p_alive(&h) > 1e-300);
        let stays = model.p_alive_later(t, &h) / model.p_alive(&h);
        // The time itself is rounded.
        prop_assert!((stays - (1.0 - q)).abs() < 1e-9, "{stays} {q}");
        prop_assert!(model.alive_lifetime(age).is_finite());
    }
}
