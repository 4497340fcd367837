//! Rows as CSV, JSON or an aligned table.

use std::io::Write;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::csv::WriterBuilder;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::arrow::json::writer::{JsonArray, WriterBuilder as JsonBuilder};
use datafusion::arrow::util::pretty::pretty_format_batches;

use super::PlainError;

/// Rows that the table format shows; the rest is for the other formats.
const SHOWN: usize = 40;

/// Writes rows to `to` one batch after the other.
pub(super) enum TextOut<W: Write> {
    Csv(W),
    Json(Box<datafusion::arrow::json::Writer<W, JsonArray>>),
    Table { to: W, shown: Vec<RecordBatch>, rows: usize },
}

impl<W: Write> TextOut<W> {
    pub(super) fn csv(mut to: W, schema: &SchemaRef) -> Result<Self, PlainError> {
        // A table without rows still has its header.
        WriterBuilder::new().with_header(true).build(&mut to).write(&RecordBatch::new_empty(schema.clone()))?;
        Ok(Self::Csv(to))
    }

    pub(super) fn json(mut to: W) -> Result<Self, PlainError> {
        write!(to, "{{\"tenure\":\"{}\",\"rows\":", super::VERSION)?;
        Ok(Self::Json(Box::new(JsonBuilder::new().with_explicit_nulls(true).build(to))))
    }

    pub(super) fn table(to: W, schema: &SchemaRef) -> Self {
        Self::Table { to, shown: vec![RecordBatch::new_empty(schema.clone())], rows: 0 }
    }

    /// Rows that were encoded as CSV elsewhere.
    pub(super) fn append(&mut self, csv: &[u8]) -> Result<(), PlainError> {
        match self {
            Self::Csv(to) => Ok(to.write_all(csv)?),
            _ => Err(PlainError::Worker),
        }
    }

    pub(super) fn write(&mut self, batch: &RecordBatch) -> Result<(), PlainError> {
        match self {
            Self::Csv(to) => WriterBuilder::new().with_header(false).build(to).write(batch)?,
            Self::Json(json) => json.write(batch)?,
            Self::Table { shown, rows, .. } => {
                let room = SHOWN.saturating_sub(*rows).min(batch.num_rows());
                if room > 0 {
                    shown.push(batch.slice(0, room));
                }
                *rows += batch.num_rows();
            }
        }
        Ok(())
    }

    /// Ends the output; the number of rows that were not shown.
    pub(super) fn finish(self) -> Result<usize, PlainError> {
        match self {
            Self::Csv(mut to) => to.flush()?,
            Self::Json(mut json) => {
                json.finish()?;
                let mut to = json.into_inner();
                to.write_all(b"}\n")?;
                to.flush()?;
            }
            Self::Table { mut to, shown, rows } => {
                writeln!(to, "{}", pretty_format_batches(&shown)?)?;
                to.flush()?;
                return Ok(rows.saturating_sub(SHOWN));
            }
        }
        Ok(0)
    }
}
