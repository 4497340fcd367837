//! `/value`: what the value is made of: counted beside what the model expects, from sales to margin, and how unequal it is.

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use maud::{Markup, html};
use tenure_engine::figures::{self, Figure};
use tenure_engine::read::{Basis, Expectation, Formula, Overview};

use super::overview::warnings;
use super::parts::{about_line, card, opens, operator, shown};
use crate::fault::Fault;
use crate::frame::{Document, Head, Place, banner, bar, copy_link, empty, head};
use crate::report::{about, capital, named, unknown};
use crate::scope::Scope;
use crate::state::App;

/// A formula and a model closer than this say the same.
const CLOSE: f64 = 0.05;

/// The routes.
pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/value", get(show))
}

async fn show(scope: Scope) -> Result<Document, Fault> {
    let overview = scope.now.overview(scope.run()?, &scope.horizon, scope.basis).await?;
    let drawn = drawn(&scope, &overview);
    let content = content(&scope, &overview, &drawn);
    let drawn = if overview.buyers.customers > 0 { drawn.as_slice() } else { &[] };
    Ok(shown(&scope, Place::Value, None, drawn, content))
}

/// The figures; a column of the distribution opens the customers in it, of the run that counted them.
fn drawn(scope: &Scope, o: &Overview) -> [Figure; 3] {
    let voice = &scope.locale;
    let mut distribution = figures::distribution(o, voice);
    let run = o.scope.run_id.as_str();
    let between = |from: f64, to: f64| {
        scope.link("/customers", &[("run", run), ("clv_from", &from.to_string()), ("clv_to", &to.to_string())])
    };
    let addresses: Vec<String> = o.distribution.bins.iter().map(|bin| between(bin.from, bin.to)).collect();
    opens(&mut distribution, 1, &addresses);
    [figures::waterfall(o, voice), distribution, figures::concentration(o, voice)]
}

/// Everything under the bar.
pub(super) fn content(scope: &Scope, o: &Overview, drawn: &[Figure; 3]) -> Markup {
    let locale = &scope.locale;
    let [waterfall, distribution, concentration] = drawn;
    html! {
        (head(&Head {
            over: html! { (locale.t(Place::Value.key())) },
            answer: answer(scope, o),
            lede: lede(scope, o).join(" "),
            acts: copy_link(locale),
            ..Head::default()
        }))
        @if o.buyers.customers == 0 {
            (banner(&locale.t("before-you-believe"), &warnings(scope, o), false))
            section.card { (empty(&locale.t("overview-nobody"), &locale.t("overview-nobody-text"), &html! {})) }
        } @else {
            (tree(scope, o))
            div class="grid fill" {
                (card(scope, o, waterfall, "c-6", "", &[]))
                (card(scope, o, distribution, "c-6", "", &[]))
            }
            div class="grid fill" {
                (card(scope, o, concentration, "c-5", "tall", &[]))
                (tenths(scope, o))
            }
        }
        (about_line(scope, o))
    }
}

fn answer(scope: &Scope, o: &Overview) -> String {
    let (locale, lang) = (&scope.locale, scope.locale.lang);
    let (Some(mean), Some(median)) = (o.value.clv.mean, o.value.clv.median) else { return locale.t("answer-empty") };
    let short = |amount| lang.money_short(amount, &o.scope.currency);
    let ahead = named(locale, "ahead", &o.scope.horizon);
    locale.with("value-answer", &[("mean", short(mean)), ("median", short(median)), ("ahead", ahead)])
}

fn lede(scope: &Scope, o: &Overview) -> Vec<String> {
    let (locale, lang) = (&scope.locale, scope.locale.lang);
    let money = |amount| lang.money(amount, &o.scope.currency);
    let mut said = Vec::new();
    if let (Some(formula), Some(expected)) = (o.formula, o.expectation()) {
        let values = [
            ("order", money(formula.average_order)),
            ("frequency", lang.decimal(formula.orders_per_year, 1)),
            ("alive", lang.probability(expected.alive)),
        ];
        said.push(locale.with("value-lede-parts", &values));
        said.extend(o.formula_gap().map(|gap| {
            let direction = match gap {
                gap if gap.abs() < CLOSE => "close",
                gap if gap > 0.0 => "more",
                _ => "less",
            };
            let values = [
                ("formula", money(formula.clv)),
                ("share", lang.share(gap.abs())),
                ("direction", direction.to_owned()),
            ];
            locale.with("value-lede-gap", &values)
        }));
    }
    said
}

/// The formula as a tree: each factor as it was counted, and beside it what the model expects.
fn tree(scope: &Scope, o: &Overview) -> Markup {
    let locale = &scope.locale;
    let (Some(formula), Some(expected)) = (o.formula, o.expectation()) else { return html! {} };
    let horizon = named(locale, "horizon", &o.scope.horizon);
    html! {
        section.card {
            div.card-head { div { h2 { (locale.t("value-tree")) } p { (locale.t("value-tree-text")) } } }
            div.tree {
                div.node {
                    span.lab { (capital(&locale.t("formula-clv"))) ", " (horizon) }
                    b { (locale.lang.money(formula.clv, &o.scope.currency)) }
                    span.aside { (model(scope, o)) }
                }
                ol.branches {
                    @for (at, branch) in branches(scope, o, &formula, &expected).iter().enumerate() { li {
                        @if at > 0 { (operator(scope, "×", "value-times")) }
                        div.node {
                            span.lab { (capital(&locale.t(branch.key))) }
                            b { (branch.value) }
                            @if !branch.aside.is_empty() { span.aside { (branch.aside) } }
                        }
                        ul.leaves { @for (sign, key, value) in &branch.leaves { li {
                            @if sign.is_empty() { span.op {} } @else { (operator(scope, sign, "value-over")) }
                            span.lab { (locale.t(key)) }
                            b { (value) }
                        } } }
                    } }
                }
            }
            p.foot { (locale.t("formula-note")) }
        }
    }
}

/// What the model says of the same, with its interval where the run has one.
fn model(scope: &Scope, o: &Overview) -> String {
    let (locale, lang) = (&scope.locale, scope.locale.lang);
    let mean = unknown(locale, o.value.clv.mean, |mean| lang.money(mean, &o.scope.currency));
    locale.with("value-model", &[("amount", mean)])
}

/// One factor of the formula.
struct Branch {
    key: &'static str,
    value: String,
    aside: String,
    /// Sign, key of the name, value.
    leaves: Vec<(&'static str, &'static str, String)>,
}

fn branches(scope: &Scope, o: &Overview, formula: &Formula, expected: &Expectation) -> [Branch; 4] {
    let (locale, lang) = (&scope.locale, scope.locale.lang);
    let currency = o.scope.currency.as_str();
    let ahead = named(locale, "ahead", &o.scope.horizon);
    let margin = o.scope.basis == Basis::GrossMargin;
    let order_key = if margin { "value-order-margin" } else { "value-order-model" };
    let per_order = expected.value.map(|value| locale.with(order_key, &[("amount", lang.money(value, currency))]));
    let known = o.margins.filter(|_| margin);
    [
        Branch {
            key: "formula-order",
            value: lang.money(formula.average_order, currency),
            aside: per_order.unwrap_or_default(),
            leaves: vec![("", "value-averages", lang.count(o.buyers.customers as f64))],
        },
        Branch {
            key: "formula-frequency",
            value: lang.decimal(formula.orders_per_year, 2),
            aside: locale
                .with("value-frequency-model", &[("n", lang.decimal(expected.occasions, 2)), ("ahead", ahead)]),
            leaves: vec![
                ("", "value-occasions", lang.count(formula.occasions)),
                ("÷", "value-observed", lang.count(formula.observed_years)),
            ],
        },
        Branch {
            key: "formula-years",
            value: lang.decimal(formula.active_years, 2),
            aside: locale.with("value-years-model", &[("share", lang.probability(expected.alive))]),
            leaves: vec![("", "horizon", named(locale, "horizon", &o.scope.horizon))],
        },
        Branch {
            key: "formula-margin",
            value: lang.rate(formula.margin),
            aside: match known {
                Some(known) if known.estimated > 0 => about(locale, "value-margin-estimated", known.estimated, &[]),
                _ => locale.t(if margin { "value-margin-known" } else { "value-margin-none" }),
            },
            leaves: known.map_or_else(Vec::new, |known| {
                let short = |amount| lang.money_short(amount, currency);
                vec![("", "basis-gross_margin", short(known.margin)), ("÷", "value-costed", short(known.revenue))]
            }),
        },
    ]
}

/// The tenths as a table: who brings what.
fn tenths(scope: &Scope, o: &Overview) -> Markup {
    let (locale, lang) = (&scope.locale, scope.locale.lang);
    let money = |amount| lang.money_short(amount, &o.scope.currency);
    let most = o.tenths.iter().map(|row| row.clv).fold(f64::MIN_POSITIVE, f64::max);
    let place = |tenth: u64| [("from", ((tenth - 1) * 10).to_string()), ("to", (tenth * 10).to_string())];
    let together = |of: fn(&tenure_engine::read::Tenth) -> f64| o.tenths.iter().map(of).sum::<f64>();
    html! {
        section class="card tight c-7" {
            div.card-head { div { h2 { (locale.t("value-tenths")) } p { (locale.t("figure-tenths-summary")) } } }
            div.scroll { table {
                thead { tr {
                    th scope="col" { (locale.t("figure-tenths-column")) }
                    th class="n more" scope="col" { (locale.t("customers")) }
                    th.n scope="col" { (locale.t("column-historic")) }
                    th.n scope="col" { (locale.t("column-clv")) }
                    th class="n fig-col" scope="col" { span.unseen { (locale.t("column-clv")) } }
                } }
                tbody { @for row in &o.tenths { tr {
                    td.name { (locale.with("figure-tenth", &place(row.tenth))) }
                    td class="n more" { (lang.count(row.customers as f64)) }
                    td.n { (money(row.historic)) }
                    td class="n strong" { (money(row.clv)) }
                    td class="n fig-col" { (bar(row.clv / most, "bar")) }
                } } }
                tfoot { tr {
                    td { (locale.t("together")) }
                    td class="n more" { (lang.count(o.buyers.customers as f64)) }
                    td.n { (money(together(|row| row.historic))) }
                    td.n { (money(together(|row| row.clv))) }
                    td class="n fig-col" {}
                } }
            } }
        }
    }
}
