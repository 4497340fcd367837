//! `GET /tracking`

use axum::response::Response;
use serde::Serialize;
use tenure_engine::plain::VERSION;
use tenure_engine::read::{Scope, TrackedWeek};
use utoipa::ToSchema;

use super::asked::Asked;
use super::openapi::{Refusals, ScopeParams};
use crate::fault::Fault;

/// Repeat purchases by week.
#[derive(Serialize, ToSchema)]
pub(crate) struct TrackingAnswer {
    /// Version that answers.
    tenure: &'static str,
    /// What every number is about.
    scope: Scope,
    /// Whole weeks, from the first customer on; empty without a purchase model.
    weeks: Vec<TrackedWeek>,
}

/// Repeat purchases week by week, counted and as the run's model expects.
#[utoipa::path(
    get, path = "/api/v1/tracking", operation_id = "tracking", tag = "values", params(ScopeParams),
    responses((status = 200, description = "The weeks", body = TrackingAnswer), Refusals)
)]
pub(super) async fn tracking(asked: Asked) -> Result<Response, Fault> {
    let scope = &asked.scope;
    let run = scope.run()?;
    let about = scope.now.overview(run, &scope.horizon, scope.basis).await?.scope.clone();
    asked.json(&TrackingAnswer { tenure: VERSION, scope: about, weeks: scope.now.view.tracking(run).await? })
}
