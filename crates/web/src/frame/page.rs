//! The skeleton: head, side, bars, content, scripts.

use axum::response::Html;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use tenure_engine::figures::Figure;

use super::bar::scope_bar;
use super::icons::{Icon, icon, mark};
use super::nav::{Place, nav, which_run};
use crate::assets::{Name, address};
use crate::scope::Scope;
use crate::words::Locale;

/// What a page says of itself.
pub(crate) struct Page<'a> {
    /// Its place in the navigation.
    pub(crate) place: Place,
    /// Its title in the browser.
    pub(crate) title: &'a str,
    /// Whether its figures follow the scope; else the bar offers the language only.
    pub(crate) scoped: bool,
    /// The figures that its cards hold.
    pub(crate) figures: &'a [Figure],
}

/// A whole page.
pub(crate) type Document = Html<String>;

/// A page in its frame.
pub(crate) fn page(scope: &Scope, page: &Page<'_>, content: Markup) -> Document {
    framed(scope, Some(page.place), page, content)
}

/// The same, where the page may have no place of its own.
pub(super) fn framed(scope: &Scope, current: Option<Place>, page: &Page<'_>, content: Markup) -> Document {
    let locale = &scope.locale;
    let name = &scope.now.workspace.settings.workspace.name;
    let title = if name.is_empty() { "Tenure".to_owned() } else { format!("{name} · Tenure") };
    let body = html! {
        a.skip href="#content" { (locale.t("to-content")) }
        div.app {
            aside.side {
                div.side-in {
                    (brand(scope))
                    (nav(scope, current))
                    (which_run(scope))
                }
            }
            div.main {
                div.phone-bar {
                    (brand(scope))
                    details.menu data-menu {
                        summary.btn.plain { (icon(Icon::Menu)) (locale.t("nav-menu")) }
                        div.menu-in { (nav(scope, current)) (which_run(scope)) }
                    }
                }
                (scope_bar(scope, page.scoped))
                main.content #content { (content) }
            }
        }
        @if !page.figures.is_empty() { (figures(page.figures)) }
    };
    document(locale, &format!("{} · {title}", page.title), None, body)
}

/// A document with our style and scripts, and nothing from elsewhere.
pub(super) fn document(locale: &Locale, title: &str, class: Option<&str>, body: Markup) -> Document {
    let document = html! {
        (DOCTYPE)
        html lang=(locale.lang.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                link rel="icon" href="data:,";
                // The id and class keep Plotly's script from adding a style element of its own, which the policy
                // forbids; what it would hold is in the sheet.
                link rel="stylesheet" href=(address(Name::Style)) id="plotly.js-style-global" class="no-inline-styles";
                script src=(address(Name::Theme)) {}
                script src=(address(Name::Page)) defer {}
            }
            body class=[class] {
                (body)
                div.toasts role="status" aria-live="polite" {}
            }
        }
    };
    Html(document.into_string())
}

/// The field that proves a form to be of this session.
pub(crate) fn csrf(scope: &Scope) -> Markup {
    html! { @if let Some(csrf) = &scope.reader.csrf { input type="hidden" name="csrf" value=(csrf); } }
}

fn brand(scope: &Scope) -> Markup {
    html! { a.brand href=(scope.link("/", &[])) { (mark()) "Tenure" } }
}

/// The figures' data at the end of the page, so that the first paint waits for none of it. It is no script to a
/// browser.
fn figures(figures: &[Figure]) -> Markup {
    html! {
        (drawn(figures))
        script src=(address(Name::Plotly)) defer {}
        script src=(address(Name::Figures)) defer {}
    }
}

/// The figures as the scripts of pages and reports read them; `<` is written so that no text in it can end the element.
pub(crate) fn drawn(figures: &[Figure]) -> Markup {
    let drawn: Vec<_> = figures
        .iter()
        .map(|figure| serde_json::json!({ "id": figure.id, "light": figure.light, "dark": figure.dark }))
        .collect();
    let data = serde_json::Value::Array(drawn).to_string().replace('<', "\\u003c");
    html! { script type="application/json" id="figures" { (PreEscaped(data)) } }
}
