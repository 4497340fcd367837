//! Import: files of a company's systems become rows of the canonical tables.
//!
//! Reads: files, through [`crate::sources`]. Writes: `customer_records`, `contact_points`, `orders`,
//! `order_lines`, `refunds`, `imports`, `import_classes`; rejected rows go to `rejects/<import>.csv`.
//!
//! Two passes. The first lands every file in bucket files on local disk (`staging`); the second merges
//! one bucket at a time with what the lake has (`merge`, `bucket`). Then all tables are committed at once.

mod bucket;
mod error;
mod landing;
mod merge;
mod report;
mod staging;

pub use error::ImportError;
pub use report::{FileReport, ImportReport, TableChange};
pub use staging::BUCKETS;

use std::path::PathBuf;
use std::sync::Arc;

use futures::{StreamExt, TryStreamExt};

use self::bucket::{Merged, Work};
use self::landing::ToStaging;
use self::merge::Stamp;
use self::staging::Staging;
use crate::Answer;
use crate::lake::tables;
use crate::progress::Progress;
use crate::sources::{self, FileTally, Inspection, Options};
use crate::workspace::Workspace;

/// One file to import, with what is settled about it.
#[derive(Debug, Clone)]
pub struct Request {
    /// The file.
    pub path: PathBuf,
    /// Settings of its source, completed from the workspace.
    pub options: Options,
}

/// Reads files without writing anything: what would be decided, and the counts.
///
/// # Errors
/// When a file cannot be understood.
pub fn rehearse(requests: &[Request], progress: &dyn Progress) -> Result<Vec<(Inspection, FileTally)>, ImportError> {
    requests
        .iter()
        .map(|request| {
            let inspection = sources::inspect(&request.path, &request.options)?;
            progress.begin(&format!("reading {}", inspection.file), Some(inspection.bytes));
            let tally = sources::read(&inspection, &request.options, &mut landing::Nowhere::new(progress))?;
            Ok((inspection, tally))
        })
        .collect()
}

/// Imports files as one: afterwards all of them are in the lake, or none.
///
/// # Errors
/// When a file cannot be understood, the disk is full, or another import was first.
pub fn run<'a>(
    workspace: &'a Workspace,
    requests: &'a [Request],
    now: jiff::Timestamp,
    progress: Arc<dyn Progress>,
) -> Answer<'a, ImportReport, ImportError> {
    Box::pin(land_and_merge(workspace, requests, now, progress))
}

async fn land_and_merge(
    workspace: &Workspace,
    requests: &[Request],
    now: jiff::Timestamp,
    progress: Arc<dyn Progress>,
) -> Result<ImportReport, ImportError> {
    // Decide about every file before anything is written.
    let mut inspected = Vec::new();
    for request in requests {
        inspected.push((sources::inspect(&request.path, &request.options)?, request.options.clone()));
    }

    let lock = workspace.lock()?;
    if lock.left_behind {
        progress.note("an earlier import or run was stopped before it was complete; its scratch files are removed");
    }
    let mut transaction = workspace.lake.begin().await?;
    let id = format!("import-{:06}", transaction.base().version + 1);

    // First pass: land.
    let scratch = lock.scratch.clone();
    let rejects = workspace.root.join("rejects").join(format!("{id}.csv"));
    let hears = Arc::clone(&progress);
    let (staging, files) = tokio::task::spawn_blocking(move || -> Result<_, ImportError> {
        let mut to = ToStaging::new(Staging::new(&scratch), rejects, hears);
        let mut files = Vec::new();
        for (inspection, options) in inspected {
            to.begin_file(&inspection);
            let tally = sources::read(&inspection, &options, &mut to)?;
            to.end_file()?;
            files.push(FileReport { inspection, tally });
        }
        Ok((to.finish()?, files))
    })
    .await??;
    let (staging, rejects) = staging;

    // Second pass: merge.
    let imported_at = now.as_microsecond();
    let stamp = Stamp {
        imported_at,
        files: files.iter().map(|f| (f.inspection.file.clone(), f.tally.last_event.unwrap_or(imported_at))).collect(),
    };
    let spill = lock.scratch.join("spill");
    std::fs::create_dir_all(&spill)?;
    let ctx = workspace.session(Some(&spill))?;
    workspace.lake.register(&ctx, transaction.base()).await?;
    for table in staging.tables() {
        transaction.ensure(table).await?;
    }
    transaction.ensure(&tables::ORDERS).await?;
    let buckets = staging.buckets();
    progress.begin("merging", Some(buckets.len() as u64));
    let work = Arc::new(Work {
        ctx,
        lake: workspace.lake.clone(),
        base: transaction.base().clone(),
        segments: staging.into_segments(),
        stamp,
        scratch: lock.scratch.clone(),
    });
    let merges = futures::stream::iter(buckets).map(|bucket| {
        let work = Arc::clone(&work);
        async move { tokio::spawn(work.bucket(bucket)).await? }
    });
    // Two at a time: one encodes while the other sorts.
    let mut merges = merges.buffer_unordered(2);
    let mut changes: Vec<TableChange> = Vec::new();
    let mut done = 0;
    while let Some(merged) = merges.try_next().await? {
        for Merged { table, bucket, files, change } in merged {
            if !files.is_empty() {
                transaction.replace(table, &bucket.to_string());
                transaction.add(table, files);
            }
            report::add(&mut changes, change);
        }
        done += 1;
        progress.at(done);
    }
    drop(merges);

    let mut report = ImportReport { import_id: id.clone(), files, changes, rejects, notes: Vec::new(), version: 0 };
    if report.changed_anything() || !bucket::known(&work.ctx, &report).await? {
        transaction.append(&tables::IMPORTS, &report.imports_batch(imported_at)?).await?;
        transaction.append(&tables::IMPORT_CLASSES, &report.classes_batch()?).await?;
    }
    let committed = transaction.commit(&id).await?;
    report.version = committed.version.version;
    report.notes = committed.found;
    report.notes.iter().for_each(|note| progress.note(note));
    Ok(report)
}
