//! BG/CNBD-k and MBG/CNBD-k, purchases at regular times.

use proptest::prelude::*;
use tenure_models::{
    BetaGeometricNbd, BgCnbd, BgNbd, FitSettings, GroupedHistories, History, MbgCnbd, MbgNbd, Parameters,
    PurchaseModel, customer_rng,
};

use crate::data::{close, csv, numbers};

/// Twenty customers of the grocery data that come with `BTYDplus` 1.2.0, at the parameters that it fits. What it says of their
/// expected purchases is an approximation.
#[test]
fn customers_as_in_btydplus() {
    let table = csv("golden/btydplus_grocery.csv");
    let [x, t_x, age, alive] = ["x", "t.x", "T.cal", "pa_mbgcnbdk"].map(|name| numbers(&table, name));
    let model = MbgCnbd::<2>::new(1.32919726868, 2.81260032965, 0.424715580355, 0.790040222207).unwrap();
    assert_eq!(x.len(), 20);
    for i in 0..x.len() {
        // From parameters of twelve digits.
        close(model.ways(&History::new(x[i], t_x[i], age[i]).unwrap()).p_alive(), alive[i], 2e-11, "p_alive");
    }
}

fn of_one_stage<const CHANCES: u8>(p: [f64; 4], h: &History, horizon: f64)
where
    BetaGeometricNbd<CHANCES>: PurchaseModel,
{
    let model = BetaGeometricNbd::<CHANCES>::from_values(&p).unwrap();
    close(model.expected_of(horizon, h), model.expected_purchases(horizon, h), 1e-9, "expected");
    for n in [0, 1, 4] {
        close(model.alive_pmf_of(n, horizon, h), model.alive_pmf(n, horizon, h.frequency, h.age), 1e-11, "pmf");
    }
}

fn sums_to_one<const CHANCES: u8, const STAGES: u8>(p: [f64; 4], h: &History, horizon: f64) {
    let model = BetaGeometricNbd::<CHANCES, STAGES>::from_values(&p).unwrap();
    let (mut sum, mut mean) = (0.0, 0.0);
    for n in 0..400 {
        sum += model.alive_pmf_of(n, horizon, h);
        mean += n as f64 * model.alive_pmf_of(n, horizon, h);
    }
    assert!((sum - 1.0).abs() < 1e-10, "{sum}");
    close(mean, model.alive_expected_of(horizon, h), 1e-9, "mean");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 50, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_future(r in 0.1..5.0_f64, alpha in 2.0..50.0_f64, a in 0.05..5.0_f64, b in 0.2..20.0_f64, x in 0..6_u32, horizon in 0.1..30.0_f64) {
        let (p, h) = ([r, alpha, a, b], History::new(f64::from(x), if x == 0 { 0.0 } else { 14.0 }, 20.0).unwrap());
        of_one_stage::<0>(p, &h, horizon);
        of_one_stage::<1>(p, &h, horizon);
        sums_to_one::<0, 3>(p, &h, horizon);
        sums_to_one::<1, 2>(p, &h, horizon);
    }
}

/// Found again with the number of stages they were made with, which has the highest likelihood, gaps included; and what they do
/// later is what is expected of each.
#[test]
fn simulated_and_found_again() {
    let truth = MbgCnbd::<3>::new(1.2, 2.0, 0.5, 1.5).unwrap();
    let (mut x, mut t_x, mut ln_gaps, mut times) = (vec![], vec![], 0.0, vec![]);
    let (mut counts, mut later, mut expected, mut squares) = ([0.0; 4], 0.0, 0.0, 0.0);
    for i in 0..4_000 {
        // Forty weeks, and what comes in the thirty after them.
        truth.simulate_customer_of(&mut customer_rng(21, i), 70.0, &mut times);
        let all = times.len();
        times.retain(|&t| t <= 40.0);
        x.push((times.len() - 1) as f64);
        t_x.push(times[times.len() - 1]);
        ln_gaps += times.windows(2).map(|pair| (pair[1] - pair[0]).ln()).sum::<f64>();
        if let Some(count) = counts.get_mut(times.len() - 1) {
            *count += 1.0 / 4_000.0;
        }
        let (seen, mean) = (
            (all - times.len()) as f64,
            truth.expected_of(30.0, &History::new(x[x.len() - 1], t_x[x.len() - 1], 40.0).unwrap()),
        );
        later += seen;
        expected += mean;
        squares += (seen - mean) * (seen - mean);
    }
    assert!((later - expected).abs() < 4.0 * squares.sqrt(), "{later} {expected}");
    let data = GroupedHistories::new(&x, &t_x, &vec![40.0; x.len()], None).unwrap();
    let (settings, bought) = (FitSettings::default(), x.iter().sum::<f64>());
    let fit = MbgCnbd::<3>::fit(&data, &settings);
    crate::recovery::near(&fit, &truth);
    let likelihoods = [
        MbgNbd::fit(&data, &settings).log_likelihood + MbgNbd::ln_gaps(bought, ln_gaps),
        MbgCnbd::<2>::fit(&data, &settings).log_likelihood + MbgCnbd::<2>::ln_gaps(bought, ln_gaps),
        fit.log_likelihood + MbgCnbd::<3>::ln_gaps(bought, ln_gaps),
        MbgCnbd::<4>::fit(&data, &settings).log_likelihood + MbgCnbd::<4>::ln_gaps(bought, ln_gaps),
    ];
    assert!([0, 1, 3].iter().all(|&k| likelihoods[k] < likelihoods[2]), "{likelihoods:?}");
    // A fresh customer survives the first chance with this probability, and then buys as the mass says.
    for (n, share) in counts.iter().enumerate() {
        let alive = truth.ways(&History::NEW).p_alive();
        let p = alive * truth.alive_pmf_of(n as u64, 40.0, &History::NEW) + if n == 0 { 1.0 - alive } else { 0.0 };
        assert!((share - p).abs() < 4.0 * (p * (1.0 - p) / 4_000.0).sqrt(), "{n}: {share} {p}");
    }
    assert_eq!((BgNbd::MODEL, BgCnbd::<2>::MODEL, MbgCnbd::<2>::MODEL), ("bg-nbd", "bg-cnbd-k", "mbg-cnbd-k"));
}
