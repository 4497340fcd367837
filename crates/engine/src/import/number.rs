//! Keys for rows that their source gives none.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, PrimitiveArray, RecordBatch, StringArray, StringBuilder};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Int64Type, TimestampMicrosecondType};
use datafusion::arrow::ipc::writer::FileWriter;
use datafusion::error::Result;
use datafusion::prelude::{DataFrame, ident};
use futures::TryStreamExt;

use super::newest::{Runs, column};
use super::staging::BOUGHT;

/// Writes rows, some without a key, to a file in which each has one: group, what was bought, and copy, counted within
/// the import's file. Of copies the one that is furthest along is the first. Two files that hold the same line once each then agree on its key; a file that holds it twice
/// adds a second copy. So the lake keeps the largest count of identical lines that any one file showed.
pub async fn number(rows: DataFrame, key: &str, to: &Path) -> Result<()> {
    let same = ["source", "group_id", BOUGHT];
    let mut sort = same.map(|name| ident(name).sort(true, false)).to_vec();
    sort.push(ident("content_hash").sort(false, false));
    let sorted = rows.sort(sort)?;
    let mut batches = sorted.execute_stream().await?;
    let schema = batches.schema();
    let mut file = FileWriter::try_new(BufWriter::new(File::create(to)?), &schema)?;
    let mut runs = Runs::new(&schema, &same)?;
    while let Some(batch) = batches.try_next().await? {
        let mut columns = batch.columns().to_vec();
        let text = |name: &str| -> Result<ArrayRef> { Ok(cast(column(&batch, name)?, &DataType::Utf8)?) };
        let (group, given, record) = (text("group_id")?, text(key)?, text("record_id")?);
        let (group, given, record) = (group.as_string::<i32>(), given.as_string::<i32>(), record.as_string::<i32>());
        let hash = column(&batch, BOUGHT)?.as_primitive::<Int64Type>();
        let (mut keys, mut records) = (StringBuilder::new(), StringBuilder::new());
        for (row, copy) in runs.places(&batch)?.into_iter().enumerate() {
            let made = match given.is_valid(row) {
                true => given.value(row).to_owned(),
                // The key of a line need not name its order, which stands beside it.
                false if key == "line_no" => format!("#{:x}-{copy}", hash.value(row)),
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
        if key == "line_no" {
            columns[schema.index_of("order_id")?] = Arc::new(orders(&text("order_id")?, &text("group_id")?));
        }
        columns[schema.index_of(key)?] = Arc::new(keys.finish());
        columns[schema.index_of("record_id")?] = Arc::new(records.finish());
        file.write(&RecordBatch::try_new(Arc::clone(&schema), columns)?)?;
    }
    Ok(file.finish()?)
}

/// The orders of lines. What one customer bought at one time is an order where no number says so; its name is not that
/// of the group, since nobody edits an order by it.
fn orders(given: &ArrayRef, groups: &ArrayRef) -> StringArray {
    let pairs = given.as_string::<i32>().iter().zip(groups.as_string::<i32>());
    let made = pairs.map(|(order, group)| match (order, group) {
        (Some(order), _) => Some(order.to_owned()),
        (None, group) => group.map(|group| format!("{group}#")),
    });
    made.collect()
}

/// Writes the lines of one file to another, in which the lines of an order that have no key have one version: the
/// greatest of them. A file shows an order as a whole, even where every line says when it was changed itself.
pub async fn together(rows: DataFrame, to: &Path) -> Result<()> {
    let order = ["source", "group_id"];
    let mut sort: Vec<_> = order.iter().map(|name| ident(*name).sort(true, false)).collect();
    // Lines without a key first, the newest of them at the head.
    sort.extend([ident("line_no").sort(true, true), ident("version_at").sort(false, false)]);
    let mut batches = rows.sort(sort)?.execute_stream().await?;
    let schema = batches.schema();
    let mut file = FileWriter::try_new(BufWriter::new(File::create(to)?), &schema)?;
    let mut runs = Runs::new(&schema, &order)?;
    let mut newest = None;
    while let Some(batch) = batches.try_next().await? {
        let keys = column(&batch, "line_no")?;
        let own = column(&batch, "version_at")?.as_primitive::<TimestampMicrosecondType>();
        let mut versions = Vec::with_capacity(batch.num_rows());
        for (row, place) in runs.places(&batch)?.into_iter().enumerate() {
            let version = own.is_valid(row).then(|| own.value(row));
            if place == 1 {
                newest = version;
            }
            versions.push(if keys.is_null(row) { newest } else { version });
        }
        let mut columns = batch.columns().to_vec();
        let versions: PrimitiveArray<TimestampMicrosecondType> = versions.into_iter().collect();
        columns[schema.index_of("version_at")?] = Arc::new(versions.with_timezone("UTC"));
        file.write(&RecordBatch::try_new(Arc::clone(&schema), columns)?)?;
    }
    Ok(file.finish()?)
}
