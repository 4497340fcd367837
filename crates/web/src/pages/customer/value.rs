//! What the customer is worth: so far and to come, what the latter is made of, and the same for every horizon and basis.

use maud::{Markup, html};
use tenure_engine::read::{Basis, CustomerDetail, ScoreRow};

use crate::report::{about, capital, named};
use crate::scope::Scope;

/// The value in the scope's horizon and basis.
pub(super) fn card(scope: &Scope, customer: &CustomerDetail, score: &ScoreRow) -> Markup {
    let (locale, lang) = (&scope.locale, scope.locale.lang);
    let money = |amount| lang.money(amount, &score.currency);
    let horizon = named(locale, "horizon", &scope.horizon);
    let since = [("date", lang.date(customer.first_order))];
    html! {
        section.card {
            div.card-head { div { h2 { (locale.t("customer-value")) } } }
            div.value-row {
                div {
                    p.note {
                        span.term tabindex="0" {
                            (locale.t("customer-total"))
                            span.tip role="tooltip" { b { (locale.t("customer-total")) } (locale.t("customer-total-tip")) }
                        }
                    }
                    p.big { (lang.money_short(score.total, &score.currency)) }
                }
                dl.facts {
                    div {
                        dt { (locale.t("column-historic")) }
                        dd { (money(score.historic)) }
                        dd.note { (about(locale, "customer-since", customer.orders, &since)) }
                    }
                    div {
                        dt { (locale.t("column-clv")) ", " (horizon) }
                        dd { (money(score.clv)) }
                        dd.note { (locale.t("customer-expectation")) }
                    }
                    div {
                        dt { (locale.t("column-purchases")) }
                        dd { (lang.decimal(score.expected_purchases, 1)) }
                        dd.note { (named(locale, "ahead", &scope.horizon)) }
                    }
                }
            }
            (value_bar(scope, score))
            (equation(scope, score))
        }
    }
}

/// Value so far and to come beside each other, where both are more than nothing.
fn value_bar(scope: &Scope, score: &ScoreRow) -> Markup {
    const GAP: f64 = 0.4;
    let locale = &scope.locale;
    if score.historic <= 0.0 || score.clv <= 0.0 {
        return html! {};
    }
    let past = (100.0 - GAP) * score.historic / (score.historic + score.clv);
    let per_cent = |share: f64| format!("{share:.2}%");
    let money = |amount| locale.lang.money(amount, &score.currency);
    let (so_far, to_come) = (locale.t("column-historic"), locale.t("column-clv"));
    let said = format!("{so_far} {}, {to_come} {}", money(score.historic), money(score.clv));
    html! {
        svg.value-bar role="img" aria-label=(said) {
            text x="0" y="12" { (so_far) }
            text x="100%" y="12" text-anchor="end" { (to_come) }
            rect.past x="0" y="20" width=(per_cent(past)) height="28" rx="3" {}
            rect.ahead x=(per_cent(past + GAP)) y="20" width=(per_cent(100.0 - GAP - past)) height="28" rx="3" {}
        }
    }
}

/// What the value to come is the product of; what is left beside the value of an order and their number is the discount.
fn equation(scope: &Scope, score: &ScoreRow) -> Markup {
    let (locale, lang) = (&scope.locale, scope.locale.lang);
    let undiscounted = score.expected_spend * score.expected_purchases;
    let spend = if scope.basis == Basis::GrossMargin { "customer-spend-margin" } else { "customer-spend" };
    let part = |value: &str, key: &str| html! { span { (value) " " small { (locale.t(key)) } } };
    let sign = |sign: &str| html! { i { (sign) } };
    html! {
        @if undiscounted > 0.0 && score.clv > 0.0 {
            p.equation {
                (part(&lang.money(score.expected_spend, &score.currency), spend)) (sign("×"))
                (part(&lang.decimal(score.expected_purchases, 2), "customer-purchases")) (sign("×"))
                (part(&lang.decimal(score.clv / undiscounted, 3), "customer-rest")) (sign("="))
                (part(&lang.money(score.clv, &score.currency), "to-come"))
            }
        }
    }
}

/// Every horizon and basis that the run values.
pub(super) fn every(scope: &Scope, customer: &CustomerDetail) -> Markup {
    let (locale, lang) = (&scope.locale, scope.locale.lang);
    let order = |score: &&ScoreRow| {
        let at = scope.horizons().iter().position(|horizon| *horizon == score.horizon);
        (score.basis != Basis::Revenue.as_str(), at)
    };
    let mut scores: Vec<&ScoreRow> = customer.scores.iter().collect();
    scores.sort_by_key(order);
    html! {
        section.card.tight {
            div.card-head { div { h2 { (locale.t("customer-every")) } p { (locale.t("customer-every-text")) } } }
            div.scroll { table {
                thead { tr {
                    th scope="col" { (locale.t("horizon")) }
                    th.more scope="col" { (locale.t("basis")) }
                    th class="n more" scope="col" { (locale.t("column-purchases")) }
                    th class="n more" scope="col" { (locale.t("column-historic")) }
                    th.n scope="col" { (locale.t("column-clv")) }
                    th.n scope="col" { (locale.t("customer-total")) }
                    th class="n more" scope="col" { (capital(&locale.t("formula-clv"))) }
                } }
                tbody { @for score in scores {
                    @let here = score.horizon == scope.horizon && score.basis == scope.basis.as_str();
                    @let address = scope.here(&[("horizon", &score.horizon), ("basis", &score.basis)]);
                    @let money = |amount| lang.money(amount, &score.currency);
                    tr {
                        td class="name whole" { a.row href=(address) aria-current=[here.then_some("true")] { (named(locale, "horizon", &score.horizon)) } }
                        td.more { (named(locale, "basis", &score.basis)) }
                        td class="n more" { (lang.decimal(score.expected_purchases, 1)) }
                        td class="n more" { (money(score.historic)) }
                        td.n.strong[here] { (money(score.clv)) }
                        td.n { (money(score.total)) }
                        td class="n more unit" { (money(score.formula_clv)) }
                    }
                } }
            } }
        }
    }
}
