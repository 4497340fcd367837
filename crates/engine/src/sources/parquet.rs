//! Parquet files: only the columns that are used are read.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use datafusion::arrow::datatypes::SchemaRef;
use datafusion::parquet::arrow::ProjectionMask;
use datafusion::parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use sha2::{Digest, Sha256};

use super::SourceError;
use super::bytes::{hex, shown};
use super::pages::Batch;

const ROWS: usize = 64 << 10;

/// Batches of a Parquet file.
pub(crate) struct ParquetPages {
    file: String,
    reader: ParquetRecordBatchReader,
    places: Vec<Option<usize>>,
    next_row: u64,
    rows: u64,
    bytes: u64,
}

fn refuse(file: &str, error: &dyn std::fmt::Display) -> SourceError {
    SourceError::Parquet { file: file.to_owned(), reason: error.to_string() }
}

fn builder(path: &Path) -> Result<ParquetRecordBatchReaderBuilder<File>, SourceError> {
    let file = shown(path);
    let handle = File::open(path).map_err(|error| SourceError::io(&file, error))?;
    ParquetRecordBatchReaderBuilder::try_new(handle).map_err(|error| refuse(&file, &error))
}

/// Schema and number of rows.
pub(crate) fn schema(path: &Path) -> Result<(SchemaRef, u64), SourceError> {
    let builder = builder(path)?;
    let rows = u64::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or(0);
    Ok((builder.schema().clone(), rows))
}

impl ParquetPages {
    /// Opens a file for these columns, as places counted from 0.
    pub fn open(path: &Path, used: &[usize]) -> Result<Self, SourceError> {
        let file = shown(path);
        let builder = builder(path)?;
        let count = builder.schema().fields().len();
        let rows = u64::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or(0);
        let bytes = std::fs::metadata(path).map_err(|error| SourceError::io(&file, error))?.len();
        let mask = ProjectionMask::roots(builder.parquet_schema(), used.iter().copied());
        let mut next = 0;
        let places = (0..count)
            .map(|column| {
                used.contains(&column).then(|| {
                    next += 1;
                    next - 1
                })
            })
            .collect();
        let reader =
            builder.with_projection(mask).with_batch_size(ROWS).build().map_err(|error| refuse(&file, &error))?;
        Ok(Self { file, reader, places, next_row: 1, rows, bytes })
    }

    /// The next batch; `None` at the end.
    pub fn next(&mut self) -> Result<Option<Batch>, SourceError> {
        let Some(columns) = self.reader.next() else { return Ok(None) };
        let columns = columns.map_err(|error| refuse(&self.file, &error))?;
        let first = self.next_row;
        self.next_row += columns.num_rows() as u64;
        // Bytes are not known within a file of columns; the share of rows stands in.
        let share = u128::from(self.bytes) * u128::from(self.next_row - 1) / u128::from(self.rows.max(1));
        let bytes_read = u64::try_from(share).unwrap_or(self.bytes);
        let (file, places) = (self.file.clone(), self.places.clone());
        let batch = Batch { file, columns, places, first, lines: None, bad: Vec::new(), bytes_read };
        batch.without_bytes().map(Some)
    }
}

/// SHA-256 of a file, in hexadecimal.
pub(crate) fn sha256(path: &Path) -> Result<String, SourceError> {
    let file = shown(path);
    let mut handle = File::open(path).map_err(|error| SourceError::io(&file, error))?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 256 << 10];
    loop {
        let count = handle.read(&mut buffer).map_err(|error| SourceError::io(&file, error))?;
        if count == 0 {
            return Ok(hex(&hash.finalize()));
        }
        hash.update(&buffer[..count]);
    }
}
