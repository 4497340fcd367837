//! `tenure sql`: questions of one's own over every table.

use anyhow::Result;
use clap::Args;
use tenure_engine::workspace::Workspace;

use crate::exit::ExitStatus;
use crate::output::{Output, write_frame};

/// SQL over every table of the lake, at its newest committed version
///
/// Tables: customer_records, contact_points, orders, order_lines, refunds, imports, import_classes,
/// customer_summaries, model_fits, scores, runs. Statements that would change anything are refused.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tenure sql \"SELECT status, count(*), sum(net) FROM orders GROUP BY status\"
  tenure sql \"SELECT * FROM import_classes\" --format csv --out classes.csv
  tenure sql \"SHOW TABLES\"")]
pub struct Sql {
    /// The query
    query: String,
    #[command(flatten)]
    output: Output,
}

impl Sql {
    /// Asks.
    pub async fn run(self, workspace: &Workspace) -> Result<ExitStatus> {
        let view = workspace.view().await?;
        let frame = view.sql(&self.query).await?;
        write_frame(frame, &self.output).await
    }
}
