//! Files that wait to be imported: on disk in the workspace, each upload in a folder of its own, for a day at most.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tenure_engine::import::{self, ImportError, Preview, Request};
use tenure_engine::sources::{self, Head, SourceError};
use tenure_engine::workspace::Workspace;

use super::asked::Asked;
use crate::fault::Fault;
use crate::jobs::{Job, JobState, Snapshot};
use crate::state::App;

/// Files wait so long.
const KEPT: Duration = Duration::from_secs(24 * 3600);
/// Results of looking at files that are remembered.
const REMEMBERED: usize = 16;
/// A page waits so long for the look at a small file, so that it needs no progress.
const SOON: Duration = Duration::from_millis(1500);
/// Rows of a file that are shown as they stand.
const ROWS: usize = 3;

/// All uploads.
pub(crate) struct Uploads {
    folder: PathBuf,
    /// Largest upload in bytes.
    pub(crate) limit: u64,
    looks: Mutex<VecDeque<Look>>,
}

/// A look at the files of an upload, at work or done.
struct Look {
    /// The upload and what was said about it.
    of: (String, String),
    job: Arc<Job>,
    found: Arc<OnceLock<Arc<Found>>>,
}

/// What a look found.
pub(super) struct Found {
    /// The head of each file, where its outer form could be told.
    pub(super) heads: Vec<(String, Option<Head>)>,
    /// What would be imported, or what has to be settled first.
    pub(super) outcome: Result<Vec<Preview>, Refused>,
}

/// Why files cannot be imported as they are.
pub(super) struct Refused {
    /// In words, with the value seen.
    pub(super) why: String,
    /// The field that settles it.
    pub(super) field: Option<&'static str>,
}

/// How far a look is.
pub(super) enum Looked {
    /// Not done yet.
    Working(Box<Snapshot>),
    /// Done.
    Done(Arc<Found>),
}

impl Uploads {
    pub(crate) fn new(folder: PathBuf, limit: u64) -> Self {
        Self { folder, limit, looks: Mutex::default() }
    }

    /// Makes a place for new files.
    pub(crate) fn begin(&self, now: Timestamp) -> Result<(String, PathBuf), Fault> {
        self.sweep(now);
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(|e| Fault::Engine(format!("the system gives no random bytes: {e}")))?;
        let id: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let folder = self.folder.join(&id);
        std::fs::create_dir_all(&folder).map_err(Fault::engine)?;
        Ok((id, folder))
    }

    /// The files of an upload, by name.
    pub(super) fn files(&self, id: &str) -> Result<Vec<PathBuf>, Fault> {
        let missing = || {
            Fault::Missing(format!("upload `{}`; files are kept for a day", id.chars().take(40).collect::<String>()))
        };
        // Nothing but what `begin` makes names a folder.
        if id.len() != 32 || !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(missing());
        }
        let entries = std::fs::read_dir(self.folder.join(id)).map_err(|_| missing())?;
        let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        files.sort();
        if files.is_empty() { Err(missing()) } else { Ok(files) }
    }

    /// Removes an upload. What cannot be removed now is removed within a day.
    pub(super) fn remove(&self, id: &str) {
        if self.files(id).is_ok() {
            drop(std::fs::remove_dir_all(self.folder.join(id)));
        }
        self.looks().retain(|look| look.of.0 != id);
    }

    /// Removes what nobody came back for.
    pub(crate) fn sweep(&self, now: Timestamp) {
        let Ok(entries) = std::fs::read_dir(&self.folder) else { return };
        for entry in entries.flatten() {
            let written =
                entry.metadata().and_then(|of| of.modified()).ok().and_then(|at| Timestamp::try_from(at).ok());
            if written.is_none_or(|at| now.duration_since(at).unsigned_abs() > KEPT) {
                drop(std::fs::remove_dir_all(entry.path()));
            }
        }
    }

    fn looks(&self) -> MutexGuard<'_, VecDeque<Look>> {
        self.looks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at the files of an upload, once for each thing said about them.
    pub(super) async fn look(&self, app: &Arc<App>, id: &str, asked: &Asked) -> Result<Looked, Fault> {
        let files = self.files(id)?;
        let of = (id.to_owned(), asked.query());
        let (job, found) = {
            let mut looks = self.looks();
            let known = looks.iter().find(|look| look.of == of && look.job.snapshot().state != JobState::Failed);
            match known {
                Some(look) => (Arc::clone(&look.job), Arc::clone(&look.found)),
                None => {
                    let found = Arc::new(OnceLock::new());
                    let job = start(app, files, asked.clone(), Arc::clone(&found));
                    looks.push_back(Look { of, job: Arc::clone(&job), found: Arc::clone(&found) });
                    if looks.len() > REMEMBERED {
                        looks.pop_front();
                    }
                    (job, found)
                }
            }
        };
        let mut watch = job.watch();
        let ended = watch.wait_for(|now| now.state != JobState::Running);
        drop(tokio::time::timeout(SOON, ended).await);
        if let Some(found) = found.get() {
            return Ok(Looked::Done(Arc::clone(found)));
        }
        let now = job.snapshot();
        match now.error {
            Some(error) => Err(Fault::Engine(error)),
            None => Ok(Looked::Working(Box::new(now))),
        }
    }
}

fn start(app: &Arc<App>, files: Vec<PathBuf>, asked: Asked, found: Arc<OnceLock<Arc<Found>>>) -> Arc<Job> {
    let (root, now) = (app.root.clone(), (app.clock)());
    app.jobs.start("check", |job| async move {
        let looking = tokio::task::spawn_blocking(move || look(&root, &files, &asked, now, &job));
        let looked = looking.await.map_err(|e| e.to_string())??;
        found.get_or_init(|| Arc::new(looked));
        Ok(serde_json::Value::Null)
    })
}

/// Reads everything and writes nothing.
fn look(root: &Path, files: &[PathBuf], asked: &Asked, now: Timestamp, job: &Job) -> Result<Found, String> {
    let workspace = Workspace::open(root).map_err(|e| e.to_string())?;
    let said = |options: &mut sources::Options| asked.put(options);
    let mut plain = sources::Options::default();
    asked.put(&mut plain);
    let named = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        // Which source it is of may be what is left open.
        let options = import::options(&workspace, path, now, said);
        (name.unwrap_or_default(), sources::head(path, options.as_ref().unwrap_or(&plain), ROWS).ok())
    };
    let heads = files.iter().map(named).collect();
    let request =
        |path: &PathBuf| Ok(Request { path: path.clone(), options: import::options(&workspace, path, now, said)? });
    let requests: Result<Vec<Request>, ImportError> = files.iter().map(request).collect();
    let outcome = match requests.and_then(|requests| import::preview(&requests, job)) {
        Ok(previews) => Ok(previews),
        Err(ImportError::Source(error)) => Err(Refused { field: field(&error), why: error.to_string() }),
        Err(other) => return Err(Fault::engine(other).to_string()),
    };
    Ok(Found { heads, outcome })
}

/// The field of the form that settles an error.
fn field(error: &SourceError) -> Option<&'static str> {
    match error {
        SourceError::NoDelimiter { .. } | SourceError::MixedDelimiters { .. } => Some("delimiter"),
        SourceError::AmbiguousDecimal { .. } | SourceError::MixedDecimal { .. } => Some("decimal"),
        SourceError::AmbiguousDate { .. } => Some("date_order"),
        SourceError::NoDates { .. }
        | SourceError::NoNumbers { .. }
        | SourceError::MissingColumn { .. }
        | SourceError::UnknownColumn { .. } => Some("columns"),
        SourceError::UnknownVat { .. } => Some("vat"),
        SourceError::Setting { name, .. } => Some(name),
        _ => None,
    }
}
