//! The engine's stages together, on small lakes.

mod faulty;
mod import;
mod lake;
