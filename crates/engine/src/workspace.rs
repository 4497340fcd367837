//! A workspace on disk: `tenure.toml`, the lake, and the files beside it.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use datafusion::execution::context::SQLOptions;
use datafusion::prelude::{DataFrame, SessionContext, ident, lit};
use futures::TryStreamExt;

use crate::Answer;
use crate::lake::session::{Limits, session};
use crate::lake::tables::SCORES;
use crate::lake::{Lake, LakeError, WorkspaceVersion};
use crate::plain::{PlainError, Target, Writer};
use crate::settings::{DEFAULT_TOML, Settings, SettingsError};

/// Name of the settings file, which makes a folder a workspace.
pub const SETTINGS_FILE: &str = "tenure.toml";

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
    /// Key of the hashes that stand for e-mail addresses and telephone numbers.
    pub pseudonym_key: [u8; 32],
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
        let secret = root.join("pseudonym.key");
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
        let secret = root.join("pseudonym.key");
        let key = fs::read(&secret).map_err(io(&secret))?;
        let pseudonym_key = key
            .as_slice()
            .try_into()
            .map_err(|_| io(&secret)(std::io::Error::new(std::io::ErrorKind::InvalidData, "it must hold 32 bytes")))?;
        let url = &settings.lake.url;
        let lake =
            if url.contains("://") { Lake::open(url)? } else { Lake::open(&root.join(url).display().to_string())? };
        Ok(Self { root: root.to_path_buf(), settings, lake, pseudonym_key })
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
            Ok(View { ctx, version })
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
}

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
            Ok(Rows(self.ctx.sql_with_options(query, reading).await.map_err(LakeError::from)?))
        })
    }

    /// All scores of a run, of one horizon when it is given.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub fn scores<'a>(&'a self, score_id: &'a str, horizon: Option<&'a str>) -> Answer<'a, Rows, WorkspaceError> {
        let of_run = async move {
            let rows = self.ctx.table(SCORES.name).await?.filter(ident("score_id").eq(lit(score_id)))?;
            match horizon {
                Some(horizon) => rows.filter(ident("horizon").eq(lit(horizon))),
                None => Ok(rows),
            }
        };
        Box::pin(async { Ok(Rows(of_run.await.map_err(LakeError::from)?)) })
    }
}

impl Rows {
    /// Streams the rows to a target; the number of rows that a table left out.
    ///
    /// # Errors
    /// When the query fails, or the target cannot be written.
    pub fn write(self, to: Target) -> Answer<'static, usize, WorkspaceError> {
        Box::pin(async {
            let mut rows = self.0.execute_stream().await.map_err(LakeError::from)?;
            let mut writer = Writer::create(to, &rows.schema(), &[])?;
            while let Some(batch) = rows.try_next().await.map_err(LakeError::from)? {
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

/// Writes a file so that readers see the old or the new content, never a part.
///
/// # Errors
/// When the folder cannot be written.
pub fn write_whole(path: &Path, content: &[u8]) -> Result<(), WorkspaceError> {
    let beside = path.with_extension("part");
    fs::write(&beside, content).and_then(|()| fs::rename(&beside, path)).map_err(io(path))
}
