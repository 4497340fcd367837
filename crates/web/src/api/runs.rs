//! `GET /runs`, `GET /runs/{id}`, `POST /runs`

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use tenure_engine::plain::VERSION;
use tenure_engine::read::RunRow;
use utoipa::{IntoParams, ToSchema};

use super::asked::Asked;
use super::jobs::{JobAnswer, accepted};
use super::of::Of;
use super::openapi::{Refusals, WorkRefusals};
use crate::access::Writer;
use crate::fault::Fault;
use crate::state::{App, RUNS};
use crate::work;

/// Runs.
#[derive(Serialize, ToSchema)]
pub(crate) struct RunsAnswer {
    /// Version that answers.
    tenure: &'static str,
    /// Fifty of them, latest first.
    runs: Vec<RunRow>,
    /// `before` of the next page; null on the last one.
    next: Option<String>,
}

/// Place of a page.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Paging {
    /// `next` of the page before.
    before: Option<String>,
}

/// One run.
#[derive(Serialize, ToSchema)]
pub(crate) struct RunAnswer {
    /// Version that answers.
    tenure: &'static str,
    /// The run.
    run: RunRow,
}

/// How a run is to be.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct RunParams {
    /// Last day counted; the last day with an order when left out.
    as_of: Option<Date>,
}

/// What was computed and when, fifty runs at a time.
#[utoipa::path(
    get, path = "/api/v1/runs", operation_id = "runs", tag = "work", params(Paging),
    responses((status = 200, description = "The runs", body = RunsAnswer), Refusals)
)]
pub(super) async fn list(asked: Asked, Of(Query(paging)): Of<Query<Paging>>) -> Result<Response, Fault> {
    let before = paging.before.as_deref().unwrap_or_default();
    let mut runs = asked.scope.now.view.runs_before(before, RUNS + 1).await?;
    let more = runs.len() as u64 > RUNS;
    runs.truncate(runs.len() - usize::from(more));
    let next = runs.last().filter(|_| more).map(|run| run.run_id.clone());
    asked.json(&RunsAnswer { tenure: VERSION, runs, next })
}

/// One run, with what it rested on.
#[utoipa::path(
    get, path = "/api/v1/runs/{id}", operation_id = "run", tag = "work", params(("id" = String, Path, description = "`run-000002`")),
    responses((status = 200, description = "The run", body = RunAnswer), Refusals)
)]
pub(super) async fn one(asked: Asked, Of(Path(id)): Of<Path<String>>) -> Result<Response, Fault> {
    let found = asked.scope.now.run(&id).await?;
    let run = found.ok_or_else(|| Fault::no("run", &id))?;
    asked.json(&RunAnswer { tenure: VERSION, run })
}

/// Starts a run: every stage that is stale. The answer says where to watch it.
#[utoipa::path(
    post, path = "/api/v1/runs", operation_id = "start_run", tag = "work", params(RunParams),
    responses(
        (status = 202, description = "Begun; `Location` is the job's address", body = JobAnswer,
         headers(("Location" = String, description = "Address of the job"))),
        WorkRefusals
    )
)]
pub(super) async fn start(
    _: Writer,
    State(app): State<Arc<App>>,
    Of(Query(params)): Of<Query<RunParams>>,
) -> Result<Response, Fault> {
    Ok(accepted(&*work::run(&app, params.as_of)?))
}
