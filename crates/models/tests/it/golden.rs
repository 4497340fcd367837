//! Against maximum likelihood at 40 digits; see `fixtures/golden/README.md`.

use serde_json::Value;
use tenure_models::{
    BgNbd, FitSettings, Fitted, GammaGamma, GroupedHistories, GroupedSpends, History, MbgNbd, Nbd, Parameters,
    ParetoNbd, PurchaseModel,
};

use crate::data::{cdnow_sample, close, csv, numbers, read};

fn gold(tag: &str, model: &str) -> Value {
    serde_json::from_str(&read(&format!("golden/gold_{tag}_{model}.json"))).unwrap()
}

fn number(value: &Value) -> f64 {
    value.as_str().map_or_else(|| value.as_f64().unwrap(), |text| text.parse().unwrap())
}

/// The gold files' name of a parameter: those of spend call the papers' gamma `v`.
fn key<'a>(gold: &Value, name: &'a str) -> &'a str {
    if name == "gamma" && gold["model"] == "gg" { "v" } else { name }
}

fn parameters<P: Parameters>(gold: &Value) -> P {
    let values: Vec<f64> = P::NAMES.iter().map(|name| number(&gold["params"][key(gold, name)])).collect();
    P::from_values(&values).unwrap()
}

pub fn same_fit<P: Parameters>(fit: &Fitted<P>, gold: &Value) {
    assert!(fit.converged(), "{}", fit.message());
    assert_eq!(fit.customers, number(&gold["customers"]));
    assert_eq!(fit.distinct_rows as f64, number(&gold["unique_keys"]));
    close(fit.log_likelihood, number(&gold["log_likelihood"]), 1e-12, "log-likelihood");
    for (i, (name, value)) in fit.parameters.named().into_iter().enumerate() {
        let key = key(gold, name);
        close(value, number(&gold["params"][key]), 1e-6, name);
        close(fit.standard_errors.as_ref().unwrap()[i], number(&gold["se"][key]), 1e-5, name);
        for (j, covariance) in fit.log_covariance.as_ref().unwrap()[i].iter().enumerate() {
            close(*covariance, number(&gold["cov_log_params"][i][j]), 1e-5, "covariance");
        }
    }
}

fn summary(tag: &str) -> [Vec<f64>; 4] {
    if tag == "cdnow_sample_exact" {
        return cdnow_sample();
    }
    let table = csv("data/cdnow/cdnow_customers_summary_with_transactions.csv");
    ["x", "t_x", "T", "zbar"].map(|name| numbers(&table, name))
}

fn same_customers<P: Parameters + PurchaseModel>(tag: &str, file: &str) {
    let model: P = parameters(&gold(tag, file));
    let table = csv(&format!("golden/gold_{tag}_{file}_customers.csv"));
    let column = |name: &str| numbers(&table, name);
    let (x, t_x, age) = (column("frequency"), column("recency"), column("T"));
    for i in 0..x.len() {
        let h = History::new(x[i], t_x[i], age[i]).unwrap();
        close(model.log_likelihood(&h), column("loglik")[i], 1e-12, "log-likelihood");
        close(model.p_alive(&h), column("p_alive")[i], 1e-9, "p_alive");
        for weeks in [1.0, 13.0, 39.0, 52.0, 520.0] {
            let truth = column(&format!("cond_exp_{weeks}w"))[i];
            close(model.expected_purchases(weeks, &h), truth, 1e-9, "expected");
        }
        close(model.expected_purchases_new(age[i]), column("exp_new_T")[i], 1e-9, "expected of a new customer");
    }
}

/// What the Pareto/NBD says besides: still alive in 39 weeks, and DERT at 15 % a year.
fn pareto_customers(tag: &str) {
    let model: ParetoNbd = parameters(&gold(tag, "pnbd"));
    let table = csv(&format!("golden/gold_{tag}_pnbd_customers.csv"));
    let column = |name: &str| numbers(&table, name);
    let (x, t_x, age) = (column("frequency"), column("recency"), column("T"));
    let delta = 1.15_f64.ln() / (365.25 / 7.0);
    for i in 0..x.len() {
        let h = History::new(x[i], t_x[i], age[i]).unwrap();
        close(model.p_alive_later(39.0, &h), column("p_alive_in_39w")[i], 1e-9, "p_alive in 39 weeks");
        close(model.dert(delta, &h), column("dert_15pct_annual")[i], 1e-9, "dert");
    }
}

#[test]
fn purchases_on_cdnow() {
    for tag in ["cdnow_sample_exact", "cdnow_summary_rounded"] {
        let [x, t_x, age, _] = summary(tag);
        let data = GroupedHistories::new(&x, &t_x, &age, None).unwrap();
        let settings = FitSettings::default();
        same_fit(&BgNbd::fit(&data, &settings), &gold(tag, "bgnbd"));
        same_fit(&MbgNbd::fit(&data, &settings), &gold(tag, "mbgnbd"));
        same_customers::<BgNbd>(tag, "bgnbd");
        same_customers::<MbgNbd>(tag, "mbgnbd");
        same_fit(&ParetoNbd::fit(&data, &settings), &gold(tag, "pnbd"));
        same_customers::<ParetoNbd>(tag, "pnbd");
        same_fit(&Nbd::fit(&data, &settings), &gold(tag, "nbd"));
        pareto_customers(tag);
    }
}

#[test]
fn spend_on_cdnow() {
    for tag in ["cdnow_sample_exact", "cdnow_summary_rounded"] {
        let [x, _, _, z] = summary(tag);
        let data = GroupedSpends::new(&x, &z, None).unwrap();
        let gold = gold(tag, "gg");
        same_fit(&GammaGamma::fit(&data, &FitSettings::default()), &gold);
        assert_eq!(data.left_out().without_repeats, 2357.0 - 946.0);
        let model: GammaGamma = parameters(&gold);
        let table = csv(&format!("golden/gold_{tag}_gg_customers.csv"));
        let column = |name: &str| numbers(&table, name);
        let (x, z) = (column("frequency"), column("monetary_value"));
        for i in 0..x.len() {
            close(model.expected_spend(x[i], z[i]).amount, column("expected_avg_profit")[i], 1e-12, "spend");
            if x[i] > 0.0 {
                close(model.log_likelihood(x[i], z[i]), column("loglik")[i], 1e-12, "log-likelihood");
            }
        }
    }
}

/// Fader, Hardie & Lee (2005), table 2 and the example of customer 1.
#[test]
fn published_figures() {
    let [x, t_x, age, _] = summary("cdnow_summary_rounded");
    let fit = BgNbd::fit(&GroupedHistories::new(&x, &t_x, &age, None).unwrap(), &FitSettings::default());
    for ((_, value), published) in fit.parameters.named().iter().zip([0.243, 4.414, 0.793, 2.426]) {
        assert!((value - published).abs() < 5e-4);
    }
    let expected = fit.parameters.expected_purchases(39.0, &History::new(2.0, 30.43, 38.86).unwrap());
    assert!((expected - 1.226).abs() < 5e-4);
}

/// Fader & Hardie's Pareto/NBD: parameters, E[X(52)] of a new customer, and the DERT of three customers.
#[test]
fn published_pareto_figures() {
    let [x, t_x, age, _] = summary("cdnow_summary_rounded");
    let fit = ParetoNbd::fit(&GroupedHistories::new(&x, &t_x, &age, None).unwrap(), &FitSettings::default());
    for ((_, value), published) in fit.parameters.named().iter().zip([0.553, 10.578, 0.606, 11.669]) {
        // Half of the last digit; beta was published from a looser optimum.
        assert!((value - published).abs() < if published > 11.0 { 2e-3 } else { 5e-4 }, "{value} {published}");
    }
    assert!((fit.log_likelihood + 9595.0).abs() < 0.05);
    assert!((fit.parameters.expected_purchases_new(52.0) - 1.473).abs() < 5e-4);
    let model = ParetoNbd::new(0.5629966, 12.5590370, 0.4081095, 10.5148048).unwrap();
    for (x, t_x, published) in [(7.0, 35.0, 1.86418332807), (7.0, 30.0, 0.809618119454), (2.0, 30.0, 2.84353440607)] {
        // The digits given.
        close(model.dert(0.0027, &History::new(x, t_x, 77.86).unwrap()), published, 1e-11, "dert");
    }
}

/// 221 purchases in 103 weeks, `a` next to 1, `b` in the thousands, and the like.
#[test]
fn stress_cases() {
    let table = csv("golden/stress_cases.csv");
    let column = |name: &str| numbers(&table, name);
    let mut seen = 0;
    for (i, name) in table["model"].iter().enumerate() {
        let p = ["p1", "p2", "p3", "p4"].map(|name| column(name)[i]);
        let model: Box<dyn PurchaseModel> = match name.as_str() {
            "bgnbd" => Box::new(BgNbd::from_values(&p).unwrap()),
            "pnbd" => Box::new(ParetoNbd::from_values(&p).unwrap()),
            other => panic!("{other}"),
        };
        let h = History::new(column("x")[i], column("t_x")[i], column("T")[i]).unwrap();
        close(model.log_likelihood(&h), column("loglik")[i], 1e-12, "log-likelihood");
        // Truth below the smallest double is 0 here.
        close(model.p_alive(&h), column("p_alive")[i], 1e-9, "p_alive");
        close(model.expected_purchases(39.0, &h), column("cond_exp_39")[i], 1e-9, "expected");
        seen += 1;
    }
    assert_eq!(seen, 37);
}

/// Nearly all have left at once, so that the likelihood of no repeat is next to 1: a small sum of large logarithms, unless what
/// is alive after the silence is kept apart from who left before it.
#[test]
fn next_to_certain() {
    let model =
        MbgNbd::new(101.25636999629289, 0.0016177953409889487, 0.11968015603656497, 0.0019137534568708092).unwrap();
    let h = History::new(0.0, 0.0, 0.8105884131830808).unwrap();
    // By mpmath at 50 digits. Its terms are 4 in size.
    close(model.log_likelihood(&h), -0.015864063868258762, 1e-13, "log-likelihood");
}
