//! `/data/run`: starts a run.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Form, State};
use axum::response::Redirect;
use axum::routing::post;
use jiff::civil::Date;
use serde::Deserialize;

use crate::access::Writer;
use crate::fault::{Fault, Wanted};
use crate::scope::Scope;
use crate::state::App;
use crate::work;

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
    let job = work::run(&app, as_of)?;
    Ok(Redirect::to(&scope.link(&format!("/jobs/{}", job.snapshot().id), &[])))
}
