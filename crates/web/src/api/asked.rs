//! What every answer of values begins with: who asks for what, and whether they have it already.
//!
//! Answers follow from one committed version of the tables and never change, so their tag is known before they are
//! computed.

use std::sync::Arc;

use axum::extract::{FromRequestParts, MatchedPath, Query};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, IF_NONE_MATCH, LINK, VARY};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tenure_engine::plain::VERSION;
use url::form_urlencoded;

use super::form::Form;
use super::of::Of;
use super::openapi::parameters;
use crate::fault::Fault;
use crate::scope::Scope;
use crate::state::App;

/// Scope and form of an answer, with its tag. Taking it also asks whether the reader may read.
pub(crate) struct Asked {
    /// What the answer is about.
    pub(crate) scope: Scope,
    /// The form it is wanted in.
    pub(crate) form: Form,
    address: String,
    tag: HeaderValue,
    /// Whether the client has an answer, if there is one: that shows when it is made.
    any: bool,
}

/// Why there is no answer to compute.
pub(crate) enum Instead {
    /// It cannot be given.
    Fault(Fault),
    /// The client has it.
    Same(HeaderValue),
}

/// Parameters that a cursor stands for.
const WITH_CURSOR: [&str; 4] = ["cursor", "run", "horizon", "basis"];

#[derive(Deserialize)]
struct Format {
    format: Option<String>,
}

impl FromRequestParts<Arc<App>> for Asked {
    type Rejection = Instead;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Instead> {
        let scope = Scope::from_request_parts(parts, app).await?;
        let Of(Query(Format { format })) = Of::<Query<Format>>::from_request_parts(parts, app).await?;
        let form = Form::wanted(format.as_deref(), &parts.headers)?;
        only_known(parts)?;
        let address = parts.uri.path_and_query().map_or("/", |asked| asked.as_str()).to_owned();
        let tag = tag(&scope, form, &address)?;
        if known(&parts.headers).any(|one| one == tag) {
            return Err(Instead::Same(tag));
        }
        let any = known(&parts.headers).any(|one| one == "*");
        Ok(Self { scope, form, address, tag, any })
    }
}

/// Names the answer: the version of the tables, the run and its scope, the zone of its days, what was asked, and who
/// answers. The workspace's own key makes it differ between workspaces, and unguessable.
fn tag(scope: &Scope, form: Form, address: &str) -> Result<HeaderValue, Fault> {
    let workspace = &scope.now.workspace;
    let version = &scope.now.view.version;
    let run = scope.run.as_ref().map(|run| (&run.run_id, run.finished_at));
    let about = format!(
        "{VERSION} {} {} {run:?} {} {} {} {} {form:?} {address}",
        version.version, version.by, scope.horizon, scope.basis, scope.locale.lang, workspace.settings.workspace.zone
    );
    let digest = Sha256::new().chain_update(workspace.pseudonym_key).chain_update(about).finalize();
    let text: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    HeaderValue::try_from(format!("\"{text}\"")).map_err(Fault::engine)
}

/// Refuses what the document does not know of this address: a filter that is misspelt and passed over would show
/// everybody, and look like an answer.
fn only_known(parts: &Parts) -> Result<(), Fault> {
    let Some(known) = parts.extensions.get::<MatchedPath>().and_then(|path| parameters(path.as_str())) else {
        return Ok(());
    };
    let mut query = form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes());
    match query.find(|(name, _)| !known.iter().any(|of| of == name)) {
        Some((other, _)) => {
            let known: Vec<String> = known.iter().map(|of| format!("`{of}`")).collect();
            Err(Fault::Wrong(format!("`{other}` is nothing to ask for here; there is {}", known.join(", "))))
        }
        None => Ok(()),
    }
}

/// The tags that the client has.
fn known(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    let values = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).map(|one| one.trim().trim_start_matches("W/"))
}

impl Asked {
    /// The answer as JSON.
    pub(crate) fn json(&self, answer: &impl Serialize) -> Result<Response, Fault> {
        if self.any {
            return Ok(Instead::Same(self.tag.clone()).into_response());
        }
        let body = serde_json::to_vec(answer).map_err(Fault::engine)?;
        Ok((dress(&self.tag), [(CONTENT_TYPE, "application/json")], body).into_response())
    }

    /// The answer as a table to keep, in a file named `name`.csv.
    pub(crate) fn csv(&self, name: &str, table: String) -> Response {
        if self.any {
            return Instead::Same(self.tag.clone()).into_response();
        }
        let file = format!("attachment; filename=\"{name}.csv\"");
        (dress(&self.tag), [(CONTENT_TYPE, "text/csv; charset=utf-8"), (CONTENT_DISPOSITION, &file)], table)
            .into_response()
    }

    /// Where the next page is, as a `Link` header. What the cursor says itself is left out: the latest run may by then
    /// have other horizons than the one that the list is of.
    pub(crate) fn link(&self, mut page: Response, next: Option<&str>) -> Response {
        let Some(next) = next else { return page };
        let (path, query) = self.address.split_once('?').unwrap_or((&self.address, ""));
        let pairs = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| !WITH_CURSOR.contains(&name.as_ref()));
        let query =
            form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).append_pair("cursor", next).finish();
        if let Ok(link) = HeaderValue::try_from(format!("<{path}?{query}>; rel=\"next\"")) {
            page.headers_mut().insert(LINK, link);
        }
        page
    }
}

/// Headers of an answer and of "you have it".
fn dress(tag: &HeaderValue) -> [(HeaderName, HeaderValue); 3] {
    [
        (ETAG, tag.clone()),
        (CACHE_CONTROL, HeaderValue::from_static("private, max-age=0, must-revalidate")),
        (VARY, HeaderValue::from_static("accept")),
    ]
}

impl From<Fault> for Instead {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl IntoResponse for Instead {
    fn into_response(self) -> Response {
        match self {
            Self::Fault(fault) => fault.into_response(),
            Self::Same(tag) => (StatusCode::NOT_MODIFIED, dress(&tag)).into_response(),
        }
    }
}
