//! Who asks, as handlers see it.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use tenure_engine::access::Right;

use crate::fault::Fault;

/// Someone who may see everything.
#[derive(Debug, Clone)]
pub(crate) struct Reader {
    /// Stands in the forms of the browser; absent for a program with a token.
    pub(crate) csrf: Option<String>,
    /// What they may do.
    pub(crate) right: Right,
}

/// Someone who may change something, and has shown that the request is their own.
#[derive(Debug, Clone)]
pub(crate) struct Writer;

impl Reader {
    /// Whether pages offer what changes something.
    pub(crate) fn may_write(&self) -> bool {
        self.right == Right::Write
    }
}

impl<S: Sync> FromRequestParts<S> for Reader {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        parts.extensions.get().cloned().ok_or_else(|| Fault::Unknown("sign in first".to_owned()))
    }
}

impl<S: Sync> FromRequestParts<S> for Writer {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        parts.extensions.get().cloned().ok_or_else(|| Fault::Denied("this needs the right to write".to_owned()))
    }
}
