//! `GET /imports`, `POST /imports`

use std::sync::Arc;

use axum::extract::{Query, RawQuery, Request, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tenure_engine::plain::VERSION;
use tenure_engine::read::Intake;
use tenure_engine::sources::Options;
use url::form_urlencoded;
use utoipa::{IntoParams, ToSchema};

use super::asked::Asked;
use super::cursor::{file_place, place_of};
use super::jobs::{JobAnswer, accepted};
use super::of::Of;
use super::openapi::{Refusals, WorkRefusals};
use crate::access::Writer;
use crate::fault::Fault;
use crate::state::App;
use crate::work::{self, Import};

/// Everything that came in, whether a run has seen it or not.
#[derive(Serialize, ToSchema)]
pub(crate) struct ImportsAnswer {
    /// Version that answers.
    tenure: &'static str,
    #[serde(flatten)]
    intake: Intake,
    /// `after` of the next page of files; null on the last one.
    next: Option<String>,
}

/// Place of a page of files.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Paging {
    /// `next` of the page before.
    after: Option<String>,
}

/// What may be said of the files; what is left out is known of the source, or decided from the files.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query; `said` reads it")]
pub(crate) struct ImportParams {
    /// Name of the file, when the body is the file itself.
    filename: Option<String>,
    /// Name of the source.
    source: Option<String>,
    /// What a row is: `orders`, `order-lines`, `invoice-lines`, `shopify-orders`, `woocommerce-orders`, `stripe-payments`.
    #[param(rename = "as")]
    kind: Option<String>,
    /// Whether the first row names the columns.
    header: Option<bool>,
    /// Lines above the header.
    skip: Option<u64>,
    /// `comma`, `semicolon`, `tab`, `pipe` or `blanks`.
    delimiter: Option<String>,
    /// `utf-8`, `utf-16le`, `utf-16be` or `windows-1252`.
    encoding: Option<String>,
    /// `comma` or `point`.
    decimal: Option<String>,
    /// `dmy`, `mdy` or `ymd`.
    date_order: Option<String>,
    /// Zone of times without offset.
    zone: Option<String>,
    /// Currency of amounts without one.
    currency: Option<String>,
    /// Channel of all orders, where no column says.
    channel: Option<String>,
    /// `net`, or `gross:21`.
    vat: Option<String>,
    /// When the files were exported: of two copies of a row the later export stays. A time without offset is of `zone`.
    #[param(example = "2026-03-31T18:00")]
    exported_at: Option<String>,
    /// Meaning of a column, as `role=column`; as often as needed.
    map: Option<Vec<String>>,
}

/// The files that were imported, fifty at a time, latest first; the classes of all rows, and whether they add up to the
/// files.
#[utoipa::path(
    get, path = "/api/v1/imports", operation_id = "imports", tag = "work", params(Paging),
    responses((status = 200, description = "The files", body = ImportsAnswer), Refusals)
)]
pub(super) async fn list(asked: Asked, Of(Query(paging)): Of<Query<Paging>>) -> Result<Response, Fault> {
    let after = paging.after.as_deref().map(file_place).transpose()?;
    let intake = asked.scope.now.view.intake(after.as_ref()).await?;
    let next = intake.imports.last().filter(|_| intake.more).map(place_of);
    asked.json(&ImportsAnswer { tenure: VERSION, intake, next })
}

/// Sends files to be imported, as a form or as the body itself. The answer says where to watch it; what was rejected
/// and why stands in the job's result.
#[utoipa::path(
    post, path = "/api/v1/imports", operation_id = "start_import", tag = "work", params(ImportParams),
    request_body(content((Vec<u8> = "application/octet-stream"), (Object = "multipart/form-data"))),
    responses(
        (status = 202, description = "Begun; `Location` is the job's address", body = JobAnswer,
         headers(("Location" = String, description = "Address of the job"))),
        WorkRefusals
    )
)]
pub(super) async fn start(
    _: Writer,
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Response, Fault> {
    let (filename, said) = said(query.as_deref().unwrap_or_default(), app.unsaid()?)?;
    work::idle(&app)?;
    let upload = app.uploads.receive(request, filename, (app.clock)()).await?;
    let said = vec![said; upload.files().len()];
    let import = Import { upload, said, then_run: false, again: None };
    Ok(accepted(&*work::import(&app, import)?))
}

/// What the address says of the files: a file's name, and options.
fn said(query: &str, mut said: Options) -> Result<(Option<String>, Options), Fault> {
    let mut filename = None;
    let mut pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    // The zone holds for the times that are said beside it.
    pairs.sort_by_key(|(name, _)| name != "zone");
    for (name, value) in pairs {
        match name.as_str() {
            "filename" => filename = Some(value),
            // A browser's proof, which the guard has seen.
            "csrf" => {}
            name if Options::NAMES.contains(&name) => {
                said.say(name, &value).map_err(|error| Fault::Wrong(error.to_string()))?;
            }
            other => {
                let known = Options::NAMES.join(", ");
                return Err(Fault::Wrong(format!(
                    "`{other}` is no option of an import; options are filename, {known}"
                )));
            }
        }
    }
    Ok((filename, said))
}
