//! The views of an import: choose, check, go.

use maud::{Markup, html};
use tenure_engine::sources::{self, DateOrder, DecimalSign, Delimiter, Encoding, Inspection, Kind};

use super::UPLOAD;
use super::asked::{Asked, FIELDS, of_file};
use super::columns::columns;
use super::look::{Found, Refused};
use super::understood::{size, understood};
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
    // A token goes into the address, since a form with files is not read whole before it is accepted. It is worth
    // nothing for any other form, as addresses are written down in histories and logs.
    let action = scope.link(UPLOAD, &[("csrf", &scope.reader.proof(UPLOAD).unwrap_or_default())]);
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
            @for (name, value) in asked.columns() { input type="hidden" name=(name) value=(value); }
            @if let [_] = found.heads.as_slice() { (columns(locale, found, None, field)) }
            (settings(locale, asked, first.map(|file| &file.inspection), field))
            @if found.heads.len() > 1 {
                @for place in 1..=found.heads.len() { (of_one(locale, asked, found, place, field)) }
            }
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

/// Everything that may be said of all files, beside the columns.
fn settings(locale: &Locale, asked: &Asked, seen: Option<&Inspection>, wrong: Option<&str>) -> Markup {
    html! {
        section.card {
            div.card-head { div { h2 { (locale.t("import-settings")) } p { (locale.t("import-settings-text")) } } }
            div.filters { @for name in FIELDS { (field(locale, asked, None, name, seen, wrong)) } }
        }
    }
}

/// What may be said of one file among several, which goes before what is said of all.
fn of_one(locale: &Locale, asked: &Asked, found: &Found, place: usize, wrong: Option<&str>) -> Markup {
    let name = found.heads.get(place - 1).map(|(name, _)| name.clone()).unwrap_or_default();
    let seen = found.seen(place);
    let own = of_file(Some(place));
    let open = wrong.is_some_and(|field| field.starts_with(&own))
        || FIELDS.iter().any(|of| !asked.field(Some(place), of).is_empty());
    html! {
        (columns(locale, found, Some(place), wrong))
        section.card {
            details.more-filters open[open] {
                summary.btn.plain.small { (locale.with("import-of-one", &[("file", name)])) }
                div.filters { @for name in FIELDS { (field(locale, asked, Some(place), name, seen, wrong)) } }
            }
        }
    }
}

/// A field: a choice where there are few, else a text.
fn field(
    locale: &Locale,
    asked: &Asked,
    place: Option<usize>,
    name: &'static str,
    seen: Option<&Inspection>,
    wrong: Option<&str>,
) -> Markup {
    let id = format!("{}{name}", of_file(place));
    let wrong = wrong == Some(id.as_str());
    let said = asked.field(place, name);
    html! {
        div.field {
            label for=(id) { (locale.t(&format!("import-{}", name.replace('_', "-")))) }
            @match choices(locale, name) {
                Some(choices) => select.input id=(id) name=(id) aria-invalid=[wrong.then_some("true")] {
                    option value="" selected[said.is_empty()] { (locale.t("import-from-file")) }
                    @for (value, words) in choices { option value=(value) selected[said == value] { (words) } }
                },
                None => input.input id=(id) name=(id) value=(said) placeholder=(hint(name, seen)) aria-invalid=[wrong.then_some("true")];,
            }
            @if wrong { small.fault { (locale.t("import-say")) } }
        }
    }
}

fn choices(locale: &Locale, name: &str) -> Option<Vec<(&'static str, String)>> {
    Some(match name {
        "kind" => Kind::ALL.iter().map(|of| (of.name(), named(locale, "kind", of.name()))).collect(),
        "decimal" => DecimalSign::ALL.iter().map(|of| (of.name(), named(locale, "decimal", of.name()))).collect(),
        "date_order" => DateOrder::ALL.iter().map(|of| (of.name(), named(locale, "date-order", of.name()))).collect(),
        "delimiter" => Delimiter::ALL.iter().map(|of| (of.name(), named(locale, "delimiter", of.name()))).collect(),
        "encoding" => Encoding::ALL.iter().map(|of| (of.name(), of.name().to_owned())).collect(),
        "header" => vec![("yes", locale.t("yes")), ("no", locale.t("no"))],
        _ => return None,
    })
}

/// What holds when nothing is said, or an example.
fn hint<'a>(name: &str, seen: Option<&'a Inspection>) -> &'a str {
    match name {
        "source" => seen.map_or("", |seen| &seen.source),
        "currency" => seen.map_or("EUR", |seen| &seen.currency),
        "zone" => seen.map_or("Europe/Amsterdam", |seen| &seen.zone),
        "vat" => "net, gross:21",
        "channel" => "web, store",
        "exported_at" => "2026-03-31T18:00",
        _ => "",
    }
}
