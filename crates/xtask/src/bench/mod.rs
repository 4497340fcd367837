//! `cargo xtask bench`: the whole program, from the start of the process to its end, against DuckDB.
//!
//! What is compared runs in turn on the same files in the same minutes, so the ratio holds where the seconds
//! do not. The data come from `tenure simulate` with a fixed seed and are kept for the next time.

mod data;
mod measure;
mod page;
mod serve;
mod workspace;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use self::data::{COLUMNS, Data};
use self::measure::{AsArg, Job, in_turn, median, shown};
use self::page::{Machine, Row};
use crate::{shell, tools};

/// Repetitions that count; their median is reported.
const ROUNDS: usize = 5;

/// Measures everything and writes `docs/bench.md`; with `quick` a tenth of the data, once, and nothing written.
pub(crate) fn run(quick: bool) -> Result<()> {
    let tenure = shell::build_product()?;
    let python = tools::python_with_duckdb()?;
    let (customers, rounds) = if quick { (100_000, 1) } else { (1_000_000, ROUNDS) };
    let data = Data::of(&tenure, customers)?;
    let double = Data::of(&tenure, 2 * customers)?;

    let mut rows = Vec::new();
    rows.extend(summarize(&tenure, &python, &data, rounds)?);
    rows.extend(fit(&tenure, &data, rounds)?);
    rows.push(predict(&tenure, &data, rounds)?);
    rows.extend(workspace::rows(&tenure, &data, &double)?);

    let page = page::page(&Machine::this()?, &data, &rows);
    println!("{page}");
    if quick {
        println!("a try with a tenth of the data; docs/bench.md is as it was");
        return Ok(());
    }
    fs::write(shell::root().join("docs").join("bench.md"), page)?;
    let missed: Vec<&str> = rows.iter().filter(|row| !row.held).map(|row| row.job.as_str()).collect();
    if !missed.is_empty() {
        bail!("missed its aim: {}", missed.join("; "));
    }
    Ok(())
}

/// Orders to one row a customer, from CSV and from Parquet, with DuckDB in turn.
fn summarize(tenure: &Path, python: &Path, data: &Data, rounds: usize) -> Result<Vec<Row>> {
    let script = shell::root().join("crates/xtask/bench/summarize_duckdb.py");
    let [customer, time, amount] = COLUMNS;
    let mut rows = Vec::new();
    // Slower than DuckDB by no more than this.
    for (kind, orders, aim) in [("CSV", &data.csv, 1.0), ("Parquet", &data.parquet, 1.2)] {
        let ours = data.folder.join("summary.parquet");
        let words: [&dyn AsArg; 10] =
            [&"summarize", orders, &"--customer", &customer, &"--time", &time, &"--amount", &amount, &"--out", &ours];
        let ours = Job::new(tenure, &words);
        let theirs = data.folder.join("summary-duckdb.parquet");
        let theirs = Job::new(python, &[&script, orders, &theirs, &customer, &time, &amount]);
        let [own, duckdb] = in_turn([&ours, &theirs], rounds)?.map(|runs| runs.median());
        let ratio = own.seconds / duckdb.seconds;
        rows.push(Row {
            job: format!("`summarize`, {kind}"),
            own,
            peer: Some(duckdb),
            computing: None,
            aim: format!("at most {aim} x DuckDB, under 2 GiB"),
            held: ratio <= aim && own.peak < 2 << 30,
        });
    }
    Ok(rows)
}

/// BG/NBD on the million customers and on the CDNOW sample.
fn fit(tenure: &Path, data: &Data, rounds: usize) -> Result<Vec<Row>> {
    let million = data.folder.join("summary.parquet");
    let cdnow = data.folder.join("cdnow.csv");
    let sample = shell::root().join("fixtures/data/cdnow/CDNOW_sample.txt");
    let words: [&dyn AsArg; 13] = [
        &"summarize",
        &sample,
        &"--no-header",
        &"--customer",
        &"2",
        &"--time",
        &"3",
        &"--amount",
        &"5",
        &"--calibration-end",
        &"1997-09-30",
        &"--out",
        &cdnow,
    ];
    Job::new(tenure, &words).run()?;

    let mut rows = Vec::new();
    for (name, summary, computing, process) in
        [("a million customers", &million, 1.0, f64::INFINITY), ("CDNOW sample", &cdnow, 0.005, 0.05)]
    {
        let job = Job::new(tenure, &[&"fit", summary, &"--model", &"bg-nbd", &"--format", &"json"]);
        let [runs] = in_turn([&job], rounds)?;
        let computed: Option<Vec<f64>> = runs.talk.iter().map(|talk| computing_seconds(talk)).collect();
        let seconds = median(computed.context("`tenure fit` does not say `computing ... ms` any more")?);
        let own = runs.median();
        let whole = if process.is_finite() { format!(", {} in all", shown(process)) } else { String::new() };
        rows.push(Row {
            job: format!("`fit --model bg-nbd`, {name}"),
            own,
            peer: None,
            computing: Some(seconds),
            aim: format!("{} of computing{whole}", shown(computing)),
            held: seconds < computing && own.seconds < process,
        });
    }
    Ok(rows)
}

/// Twelve months of value for every customer.
fn predict(tenure: &Path, data: &Data, rounds: usize) -> Result<Row> {
    let summary = data.folder.join("summary.parquet");
    let (purchases, spend) = (data.folder.join("purchases.json"), data.folder.join("spend.json"));
    for (model, out) in [("bg-nbd", &purchases), ("gamma-gamma", &spend)] {
        let words: [&dyn AsArg; 6] = [&"fit", &summary, &"--model", &model, &"--out", out];
        Job::new(tenure, &words).run()?;
    }
    let scores = data.folder.join("scores.parquet");
    let words: [&dyn AsArg; 8] = [&"predict", &purchases, &spend, &summary, &"--horizon", &"12m", &"--out", &scores];
    let [runs] = in_turn([&Job::new(tenure, &words)], rounds)?;
    let own = runs.median();
    Ok(Row {
        job: "`predict --horizon 12m`".to_owned(),
        own,
        peer: None,
        computing: None,
        aim: "2 s".to_owned(),
        held: own.seconds < 2.0,
    })
}

/// What `tenure fit` says of its own time: `computing 1.8 ms`.
fn computing_seconds(talk: &str) -> Option<f64> {
    let milliseconds = talk.lines().find_map(|line| line.strip_prefix("computing ")?.strip_suffix(" ms"))?;
    Some(milliseconds.parse::<f64>().ok()? / 1e3)
}
