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
    /// By key, as a hash: the content, also as a hash, with the first and last date on which it was landed.
    full: Vec<Slot>,
}

#[derive(Clone, Copy)]
struct Slot {
    key: u64,
    content: u64,
    first: i64,
    last: i64,
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

    /// Whether this content of a key is news: the newest is what counts.
    pub fn later(&mut self, key: impl Hash, content: impl Hash, date: i64) -> bool {
        let slot = self.slot(key, content);
        let news = date > slot.last;
        slot.last = slot.last.max(date);
        news
    }

    /// Whether a date widens the span in which a key was seen.
    pub fn wider(&mut self, key: impl Hash, date: i64) -> bool {
        let slot = self.slot(key, ());
        let news = date > slot.last || date < slot.first;
        (slot.first, slot.last) = (slot.first.min(date), slot.last.max(date));
        news
    }

    fn slot(&mut self, key: impl Hash, content: impl Hash) -> &mut Slot {
        const EMPTY: Slot = Slot { key: 0, content: 0, first: i64::MAX, last: i64::MIN };
        if self.full.is_empty() {
            self.full = vec![EMPTY; Self::FULL];
        }
        let (key, content) = (hashed(key), hashed(content));
        let slot = &mut self.full[key as usize % Self::FULL];
        if slot.key != key || slot.content != content {
            *slot = Slot { key, content, ..EMPTY };
        }
        slot
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_news_is_news() {
        let mut seen = Seen::new();
        assert!(seen.bare("c1") && !seen.bare("c1") && seen.bare("c2"));
        assert!(seen.later("c1", "Dam 1", 5));
        assert!(!seen.later("c1", "Dam 1", 5) && !seen.later("c1", "Dam 1", 4));
        assert!(seen.later("c1", "Dam 1", 6), "a later date must win over what another file says");
        assert!(seen.later("c1", "Dam 2", 6) && seen.later("c1", "Dam 1", 6));
    }

    #[test]
    fn a_date_before_and_a_date_behind_widen_a_span() {
        let mut seen = Seen::new();
        assert!(seen.wider("ann", 5) && !seen.wider("ann", 5));
        assert!(seen.wider("ann", 3) && seen.wider("ann", 7));
        assert!(!seen.wider("ann", 4) && seen.wider("bo", 4));
    }
}
