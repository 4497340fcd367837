//! Simulated with known parameters, fitted, found again.

use tenure_models::{
    BgNbd, FitSettings, Fitted, GammaGamma, GroupedHistories, GroupedSpends, History, MbgNbd, Parameters, ParetoNbd,
    PurchaseModel, customer_rng,
};

pub fn population(
    customers: u64,
    mut simulate: impl FnMut(&mut rand::rngs::StdRng, f64, &mut Vec<f64>),
) -> GroupedHistories {
    let (mut x, mut t_x, mut age) = (vec![], vec![], vec![]);
    let mut times = vec![];
    for i in 0..customers {
        let t = 30.0 + (i % 50) as f64;
        simulate(&mut customer_rng(11, i), t, &mut times);
        x.push((times.len() - 1) as f64);
        t_x.push(times[times.len() - 1]);
        age.push(t);
    }
    GroupedHistories::new(&x, &t_x, &age, None).unwrap()
}

pub fn near<P: Parameters>(fit: &Fitted<P>, truth: &P) {
    assert!(fit.converged(), "{}", fit.message());
    let errors = fit.standard_errors.as_ref().unwrap();
    for ((seen, truth), error) in fit.parameters.values().iter().zip(truth.values()).zip(errors) {
        assert!((seen - truth).abs() < 4.0 * error, "{seen} is not within 4 x {error} of {truth}");
    }
}

#[test]
fn purchase_parameters() {
    let bg = BgNbd::new(0.6, 8.0, 0.8, 2.5).unwrap();
    let data = population(5_000, |rng, age, times| bg.simulate_customer(rng, age, times));
    near(&BgNbd::fit(&data, &FitSettings::default()), &bg);
    let mbg = MbgNbd::new(0.6, 8.0, 0.8, 2.5).unwrap();
    let data = population(5_000, |rng, age, times| mbg.simulate_customer(rng, age, times));
    near(&MbgNbd::fit(&data, &FitSettings::default()), &mbg);
    for (r, alpha, s, beta) in [(0.6, 8.0, 1.2, 20.0), (1.5, 20.0, 0.7, 6.0)] {
        let pareto = ParetoNbd::new(r, alpha, s, beta).unwrap();
        let data = population(5_000, |rng, age, times| pareto.simulate_customer(rng, age, times));
        near(&ParetoNbd::fit(&data, &FitSettings::default()), &pareto);
    }
}

/// `E[X(t)] = r beta / (alpha (s-1)) (1 - (beta/(beta+t))^(s-1))` for Pareto/NBD.
#[test]
fn pareto_mean() {
    let (r, alpha, s, beta) = (0.8, 10.0, 1.5, 20.0_f64);
    let model = ParetoNbd::new(r, alpha, s, beta).unwrap();
    let (mut total, mut times) = (0.0, vec![]);
    for i in 0..20_000 {
        model.simulate_customer(&mut customer_rng(5, i), 52.0, &mut times);
        total += (times.len() - 1) as f64;
    }
    let truth = r * beta / (alpha * (s - 1.0)) * (1.0 - (beta / (beta + 52.0)).powf(s - 1.0));
    // Four standard errors of the mean are about 0.06 here.
    assert!((total / 20_000.0 - truth).abs() < 0.06, "{} {truth}", total / 20_000.0);
}

#[test]
fn spend_parameters() {
    let truth = GammaGamma::new(6.0, 4.0, 15.0).unwrap();
    let (mut x, mut z, mut spends) = (vec![], vec![], vec![]);
    for i in 0..5_000_u64 {
        let n = 1 + (i % 4) as usize;
        truth.simulate_customer(&mut customer_rng(3, i), n, &mut spends);
        x.push(n as f64);
        z.push(spends.iter().sum::<f64>() / n as f64);
    }
    near(&GammaGamma::fit(&GroupedSpends::new(&x, &z, None).unwrap(), &FitSettings::default()), &truth);
}

/// Draws scatter as the covariance says.
#[test]
fn draws_have_the_standard_errors() {
    let bg = BgNbd::new(0.6, 8.0, 0.8, 2.5).unwrap();
    let fit = BgNbd::fit(
        &population(5_000, |rng, age, times| bg.simulate_customer(rng, age, times)),
        &FitSettings::default(),
    );
    let covariance = fit.log_covariance.as_ref().unwrap();
    let mut squares = [0.0; 4];
    for i in 0..4_000 {
        let drawn = fit.draw(&mut customer_rng(1, i)).values();
        for (j, (drawn, estimate)) in drawn.iter().zip(fit.parameters.values()).enumerate() {
            squares[j] += (drawn / estimate).ln().powi(2) / 4_000.0;
        }
    }
    for j in 0..4 {
        // The relative standard error of a variance from 4,000 draws is 2.2 %.
        assert!((squares[j] / covariance[j][j] - 1.0).abs() < 0.1);
    }
}

/// Simulated futures have the frequencies of the probability mass function, and lie within the horizon.
#[test]
fn futures_follow_the_pmf() {
    let h = History::new(3.0, 20.0, 26.0).unwrap();
    futures_follow(&MbgNbd::new(0.6, 8.0, 0.8, 2.5).unwrap(), &h);
    futures_follow(&ParetoNbd::new(0.6, 8.0, 1.2, 20.0).unwrap(), &h);
}

pub fn futures_follow(model: &dyn PurchaseModel, h: &History) {
    let (mut counts, mut times, draws) = ([0.0; 4], vec![], 20_000);
    for i in 0..draws {
        model.simulate_future(&mut customer_rng(9, i), 12.0, h, &mut times);
        assert!(times.is_sorted() && times.iter().all(|t| (0.0..=12.0).contains(t)));
        if let Some(count) = counts.get_mut(times.len()) {
            *count += 1.0 / draws as f64;
        }
    }
    for (n, share) in counts.iter().enumerate() {
        let p = model.pmf(n as u64, 12.0, h);
        assert!((share - p).abs() < 4.0 * (p * (1.0 - p) / draws as f64).sqrt(), "{n}: {share} {p}");
    }
}
