//! The only place that makes a query session, so that every plan has the same bound and habits.

use std::path::Path;
use std::sync::Arc;

use datafusion::error::Result;
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::{FairSpillPool, MemoryLimit};
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::prelude::{SessionConfig, SessionContext};

/// Bounds of a session.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Memory for the whole process, in bytes; operators get half of it, since decoders, writers and
    /// buffers in flight are not counted by the pool.
    pub memory: usize,
    /// Plans run on this many threads.
    pub threads: usize,
}

impl Default for Limits {
    fn default() -> Self {
        let threads = std::thread::available_parallelism().map_or(2, usize::from);
        Self { memory: 2 << 30, threads }
    }
}

/// Lanes together have this part of the pool. Each of them decodes, encodes and keeps files open all the while, which
/// no pool counts, and sorts of a bucket gain next to nothing from more: they spill once at any of these sizes.
const SHARE: usize = 4;

/// Memory that a sort keeps back for merging what it spilled.
const MERGE_RESERVE: usize = 32 << 20;

/// A session that spills to `spill`, or to the system's folder for temporary files, and joins by sort-merge (a hash join's build side cannot spill).
///
/// # Errors
/// When the spill folder cannot be used.
pub fn session(limits: &Limits, spill: Option<&Path>) -> Result<SessionContext> {
    let config = SessionConfig::new()
        .with_target_partitions(limits.threads)
        .with_information_schema(true)
        .set_bool("datafusion.optimizer.prefer_hash_join", false)
        .set_bool("datafusion.sql_parser.enable_ident_normalization", true);
    let disk =
        spill.map_or(DiskManagerMode::OsTmpDirectory, |folder| DiskManagerMode::Directories(vec![folder.into()]));
    let runtime = RuntimeEnvBuilder::new()
        .with_memory_pool(Arc::new(FairSpillPool::new(limits.memory / 2)))
        .with_disk_manager_builder(DiskManagerBuilder::default().with_mode(disk))
        .build_arc()?;
    Ok(SessionContext::new_with_config_rt(config, runtime))
}

/// A session for one of `lanes` pieces of work that go side by side: it shares disk and tables' storage with `ctx`, has
/// its own part of the memory and table names of its own. The tables that `ctx` knows are known to it too.
///
/// The part is fixed. In a common pool what one sort may hold depends on what another happens to hold at that moment,
/// and memory for merging, which cannot be spilled, may be gone when it is needed: the same work would end well at one
/// time and fail at another.
///
/// # Errors
/// When a table cannot be registered.
pub async fn beside(ctx: &SessionContext, lanes: usize) -> Result<SessionContext> {
    let shared = ctx.runtime_env();
    let mut runtime = RuntimeEnvBuilder::from_runtime_env(&shared);
    let mut reserve = MERGE_RESERVE;
    if let MemoryLimit::Finite(whole) = shared.memory_pool.memory_limit() {
        let own = whole / (SHARE * lanes.max(1));
        reserve = reserve.min(own / 4);
        runtime = runtime.with_memory_pool(Arc::new(FairSpillPool::new(own)));
    }
    // One partition: the work beside it is the parallelism. Its sorts then spill by themselves; merging the partitions
    // of a sort takes memory that cannot be spilled, and that other sorts may have taken.
    let config = ctx.copied_config().with_target_partitions(1).with_sort_spill_reservation_bytes(reserve);
    let own = SessionContext::new_with_config_rt(config, runtime.build_arc()?);
    for table in super::tables::ALL {
        if ctx.table_exist(table.name)? {
            own.register_table(table.name, ctx.table_provider(table.name).await?)?;
        }
    }
    Ok(own)
}

#[cfg(test)]
mod tests {
    use datafusion::execution::memory_pool::MemoryConsumer;

    use super::*;

    fn taken(ctx: &SessionContext, bytes: usize) -> Result<datafusion::execution::memory_pool::MemoryReservation> {
        let reservation = MemoryConsumer::new("test").register(&ctx.runtime_env().memory_pool);
        reservation.try_grow(bytes).map(|()| reservation)
    }

    #[tokio::test]
    async fn what_one_lane_takes_is_not_taken_from_another() {
        let whole = session(&Limits { memory: 256 << 20, threads: 2 }, None).unwrap();
        let MemoryLimit::Finite(pool) = whole.runtime_env().memory_pool.memory_limit() else { panic!("no limit") };
        let (first, second) = (beside(&whole, 2).await.unwrap(), beside(&whole, 2).await.unwrap());
        let _all = taken(&first, pool / 8).unwrap();
        assert!(taken(&first, 1).is_err());
        taken(&second, pool / 8).unwrap();
    }
}
