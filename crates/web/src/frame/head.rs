//! The answer at the top of a page, and the definitions at its end.

use maud::{Markup, html};

use super::icons::{Icon, icon};
use crate::scope::Scope;
use crate::words::Locale;

/// The head of a page.
#[derive(Default)]
pub(crate) struct Head {
    /// Where one is: the page's name, or a path to it.
    pub(crate) over: Markup,
    /// The answer, in one sentence.
    pub(crate) answer: String,
    /// What is behind it.
    pub(crate) lede: String,
    /// What can be done: buttons and links.
    pub(crate) acts: Markup,
    /// Tags under it.
    pub(crate) tags: Markup,
}

/// The answer first, then why.
pub(crate) fn head(head: &Head) -> Markup {
    html! {
        header.head {
            p.over { (head.over) }
            h1 { (head.answer) }
            @if !head.acts.0.is_empty() { div.acts { (head.acts) } }
            @if !head.lede.is_empty() { p.lede { (head.lede) } }
            @if !head.tags.0.is_empty() { p.tags { (head.tags) } }
        }
    }
}

/// A button that copies the page's address; the script shows it.
pub(crate) fn copy_link(locale: &Locale) -> Markup {
    html! {
        button.btn type="button" data-copy data-said=(locale.t("link-copied")) hidden {
            (icon(Icon::Link)) (locale.t("copy-link"))
        }
    }
}

/// A link to a file.
pub(crate) fn download(address: &str, words: &str) -> Markup {
    html! { a.btn href=(address) download { (icon(Icon::Save)) (words) } }
}

/// What every number of the page is about, in one line.
pub(crate) fn under(scope: &Scope, said: &[(String, String)]) -> Markup {
    html! {
        p.under aria-label=(scope.locale.t("scope")) {
            @for (name, value) in said { span { b { (name) } " " (value) } }
        }
    }
}

/// What the words mean.
pub(crate) fn definitions(locale: &Locale, terms: &[(String, String)]) -> Markup {
    html! {
        footer.definitions {
            h2 { (locale.t("definitions")) }
            dl { @for (term, text) in terms { div { dt { (term) } dd { (text) } } } }
        }
    }
}
