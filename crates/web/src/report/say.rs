//! Sentences made from the data: the answer first, then why, then what to mind. Bad news included.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use tenure_engine::read::{Basis, Overview, Warning};
use tenure_engine::scores::Horizon;

use crate::words::Locale;

/// Names and values to put into a sentence, with the form (`one`, `other`) that goes with `n`.
pub(super) fn n(locale: &Locale, number: u64) -> [(&'static str, String); 2] {
    [("n", locale.lang.count(number as f64)), ("n-is", form(number))]
}

/// The form of a word that goes with a number, for a second number in a sentence.
pub(crate) fn form(number: u64) -> String {
    if number == 1 { "one" } else { "other" }.to_owned()
}

/// A sentence about `number` things, with more values.
pub(crate) fn about(locale: &Locale, key: &str, number: u64, more: &[(&str, String)]) -> String {
    let mut values: Vec<(&str, String)> = n(locale, number).to_vec();
    values.extend_from_slice(more);
    locale.with(key, &values)
}

/// A class, model or horizon by its words, or as it is called where the words do not know it.
pub(crate) fn named(locale: &Locale, kind: &str, name: &str) -> String {
    let key = format!("{kind}-{}", name.to_lowercase().replace(' ', "-"));
    locale.find(&key).or_else(|| stretch(locale, kind, name)).unwrap_or_else(|| name.to_owned())
}

/// A horizon without words of its own: the settings may name any number of days, weeks, months or years.
fn stretch(locale: &Locale, kind: &str, name: &str) -> Option<String> {
    if !["horizon", "ahead", "short"].contains(&kind) || name.parse::<Horizon>().is_err() {
        return None;
    }
    let (number, unit) = name.split_at_checked(name.len().checked_sub(1)?)?;
    let number: f64 = number.parse().ok()?;
    let decimals = number.to_string().split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let form = if number == 1.0 { "one" } else { "other" };
    let values = [("n", locale.lang.decimal(number, decimals)), ("n-is", form.to_owned())];
    Some(locale.with(&format!("{kind}-of-{unit}"), &values))
}

/// A value in words, or the mark of what is not known.
pub(crate) fn unknown<T>(locale: &Locale, value: Option<T>, write: impl FnOnce(T) -> String) -> String {
    value.map_or_else(|| locale.t("unknown"), write)
}

/// The answer, as the page's heading.
pub(crate) fn answer(o: &Overview, locale: &Locale) -> String {
    let currency = &o.scope.currency;
    let short = |amount| locale.lang.money_short(amount, currency);
    let values = [
        ("historic", short(o.value.historic.sum)),
        ("clv", short(o.value.clv.sum)),
        ("ahead", named(locale, "ahead", &o.scope.horizon)),
    ];
    let key = match (o.buyers.customers, o.buyers.repeat) {
        (0, _) => return locale.t("answer-empty"),
        (_, 0) => "answer-first-time",
        _ => "answer",
    };
    about(locale, key, o.buyers.customers, &values)
}

/// What is behind the answer, sentence by sentence.
pub(crate) fn lede(o: &Overview, locale: &Locale) -> Vec<String> {
    let lang = locale.lang;
    let mut said = Vec::new();
    if o.buyers.customers == 0 {
        return said;
    }
    let share = |part: f64| lang.share(part);
    if let Some(last) = last_year(o) {
        let change = o.value.clv.sum / last - 1.0;
        said.push(locale.with(
            "lede-year",
            &[
                ("share", share(change.abs())),
                ("direction", if change < 0.0 { "less" } else { "more" }.to_owned()),
                ("last", lang.money_short(last, &o.scope.currency)),
            ],
        ));
    }
    let customers = o.buyers.customers as f64;
    if o.buyers.repeat > 0 {
        said.push(
            locale.with("lede-alive", &[("alive", lang.count(o.buyers.expected_alive)), ("n", lang.count(customers))]),
        );
    }
    if let Some(once) = o.share_of_customers(o.buyers.once as f64) {
        said.push(locale.with("lede-once", &[("share", share(once))]));
    }
    if let Some(top) = o.concentration.top_tenth_clv {
        said.push(locale.with("lede-top", &[("share", share(top))]));
    }
    if let Some(returned) = o.returns.share.filter(|returned| *returned >= 0.001) {
        said.push(locale.with("lede-returns", &[("share", share(returned))]));
    }
    if let Some(apart) = o.guests.share.filter(|apart| *apart >= 0.001) {
        let amount = lang.money_short(o.guests.amount, &o.scope.currency);
        said.push(locale.with("lede-guests", &[("amount", amount), ("share", share(apart))]));
    }
    said
}

/// What the last year brought, where a year to come can be held against it: on revenue only.
fn last_year(o: &Overview) -> Option<f64> {
    let year = o.scope.horizon.parse::<Horizon>().is_ok_and(|horizon| (horizon.years() - 1.0).abs() < 1e-9);
    let comparable = o.scope.basis == Basis::Revenue && year;
    o.last_twelve_months().filter(|sum| comparable && *sum > 0.0)
}

/// A warning in words.
pub(crate) fn warning(warning: &Warning, locale: &Locale) -> String {
    match warning {
        Warning::NoCustomers => locale.t("warn-no_customers"),
        Warning::FewCustomers { customers } => about(locale, "warn-few_customers", *customers, &[]),
        Warning::NoRepeatBuyers => locale.t("warn-no_repeat_buyers"),
        Warning::NotConverged { model, message } => {
            let message = message.clone().unwrap_or_default();
            let text = locale.with("warn-not_converged", &[("model", model.clone()), ("message", message)]);
            text.trim_end().to_owned()
        }
        Warning::HardlyAnyLeave { alive } => {
            locale.with("warn-hardly_any_leave", &[("share", locale.lang.probability(*alive))])
        }
        Warning::Stale { days } => about(locale, "warn-stale", *days, &[]),
        Warning::OtherCurrencies { orders } => about(locale, "warn-other_currencies", *orders, &[]),
        Warning::Rejected { rows } => about(locale, "warn-rejected", *rows, &[]),
        Warning::MarginEstimated { customers } => about(locale, "warn-margin_estimated", *customers, &[]),
        Warning::PoorFit { misplaced } => locale.with("warn-poor_fit", &[("share", locale.lang.share(*misplaced))]),
    }
}

/// One figure of the tile panel.
pub(crate) struct Tile {
    /// Key of its name; `<key>-tip` defines it.
    pub(crate) key: &'static str,
    /// Its definition.
    pub(crate) tip: String,
    /// The figure.
    pub(crate) value: String,
    /// One line of context.
    pub(crate) context: String,
}

/// The ten key figures, in reading order.
pub(crate) fn tiles(o: &Overview, locale: &Locale) -> Vec<Tile> {
    let lang = locale.lang;
    let currency = o.scope.currency.as_str();
    let short = |amount: f64| lang.money_short(amount, currency);
    let exact = |amount: Option<f64>| unknown(locale, amount, |amount| lang.money(amount, currency));
    let share = |part: Option<f64>| unknown(locale, part, |part| lang.share(part));
    let of_customers = |part: f64| o.share_of_customers(part);
    let amount = |amount: f64| [("amount", short(amount))];
    let tile = |key: &'static str, value: String, context: String| {
        let margin = key == "tile-historic" && o.scope.basis == Basis::GrossMargin;
        let tip = locale.t(&format!("{key}-tip{}", if margin { "-margin" } else { "" }));
        Tile { key, tip, value, context }
    };
    let equity_context = o.value.equity_interval.map_or_else(
        || locale.with("tile-equity-ctx", &[("n", lang.count(o.buyers.expected_purchases))]),
        |range| {
            let values =
                [("level", locale.lang.rate(range.level)), ("from", short(range.lower)), ("to", short(range.upper))];
            locale.with("interval", &values)
        },
    );
    vec![
        tile(
            "tile-historic",
            short(o.value.historic.sum),
            locale.with("tile-historic-ctx", &[("amount", exact(o.value.historic.mean))]),
        ),
        tile("tile-equity", short(o.value.clv.sum), equity_context),
        tile(
            "tile-mean",
            exact(o.value.clv.mean),
            locale.with("tile-mean-ctx", &[("amount", exact(o.value.total.mean))]),
        ),
        tile("tile-median", exact(o.value.clv.median), locale.t("tile-median-ctx")),
        tile(
            "tile-top",
            share(o.concentration.top_tenth_clv),
            locale.with("tile-top-ctx", &[("share", share(o.concentration.top_tenth_historic))]),
        ),
        tile(
            "tile-customers",
            lang.count(o.buyers.customers as f64),
            about(locale, "tile-customers-ctx", o.buyers.orders, &[]),
        ),
        tile(
            "tile-alive",
            unknown(locale, of_customers(o.buyers.expected_alive), |alive| lang.probability(alive)),
            locale.with("tile-alive-ctx", &[("n", lang.count(o.buyers.expected_alive))]),
        ),
        tile(
            "tile-repeat",
            share(of_customers(o.buyers.repeat as f64)),
            about(locale, "tile-repeat-ctx", o.buyers.once, &[]),
        ),
        tile("tile-returns", share(o.returns.share), locale.with("tile-returns-ctx", &amount(o.returns.refunded))),
        tile("tile-guests", share(o.guests.share), locale.with("tile-guests-ctx", &amount(o.guests.amount))),
    ]
}

/// The parts of the formula, first to last: key of the name, and the figure.
pub(super) fn formula(o: &Overview, locale: &Locale) -> Vec<(&'static str, String)> {
    let lang = locale.lang;
    let Some(f) = o.formula else { return Vec::new() };
    vec![
        ("formula-order", lang.money(f.average_order, &o.scope.currency)),
        ("formula-frequency", lang.decimal(f.orders_per_year, 2)),
        ("formula-years", lang.decimal(f.active_years, 2)),
        ("formula-margin", lang.rate(f.margin)),
        ("formula-clv", lang.money(f.clv, &o.scope.currency)),
    ]
}

/// What every figure is about: name and value, for the head and the foot.
pub(crate) fn scope(o: &Overview, locale: &Locale) -> Vec<(&'static str, String)> {
    let discount = o
        .scope
        .discount_rate
        .map_or_else(|| locale.t("not-recorded"), |rate| locale.with("a-year", &[("rate", locale.lang.rate(rate))]));
    vec![
        ("as-of", locale.lang.date(o.scope.as_of)),
        ("horizon", named(locale, "horizon", &o.scope.horizon)),
        ("basis", named(locale, "basis", o.scope.basis.as_str())),
        ("currency", o.scope.currency.clone()),
        ("discount", discount),
        ("model", models(&o.scope.model)),
    ]
}

/// `mbg-nbd+gamma-gamma` as the literature writes it.
fn models(model: &str) -> String {
    let name = |part: &str| match part {
        "bg-nbd" => "BG/NBD".to_owned(),
        "mbg-nbd" => "MBG/NBD".to_owned(),
        "pareto-nbd" => "Pareto/NBD".to_owned(),
        "gamma-gamma" => "Gamma-Gamma".to_owned(),
        other => other.to_owned(),
    };
    model.split('+').map(name).collect::<Vec<_>>().join(" + ")
}

/// The day of a moment, as the workspace's clock and every page show it.
pub(super) fn day_of(o: &Overview, at: Timestamp) -> Date {
    let zone = TimeZone::get(&o.scope.zone).unwrap_or(TimeZone::UTC);
    at.to_zoned(zone).date()
}

/// The definitions at the foot: term and text.
pub(crate) fn definitions(o: &Overview, locale: &Locale) -> Vec<(String, String)> {
    let pair = |term: &str, text: String| (locale.t(term), text);
    let discount = o.scope.discount_rate.map_or_else(
        || locale.t("def-discount-unknown"),
        |rate| locale.with("def-discount-text", &[("rate", locale.lang.rate(rate))]),
    );
    let interval = o.value.equity_interval.map_or_else(
        || locale.t("def-interval-unknown"),
        |range| {
            let level = locale.lang.rate(range.level);
            locale.with("def-interval-known", &[("level", level)])
        },
    );
    let date = locale.lang.date(day_of(o, o.scope.finished_at));
    let run = [("run", o.scope.run_id.clone()), ("date", date), ("version", env!("CARGO_PKG_VERSION").to_owned())];
    vec![
        pair("def-value", locale.t(&format!("def-value-{}", o.scope.basis))),
        pair("def-clv", locale.t("def-clv-text")),
        pair("def-discount", discount),
        pair("def-occasion", locale.t("def-occasion-text")),
        pair("def-alive", locale.t("def-alive-text")),
        pair("def-interval", interval),
        pair("def-run", locale.with("def-run-text", &run)),
    ]
}
