//! Files in, rows out: the fixtures of every kind, and every way a file can be bad.

mod bad_input;
mod contact;
mod decisions;
mod generic;
mod limits;
mod online_retail;
mod plain_files;
mod shops;
mod states;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use datafusion::arrow::record_batch::RecordBatch;
use datafusion::arrow::util::display::array_value_to_string;

use super::{Disposition, FileTally, Inspection, Landing, Options, SourceError, inspect, read};
use crate::lake::tables::Table;

/// Everything that was landed.
#[derive(Default)]
pub(super) struct Landed {
    batches: BTreeMap<&'static str, Vec<RecordBatch>>,
    pub rejects: Vec<(u64, Option<String>, String, String)>,
    pub bytes: u64,
}

impl Landing for Landed {
    fn land(&mut self, table: &'static Table, batch: RecordBatch) -> Result<(), SourceError> {
        self.batches.entry(table.name).or_default().push(batch);
        Ok(())
    }

    fn reject(&mut self, line: u64, column: Option<&str>, reason: &str, masked_row: &str) -> Result<(), SourceError> {
        self.rejects.push((line, column.map(str::to_owned), reason.to_owned(), masked_row.to_owned()));
        Ok(())
    }

    fn progress(&mut self, bytes_read: u64, _: u64) {
        self.bytes = bytes_read;
    }
}

impl Landed {
    pub fn count(&self, table: &str) -> usize {
        self.batches.get(table).into_iter().flatten().map(RecordBatch::num_rows).sum()
    }

    /// Rows of a table as texts of these columns.
    pub fn rows(&self, table: &str, columns: &[&str]) -> Vec<String> {
        let mut rows = Vec::new();
        for batch in self.batches.get(table).into_iter().flatten() {
            for row in 0..batch.num_rows() {
                // A column that holds nothing is left out.
                let cell = |name: &&str| {
                    batch.column_by_name(name).map_or(String::new(), |array| array_value_to_string(array, row).unwrap())
                };
                rows.push(columns.iter().map(cell).collect::<Vec<_>>().join(" | "));
            }
        }
        rows
    }

    /// Rejects as `line column: reason`.
    pub fn rejected(&self) -> Vec<String> {
        let shown = |(line, column, reason, _): &(u64, Option<String>, String, String)| {
            format!("{line} {}: {reason}", column.as_deref().unwrap_or("-"))
        };
        self.rejects.iter().map(shown).collect()
    }
}

pub(super) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/data").join(name)
}

/// A file of this content that lives as long as the value.
pub(super) fn file(name: &str, content: impl AsRef<[u8]>) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::File::create(&path).unwrap().write_all(content.as_ref()).unwrap();
    (folder, path)
}

pub(super) fn options() -> Options {
    Options { pseudonym_key: [7; 32], now: Some("2026-11-01T00:00:00Z".parse().unwrap()), ..Options::default() }
}

pub(super) fn import(path: &Path, options: &Options) -> (Inspection, Landed, FileTally) {
    let inspection = inspect(path, options).unwrap();
    let mut landed = Landed::default();
    let tally = read(&inspection, options, &mut landed).unwrap();
    let sum = |of: Disposition| tally.rows_of(of);
    assert_eq!(sum(Disposition::Imported) + sum(Disposition::Rejected) + sum(Disposition::Excluded), tally.rows);
    for (currency, total) in &tally.totals {
        let classes = tally.classes.iter().filter(|class| class.currency == *currency);
        assert_eq!(classes.map(|class| class.amount).sum::<i128>(), *total);
    }
    (inspection, landed, tally)
}

pub(super) fn refusal(content: &str, options: &Options) -> String {
    let (_folder, path) = file("orders.csv", content);
    let error = match inspect(&path, options) {
        Ok(inspection) => read(&inspection, options, &mut Landed::default()).map(|_| ()).unwrap_err(),
        Err(error) => error,
    };
    error.to_string()
}

/// Classes as `class currency rows amount`, sorted.
pub(super) fn classes(tally: &FileTally) -> Vec<String> {
    let mut classes: Vec<String> = tally
        .classes
        .iter()
        .map(|class| {
            let amount = super::shown_decimal(class.amount, 12);
            format!("{} {} {} {} {amount}", class.disposition.name(), class.class, class.currency, class.rows)
        })
        .collect();
    classes.sort();
    classes
}
