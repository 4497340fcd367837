//! Plain files, in and out: what the toolbox works on without a workspace.

mod encode;
mod error;
mod field;
mod open;
mod ordered;
mod parquet_out;
mod read;
mod text_out;
mod write;

pub use encode::{Encoded, Encoder};
pub use error::PlainError;
pub use field::csv_field;
pub use open::{Kind, kind_of};
pub use ordered::ordered;
pub use parquet_out::ROWS_PER_GROUP;
pub use read::{Rows, Table};
pub use write::{Format, Target, Writer};

/// The version that every JSON answer carries.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
