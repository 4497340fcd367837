//! A look at files that wait to be imported: all of them are read, and nothing is written.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tenure_engine::import::{self, ImportError, Preview, Request};
use tenure_engine::sources::{self, Head, Inspection, SourceError};
use tenure_engine::workspace::Workspace;
use tokio::sync::Semaphore;

use super::asked::Asked;
use crate::fault::Fault;
use crate::jobs::{Job, JobState, Snapshot};
use crate::state::App;
use crate::upload::Upload;
use crate::work::{self, IN_LOG};

/// Looks that are remembered, and as many as are not done.
const REMEMBERED: usize = 16;
/// Looks that read at the same time; others wait for their turn.
const AT_ONCE: usize = 2;
/// Looks at one upload that are not done: each thing said of it is another one.
const OF_ONE: usize = 3;
/// Seconds after which another one may be asked for.
const LATER: u64 = 5;
/// A page waits so long for the look at a small file, so that it needs no progress.
const SOON: Duration = Duration::from_millis(1500);
/// Rows of a file that are shown as they stand.
const ROWS: usize = 3;

/// All looks.
pub(crate) struct Looks {
    known: Mutex<VecDeque<Look>>,
    turns: Semaphore,
}

/// A look at the files of an upload, at work or done.
struct Look {
    /// The upload and what was said about it.
    of: (String, String),
    job: Arc<Job>,
    found: Arc<OnceLock<Arc<Found>>>,
}

/// What a look found.
pub(super) struct Found<E = Refused> {
    files: Vec<PathBuf>,
    /// The head of each file, where its outer form could be told.
    pub(super) heads: Vec<(String, Option<Head>)>,
    /// What would be imported, or what has to be settled first.
    pub(super) outcome: Result<Vec<Preview>, E>,
}

impl Found {
    /// What was understood of the file at a place from 1; nothing of one that is the same as another.
    pub(super) fn seen(&self, place: usize) -> Option<&Inspection> {
        let path = self.files.get(place.checked_sub(1)?)?;
        let files = self.outcome.as_ref().ok()?;
        files.iter().map(|file| &file.inspection).find(|seen| seen.path == *path)
    }
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

impl Default for Looks {
    fn default() -> Self {
        Self { known: Mutex::default(), turns: Semaphore::new(AT_ONCE) }
    }
}

impl Looks {
    fn known(&self) -> MutexGuard<'_, VecDeque<Look>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets what was found of an upload.
    pub(super) fn forget(&self, id: &str) {
        self.known().retain(|look| look.of.0 != id);
    }

    /// Looks at the files of an upload, once for each thing said about them.
    pub(super) async fn look(&self, app: &Arc<App>, id: &str, asked: &Asked) -> Result<Looked, Fault> {
        let upload = app.uploads.find(id)?;
        let (job, found) = self.begin(app, upload, (id.to_owned(), asked.query()), asked)?;
        let mut watch = job.watch();
        let ended = watch.wait_for(|now| now.state != JobState::Running);
        drop(tokio::time::timeout(SOON, ended).await);
        if let Some(found) = found.get() {
            return Ok(Looked::Done(Arc::clone(found)));
        }
        let now = job.snapshot();
        match now.error {
            Some(error) if error == IN_LOG => Err(Fault::Engine(format!("a look at files: {error}"))),
            Some(error) => Err(Fault::Wrong(error)),
            None => Ok(Looked::Working(Box::new(now))),
        }
    }

    /// The look that is known, or a new one.
    fn begin(&self, app: &Arc<App>, upload: Upload, of: (String, String), asked: &Asked) -> Result<Begun, Fault> {
        let state = |look: &Look| look.job.snapshot().state;
        let mut known = self.known();
        if let Some(look) = known.iter().find(|look| look.of == of && state(look) != JobState::Failed) {
            return Ok((Arc::clone(&look.job), Arc::clone(&look.found)));
        }
        let undone = known.iter().filter(|look| look.of.0 == of.0 && state(look) == JobState::Running);
        if undone.count() >= OF_ONE {
            return Err(Fault::TooMany(LATER));
        }
        let found = Arc::new(OnceLock::new());
        let job = start(app, upload, asked.clone(), Arc::clone(&found));
        known.push_back(Look { of, job: Arc::clone(&job), found: Arc::clone(&found) });
        while known.len() > REMEMBERED {
            let Some(done) = known.iter().position(|look| state(look) != JobState::Running) else { break };
            known.remove(done);
        }
        Ok((job, found))
    }
}

type Begun = (Arc<Job>, Arc<OnceLock<Arc<Found>>>);

fn start(app: &Arc<App>, upload: Upload, asked: Asked, found: Arc<OnceLock<Arc<Found>>>) -> Arc<Job> {
    let of = Arc::clone(app);
    app.jobs.start("check", |job| async move {
        let looked = turn(&of, &upload, asked, job).await.map_err(|fault| work::told(&of, fault))?;
        found.get_or_init(|| Arc::new(looked));
        Ok(serde_json::Value::Null)
    })
}

/// A look, when it is its turn.
async fn turn(app: &App, upload: &Upload, asked: Asked, job: Arc<Job>) -> Result<Found, Fault> {
    let _turn = app.looks.turns.acquire().await.map_err(Fault::engine)?;
    let (root, now, files) = (app.root.clone(), (app.clock)(), upload.files().to_vec());
    let looking = tokio::task::spawn_blocking(move || look(&root, &files, &asked, now, &job));
    let mut found = looking.await.map_err(Fault::engine)??;
    let outcome = match found.outcome {
        Ok(previews) => {
            let view = &app.now().await?.view;
            import::elsewhere(view, &previews).await.map(|()| previews)
        }
        Err(error) => Err(error),
    };
    found.outcome = outcome;
    settled(found)
}

/// Reads everything and writes nothing.
fn look(root: &Path, files: &[PathBuf], asked: &Asked, now: Timestamp, job: &Job) -> Result<Found<ImportError>, Fault> {
    let workspace = Workspace::open(root)?;
    let options = |place: usize, path: &Path| {
        import::options(&workspace, path, now, |options| options.overlay(asked.options(place)))
    };
    let named = |(place, path): (usize, &PathBuf)| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        // Which source it is of may be what is left open.
        let known = options(place, path);
        (name.unwrap_or_default(), sources::head(path, known.as_ref().unwrap_or(asked.options(place)), ROWS).ok())
    };
    let heads = (1..).zip(files).map(named).collect();
    let request = |(place, path): (usize, &PathBuf)| Ok(Request { path: path.clone(), options: options(place, path)? });
    let requests: Result<Vec<Request>, ImportError> = (1..).zip(files).map(request).collect();
    Ok(Found { files: files.to_vec(), heads, outcome: requests.and_then(|requests| import::preview(&requests, job)) })
}

/// What a person can settle is part of what was found; anything else is a fault.
fn settled(found: Found<ImportError>) -> Result<Found, Fault> {
    let outcome = match found.outcome {
        Ok(previews) => Ok(previews),
        Err(error @ (ImportError::Source(_) | ImportError::Elsewhere { .. })) => {
            Err(Refused { field: field(&error), why: error.to_string() })
        }
        Err(other) => return Err(work::fault(other)),
    };
    Ok(Found { files: found.files, heads: found.heads, outcome })
}

/// The field of the form that settles an error.
fn field(error: &ImportError) -> Option<&'static str> {
    let error = match error {
        ImportError::Elsewhere { .. } => return Some("source"),
        ImportError::Source(error) => error,
        _ => return None,
    };
    match error {
        SourceError::NoDelimiter { .. } | SourceError::MixedDelimiters { .. } => Some("delimiter"),
        SourceError::AmbiguousDecimal { .. } | SourceError::MixedDecimal { .. } => Some("decimal"),
        SourceError::AmbiguousDate { .. } => Some("date_order"),
        SourceError::NoDates { .. }
        | SourceError::NoNumbers { .. }
        | SourceError::MissingColumn { .. }
        | SourceError::UnknownColumn { .. }
        | SourceError::Setting { name: "map", .. } => Some("columns"),
        SourceError::UnknownVat { .. } => Some("vat"),
        SourceError::Setting { name: "as", .. } => Some("kind"),
        SourceError::Setting { name, .. } => Some(name),
        _ => None,
    }
}
