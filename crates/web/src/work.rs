//! Long work that the API starts: an import of files that were sent, and a run.

use std::sync::Arc;

use jiff::civil::Date;
use serde_json::Value;
use tenure_engine::import::{self, ImportError, ImportReport, Request};
use tenure_engine::sources::Options;
use tenure_engine::workspace::Workspace;

use crate::fault::Fault;
use crate::jobs::Job;
use crate::pages::{free, run_now, steps, told};
use crate::state::App;
use crate::upload::Upload;

/// Refuses when other work changes the workspace, before a large body is taken in for nothing.
pub(crate) fn idle(app: &App) -> Result<(), Fault> {
    free(&Workspace::open(&app.root)?)
}

/// Imports the files of an upload as one; they are removed when it ends, whatever came of it.
pub(crate) fn import(app: &Arc<App>, upload: Upload, said: Options) -> Result<Arc<Job>, Fault> {
    let of = Arc::clone(app);
    app.jobs.change("import", |job| async move {
        let done = imported(&of, upload, said, job).await.map_err(fault);
        let report = done.and_then(|report| serde_json::to_value(report).map_err(Fault::engine));
        report.map_err(|fault| told(&of, fault))
    })
}

/// Runs every stage that is stale.
pub(crate) fn run(app: &Arc<App>, as_of: Option<Date>) -> Result<Arc<Job>, Fault> {
    let workspace = Workspace::open(&app.root)?;
    free(&workspace)?;
    let of = Arc::clone(app);
    app.jobs.change("run", |job| async move {
        job.plan(steps(&workspace));
        let done: Result<Value, Fault> = match run_now(&of, as_of, job).await {
            Ok(report) => serde_json::to_value(&report).map_err(Fault::engine),
            Err(fault) => Err(fault),
        };
        done.map_err(|fault| told(&of, fault))
    })
}

async fn imported(app: &App, upload: Upload, said: Options, job: Arc<Job>) -> Result<ImportReport, ImportError> {
    let (workspace, now) = (Workspace::open(&app.root)?, (app.clock)());
    let (of, files) = (workspace.clone(), upload.files().to_vec());
    // Completing the options may mean to look at the files.
    let requests = tokio::task::spawn_blocking(move || {
        let request = |path: std::path::PathBuf| {
            let options = import::options(&of, &path, now, |options| options.overlay(&said))?;
            Ok(Request { path, options })
        };
        files.into_iter().map(request).collect::<Result<Vec<_>, ImportError>>()
    });
    let report = import::run(&workspace, &requests.await??, now, job).await?;
    import::remember(&workspace, &report)?;
    Ok(report)
}

/// What may be said of a failed import.
fn fault(error: ImportError) -> Fault {
    match error {
        ImportError::Source(error) => Fault::Wrong(error.to_string()),
        ImportError::Workspace(error) => error.into(),
        other => Fault::engine(other),
    }
}
