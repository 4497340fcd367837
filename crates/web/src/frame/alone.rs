//! Signing in, and faults. They need nothing of the workspace, which may be what is at fault; a fault keeps the frame where
//! there is one to keep.

use maud::{Markup, html};

use super::icons::mark;
use super::nav::Place;
use super::page::{Document, Page, document, framed};
use super::{Head, head, ticked};
use crate::fault::Fault;
use crate::scope::Scope;
use crate::words::Locale;

/// What the page to sign in knows.
pub(crate) struct SignIn<'a> {
    /// Whether there is a password to sign in with.
    pub(crate) password: bool,
    /// Where to go afterwards.
    pub(crate) to: &'a str,
    /// Key of what went wrong.
    pub(crate) fault: Option<&'a str>,
}

/// The page to sign in.
pub(crate) fn sign_in(locale: &Locale, shown: &SignIn<'_>) -> Document {
    let content = html! {
        main.card {
            span.brand { (mark()) "Tenure" }
            div { h1 { (locale.t("sign-in")) } p.note { (locale.t(if shown.password { "sign-in-text" } else { "sign-in-link" })) } }
            @if shown.password {
                form.form method="post" action="/login" data-submit-once {
                    input type="hidden" name="to" value=(shown.to);
                    input type="hidden" name="lang" value=(locale.lang.tag());
                    div.field {
                        label for="password" { (locale.t("sign-in-password")) }
                        input.input id="password" type="password" name="password" autocomplete="current-password" required
                            aria-invalid=[shown.fault.map(|_| "true")] aria-describedby=[shown.fault.map(|_| "fault")];
                        @if let Some(fault) = shown.fault { small.fault id="fault" role="alert" { (locale.t(fault)) } }
                    }
                    button.btn.main-act.wide { (locale.t("sign-in")) }
                }
            } @else if let Some(fault) = shown.fault {
                p role="alert" { (locale.t(fault)) }
            }
        }
    };
    document(locale, &format!("{} · Tenure", locale.t("sign-in")), Some("alone"), content)
}

/// The page of a fault to whoever is signed in: navigation and scope stay, and what the run lacks can be chosen anew.
pub(crate) fn fault_within(scope: &Scope, fault: &Fault) -> Document {
    let locale = &scope.locale;
    let title = locale.t(&format!("fault-{}", fault.code()));
    let content = html! {
        (head(&Head { answer: title.clone(), ..Head::default() }))
        section.state.page-state.fault role="alert" {
            (why(locale, fault))
            p.btn-row { a.btn href=(scope.link("/", &[])) { (locale.t("fault-back")) } }
        }
    };
    let scoped = matches!(fault, Fault::NotScored(_));
    framed(scope, None, &Page { place: Place::Overview, title: &title, scoped, figures: &[] }, content)
}

/// What was asked and cannot be, and what was kept.
fn why(locale: &Locale, fault: &Fault) -> Markup {
    html! {
        @if let Some(words) = fault.words(locale) { @if !words.is_empty() { p.body { (ticked(&words)) } } }
        @else if let Some(detail) = fault.detail() { p.body lang="en" { (ticked(&detail)) } }
        p.note { (locale.t(&format!("fault-{}-text", fault.code()))) }
    }
}

/// The page of a fault: what, why, what was kept, and back.
pub(crate) fn fault(locale: &Locale, fault: &Fault) -> Document {
    let title = locale.t(&format!("fault-{}", fault.code()));
    let content = html! {
        main.card {
            span.brand { (mark()) "Tenure" }
            div {
                h1 { (title) }
                (why(locale, fault))
            }
            p.btn-row { a.btn href={ "/?lang=" (locale.lang) } { (locale.t("fault-back")) } }
        }
    };
    document(locale, &format!("{title} · Tenure"), Some("alone"), content)
}
