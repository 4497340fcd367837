//! What came in, what was left out, and why.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::iso;

/// What was done with a class of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Disposition {
    /// In the lake.
    Imported,
    /// Understood and left out.
    Excluded,
    /// Not understood; written to the rejects file.
    Rejected,
}

/// One class of rows over all imported files, in one currency.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ClassTotal {
    /// Sale, guest, cancellation, zero price, ...
    pub class: String,
    /// What was done with it.
    pub disposition: Disposition,
    /// ISO 4217.
    pub currency: String,
    /// Rows.
    pub rows: u64,
    /// Their amount, unrounded.
    pub amount: f64,
    /// Rows whose amount could not be read.
    pub unreadable: u64,
}

/// Classes of rows added up in one currency: imported + excluded + rejected.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Reconciliation {
    /// ISO 4217.
    pub currency: String,
    /// Rows of all classes.
    pub rows: u64,
    /// Their amount, unrounded.
    pub amount: f64,
    /// Rows and amount of each disposition that occurs, in the order imported, excluded, rejected.
    pub parts: Vec<(Disposition, u64, f64)>,
}

/// Sales that are real but belong to no known customer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Apart {
    /// Orders.
    pub orders: u64,
    /// Their amount without VAT, before refunds.
    pub amount: f64,
    /// Refunds of such orders, as a positive amount.
    pub refunded: f64,
    /// Share of all sales of the currency; absent when there are none.
    pub share: Option<f64>,
}

/// Orders in a currency other than the scope's: never added to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OtherCurrency {
    /// ISO 4217.
    pub currency: String,
    /// Orders.
    pub orders: u64,
    /// Their amount without VAT, in that currency.
    pub amount: f64,
}

/// One imported file.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ImportRow {
    /// The import it was part of; its rejected rows are in `rejects/` under this name.
    pub import_id: String,
    /// Configured source name.
    pub source: String,
    /// File name.
    pub file: String,
    /// Kind of file.
    pub kind: String,
    /// When it was imported.
    #[serde(serialize_with = "iso::write")]
    pub imported_at: Timestamp,
    /// Records in the file.
    pub rows: u64,
    /// Rows of all tables that the whole import added.
    pub inserted: u64,
    /// Rows of all tables in which the whole import replaced an older copy.
    pub updated: u64,
}

/// A place in the list of imported files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePlace {
    /// The import of the last file seen.
    pub import_id: String,
    /// Its name.
    pub file: String,
}

/// All files so far, as they were counted when they were read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct FileTotals {
    /// Files, one that was imported again included.
    pub files: u64,
    /// Records in them, the same content once: what imported, excluded and rejected rows must add up to.
    pub rows: u64,
    /// When the last one was imported.
    #[serde(serialize_with = "iso::write_if_any")]
    pub latest: Option<Timestamp>,
}

impl FileTotals {
    /// Whether the classes hold every record once, and nothing else.
    #[must_use]
    pub fn adds_up(&self, classes: &[ClassTotal]) -> bool {
        classes.iter().map(|class| class.rows).sum::<u64>() == self.rows
    }
}

/// All that came in so far, whether a run has seen it or not.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Intake {
    /// Classes of imported rows.
    pub classes: Vec<ClassTotal>,
    /// Classes added up, per currency.
    pub reconciliation: Vec<Reconciliation>,
    /// What the files held.
    pub totals: FileTotals,
    /// Imported files, latest first, a page of them.
    pub imports: Vec<ImportRow>,
    /// Whether more files come after the page.
    pub more: bool,
}
