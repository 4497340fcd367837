//! Why a request got no answer; what of it a reader may see.

use tenure_engine::read::ReadError;
use tenure_engine::workspace::WorkspaceError;

/// Why a request got no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    /// There is no such page, customer, run or job.
    #[error("there is no {0}")]
    Missing(String),
    /// The address or form asks for something that cannot be.
    #[error("{0}")]
    Wrong(String),
    /// Nothing was imported, or nothing was run yet.
    #[error("there is nothing to show yet")]
    Nothing,
    /// Not signed in, or not allowed.
    #[error("{0}")]
    Denied(String),
    /// Another change is at work.
    #[error("{0}")]
    Busy(String),
    /// Too large, too many.
    #[error("{0}")]
    TooMuch(String),
    /// The engine could not answer; its words go to the log, not to the reader.
    #[error("{0}")]
    Engine(String),
}

impl Fault {
    /// With all causes, in one line.
    pub(crate) fn engine(error: impl std::error::Error) -> Self {
        let mut said = error.to_string();
        let mut cause = error.source();
        while let Some(inner) = cause {
            let more = inner.to_string();
            if !said.contains(&more) {
                said = format!("{said}: {more}");
            }
            cause = inner.source();
        }
        Self::Engine(said)
    }
}

impl From<WorkspaceError> for Fault {
    fn from(error: WorkspaceError) -> Self {
        match error {
            WorkspaceError::Busy(_) => Self::Busy(error.to_string()),
            other => Self::engine(other),
        }
    }
}

impl From<ReadError> for Fault {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::NotScored { .. } => Self::Wrong(error.to_string()),
            other => Self::engine(other),
        }
    }
}

impl axum::response::IntoResponse for Fault {
    fn into_response(self) -> axum::response::Response {
        (axum::http::StatusCode::INTERNAL_SERVER_ERROR, self.to_string()).into_response()
    }
}
