//! The workspace version: which version of each table belongs together.
//!
//! A Delta commit covers one table. An import or a run touches several, so its last act is to put one
//! small file, `_tenure/versions/<n>.json`, with a conditional write. Readers open exactly the
//! tables and versions that the highest file names; whatever else lies in storage is unfinished work.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::TryStreamExt;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutMode, PutOptions};
use serde::{Deserialize, Serialize};

use super::error::LakeError;
use super::tables;

/// Newest layout of the lake that this code reads and the one it writes.
pub const FORMAT: u32 = 3;

/// Which version of each table belongs together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkspaceVersion {
    /// Layout of the lake.
    pub format: u32,
    /// Counts up from 1; 0 is a lake in which nothing was committed.
    pub version: u64,
    /// Import or run that made it.
    pub by: String,
    /// Tenure's version that made it.
    pub tenure: String,
    /// Table to Delta version; a table that is absent has no rows yet.
    pub tables: BTreeMap<String, u64>,
}

impl WorkspaceVersion {
    /// A lake in which nothing was committed.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            format: FORMAT,
            version: 0,
            by: String::new(),
            tenure: env!("CARGO_PKG_VERSION").to_owned(),
            tables: BTreeMap::new(),
        }
    }
}

/// Only the field that every format has, so that a newer lake is recognised whatever else it holds.
#[derive(Deserialize)]
struct FormatOnly {
    format: u32,
}

fn folder(prefix: &Path) -> Path {
    prefix.clone().join("_tenure").join("versions")
}

/// Reads the newest workspace version.
pub(super) async fn newest(
    store: &Arc<dyn ObjectStore>,
    prefix: &Path,
    url: &str,
) -> Result<WorkspaceVersion, LakeError> {
    let files: Vec<_> = store.list(Some(&folder(prefix))).map_ok(|m| m.location).try_collect().await?;
    // Names have fixed width, so the greatest name is the greatest number.
    let newest = files
        .into_iter()
        .filter(|p| {
            p.filename().and_then(|name| name.strip_suffix(".json")).is_some_and(|stem| stem.parse::<u64>().is_ok())
        })
        .max();
    let Some(path) = newest else {
        return if lost(store, prefix).await? {
            Err(LakeError::NoVersion { url: url.to_owned() })
        } else {
            Ok(WorkspaceVersion::empty())
        };
    };
    let bytes = store.get(&path).await?.bytes().await?;
    let unreadable = |e: serde_json::Error| LakeError::Version { path: path.to_string(), reason: e.to_string() };
    let FormatOnly { format } = serde_json::from_slice(&bytes).map_err(unreadable)?;
    if format > FORMAT {
        return Err(LakeError::Newer { url: url.to_owned(), found: format, known: FORMAT });
    }
    if format < FORMAT {
        return Err(LakeError::Older { url: url.to_owned(), found: format, known: FORMAT });
    }
    serde_json::from_slice(&bytes).map_err(unreadable)
}

/// Says that a lake was begun. Its first tables are there before its first version, so that a first import that was
/// stopped could not be told from a lake that lost its versions.
pub(super) async fn begin(store: &Arc<dyn ObjectStore>, prefix: &Path) -> Result<(), LakeError> {
    let options = PutOptions { mode: PutMode::Create, ..PutOptions::default() };
    let body = format!("{{\"format\":{FORMAT}}}\n");
    match store.put_opts(&begun(prefix), body.into(), options).await {
        Ok(_) | Err(object_store::Error::AlreadyExists { .. }) => Ok(()),
        Err(other) => Err(other.into()),
    }
}

/// Takes back what [`begin`] said: from its first version on, a lake without versions has lost them. What cannot be
/// taken back now is taken back by the next change.
pub(super) async fn settled(store: &Arc<dyn ObjectStore>, prefix: &Path) {
    drop(store.delete(&begun(prefix)).await);
}

fn begun(prefix: &Path) -> Path {
    prefix.clone().join("_tenure").join("begun.json")
}

/// Whether a lake without versions has had some: it has tables, and nothing says that they are of a first import
/// that was stopped. Taken for empty, all its rows would go with the next import.
async fn lost(store: &Arc<dyn ObjectStore>, prefix: &Path) -> Result<bool, LakeError> {
    match store.head(&begun(prefix)).await {
        Ok(_) => return Ok(false),
        Err(object_store::Error::NotFound { .. }) => {}
        Err(other) => return Err(other.into()),
    }
    for table in tables::ALL {
        let log = prefix.clone().join(table.name).join("_delta_log");
        if store.list(Some(&log)).try_next().await?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Puts `next`, unless that version exists already.
pub(super) async fn put(store: &Arc<dyn ObjectStore>, prefix: &Path, next: &WorkspaceVersion) -> Result<(), LakeError> {
    let path = folder(prefix).join(format!("{:020}.json", next.version));
    let body = serde_json::to_vec_pretty(next)
        .map_err(|e| LakeError::Version { path: path.to_string(), reason: e.to_string() })?;
    let options = PutOptions { mode: PutMode::Create, ..PutOptions::default() };
    match store.put_opts(&path, body.into(), options).await {
        Ok(_) => Ok(()),
        Err(object_store::Error::AlreadyExists { .. }) => {
            Err(LakeError::Conflict { base: next.version - 1, found: next.version })
        }
        Err(other) => Err(other.into()),
    }
}
