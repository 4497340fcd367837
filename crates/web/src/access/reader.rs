//! Who asks, as handlers see it.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use tenure_engine::access::Right;

use super::secret;
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

    /// What proves a form to be of this session in the address that it is sent to, and at no other: an address is
    /// written down in histories and logs, and what stands in it must not be worth a session's own token.
    pub(crate) fn proof(&self, path: &str) -> Option<String> {
        self.csrf.as_ref().map(|csrf| secret::hex(&secret::digest(&format!("{path} {csrf}"))))
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
