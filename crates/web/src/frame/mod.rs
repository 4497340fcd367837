//! What stands around every page, and the parts that pages are made of.
//!
//! | file | holds |
//! |---|---|
//! | `page.rs` | the skeleton: head, side, bars, content, scripts |
//! | `nav.rs` | the way to every page, and which run is shown |
//! | `bar.rs` | the scope bar: as-of, horizon, basis, language |
//! | `head.rs` | the answer at the top of a page, and the definitions at its end |
//! | `figure.rs` | a figure in its card, with table, CSV and PNG |
//! | `tile.rs` | key figures |
//! | `table.rs` | sorting heads, figures in cells, the pager |
//! | `states.rs` | nothing yet, at work, gone wrong, notes before one relies on figures |
//! | `alone.rs` | signing in, faults |
//! | `icons.rs` | the pictures on buttons |
//!
//! The class names and attributes are what `assets/dashboard.css` and the scripts beside it know.

mod alone;
mod bar;
mod figure;
mod head;
mod icons;
mod nav;
mod page;
mod states;
mod table;
mod tile;

pub(crate) use alone::{SignIn, fault, fault_within, sign_in};
pub(crate) use figure::{Card, figure};
pub(crate) use head::{Head, copy_link, definitions, download, head, under};
pub(crate) use icons::{Icon, icon, mark};
pub(crate) use nav::Place;
pub(crate) use page::{Document, Page, csrf, drawn, page};
pub(crate) use states::{banner, empty, nothing_yet};
pub(crate) use table::{Pager, Sorted, bar, pager, sort_head, whisker};
pub(crate) use tile::{Change, Tile, tiles};

use maud::{Markup, html};

/// Words of the engine, with what stands between backticks as code.
pub(crate) fn ticked(text: &str) -> Markup {
    html! {
        @for (at, part) in text.split('`').enumerate() { @if at % 2 == 1 { code { (part) } } @else { (part) } }
    }
}

/// Words in a frame of their own: `own` what is as it should be, `warn`, `bad`, `line`, or plain.
pub(crate) fn tag(kind: &str, text: &str) -> Markup {
    html! { span class={ "tag " (kind) } { (text) } }
}
