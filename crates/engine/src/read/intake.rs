//! What came in and what became of it.

use datafusion::prelude::SessionContext;
use jiff::Timestamp;

use super::rows::{Question, ask, count, instant, text};
use super::{ClassTotal, Disposition, FilePlace, FileTotals, ImportRow, Intake, ReadError, Reconciliation, RunRow};

const CLASSES: Question = Question { what: "the classes of rows", sql: include_str!("sql/classes.sql") };
const FILES: Question = Question { what: "the files", sql: include_str!("sql/files.sql") };
const IMPORTS: Question = Question { what: "the imports", sql: include_str!("sql/imports.sql") };

/// Classes of rows: imported first, then excluded, then rejected, each by number of rows.
pub(super) async fn classes(ctx: &SessionContext, run: &RunRow) -> Result<Vec<ClassTotal>, ReadError> {
    classes_until(ctx, run.finished_at).await
}

async fn classes_until(ctx: &SessionContext, until: Timestamp) -> Result<Vec<ClassTotal>, ReadError> {
    let rows = ask(ctx, CLASSES, &[("finished_at", instant(until))]).await?;
    let mut classes = rows
        .iter()
        .map(|row| {
            let disposition = match row.text("disposition")?.as_str() {
                "imported" => Disposition::Imported,
                "excluded" => Disposition::Excluded,
                "rejected" => Disposition::Rejected,
                other => {
                    return Err(ReadError::Column {
                        what: CLASSES.what,
                        column: "disposition",
                        found: format!("`{other}`"),
                        wanted: "`imported`, `excluded` or `rejected`",
                    });
                }
            };
            Ok(ClassTotal {
                class: row.text("class")?,
                disposition,
                currency: row.text("currency")?,
                rows: row.count("rows")?,
                amount: row.number("amount")?,
                unreadable: row.count("unreadable")?,
            })
        })
        .collect::<Result<Vec<_>, ReadError>>()?;
    classes.sort_by(|a, b| (&a.currency, a.disposition).cmp(&(&b.currency, b.disposition)));
    Ok(classes)
}

/// Adds the classes up, currency by currency.
pub(super) fn reconcile(classes: &[ClassTotal]) -> Vec<Reconciliation> {
    let mut totals: Vec<Reconciliation> = Vec::new();
    for class in classes {
        if totals.last().is_none_or(|total| total.currency != class.currency) {
            let currency = class.currency.clone();
            totals.push(Reconciliation { currency, rows: 0, amount: 0.0, parts: Vec::new() });
        }
        let Some(total) = totals.last_mut() else { continue };
        total.rows += class.rows;
        total.amount = exact(total.amount + class.amount);
        match total.parts.last_mut().filter(|part| part.0 == class.disposition) {
            Some(part) => {
                part.1 += class.rows;
                part.2 = exact(part.2 + class.amount);
            }
            None => total.parts.push((class.disposition, class.rows, class.amount)),
        }
    }
    totals
}

/// Sums of a few exact amounts, without the dust that adding doubles leaves below a ten thousandth.
fn exact(sum: f64) -> f64 {
    (sum * 1e6).round() / 1e6
}

/// What the files held that the run has seen.
pub(super) async fn totals(ctx: &SessionContext, run: &RunRow) -> Result<FileTotals, ReadError> {
    totals_until(ctx, run.finished_at).await
}

async fn totals_until(ctx: &SessionContext, until: Timestamp) -> Result<FileTotals, ReadError> {
    let rows = ask(ctx, FILES, &[("finished_at", instant(until))]).await?;
    let Some(row) = rows.first() else { return Ok(FileTotals::default()) };
    let files = row.count("files")?;
    let latest = if files > 0 { Some(row.instant("latest")?) } else { None };
    Ok(FileTotals { files, rows: row.count("rows")?, latest })
}

/// Files of a page.
pub const FILES_SHOWN: usize = 50;

/// Imported files, latest first.
pub(super) async fn imports(ctx: &SessionContext, run: &RunRow) -> Result<Vec<ImportRow>, ReadError> {
    imports_until(ctx, run.finished_at, None, FILES_SHOWN).await
}

async fn imports_until(
    ctx: &SessionContext,
    until: Timestamp,
    after: Option<&FilePlace>,
    most: usize,
) -> Result<Vec<ImportRow>, ReadError> {
    let (import_id, file) = after.map_or(("", ""), |after| (after.import_id.as_str(), after.file.as_str()));
    let asked = [
        ("finished_at", instant(until)),
        ("import_id", text(import_id)),
        ("file", text(file)),
        ("most", count(most as u64)),
    ];
    let rows = ask(ctx, IMPORTS, &asked).await?;
    rows.iter()
        .map(|row| {
            Ok(ImportRow {
                import_id: row.text("import_id")?,
                source: row.text("source")?,
                file: row.text("file")?,
                kind: row.text("kind")?,
                imported_at: row.instant("imported_at")?,
                rows: row.count("rows")?,
                inserted: row.count("inserted")?,
                updated: row.count("updated")?,
            })
        })
        .collect()
}

/// All that came in so far, whether a run has seen it or not, with a page of its files: those that come after a place.
///
/// # Errors
/// When the imports cannot be read.
pub async fn intake(ctx: &SessionContext, after: Option<&FilePlace>) -> Result<Intake, ReadError> {
    let mut imports = imports_until(ctx, Timestamp::MAX, after, FILES_SHOWN + 1).await?;
    let more = imports.len() > FILES_SHOWN;
    imports.truncate(FILES_SHOWN);
    let classes = classes_until(ctx, Timestamp::MAX).await?;
    Ok(Intake {
        reconciliation: reconcile(&classes),
        classes,
        totals: totals_until(ctx, Timestamp::MAX).await?,
        imports,
        more,
    })
}
