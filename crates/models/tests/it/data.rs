//! Fixtures, and closeness.

use std::collections::{BTreeMap, BTreeSet};

pub type Columns = BTreeMap<String, Vec<String>>;

pub fn read(path: &str) -> String {
    let full = format!("{}/../../fixtures/{path}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&full).unwrap_or_else(|e| panic!("{full}: {e}"))
}

/// A small CSV without quotes, by column.
pub fn csv(path: &str) -> Columns {
    let text = read(path);
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().unwrap().split(',').collect();
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    head.iter()
        .enumerate()
        .map(|(i, name)| (name.to_string(), rows.iter().map(|r| r[i].to_string()).collect()))
        .collect()
}

/// A column as numbers, NaN where empty.
pub fn numbers(columns: &Columns, name: &str) -> Vec<f64> {
    columns[name].iter().map(|v| v.parse().unwrap_or(f64::NAN)).collect()
}

/// The CDNOW sample in exact weeks: per customer frequency, recency, age, and mean spend of the repeat days.
pub fn cdnow_sample() -> [Vec<f64>; 4] {
    let mut customers: BTreeMap<String, BTreeMap<i64, f64>> = BTreeMap::new();
    for line in read("data/cdnow/CDNOW_sample.txt").lines() {
        let fields: Vec<&str> = line.split_whitespace().collect();
        if let [_, id, date, _, value] = fields[..] {
            let days = customers.entry(id.to_string()).or_default();
            *days.entry(day_number(date)).or_default() += value.parse::<f64>().unwrap();
        }
    }
    let end = day_number("19970930");
    let mut columns: [Vec<f64>; 4] = Default::default();
    for days in customers.values() {
        let calibration: Vec<(i64, f64)> = days.iter().filter(|(day, _)| **day <= end).map(|(d, v)| (*d, *v)).collect();
        let (first, last) = (calibration[0].0, calibration[calibration.len() - 1].0);
        let x = (calibration.len() - 1) as f64;
        let spend: f64 = calibration[1..].iter().map(|(_, value)| value).sum();
        let row = [x, (last - first) as f64 / 7.0, (end - first) as f64 / 7.0, if x > 0.0 { spend / x } else { 0.0 }];
        columns.iter_mut().zip(row).for_each(|(column, value)| column.push(value));
    }
    columns
}

/// Days since an epoch of a date in 1997 or 1998 written `yyyymmdd`.
fn day_number(date: &str) -> i64 {
    let before = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    let year: i64 = date[..4].parse().unwrap();
    let month: usize = date[4..6].parse().unwrap();
    365 * (year - 1997) + before[month - 1] + date[6..].parse::<i64>().unwrap()
}

/// Asserts that `seen` is within `tolerance` of `truth`, relative, or absolute below `floor`.
#[track_caller]
pub fn close(seen: f64, truth: f64, tolerance: f64, what: &str) {
    let miss = (seen - truth).abs();
    assert!(
        miss <= tolerance * truth.abs().max(1e-300),
        "{what}: {seen} is not {truth} (off by {:e})",
        miss / truth.abs()
    );
}

pub fn distinct(values: &[f64]) -> usize {
    values.iter().map(|v| v.to_bits()).collect::<BTreeSet<_>>().len()
}
