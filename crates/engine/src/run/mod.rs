//! A run: from the canonical tables to a value per customer, and what it rested on.
//!
//! Reads: `orders`, `refunds`. Writes: `customer_summaries`, `model_fits`, `scores`, `findings`, `runs`.
//! Each stage's result is named by a hash of all it follows from ([`manifest::identity`]). A result that is
//! there already is used again; what is new is added beside it, so that earlier runs stay readable. The latest row of
//! `runs` says which results stand now: a run that goes back to results of before adds a row that names them.

mod error;
pub mod manifest;
mod occasions;
mod refunds;
mod stages;
#[cfg(test)]
mod tests;

pub(crate) use stages::day_number;

pub use error::RunError;
pub use manifest::{ImportedFile, Manifest, Stage};

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use datafusion::arrow::array::{ArrayRef, AsArray, Date32Array, RecordBatch, StringArray, TimestampMicrosecondArray};
use datafusion::arrow::datatypes::Date32Type;
use datafusion::prelude::SessionContext;
use jiff::civil::Date;
use serde::Serialize;

use self::manifest::inputs;
use self::stages::Stages;
use crate::Answer;
use crate::fits::StoredFit;
use crate::full::full;
use crate::lake::tables;
use crate::progress::Progress;
use crate::read::{self, RunRow};
use crate::workspace::Workspace;

/// What a run did.
#[derive(Debug, Serialize)]
pub struct RunReport {
    /// Identifies the run: the latest one where that rests on the very same results.
    pub run_id: String,
    /// Last day counted.
    pub as_of: Date,
    /// The fits it rests on.
    pub fits: Vec<StoredFit>,
    /// What each stage did.
    pub stages: Vec<Stage>,
    /// What is worth telling.
    pub notes: Vec<String>,
    /// Workspace version afterwards.
    pub version: u64,
    /// Whether anything had to be computed, or other results stand now than before. False when the latest run holds.
    pub computed: bool,
    /// Seconds it took.
    pub seconds: f64,
}

/// Runs every stage that is stale.
///
/// `as_of` is the last day counted; the last day that has an order when it is left out.
///
/// # Errors
/// When there is nothing to value, or storage fails; then nothing of the run is visible.
pub fn run(
    workspace: &Workspace,
    as_of: Option<Date>,
    now: jiff::Timestamp,
    progress: Arc<dyn Progress>,
) -> Answer<'_, RunReport, RunError> {
    Box::pin(async move {
        let ran = every_stage(workspace, as_of, now, progress).await;
        ran.map_err(|error| full(&error, workspace).map_or(error, |path| RunError::Full { path }))
    })
}

async fn every_stage(
    workspace: &Workspace,
    as_of: Option<Date>,
    now: jiff::Timestamp,
    progress: Arc<dyn Progress>,
) -> Result<RunReport, RunError> {
    let clock = Instant::now();
    let lock = workspace.lock()?;
    if lock.left_behind {
        progress.note("an earlier import or run was stopped before it was complete; its scratch files are removed");
    }
    let transaction = workspace.lake.begin().await?;
    let run_id = format!("run-{:06}", transaction.base().version + 1);
    let spill = lock.scratch.join("spill");
    std::fs::create_dir_all(&spill)?;
    let ctx = workspace.session(Some(&spill))?;
    workspace.lake.register(&ctx, transaction.base()).await?;
    let inputs = inputs(transaction.base());
    let (as_of, last) = last_day(&ctx, workspace, as_of).await?;

    let scratch = lock.scratch.clone();
    let mut stages = Stages::new(workspace, ctx, transaction, as_of, now, scratch, progress);
    let (summary_id, summaries) = stages.summarise(&inputs).await?;
    let fits = stages.fit(&summary_id, &summaries).await?;
    let score_id = stages.score(&summary_id, &summaries, &fits).await?;
    let fit_ids: BTreeMap<String, String> = fits.iter().map(|(id, fit)| (fit.model.clone(), id.clone())).collect();
    let mut seen = RunRow {
        run_id,
        started_at: now,
        finished_at: now,
        as_of,
        summary_id,
        fit_ids,
        score_id,
        manifest: serde_json::Value::Null,
    };
    stages.find(&seen).await?;
    let Stages { ctx, mut transaction, stages, mut notes, progress, .. } = stages;
    if last < as_of {
        let days = day_number(as_of) - day_number(last);
        notes.push(format!(
            "the last order is of {last}, {days} days before {as_of}: the time since counts as time in which nobody \
             bought; if orders of it are missing, import them or choose an earlier --as-of"
        ));
    }

    let latest = read::latest_run(&ctx).await?.filter(|latest| same_results(latest, &seen));
    let computed = latest.is_none() || stages.iter().any(|stage| stage.computed);
    let manifest = Manifest {
        tenure: env!("CARGO_PKG_VERSION").to_owned(),
        inputs,
        files: imported_files(&ctx).await?,
        settings: workspace.settings.value.clone(),
        model: workspace.settings.model.clone(),
        currency: workspace.settings.workspace.currency.clone(),
        seed: 0,
        stages: stages.clone(),
    };
    let elapsed = clock.elapsed();
    let finished = now.checked_add(elapsed).unwrap_or(now);
    if let Some(latest) = latest {
        seen.run_id = latest.run_id;
    } else {
        let text = |value: String| -> ArrayRef { Arc::new(StringArray::from(vec![value])) };
        let at = |at: jiff::Timestamp| -> ArrayRef {
            Arc::new(TimestampMicrosecondArray::from(vec![at.as_microsecond()]).with_timezone("UTC"))
        };
        let columns = vec![
            text(seen.run_id.clone()),
            at(now),
            at(finished),
            Arc::new(Date32Array::from(vec![day_number(as_of)])) as ArrayRef,
            text(seen.summary_id.clone()),
            text(serde_json::to_string(&seen.fit_ids)?),
            text(seen.score_id.clone()),
            text(serde_json::to_string(&manifest)?),
        ];
        transaction.append(&tables::RUNS, &RecordBatch::try_new(tables::RUNS.schema(), columns)?).await?;
    }
    let committed = transaction.commit(&seen.run_id).await?;
    notes.extend(committed.found);
    notes.iter().for_each(|note| progress.note(note));
    Ok(RunReport {
        run_id: seen.run_id,
        as_of,
        fits: fits.into_iter().map(|(_, fit)| fit).collect(),
        stages,
        notes,
        version: committed.version.version,
        computed,
        seconds: elapsed.as_secs_f64(),
    })
}

/// The day a run is seen from: what was asked, else the last day with an order that is valued; and that last day.
async fn last_day(ctx: &SessionContext, workspace: &Workspace, asked: Option<Date>) -> Result<(Date, Date), RunError> {
    let currency = workspace.settings.workspace.currency.clone();
    let query = include_str!("last_day.sql");
    let rows = ctx
        .sql(query)
        .await?
        .with_param_values(vec![
            ("currency", currency.clone().into()),
            ("as_of", stages::day_value(asked.unwrap_or(Date::MAX))),
        ])?
        .collect()
        .await?;
    let last = rows.iter().find_map(|batch| {
        let days = batch.column(0).as_primitive::<Date32Type>();
        days.iter().next().flatten().and_then(stages::date_of)
    });
    match (asked, last) {
        (Some(asked), Some(last)) => Ok((asked, last)),
        (None, Some(last)) => Ok((last, last)),
        (Some(asked), None) => Err(RunError::Nothing {
            currency,
            until: format!("up to {asked}"),
            hint: "choose a later --as-of, or import orders of that time".to_owned(),
        }),
        (None, None) => Err(RunError::Nothing {
            currency,
            until: "yet".to_owned(),
            hint: "import orders first; if they are in another currency, set `workspace.currency`".to_owned(),
        }),
    }
}

/// Whether two runs rest on the same results, so that whoever looks at one sees what the other would show.
fn same_results(one: &RunRow, other: &RunRow) -> bool {
    (one.as_of, &one.summary_id, &one.fit_ids, &one.score_id)
        == (other.as_of, &other.summary_id, &other.fit_ids, &other.score_id)
}

/// Every file that was imported, with the hash of its content.
async fn imported_files(ctx: &SessionContext) -> Result<Vec<ImportedFile>, RunError> {
    let query = "SELECT import_id, source, file, file_hash FROM imports ORDER BY import_id, file, file_hash";
    let mut files = Vec::new();
    for batch in ctx.sql(query).await?.collect().await? {
        let texts =
            |index: usize| datafusion::arrow::compute::cast(batch.column(index), &tables::ColumnType::Text.arrow());
        let columns = [texts(0)?, texts(1)?, texts(2)?, texts(3)?];
        let text = |row: usize, column: usize| columns[column].as_string::<i32>().value(row).to_owned();
        files.extend((0..batch.num_rows()).map(|row| ImportedFile {
            import: text(row, 0),
            source: text(row, 1),
            file: text(row, 2),
            sha256: text(row, 3),
        }));
    }
    Ok(files)
}
