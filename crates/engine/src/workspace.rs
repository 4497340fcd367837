//! A workspace on disk: `tenure.toml`, the lake, and the files beside it.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use datafusion::arrow;
use datafusion::arrow::array::AsArray;
use datafusion::arrow::compute::cast;
use datafusion::arrow::error::ArrowError;
use datafusion::error::DataFusionError;
use datafusion::execution::context::SQLOptions;
use datafusion::prelude::{DataFrame, SessionContext, ident, lit};
use futures::TryStreamExt;

use crate::Answer;
use crate::lake::session::{Limits, session};
use crate::lake::tables::{ColumnType, SCORES};
use crate::lake::{Lake, LakeError, WorkspaceVersion};
use crate::plain::{PlainError, Target, Writer};
use crate::read::{Basis, ReadError, RunRow};
use crate::settings::{DEFAULT_TOML, Settings, SettingsError};

/// Name of the settings file, which makes a folder a workspace.
pub const SETTINGS_FILE: &str = "tenure.toml";

/// Name of the file with the key of the pseudonyms.
const KEY_FILE: &str = "pseudonym.key";

/// What can go wrong with a workspace.
#[derive(Debug, thiserror::Error)]
pub enum WorkspaceError {
    /// The folder is none.
    #[error("`{0}` is no workspace: it has no `tenure.toml`; make one with `tenure init {0}`")]
    Missing(String),
    /// The folder is one already.
    #[error("`{0}` is a workspace already; open it with `--workspace {0}`, or choose another folder")]
    Exists(String),
    /// Somebody else is changing it.
    #[error("another import or run is at work in `{0}`; wait until it has finished")]
    Busy(String),
    /// The settings are wrong.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The key of the pseudonyms is gone.
    #[error(
        "`{path}` is missing or damaged ({reason}): it holds the key of the hashes that stand for e-mail addresses and telephone numbers, and with another key every customer who is known by those would come twice; restore its 32 bytes from a backup (what is in the lake can be read without it)"
    )]
    NoKey {
        /// The file.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A question that is no query, or would change something.
    #[error("the query cannot be answered: {0}")]
    Query(String),
    /// The lake cannot be opened.
    #[error(transparent)]
    Lake(#[from] LakeError),
    /// Rows cannot be written.
    #[error(transparent)]
    Plain(#[from] PlainError),
    /// The system refused.
    #[error("`{path}`: {source}")]
    Io {
        /// Where.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
}

fn io(path: &Path) -> impl Fn(std::io::Error) -> WorkspaceError {
    move |source| WorkspaceError::Io { path: path.display().to_string(), source }
}

/// An open workspace.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// Its folder.
    pub root: PathBuf,
    /// What `tenure.toml` says.
    pub settings: Settings,
    /// Its lake.
    pub lake: Lake,
    /// Key of the hashes that stand for e-mail addresses and telephone numbers; only valid after
    /// [`Self::require_key`].
    pub pseudonym_key: [u8; 32],
    /// Why there is no key, when there is none.
    keyless: Option<String>,
}

impl Workspace {
    /// Makes a workspace in a folder, which may exist but be none yet.
    ///
    /// # Errors
    /// When it is one already, or cannot be written.
    pub fn init(root: &Path, settings_toml: Option<&str>, key: [u8; 32]) -> Result<Self, WorkspaceError> {
        fs::create_dir_all(root).map_err(io(root))?;
        let settings = root.join(SETTINGS_FILE);
        if settings.exists() {
            return Err(WorkspaceError::Exists(root.display().to_string()));
        }
        let secret = root.join(KEY_FILE);
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&secret).and_then(|mut file| file.write_all(&key)).map_err(io(&secret))?;
        // The settings come last: until they stand the folder is no workspace.
        write_whole(&settings, settings_toml.unwrap_or(DEFAULT_TOML).as_bytes())?;
        Self::open(root)
    }

    /// Opens a workspace.
    ///
    /// # Errors
    /// When the folder is none, or its settings or lake are wrong.
    pub fn open(root: &Path) -> Result<Self, WorkspaceError> {
        let path = root.join(SETTINGS_FILE);
        if !path.exists() {
            return Err(WorkspaceError::Missing(root.display().to_string()));
        }
        let settings = Settings::load(&path)?;
        // Only an import needs the key; whoever lost it can still read what is there.
        let (pseudonym_key, keyless) = match fs::read(root.join(KEY_FILE)) {
            Ok(key) => match key.as_slice().try_into() {
                Ok(key) => (key, None),
                Err(_) => ([0; 32], Some(format!("it holds {} bytes, not 32", key.len()))),
            },
            Err(error) => ([0; 32], Some(error.to_string())),
        };
        let url = &settings.lake.url;
        let lake =
            if url.contains("://") { Lake::open(url)? } else { Lake::open(&root.join(url).display().to_string())? };
        Ok(Self { root: root.to_path_buf(), settings, lake, pseudonym_key, keyless })
    }

    /// Makes sure that there is a key for pseudonyms.
    ///
    /// # Errors
    /// When its file is missing or damaged.
    pub fn require_key(&self) -> Result<(), WorkspaceError> {
        match &self.keyless {
            None => Ok(()),
            Some(reason) => {
                let path = self.root.join(KEY_FILE).display().to_string();
                Err(WorkspaceError::NoKey { path, reason: reason.clone() })
            }
        }
    }

    /// Takes the right to change the workspace, for as long as the result lives.
    ///
    /// # Errors
    /// When another process has it.
    pub fn lock(&self) -> Result<WriteLock, WorkspaceError> {
        let path = self.root.join(".lock");
        let file = File::create(&path).map_err(io(&path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(WorkspaceError::Busy(self.root.display().to_string())),
            Err(TryLockError::Error(source)) => return Err(io(&path)(source)),
        }
        // Whoever holds the lock owns the scratch folder; what lies there is of work that was stopped.
        let scratch = self.root.join("tmp");
        let left_behind = scratch.exists();
        if left_behind {
            fs::remove_dir_all(&scratch).map_err(io(&scratch))?;
        }
        fs::create_dir_all(&scratch).map_err(io(&scratch))?;
        Ok(WriteLock { _file: file, scratch, left_behind })
    }

    /// Refuses when another process has the right to change the workspace. It takes no right itself, and leaves what
    /// stopped work left behind to whoever takes it.
    ///
    /// # Errors
    /// When another process has it.
    pub fn free(&self) -> Result<(), WorkspaceError> {
        // Without the file nobody ever had it; whatever else is wrong is told by `lock`.
        let Ok(file) = File::open(self.root.join(".lock")) else { return Ok(()) };
        match file.try_lock_shared() {
            Err(TryLockError::WouldBlock) => Err(WorkspaceError::Busy(self.root.display().to_string())),
            _ => Ok(()),
        }
    }

    /// A query session within the workspace's memory bound.
    ///
    /// # Errors
    /// When the spill folder cannot be used.
    pub fn session(&self, spill: Option<&Path>) -> Result<SessionContext, WorkspaceError> {
        let limits = Limits { memory: self.settings.memory_bytes()?, ..Limits::default() };
        Ok(session(&limits, spill).map_err(LakeError::from)?)
    }

    /// The tables as of the newest committed version, for reading. Imports and runs that go on meanwhile
    /// neither block it nor show in it.
    ///
    /// # Errors
    /// When the lake cannot be opened.
    pub fn view(&self) -> Answer<'_, View, WorkspaceError> {
        Box::pin(async {
            let version = self.lake.current().await?;
            let ctx = self.session(None)?;
            self.lake.register(&ctx, &version).await?;
            let zone = self.settings.workspace.zone.clone();
            Ok(View { ctx, version, lake: self.lake.clone(), zone, earlier: Arc::default() })
        })
    }
}

/// The tables as of one committed version.
#[derive(Clone)]
pub struct View {
    /// Knows every table by name.
    pub ctx: SessionContext,
    /// The version.
    pub version: WorkspaceVersion,
    pub(crate) lake: Lake,
    /// The workspace's zone.
    pub(crate) zone: String,
    /// The tables as an earlier run saw them.
    pub(crate) earlier: Arc<tokio::sync::Mutex<Option<Earlier>>>,
}

/// Versions of some tables, and a session in which they are so.
pub(crate) type Earlier = (BTreeMap<String, u64>, SessionContext);

/// Rows that wait to be asked for.
pub struct Rows(DataFrame);

impl View {
    /// A query in words; statements that would change anything are refused.
    ///
    /// # Errors
    /// When it cannot be understood, or would change something.
    pub fn sql<'a>(&'a self, query: &'a str) -> Answer<'a, Rows, WorkspaceError> {
        Box::pin(async move {
            let reading = SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
            Ok(Rows(self.ctx.sql_with_options(query, reading).await.map_err(unanswered)?))
        })
    }

    /// All scores of a run for one horizon and basis.
    ///
    /// # Errors
    /// When the run has none for them, or the table cannot be read.
    pub fn scores<'a>(&'a self, run: &'a RunRow, horizon: &'a str, basis: Basis) -> Answer<'a, Rows, ReadError> {
        Box::pin(async move {
            self.scored(run, horizon, basis).await?;
            let of_run = ident("score_id").eq(lit(run.score_id.as_str()));
            let picked = of_run.and(ident("horizon").eq(lit(horizon))).and(ident("basis").eq(lit(basis.as_str())));
            let scores = self.ctx.table(SCORES.name).await.and_then(|scores| scores.filter(picked));
            Ok(Rows(scores.map_err(unread)?))
        })
    }

    /// Refuses a horizon and basis that a run has no scores for: a list of nobody would look like an answer.
    ///
    /// # Errors
    /// When the run has none for them, or the table cannot be read.
    pub fn scored<'a>(&'a self, run: &'a RunRow, horizon: &'a str, basis: Basis) -> Answer<'a, (), ReadError> {
        Box::pin(async move {
            let of_run = ident("score_id").eq(lit(run.score_id.as_str()));
            let pairs = [ident("horizon"), ident("basis")];
            let known =
                async { self.ctx.table(SCORES.name).await?.filter(of_run)?.select(pairs)?.distinct()?.collect().await };
            let mut scopes = Vec::new();
            for batch in known.await.map_err(unread)? {
                let texts = |column: usize| cast(batch.column(column), &ColumnType::Text.arrow());
                let of = |error: ArrowError| unread(error.into());
                let (horizons, bases) = (texts(0).map_err(of)?, texts(1).map_err(of)?);
                let bases = bases.as_string::<i32>().iter().flatten();
                let pairs = horizons.as_string::<i32>().iter().flatten().zip(bases);
                scopes.extend(pairs.map(|(horizon, basis)| (horizon.to_owned(), basis.to_owned())));
            }
            if scopes.is_empty() || scopes.iter().any(|(h, b)| h == horizon && b == basis.as_str()) {
                return Ok(());
            }
            scopes.sort_unstable();
            Err(ReadError::NotScored {
                run: run.run_id.clone(),
                horizon: horizon.to_owned(),
                basis: basis.to_string(),
                known: scopes.iter().map(|(h, b)| format!("`{h}/{b}`")).collect::<Vec<_>>().join(", "),
            })
        })
    }
}

/// Why a query has no answer: what it asks cannot be had, or the lake cannot be read.
fn unanswered(error: DataFusionError) -> WorkspaceError {
    use DataFusionError::{ArrowError, Configuration, Execution, NotImplemented, Plan, SQL, SchemaError};
    match error.find_root() {
        ArrowError(error, _) if matches!(**error, arrow::error::ArrowError::IoError(..)) => {}
        root @ (SQL(..) | Plan(_) | SchemaError(..) | NotImplemented(_) | Configuration(_) | Execution(_)
        | ArrowError(..)) => {
            let told = root.strip_backtrace();
            let told =
                ["Arrow error: ", "Execution error: "].iter().find_map(|name| told.strip_prefix(name)).unwrap_or(&told);
            return WorkspaceError::Query(told.to_owned());
        }
        _ => {}
    }
    LakeError::from(error).into()
}

fn unread(source: DataFusionError) -> ReadError {
    ReadError::Query { what: "the scores", source: Box::new(source) }
}

impl Rows {
    /// Streams the rows to a target; the number of rows that a table left out.
    ///
    /// # Errors
    /// When the query fails, or the target cannot be written.
    pub fn write(self, to: Target) -> Answer<'static, usize, WorkspaceError> {
        Box::pin(async {
            let mut rows = self.0.execute_stream().await.map_err(unanswered)?;
            let mut writer = Writer::create(to, &rows.schema(), &[])?;
            while let Some(batch) = rows.try_next().await.map_err(unanswered)? {
                writer.write(&batch)?;
            }
            Ok(writer.finish()?)
        })
    }
}

/// The right to change a workspace; given back when dropped.
#[derive(Debug)]
pub struct WriteLock {
    _file: File,
    /// An empty folder for staging and spilling.
    pub scratch: PathBuf,
    /// True when earlier work had been stopped before it was complete.
    pub left_behind: bool,
}

impl Drop for WriteLock {
    fn drop(&mut self) {
        // What cannot be removed now is removed by the next who takes the lock.
        drop(fs::remove_dir_all(&self.scratch));
    }
}

/// Writes a file so that readers see the old or the new content, never a part, also after the power failed.
///
/// # Errors
/// When the folder cannot be written.
pub fn write_whole(path: &Path, content: &[u8]) -> Result<(), WorkspaceError> {
    // A name that is nobody's: hidden, of the whole name, and of this process. What an earlier process of that number
    // left behind when it was killed is written over.
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.part-{}", std::process::id()));
    let written = File::create(&beside).and_then(|mut file| {
        file.write_all(content)?;
        file.sync_all()
    });
    written.and_then(|()| fs::rename(&beside, path)).map_err(|error| {
        drop(fs::remove_file(&beside));
        io(path)(error)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_whole_takes_no_other_file_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path("r.part"), "mine").unwrap();
        fs::write(path("r.html"), "old").unwrap();
        fs::write(path(&format!(".r.html.part-{}", std::process::id())), b"left behind, and longer").unwrap();
        write_whole(&path("r.html"), b"new").unwrap();
        write_whole(&path("r.json"), b"{}").unwrap();
        let read = |name: &str| fs::read_to_string(path(name)).unwrap();
        assert_eq!((read("r.part"), read("r.html"), read("r.json")), ("mine".into(), "new".into(), "{}".into()));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3, "nothing is left beside them");
        write_whole(&path("none/r.html"), b"new").unwrap_err();
        fs::create_dir(path("taken")).unwrap();
        write_whole(&path("taken"), b"new").unwrap_err();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4, "nor when it failed");
    }
}
