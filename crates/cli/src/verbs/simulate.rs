//! `tenure simulate`: an order log of a population with known parameters.

use jiff::civil::Date;
use tenure_engine::lake::session::Limits;
use tenure_engine::simulate::{Population, SimulateSpec, run as simulate, spend};

use crate::exit::Done;
use crate::output::{RowsTo, grouped, say, say_hidden};

/// Simulate the orders of a population with known parameters
///
/// Answers `order_id`, `customer_id`, `ordered_at` and `amount`, customer by customer. The same seed gives the same
/// orders on any machine with any number of threads.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub struct Args {
    /// Model: bg-nbd or pareto-nbd
    #[arg(long, value_name = "NAME", default_value = "pareto-nbd")]
    model: String,
    /// How many customers
    #[arg(long, value_name = "N")]
    customers: u64,
    /// Seed of all randomness
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Parameters in weeks [default: pareto-nbd r=1.2,alpha=6,s=0.6,beta=14; bg-nbd r=0.243,alpha=4.414,a=0.793,b=2.426]
    #[arg(long, value_name = "NAME=VALUE,..")]
    params: Option<String>,
    /// Gamma-Gamma parameters of what an order is worth [default: p=6.25,q=3.74,gamma=15.44]
    #[arg(long, value_name = "NAME=VALUE,..")]
    spend: Option<String>,
    /// First day
    #[arg(long, value_name = "DATE", default_value = "2023-01-01")]
    start: Date,
    /// Weeks observed
    #[arg(long, value_name = "W", default_value_t = 156.0)]
    weeks: f64,
    /// Weeks from the first day in which customers first come [default: two thirds of --weeks]
    #[arg(long, value_name = "A")]
    acquisition_weeks: Option<f64>,
    #[command(flatten)]
    to: RowsTo,
}

const HELP: &str = "\
A million customers give about ten million orders with the default parameters.

Examples:
  tenure simulate --customers 1000 --format table
  tenure simulate --customers 1000000 --seed 7 --out orders.parquet
  tenure simulate --model bg-nbd --params r=0.5,alpha=8,a=1,b=4 --customers 50000 --out orders.csv
  tenure summarize orders.csv --customer customer_id --time ordered_at --amount amount --out summary.parquet";

/// Runs the verb.
pub fn run(args: Args) -> anyhow::Result<Done> {
    let target = args.to.target()?;
    let spec = SimulateSpec {
        population: Population::new(&args.model, args.params.as_deref())?,
        spend: spend(args.spend.as_deref())?,
        customers: args.customers,
        seed: args.seed,
        start: args.start,
        weeks: args.weeks,
        acquisition_weeks: args.acquisition_weeks.unwrap_or(args.weeks * 2.0 / 3.0),
        threads: Limits::default().threads,
    };
    let done = simulate(&spec, target)?;
    say(&format!("{} orders of {} customers, seed {}", grouped(done.orders), grouped(spec.customers), spec.seed));
    say_hidden(done.hidden);
    Ok(Done::Well)
}
