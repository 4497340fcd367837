//! A file that was imported before and is read in another way now: with another currency, zone or meaning of a column.
//!
//! Between files the newest copy of a row stays, whatever came first. Between two readings of one file there is no
//! newer copy, since it is the same: who reads it again corrects what was read, and so the later reading stands.
//! What the lake has of earlier readings is marked with a version older than any, so that it goes unless the new
//! reading, or another file, has the row as well.

use datafusion::arrow::array::AsArray;
use datafusion::arrow::compute::cast as cast_array;
use datafusion::arrow::datatypes::{Int64Type, TimestampMicrosecondType};
use datafusion::common::ScalarValue;
use datafusion::error::Result;
use datafusion::prelude::{Expr, SessionContext, ident, lit, when};

use super::report::FileReport;
use crate::lake::tables::{CUSTOMER_RECORDS, ColumnType, IMPORTS, ORDER_LINES, ORDERS, REFUNDS};

/// The version of rows of an earlier reading; those of rows that the lake derived are 0.
pub const STALE: i64 = -1;

/// An earlier import of a file.
struct Reading {
    import: String,
    source: String,
    file: String,
    at: i64,
    hash: i64,
}

/// Marks what the lake has of earlier readings of these files; whether there is any.
///
/// # Errors
/// When the lake cannot be read.
pub async fn mark(ctx: &SessionContext, files: &[FileReport]) -> Result<bool> {
    let mut stale: Option<Expr> = None;
    for file in files {
        let hash = file.tally.file_sha256.as_str();
        // Two readings of one file in one import are two files.
        if files.iter().filter(|other| other.tally.file_sha256 == hash).count() > 1 {
            continue;
        }
        let known = readings(ctx, hash, &file.inspection.source).await?;
        let latest = known.iter().max_by(|one, other| one.import.cmp(&other.import));
        if latest.is_none_or(|latest| latest.hash == file.tally.reading.cast_signed()) {
            continue;
        }
        for reading in known {
            let rows = of(&reading);
            stale = Some(match stale {
                None => rows,
                Some(stale) => stale.or(rows),
            });
        }
    }
    let Some(stale) = stale else { return Ok(false) };
    let instant = |at: i64| lit(ScalarValue::TimestampMicrosecond(Some(at), Some("UTC".into())));
    for table in [&CUSTOMER_RECORDS, &ORDER_LINES, &ORDERS, &REFUNDS] {
        // What follows from other rows goes or stays with them.
        let own = match table.name {
            name if name == REFUNDS.name => stale.clone().and(ident("date_known")),
            _ => stale.clone().and(ident("version_at").gt(instant(0))),
        };
        let version = when(own, instant(STALE)).otherwise(ident("version_at"))?;
        let marked = ctx.table(table.name).await?.with_column("version_at", version)?;
        ctx.deregister_table(table.name)?;
        ctx.register_table(table.name, marked.into_view())?;
    }
    Ok(true)
}

/// Imports of a file, by what it holds.
async fn readings(ctx: &SessionContext, hash: &str, source: &str) -> Result<Vec<Reading>> {
    let same = ident("file_hash").eq(lit(hash)).and(ident("source").eq(lit(source)));
    let columns = ["import_id", "source", "file", "imported_at", "reading"].map(ident);
    let batches = ctx.table(IMPORTS.name).await?.filter(same)?.select(columns.to_vec())?.collect().await?;
    let mut readings = Vec::new();
    for batch in &batches {
        let texts = |column: usize| cast_array(batch.column(column), &ColumnType::Text.arrow());
        let (imports, sources, files) = (texts(0)?, texts(1)?, texts(2)?);
        let (imports, sources, files) =
            (imports.as_string::<i32>(), sources.as_string::<i32>(), files.as_string::<i32>());
        let times = batch.column(3).as_primitive::<TimestampMicrosecondType>();
        let hashes = batch.column(4).as_primitive::<Int64Type>();
        readings.extend((0..batch.num_rows()).map(|row| Reading {
            import: imports.value(row).to_owned(),
            source: sources.value(row).to_owned(),
            file: files.value(row).to_owned(),
            at: times.value(row),
            hash: hashes.value(row),
        }));
    }
    Ok(readings)
}

/// The rows that a reading brought.
fn of(reading: &Reading) -> Expr {
    let at = lit(ScalarValue::TimestampMicrosecond(Some(reading.at), Some("UTC".into())));
    let file =
        ident("source").eq(lit(reading.source.as_str())).and(ident("source_file").eq(lit(reading.file.as_str())));
    file.and(ident("imported_at").eq(at))
}
