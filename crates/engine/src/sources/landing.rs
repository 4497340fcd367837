//! Where rows go: the lake, or a test.

use datafusion::arrow::record_batch::RecordBatch;

use super::SourceError;
use crate::lake::tables::Table;

/// Takes what a file yields, batch by batch.
pub trait Landing {
    /// Takes rows of `table`: some of its columns by name, and perhaps `version_at`. Rows of a source
    /// without keys have no `order_id`, `line_no` or `refund_id`: the taker makes them from `group_id`,
    /// content and copy; a guest without key has no `record_id` either.
    ///
    /// # Errors
    /// When the rows cannot be kept.
    fn land(&mut self, table: &'static Table, batch: RecordBatch) -> Result<(), SourceError>;

    /// Takes a row that was rejected, with contact data masked.
    ///
    /// # Errors
    /// When the row cannot be kept.
    fn reject(&mut self, line: u64, column: Option<&str>, reason: &str, masked_row: &str) -> Result<(), SourceError>;

    /// Hears how far reading is: bytes of the file as stored, and rows.
    fn progress(&mut self, bytes_read: u64, rows: u64);
}
