//! Nothing yet, and notes before one relies on figures.

use maud::{Markup, PreEscaped, html};

use super::icons::{Icon, icon};
use super::nav::Place;
use super::page::{Document, Page, csrf, page};
use super::{Head, head};
use crate::scope::Scope;

const PICTURE: &str = r#"<svg class="pic" viewBox="0 0 96 48" aria-hidden="true"><path d="M4 42h88M4 30h88M4 18h88M4 6h88"/><path class="trace" d="M6 36 24 31 42 33 60 22"/><path class="trace" d="M60 22 90 10" stroke-dasharray="3 4"/></svg>"#;

/// A card's place when there is nothing to show in it; `acts` says what to do.
pub(crate) fn empty(title: &str, text: &str, acts: &Markup) -> Markup {
    html! {
        div.state {
            h2 { (title) }
            p { (text) }
            @if !acts.0.is_empty() { p.btn-row { (acts) } }
        }
    }
}

/// The page of a workspace that has nothing to show: what to import, or that a run is needed.
pub(crate) fn nothing_yet(scope: &Scope) -> Document {
    let locale = &scope.locale;
    let places = [Place::Overview, Place::Value, Place::Customers, Place::Models, Place::Data];
    let place = places.into_iter().find(|place| place.path() == scope.path).unwrap_or(Place::Overview);
    let title = locale.t(place.key());
    let imported = scope.now.view.version.version > 0;
    let (heading, text) =
        if imported { ("empty-run", "empty-run-text") } else { ("empty-import", "empty-import-text") };
    let content = html! {
        (head(&Head {
            over: html! { (title) },
            answer: locale.t("answer-empty"),
            lede: locale.t("empty-lede"),
            ..Head::default()
        }))
        section.state.page-state {
            (PreEscaped(PICTURE))
            h2 { (locale.t(heading)) }
            p { (locale.t(text)) }
            div.btn-row {
                @if scope.reader.may_write() {
                    @if imported {
                        form method="post" action=(scope.link("/data/run", &[])) data-submit-once {
                            (csrf(scope))
                            button.btn.main-act { (locale.t("run-start")) }
                        }
                    }
                    a.btn.main-act[!imported] href=(scope.link("/data/import", &[])) {
                        (icon(Icon::Plus)) (locale.t("import-action"))
                    }
                }
            }
        }
    };
    page(scope, &Page { place, title: &title, scoped: true, figures: &[] }, content)
}

/// Notes to read first; `bad` when something is wrong.
pub(crate) fn banner(title: &str, notes: &[Markup], bad: bool) -> Markup {
    html! {
        @if !notes.is_empty() {
            section class=(if bad { "banner bad" } else { "banner" }) aria-label=(title) {
                (icon(Icon::Warn))
                div { h2 { (title) } ul { @for note in notes { li { (note) } } } }
            }
        }
    }
}
