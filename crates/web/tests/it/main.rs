//! The server as its users meet it: over HTTP, on a port of this machine.
#![cfg(test)]

mod access;
mod browser;
mod client;
mod import;
mod pages;
mod server;

use std::sync::{Arc, Mutex};

use client::{Answer, Request};
use jiff::Timestamp;
use tempfile::TempDir;
use tenure_engine::workspace::Workspace;
use tenure_web::{Serve, Server};
use tokio::task::JoinHandle;

/// A server of a workspace of its own.
struct Site {
    folder: TempDir,
    address: std::net::SocketAddr,
    link: String,
    log: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl Drop for Site {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The clock of the machine.
fn clock() -> Timestamp {
    Timestamp::now()
}

/// A workspace with nothing in it.
fn workspace() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    Workspace::init(folder.path(), None, [7; 32]).unwrap();
    folder
}

impl Site {
    /// The usual server, on a free port.
    async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// Another server than the usual.
    async fn with(change: impl FnOnce(&mut Serve)) -> Self {
        Self::of(workspace(), change).await
    }

    async fn of(folder: TempDir, change: impl FnOnce(&mut Serve)) -> Self {
        let log = Arc::new(Mutex::new(Vec::new()));
        let lines = Arc::clone(&log);
        let talk = Arc::new(move |line: &str| lines.lock().unwrap().push(line.to_owned()));
        let mut config = Serve::new(folder.path().to_owned(), clock, talk);
        config.address = Some("127.0.0.1:0".parse().unwrap());
        change(&mut config);
        let server = Server::bind(config).await.unwrap();
        let (address, link) = (server.address(), server.link());
        let task = tokio::spawn(async move { server.run(std::future::pending()).await.unwrap() });
        Self { folder, address, link, log, task }
    }

    /// What follows the host in the link that lets one in.
    fn entry(&self) -> &str {
        self.link.split_once(&self.address.to_string()).unwrap().1
    }

    async fn send(&self, request: Request) -> Answer {
        client::send(self.address, request).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path)).await
    }

    /// Signs in by the link.
    async fn enter(&self) -> Guest<'_> {
        let answer = self.get(self.entry()).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        let cookie = answer.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
        let mut guest = Guest { site: self, cookie, csrf: String::new() };
        let page = guest.get("/data").await.text();
        guest.csrf = between(&page, "name=\"csrf\" value=\"", "\"").to_owned();
        guest
    }

    fn log(&self) -> String {
        self.log.lock().unwrap().join("\n")
    }
}

/// A browser that is signed in.
struct Guest<'a> {
    site: &'a Site,
    cookie: String,
    csrf: String,
}

impl Guest<'_> {
    fn request(&self, request: Request) -> Request {
        request.header("cookie", &self.cookie)
    }

    async fn send(&self, request: Request) -> Answer {
        self.site.send(self.request(request)).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path)).await
    }

    /// Where the form with files is sent to; `&` stands at the end.
    async fn upload_address(&self) -> String {
        let page = self.get("/data/import").await.text();
        between(&page, "<form class=\"form\" method=\"post\" action=\"", "\"").replace("&amp;", "&") + "&"
    }

    /// Sends a form of our own.
    async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut all = vec![("csrf", self.csrf.as_str())];
        all.extend_from_slice(fields);
        self.send(Request::form(path, &all)).await
    }
}

/// The text between two others.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let rest = text.split_once(from).unwrap_or_else(|| panic!("no `{from}` in {text}")).1;
    rest.split_once(to).unwrap().0
}

/// Two hundred orders of forty customers, some of whom come again.
fn orders() -> String {
    let mut csv = "order_id,customer_id,ordered_at,amount\n".to_owned();
    let first: jiff::civil::Date = "2024-01-01".parse().unwrap();
    for order in 0_i64..200 {
        let customer = (order * order + 3 * order) % 40;
        let day = first.checked_add(jiff::Span::new().days((order * 3 + customer) % 600)).unwrap();
        csv += &format!("{order},c{customer},{day},{}.{:02}\n", 10 + (order * 7) % 90, order % 100);
    }
    csv
}
