//! `/models`: what was fitted, on what, and how well it describes what was counted. `/docs/models/{name}`: what a model
//! assumes, in full.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;
use maud::{Markup, html};
use tenure_engine::figures::{self, Figure};
use tenure_engine::read::{Overview, TrackedWeek};

use super::overview::warnings;
use super::parts::{about_line, card, shown};
use crate::fault::Fault;
use crate::frame::{Document, Head, Place, banner, copy_link, empty, head};
use crate::report::{about, fit, named};
use crate::scope::Scope;
use crate::state::App;

/// What is written of each model.
const DOCS: [(&str, &str); 3] = [
    ("bg-nbd", include_str!("../../../../docs/models/bg-nbd.md")),
    ("mbg-nbd", include_str!("../../../../docs/models/mbg-nbd.md")),
    ("gamma-gamma", include_str!("../../../../docs/models/gamma-gamma.md")),
];

/// The routes.
pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/models", get(show)).route("/docs/models/{name}", get(document))
}

async fn show(scope: Scope) -> Result<Document, Fault> {
    let run = scope.run()?;
    let overview = scope.now.overview(run, &scope.horizon, scope.basis).await?;
    let weeks = scope.now.view.tracking(run).await?;
    let voice = &scope.locale;
    let drawn = [
        figures::tracking_so_far(&weeks, voice),
        figures::tracking(&weeks, voice),
        figures::frequencies(&overview, voice),
    ];
    let content = content(&scope, &overview, &weeks, &drawn);
    let shown_of = if weeks.is_empty() { &drawn[2..] } else { &drawn[..] };
    Ok(shown(&scope, Place::Models, None, shown_of, content))
}

async fn document(Path(name): Path<String>) -> Result<impl IntoResponse, Fault> {
    let known = DOCS.iter().find(|(of, _)| name.strip_suffix(".md") == Some(of));
    let (_, text) = known.ok_or_else(|| Fault::no("document", &name))?;
    Ok(([(CONTENT_TYPE, "text/plain; charset=utf-8")], *text))
}

/// Everything under the bar.
pub(super) fn content(scope: &Scope, o: &Overview, weeks: &[TrackedWeek], drawn: &[Figure; 3]) -> Markup {
    let locale = &scope.locale;
    let [so_far, weekly, frequencies] = drawn;
    html! {
        (head(&Head {
            over: html! { (locale.t(Place::Models.key())) },
            answer: answer(scope, o),
            lede: lede(scope, o, weeks).join(" "),
            acts: copy_link(locale),
            ..Head::default()
        }))
        (banner(&locale.t("before-you-believe"), &warnings(scope, o), false))
        div class="grid fill" {
            @if weeks.is_empty() {
                section class="card c-7" {
                    (empty(&locale.t("figure-tracking-so-far"), &locale.t("figure-tracking-none"), &html! {}))
                }
            } @else { (card(scope, o, so_far, "c-7", "tall", &[])) }
            (fits(scope, o))
        }
        div class="grid fill" {
            @if !weeks.is_empty() { (card(scope, o, weekly, "c-7", "", &[])) }
            (assumed(scope, o))
        }
        @if o.buyers.customers > 0 { div class="grid fill" { (card(scope, o, frequencies, "c-12", "", &[])) } }
        (about_line(scope, o))
    }
}

fn answer(scope: &Scope, o: &Overview) -> String {
    let locale = &scope.locale;
    let poor = o.warnings.iter().any(|warning| matches!(warning, tenure_engine::read::Warning::PoorFit { .. }));
    match o.placed() {
        _ if o.fits.is_empty() => locale.t("fit-none"),
        None => locale.t("models-answer-unknown"),
        Some(placed) => {
            let values = [("share", locale.lang.share(placed)), ("rest", locale.lang.share(1.0 - placed))];
            locale.with(if poor { "models-answer-poor" } else { "models-answer" }, &values)
        }
    }
}

fn lede(scope: &Scope, o: &Overview, weeks: &[TrackedWeek]) -> Vec<String> {
    let (locale, lang) = (&scope.locale, scope.locale.lang);
    let mut said = Vec::new();
    if let Some(last) = weeks.last() {
        let values =
            [("counted", lang.count(last.actual_so_far as f64)), ("expected", lang.count(last.expected_so_far))];
        said.push(locale.with("models-lede-tracked", &values));
    }
    if let Some(customers) = o.fits.iter().find_map(|fit| fit.customers) {
        let values = [("date", lang.date(o.scope.as_of)), ("run", o.scope.run_id.clone())];
        said.push(about(locale, "models-lede-fitted", customers, &values));
    }
    let open = o.fits.iter().filter(|fit| !fit.converged).count() as u64;
    if !o.fits.is_empty() {
        said.push(about(locale, if open == 0 { "models-converged" } else { "models-not-converged" }, open, &[]));
    }
    said
}

/// The fitted models, their parameters and how sure they are.
fn fits(scope: &Scope, o: &Overview) -> Markup {
    let locale = &scope.locale;
    html! {
        section class="card c-5" {
            div.card-head { div { h2 { (locale.t("models-fitted")) } p { (locale.t("models-fitted-text")) } } }
            @if o.fits.is_empty() { (empty(&locale.t("fit-none"), &locale.t("overview-nobody-text"), &html! {})) }
            @for each in &o.fits { (fit(each, locale, "sub")) }
        }
    }
}

/// What each model takes for granted, in two sentences, and where the rest is written.
fn assumed(scope: &Scope, o: &Overview) -> Markup {
    let locale = &scope.locale;
    let known = |model: &str| DOCS.iter().any(|(of, _)| *of == model);
    html! {
        @if !o.fits.is_empty() {
            section class="card c-5" {
                div.card-head { div { h2 { (locale.t("models-assumed")) } } }
                @for fit in o.fits.iter().filter(|fit| known(&fit.model)) {
                    h3.sub { (named(locale, "model", &fit.model)) }
                    p.said { (locale.t(&format!("models-assume-{}", fit.model))) }
                    p.foot {
                        a href={ "/docs/models/" (fit.model) ".md" } hreflang="en" { (locale.t("models-more")) }
                    }
                }
            }
        }
    }
}
