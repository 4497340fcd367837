//! One file a verb: its arguments, its help, one call into the engine, its answer.

pub mod fit;
pub mod predict;
pub mod simulate;
pub mod summarize;
