//! One bucket of every table: merged, written, counted.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use datafusion::arrow::compute::{filter_record_batch, is_not_null};
use datafusion::arrow::ipc::writer::FileWriter;
use datafusion::common::ScalarValue;
use datafusion::datasource::file_format::options::ArrowReadOptions;
use datafusion::logical_expr::not;
use datafusion::prelude::{DataFrame, SessionContext, coalesce, ident, lit};
use deltalake::datafile::writer::DeltaWriter;
use deltalake::kernel::Add;
use futures::TryStreamExt;

use super::error::ImportError;
use super::merge::{self, Stamp};
use super::newest::{Changed, Newest};
use super::report::{ImportReport, TableChange};
use super::staging::Segments;
use crate::lake::session::beside;
use crate::lake::tables::{self, Table};
use crate::lake::views;
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
    /// Whether a file is read in another way than before, so that rows may go that nothing replaces.
    pub rereads: bool,
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
        let mut orders = None;
        for table in [&tables::CUSTOMER_RECORDS, &tables::CONTACT_POINTS, &tables::ORDER_LINES, &tables::ORDERS] {
            let staged = self.staged(&ctx, table, bucket).await?;
            let made = derived.take_if(|_| table.name == tables::ORDERS.name);
            if staged.is_none() && made.is_none() && !self.rereads {
                continue;
            }
            let (present, before) = self.present(&ctx, table, bucket).await?;
            let Some(merged) = merge::merged(table, present, staged, made)? else { continue };
            let copy = self.scratch.join(format!("merged-{}-{bucket}.arrow", table.name));
            let copy_to = [&tables::ORDER_LINES, &tables::ORDERS].iter().any(|of| of.name == table.name);
            let mut out = Out::open(&self.lake, table, copy_to.then_some(&copy)).await?;
            out.take(merged).await?;
            let merged = out.close(bucket, before).await?;
            if merged.rewritten && table.name == tables::ORDER_LINES.name {
                derived = Some(orders_from_lines(&ctx, &copy).await?);
            }
            if table.name == tables::ORDERS.name {
                orders = Some((copy, merged.rewritten));
            }
            all.push(merged);
        }
        all.extend(self.refunds(&ctx, bucket, orders).await?);
        Ok(all)
    }

    /// Refunds of a bucket: first those with a date of their own, then what orders tell beyond them. `orders` are the
    /// merged orders that tell of any, and whether they changed, when orders came.
    async fn refunds(
        &self,
        ctx: &SessionContext,
        bucket: u64,
        orders: Option<(PathBuf, bool)>,
    ) -> Result<Option<Merged>, ImportError> {
        let table = &tables::REFUNDS;
        let staged = self.staged(ctx, table, bucket).await?;
        let orders_changed = orders.as_ref().is_some_and(|(_, changed)| *changed);
        if staged.is_none() && !orders_changed && !self.rereads {
            return Ok(None);
        }
        let (present, before) = self.present(ctx, table, bucket).await?;
        let (dated, told) = match present {
            Some(rows) => {
                (Some(rows.clone().filter(ident("date_known"))?), Some(rows.filter(not(ident("date_known")))?))
            }
            None => (None, None),
        };
        let before_dated = match &dated {
            Some(rows) => rows.clone().count().await? as u64,
            None => 0,
        };
        let copy = self.scratch.join(format!("merged-{}-{bucket}.arrow", table.name));
        let mut out = Out::open(&self.lake, table, Some(&copy)).await?;
        if let Some(merged) = merge::merged(table, dated, staged, None)? {
            out.take(merged).await?;
        }
        out.end_copy()?;
        if !orders_changed && !out.changed.anything(before_dated) {
            return out.close(bucket, before_dated).await.map(Some);
        }
        match orders {
            Some((orders, _)) => {
                let path = orders.display().to_string();
                ctx.register_arrow("refunded_orders", &path, ArrowReadOptions::default()).await?;
            }
            None => {
                let orders = ctx.table(tables::ORDERS.name).await?;
                let telling = ident("bucket").eq(lit(bucket.cast_signed())).and(ident("refunded").is_not_null());
                ctx.register_table("refunded_orders", orders.filter(telling)?.into_view())?;
            }
        }
        ctx.register_arrow("dated_refunds", &copy.display().to_string(), ArrowReadOptions::default()).await?;
        let made = completed(ctx.sql(include_str!("refunds_from_orders.sql")).await?, table)?;
        if let Some(merged) = merge::merged(table, told, None, Some(made))? {
            out.take(merged).await?;
        }
        out.close(bucket, before).await.map(Some)
    }

    /// What was staged for a bucket of a table.
    async fn staged(
        &self,
        ctx: &SessionContext,
        table: &'static Table,
        bucket: u64,
    ) -> Result<Option<merge::Rows>, ImportError> {
        let landed = self.segments.get(&(table.name, bucket)).map(Vec::as_slice).unwrap_or_default();
        Ok(merge::staged(ctx, table, bucket, landed, &self.stamp).await?)
    }

    /// What the lake has in a bucket of a table, and how many rows.
    async fn present(
        &self,
        ctx: &SessionContext,
        table: &'static Table,
        bucket: u64,
    ) -> Result<(Option<DataFrame>, u64), ImportError> {
        if !self.base.tables.contains_key(table.name) {
            return Ok((None, 0));
        }
        let rows = ctx.table(table.name).await?.filter(ident("bucket").eq(lit(bucket.cast_signed())))?;
        let before = rows.clone().count().await?;
        Ok((Some(rows), before as u64))
    }
}

/// A bucket of a table on its way into new files. What other rows are made from is copied beside: lines, refunds, and
/// the orders that tell of a refund.
struct Out {
    table: &'static Table,
    writer: DeltaWriter,
    copy: Option<FileWriter<BufWriter<File>>>,
    changed: Changed,
}

impl Out {
    async fn open(lake: &Lake, table: &'static Table, copy_to: Option<&PathBuf>) -> Result<Self, ImportError> {
        let writer = lake.writer(table).await?;
        let copy = match copy_to {
            Some(path) => Some(FileWriter::try_new(BufWriter::new(File::create(path)?), &table.schema())?),
            None => None,
        };
        Ok(Self { table, writer, copy, changed: Changed::default() })
    }

    /// Streams merged copies of keys into the files, one of each.
    async fn take(&mut self, merged: DataFrame) -> Result<(), ImportError> {
        let schema = self.table.schema();
        let mut batches = merged.execute_stream().await?;
        let mut newest = Newest::new(&batches.schema(), self.table)?;
        while let Some(batch) = batches.try_next().await? {
            let stored = conform(&newest.take(&batch)?, &schema)?;
            if let Some(copy) = &mut self.copy {
                match stored.column_by_name("refunded") {
                    Some(told) if self.table.name == tables::ORDERS.name => {
                        copy.write(&filter_record_batch(&stored, &is_not_null(told)?)?)?;
                    }
                    _ => copy.write(&stored)?,
                }
            }
            self.writer.write(&stored).await.map_err(LakeError::delta(self.table.name))?;
        }
        self.changed.add(newest.changed);
        Ok(())
    }

    /// Ends the copy, so that it can be read.
    fn end_copy(&mut self) -> Result<(), ImportError> {
        if let Some(mut copy) = self.copy.take() {
            copy.finish()?;
        }
        Ok(())
    }

    /// Ends the files, which are dropped when nothing changed of the `before` rows.
    async fn close(mut self, bucket: u64, before: u64) -> Result<Merged, ImportError> {
        self.end_copy()?;
        let Self { table, writer, changed, .. } = self;
        let wrong = LakeError::delta(table.name);
        let rewritten = changed.anything(before);
        let files = if rewritten {
            writer.close().await.map_err(wrong)?
        } else {
            writer.abort().await.map_err(wrong)?;
            Vec::new()
        };
        let inserted = (changed.rows + changed.gone).saturating_sub(before);
        let change = TableChange {
            table: table.name,
            inserted,
            updated: changed.new.saturating_sub(inserted).saturating_sub(changed.same),
            removed: changed.gone,
            older: changed.older,
            tied: changed.tied,
            again: changed.again,
            compared: changed.compared,
            strangers: changed.strangers,
        };
        Ok(Merged { table, bucket, rewritten, files, change })
    }
}

/// Orders of sources that give lines only.
async fn orders_from_lines(ctx: &SessionContext, lines: &Path) -> Result<DataFrame, ImportError> {
    let lines = ctx.read_arrow(lines.display().to_string(), ArrowReadOptions::default()).await?;
    let judged = lines.with_column("apart", not(coalesce(vec![views::counts(), lit(true)])))?;
    ctx.register_table("merged_lines", judged.into_view())?;
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
