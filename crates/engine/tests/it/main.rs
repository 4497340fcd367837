//! The engine's stages together, on small lakes.

#![cfg(test)]

mod faulty;
mod import;
mod lake;
mod tables_page;
