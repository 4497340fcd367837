//! BG/BB: the donations, values against `fixtures/golden/bg_bb/generate.py`, and laws.

use proptest::prelude::*;
use serde_json::Value;
use tenure_models::{
    BgBb, ContractModel, FitSettings, FitStatus, GroupedOpportunities, History, Parameters, PurchaseModel, customer_rng,
};

use crate::data::{close, csv, numbers, read};
use crate::golden::same_fit;

fn donations() -> ([Vec<f64>; 4], GroupedOpportunities) {
    let table = csv("data/donations/donations_grouped.csv");
    let columns = ["frequency", "recency", "periods", "weights"].map(|name| numbers(&table, name));
    let data = GroupedOpportunities::new(&columns[0], &columns[1], &columns[2], Some(&columns[3])).unwrap();
    (columns, data)
}

#[test]
fn fit_of_the_donations() {
    let gold: Value = serde_json::from_str(&read("golden/gold_donations_bgbb.json")).unwrap();
    same_fit(&BgBb::fit(&donations().1, &FitSettings::default()), &gold);
}

/// Fader, Hardie & Shang (2010): table 3, P(alive in 2002), and the sum of expected gifts from 2002 to 2006.
#[test]
fn published_figures() {
    let (columns, data) = donations();
    let fit = BgBb::fit(&data, &FitSettings::default());
    for (value, published) in fit.parameters.values().iter().zip([1.204, 0.750, 0.657, 2.783]) {
        assert!((value - published).abs() < 6e-4, "{value} {published}");
    }
    assert!((fit.log_likelihood + 33_225.6).abs() < 0.05);
    let model = fit.parameters;
    for (x, t_x, published) in [(0.0, 0.0, 0.11), (2.0, 4.0, 0.59), (6.0, 6.0, 0.93)] {
        let alive = model.p_alive_later(1.0, &History::new(x, t_x, 6.0).unwrap());
        assert!((alive - published).abs() < 5e-3, "{alive} {published}");
    }
    let history = |i: usize| History::new(columns[0][i], columns[1][i], columns[2][i]).unwrap();
    let total: f64 = (0..22).map(|i| columns[3][i] * model.expected_purchases(5.0, &history(i))).sum();
    // Published from parameters of three digits.
    assert!((total - 12_884.2).abs() < 0.5, "{total}");
}

#[test]
fn values_at_given_parameters() {
    let table = csv("golden/bg_bb/values.csv");
    let column = |name: &str| numbers(&table, name);
    let [alpha, beta, gamma, delta, x, t_x, n] = ["alpha", "beta", "gamma", "delta", "x", "t_x", "n"].map(column);
    assert_eq!(x.len(), 42);
    for i in 0..x.len() {
        let model = BgBb::new(alpha[i], beta[i], gamma[i], delta[i]).unwrap();
        let h = History::new(x[i], t_x[i], n[i]).unwrap();
        let what = |name: &str| format!("{name} of {model:?}, {h:?}");
        let miss = (model.log_likelihood(&h) - column("loglik")[i]).abs();
        // Next to 0 the value is a difference of terms, each rounded at its own size.
        assert!(miss <= 1e-13 * column("loglik")[i].abs().max(0.1), "{} {miss:e}", what("log-likelihood"));
        close(model.p_alive(&h), column("p_alive")[i], 1e-13, &what("p_alive"));
        close(model.expected_purchases(5.0, &h), column("expected_5")[i], 1e-13, &what("expected"));
        close(model.dert(0.1, &h), column("dert_10pct")[i], 1e-13, &what("dert"));
        for count in [0, 2, 5] {
            let truth = column(&format!("pmf_{count}"))[i];
            close(model.alive_pmf(count, 5.0, x[i], n[i]), truth, 1e-13, &what("pmf"));
        }
    }
}

fn history() -> impl Strategy<Value = History> {
    (0..300_u32, 0.0..=1.0_f64, 0.0..=1.0_f64).prop_map(|(n, share, part)| {
        let last = (share * f64::from(n)).floor();
        let x = (part * last).floor();
        History::new(x, if x == 0.0 { 0.0 } else { last }, f64::from(n)).unwrap()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn everything_is_finite_and_probabilities_are(logs in prop::array::uniform4(-4.0..4.0_f64), h in history(), horizon in 0.0..500.0_f64, n in 0..500_u64) {
        let model = BgBb::from_values(&logs.map(|l| 10_f64.powf(l))).unwrap();
        let value = model.log_likelihood(&h);
        prop_assert!(value.is_finite() && value <= 1e-9, "{value}");
        for probability in [model.p_alive(&h), model.p_alive_later(3.0, &h), model.pmf(n, horizon, &h)] {
            prop_assert!((0.0..=1.0 + 1e-9).contains(&probability), "{probability}");
        }
        let (plain, discounted) = (model.expected_purchases(horizon, &h), model.discounted_purchases(horizon, 0.03, &h));
        prop_assert!(plain.is_finite() && plain <= horizon && discounted <= plain * (1.0 + 1e-9));
        prop_assert!(discounted <= model.dert(0.03, &h) * (1.0 + 1e-9));
    }

    #[test]
    fn pmf_sums_to_one_and_its_mean_is_the_expectation(logs in prop::array::uniform4(-2.0..2.0_f64), h in history(), horizon in 0..60_u64) {
        let model = BgBb::from_values(&logs.map(f64::exp)).unwrap();
        let (mut sum, mut mean) = (0.0, 0.0);
        for n in 0..=horizon {
            sum += model.pmf(n, horizon as f64, &h);
            mean += n as f64 * model.pmf(n, horizon as f64, &h);
        }
        prop_assert!((sum - 1.0).abs() < 1e-11, "{sum}");
        let expected = model.expected_purchases(horizon as f64, &h);
        prop_assert!((mean - expected).abs() < 1e-10 * (1e-3 + expected), "{mean} {expected}");
    }

    /// Likelihoods of all histories of a given length sum to one, each counted as often as it can come about.
    #[test]
    fn likelihoods_sum_to_one(logs in prop::array::uniform4(-3.0..3.0_f64), n in 0..9_u32) {
        let model = BgBb::from_values(&logs.map(f64::exp)).unwrap();
        let sum: f64 = (0..1_u32 << n)
            .map(|taken| {
                let h = History::new(f64::from(taken.count_ones()), f64::from(32 - taken.leading_zeros()), f64::from(n)).unwrap();
                model.log_likelihood(&h).exp()
            })
            .sum();
        prop_assert!((sum - 1.0).abs() < 1e-12, "{sum}");
    }

    #[test]
    fn silence_kills_and_staying_is_a_contract(logs in prop::array::uniform4(-2.0..2.0_f64), h in history()) {
        let model = BgBb::from_values(&logs.map(f64::exp)).unwrap();
        let alive = model.p_alive(&h);
        let older = History { age: h.age + 1.0, ..h };
        prop_assert!(model.p_alive(&older) <= alive * (1.0 + 1e-12));
        if h.frequency > 0.0 {
            let later = History { recency: (h.recency + 1.0).min(h.age), ..h };
            prop_assert!(model.p_alive(&later) >= alive * (1.0 - 1e-12));
        }
        let stays = model.staying().survival(h.age, 4.0);
        close(model.p_alive_later(4.0, &h), alive * stays, 1e-11, "later");
    }
}

#[test]
fn simulated_and_found_again() {
    let truth = BgBb::new(1.2, 0.9, 0.7, 3.0).unwrap();
    let (mut x, mut t_x, mut n, mut times) = (vec![], vec![], vec![], vec![]);
    for i in 0..5_000 {
        n.push(6.0 + (i % 10) as f64);
        truth.simulate_customer(&mut customer_rng(8, i), n[n.len() - 1], &mut times);
        x.push((times.len() - 1) as f64);
        t_x.push(times[times.len() - 1]);
    }
    let fit = BgBb::fit(&GroupedOpportunities::new(&x, &t_x, &n, None).unwrap(), &FitSettings::default());
    crate::recovery::near(&fit, &truth);
    crate::recovery::futures_follow(&truth, &History::new(3.0, 5.0, 6.0).unwrap());
}

#[test]
fn data_that_say_little() {
    let fit = |x: &[f64], t_x: &[f64], n: &[f64]| {
        let fit = BgBb::fit(&GroupedOpportunities::new(x, t_x, n, None).unwrap(), &FitSettings::default());
        println!("{} / {:?}", fit.message(), fit.parameters);
        assert!(fit.log_likelihood.is_finite() && !fit.converged());
        assert!(fit.parameters.dert(0.1, &History::new(x[0], t_x[0], n[0]).unwrap()).is_finite());
        fit.status
    };
    assert!(matches!(fit(&[0.0; 3], &[0.0; 3], &[6.0; 3]), FitStatus::Boundary { parameter: "alpha", .. }));
    fit(&[1.0], &[3.0], &[6.0]);
    fit(&[6.0; 9], &[6.0; 9], &[6.0; 9]);
    let error = |x, t_x, n| GroupedOpportunities::new(&[x], &[t_x], &[n], None).unwrap_err().to_string();
    assert_eq!(
        error(3.0, 2.0, 6.0),
        "`frequency` is 3 in row 0; it must not exceed `recency`: each opportunity is taken once at most"
    );
    assert_eq!(error(1.0, 1.5, 6.0), "`recency` is 1.5 in row 0; it is the number of an opportunity and must be whole");
    let model = BgBb::new(1.0, 1.0, 1.0, 1.0).unwrap();
    let impossible = History::new(5.0, 2.0, 3.0).unwrap();
    assert_eq!(model.log_likelihood(&impossible), f64::NEG_INFINITY);
    assert!((0.0..=1.0).contains(&model.p_alive(&impossible)));
}
