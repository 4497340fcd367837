//! Laws for any parameters and any history.

use proptest::prelude::*;
use tenure_models::{
    BgNbd, FitSettings, GammaGamma, GroupedHistories, GroupedSpends, History, MbgNbd, Parameters, ParetoNbd,
    PurchaseModel, customer_rng,
};

use crate::data::{close, distinct};

/// Parameters over the whole supported range, log-uniform.
fn wide() -> impl Strategy<Value = [f64; 4]> {
    prop::array::uniform4(-4.0..4.0_f64).prop_map(|logs| logs.map(|l| 10_f64.powf(l)))
}

/// Parameters such as fits find.
fn usual() -> impl Strategy<Value = [f64; 4]> {
    (0.05..5.0_f64, 0.5..50.0_f64, 0.05..5.0_f64, 0.2..20.0_f64).prop_map(|(r, alpha, a, b)| [r, alpha, a, b])
}

fn history() -> impl Strategy<Value = History> {
    (prop_oneof![0..10_u32, 0..10_000_u32], 0.0..=1.0_f64, prop_oneof![0.0..100.0_f64, 0.0..10_000.0_f64])
        .prop_map(|(x, share, age)| History::new(f64::from(x), if x == 0 { 0.0 } else { share * age }, age).unwrap())
}

fn all(p: [f64; 4]) -> [Box<dyn PurchaseModel>; 3] {
    [
        Box::new(BgNbd::from_values(&p).unwrap()),
        Box::new(MbgNbd::from_values(&p).unwrap()),
        Box::new(ParetoNbd::from_values(&p).unwrap()),
    ]
}

/// The same models with the time unit cut into `c` pieces.
fn in_other_units([r, alpha, a, b]: [f64; 4], c: f64) -> [Box<dyn PurchaseModel>; 3] {
    let [bg, mbg, _] = all([r, alpha * c, a, b]);
    let [.., pareto] = all([r, alpha * c, a, b * c]);
    [bg, mbg, pareto]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn everything_is_finite_and_probabilities_are(p in wide(), h in history(), horizon in 0.0..10_000.0_f64, n in 0..2_000_u64) {
        for model in all(p) {
            prop_assert!(model.log_likelihood(&h).is_finite());
            for probability in [model.p_alive(&h), model.pmf(n, horizon, &h)] {
                prop_assert!((0.0..=1.0 + 1e-9).contains(&probability), "{probability}");
            }
            let plain = model.expected_purchases(horizon, &h);
            let discounted = model.discounted_purchases(horizon, 0.003, &h);
            let all = model.dert(0.003, &h);
            prop_assert!(plain.is_finite() && all.is_finite() && discounted >= 0.0);
            prop_assert!(discounted <= plain * (1.0 + 1e-9), "{discounted} > {plain}");
            prop_assert!(discounted <= all * (1.0 + 1e-9), "{discounted} > {all}");
        }
    }

    /// The closed form of the expectation and the integral of the purchase rate are computed in different ways.
    #[test]
    fn expectation_is_the_limit_of_no_discount(p in wide(), h in history(), horizon in 0.0..10_000.0_f64) {
        for model in all(p) {
            let plain = model.alive_expected_purchases(horizon, h.frequency, h.age);
            let limit = model.alive_discounted_purchases(horizon, 1e-300, h.frequency, h.age);
            prop_assert!((plain - limit).abs() <= 1e-9 * plain, "{plain} {limit}");
            prop_assert_eq!(model.discounted_purchases(horizon, 0.0, &h), model.expected_purchases(horizon, &h));
        }
    }

    #[test]
    fn pmf_sums_to_one_and_its_mean_is_the_expectation(p in usual(), x in 0..6_u32, age in 1.0..60.0_f64, horizon in 0.1..30.0_f64) {
        let h = History::new(f64::from(x), if x == 0 { 0.0 } else { 0.7 * age }, age).unwrap();
        for model in all(p) {
            let (mut sum, mut mean, mut n) = (0.0, 0.0, 0);
            loop {
                let probability = model.pmf(n, horizon, &h);
                sum += probability;
                mean += n as f64 * probability;
                // Beyond this the tail of the negative binomial is negligible for these parameters.
                if n > 20 && probability * (n as f64) < 1e-14 || n > 20_000 {
                    break;
                }
                n += 1;
            }
            prop_assert!((sum - 1.0).abs() < 1e-9, "{sum}");
            let expected = model.expected_purchases(horizon, &h);
            prop_assert!((mean - expected).abs() < 1e-8 * (1.0 + expected), "{mean} {expected}");
            let upper = model.purchases_quantile(0.95, horizon, &h);
            #[expect(clippy::cast_sign_loss, reason = "a quantile of purchases is none or more")]
            let within = |n: f64| (0..=n as u64).map(|n| model.pmf(n, horizon, &h)).sum::<f64>();
            prop_assert!(within(upper) >= 0.95 && (upper == 0.0 || within(upper - 1.0) < 0.95));
        }
    }

    #[test]
    fn silence_kills_and_time_has_no_unit(p in wide(), h in history(), c in 0.01..100.0_f64) {
        prop_assume!(h.frequency > 0.0);
        for (model, scaled) in all(p).into_iter().zip(in_other_units(p, c)) {
            let alive = model.p_alive(&h);
            let older = History { age: h.age * 1.1 + 0.1, ..h };
            let later = History { recency: h.recency + 0.5 * (h.age - h.recency), ..h };
            prop_assert!(model.p_alive(&older) <= alive);
            prop_assert!(model.p_alive(&later) >= alive);
            let other = scaled.p_alive(&History { recency: h.recency * c, age: h.age * c, ..h });
            // 1e-16 of rounding in each time, times up to 20,000 purchases and parameters.
            prop_assert!((other - alive).abs() <= 1e-9, "{other} {alive}");
        }
    }

    #[test]
    fn the_next_purchase_comes_as_the_rate_says(p in usual(), h in history(), q in 0.01..0.99_f64) {
        let model = BgNbd::from_values(&p).unwrap();
        let t = model.next_purchase_quantile(q, &h);
        prop_assume!(t.is_finite() && t < 1e12);
        // No purchase within t, given alive.
        close(model.alive_pmf(0, t, h.frequency, h.age), 1.0 - q, 1e-9, "q");
    }
}

#[test]
fn quantiles_of_no_probability_are_not_numbers() {
    for model in all([0.24, 4.4, 0.8, 2.4]) {
        for q in [-0.1, 1.0, f64::NAN] {
            assert!(model.purchases_quantile(q, 10.0, &History::NEW).is_nan());
            assert!(model.next_purchase_quantile(q, &History::NEW).is_nan());
        }
    }
}

#[test]
fn no_repeat_is_certainly_alive_in_bg_only() {
    let h = History::new(0.0, 0.0, 500.0).unwrap();
    let [bg, mbg, pareto] = all([0.24, 4.4, 0.8, 2.4]);
    assert_eq!(bg.p_alive(&h), 1.0);
    assert!(mbg.p_alive(&h) < 0.5 && pareto.p_alive(&h) < 0.5);
}

fn population(customers: u64) -> [Vec<f64>; 3] {
    let model = BgNbd::new(0.6, 8.0, 0.8, 2.5).unwrap();
    let (mut columns, mut times) = ([vec![], vec![], vec![]], vec![]);
    for i in 0..customers {
        model.simulate_customer(&mut customer_rng(2, i), 40.0, &mut times);
        columns[0].push((times.len() - 1) as f64);
        columns[1].push((times[times.len() - 1] * 7.0).floor() / 7.0);
        columns[2].push(40.0);
    }
    columns
}

#[test]
fn weights_are_repetition_and_order_does_not_matter() {
    let [x, t_x, age] = population(300);
    let triple = |v: &[f64]| v.iter().chain(v).chain(v).copied().collect::<Vec<f64>>();
    let reversed = |v: &[f64]| v.iter().rev().copied().collect::<Vec<f64>>();
    let repeated = GroupedHistories::new(&triple(&x), &triple(&t_x), &triple(&age), None).unwrap();
    let weighted = GroupedHistories::new(&x, &t_x, &age, Some(&[3.0; 300])).unwrap();
    assert_eq!(repeated, weighted);
    let backwards = GroupedHistories::new(&reversed(&x), &reversed(&t_x), &reversed(&age), Some(&[3.0; 300])).unwrap();
    assert_eq!(backwards, weighted);
    assert_eq!(weighted.customers(), 900.0);
    assert!(weighted.len() < 300 && distinct(&age) == 1);
}

#[test]
fn threads_do_not_change_a_bit() {
    let [x, _, age] = population(120_000);
    // Recencies that are all different make many rows.
    let t_x: Vec<f64> =
        x.iter().enumerate().map(|(i, x)| if *x == 0.0 { 0.0 } else { 40.0 * (i as f64 + 1.0) / 120_001.0 }).collect();
    let data = GroupedHistories::new(&x, &t_x, &age, None).unwrap();
    assert!(data.len() > 50_000);
    // One step shows it.
    let settings = |threads| FitSettings { threads, max_iterations: 1 };
    let (mbg, pareto) = (MbgNbd::fit(&data, &settings(1)), ParetoNbd::fit(&data, &settings(1)));
    let spends = GroupedSpends::new(&x, &t_x, None).unwrap();
    let spend = GammaGamma::fit(&spends, &settings(1));
    for threads in [2, 3] {
        assert_eq!(MbgNbd::fit(&data, &settings(threads)), mbg);
        assert_eq!(ParetoNbd::fit(&data, &settings(threads)), pareto);
        assert_eq!(GammaGamma::fit(&spends, &settings(threads)), spend);
    }
}
