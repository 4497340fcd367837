//! Why a request got no answer; what of it a reader may see.

use std::fmt;
use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use tenure_engine::read::{Basis, ReadError};
use tenure_engine::workspace::WorkspaceError;

use crate::report::named;
use crate::words::Locale;

/// Why a request got no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    /// There is no such page, customer, run or job.
    #[error("there is no {0}")]
    Missing(String),
    /// There is nothing of this kind and name.
    #[error("there is no {kind} `{name}`")]
    NoSuch {
        /// The kind, as the key of its words has it.
        kind: &'static str,
        /// The name.
        name: String,
    },
    /// The run does not know the customer.
    #[error("there is no customer `{customer}` in run `{run}`")]
    NoCustomer {
        /// The customer.
        customer: String,
        /// The run.
        run: String,
    },
    /// A field has a value that it cannot have.
    #[error("`{name}` is `{value}`; use {wanted}")]
    Field {
        /// The field.
        name: String,
        /// Its value.
        value: String,
        /// What it can be.
        wanted: Wanted,
    },
    /// The address or form asks for something that cannot be.
    #[error("{0}")]
    Wrong(String),
    /// The run has no values for the horizon and basis that the address names.
    #[error("{0}")]
    NotScored(Lack),
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

/// What a run has no values for, and what it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lack {
    /// The run.
    pub(crate) run: String,
    /// Horizon asked for.
    pub(crate) horizon: String,
    /// Basis asked for.
    pub(crate) basis: String,
    /// What it has, as `horizon/basis`.
    pub(crate) known: String,
}

impl Lack {
    /// Of a run with these horizons and bases.
    pub(crate) fn of(run: &str, horizon: &str, basis: Basis, scopes: &[(String, Basis)]) -> Self {
        let known: Vec<String> = scopes.iter().map(|(horizon, basis)| format!("`{horizon}/{basis}`")).collect();
        let (run, horizon, basis) = (run.to_owned(), horizon.to_owned(), basis.to_string());
        Self { run, horizon, basis, known: known.join(", ") }
    }
}

impl fmt::Display for Lack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { run, horizon, basis, known } = self;
        write!(f, "run `{run}` has no values for horizon `{horizon}` on basis `{basis}`; it has {known}")
    }
}

/// What a field can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// A part of one.
    Share,
    /// An amount of money.
    Amount,
    /// A whole number.
    Count,
    /// A calendar day.
    Day,
}

impl Wanted {
    fn key(self) -> &'static str {
        match self {
            Self::Share => "fault-field-share",
            Self::Amount => "fault-field-amount",
            Self::Count => "fault-field-count",
            Self::Day => "fault-field-day",
        }
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Share => "a share from 0 to 1",
            Self::Amount => "a number such as 250 or 99.5",
            Self::Count => "a whole number",
            Self::Day => "a day such as 2026-03-31",
        })
    }
}

impl Fault {
    /// A thing that is not there.
    pub(crate) fn no(kind: &'static str, name: &str) -> Self {
        Self::NoSuch { kind, name: name.chars().take(200).collect() }
    }

    /// In the reader's language, where there are words for it; [`Self::detail`] says it in English.
    pub(crate) fn words(&self, locale: &Locale) -> Option<String> {
        match self {
            Self::NoSuch { kind, name } => Some(locale.with(&format!("fault-no-{kind}"), &[("name", name.clone())])),
            Self::NoCustomer { customer, run } => {
                Some(locale.with("fault-no-customer-in-run", &[("name", customer.clone()), ("run", run.clone())]))
            }
            Self::Field { name, value, wanted } => {
                let label =
                    locale.find(&format!("customers-{}", name.replace('_', "-"))).unwrap_or_else(|| name.clone());
                Some(locale.with(wanted.key(), &[("name", label), ("value", value.clone())]))
            }
            Self::NotScored(lack) => {
                let Lack { run, horizon, basis, .. } = lack;
                let basis = named(locale, "basis", basis);
                let values = [("run", run.clone()), ("horizon", named(locale, "horizon", horizon)), ("basis", basis)];
                Some(locale.with("fault-not-scored", &values))
            }
            Self::Busy(_) => Some(locale.t("fault-busy-wait")),
            Self::TooMany(seconds) => Some(locale.with("fault-too-many-wait", &[("n", seconds.to_string())])),
            Self::Nothing | Self::Slow => Some(String::new()),
            _ => None,
        }
    }

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
            Self::Missing(_) | Self::NoSuch { .. } | Self::NoCustomer { .. } | Self::Nothing => StatusCode::NOT_FOUND,
            Self::Wrong(_) | Self::Field { .. } | Self::NotScored(_) => StatusCode::BAD_REQUEST,
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
            Self::Missing(_) | Self::NoSuch { .. } | Self::NoCustomer { .. } => "missing",
            Self::Wrong(_) | Self::Field { .. } | Self::NotScored(_) => "wrong",
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
            ReadError::NotScored { run, horizon, basis, known } => Self::NotScored(Lack { run, horizon, basis, known }),
            other => Self::engine(other),
        }
    }
}
