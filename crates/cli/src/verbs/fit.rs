//! `tenure fit`: a summary -> a fitted model.

use std::fmt::Write;
use std::path::PathBuf;

use anyhow::Context;
use serde_json::Value;
use tenure_engine::fits::{FitSpec, ModelName, StoredFit, run as fit};
use tenure_engine::lake::session::Limits;
use tenure_engine::summaries::Unit;

use crate::exit::Done;
use crate::output::{Shape, print, say};

/// Fit a model on a summary
///
/// Answers the parameters with their standard errors, the log-likelihood, and whether an inner maximum
/// was found. Exit code 4 when there was none; the model file is written all the same and says why.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub struct Args {
    /// CSV or Parquet with `frequency`, `recency` and `age` (and `monetary_value` for gamma-gamma)
    #[arg(value_name = "SUMMARY")]
    summary: PathBuf,
    /// Model: bg-nbd, mbg-nbd or gamma-gamma
    #[arg(long, value_name = "NAME")]
    model: ModelName,
    /// How to fit: mle, maximum likelihood
    #[arg(long, value_name = "METHOD", default_value = "mle")]
    method: Method,
    /// Unit of the summary's times: day or week [default: what the Parquet file carries, else week]
    #[arg(long, value_name = "UNIT")]
    unit: Option<Unit>,
    /// Write the model here, for `tenure predict`
    #[arg(long, value_name = "MODEL.json")]
    out: Option<PathBuf>,
    /// Shape of stdout
    #[arg(long, value_name = "SHAPE", default_value = "table")]
    format: Shape,
}

const HELP: &str = "\
Models:
  bg-nbd       customers buy at their own rate and may leave after any repeat purchase
  mbg-nbd      the same, and they may also leave after the first purchase
  gamma-gamma  what an occasion is worth, customer by customer

Column names of other tools are understood (T, x, t_x, t.x, T.cal, zbar, m.x, ID); stderr says what was taken.
A parameter that runs to zero or infinity is a boundary: the message says what it means about the customers.

Examples:
  tenure fit summary.parquet --model bg-nbd --out purchases.json
  tenure fit summary.parquet --model gamma-gamma --out spend.json
  tenure fit cdnow.csv --model mbg-nbd --format json";

#[derive(Debug, Clone, Copy)]
struct Method;

impl std::str::FromStr for Method {
    type Err = tenure_engine::fits::FitError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "mle" { Ok(Self) } else { Err(Self::Err::UnknownMethod(text.to_owned())) }
    }
}

/// Runs the verb.
pub fn run(args: Args) -> anyhow::Result<Done> {
    let Method = args.method;
    let spec = FitSpec { file: args.summary, model: args.model, unit: args.unit, threads: Limits::default().threads };
    let report = fit(&spec)?;
    report.notes.iter().for_each(|note| say(note));
    let json = serde_json::to_string_pretty(&report.fit)? + "\n";
    if let Some(path) = &args.out {
        std::fs::write(path, &json).with_context(|| format!("`{}` cannot be written", path.display()))?;
    }
    print(&match args.format {
        Shape::Json => json,
        Shape::Csv => csv(&report.fit)?,
        Shape::Table => table(&report.fit)?,
    })?;
    say(&report.fit.message);
    say(&format!("computing {:.1} ms", report.computing.as_secs_f64() * 1e3));
    Ok(if report.fit.converged { Done::Well } else { Done::NotConverged })
}

/// Name, value and standard error of each parameter.
fn rows(fit: &StoredFit) -> impl Iterator<Item = (&str, f64, Option<f64>)> {
    fit.parameters.iter().map(|(name, value)| {
        let error = fit.standard_errors.as_ref().and_then(|errors| errors.get(name)).and_then(Value::as_f64);
        (name.as_str(), value.as_f64().unwrap_or(f64::NAN), error)
    })
}

fn table(fit: &StoredFit) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    writeln!(text, "{} by {}, unit {}", fit.model, fit.method, fit.unit)?;
    writeln!(text, "{:<12} {:>14} {:>14}", "parameter", "estimate", "std. error")?;
    for (name, value, error) in rows(fit) {
        let error = error.map_or_else(|| "-".to_owned(), significant);
        writeln!(text, "{name:<12} {:>14} {error:>14}", significant(value))?;
    }
    writeln!(text, "log-likelihood {:.3}", fit.log_likelihood)?;
    writeln!(text, "{} customers, {} distinct rows, {} iterations", fit.customers, fit.distinct_rows, fit.iterations)?;
    Ok(text)
}

fn csv(fit: &StoredFit) -> Result<String, std::fmt::Error> {
    let mut text = String::from("parameter,estimate,standard_error\n");
    for (name, value, error) in rows(fit) {
        writeln!(text, "{name},{value},{}", error.map(|error| error.to_string()).unwrap_or_default())?;
    }
    Ok(text)
}

/// Five significant digits, without an exponent where one can be avoided.
fn significant(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return value.to_string();
    }
    let magnitude = value.abs().log10().floor();
    if !(-5.0..9.0).contains(&magnitude) {
        return format!("{value:.4e}");
    }
    let decimals = (0..9).take_while(|&decimals| f64::from(decimals) < 4.0 - magnitude).count();
    format!("{value:.decimals$}")
}
