//! What can be wrong with a summary that is to be fitted or scored.

use tenure_models::ModelError;

use crate::plain::PlainError;

/// A fit that could not be made or read.
#[derive(Debug, thiserror::Error)]
pub enum FitError {
    /// A column that is needed and absent.
    #[error("`{file}` has no column `{wanted}` (nor {}); it has {}", list(.aliases), list(.present))]
    NoColumn {
        /// The file.
        file: String,
        /// The column.
        wanted: &'static str,
        /// Other names that would do.
        aliases: Vec<String>,
        /// The columns that are there.
        present: Vec<String>,
    },
    /// A column that holds no numbers.
    #[error("column `{column}` of `{file}` holds {kind}; it must hold numbers")]
    NotNumbers {
        /// The column.
        column: String,
        /// The file.
        file: String,
        /// Its type.
        kind: String,
    },
    /// A value that no customer can have.
    #[error("column `{column}` of `{file}` is {value} in row {row}; {allowed}")]
    Value {
        /// The column, under its name in the file.
        column: String,
        /// The file.
        file: String,
        /// The value seen.
        value: String,
        /// The row, from 1, the header not counted.
        row: usize,
        /// What is allowed.
        allowed: &'static str,
    },
    /// No customers.
    #[error("`{file}` has no customers; a fit needs at least one")]
    Empty {
        /// The file.
        file: String,
    },
    /// No customer whose spend can be learnt from.
    #[error(
        "`{file}` has no customer with a repeat purchase and a positive `monetary_value`, \
         so there is no spend for `gamma-gamma` to learn from"
    )]
    NoSpend {
        /// The file.
        file: String,
    },
    /// A model that is not known.
    #[error("model is `{0}`; it is `bg-nbd`, `mbg-nbd` or `gamma-gamma`")]
    UnknownModel(String),
    /// A method that is not known.
    #[error("method is `{0}`; it is `mle`")]
    UnknownMethod(String),
    /// The unit asked for is not that of the file.
    #[error("`--unit {asked}` contradicts `{file}`, whose times are in units of a {stored}")]
    OtherUnit {
        /// The unit asked for.
        asked: String,
        /// The file.
        file: String,
        /// The unit it carries.
        stored: String,
    },
    /// A stored fit that cannot be read.
    #[error("`{file}` is not a model file as `tenure fit --out` writes it: {reason}")]
    NotAModel {
        /// The file.
        file: String,
        /// What is wrong.
        reason: String,
    },
    /// The mathematics.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The file.
    #[error(transparent)]
    Plain(#[from] PlainError),
}

fn list(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
