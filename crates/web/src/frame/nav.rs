//! The way to every page, and which run is shown.

use maud::{Markup, html};

use super::icons::{Icon, icon};
use super::page::csrf;
use crate::scope::Scope;
use crate::words::Locale;

/// A place in the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// What is the base worth, and what must be done.
    Overview,
    /// What value is made of.
    Value,
    /// All customers, and one.
    Customers,
    /// What was fitted, and how well.
    Models,
    /// What came in, and what became of it.
    Data,
}

impl Place {
    /// Its address.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::Overview => "/",
            Self::Value => "/value",
            Self::Customers => "/customers",
            Self::Models => "/models",
            Self::Data => "/data",
        }
    }

    /// Key of its name among the words.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Overview => "nav-overview",
            Self::Value => "nav-value",
            Self::Customers => "nav-customers",
            Self::Models => "nav-models",
            Self::Data => "nav-data",
        }
    }

    fn icon(self) -> Icon {
        match self {
            Self::Overview => Icon::Home,
            Self::Value => Icon::Tree,
            Self::Customers => Icon::Person,
            Self::Models => Icon::Model,
            Self::Data => Icon::Data,
        }
    }
}

/// Groups, with the key of their heading.
const GROUPS: [(Option<&str>, &[Place]); 4] = [
    (None, &[Place::Overview]),
    (Some("nav-understand"), &[Place::Value]),
    (Some("nav-act"), &[Place::Customers]),
    (Some("nav-trust"), &[Place::Models, Place::Data]),
];

/// Links to every page; the scope goes along.
pub(super) fn nav(scope: &Scope, current: Option<Place>) -> Markup {
    let locale = &scope.locale;
    html! {
        nav.nav aria-label=(locale.t("nav-pages")) {
            @for (heading, places) in GROUPS {
                div {
                    @if let Some(heading) = heading { h2 { (locale.t(heading)) } }
                    @for place in places {
                        a href=(scope.link(place.path(), &[])) aria-current=[(Some(*place) == current).then_some("page")] {
                            (icon(place.icon())) (locale.t(place.key()))
                        }
                    }
                }
            }
        }
    }
}

/// The company, how old the figures are, and what holds for the reader alone.
pub(super) fn which_run(scope: &Scope) -> Markup {
    let locale = &scope.locale;
    let latest = scope.now.runs.first();
    let name = &scope.now.workspace.settings.workspace.name;
    html! {
        div.run {
            @if !name.is_empty() { b { (name) } }
            @match (&scope.run, latest) {
                (None, _) => { span { (locale.t("run-none")) } }
                (Some(run), Some(latest)) if run.run_id != latest.run_id => { span.late { (locale.t("run-earlier")) } }
                (Some(run), _) if !scope.now.view.is_current(run) => { span.late { (locale.t("run-stale")) } }
                (Some(run), _) if !run.reckoned_by(&scope.now.workspace.settings) => {
                    span.late { (locale.t("run-settings")) }
                }
                _ => { span.ok { (locale.t("run-current")) } }
            }
            @if let Some(run) = &scope.run { span { (run.run_id) } }
            (theme_switch(locale))
            @if scope.reader.csrf.is_some() {
                form method="post" action="/logout" {
                    (csrf(scope))
                    button.btn.small.plain { (locale.t("sign-out")) }
                }
            }
        }
    }
}

/// Goes round system, light and dark; the script shows it.
fn theme_switch(locale: &Locale) -> Markup {
    html! {
        button.btn.small.plain type="button" data-theme-set data-system=(locale.t("theme-system"))
            data-light=(locale.t("theme-light")) data-dark=(locale.t("theme-dark")) hidden {
            (icon(Icon::Theme)) span.txt {}
        }
    }
}
