//! Columns for the toolbox.

use datafusion::arrow::array::ArrayRef;
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::arrow::util::display::array_value_to_string;

use super::{file, fixture, options};
use crate::sources::{ColumnRef, SourceError, ValueKind, Wanted, plain};

fn wanted(name: &str, column: &str, kind: ValueKind) -> Wanted {
    Wanted { name: name.to_owned(), column: ColumnRef::from(column), kind, required: true }
}

fn rows(batches: &[RecordBatch]) -> Vec<String> {
    let mut rows = Vec::new();
    for batch in batches {
        for row in 0..batch.num_rows() {
            let cell = |column: &ArrayRef| array_value_to_string(column, row).unwrap();
            rows.push(batch.columns().iter().map(cell).collect::<Vec<_>>().join(" | "));
        }
    }
    rows
}

#[test]
fn typed_columns_of_a_csv_file() {
    let text =
        "klant;datum;bedrag\nc1;31-05-2024;1.234,5\nc2;01-06-2024;x\n;02-06-2024;1,0\nc3;03-06-2024 23:30;0,25\n";
    let (_folder, path) = file("orders.csv", text);
    let columns = [
        wanted("customer", "klant", ValueKind::Text),
        wanted("day", "datum", ValueKind::Day),
        wanted("at", "datum", ValueKind::Instant),
        wanted("amount", "bedrag", ValueKind::Amount),
        wanted("real", "3", ValueKind::Real),
    ];
    let mut reader = plain(&path, &columns, &options()).unwrap();
    let batches = reader.by_ref().collect::<Result<Vec<_>, SourceError>>().unwrap();
    let expected = [
        "c1 | 2024-05-31 | 2024-05-30T22:00:00Z | 1234.500000 | 1234.5",
        "c3 | 2024-06-03 | 2024-06-03T21:30:00Z | 0.250000 | 0.25",
    ];
    assert_eq!(rows(&batches), expected);
    assert_eq!((reader.rows(), reader.rejected()), (2, 2));
    let rejects: Vec<String> = reader
        .rejects()
        .iter()
        .map(|reject| format!("{} {:?} {}", reject.line, reject.column, reject.reason))
        .collect();
    assert_eq!(rejects, ["3 Some(\"amount\") `x` is no number", "4 Some(\"customer\") empty; expected text"]);
}

#[test]
fn typed_columns_of_a_parquet_file() {
    let columns = [
        wanted("customer", "InvoiceNo", ValueKind::Text),
        wanted("day", "InvoiceDate", ValueKind::Day),
        wanted("amount", "UnitPrice", ValueKind::Amount),
    ];
    let mut reader = plain(&fixture("online_retail/online_retail.parquet"), &columns, &options()).unwrap();
    let batches = reader.by_ref().collect::<Result<Vec<_>, SourceError>>().unwrap();
    assert_eq!((reader.rows(), reader.rejected()), (541_909, 0));
    assert_eq!(rows(&batches[..1])[0], "536365 | 2010-12-01 | 2.550000");
}

#[test]
fn a_reader_goes_to_another_thread_and_may_be_dropped_early() {
    let mut text = "a,b\n".to_owned();
    for row in 0..500_000 {
        text.push_str(&format!("{row},2024-05-01\n"));
    }
    let (_folder, path) = file("orders.csv", &text);
    let mut reader = plain(&path, &[wanted("a", "a", ValueKind::Text)], &options()).unwrap();
    let rows = std::thread::spawn(move || reader.next().unwrap().unwrap().num_rows()).join().unwrap();
    assert!(rows > 0);
}

#[test]
fn an_unknown_column_is_named() {
    let (_folder, path) = file("orders.csv", "a,b\n1,2\n");
    let error = plain(&path, &[wanted("customer", "klant", ValueKind::Text)], &options()).err().unwrap().to_string();
    assert_eq!(error, "`orders.csv` has no column `klant` (wanted as `customer`); found `a`, `b`");
}
