//! Keys that a file has shown, so that a row that comes back is counted once.
//!
//! Memory is bounded: keys are kept as hashes in two generations, and a key that comes back after more than
//! [`GENERATION`] others may be taken for a new one. The lake then keeps one of the two all the same, since
//! they have one key; only the counts of the import would not show it.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::Disposition;
use super::sink::Code;

/// Keys of a generation.
const GENERATION: usize = 400_000;

/// What a row was counted as, and how new it is: its own time of change, then how far along its order is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counted {
    pub class: &'static str,
    pub disposition: Disposition,
    pub currency: Code,
    pub amount: i128,
    pub newness: (Option<i64>, u8),
}

/// How a row stands to earlier rows of its key.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Place {
    First,
    /// Newer than this row, in whose place it comes.
    Instead(Counted),
    /// No newer than an earlier row.
    Again,
}

/// The memory.
#[derive(Default)]
pub(crate) struct Repeats {
    young: HashMap<u64, Counted>,
    old: HashMap<u64, Counted>,
}

impl Repeats {
    /// Looks a key up and remembers the row, unless an earlier one is as new.
    pub fn place(&mut self, key: impl Hash, row: Counted) -> Place {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        let hash = hasher.finish();
        let known = self.young.get(&hash).or_else(|| self.old.get(&hash)).copied();
        if known.is_some_and(|known| known.newness >= row.newness) {
            return Place::Again;
        }
        if self.young.len() >= GENERATION {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(hash, row);
        known.map_or(Place::First, Place::Instead)
    }
}
