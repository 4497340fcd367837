//! Why a question could not be answered.

use datafusion::error::DataFusionError;

/// Why a question could not be answered.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The query failed.
    #[error("could not read {what}")]
    Query {
        /// What was asked for.
        what: &'static str,
        /// What the query engine said.
        #[source]
        source: Box<DataFusionError>,
    },
    /// A column is missing, empty or of another type.
    #[error("column `{column}` of {what} holds {found} where {wanted} is wanted")]
    Column {
        /// What was asked for.
        what: &'static str,
        /// The column.
        column: &'static str,
        /// What it holds.
        found: String,
        /// What it should hold.
        wanted: &'static str,
    },
    /// What a run kept cannot be understood.
    #[error("the findings of the run cannot be read; `tenure run` makes them anew when the orders or settings change")]
    Findings {
        /// What is wrong with them.
        #[source]
        source: serde_json::Error,
    },
    /// The run has no scores for the horizon and basis.
    #[error("run `{run}` has no values for horizon `{horizon}` on basis `{basis}`; it has {known}")]
    NotScored {
        /// The run.
        run: String,
        /// Horizon asked for.
        horizon: String,
        /// Basis asked for.
        basis: String,
        /// What it has, as `horizon/basis`.
        known: String,
    },
}
