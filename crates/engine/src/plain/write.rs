//! Where rows go: a file that appears whole or not at all, or a stream.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;

use super::PlainError;
use super::encode::{Encoded, Encoder, Encoding, Piece};
use super::parquet_out::{GroupEncoder, ParquetFile, ROWS_PER_GROUP};
use super::text_out::TextOut;

/// Shape of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// An aligned table of the first rows, for people.
    Table,
    /// One JSON object with `tenure` and `rows`.
    Json,
    /// CSV with a header.
    Csv,
    /// Parquet; files only.
    Parquet,
}

/// Where rows go.
pub enum Target {
    /// A file; its name says the format.
    File(PathBuf),
    /// A stream, usually standard output.
    Stream(Format, Box<dyn Write + Send>),
}

impl std::fmt::Debug for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(path) => f.debug_tuple("File").field(path).finish(),
            Self::Stream(format, _) => f.debug_tuple("Stream").field(format).finish(),
        }
    }
}

impl Format {
    /// The format that a file's name asks for.
    ///
    /// # Errors
    /// When the name ends in nothing that is known.
    pub fn of_file(path: &Path) -> Result<Self, PlainError> {
        match path.extension().and_then(|end| end.to_str()) {
            Some("parquet") => Ok(Self::Parquet),
            Some("csv") => Ok(Self::Csv),
            Some("json") => Ok(Self::Json),
            _ => Err(PlainError::UnknownFormat { path: path.to_owned() }),
        }
    }
}

/// Writes batches to a target.
pub struct Writer {
    format: Format,
    out: Out,
    place: Option<Place>,
}

enum Out {
    Text(TextOut<Box<dyn Write + Send>>),
    Parquet { file: Box<ParquetFile>, encoder: GroupEncoder, groups: usize, waiting: Vec<RecordBatch>, rows: usize },
}

/// A file under its temporary and its final name.
struct Place {
    partial: PathBuf,
    path: PathBuf,
}

impl Drop for Place {
    fn drop(&mut self) {
        // After a success the partial file has its final name and nothing is here to remove.
        drop(std::fs::remove_file(&self.partial));
    }
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("path", &self.place.as_ref().map(|place| &place.path)).finish_non_exhaustive()
    }
}

impl Writer {
    /// Opens the target for rows of `schema`; `metadata` is kept by formats that can (Parquet).
    ///
    /// # Errors
    /// When the file cannot be made.
    pub fn create(target: Target, schema: &SchemaRef, metadata: &[(String, String)]) -> Result<Self, PlainError> {
        let (format, to, place) = match target {
            Target::Stream(format, to) => (format, to, None),
            Target::File(path) => {
                let format = Format::of_file(&path)?;
                let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                let partial = path.with_file_name(format!(".{name}.partial"));
                let file = File::create(&partial).map_err(|source| PlainError::Write { path: path.clone(), source })?;
                let place = Place { partial, path };
                if format == Format::Parquet {
                    let (file, encoder) = ParquetFile::create(file, schema, metadata)?;
                    let file = Box::new(file);
                    let out = Out::Parquet { file, encoder, groups: 0, waiting: Vec::new(), rows: 0 };
                    return Ok(Self { format, out, place: Some(place) });
                }
                (format, Box::new(BufWriter::with_capacity(1 << 20, file)) as Box<dyn Write + Send>, Some(place))
            }
        };
        let out = match format {
            Format::Csv | Format::Parquet => TextOut::csv(to, schema)?,
            Format::Json => TextOut::json(to)?,
            Format::Table => TextOut::table(to, schema),
        };
        Ok(Self { format, out: Out::Text(out), place })
    }

    /// What encodes rows for [`Self::append`], on any thread.
    #[must_use]
    pub fn encoder(&self) -> Encoder {
        Encoder(match (&self.out, self.format) {
            (Out::Parquet { encoder, .. }, _) => Encoding::Parquet(encoder.clone()),
            (Out::Text(_), Format::Csv) => Encoding::Csv,
            (Out::Text(_), _) => Encoding::Rows,
        })
    }

    /// Appends a piece that was encoded elsewhere. Pieces come in the order of their numbers.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn append(&mut self, encoded: Encoded) -> Result<(), PlainError> {
        match (encoded.0, &mut self.out) {
            (Piece::Parquet(group), Out::Parquet { file, groups, .. }) => {
                *groups += 1;
                file.append(group)
            }
            (Piece::Csv(bytes), Out::Text(text)) => text.append(&bytes),
            (Piece::Rows(batch), _) => self.write(&batch),
            // An encoder makes only what its writer takes.
            (Piece::Parquet(_) | Piece::Csv(_), _) => Err(PlainError::Worker),
        }
    }

    /// Writes a batch.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<(), PlainError> {
        match &mut self.out {
            Out::Text(text) => text.write(batch),
            Out::Parquet { file, encoder, groups, waiting, rows } => {
                waiting.push(batch.clone());
                *rows += batch.num_rows();
                if *rows >= ROWS_PER_GROUP {
                    file.append(encoder.encode(*groups, waiting)?)?;
                    *groups += 1;
                    waiting.clear();
                    *rows = 0;
                }
                Ok(())
            }
        }
    }

    /// Ends the output and puts a file under its name; the number of rows that a table left out.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(self) -> Result<usize, PlainError> {
        let hidden = match self.out {
            Out::Text(text) => text.finish()?,
            Out::Parquet { mut file, encoder, groups, waiting, .. } => {
                if !waiting.is_empty() {
                    file.append(encoder.encode(groups, &waiting)?)?;
                }
                file.finish()?;
                0
            }
        };
        if let Some(place) = self.place {
            std::fs::rename(&place.partial, &place.path)
                .map_err(|source| PlainError::Write { path: place.path.clone(), source })?;
        }
        Ok(hidden)
    }
}
