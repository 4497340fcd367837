//! The dashboard under load. Requests are due at fixed times, whatever became of those before, and a request's time
//! runs from when it was due: a server that stalls cannot slow down the asking and so look quick.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::ScopedJoinHandle;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::data::Data;
use super::measure::{Run, memory, shown};
use super::page::Row;
use crate::server::Server;

/// Requests a second, and for how long.
const RATE: usize = 50;
const SECONDS: usize = 60;
/// Connections that ask; more than ever wait at once.
const ASKERS: usize = 32;

/// What is asked: its share of requests in tenths, and the time within which it is answered warm.
const KINDS: [Kind; 4] = [
    Kind { name: "customer look-up", tenths: 6, warm: 0.020 },
    Kind { name: "list of customers", tenths: 2, warm: 0.200 },
    Kind { name: "search", tenths: 1, warm: 0.100 },
    Kind { name: "overview", tenths: 1, warm: 0.200 },
];

struct Kind {
    name: &'static str,
    tenths: usize,
    warm: f64,
}

/// The pages of a workspace that holds a run of `data`: each kind alone, then all under load.
pub(super) fn rows(tenure: &Path, workspace: &Path, data: &Data) -> Result<Vec<Row>> {
    let site = Site::enter(Server::start(tenure, workspace)?)?;
    let first = site.client()?.get("/api/v1/customers?limit=1")?;
    let source = between(&first, "\"customer_id\":\"", ":").context("the API names no customer")?.to_owned();
    let asked = |number: usize| address(number, &source, data.customers);
    // The first look at a version reads what all later ones share.
    let mut client = site.client()?;
    for number in 0..20 {
        client.get(&asked(number))?;
    }
    let mut rows = Vec::new();
    for (kind, Kind { name, warm, .. }) in KINDS.iter().enumerate() {
        let mut times = Vec::new();
        for number in (0..200).filter(|number| kind_of(*number) == kind).take(20) {
            let begun = Instant::now();
            client.get(&asked(number))?;
            times.push(begun.elapsed().as_secs_f64());
        }
        let median = super::measure::median(times);
        rows.push(row(format!("page: {name}"), median, &site, format!("{} warm", shown(*warm)), median < *warm)?);
    }
    let (p50, p99) = load(&site, &asked)?;
    let held = p99 < 0.5 && site.server.peak()? < 1 << 30;
    let job = format!("pages, {RATE} requests a second for {SECONDS} s, 99th of 100 (median {})", shown(p50));
    rows.push(row(job, p99, &site, format!("500 ms, {}", memory(1 << 30)), held)?);
    Ok(rows)
}

fn row(job: String, seconds: f64, site: &Site, aim: String, held: bool) -> Result<Row> {
    Ok(Row { job, own: Run { seconds, peak: site.server.peak()? }, peer: None, computing: None, aim, held })
}

/// Which kind a request is of, spread evenly.
fn kind_of(number: usize) -> usize {
    let mut tenth = number * 7 % 10;
    for (kind, of) in KINDS.iter().enumerate() {
        if tenth < of.tenths {
            return kind;
        }
        tenth -= of.tenths;
    }
    0
}

/// The address of a request: other customers, orders and words each time, in a fixed sequence.
fn address(number: usize, source: &str, customers: usize) -> String {
    let drawn = number.wrapping_mul(2_654_435_761) % customers + 1;
    match kind_of(number) {
        0 => format!("/customers/{source}:{drawn}"),
        1 => {
            let sorts = ["clv", "historic", "last_order", "orders", "p_alive", "customer_id"];
            format!("/customers?sort={}&horizon=1y", sorts[number / 10 % sorts.len()])
        }
        2 => format!("/customers?search={}", drawn / 100),
        _ => "/".to_owned(),
    }
}

/// Median and 99th percentile of all requests under load, in seconds.
fn load(site: &Site, asked: &(impl Fn(usize) -> String + Sync)) -> Result<(f64, f64)> {
    let next = AtomicUsize::new(0);
    let begun = Instant::now();
    let ask = || -> Result<Vec<f64>> {
        let mut client = site.client()?;
        let mut times = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= RATE * SECONDS {
                return Ok(times);
            }
            let due = begun + Duration::from_secs(1) * u32::try_from(number)? / u32::try_from(RATE)?;
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            client.get(&asked(number))?;
            times.push(due.elapsed().as_secs_f64());
        }
    };
    let all: Result<Vec<Vec<f64>>> = std::thread::scope(|scope| {
        let mut askers = Vec::with_capacity(ASKERS);
        for _ in 0..ASKERS {
            askers.push(scope.spawn(ask));
        }
        let times = |asker: ScopedJoinHandle<'_, _>| asker.join().unwrap_or_else(|_| bail!("an asker panicked"));
        askers.into_iter().map(times).collect()
    });
    let mut times = all?.concat();
    times.sort_by(f64::total_cmp);
    let at = |percent: usize| times.get(times.len() * percent / 100).copied().unwrap_or(f64::NAN);
    Ok((at(50), at(99)))
}

/// A server, and the cookie that it lets us in with.
struct Site {
    server: Server,
    cookie: String,
}

impl Site {
    fn enter(server: Server) -> Result<Self> {
        let mut site = Self { server, cookie: String::new() };
        let mut client = site.client()?;
        client.send(&site.server.entrance)?;
        let head = client.head()?;
        site.cookie = between(&head, "set-cookie: ", ";").context("the link gave no cookie")?.to_owned();
        Ok(site)
    }

    fn client(&self) -> Result<Client<'_>> {
        let stream = TcpStream::connect(&self.server.address)?;
        stream.set_nodelay(true)?;
        Ok(Client { stream: BufReader::new(stream), site: self })
    }
}

/// One connection.
struct Client<'a> {
    stream: BufReader<TcpStream>,
    site: &'a Site,
}

impl Client<'_> {
    /// The body of a page, which must be there.
    fn get(&mut self, path: &str) -> Result<String> {
        self.send(path)?;
        let head = self.head()?;
        if !head.starts_with("http/1.1 200") {
            bail!("{path}: {}", head.lines().next().unwrap_or_default());
        }
        let mut body = Vec::new();
        match between(&head, "content-length: ", "\r\n") {
            Some(length) => {
                body.resize(length.parse()?, 0);
                self.stream.read_exact(&mut body)?;
            }
            None => loop {
                let mut size = String::new();
                self.stream.read_line(&mut size)?;
                let size = usize::from_str_radix(size.trim(), 16)?;
                let from = body.len();
                // With the line end that follows each part.
                body.resize(from + size + 2, 0);
                self.stream.read_exact(&mut body[from..])?;
                body.truncate(from + size);
                if size == 0 {
                    break;
                }
            },
        }
        Ok(String::from_utf8(body)?)
    }

    fn send(&mut self, path: &str) -> Result<()> {
        let Site { server: Server { address, .. }, cookie } = self.site;
        let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\n\r\n");
        Ok(self.stream.get_mut().write_all(request.as_bytes())?)
    }

    /// The head of an answer, names and all in small letters but for the cookie's value.
    fn head(&mut self) -> Result<String> {
        let mut head = String::new();
        loop {
            let mut line = String::new();
            if self.stream.read_line(&mut line)? == 0 {
                bail!("the server closed the connection");
            }
            if line.trim().is_empty() {
                return Ok(head);
            }
            match line.split_once(": ") {
                Some((name, value)) => head.push_str(&format!("{}: {value}", name.to_lowercase())),
                None => head.push_str(&line.to_lowercase()),
            }
        }
    }
}

/// What stands between the first `from` and the next `to`.
fn between<'a>(text: &'a str, from: &str, to: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(from)?;
    rest.split_once(to).map(|(found, _)| found)
}
