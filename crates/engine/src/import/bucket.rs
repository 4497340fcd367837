//! One bucket of every table: merged, written, counted.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use datafusion::arrow::compute::{filter_record_batch, is_not_null};
use datafusion::arrow::ipc::writer::FileWriter;
use datafusion::common::{JoinType, ScalarValue};
use datafusion::datasource::file_format::options::ArrowReadOptions;
use datafusion::logical_expr::not;
use datafusion::prelude::{DataFrame, SessionContext, ident, lit};
use deltalake::kernel::Add;
use futures::TryStreamExt;

use super::error::ImportError;
use super::merge::{self, Stamp};
use super::newest::{Changed, Newest};
use super::report::{ImportReport, TableChange};
use super::staging::Segments;
use crate::lake::session::beside;
use crate::lake::tables::{self, Table};
use crate::lake::{Lake, LakeError, WorkspaceVersion, conform};

/// What became of one bucket of one table.
pub struct Merged {
    pub table: &'static Table,
    pub bucket: u64,
    /// Whether `files` replace the bucket's.
    pub rewritten: bool,
    pub files: Vec<Add>,
    pub change: TableChange,
}

/// What every bucket's merge needs.
pub struct Work {
    pub ctx: SessionContext,
    pub lake: Lake,
    pub base: WorkspaceVersion,
    pub segments: Segments,
    pub stamp: Stamp,
    pub scratch: PathBuf,
}

/// Buckets merged at one time: one encodes while the other sorts.
pub const LANES: usize = 2;

impl Work {
    /// Merges what was staged for one bucket into every table concerned. Lines come before orders, since
    /// orders may be made from lines, and orders before refunds, since an order may tell of a refund.
    pub async fn bucket(self: Arc<Self>, bucket: u64) -> Result<Vec<Merged>, ImportError> {
        let ctx = beside(&self.ctx, LANES).await?;
        let mut all = Vec::new();
        let mut derived: Option<DataFrame> = None;
        let mut given_back: Option<DataFrame> = None;
        let order = [
            &tables::CUSTOMER_RECORDS,
            &tables::CONTACT_POINTS,
            &tables::ORDER_LINES,
            &tables::ORDERS,
            &tables::REFUNDS,
        ];
        for table in order {
            let landed = self.segments.get(&(table.name, bucket)).map(Vec::as_slice).unwrap_or_default();
            let staged = merge::staged(&ctx, table, bucket, landed, &self.stamp).await?;
            let made = match table.name {
                name if name == tables::ORDERS.name => derived.take(),
                name if name == tables::REFUNDS.name => given_back.take(),
                _ => None,
            };
            if staged.is_none() && made.is_none() {
                continue;
            }
            let (present, before) = match self.base.tables.contains_key(table.name) {
                true => {
                    let rows = ctx.table(table.name).await?.filter(ident("bucket").eq(lit(bucket.cast_signed())))?;
                    let before = rows.clone().count().await?;
                    (Some(rows), before as u64)
                }
                false => (None, 0),
            };
            let present = match (present, &made) {
                (Some(rows), Some(made)) if table.name == tables::REFUNDS.name => Some(still_told(rows, made)?),
                (present, _) => present,
            };
            let Some(merged) = merge::merged(table, present, staged, made)? else { continue };
            let copy = self.scratch.join(format!("merged-{}-{bucket}.arrow", table.name));
            let copy_to = [&tables::ORDER_LINES, &tables::ORDERS].iter().any(|of| of.name == table.name);
            let (files, changed) = write(&self.lake, table, merged, before, copy_to.then_some(&copy)).await?;
            if changed.new > 0 && table.name == tables::ORDER_LINES.name {
                derived = Some(orders_from_lines(&ctx, &copy).await?);
            }
            if changed.new > 0 && table.name == tables::ORDERS.name {
                given_back = Some(refunds_from_orders(&ctx, &copy).await?);
            }
            let inserted = (changed.rows + changed.gone).saturating_sub(before);
            let change = TableChange {
                table: table.name,
                inserted,
                updated: changed.new.saturating_sub(inserted).saturating_sub(changed.same),
                removed: changed.gone,
                older: changed.older,
                tied: changed.tied,
            };
            let rewritten = changed.new > 0 || changed.rows < before;
            all.push(Merged { table, bucket, rewritten, files, change });
        }
        Ok(all)
    }
}

/// Streams a merged bucket into new files, which are dropped when nothing changed of its `before` rows. What
/// other tables are made from is copied: all lines, and the orders that tell of a refund.
async fn write(
    lake: &Lake,
    table: &'static Table,
    merged: DataFrame,
    before: u64,
    copy_to: Option<&PathBuf>,
) -> Result<(Vec<Add>, Changed), ImportError> {
    let wrong = LakeError::delta(table.name);
    let mut writer = lake.writer(table).await?;
    let mut copy = match copy_to {
        Some(path) => Some(FileWriter::try_new(BufWriter::new(File::create(path)?), &table.schema())?),
        None => None,
    };
    let schema = table.schema();
    let mut batches = merged.execute_stream().await?;
    let mut newest = Newest::new(&batches.schema(), table)?;
    while let Some(batch) = batches.try_next().await? {
        let stored = conform(&newest.take(&batch)?, &schema)?;
        if let Some(copy) = &mut copy {
            match stored.column_by_name("refunded") {
                Some(told) if table.name == tables::ORDERS.name => {
                    copy.write(&filter_record_batch(&stored, &is_not_null(told)?)?)?;
                }
                _ => copy.write(&stored)?,
            }
        }
        writer.write(&stored).await.map_err(&wrong)?;
    }
    if let Some(copy) = &mut copy {
        copy.finish()?;
    }
    let changed = newest.changed;
    if changed.new == 0 && changed.rows >= before {
        writer.abort().await.map_err(wrong)?;
        return Ok((Vec::new(), changed));
    }
    Ok((writer.close().await.map_err(wrong)?, changed))
}

/// What the lake has of refunds, without those that no order tells of any more.
fn still_told(present: DataFrame, made: &DataFrame) -> Result<DataFrame, ImportError> {
    let key = ["source", "refund_id"];
    let told = present.clone().filter(not(ident("date_known")))?;
    let told = told.join(made.clone().select(key.map(ident).to_vec())?, JoinType::LeftSemi, &key, &key, None)?;
    Ok(present.filter(ident("date_known"))?.union(told)?)
}

/// Refunds that orders tell of. They are made from all the bucket's orders, so that they follow the copy of
/// an order that stays, whatever came first.
async fn refunds_from_orders(ctx: &SessionContext, orders: &Path) -> Result<DataFrame, ImportError> {
    let path = orders.display().to_string();
    ctx.register_arrow("refunded_orders", &path, ArrowReadOptions::default()).await?;
    completed(ctx.sql(include_str!("refunds_from_orders.sql")).await?, &tables::REFUNDS)
}

/// Orders of sources that give lines only.
async fn orders_from_lines(ctx: &SessionContext, lines: &Path) -> Result<DataFrame, ImportError> {
    let path = lines.display().to_string();
    ctx.register_arrow("merged_lines", &path, ArrowReadOptions::default()).await?;
    completed(ctx.sql(include_str!("orders_from_lines.sql")).await?, &tables::ORDERS)
}

/// All columns of a table from those that were made.
fn completed(made: DataFrame, table: &Table) -> Result<DataFrame, ImportError> {
    let has = made.schema().as_arrow().clone();
    let columns = table.all_columns().map(|column| {
        let kind = column.kind.arrow();
        Ok(match column.name {
            name if has.column_with_name(name).is_some() => ident(name),
            // The least version there is: an order that the source gave itself goes before.
            "version_at" => lit(ScalarValue::TimestampMicrosecond(Some(0), Some("UTC".into()))).alias(column.name),
            "content_hash" => lit(0_i64).alias(column.name),
            _ => lit(ScalarValue::try_new_null(&kind)?).alias(column.name),
        })
    });
    Ok(made.select(columns.collect::<datafusion::error::Result<Vec<_>>>()?)?)
}

/// Whether every file of the import was imported before, to the letter.
pub async fn known(ctx: &SessionContext, report: &ImportReport) -> Result<bool, ImportError> {
    for file in &report.files {
        let same = ident("file_hash").eq(lit(file.tally.file_sha256.clone()));
        if ctx.table(tables::IMPORTS.name).await?.filter(same)?.count().await? == 0 {
            return Ok(false);
        }
    }
    Ok(true)
}
