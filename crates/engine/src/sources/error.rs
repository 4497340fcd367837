//! What can go wrong with a file as a whole. A single bad row is no error: it is rejected and counted.

use std::io;

use super::currencies::{Code, nearest};

/// A file that cannot be read, or not without a decision that only its owner can make.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The file cannot be opened or read.
    #[error("cannot read `{file}`: {source}")]
    Io {
        /// File.
        file: String,
        /// What the system said.
        source: io::Error,
    },
    /// The file holds nothing.
    #[error("`{file}` is empty")]
    Empty {
        /// File.
        file: String,
    },
    /// A pipe, which is gone after it was read once.
    #[error(
        "`{file}` is a pipe or device, which cannot be read twice, and a file is looked at before it is read; write it to a file first"
    )]
    Pipe {
        /// Its name.
        file: String,
    },
    /// A file of a form that is not read here.
    #[error("`{file}` {what}")]
    OtherForm {
        /// File.
        file: String,
        /// What it is, and what to do.
        what: String,
    },
    /// The file holds a header and nothing below it.
    #[error("`{file}` holds a header of {columns} columns and no rows")]
    HeaderOnly {
        /// File.
        file: String,
        /// Columns in the header.
        columns: usize,
    },
    /// The compressed stream ends too early.
    #[error(
        "`{file}` is a gzip file that was cut off after {bytes} unpacked bytes; fetch it again, nothing of it is imported"
    )]
    TruncatedGzip {
        /// File.
        file: String,
        /// Bytes that could be unpacked.
        bytes: u64,
    },
    /// No delimiter splits the rows evenly.
    #[error(
        "`{file}`: no delimiter splits the rows evenly ({seen}); say which with `--delimiter` (comma, semicolon, tab, pipe, blanks)"
    )]
    NoDelimiter {
        /// File.
        file: String,
        /// What each candidate gave.
        seen: String,
    },
    /// Rows of one file use different delimiters.
    #[error(
        "`{file}` mixes delimiters: {first} in {first_rows} rows, {second} in {second_rows} rows (first in line {line}); split the file, or choose one with `--delimiter` and the other rows are rejected"
    )]
    MixedDelimiters {
        /// File.
        file: String,
        /// The more frequent one.
        first: String,
        /// Its rows.
        first_rows: usize,
        /// The less frequent one.
        second: String,
        /// Its rows.
        second_rows: usize,
        /// First line with the second.
        line: u64,
    },
    /// The decimal sign cannot be told from the values.
    #[error(
        "`{file}`: column `{column}` has `{value}` in line {line}, which is either a thousand or a fraction, and no value that settles it; say `--decimal comma` or `--decimal point`"
    )]
    AmbiguousDecimal {
        /// File.
        file: String,
        /// Column.
        column: String,
        /// A value.
        value: String,
        /// Its line.
        line: u64,
    },
    /// Values of a column contradict each other about the decimal sign.
    #[error(
        "`{file}`: column `{column}` has a decimal point in `{point}` (line {point_line}) and a decimal comma in `{comma}` (line {comma_line}); say `--decimal comma` or `--decimal point`, and the other rows are rejected"
    )]
    MixedDecimal {
        /// File.
        file: String,
        /// Column.
        column: String,
        /// Value with a point.
        point: String,
        /// Its line.
        point_line: u64,
        /// Value with a comma.
        comma: String,
        /// Its line.
        comma_line: u64,
    },
    /// Day and month cannot be told apart.
    #[error(
        "`{file}`: column `{column}` has `{value}` in line {line}, which is a day in one order and a month in another, and no value that settles it; say `--date-order dmy`, `mdy` or `ymd`"
    )]
    AmbiguousDate {
        /// File.
        file: String,
        /// Column.
        column: String,
        /// A value.
        value: String,
        /// Its line.
        line: u64,
    },
    /// A column that is to hold dates holds something else.
    #[error(
        "`{file}`: column `{column}` holds no dates that are understood (first value `{value}` in line {line}); expected for example 2024-05-31, 31-05-2024 11:58, 20240531 or seconds since 1970; choose another with `{option}`"
    )]
    NoDates {
        /// File.
        file: String,
        /// Column.
        column: String,
        /// A value.
        value: String,
        /// Its line.
        line: u64,
        /// What chooses another column.
        option: String,
    },
    /// A column that is to hold dates holds nothing.
    #[error("`{file}`: column `{column}`, which is to hold dates, is empty; choose another with `{option}`")]
    EmptyColumn {
        /// File.
        file: String,
        /// Column.
        column: String,
        /// What chooses another column.
        option: String,
    },
    /// No row of the file can be read.
    #[error("`{file}`: none of its {rows} rows can be read; line {line} {reason}")]
    NoRows {
        /// File.
        file: String,
        /// Rows looked at.
        rows: usize,
        /// Line of the first.
        line: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// A column that is to hold numbers holds something else.
    #[error(
        "`{file}`: column `{column}` holds no numbers (first value `{value}` in line {line}); choose another with `{option}`"
    )]
    NoNumbers {
        /// File.
        file: String,
        /// Column.
        column: String,
        /// A value.
        value: String,
        /// Its line.
        line: u64,
        /// What chooses another column.
        option: String,
    },
    /// A column that is needed is not there.
    #[error(
        "`{file}` read as `{kind}` has no column for `{role}`; found {found}; say which with `--map {role}=COLUMN`, or another kind with `--as KIND`"
    )]
    MissingColumn {
        /// File.
        file: String,
        /// Kind it was read as.
        kind: String,
        /// What is missing.
        role: String,
        /// The columns found.
        found: String,
    },
    /// A mapping names a column that is not there.
    #[error("`{file}` has no column `{column}` (wanted as `{role}`); found {found}")]
    UnknownColumn {
        /// File.
        file: String,
        /// Column that was named.
        column: String,
        /// What it was wanted for.
        role: String,
        /// The columns found.
        found: String,
    },
    /// The amounts include VAT and nothing says how much.
    #[error(
        "`{file}`: column `{column}` includes VAT by its name, and no column gives the VAT or its rate; say `--vat gross:21` (a percentage), or `--vat net` when the name is wrong"
    )]
    UnknownVat {
        /// File.
        file: String,
        /// Column.
        column: String,
    },
    /// A setting has a value that is not allowed.
    #[error("`{name}` is `{value}`; allowed: {allowed}")]
    Setting {
        /// Setting.
        name: &'static str,
        /// Value seen.
        value: String,
        /// Values allowed.
        allowed: String,
    },
    /// A Parquet file that cannot be read.
    #[error("cannot read `{file}` as Parquet: {reason}")]
    Parquet {
        /// File.
        file: String,
        /// Why.
        reason: String,
    },
    /// Columns could not be put in a batch.
    #[error("cannot build columns from `{file}`: {reason}")]
    Batch {
        /// File.
        file: String,
        /// Why.
        reason: String,
    },
    /// A thread that reads the file stopped.
    #[error("reading `{file}` stopped before its end")]
    Stopped {
        /// File.
        file: String,
    },
    /// Whoever takes the rows could not.
    #[error("{0}")]
    Landing(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl SourceError {
    /// The code that a setting gives, or why it gives none.
    pub(crate) fn currency(code: &str) -> Result<Code, Self> {
        Code::read(code).ok_or_else(|| Self::Setting {
            name: "currency",
            value: code.to_owned(),
            allowed: format!("ISO 4217 codes such as {}", nearest(code)),
        })
    }

    pub(crate) fn io(file: &str, source: io::Error) -> Self {
        Self::Io { file: file.to_owned(), source }
    }
}
