//! The scope bar: what the figures are about, as links to the same page with another choice.

use maud::{Markup, html};
use tenure_engine::read::{Basis, RunRow};

use super::icons::{Icon, icon};
use crate::report::named;
use crate::scope::Scope;
use crate::words::Lang;

/// As-of, horizon, basis and language; the language alone where the page follows no scope.
pub(super) fn scope_bar(scope: &Scope, scoped: bool) -> Markup {
    let locale = &scope.locale;
    let run = scope.run.as_ref().filter(|_| scoped);
    let (horizons, bases) = (scope.horizons(), scope.bases());
    html! {
        div.scope role="region" aria-label=(locale.t("scope")) {
            div.scope-in {
                @if let Some(run) = run {
                    (runs(scope, run))
                    @if horizons.len() > 1 {
                        (choice(&locale.t("horizon"), "", horizons.iter().map(|horizon| Choice {
                            address: scope.anew(&[("horizon", horizon)]),
                            words: named(locale, "short", horizon),
                            long: named(locale, "horizon", horizon),
                            chosen: **horizon == scope.horizon,
                            lang: None,
                        })))
                    }
                    @if bases.len() > 1 {
                        (choice(&locale.t("basis"), "", bases.iter().map(|basis: &Basis| Choice {
                            address: scope.anew(&[("basis", basis.as_str())]),
                            words: named(locale, "basis", basis.as_str()),
                            long: String::new(),
                            chosen: *basis == scope.basis,
                            lang: None,
                        })))
                    }
                }
                (choice(&locale.t("language"), "end", Lang::all().map(|lang| Choice {
                    address: scope.here(&[("lang", lang.tag())]),
                    words: lang.tag().to_uppercase(),
                    long: String::new(),
                    chosen: lang == locale.lang,
                    lang: Some(lang.tag()),
                })))
            }
        }
    }
}

/// One of a few.
struct Choice {
    address: String,
    words: String,
    long: String,
    chosen: bool,
    lang: Option<&'static str>,
}

fn choice(label: &str, class: &str, choices: impl Iterator<Item = Choice>) -> Markup {
    html! {
        div class={ "fld " (class) } role="group" aria-label=(label) {
            span.lab { (label) }
            div.seg {
                @for choice in choices {
                    a href=(choice.address) aria-current=[choice.chosen.then_some("true")] hreflang=[choice.lang]
                        aria-label=[Some(&choice.long).filter(|long| !long.is_empty())] { (choice.words) }
                }
            }
        }
    }
}

/// The day of the run, and the other runs to choose from. The latest is chosen by naming none.
fn runs(scope: &Scope, run: &RunRow) -> Markup {
    let locale = &scope.locale;
    html! {
        div.fld {
            span.lab { (locale.t("as-of")) }
            details.drop data-menu {
                summary.pick { span.txt { (locale.lang.date(run.as_of)) } (icon(Icon::Down)) }
                div.drop-list {
                    @for (at, each) in scope.now.runs.iter().enumerate() {
                        a href=(scope.of_run(each, at == 0))
                            aria-current=[(each.run_id == run.run_id).then_some("true")] {
                            (locale.lang.date(each.as_of))
                            span.why {
                                (each.run_id)
                                @for model in each.fit_ids.keys() { ", " (model) }
                            }
                        }
                    }
                }
            }
        }
    }
}
