//! What is counted, for Prometheus.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use crate::access::Reader;
use crate::fault::Fault;
use crate::jobs::{JobState, Snapshot};
use crate::state::App;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Jobs {
    kind: &'static str,
    state: &'static str,
}

type Times = Family<Route, Histogram, fn() -> Histogram>;

/// Everything that is counted.
pub(crate) struct Metrics {
    registry: Registry,
    answers: Family<Answered, Counter>,
    times: Times,
    jobs: Family<Jobs, Gauge>,
    /// Jobs are counted anew for each answer, and for one at a time.
    turn: Mutex<()>,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let mut registry = Registry::default();
        let answers = Family::default();
        let times: Times = Family::new_with_constructor(|| {
            Histogram::new([0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0])
        });
        let jobs = Family::default();
        registry.register("tenure_http_requests", "Requests by route and status", answers.clone());
        registry.register("tenure_http_request_duration_seconds", "Time to the head of the answer", times.clone());
        registry.register("tenure_jobs", "Jobs that are remembered, by kind and state", jobs.clone());
        Self { registry, answers, times, jobs, turn: Mutex::default() }
    }

    /// All of it as text, with the jobs there are.
    fn told(&self, jobs: &[Snapshot]) -> Result<String, Fault> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        self.jobs.clear();
        for job in jobs {
            let state = match job.state {
                JobState::Running => "running",
                JobState::Done => "done",
                JobState::Failed => "failed",
            };
            self.jobs.get_or_create(&Jobs { kind: job.kind, state }).inc();
        }
        let mut text = String::new();
        encode(&mut text, &self.registry).map_err(Fault::engine)?;
        Ok(text)
    }
}

/// Counts a request by the route that answers it, never by its path: that would be without bound.
pub(super) async fn count(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let matched = request.extensions().get::<MatchedPath>();
    let route = matched.map_or("none", MatchedPath::as_str).to_owned();
    let method = match request.method().as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        _ => "other",
    };
    let response = next.run(request).await;
    let status = response.status().as_u16();
    app.metrics.times.get_or_create(&Route { route: route.clone() }).observe(began.elapsed().as_secs_f64());
    app.metrics.answers.get_or_create(&Answered { method, route, status }).inc();
    response
}

/// `GET /metrics`.
pub(super) async fn show(State(app): State<Arc<App>>, _: Reader) -> Result<impl IntoResponse, Fault> {
    let text = app.metrics.told(&app.jobs.all())?;
    Ok(([(CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], text))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn jobs_are_counted_once_for_all_who_ask_at_once() {
        let metrics = Arc::new(Metrics::new());
        let job = |kind| Snapshot {
            id: "import-1".to_owned(),
            kind,
            state: JobState::Done,
            plan: Vec::new(),
            steps: Vec::new(),
            notes: Vec::new(),
            result: None,
            error: None,
            again: None,
        };
        let asking = (0..4).map(|_| {
            let metrics = Arc::clone(&metrics);
            std::thread::spawn(move || {
                (0..200).all(|_| {
                    let text = metrics.told(&[job("import"), job("import"), job("run")]).unwrap();
                    ["{kind=\"import\",state=\"done\"} 2", "{kind=\"run\",state=\"done\"} 1"]
                        .iter()
                        .all(|line| text.contains(line))
                })
            })
        });
        // All of them begin before one is waited for.
        let asking: Vec<_> = asking.collect();
        for thread in asking {
            assert!(thread.join().unwrap());
        }
    }
}
