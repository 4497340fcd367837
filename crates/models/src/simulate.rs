//! Random numbers for simulated populations. Each customer has a generator of their own, so that the result does not depend on threads or order.

use rand::SeedableRng;
use rand::rngs::StdRng;

/// The generator of customer `index` under a seed: seeded with `seed + index`.
pub fn customer_rng(seed: u64, index: u64) -> StdRng {
    StdRng::seed_from_u64(seed.wrapping_add(index))
}
