//! CDNOW from the raw file to the published fit and the values per customer.

use serde_json::Value;

use super::{done, fixture, folder, number, rows};

const SUMMARIZE: [&str; 10] =
    ["--no-header", "--customer", "2", "--time", "3", "--amount", "5", "--calibration-end", "1997-09-30", "--as-of"];

fn summarize(folder: &std::path::Path, out: &str) {
    let file = fixture("data/cdnow/CDNOW_sample.txt");
    let mut words = vec!["summarize", file.to_str().unwrap()];
    words.extend(SUMMARIZE);
    words.extend(["1998-06-30", "--out", out]);
    let (_, talk) = done(folder, &words);
    assert!(talk.contains("6,919 rows read"), "{talk}");
}

#[test]
fn the_summary_is_the_published_one() {
    let folder = folder();
    summarize(folder.path(), "summary.csv");
    let text = std::fs::read_to_string(folder.path().join("summary.csv")).unwrap();
    let header =
        "customer_id,frequency,recency,age,monetary_value,litt,first_order,last_order,holdout_frequency,holdout_value";
    assert_eq!(text.lines().next(), Some(header));
    let ours = rows(&text);
    assert_eq!(ours.len(), 2357);
    let total = |column: usize| ours.iter().map(|row| number(&row[column])).sum::<f64>();
    assert_eq!(total(1), 2457.0);
    assert_eq!(total(8), 1882.0);
    let published =
        std::fs::read_to_string(fixture("data/cdnow/cdnow_customers_summary_with_transactions.csv")).unwrap();
    for (own, theirs) in ours.iter().zip(rows(&published)) {
        assert_eq!(number(&own[0]), number(&theirs[0]));
        assert_eq!(own[1], theirs[1], "frequency of {}", own[0]);
        // Published with two decimals.
        for column in [2, 3] {
            assert!((number(&own[column]) - number(&theirs[column])).abs() <= 0.0051, "{own:?} {theirs:?}");
        }
        assert!((number(&own[4]) - number(&theirs[4])).abs() <= 0.0051, "{own:?} {theirs:?}");
    }
}

#[test]
fn the_fit_is_the_published_one() {
    let folder = folder();
    summarize(folder.path(), "summary.parquet");
    let words = ["fit", "summary.parquet", "--model", "bg-nbd", "--out", "model.json", "--format", "json"];
    let (json, talk) = done(folder.path(), &words);
    assert!(talk.contains("converged"), "{talk}");
    let fit: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json, std::fs::read_to_string(folder.path().join("model.json")).unwrap());
    // Computed with 40 digits from the same histories; see fixtures/golden.
    let golden = std::fs::read_to_string(fixture("golden/gold_cdnow_sample_exact_bgnbd.json")).unwrap();
    let golden: Value = serde_json::from_str(&golden).unwrap();
    let gold = |value: &Value| number(value.as_str().unwrap());
    for name in ["r", "alpha", "a", "b"] {
        let (ours, theirs) = (fit["parameters"][name].as_f64().unwrap(), gold(&golden["params"][name]));
        assert!((ours / theirs - 1.0).abs() < 1e-6, "{name} {ours} {theirs}");
        let (ours, theirs) = (fit["standard_errors"][name].as_f64().unwrap(), gold(&golden["se"][name]));
        assert!((ours / theirs - 1.0).abs() < 1e-5, "standard error of {name} {ours} {theirs}");
    }
    let likelihood = fit["log_likelihood"].as_f64().unwrap();
    assert!((likelihood / gold(&golden["log_likelihood"]) - 1.0).abs() < 1e-12);
    assert_eq!((fit["customers"].as_f64(), fit["converged"].as_bool()), (Some(2357.0), Some(true)));
    assert_eq!((fit["unit"].as_str(), fit["method"].as_str()), (Some("week"), Some("mle")));
    assert!(fit["tenure"].is_string());
}

#[test]
fn predictions_agree_with_the_reference_and_bounds_hold_them() {
    let folder = folder();
    summarize(folder.path(), "summary.parquet");
    done(folder.path(), &["fit", "summary.parquet", "--model", "bg-nbd", "--out", "purchases.json"]);
    done(folder.path(), &["fit", "summary.parquet", "--model", "gamma-gamma", "--out", "spend.json"]);
    let predict = ["predict", "purchases.json", "spend.json", "summary.parquet", "--horizon", "39w", "--format", "csv"];
    let (plain, _) = done(folder.path(), &predict);
    let mut with_bounds = predict.to_vec();
    with_bounds.extend(["--interval", "0.9", "--seed", "3"]);
    let (bounds, _) = done(folder.path(), &with_bounds);
    assert_eq!(bounds, done(folder.path(), &with_bounds).0, "the same seed gives the same bounds");
    let golden = std::fs::read_to_string(fixture("golden/gold_cdnow_sample_exact_bgnbd_customers.csv")).unwrap();
    let scores = rows(&plain);
    for gold in rows(&golden) {
        let own = scores.iter().find(|own| number(&own[0]) == number(&gold[0])).unwrap();
        // p_alive, and expected purchases in 39 weeks, at parameters that agree to 1e-6.
        for (ours, theirs) in [(&own[1], &gold[5]), (&own[2], &gold[8])] {
            assert!((number(ours) / number(theirs) - 1.0).abs() < 1e-5, "{own:?} {gold:?}");
        }
    }
    let mut held = 0;
    for row in rows(&bounds) {
        let values: Vec<f64> = row.iter().skip(1).map(|text| number(text)).collect();
        assert!(values.iter().all(|value| value.is_finite() && *value >= 0.0), "{row:?}");
        for triple in values.chunks(3) {
            assert!(triple[1] <= triple[2], "{row:?}");
        }
        held += usize::from(values[4] <= values[3] && values[3] <= values[5].max(1.0));
    }
    // The mean of a skewed count may lie above its upper bound of 0, hardly ever elsewhere.
    assert!(held > 2300, "{held}");
}

#[test]
fn names_of_other_tools_are_taken_and_told() {
    let folder = folder();
    let file = fixture("data/cdnow/cdnow_customers_summary_with_transactions.csv");
    let (json, talk) = done(folder.path(), &["fit", file.to_str().unwrap(), "--model", "bg-nbd", "--format", "json"]);
    for name in ["`x` is taken as `frequency`", "`t_x` is taken as `recency`", "`T` is taken as `age`"] {
        assert!(talk.contains(name), "{talk}");
    }
    let fit: Value = serde_json::from_str(&json).unwrap();
    // Fader, Hardie & Lee 2005, from this table: r .243, alpha 4.414, a .793, b 2.426, LL -9582.4.
    for (name, published) in [("r", 0.243), ("alpha", 4.414), ("a", 0.793), ("b", 2.426)] {
        assert!((fit["parameters"][name].as_f64().unwrap() - published).abs() < 5e-4 + 1e-9);
    }
    assert!((fit["log_likelihood"].as_f64().unwrap() + 9582.4).abs() < 0.05);
}
