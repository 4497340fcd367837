//! What can be wrong with orders that are to be summarised.

use datafusion::error::DataFusionError;

use crate::plain::PlainError;
use crate::sources::SourceError;

/// A summary that could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SummaryError {
    /// The calibration period ends at or after the as-of date.
    #[error(
        "`--calibration-end` {calibration_end} is not before the as-of date {as_of}; \
         the holdout period needs at least one day"
    )]
    NoHoldout {
        /// Last day of the calibration period.
        calibration_end: String,
        /// Last day counted.
        as_of: String,
    },
    /// No row was left to summarise.
    #[error(
        "`{file}` has no order to summarise: {rows} rows read, {guests} without customer, {refused} refused, {late} after the as-of date"
    )]
    NoOrders {
        /// The file.
        file: String,
        /// Rows read.
        rows: u64,
        /// Rows without a customer.
        guests: u64,
        /// Rows with an unreadable time or amount.
        refused: u64,
        /// Rows after the as-of date.
        late: u64,
    },
    /// A date cannot be read.
    #[error("`{option}` is `{value}`, not a date; write it as `1997-09-30`")]
    BadDate {
        /// Which option.
        option: &'static str,
        /// What was given.
        value: String,
    },
    /// A time zone that is not known.
    #[error("zone `{zone}` is not known; write it as `Europe/Amsterdam` or `UTC`")]
    UnknownZone {
        /// What was given.
        zone: String,
    },
    /// The text file.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The input or output file.
    #[error(transparent)]
    Plain(#[from] PlainError),
    /// The query engine.
    #[error(transparent)]
    Engine(#[from] DataFusionError),
}
