//! Simulated orders: the same for a seed, and the same summary from every format.

use super::{done, folder, rows};

#[test]
fn a_seed_tells_the_orders_and_formats_agree() {
    let folder = folder();
    for out in ["orders.csv", "again.csv", "orders.parquet"] {
        done(folder.path(), &["simulate", "--customers", "20000", "--seed", "5", "--out", out]);
    }
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(read("orders.csv"), read("again.csv"));
    let orders = rows(&read("orders.csv"));
    assert!((180_000..230_000).contains(&orders.len()), "{}", orders.len());
    for (orders, summary) in [("orders.csv", "a.csv"), ("orders.parquet", "b.csv")] {
        let columns = ["--customer", "customer_id", "--time", "ordered_at", "--amount", "amount"];
        let mut words = vec!["summarize", orders, "--out", summary];
        words.extend(columns);
        done(folder.path(), &words);
    }
    let sorted = |name: &str| {
        let mut rows = rows(&read(name));
        rows.sort();
        rows
    };
    assert_eq!(sorted("a.csv"), sorted("b.csv"));
}

#[test]
fn work_that_outgrows_its_memory_spills_and_agrees() {
    let folder = folder();
    done(folder.path(), &["simulate", "--customers", "200000", "--seed", "8", "--out", "orders.parquet"]);
    let columns = ["--customer", "customer_id", "--time", "ordered_at", "--amount", "amount"];
    for (memory, out) in [("2048", "roomy.csv"), ("128", "tight.csv")] {
        let mut words = vec!["summarize", "orders.parquet", "--memory", memory, "--out", out];
        words.extend(columns);
        done(folder.path(), &words);
    }
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    assert!(read("roomy.csv") == read("tight.csv"));
}

#[test]
fn a_population_is_recovered_by_its_fit() {
    let folder = folder();
    let simulate = ["simulate", "--model", "bg-nbd", "--params", "r=0.8,alpha=6,a=0.9,b=3", "--customers", "30000"];
    let mut words = simulate.to_vec();
    words.extend(["--weeks", "104", "--out", "orders.parquet"]);
    done(folder.path(), &words);
    let columns = ["--customer", "customer_id", "--time", "ordered_at", "--amount", "amount"];
    let mut words = vec!["summarize", "orders.parquet", "--out", "summary.parquet", "--as-of", "2024-12-28"];
    words.extend(columns);
    done(folder.path(), &words);
    let (json, _) = done(folder.path(), &["fit", "summary.parquet", "--model", "bg-nbd", "--format", "json"]);
    let fit: serde_json::Value = serde_json::from_str(&json).unwrap();
    // Merging orders of one day takes a few away, so the estimates are near and not unbiased.
    for (name, truth) in [("r", 0.8), ("alpha", 6.0), ("a", 0.9), ("b", 3.0)] {
        let (estimate, error) =
            (fit["parameters"][name].as_f64().unwrap(), fit["standard_errors"][name].as_f64().unwrap());
        assert!(error > 0.0 && error < 0.1 * truth, "{name} is known to {error}");
        assert!((estimate - truth).abs() < 4.0 * error, "{name} {estimate} ± {error}");
    }
}
