//! Parts of the page: scope line, warnings, tiles, formula, a figure in its card, definitions.

use maud::{Markup, html};
use tenure_engine::figures::{Cell, Column, Figure, Kind, Table};
use tenure_engine::read::Overview;

use super::say;
use crate::frame::mark;
use crate::words::Locale;

/// What the figures are about, always in sight.
pub(super) fn scope_line(o: &Overview, locale: &Locale) -> Markup {
    html! {
        div.scope {
            div.scope-in {
                span.brand { (mark()) "Tenure" }
                dl {
                    @for (name, value) in say::scope(o, locale) {
                        div { dt { (locale.t(name)) } dd { (value) } }
                    }
                }
            }
        }
    }
}

/// What to know before relying on the figures.
pub(super) fn warnings(o: &Overview, locale: &Locale) -> Markup {
    html! {
        @if !o.warnings.is_empty() {
            section.banner aria-label=(locale.t("before-you-believe")) {
                h2 { (locale.t("before-you-believe")) }
                ul { @for warning in &o.warnings { li { (say::warning(warning, locale)) } } }
            }
        }
    }
}

/// The ten key figures and, under them, the formula on the same five columns.
pub(super) fn tiles(o: &Overview, locale: &Locale) -> Markup {
    html! {
        div.figures {
            section.tiles {
                @for tile in say::tiles(o, locale) {
                    article.tile {
                        h3 {
                            span.term tabindex="0" {
                                (locale.t(tile.key))
                                span.tip role="tooltip" { b { (locale.t(tile.key)) } (tile.tip) }
                            }
                        }
                        p.val { (tile.value) }
                        p.ctx { (tile.context) }
                    }
                }
            }
            (formula(o, locale, None))
            @if o.formula.is_some() { p.note.after { (locale.t("formula-note")) } }
        }
    }
}

/// The formula and what it multiplies; the address of the page that explains it, where there is one.
pub(crate) fn formula(o: &Overview, locale: &Locale, address: Option<&str>) -> Markup {
    let parts = say::formula(o, locale);
    let model = say::unknown(locale, o.value.clv.mean, |mean| locale.lang.money(mean, &o.scope.currency));
    html! {
        @if !parts.is_empty() {
            section.formula aria-label=(locale.t("formula")) {
                @for (at, (key, value)) in parts.iter().enumerate() {
                    @let last = at + 1 == parts.len();
                    div.f {
                        @if at > 0 { span.op aria-hidden="true" { (if last { "=" } else { "×" }) } }
                        span.lab { (locale.t(key)) }
                        b { (value) }
                        @if last {
                            @let model = locale.with("formula-model", &[("amount", model.clone())]);
                            @if let Some(address) = address { a href=(address) { (model) } } @else { span.aside { (model) } }
                        }
                    }
                }
            }
        }
    }
}

/// A figure in its card, with its table folded under it.
pub(super) fn figure(figure: &Figure, locale: &Locale, currency: &str, span: &str, height: &str) -> Markup {
    html! {
        figure class={ "card " (span) } {
            figcaption.card-head {
                h2 { (locale.t(figure.title)) }
                p { (figure.summary) }
            }
            div class={ "plot " (height) } id={ "plot-" (figure.id) } role="img" aria-label=(figure.summary) {}
            details.data {
                summary { (locale.t("table")) }
                div.scroll { (table(&figure.table, locale, currency)) }
            }
        }
    }
}

/// A figure's table.
pub(crate) fn table(table: &Table, locale: &Locale, currency: &str) -> Markup {
    html! {
        table {
            thead { tr { @for column in &table.columns { th.n[column.kind != Kind::Text] scope="col" { (capital(&column.title)) } } } }
            tbody {
                @for row in &table.rows {
                    tr { @for (column, cell) in table.columns.iter().zip(row) {
                        td.n[column.kind != Kind::Text] { (value(cell, column, locale, currency)) }
                    } }
                }
            }
        }
    }
}

fn value(cell: &Cell, column: &Column, locale: &Locale, currency: &str) -> String {
    match (cell, column.kind) {
        (Cell::Text(text), _) => text.clone(),
        (Cell::Empty, _) => locale.t("unknown"),
        (Cell::Number(number), Kind::Money) => locale.lang.money(*number, currency),
        (Cell::Number(number), Kind::Share) => locale.lang.share(*number),
        (Cell::Number(number), Kind::Number) => locale.lang.decimal(*number, 1),
        (Cell::Number(number), Kind::Count | Kind::Text) => locale.lang.count(*number),
    }
}

/// With a capital, as a label of its own.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A bar within a cell, of `share` of the longest.
pub(crate) fn bar(share: f64, class: &str) -> Markup {
    const WIDTH: f64 = 96.0;
    let length = (share.clamp(0.0, 1.0) * WIDTH * 10.0).round() / 10.0;
    html! {
        svg.cell-fig width=(WIDTH) height="8" viewBox={ "0 0 " (WIDTH) " 8" } aria-hidden="true" {
            rect.groove width=(WIDTH) height="8" rx="2" {}
            rect class=(class) width=(length) height="8" rx="2" {}
        }
    }
}

/// What the words mean.
pub(super) fn definitions(o: &Overview, locale: &Locale) -> Markup {
    html! {
        footer.definitions {
            h2 { (locale.t("definitions")) }
            dl { @for (term, text) in say::definitions(o, locale) { div { dt { (term) } dd { (text) } } } }
        }
    }
}
