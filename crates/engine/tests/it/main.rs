//! The engine's stages together, on small lakes.

#![cfg(test)]

mod faulty;
mod files;
mod import;
mod lake;
mod lines;
mod states;
mod tables_page;
