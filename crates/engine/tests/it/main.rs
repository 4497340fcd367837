//! The engine's stages together, on small lakes.

mod lake;
