//! `tenure export`: what other systems take over.

use anyhow::Result;

use super::common::{In, Seen, wait, write};
use crate::exit::Done;
use crate::output::RowsTo;

/// Write what other systems take over
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    Scores(Scores),
}

/// Every customer's value within one horizon on one basis: one row a customer
///
/// Each row says what it is: model, as-of, horizon, basis, currency. Earlier runs stay readable with --run.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  tenure export scores --out scores.csv
  tenure export scores --horizon 3y --basis gross_margin --out scores.parquet
  tenure export scores --run run-000002 --format json")]
struct Scores {
    #[command(flatten)]
    place: In,
    #[command(flatten)]
    seen: Seen,
    #[command(flatten)]
    to: RowsTo,
}

/// Runs the verb.
pub fn run(args: Args) -> Result<Done> {
    let What::Scores(args) = args.what;
    let workspace = args.place.open()?;
    wait(async {
        let view = workspace.view().await?;
        let run = args.seen.run(&view).await?;
        let horizon = args.seen.horizon(&workspace, &view, &run).await?;
        write(view.scores(&run, &horizon, args.seen.basis).await?, &args.to).await
    })
}
