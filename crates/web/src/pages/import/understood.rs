//! What was understood of a file: classes with their counts, first rows, decisions with their evidence.

use maud::{Markup, html};
use tenure_engine::import::{FirstRows, Preview};

use crate::frame::{tag, ticked};
use crate::report::named;
use crate::words::Locale;

/// What was understood of a file: decisions with their evidence, classes with their counts, first rows.
pub(super) fn understood(locale: &Locale, file: &Preview) -> Markup {
    let seen = &file.inspection;
    html! {
        section.card.tight {
            div.card-head {
                div { h2 { (seen.file) } p { (named(locale, "kind", seen.kind.name())) " · " (size(locale, seen.bytes)) } }
                (tag("own", &seen.source))
            }
            (classes(locale, file))
            @for first in &file.first { (first_rows(locale, first)) }
            h3.sub { (locale.t("import-decisions")) }
            div.scroll { table {
                thead { tr {
                    th scope="col" { (locale.t("import-what")) }
                    th scope="col" { (locale.t("import-value")) }
                    th scope="col" { (locale.t("import-evidence")) }
                } }
                tbody { @for decision in &seen.decisions { tr {
                    td.name { (decision.what) } td { (ticked(&decision.value)) } td.unit { (ticked(&decision.evidence)) }
                } } }
            } }
        }
    }
}

/// The first rows of a table as they would land, in the reader's words and forms.
fn first_rows(locale: &Locale, first: &FirstRows) -> Markup {
    // A column without words says nothing to a person.
    let words: Vec<Option<String>> =
        first.columns.iter().map(|column| locale.find(&format!("first-{column}"))).collect();
    let shown = |cells: &[String]| -> Vec<(bool, String)> {
        let cells = cells.iter().zip(&first.columns).zip(&words).filter(|(_, words)| words.is_some());
        cells.map(|((cell, column), _)| written(locale, column, cell)).collect()
    };
    let table = named(locale, "table", first.table);
    html! {
        h3.sub { (locale.with("import-first", &[("table", table.clone())])) }
        div.scroll tabindex="0" role="region" aria-label=(table) { table {
            thead { tr { @for (column, words) in first.columns.iter().zip(&words) {
                @if let Some(words) = words { th.n[AMOUNTS.contains(&column.as_str())] scope="col" { (words) } }
            } } }
            tbody { @for row in &first.rows { tr { @for (number, cell) in shown(row) { td.n[number] { (cell) } } } } }
        } }
    }
}

/// Columns of amounts and numbers.
const AMOUNTS: [&str; 11] =
    ["gross", "discount", "shipping", "tax", "net", "cost", "fees", "quantity", "unit_price", "unit_cost", "amount"];

/// A cell in the form of the language, and whether it is a number.
fn written(locale: &Locale, column: &str, cell: &str) -> (bool, String) {
    if AMOUNTS.contains(&column) {
        let places = cell.split_once('.').map_or(0, |(_, fraction)| fraction.trim_end_matches('0').len());
        let least = if column == "quantity" { 0 } else { 2 };
        let number = cell.parse().map(|number| locale.lang.decimal(number, places.max(least)));
        return (true, number.unwrap_or_else(|_| cell.to_owned()));
    }
    (false, cell.parse().map_or_else(|_| cell.to_owned(), |day| locale.lang.date(day)))
}

/// Rows by class; they add up to the file.
fn classes(locale: &Locale, file: &Preview) -> Markup {
    let amount = |amount: i128, currency: &str| {
        // For show only; the sum that reconciles is exact and made elsewhere.
        locale.lang.money(amount as f64 / 1e12, currency)
    };
    html! {
        div.scroll { table {
            thead { tr {
                th scope="col" { (locale.t("left-out-class")) }
                th scope="col" { (locale.t("left-out-what")) }
                th.n scope="col" { (locale.t("left-out-rows")) }
                th.n scope="col" { (locale.t("left-out-amount")) }
            } }
            tbody { @for class in &file.tally.classes { tr {
                td.name { (named(locale, "class", &class.class)) }
                td { (tag(kind_of(class.disposition.name()), &locale.t(&format!("disposition-{}", class.disposition.name())))) }
                td.n { (locale.lang.count(class.rows as f64)) }
                td.n { (amount(class.amount, &class.currency)) }
            } } }
            tfoot { @for (currency, total) in &file.tally.totals { tr {
                td { (locale.t("total-files")) } td {}
                td.n { (locale.lang.count(file.tally.classes.iter().filter(|of| of.currency == *currency).map(|of| of.rows).sum::<u64>() as f64)) }
                td.n { (amount(*total, currency)) }
            } } }
        } }
    }
}

/// The tag of a disposition.
pub(in crate::pages) fn kind_of(disposition: &str) -> &'static str {
    match disposition {
        "imported" => "own",
        "rejected" => "bad",
        _ => "",
    }
}

/// A size in the largest unit that leaves a figure before the decimal sign.
pub(super) fn size(locale: &Locale, bytes: u64) -> String {
    let mut size = bytes as f64;
    let mut unit = "B";
    for next in ["kB", "MB", "GB", "TB"] {
        if size < 999.5 {
            break;
        }
        size /= 1000.0;
        unit = next;
    }
    let decimals = usize::from(size < 9.95 && unit != "B");
    format!("{}\u{a0}{unit}", locale.lang.decimal(size, decimals))
}
