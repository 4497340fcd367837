//! `GET /jobs`, `GET /jobs/{id}`

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, LOCATION, RETRY_AFTER};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use tenure_engine::plain::VERSION;
use utoipa::ToSchema;

use super::of::Of;
use super::openapi::LiveRefusals;
use crate::access::Reader;
use crate::fault::Fault;
use crate::jobs::{Job, JobState, Snapshot};
use crate::state::App;

/// A job never stays as it is.
const FRESH: [(HeaderName, &str); 1] = [(CACHE_CONTROL, "no-store")];

/// Long work.
#[derive(Serialize, ToSchema)]
pub(crate) struct JobsAnswer {
    /// Version that answers.
    tenure: &'static str,
    /// Since the server began, latest first.
    jobs: Vec<Snapshot>,
}

/// One piece of long work.
#[derive(Serialize, ToSchema)]
pub(crate) struct JobAnswer {
    /// Version that answers.
    tenure: &'static str,
    /// As it is now.
    job: Snapshot,
}

/// Imports and runs of this server, latest first.
#[utoipa::path(
    get, path = "/api/v1/jobs", operation_id = "jobs", tag = "work",
    responses((status = 200, description = "The jobs", body = JobsAnswer), LiveRefusals)
)]
pub(super) async fn list(_: Reader, State(app): State<Arc<App>>) -> Response {
    (FRESH, Json(JobsAnswer { tenure: VERSION, jobs: app.jobs.all() })).into_response()
}

/// One job: how far it is, and what came of it. While it is at work, `Retry-After` says when to ask again.
#[utoipa::path(
    get, path = "/api/v1/jobs/{id}", operation_id = "job", tag = "work", params(("id" = String, Path, description = "`import-1`")),
    responses((status = 200, description = "The job", body = JobAnswer), LiveRefusals)
)]
pub(super) async fn one(
    _: Reader,
    State(app): State<Arc<App>>,
    Of(Path(id)): Of<Path<String>>,
) -> Result<Response, Fault> {
    let job = app.jobs.get(&id).ok_or_else(|| Fault::no("job", &id))?.snapshot();
    let running = job.state == JobState::Running;
    let mut answer = (FRESH, Json(JobAnswer { tenure: VERSION, job })).into_response();
    if running {
        answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
    }
    Ok(answer)
}

/// The answer to who started a job.
pub(super) fn accepted(job: &Job) -> Response {
    let job = job.snapshot();
    let place = [(LOCATION, format!("{}/jobs/{}", super::ROOT, job.id))];
    (StatusCode::ACCEPTED, FRESH, place, Json(JobAnswer { tenure: VERSION, job })).into_response()
}
