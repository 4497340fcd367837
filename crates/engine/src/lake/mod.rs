//! The lake: canonical tables as Delta tables, and the workspace version that makes them one.

pub mod session;
pub mod tables;
