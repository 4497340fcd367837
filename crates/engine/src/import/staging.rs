//! The first pass of an import: what a source lands is spread over bucket files on local disk.
//!
//! One small Arrow file per table, bucket and column set, so that the second pass can merge one bucket at a
//! time in bounded memory, whatever the size of the input.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, Int64Array, UInt32Array};
use datafusion::arrow::compute::take_record_batch;
use datafusion::arrow::datatypes::{DataType, Decimal128Type, Field, Int64Type, Schema, TimestampMicrosecondType};
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::ipc::writer::FileWriter;
use datafusion::arrow::record_batch::RecordBatch;
use twox_hash::XxHash64;

use crate::lake::tables::{self, Partition, Table};
use crate::sources::Status;

/// Buckets of every canonical table. Part of the lake's format: changing it needs a rewrite.
pub const BUCKETS: u64 = 16;

/// One file of staged rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Where it lies.
    pub path: PathBuf,
    /// Which of the import's files it came from: copies are counted within a file.
    pub file: usize,
    /// Whether rows may lack their key, so that copies have to be numbered.
    pub keyless: bool,
}

/// Staged rows by table name and bucket.
pub type Segments = BTreeMap<(&'static str, u64), Vec<Segment>>;

/// What rows of one segment have in common: table, bucket, whether keys may be missing, columns.
type Shape = (&'static str, u64, bool, Vec<String>);

/// The column of a table's key that a source may leave empty; it is then numbered.
pub(super) fn numbered_column(table: &Table) -> Option<&'static str> {
    match table.name {
        "orders" => Some("order_id"),
        "order_lines" => Some("line_no"),
        "refunds" => Some("refund_id"),
        _ => None,
    }
}

struct Open {
    writer: FileWriter<BufWriter<File>>,
    path: PathBuf,
}

/// Writes landed batches into bucket files.
pub struct Staging {
    folder: PathBuf,
    file: usize,
    open: BTreeMap<Shape, Open>,
    done: Segments,
}

impl Staging {
    /// Stages into an existing, empty folder.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_path_buf(), file: 0, open: BTreeMap::new(), done: Segments::new() }
    }

    /// Adds a batch that holds any of `table`'s columns, and optionally `version_at`.
    ///
    /// # Errors
    /// When a column that places the row is missing, or the disk is full.
    pub fn land(&mut self, table: &'static Table, batch: &RecordBatch) -> Result<(), ArrowError> {
        if batch.num_rows() == 0 {
            return Ok(());
        }
        let Partition::Bucket(by) = table.partition else {
            return Err(ArrowError::InvalidArgumentError(format!("`{}` is no canonical table", table.name)));
        };
        let placed = hash_rows(batch, |name| by.contains(&name));
        let content = hash_rows(batch, |name| !["version_at", "source_file", "imported_at"].contains(&name));

        let mut fields: Vec<Arc<Field>> = batch.schema().fields().iter().cloned().collect();
        let mut columns: Vec<ArrayRef> = batch.columns().to_vec();
        let mut add = |name: &str, hashes: Vec<u64>| {
            fields.push(Arc::new(Field::new(name, DataType::Int64, false)));
            // The sign carries no meaning; the bits are kept.
            columns.push(Arc::new(hashes.into_iter().map(u64::cast_signed).collect::<Int64Array>()));
        };
        add("content_hash", staged_last(table, batch, content));
        let keyless = numbered_column(table)
            .is_some_and(|key| batch.column_by_name(key).is_none_or(|column| column.null_count() > 0));
        if keyless {
            add(BOUGHT, hash_rows(batch, |name| !AFTERWARDS.contains(&name)));
        }
        let names: Vec<String> = fields.iter().map(|f| f.name().clone()).collect();
        let staged = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)?;

        let mut rows: Vec<Vec<u32>> = vec![Vec::new(); BUCKETS as usize];
        for (row, hash) in (0_u32..).zip(&placed) {
            rows[(hash % BUCKETS) as usize].push(row);
        }
        for (bucket, rows) in (0_u64..).zip(rows) {
            if rows.is_empty() {
                continue;
            }
            let part = take_record_batch(&staged, &UInt32Array::from(rows))?;
            self.writer((table.name, bucket, keyless, names.clone()), &part)?.writer.write(&part)?;
        }
        Ok(())
    }

    fn writer(&mut self, shape: Shape, part: &RecordBatch) -> Result<&mut Open, ArrowError> {
        let count = self.open.len() + self.done.values().map(Vec::len).sum::<usize>();
        let name = format!("{}-{}-{count}.arrow", shape.0, shape.1);
        match self.open.entry(shape) {
            Entry::Occupied(open) => Ok(open.into_mut()),
            Entry::Vacant(slot) => {
                let path = self.folder.join(name);
                let writer = FileWriter::try_new(BufWriter::new(File::create(&path)?), part.schema_ref())?;
                Ok(slot.insert(Open { writer, path }))
            }
        }
    }

    /// Ends one file of the import; what follows belongs to the next.
    ///
    /// # Errors
    /// When the disk is full.
    pub fn end_file(&mut self) -> Result<(), ArrowError> {
        for ((table, bucket, keyless, _), mut open) in std::mem::take(&mut self.open) {
            open.writer.finish()?;
            let segment = Segment { path: open.path, file: self.file, keyless };
            self.done.entry((table, bucket)).or_default().push(segment);
        }
        self.file += 1;
        Ok(())
    }

    /// What was staged by the files that ended.
    #[must_use]
    pub fn into_segments(self) -> Segments {
        self.done
    }

    /// The tables that have rows.
    pub fn tables(&self) -> impl Iterator<Item = &'static Table> {
        tables::ALL.iter().copied().filter(|t| self.done.keys().any(|(name, _)| *name == t.name))
    }

    /// The buckets that hold rows of any table.
    #[must_use]
    pub fn buckets(&self) -> BTreeSet<u64> {
        self.done.keys().map(|(_, bucket)| *bucket).collect()
    }
}

/// Column of staged rows that may lack their key: a hash of what was bought, from which a key is made.
pub(super) const BOUGHT: &str = "bought_hash";

/// Columns that tell what became of a row since, and no part of what was bought: a row without a key is the same
/// when its order is paid, given back or called off, and what became of it replaces what was.
const AFTERWARDS: [&str; 8] =
    ["version_at", "source_file", "imported_at", "status", "refunded", "tax", "gross", "fees"];

/// Where rows have a state, it goes before the hash: of copies of one version the one that is further along
/// is the greatest. A cancellation thus outlives the order that it cancels, whichever comes first, and what was paid
/// the payment that failed before.
fn staged_last(table: &Table, batch: &RecordBatch, hashes: Vec<u64>) -> Vec<u64> {
    if !table.columns.iter().any(|column| column.name == "status") {
        return hashes;
    }
    let states = batch.column_by_name("status").and_then(|column| column.as_string_opt::<i32>());
    let stage = |row: usize| {
        let state = states.filter(|states| states.is_valid(row)).map(|states| states.value(row));
        Status::ALL.iter().find(|stage| Some(stage.name()) == state).map_or(Status::Placed, |stage| *stage) as u64
    };
    hashes.into_iter().enumerate().map(|(row, hash)| stage(row) << 60 | hash >> 4).collect()
}

/// Hash of each row over the chosen columns, the same on every machine and in every version: XXH64 chained
/// over name and value. A null adds nothing, so a column that a newer reader adds and leaves empty does
/// not change the hash.
fn hash_rows(batch: &RecordBatch, chosen: impl Fn(&str) -> bool) -> Vec<u64> {
    let mut hashes = vec![0; batch.num_rows()];
    let schema = batch.schema();
    let mut columns: Vec<_> = schema.fields().iter().zip(batch.columns()).filter(|(f, _)| chosen(f.name())).collect();
    // By name, so that the order in which a reader builds its columns does not matter.
    columns.sort_by_key(|(field, _)| field.name());
    for (field, column) in columns {
        let name = XxHash64::oneshot(0, field.name().as_bytes());
        each_value(column, |row, bytes| hashes[row] = XxHash64::oneshot(hashes[row] ^ name, bytes));
    }
    hashes
}

/// Calls `f` with the bytes of every value that is not null.
fn each_value(column: &ArrayRef, mut f: impl FnMut(usize, &[u8])) {
    let rows = 0..column.len();
    match column.data_type() {
        DataType::Utf8 => {
            let values = column.as_string::<i32>();
            rows.filter(|r| values.is_valid(*r)).for_each(|r| f(r, values.value(r).as_bytes()));
        }
        DataType::Utf8View => {
            let values = column.as_string_view();
            rows.filter(|r| values.is_valid(*r)).for_each(|r| f(r, values.value(r).as_bytes()));
        }
        DataType::Decimal128(_, _) => {
            let values = column.as_primitive::<Decimal128Type>();
            rows.filter(|r| values.is_valid(*r)).for_each(|r| f(r, &values.value(r).to_le_bytes()));
        }
        DataType::Timestamp(_, _) => {
            let values = column.as_primitive::<TimestampMicrosecondType>();
            rows.filter(|r| values.is_valid(*r)).for_each(|r| f(r, &values.value(r).to_le_bytes()));
        }
        DataType::Int64 => {
            let values = column.as_primitive::<Int64Type>();
            rows.filter(|r| values.is_valid(*r)).for_each(|r| f(r, &values.value(r).to_le_bytes()));
        }
        DataType::Boolean => {
            let values = column.as_boolean();
            rows.filter(|r| values.is_valid(*r)).for_each(|r| f(r, &[u8::from(values.value(r))]));
        }
        // Days follow from instants, so they add nothing to what a row says.
        _ => {}
    }
}
