//! The second pass of an import: one bucket of one table, what the lake has and what was staged, made one.
//!
//! Every row has a key when it comes here, natural or numbered (see [`numbered`]). Of the copies of a key
//! the one with the greatest (`version_at`, `content_hash`) stays. That is a maximum, so the result does
//! not depend on the order of imports, and importing twice changes nothing.

use std::sync::Arc;

use datafusion::arrow::array::{AsArray, RecordBatch};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::ScalarValue;
use datafusion::datasource::file_format::options::ArrowReadOptions;
use datafusion::error::Result;
use datafusion::functions::expr_fn::{concat, to_hex};
use datafusion::functions_window::expr_fn::{lead, row_number};
use datafusion::logical_expr::{Operator, binary_expr};
use datafusion::prelude::{DataFrame, Expr, ExprFunctionExt, SessionContext, cast, coalesce, ident, lit, when};

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
/// Column that is true when the next older copy of the row is in the lake with the same content.
pub const SAME: &str = "merge_same";

/// Reads staged segments as complete rows of `table`.
///
/// # Errors
/// When a segment cannot be read.
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
            for segment in segments.iter().filter(|s| s.file == file && s.keyless == keyless) {
                let path = segment.path.display().to_string();
                let read = ctx.read_arrow(path, ArrowReadOptions::default()).await?;
                alike = union(alike, complete(read, table, bucket, name, stamp.imported_at, *last_event)?)?;
            }
            if let Some(rows) = alike {
                all = union(all, if keyless { numbered(rows, table)? } else { rows })?;
            }
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

/// Gives rows without a key one: group, content and copy, counted within the file. Two files that hold
/// the same line once each then agree on its key; a file that holds it twice adds a second copy. So the lake
/// keeps the largest count of identical lines that any one file showed.
fn numbered(rows: DataFrame, table: &Table) -> Result<DataFrame> {
    let Some(key) = numbered_column(table) else { return Ok(rows) };
    let copy = row_number()
        .partition_by(vec![ident("source"), ident("group_id"), ident("content_hash"), ident(key).is_null()])
        .order_by(vec![ident("content_hash").sort(true, false)])
        .build()?;
    let made = concat(vec![
        if key == "line_no" { lit("") } else { concat(vec![ident("group_id"), lit("#")]) },
        to_hex(ident("content_hash")),
        lit("-"),
        cast(ident("merge_copy"), DataType::Utf8),
    ]);
    let columns: Vec<Expr> = table
        .all_columns()
        .map(|column| {
            let expr = ident(column.name);
            if column.name == key { coalesce(vec![expr, made.clone()]).alias(key) } else { expr }
        })
        .collect();
    let keyed = rows.window(vec![copy.alias("merge_copy")])?.select(columns)?;
    // A guest has a record of its own, named after what it bought.
    let named_after = if key == "line_no" { "order_id" } else { key };
    let record = coalesce(vec![ident("record_id"), concat(vec![lit("guest:"), ident(named_after)])]);
    keyed.with_column("record_id", record)
}

/// What the lake has, what was staged and what was derived, one row a key.
///
/// The result has the table's columns, then [`RANK`] and [`SAME`], sorted by key.
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
    let key: Vec<Expr> = table.key.iter().map(|name| ident(*name)).collect();
    let newest_first = vec![
        ident("version_at").sort(false, false),
        ident("content_hash").sort(false, false),
        ident(RANK).sort(false, false),
    ];
    let place = row_number().partition_by(key.clone()).order_by(newest_first.clone()).build()?;
    let next = |column: &str, default: i64| {
        lead(ident(column), Some(1), Some(ScalarValue::Int64(Some(default))))
            .partition_by(key.clone())
            .order_by(newest_first.clone())
            .build()
    };
    let mut columns: Vec<Expr> = table.all_columns().map(|c| ident(c.name)).collect();
    columns.push(ident(RANK));
    let windowed = all.window(vec![
        place.alias("merge_place"),
        next(RANK, -1)?.alias("merge_next_rank"),
        next("content_hash", 0)?.alias("merge_next_hash"),
    ])?;
    columns.push(
        ident("merge_next_rank")
            .eq(lit(Rank::Present as i64))
            .and(ident("merge_next_hash").eq(ident("content_hash")))
            .alias(SAME),
    );
    Ok(Some(windowed.filter(ident("merge_place").eq(lit(1_u64)))?.select(columns)?))
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
    columns.push(lit(false).alias(SAME));
    grouped.select(columns)
}

/// What a merged batch changes: rows that are not as they were, and those of them that only carry a later
/// version of the same content.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changed {
    /// Rows out.
    pub rows: u64,
    /// Rows that are not the lake's own copy.
    pub new: u64,
    /// New rows whose content the lake had already.
    pub same: u64,
}

impl Changed {
    /// Counts a merged batch.
    pub fn count(&mut self, batch: &RecordBatch) {
        let (Some(rank), Some(same)) = (batch.column_by_name(RANK), batch.column_by_name(SAME)) else { return };
        let rank = rank.as_primitive::<datafusion::arrow::datatypes::Int64Type>();
        let same = same.as_boolean();
        self.rows += batch.num_rows() as u64;
        for row in 0..batch.num_rows() {
            let new = rank.value(row) != Rank::Present as i64;
            self.new += u64::from(new);
            self.same += u64::from(new && same.value(row));
        }
    }
}
