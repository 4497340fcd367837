//! How fast a large file goes, on request: `TENURE_SPEED_FILE=orders.csv cargo nextest run --run-ignored only speed`.

use std::time::Instant;

use datafusion::arrow::record_batch::RecordBatch;

use super::options;
use crate::lake::tables::Table;
use crate::sources::{Landing, SourceError, ValueKind, Wanted, inspect, plain, read};

struct Nowhere(usize);

impl Landing for Nowhere {
    fn land(&mut self, _: &'static Table, batch: RecordBatch) -> Result<(), SourceError> {
        self.0 += batch.num_rows();
        Ok(())
    }
    fn reject(&mut self, _: u64, _: Option<&str>, _: &str, _: &str) -> Result<(), SourceError> {
        Ok(())
    }
    fn progress(&mut self, _: u64, _: u64) {}
}

#[test]
#[ignore = "needs a large file"]
fn megabytes_a_second() {
    let Ok(path) = std::env::var("TENURE_SPEED_FILE") else { return };
    let path = std::path::PathBuf::from(path);
    let size = std::fs::metadata(&path).unwrap().len() as f64 / 1e6;
    let start = Instant::now();
    let inspection = inspect(&path, &options()).unwrap();
    eprintln!("inspect: {:?}\n{inspection}", start.elapsed());
    let start = Instant::now();
    let mut nowhere = Nowhere(0);
    let tally = read(&inspection, &options(), &mut nowhere).unwrap();
    let time = start.elapsed().as_secs_f64();
    eprintln!("read: {size:.0} MB, {} rows, {} landed, {time:.2} s, {:.0} MB/s", tally.rows, nowhere.0, size / time);
    let wanted =
        |name: &str, column: &str, kind| Wanted { name: name.into(), column: column.into(), kind, required: true };
    let columns = [
        wanted("customer", "customer_id", ValueKind::Text),
        wanted("day", "ordered_at", ValueKind::Day),
        wanted("amount", "amount", ValueKind::Amount),
    ];
    let start = Instant::now();
    if let Ok(mut reader) = plain(&path, &columns, &options()) {
        let rows: usize = reader.by_ref().map(|batch| batch.unwrap().num_rows()).sum();
        let time = start.elapsed().as_secs_f64();
        eprintln!("plain: {rows} rows, {time:.2} s, {:.0} MB/s", size / time);
    }
}
