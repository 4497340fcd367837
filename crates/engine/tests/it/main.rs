//! The engine's stages together, on small lakes.

#![cfg(test)]

mod contact;
mod faulty;
mod files;
mod given_back;
mod import;
mod keyed_lines;
mod lake;
mod lines;
mod reread;
mod run;
mod states;
mod tables_page;
