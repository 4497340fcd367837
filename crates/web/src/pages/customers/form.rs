//! The form that chooses customers; it keeps scope and order in the address.

use maud::{Markup, html};

use super::asked::Listed;
use crate::frame::{Icon, icon};
use crate::scope::Scope;

/// Chances to choose from.
const CHANCES: [f64; 6] = [0.1, 0.25, 0.5, 0.75, 0.9, 0.99];

/// A search, the chance of still buying, and folded under it everything else.
pub(super) fn filters(scope: &Scope, asked: &Listed) -> Markup {
    let locale = &scope.locale;
    let filter = &asked.filter;
    let order = scope.others.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let order: Vec<_> = order.filter(|(name, _)| ["sort", "direction"].contains(name)).collect();
    let amount = |value: Option<f64>| value.map(|value| value.to_string());
    let count = |value: Option<u64>| value.map(|value| value.to_string());
    let more = [
        ("clv_from", "number", amount(filter.clv_from)),
        ("clv_to", "number", amount(filter.clv_to)),
        ("historic_from", "number", amount(filter.historic_from)),
        ("orders_from", "number", count(filter.orders_from)),
        ("orders_to", "number", count(filter.orders_to)),
        ("last_order_from", "date", filter.last_order_from.map(|day| day.to_string())),
        ("last_order_to", "date", filter.last_order_to.map(|day| day.to_string())),
    ];
    let open = more.iter().any(|(.., value)| value.is_some());
    html! {
        form.filters method="get" action=(scope.path) role="search" aria-label=(locale.t("customers-choose")) {
            @for (name, value) in scope.own() { @if let Some(value) = value { input type="hidden" name=(name) value=(value); } }
            @for (name, value) in &order { input type="hidden" name=(name) value=(value); }
            div.field {
                label for="search" { (locale.t("customer")) }
                span.search {
                    (icon(Icon::Search))
                    input.input #search type="search" name="search" value=(filter.search) placeholder=(locale.t("customers-search"));
                }
            }
            (chance(scope, "alive_from", filter.alive_from, "customers-at-least"))
            (chance(scope, "alive_to", filter.alive_to, "customers-at-most"))
            span.btn-row {
                button.btn { (locale.t("customers-apply")) }
                @if !asked.is_all() {
                    a.btn.plain href=(scope.link(&scope.path, &order)) { (locale.t("customers-clear")) }
                }
            }
            details.more-filters open[open] {
                summary.btn.plain.small { (icon(Icon::Down)) (locale.t("customers-more")) }
                div.filters {
                    @for (name, kind, value) in &more { div.field {
                        label for=(name) { (locale.t(&format!("customers-{}", name.replace('_', "-")))) }
                        input.input id=(name) name=(name) type=(kind) value=[value.as_ref()]
                            step=[(*kind == "number").then_some("any")] inputmode=[(*kind == "number").then_some("decimal")];
                    } }
                }
            }
        }
    }
}

/// A bound of the chance, from a few; one that the address has is among them.
fn chance(scope: &Scope, name: &str, chosen: Option<f64>, words: &str) -> Markup {
    let locale = &scope.locale;
    let mut chances = CHANCES.to_vec();
    chances.extend(chosen.filter(|chosen| !CHANCES.contains(chosen)));
    chances.sort_by(f64::total_cmp);
    html! {
        div.field {
            label for=(name) { (locale.t(&format!("customers-{}", name.replace('_', "-")))) }
            select.input id=(name) name=(name) {
                option value="" { (locale.t("customers-any")) }
                @for each in chances {
                    option value=(each) selected[chosen == Some(each)] {
                        (locale.with(words, &[("share", locale.lang.rate(each))]))
                    }
                }
            }
        }
    }
}
