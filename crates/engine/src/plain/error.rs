//! What can be wrong with a plain file.

use std::path::PathBuf;

use datafusion::arrow::error::ArrowError;
use datafusion::error::DataFusionError;
use datafusion::parquet::errors::ParquetError;

/// A plain file that cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum PlainError {
    /// The file cannot be opened or created.
    #[error("`{}` cannot be opened", .path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A pipe, which is gone after it was read once.
    #[error(
        "`{}` is a pipe or device, which cannot be read twice, and a file is looked at before it is read; write it to a file first", .path.display()
    )]
    Pipe {
        /// Its name.
        path: PathBuf,
    },
    /// The file has no bytes.
    #[error("`{}` is empty (0 bytes)", .path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// The output's name does not say its format.
    #[error("`--out {}` does not end in `.csv`, `.json` or `.parquet`, so its format is unknown", .path.display())]
    UnknownFormat {
        /// The output file.
        path: PathBuf,
    },
    /// A column that is not there.
    #[error("column `{wanted}` is not in `{file}`; it has {}", list(.present))]
    NoColumn {
        /// The column asked for.
        wanted: String,
        /// The file.
        file: String,
        /// The columns that are there.
        present: Vec<String>,
    },
    /// A column number beyond the last.
    #[error("column number {wanted} is not in `{file}`; it has columns 1 to {columns}")]
    NoColumnNumber {
        /// The number asked for, from 1.
        wanted: usize,
        /// The file.
        file: String,
        /// How many there are.
        columns: usize,
    },
    /// A column of a type that cannot be used.
    #[error("column `{column}` of `{file}` holds {kind}; it must hold {wanted}")]
    WrongType {
        /// The column.
        column: String,
        /// The file.
        file: String,
        /// Its type.
        kind: String,
        /// What is allowed.
        wanted: &'static str,
    },
    /// Bytes that cannot be moved.
    #[error("`{}` cannot be written", .path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Standard output.
    #[error("the answer cannot be written")]
    Output(#[from] std::io::Error),
    /// Parquet.
    #[error("Parquet data cannot be read or written")]
    Parquet(#[from] ParquetError),
    /// Arrow.
    #[error("columns cannot be converted")]
    Arrow(#[source] ArrowError),
    /// The query engine.
    #[error("the file cannot be read")]
    Engine(#[from] DataFusionError),
    /// A thread that ended early.
    #[error("a worker thread ended before its work was done")]
    Worker,
}

impl From<ArrowError> for PlainError {
    /// Writers of text wrap what the system said of the output.
    fn from(error: ArrowError) -> Self {
        match error {
            ArrowError::IoError(_, system) => Self::Output(system),
            error => Self::Arrow(error),
        }
    }
}

fn list(names: &[String]) -> String {
    if names.is_empty() {
        return "no columns".to_owned();
    }
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
