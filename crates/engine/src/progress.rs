//! How long work tells of itself, without knowing whether a terminal, a page or nobody listens.

/// Hears what is being done.
pub trait Progress: Send + Sync {
    /// A step begins; `total` units are to do, when that is known.
    fn begin(&self, step: &str, total: Option<u64>);
    /// So many units of the step are done.
    fn at(&self, done: u64);
    /// Something worth a line.
    fn note(&self, line: &str);
}

/// Nobody listens.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _: &str, _: Option<u64>) {}
    fn at(&self, _: u64) {}
    fn note(&self, _: &str) {}
}
