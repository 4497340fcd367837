//! What was computed and when.

use datafusion::prelude::SessionContext;

use super::rows::{Question, ask, count};
use super::{ReadError, RunRow};

const RUNS: Question = Question { what: "the runs", sql: include_str!("sql/runs.sql") };

/// The latest runs, at most `most` of them, latest first.
///
/// # Errors
/// When `runs` cannot be read.
pub async fn runs(ctx: &SessionContext, most: u64) -> Result<Vec<RunRow>, ReadError> {
    let rows = ask(ctx, RUNS, &[("most", count(most))]).await?;
    rows.iter()
        .map(|row| {
            Ok(RunRow {
                run_id: row.text("run_id")?,
                started_at: row.instant("started_at")?,
                finished_at: row.instant("finished_at")?,
                as_of: row.day("as_of")?,
                summary_id: row.text("summary_id")?,
                fit_ids: row.json("fit_ids")?,
                score_id: row.text("score_id")?,
                manifest: row.json("manifest")?,
            })
        })
        .collect()
}

/// The latest run, if there is any.
///
/// # Errors
/// When `runs` cannot be read.
pub async fn latest_run(ctx: &SessionContext) -> Result<Option<RunRow>, ReadError> {
    Ok(runs(ctx, 1).await?.pop())
}
