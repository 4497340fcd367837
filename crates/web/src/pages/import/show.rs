//! The views of an import: choose, check, go.

use maud::{Markup, html};
use tenure_engine::sources::{self, DateOrder, DecimalSign, Delimiter, Encoding, Inspection, Kind};

use super::UPLOAD;
use super::asked::Asked;
use super::columns::columns;
use super::understood::{size, understood};
use super::uploads::{Found, Refused};
use crate::frame::{Document, Head, Icon, Page, Place, banner, csrf, head, icon, page, ticked};
use crate::jobs::Snapshot;
use crate::pages::jobs::progress;
use crate::report::{about, named};
use crate::scope::Scope;
use crate::words::Locale;

fn framed(scope: &Scope, step: usize, answer: &str, lede: &str, content: &Markup) -> Document {
    let locale = &scope.locale;
    let over = html! {
        a href=(scope.link("/data", &[])) { (locale.t("nav-data")) } span aria-hidden="true" { "/" } (locale.t("import"))
    };
    let steps = html! {
        ol.steps aria-label=(locale.t("import-steps")) {
            @for (at, key) in ["import-step-choose", "import-step-check", "import-step-load"].into_iter().enumerate() {
                li class=[(at < step).then_some("done")] aria-current=[(at == step).then_some("step")] { (locale.t(key)) }
            }
        }
    };
    let all = html! {
        (head(&Head { over, answer: answer.to_owned(), lede: lede.to_owned(), ..Head::default() }))
        (steps)
        (content)
    };
    page(scope, &Page { place: Place::Data, title: &locale.t("import"), scoped: false, figures: &[] }, all)
}

/// Choose files.
pub(super) fn form(scope: &Scope, limit: u64) -> Document {
    let locale = &scope.locale;
    // The token goes into the address, since a form with files is not read whole before it is accepted.
    let action = scope.link(UPLOAD, &[("csrf", scope.reader.csrf.as_deref().unwrap_or_default())]);
    let content = html! {
        section.card.slim {
            form.form method="post" action=(action) enctype="multipart/form-data" data-submit-once {
                label.drop-area data-drop {
                    (icon(Icon::Up))
                    b { (locale.t("import-drop")) }
                    span { (locale.with("import-formats", &[("size", size(locale, limit))])) }
                    input type="file" name="file" multiple required accept=".csv,.txt,.tsv,.gz,.parquet,.json,.jsonl,.ndjson";
                }
                p.btn-row {
                    button.btn.main-act { (locale.t("import-continue")) }
                    a.btn.plain href=(scope.link("/data", &[])) { (locale.t("cancel")) }
                }
            }
        }
    };
    framed(scope, 0, &locale.t("import-title"), &locale.t("import-lede"), &content)
}

/// The look goes on.
pub(super) fn working(scope: &Scope, job: &Snapshot) -> Document {
    let locale = &scope.locale;
    let content = html! { section.card.slim { (progress(scope, job, &scope.here(&[]))) } };
    framed(scope, 1, &locale.t("import-looking"), &locale.t("import-looking-text"), &content)
}

/// What the look found.
pub(super) fn found(
    scope: &Scope,
    id: &str,
    asked: &Asked,
    found: &Found,
    fault: Option<&(String, String)>,
) -> Document {
    let locale = &scope.locale;
    let names = found.heads.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ");
    let first = found.outcome.as_ref().ok().and_then(|files| files.first());
    let (answer, lede) = match &found.outcome {
        Ok(files) => {
            let rows: u64 = files.iter().map(|file| file.tally.rows).sum();
            let lede = about(locale, "import-check-lede", rows, &[("files", names.clone())]);
            (locale.with("import-check", &[("files", names)]), lede)
        }
        Err(_) => (locale.with("import-open", &[("files", names)]), locale.t("import-open-text")),
    };
    let refused = found.outcome.as_ref().err();
    let field = fault.map(|(field, _)| field.as_str()).or(refused.and_then(|refused| refused.field));
    let notes = notes(locale, found);
    let content = html! {
        @if let Some((_, why)) = fault { (banner(&locale.t("import-fault"), &[ticked(why)], true)) }
        @if let Some(refused) = refused { (open(locale, refused)) }
        (banner(&locale.t("import-notes"), &notes, false))
        form.stack method="post" action=(scope.link(&format!("{UPLOAD}/{id}"), &[])) data-submit-once {
            (csrf(scope))
            input type="hidden" name="seen" value=(asked.query());
            @for (name, value) in asked.pairs().into_iter().filter(|(name, _)| *name == "map") {
                input type="hidden" name=(name) value=(value);
            }
            (columns(locale, found, field == Some("columns")))
            (settings(locale, asked, first.map(|file| &file.inspection), field))
            @if let Ok(files) = &found.outcome { @for file in files { (understood(locale, file)) } }
            @if first.is_some() {
                label.check { input type="checkbox" name="run" value="yes" checked; (locale.t("import-then-run")) }
            }
            p.btn-row {
                @if first.is_some() { button.btn.main-act name="go" value="import" { (locale.t("import-go")) } }
                button.btn name="go" value="check" { (locale.t("import-check-again")) }
                button.btn.plain formaction=(scope.link(&format!("{UPLOAD}/{id}/discard"), &[])) { (locale.t("import-discard")) }
            }
        }
    };
    framed(scope, 1, &answer, &lede, &content)
}

/// What only the owner of the file can settle.
fn open(locale: &Locale, refused: &Refused) -> Markup {
    let to_do = refused.field.and_then(|field| locale.find(&format!("import-settle-{}", field.replace('_', "-"))));
    html! {
        section.state.page-state.fault role="alert" {
            h2 { (locale.t("import-settle")) }
            p { (ticked(&refused.why)) }
            p { (to_do.unwrap_or_else(|| locale.t("import-settle-other"))) }
            p { (locale.t("import-kept")) }
        }
    }
}

fn notes(locale: &Locale, found: &Found) -> Vec<Markup> {
    let files = found.outcome.as_ref().map(Vec::as_slice).unwrap_or_default();
    let mut notes: Vec<Markup> = Vec::new();
    for file in files {
        notes.extend(file.inspection.warnings.iter().map(|warning| ticked(warning)));
        let tally = &file.tally;
        let rejected = tally.rows_of(sources::Disposition::Rejected);
        for (count, key) in [
            (rejected, "import-note-rejected"),
            (tally.unknown_statuses, "import-note-statuses"),
            (tally.ambiguous_times, "import-note-times"),
        ] {
            if count > 0 {
                notes.push(html! { (about(locale, key, count, &[("file", file.inspection.file.clone())])) });
            }
        }
    }
    notes
}

/// Everything that may be said, beside the columns.
fn settings(locale: &Locale, asked: &Asked, seen: Option<&Inspection>, wrong: Option<&str>) -> Markup {
    let kinds = Kind::ALL.iter().map(|kind| (kind.name(), named(locale, "kind", kind.name())));
    let decimals = DecimalSign::ALL.iter().map(|sign| (sign.name(), named(locale, "decimal", sign.name())));
    let orders = DateOrder::ALL.iter().map(|order| (order.name(), named(locale, "date-order", order.name())));
    let delimiters = Delimiter::ALL.iter().map(|of| (of.name(), named(locale, "delimiter", of.name())));
    let encodings = Encoding::ALL.iter().map(|of| (of.name(), of.name().to_owned()));
    let headers = [("yes", locale.t("yes")), ("no", locale.t("no"))];
    let field = |name: &'static str, control: Markup| {
        html! {
            div.field {
                label for=(name) { (locale.t(&format!("import-{}", name.replace('_', "-")))) }
                (control)
                @if wrong == Some(name) { small.fault { (locale.t("import-say")) } }
            }
        }
    };
    let invalid = |name: &str| (wrong == Some(name)).then_some("true");
    let choose = |name: &'static str, choices: Vec<(&'static str, String)>| {
        let control = html! {
            select.input id=(name) name=(name) aria-invalid=[invalid(name)] {
                option value="" selected[asked.field(name).is_empty()] { (locale.t("import-from-file")) }
                @for (value, words) in choices { option value=(value) selected[asked.field(name) == value] { (words) } }
            }
        };
        field(name, control)
    };
    let write = |name: &'static str, hint: &str| {
        field(
            name,
            html! {
                input.input id=(name) name=(name) value=(asked.field(name)) placeholder=(hint) aria-invalid=[invalid(name)];
            },
        )
    };
    html! {
        section.card {
            div.card-head { div { h2 { (locale.t("import-settings")) } p { (locale.t("import-settings-text")) } } }
            div.filters {
                (choose("kind", kinds.collect()))
                (choose("decimal", decimals.collect()))
                (choose("date_order", orders.collect()))
                (choose("delimiter", delimiters.collect()))
                (choose("encoding", encodings.collect()))
                (choose("header", headers.to_vec()))
                (write("source", seen.map_or("", |seen| &seen.source)))
                (write("currency", seen.map_or("EUR", |seen| &seen.currency)))
                (write("zone", seen.map_or("Europe/Amsterdam", |seen| &seen.zone)))
                (write("vat", "net, gross:21"))
                (write("channel", "web, store"))
            }
        }
    }
}
