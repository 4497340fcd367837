//! What the tests of every crate share. A dev-dependency only: it panics, as a test shall.
//!
//! | file | holds |
//! |---|---|
//! | `fixtures` | the files under `fixtures/`, and small tables read from them |
//! | `close` | how far a number may be from the truth |

#![expect(clippy::panic, clippy::expect_used, reason = "it serves tests, which stop at the first surprise")]

mod close;
mod fixtures;

pub use close::{close, within};
pub use fixtures::{Table, fixture, text};
