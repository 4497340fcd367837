//! The data's way, from a company's own export to a value per customer.

pub mod figures;
pub mod lake;
pub mod read;
