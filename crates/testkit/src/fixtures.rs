//! The files under `fixtures/`: `data/` are real data sets, `golden/` are numbers that others computed.

use std::path::{Path, PathBuf};

/// Where a fixture lies, by its path under `fixtures/`.
///
/// # Panics
/// When there is none.
#[must_use]
pub fn fixture(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").join(name);
    assert!(path.exists(), "no fixture `{name}`");
    path
}

/// The text of a fixture.
///
/// # Panics
/// When it cannot be read.
#[must_use]
pub fn text(name: &str) -> String {
    std::fs::read_to_string(fixture(name)).unwrap_or_else(|e| panic!("fixture `{name}`: {e}"))
}

/// A small table with a header, read whole: commas, no quotes.
///
/// ```
/// let table = tenure_testkit::Table::parse("x,z\n1,2.5\n0,\n");
/// assert_eq!(table.rows(), 2);
/// assert_eq!(table.column("z"), ["2.5", ""]);
/// assert_eq!(table.numbers("x"), [1.0, 0.0]);
/// ```
#[derive(Debug)]
pub struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Reads a CSV fixture.
    ///
    /// # Panics
    /// When it cannot be read, or a row has another number of fields than the header.
    #[must_use]
    pub fn csv(name: &str) -> Self {
        Self::parse(&text(name))
    }

    /// Reads CSV text.
    ///
    /// # Panics
    /// When a row has another number of fields than the header.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
        let header = lines.next().expect("a header");
        let rows: Vec<_> = lines.collect();
        for (row, line) in rows.iter().zip(2..) {
            assert_eq!(row.len(), header.len(), "line {line} has another number of fields than the header");
        }
        Self { header, rows }
    }

    /// Rows without the header.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// The values of one column.
    ///
    /// # Panics
    /// When there is no such column.
    #[must_use]
    pub fn column(&self, name: &str) -> Vec<&str> {
        let at = self.header.iter().position(|column| column == name);
        let at = at.unwrap_or_else(|| panic!("no column `{name}` among {:?}", self.header));
        self.rows.iter().map(|row| row[at].as_str()).collect()
    }

    /// The values of one column as numbers, NaN where it is empty.
    ///
    /// # Panics
    /// When there is no such column, or a value is neither empty nor a number.
    #[must_use]
    pub fn numbers(&self, name: &str) -> Vec<f64> {
        let number = |text: &&str| match *text {
            "" => f64::NAN,
            text => text.parse().unwrap_or_else(|_| panic!("`{text}` in `{name}` is no number")),
        };
        self.column(name).iter().map(number).collect()
    }
}
