//! The workspace as of one committed version, shared by all requests.
//!
//! What is kept in memory has a bound: so many overviews, so many bytes of customers. Of a base that is larger, each
//! list asks the lake.

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tenure_engine::read::{Basis, CustomerFilter, CustomerPage, CustomerQuery, Overview, Roster, RunRow, Together};
use tenure_engine::sources::Options;
use tenure_engine::workspace::{View, Workspace};
use tokio::sync::OnceCell;

use crate::access::Access;
use crate::fault::Fault;
use crate::jobs::Jobs;
use crate::pages::Looks;
use crate::server::{Metrics, Serve, Talk};
use crate::upload::Uploads;
use crate::words::Lang;

/// How long a version counts as the newest before storage is asked again.
const FRESH: Duration = Duration::from_millis(500);
/// A version that was the newest so lately answers while another request looks for a newer one.
const LATELY: Duration = Duration::from_secs(5);
/// How long a request waits for the one that looks, when nobody asked for longer.
const PATIENCE: Duration = Duration::from_secs(2);
/// Overviews kept: a few horizons and bases of a few runs.
const KEPT: usize = 32;
/// Memory for customers that lists page through, in bytes.
const ROSTERS: usize = 384 << 20;
/// What one customer takes of it, about.
const CUSTOMER: u64 = 160;
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
    pub(crate) uploads: Arc<Uploads>,
    /// What looking at them found.
    pub(crate) looks: Looks,
    /// The clock, read by nobody else.
    pub(crate) clock: fn() -> Timestamp,
    /// Where the log goes.
    pub(crate) talk: Talk,
    /// The newest version, and when it was.
    now: RwLock<Option<(Instant, Arc<Now>)>>,
    /// Held by the request that looks for a newer one; nobody else waits for it.
    looking: tokio::sync::Mutex<()>,
    /// The language of the settings, as they were last read.
    language: Mutex<Lang>,
}

/// What is computed once: whoever asks for it meanwhile waits for it, and for nothing else.
type Kept<T> = Arc<OnceCell<Arc<T>>>;

/// Horizons and bases that a run has values for.
type Scopes = Arc<ScopesOfRun>;
type ScopesOfRun = [(String, Basis)];

/// What can be seen of the workspace: one committed version of all tables. A request keeps the one it began with.
pub(crate) struct Now {
    /// Settings and lake.
    pub(crate) workspace: Workspace,
    /// The tables.
    pub(crate) view: View,
    /// Its latest runs, latest first.
    pub(crate) runs: Vec<RunRow>,
    /// The one asked for last stands last.
    overviews: Mutex<VecDeque<(String, Kept<Overview>)>>,
    scopes: Mutex<BTreeMap<String, Kept<ScopesOfRun>>>,
    /// Customers of a few scopes; the one asked for last stands last.
    rosters: Mutex<VecDeque<(String, Kept<Roster>)>>,
}

impl App {
    /// Nothing is read yet but the language.
    pub(crate) fn new(config: &Serve, access: Access) -> Self {
        let settings = Workspace::open(&config.root).map(|workspace| workspace.settings);
        let language = settings.ok().and_then(|settings| settings.workspace.language.parse().ok());
        Self {
            root: config.root.clone(),
            jobs: Jobs::new(&config.root),
            access,
            metrics: Metrics::new(),
            uploads: Arc::new(Uploads::new(config.root.join("uploads"), config.upload_limit)),
            looks: Looks::default(),
            clock: config.clock,
            talk: Arc::clone(&config.talk),
            now: RwLock::default(),
            looking: tokio::sync::Mutex::default(),
            language: Mutex::new(language.unwrap_or_default()),
        }
    }

    /// The newest committed version. One request looks for it; the others are answered from the one before.
    pub(crate) async fn now(&self) -> Result<Arc<Now>, Fault> {
        let waiting = match self.kept() {
            Some((age, now)) if age < FRESH => return Ok(now),
            Some((age, now)) if age < LATELY => match self.looking.try_lock() {
                Ok(turn) => turn,
                Err(_) => return Ok(now),
            },
            Some((_, now)) => match tokio::time::timeout(PATIENCE, self.looking.lock()).await {
                Ok(turn) => turn,
                Err(_) => return Ok(now),
            },
            None => self.looking.lock().await,
        };
        // Whoever had the turn before may have found it.
        let before = self.kept();
        if let Some((age, now)) = &before
            && *age < FRESH
        {
            return Ok(Arc::clone(now));
        }
        let now = self.newest(before.map(|(_, now)| now)).await?;
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), Arc::clone(&now)));
        drop(waiting);
        Ok(now)
    }

    /// Work has ended: the next request looks for what came of it.
    pub(crate) fn outdated(&self) {
        let mut kept = self.now.write().unwrap_or_else(PoisonError::into_inner);
        if let Some((asked, _)) = kept.as_mut()
            && let Some(before) = asked.checked_sub(FRESH)
        {
            *asked = before;
        }
    }

    fn kept(&self) -> Option<(Duration, Arc<Now>)> {
        let kept = self.now.read().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref().map(|(asked, now)| (asked.elapsed(), Arc::clone(now)))
    }

    /// The newest version as it lies there: the one from before when nothing changed.
    async fn newest(&self, before: Option<Arc<Now>>) -> Result<Arc<Now>, Fault> {
        let root = self.root.clone();
        let opened = tokio::task::spawn_blocking(move || Workspace::open(&root)).await;
        let workspace = opened.map_err(Fault::engine)??;
        let language = workspace.settings.workspace.language.parse().unwrap_or_default();
        *self.language.lock().unwrap_or_else(PoisonError::into_inner) = language;
        let version = workspace.lake.current().await.map_err(Fault::engine)?.version;
        match before {
            Some(now) if now.view.version.version == version && now.workspace.settings == workspace.settings => Ok(now),
            _ => {
                let view = workspace.view().await?;
                let runs = view.runs(RUNS).await?;
                Ok(Arc::new(Now::of(workspace, view, runs)))
            }
        }
    }

    /// The language of whoever says none. It asks nothing of the disk: faults are told in it, to anybody.
    pub(crate) fn language(&self) -> Lang {
        *self.language.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What holds of a source before anybody says anything of it.
    pub(crate) fn unsaid(&self) -> Result<Options, Fault> {
        let settings = Workspace::open(&self.root)?.settings.workspace;
        let (default_zone, default_currency) = (settings.zone, settings.currency);
        Ok(Options { default_zone, default_currency, now: Some((self.clock)()), ..Options::default() })
    }
}

impl Now {
    /// Nothing is computed yet.
    fn of(workspace: Workspace, view: View, runs: Vec<RunRow>) -> Self {
        let (overviews, scopes, rosters) = (Mutex::default(), Mutex::default(), Mutex::default());
        Self { workspace, view, runs, overviews, scopes, rosters }
    }

    /// A run by its name, however long ago it was.
    pub(crate) async fn run(&self, id: &str) -> Result<Option<RunRow>, Fault> {
        match self.runs.iter().find(|run| run.run_id == id) {
            Some(run) => Ok(Some(run.clone())),
            None => Ok(self.view.run(id).await?),
        }
    }

    /// The overview of a run, from memory when it was asked for before.
    pub(crate) async fn overview(&self, run: &RunRow, horizon: &str, basis: Basis) -> Result<Arc<Overview>, Fault> {
        let cell = {
            let mut kept = self.overviews.lock().unwrap_or_else(PoisonError::into_inner);
            let cell = last(&mut kept, format!("{} {horizon} {basis}", run.run_id));
            if kept.len() > KEPT {
                kept.pop_front();
            }
            cell
        };
        let overview =
            cell.get_or_try_init(async || Ok::<_, Fault>(Arc::new(self.view.overview(run, horizon, basis).await?)));
        overview.await.map(Arc::clone)
    }

    /// A page of customers: from memory, unless there are too many to keep.
    pub(crate) async fn customers(
        &self,
        run: &RunRow,
        horizon: &str,
        basis: Basis,
        query: &CustomerQuery,
    ) -> Result<CustomerPage, Fault> {
        Ok(match self.roster(run, horizon, basis).await? {
            Some(roster) => self.view.page(&roster, query)?,
            None => self.view.customers(run, horizon, basis, query).await?,
        })
    }

    /// Those that a filter lets through, added up.
    pub(crate) async fn together(
        &self,
        run: &RunRow,
        horizon: &str,
        basis: Basis,
        filter: &CustomerFilter,
    ) -> Result<Together, Fault> {
        Ok(match self.roster(run, horizon, basis).await? {
            Some(roster) => self.view.added_up(&roster, filter)?,
            None => self.view.together(run, horizon, basis, filter).await?,
        })
    }

    /// All customers of a scope; none when they would take more than half of what there is for all.
    async fn roster(&self, run: &RunRow, horizon: &str, basis: Basis) -> Result<Option<Arc<Roster>>, Fault> {
        let customers = self.overview(run, horizon, basis).await?.buyers.customers;
        if customers.saturating_mul(CUSTOMER) > ROSTERS as u64 / 2 {
            return Ok(None);
        }
        let key = format!("{} {horizon} {basis}", run.run_id);
        let cell = last(&mut self.rosters.lock().unwrap_or_else(PoisonError::into_inner), key);
        let roster =
            cell.get_or_try_init(async || Ok::<_, Fault>(Arc::new(self.view.roster(run, horizon, basis).await?)));
        let roster = roster.await.map(Arc::clone)?;
        let mut kept = self.rosters.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = |kept: &VecDeque<(String, Kept<Roster>)>| -> usize {
            kept.iter().filter_map(|(_, cell)| cell.get()).map(|roster| roster.bytes()).sum()
        };
        while kept.len() > 1 && bytes(&kept) > ROSTERS {
            kept.pop_front();
        }
        Ok(Some(roster))
    }

    /// The horizons and bases that a run has values for.
    pub(crate) async fn scopes(&self, run: &RunRow) -> Result<Scopes, Fault> {
        let cell = {
            let mut kept = self.scopes.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(kept.entry(run.run_id.clone()).or_default())
        };
        let scopes = cell.get_or_try_init(async || Ok::<_, Fault>(Scopes::from(self.view.scopes(run).await?)));
        scopes.await.map(Arc::clone)
    }
}

/// What is kept under a key, now asked for last.
fn last<T>(kept: &mut VecDeque<(String, Kept<T>)>, key: String) -> Kept<T> {
    let known = kept.iter().position(|(of, _)| *of == key).and_then(|place| kept.remove(place));
    let (key, cell) = known.unwrap_or_else(|| (key, Kept::default()));
    kept.push_back((key, Arc::clone(&cell)));
    cell
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::tests::shop::Shop;

    /// Much less than the patience of whoever waits.
    const SOON: Duration = Duration::from_millis(300);

    #[tokio::test]
    async fn nobody_waits_for_the_one_that_looks_for_a_newer_version() {
        let shop = Shop::empty();
        let now = shop.app.now().await.unwrap();
        shop.app.outdated();
        let looking = shop.app.looking.lock().await;
        let meanwhile = tokio::time::timeout(SOON, shop.app.now()).await.expect("at once").unwrap();
        assert!(Arc::ptr_eq(&meanwhile, &now));
        drop(looking);
        // Settings count as well as tables; who asks alone gets the newest.
        let settings = shop.home.path().join("tenure.toml");
        let text = std::fs::read_to_string(&settings).unwrap().replace("EUR", "GBP");
        std::fs::write(&settings, text.replace("[workspace]", "[workspace]\nlanguage = \"nl\"")).unwrap();
        assert_eq!(shop.app.language(), Lang::EN, "it is known from the last look");
        let newer = shop.app.now().await.unwrap();
        assert_eq!(newer.workspace.settings.workspace.currency, "GBP");
        assert_eq!(shop.app.language(), Lang::NL);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_overview_that_is_known_waits_for_no_other() {
        let shop = Shop::open().await;
        let now = shop.app.now().await.unwrap();
        let run = now.runs[0].clone();
        let known = now.overview(&run, "1y", Basis::Revenue).await.unwrap();
        let slow: Kept<Overview> = Kept::default();
        now.overviews.lock().unwrap().push_back(("slow".to_owned(), Arc::clone(&slow)));
        let computing = tokio::spawn(async move {
            slow.get_or_init(std::future::pending).await;
        });
        let again = tokio::time::timeout(SOON, now.overview(&run, "1y", Basis::Revenue)).await.expect("at once");
        assert!(Arc::ptr_eq(&again.unwrap(), &known));
        assert!(now.overview(&run, "9y", Basis::Revenue).await.is_err());
        let last = now.overviews.lock().unwrap().iter().map(|(of, _)| of.clone()).next().unwrap();
        assert_eq!(last, "slow", "the one asked for last is forgotten last");
        computing.abort();
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_run_that_no_page_lists_is_found_by_its_name() {
        let shop = Shop::open().await;
        let first = shop.json("/api/v1/customers?limit=10").await;
        let now = shop.app.now().await.unwrap();
        let (workspace, view) = (now.workspace.clone(), now.view.clone());
        // As after fifty younger runs.
        let later = Now::of(workspace, view, Vec::new());
        *shop.app.now.write().unwrap() = Some((Instant::now(), Arc::new(later)));
        assert_eq!(shop.json("/api/v1/runs/run-000002").await["run"]["as_of"], "2026-03-31");
        assert_eq!(shop.json("/api/v1/overview?run=run-000002").await["scope"]["run_id"], "run-000002");
        let page = shop.get("/?run=run-000002").await;
        assert_eq!(page.status, axum::http::StatusCode::OK, "{}", page.body);
        let rest = format!("/api/v1/customers?limit=10&cursor={}", first["next"].as_str().unwrap());
        assert_eq!(shop.json(&rest).await["scope"]["run_id"], "run-000002");
        assert!(now.run("run-000009").await.unwrap().is_none());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn lists_page_through_memory_that_is_read_once() {
        let shop = Shop::open().await;
        let now = shop.app.now().await.unwrap();
        let run = now.runs[0].clone();
        let first = now.roster(&run, "1y", Basis::Revenue).await.unwrap().unwrap();
        let again = now.roster(&run, "1y", Basis::Revenue).await.unwrap().unwrap();
        assert!(Arc::ptr_eq(&first, &again) && first.bytes() > 0);
        let query = CustomerQuery { limit: 3, ..CustomerQuery::default() };
        let listed = now.customers(&run, "1y", Basis::Revenue, &query).await.unwrap();
        assert_eq!(listed, now.view.customers(&run, "1y", Basis::Revenue, &query).await.unwrap());
        let filter = CustomerFilter { orders_from: Some(2), ..CustomerFilter::default() };
        let (kept, asked) = (
            now.together(&run, "1y", Basis::Revenue, &filter).await.unwrap(),
            now.view.together(&run, "1y", Basis::Revenue, &filter).await.unwrap(),
        );
        assert_eq!((kept.customers, kept.orders), (asked.customers, asked.orders));
        // Added in another order: a few last places of a sum of a dozen.
        assert!((kept.clv - asked.clv).abs() <= 1e-13 * asked.clv.abs() && asked.clv > 0.0);
    }
}
