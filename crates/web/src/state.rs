//! The workspace as of one committed version, shared by all requests.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tenure_engine::read::{Basis, Overview, RunRow};
use tenure_engine::workspace::{View, Workspace};
use tokio::sync::Mutex;

use crate::fault::Fault;
use crate::jobs::Jobs;

/// How long a version counts as the newest before storage is asked again.
const FRESH: Duration = Duration::from_millis(500);
/// Overviews kept: a few horizons and bases of a few runs.
const KEPT: usize = 32;
/// Runs that a page offers.
const RUNS: u64 = 50;

/// Everything that requests share.
pub(crate) struct App {
    /// Folder of the workspace.
    pub(crate) root: PathBuf,
    /// Long work.
    pub(crate) jobs: Jobs,
    now: Mutex<Option<(Instant, Arc<Now>)>>,
}

/// What can be seen of the workspace: one committed version of all tables. A request keeps the one it began with.
pub(crate) struct Now {
    /// Settings and lake.
    pub(crate) workspace: Workspace,
    /// The tables.
    pub(crate) view: View,
    /// Its runs, latest first.
    pub(crate) runs: Vec<RunRow>,
    overviews: Mutex<VecDeque<(String, Arc<Overview>)>>,
}

impl App {
    /// Nothing is read yet.
    pub(crate) fn new(root: PathBuf) -> Self {
        Self { root, jobs: Jobs::default(), now: Mutex::new(None) }
    }

    /// The newest committed version.
    pub(crate) async fn now(&self) -> Result<Arc<Now>, Fault> {
        let mut kept = self.now.lock().await;
        if let Some((asked, now)) = &*kept
            && asked.elapsed() < FRESH
        {
            return Ok(Arc::clone(now));
        }
        let workspace = Workspace::open(&self.root)?;
        let version = workspace.lake.current().await.map_err(Fault::engine)?.version;
        let now = match kept.take() {
            Some((_, now)) if now.view.version.version == version && now.workspace.settings == workspace.settings => {
                now
            }
            _ => {
                let view = workspace.view().await?;
                let runs = view.runs(RUNS).await?;
                Arc::new(Now { workspace, view, runs, overviews: Mutex::default() })
            }
        };
        *kept = Some((Instant::now(), Arc::clone(&now)));
        Ok(now)
    }
}

impl Now {
    /// The overview of a run, from memory when it was asked for before.
    pub(crate) async fn overview(&self, run: &RunRow, horizon: &str, basis: Basis) -> Result<Arc<Overview>, Fault> {
        let key = format!("{} {horizon} {basis}", run.run_id);
        let mut kept = self.overviews.lock().await;
        if let Some((_, overview)) = kept.iter().find(|(of, _)| *of == key) {
            return Ok(Arc::clone(overview));
        }
        let overview = Arc::new(self.view.overview(run, horizon, basis).await?);
        kept.push_back((key, Arc::clone(&overview)));
        if kept.len() > KEPT {
            kept.pop_front();
        }
        Ok(overview)
    }
}
