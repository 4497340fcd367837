//! What can go wrong in a run.

use crate::lake::LakeError;
use crate::workspace::WorkspaceError;

/// A run that did not happen. Nothing of it is in the lake.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// There is nothing to value.
    #[error("no orders of known customers in `{currency}` {until}; {hint}")]
    Nothing {
        /// The currency that is valued.
        currency: String,
        /// `yet`, or up to which day.
        until: String,
        /// What to do.
        hint: String,
    },
    /// There is no room for what is written on the way.
    #[error("the disk is full at `{path}`; nothing was changed")]
    Full {
        /// The workspace.
        path: String,
    },
    /// The workspace cannot be changed.
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
    /// The lake cannot be read or written.
    #[error(transparent)]
    Lake(#[from] LakeError),
    /// A plan failed.
    #[error("query: {0}")]
    Query(#[from] datafusion::error::DataFusionError),
    /// Summaries cannot be made.
    #[error(transparent)]
    Summary(#[from] crate::summaries::SummaryError),
    /// A model cannot be fitted.
    #[error(transparent)]
    Fit(#[from] crate::fits::FitError),
    /// Scores cannot be made.
    #[error(transparent)]
    Score(#[from] crate::scores::ScoreError),
    /// What was scored cannot be added up.
    #[error(transparent)]
    Read(#[from] crate::read::ReadError),
    /// A record of the run cannot be written.
    #[error("cannot write the run's record: {0}")]
    Record(#[from] serde_json::Error),
    /// Rows cannot be made.
    #[error("{0}")]
    Arrow(#[from] datafusion::arrow::error::ArrowError),
    /// The system refused.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// A task was ended from outside.
    #[error("the run was interrupted: {0}")]
    Interrupted(#[from] tokio::task::JoinError),
}
