//! Refusals as documents that programs can read: `application/problem+json` (RFC 9457).

use axum::extract::Request;
use axum::http::header::{ALLOW, CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderName, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::fault::{Fault, Raised};

/// Media type of a problem.
pub(crate) const MEDIA: &str = "application/problem+json";

/// Why a request got no answer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// Names the kind of problem; the same for every request with it.
    #[schema(example = "urn:tenure:problem:wrong")]
    #[serde(rename = "type")]
    kind: String,
    /// The kind, in words.
    title: &'static str,
    /// HTTP status.
    status: u16,
    /// This case, in words; absent where only the server's log may know.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// Path that was asked for.
    instance: String,
}

impl Problem {
    /// The document for a fault.
    pub(crate) fn of(fault: &Fault, path: &str) -> Self {
        Self {
            kind: format!("urn:tenure:problem:{}", fault.code()),
            title: title(fault),
            status: fault.status().as_u16(),
            detail: fault.detail(),
            instance: path.to_owned(),
        }
    }
}

fn title(fault: &Fault) -> &'static str {
    match fault {
        Fault::Missing(_) | Fault::NoSuch { .. } | Fault::NoCustomer { .. } => "There is no such thing",
        Fault::Wrong(_) | Fault::Field { .. } | Fault::NotScored(_) => "The request asks for something that cannot be",
        Fault::Method(_) => "The address does not know this method",
        Fault::Nothing => "Nothing was run yet",
        Fault::Unknown(_) => "Not signed in",
        Fault::Denied(_) => "Not allowed",
        Fault::Elsewhere(_) => "Not this server",
        Fault::Busy(_) => "Another change is at work",
        Fault::TooLarge(_) => "Too large",
        Fault::TooMany(_) => "Too many requests",
        Fault::Slow => "It took too long",
        Fault::Engine(_) => "The server could not answer",
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        (status, [(CONTENT_TYPE, MEDIA)], body).into_response()
    }
}

/// Headers of a refusal that mean something beside its document.
const KEPT: [HeaderName; 2] = [ALLOW, WWW_AUTHENTICATE];

/// Around the whole API: whatever refuses, ours or axum's, is told as a problem. What only the log may know stays with
/// the response.
pub(crate) async fn documents(request: Request, next: Next) -> Response {
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let refused = next.run(request).await;
    let status = refused.status();
    if !(status.is_client_error() || status.is_server_error()) {
        return refused;
    }
    let path = uri.path();
    let raised = refused.extensions().get::<Raised>().cloned();
    let mut problem = match &raised {
        Some(Raised(fault)) => Problem::of(fault, path),
        None => Problem::of(&unraised(status, method.as_str(), path), path),
    }
    .into_response();
    *problem.status_mut() = status;
    for name in KEPT {
        if let Some(value) = refused.headers().get(&name) {
            problem.headers_mut().insert(name, value.clone());
        }
    }
    if let Some(raised) = raised.filter(|Raised(fault)| matches!(**fault, Fault::Engine(_))) {
        problem.extensions_mut().insert(raised);
    }
    problem
}

/// What axum refuses by itself.
fn unraised(status: StatusCode, method: &str, path: &str) -> Fault {
    match status {
        StatusCode::NOT_FOUND => Fault::Missing(format!("address `{path}`")),
        StatusCode::METHOD_NOT_ALLOWED => Fault::Method(method.to_owned()),
        StatusCode::PAYLOAD_TOO_LARGE => Fault::TooLarge("the body is larger than this server takes".to_owned()),
        status if status.is_client_error() => Fault::Wrong("the request cannot be read".to_owned()),
        status => Fault::Engine(format!("status {status} without a reason")),
    }
}
