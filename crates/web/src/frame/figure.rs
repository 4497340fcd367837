//! A figure in its card, with its table, and as CSV and PNG.

use maud::{Markup, html};
use tenure_engine::figures::Figure;

use super::icons::{Icon, icon};
use crate::report::{named, table};
use crate::scope::Scope;

/// How a figure is shown.
pub(crate) struct Card<'a> {
    /// Columns of twelve: `c-5`, `c-7`, `c-12`.
    pub(crate) span: &'a str,
    /// `tall`, `low`, or nothing.
    pub(crate) height: &'a str,
    /// Currency of amounts in the table.
    pub(crate) currency: &'a str,
    /// Address of the table as CSV.
    pub(crate) csv: Option<String>,
}

/// The card. The page has to hand the figure to [`super::page()`] too, which carries its data.
pub(crate) fn figure(scope: &Scope, figure: &Figure, card: &Card<'_>) -> Markup {
    let locale = &scope.locale;
    let (title, sub) = (locale.t(figure.title), &figure.summary);
    let plot = format!("plot-{}", figure.id);
    html! {
        figure class={ "card figure " (card.span) } {
            figcaption.card-head { div { h2 { (title) } @if !sub.is_empty() { p { (sub) } } } }
            details.data {
                summary title=(locale.t("table")) { (icon(Icon::Table)) span.unseen { (locale.t("table")) ": " (title) } }
                div.scroll tabindex="0" role="region" aria-label=(title) { (table(&figure.table, locale, card.currency)) }
            }
            div.tools {
                @if let Some(csv) = &card.csv {
                    a href=(csv) download { "CSV" span.unseen { ": " (title) } }
                }
                a href={ "#" (plot) } data-png=(figure.id) download={ (figure.id) ".png" } data-note=(note(scope)) hidden {
                    "PNG" span.unseen { ": " (title) }
                }
            }
            div class={ "plot " (card.height) } id=(plot) data-figure=(figure.id) role="img" aria-label=(figure.summary) {}
        }
    }
}

/// What a picture must say when it has left the page.
fn note(scope: &Scope) -> String {
    let locale = &scope.locale;
    let name = &scope.now.workspace.settings.workspace.name;
    let mut said: Vec<String> = [name.clone()].into_iter().filter(|name| !name.is_empty()).collect();
    if let Some(run) = &scope.run {
        said.push(format!("{} {}", locale.t("as-of"), locale.lang.date(run.as_of)));
    }
    said.push(named(locale, "horizon", &scope.horizon));
    said.push(named(locale, "basis", scope.basis.as_str()));
    said.join(" · ")
}
