//! What was computed and when.

use datafusion::prelude::SessionContext;

use super::rows::{Question, Row, ask, count, text};
use super::{ReadError, RunRow};

const RUNS: Question = Question { what: "the runs", sql: include_str!("sql/runs.sql") };
const RUN: Question = Question { what: "the run", sql: include_str!("sql/run.sql") };

/// The latest runs, at most `most` of them, latest first.
///
/// # Errors
/// When `runs` cannot be read.
pub async fn runs(ctx: &SessionContext, most: u64) -> Result<Vec<RunRow>, ReadError> {
    runs_before(ctx, "", most).await
}

/// The latest runs before the run `before`, at most `most` of them, latest first.
///
/// # Errors
/// When `runs` cannot be read.
pub async fn runs_before(ctx: &SessionContext, before: &str, most: u64) -> Result<Vec<RunRow>, ReadError> {
    let rows = ask(ctx, RUNS, &[("before", text(before)), ("most", count(most))]).await?;
    rows.iter().map(run_row).collect()
}

/// One run, however long ago it was.
///
/// # Errors
/// When `runs` cannot be read.
pub async fn run(ctx: &SessionContext, run_id: &str) -> Result<Option<RunRow>, ReadError> {
    let rows = ask(ctx, RUN, &[("run_id", text(run_id))]).await?;
    rows.first().map(run_row).transpose()
}

/// The latest run, if there is any.
///
/// # Errors
/// When `runs` cannot be read.
pub async fn latest_run(ctx: &SessionContext) -> Result<Option<RunRow>, ReadError> {
    Ok(runs(ctx, 1).await?.pop())
}

fn run_row(row: &Row) -> Result<RunRow, ReadError> {
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
}
