//! `/data`: what came in, what became of it, and what was computed from it.

use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::get;
use maud::{Markup, html};
use tenure_engine::read::{ClassTotal, Disposition, Intake, RunRow};
use tokio::fs::File;
use tokio::io::AsyncReadExt;

use super::import::kind_of;
use super::jobs::at_work;
use crate::api::cursor::{file_place, place_of};
use crate::fault::Fault;
use crate::frame::{Document, Head, Icon, Page, Place, csrf, empty, head, icon, page, tag};
use crate::report::{about, by_import, form, named};
use crate::scope::Scope;
use crate::server::told_when_cut;
use crate::state::{App, RUNS};
use crate::words::Locale;

/// A file is sent in pieces of this size.
const PIECE: usize = 64 << 10;

/// The routes.
pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/data", get(show)).route("/data/rejects/{file}", get(rejects))
}

async fn show(State(app): State<Arc<App>>, scope: Scope) -> Result<Document, Fault> {
    let given = |name: &str| {
        let found = scope.others.iter().rev().find(|(of, _)| of == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    };
    let after = given("after").map(file_place).transpose()?;
    let intake = scope.now.view.intake(after.as_ref()).await?;
    let before = given("runs").unwrap_or_default();
    let mut runs = scope.now.view.runs_before(before, RUNS + 1).await?;
    let older = runs.len() as u64 > RUNS;
    runs.truncate(runs.len() - usize::from(older));
    let locale = &scope.locale;
    let title = locale.t(Place::Data.key());
    let (answer, lede) = said(&scope, &intake);
    let acts = html! {
        @if scope.reader.may_write() {
            a.btn.main-act href=(scope.link("/data/import", &[])) { (icon(Icon::Plus)) (locale.t("import-action")) }
        }
    };
    let content = html! {
        (head(&Head { over: html! { (title) }, answer, lede, acts, ..Head::default() }))
        (at_work(&scope, &app.jobs.all()))
        (imports(&scope, &app.root, &intake))
        (left_out(locale, &intake.classes))
        div.grid.fill { (reconciled(locale, &intake)) (runs_card(&scope, &runs, older, !before.is_empty())) }
    };
    Ok(page(&scope, &Page { place: Place::Data, title: &title, scoped: false, figures: &[] }, content))
}

/// The answer: whether every row is accounted for.
fn said(scope: &Scope, intake: &Intake) -> (String, String) {
    let locale = &scope.locale;
    let rows = |of: &dyn Fn(&ClassTotal) -> bool| -> u64 {
        intake.classes.iter().filter(|class| of(class)).map(|class| class.rows).sum()
    };
    let Some(last) = intake.totals.latest else { return (locale.t("data-none"), locale.t("data-none-text")) };
    let rejected = rows(&|class| class.disposition == Disposition::Rejected);
    let answer = match (intake.totals.adds_up(&intake.classes), rejected) {
        (false, _) => "data-answer-apart",
        (true, 0) => "data-answer",
        (true, _) => "data-answer-rejected",
    };
    let count = |number: u64| locale.lang.count(number as f64);
    let day = last.to_zoned(zone(scope)).date();
    let (imported, excluded) = (
        rows(&|class| class.disposition == Disposition::Imported),
        rows(&|class| class.disposition == Disposition::Excluded),
    );
    let values = [
        ("imported", count(imported)),
        ("imported-is", form(imported)),
        ("excluded", count(excluded)),
        ("excluded-is", form(excluded)),
        ("rejected", count(rejected)),
        ("rejected-is", form(rejected)),
        ("date", locale.lang.date(day)),
        ("counted", count(rows(&|_| true))),
    ];
    (about(locale, answer, intake.totals.rows, &values), locale.with("data-lede", &values))
}

/// The zone of calendar days.
fn zone(scope: &Scope) -> jiff::tz::TimeZone {
    jiff::tz::TimeZone::get(&scope.now.workspace.settings.workspace.zone).unwrap_or(jiff::tz::TimeZone::UTC)
}

/// Day and time of day, as the workspace's clock shows them.
fn moment(scope: &Scope, at: jiff::Timestamp) -> String {
    let at = at.to_zoned(zone(scope));
    format!("{}, {:02}:{:02}", scope.locale.lang.date(at.date()), at.hour(), at.minute())
}

fn imports(scope: &Scope, root: &FilePath, intake: &Intake) -> Markup {
    let (locale, imports) = (&scope.locale, intake.imports.as_slice());
    let next = imports.last().filter(|_| intake.more).map(|last| scope.here(&[("after", &place_of(last))]));
    let inner = scope.others.iter().any(|(name, value)| name == "after" && !value.is_empty());
    let first = inner.then(|| scope.here(&[("after", "")]));
    let all = Some(intake.totals.files).filter(|all| *all > imports.len() as u64);
    let count = |number: u64| locale.lang.count(number as f64);
    html! {
        section.card.tight id="imports" {
            div.card-head { div {
                h2 { (locale.t("files")) }
                @if let Some(all) = all {
                    p { (about(locale, "data-of-files", all, &[("shown", count(imports.len() as u64))])) }
                }
            } }
            @if imports.is_empty() { (empty(&locale.t("data-none"), &locale.t("empty-import-text"), &html! {})) }
            @else {
                div.scroll { table {
                    thead { tr {
                        th scope="col" { (locale.t("file")) }
                        th scope="col" { (locale.t("kind")) }
                        th.n.more scope="col" { (locale.t("left-out-rows")) }
                        th.n.more scope="col" { (locale.t("file-new")) }
                        th.n.more scope="col" { (locale.t("file-updated")) }
                        th.n scope="col" { (locale.t("imported-at")) }
                        th.n scope="col" { (locale.t("data-rejects")) }
                    } }
                    // What an import changed is counted for all its files together, so it stands once beside them.
                    @for files in by_import(imports) { tbody { @for (at, import) in files.iter().enumerate() { tr {
                        td.name { (import.file) span.why { (import.source) ", " (import.import_id) } }
                        td { (named(locale, "kind", &import.kind)) }
                        td.n.more { (count(import.rows)) }
                        @if at == 0 {
                            td.n.more rowspan=(files.len()) { (count(import.inserted)) }
                            td.n.more rowspan=(files.len()) { (count(import.updated)) }
                            td.n rowspan=(files.len()) { (moment(scope, import.imported_at)) }
                            td.n rowspan=(files.len()) { @if rejects_file(root, &import.import_id).is_some_and(|file| file.exists()) {
                                a href={ "/data/rejects/" (import.import_id) ".csv" } download {
                                    (locale.t("download")) span.unseen { ": " (import.import_id) }
                                }
                            } }
                        }
                    } } } }
                } }
            }
            (older(locale, first, next))
        }
    }
}

/// The way to older rows, and back to the latest; nothing where all are here.
fn older(locale: &Locale, latest: Option<String>, next: Option<String>) -> Markup {
    html! {
        @if latest.is_some() || next.is_some() {
            nav.pager aria-label=(locale.t("pager")) {
                span { @if let Some(address) = latest { a href=(address) { (locale.t("data-latest")) } } }
                @if let Some(address) = next { a.btn.small href=(address) rel="next" { (locale.t("data-older")) } }
            }
        }
    }
}

fn left_out(locale: &Locale, classes: &[ClassTotal]) -> Markup {
    html! {
        @if !classes.is_empty() {
            section.card.tight id="exclusions" {
                div.card-head { div { h2 { (locale.t("left-out")) } } }
                div.scroll { table {
                    thead { tr {
                        th scope="col" { (locale.t("left-out-class")) }
                        th.more scope="col" { (locale.t("left-out-why")) }
                        th scope="col" { (locale.t("left-out-what")) }
                        th.n scope="col" { (locale.t("left-out-rows")) }
                        th.n scope="col" { (locale.t("left-out-amount")) }
                    } }
                    tbody { @for class in classes { tr {
                        td.name { (named(locale, "class", &class.class)) }
                        td.unit.more { (why(locale, class)) }
                        td { (tag(kind_of(disposition(class.disposition)), &disposed(locale, class.disposition))) }
                        td.n { (locale.lang.count(class.rows as f64)) }
                        td.n {
                            (locale.lang.money_exact(class.amount, &class.currency))
                            @if class.unreadable > 0 { span.why { (about(locale, "left-out-unreadable", class.unreadable, &[])) } }
                        }
                    } } }
                } }
            }
        }
    }
}

fn why(locale: &Locale, class: &ClassTotal) -> String {
    let rejected =
        || if class.disposition == Disposition::Rejected { locale.t("why-unreadable") } else { String::new() };
    locale.find(&format!("why-{}", class.class.to_lowercase().replace(' ', "-"))).unwrap_or_else(rejected)
}

fn disposition(of: Disposition) -> &'static str {
    match of {
        Disposition::Imported => "imported",
        Disposition::Excluded => "excluded",
        Disposition::Rejected => "rejected",
    }
}

fn disposed(locale: &Locale, of: Disposition) -> String {
    locale.t(&format!("disposition-{}", disposition(of)))
}

/// Imported, left out and rejected rows against what the files held: counted apart from each other, so that a row which
/// is lost on the way shows.
fn reconciled(locale: &Locale, intake: &Intake) -> Markup {
    let Intake { reconciliation: totals, totals: files, .. } = intake;
    let adds_up = files.adds_up(&intake.classes);
    html! {
        section.card.tight.c-7 id="reconciliation" {
            div.card-head {
                div { h2 { (locale.t("data-reconciliation")) } p { (locale.t("data-reconciliation-text")) } }
                @if !adds_up { (tag("bad", &locale.t("data-adds-up-not"))) }
                @else if !totals.is_empty() { (tag("own", &locale.t("data-adds-up"))) }
            }
            @if totals.is_empty() { (empty(&locale.t("data-none"), &locale.t("empty-import-text"), &html! {})) }
            @for total in totals {
                div.scroll { table {
                    thead { tr {
                        th scope="col" { (total.currency) }
                        th.n scope="col" { (locale.t("left-out-rows")) }
                        th.n scope="col" { (locale.t("left-out-amount")) }
                    } }
                    tbody { @for (of, rows, amount) in &total.parts { tr {
                        td { (disposed(locale, *of)) }
                        td.n { (locale.lang.count(*rows as f64)) }
                        td.n { (locale.lang.money_exact(*amount, &total.currency)) }
                    } } }
                    tfoot { tr {
                        td { (locale.t("together")) }
                        td.n { (locale.lang.count(total.rows as f64)) }
                        td.n { (locale.lang.money_exact(total.amount, &total.currency)) }
                    } }
                } }
            }
            @if !totals.is_empty() { p.foot { (about(locale, "data-in-files", files.rows, &[])) } }
        }
    }
}

/// Runs before a place, or the latest; `more` when there are older ones.
fn runs_card(scope: &Scope, runs: &[RunRow], more: bool, inner: bool) -> Markup {
    let locale = &scope.locale;
    let next = runs.last().filter(|_| more).map(|last| scope.here(&[("runs", &last.run_id)]));
    let latest = inner.then(|| scope.here(&[("runs", "")]));
    html! {
        section.card.tight.c-5 id="runs" {
            div.card-head { div { h2 { (locale.t("runs")) } } }
            @if scope.reader.may_write() { (start_run(scope)) }
            @if runs.is_empty() { (empty(&locale.t("run-none"), &locale.t("empty-run-text"), &html! {})) }
            @else {
                div.scroll { table {
                    thead { tr {
                        th scope="col" { (locale.t("run")) }
                        th.n scope="col" { (locale.t("as-of")) }
                        th.n scope="col" { (locale.t("started")) }
                    } }
                    tbody { @for run in runs { tr {
                        td.name {
                            a.row href=(scope.link("/", &[("run", &run.run_id)])) { (run.run_id) }
                            span.why { (models(run)) }
                        }
                        td.n { (locale.lang.date(run.as_of)) }
                        td.n { (moment(scope, run.finished_at)) }
                    } } }
                } }
            }
            (older(locale, latest, next))
        }
    }
}

fn models(run: &RunRow) -> String {
    run.fit_ids.keys().map(String::as_str).collect::<Vec<_>>().join(", ")
}

fn start_run(scope: &Scope) -> Markup {
    let locale = &scope.locale;
    html! {
        form.filters method="post" action=(scope.link("/data/run", &[])) data-submit-once {
            (csrf(scope))
            div.field {
                label for="as_of" { (locale.t("run-as-of")) }
                input.input type="date" id="as_of" name="as_of";
            }
            button.btn { (locale.t("run-start")) }
        }
    }
}

/// The rejects of an import; nothing but the name of an import names a file.
fn rejects_file(root: &FilePath, import: &str) -> Option<PathBuf> {
    let number = import.strip_prefix("import-")?;
    let plain = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| root.join("rejects").join(format!("{import}.csv")))
}

async fn rejects(State(app): State<Arc<App>>, Path(file): Path<String>) -> Result<impl IntoResponse, Fault> {
    let missing = || Fault::no("file", &file);
    let path = file.strip_suffix(".csv").and_then(|import| rejects_file(&app.root, import)).ok_or_else(missing)?;
    let opened = File::open(path).await.map_err(|_| missing())?;
    let pieces = futures::stream::try_unfold(opened, |mut file| async move {
        let mut piece = vec![0; PIECE];
        let read = file.read(&mut piece).await?;
        piece.truncate(read);
        Ok::<_, std::io::Error>((read > 0).then(|| (Bytes::from(piece), file)))
    });
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{file}\"")),
    ];
    Ok((headers, Body::from_stream(told_when_cut(&app.talk, "a file of rejects", pieces))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tests::sample;
    use crate::words::Lang;

    #[test]
    fn rows_that_nobody_accounts_for_are_said() {
        let o = sample::retailer();
        let mut intake = Intake {
            classes: o.classes,
            reconciliation: o.reconciliation,
            totals: o.totals,
            imports: o.imports,
            more: false,
        };
        let shown = |intake: &Intake, lang| reconciled(&Locale::new(lang), intake).0;
        let whole = shown(&intake, Lang::EN);
        assert!(whole.contains("class=\"tag own\">adds up<") && whole.contains("held 541,909 rows"), "{whole}");
        intake.totals.rows += 1;
        let short = shown(&intake, Lang::NL);
        assert!(short.contains("class=\"tag bad\">sluit niet<") && !short.contains("sluit aan"), "{short}");
    }

    #[test]
    fn only_an_import_names_a_file_of_rejects() {
        let root = FilePath::new("/shop");
        assert_eq!(rejects_file(root, "import-000012"), Some(PathBuf::from("/shop/rejects/import-000012.csv")));
        for other in ["import-", "import-../../x", "run-000001", "..", "import-1/..", "import-١"] {
            assert_eq!(rejects_file(root, other), None, "{other}");
        }
    }
}
