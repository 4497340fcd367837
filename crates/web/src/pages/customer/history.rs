//! What happened: in short, by channel, and order by order.

use maud::{Markup, html};
use tenure_engine::read::{CustomerDetail, Event, EventKind, Overview, ScoreRow};

use crate::frame::bar;
use crate::report::{about, named, unknown};
use crate::scope::Scope;

/// Events that stand open; the others are folded under them.
const OPEN: usize = 12;

/// The customer in a few pairs.
pub(super) fn in_short(scope: &Scope, customer: &CustomerDetail, score: Option<&ScoreRow>) -> Markup {
    let (locale, lang) = (&scope.locale, scope.locale.lang);
    let (source, number) = customer.customer_id.split_once(':').unwrap_or(("", &customer.customer_id));
    let currency = score.map_or("", |score| score.currency.as_str());
    let money = |amount| lang.money(amount, currency);
    let count = |number: u64| lang.count(number as f64);
    let estimated = customer.margin_estimated && customer.margin.is_some();
    let margin_key = if estimated { "customer-margin-estimated" } else { "basis-gross_margin" };
    let pairs = [
        ("customer-number", number.to_owned()),
        ("customer-source", source.to_owned()),
        ("customer-first", lang.date(customer.first_order)),
        ("column-last-order", lang.date(customer.last_order)),
        ("orders", count(customer.orders)),
        ("customer-days", count(customer.frequency + 1)),
        (
            "customer-repeat-value",
            if customer.frequency > 0 { money(customer.monetary_value) } else { locale.t("unknown") },
        ),
        ("gross-sales", money(customer.gross_revenue)),
        ("customer-refund-count", count(customer.refunds)),
        ("refunded", money(customer.refunded)),
        ("net-sales", money(customer.revenue)),
        (margin_key, unknown(locale, customer.margin, money)),
    ];
    html! {
        section.card {
            div.card-head { div { h2 { (locale.t("customer-short")) } } }
            dl.pairs { @for (key, value) in &pairs { dt { (locale.t(key)) } dd { (value) } } }
        }
    }
}

/// Orders by channel.
pub(super) fn channels(scope: &Scope, o: &Overview, customer: &CustomerDetail) -> Markup {
    let (locale, lang) = (&scope.locale, scope.locale.lang);
    let longest = customer.channels.iter().map(|channel| channel.amount).fold(f64::MIN_POSITIVE, f64::max);
    html! {
        @if !customer.channels.is_empty() {
            section.card.tight {
                div.card-head { div { h2 { (locale.t("customer-channels")) } p { (locale.t("customer-channels-text")) } } }
                div.scroll { table {
                    thead { tr {
                        th scope="col" { (locale.t("customer-channel")) }
                        th.n scope="col" { (locale.t("orders")) }
                        th.n scope="col" { (locale.t("left-out-amount")) }
                    } }
                    tbody { @for channel in &customer.channels { tr {
                        td.name {
                            (named(locale, "channel", &channel.channel))
                            span.why { (locale.with("customer-until", &[("date", lang.date(channel.last_order))])) }
                            (bar(channel.amount / longest, "bar"))
                        }
                        td.n { (lang.count(channel.orders as f64)) }
                        td.n { (lang.money(channel.amount, &o.scope.currency)) }
                    } } }
                } }
            }
        }
    }
}

/// Orders and refunds, latest first; how many there are in all when not all are here.
pub(super) fn events(scope: &Scope, customer: &CustomerDetail) -> Markup {
    let locale = &scope.locale;
    let count = |number: usize| locale.lang.count(number as f64);
    let shown = customer.history.len();
    let values = [("shown", count(shown))];
    let some = (customer.events > shown as u64).then(|| about(locale, "customer-latest", customer.events, &values));
    let (open, folded) = customer.history.split_at(OPEN.min(shown));
    html! {
        section.card {
            div.card-head { div {
                h2 { (locale.t("customer-events")) }
                p { (some.unwrap_or_else(|| about(locale, "customer-events-text", customer.events, &[]))) }
            } }
            ol.events { @for event in open { (one(scope, event)) } }
            @if !folded.is_empty() {
                details.rest {
                    summary.btn.small { (locale.with("customer-earlier", &[("n", count(folded.len()))])) }
                    ol.events { @for event in folded { (one(scope, event)) } }
                }
            }
        }
    }
}

/// A refund's number in its source: what follows the `#` tells lines of one credit note apart.
fn number(id: &str) -> &str {
    id.split_once('#').map(|(number, _)| number).filter(|number| !number.is_empty()).unwrap_or(id)
}

fn one(scope: &Scope, event: &Event) -> Markup {
    let (locale, lang) = (&scope.locale, scope.locale.lang);
    let refund = event.kind == EventKind::Refund;
    let title = match (refund, &event.order_id) {
        (false, _) => locale.with("customer-order", &[("id", event.id.clone())]),
        (true, Some(order)) => locale.with("customer-refund-of", &[("id", order.clone())]),
        (true, None) => locale.with("customer-refund", &[("id", number(&event.id).to_owned())]),
    };
    // What every order is unless something is known of it is not said of each.
    let channel = event.channel.as_ref().filter(|channel| *channel != "unknown");
    let channel = channel.map(|channel| named(locale, "channel", channel));
    let status = event.status.as_ref().filter(|status| *status != "placed");
    let status = status.map(|status| named(locale, "status", status));
    let said: Vec<String> = channel.into_iter().chain(status).collect();
    html! {
        li.back[refund] {
            time datetime=(event.on) { (lang.date(event.on)) }
            div { b { (title) } @if !said.is_empty() { span.why { (said.join(", ")) } } }
            span.amt { (lang.money(event.amount, &event.currency)) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn a_refund_goes_by_its_number_in_the_source() {
        assert_eq!(number("C579521#7a9a7e0646f2acb9-1"), "C579521");
        assert_eq!(number("#1001"), "#1001");
        assert_eq!(number("R7"), "R7");
    }
}
