//! `GET /openapi.json`: the document that describes the API, made from the code that answers.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::Json;
use axum::response::{IntoResponse, Response};
use utoipa::openapi::path::{Parameter, ParameterIn, PathItem};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{ContentBuilder, HeaderBuilder, Object, OpenApi as Document, Ref, RefOr, ResponseBuilder, Type};
use utoipa::{IntoParams, IntoResponses, Modify, OpenApi};

use super::problem::{MEDIA, Problem};
use super::{customers, figures, imports, jobs, overview, runs, scores, tracking};
use crate::access::Reader;

/// What every number is about; the answer says it back.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query; `Scope` reads it")]
pub(crate) struct ScopeParams {
    /// The run; the latest when left out.
    run: Option<String>,
    /// Horizon of the value to come: one that the run has values for; the first of the settings when left out.
    #[param(example = "1y")]
    horizon: Option<String>,
    /// What value is made of; `revenue` when left out.
    #[param(inline)]
    basis: Option<tenure_engine::read::Basis>,
    /// Language of words in the answer: `en`, `nl`; the settings' when left out.
    lang: Option<String>,
}

/// The form of an answer that is a table.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query; `Asked` reads it")]
pub(crate) struct FormParams {
    /// `json` or `csv`; what `Accept` likes best when left out.
    format: Option<String>,
}

/// What who asks for an answer of values may get instead.
pub(crate) struct Refusals;

/// What who asks for anything else may get instead.
pub(crate) struct LiveRefusals;

/// What who starts work may get instead.
pub(crate) struct WorkRefusals;

const REFUSALS: [(&str, &str); 11] = [
    ("400", "The request asks for something that cannot be; `detail` says what can"),
    ("401", "Not signed in"),
    ("403", "The token has not this right"),
    ("404", "There is no such thing, or nothing was run yet"),
    ("405", "The address is not asked for in this way; `Allow` says in which"),
    ("409", "Another import or run is at work"),
    ("413", "The body is too large"),
    ("421", "The request was sent to a name that is not this server's"),
    ("429", "Too many requests; `Retry-After` says how many seconds to wait"),
    ("500", "The server could not answer; its log says why"),
    ("503", "It took too long"),
];

/// What whatever is asked may be answered with.
const ALWAYS: [&str; 4] = ["405", "421", "429", "503"];

type Responses = BTreeMap<String, RefOr<utoipa::openapi::Response>>;

fn refusals(statuses: &[&str]) -> Responses {
    let refusal = |(status, what): (&str, &str)| {
        let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
        let mut response = ResponseBuilder::new().description(what).content(MEDIA, problem);
        if status == "429" {
            let seconds = Object::builder().schema_type(Type::Integer).build();
            let header = HeaderBuilder::new().schema(Some(seconds)).description(Some("Seconds to wait")).build();
            response = response.header("Retry-After", header);
        }
        (status.to_owned(), RefOr::T(response.build()))
    };
    let may_be = |status: &str| statuses.contains(&status) || ALWAYS.contains(&status);
    REFUSALS.into_iter().filter(|(status, _)| may_be(status)).map(refusal).collect()
}

impl IntoResponses for Refusals {
    fn responses() -> Responses {
        let same = ResponseBuilder::new().description("The client has the answer: `If-None-Match` names its `ETag`");
        let mut responses = LiveRefusals::responses();
        responses.insert("304".to_owned(), RefOr::T(same.build()));
        responses
    }
}

impl IntoResponses for LiveRefusals {
    fn responses() -> Responses {
        refusals(&["400", "401", "404", "500"])
    }
}

impl IntoResponses for WorkRefusals {
    fn responses() -> Responses {
        refusals(&["400", "401", "403", "409", "413", "500"])
    }
}

struct Tokens;

impl Modify for Tokens {
    fn modify(&self, document: &mut Document) {
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer);
        let bearer = bearer.description(Some("A token with the right to read, or to write for POST"));
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(bearer.build()));
        document.security = Some(vec![SecurityRequirement::new::<_, [&str; 0], &str>("token", [])]);
    }
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Tenure",
        description = "What each customer has been worth and will be worth. Every answer of values carries its scope: run, as-of date, horizon, basis, currency, discount rate, model. Amounts are in the scope's currency without VAT; shares are from 0 to 1; dates are calendar days in the workspace's zone.",
    ),
    tags(
        (name = "values", description = "What customers are worth"),
        (name = "figures", description = "The dashboard's figures, as Plotly JSON"),
        (name = "work", description = "Imports, runs, and the jobs that do them"),
    ),
    paths(
        overview::overview, customers::list, customers::one, scores::list, tracking::tracking, runs::list, runs::one,
        runs::start, imports::list, imports::start, figures::list, figures::one, jobs::list, jobs::one, document,
    ),
    components(schemas(Problem, tenure_engine::read::CustomerSort)),
    modifiers(&Tokens),
)]
struct Api;

/// What the query of `GET path` may say, as the document has it; absent for a path that it does not have.
pub(super) fn parameters(path: &str) -> Option<&'static [String]> {
    static KNOWN: LazyLock<BTreeMap<String, Vec<String>>> = LazyLock::new(|| {
        let paths = api().paths.paths.into_iter();
        let of = |(path, item): (String, PathItem)| {
            let said = item.get?.parameters.unwrap_or_default().into_iter();
            let mut names: Vec<String> = said.filter_map(in_query).collect();
            // Any answer may be asked for as JSON by name.
            names.extend(["run", "horizon", "basis", "lang", "format"].map(str::to_owned));
            names.sort();
            names.dedup();
            Some((path, names))
        };
        paths.filter_map(of).collect()
    });
    KNOWN.get(path).map(Vec::as_slice)
}

/// The name of a parameter that stands in the query.
fn in_query(parameter: RefOr<Parameter>) -> Option<String> {
    match parameter {
        RefOr::T(parameter) if parameter.parameter_in == ParameterIn::Query => Some(parameter.name),
        _ => None,
    }
}

/// The document.
pub(super) fn api() -> Document {
    Api::openapi()
}

/// This document.
#[utoipa::path(
    get, path = "/api/v1/openapi.json", operation_id = "openapi", tag = "work",
    responses((status = 200, description = "OpenAPI 3.1", body = Object), LiveRefusals)
)]
pub(super) async fn document(_: Reader) -> Response {
    Json(api()).into_response()
}
