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
    Csv(Box<datafusion::arrow::csv::Writer<W>>),
    Json(Box<datafusion::arrow::json::Writer<W, JsonArray>>),
    Table { to: W, batches: Vec<RecordBatch>, held: usize, rows: usize },
}

impl<W: Write> TextOut<W> {
    pub(super) fn csv(to: W, schema: &SchemaRef) -> Result<Self, PlainError> {
        let mut csv = WriterBuilder::new().with_header(true).build(to);
        // A table without rows still has its header.
        csv.write(&RecordBatch::new_empty(schema.clone()))?;
        Ok(Self::Csv(Box::new(csv)))
    }

    pub(super) fn json(mut to: W) -> Result<Self, PlainError> {
        write!(to, "{{\"tenure\":\"{}\",\"rows\":", super::VERSION)?;
        Ok(Self::Json(Box::new(JsonBuilder::new().with_explicit_nulls(true).build(to))))
    }

    pub(super) fn table(to: W) -> Self {
        Self::Table { to, batches: Vec::new(), held: 0, rows: 0 }
    }

    pub(super) fn write(&mut self, batch: &RecordBatch) -> Result<(), PlainError> {
        match self {
            Self::Csv(csv) => csv.write(batch)?,
            Self::Json(json) => json.write(batch)?,
            Self::Table { batches, held, rows, .. } => {
                let room = SHOWN.saturating_sub(*held).min(batch.num_rows());
                if room > 0 {
                    batches.push(batch.slice(0, room));
                    *held += room;
                }
                *rows += batch.num_rows();
            }
        }
        Ok(())
    }

    /// Ends the output; the number of rows that were not shown.
    pub(super) fn finish(self) -> Result<usize, PlainError> {
        match self {
            Self::Csv(csv) => csv.into_inner().flush()?,
            Self::Json(mut json) => {
                json.finish()?;
                let mut to = json.into_inner();
                to.write_all(b"}\n")?;
                to.flush()?;
            }
            Self::Table { mut to, batches, held, rows } => {
                writeln!(to, "{}", pretty_format_batches(&batches)?)?;
                to.flush()?;
                return Ok(rows - held);
            }
        }
        Ok(0)
    }
}
