//! Key figures: one number, its change, its definition one hover away.

use maud::{Markup, html};

use crate::words::Locale;

/// A key figure.
#[derive(Default)]
pub(crate) struct Tile {
    /// What it is called.
    pub(crate) name: String,
    /// What that means.
    pub(crate) tip: String,
    /// The number, written out.
    pub(crate) value: String,
    /// What belongs to it: per customer, interval.
    pub(crate) context: String,
    /// The customers or page behind it.
    pub(crate) address: Option<String>,
    /// Since the run before.
    pub(crate) change: Option<Change>,
    /// Values before, oldest first, drawn small.
    pub(crate) before: Vec<f64>,
}

/// A change since an earlier run.
pub(crate) struct Change {
    /// Written out, without sign of direction.
    pub(crate) text: String,
    /// Whether it went up.
    pub(crate) up: bool,
    /// Whether that is good news; absent where it is neither.
    pub(crate) good: Option<bool>,
    /// Since when.
    pub(crate) since: String,
}

/// Tiles beside each other.
pub(crate) fn tiles(locale: &Locale, tiles: &[Tile]) -> Markup {
    html! {
        section.tiles aria-label=(locale.t("key-figures")) { @for tile in tiles { (one(locale, tile)) } }
    }
}

fn one(locale: &Locale, tile: &Tile) -> Markup {
    html! {
        article.tile {
            h2 {
                span.term tabindex="0" {
                    (tile.name)
                    span.tip role="tooltip" { b { (tile.name) } (tile.tip) }
                }
            }
            p.val { @if let Some(address) = &tile.address { a href=(address) { (tile.value) } } @else { (tile.value) } }
            @if tile.before.len() > 1 { (spark(&tile.before)) }
            @if let Some(change) = &tile.change { (changed(locale, change)) }
            @if !tile.context.is_empty() { p.ctx { (tile.context) } }
        }
    }
}

fn changed(locale: &Locale, change: &Change) -> Markup {
    let class = match change.good {
        Some(true) => "chg good",
        Some(false) => "chg worse",
        None => "chg",
    };
    html! {
        p class=(class) {
            svg viewBox="0 0 10 10" aria-hidden="true" { path d=(if change.up { "M5 1 9.5 9H.5z" } else { "M5 9 .5 1h9z" }) {} }
            span.unseen { (locale.t(if change.up { "change-up" } else { "change-down" })) " " }
            (change.text)
            span { (change.since) }
        }
    }
}

/// A line of 72 by 28; the last quarter stands out.
fn spark(values: &[f64]) -> Markup {
    let (low, high) =
        values.iter().fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(*value), high.max(*value)));
    let range = if high > low { high - low } else { 1.0 };
    let last = values.len() - 1;
    let points: Vec<(f64, f64)> = values
        .iter()
        .enumerate()
        .map(|(at, value)| (2.0 + 66.0 * at as f64 / last as f64, 25.0 - 22.0 * (value - low) / range))
        .collect();
    let line = |points: &[(f64, f64)]| {
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1} {y:.1}")).collect();
        format!("M{}", points.join("L"))
    };
    let recent = last - (last / 4).max(1);
    let (x, y) = points[last];
    html! {
        svg.spark viewBox="0 0 72 28" aria-hidden="true" {
            path.l d=(line(&points)) {}
            path.now d=(line(&points[recent..])) {}
            circle.e cx=(format!("{x:.1}")) cy=(format!("{y:.1}")) r="2.5" {}
        }
    }
}
