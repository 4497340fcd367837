//! The whole road: a workspace made, a file imported, a run; and the same with twice the rows.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::data::Data;
use super::measure::{AsArg, Job, Run, memory};
use super::page::Row;
use super::serve;

/// Peaks within this of each other are the same: allocators and thread timing move them by as much.
const GROWTH: f64 = 1.15;

/// `init`, `import` and `run` in a fresh workspace: the sum of their times and the greatest of their peaks.
fn road(tenure: &Path, data: &Data) -> Result<Run> {
    let folder = folder(data);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let steps: [&[&dyn AsArg]; 3] = [
        &[&"init", &folder, &data.csv],
        &[&"import", &data.csv, &"--workspace", &folder],
        &[&"run", &"--workspace", &folder],
    ];
    let mut all = Run { seconds: 0.0, peak: 0 };
    for step in steps {
        let (run, _) = Job::new(tenure, step).run()?;
        all = Run { seconds: all.seconds + run.seconds, peak: all.peak.max(run.peak) };
    }
    Ok(all)
}

fn folder(data: &Data) -> PathBuf {
    data.folder.join("workspace")
}

/// The road with the data and with twice as much, and the pages at its end.
pub(super) fn rows(tenure: &Path, data: &Data, double: &Data) -> Result<Vec<Row>> {
    let (once, twice) = (road(tenure, data)?, road(tenure, double)?);
    let row = |of: &Data, own: Run, aim: String, held| Row {
        job: format!("`init`, `import`, `run`, CSV of {:.1} million orders", of.orders as f64 / 1e6),
        own,
        peer: None,
        computing: None,
        aim,
        held,
    };
    let pages = serve::rows(tenure, &folder(data), data)?;
    for data in [data, double] {
        fs::remove_dir_all(folder(data))?;
    }
    let bound = 5 << 29;
    let grown = twice.peak as f64 / once.peak as f64;
    let mut rows = vec![
        row(data, once, "60 s, 2.5 GiB".to_owned(), once.seconds < 60.0 && once.peak < bound),
        row(double, twice, format!("no more memory than {}", memory(once.peak)), twice.peak < bound && grown < GROWTH),
    ];
    rows.extend(pages);
    Ok(rows)
}
