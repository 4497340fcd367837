//! Data that hold too little: the answer is a value with a plain message and finite numbers.

use tenure_models::{
    Basis, BgNbd, FitSettings, FitStatus, GammaGamma, GroupedHistories, GroupedSpends, History, MbgNbd, ModelError,
    Parameters, ParetoNbd, PurchaseModel,
};

fn finite_answers<P: Parameters + PurchaseModel>(model: &P, histories: &[History]) {
    assert!(model.values().iter().all(|v| v.is_finite() && *v > 0.0), "{:?}", model.named());
    for h in histories {
        for value in [
            model.log_likelihood(h),
            model.p_alive(h),
            model.expected_purchases(52.0, h),
            model.discounted_purchases(52.0, 0.003, h),
            model.dert(0.003, h),
            model.pmf(0, 52.0, h),
        ] {
            assert!(value.is_finite(), "{value} for {h:?} under {:?}", model.named());
        }
        assert!(model.expected_purchases(52.0, h) >= 0.0);
    }
}

fn fit_all(x: &[f64], t_x: &[f64], age: &[f64]) -> [FitStatus; 3] {
    let data = GroupedHistories::new(x, t_x, age, None).unwrap();
    let histories: Vec<History> = data.iter().map(|(h, _)| h).collect();
    let bg = BgNbd::fit(&data, &FitSettings::default());
    let mbg = MbgNbd::fit(&data, &FitSettings::default());
    finite_answers(&bg.parameters, &histories);
    finite_answers(&mbg.parameters, &histories);
    let pareto = ParetoNbd::fit(&data, &FitSettings::default());
    finite_answers(&pareto.parameters, &histories);
    assert!([bg.log_likelihood, mbg.log_likelihood, pareto.log_likelihood].iter().all(|l| l.is_finite()));
    println!("{} / {:?}\n{} / {:?}", bg.message(), bg.parameters, mbg.message(), mbg.parameters);
    println!("{} / {:?}", pareto.message(), pareto.parameters);
    [bg.status, mbg.status, pareto.status]
}

#[test]
fn nobody_comes_back() {
    let ages = [10.0, 20.0, 30.0, 40.0];
    for status in fit_all(&[0.0; 4], &[0.0; 4], &ages) {
        assert!(matches!(status, FitStatus::Boundary { parameter: "r", .. }));
    }
    let data = GroupedHistories::new(&[0.0; 4], &[0.0; 4], &ages, None).unwrap();
    let fit = BgNbd::fit(&data, &FitSettings::default());
    assert!(fit.parameters.expected_purchases(52.0, &History::new(0.0, 0.0, 40.0).unwrap()) < 1e-3);
    assert!(fit.message().contains("no customer has bought twice"), "{}", fit.message());
    assert!(fit.standard_errors.is_none());
}

#[test]
fn one_customer() {
    for (x, t_x, age) in [(0.0, 0.0, 0.0), (0.0, 0.0, 10.0), (1.0, 0.0, 0.0), (1.0, 4.0, 10.0), (3.0, 10.0, 10.0)] {
        for status in fit_all(&[x], &[t_x], &[age]) {
            assert_ne!(status, FitStatus::Converged);
        }
    }
}

#[test]
fn one_customer_with_a_hundred_thousand_purchases() {
    fit_all(&[100_000.0], &[99.0], &[100.0]);
    fit_all(&[0.0, 1.0, 2.0, 0.0, 100_000.0, 5.0], &[0.0, 3.0, 50.0, 0.0, 99.0, 90.0], &[100.0; 6]);
}

/// Nobody leaves: `a` runs to zero, or the chance to leave to one number.
#[test]
fn nobody_leaves() {
    let x: Vec<f64> = (0..400).map(|i| f64::from(3 + i % 7)).collect();
    let age = vec![50.0; 400];
    let t_x: Vec<f64> = (0..400).map(|i| 50.0 - 0.01 * f64::from(i % 5)).collect();
    for status in fit_all(&x, &t_x, &age) {
        assert!(matches!(status, FitStatus::Boundary { .. }), "{status:?}");
    }
}

#[test]
fn spends_that_say_little() {
    let settings = FitSettings::default();
    for (x, z) in [(vec![1.0], vec![10.0]), (vec![2.0; 50], vec![10.0; 50]), (vec![1.0, 2.0], vec![1e-3, 1e6])] {
        let fit = GammaGamma::fit(&GroupedSpends::new(&x, &z, None).unwrap(), &settings);
        println!("{} / {:?}", fit.message(), fit.parameters);
        assert!(!fit.converged());
        let spend = fit.parameters.expected_spend(x[0], z[0]);
        assert!(spend.amount.is_finite() && spend.amount > 0.0);
    }
    assert_eq!(
        GroupedSpends::new(&[0.0], &[0.0], None).unwrap_err().to_string(),
        "`repeat customers with a positive spend` is empty; a fit needs at least one customer"
    );
}

#[test]
fn spend_without_a_mean_is_a_median() {
    let model = GammaGamma::new(0.2, 0.5, 15.0).unwrap();
    for (x, z) in [(0.0, 0.0), (1.0, 20.0), (2.0, 20.0)] {
        let spend = model.expected_spend(x, z);
        assert_eq!(spend.basis, Basis::Median);
        assert!(spend.amount > 0.0 && spend.amount.is_finite());
    }
    assert_eq!(model.expected_spend(4.0, 20.0).basis, Basis::Mean);
    let tiny = GammaGamma::new(1e-4, 1e-4, 1e4).unwrap().expected_spend(0.0, 0.0);
    assert!(tiny.amount > 0.0 && tiny.amount.is_finite());
}

#[test]
fn errors_name_the_thing() {
    let text = |e: ModelError| e.to_string();
    assert_eq!(
        text(History::new(1.5, 0.0, 1.0).unwrap_err()),
        "`frequency` is 1.5 in row 0; it counts repeat purchases and must be a whole number from 0"
    );
    assert_eq!(
        text(GroupedHistories::new(&[0.0, 1.0], &[0.0, 9.0], &[5.0, 5.0], None).unwrap_err()),
        "`recency` is 9 in row 1; it must lie between 0 and `age`; is it counted from the first purchase?"
    );
    assert_eq!(
        text(BgNbd::new(0.2, -4.0, 1.0, 1.0).unwrap_err()),
        "parameter `alpha` of `bg-nbd` is -4; it must be finite and above 0"
    );
    assert_eq!(
        text(MbgNbd::from_values(&[1.0]).unwrap_err()),
        "`mbg-nbd` takes 4 parameters (`r, alpha, a, b`) and got 1"
    );
    assert!(GroupedHistories::new(&[], &[], &[], None).is_err());
    assert!(GroupedHistories::new(&[0.0], &[0.0], &[f64::NAN], None).is_err());
}
