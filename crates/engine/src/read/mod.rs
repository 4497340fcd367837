//! The questions that surfaces ask of a run, answered with plain structs.
//!
//! Every question is a set-shaped query over the lake's tables, registered by name in the session that
//! is handed in; only aggregates, one page, or one customer come back. A terminal, a page, the HTTP API
//! and Python ask the same functions, so they cannot differ.
//!
//! | question | answer | queries in `sql/` |
//! |---|---|---|
//! | [`overview()`] | what the base has brought and will bring, how sure, what was left out | most of them |
//! | [`customers()`] | a page of customers, searched and sorted | built, not written: its shape depends on the sort |
//! | [`roster()`] | all customers of a scope, to be paged through from memory | none: built likewise |
//! | [`together()`] | the customers of such a list, added up | built likewise |
//! | [`customer()`] | one customer: history, values per horizon and basis | `customer*.sql` |
//! | [`scores()`] | a page of values, by customer | built likewise |
//! | [`runs()`], [`run()`], [`latest_run`] | what was computed and when | `runs.sql`, `run.sql` |
//! | [`scopes`] | the horizons and bases a run has values for | `scopes*.sql` |
//! | [`intake()`] | every file so far, run or not | `imports.sql`, `classes.sql`, `files.sql` |
//! | [`age_counts`] | customers by age | `ages.sql` |
//! | [`tracking()`] | repeat purchases week by week, counted and expected | none: from what the run kept |

mod answers;
mod customer;
mod customers;
mod error;
pub(crate) mod findings;
mod intake;
mod models;
mod moved;
mod overview;
mod roster;
mod rows;
mod runs;
mod scores;
mod together;
mod valued;
mod view;

#[cfg(test)]
mod tests;

pub use answers::*;
pub use customer::customer;
pub use customers::{cursor, customers};
pub use error::ReadError;
pub use intake::{FILES_SHOWN, intake};
pub use models::{age_counts, tracking};
pub use overview::overview;
pub use roster::{Roster, roster};
pub use runs::{latest_run, run, runs, runs_before};
pub use scores::scores;
pub use together::together;
pub use valued::scopes;
