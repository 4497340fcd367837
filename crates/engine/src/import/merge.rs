//! The second pass of an import: one bucket of one table, what the lake has and what was staged, made one.
//!
//! Every row has a key when it comes here, natural or numbered ([`number`]). Of the copies of a key
//! the one with the greatest (`version_at`, `content_hash`) stays. That is a maximum, so the result does
//! not depend on the order of imports, and importing twice changes nothing.
//!
//! Lines that their source gives no key are told by what they say, so an edited line is another line. They
//! stay or go with their order: only those of the order's greatest version stay ([`UNIT`]). That, too, is a
//! maximum.

use std::sync::Arc;

use datafusion::arrow::datatypes::DataType;
use datafusion::common::ScalarValue;
use datafusion::datasource::file_format::options::ArrowReadOptions;
use datafusion::error::Result;
use datafusion::functions::expr_fn::starts_with;
use datafusion::logical_expr::{Operator, binary_expr, not};
use datafusion::prelude::{DataFrame, Expr, SessionContext, cast, coalesce, ident, lit, when};

use super::number::{number, together};
use super::staging::{BOUGHT, Segment, numbered_column};
use crate::lake::tables::{Column, ColumnType, Table};

/// Facts of the import that stand on each of its rows.
#[derive(Debug, Clone)]
pub struct Stamp {
    /// When the import ran, microseconds UTC.
    pub imported_at: i64,
    /// By file, in the order that they were given.
    pub files: Vec<FileStamp>,
}

/// Facts of one file of the import.
#[derive(Debug, Clone)]
pub struct FileStamp {
    /// Its name.
    pub name: String,
    /// In microseconds: the version of rows that carry none.
    pub version: i64,
    /// Whether somebody said when the file was exported: then no row's own time counts.
    pub exported: bool,
    /// Whether an order that it shows is shown with all its lines.
    pub whole: bool,
}

/// Where a row in a merge comes from; of equal copies the greatest stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rank {
    /// Staged by this import: an equal copy in the lake stays.
    Staged = 0,
    /// In the lake.
    Present = 1,
    /// In the lake, and derived there from other rows of the bucket, which now say anew what is derived of them: it goes
    /// unless they say it again.
    Underived = 2,
    /// Derived from merged rows: replaces what was derived before.
    Derived = 3,
}

impl Rank {
    /// The rank of a row of `table` that the lake has, when what is derived of others is made anew: an order made from
    /// its lines has the least version there is, a refund that an order tells of has no date of its own.
    fn made_before(table: &Table) -> Result<Expr> {
        let derived = match table.name {
            "refunds" => not(ident("date_known")),
            _ => ident("version_at").eq(lit(ScalarValue::TimestampMicrosecond(Some(0), Some("UTC".into())))),
        };
        when(derived, lit(Self::Underived as i64)).otherwise(lit(Self::Present as i64))
    }
}

/// Column that says where a row came from.
pub const RANK: &str = "merge_rank";

/// Column of order lines: the version of its order that a line belongs to; null for a line with a key of its
/// own, and for one whose source gives no order number.
pub const UNIT: &str = "merge_unit";

/// Rows of a table, less the columns that are the same on all of them: no sort has to carry those.
pub struct Rows {
    varied: DataFrame,
    same: Vec<(&'static Column, Expr)>,
}

impl Rows {
    /// All columns of `table`, and others that `varied` has beside them.
    fn whole(self, table: &Table) -> Result<DataFrame> {
        let Self { varied, same } = self;
        let own = varied.schema().as_arrow().clone();
        let beside =
            own.fields().iter().filter(|field| !table.all_columns().any(|column| column.name == *field.name()));
        let beside: Vec<Expr> = beside.map(|field| ident(field.name())).collect();
        let columns = table.all_columns().map(|column| {
            let same = same.iter().find(|(of, _)| of.name == column.name);
            same.map_or_else(|| ident(column.name), |(_, value)| value.clone().alias(column.name))
        });
        varied.select(columns.chain(beside).collect::<Vec<_>>())
    }
}

/// Reads staged segments as rows of `table`, each with a key.
///
/// # Errors
/// When a segment cannot be read, or the disk is full.
pub async fn staged(
    ctx: &SessionContext,
    table: &'static Table,
    bucket: u64,
    segments: &[Segment],
    stamp: &Stamp,
) -> Result<Option<Rows>> {
    let mut all: Vec<Rows> = Vec::new();
    for (file, of_file) in stamp.files.iter().enumerate() {
        for keyless in [false, true] {
            let mut alike: Vec<Rows> = Vec::new();
            let mut beside = None;
            let mut dated = false;
            for segment in segments.iter().filter(|s| s.file == file && s.keyless == keyless) {
                let path = segment.path.display().to_string();
                let read = ctx.read_arrow(path, ArrowReadOptions::default()).await?;
                dated |= read.schema().as_arrow().column_with_name("version_at").is_some();
                alike.push(complete(read, table, bucket, of_file, stamp.imported_at)?);
                beside = Some(segment.path.with_extension("numbered.arrow"));
            }
            let Some(Rows { varied: rows, same }) = together_as_one(alike, table)? else { continue };
            let varied = match (keyless, beside, numbered_column(table)) {
                (true, Some(path), Some(key)) => {
                    let rows = match dated && table.name == "order_lines" {
                        true => {
                            let path = path.with_extension("together.arrow");
                            together(rows, &path).await?;
                            ctx.read_arrow(path.display().to_string(), ArrowReadOptions::default()).await?
                        }
                        false => rows,
                    };
                    number(rows, key, &path).await?;
                    let numbered = ctx.read_arrow(path.display().to_string(), ArrowReadOptions::default()).await?;
                    numbered.drop_columns(&[BOUGHT])?
                }
                _ => rows,
            };
            all.push(Rows { varied, same });
        }
    }
    together_as_one(all, table)
}

/// Several sets of rows as one; a single one stays as narrow as it is.
fn together_as_one(mut sets: Vec<Rows>, table: &Table) -> Result<Option<Rows>> {
    if sets.len() < 2 {
        return Ok(sets.pop());
    }
    let mut all = None;
    for rows in sets {
        all = union(all, rows.whole(table)?)?;
    }
    Ok(all.map(|varied| Rows { varied, same: Vec::new() }))
}

fn union(before: Option<DataFrame>, rows: DataFrame) -> Result<Option<DataFrame>> {
    Ok(Some(match before {
        None => rows,
        Some(before) => before.union(rows)?,
    }))
}

/// What every merge looks at, so that it stands in the rows even where it is the same on all of them.
const LOOKED_AT: [&str; 7] = ["order_id", "group_id", "record_id", "version_at", "content_hash", "whole", "line_no"];

/// Adds the columns that the source did not land and the lake's own.
fn complete(read: DataFrame, table: &'static Table, bucket: u64, file: &FileStamp, imported_at: i64) -> Result<Rows> {
    let landed = Arc::new(read.schema().as_arrow().clone());
    let instant = |at: i64| lit(ScalarValue::TimestampMicrosecond(Some(at), Some("UTC".into())));
    let version = if landed.column_with_name("version_at").is_some() && !file.exported {
        coalesce(vec![cast(ident("version_at"), ColumnType::Instant.arrow()), instant(file.version)])
    } else {
        instant(file.version)
    };
    let dated = landed.column_with_name("version_at").map(|_| ident("version_at").is_not_null());
    let shown = lit(file.whole || file.exported);
    let whole = dated.map_or_else(|| shown.clone(), |dated| dated.or(shown.clone()));
    let (mut varied, mut same) = (Vec::new(), Vec::new());
    for column in table.all_columns() {
        let has = landed.column_with_name(column.name).is_some();
        let value = match column.name {
            "source_file" => lit(file.name.as_str()),
            "whole" => whole.clone(),
            "imported_at" => instant(imported_at),
            "version_at" => version.clone(),
            "bucket" => lit(bucket.cast_signed()),
            name if has => cast(ident(name), column.kind.arrow()),
            _ => null(&column.kind.arrow())?,
        };
        if has || LOOKED_AT.contains(&column.name) || table.key.contains(&column.name) {
            varied.push(value.alias(column.name));
        } else {
            same.push((column, value));
        }
    }
    if landed.column_with_name(BOUGHT).is_some() {
        varied.push(ident(BOUGHT));
    }
    Ok(Rows { varied: read.select(varied)?, same })
}

fn null(kind: &DataType) -> Result<Expr> {
    Ok(lit(ScalarValue::try_new_null(kind)?))
}

/// What the lake has, what was staged and what was derived, the copies of a key together, newest first.
///
/// The result has the table's columns, then [`RANK`], and for order lines [`UNIT`];
/// [`Newest`](super::newest::Newest) takes the first copy of each key.
///
/// # Errors
/// When the plan cannot be made.
pub fn merged(
    table: &'static Table,
    present: Option<DataFrame>,
    staged: Option<Rows>,
    derived: Option<DataFrame>,
) -> Result<Option<DataFrame>> {
    let Some(Rows { varied: all, same }) = beside(table, present, staged, derived)? else { return Ok(None) };
    if table.name == "contact_points" {
        return seen(Rows { varied: all, same }.whole(table)?, table).map(Some);
    }
    let lines = table.name == "order_lines";
    let all = if lines { all.with_column(UNIT, unit()?)? } else { all };
    let mut order: Vec<_> = table.key.iter().map(|name| ident(*name).sort(true, false)).collect();
    if lines {
        // Within an order, before the key of the line: the versions of the order, newest first.
        order.insert(order.len() - 1, ident(UNIT).sort(false, true));
    }
    order.extend(["version_at", "content_hash", RANK].map(|name| ident(name).sort(false, false)));
    Rows { varied: all.sort(order)?, same }.whole(table).map(Some)
}

/// What the lake has, what was staged and what was derived, each with its [`RANK`].
fn beside(
    table: &'static Table,
    present: Option<DataFrame>,
    staged: Option<Rows>,
    derived: Option<DataFrame>,
) -> Result<Option<Rows>> {
    let before = match derived {
        Some(_) => Rank::made_before(table)?,
        None => lit(Rank::Present as i64),
    };
    let ranked = |rows: DataFrame, rank: Expr| {
        let own = rows.schema().as_arrow().clone();
        let own = table.all_columns().filter(|column| own.column_with_name(column.name).is_some());
        let columns = own.map(|column| cast(ident(column.name), column.kind.arrow()).alias(column.name));
        rows.select(columns.chain([rank.alias(RANK)]).collect::<Vec<_>>())
    };
    let mut all = Vec::new();
    for (rows, rank) in [(present, before), (derived, lit(Rank::Derived as i64))] {
        if let Some(rows) = rows {
            all.push(Rows { varied: ranked(rows, rank)?, same: Vec::new() });
        }
    }
    if let Some(Rows { varied, same }) = staged {
        all.push(Rows { varied: ranked(varied, lit(Rank::Staged as i64))?, same });
    }
    together_as_one(all, table)
}

/// What [`UNIT`] holds: the version of the order, for keyless lines of a source that shows or dates orders whole. A key
/// that was made begins with one `#`; an order number that was made is not the name of the line's group.
fn unit() -> Result<Expr> {
    let begins = |with: &str| starts_with(ident("line_no"), lit(with));
    let made = begins("#").and(not(begins("##")));
    when(made.and(ident("order_id").eq(ident("group_id"))).and(ident("whole")), ident("version_at")).end()
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
