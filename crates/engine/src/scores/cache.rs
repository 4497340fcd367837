//! What is costly and the same for many customers, computed once.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::RwLock;

const SHARDS: usize = 64;
/// Entries of a shard; past this, values are computed again rather than kept.
const ROOM: usize = 1 << 15;

/// Purchases of a customer who is alive, by frequency and age: expected, and discounted.
#[derive(Debug)]
pub(super) struct AliveCache(Vec<Shard>);

type Shard = RwLock<HashMap<(u64, u64), (f64, f64), BuildHasherDefault<Mix>>>;

impl Default for AliveCache {
    fn default() -> Self {
        Self((0..SHARDS).map(|_| Shard::default()).collect())
    }
}

impl AliveCache {
    /// The values for these, computed by `make` where they are not known.
    pub(super) fn get(&self, frequency: f64, age: f64, make: impl FnOnce() -> (f64, f64)) -> (f64, f64) {
        let key = (frequency.to_bits(), age.to_bits());
        let mut mix = Mix::default();
        mix.write_u64(key.0);
        mix.write_u64(key.1);
        let Some(shard) = self.0.get((mix.finish() >> 58) as usize) else { return make() };
        if let Some(known) = shard.read().ok().and_then(|shard| shard.get(&key).copied()) {
            return known;
        }
        let made = make();
        if let Ok(mut shard) = shard.write()
            && shard.len() < ROOM
        {
            shard.insert(key, made);
        }
        made
    }
}

/// Mixes two words; the keys are bits of floats, whose low bits are often all zero.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(byte.into());
        }
    }

    fn write_u64(&mut self, word: u64) {
        let folded = u128::from(self.0 ^ word ^ 0x9e37_79b9_7f4a_7c15) * 0xd6e8_feb8_6659_fd93_u128;
        self.0 = (folded as u64) ^ (folded >> 64) as u64;
    }
}
