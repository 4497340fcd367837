//! The contract models: fits and values against 40 digits (`fixtures/golden/`, `contracts/generate.py`), and laws.

use proptest::prelude::*;
use serde_json::Value;
use tenure_models::{
    BetaDiscreteWeibull, Contract, ContractModel, FitSettings, FitStatus, GroupedContracts, Parameters,
    ShiftedBetaGeometric, customer_rng,
};

use crate::data::{close, csv, numbers, read};
use crate::golden::same_fit;

fn cohort(name: &str, years: usize) -> GroupedContracts {
    let table = csv("data/sbg_retention/cohorts.csv");
    let left: Vec<f64> =
        (0..16).filter(|&i| table["cohort"][i] == name).map(|i| numbers(&table, "active")[i]).collect();
    let (mut renewals, mut active, mut weight) = (vec![], vec![], vec![]);
    for t in 0..years {
        renewals.push(t as f64);
        active.push(false);
        weight.push(left[t] - left[t + 1]);
    }
    renewals.push(years as f64);
    active.push(true);
    weight.push(left[years]);
    GroupedContracts::new(&renewals, &active, Some(&weight)).unwrap()
}

fn gold(path: &str) -> Value {
    serde_json::from_str(&read(&format!("golden/{path}.json"))).unwrap()
}

#[test]
fn fits_of_the_published_cohorts() {
    let settings = FitSettings::default();
    for name in ["regular", "high_end"] {
        for years in [4, 7] {
            let data = cohort(name, years);
            same_fit(&ShiftedBetaGeometric::fit(&data, &settings), &gold(&format!("gold_sbg_{name}_{years}y_sbg")));
            let bdw = gold(&format!("contracts/gold_{name}_{years}y_bdw"));
            same_fit(&BetaDiscreteWeibull::fit(&data, &settings), &bdw);
        }
    }
}

/// Fader & Hardie (2007), table 3: parameters to three digits.
#[test]
fn published_figures() {
    for (name, published) in [("regular", [0.704, 1.182]), ("high_end", [0.668, 3.806])] {
        let fit = ShiftedBetaGeometric::fit(&cohort(name, 7), &FitSettings::default());
        for (value, published) in fit.parameters.values().iter().zip(published) {
            assert!((value - published).abs() < 5e-4, "{value} {published}");
        }
    }
}

#[test]
fn values_at_given_parameters() {
    let table = csv("golden/contracts/values.csv");
    let names = ["alpha", "beta", "c", "renewals", "delta", "ln_survival", "ln_leaving", "derl_12", "derl"];
    let [alpha, beta, c, renewals, delta, kept, left, year, derl] = names.map(|name| numbers(&table, name));
    assert!(alpha.len() > 50);
    for i in 0..alpha.len() {
        let bdw = BetaDiscreteWeibull::new(alpha[i], beta[i], c[i]).unwrap();
        let sbg = ShiftedBetaGeometric::new(alpha[i], beta[i]).unwrap();
        let models: &[&dyn ContractModel] = if c[i] == 1.0 { &[&bdw, &sbg] } else { &[&bdw] };
        for model in models {
            let what = |name: &str| format!("{name} of {} {bdw:?} after {}", model.name(), renewals[i]);
            let log = |active| model.log_likelihood(&Contract::new(renewals[i], active).unwrap());
            // Next to 0 the logarithm of leaving is held to absolute accuracy.
            assert!((log(true) - kept[i]).abs() <= 2e-15 * kept[i].abs(), "{}", what("survival"));
            assert!(
                (log(false) - left[i]).abs() <= 1e-14 * left[i].abs().max(0.1),
                "{} {}",
                what("leaving"),
                log(false) - left[i]
            );
            close(model.discounted_renewals(12.0, delta[i], renewals[i]), year[i], 1e-14, &what("12 years"));
            close(model.derl(delta[i], renewals[i]), derl[i], 1e-13, &what("derl"));
        }
    }
}

fn both(alpha: f64, beta: f64, c: f64) -> [Box<dyn ContractModel>; 2] {
    [
        Box::new(ShiftedBetaGeometric::new(alpha, beta).unwrap()),
        Box::new(BetaDiscreteWeibull::new(alpha, beta, c).unwrap()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn everything_is_finite_and_probabilities_are(logs in prop::array::uniform2(-4.0..4.0_f64), c in 0.02..10.0_f64, n in 0..200_u32, more in 0..10_000_u32) {
        let [alpha, beta] = logs.map(|l| 10_f64.powf(l));
        let (n, more) = (f64::from(n), f64::from(more));
        for model in both(alpha, beta, c) {
            for active in [true, false] {
                let value = model.log_likelihood(&Contract::new(n, active).unwrap());
                prop_assert!(value.is_finite() && value <= 1e-12, "{value}");
            }
            for probability in [model.survival(n, more), model.retention(n), model.pmf(n, more)] {
                prop_assert!((0.0..=1.0).contains(&probability), "{probability}");
            }
            let (plain, discounted) = (model.expected_renewals(more, n), model.discounted_renewals(more, 0.01, n));
            prop_assert!(plain >= 0.0 && plain <= more * (1.0 + 1e-9), "{plain}");
            prop_assert!(discounted >= 0.0 && discounted <= plain * (1.0 + 1e-9), "{discounted} {plain}");
            prop_assert!(discounted <= model.derl(0.01, n) * (1.0 + 1e-9));
        }
    }

    #[test]
    fn pmf_sums_to_one_less_survival_and_expectation_sums_survival(alpha in 0.05..5.0_f64, beta in 0.05..20.0_f64, c in 0.5..2.0_f64, n in 0..20_u32) {
        for model in both(alpha, beta, c) {
            let n = f64::from(n);
            let left: f64 = (0..60).map(|k| model.pmf(n, f64::from(k))).sum();
            prop_assert!((left + model.survival(n, 60.0) - 1.0).abs() < 1e-12);
            let kept: f64 = (1..=60).map(|k| model.survival(n, f64::from(k))).sum();
            close(model.expected_renewals(60.0, n), kept, 1e-11, "expected");
            close(model.discounted_renewals(60.0, 1e-12, n), kept, 1e-10, "no discount");
        }
    }

    /// Direct sums, the Euler-Maclaurin rest and the closed forms of sBG.
    #[test]
    fn bdw_at_one_is_sbg(alpha in 0.05..5.0_f64, beta in 0.05..20.0_f64, n in 0..20_u32, ln_delta in -9.0..0.0_f64, horizon in 1..50_000_u32) {
        let ([sbg, bdw], n, delta) = (both(alpha, beta, 1.0), f64::from(n), ln_delta.exp());
        let horizon = f64::from(horizon);
        close(bdw.derl(delta, n), sbg.derl(delta, n), 1e-10, "derl");
        close(bdw.expected_renewals(horizon, n), sbg.expected_renewals(horizon, n), 1e-10, "expected");
        close(bdw.retention(n), sbg.retention(n), 1e-14, "retention");
        close(sbg.retention(n), (beta + n) / (alpha + beta + n), 1e-15, "retention of sBG");
        prop_assert_eq!(bdw.lifetime_quantile(0.5, n), sbg.lifetime_quantile(0.5, n));
    }

    #[test]
    fn half_have_left_at_the_median(alpha in 0.05..5.0_f64, beta in 0.05..20.0_f64, c in 0.5..2.0_f64, n in 0..20_u32, q in 0.01..0.95_f64) {
        for model in both(alpha, beta, c) {
            let (n, median) = (f64::from(n), model.lifetime_quantile(q, f64::from(n)));
            prop_assume!(median < 1e12);
            prop_assert!(1.0 - model.survival(n, median) >= q * (1.0 - 1e-12));
            prop_assert!(1.0 - model.survival(n, median - 1.0) < q * (1.0 + 1e-9));
        }
    }

    /// At one chance of leaving survival rises with renewals for c = 1: those who stay are those who like to.
    #[test]
    fn retention_rises(alpha in 0.05..5.0_f64, beta in 0.05..20.0_f64, n in 0..50_u32) {
        let model = ShiftedBetaGeometric::new(alpha, beta).unwrap();
        prop_assert!(model.retention(f64::from(n) + 1.0) > model.retention(f64::from(n)));
    }
}

#[test]
fn around_alpha_of_one_nothing_breaks() {
    for alpha in [1.0, 1.0 + 1e-12, 1.0 - 1e-8, 1.0 + 9e-5, 1.0 - 1.1e-4, 1.0 + 1e-3] {
        let model = ShiftedBetaGeometric::new(alpha, 2.0).unwrap();
        let kept: f64 = (1..=500).map(|k| model.survival(3.0, f64::from(k))).sum();
        close(model.expected_renewals(500.0, 3.0), kept, 1e-11, "expected");
    }
    assert_eq!(ShiftedBetaGeometric::new(1.0, 2.0).unwrap().expected_renewals(f64::INFINITY, 0.0), f64::INFINITY);
    close(
        ShiftedBetaGeometric::new(3.0, 2.0).unwrap().expected_renewals(f64::INFINITY, 4.0),
        3.0,
        1e-14,
        "(2+4)/(3-1)",
    );
    // Summed to where 1e-11 of it is left; the second by mpmath, with the Euler-Maclaurin formula at 90 digits.
    for (alpha, c, truth) in [(3.0, 1.0, 3.0), (5.0, 0.5, 10.722447556236547937)] {
        let model = BetaDiscreteWeibull::new(alpha, 2.0, c).unwrap();
        close(model.expected_renewals(f64::INFINITY, 4.0), truth, 3e-11, "over an infinite horizon");
    }
    assert!(ShiftedBetaGeometric::new(3.0, 2.0).unwrap().derl(0.0, 1.0).is_nan());
}

#[test]
fn simulated_and_found_again() {
    for (alpha, beta, c) in [(0.7, 1.2, 1.0), (0.9, 6.0, 1.4)] {
        let truth = BetaDiscreteWeibull::new(alpha, beta, c).unwrap();
        let (mut renewals, mut active) = (vec![], vec![]);
        for i in 0..5_000 {
            let contract = truth.simulate(&mut customer_rng(4, i), 1.0 + (i % 12) as f64, 0.0);
            renewals.push(contract.renewals);
            active.push(contract.active);
        }
        let data = GroupedContracts::new(&renewals, &active, None).unwrap();
        let bdw = BetaDiscreteWeibull::fit(&data, &FitSettings::default());
        crate::recovery::near(&bdw, &truth);
        if c == 1.0 {
            let sbg = ShiftedBetaGeometric::fit(&data, &FitSettings::default());
            crate::recovery::near(&sbg, &ShiftedBetaGeometric::new(alpha, beta).unwrap());
            // One parameter more never fits worse.
            assert!(bdw.log_likelihood >= sbg.log_likelihood);
        }
    }
}

#[test]
fn data_that_say_little() {
    let fit = |renewals: &[f64], active: &[bool]| {
        let data = GroupedContracts::new(renewals, active, None).unwrap();
        let (sbg, bdw) = (
            ShiftedBetaGeometric::fit(&data, &FitSettings::default()),
            BetaDiscreteWeibull::fit(&data, &FitSettings::default()),
        );
        println!("{} / {:?}\n{} / {:?}", sbg.message(), sbg.parameters, bdw.message(), bdw.parameters);
        assert!(sbg.log_likelihood.is_finite() && bdw.log_likelihood.is_finite());
        assert!(sbg.parameters.derl(0.1, 2.0).is_finite() && bdw.parameters.derl(0.1, 2.0).is_finite());
        assert!(!sbg.converged() && !bdw.converged());
        [sbg.status, bdw.status]
    };
    for status in fit(&[3.0, 4.0], &[true, true]) {
        assert!(matches!(status, FitStatus::Boundary { parameter: "alpha", .. }), "{status:?}");
    }
    fit(&[0.0], &[true]);
    fit(&[0.0], &[false]);
    fit(&[0.0; 3], &[false; 3]);
    fit(&[5.0; 3], &[false; 3]);
    assert!(GroupedContracts::new(&[], &[], None).is_err());
    assert_eq!(
        GroupedContracts::new(&[1.5], &[true], None).unwrap_err().to_string(),
        "`renewals` is 1.5 in row 0; it counts renewals and must be a whole number from 0, below 1e9"
    );
    assert_eq!(
        GroupedContracts::new(&[1.0], &[], None).unwrap_err().to_string(),
        "`active` has 0 rows and `renewals` has 1; all columns must be equally long"
    );
}
