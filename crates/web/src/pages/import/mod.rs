//! `/data/import`: from files on somebody's disk to rows in the lake, with a look at what was understood in between.
//!
//! | file | address |
//! |---|---|
//! | `receive.rs` | `/data/import`: the form, and the files as they come in |
//! | `check.rs` | `/data/import/{id}`: what was understood, what can be said about it, and the go-ahead |
//! | `asked.rs` | what a person says about the files |
//! | `look.rs` | what looking at the files found |
//! | `show.rs`, `columns.rs`, `understood.rs` | the views |

mod asked;
mod check;
mod columns;
mod look;
mod receive;
mod show;
mod understood;

pub(crate) use look::Looks;
pub(super) use understood::kind_of;

use std::sync::Arc;

use axum::Router;

use crate::state::App;

/// Where files are sent to.
pub(crate) const UPLOAD: &str = "/data/import";

/// The routes.
pub(super) fn router() -> Router<Arc<App>> {
    receive::router().merge(check::router())
}
