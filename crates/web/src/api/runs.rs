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
use crate::state::App;
use crate::work;

/// Runs.
#[derive(Serialize, ToSchema)]
pub(crate) struct RunsAnswer {
    /// Version that answers.
    tenure: &'static str,
    /// The latest ones, latest first.
    runs: Vec<RunRow>,
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

/// What was computed and when: the latest fifty runs.
#[utoipa::path(
    get, path = "/api/v1/runs", operation_id = "runs", tag = "work",
    responses((status = 200, description = "The runs", body = RunsAnswer), Refusals)
)]
pub(super) async fn list(asked: Asked) -> Result<Response, Fault> {
    asked.json(&RunsAnswer { tenure: VERSION, runs: asked.scope.now.runs.clone() })
}

/// One run, with what it rested on.
#[utoipa::path(
    get, path = "/api/v1/runs/{id}", operation_id = "run", tag = "work", params(("id" = String, Path, description = "`run-000002`")),
    responses((status = 200, description = "The run", body = RunAnswer), Refusals)
)]
pub(super) async fn one(asked: Asked, Of(Path(id)): Of<Path<String>>) -> Result<Response, Fault> {
    let found = asked.scope.now.runs.iter().find(|run| run.run_id == id);
    let run = found.ok_or_else(|| Fault::Missing(format!("run `{id}`")))?.clone();
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
