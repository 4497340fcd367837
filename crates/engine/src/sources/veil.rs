//! Contact data kept out of the tables that are not for it, wherever a source put it: an e-mail address that
//! stands in an order number, a coupon or a comment is replaced by the keyed hash that stands for it everywhere.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, AsArray, RecordBatch, StringArray};
use memchr::memchr;

use super::identity::{pseudonym, telephone};
use super::{Landing, SourceError};
use crate::lake::tables::Table;

/// Columns in which an address is replaced, where their table has them.
const COLUMNS: [&str; 10] = [
    "order_id",
    "group_id",
    "line_no",
    "refund_id",
    "record_id",
    "product_id",
    "description",
    "channel",
    "location",
    "coupon",
];

/// Columns that anybody writes anything into: a cell that is a telephone number is replaced too. A key may be a number
/// that looks like one.
const FREE: [&str; 4] = ["description", "channel", "location", "coupon"];

/// Stands before whoever takes the rows.
pub(crate) struct Veil<'a> {
    behind: &'a mut dyn Landing,
    secret: [u8; 32],
}

impl<'a> Veil<'a> {
    pub fn before(behind: &'a mut dyn Landing, secret: [u8; 32]) -> Self {
        Self { behind, secret }
    }

    /// The column without contact data; `None` when it holds none.
    fn veiled(&self, name: &str, column: &ArrayRef) -> Option<ArrayRef> {
        let texts = column.as_string_opt::<i32>()?;
        let free = FREE.contains(&name);
        let anywhere = memchr(b'@', texts.values()).is_some();
        let dialled = |text: &str| free && telephone(text);
        if !anywhere && !texts.iter().flatten().any(dialled) {
            return None;
        }
        let veil = |text: &str| match dialled(text) {
            true => pseudonym(&self.secret, "p:", text),
            false => self.without_addresses(text),
        };
        let veiled: StringArray = texts.iter().map(|text| text.map(veil)).collect();
        Some(Arc::new(veiled))
    }

    /// A text with the pseudonyms of the addresses in it.
    fn without_addresses(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let part = |letter: char| letter.is_alphanumeric() || "@.+-_%'".contains(letter);
        let mut rest = text;
        while let Some(start) = rest.find(part) {
            let word = &rest[start..];
            let word = word[..word.find(|letter| !part(letter)).unwrap_or(word.len())].trim_end_matches('.');
            // A lone dot is no word, and ends nothing.
            let word = if word.is_empty() { &rest[start..=start] } else { word };
            out.push_str(&rest[..start]);
            match address(word) {
                true => out.push_str(&pseudonym(&self.secret, "e:", &word.to_lowercase())),
                false => out.push_str(word),
            }
            rest = &rest[start + word.len()..];
        }
        out.push_str(rest);
        out
    }
}

/// Whether a word is an e-mail address. The made names of groups, `customer@time`, have no dot behind the `@`.
fn address(word: &str) -> bool {
    word.split_once('@').is_some_and(|(name, domain)| !name.is_empty() && domain.contains('.'))
}

impl Landing for Veil<'_> {
    fn land(&mut self, table: &'static Table, batch: RecordBatch) -> Result<(), SourceError> {
        let schema = batch.schema();
        let mut columns = batch.columns().to_vec();
        for (field, column) in schema.fields().iter().zip(&mut columns) {
            if COLUMNS.contains(&field.name().as_str())
                && let Some(veiled) = self.veiled(field.name(), column)
            {
                *column = veiled;
            }
        }
        let batch = RecordBatch::try_new(schema, columns)
            .map_err(|error| SourceError::Batch { file: table.name.to_owned(), reason: error.to_string() })?;
        self.behind.land(table, batch)
    }

    fn reject(&mut self, line: u64, column: Option<&str>, reason: &str, masked_row: &str) -> Result<(), SourceError> {
        self.behind.reject(line, column, reason, masked_row)
    }

    fn progress(&mut self, bytes_read: u64, rows: u64) {
        self.behind.progress(bytes_read, rows);
    }
}
