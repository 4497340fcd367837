//! Long work that pages and the API start and watch: imports and runs. It goes on when nobody watches; its last state
//! stays to be asked for until younger jobs push it out.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use tenure_engine::progress::Progress;
use tokio::sync::watch;
use utoipa::ToSchema;

use crate::fault::Fault;

/// Jobs that are remembered.
const REMEMBERED: usize = 100;

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
    pub(crate) result: Option<serde_json::Value>,
    /// Why it failed.
    pub(crate) error: Option<String>,
    /// Where to try again.
    #[serde(skip)]
    pub(crate) again: Option<String>,
}

/// All jobs of this server.
#[derive(Default)]
pub(crate) struct Jobs(Mutex<(u64, VecDeque<Arc<Job>>)>);

/// One job.
pub(crate) struct Job(watch::Sender<Snapshot>);

impl Jobs {
    /// Starts work; it is handed its progress, and its result or error ends the job.
    pub(crate) fn start<W, F>(&self, kind: &'static str, work: W) -> Arc<Job>
    where
        W: FnOnce(Arc<Job>) -> F,
        F: Future<Output = Result<serde_json::Value, String>> + Send + 'static,
    {
        let jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Self::begin(jobs, kind, work)
    }

    /// Starts work that changes the workspace, unless other such work goes on.
    pub(crate) fn change<W, F>(&self, kind: &'static str, work: W) -> Result<Arc<Job>, Fault>
    where
        W: FnOnce(Arc<Job>) -> F,
        F: Future<Output = Result<serde_json::Value, String>> + Send + 'static,
    {
        let jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at_work =
            |job: &&Arc<Job>| CHANGES.contains(&job.0.borrow().kind) && job.0.borrow().state == JobState::Running;
        if let Some(job) = jobs.1.iter().find(at_work) {
            return Err(Fault::Busy(format!("job `{}` is at work; wait until it has finished", job.0.borrow().id)));
        }
        Ok(Self::begin(jobs, kind, work))
    }

    fn begin<W, F>(mut jobs: MutexGuard<'_, (u64, VecDeque<Arc<Job>>)>, kind: &'static str, work: W) -> Arc<Job>
    where
        W: FnOnce(Arc<Job>) -> F,
        F: Future<Output = Result<serde_json::Value, String>> + Send + 'static,
    {
        let job = {
            jobs.0 += 1;
            let id = format!("{kind}-{}", jobs.0);
            let first = Snapshot {
                id,
                kind,
                state: JobState::Running,
                plan: Vec::new(),
                steps: Vec::new(),
                notes: Vec::new(),
                result: None,
                error: None,
                again: None,
            };
            let job = Arc::new(Job(watch::Sender::new(first)));
            jobs.1.push_back(Arc::clone(&job));
            if jobs.1.len() > REMEMBERED {
                jobs.1.pop_front();
            }
            drop(jobs);
            job
        };
        let (work, ending) = (work(Arc::clone(&job)), Arc::clone(&job));
        // A second task, so that a panic in the work ends the job as failed and not in silence.
        let work = tokio::spawn(work);
        tokio::spawn(async move {
            let ended = work.await.unwrap_or_else(|_| Err("it ended unexpectedly; the log says where".to_owned()));
            ending.0.send_modify(|now| match ended {
                Ok(result) => {
                    now.state = JobState::Done;
                    now.result = Some(result);
                }
                Err(why) => {
                    now.state = JobState::Failed;
                    now.error = Some(why);
                }
            });
        });
        job
    }

    /// A job by its id.
    pub(crate) fn get(&self, id: &str) -> Option<Arc<Job>> {
        let jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.1.iter().find(|job| job.0.borrow().id == id).cloned()
    }

    /// The jobs, latest first.
    pub(crate) fn all(&self) -> Vec<Snapshot> {
        let jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.1.iter().rev().map(|job| job.snapshot()).collect()
    }
}

impl Job {
    /// As it is now.
    pub(crate) fn snapshot(&self) -> Snapshot {
        self.0.borrow().clone()
    }

    /// Says which steps to expect.
    pub(crate) fn plan(&self, steps: Vec<String>) {
        self.0.send_modify(|now| now.plan = steps);
    }

    /// Says where to try again, should it fail.
    pub(crate) fn again(&self, address: String) {
        self.0.send_modify(|now| now.again = Some(address));
    }

    /// Hears of every change.
    pub(crate) fn watch(&self) -> watch::Receiver<Snapshot> {
        self.0.subscribe()
    }
}

impl Progress for Job {
    fn begin(&self, step: &str, total: Option<u64>) {
        self.0.send_modify(|now| {
            if let Some(last) = now.steps.last_mut()
                && let Some(total) = last.total
            {
                last.done = total;
            }
            now.steps.push(Step { name: step.to_owned(), done: 0, total });
        });
    }

    fn at(&self, done: u64) {
        self.0.send_if_modified(|now| match now.steps.last_mut() {
            Some(last) if last.done != done => {
                last.done = done;
                true
            }
            _ => false,
        });
    }

    fn note(&self, line: &str) {
        self.0.send_modify(|now| now.notes.push(line.to_owned()));
    }
}
