//! Figures: from plain answers to Plotly's JSON, the same for every surface.
//!
//! A figure never decides what a number is; it draws what [`crate::read`] answered, in the words and
//! number forms of a [`Voice`], once for a light and once for a dark page. Each carries the table
//! behind it, so that whoever cannot see or run the figure still has every value.
//!
//! | id | draws | from |
//! |---|---|---|
//! | `tenths` | value so far and to come by tenth of the customers | `Overview::tenths` |
//! | `distribution` | customers by value to come, log axis | `Overview::distribution` |
//! | `concentration` | what the best customers bring | `Overview::concentration` |
//! | `months` | net sales by month, the incomplete one apart | `Overview::months` |
//! | `frequencies` | repeat purchases counted and expected | `Overview::frequencies` |
//! | `waterfall` | gross sales to gross margin, as far as known | `Overview::returns`, `Overview::margins` |
//! | `tracking`, `tracking-so-far` | repeat purchases by week, counted and expected | `TrackedWeek` |
//! | `alive` | how likely a customer was to still buy | `CustomerDetail::alive` |

mod alive;
mod concentration;
mod distribution;
mod frequencies;
mod kit;
mod months;
mod table;
mod tenths;
mod theme;
mod tracking;
mod voice;
mod waterfall;

pub use alive::alive;
pub use concentration::concentration;
pub use distribution::distribution;
pub use frequencies::frequencies;
pub use months::months;
pub use table::{Cell, Column, Kind, Table};
pub use tenths::tenths;
pub use theme::{DARK, LIGHT, Theme};
pub use tracking::{tracking, tracking_so_far};
pub use voice::Voice;
pub use waterfall::waterfall;

use serde::Serialize;
use serde_json::Value;

/// A figure in both themes, with the table behind it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// Stable name, fit for an element's id.
    pub id: &'static str,
    /// Key of its title among the words of a [`Voice`].
    pub title: &'static str,
    /// What it shows, in one sentence, for who cannot see it.
    pub summary: String,
    /// Plotly JSON (`data`, `layout`, `config`) with a light page's colours.
    pub light: Value,
    /// The same with a dark page's.
    pub dark: Value,
    /// Every value of the figure.
    pub table: Table,
}

/// The script that draws the figures: Plotly, with its licence comment, without the mathematics
/// typesetter that the crate ships beside it and no figure of ours needs.
#[must_use]
pub fn plotly_script() -> String {
    let both = plotly::Plot::offline_js_sources();
    let after_tag = both.find('>').map_or(0, |at| at + 1);
    let end = both.find("</script>").unwrap_or(both.len());
    both.get(after_tag..end).unwrap_or_default().to_owned()
}
