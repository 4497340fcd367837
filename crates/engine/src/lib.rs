//! The data's way, from a company's own export to a value per customer.

pub mod fits;
pub mod import;
pub mod lake;
pub mod plain;
pub mod summaries;
pub mod progress;
pub mod settings;
pub mod sources;
pub mod workspace;
