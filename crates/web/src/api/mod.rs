//! The JSON API: the answers of pages and commands, for programs, under `/api/v1`.
//!
//! | file | holds |
//! |---|---|
//! | `overview.rs`, `customers.rs`, `scores.rs`, `tracking.rs`, `runs.rs`, `imports.rs`, `figures.rs`, `jobs.rs` | one path each: its handlers, what they take and what they answer |
//! | `asked.rs` | what answers of values begin with: rights, scope, form, tag; the same answer twice is sent once |
//! | `cursor.rs` | a place in a list, for the next page |
//! | `form.rs` | JSON or CSV |
//! | `problem.rs` | refusals as problem documents |
//! | `of.rs` | extractors that refuse with a fault |
//! | `openapi.rs` | the document that describes all of it |

#![expect(unused_qualifications, reason = "utoipa's macro writes them")]

mod asked;
pub(crate) mod cursor;
mod customers;
mod figures;
mod form;
mod imports;
mod jobs;
mod of;
mod openapi;
mod overview;
pub(crate) mod problem;
mod runs;
mod scores;
mod tracking;

#[cfg(test)]
pub(crate) mod tests;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{Method, Uri};
use axum::middleware::from_fn;
use axum::routing::{MethodRouter, any, get};

use crate::fault::Fault;
use crate::state::App;

/// Where the API stands.
pub(crate) const ROOT: &str = "/api/v1";
/// Where files are sent to.
pub(crate) const UPLOAD: &str = "/api/v1/imports";

/// Paths below [`ROOT`] with what they answer: the list that the document is tested against.
fn routes() -> Vec<(&'static str, MethodRouter<Arc<App>>)> {
    vec![
        ("/overview", get(overview::overview)),
        ("/customers", get(customers::list)),
        ("/customers/{id}", get(customers::one)),
        ("/scores", get(scores::list)),
        ("/tracking", get(tracking::tracking)),
        ("/runs", get(runs::list).post(runs::start)),
        ("/runs/{id}", get(runs::one)),
        // Uploads are counted as they are written, not before.
        ("/imports", get(imports::list).post(imports::start).layer(DefaultBodyLimit::disable())),
        ("/figures", get(figures::list)),
        ("/figures/{id}", get(figures::one)),
        ("/jobs", get(jobs::list)),
        ("/jobs/{id}", get(jobs::one)),
        ("/openapi.json", get(openapi::document)),
    ]
}

/// The whole API, with its own refusals; nothing under `/api` is answered by a page.
pub(crate) fn router() -> Router<Arc<App>> {
    let add = |router: Router<_>, (path, methods)| router.route(&format!("{ROOT}{path}"), methods);
    routes()
        .into_iter()
        .fold(Router::new(), add)
        .route("/api", any(missing))
        .route("/api/{*rest}", any(missing))
        .method_not_allowed_fallback(not_allowed)
        .layer(from_fn(problem::documents))
}

async fn missing(uri: Uri) -> Fault {
    Fault::Missing(format!("address `{}`; {ROOT}/openapi.json lists them", uri.path()))
}

async fn not_allowed(method: Method) -> Fault {
    Fault::Method(method.to_string())
}
