//! What can be wrong with a question about the future.

use datafusion::arrow::error::ArrowError;

use crate::fits::FitError;
use crate::plain::PlainError;

/// Scores that could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ScoreError {
    /// A horizon that cannot be read.
    #[error("horizon is `{0}`; it is a number with `d`, `w`, `m` or `y`, such as `39w`, of at most 100 years")]
    Horizon(String),
    /// A discount rate that cannot be.
    #[error("discount rate is `{0}`; it is annual, from 0 to below 10, such as `0.10` for ten per cent")]
    DiscountRate(String),
    /// A margin that cannot be.
    #[error("margin is {0}; it is a fraction above 0 and at most 1, such as `0.35`")]
    Margin(f64),
    /// A level that cannot be.
    #[error("interval is {0}; it is a probability between 0 and 1, such as `0.9`")]
    Interval(f64),
    /// Too few draws for the interval.
    #[error("{draws} draws are too few for an interval of {level}; at least {least} are needed")]
    Draws {
        /// Draws asked for.
        draws: usize,
        /// The interval's probability.
        level: f64,
        /// The least that reach its ends.
        least: f64,
    },
    /// No purchase model among the models.
    #[error("none of the models tells purchases; give a `bg-nbd` or `mbg-nbd` model file")]
    NoPurchases,
    /// Two models of one kind.
    #[error("`{first}` and `{second}` both tell {what}; give one of them")]
    TwoModels {
        /// The first.
        first: String,
        /// The second.
        second: String,
        /// Purchases or spend.
        what: &'static str,
    },
    /// Times of the summary and of the model differ.
    #[error(
        "`{file}` has times in units of a {summary} and the model in units of a {model}; summarise again with `--unit {model}`"
    )]
    OtherUnit {
        /// The summary.
        file: String,
        /// Its unit.
        summary: String,
        /// The model's.
        model: String,
    },
    /// The summary or the model files.
    #[error(transparent)]
    Fit(#[from] FitError),
    /// A file.
    #[error(transparent)]
    Plain(#[from] PlainError),
    /// Arrow.
    #[error("columns cannot be made")]
    Arrow(#[from] ArrowError),
}
