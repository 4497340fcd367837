//! One file a verb: its arguments, its help, one call into the engine, its answer.

pub mod access;
mod common;
pub mod customers;
pub mod demo;
pub mod export;
pub mod fit;
pub mod import;
mod imported;
pub mod init;
pub mod predict;
mod remember;
pub mod report;
pub mod run;
pub mod serve;
pub mod simulate;
pub mod sql;
pub mod summarize;
