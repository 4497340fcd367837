//! `/data/import/{id}`: what was understood, what can be said about it, and the go-ahead.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};

use super::asked::Asked;
use super::look::Looked;
use super::{UPLOAD, show};
use crate::access::Writer;
use crate::fault::Fault;
use crate::scope::Scope;
use crate::state::App;
use crate::work::{self, Import};

/// The routes.
pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/data/import/{id}", get(check).post(go_on)).route("/data/import/{id}/discard", post(discard))
}

async fn check(State(app): State<Arc<App>>, Path(id): Path<String>, scope: Scope) -> Result<Response, Fault> {
    if !scope.reader.may_write() {
        return Err(Fault::Denied("importing needs the right to write".to_owned()));
    }
    let (asked, fault) = match Asked::read(&scope.others, &app.unsaid()?) {
        Ok(asked) => (asked, None),
        Err(fault) => (Asked::default(), Some(fault)),
    };
    let page = match app.looks.look(&app, &id, &asked).await? {
        Looked::Working(job) => show::working(&scope, &job),
        Looked::Done(found) => show::found(&scope, &id, &asked, &found, fault.as_ref()),
    };
    Ok(page.into_response())
}

/// The form of the check: look again, or import. What was changed since it was looked at is looked at first.
async fn go_on(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    _: Writer,
    scope: Scope,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Redirect, Fault> {
    let upload = app.uploads.find(&id)?;
    let asked = Asked::read(&sent, &app.unsaid()?).map_err(|(_, why)| Fault::Wrong(why))?;
    let said = |name: &str| sent.iter().find(|(of, _)| of == name).map(|(_, value)| value.as_str());
    let seen = said("seen").is_some_and(|seen| seen == asked.query());
    if said("go") != Some("import") || !seen {
        return Ok(Redirect::to(&address(&scope, &id, &asked)));
    }
    let files = 1..=upload.files().len();
    let import = Import {
        said: files.map(|place| asked.options(place).clone()).collect(),
        upload,
        then_run: said("run").is_some(),
        again: Some(address(&scope, &id, &asked)),
    };
    let job = work::import(&app, import)?;
    Ok(Redirect::to(&scope.link(&format!("/jobs/{}", job.snapshot().id), &[])))
}

async fn discard(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    _: Writer,
    scope: Scope,
) -> Result<Redirect, Fault> {
    if let Ok(upload) = app.uploads.find(&id) {
        upload.discard();
    }
    app.looks.forget(&id);
    Ok(Redirect::to(&scope.link("/data", &[])))
}

/// The page of an upload with what was said about it.
fn address(scope: &Scope, id: &str, asked: &Asked) -> String {
    let page = scope.link(&format!("{UPLOAD}/{id}"), &[]);
    match asked.query() {
        query if query.is_empty() => page,
        query => format!("{page}{}{query}", if page.contains('?') { '&' } else { '?' }),
    }
}
