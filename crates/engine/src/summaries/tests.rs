//! Tiny tables in, exact rows out, through the plan and its session.

use std::sync::Arc;

use datafusion::arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int64Array, RecordBatch, StringArray,
    TimestampMicrosecondArray,
};
use datafusion::arrow::util::pretty::pretty_format_batches;
use datafusion::logical_expr::col;
use datafusion::prelude::SessionContext;
use jiff::civil::date;
use tempfile::TempDir;

use super::*;
use crate::lake::session::{Limits, session};
use crate::plain::{Format, Target};
use crate::sources::{ColumnRef, Options};

fn context(memory: usize, spill: &TempDir) -> SessionContext {
    session(&Limits { memory, threads: 3 }, Some(spill.path())).unwrap()
}

/// Orders as customer, day and whole amount; margin is a tenth of it.
fn orders(rows: &[(&str, i32, i128)]) -> RecordBatch {
    let money = |part: i128| -> ArrayRef {
        let values = rows.iter().map(|row| row.2 * part).collect::<Vec<_>>();
        Arc::new(Decimal128Array::from(values).with_precision_and_scale(18, 6).unwrap())
    };
    RecordBatch::try_from_iter([
        ("customer_id", Arc::new(rows.iter().map(|row| Some(row.0)).collect::<StringArray>()) as ArrayRef),
        ("day", Arc::new(Date32Array::from(rows.iter().map(|row| row.1).collect::<Vec<_>>()))),
        ("amount", money(1_000_000)),
        ("margin", money(100_000)),
        ("estimated", Arc::new(rows.iter().map(|row| Some(row.2 == 7)).collect::<BooleanArray>())),
    ])
    .unwrap()
}

fn spec(as_of: i32, calibration_end: Option<i32>) -> Spec {
    let day = |day| date(1970, 1, 1).checked_add(jiff::Span::new().days(day)).unwrap();
    Spec { as_of: AsOf::On(day(as_of)), calibration_end: calibration_end.map(day), unit: Unit::Day, days: false }
}

async fn summary(rows: &[(&str, i32, i128)], spec: &Spec, columns: &[&str]) -> String {
    let spill = tempfile::tempdir().unwrap();
    let orders = context(1 << 30, &spill).read_batch(orders(rows)).unwrap();
    let columns: Vec<_> = columns.iter().map(|name| col(*name)).collect();
    let plan = plan(orders, spec).unwrap().select(columns).unwrap();
    let sorted = plan.sort(vec![col("customer_id").sort(true, true)]).unwrap();
    pretty_format_batches(&sorted.collect().await.unwrap()).unwrap().to_string()
}

#[tokio::test]
async fn repeat_occasions_and_their_mean() {
    let rows = [("A", 10, 5), ("A", 20, 8), ("A", 20, 1), ("A", 24, -3), ("B", 12, 7), ("A", 41, 99)];
    let columns =
        ["customer_id", "frequency", "recency", "age", "monetary_value", "first_order", "days_since_last_order"];
    let table = summary(&rows, &spec(40, None), &columns).await;
    assert_rows(&table, &["A 1 10.0 30.0 6.0 1970-01-11 20", "B 0 0.0 28.0 0.0 1970-01-13 28"]);
}

#[tokio::test]
async fn the_lake_has_counts_and_margin_too() {
    let rows = [("A", 10, 5), ("A", 20, 7), ("A", 24, -3), ("R", 11, -2)];
    let columns = ["customer_id", "occasions", "orders", "refunds", "gross_revenue", "refunded", "revenue"];
    let table = summary(&rows, &spec(40, None), &columns).await;
    assert_rows(&table, &["A 2 2 1 12.000000 3.000000 9.000000", "R 0 0 1 0.000000 2.000000 -2.000000"]);
    let columns = ["customer_id", "unmatched_refunds", "margin", "margin_estimated"];
    let table = summary(&rows, &spec(40, None), &columns).await;
    assert_rows(&table, &["A 0.000000 0.900000 true", "R 2.000000 -0.200000 false"]);
}

#[tokio::test]
async fn rows_after_the_calibration_end_are_held_out() {
    let rows = [("A", 10, 5), ("A", 20, 8), ("A", 30, 4), ("A", 31, 0), ("A", 50, 1), ("N", 30, 3)];
    let columns = ["customer_id", "frequency", "age", "holdout_frequency", "holdout_value", "occasions"];
    let table = summary(&rows, &spec(40, Some(25)), &columns).await;
    assert_rows(&table, &["A 1 15.0 2 4.000000 2", "N -1 1 3.000000 0"]);
}

/// Compares the cells of a printed table with lines of words.
fn assert_rows(table: &str, wanted: &[&str]) {
    let lines: Vec<String> = table
        .lines()
        .filter(|line| line.starts_with('|'))
        .skip(1)
        .map(|line| line.replace('|', " ").split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(lines, wanted);
}

#[tokio::test]
async fn a_plan_that_must_spill_gives_the_same_rows() {
    let customers: Vec<String> = (0..20_000).map(|customer| format!("customer-{customer:08}")).collect();
    let rows: Vec<_> = (0..1_500_000_i32)
        .zip(customers.iter().cycle().step_by(7919))
        .map(|(row, customer)| (customer.as_str(), row / 2000, i128::from(row % 90) - 5))
        .collect();
    let mut seen = Vec::new();
    for memory in [1 << 30, 64 << 20] {
        let spill = tempfile::tempdir().unwrap();
        let ctx = context(memory, &spill);
        let batch = orders(&rows);
        let slices: Vec<_> =
            (0..rows.len()).step_by(8192).map(|at| batch.slice(at, 8192.min(rows.len() - at))).collect();
        let frame = ctx.read_batches(slices).unwrap();
        let plan = plan(frame, &spec(900, Some(600))).unwrap();
        let table = pretty_format_batches(&plan.collect().await.unwrap()).unwrap().to_string();
        let mut lines: Vec<_> = table.lines().map(str::to_owned).collect();
        lines.sort();
        seen.push(lines);
    }
    assert!(seen[0] == seen[1]);
}

/// Writes a Parquet file and summarises it to CSV.
async fn parquet(columns: Vec<(&str, ArrayRef)>, zone: &str) -> (String, Summary) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("orders.parquet");
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut writer = crate::plain::Writer::create(Target::File(file.clone()), &batch.schema(), &[]).unwrap();
    writer.write(&batch).unwrap();
    writer.finish().unwrap();
    let spec = PlainSpec {
        file,
        customer: ColumnRef::Number(1),
        time: ColumnRef::Name("Time".to_owned()),
        amount: ColumnRef::Name("amount".to_owned()),
        as_of: None,
        calibration_end: None,
        unit: Unit::Day,
        options: Options { zone: Some(zone.to_owned()), ..Options::default() },
        limits: Limits { memory: 1 << 30, threads: 2 },
    };
    let out = folder.path().join("summary.csv");
    let summary = run(&spec, Target::File(out.clone())).await.unwrap();
    assert_eq!(Format::of_file(&out).unwrap(), Format::Csv);
    (std::fs::read_to_string(out).unwrap(), summary)
}

#[tokio::test]
async fn instants_fall_on_the_days_of_the_zone_and_floats_are_exact() {
    // 2019-12-31T22:30Z and 2020-01-01T23:30Z: a day apart in UTC, a day apart and one later in Amsterdam.
    let times =
        TimestampMicrosecondArray::from(vec![1_577_831_400_000_000, 1_577_921_400_000_000]).with_timezone("UTC");
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("customer", Arc::new(Int64Array::from(vec![4, 4]))),
        ("Time", Arc::new(times)),
        ("amount", Arc::new(Float64Array::from(vec![0.1, 0.3]))),
    ];
    let (utc, _) = parquet(columns.clone(), "UTC").await;
    assert_eq!(utc.lines().nth(1), Some("4,1,1.0,1.0,0.3,0.0,2019-12-31,2020-01-01"));
    let (amsterdam, _) = parquet(columns, "Europe/Amsterdam").await;
    assert_eq!(amsterdam.lines().nth(1), Some("4,1,2.0,2.0,0.3,0.6931471805599453,2019-12-31,2020-01-02"));
}

#[tokio::test]
async fn rows_without_customer_time_or_amount_are_counted() {
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("customer", Arc::new(StringArray::from(vec![Some("A"), None, Some(""), Some("A"), Some("A")]))),
        ("Time", Arc::new(Int64Array::from(vec![20_240_101, 20_240_102, 20_240_103, 20_249_999, 20_240_105]))),
        ("amount", Arc::new(Float64Array::from(vec![Some(1.0), Some(2.0), Some(3.0), Some(4.0), None]))),
    ];
    let (csv, summary) = parquet(columns, "UTC").await;
    assert_eq!(csv.lines().count(), 2);
    let RowCounts { read, guests, guests_amount, refused, late } = summary.rows;
    assert_eq!((read, guests, guests_amount, refused, late), (5, 2, 5_000_000, 2, 0));
    assert_eq!(summary.as_of, date(2024, 1, 3), "a guest's order counts for the last day");
}

#[tokio::test]
async fn text_in_parquet_is_read_as_in_csv() {
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("customer", Arc::new(StringArray::from(vec!["A", "A", "A"]))),
        (
            "Time",
            Arc::new(StringArray::from(vec![
                "2024-05-01T23:30:00Z",
                "2024-05-03T23:30:00+02:00",
                "2024-05-04 23:30:00",
            ])),
        ),
        ("amount", Arc::new(StringArray::from(vec!["1,50", "2,50", "3,50"]))),
    ];
    let (csv, summary) = parquet(columns, "Europe/Amsterdam").await;
    // 2 May, 3 May and 4 May in Amsterdam; the mean of 2.50 and 3.50.
    assert_eq!(csv.lines().nth(1), Some("A,2,2.0,2.0,3.0,0.0,2024-05-02,2024-05-04"));
    assert!(summary.decisions.iter().any(|decision| decision.what == "decimal" && decision.value == "comma"));
}
