//! What a fit and the scoring of customers cost. `cargo bench -p tenure-models`.

#![expect(clippy::expect_used, reason = "a bench has nobody to hand an error to")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use tenure_models::{
    BgNbd, FitSettings, GGompertzNbd, GammaGamma, GroupedHistories, GroupedSpends, History, MbgNbd, ParetoNbd,
    PurchaseModel, customer_rng,
};

/// Columns of the published CDNOW summary: frequency, recency, age, mean repeat spend.
fn cdnow() -> [Vec<f64>; 4] {
    let path = "fixtures/data/cdnow/cdnow_customers_summary_with_transactions.csv";
    let text = std::fs::read_to_string(format!("{}/../../{path}", env!("CARGO_MANIFEST_DIR"))).unwrap_or_default();
    let mut columns: [Vec<f64>; 4] = Default::default();
    for line in text.lines().skip(1) {
        let row = line.split(',').skip(1).filter_map(|v| v.parse().ok());
        columns.iter_mut().zip(row).for_each(|(column, value)| column.push(value));
    }
    columns
}

/// A million customers who came in over two years of days, watched in weeks to the second.
fn million() -> [Vec<f64>; 3] {
    let model = BgNbd::new(0.6, 8.0, 0.8, 2.5).expect("valid");
    let (mut columns, mut times): ([Vec<f64>; 3], _) = Default::default();
    for i in 0..1_000_000 {
        let age = 10.0 + (i % 730) as f64 / 7.0;
        model.simulate_customer(&mut customer_rng(7, i), age, &mut times);
        columns[0].push((times.len() - 1) as f64);
        columns[1].push(times.last().copied().unwrap_or_default());
        columns[2].push(age);
    }
    columns
}

fn benches(c: &mut Criterion) {
    let [x, t_x, age, z] = cdnow();
    let data = GroupedHistories::new(&x, &t_x, &age, None).expect("CDNOW");
    let spends = GroupedSpends::new(&x, &z, None).expect("CDNOW");
    let one = FitSettings::default();
    c.bench_function("cdnow group", |b| b.iter(|| GroupedHistories::new(&x, &t_x, &age, None)));
    c.bench_function("cdnow bg-nbd", |b| b.iter(|| BgNbd::fit(black_box(&data), &one)));
    c.bench_function("cdnow mbg-nbd", |b| b.iter(|| MbgNbd::fit(black_box(&data), &one)));
    c.bench_function("cdnow pareto-nbd", |b| b.iter(|| ParetoNbd::fit(black_box(&data), &one)));
    c.bench_function("cdnow ggompertz-nbd", |b| b.iter(|| GGompertzNbd::fit(black_box(&data), &one)));
    c.bench_function("cdnow gamma-gamma", |b| b.iter(|| GammaGamma::fit(black_box(&spends), &one)));

    let model = BgNbd::fit(&data, &one).parameters;
    let h = History { frequency: 2.0, recency: 30.43, age: 38.86 };
    c.bench_function("one customer: p alive", |b| b.iter(|| model.p_alive(black_box(&h))));
    c.bench_function("one customer: expected", |b| {
        b.iter(|| model.alive_expected_purchases(52.0, black_box(2.0), 38.86));
    });
    c.bench_function("one customer: discounted", |b| {
        b.iter(|| model.alive_discounted_purchases(52.0, 0.0027, black_box(2.0), 38.86));
    });
    c.bench_function("one customer: dert", |b| b.iter(|| model.dert(0.0027, black_box(&h))));
    let model = ParetoNbd::fit(&data, &one).parameters;
    c.bench_function("one customer, pareto-nbd: p alive", |b| b.iter(|| model.p_alive(black_box(&h))));
    c.bench_function("one customer, pareto-nbd: discounted", |b| {
        b.iter(|| model.alive_discounted_purchases(52.0, 0.0027, black_box(2.0), 38.86));
    });
    c.bench_function("one customer, pareto-nbd: dert", |b| b.iter(|| model.dert(0.0027, black_box(&h))));
    c.bench_function("one customer, pareto-nbd: pmf", |b| b.iter(|| model.pmf(3, 52.0, black_box(&h))));

    let [x, t_x, age] = million();
    let data = GroupedHistories::new(&x, &t_x, &age, None).expect("simulated");
    let mut group = c.benchmark_group(format!("million customers, {} distinct", data.len()));
    group.sample_size(10);
    group.bench_function("group", |b| b.iter(|| GroupedHistories::new(&x, &t_x, &age, None)));
    for threads in [1, 2] {
        let settings = FitSettings { threads, ..one };
        group.bench_function(format!("bg-nbd, {threads} threads"), |b| b.iter(|| BgNbd::fit(&data, &settings)));
        group.bench_function(format!("mbg-nbd, {threads} threads"), |b| b.iter(|| MbgNbd::fit(&data, &settings)));
        group.bench_function(format!("pareto-nbd, {threads} threads"), |b| b.iter(|| ParetoNbd::fit(&data, &settings)));
    }
    group.finish();
}

criterion_group!(fit, benches);
criterion_main!(fit);
