//! Long work that changes the workspace, whoever asks for it: an import of files that were sent, and a run.

use std::sync::Arc;

use jiff::civil::Date;
use serde_json::{Value, json};
use tenure_engine::import::{self, ImportError, ImportReport, Request};
use tenure_engine::progress::Progress;
use tenure_engine::run::{self, RunError, RunReport};
use tenure_engine::sources::Options;
use tenure_engine::workspace::Workspace;

use crate::fault::Fault;
use crate::jobs::{Job, UNEXPECTED};
use crate::state::App;
use crate::upload::Upload;

/// What a job says when only the log may say more. Pages have words for it.
pub(crate) const IN_LOG: &str = "the server's log says why";

/// Files to import.
pub(crate) struct Import {
    /// The files. One that waits goes when it was imported, and stays when it was not; any other goes.
    pub(crate) upload: Upload,
    /// What is said of each of them.
    pub(crate) said: Vec<Options>,
    /// Whether customers are valued afterwards.
    pub(crate) then_run: bool,
    /// Where to try again.
    pub(crate) again: Option<String>,
}

/// Refuses when other work changes the workspace: ours with its job, and that of another process.
pub(crate) fn idle(app: &App) -> Result<(), Fault> {
    app.jobs.idle()?;
    Ok(Workspace::open(&app.root)?.free()?)
}

/// Imports the files of an upload as one.
pub(crate) fn import(app: &Arc<App>, import: Import) -> Result<Arc<Job>, Fault> {
    idle(app)?;
    let of = Arc::clone(app);
    app.jobs.change("import", |job| async move {
        let done = import_and_run(&of, import, job).await;
        of.outdated();
        done.map_err(|fault| told(&of, fault))
    })
}

/// Runs every stage that is stale.
pub(crate) fn run(app: &Arc<App>, as_of: Option<Date>) -> Result<Arc<Job>, Fault> {
    idle(app)?;
    let of = Arc::clone(app);
    app.jobs.change("run", |job| async move {
        let done = match Workspace::open(&of.root) {
            Ok(workspace) => {
                job.plan(steps(&workspace));
                valued(&of, as_of, job).await
            }
            Err(error) => Err(error.into()),
        };
        of.outdated();
        done.and_then(|report| serde_json::to_value(&report).map_err(Fault::engine)).map_err(|fault| told(&of, fault))
    })
}

async fn import_and_run(app: &Arc<App>, import: Import, job: Arc<Job>) -> Result<Value, Fault> {
    let Import { upload, said, then_run, again } = import;
    again.into_iter().for_each(|again| job.again(again));
    let workspace = Workspace::open(&app.root)?;
    let reading = upload.names().map(|name| format!("reading {name}"));
    let then = if then_run { steps(&workspace) } else { Vec::new() };
    job.plan(reading.chain(["merging".to_owned()]).chain(then).collect());
    let report = imported(app, &workspace, &upload, said, Arc::clone(&job)).await.map_err(fault)?;
    upload.discard();
    // The rows are in the lake, whatever becomes of the rest.
    if let Err(error) = import::remember(&workspace, &report) {
        let why = told(app, error.into());
        job.note(&format!(
            "what was decided could not be written to `tenure.toml`, so that the next file of the source is decided anew: {why}"
        ));
    }
    let mut result = json!({ "import": report });
    if then_run {
        let of = Arc::clone(app);
        // A task of its own, so that a panic in it does not end the import's job as failed.
        match tokio::spawn(async move { valued(&of, None, job).await }).await {
            Ok(Ok(run)) => result["run"] = serde_json::to_value(&run).map_err(Fault::engine)?,
            Ok(Err(fault)) => result["not_run"] = Value::String(told(app, fault)),
            Err(_) => result["not_run"] = Value::String(UNEXPECTED.to_owned()),
        }
    }
    Ok(result)
}

async fn imported(
    app: &App,
    workspace: &Workspace,
    upload: &Upload,
    said: Vec<Options>,
    job: Arc<Job>,
) -> Result<ImportReport, ImportError> {
    let now = (app.clock)();
    let (of, files) = (workspace.clone(), upload.files().to_vec());
    // Completing the options may mean to look at the files.
    let requests = tokio::task::spawn_blocking(move || {
        let request = |(path, said): (std::path::PathBuf, Options)| {
            let options = import::options(&of, &path, now, |options| options.overlay(&said))?;
            Ok(Request { path, options })
        };
        files.into_iter().zip(said).map(request).collect::<Result<Vec<_>, ImportError>>()
    });
    import::run(workspace, &requests.await??, now, job).await
}

/// The steps of a run, as they are told. What is not stale is skipped.
fn steps(workspace: &Workspace) -> Vec<String> {
    let purchases = &workspace.settings.model.purchases;
    let fits = [purchases.as_str(), "gamma-gamma"].map(|model| format!("fitting {model}"));
    let mut steps = vec!["summarising customers".to_owned()];
    steps.extend(fits);
    steps.extend(["scoring customers", "adding up"].map(str::to_owned));
    steps
}

/// A run, on the settings as they are now.
async fn valued(app: &App, as_of: Option<Date>, job: Arc<Job>) -> Result<RunReport, Fault> {
    let workspace = Workspace::open(&app.root)?;
    run::run(&workspace, as_of, (app.clock)(), job).await.map_err(|error| match error {
        RunError::Nothing { .. } | RunError::Fit(_) | RunError::Score(_) | RunError::Summary(_) => {
            Fault::Wrong(Fault::engine(error).to_string())
        }
        RunError::Workspace(error) => error.into(),
        other => Fault::engine(other),
    })
}

/// What may be said of files that cannot be imported.
pub(crate) fn fault(error: ImportError) -> Fault {
    match error {
        ImportError::Source(_) | ImportError::Elsewhere { .. } => Fault::Wrong(error.to_string()),
        ImportError::Workspace(error) => error.into(),
        other if is_full(&other) => {
            Fault::Wrong("the server's disk is full; nothing was imported, and nothing was lost".to_owned())
        }
        other => Fault::engine(other),
    }
}

/// Whether there is no room on the disk at the bottom of it.
fn is_full(error: &ImportError) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        let io = error.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        if matches!(io, Some(std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded)) {
            return true;
        }
        cause = error.source();
    }
    false
}

/// What a job says of a fault; the rest is for the log.
pub(crate) fn told(app: &App, fault: Fault) -> String {
    fault.detail().unwrap_or_else(|| {
        (app.talk)(&format!("error: a job: {fault}"));
        IN_LOG.to_owned()
    })
}

#[cfg(test)]
mod tests;
