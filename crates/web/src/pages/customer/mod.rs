//! `/customers/{id}`: one customer: worth so far and to come, whether likely still one, and everything that happened.

mod history;
mod value;

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use jiff::civil::Date;
use maud::{Markup, html};
use tenure_engine::figures::{self, Figure};
use tenure_engine::read::{CustomerDetail, Overview, ScoreRow};

use super::parts::{card, shown};
use crate::fault::Fault;
use crate::frame::{Document, Head, Place, banner, copy_link, definitions, empty, head, tag, whisker};
use crate::report::{self, about, named};
use crate::scope::Scope;
use crate::state::App;

/// The routes.
pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/customers/{id}", get(show))
}

async fn show(scope: Scope, Path(id): Path<String>) -> Result<Document, Fault> {
    let run = scope.run()?;
    let overview = scope.now.overview(run, &scope.horizon, scope.basis).await?;
    let found = scope.now.view.customer(run, &id).await?;
    let customer = found.ok_or_else(|| Fault::NoCustomer { customer: id.clone(), run: run.run_id.clone() })?;
    let alive = figures::alive(&customer, &scope.locale);
    let content = content(&scope, &overview, &customer, &alive);
    let drawn = if customer.alive.is_empty() { &[] } else { std::slice::from_ref(&alive) };
    Ok(shown(&scope, Place::Customers, Some(&customer.customer_id), drawn, content))
}

/// Everything under the bar.
pub(super) fn content(scope: &Scope, o: &Overview, customer: &CustomerDetail, alive: &Figure) -> Markup {
    let locale = &scope.locale;
    let basis = scope.basis.as_str();
    let score = customer.scores.iter().find(|score| score.horizon == scope.horizon && score.basis == basis);
    html! {
        (head(&Head {
            over: html! {
                a href=(scope.link("/customers", &[])) { (locale.t(Place::Customers.key())) }
                span aria-hidden="true" { "/" }
                (customer.customer_id)
            },
            answer: answer(scope, customer, score),
            lede: lede(scope, customer, score).join(" "),
            acts: copy_link(locale),
            tags: tags(scope, o, customer, score),
        }))
        @if customer.newer { (banner(&locale.t("before-you-believe"), &[html! { (locale.t("customer-newer")) }], false)) }
        div.grid {
            div class="stack c-8" {
                @if let Some(score) = score { (value::card(scope, customer, score)) }
                @if customer.alive.is_empty() {
                    section.card { (empty(&locale.t("figure-alive"), &locale.t("figure-alive-none"), &html! {})) }
                } @else {
                    (card(scope, o, alive, "", "", &[("customer", &customer.customer_id)]))
                }
                (value::every(scope, customer))
                (history::events(scope, customer))
            }
            div class="stack c-4" {
                @if let Some(score) = score { (next_order(scope, o, score)) }
                (history::in_short(scope, customer, score))
                (history::channels(scope, o, customer))
            }
        }
        (definitions(locale, &report::definitions(o, locale)))
    }
}

fn answer(scope: &Scope, customer: &CustomerDetail, score: Option<&ScoreRow>) -> String {
    let (locale, name) = (&scope.locale, customer.customer_id.clone());
    let Some(score) = score else { return name };
    let short = |amount| locale.lang.money_short(amount, &score.currency);
    let key = if score.historic < 0.0 { "customer-answer-lost" } else { "customer-answer" };
    let ahead = named(locale, "ahead", &scope.horizon);
    let values = [("customer", name), ("historic", short(score.historic)), ("clv", short(score.clv)), ("ahead", ahead)];
    locale.with(key, &values)
}

fn lede(scope: &Scope, customer: &CustomerDetail, score: Option<&ScoreRow>) -> Vec<String> {
    let (locale, lang) = (&scope.locale, scope.locale.lang);
    let days = customer.days_since_last_order;
    let mut said = Vec::new();
    if let Some(score) = score {
        said.push(locale.with(likely(score.p_alive), &[("p", lang.probability(score.p_alive))]));
    }
    let last = [("date", lang.date(customer.last_order))];
    said.push(about(locale, if days == 0 { "customer-last-today" } else { "customer-last" }, days, &last));
    if let Some((from, to)) = score.and_then(|score| score.next_order_from.zip(score.next_order_to)) {
        said.push(locale.with("customer-next", &[("from", lang.date(from)), ("to", lang.date(to))]));
    }
    said
}

/// Key of the sentence for a chance of still buying.
fn likely(p_alive: f64) -> &'static str {
    match p_alive {
        p if p >= 0.8 => "customer-likely",
        p if p >= 0.5 => "customer-rather",
        p if p >= 0.2 => "customer-hardly",
        _ => "customer-left",
    }
}

fn tags(scope: &Scope, o: &Overview, customer: &CustomerDetail, score: Option<&ScoreRow>) -> Markup {
    let locale = &scope.locale;
    let refunded = (customer.gross_revenue > 0.0).then(|| customer.refunded / customer.gross_revenue);
    let usual = o.returns.share.unwrap_or(0.0);
    html! {
        @if let Some(score) = score {
            @let alive = locale.with("customer-alive", &[("p", locale.lang.probability(score.p_alive))]);
            (tag(if score.p_alive >= 0.5 { "own" } else { "warn" }, &alive))
        }
        @if customer.frequency == 0 { (tag("", &locale.t("customer-once"))) }
        @if refunded.is_some_and(|share| share > usual && share > 0.0) { (tag("warn", &locale.t("customer-refunds"))) }
        @if score.is_some() { (tag("line", &locale.t("customer-no-interval"))) }
    }
}

/// When the next order is due, if the customer still buys.
fn next_order(scope: &Scope, o: &Overview, score: &ScoreRow) -> Markup {
    let (locale, lang) = (&scope.locale, scope.locale.lang);
    let days = |day: Date| o.scope.as_of.until(day).map_or(0.0, |span| f64::from(span.get_days()));
    let window = score.next_order_from.zip(score.next_order_to).zip(score.next_order);
    html! {
        section.card {
            div.card-head { div { h2 { (locale.t("customer-due")) } p { (locale.t("customer-due-text")) } } }
            @if let Some(((from, to), median)) = window {
                dl.pairs {
                    dt { (locale.t("customer-due-median")) } dd { (lang.date(median)) }
                    dt { (locale.t("customer-due-from")) } dd { (lang.date(from)) }
                    dt { (locale.t("customer-due-to")) } dd { (lang.date(to)) }
                }
                p.foot {
                    (whisker(days(from), days(median), days(to), days(to)))
                    (locale.with("customer-due-scale", &[("date", lang.date(o.scope.as_of))]))
                }
            } @else { p.note { (locale.t("customer-due-none")) } }
        }
    }
}
