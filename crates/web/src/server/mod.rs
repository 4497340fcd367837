//! The server: what is bound, what every request passes, how it ends.
//!
//! | file | holds |
//! |---|---|
//! | `listener.rs` | connections: how many, and how slow they may be |
//! | `router.rs` | the routes, and the layers around them in their order |
//! | `hosts.rs` | names that the server answers to |
//! | `limits.rs` | how often one address may ask, and how long an answer may take |
//! | `headers.rs` | what every answer tells the browser to refuse |
//! | `faults.rs` | a fault as a page, or as a problem for programs |
//! | `metrics.rs` | what is counted |
//! | `health.rs` | whether it is alive, and ready |

mod faults;
mod headers;
mod health;
mod hosts;
mod limits;
mod listener;
mod metrics;
mod router;

pub(crate) use faults::told_when_cut;
pub(crate) use metrics::Metrics;

use std::future::Future;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tenure_engine::workspace::{Workspace, WorkspaceError};
use tokio::net::TcpListener;

use self::hosts::Hosts;
use self::limits::Rates;
use self::listener::{Client, Patient};
use crate::access::Access;
use crate::fault::Fault;
use crate::jobs::JobState;
use crate::state::App;

/// Where the server is when nobody says otherwise.
const USUAL: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8765);
/// Ports after the usual one that are tried when it is taken.
const TRIED: u16 = 20;

/// Where lines of the log go.
pub type Talk = Arc<dyn Fn(&str) + Send + Sync>;

/// What is served, where, and within which bounds.
#[derive(Clone)]
pub struct Serve {
    /// Folder of the workspace.
    pub root: PathBuf,
    /// Where to listen; the usual place, or a free port after it, when left out.
    pub address: Option<SocketAddr>,
    /// Names that the server answers to, beside its own address.
    pub hosts: Vec<String>,
    /// Largest upload in bytes, all its files together.
    pub upload_limit: u64,
    /// Requests a second that one address may keep up; ten times as many at once.
    pub rate: u32,
    /// How long a connection may dawdle.
    pub patience: Duration,
    /// How long requests and work may take after the server was told to end.
    pub grace: Duration,
    /// How often files that nobody came back for are looked for.
    pub tidy: Duration,
    /// The clock.
    pub clock: fn() -> Timestamp,
    /// Where lines of the log go. No secret is ever among them.
    pub talk: Talk,
}

impl Serve {
    /// The usual bounds.
    #[must_use]
    pub fn new(root: PathBuf, clock: fn() -> Timestamp, talk: Talk) -> Self {
        Self {
            root,
            address: None,
            hosts: Vec::new(),
            upload_limit: 4 << 30,
            rate: 100,
            patience: Duration::from_secs(60),
            grace: Duration::from_secs(10),
            tidy: Duration::from_secs(3600),
            clock,
            talk,
        }
    }
}

/// Why there is no server.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The folder is no workspace, or who may come in cannot be read.
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
    /// Others could come in unasked.
    #[error(
        "`{0}` can be reached from other machines, and nothing says who may come in; set a password with `tenure access password`, or make a token with `tenure access token NAME`"
    )]
    Open(SocketAddr),
    /// The address cannot be had.
    #[error("cannot listen on `{address}`: {source}")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// A name that no browser would send.
    #[error("`{0}` is no name of a host; give it without scheme and port, for example clv.example.com")]
    Host(String),
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

impl From<Fault> for ServeError {
    fn from(fault: Fault) -> Self {
        Self::Other(fault.to_string())
    }
}

/// A server that has its address and waits to run.
pub struct Server {
    listener: Patient,
    address: SocketAddr,
    link: Option<String>,
    routes: axum::Router,
    app: Arc<App>,
    grace: Duration,
    tidy: Duration,
}

impl Server {
    /// Takes the address.
    ///
    /// # Errors
    /// When the folder is no workspace, the address is taken, or others could come in unasked.
    pub async fn bind(config: Serve) -> Result<Self, ServeError> {
        Workspace::open(&config.root)?;
        let access = Access::new(&config.root);
        let wanted = config.address.unwrap_or(USUAL);
        if !wanted.ip().is_loopback() && !access.has_keys()? {
            return Err(ServeError::Open(wanted));
        }
        let listener = listen(wanted, config.address.is_none()).await?;
        let address = listener.local_addr().map_err(|source| ServeError::Bind { address: wanted, source })?;
        let hosts = Hosts::new(address, &config.hosts)?;
        let link = match address.ip().is_loopback() {
            true => Some(format!("http://{address}/login?key={}", access.one_time_key()?)),
            false => None,
        };
        let app = Arc::new(App::new(&config, access.at(address.port())));
        let proxied = !config.hosts.is_empty();
        Ok(Self {
            listener: Patient::new(listener, config.patience, proxied),
            address,
            link,
            routes: router::router(Arc::clone(&app), hosts, Rates::new(config.rate, proxied)),
            app,
            grace: config.grace,
            tidy: config.tidy,
        })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address to open. On this machine it carries a key that lets one browser in, once; it is to be shown to
    /// whoever started the server and to nobody else.
    #[must_use]
    pub fn link(&self) -> String {
        self.link.clone().unwrap_or_else(|| format!("http://{}/", self.address))
    }

    /// Answers until `until`, then lets requests and work at work end.
    ///
    /// # Errors
    /// When the system takes the address away.
    pub async fn run(self, until: impl Future<Output = ()> + Send + 'static) -> Result<(), ServeError> {
        let (address, app, grace) = (self.address, self.app, self.grace);
        let (told, mut hears) = tokio::sync::watch::channel(false);
        let ending = async move {
            until.await;
            told.send_replace(true);
        };
        let routes = self.routes.into_make_service_with_connect_info::<Client>();
        let serving = axum::serve(self.listener, routes).with_graceful_shutdown(ending);
        let overdue = async move {
            // Event streams never end by themselves.
            drop(hears.wait_for(|told| *told).await);
            tokio::time::sleep(grace).await;
        };
        let tidying = async {
            loop {
                let (uploads, now) = (Arc::clone(&app.uploads), (app.clock)());
                drop(tokio::task::spawn_blocking(move || uploads.sweep(now)).await);
                tokio::time::sleep(self.tidy).await;
            }
        };
        let mut overdue = std::pin::pin!(overdue);
        let ended = tokio::select! {
            ended = async { serving.await } => {
                tokio::select! { () = at_rest(&app) => {}, () = &mut overdue => {} }
                ended.map_err(|source| ServeError::Bind { address, source })
            }
            () = &mut overdue => Ok(()),
            () = tidying => Ok(()),
        };
        for job in app.jobs.changing() {
            let id = job.snapshot().id;
            (app.talk)(&format!("job `{id}` was at work and is stopped; what it had not committed is not in the lake"));
        }
        ended
    }
}

/// Waits for work that changes the workspace.
async fn at_rest(app: &App) {
    for job in app.jobs.changing() {
        let id = job.snapshot().id;
        (app.talk)(&format!("job `{id}` is at work; the server waits for it for a while"));
        drop(job.watch().wait_for(|now| now.state != JobState::Running).await);
    }
}

async fn listen(wanted: SocketAddr, or_next: bool) -> Result<TcpListener, ServeError> {
    let mut address = wanted;
    loop {
        match TcpListener::bind(address).await {
            Ok(listener) => return Ok(listener),
            Err(error)
                if or_next && error.kind() == io::ErrorKind::AddrInUse && address.port() < wanted.port() + TRIED =>
            {
                address.set_port(address.port() + 1);
            }
            Err(source) => return Err(ServeError::Bind { address, source }),
        }
    }
}

/// Ends when the process is told to: by Ctrl-C, or by the signal of service managers.
pub async fn told_to_end() {
    let interrupt = async { drop(tokio::signal::ctrl_c().await) };
    #[cfg(unix)]
    {
        let Ok(mut end) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
            return interrupt.await;
        };
        tokio::select! {
            () = interrupt => {}
            _ = end.recv() => {}
        }
    }
    #[cfg(not(unix))]
    interrupt.await;
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use serde_json::Value;

    use super::*;

    #[tokio::test]
    async fn work_has_its_time_at_the_end_and_what_is_stopped_is_told() {
        for (grace, lasts, last) in [(5000, 100, "waits for it"), (100, 60_000, "is stopped")] {
            let home = tempfile::tempdir().unwrap();
            Workspace::init(home.path(), None, [7; 32]).unwrap();
            let log = Arc::new(Mutex::new(Vec::new()));
            let lines = Arc::clone(&log);
            let talk: Talk = Arc::new(move |line: &str| lines.lock().unwrap().push(line.to_owned()));
            let mut config = Serve::new(home.path().to_owned(), Timestamp::now, talk);
            config.address = Some(SocketAddr::new(Ipv4Addr::LOCALHOST.into(), 0));
            config.grace = Duration::from_millis(grace);
            let server = Server::bind(config).await.unwrap();
            let work = server.app.jobs.change("import", |_| async move {
                tokio::time::sleep(Duration::from_millis(lasts)).await;
                Ok(Value::Null)
            });
            server.run(std::future::ready(())).await.unwrap();
            assert_eq!(work.unwrap().snapshot().state == JobState::Done, last == "waits for it");
            let log = log.lock().unwrap();
            assert!(log.last().unwrap().contains("job `import-1`") && log.last().unwrap().contains(last), "{log:?}");
        }
    }
}
