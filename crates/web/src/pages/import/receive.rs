//! `/data/import`: the form, and the files as they come in, straight to disk.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::response::Redirect;
use axum::routing::get;

use super::{UPLOAD, show};
use crate::access::Writer;
use crate::fault::Fault;
use crate::frame::Document;
use crate::scope::Scope;
use crate::state::App;

/// The routes.
pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route(UPLOAD, get(form).post(receive).layer(DefaultBodyLimit::disable()))
}

async fn form(State(app): State<Arc<App>>, scope: Scope) -> Result<Document, Fault> {
    if !scope.reader.may_write() {
        return Err(Fault::Denied("importing needs the right to write".to_owned()));
    }
    Ok(show::form(&scope, app.uploads.limit))
}

async fn receive(State(app): State<Arc<App>>, _: Writer, scope: Scope, request: Request) -> Result<Redirect, Fault> {
    let upload = app.uploads.receive(request, None, (app.clock)()).await?;
    Ok(Redirect::to(&scope.link(&format!("{UPLOAD}/{}", upload.wait()), &[])))
}
