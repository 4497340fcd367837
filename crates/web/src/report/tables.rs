//! The page's own tables: top customers, models, what came in and what was left out.

use maud::{Markup, html};
use tenure_engine::read::{CustomerRow, Disposition, FitReport, ImportRow, Overview};

use super::parts::bar;
use super::say::{about, day_of, named, unknown};
use crate::words::Locale;

/// The customers with most to come.
pub(super) fn top_customers(o: &Overview, locale: &Locale) -> Markup {
    let lang = locale.lang;
    let currency = &o.scope.currency;
    let longest = o.top_customers.iter().map(|row| row.clv).fold(f64::MIN_POSITIVE, f64::max);
    html! {
        section.card {
            div.card-head {
                h2 { (locale.t("top-customers")) }
                @if let Some(share) = o.top_share() {
                    p {
                        (locale.with("top-customers-share",
                            &[("n", lang.count(o.top_customers.len() as f64)), ("share", lang.share(share))]))
                    }
                }
            }
            div.scroll {
                table {
                    thead { tr { @for (key, class) in customer_heads() { th class=(class) scope="col" { (locale.t(key)) } } th.fig-col.more {} } }
                    tbody { @for row in &o.top_customers { tr {
                        td.name { (row.customer_id) }
                        (customer_cells(row, locale, currency))
                        td.fig-col.more { (bar(row.clv / longest, "bar")) }
                    } } }
                }
            }
        }
    }
}

/// The heads of a table of customers: key of the name, and class.
pub(crate) fn customer_heads() -> [(&'static str, &'static str); 7] {
    [
        ("customer", ""),
        ("column-last-order", "n more"),
        ("orders", "n more"),
        ("column-alive", "n more"),
        ("column-purchases", "n fig-col more"),
        ("column-historic", "n"),
        ("column-clv", "n"),
    ]
}

/// A customer's cells under [`customer_heads`], after the name.
pub(crate) fn customer_cells(row: &CustomerRow, locale: &Locale, currency: &str) -> Markup {
    let lang = locale.lang;
    html! {
        td.n.more { (lang.date(row.last_order)) }
        td.n.more { (lang.count(row.orders as f64)) }
        td.n.more { (lang.probability(row.p_alive)) }
        td.n.fig-col.more { (lang.decimal(row.expected_purchases, 1)) }
        td.n { (lang.money(row.historic, currency)) }
        td.n.strong { (lang.money(row.clv, currency)) }
    }
}

/// The run's models, their parameters and how sure they are.
pub(super) fn fits(o: &Overview, locale: &Locale) -> Markup {
    html! {
        section.card.c-6 {
            div.card-head {
                h2 { (locale.t("fit")) }
                @if let Some(placed) = o.placed() { p { (locale.with("fit-good", &[("share", locale.lang.share(placed))])) } }
            }
            @if o.fits.is_empty() { p.body { (locale.t("fit-none")) } }
            @for each in &o.fits { div.fit { (fit(each, locale, "")) } }
        }
    }
}

/// One model: its name, whether it converged, its parameters, and what it was fitted on; `heading` is the class of its
/// name's line.
pub(crate) fn fit(fit: &FitReport, locale: &Locale, heading: &str) -> Markup {
    let lang = locale.lang;
    html! {
        h3 class=(heading) {
            (named(locale, "model", &fit.model))
            @if fit.converged { span.tag.own { (locale.t("fit-converged")) } }
            @else { span.tag.warn { (locale.t("fit-not-converged")) } }
        }
        @if let Some(message) = fit.message.as_ref().filter(|_| !fit.converged) { p.note lang="en" { (message) } }
        table {
            thead { tr {
                th scope="col" { (locale.t("fit-parameter")) }
                th.n scope="col" { (locale.t("fit-value")) }
                th.n scope="col" { (locale.t("fit-error")) }
            } }
            tbody { @for parameter in &fit.parameters { tr {
                td { (parameter.name) }
                td.n { (lang.decimal(parameter.value, 4)) }
                td.n { (unknown(locale, parameter.standard_error, |error| lang.decimal(error, 4))) }
            } } }
        }
        p.note {
            @if let Some(customers) = fit.customers { (about(locale, "fit-customers", customers, &[])) }
            @if let Some(value) = fit.log_likelihood {
                " · " (locale.with("fit-likelihood", &[("value", lang.decimal(value, 3))]))
            }
        }
    }
}

/// Every row of every file: what it was, what was done with it, and that it all adds up.
pub(super) fn left_out(o: &Overview, locale: &Locale) -> Markup {
    let lang = locale.lang;
    html! {
        section.card {
            div.card-head {
                h2 { (locale.t("left-out")) }
                @if !o.totals.adds_up(&o.classes) { p { (about(locale, "left-out-apart", o.totals.rows, &[])) } }
                @else { @for total in &o.reconciliation {
                    p { (locale.with("left-out-total", &[
                        ("rows", lang.count(total.rows as f64)), ("amount", lang.money_exact(total.amount, &total.currency))])) }
                } }
                @if o.reconciliation.is_empty() { p { (locale.t("left-out-none")) } }
            }
            @if !o.classes.is_empty() {
                div.scroll {
                    table {
                        thead { tr {
                            th scope="col" { (locale.t("left-out-class")) }
                            th.more scope="col" { (locale.t("left-out-what")) }
                            th.n scope="col" { (locale.t("left-out-rows")) }
                            th.n scope="col" { (locale.t("left-out-amount")) }
                        } }
                        tbody { @for class in &o.classes { tr.out[class.disposition != Disposition::Imported] {
                            td {
                                b { (named(locale, "class", &class.class)) }
                                @if let Some(why) = why(locale, &class.class) { span.why { (why) } }
                                span.only-narrow { (tag(class.disposition, locale)) }
                            }
                            td.more { (tag(class.disposition, locale)) }
                            td.n {
                                (lang.count(class.rows as f64))
                                @if class.unreadable > 0 { span.why { (about(locale, "left-out-unreadable", class.unreadable, &[])) } }
                            }
                            td.n { (lang.money_exact(class.amount, &class.currency)) }
                        } } }
                        tfoot { @for total in &o.reconciliation { tr {
                            td { (locale.t("total-files")) }
                            td.more { (total.currency) }
                            td.n { (lang.count(total.rows as f64)) }
                            td.n { (lang.money_exact(total.amount, &total.currency)) }
                        } } }
                    }
                }
            }
            (notes(o, locale))
            (files(o, locale))
        }
    }
}

fn why(locale: &Locale, class: &str) -> Option<String> {
    locale.find(&format!("why-{}", class.to_lowercase().replace(' ', "-")))
}

fn tag(disposition: Disposition, locale: &Locale) -> Markup {
    match disposition {
        Disposition::Imported => html! { span.tag.own { (locale.t("disposition-imported")) } },
        Disposition::Excluded => html! { span.tag { (locale.t("disposition-excluded")) } },
        Disposition::Rejected => html! { span.tag.warn { (locale.t("disposition-rejected")) } },
    }
}

/// What is real but stands apart from the figures, in words.
pub(super) fn apart(o: &Overview, locale: &Locale) -> Vec<String> {
    let lang = locale.lang;
    let currency = &o.scope.currency;
    let mut said = Vec::new();
    if o.guests.orders > 0 {
        let values =
            [("amount", lang.money(o.guests.amount, currency)), ("refunded", lang.money(o.guests.refunded, currency))];
        said.push(about(locale, "guests-note", o.guests.orders, &values));
    }
    if o.returns.unmatched > 0.0 {
        said.push(locale.with("unmatched-note", &[("amount", lang.money(o.returns.unmatched, currency))]));
    }
    for other in &o.other_currencies {
        let values = [("currency", other.currency.clone()), ("amount", lang.money(other.amount, &other.currency))];
        said.push(about(locale, "currency-note", other.orders, &values));
    }
    said
}

fn notes(o: &Overview, locale: &Locale) -> Markup {
    let said = apart(o, locale);
    html! { @if !said.is_empty() { ul.notes { @for note in said { li { (note) } } } } }
}

/// Files by the import they came in, which added and replaced rows for all of them together.
pub(crate) fn by_import(files: &[ImportRow]) -> impl Iterator<Item = &[ImportRow]> {
    files.chunk_by(|one, next| one.import_id == next.import_id)
}

fn files(o: &Overview, locale: &Locale) -> Markup {
    let lang = locale.lang;
    html! {
        @if !o.imports.is_empty() {
            details.data {
                summary { (locale.t("files")) }
                div.scroll { table.wide {
                    thead { tr {
                        th scope="col" { (locale.t("file")) }
                        th scope="col" { (locale.t("kind")) }
                        th.n scope="col" { (locale.t("imported-at")) }
                        th.n scope="col" { (locale.t("left-out-rows")) }
                        th.n scope="col" { (locale.t("file-new")) }
                        th.n scope="col" { (locale.t("file-updated")) }
                    } }
                    @for files in by_import(&o.imports) { tbody { @for (at, file) in files.iter().enumerate() { tr {
                        td { (file.file) }
                        td { (file.kind) }
                        td.n { (lang.date(day_of(o, file.imported_at))) }
                        td.n { (lang.count(file.rows as f64)) }
                        @if at == 0 { @for rows in [file.inserted, file.updated] {
                            td.n rowspan=(files.len()) { (lang.count(rows as f64)) }
                        } }
                    } } } }
                } }
            }
        }
        @if !o.runs.is_empty() {
            details.data {
                summary { (locale.t("runs")) }
                div.scroll { table {
                    thead { tr {
                        th scope="col" { (locale.t("run")) }
                        th.n scope="col" { (locale.t("as-of")) }
                        th.n scope="col" { (locale.t("started")) }
                    } }
                    tbody { @for run in &o.runs { tr {
                        td { (run.run_id) }
                        td.n { (lang.date(run.as_of)) }
                        td.n { (lang.date(day_of(o, run.finished_at))) }
                    } } }
                } }
            }
        }
    }
}
