//! The questions that surfaces ask of a run, answered with plain structs.
mod answers;
pub use answers::*;
