//! Whether the server is alive, and ready to answer about the workspace.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;

use crate::state::App;

/// `GET /healthz`: it answers, so it is alive.
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the workspace can be read. Why not is for the log: this page is open to everyone.
pub(super) async fn ready(State(app): State<Arc<App>>) -> (StatusCode, &'static str) {
    match app.now().await {
        Ok(_) => (StatusCode::OK, "ok\n"),
        Err(fault) => {
            (app.talk)(&format!("error: not ready: {fault}"));
            (StatusCode::SERVICE_UNAVAILABLE, "the workspace cannot be read\n")
        }
    }
}
