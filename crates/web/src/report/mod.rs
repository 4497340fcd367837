//! The report: an [`Overview`] as text for a terminal, as JSON, or as one page that stands on its own.
//!
//! | file | holds |
//! |---|---|
//! | `say.rs` | sentences made from the data: the answer, why, what to mind |
//! | `text.rs` | the terminal's report |
//! | `page.rs`, `parts.rs`, `tables.rs` | the page's views |
//! | `report.css`, `report.js` | its looks, and the few lines that draw its figures |
//!
//! Nothing here computes: what is shown comes from the overview.

mod page;
mod parts;
mod say;
mod tables;
mod text;

#[cfg(test)]
pub(crate) mod tests;

pub(crate) use parts::{bar, capital, formula, table};
pub(crate) use say::{about, answer, definitions, form, lede, named, scope, tiles, unknown, warning};
pub(crate) use tables::{by_import, customer_cells, customer_heads, fit};

use serde::Serialize;
use tenure_engine::read::Overview;

use crate::words::{Lang, Locale};

/// The report as one HTML page with its script, style and data inside; no request leaves it.
#[must_use]
pub fn html(overview: &Overview, lang: Lang) -> String {
    page::page(overview, &Locale::new(lang)).into_string()
}

/// The report for a terminal of at least 90 columns, without colour.
#[must_use]
pub fn text(overview: &Overview, lang: Lang) -> String {
    text::text(overview, &Locale::new(lang))
}

/// The report as JSON: the overview with the version that wrote it.
///
/// # Errors
/// Never in practice; serialising plain structs can only fail on a fault of the serialiser.
pub fn json(overview: &Overview) -> serde_json::Result<String> {
    #[derive(Serialize)]
    struct Report<'a> {
        tenure: &'static str,
        #[serde(flatten)]
        overview: &'a Overview,
    }
    serde_json::to_string_pretty(&Report { tenure: env!("CARGO_PKG_VERSION"), overview })
}
