//! What can be wrong with a population.

use datafusion::arrow::error::ArrowError;
use tenure_models::ModelError;

use crate::plain::PlainError;

/// A population that cannot be simulated.
#[derive(Debug, thiserror::Error)]
pub enum SimulateError {
    /// A model that is not known.
    #[error("model is `{0}`; it is `bg-nbd` or `pareto-nbd`")]
    UnknownModel(String),
    /// Parameters that are not written as such.
    #[error("parameters are `{seen}`; `{model}` takes {}", wanted(.names))]
    Parameters {
        /// What was given.
        seen: String,
        /// The model.
        model: &'static str,
        /// Its parameters.
        names: &'static [&'static str],
    },
    /// A parameter outside its domain.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// A period that cannot be.
    #[error("weeks is {0}; it is above 0 and at most 52000")]
    Weeks(f64),
    /// Customers with more orders than anybody has.
    #[error(
        "the parameters give a customer {expected:.0} orders in the weeks observed; at most 1000000 are simulated: lower `r`, raise `alpha`, or observe fewer `--weeks`"
    )]
    TooMany {
        /// Orders to be expected of a customer who never leaves.
        expected: f64,
    },
    /// Customers who would come after the end.
    #[error("acquisition-weeks is {acquisition}; it is from 0 to the {weeks} weeks observed")]
    Acquisition {
        /// Weeks asked for.
        acquisition: f64,
        /// Weeks observed.
        weeks: f64,
    },
    /// The target.
    #[error(transparent)]
    Plain(#[from] PlainError),
    /// Arrow.
    #[error("columns cannot be made")]
    Arrow(#[from] ArrowError),
}

fn wanted(names: &[&str]) -> String {
    names.iter().map(|name| format!("{name}=..")).collect::<Vec<_>>().join(",")
}
