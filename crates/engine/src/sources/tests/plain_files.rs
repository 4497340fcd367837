//! Columns for the toolbox.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, BinaryArray, Date32Array, Float64Array};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::arrow::util::display::array_value_to_string;

use datafusion::parquet::arrow::ArrowWriter;

use super::{classes, file, fixture, import, options};
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

#[test]
fn a_key_of_bytes_that_are_no_text_is_rejected_and_no_guest() {
    let keys: Vec<Option<&[u8]>> = vec![Some(b"c1"), Some(b"\xe9\xff"), None, Some("\u{e9}".as_bytes())];
    let columns: [(&str, ArrayRef); 3] = [
        ("customer_id", Arc::new(BinaryArray::from(keys))),
        ("date", Arc::new(Date32Array::from(vec![19_844; 4]))),
        ("amount", Arc::new(Float64Array::from(vec![1.0, 2.0, 4.0, 8.0]))),
    ];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    let (_folder, path) = file("orders.parquet", bytes);
    let (_, landed, tally) = import(&path, &options());
    let expected = ["imported guest order EUR 1 4", "imported order EUR 2 9", "rejected wrong encoding EUR 1 0"];
    assert_eq!(classes(&tally), expected);
    assert_eq!(landed.rows("orders", &["record_id", "net"]), ["c1 | 1.000000", " | 4.000000", "\u{e9} | 8.000000"]);
    assert_eq!(landed.rejected(), ["2 -: holds bytes that are no UTF-8 text"]);
}

#[test]
fn days_that_cannot_be_true_are_refused_with_their_lines() {
    let text = "customer,day,amount\nc1,0001-01-01,1.00\nc1,2024-05-31,2.00\nc1,2029-01-01,4.00\nc1,1989-12-31,8.00\n";
    let (_folder, path) = file("orders.csv", text);
    let columns = [wanted("time", "day", ValueKind::Day), wanted("amount", "amount", ValueKind::Amount)];
    let mut reader = plain(&path, &columns, &options()).unwrap();
    let batches = reader.by_ref().collect::<Result<Vec<_>, SourceError>>().unwrap();
    assert_eq!(rows(&batches), ["2024-05-31 | 2.000000"]);
    let rejects: Vec<String> =
        reader.rejects().iter().map(|reject| format!("{} {}", reject.line, reject.reason)).collect();
    let expected =
        ["2 `0001-01-01` is before 1990", "4 `2029-01-01` is in the future", "5 `1989-12-31` is before 1990"];
    assert_eq!(rejects, expected);
}

#[test]
fn a_column_of_the_wrong_type_names_the_option_that_chooses_it() {
    let (_folder, path) = file("orders.csv", "customer,day,amount\nc1,soon,much\n");
    let of = |column: Wanted| plain(&path, &[column], &options()).err().unwrap().to_string();
    let error = of(wanted("time", "day", ValueKind::Day));
    assert!(error.ends_with("choose another with `--time COLUMN`"), "{error}");
    let error = of(wanted("amount", "amount", ValueKind::Amount));
    assert!(error.ends_with("choose another with `--amount COLUMN`"), "{error}");
}
