//! Rows encoded on any thread, to be appended in order.

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::csv::WriterBuilder;

use super::PlainError;
use super::parquet_out::{EncodedGroup, GroupEncoder};

/// Encodes pieces of a table as its target wants them; shared between threads.
#[derive(Debug, Clone)]
pub struct Encoder(pub(super) Encoding);

#[derive(Debug, Clone)]
pub(super) enum Encoding {
    Parquet(GroupEncoder),
    Csv,
    /// Formats that want the rows themselves.
    Rows,
}

/// A piece of a table, ready for [`super::Writer::append`].
#[derive(Debug)]
pub struct Encoded(pub(super) Piece);

#[derive(Debug)]
pub(super) enum Piece {
    Parquet(EncodedGroup),
    Csv(Vec<u8>),
    Rows(RecordBatch),
}

impl Encoder {
    /// Encodes piece `index` of the table.
    ///
    /// # Errors
    /// When the batch is not of the table's schema.
    pub fn encode(&self, index: usize, batch: RecordBatch) -> Result<Encoded, PlainError> {
        Ok(Encoded(match &self.0 {
            Encoding::Parquet(encoder) => Piece::Parquet(encoder.encode(index, &[batch])?),
            Encoding::Csv => {
                let mut bytes = Vec::with_capacity(batch.num_rows() * 16 * batch.num_columns());
                WriterBuilder::new().with_header(false).build(&mut bytes).write(&batch)?;
                Piece::Csv(bytes)
            }
            Encoding::Rows => Piece::Rows(batch),
        }))
    }
}
