//! Long work that pages and the API start and watch: imports and runs. It goes on when nobody watches; its last state
//! stays to be asked for until younger jobs push it out.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde_json::Value;
use tenure_engine::progress::Progress;
use tokio::sync::watch;
use utoipa::ToSchema;

use crate::fault::Fault;

/// Jobs that are remembered, and as many as are at work.
const REMEMBERED: usize = 100;

/// What is said of work that panicked.
pub(crate) const UNEXPECTED: &str = "it ended unexpectedly; the server's log says where";

/// Kinds of jobs that change the workspace: one at a time.
const CHANGES: [&str; 2] = ["import", "run"];

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum JobState {
    /// At work.
    Running,
    /// Finished.
    Done,
    /// Ended without a result; what was there before is as it was.
    Failed,
}

/// A step of a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Step {
    /// What is being done.
    pub(crate) name: String,
    /// Units done.
    pub(crate) done: u64,
    /// Units to do, where that is known.
    pub(crate) total: Option<u64>,
}

/// A job as it is now.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct Snapshot {
    /// Identifies the job until the server ends.
    pub(crate) id: String,
    /// `import`, `run`, or `check` of files that wait to be imported.
    pub(crate) kind: &'static str,
    /// How far it is.
    pub(crate) state: JobState,
    /// Names of the steps to expect, where they are known beforehand; some may be skipped.
    pub(crate) plan: Vec<String>,
    /// Its steps so far; the last one is at work.
    pub(crate) steps: Vec<Step>,
    /// What was worth telling.
    pub(crate) notes: Vec<String>,
    /// The report of a finished job, or why it failed.
    pub(crate) result: Option<Value>,
    /// Why it failed.
    pub(crate) error: Option<String>,
    /// Where to try again.
    #[serde(skip)]
    pub(crate) again: Option<String>,
}

/// All jobs of this server.
pub(crate) struct Jobs {
    all: Mutex<Known>,
    /// Where the workspace lies, which is nobody's business: it is taken out of what jobs tell.
    root: Arc<str>,
}

/// How many jobs there were, and those that are remembered.
type Known = (u64, VecDeque<Arc<Job>>);

/// One job.
pub(crate) struct Job {
    now: watch::Sender<Snapshot>,
    root: Arc<str>,
}

impl Jobs {
    /// For a workspace.
    pub(crate) fn new(root: &Path) -> Self {
        let root = if root.is_absolute() { format!("{}/", root.display()) } else { String::new() };
        Self { all: Mutex::default(), root: root.into() }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts work; it is handed its progress, and its result or error ends the job.
    pub(crate) fn start<W, F>(&self, kind: &'static str, work: W) -> Arc<Job>
    where
        W: FnOnce(Arc<Job>) -> F,
        F: Future<Output = Result<Value, String>> + Send + 'static,
    {
        self.begin(self.known(), kind, work)
    }

    /// Starts work that changes the workspace, unless other such work goes on.
    pub(crate) fn change<W, F>(&self, kind: &'static str, work: W) -> Result<Arc<Job>, Fault>
    where
        W: FnOnce(Arc<Job>) -> F,
        F: Future<Output = Result<Value, String>> + Send + 'static,
    {
        let known = self.known();
        alone(&known)?;
        Ok(self.begin(known, kind, work))
    }

    /// Refuses while work goes on that changes the workspace.
    pub(crate) fn idle(&self) -> Result<(), Fault> {
        alone(&self.known())
    }

    fn begin<W, F>(&self, mut known: MutexGuard<'_, Known>, kind: &'static str, work: W) -> Arc<Job>
    where
        W: FnOnce(Arc<Job>) -> F,
        F: Future<Output = Result<Value, String>> + Send + 'static,
    {
        known.0 += 1;
        let first = Snapshot {
            id: format!("{kind}-{}", known.0),
            kind,
            state: JobState::Running,
            plan: Vec::new(),
            steps: Vec::new(),
            notes: Vec::new(),
            result: None,
            error: None,
            again: None,
        };
        let job = Arc::new(Job { now: watch::Sender::new(first), root: Arc::clone(&self.root) });
        known.1.push_back(Arc::clone(&job));
        forget(&mut known.1);
        drop(known);
        let (work, ending) = (work(Arc::clone(&job)), Arc::clone(&job));
        // A second task, so that a panic in the work ends the job as failed and not in silence.
        let work = tokio::spawn(work);
        tokio::spawn(async move {
            let ended = work.await.unwrap_or_else(|_| Err(UNEXPECTED.to_owned()));
            ending.end(ended);
        });
        job
    }

    /// A job by its id.
    pub(crate) fn get(&self, id: &str) -> Option<Arc<Job>> {
        self.known().1.iter().find(|job| job.now.borrow().id == id).cloned()
    }

    /// The jobs, latest first.
    pub(crate) fn all(&self) -> Vec<Snapshot> {
        self.known().1.iter().rev().map(|job| job.snapshot()).collect()
    }

    /// Those at work that change the workspace.
    pub(crate) fn changing(&self) -> Vec<Arc<Job>> {
        self.known().1.iter().filter(|job| job.changes()).cloned().collect()
    }
}

fn alone(known: &Known) -> Result<(), Fault> {
    match known.1.iter().find(|job| job.changes()) {
        Some(job) => Err(Fault::Busy(format!("job `{}` is at work; wait until it has finished", job.now.borrow().id))),
        None => Ok(()),
    }
}

/// Forgets the oldest of what has ended, looks at files before anything else. What is at work is never forgotten.
fn forget(jobs: &mut VecDeque<Arc<Job>>) {
    while jobs.len() > REMEMBERED {
        let ended = |job: &Arc<Job>| job.now.borrow().state != JobState::Running;
        let look = jobs.iter().position(|job| ended(job) && job.now.borrow().kind == "check");
        let Some(place) = look.or_else(|| jobs.iter().position(ended)) else { return };
        jobs.remove(place);
    }
}

impl Job {
    /// As it is now.
    pub(crate) fn snapshot(&self) -> Snapshot {
        self.now.borrow().clone()
    }

    /// Says which steps to expect.
    pub(crate) fn plan(&self, steps: Vec<String>) {
        self.now.send_modify(|now| now.plan = steps);
    }

    /// Says where to try again, should it fail.
    pub(crate) fn again(&self, address: String) {
        self.now.send_modify(|now| now.again = Some(address));
    }

    /// Hears of every change.
    pub(crate) fn watch(&self) -> watch::Receiver<Snapshot> {
        self.now.subscribe()
    }

    /// Whether it is at work on a change of the workspace.
    fn changes(&self) -> bool {
        let now = self.now.borrow();
        CHANGES.contains(&now.kind) && now.state == JobState::Running
    }

    fn end(&self, ended: Result<Value, String>) {
        self.now.send_modify(|now| match ended {
            Ok(mut result) => {
                self.hide(&mut result);
                now.state = JobState::Done;
                now.result = Some(result);
            }
            Err(why) => {
                now.state = JobState::Failed;
                now.error = Some(self.hidden(&why));
            }
        });
    }

    /// Without the folder of the workspace.
    fn hidden(&self, text: &str) -> String {
        if self.root.is_empty() { text.to_owned() } else { text.replace(&*self.root, "") }
    }

    fn hide(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.hidden(text),
            Value::Array(values) => values.iter_mut().for_each(|value| self.hide(value)),
            Value::Object(values) => values.values_mut().for_each(|value| self.hide(value)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

impl Progress for Job {
    fn begin(&self, step: &str, total: Option<u64>) {
        self.now.send_modify(|now| {
            if let Some(last) = now.steps.last_mut()
                && let Some(total) = last.total
            {
                last.done = total;
            }
            now.steps.push(Step { name: step.to_owned(), done: 0, total });
        });
    }

    fn at(&self, done: u64) {
        self.now.send_if_modified(|now| match now.steps.last_mut() {
            Some(last) if last.done != done => {
                last.done = done;
                true
            }
            _ => false,
        });
    }

    fn note(&self, line: &str) {
        self.now.send_modify(|now| now.notes.push(self.hidden(line)));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    async fn ended(job: &Job) -> Snapshot {
        job.watch().wait_for(|now| now.state != JobState::Running).await.unwrap().clone()
    }

    #[tokio::test]
    async fn what_is_at_work_is_never_forgotten_and_looks_go_first() {
        let jobs = Jobs::new(Path::new("/srv/shop"));
        let done = jobs.change("run", |_| async { Ok(Value::Null) }).unwrap();
        ended(&done).await;
        let import = jobs.change("import", |_| std::future::pending()).unwrap();
        for _ in 0..2 * REMEMBERED {
            ended(&jobs.start("check", |_| async { Err("no".to_owned()) })).await;
        }
        assert_eq!(jobs.all().len(), REMEMBERED);
        for job in [&done, &import] {
            assert!(jobs.get(&job.snapshot().id).is_some(), "{:?}", job.snapshot());
        }
        assert!(matches!(jobs.idle(), Err(Fault::Busy(_))));
        for _ in 0..2 * REMEMBERED {
            drop(jobs.start("check", |_| std::future::pending()));
        }
        assert!(jobs.get("import-2").is_some() && jobs.get("run-1").is_none());
    }

    #[tokio::test]
    async fn no_job_tells_where_the_workspace_lies() {
        let jobs = Jobs::new(Path::new("/srv/shop"));
        let told = jobs.start("import", |job| async move {
            job.note("`/srv/shop/uploads/1/a.csv` is the same as `/srv/shop/uploads/1/b.csv`");
            Ok(json!({ "import": { "rejects": { "path": "/srv/shop/rejects/import-000001.csv", "rows": 1 } } }))
        });
        let told = ended(&told).await;
        assert_eq!(told.notes, ["`uploads/1/a.csv` is the same as `uploads/1/b.csv`"]);
        let wanted = json!({ "import": { "rejects": { "path": "rejects/import-000001.csv", "rows": 1 } } });
        assert_eq!(told.result, Some(wanted));
        let failed = jobs.start("run", |_| async { Err("cannot write /srv/shop/lake/x".to_owned()) });
        assert_eq!(ended(&failed).await.error.as_deref(), Some("cannot write lake/x"));
    }
}
