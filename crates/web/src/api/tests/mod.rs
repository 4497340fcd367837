//! The API as a client sees it, on a real workspace: a small shop's orders imported and run.

mod answers;
mod document;
pub(crate) mod shop;
mod work;
