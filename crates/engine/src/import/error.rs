//! What can go wrong while importing.

use crate::lake::LakeError;
use crate::sources::SourceError;
use crate::workspace::WorkspaceError;

/// An import that did not happen. Nothing of it is in the lake.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A file cannot be understood.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A file is in the lake under the name of another source.
    #[error(
        "`{file}` is in the lake already, to the letter, as source `{known}`; as source `{source_name}` all its rows would count twice: import it with `--source {known}` (nothing was imported)"
    )]
    Elsewhere {
        /// File.
        file: String,
        /// Source it was to have.
        source_name: String,
        /// Source it has.
        known: String,
    },
    /// A file holds the orders of others than its source, whose name was guessed.
    #[error(
        "`{file}` has {strangers} of {compared} orders under numbers that source `{source_name}` has for orders of other customers, which would go: if it is of another shop, import it with `--source NAME`, if not with `--source {source_name}` (nothing was imported)"
    )]
    Strangers {
        /// File.
        file: String,
        /// Source it was taken to be of.
        source_name: String,
        /// Orders of other customers.
        strangers: u64,
        /// Orders that the lake has.
        compared: u64,
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
    #[error("merging: {0}")]
    Query(#[from] datafusion::error::DataFusionError),
    /// Staging failed, as when the disk is full.
    #[error("staging: {0}; nothing was imported")]
    Staging(#[from] datafusion::arrow::error::ArrowError),
    /// The system refused.
    #[error("{0}; nothing was imported")]
    Io(#[from] std::io::Error),
    /// What was decided could not be written down.
    #[error("cannot write the import's record: {0}")]
    Record(#[from] serde_json::Error),
    /// A task was ended from outside.
    #[error("the import was interrupted: {0}")]
    Interrupted(#[from] tokio::task::JoinError),
}
