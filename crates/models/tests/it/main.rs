//! Tests against independent authorities, and laws that hold for any parameters.

#![cfg(test)]

mod contract;
mod data;
mod degenerate;
mod golden;
mod holdout;
mod laws;
mod nbd;
mod pareto_nbd;
mod recovery;
mod special;
