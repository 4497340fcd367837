//! The lake: canonical tables as Delta tables, and the workspace version that makes them one.

mod address;
mod error;
pub mod session;
mod store;
pub mod tables;
mod transaction;
mod version;
pub mod views;

pub use error::LakeError;
pub use store::Lake;
pub(crate) use transaction::conform;
pub use transaction::{Committed, Transaction, Turn};
pub use version::{FORMAT, WorkspaceVersion};
