//! `cargo xtask test`: each step with its time, and at the first that fails, what to run alone.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, bail};

use crate::{map, shell, tools};

/// What a step does.
enum Work {
    /// A command line, with variables.
    Line(&'static str, &'static [(&'static str, &'static str)]),
    /// Something of our own, and what to run alone to see it.
    Own(fn() -> Result<()>, &'static str),
}

/// Cheap before dear. The tests come last, so that their summary closes the output.
const STEPS: &[(&str, Work)] = &[
    ("format", Work::Line("cargo fmt --all -- --check", &[])),
    ("the map and its links", Work::Own(map::run, "cargo xtask test")),
    (
        "one set of features",
        Work::Own(one_set_of_features, "cargo tree --locked --package tenure --edges features --invert CRATE"),
    ),
    ("lints", Work::Line("cargo clippy --locked --workspace --all-targets -- -D warnings", &[])),
    (
        "documentation",
        Work::Line(
            "cargo doc --locked --workspace --no-deps --document-private-items",
            &[("RUSTDOCFLAGS", "-D warnings")],
        ),
    ),
    ("examples in the documentation", Work::Line("cargo test --locked --workspace --release --doc", &[])),
    ("tools", Work::Own(tools::of_tests, "cargo install --locked cargo-nextest; apt-get install chromium")),
    (
        // With the benches, once each, to see that they still run.
        "tests",
        Work::Line("cargo nextest run --locked --workspace --all-targets --cargo-profile release --no-fail-fast", &[]),
    ),
];

/// Runs every step.
pub(crate) fn run() -> Result<()> {
    let begun = Instant::now();
    let mut times: Vec<(&str, Duration)> = Vec::new();
    for (name, work) in STEPS {
        println!("\n== {name}");
        let start = Instant::now();
        let (done, alone) = match work {
            Work::Line(line, variables) => {
                let set: String = variables.iter().map(|(name, value)| format!("{name}='{value}' ")).collect();
                println!("   {set}{line}");
                (shell::run(line, variables), format!("{set}{line}"))
            }
            Work::Own(work, alone) => (work(), (*alone).to_owned()),
        };
        done.map_err(|wrong| anyhow!("step `{name}`: {wrong:#}\nto see it alone: {alone}"))?;
        println!("== {name}: {}", shown(start.elapsed()));
        times.push((name, start.elapsed()));
    }
    println!();
    for (name, time) in &times {
        println!("{:>8}  {name}", shown(*time));
    }
    println!("{:>8}  in total", shown(begun.elapsed()));
    Ok(())
}

fn shown(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{}:{:02} min", seconds / 60, seconds % 60)
    }
}

/// Cargo compiles a crate once for each set of features it is asked with. What tests and tools ask for, or
/// what is left out when the engine is built alone, must not change what the product's crates are built with,
/// or DataFusion is compiled for each.
fn one_set_of_features() -> Result<()> {
    let product = features("--package tenure --edges no-dev")?;
    let mut differ = String::new();
    for of in ["--workspace", "--package tenure-engine"] {
        for (name, asked) in features(of)? {
            if let Some(there) = product.get(&name)
                && !asked.is_subset(there)
            {
                differ += &format!("\n  {name}: {there:?} in the product, {asked:?} with `{of}`");
            }
        }
    }
    if !differ.is_empty() {
        bail!("these crates, and all that need them, would be compiled twice; ask for the features of both:{differ}");
    }
    println!("   {} crates are compiled alike, whatever is built", product.len());
    Ok(())
}

/// Package with version -> the sets of features it is built with.
fn features(of: &str) -> Result<BTreeMap<String, BTreeSet<String>>> {
    let tree = shell::output(&format!("cargo tree --locked {of} --prefix none --format {{p}}|{{f}}"))?;
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in tree.lines().filter(|line| !line.is_empty()) {
        let line = line.strip_suffix(" (*)").unwrap_or(line);
        let (package, features) = line.split_once('|').unwrap_or((line, ""));
        found.entry(package.to_owned()).or_default().insert(features.to_owned());
    }
    Ok(found)
}
