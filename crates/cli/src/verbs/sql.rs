//! `tenure sql`: questions of one's own over every table.

use anyhow::Result;

use super::common::{In, wait, write};
use crate::exit::Done;
use crate::output::RowsTo;

/// SQL over every table of the lake, at its newest committed version
///
/// Tables: `customer_records`, `contact_points`, orders, `order_lines`, refunds, imports, `import_classes`,
/// `customer_summaries`, `model_fits`, scores, runs. Statements that would change anything are refused.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  tenure sql \"SELECT status, count(*), sum(net) FROM orders GROUP BY status\"
  tenure sql \"SELECT * FROM import_classes\" --out classes.csv
  tenure sql \"SELECT table_name FROM information_schema.tables\"")]
pub struct Args {
    #[command(flatten)]
    place: In,
    /// The query
    query: String,
    #[command(flatten)]
    to: RowsTo,
}

/// Runs the verb.
pub fn run(args: Args) -> Result<Done> {
    let workspace = args.place.open()?;
    wait(async { write(workspace.view().await?.sql(&args.query).await?, &args.to).await })
}
