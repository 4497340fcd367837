//! The second pass of an import: one bucket of one table, what the lake has and what was staged, made one.
//!
//! Every row has a key when it comes here, natural or numbered ([`number`]). Of the copies of a key
//! the one with the greatest (`version_at`, `content_hash`) stays. That is a maximum, so the result does
//! not depend on the order of imports, and importing twice changes nothing.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, BooleanArray, RecordBatch, StringBuilder};
use datafusion::arrow::compute::{cast as cast_array, filter_record_batch};
use datafusion::arrow::datatypes::{DataType, Int64Type, Schema};
use datafusion::arrow::ipc::writer::FileWriter;
use datafusion::arrow::row::{OwnedRow, RowConverter, SortField};
use datafusion::common::ScalarValue;
use datafusion::datasource::file_format::options::ArrowReadOptions;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{Operator, binary_expr};
use datafusion::prelude::{DataFrame, Expr, SessionContext, cast, coalesce, ident, lit, when};
use futures::TryStreamExt;

use super::staging::{Segment, numbered_column};
use crate::lake::tables::{ColumnType, Table};

/// Facts of the import that stand on each of its rows.
#[derive(Debug, Clone)]
pub struct Stamp {
    /// When the import ran, microseconds UTC.
    pub imported_at: i64,
    /// By file: its name, and its latest event in microseconds, the version of rows that carry none.
    pub files: Vec<(String, i64)>,
}

/// Where a row in a merge comes from; of equal copies the greatest stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rank {
    /// Staged by this import: an equal copy in the lake stays.
    Staged = 0,
    /// In the lake.
    Present = 1,
    /// Derived from merged lines: replaces what was derived before.
    Derived = 2,
}

/// Column that says where a row came from.
pub const RANK: &str = "merge_rank";

/// Reads staged segments as complete rows of `table`, each with a key.
///
/// # Errors
/// When a segment cannot be read, or the disk is full.
pub async fn staged(
    ctx: &SessionContext,
    table: &'static Table,
    bucket: u64,
    segments: &[Segment],
    stamp: &Stamp,
) -> Result<Option<DataFrame>> {
    let mut all: Option<DataFrame> = None;
    for (file, (name, last_event)) in stamp.files.iter().enumerate() {
        for keyless in [false, true] {
            let mut alike: Option<DataFrame> = None;
            let mut beside = None;
            for segment in segments.iter().filter(|s| s.file == file && s.keyless == keyless) {
                let path = segment.path.display().to_string();
                let read = ctx.read_arrow(path, ArrowReadOptions::default()).await?;
                alike = union(alike, complete(read, table, bucket, name, stamp.imported_at, *last_event)?)?;
                beside = Some(segment.path.with_extension("numbered.arrow"));
            }
            let Some(rows) = alike else { continue };
            let rows = match (keyless, beside, numbered_column(table)) {
                (true, Some(path), Some(key)) => {
                    number(rows, key, &path).await?;
                    ctx.read_arrow(path.display().to_string(), ArrowReadOptions::default()).await?
                }
                _ => rows,
            };
            all = union(all, rows)?;
        }
    }
    Ok(all)
}

fn union(before: Option<DataFrame>, rows: DataFrame) -> Result<Option<DataFrame>> {
    Ok(Some(match before {
        None => rows,
        Some(before) => before.union(rows)?,
    }))
}

/// Adds the columns that the source did not land and the lake's own.
fn complete(
    read: DataFrame,
    table: &Table,
    bucket: u64,
    file: &str,
    imported_at: i64,
    last_event: i64,
) -> Result<DataFrame> {
    let landed = Arc::new(read.schema().as_arrow().clone());
    let instant = |at: i64| lit(ScalarValue::TimestampMicrosecond(Some(at), Some("UTC".into())));
    let version = if landed.column_with_name("version_at").is_some() {
        coalesce(vec![cast(ident("version_at"), ColumnType::Instant.arrow()), instant(last_event)])
    } else {
        instant(last_event)
    };
    let columns = table.all_columns().map(|column| {
        let expr = match column.name {
            "source_file" => lit(file),
            "imported_at" => instant(imported_at),
            "version_at" => version.clone(),
            "bucket" => lit(bucket.cast_signed()),
            name if landed.column_with_name(name).is_some() => cast(ident(name), column.kind.arrow()),
            _ => null(&column.kind.arrow())?,
        };
        Ok(expr.alias(column.name))
    });
    read.select(columns.collect::<Result<Vec<_>>>()?)
}

fn null(kind: &DataType) -> Result<Expr> {
    Ok(lit(ScalarValue::try_new_null(kind)?))
}

/// Writes rows, some without a key, to a file in which each has one: group, content and copy, counted within the
/// import's file. Two files that hold the same line once each then agree on its key; a file that holds it twice
/// adds a second copy. So the lake keeps the largest count of identical lines that any one file showed.
async fn number(rows: DataFrame, key: &str, to: &Path) -> Result<()> {
    let same = ["source", "group_id", "content_hash"];
    let sorted = rows.sort(same.map(|name| ident(name).sort(true, false)).to_vec())?;
    let mut batches = sorted.execute_stream().await?;
    let schema = batches.schema();
    let mut file = FileWriter::try_new(BufWriter::new(File::create(to)?), &schema)?;
    let mut runs = Runs::new(&schema, &same)?;
    while let Some(batch) = batches.try_next().await? {
        let mut columns = batch.columns().to_vec();
        let text = |name: &str| -> Result<ArrayRef> { Ok(cast_array(column(&batch, name)?, &DataType::Utf8)?) };
        let (group, given, record) = (text("group_id")?, text(key)?, text("record_id")?);
        let (group, given, record) = (group.as_string::<i32>(), given.as_string::<i32>(), record.as_string::<i32>());
        let hash = column(&batch, "content_hash")?.as_primitive::<Int64Type>();
        let (mut keys, mut records) = (StringBuilder::new(), StringBuilder::new());
        for (row, copy) in runs.places(&batch)?.into_iter().enumerate() {
            let made = match given.is_valid(row) {
                true => given.value(row).to_owned(),
                // The key of a line need not name its order, which stands beside it.
                false if key == "line_no" => format!("{:x}-{copy}", hash.value(row)),
                false => format!("{}#{:x}-{copy}", group.value(row), hash.value(row)),
            };
            match record.is_valid(row) {
                true => records.append_value(record.value(row)),
                // A guest has a record of its own, named after what it bought.
                false if key == "line_no" => records.append_value(format!("guest:{}", group.value(row))),
                false => records.append_value(format!("guest:{made}")),
            }
            keys.append_value(made);
        }
        columns[schema.index_of(key)?] = Arc::new(keys.finish());
        columns[schema.index_of("record_id")?] = Arc::new(records.finish());
        file.write(&RecordBatch::try_new(Arc::clone(&schema), columns)?)?;
    }
    Ok(file.finish()?)
}

/// What the lake has, what was staged and what was derived, the copies of a key together, newest first.
///
/// The result has the table's columns, then [`RANK`]; [`Newest`] takes the first copy of each key.
///
/// # Errors
/// When the plan cannot be made.
pub fn merged(
    table: &'static Table,
    present: Option<DataFrame>,
    staged: Option<DataFrame>,
    derived: Option<DataFrame>,
) -> Result<Option<DataFrame>> {
    let mut all: Option<DataFrame> = None;
    for (rows, rank) in [(present, Rank::Present), (staged, Rank::Staged), (derived, Rank::Derived)] {
        let Some(rows) = rows else { continue };
        let columns = table
            .all_columns()
            .map(|c| cast(ident(c.name), c.kind.arrow()).alias(c.name))
            .chain([lit(rank as i64).alias(RANK)]);
        let ranked = rows.select(columns.collect::<Vec<_>>())?;
        all = union(all, ranked)?;
    }
    let Some(all) = all else { return Ok(None) };
    if table.name == "contact_points" {
        return seen(all, table).map(Some);
    }
    let copies = table.key.iter().map(|name| ident(*name).sort(true, false));
    let newest = ["version_at", "content_hash", RANK].map(|name| ident(name).sort(false, false));
    all.sort(copies.chain(newest).collect()).map(Some)
}

/// Contact points keep the widest span in which they were seen, whatever copy is newest.
fn seen(all: DataFrame, table: &'static Table) -> Result<DataFrame> {
    use datafusion::functions_aggregate::expr_fn::{max, min};
    let key: Vec<Expr> = table.key.iter().map(|name| ident(*name)).collect();
    let present = |name: &str| when(ident(RANK).eq(lit(Rank::Present as i64)), ident(name)).end();
    let grouped = all.aggregate(
        key,
        vec![
            min(ident("first_seen")).alias("first_seen"),
            max(ident("last_seen")).alias("last_seen"),
            min(ident("source_file")).alias("source_file"),
            min(ident("imported_at")).alias("imported_at"),
            max(ident("version_at")).alias("version_at"),
            min(ident("bucket")).alias("bucket"),
            min(present("first_seen")?).alias("was_first"),
            max(present("last_seen")?).alias("was_last"),
            max(present("version_at")?).alias("was_version"),
        ],
    )?;
    let unchanged = |was: &str, is: &str| binary_expr(ident(was), Operator::IsNotDistinctFrom, ident(is));
    let stays = ident("was_version")
        .is_not_null()
        .and(unchanged("was_first", "first_seen"))
        .and(unchanged("was_last", "last_seen"));
    let mut columns: Vec<Expr> = table
        .all_columns()
        .map(|c| if c.name == "content_hash" { lit(0_i64).alias(c.name) } else { ident(c.name) })
        .collect();
    columns.push(when(stays, lit(Rank::Present as i64)).otherwise(lit(Rank::Staged as i64))?.alias(RANK));
    grouped.select(columns)
}

/// What a merge changes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changed {
    /// Rows out.
    pub rows: u64,
    /// Rows that are not the lake's own copy.
    pub new: u64,
    /// New rows whose content the lake had already.
    pub same: u64,
}

/// Takes the first copy of each key from sorted batches, and counts.
pub struct Newest {
    runs: Runs,
    /// The copy before: whether it is new, and its content.
    before: Option<(bool, i64)>,
    pub changed: Changed,
}

impl Newest {
    pub fn new(schema: &Schema, table: &Table) -> Result<Self> {
        Ok(Self { runs: Runs::new(schema, table.key)?, before: None, changed: Changed::default() })
    }

    /// The rows of a batch that stay.
    pub fn take(&mut self, batch: &RecordBatch) -> Result<RecordBatch> {
        let rank = column(batch, RANK)?.as_primitive::<Int64Type>();
        let hash = column(batch, "content_hash")?.as_primitive::<Int64Type>();
        let mut keep = Vec::with_capacity(batch.num_rows());
        for (row, copy) in self.runs.places(batch)?.into_iter().enumerate() {
            let new = rank.value(row) != Rank::Present as i64;
            if copy == 1 {
                self.changed.rows += 1;
                self.changed.new += u64::from(new);
            } else if copy == 2 && !new && self.before == Some((true, hash.value(row))) {
                self.changed.same += 1;
            }
            self.before = Some((new, hash.value(row)));
            keep.push(copy == 1);
        }
        Ok(filter_record_batch(batch, &BooleanArray::from(keep))?)
    }
}

/// Places of rows within runs of equal keys, over sorted batches.
struct Runs {
    columns: Vec<usize>,
    converter: RowConverter,
    last: Option<OwnedRow>,
    place: u64,
}

impl Runs {
    fn new(schema: &Schema, key: &[&str]) -> Result<Self> {
        let columns = key.iter().map(|name| schema.index_of(name)).collect::<std::result::Result<Vec<_>, _>>()?;
        let fields = columns.iter().map(|&index| SortField::new(schema.field(index).data_type().clone())).collect();
        Ok(Self { columns, converter: RowConverter::new(fields)?, last: None, place: 0 })
    }

    /// For each row, the how many-eth of its run it is, from 1.
    fn places(&mut self, batch: &RecordBatch) -> Result<Vec<u64>> {
        let keys: Vec<ArrayRef> = self.columns.iter().map(|&index| Arc::clone(batch.column(index))).collect();
        let rows = self.converter.convert_columns(&keys)?;
        let mut places = Vec::with_capacity(batch.num_rows());
        for row in 0..batch.num_rows() {
            let again = match row {
                0 => self.last.as_ref().is_some_and(|last| last.row() == rows.row(0)),
                _ => rows.row(row - 1) == rows.row(row),
            };
            self.place = if again { self.place + 1 } else { 1 };
            places.push(self.place);
        }
        if batch.num_rows() > 0 {
            self.last = Some(rows.row(batch.num_rows() - 1).owned());
        }
        Ok(places)
    }
}

fn column<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a ArrayRef> {
    batch.column_by_name(name).ok_or_else(|| DataFusionError::Plan(format!("no column `{name}` to merge")))
}
