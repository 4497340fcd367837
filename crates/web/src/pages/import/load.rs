//! The job that imports, and values the customers afterwards.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};
use tenure_engine::import::{self, ImportError, ImportReport, Request};
use tenure_engine::workspace::Workspace;

use super::asked::Asked;
use crate::fault::Fault;
use crate::jobs::Job;
use crate::pages::run::{free, run_now, steps, told};
use crate::scope::Scope;
use crate::state::App;

/// Starts it.
pub(super) fn start(
    app: &Arc<App>,
    scope: &Scope,
    id: String,
    files: Vec<PathBuf>,
    asked: Asked,
    then_run: bool,
    again: String,
) -> Result<Arc<Job>, Fault> {
    free(&scope.now.workspace)?;
    let of = Arc::clone(app);
    app.jobs.change("import", |job| async move {
        job.again(again);
        let result = import_and_run(&of, &id, files, asked, then_run, job).await;
        result.map_err(|fault| told(&of, fault))
    })
}

async fn import_and_run(
    app: &App,
    id: &str,
    files: Vec<PathBuf>,
    asked: Asked,
    then_run: bool,
    job: Arc<Job>,
) -> Result<Value, Fault> {
    let workspace = Workspace::open(&app.root)?;
    job.plan(plan(&files, &workspace, then_run));
    let report = load(app, &workspace, files, asked, Arc::clone(&job)).await.map_err(said)?;
    app.uploads.remove(id);
    let mut result = json!({ "import": report });
    if then_run {
        // What was imported is there whatever becomes of the run.
        match run_now(app, None, job).await {
            Ok(run) => result["run"] = serde_json::to_value(&run).map_err(Fault::engine)?,
            Err(fault) => result["not_run"] = Value::String(told(app, fault)),
        }
    }
    Ok(result)
}

async fn load(
    app: &App,
    workspace: &Workspace,
    files: Vec<PathBuf>,
    asked: Asked,
    job: Arc<Job>,
) -> Result<ImportReport, ImportError> {
    let now = (app.clock)();
    let of = workspace.clone();
    // Completing the options may mean to look at the files.
    let requests = tokio::task::spawn_blocking(move || {
        let request = |path: PathBuf| {
            let options = import::options(&of, &path, now, |options| asked.put(options))?;
            Ok(Request { path, options })
        };
        files.into_iter().map(request).collect::<Result<Vec<_>, ImportError>>()
    });
    let report = import::run(workspace, &requests.await??, now, job).await?;
    import::remember(workspace, &report)?;
    Ok(report)
}

fn plan(files: &[PathBuf], workspace: &Workspace, then_run: bool) -> Vec<String> {
    let reading = files.iter().filter_map(|file| Some(format!("reading {}", file.file_name()?.to_string_lossy())));
    let mut plan: Vec<String> = reading.chain(["merging".to_owned()]).collect();
    if then_run {
        plan.extend(steps(workspace));
    }
    plan
}

/// What may be said of a failed import.
fn said(error: ImportError) -> Fault {
    match error {
        ImportError::Source(error) => Fault::Wrong(error.to_string()),
        ImportError::Workspace(error) => error.into(),
        other => Fault::engine(other),
    }
}
