//! The routes, and the layers around them.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::Method;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use super::hosts::Hosts;
use super::limits::Rates;
use super::{faults, headers, health, hosts, limits, metrics};
use crate::fault::Fault;
use crate::state::App;
use crate::{access, api, assets, pages};

/// Largest body that is no upload.
const BODY: usize = 1 << 20;
/// Pages are packed as they are made, so quickly.
const QUICK: i32 = 4;

/// Everything that is served.
pub(super) fn router(app: Arc<App>, hosts: Hosts, rates: Rates) -> Router {
    let routes = Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(metrics::show))
        .merge(assets::router())
        .merge(access::router())
        .merge(pages::router())
        .merge(api::router())
        .fallback(missing)
        .method_not_allowed_fallback(method);
    // The last layer is the first that a request meets.
    routes
        .layer(DefaultBodyLimit::max(BODY))
        .layer(from_fn_with_state(Arc::clone(&app), access::guard))
        .layer(from_fn(limits::time))
        .layer(from_fn(access::origin))
        .layer(from_fn_with_state(hosts, hosts::check))
        .layer(from_fn_with_state(rates, limits::rate))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(Arc::clone(&app), faults::show))
        .layer(from_fn_with_state(Arc::clone(&app), metrics::count))
        .layer(CompressionLayer::new().quality(CompressionLevel::Precise(QUICK)))
        .layer(from_fn(headers::secure))
        .with_state(app)
}

async fn missing(request: Request) -> Fault {
    Fault::no("page", request.uri().path())
}

async fn method(method: Method) -> Fault {
    Fault::Method(method.as_str().chars().take(20).collect())
}

/// The panic itself is said on stderr by the standard library.
fn panicked(_: Box<dyn std::any::Any + Send + 'static>) -> Response {
    Fault::Engine("a request ended unexpectedly".to_owned()).into_response()
}
