//! What can go wrong with the lake.

use deltalake::{DeltaTableError, ObjectStoreError};

/// An error of the lake.
#[derive(Debug, thiserror::Error)]
pub enum LakeError {
    /// The lake's address is no URL or folder.
    #[error(
        "lake `{url}` is no folder or object store address: {reason}; give a path, or a URL such as s3://bucket/prefix"
    )]
    Address {
        /// As given.
        url: String,
        /// Why it was refused.
        reason: String,
    },
    /// The lake was written by a later Tenure.
    #[error(
        "lake `{url}` has format {found}, this Tenure reads up to {known}; install a newer Tenure to open it (nothing was changed)"
    )]
    Newer {
        /// The lake.
        url: String,
        /// Its format.
        found: u32,
        /// The newest format known here.
        known: u32,
    },
    /// The lake was written by an earlier Tenure, whose tables were others.
    #[error(
        "lake `{url}` has format {found}, this Tenure reads format {known}; make a new workspace and import the files again (nothing was changed)"
    )]
    Older {
        /// The lake.
        url: String,
        /// Its format.
        found: u32,
        /// The format known here.
        known: u32,
    },
    /// A workspace version could not be understood.
    #[error(
        "workspace version `{path}` cannot be read: {reason}; it is a small JSON file, restore it from a backup or remove it to fall back to the version before"
    )]
    Version {
        /// The file.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The files that say which rows count are gone.
    #[error(
        "lake `{url}` has tables but no version of the workspace (`_tenure/versions/*.json` is gone), so that nothing tells which of its rows count; restore `_tenure` from a backup, or move the whole lake away and import all files again (nothing was changed)"
    )]
    NoVersion {
        /// The lake.
        url: String,
    },
    /// Somebody else committed in between.
    #[error(
        "another import or run finished first (workspace version {found} exists, this one began at {base}); nothing of this one is visible, run it again"
    )]
    Conflict {
        /// The version this work began at.
        base: u64,
        /// The version that was put meanwhile.
        found: u64,
    },
    /// Delta Lake refused.
    #[error("table `{table}`: {source}")]
    Delta {
        /// The table.
        table: &'static str,
        /// Delta Lake's own word.
        source: Box<DeltaTableError>,
    },
    /// The object store refused.
    #[error("storage: {0}")]
    Store(#[from] ObjectStoreError),
    /// A plan failed.
    #[error("query: {0}")]
    Query(#[from] datafusion::error::DataFusionError),
}

impl LakeError {
    /// Names the table a Delta error belongs to.
    pub(crate) fn delta(table: &'static str) -> impl Fn(DeltaTableError) -> Self {
        move |source| Self::Delta { table, source: Box::new(source) }
    }
}
