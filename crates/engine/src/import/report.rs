//! What an import did, as counts that reconcile.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, Decimal128Array, Int64Array, StringArray, TimestampMicrosecondArray};
use datafusion::arrow::record_batch::RecordBatch;
use serde::Serialize;

use super::error::ImportError;
use super::landing::Rejects;
use crate::lake::tables::{IMPORT_CLASSES, IMPORTS};
use crate::sources::{FileTally, Inspection};

/// One file of an import.
#[derive(Debug, Clone, Serialize)]
pub struct FileReport {
    /// What was decided about it.
    pub inspection: Inspection,
    /// What it held.
    pub tally: FileTally,
}

/// What an import changed in one table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableChange {
    /// The table.
    pub table: &'static str,
    /// Rows whose key the lake did not have.
    pub inserted: u64,
    /// Rows that replaced an older copy with other content.
    pub updated: u64,
    /// Rows that went: lines without a key, of orders that came in a newer version without them; orders and refunds that
    /// were made from other rows, of which they no longer follow; what an earlier
    /// reading of a file had.
    pub removed: u64,
    /// Rows that were not taken, since another copy with other content is of a later day.
    pub older: u64,
    /// Rows that were not taken, since another copy with other content is of the same day: which export of a day
    /// stays is settled once for a whole file, the same way in every order of imports.
    pub tied: u64,
    /// Rows that stood more than once in what was imported, within a file beyond what was remembered of it or in
    /// several files, and count once.
    pub again: u64,
    /// Orders of the lake that came again, where both copies name their customer in one way.
    #[serde(skip)]
    pub compared: u64,
    /// Those of them that came with another customer.
    #[serde(skip)]
    pub strangers: u64,
}

/// What an import did.
#[derive(Debug, Clone, Serialize)]
pub struct ImportReport {
    /// Identifies the import.
    pub import_id: String,
    /// Its files.
    pub files: Vec<FileReport>,
    /// What changed, by table.
    pub changes: Vec<TableChange>,
    /// What was rejected.
    pub rejects: Rejects,
    /// What was found of earlier work that had been stopped, and which files were left out.
    pub notes: Vec<String>,
    /// Workspace version afterwards.
    pub version: u64,
}

/// Adds a bucket's change to its table's.
pub(super) fn add(changes: &mut Vec<TableChange>, change: TableChange) {
    match changes.iter_mut().find(|c| c.table == change.table) {
        Some(table) => {
            table.inserted += change.inserted;
            table.updated += change.updated;
            table.removed += change.removed;
            table.older += change.older;
            table.tied += change.tied;
            table.again += change.again;
            table.compared += change.compared;
            table.strangers += change.strangers;
        }
        None => changes.push(change),
    }
}

impl ImportReport {
    /// Whether the lake holds anything that it did not before.
    #[must_use]
    pub fn changed_anything(&self) -> bool {
        self.changes.iter().any(|c| c.inserted + c.updated + c.removed > 0)
    }

    /// Rows of `imports`.
    pub(super) fn imports_batch(&self, imported_at: i64) -> Result<RecordBatch, ImportError> {
        let files = &self.files;
        let inserted: u64 = self.changes.iter().map(|c| c.inserted).sum();
        let updated: u64 = self.changes.iter().map(|c| c.updated).sum();
        let decisions = files.iter().map(|f| serde_json::to_string(&f.inspection)).collect::<Result<Vec<_>, _>>()?;
        let each = |value: i64| -> ArrayRef { Arc::new(Int64Array::from(vec![value; files.len()])) };
        let instants = |values: Vec<Option<i64>>| -> ArrayRef {
            Arc::new(TimestampMicrosecondArray::from(values).with_timezone("UTC"))
        };
        let texts = |value: &dyn Fn(&FileReport) -> String| -> ArrayRef {
            Arc::new(files.iter().map(|f| Some(value(f))).collect::<StringArray>())
        };
        let columns: Vec<ArrayRef> = vec![
            texts(&|_| self.import_id.clone()),
            texts(&|f| f.inspection.source.clone()),
            texts(&|f| f.inspection.file.clone()),
            texts(&|f| f.tally.file_sha256.clone()),
            texts(&|f| f.inspection.kind.to_string()),
            instants(vec![Some(imported_at); files.len()]),
            Arc::new(files.iter().map(|f| f.tally.rows.cast_signed()).collect::<Int64Array>()),
            each(inserted.cast_signed()),
            each(updated.cast_signed()),
            Arc::new(StringArray::from(decisions)),
            instants(files.iter().map(|f| f.tally.first_event).collect()),
            instants(files.iter().map(|f| f.tally.last_event).collect()),
            Arc::new(files.iter().map(|f| f.tally.reading.cast_signed()).collect::<Int64Array>()),
        ];
        Ok(RecordBatch::try_new(IMPORTS.schema(), columns)?)
    }

    /// Rows of `import_classes`.
    pub(super) fn classes_batch(&self) -> Result<RecordBatch, ImportError> {
        let rows: Vec<_> = self.files.iter().flat_map(|f| f.tally.classes.iter().map(move |c| (f, c))).collect();
        let texts = |value: &dyn Fn(usize) -> String| -> ArrayRef {
            Arc::new((0..rows.len()).map(|row| Some(value(row))).collect::<StringArray>())
        };
        let amounts: Decimal128Array = rows.iter().map(|(_, c)| Some(c.amount)).collect();
        let columns: Vec<ArrayRef> = vec![
            texts(&|_| self.import_id.clone()),
            texts(&|row| rows[row].0.inspection.file.clone()),
            texts(&|row| rows[row].1.class.clone()),
            texts(&|row| rows[row].1.disposition.name().to_owned()),
            texts(&|row| rows[row].1.currency.clone()),
            Arc::new(rows.iter().map(|(_, c)| c.rows.cast_signed()).collect::<Int64Array>()),
            Arc::new(amounts.with_precision_and_scale(38, 12)?),
            Arc::new(rows.iter().map(|(_, c)| c.unreadable.cast_signed()).collect::<Int64Array>()),
        ];
        Ok(RecordBatch::try_new(IMPORT_CLASSES.schema(), columns)?)
    }
}
