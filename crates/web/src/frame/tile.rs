//! Key figures: one number, its change, its definition one hover away.

use maud::{Markup, html};

use crate::words::Locale;

/// A key figure.
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
