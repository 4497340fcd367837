//! Where a source's rows land during an import: bucket files, and the file of rejects.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

use datafusion::arrow::error::ArrowError;
use datafusion::arrow::record_batch::RecordBatch;

use super::staging::Staging;
use crate::lake::tables::Table;
use crate::plain::csv_field;
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

/// Batches that may wait for their bucket files.
const WAITING: usize = 2;

/// What goes to the thread that stages: while it spreads one batch over bucket files, the next is made.
enum Staged {
    Batch(&'static Table, RecordBatch),
    EndOfFile,
}

/// The thread that stages.
struct Stager {
    to: Option<SyncSender<Staged>>,
    thread: Option<JoinHandle<Result<Staging, ArrowError>>>,
}

impl Stager {
    fn start(mut staging: Staging) -> std::io::Result<Self> {
        let (to, staged) = sync_channel(WAITING);
        let run = move || {
            for message in staged {
                match message {
                    Staged::Batch(table, batch) => staging.land(table, &batch)?,
                    Staged::EndOfFile => staging.end_file()?,
                }
            }
            Ok(staging)
        };
        let thread = std::thread::Builder::new().name("staging".to_owned()).spawn(run)?;
        Ok(Self { to: Some(to), thread: Some(thread) })
    }

    fn send(&mut self, message: Staged) -> Result<(), ArrowError> {
        match self.to.as_ref().map(|to| to.send(message)) {
            Some(Ok(())) => Ok(()),
            // It ended before its time: for a reason, which it tells.
            _ => self.end().map(drop),
        }
    }

    /// Waits until all is staged.
    fn end(&mut self) -> Result<Staging, ArrowError> {
        self.to = None;
        let stopped = || ArrowError::ComputeError("staging was stopped".to_owned());
        self.thread.take().and_then(|thread| thread.join().ok()).unwrap_or_else(|| Err(stopped()))
    }
}

impl Drop for Stager {
    fn drop(&mut self) {
        // Nothing may be written into the scratch folder after it was given up.
        if self.thread.is_some() {
            drop(self.end());
        }
    }
}

/// Lands in [`Staging`].
pub struct ToStaging {
    staging: Stager,
    progress: Arc<dyn Progress>,
    file: String,
    target: PathBuf,
    writer: Option<BufWriter<File>>,
    rejects: Rejects,
}

impl ToStaging {
    pub fn new(staging: Staging, target: PathBuf, progress: Arc<dyn Progress>) -> std::io::Result<Self> {
        let staging = Stager::start(staging)?;
        Ok(Self { staging, progress, file: String::new(), target, writer: None, rejects: Rejects::default() })
    }

    /// Names the file that follows.
    pub fn begin_file(&mut self, inspection: &Inspection) {
        self.file.clone_from(&inspection.file);
        self.progress.begin(&format!("reading {}", inspection.file), Some(inspection.bytes));
    }

    /// Ends the file.
    pub fn end_file(&mut self) -> Result<(), super::ImportError> {
        Ok(self.staging.send(Staged::EndOfFile)?)
    }

    /// What was staged and what was rejected.
    pub fn finish(mut self) -> Result<(Staging, Rejects), super::ImportError> {
        if let Some(writer) = &mut self.writer {
            writer.flush()?;
        }
        Ok((self.staging.end()?, self.rejects))
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
        // Columns and rows are of a foreign file, and people open this one.
        let fields = [&self.file, &line, column, reason, row].map(csv_field);
        writeln!(writer, "{}", fields.join(","))
    }
}

impl Landing for ToStaging {
    fn land(&mut self, table: &'static Table, batch: RecordBatch) -> Result<(), SourceError> {
        self.staging.send(Staged::Batch(table, batch)).map_err(|e| SourceError::Landing(Box::new(e)))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::Silent;

    #[test]
    fn no_reject_opens_as_a_formula() {
        let folder = std::env::temp_dir().join(format!("tenure-rejects-{}", std::process::id()));
        let target = folder.join("import-000001.csv");
        let mut to = ToStaging::new(Staging::new(&folder), target.clone(), Arc::new(Silent)).expect("a thread");
        to.reject(2, Some("=1+1"), "no date", "=cmd|' /C calc'!A0,12").expect("written");
        to.finish().map(drop).expect("finished");
        let text = fs::read_to_string(&target).expect("rejects");
        fs::remove_dir_all(&folder).expect("removed");
        assert_eq!(text, "file,line,column,reason,row\n,2,'=1+1,no date,\"'=cmd|' /C calc'!A0,12\"\n");
    }
}
