//! Where a source's rows land during an import: bucket files, and the file of rejects.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::sync::Arc;

use datafusion::arrow::record_batch::RecordBatch;

use super::staging::Staging;
use crate::lake::tables::Table;
use crate::progress::Progress;
use crate::sources::{Inspection, Landing, SourceError};

/// Rejected rows, counted and written down.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Rejects {
    /// The file, when there are any.
    pub path: Option<PathBuf>,
    /// How many.
    pub rows: u64,
    /// How many of them the file does not hold: the first hundred thousand tell what is wrong.
    pub unwritten: u64,
    /// The first few, as `file:line: reason`.
    pub first: Vec<String>,
}

/// Rejected rows that are written down. Whoever reads a wrong column gets a reject for every row of the file.
const WRITTEN: u64 = 100_000;

/// Lands in [`Staging`].
pub struct ToStaging {
    staging: Staging,
    progress: Arc<dyn Progress>,
    file: String,
    target: PathBuf,
    writer: Option<BufWriter<File>>,
    rejects: Rejects,
}

impl ToStaging {
    pub fn new(staging: Staging, target: PathBuf, progress: Arc<dyn Progress>) -> Self {
        Self { staging, progress, file: String::new(), target, writer: None, rejects: Rejects::default() }
    }

    /// Names the file that follows.
    pub fn begin_file(&mut self, inspection: &Inspection) {
        self.file.clone_from(&inspection.file);
        self.progress.begin(&format!("reading {}", inspection.file), Some(inspection.bytes));
    }

    /// Ends the file.
    pub fn end_file(&mut self) -> Result<(), super::ImportError> {
        Ok(self.staging.end_file()?)
    }

    /// What was staged and what was rejected.
    pub fn finish(mut self) -> Result<(Staging, Rejects), super::ImportError> {
        if let Some(writer) = &mut self.writer {
            writer.flush()?;
        }
        Ok((self.staging, self.rejects))
    }

    fn write_reject(&mut self, line: u64, column: &str, reason: &str, row: &str) -> std::io::Result<()> {
        let writer = match &mut self.writer {
            Some(writer) => writer,
            None => {
                if let Some(folder) = self.target.parent() {
                    fs::create_dir_all(folder)?;
                }
                self.rejects.path = Some(self.target.clone());
                let mut writer = BufWriter::new(File::create(&self.target)?);
                writeln!(writer, "file,line,column,reason,row")?;
                self.writer.insert(writer)
            }
        };
        let line = line.to_string();
        let fields = [&self.file, &line, column, reason, row].map(quoted);
        writeln!(writer, "{}", fields.join(","))
    }
}

/// A CSV field, quoted when it has to be.
fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

impl Landing for ToStaging {
    fn land(&mut self, table: &'static Table, batch: RecordBatch) -> Result<(), SourceError> {
        self.staging.land(table, &batch).map_err(|e| SourceError::Landing(Box::new(e)))
    }

    fn reject(&mut self, line: u64, column: Option<&str>, reason: &str, masked_row: &str) -> Result<(), SourceError> {
        self.rejects.rows += 1;
        if self.rejects.first.len() < 5 {
            self.rejects.first.push(format!("{}:{line}: {reason}", self.file));
        }
        if self.rejects.rows > WRITTEN {
            self.rejects.unwritten += 1;
            return Ok(());
        }
        self.write_reject(line, column.unwrap_or_default(), reason, masked_row)
            .map_err(|e| SourceError::Landing(Box::new(e)))
    }

    fn progress(&mut self, bytes_read: u64, _rows: u64) {
        self.progress.at(bytes_read);
    }
}

/// Lands nowhere: a rehearsal.
pub struct Nowhere<'a> {
    progress: &'a dyn Progress,
}

impl<'a> Nowhere<'a> {
    pub fn new(progress: &'a dyn Progress) -> Self {
        Self { progress }
    }
}

impl Landing for Nowhere<'_> {
    fn land(&mut self, _: &'static Table, _: RecordBatch) -> Result<(), SourceError> {
        Ok(())
    }

    fn reject(&mut self, _: u64, _: Option<&str>, _: &str, _: &str) -> Result<(), SourceError> {
        Ok(())
    }

    fn progress(&mut self, bytes_read: u64, _rows: u64) {
        self.progress.at(bytes_read);
    }
}
