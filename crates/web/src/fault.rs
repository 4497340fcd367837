//! Why a request got no answer; what of it a reader may see.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
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
    /// The address exists, but not for this method.
    #[error("`{0}` is not a way to ask for this address")]
    Method(String),
    /// Nothing was imported, or nothing was run yet.
    #[error("there is nothing to show yet")]
    Nothing,
    /// Not signed in.
    #[error("{0}")]
    Unknown(String),
    /// Signed in, but not allowed.
    #[error("{0}")]
    Denied(String),
    /// The request was sent to a name that is not this server's.
    #[error("{0}")]
    Elsewhere(String),
    /// Another change is at work.
    #[error("{0}")]
    Busy(String),
    /// Too large.
    #[error("{0}")]
    TooLarge(String),
    /// Too many; seconds to wait.
    #[error("too many requests; wait {0} s")]
    TooMany(u64),
    /// It took too long.
    #[error("the answer took too long; nothing was changed")]
    Slow,
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

    /// Its status.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::Missing(_) | Self::Nothing => StatusCode::NOT_FOUND,
            Self::Wrong(_) => StatusCode::BAD_REQUEST,
            Self::Method(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::Unknown(_) => StatusCode::UNAUTHORIZED,
            Self::Denied(_) => StatusCode::FORBIDDEN,
            Self::Elsewhere(_) => StatusCode::MISDIRECTED_REQUEST,
            Self::Busy(_) => StatusCode::CONFLICT,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Slow => StatusCode::SERVICE_UNAVAILABLE,
            Self::Engine(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Names the kind, in addresses of problems and in the keys of words.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Missing(_) => "missing",
            Self::Wrong(_) => "wrong",
            Self::Method(_) => "method",
            Self::Nothing => "nothing",
            Self::Unknown(_) => "unknown",
            Self::Denied(_) => "denied",
            Self::Elsewhere(_) => "elsewhere",
            Self::Busy(_) => "busy",
            Self::TooLarge(_) => "too-large",
            Self::TooMany(_) => "too-many",
            Self::Slow => "slow",
            Self::Engine(_) => "engine",
        }
    }

    /// What may be said of it to whoever asked; absent where only the log may know.
    pub(crate) fn detail(&self) -> Option<String> {
        (!matches!(self, Self::Engine(_))).then(|| self.to_string())
    }
}

/// A fault on its way out: `server::faults` makes a page or a problem of it, by who asked.
#[derive(Clone)]
pub(crate) struct Raised(pub(crate) Arc<Fault>);

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Raised(Arc::new(self)));
        response
    }
}

impl From<WorkspaceError> for Fault {
    fn from(error: WorkspaceError) -> Self {
        match error {
            // Without the folder, which is nobody's business.
            WorkspaceError::Busy(_) => {
                Self::Busy("another import or run is at work; wait until it has finished".to_owned())
            }
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
