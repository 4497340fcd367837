//! The table, with the machine it was measured on.

use std::fmt::Write as _;
use std::fs;

use anyhow::Result;

use super::data::Data;
use super::measure::{Run, memory, shown};
use crate::shell;
use crate::tools::DUCKDB;

/// One job.
pub(super) struct Row {
    pub(super) job: String,
    pub(super) own: Run,
    /// DuckDB, in turn with ours.
    pub(super) peer: Option<Run>,
    /// Seconds of computing within the process, as the process says.
    pub(super) computing: Option<f64>,
    pub(super) aim: String,
    pub(super) held: bool,
}

/// What the figures depend on.
pub(super) struct Machine {
    processor: String,
    threads: usize,
    memory: String,
    compiler: String,
}

impl Machine {
    pub(super) fn this() -> Result<Self> {
        let field = |file: &str, name: &str| {
            let text = fs::read_to_string(file).unwrap_or_default();
            text.lines()
                .find_map(|line| line.split_once(':').filter(|(key, _)| key.trim() == name))
                .map_or_else(|| "unknown".to_owned(), |(_, value)| value.trim().to_owned())
        };
        let total = field("/proc/meminfo", "MemTotal");
        let kib: Option<u64> = total.strip_suffix(" kB").and_then(|number| number.parse().ok());
        Ok(Self {
            processor: field("/proc/cpuinfo", "model name"),
            threads: std::thread::available_parallelism()?.get(),
            memory: kib.map_or(total, |kib| memory(kib << 10)),
            compiler: shell::output("rustc --version")?.trim().to_owned(),
        })
    }
}

/// The page.
pub(super) fn page(machine: &Machine, data: &Data, rows: &[Row]) -> String {
    let mut page = String::new();
    let _: std::fmt::Result = write!(
        page,
        "\
# Speed and memory

Written by `cargo xtask bench`. Whole processes, from start to end, files in the page cache; medians of {rounds} runs after one
that is not counted, Tenure and DuckDB in turn. The road through a workspace is run once. Memory is the greatest resident
size. What carries over to another machine is the ratio.

| machine | |
|---|---|
| processor | {processor}, {threads} threads |
| memory | {memory} |
| compiler | {compiler} |
| DuckDB | {duckdb}, as many threads |
| data | `tenure simulate --model pareto-nbd --customers {customers} --seed 1`: {orders} orders |

| job | Tenure | memory | DuckDB | memory | ratio | aim | held |
|---|---:|---:|---:|---:|---:|---|---|
",
        rounds = super::ROUNDS,
        processor = machine.processor,
        threads = machine.threads,
        memory = machine.memory,
        compiler = machine.compiler,
        duckdb = DUCKDB.trim_start_matches("duckdb=="),
        customers = data.customers,
        orders = data.orders,
    );
    for row in rows {
        let computing = row.computing.map_or_else(String::new, |seconds| format!(" ({} computing)", shown(seconds)));
        let peer = row.peer.map_or_else(
            || "| | ".to_owned(),
            |peer| format!("{} | {} | {:.2}", shown(peer.seconds), memory(peer.peak), row.own.seconds / peer.seconds),
        );
        let _: std::fmt::Result = writeln!(
            page,
            "| {} | {}{computing} | {} | {peer} | {} | {} |",
            row.job,
            shown(row.own.seconds),
            memory(row.own.peak),
            row.aim,
            if row.held { "yes" } else { "**no**" },
        );
    }
    page
}
