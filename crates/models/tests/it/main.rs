//! Tests against independent authorities, and laws that hold for any parameters.

#![cfg(test)]

mod bg_bb;
mod contract;
mod data;
mod degenerate;
mod ggompertz_nbd;
mod golden;
mod holdout;
mod laws;
mod nbd;
mod pareto_nbd;
mod recovery;
mod regular;
mod special;
