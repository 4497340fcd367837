//! `/data/run`: starts a run.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Form, State};
use axum::response::Redirect;
use axum::routing::post;
use jiff::civil::Date;
use serde::Deserialize;
use tenure_engine::run::{self, RunError, RunReport};
use tenure_engine::workspace::{Workspace, WorkspaceError};

use crate::access::Writer;
use crate::fault::{Fault, Wanted};
use crate::jobs::Job;
use crate::scope::Scope;
use crate::state::App;

/// What a job says when only the log may say more. Pages have words for it.
pub(super) const IN_LOG: &str = "the server's log says why; nothing was changed";

/// The routes.
pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/data/run", post(start))
}

/// The form.
#[derive(Deserialize)]
struct Sent {
    as_of: Option<String>,
}

async fn start(
    State(app): State<Arc<App>>,
    _: Writer,
    scope: Scope,
    Form(sent): Form<Sent>,
) -> Result<Redirect, Fault> {
    let as_of = sent.as_of.filter(|day| !day.is_empty());
    let as_of: Option<Date> = as_of
        .map(|day| {
            day.parse().map_err(|_| Fault::Field {
                name: "as_of".to_owned(),
                value: day.to_owned(),
                wanted: Wanted::Day,
            })
        })
        .transpose()?;
    free(&scope.now.workspace)?;
    let of = Arc::clone(&app);
    let job = app.jobs.change("run", |job| async move {
        job.plan(steps(&Workspace::open(&of.root).map_err(|e| told(&of, e.into()))?));
        let report = run_now(&of, as_of, job).await.map_err(|fault| told(&of, fault))?;
        serde_json::to_value(&report).map_err(|e| e.to_string())
    })?;
    Ok(Redirect::to(&scope.link(&format!("/jobs/{}", job.snapshot().id), &[])))
}

/// Refuses when another process changes the workspace: this one is told by its jobs.
pub(crate) fn free(workspace: &Workspace) -> Result<(), Fault> {
    match workspace.lock() {
        Err(error @ WorkspaceError::Busy(_)) => Err(error.into()),
        // Whatever else is wrong is told by the work itself.
        _ => Ok(()),
    }
}

/// The steps of a run, as they are told. What is not stale is skipped.
pub(crate) fn steps(workspace: &Workspace) -> Vec<String> {
    let purchases = &workspace.settings.model.purchases;
    let fits = [purchases.as_str(), "gamma-gamma"].map(|model| format!("fitting {model}"));
    let mut steps = vec!["summarising customers".to_owned()];
    steps.extend(fits);
    steps.extend(["scoring customers", "adding up"].map(str::to_owned));
    steps
}

/// A run, on the settings as they are now.
pub(crate) async fn run_now(app: &App, as_of: Option<Date>, job: Arc<Job>) -> Result<RunReport, Fault> {
    let workspace = Workspace::open(&app.root)?;
    run::run(&workspace, as_of, (app.clock)(), job).await.map_err(|error| match error {
        RunError::Nothing { .. } | RunError::Fit(_) | RunError::Score(_) | RunError::Summary(_) => {
            Fault::Wrong(Fault::engine(error).to_string())
        }
        RunError::Workspace(error) => error.into(),
        other => Fault::engine(other),
    })
}

/// What a job says of a fault; the rest is for the log.
pub(crate) fn told(app: &App, fault: Fault) -> String {
    fault.detail().unwrap_or_else(|| {
        (app.talk)(&format!("error: a job: {fault}"));
        IN_LOG.to_owned()
    })
}
