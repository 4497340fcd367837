//! `tenure run`: from orders to a value per customer.

use std::fmt::Write as _;
use std::sync::Arc;

use anyhow::Result;
use jiff::civil::Date;
use tenure_engine::plain::VERSION;
use tenure_engine::run::{self, RunReport};

use super::common::{In, now, wait};
use crate::exit::Done;
use crate::output::{self, Shape, grouped};
use crate::progress::Bar;

/// Summarise, fit and score; only what is stale is computed
///
/// The result of each stage is named by what it follows from: the tables it read, the settings, the as-of date.
/// What is there already is used again, and earlier runs stay readable.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  tenure run
  tenure run --as-of 2026-03-31
  tenure run -w shop --format json")]
pub struct Args {
    #[command(flatten)]
    place: In,
    /// Last day counted [default: the last day with an order]
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Shape of the report
    #[arg(long, value_name = "SHAPE", default_value = "table")]
    format: Shape,
}

/// Runs the verb.
pub fn run(args: Args) -> Result<Done> {
    let workspace = args.place.open()?;
    let bar = Arc::new(Bar::new());
    let report = wait(async { Ok(run::run(&workspace, args.as_of, now(), bar.clone()).await?) })?;
    bar.end();
    match args.format {
        Shape::Json => {
            let json = serde_json::json!({ "tenure": VERSION, "run": report });
            output::print(&(serde_json::to_string_pretty(&json)? + "\n"))?;
        }
        Shape::Csv => output::print(&csv(&report))?,
        Shape::Table => output::print(&text(&report))?,
    }
    Ok(if report.fits.iter().all(|fit| fit.converged) { Done::Well } else { Done::NotConverged })
}

/// The stages, then what was fitted.
pub(crate) fn text(report: &RunReport) -> String {
    let mut text = String::new();
    for stage in &report.stages {
        let did = if stage.computed { "computed" } else { "up to date" };
        let _ = writeln!(text, "{:<18} {did:<10} {:>12} rows", stage.name, grouped(stage.rows));
    }
    for fit in &report.fits {
        let parameters: Vec<String> = fit
            .parameters
            .iter()
            .map(|(name, value)| format!("{name} {:.4}", value.as_f64().unwrap_or(f64::NAN)))
            .collect();
        let _ = writeln!(text, "{}: {} (log-likelihood {:.2})", fit.model, parameters.join(", "), fit.log_likelihood);
    }
    let what = if report.computed { report.run_id.as_str() } else { "nothing was stale" };
    let _ = writeln!(text, "{what}: as of {}, {:.1} s", report.as_of, report.seconds);
    text
}

/// The stages as CSV.
fn csv(report: &RunReport) -> String {
    let mut text = "run_id,as_of,stage,computed,rows\n".to_owned();
    for stage in &report.stages {
        let (run, as_of) = (&report.run_id, report.as_of);
        let _ = writeln!(text, "{run},{as_of},{},{},{}", stage.name, stage.computed, stage.rows);
    }
    text
}
