//! `GET /overview`

use axum::response::Response;
use serde::Serialize;
use tenure_engine::plain::VERSION;
use tenure_engine::read::Overview;
use utoipa::ToSchema;

use super::asked::Asked;
use super::openapi::{Refusals, ScopeParams};
use crate::fault::Fault;

/// The overview, as `tenure report --format json` writes it.
#[derive(Serialize, ToSchema)]
pub(crate) struct OverviewAnswer {
    /// Version that answers.
    tenure: &'static str,
    #[serde(flatten)]
    overview: Overview,
}

/// What the customer base has brought and will bring, how sure that is, and what was left out.
#[utoipa::path(
    get, path = "/api/v1/overview", operation_id = "overview", tag = "values", params(ScopeParams),
    responses((status = 200, description = "The overview", body = OverviewAnswer), Refusals)
)]
pub(super) async fn overview(asked: Asked) -> Result<Response, Fault> {
    let scope = &asked.scope;
    let overview = scope.now.overview(scope.run()?, &scope.horizon, scope.basis).await?;
    asked.json(&OverviewAnswer { tenure: VERSION, overview: Overview::clone(&overview) })
}
