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
use tenure_engine::read::{ClassTotal, Disposition, ImportRow, Intake, Reconciliation, RunRow};
use tokio::fs::File;
use tokio::io::AsyncReadExt;

use super::import::kind_of;
use super::jobs::at_work;
use crate::fault::Fault;
use crate::frame::{Document, Head, Icon, Page, Place, csrf, empty, head, icon, page, tag};
use crate::report::{about, named};
use crate::scope::Scope;
use crate::server::told_when_cut;
use crate::state::App;
use crate::words::Locale;

/// A file is sent in pieces of this size.
const PIECE: usize = 64 << 10;

/// The routes.
pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/data", get(show)).route("/data/rejects/{file}", get(rejects))
}

async fn show(State(app): State<Arc<App>>, scope: Scope) -> Result<Document, Fault> {
    let intake = scope.now.view.intake().await?;
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
        (imports(&scope, &app.root, &intake.imports))
        (left_out(locale, &intake.classes))
        div.grid.fill { (reconciled(locale, &intake.reconciliation)) (runs(&scope)) }
    };
    Ok(page(&scope, &Page { place: Place::Data, title: &title, scoped: false, figures: &[] }, content))
}

/// The answer: whether every row is accounted for.
fn said(scope: &Scope, intake: &Intake) -> (String, String) {
    let locale = &scope.locale;
    let rows = |of: &dyn Fn(&ClassTotal) -> bool| -> u64 {
        intake.classes.iter().filter(|class| of(class)).map(|class| class.rows).sum()
    };
    let all = rows(&|_| true);
    let Some(last) = intake.imports.first() else { return (locale.t("data-none"), locale.t("data-none-text")) };
    let rejected = rows(&|class| class.disposition == Disposition::Rejected);
    let answer = if rejected == 0 { "data-answer" } else { "data-answer-rejected" };
    let count = |number: u64| locale.lang.count(number as f64);
    let day = last.imported_at.to_zoned(zone(scope)).date();
    let values = [
        ("imported", count(rows(&|class| class.disposition == Disposition::Imported))),
        ("excluded", count(rows(&|class| class.disposition == Disposition::Excluded))),
        ("rejected", count(rejected)),
        ("date", locale.lang.date(day)),
    ];
    (about(locale, answer, all, &values), locale.with("data-lede", &values))
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

fn imports(scope: &Scope, root: &FilePath, imports: &[ImportRow]) -> Markup {
    let locale = &scope.locale;
    let count = |number: u64| locale.lang.count(number as f64);
    html! {
        section.card.tight id="imports" {
            div.card-head { div { h2 { (locale.t("files")) } } }
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
                    tbody { @for import in imports { tr {
                        td.name { (import.file) span.why { (import.source) ", " (import.import_id) } }
                        td { (named(locale, "kind", &import.kind)) }
                        td.n.more { (count(import.rows)) }
                        td.n.more { (count(import.inserted)) }
                        td.n.more { (count(import.updated)) }
                        td.n { (moment(scope, import.imported_at)) }
                        td.n { @if rejects_file(root, &import.import_id).is_some_and(|file| file.exists()) {
                            a href={ "/data/rejects/" (import.import_id) ".csv" } download {
                                (locale.t("download")) span.unseen { ": " (import.import_id) }
                            }
                        } }
                    } } }
                } }
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

fn reconciled(locale: &Locale, totals: &[Reconciliation]) -> Markup {
    html! {
        section.card.tight.c-7 id="reconciliation" {
            div.card-head {
                div { h2 { (locale.t("data-reconciliation")) } p { (locale.t("data-reconciliation-text")) } }
                @if !totals.is_empty() { (tag("own", &locale.t("data-adds-up"))) }
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
                        td { (locale.t("total-files")) }
                        td.n { (locale.lang.count(total.rows as f64)) }
                        td.n { (locale.lang.money_exact(total.amount, &total.currency)) }
                    } }
                } }
            }
        }
    }
}

fn runs(scope: &Scope) -> Markup {
    let locale = &scope.locale;
    html! {
        section.card.tight.c-5 id="runs" {
            div.card-head { div { h2 { (locale.t("runs")) } } }
            @if scope.reader.may_write() { (start_run(scope)) }
            @if scope.now.runs.is_empty() { (empty(&locale.t("run-none"), &locale.t("empty-run-text"), &html! {})) }
            @else {
                div.scroll { table {
                    thead { tr {
                        th scope="col" { (locale.t("run")) }
                        th.n scope="col" { (locale.t("as-of")) }
                        th.n scope="col" { (locale.t("started")) }
                    } }
                    tbody { @for run in &scope.now.runs { tr {
                        td.name {
                            a.row href=(scope.link("/", &[("run", &run.run_id)])) { (run.run_id) }
                            span.why { (models(run)) }
                        }
                        td.n { (locale.lang.date(run.as_of)) }
                        td.n { (moment(scope, run.finished_at)) }
                    } } }
                } }
            }
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
    let missing = || Fault::Missing(format!("file of rejects `{}`", file.chars().take(60).collect::<String>()));
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

    #[test]
    fn only_an_import_names_a_file_of_rejects() {
        let root = FilePath::new("/shop");
        assert_eq!(rejects_file(root, "import-000012"), Some(PathBuf::from("/shop/rejects/import-000012.csv")));
        for other in ["import-", "import-../../x", "run-000001", "..", "import-1/..", "import-١"] {
            assert_eq!(rejects_file(root, other), None, "{other}");
        }
    }
}
