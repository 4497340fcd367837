//! One file a verb: its arguments, its help, one call into the engine, its answer.

mod common;
pub mod customers;
pub mod demo;
pub mod export;
pub mod fit;
pub mod import;
pub mod init;
pub mod predict;
pub mod report;
pub mod run;
pub mod simulate;
pub mod sql;
pub mod summarize;
