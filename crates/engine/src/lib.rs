//! The data's way, from a company's own export to a value per customer.

pub mod figures;
pub mod fits;
pub mod import;
pub mod lake;
pub mod plain;
pub mod progress;
pub mod read;
pub mod settings;
pub mod sources;
pub mod summaries;
pub mod workspace;
