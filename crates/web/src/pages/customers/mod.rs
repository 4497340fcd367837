//! `/customers`: all customers, searched, filtered, sorted, in pages. `/customers.csv`: the same list as a file.

mod asked;
mod file;
mod form;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use maud::{Markup, html};
use tenure_engine::read::{CustomerPage, CustomerRow, Overview, Together};

use self::asked::{Listed, ROWS};
use super::parts::{about_line, customer_line, longest, shown};
use crate::fault::Fault;
use crate::frame::{Document, Head, Pager, Place, Sorted, copy_link, download, empty, head, pager, sort_head};
use crate::report::{about, customer_heads, unknown};
use crate::scope::{PLACE, Scope};
use crate::state::App;

/// The routes.
pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/customers", get(show)).route("/customers.csv", get(file::keep))
}

async fn show(scope: Scope) -> Result<Document, Fault> {
    let run = scope.run()?;
    let asked = Listed::of(&scope.others)?;
    let overview = scope.now.overview(run, &scope.horizon, scope.basis).await?;
    let mut page = scope.now.customers(run, &scope.horizon, scope.basis, &asked.query()).await?;
    page.customers = asked.in_order(page.customers);
    let chosen = if asked.is_all() {
        all(&overview)
    } else {
        scope.now.together(run, &scope.horizon, scope.basis, &asked.filter).await?
    };
    Ok(shown(&scope, Place::Customers, None, &[], content(&scope, &overview, &asked, &page, &chosen)))
}

/// Everything under the bar.
fn content(scope: &Scope, o: &Overview, asked: &Listed, page: &CustomerPage, chosen: &Together) -> Markup {
    let locale = &scope.locale;
    let kept = scope.others.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let kept: Vec<_> = kept.filter(|(name, _)| !PLACE.contains(name)).collect();
    html! {
        (head(&Head {
            over: html! { (locale.t(Place::Customers.key())) },
            answer: answer(scope, o, asked, page),
            lede: lede(scope, asked),
            acts: html! {
                (copy_link(locale))
                (download(&scope.link("/customers.csv", &kept), &locale.t("customers-download")))
            },
            ..Head::default()
        }))
        section.card.tight[!page.customers.is_empty()] {
            (form::filters(scope, asked))
            @if page.customers.is_empty() {
                (empty(&locale.t("customers-none"), &locale.t("customers-none-text"), &html! {
                    a.btn href=(scope.link(&scope.path, &[])) { (locale.t("overview-all")) }
                }))
            } @else {
                (list(scope, o, asked, &page.customers, chosen))
                (pager(scope, &place(scope, &o.scope.run_id, asked, page)))
            }
        }
        (about_line(scope, o))
    }
}

fn answer(scope: &Scope, o: &Overview, asked: &Listed, page: &CustomerPage) -> String {
    let (locale, lang) = (&scope.locale, scope.locale.lang);
    let all = ("all", lang.count(o.buyers.customers as f64));
    match (asked.is_all(), page.matching, o.concentration.top_tenth_clv) {
        (false, 0, _) => locale.with("customers-no-match", &[all]),
        (false, matching, _) => about(locale, "customers-match", matching, &[all]),
        (true, matching, Some(share)) => about(locale, "customers-answer", matching, &[("share", lang.share(share))]),
        (true, matching, None) => about(locale, "n-customers", matching, &[]),
    }
}

fn lede(scope: &Scope, asked: &Listed) -> String {
    let direction = if asked.descending { "largest" } else { "smallest" };
    let kind = match asked.by {
        "last_order" => "day",
        "customer_id" => "name",
        _ => "amount",
    };
    let values = [("column", scope.locale.t(asked.word)), ("direction", format!("{direction}-{kind}"))];
    scope.locale.with("customers-lede", &values)
}

fn list(scope: &Scope, o: &Overview, asked: &Listed, rows: &[CustomerRow], chosen: &Together) -> Markup {
    let locale = &scope.locale;
    let sorted = Sorted { by: asked.by, descending: asked.descending };
    let longest = longest(rows);
    html! {
        div.scroll { table.long {
            thead { tr {
                @for ((key, class), by) in customer_heads().into_iter().zip(COLUMNS) {
                    @if let Some(by) = by { (sort_head(scope, &locale.t(key), by, class, &sorted)) }
                    @else { th class=(class) scope="col" { (locale.t(key)) } }
                }
                th class="n fig-col" scope="col" { span.unseen { (locale.t("column-clv")) } }
            } }
            tbody { @for row in rows { (customer_line(scope, row, &o.scope.currency, longest)) } }
            tfoot { (together(scope, asked.is_all(), chosen, &o.scope.currency)) }
        } }
    }
}

/// What the columns of [`customer_heads`] are called in addresses; one cannot be sorted by.
const COLUMNS: [Option<&str>; 7] =
    [Some("customer_id"), Some("last_order"), Some("orders"), Some("p_alive"), None, Some("historic"), Some("clv")];

/// All customers, as the run added them up.
fn all(o: &Overview) -> Together {
    Together {
        customers: o.buyers.customers,
        orders: o.buyers.orders,
        expected_alive: o.buyers.expected_alive,
        expected_purchases: o.buyers.expected_purchases,
        historic: o.value.historic.sum,
        clv: o.value.clv.sum,
    }
}

/// The customers of the list together, of all its pages.
fn together(scope: &Scope, all: bool, chosen: &Together, currency: &str) -> Markup {
    let (locale, lang) = (&scope.locale, scope.locale.lang);
    let alive = (chosen.customers > 0).then(|| chosen.expected_alive / chosen.customers as f64);
    html! { tr {
        td {
            @if all { (locale.with("customers-all", &[("n", lang.count(chosen.customers as f64))])) }
            @else { (about(locale, "customers-chosen", chosen.customers, &[])) }
        }
        td class="n more" {}
        td class="n more" { (lang.count(chosen.orders as f64)) }
        td class="n more" { (unknown(locale, alive, |alive| lang.probability(alive))) }
        td class="n fig-col more" { (lang.decimal(chosen.expected_purchases, 1)) }
        td.n { (lang.money(chosen.historic, currency)) }
        td.n { (lang.money(chosen.clv, currency)) }
        td class="n fig-col" {}
    } }
}

/// Where the page stands, and the way to its neighbours: by the rows at its ends, so that every page is as quick. The
/// links name the run, or a run that ends between two pages would move everybody's place.
fn place(scope: &Scope, run: &str, asked: &Listed, page: &CustomerPage) -> Pager {
    let to = asked.from - 1 + page.customers.len() as u64;
    let before = page.customers.first().filter(|_| asked.from > 1).map(|first| match asked.from {
        from if from <= ROWS + 1 => scope.anew(&[("run", run)]),
        from => {
            let (from, row) = ((from - ROWS).to_string(), asked.place_of(first));
            scope.here(&[("run", run), ("from", &from), ("before", &row), ("after", "")])
        }
    });
    let after = page.customers.last().filter(|_| to < page.matching).map(|last| {
        let (from, row) = ((to + 1).to_string(), asked.place_of(last));
        scope.here(&[("run", run), ("from", &from), ("after", &row), ("before", "")])
    });
    Pager { from: asked.from, to, of: page.matching, before, after }
}
