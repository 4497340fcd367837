//! Parts of tables: heads that sort, figures in cells, the pager.

use maud::{Markup, html};

use crate::scope::Scope;

pub(crate) use crate::report::bar;

/// How a table is sorted.
pub(crate) struct Sorted<'a> {
    /// Key of the column.
    pub(crate) by: &'a str,
    /// Largest first.
    pub(crate) descending: bool,
}

/// A head that sorts by its column: largest first, and the other way when pressed again.
pub(crate) fn sort_head(scope: &Scope, name: &str, key: &str, class: &str, sorted: &Sorted<'_>) -> Markup {
    let here = sorted.by == key;
    let direction = if here && sorted.descending { "asc" } else { "desc" };
    let aria = here.then_some(if sorted.descending { "descending" } else { "ascending" });
    let address = scope.anew(&[("sort", key), ("direction", direction)]);
    html! {
        th class=(class) scope="col" aria-sort=[aria] {
            a.sort href=(address) {
                (name)
                svg viewBox="0 0 8 10" aria-hidden="true" { path.up d="M4 0l3.5 4h-7z" {} path.down d="M4 10L.5 6h7z" {} }
            }
        }
    }
}

/// A point with its interval on a scale from nothing to `most`.
pub(crate) fn whisker(low: f64, point: f64, high: f64, most: f64) -> Markup {
    const WIDTH: f64 = 120.0;
    let at = |value: f64| {
        let share = if most > 0.0 { (value / most).clamp(0.0, 1.0) } else { 0.0 };
        format!("{:.1}", 4.0 + (WIDTH - 8.0) * share)
    };
    html! {
        svg.cell-fig width=(WIDTH) height="16" viewBox={ "0 0 " (WIDTH) " 16" } aria-hidden="true" {
            line.zero x1="4" x2="4" y1="1" y2="15" {}
            line.wh x1=(at(low)) x2=(at(high)) y1="8" y2="8" {}
            circle.pt cx=(at(point)) cy="8" r="4" {}
        }
    }
}

/// Where one is in a list.
pub(crate) struct Pager {
    /// First row shown, from 1.
    pub(crate) from: u64,
    /// Last row shown.
    pub(crate) to: u64,
    /// Rows in all.
    pub(crate) of: u64,
    /// Address of the page before.
    pub(crate) before: Option<String>,
    /// Address of the page after.
    pub(crate) after: Option<String>,
}

/// Where one is in a list, and on to the next page.
pub(crate) fn pager(scope: &Scope, pager: &Pager) -> Markup {
    let locale = &scope.locale;
    let count = |number: u64| locale.lang.count(number as f64);
    let values = [("from", count(pager.from)), ("to", count(pager.to)), ("of", count(pager.of))];
    let step = |address: &Option<String>, key: &str, rel: &str| {
        html! {
            @if let Some(address) = address { a.btn.small href=(address) rel=(rel) { (locale.t(key)) } }
            @else { span.btn.small aria-disabled="true" { (locale.t(key)) } }
        }
    };
    html! {
        nav.pager aria-label=(locale.t("pager")) {
            span { (locale.with("pager-range", &values)) }
            span.btn-row { (step(&pager.before, "pager-before", "prev")) (step(&pager.after, "pager-after", "next")) }
        }
    }
}
