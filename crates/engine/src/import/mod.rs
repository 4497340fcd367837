//! Import: files of a company's systems become rows of the canonical tables.
//!
//! Reads: files, through [`crate::sources`]. Writes: `customer_records`, `contact_points`, `orders`,
//! `order_lines`, `refunds`, `imports`, `import_classes`; rejected rows go to `rejects/<import>.csv`.
//!
//! Two passes. The first lands every file in bucket files on local disk (`staging`); the second merges
//! one bucket at a time with what the lake has (`merge`, `bucket`). Then all tables are committed at once.

mod bucket;
mod error;
mod files;
mod first;
mod known;
mod landing;
mod merge;
mod newest;
mod number;
mod report;
mod reread;
mod staging;

pub use error::ImportError;
pub use first::{FirstRows, Preview};
pub use known::{elsewhere, options, remember};
pub use report::{FileReport, ImportReport, TableChange};
pub use staging::BUCKETS;

use std::path::PathBuf;
use std::sync::Arc;

use futures::{StreamExt, TryStreamExt};

use self::bucket::{LANES, Merged, Work};
use self::landing::ToStaging;
use self::merge::{FileStamp, Stamp};
use self::staging::Staging;
use crate::Answer;
use crate::full::full;
use crate::lake::tables;
use crate::progress::Progress;
use crate::sources::{self, FileTally, Inspection, Kind, Options, SourceError};
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
    let (inspected, left_out) = look(requests)?;
    left_out.iter().for_each(|note| progress.note(note));
    let read = inspected.into_iter().map(|(inspection, options)| {
        progress.begin(&format!("reading {}", inspection.file), Some(inspection.bytes));
        let tally = sources::read(&inspection, &options, &mut landing::Nowhere::new(progress))?;
        Ok((inspection, tally))
    });
    read.collect()
}

/// Files with their settings.
type Inspected = Vec<(Inspection, Options)>;

/// Decides about every file, each of them once and by a name of its own; what was left out.
fn look(requests: &[Request]) -> Result<(Inspected, Vec<String>), SourceError> {
    let inspect = |request: &Request| Ok((sources::inspect(&request.path, &request.options)?, request.options.clone()));
    let mut inspected = requests.iter().map(inspect).collect::<Result<Inspected, SourceError>>()?;
    let left_out = files::once(&mut inspected)?;
    files::name_apart(inspected.iter_mut().map(|(inspection, _)| inspection));
    Ok((inspected, left_out))
}

/// Like [`rehearse`], with the first rows as they would land.
///
/// # Errors
/// When a file cannot be understood.
pub fn preview(requests: &[Request], progress: &dyn Progress) -> Result<Vec<Preview>, ImportError> {
    let (inspected, left_out) = look(requests)?;
    left_out.iter().for_each(|note| progress.note(note));
    let read = inspected.into_iter().map(|(inspection, options)| {
        progress.begin(&format!("reading {}", inspection.file), Some(inspection.bytes));
        let mut to = first::ToEye::new(progress);
        let tally = sources::read(&inspection, &options, &mut to)?;
        Ok(Preview { inspection, tally, first: to.first })
    });
    read.collect()
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
    Box::pin(async move {
        let imported = land_and_merge(workspace, requests, now, progress).await;
        imported.map_err(|error| full(&error, workspace).map_or(error, |path| ImportError::Full { path }))
    })
}

async fn land_and_merge(
    workspace: &Workspace,
    requests: &[Request],
    now: jiff::Timestamp,
    progress: Arc<dyn Progress>,
) -> Result<ImportReport, ImportError> {
    workspace.require_key()?;
    // Decide about every file before anything is written.
    let (inspected, left_out) = look(requests)?;
    left_out.iter().for_each(|note| progress.note(note));

    let lock = workspace.lock()?;
    if lock.left_behind {
        progress.note("an earlier import or run was stopped before it was complete; its scratch files are removed");
    }
    let mut transaction = workspace.lake.begin().await?;
    let id = format!("import-{:06}", transaction.base().version + 1);

    let guessed = inspected.iter().position(|(_, options)| options.guessed || options.source.is_none());

    // First pass: land.
    let scratch = lock.scratch.clone();
    let rejects = workspace.root.join("rejects").join(format!("{id}.csv"));
    let hears = Arc::clone(&progress);
    let (staging, files) = tokio::task::spawn_blocking(move || -> Result<_, ImportError> {
        let mut to = ToStaging::new(Staging::new(&scratch), rejects, hears)?;
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
        files: files
            .iter()
            .map(|file| FileStamp {
                name: file.inspection.file.clone(),
                version: file.tally.version().unwrap_or(imported_at),
                exported: file.tally.exported_at.is_some(),
                whole: matches!(file.inspection.kind, Kind::ShopifyOrders | Kind::WooCommerceOrders),
            })
            .collect(),
    };
    let spill = lock.scratch.join("spill");
    std::fs::create_dir_all(&spill)?;
    let ctx = workspace.session(Some(&spill))?;
    workspace.lake.register(&ctx, transaction.base()).await?;
    if let Err(refused) = files::elsewhere(&ctx, &files).await {
        // Nothing is imported, so nothing was rejected either.
        rejects.path.iter().for_each(|path| drop(std::fs::remove_file(path)));
        return Err(refused);
    }
    let rereads = reread::mark(&ctx, &files).await?;
    for table in staging.tables() {
        transaction.ensure(table).await?;
    }
    transaction.ensure(&tables::ORDERS).await?;
    transaction.ensure(&tables::REFUNDS).await?;
    // What an earlier reading left may lie in any bucket.
    let buckets = if rereads { (0..BUCKETS).collect() } else { staging.buckets() };
    progress.begin("merging", Some(buckets.len() as u64));
    let work = Arc::new(Work {
        ctx,
        lake: workspace.lake.clone(),
        base: transaction.base().clone(),
        segments: staging.into_segments(),
        stamp,
        scratch: lock.scratch.clone(),
        rereads,
    });
    let merges = futures::stream::iter(buckets).map(|bucket| {
        let work = Arc::clone(&work);
        async move { tokio::spawn(work.bucket(bucket)).await? }
    });
    let mut merges = merges.buffer_unordered(LANES);
    let mut changes: Vec<TableChange> = Vec::new();
    let mut done = 0;
    while let Some(merged) = merges.try_next().await? {
        for Merged { table, bucket, rewritten, files, change } in merged {
            if rewritten {
                transaction.replace(table, &bucket.to_string());
                transaction.add(table, files);
            }
            report::add(&mut changes, change);
        }
        done += 1;
        progress.at(done);
    }
    drop(merges);
    if let Some(refused) = guessed.and_then(|file| files::strangers(files.get(file)?, &changes)) {
        rejects.path.iter().for_each(|path| drop(std::fs::remove_file(path)));
        return Err(refused);
    }

    let mut report = ImportReport { import_id: id.clone(), files, changes, rejects, notes: left_out, version: 0 };
    if report.changed_anything() || !bucket::known(&work.ctx, &report).await? {
        transaction.append(&tables::IMPORTS, &report.imports_batch(imported_at)?).await?;
        transaction.append(&tables::IMPORT_CLASSES, &report.classes_batch()?).await?;
    }
    let committed = transaction.commit(&id).await?;
    report.version = committed.version.version;
    committed.found.iter().for_each(|note| progress.note(note));
    report.notes.extend(committed.found);
    Ok(report)
}
