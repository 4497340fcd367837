//! The workspace as of one committed version, shared by all requests.

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tenure_engine::read::{Basis, Overview, RunRow};
use tenure_engine::workspace::{View, Workspace};
use tokio::sync::Mutex;

use crate::access::Access;
use crate::fault::Fault;
use crate::jobs::Jobs;
use crate::pages::Uploads;
use crate::server::{Metrics, Serve, Talk};
use crate::words::Lang;

/// How long a version counts as the newest before storage is asked again.
const FRESH: Duration = Duration::from_millis(500);
/// Overviews kept: a few horizons and bases of a few runs.
const KEPT: usize = 32;
/// Runs that a page offers; an older one is found by its name.
pub(crate) const RUNS: u64 = 50;

/// Everything that requests share.
pub(crate) struct App {
    /// Folder of the workspace.
    pub(crate) root: PathBuf,
    /// Long work.
    pub(crate) jobs: Jobs,
    /// Who may come in.
    pub(crate) access: Access,
    /// What is counted.
    pub(crate) metrics: Metrics,
    /// Files that wait to be imported.
    pub(crate) uploads: Uploads,
    /// The clock, read by nobody else.
    pub(crate) clock: fn() -> Timestamp,
    /// Where the log goes.
    pub(crate) talk: Talk,
    now: Mutex<Option<(Instant, Arc<Now>)>>,
}

/// Horizons and bases that a run has values for.
type Scopes = Arc<[(String, Basis)]>;

/// What can be seen of the workspace: one committed version of all tables. A request keeps the one it began with.
pub(crate) struct Now {
    /// Settings and lake.
    pub(crate) workspace: Workspace,
    /// The tables.
    pub(crate) view: View,
    /// Its latest runs, latest first.
    pub(crate) runs: Vec<RunRow>,
    overviews: Mutex<VecDeque<(String, Arc<Overview>)>>,
    scopes: Mutex<BTreeMap<String, Scopes>>,
}

impl App {
    /// Nothing is read yet.
    pub(crate) fn new(config: &Serve, access: Access) -> Self {
        Self {
            root: config.root.clone(),
            jobs: Jobs::default(),
            access,
            metrics: Metrics::new(),
            uploads: Uploads::new(config.root.join("uploads"), config.upload_limit),
            clock: config.clock,
            talk: Arc::clone(&config.talk),
            now: Mutex::new(None),
        }
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
                Arc::new(Now { workspace, view, runs, overviews: Mutex::default(), scopes: Mutex::default() })
            }
        };
        *kept = Some((Instant::now(), Arc::clone(&now)));
        Ok(now)
    }

    /// The language of whoever says none.
    pub(crate) fn language(&self) -> Lang {
        let settings = Workspace::open(&self.root).map(|workspace| workspace.settings);
        settings.ok().and_then(|settings| settings.workspace.language.parse().ok()).unwrap_or_default()
    }
}

impl Now {
    /// A run by its name, however long ago it was.
    pub(crate) async fn run(&self, id: &str) -> Result<Option<RunRow>, Fault> {
        match self.runs.iter().find(|run| run.run_id == id) {
            Some(run) => Ok(Some(run.clone())),
            None => Ok(self.view.run(id).await?),
        }
    }

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

    /// The horizons and bases that a run has values for.
    pub(crate) async fn scopes(&self, run: &RunRow) -> Result<Scopes, Fault> {
        let mut kept = self.scopes.lock().await;
        if let Some(scopes) = kept.get(&run.run_id) {
            return Ok(Arc::clone(scopes));
        }
        let scopes: Scopes = self.view.scopes(run).await?.into();
        kept.insert(run.run_id.clone(), Arc::clone(&scopes));
        Ok(scopes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::tests::shop::Shop;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_run_that_no_page_lists_is_found_by_its_name() {
        let shop = Shop::open().await;
        let first = shop.json("/api/v1/customers?limit=10").await;
        let now = shop.app.now().await.unwrap();
        let (workspace, view) = (now.workspace.clone(), now.view.clone());
        let (overviews, scopes) = (Mutex::default(), Mutex::default());
        // As after fifty younger runs.
        let later = Now { workspace, view, runs: Vec::new(), overviews, scopes };
        *shop.app.now.lock().await = Some((Instant::now(), Arc::new(later)));
        assert_eq!(shop.json("/api/v1/runs/run-000002").await["run"]["as_of"], "2026-03-31");
        assert_eq!(shop.json("/api/v1/overview?run=run-000002").await["scope"]["run_id"], "run-000002");
        let page = shop.get("/?run=run-000002").await;
        assert_eq!(page.status, axum::http::StatusCode::OK, "{}", page.body);
        let rest = format!("/api/v1/customers?limit=10&cursor={}", first["next"].as_str().unwrap());
        assert_eq!(shop.json(&rest).await["scope"]["run_id"], "run-000002");
        assert!(now.run("run-000009").await.unwrap().is_none());
    }
}
