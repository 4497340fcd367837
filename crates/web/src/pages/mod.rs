//! The pages: one file each, path as address. A handler asks [`tenure_engine::read`] and shows.

mod change;
mod customer;
mod customers;
mod data;
mod import;
mod jobs;
mod models;
mod overview;
mod parts;
mod run;
mod value;

#[cfg(test)]
mod tests;

pub(crate) use import::{Looks, UPLOAD};

use std::sync::Arc;

use axum::Router;

use crate::state::App;

/// The routes of all pages.
pub(crate) fn router() -> Router<Arc<App>> {
    Router::new()
        .merge(overview::router())
        .merge(value::router())
        .merge(customers::router())
        .merge(customer::router())
        .merge(models::router())
        .merge(data::router())
        .merge(import::router())
        .merge(run::router())
        .merge(jobs::router())
}
