//! `tenure predict`: model files and a summary -> a value per customer.

use std::path::PathBuf;

use tenure_engine::lake::session::Limits;
use tenure_engine::scores::{DiscountRate, Horizon, Interval, PredictSpec, Question, predict};
use tenure_engine::summaries::Unit;

use crate::exit::Done;
use crate::output::{RowsTo, grouped, say, say_hidden};

/// Predict purchases and value per customer
///
/// Answers `customer_id`, `p_alive`, `expected_purchases`, `expected_spend` and `clv`; with `--interval` each with
/// `_lower` and `_upper`. Without a spend model (`gamma-gamma`) `expected_spend` and `clv` are empty.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP, override_usage = "tenure predict [OPTIONS] --horizon <TIME> <MODEL.json>... <SUMMARY>")]
pub struct Args {
    /// Model files of `tenure fit`, one of purchases and one of spend, then the summary
    #[arg(value_names = ["MODEL.json", "SUMMARY"], num_args = 2.., required = true)]
    files: Vec<PathBuf>,
    /// How far ahead: 39w, 12m, 1y or 90d
    #[arg(long, value_name = "TIME")]
    horizon: Horizon,
    /// Annual discount rate
    #[arg(long, value_name = "RATE", default_value = "0.10")]
    discount_rate: DiscountRate,
    /// Share of spend that counts as value
    #[arg(long, value_name = "SHARE", default_value_t = 1.0)]
    margin: f64,
    /// Add bounds that cover with this probability
    #[arg(long, value_name = "LEVEL")]
    interval: Option<f64>,
    /// Seed of the simulations behind the bounds
    #[arg(long, value_name = "N", default_value_t = 1, requires = "interval")]
    seed: u64,
    /// Futures simulated per customer for the bounds
    #[arg(long, value_name = "N", default_value_t = 150, requires = "interval")]
    draws: usize,
    /// Unit of the summary's times: day or week [default: what the Parquet file carries, else the model's]
    #[arg(long, value_name = "UNIT")]
    unit: Option<Unit>,
    #[command(flatten)]
    to: RowsTo,
}

const HELP: &str = "\
What the columns mean:
  p_alive             probability that the customer still buys
  expected_purchases  expected occasions within the horizon
  expected_spend      mean value of a future occasion
  clv                 expected value within the horizon, discounted, times --margin

A year is 365.25 days, a month a twelfth of it. Value after time t counts for (1 + rate)^-t, t in years.
Bounds of purchases and clv are predictive: they cover what may happen. Bounds of p_alive come from the
uncertainty of the parameters, those of expected_spend also from what is known of the customer.

Examples:
  tenure predict purchases.json summary.parquet --horizon 39w --format csv
  tenure predict purchases.json spend.json summary.parquet --horizon 12m --out scores.parquet
  tenure predict purchases.json spend.json summary.csv --horizon 1y --margin 0.4 --interval 0.9 --out scores.csv";

/// Runs the verb.
pub fn run(args: Args) -> anyhow::Result<Done> {
    let mut models = args.files;
    let summary = models.pop().unwrap_or_default();
    let target = args.to.target()?;
    let spec = PredictSpec {
        models,
        summary,
        question: Question { horizon: args.horizon, discount: args.discount_rate, margin: args.margin },
        interval: args.interval.map(|level| Interval { level, draws: args.draws, seed: args.seed }),
        unit: args.unit,
        threads: Limits::default().threads,
    };
    let done = predict(&spec, target)?;
    done.notes.iter().for_each(|note| say(note));
    if done.medians > 0 {
        say(&format!(
            "{} customers have a median in expected_spend, since the spend model has no mean for them",
            grouped(done.medians)
        ));
    }
    say(&format!(
        "{} customers over {} at {} a year; computing {:.1} ms over all threads",
        grouped(done.customers),
        spec.question.horizon,
        spec.question.discount.annual(),
        done.computing.as_secs_f64() * 1e3
    ));
    say_hidden(done.hidden);
    Ok(Done::Well)
}
