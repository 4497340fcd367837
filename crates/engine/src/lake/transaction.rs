//! A change over several tables that becomes visible at once, or not at all.
//!
//! Data files are written first, then one Delta commit per table, then the workspace version. A commit
//! states the difference between what the table's log holds *now* and what it shall hold, so commits
//! left behind by work that was killed are undone by the next one, without a repair step.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::error::DataFusionError;
use datafusion::parquet::basic::{Compression, Encoding, ZstdLevel};
use datafusion::parquet::file::properties::WriterProperties;
use datafusion::parquet::schema::types::ColumnPath;
use datafusion::prelude::DataFrame;
use deltalake::datafile::writer::{DeltaWriter, WriterConfig};
use deltalake::kernel::engine::arrow_conversion::TryIntoKernel as _;
use deltalake::kernel::transaction::{CommitBuilder, CommitProperties};
use deltalake::kernel::{Action, Add, StructType};
use deltalake::operations::create::CreateBuilder;
use deltalake::protocol::{DeltaOperation, SaveMode};
use deltalake::table::config::TablePropertiesExt as _;
use deltalake::{DeltaTable, DeltaTableError};

use futures::TryStreamExt;
use tokio::task::JoinSet;

use super::error::LakeError;
use super::store::Lake;
use super::tables::{self, ColumnType, Table};
use super::version::{self, FORMAT, WorkspaceVersion};

/// Rows of a Parquet row group: large enough to compress, small enough that an open file stays small.
const ROW_GROUP: usize = 128 * 1024;

/// Changes to one table that wait for the commit.
#[derive(Debug, Default)]
struct Change {
    /// Partitions whose present files go.
    replaced: HashSet<String>,
    /// Files that come.
    added: Vec<Add>,
}

/// A change over several tables.
#[derive(Debug)]
pub struct Transaction {
    lake: Lake,
    base: WorkspaceVersion,
    changes: BTreeMap<&'static str, Change>,
    /// What the lake showed of work that was stopped earlier, in plain words.
    found: Vec<String>,
}

impl Transaction {
    pub(super) fn new(lake: Lake, base: WorkspaceVersion) -> Self {
        Self { lake, base, changes: BTreeMap::new(), found: Vec::new() }
    }

    /// The version this change started from.
    #[must_use]
    pub fn base(&self) -> &WorkspaceVersion {
        &self.base
    }

    /// The lake it changes.
    #[must_use]
    pub fn lake(&self) -> &Lake {
        &self.lake
    }

    /// Makes `table` in storage when it is not there yet, so that writers can be opened side by side.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn ensure(&self, table: &'static Table) -> Result<(), LakeError> {
        self.lake.open_or_create(table).await.map(drop)
    }

    /// Adds finished files to `table`.
    pub fn add(&mut self, table: &'static Table, files: Vec<Add>) {
        self.changes.entry(table.name).or_default().added.extend(files);
    }

    /// Lets the files that `table` now has in one partition go; what is added stays.
    pub fn replace(&mut self, table: &'static Table, partition: &str) {
        self.changes.entry(table.name).or_default().replaced.insert(partition.to_owned());
    }

    /// Appends a small batch to `table`: bookkeeping such as an import's counts.
    ///
    /// # Errors
    /// When writing fails.
    pub async fn append(&mut self, table: &'static Table, batch: &RecordBatch) -> Result<(), LakeError> {
        self.ensure(table).await?;
        let mut writer = self.lake.writer(table).await?;
        let wrong = LakeError::delta(table.name);
        writer.write(batch).await.map_err(&wrong)?;
        let files = writer.close().await.map_err(wrong)?;
        self.add(table, files);
        Ok(())
    }

    /// Commits each table, then puts the workspace version that makes it all visible.
    /// With no change at all the version stays as it is.
    ///
    /// # Errors
    /// When storage fails or another change came first; then nothing of this one is visible.
    pub async fn commit(mut self, by: &str) -> Result<Committed, LakeError> {
        if self.changes.is_empty() {
            return Ok(Committed { version: self.base, found: self.found });
        }
        let mut next = WorkspaceVersion {
            format: FORMAT,
            version: self.base.version + 1,
            by: by.to_owned(),
            tenure: env!("CARGO_PKG_VERSION").to_owned(),
            tables: self.base.tables.clone(),
        };
        for (name, change) in std::mem::take(&mut self.changes) {
            let Some(table) = tables::ALL.iter().find(|t| t.name == name) else { continue };
            let version = self.commit_table(table, change).await?;
            next.tables.insert(name.to_owned(), version);
        }
        version::put(&self.lake.store, &self.lake.prefix, &next).await?;
        version::settled(&self.lake.store, &self.lake.prefix).await;
        Ok(Committed { version: next, found: self.found })
    }

    /// Takes the table's log from whatever it holds to base - replaced + added.
    async fn commit_table(&mut self, table: &'static Table, change: Change) -> Result<u64, LakeError> {
        let wrong = LakeError::delta(table.name);
        let latest = self.lake.open_or_create(table).await?;
        let snapshot = latest.snapshot().map_err(&wrong)?;
        let base = match self.base.tables.get(table.name) {
            Some(at) if *at == snapshot.version() => files(&latest, &wrong)?,
            Some(at) => files(&self.lake.at(table, *at).await?, &wrong)?,
            None => HashMap::new(),
        };
        let partition = table.partition_column();
        let kept: HashMap<_, _> = base
            .into_iter()
            .filter(|(_, add)| {
                let value = add.partition_values.get(partition).and_then(Option::as_deref);
                !value.is_some_and(|v| change.replaced.contains(v))
            })
            .collect();

        let now = files(&latest, &wrong)?;
        if snapshot.version() > self.base.tables.get(table.name).copied().unwrap_or(0) {
            self.found.push(format!(
                "table `{}` had {} unfinished change(s) from work that was stopped, or goes on elsewhere; they are undone",
                table.name,
                snapshot.version() - self.base.tables.get(table.name).copied().unwrap_or(0)
            ));
        }
        let mut actions: Vec<Action> = Vec::new();
        for view in snapshot.log_data().iter() {
            if !kept.contains_key(view.path().as_ref()) {
                actions.push(Action::Remove(view.remove_action(true)));
            }
        }
        actions.extend(kept.into_iter().filter(|(path, _)| !now.contains_key(path)).map(|(_, add)| Action::Add(add)));
        actions.extend(change.added.into_iter().map(Action::Add));

        let operation = DeltaOperation::Write {
            mode: SaveMode::Append,
            partition_by: Some(table.partition_columns().iter().map(|&name| name.to_owned()).collect()),
            predicate: None,
        };
        let committed = CommitBuilder::from(CommitProperties::default())
            .with_actions(actions)
            .build(Some(snapshot.snapshot()), latest.log_store(), operation)
            .await
            .map_err(wrong)?;
        Ok(committed.version())
    }
}

impl Lake {
    /// Runs a plan, turns each of its batches into rows of `table`, and writes them to new files, one task a
    /// partition of the plan.
    ///
    /// # Errors
    /// When the plan, `turn` or storage fails.
    pub async fn write(
        &self,
        table: &'static Table,
        rows: DataFrame,
        turn: Arc<Turn>,
    ) -> Result<(Vec<Add>, u64), LakeError> {
        let schema = table.schema();
        let mut tasks = JoinSet::new();
        for mut stream in rows.execute_stream_partitioned().await? {
            let (lake, schema, turn) = (self.clone(), Arc::clone(&schema), Arc::clone(&turn));
            tasks.spawn(async move {
                let wrong = LakeError::delta(table.name);
                let mut writer = lake.writer(table).await?;
                let mut rows = 0;
                while let Some(batch) = stream.try_next().await? {
                    let batch = turn(&batch)?;
                    rows += batch.num_rows() as u64;
                    writer.write(&conform(&batch, &schema)?).await.map_err(&wrong)?;
                }
                Ok::<_, LakeError>((writer.close().await.map_err(wrong)?, rows))
            });
        }
        let mut files = Vec::new();
        let mut rows = 0;
        while let Some(done) = tasks.join_next().await {
            let (added, written) = done.map_err(|e| DataFusionError::External(Box::new(e)))??;
            files.extend(added);
            rows += written;
        }
        Ok((files, rows))
    }

    /// Opens a writer for new files of `table`, which exists; hand the files to [`Transaction::add`].
    ///
    /// # Errors
    /// When the table cannot be opened.
    pub async fn writer(&self, table: &'static Table) -> Result<DeltaWriter, LakeError> {
        let wrong = LakeError::delta(table.name);
        let opened = self.builder(table)?.load().await.map_err(&wrong)?;
        let config = WriterConfig::new(
            table.schema(),
            table.partition_columns().iter().map(|&name| name.to_owned()).collect(),
            Some(writer_properties(table)),
            None,
            Some(16 * 1024),
            opened.snapshot().map_err(wrong)?.table_config().num_indexed_cols(),
            None,
        );
        Ok(DeltaWriter::new(opened.object_store(), config))
    }

    async fn open_or_create(&self, table: &'static Table) -> Result<DeltaTable, LakeError> {
        let wrong = LakeError::delta(table.name);
        if self.url.scheme() == "file"
            && let Ok(folder) = self.url.join(table.name).map_err(drop).and_then(|url| url.to_file_path())
        {
            std::fs::create_dir_all(folder).map_err(|e| wrong(DeltaTableError::Io { source: e }))?;
        }
        let log_store = self.builder(table)?.build_storage().map_err(&wrong)?;
        if log_store.is_delta_table_location().await.map_err(&wrong)? {
            return self.builder(table)?.load().await.map_err(wrong);
        }
        let schema: StructType =
            table.schema().as_ref().try_into_kernel().map_err(|e| wrong(DeltaTableError::from(e)))?;
        CreateBuilder::new()
            .with_log_store(log_store)
            .with_table_name(table.name)
            .with_comment(table.grain)
            .with_columns(schema.fields().cloned())
            .with_partition_columns(table.partition_columns().iter().copied())
            .await
            .map_err(wrong)
    }
}

/// A batch's columns in the order and types of `schema`.
pub(crate) fn conform(batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch, DataFusionError> {
    let columns = schema.fields().iter().map(|field| {
        let column = batch
            .column_by_name(field.name())
            .ok_or_else(|| DataFusionError::Plan(format!("no column `{}` to write", field.name())))?;
        Ok(cast(column, field.data_type())?)
    });
    Ok(RecordBatch::try_new(Arc::clone(schema), columns.collect::<Result<Vec<_>, DataFusionError>>()?)?)
}

/// From a plan's batch to a table's.
pub type Turn = dyn Fn(&RecordBatch) -> Result<RecordBatch, DataFusionError> + Send + Sync;

/// What a commit did.
#[derive(Debug)]
pub struct Committed {
    /// The version that readers now see.
    pub version: WorkspaceVersion,
    /// What was found of work that had been stopped earlier.
    pub found: Vec<String>,
}

/// The live files of a table by path.
#[expect(deprecated, reason = "a commit that restores a file needs its Add action; Arrow arrays cannot be committed")]
fn files(table: &DeltaTable, wrong: &impl Fn(DeltaTableError) -> LakeError) -> Result<HashMap<String, Add>, LakeError> {
    let snapshot = table.snapshot().map_err(wrong)?;
    Ok(snapshot.log_data().iter().map(|view| (view.path().into_owned(), view.add_action())).collect())
}

/// Columns whose values seldom come back: a dictionary of them costs time and saves nothing.
const SINGULAR: [&str; 7] =
    ["order_id", "group_id", "refund_id", "record_id", "content_hash", "ordered_at", "refunded_at"];

/// Zstandard at its quickest useful level, in small row groups. Keys by which a table is sorted are written as
/// differences. The keys by which one customer is looked up carry a
/// bloom filter a row group, so that a page about one reads a few of them.
fn writer_properties(table: &Table) -> WriterProperties {
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(ROW_GROUP));
    for column in table.all_columns().filter(|column| SINGULAR.contains(&column.name)) {
        let path = ColumnPath::from(column.name);
        properties = properties.set_column_dictionary_enabled(path.clone(), false);
        if column.kind == ColumnType::Text {
            properties = properties.set_column_encoding(path, Encoding::DELTA_BYTE_ARRAY);
        }
    }
    for key in table.columns.iter().filter(|column| matches!(column.name, "customer_id" | "record_id")) {
        let path = ColumnPath::from(key.name);
        properties = properties
            .set_column_bloom_filter_enabled(path.clone(), true)
            .set_column_bloom_filter_max_ndv(path.clone(), ROW_GROUP as u64)
            .set_column_bloom_filter_fpp(path, 0.02);
    }
    properties.build()
}
