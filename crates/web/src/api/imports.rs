//! `GET /imports`, `POST /imports`

use std::sync::Arc;

use axum::extract::{FromRequest, Multipart, Query, RawQuery, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tenure_engine::plain::VERSION;
use tenure_engine::read::Intake;
use tenure_engine::sources::{ColumnRef, Options, SourceError};
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
use crate::upload::Upload;
use crate::work;

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
    let (filename, said) = said(query.as_deref().unwrap_or_default())?;
    work::idle(&app)?;
    let upload = received(&app, filename, request).await?;
    Ok(accepted(&*work::import(&app, upload, said)?))
}

/// The files of a form, or the body as one file.
async fn received(app: &App, filename: Option<String>, request: Request) -> Result<Upload, Fault> {
    let mut upload = Upload::new(&app.uploads, (app.clock)())?;
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("multipart/form-data") {
        let missing = "say the file's name in `filename`, or send a form (`multipart/form-data`)";
        let name = filename.ok_or_else(|| Fault::Wrong(missing.to_owned()))?;
        upload.receive(&name, request.into_body().into_data_stream()).await?;
        return Ok(upload);
    }
    let unreadable = |said: String| Fault::Wrong(format!("the form cannot be read: {said}"));
    let mut form = Multipart::from_request(request, &()).await.map_err(|e| unreadable(e.body_text()))?;
    while let Some(field) = form.next_field().await.map_err(|e| unreadable(e.body_text()))? {
        if let Some(name) = field.file_name().map(str::to_owned) {
            upload.receive(&name, field).await?;
        }
    }
    if upload.files().is_empty() { Err(unreadable("it holds no file".to_owned())) } else { Ok(upload) }
}

/// What the address says of the files: a file's name, and options.
fn said(query: &str) -> Result<(Option<String>, Options), Fault> {
    let (mut filename, mut said) = (None, Options::default());
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let value = value.into_owned();
        match name.as_ref() {
            "filename" => filename = Some(value),
            // A browser's proof, which the guard has seen.
            "csrf" => {}
            _ => say(&mut said, &name, value)?,
        }
    }
    Ok((filename, said))
}

fn say(said: &mut Options, name: &str, value: String) -> Result<(), Fault> {
    let wrong = |error: SourceError| Fault::Wrong(error.to_string());
    match name {
        "source" => said.source = Some(value),
        "as" => said.kind = Some(value.parse().map_err(wrong)?),
        "header" => {
            let told = |_| Fault::Wrong(format!("`header` is `{value}`; it is `true` or `false`"));
            said.has_header = Some(value.parse().map_err(told)?);
        }
        "delimiter" => said.delimiter = Some(value.parse().map_err(wrong)?),
        "encoding" => said.encoding = Some(value.parse().map_err(wrong)?),
        "decimal" => said.decimal = Some(value.parse().map_err(wrong)?),
        "date_order" => said.date_order = Some(value.parse().map_err(wrong)?),
        "zone" => said.zone = Some(value),
        "currency" => said.currency = Some(value),
        "channel" => said.channel = Some(value),
        "vat" => said.vat = Some(value.parse().map_err(wrong)?),
        "map" => {
            let told = || Fault::Wrong(format!("`map` is `{value}`; it is `role=column`, as in `amount=Bedrag`"));
            let (role, column) = value.split_once('=').ok_or_else(told)?;
            said.mapping.insert(role.parse().map_err(wrong)?, ColumnRef::from(column));
        }
        other => {
            let known = "filename, source, as, header, delimiter, encoding, decimal, date_order, zone, currency, channel, vat, map";
            return Err(Fault::Wrong(format!("`{other}` is no option of an import; options are {known}")));
        }
    }
    Ok(())
}
