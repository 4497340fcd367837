//! A table in a plain file, read in numbered pieces, so that threads can share the reading.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::csv::ReaderBuilder;
use datafusion::arrow::csv::reader::Format as CsvFormat;
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::parquet::arrow::ProjectionMask;
use datafusion::parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use datafusion::parquet::file::metadata::RowGroupMetaData;

use super::parquet_out::ROWS_PER_GROUP;
use super::{Kind, PlainError, kind_of};

/// A table that is read piece by piece.
#[derive(Debug)]
pub struct Table {
    path: PathBuf,
    schema: SchemaRef,
    source: Source,
}

#[derive(Debug)]
enum Source {
    Parquet { metadata: Box<ArrowReaderMetadata>, pieces: Vec<Piece> },
    Csv { reader: Box<Mutex<Csv>> },
}

/// Some rows of one row group.
#[derive(Debug, Clone, Copy)]
struct Piece {
    group: usize,
    skip: usize,
    rows: usize,
    before: usize,
}

/// A CSV file can only be read from its start to its end, while threads ask for pieces in any order.
struct Csv {
    reader: datafusion::arrow::csv::Reader<File>,
    /// Pieces that were read, and rows in them.
    pieces: usize,
    rows: usize,
    /// Pieces that were read on the way to a later one.
    early: BTreeMap<usize, Rows>,
}

impl Csv {
    /// A piece with all its columns; whoever asks for a later one reads those before it for the others.
    fn piece(&mut self, index: usize) -> Result<Option<Rows>, PlainError> {
        while self.pieces <= index {
            let Some(batch) = self.reader.next() else { break };
            let batch = batch?;
            let before = self.rows;
            self.rows += batch.num_rows();
            self.early.insert(self.pieces, Rows { batch, before });
            self.pieces += 1;
        }
        Ok(self.early.remove(&index))
    }
}

impl std::fmt::Debug for Csv {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Csv").field("pieces", &self.pieces).field("rows", &self.rows).finish_non_exhaustive()
    }
}

/// Rows of a table and the number of rows before them.
#[derive(Debug)]
pub struct Rows {
    /// The rows.
    pub batch: RecordBatch,
    /// Rows of the table that come before.
    pub before: usize,
}

impl Table {
    /// Opens a Parquet or CSV file. Columns for which `text` holds are read as text from a CSV file,
    /// so that keys keep their zeros.
    ///
    /// # Errors
    /// When the file cannot be opened, is empty, or is not such a file.
    pub fn open(path: &Path, text: impl Fn(&str) -> bool) -> Result<Self, PlainError> {
        let kind = kind_of(path)?;
        let mut file = File::open(path).map_err(|source| PlainError::Open { path: path.to_owned(), source })?;
        let path = path.to_owned();
        if kind == Kind::Parquet {
            let metadata = Box::new(ArrowReaderMetadata::load(&file, ArrowReaderOptions::new())?);
            let schema = Arc::clone(metadata.schema());
            let pieces = pieces(metadata.metadata().row_groups().iter().map(RowGroupMetaData::num_rows));
            return Ok(Self { path, schema, source: Source::Parquet { metadata, pieces } });
        }
        let delimiter = delimiter(&mut file)?;
        let format = CsvFormat::default().with_header(true).with_delimiter(delimiter);
        let (found, _) = format.infer_schema(BufReader::new(&mut file), Some(10_000))?;
        file.rewind()?;
        let fields = found.fields().iter().map(|field| {
            let kind = if text(field.name()) { DataType::Utf8 } else { field.data_type().clone() };
            // A column that begins with whole numbers may go on with fractions.
            Field::new(field.name(), if kind.is_integer() { DataType::Float64 } else { kind }, true)
        });
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        let builder = ReaderBuilder::new(Arc::clone(&schema)).with_format(format).with_batch_size(1 << 15);
        let reader = Mutex::new(Csv { reader: builder.build(file)?, pieces: 0, rows: 0, early: BTreeMap::new() });
        Ok(Self { path, schema, source: Source::Csv { reader: Box::new(reader) } })
    }

    /// The columns.
    #[must_use]
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What a Parquet file carries under `key`.
    #[must_use]
    pub fn metadata(&self, key: &str) -> Option<&str> {
        let Source::Parquet { metadata, .. } = &self.source else { return None };
        let pairs = metadata.metadata().file_metadata().key_value_metadata()?;
        pairs.iter().find(|pair| pair.key == key)?.value.as_deref()
    }

    /// Rows in the file, when it says so.
    #[must_use]
    pub fn rows(&self) -> Option<usize> {
        match &self.source {
            Source::Parquet { pieces, .. } => Some(pieces.last().map_or(0, |last| last.before + last.rows)),
            Source::Csv { .. } => None,
        }
    }

    /// Piece `index` with the columns at `columns`, in that order; none after the last.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn piece(&self, index: usize, columns: &[usize]) -> Result<Option<Rows>, PlainError> {
        match &self.source {
            Source::Parquet { metadata, pieces } => match pieces.get(index) {
                None => Ok(None),
                Some(piece) => Ok(Some(Rows { batch: self.read(metadata, *piece, columns)?, before: piece.before })),
            },
            Source::Csv { reader } => {
                let Ok(mut csv) = reader.lock() else { return Err(PlainError::Worker) };
                let Some(Rows { batch, before }) = csv.piece(index)? else { return Ok(None) };
                Ok(Some(Rows { batch: batch.project(columns)?, before }))
            }
        }
    }

    fn read(&self, metadata: &ArrowReaderMetadata, piece: Piece, columns: &[usize]) -> Result<RecordBatch, PlainError> {
        let file = File::open(&self.path).map_err(|source| PlainError::Open { path: self.path.clone(), source })?;
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata.clone());
        let mask = ProjectionMask::roots(builder.parquet_schema(), columns.iter().copied());
        let mut reader = builder
            .with_projection(mask)
            .with_row_groups(vec![piece.group])
            .with_offset(piece.skip)
            .with_limit(piece.rows)
            .with_batch_size(piece.rows.max(1))
            .build()?;
        let batch = match reader.next() {
            Some(batch) => batch?,
            None => return Err(PlainError::Worker),
        };
        // A projection keeps the file's order; the caller's may differ.
        let mut sorted: Vec<_> = columns.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        let order: Vec<_> = columns.iter().filter_map(|column| sorted.binary_search(column).ok()).collect();
        Ok(batch.project(&order)?)
    }
}

/// Row groups cut into pieces that are alike in size, so that a file of one row group is shared too.
fn pieces(groups: impl Iterator<Item = i64>) -> Vec<Piece> {
    let groups: Vec<_> = groups.map(|rows| usize::try_from(rows).unwrap_or(0)).collect();
    // A small table is still work for several threads when futures are simulated.
    let most = (groups.iter().sum::<usize>() / 16).clamp(1 << 12, ROWS_PER_GROUP);
    let mut pieces = Vec::new();
    let mut before = 0;
    for (group, rows) in groups.into_iter().enumerate() {
        let mut skip = 0;
        while skip < rows {
            let part = (rows - skip).min(most);
            pieces.push(Piece { group, skip, rows: part, before });
            skip += part;
            before += part;
        }
    }
    pieces
}

/// The delimiter that the header line has most of.
fn delimiter(file: &mut File) -> Result<u8, PlainError> {
    let mut head = Vec::new();
    file.take(1 << 16).read_to_end(&mut head)?;
    file.rewind()?;
    let line = head.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let count = |delimiter: u8| line.iter().filter(|&&byte| byte == delimiter).count();
    Ok([b',', b';', b'\t', b'|'].into_iter().rev().max_by_key(|&delimiter| count(delimiter)).unwrap_or(b','))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_a_csv_file_are_the_same_in_whatever_order_threads_ask() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("summary.csv");
        let rows = 3 * (1 << 15) + 7;
        let lines: String = (0..rows).map(|row| format!("{row}\n")).collect();
        std::fs::write(&path, format!("frequency\n{lines}")).unwrap();
        for order in [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [1, 0, 4, 2, 3]] {
            let table = Table::open(&path, |_| false).unwrap();
            let mut found: Vec<_> = order.iter().map(|&piece| (piece, table.piece(piece, &[0]).unwrap())).collect();
            found.sort_by_key(|(piece, _)| *piece);
            let sizes: Vec<_> =
                found.iter().map(|(_, rows)| rows.as_ref().map(|rows| (rows.before, rows.batch.num_rows()))).collect();
            let full = 1 << 15;
            assert_eq!(sizes, [Some((0, full)), Some((full, full)), Some((2 * full, full)), Some((3 * full, 7)), None]);
        }
    }
}
