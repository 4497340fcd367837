//! Axum's extractors with our own refusals.

use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::fault::Fault;

/// An extractor whose refusal is a [`Fault`], so that it becomes a problem document like any other.
pub(crate) struct Of<E>(pub(crate) E);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Of<Path<T>> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let told = |refused: PathRejection| Fault::Wrong(refused.body_text());
        Path::from_request_parts(parts, state).await.map(Self).map_err(told)
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Of<Query<T>> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let told = |refused: QueryRejection| Fault::Wrong(refused.body_text());
        Query::from_request_parts(parts, state).await.map(Self).map_err(told)
    }
}
