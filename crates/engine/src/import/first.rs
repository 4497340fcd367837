//! The first rows of a file as they would land: for a person who is to say whether a file is understood.

use datafusion::arrow::record_batch::RecordBatch;
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use serde::Serialize;

use super::landing::Nowhere;
use crate::lake::tables::Table;
use crate::progress::Progress;
use crate::sources::{FileTally, Inspection, Landing, SourceError};

/// Rows of a table that are shown.
const ROWS: usize = 5;
/// Tables that hold no contact data.
const TABLES: [&str; 3] = ["orders", "order_lines", "refunds"];
/// Columns that say nothing to a person.
const INNER: [&str; 3] = ["source", "group_id", "version_at"];

/// A file as it would be imported.
#[derive(Debug, Clone, Serialize)]
pub struct Preview {
    /// What was decided about it.
    pub inspection: Inspection,
    /// What it holds.
    pub tally: FileTally,
    /// Its first rows, by table.
    pub first: Vec<FirstRows>,
}

/// The first rows of a table, as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FirstRows {
    /// The table.
    pub table: &'static str,
    /// Its columns that hold anything.
    pub columns: Vec<String>,
    /// Its rows.
    pub rows: Vec<Vec<String>>,
}

/// Keeps the first rows and lands nothing.
pub(super) struct ToEye<'a> {
    nowhere: Nowhere<'a>,
    pub(super) first: Vec<FirstRows>,
}

impl<'a> ToEye<'a> {
    pub(super) fn new(progress: &'a dyn Progress) -> Self {
        Self { nowhere: Nowhere::new(progress), first: Vec::new() }
    }
}

fn first_rows(table: &'static str, batch: &RecordBatch) -> Result<FirstRows, SourceError> {
    let fault = |error: datafusion::arrow::error::ArrowError| SourceError::Landing(Box::new(error));
    let options = FormatOptions::default().with_null("");
    let schema = batch.schema();
    let mut shown = FirstRows { table, columns: Vec::new(), rows: vec![Vec::new(); batch.num_rows().min(ROWS)] };
    for (field, column) in schema.fields().iter().zip(batch.columns()) {
        if INNER.contains(&field.name().as_str()) || column.null_count() == column.len() {
            continue;
        }
        let cells = ArrayFormatter::try_new(column.as_ref(), &options).map_err(fault)?;
        shown.columns.push(field.name().clone());
        for (at, row) in shown.rows.iter_mut().enumerate() {
            row.push(cells.value(at).to_string());
        }
    }
    Ok(shown)
}

impl Landing for ToEye<'_> {
    fn land(&mut self, table: &'static Table, batch: RecordBatch) -> Result<(), SourceError> {
        if TABLES.contains(&table.name) && batch.num_rows() > 0 && !self.first.iter().any(|of| of.table == table.name) {
            self.first.push(first_rows(table.name, &batch)?);
        }
        Ok(())
    }

    fn reject(&mut self, line: u64, column: Option<&str>, reason: &str, masked_row: &str) -> Result<(), SourceError> {
        self.nowhere.reject(line, column, reason, masked_row)
    }

    fn progress(&mut self, bytes_read: u64, rows: u64) {
        self.nowhere.progress(bytes_read, rows);
    }
}
