//! The lake in storage: opening it at a committed version, and registering its tables for queries.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::arrow::record_batch::RecordBatch;
use datafusion::datasource::MemTable;
use datafusion::prelude::{DataFrame, ParquetReadOptions, SessionContext, lit};
use deltalake::kernel::Add;
use deltalake::{DeltaTable, DeltaTableBuilder};
use object_store::ObjectStore;
use object_store::path::Path;
use url::Url;

use super::address;
use super::error::LakeError;
use super::tables::{self, Table};
use super::transaction::Transaction;
use super::version::{self, WorkspaceVersion};
use super::views;

/// A lake: a folder or prefix that holds one Delta table per canonical or derived table.
#[derive(Debug, Clone)]
pub struct Lake {
    pub(super) url: Url,
    pub(super) prefix: Path,
    pub(super) store: Arc<dyn ObjectStore>,
}

impl Lake {
    /// Opens the lake at a folder path or object store URL (`s3://`, `gs://`, `az://`, with keys and region from the
    /// environment). A local folder is made when it does not exist.
    ///
    /// # Errors
    /// When the address is none, or the environment does not say enough to open its store.
    pub fn open(address: &str) -> Result<Self, LakeError> {
        let refused = |reason: String| LakeError::Address { url: address.to_owned(), reason };
        let url = match Url::parse(address) {
            // A single letter is a drive, not a scheme.
            Ok(url) if url.scheme().len() > 1 => url,
            _ => {
                std::fs::create_dir_all(address).map_err(|e| refused(e.to_string()))?;
                let absolute = std::fs::canonicalize(address).map_err(|e| refused(e.to_string()))?;
                Url::from_directory_path(absolute).map_err(|()| refused("not an absolute path".to_owned()))?
            }
        };
        let store = address::store(&url).map_err(|e| refused(e.to_string()))?;
        Self::with_store(url, store)
    }

    /// Opens the lake at `url` within a given store whose root is the URL's root.
    ///
    /// # Errors
    /// When the URL's path is no path of an object store.
    pub fn with_store(mut url: Url, store: Arc<dyn ObjectStore>) -> Result<Self, LakeError> {
        if !url.path().ends_with('/') {
            url.set_path(&format!("{}/", url.path()));
        }
        let prefix = Path::from_url_path(url.path())
            .map_err(|e| LakeError::Address { url: url.to_string(), reason: e.to_string() })?;
        Ok(Self { url, prefix, store })
    }

    /// The newest committed version; version 0 when nothing was committed.
    ///
    /// # Errors
    /// When storage fails, or the lake was written by a newer Tenure.
    pub async fn current(&self) -> Result<WorkspaceVersion, LakeError> {
        version::newest(&self.store, &self.prefix, self.url.as_str()).await
    }

    /// Begins a change that becomes visible, over all its tables at once, when it is committed.
    ///
    /// # Errors
    /// As [`Lake::current`].
    pub async fn begin(&self) -> Result<Transaction, LakeError> {
        let base = self.current().await?;
        if base.version == 0 {
            version::begin(&self.store, &self.prefix).await?;
        }
        Ok(Transaction::new(self.clone(), base))
    }

    /// Makes every table of `version` known to `ctx` under its name, and the [`views`] of what counts; a table without
    /// rows is empty.
    ///
    /// # Errors
    /// When a table cannot be opened.
    pub async fn register(&self, ctx: &SessionContext, version: &WorkspaceVersion) -> Result<(), LakeError> {
        for table in tables::ALL {
            ctx.deregister_table(table.name)?;
            self.register_one(ctx, table, version.tables.get(table.name).copied()).await?;
        }
        Ok(views::register(ctx).await?)
    }

    /// A session like `ctx` in which the tables `earlier` are as of the versions given; one without a version had no rows.
    ///
    /// # Errors
    /// When a table cannot be opened as it was.
    pub async fn as_of(
        &self,
        ctx: &SessionContext,
        versions: &BTreeMap<String, u64>,
        earlier: &[&str],
    ) -> Result<SessionContext, LakeError> {
        let own = SessionContext::new_with_config_rt(ctx.copied_config(), ctx.runtime_env());
        for table in tables::ALL {
            if earlier.contains(&table.name) {
                self.register_one(&own, table, versions.get(table.name).copied()).await?;
            } else {
                own.register_table(table.name, ctx.table_provider(table.name).await?)?;
            }
        }
        views::register(&own).await?;
        Ok(own)
    }

    /// Makes a table known at a version; without one it is empty.
    async fn register_one(&self, ctx: &SessionContext, table: &Table, at: Option<u64>) -> Result<(), LakeError> {
        match at {
            Some(at) => {
                let opened = self.at(table, at).await?;
                opened.update_datafusion_session(&ctx.state()).map_err(LakeError::delta(table.name))?;
                ctx.register_table(table.name, opened.table_provider().await?)?;
            }
            None => {
                let empty = MemTable::try_new(table.schema(), vec![vec![]])?;
                ctx.register_table(table.name, Arc::new(empty))?;
            }
        }
        Ok(())
    }

    /// Rows of files that were written and are not committed yet. The partition columns are in their path, not in
    /// them; they are given back as constants.
    ///
    /// # Errors
    /// When a file cannot be opened.
    pub async fn uncommitted(
        &self,
        ctx: &SessionContext,
        table: &Table,
        files: &[Add],
    ) -> Result<DataFrame, LakeError> {
        let mut root = self.url.clone();
        root.set_path("/");
        ctx.register_object_store(&root, Arc::clone(&self.store));
        let mut partitions: BTreeMap<Vec<&str>, Vec<String>> = BTreeMap::new();
        for file in files {
            let value = |name: &&str| file.partition_values.get(*name).and_then(Option::as_deref).unwrap_or_default();
            let values = table.partition_columns().iter().map(value).collect();
            partitions.entry(values).or_default().push(format!("{}{}/{}", self.url, table.name, file.path));
        }
        let mut all: Option<DataFrame> = None;
        for (values, urls) in partitions {
            let mut rows = ctx.read_parquet(urls, ParquetReadOptions::default()).await?;
            for (name, value) in table.partition_columns().iter().zip(values) {
                rows = rows.with_column(name, lit(value))?;
            }
            all = Some(match all {
                None => rows,
                Some(before) => before.union_by_name(rows)?,
            });
        }
        match all {
            Some(rows) => Ok(rows),
            None => Ok(ctx.read_batch(RecordBatch::new_empty(table.schema()))?),
        }
    }

    /// Opens one table at one version.
    pub(super) async fn at(&self, table: &Table, version: u64) -> Result<DeltaTable, LakeError> {
        let wrong = LakeError::delta(table.name);
        self.builder(table)?.with_version(version).load().await.map_err(wrong)
    }

    /// A builder for one table on the lake's store.
    pub(super) fn builder(&self, table: &Table) -> Result<DeltaTableBuilder, LakeError> {
        let url = self
            .url
            .join(&format!("{}/", table.name))
            .map_err(|e| LakeError::Address { url: self.url.to_string(), reason: e.to_string() })?;
        Ok(DeltaTableBuilder::from_url(url.clone())
            .map_err(LakeError::delta(table.name))?
            .with_storage_backend(Arc::clone(&self.store), url))
    }
}
