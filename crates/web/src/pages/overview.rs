//! `/`: what the customer base is worth, and whether that can be relied on. `/report.html`: the same to keep.

use std::sync::Arc;

use axum::Router;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::get;
use maud::{Markup, html};
use tenure_engine::figures::{self, Figure};
use tenure_engine::read::{Overview, Warning};

use super::change::{changes, earlier};
use super::parts::{card, customer_line, longest, opens, shown};
use crate::fault::Fault;
use crate::frame::{Document, Head, Place, Tile, banner, copy_link, definitions, download, empty, head, tiles};
use crate::report::{self, customer_heads};
use crate::scope::Scope;
use crate::state::App;

/// The routes.
pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/", get(show)).route("/report.html", get(keep))
}

async fn show(scope: Scope) -> Result<Document, Fault> {
    let overview = scope.now.overview(scope.run()?, &scope.horizon, scope.basis).await?;
    let before = earlier(&scope).await;
    let drawn = drawn(&scope, &overview);
    let content = content(&scope, &overview, before.as_deref(), &drawn);
    let drawn = if overview.buyers.customers > 0 { drawn.as_slice() } else { &[] };
    Ok(shown(&scope, Place::Overview, None, drawn, content))
}

/// The report as a file that stands on its own.
async fn keep(scope: Scope) -> Result<impl IntoResponse, Fault> {
    let overview = scope.now.overview(scope.run()?, &scope.horizon, scope.basis).await?;
    let file = format!("attachment; filename=\"tenure-{}.html\"", overview.scope.as_of);
    let report = report::html(&overview, scope.locale.lang);
    Ok(([(CONTENT_TYPE, "text/html; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, file)], report))
}

/// The figures; a tenth opens the list of customers where it begins, in the run that the tenth was counted in.
fn drawn(scope: &Scope, o: &Overview) -> [Figure; 3] {
    let voice = &scope.locale;
    let mut tenths = figures::tenths(o, voice);
    let mut begin = 1;
    let addresses = o.tenths.iter().map(|tenth| {
        let address =
            scope.link("/customers", &[("run", &o.scope.run_id), ("sort", "total"), ("from", &begin.to_string())]);
        begin += tenth.customers;
        address
    });
    opens(&mut tenths, 2, &addresses.collect::<Vec<_>>());
    [tenths, figures::concentration(o, voice), figures::months(o, voice)]
}

/// Everything under the bar.
pub(super) fn content(scope: &Scope, o: &Overview, before: Option<&Overview>, drawn: &[Figure; 3]) -> Markup {
    let locale = &scope.locale;
    let [tenths, concentration, months] = drawn;
    html! {
        (head(&Head {
            over: html! { (locale.t(Place::Overview.key())) },
            answer: report::answer(o, locale),
            lede: report::lede(o, locale).join(" "),
            acts: html! { (copy_link(locale)) (download(&scope.link("/report.html", &[]), &locale.t("download"))) },
            ..Head::default()
        }))
        (banner(&locale.t("before-you-believe"), &warnings(scope, o), false))
        @if o.buyers.customers == 0 {
            section.card { (empty(&locale.t("overview-nobody"), &locale.t("overview-nobody-text"), &to_data(scope))) }
        } @else {
            div.figures {
                (tiles(locale, &key_figures(scope, o, before)))
                (report::formula(o, locale, Some(&scope.link("/value", &[]))))
            }
            div class="grid fill" {
                (card(scope, o, tenths, "c-7", "tall", &[]))
                (card(scope, o, concentration, "c-5", "tall", &[]))
            }
            (top_customers(scope, o))
            (card(scope, o, months, "c-12", "", &[]))
        }
        (definitions(locale, &report::definitions(o, locale)))
    }
}

fn to_data(scope: &Scope) -> Markup {
    html! { a.btn.main-act href=(scope.link("/data", &[])) { (scope.locale.t(Place::Data.key())) } }
}

/// The warnings, with the way to what they are about.
pub(super) fn warnings(scope: &Scope, o: &Overview) -> Vec<Markup> {
    let locale = &scope.locale;
    let more = |warning: &Warning| match warning {
        Warning::OtherCurrencies { .. } | Warning::Rejected { .. } | Warning::Stale { .. } => {
            Some(("/data", "overview-see-data"))
        }
        Warning::NotConverged { .. } | Warning::PoorFit { .. } | Warning::HardlyAnyLeave { .. } => {
            (scope.path != "/models").then_some(("/models", "overview-see-models"))
        }
        _ => None,
    };
    let note = |warning: &Warning| {
        html! {
            (report::warning(warning, locale))
            @if let Some((path, key)) = more(warning) { " " a href=(scope.link(path, &[])) { (locale.t(key)) } }
        }
    };
    o.warnings.iter().map(note).collect()
}

/// The ten key figures, each with the way to what explains it.
fn key_figures(scope: &Scope, o: &Overview, before: Option<&Overview>) -> Vec<Tile> {
    let said = report::tiles(o, &scope.locale).into_iter().zip(changes(o, before, &scope.locale));
    said.map(|(tile, change)| Tile {
        name: scope.locale.t(tile.key),
        tip: tile.tip,
        value: tile.value,
        context: tile.context,
        address: explained(scope, tile.key),
        change,
    })
    .collect()
}

/// Where a key figure is explained.
fn explained(scope: &Scope, key: &str) -> Option<String> {
    let (path, part) = match key {
        "tile-historic" | "tile-returns" => ("/value", "#plot-waterfall"),
        "tile-equity" | "tile-mean" => ("/value", ""),
        "tile-median" => ("/value", "#plot-distribution"),
        "tile-top" => ("/value", "#plot-concentration"),
        "tile-customers" | "tile-alive" => ("/customers", ""),
        "tile-repeat" => ("/models", "#plot-frequencies"),
        "tile-guests" => ("/data", ""),
        _ => return None,
    };
    Some(scope.link(path, &[]) + part)
}

fn top_customers(scope: &Scope, o: &Overview) -> Markup {
    let (locale, lang) = (&scope.locale, scope.locale.lang);
    let longest = longest(&o.top_customers);
    let share = o.top_share().map(|share| {
        let values = [("n", lang.count(o.top_customers.len() as f64)), ("share", lang.share(share))];
        locale.with("top-customers-share", &values)
    });
    html! {
        section.card.tight {
            div.card-head {
                div { h2 { (locale.t("top-customers")) } @if let Some(share) = share { p { (share) } } }
                a.btn.small href=(scope.link("/customers", &[])) { (locale.t("overview-all")) }
            }
            div.scroll { table {
                thead { tr {
                    @for (key, class) in customer_heads() { th class=(class) scope="col" { (locale.t(key)) } }
                    th class="n fig-col" scope="col" { span.unseen { (locale.t("column-clv")) } }
                } }
                tbody { @for row in &o.top_customers { (customer_line(scope, row, &o.scope.currency, longest)) } }
            } }
        }
    }
}
