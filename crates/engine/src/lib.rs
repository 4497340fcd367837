//! The data's way, from a company's own export to a value per customer.

pub mod fits;
pub mod import;
pub mod lake;
pub mod plain;
pub mod progress;
pub mod scores;
pub mod settings;
pub mod simulate;
pub mod sources;
pub mod summaries;
pub mod workspace;
