//! Style and scripts, from the binary: named by their content, so that browsers keep them for good, and compressed
//! once, not once a request.

use std::sync::LazyLock;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Path;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue, Request, Response};
use axum::response::IntoResponse;
use axum::routing::get;
use sha2::{Digest, Sha256};
use tokio::sync::OnceCell;
use tower::{Layer, ServiceExt, service_fn};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;

use crate::fault::Fault;

/// Folder of the addresses.
pub(crate) const FOLDER: &str = "/assets/";
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// What is served, in the order of [`ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Name {
    /// The looks of every page.
    Style,
    /// Theme before the first paint.
    Theme,
    /// What makes a page handier.
    Page,
    /// Draws the figures.
    Figures,
    /// Plotly.
    Plotly,
}

/// A file with its address.
struct Asset {
    address: String,
    kind: &'static str,
    plain: Bytes,
    brotli: OnceCell<Bytes>,
    gzip: OnceCell<Bytes>,
}

static ALL: LazyLock<[Asset; 5]> = LazyLock::new(|| {
    [
        Asset::new("dashboard", "css", "text/css; charset=utf-8", include_str!("assets/dashboard.css").to_owned()),
        Asset::new("theme", "js", SCRIPT, include_str!("assets/theme.js").to_owned()),
        Asset::new("page", "js", SCRIPT, include_str!("assets/page.js").to_owned()),
        Asset::new("figures", "js", SCRIPT, include_str!("assets/figures.js").to_owned()),
        Asset::new("plotly", "js", SCRIPT, tenure_engine::figures::plotly_script()),
    ]
});

/// Address of a file, with the fingerprint of its content.
pub(crate) fn address(name: Name) -> &'static str {
    &ALL[name as usize].address
}

/// The route of all of them.
pub(crate) fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{file}", get(serve))
}

async fn serve(Path(file): Path<String>, headers: HeaderMap) -> Result<impl IntoResponse, Fault> {
    let asked = ALL.iter().find(|asset| asset.address.strip_prefix(FOLDER) == Some(file.as_str()));
    let asset = asked.ok_or_else(|| Fault::no("file", &file))?;
    let accepted = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let takes = |coding: &str| {
        accepted
            .split(',')
            .map(str::trim)
            .any(|each| each == coding || (each.starts_with(coding) && !each.ends_with("q=0")))
    };
    let mut answer = HeaderMap::new();
    answer.insert(CONTENT_TYPE, HeaderValue::from_static(asset.kind));
    answer.insert(CACHE_CONTROL, FOREVER);
    answer.insert(VARY, HeaderValue::from_static("accept-encoding"));
    let body = if takes("br") {
        answer.insert(CONTENT_ENCODING, HeaderValue::from_static("br"));
        asset.brotli.get_or_try_init(|| asset.packed("br", 9)).await?
    } else if takes("gzip") {
        answer.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        asset.gzip.get_or_try_init(|| asset.packed("gzip", 9)).await?
    } else {
        &asset.plain
    };
    Ok((answer, body.clone()))
}

impl Asset {
    fn new(name: &str, ending: &str, kind: &'static str, content: String) -> Self {
        let digest = Sha256::digest(content.as_bytes());
        let print: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let address = format!("{FOLDER}{name}.{print}.{ending}");
        Self { address, kind, plain: content.into(), brotli: OnceCell::new(), gzip: OnceCell::new() }
    }

    /// The content in a coding, by the same code that packs pages.
    async fn packed(&self, coding: &'static str, quality: i32) -> Result<Bytes, Fault> {
        let plain = self.plain.clone();
        let kind = self.kind;
        let answer = service_fn(move |_: Request<Body>| {
            let mut response = Response::new(Body::from(plain.clone()));
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
            std::future::ready(Ok::<_, std::convert::Infallible>(response))
        });
        let packer = CompressionLayer::new().quality(CompressionLevel::Precise(quality)).layer(answer);
        let mut request = Request::new(Body::empty());
        request.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static(coding));
        let response = packer.oneshot(request).await.map_err(Fault::engine)?;
        to_bytes(Body::new(response.into_body()), usize::MAX).await.map_err(Fault::engine)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_has_its_file() {
        let names = [Name::Style, Name::Theme, Name::Page, Name::Figures, Name::Plotly];
        let starts = ["dashboard.", "theme.", "page.", "figures.", "plotly."];
        for (name, start) in names.into_iter().zip(starts) {
            assert!(address(name).starts_with(&format!("{FOLDER}{start}")), "{}", address(name));
        }
    }
}
