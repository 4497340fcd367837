//! Tests against independent authorities, and laws that hold for any parameters.

mod data;
mod degenerate;
mod golden;
mod laws;
mod recovery;
mod special;
