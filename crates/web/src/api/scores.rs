//! `GET /scores`

use axum::extract::Query;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tenure_engine::plain::VERSION;
use tenure_engine::read::{Cursor, CustomerSort, Scope, ScorePage};
use utoipa::{IntoParams, ToSchema};

use super::asked::Asked;
use super::cursor::{List, limit};
use super::form::{Form, csv, row};
use super::of::Of;
use super::openapi::{FormParams, Refusals, ScopeParams};
use crate::fault::Fault;

/// Rows of a page unasked, and at most.
const ROWS: (u64, u64) = (1000, 10_000);

/// Place of a page.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Paging {
    /// Rows of a page; 1000 when left out.
    #[param(minimum = 1, maximum = 10_000)]
    limit: Option<u64>,
    /// `next` of the page before; with it come its run, horizon and basis. In CSV it stands in the `Link` header.
    cursor: Option<String>,
}

/// One page of values.
#[derive(Serialize, ToSchema)]
pub(crate) struct ScoresAnswer {
    /// Version that answers.
    tenure: &'static str,
    /// What every number is about.
    scope: Scope,
    #[serde(flatten)]
    page: ScorePage,
    /// `cursor` of the next page; null on the last one.
    next: Option<String>,
}

/// Every customer's value for one horizon and basis, by customer: what a program takes over whole.
#[utoipa::path(
    get, path = "/api/v1/scores", operation_id = "scores", tag = "values", params(ScopeParams, Paging, FormParams),
    responses(
        (status = 200, description = "One page of values, the next one in `next` and in the `Link` header",
         content((ScoresAnswer = "application/json"), (String = "text/csv"))),
        Refusals
    )
)]
pub(super) async fn list(asked: Asked, Of(Query(paging)): Of<Query<Paging>>) -> Result<Response, Fault> {
    let scope = &asked.scope;
    let rows = limit(paging.limit, ROWS.0, ROWS.1)?;
    let by = Some(CustomerSort::CustomerId);
    let (list, after) = List::asked(scope, paging.cursor.as_deref(), by, "scores".to_owned())?;
    let run = &list.run(scope).await?;
    let about = scope.now.overview(run, &list.horizon, list.basis).await?.scope.clone();
    let after = after.as_ref().map(|after| after.customer_id.as_str());
    let mut page = scope.now.view.score_page(run, &list.horizon, list.basis, after, rows + 1).await?;
    let next = next(&mut page, rows, list)?;
    let answer = match asked.form {
        Form::Csv => asked.csv("scores", table(&page)?),
        Form::Json => asked.json(&ScoresAnswer { tenure: VERSION, scope: about, page, next: next.clone() })?,
    };
    Ok(asked.link(answer, next.as_deref()))
}

/// Takes off the row that was asked for beyond the page; there is a next page when it is there.
fn next(page: &mut ScorePage, rows: u64, list: List) -> Result<Option<String>, Fault> {
    if page.scores.len() as u64 <= rows {
        return Ok(None);
    }
    page.scores.pop();
    let last = page.scores.last().map(|row| Cursor { value: String::new(), customer_id: row.customer_id.clone() });
    last.map(|last| list.after(last)).transpose()
}

fn table(page: &ScorePage) -> Result<String, Fault> {
    let rows = page.scores.iter().map(row).collect::<Result<Vec<_>, _>>()?;
    let columns: Vec<String> =
        rows.first().map(|row| row.iter().map(|(name, _)| name.clone()).collect()).unwrap_or_default();
    Ok(csv(&columns, rows.into_iter().map(|row| row.into_iter().map(|(_, value)| value).collect())))
}
