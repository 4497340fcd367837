//! The data's way, from a company's own export to a value per customer.
//!
//! | stage | reads | writes |
//! |---|---|---|
//! | [`import`], through [`sources`] | files of other systems | `customer_records`, `contact_points`, `orders`, `order_lines`, `refunds`, `imports`, `import_classes` |
//! | [`run`]: [`summaries`] | `orders`, `refunds` | `customer_summaries` |
//! | [`run`]: [`fits`] | `customer_summaries` | `model_fits` |
//! | [`run`]: [`scores`] | `customer_summaries`, `model_fits` | `scores`, `runs` |
//!
//! [`read`] answers what surfaces ask of a run, [`figures`] draws the answers.
//! [`access`] is who may look at it from afar. [`lake`] keeps the tables, [`workspace`] is the folder around them, [`settings`] what `tenure.toml` says,
//! [`plain`] the same stages on plain files, [`progress`] how long work tells of itself.

pub mod access;
pub mod figures;
use std::future::Future;
use std::pin::Pin;

/// Work that a surface waits for. It is boxed where it is defined, so that the code of its plans is compiled
/// with the engine and not again in every crate that waits.
pub type Answer<'a, T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'a>>;

pub mod fits;
mod full;
pub mod import;
pub mod lake;
pub mod plain;
pub mod progress;
pub mod read;
pub mod run;
pub mod scores;
pub mod settings;
pub mod simulate;
pub mod sources;
pub mod summaries;
pub mod workspace;
