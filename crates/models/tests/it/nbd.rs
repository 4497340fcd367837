//! NBD: what holds for it alone. Its fits are in `golden.rs`.

use proptest::prelude::*;
use tenure_models::{FitSettings, FitStatus, GroupedHistories, History, Nbd, ParetoNbd, PurchaseModel, customer_rng};

use crate::data::close;

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pmf_sums_to_one_and_its_mean_is_the_expectation(r in 0.05..5.0_f64, alpha in 0.5..50.0_f64, x in 0..6_u32, horizon in 0.1..30.0_f64) {
        let (model, h) = (Nbd::new(r, alpha).unwrap(), History::new(f64::from(x), 0.0, 20.0).unwrap());
        let (mut sum, mut mean) = (0.0, 0.0);
        for n in 0..3_000 {
            sum += model.pmf(n, horizon, &h);
            mean += n as f64 * model.pmf(n, horizon, &h);
        }
        prop_assert!((sum - 1.0).abs() < 1e-11, "{sum}");
        close(mean, model.expected_purchases(horizon, &h), 1e-10, "mean");
        close(model.pmf(0, model.next_purchase_quantile(0.3, &h), &h), 0.7, 1e-12, "quantile");
    }

    /// Everything is the Pareto/NBD's with nobody leaving: `s` is far below any of the probabilities, which go down to 1e-27.
    #[test]
    fn the_limit_of_the_pareto_nbd(r in 0.05..5.0_f64, alpha in 0.5..50.0_f64, x in 0..20_u32, horizon in 0.1..300.0_f64) {
        let h = History::new(f64::from(x), if x == 0 { 0.0 } else { 15.0 }, 20.0).unwrap();
        let (nbd, pareto) = (Nbd::new(r, alpha).unwrap(), ParetoNbd::new(r, alpha, 1e-100, 10.0).unwrap());
        close(nbd.log_likelihood(&h), pareto.log_likelihood(&h), 1e-11, "log-likelihood");
        close(nbd.expected_purchases(horizon, &h), pareto.expected_purchases(horizon, &h), 1e-11, "expected");
        close(nbd.discounted_purchases(horizon, 0.01, &h), pareto.discounted_purchases(horizon, 0.01, &h), 1e-11, "discounted");
        close(nbd.dert(0.01, &h), pareto.dert(0.01, &h), 1e-11, "dert");
        close(nbd.pmf(3, horizon, &h), pareto.pmf(3, horizon, &h), 1e-11, "pmf");
    }

    #[test]
    fn time_has_no_unit(r in 0.05..5.0_f64, alpha in 0.5..50.0_f64, c in 0.01..100.0_f64) {
        let (model, scaled) = (Nbd::new(r, alpha).unwrap(), Nbd::new(r, alpha * c).unwrap());
        let (h, other) = (History::new(3.0, 5.0, 20.0).unwrap(), History::new(3.0, 5.0 * c, 20.0 * c).unwrap());
        close(scaled.expected_purchases(10.0 * c, &other), model.expected_purchases(10.0, &h), 1e-13, "expected");
        close(scaled.pmf(2, 10.0 * c, &other), model.pmf(2, 10.0, &h), 1e-12, "pmf");
    }
}

#[test]
fn nobody_comes_back_and_nobody_differs() {
    let fit = |x: &[f64]| {
        let t_x: Vec<f64> = x.iter().map(|x| x.min(1.0)).collect();
        Nbd::fit(&GroupedHistories::new(x, &t_x, &vec![50.0; x.len()], None).unwrap(), &FitSettings::default())
    };
    let none = fit(&[0.0; 5]);
    assert!(matches!(none.status, FitStatus::Boundary { parameter: "r", .. }), "{}", none.message());
    assert!(none.parameters.expected_purchases(52.0, &History::NEW) < 1e-3);
    let alike = fit(&[3.0; 100]);
    assert!(matches!(alike.status, FitStatus::Boundary { .. }), "{}", alike.message());
    assert!((alike.parameters.expected_purchases_new(50.0) - 3.0).abs() < 1e-3);
    let many = fit(&[0.0, 1.0, 100_000.0]);
    assert!(many.log_likelihood.is_finite());
}

fn population(truth: &Nbd, seed: u64, customers: u64) -> GroupedHistories {
    let (mut x, mut t_x, mut age, mut times) = (vec![], vec![], vec![], vec![]);
    for i in 0..customers {
        age.push(30.0 + (i % 50) as f64);
        truth.simulate_customer(&mut customer_rng(seed, i), 30.0 + (i % 50) as f64, &mut times);
        x.push((times.len() - 1) as f64);
        t_x.push(times[times.len() - 1]);
    }
    GroupedHistories::new(&x, &t_x, &age, None).unwrap()
}

/// Where nobody leaves the Pareto/NBD says so, and is as good as the NBD.
#[test]
fn the_pareto_nbd_of_customers_who_stay() {
    for seed in [10_000, 20_000, 30_000] {
        let data = population(&Nbd::new(0.6, 8.0).unwrap(), seed, 2_000);
        let (nbd, pareto) = (Nbd::fit(&data, &FitSettings::default()), ParetoNbd::fit(&data, &FitSettings::default()));
        // The edge of the search, s = 1e-4, is next to the limit; two parameters more gain little.
        let gain = pareto.log_likelihood - nbd.log_likelihood;
        assert!((-1e-2..3.0).contains(&gain), "{gain}: {}", pareto.message());
        assert!(!matches!(pareto.status, FitStatus::NotConverged { .. }), "{}", pareto.message());
        let h = History::new(3.0, 50.0, 60.0).unwrap();
        assert!(pareto.parameters.p_alive(&h) > 0.9);
    }
}

#[test]
fn simulated_and_found_again() {
    let fit = Nbd::fit(&population(&Nbd::new(0.6, 8.0).unwrap(), 11, 5_000), &FitSettings::default());
    assert!(fit.converged(), "{}", fit.message());
    let errors = fit.standard_errors.as_ref().unwrap();
    // Four standard errors.
    assert!(
        (fit.parameters.r() - 0.6).abs() < 4.0 * errors[0] && (fit.parameters.alpha() - 8.0).abs() < 4.0 * errors[1]
    );
    assert_ne!(fit.draw(&mut customer_rng(1, 1)), fit.parameters);
}
