//! The bench's data: simulated orders with a fixed seed, made once.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::measure::{AsArg, Job};
use crate::shell;

/// Customer, time and amount in what `tenure simulate` writes.
pub(super) const COLUMNS: [&str; 3] = ["customer_id", "ordered_at", "amount"];

/// Orders of a population, as two files with the same rows.
#[derive(Debug)]
pub(super) struct Data {
    pub(super) folder: PathBuf,
    pub(super) csv: PathBuf,
    pub(super) parquet: PathBuf,
    pub(super) customers: usize,
    pub(super) orders: usize,
}

impl Data {
    /// Makes the orders of that many customers, unless they are there.
    pub(super) fn of(tenure: &Path, customers: usize) -> Result<Self> {
        let folder = shell::target_dir().join("xtask").join(format!("bench-{customers}"));
        fs::create_dir_all(&folder)?;
        let (csv, parquet) = (folder.join("orders.csv"), folder.join("orders.parquet"));
        for file in [&csv, &parquet] {
            if !file.exists() {
                println!("simulating {customers} customers into {}", file.display());
                let number = customers.to_string();
                let words: [&dyn AsArg; 9] = [
                    &"simulate",
                    &"--model",
                    &"pareto-nbd",
                    &"--customers",
                    &number.as_str(),
                    &"--seed",
                    &"1",
                    &"--out",
                    file,
                ];
                Job::new(tenure, &words).run()?;
            }
        }
        let orders = lines(&csv)?.saturating_sub(1);
        Ok(Self { folder, csv, parquet, customers, orders })
    }
}

fn lines(file: &Path) -> Result<usize> {
    use std::io::BufRead;
    let mut reader = std::io::BufReader::with_capacity(1 << 20, fs::File::open(file)?);
    let mut count = 0;
    loop {
        let read = reader.fill_buf()?;
        if read.is_empty() {
            return Ok(count);
        }
        count += read.iter().filter(|byte| **byte == b'\n').count();
        let length = read.len();
        reader.consume(length);
    }
}
