//! Keys that a file has shown, so that a row that comes back is counted once.
//!
//! Memory is bounded: keys are kept as hashes in two generations, and a key that comes back after more than
//! [`GENERATION`] others may be taken for a new one. The lake then keeps one of the two all the same, since
//! they have one key; only the counts of the import would not show it.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasherDefault, DefaultHasher, Hash, Hasher};

use super::Disposition;
use super::currencies::Code;

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

/// A row by the hash of its key.
type Places = HashMap<u64, u32, BuildHasherDefault<Same>>;

/// Rows by the hashes of their keys. Most keys are new, and then the small table is all that is looked at.
#[derive(Default)]
struct Rows {
    places: Places,
    rows: Vec<Counted>,
}

impl Rows {
    fn get(&self, hash: u64) -> Option<Counted> {
        self.places.get(&hash).and_then(|place| self.rows.get(*place as usize)).copied()
    }

    fn put(&mut self, hash: u64, row: Counted) {
        match self.places.entry(hash) {
            Entry::Occupied(place) => self.rows[*place.get() as usize] = row,
            Entry::Vacant(place) => {
                // There are no more than a generation.
                place.insert(self.rows.len() as u32);
                self.rows.push(row);
            }
        }
    }

    fn clear(&mut self) {
        self.places.clear();
        self.rows.clear();
    }
}

/// The hash of a hash.
#[derive(Default)]
struct Same(u64);

impl Hasher for Same {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// The memory.
#[derive(Default)]
pub(crate) struct Repeats {
    young: Rows,
    old: Rows,
}

impl Repeats {
    /// Looks a key up and remembers the row, unless an earlier one is as new.
    pub fn place(&mut self, key: impl Hash, row: Counted) -> Place {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        let hash = hasher.finish();
        let known = self.young.get(hash).or_else(|| self.old.get(hash));
        if known.is_some_and(|known| known.newness >= row.newness) {
            return Place::Again;
        }
        if self.young.rows.len() >= GENERATION {
            std::mem::swap(&mut self.young, &mut self.old);
            self.young.clear();
        }
        self.young.put(hash, row);
        known.map_or(Place::First, Place::Instead)
    }
}
