//! Profiles that were landed lately. A profile on every order would be landed once an order; the same
//! content of no later date says nothing new. Places are overwritten, so memory is fixed, and a profile that
//! was forgotten is merely landed again.

use std::hash::{DefaultHasher, Hash, Hasher};

fn hashed(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// The memory.
pub(crate) struct Seen {
    /// Records without any contact data, by hash.
    bare: Vec<u64>,
    /// Hash of the key, hash of the content, date.
    full: Vec<(u64, u64, i64)>,
}

impl Seen {
    const BARE: usize = 1 << 21;
    const FULL: usize = 1 << 18;

    pub fn new() -> Self {
        Self { bare: Vec::new(), full: Vec::new() }
    }

    /// Whether a bare key is news; it is the same at any date.
    pub fn bare(&mut self, record: &str) -> bool {
        if self.bare.is_empty() {
            self.bare = vec![0; Self::BARE];
        }
        // Eight places next to each other are one cache line, and seldom all taken.
        let hash = hashed(record) | 1;
        let first = (hash as usize >> 3) % (Self::BARE / 8) * 8;
        let places = &mut self.bare[first..first + 8];
        if places.contains(&hash) {
            return false;
        }
        let free = places.iter().position(|place| *place == 0).unwrap_or((hash >> 60) as usize % 8);
        places[free] = hash;
        true
    }

    /// Whether this content of a key is news.
    pub fn full(&mut self, key: impl Hash, content: impl Hash, version: i64) -> bool {
        if self.full.is_empty() {
            self.full = vec![(0, 0, i64::MIN); Self::FULL];
        }
        let (key, content) = (hashed(key), hashed(content));
        let slot = &mut self.full[key as usize % Self::FULL];
        if slot.0 == key && slot.1 == content && slot.2 >= version {
            return false;
        }
        *slot = (key, content, version);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_news_is_news() {
        let mut seen = Seen::new();
        assert!(seen.bare("c1") && !seen.bare("c1") && seen.bare("c2"));
        assert!(seen.full("c1", "Dam 1", 5));
        assert!(!seen.full("c1", "Dam 1", 5) && !seen.full("c1", "Dam 1", 4));
        assert!(seen.full("c1", "Dam 1", 6), "a later date must win over what another file says");
        assert!(seen.full("c1", "Dam 2", 6) && seen.full("c1", "Dam 1", 6));
    }
}
