//! Refunds that count, joined to their orders once for all that asks for them in a run.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::sync::Arc;

use datafusion::arrow::datatypes::Schema;
use datafusion::arrow::ipc::writer::FileWriter;
use datafusion::datasource::MemTable;
use datafusion::datasource::file_format::options::ArrowReadOptions;
use datafusion::prelude::{SessionContext, ident};
use futures::TryStreamExt;

use super::error::RunError;
use crate::lake::tables::REFUNDS;
use crate::lake::views::COUNTED_REFUNDS;

/// What a run asks of them.
const ASKED: [&str; 9] =
    ["source", "record_id", "guest", "refunded_on", "amount", "currency", "ordered_on", "order_net", "order_cost"];

/// Puts a file in place of the view [`COUNTED_REFUNDS`], whose join sorts all orders: summaries, months and guests then
/// share one sort. Where there is no refund there is no join either.
pub async fn settle(ctx: &SessionContext, scratch: &Path) -> Result<(), RunError> {
    let refunds = ctx.table(COUNTED_REFUNDS).await?.select(ASKED.map(ident))?;
    let schema: Arc<Schema> = Arc::new(refunds.schema().as_arrow().clone());
    let any = ctx.table(REFUNDS.name).await?.count().await? > 0;
    let path = scratch.join("counted_refunds.arrow");
    if any {
        let mut rows = refunds.execute_stream().await?;
        let mut file = FileWriter::try_new(BufWriter::new(File::create(&path)?), &rows.schema())?;
        while let Some(batch) = rows.try_next().await? {
            file.write(&batch)?;
        }
        file.finish()?;
    }
    ctx.deregister_table(COUNTED_REFUNDS)?;
    if any {
        ctx.register_arrow(COUNTED_REFUNDS, &path.display().to_string(), ArrowReadOptions::default()).await?;
    } else {
        ctx.register_table(COUNTED_REFUNDS, Arc::new(MemTable::try_new(schema, vec![vec![]])?))?;
    }
    Ok(())
}
