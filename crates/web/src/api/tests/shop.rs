//! A small shop, and how to ask it.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use axum::{Extension, Router};
use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan};
use serde_json::Value;
use tempfile::TempDir;
use tenure_engine::access::Right;
use tenure_engine::import::{self, Request as File};
use tenure_engine::progress::Silent;
use tenure_engine::run;
use tenure_engine::sources::{Kind, Options};
use tenure_engine::workspace::Workspace;
use tower::ServiceExt;

use crate::access::{Access, Reader, Writer};
use crate::api::router;
use crate::jobs::{JobState, Snapshot};
use crate::pages;
use crate::server::Serve;
use crate::state::App;

pub(crate) const AS_OF: Date = date(2026, 3, 31);
/// Customers of the shop.
pub(crate) const CUSTOMERS: usize = 60;
/// A key with everything that an address must carry encoded.
pub(crate) const ODD: &str = "shop:a/b 7:9?%ü";

const SETTINGS: &str = "[workspace]\ncurrency = \"EUR\"\n[value]\nhorizons = [\"1y\", \"90d\"]\ngross_margin = 0.4\n";

pub(crate) fn clock() -> Timestamp {
    "2026-04-01T06:00:00Z".parse().unwrap()
}

/// A workspace that is served.
pub(crate) struct Shop {
    pub(crate) home: TempDir,
    pub(crate) app: Arc<App>,
    api: Router,
}

/// What came back.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.body))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl Shop {
    /// Before any import.
    pub(crate) fn empty() -> Self {
        let home = TempDir::new().unwrap();
        Workspace::init(home.path(), Some(SETTINGS), [7; 32]).unwrap();
        let config = Serve::new(home.path().to_owned(), clock, Arc::new(|_| {}));
        let app = Arc::new(App::new(&config, Access::new(home.path())));
        // What the guard hands on of somebody with a token to write.
        let reader = Extension(Reader { csrf: None, right: Right::Write });
        let api = router().merge(pages::router()).layer(reader).layer(Extension(Writer)).with_state(Arc::clone(&app));
        Self { home, app, api }
    }

    /// With orders imported and run.
    pub(crate) async fn open() -> Self {
        let shop = Self::empty();
        let workspace = Workspace::open(shop.home.path()).unwrap();
        let path = shop.home.path().join("orders.csv");
        std::fs::write(&path, orders()).unwrap();
        let said = Options { source: Some("shop".to_owned()), kind: Some(Kind::Orders), ..Options::default() };
        let options = import::options(&workspace, &path, clock(), |options| options.overlay(&said)).unwrap();
        import::run(&workspace, &[File { path, options }], clock(), Arc::new(Silent)).await.unwrap();
        run::run(&workspace, Some(AS_OF), clock(), Arc::new(Silent)).await.unwrap();
        shop
    }

    /// The same for nobody.
    pub(crate) fn closed(self) -> Self {
        Self { api: router().with_state(Arc::clone(&self.app)), ..self }
    }

    async fn ask(&self, request: Request<Body>) -> Reply {
        let response = self.api.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        Reply { status: parts.status, headers: parts.headers, body: String::from_utf8(body.to_vec()).unwrap() }
    }

    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Reply {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.ask(request.body(body.into()).unwrap()).await
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, &[], Body::empty()).await
    }

    /// An answer that must be there.
    pub(crate) async fn json(&self, path: &str) -> Value {
        let reply = self.get(path).await;
        assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.body);
        assert_eq!(reply.header("content-type"), "application/json", "{path}");
        reply.json()
    }

    /// The job that a reply names, when it has ended.
    pub(crate) async fn ended(&self, reply: &Reply) -> Snapshot {
        assert_eq!(reply.status, StatusCode::ACCEPTED, "{}", reply.body);
        let id = reply.header("location").strip_prefix("/api/v1/jobs/").unwrap().to_owned();
        let mut watch = self.app.jobs.get(&id).unwrap().watch();
        watch.wait_for(|now| now.state != JobState::Running).await.unwrap().clone()
    }
}

/// A year of orders, always the same: many customers who came once, some who came often, amounts with cents.
pub(crate) fn orders() -> String {
    let mut text = "order_id,customer_id,order_date,amount\n".to_owned();
    let mut seed = 17_u64;
    let mut draw = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    let mut order = 0;
    for customer in 0..CUSTOMERS {
        let key = if customer == 0 { ODD.trim_start_matches("shop:").to_owned() } else { format!("c{customer:02}") };
        let mut day = date(2025, 4, 1).checked_add(i64::try_from(draw(200)).unwrap().days()).unwrap();
        let usual = 1_000 + draw(6_000);
        for _ in 0..[1, 1, 2, 3, 6][usize::try_from(draw(5)).unwrap()] {
            order += 1;
            let cents = usual + draw(2_000);
            let _ = writeln!(text, "{order},\"{key}\",{day},{}.{:02}", cents / 100, cents % 100);
            day = day.checked_add(i64::try_from(7 + draw(40)).unwrap().days()).unwrap().min(AS_OF);
        }
    }
    text
}
