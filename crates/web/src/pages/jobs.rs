//! `/jobs/{id}`: long work as it goes on, with `/jobs/{id}/events` for the page's script, and how it ended.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::routing::get;
use futures::Stream;
use maud::{Markup, html};
use serde_json::{Value, json};

use crate::access::Reader;
use crate::fault::Fault;
use crate::frame::{Document, Head, Page, Place, banner, head, page, ticked};
use crate::jobs::{Job, JobState, Snapshot};
use crate::report::{about, capital, named};
use crate::scope::Scope;
use crate::state::App;
use crate::words::Locale;
use crate::work::IN_LOG;

/// Events no closer than this.
const PACE: Duration = Duration::from_millis(150);

/// The routes.
pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/jobs/{id}", get(show)).route("/jobs/{id}/events", get(events))
}

fn of(app: &App, id: &str) -> Result<Arc<Job>, Fault> {
    app.jobs.get(id).ok_or_else(|| Fault::no("job", id))
}

async fn show(State(app): State<Arc<App>>, Path(id): Path<String>, scope: Scope) -> Result<Document, Fault> {
    // A look at files is shown on the page of the upload; here it would be told as an import that is done.
    let missing = || Fault::no("job", &id);
    let job = Some(of(&app, &id)?.snapshot()).filter(|job| job.kind != "check").ok_or_else(missing)?;
    let locale = &scope.locale;
    let kind = if job.kind == "run" { "job-run" } else { "job-import" };
    let state = match job.state {
        JobState::Running => "running",
        JobState::Done => "done",
        JobState::Failed => "failed",
    };
    let title = locale.t(&format!("{kind}-{state}"));
    let content = html! {
        (head(&Head {
            over: html! { a href=(scope.link("/data", &[])) { (locale.t("nav-data")) } span aria-hidden="true" { "/" } (locale.t(kind)) },
            answer: title.clone(),
            lede: locale.t(&format!("job-{state}-text")),
            ..Head::default()
        }))
        @match job.state {
            JobState::Running => section.card.slim { (progress(&scope, &job, &scope.here(&[]))) },
            JobState::Done => (done(&scope, &job)),
            JobState::Failed => (failed(&scope, &job)),
        }
    };
    Ok(page(&scope, &Page { place: Place::Data, title: &title, scoped: false, figures: &[] }, content))
}

/// Work that goes on. The script follows it and leads to `then`; without one, a link shows it anew.
pub(super) fn progress(scope: &Scope, job: &Snapshot, then: &str) -> Markup {
    let locale = &scope.locale;
    let now = job.steps.last();
    let total = now.and_then(|step| step.total);
    let done = now.map_or(0, |step| step.done);
    html! {
        div.job data-events=(scope.link(&format!("/jobs/{}/events", job.id), &[])) data-then=(then)
            data-word-done=(locale.t("step-done")) data-word-now=(locale.t("step-now")) data-word-failed=(locale.t("step-failed")) {
            p.job-now role="status" { b data-note { (words_now(locale, job)) } }
            progress max=[total] value=[total.map(|_| done)] aria-label=(locale.t("progress")) {}
            (steps(locale, job))
            noscript { p.btn-row { a.btn href=(then) { (locale.t("job-refresh")) } } }
        }
    }
}

/// Steps so far and to come.
fn steps(locale: &Locale, job: &Snapshot) -> Markup {
    let mut names: Vec<&str> = job.plan.iter().map(String::as_str).collect();
    for step in &job.steps {
        if !names.contains(&step.name.as_str()) {
            names.push(&step.name);
        }
    }
    let at = job.steps.last().and_then(|last| names.iter().position(|name| *name == last.name));
    let state = |place: usize| match (job.state, at) {
        (JobState::Done, _) => Some("done"),
        (_, Some(at)) if place < at => Some("done"),
        (JobState::Running, Some(at)) if place == at => Some("now"),
        (JobState::Failed, Some(at)) if place == at => Some("failed"),
        _ => None,
    };
    html! {
        ol.job-steps {
            @for (place, name) in names.iter().enumerate() {
                li data-step=(name) data-state=[state(place)] {
                    (step_words(locale, name))
                    span.note {}
                    span.unseen { @if let Some(state) = state(place) { (locale.t(&format!("step-{state}"))) } }
                }
            }
        }
    }
}

/// A step by its words, or as it is called where the words do not know it.
fn step_words(locale: &Locale, name: &str) -> String {
    for (start, key) in [("reading ", "step-reading"), ("fitting ", "step-fitting")] {
        if let Some(what) = name.strip_prefix(start) {
            return locale.with(key, &[("what", what.to_owned())]);
        }
    }
    locale.find(&format!("step-{}", name.replace(' ', "-"))).unwrap_or_else(|| name.to_owned())
}

fn words_now(locale: &Locale, job: &Snapshot) -> String {
    job.steps.last().map_or_else(|| locale.t("step-begin"), |step| step_words(locale, &step.name))
}

/// How it ended well.
fn done(scope: &Scope, job: &Snapshot) -> Markup {
    let locale = &scope.locale;
    let result = job.result.as_ref().unwrap_or(&Value::Null);
    let run = if job.kind == "run" { Some(result) } else { result.get("run").filter(|run| !run.is_null()) };
    let not_run = result.get("not_run").and_then(Value::as_str);
    html! {
        @if let Some(why) = not_run { (banner(&locale.t("job-not-run"), &[html! { span lang="en" { (ticked(why)) } }], false)) }
        section.card.slim { div.job {
            @if let Some(import) = result.get("import") { (counts(locale, import)) }
            @if let Some(run) = run { p.body { (ran(locale, run)) } }
            (steps(locale, job))
            @if !job.notes.is_empty() { div.notes { @for note in &job.notes { p lang="en" { (note) } } } }
        } }
        p.btn-row {
            // The newest figures, whatever run the address named.
            @if run.is_some() { a.btn.main-act href=(scope.link("/", &[("run", "")])) { (locale.t("job-see")) } }
            a.btn href=(scope.link("/data", &[])) { (locale.t("nav-data")) }
        }
    }
}

/// Rows of an import: in, left out, rejected.
fn counts(locale: &Locale, import: &Value) -> Markup {
    let files = import.get("files").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let rows = |disposition: &str| -> u64 {
        let classes =
            files.iter().filter_map(|file| file.pointer("/tally/classes").and_then(Value::as_array)).flatten();
        let of = classes.filter(|class| class.get("disposition").and_then(Value::as_str) == Some(disposition));
        of.filter_map(|class| class.get("rows").and_then(Value::as_u64)).sum()
    };
    let changes = import.get("changes").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let of = |change: &Value, what: &str| change.get(what).and_then(Value::as_u64).unwrap_or_default();
    let table =
        |change: &Value| named(locale, "table", change.get("table").and_then(Value::as_str).unwrap_or_default());
    let count = |number: u64| locale.lang.count(number as f64);
    html! {
        dl.pairs {
            @for disposition in ["imported", "excluded", "rejected"] {
                dt { (locale.t(&format!("disposition-{disposition}"))) } dd { (count(rows(disposition))) }
            }
        }
        // Each table for itself: orders are made from lines, so that one row of a file may be a row of both.
        @if !changes.is_empty() {
            div.scroll { table {
                thead { tr {
                    th scope="col" { (locale.t("job-table")) }
                    th.n scope="col" { (locale.t("table-new")) }
                    th.n scope="col" { (locale.t("table-updated")) }
                } }
                tbody { @for change in changes { tr {
                    td { (capital(&table(change))) }
                    td.n { (count(of(change, "inserted"))) }
                    td.n { (count(of(change, "updated"))) }
                } } }
            } }
        }
        // Why fewer rows came in than the files have.
        @for (what, key) in [("removed", "job-removed"), ("older", "job-older"), ("tied", "job-tied")] {
            @let rows = changes.iter().map(|change| of(change, what)).sum::<u64>();
            @if rows > 0 { p.body { (about(locale, key, rows, &[])) } }
        }
    }
}

/// What a run did, in a sentence.
fn ran(locale: &Locale, run: &Value) -> String {
    let text = |name: &str| run.get(name).and_then(Value::as_str).unwrap_or_default();
    let day = text("as_of").parse().map_or_else(|_| text("as_of").to_owned(), |day| locale.lang.date(day));
    let seconds = run.get("seconds").and_then(Value::as_f64).unwrap_or_default();
    let key = if run.get("computed").and_then(Value::as_bool) == Some(false) { "job-run-same" } else { "job-run-did" };
    let values = [("run", text("run_id").to_owned()), ("date", day), ("seconds", locale.lang.decimal(seconds, 1))];
    locale.with(key, &values)
}

/// How it ended badly: what, why, what was kept, and what to do.
fn failed(scope: &Scope, job: &Snapshot) -> Markup {
    let locale = &scope.locale;
    html! {
        section.state.page-state.fault role="alert" {
            h2 { (locale.t("job-failed-why")) }
            p {
                @match job.error.as_deref() {
                    Some(IN_LOG) | None => (locale.t("job-in-log")),
                    Some(why) => span lang="en" { (ticked(why)) },
                }
            }
            p.btn-row {
                @if let Some(again) = &job.again { a.btn href=(again) { (locale.t("job-again")) } }
                a.btn.plain href=(scope.link("/data", &[])) { (locale.t("nav-data")) }
            }
        }
        section.card.slim { (steps(locale, job)) }
    }
}

/// How many jobs go on, for a page that lists them.
pub(super) fn at_work(scope: &Scope, jobs: &[Snapshot]) -> Markup {
    let locale = &scope.locale;
    let running: Vec<&Snapshot> =
        jobs.iter().filter(|job| job.state == JobState::Running && job.kind != "check").collect();
    html! {
        @if !running.is_empty() {
            section.card.tight id="jobs" {
                div.card-head { div { h2 { (about(locale, "jobs-at-work", running.len() as u64, &[])) } } }
                @for job in running {
                    p.body { a href=(scope.link(&format!("/jobs/{}", job.id), &[])) { (words_now(locale, job)) } }
                }
            }
        }
    }
}

async fn events(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    _: Reader,
    scope: Scope,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Fault> {
    let job = of(&app, &id)?;
    let locale = scope.locale;
    // The first snapshot goes out at once; then each change, at a pace that a person can follow.
    let stream = futures::stream::unfold(Some((job.watch(), true)), move |at| async move {
        let (mut watch, first) = at?;
        if !first {
            tokio::time::sleep(PACE).await;
            watch.changed().await.ok()?;
        }
        let now = watch.borrow_and_update().clone();
        let event = event(&locale, &now);
        let next = (now.state == JobState::Running).then_some((watch, false));
        Some((Ok(event), next))
    });
    Ok(Sse::new(stream).keep_alive(KeepAlive::default()))
}

fn event(locale: &Locale, job: &Snapshot) -> Event {
    let step = job.steps.last();
    let told = json!({
        "step": step.map(|step| &step.name),
        "done": step.map(|step| step.done),
        "total": step.and_then(|step| step.total),
        "state": job.state,
        "note": words_now(locale, job),
    });
    Event::default().data(told.to_string())
}
