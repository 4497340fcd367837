//! What an import did, for people.

use std::fmt::Write as _;

use tenure_engine::import::{ImportReport, TableChange};
use tenure_engine::sources::{self, Disposition, FileTally, Inspection, Status};

use crate::output::grouped;

/// One file: the decisions, then the classes, which add up to the file.
pub(super) fn of_file(inspection: &Inspection, tally: &FileTally) -> String {
    let mut text = inspection.to_string();
    let _ = writeln!(text, "\n  {:<10} {:<22} {:>12} {:>26}", "", "class", "rows", "amount");
    let mut line = |what: &str, class: &str, rows: u64, amount: i128, currency: &str| {
        let amount = format!("{} {currency}", sources::shown_decimal(amount, 12));
        let _ = writeln!(text, "  {what:<10} {class:<22} {:>12} {amount:>26}", grouped(rows));
    };
    for (currency, total) in &tally.totals {
        let mut rows = 0;
        for class in tally.classes.iter().filter(|class| class.currency == *currency) {
            line(class.disposition.name(), &class.class, class.rows, class.amount, currency);
            rows += class.rows;
        }
        line("total", "", rows, *total, currency);
    }
    let unreadable: u64 = tally.classes.iter().map(|class| class.unreadable).sum();
    if unreadable > 0 {
        let _ = writeln!(text, "  {unreadable} row(s) have an amount that cannot be read; they count as 0 above");
    }
    if tally.unreadable_lines > 0 {
        let lines = tally.unreadable_lines;
        let _ = writeln!(text, "  {lines} line(s) cannot be read; their orders are imported with their totals");
    }
    if tally.ambiguous_times > 0 {
        let times = grouped(tally.ambiguous_times);
        let _ = writeln!(text, "  {times} time(s) were on the clock twice, as summer time ended; the first is taken");
    }
    if tally.unknown_statuses > 0 {
        let words = tally.unknown_words.iter().map(|(word, rows)| format!("`{word}` {}", grouped(*rows)));
        let (rows, words) = (grouped(tally.unknown_statuses), words.collect::<Vec<_>>().join(", "));
        let more = if tally.unknown_words.iter().map(|(_, rows)| rows).sum::<u64>() < tally.unknown_statuses {
            ", ..."
        } else {
            ""
        };
        let known = Status::ALL.iter().map(|state| state.name()).collect::<Vec<_>>().join(", ");
        let section = format!("[source.{}.statuses]", inspection.source);
        let _ = writeln!(
            text,
            "  {rows} row(s) have a status that is not known, and count as placed: {words}{more}; say what each means \
             ({known}) in the section {section} of tenure.toml, and import the file again"
        );
    }
    text
}

/// What became of one table, and what of the rows that it did not take.
fn changed(text: &mut String, change: &TableChange) {
    let table = change.table;
    if change.inserted + change.updated > 0 {
        let _ =
            writeln!(text, "{table:<18} {:>12} new {:>12} updated", grouped(change.inserted), grouped(change.updated));
    }
    // A customer has as many profiles as rows.
    let again = if matches!(table, "orders" | "order_lines" | "refunds") { change.again } else { 0 };
    let parts = [
        (change.removed, "removed: a newer version of their order, or a new reading of their file, is without them"),
        (change.older, "differ from what the lake has and were not taken: older than another copy"),
        (
            change.tied,
            "differ from what the lake has and were not taken: another export with the same last date stands; \
             `--exported-at TIME` says which is newer",
        ),
        (again, "stood more than once in what was imported, and count once"),
    ];
    for (rows, what) in parts.into_iter().filter(|(rows, _)| *rows > 0) {
        let _ = writeln!(text, "{table:<18} {:>12} {what}", grouped(rows));
    }
}

pub(crate) fn text(report: &ImportReport) -> String {
    let mut text = String::new();
    for file in &report.files {
        text.push_str(&of_file(&file.inspection, &file.tally));
        text.push('\n');
    }
    if !report.changed_anything() {
        let read = |of: Disposition| report.files.iter().map(|file| file.tally.rows_of(of)).sum::<u64>();
        let (imported, excluded) = (read(Disposition::Imported), read(Disposition::Excluded));
        let refused = report.changes.iter().map(|change| change.older + change.tied).sum::<u64>();
        text.push_str(match (imported, excluded, refused) {
            (0, 0, _) => "nothing was imported: no row could be read\n",
            (0, ..) => "nothing was imported: all rows that could be read are left out\n",
            (.., 0) => "nothing new: the lake had all of it\n",
            _ => "nothing new was taken\n",
        });
    }
    for change in &report.changes {
        changed(&mut text, change);
    }
    if let Some(path) = &report.rejects.path {
        let (rows, path) = (grouped(report.rejects.rows), path.display());
        let _ = match report.rejects.unwritten {
            0 => writeln!(text, "{rows} row(s) rejected, in {path}:"),
            more => writeln!(text, "{rows} row(s) rejected, all but the last {} of them in {path}:", grouped(more)),
        };
        report.rejects.first.iter().for_each(|first| {
            let _ = writeln!(text, "  {first}");
        });
    }
    text
}

/// The classes of every file as CSV: what the table shows, for programs.
pub(super) fn csv<'a>(files: impl Iterator<Item = (&'a Inspection, &'a FileTally)>) -> String {
    let mut text = "file,disposition,class,currency,rows,amount\n".to_owned();
    for (inspection, tally) in files {
        for class in &tally.classes {
            let amount = sources::shown_decimal(class.amount, 12);
            let words = [&inspection.file, class.disposition.name(), &class.class, &class.currency].map(field);
            let _ = writeln!(text, "{},{},{amount}", words.join(","), class.rows);
        }
    }
    text
}

/// A field of CSV, quoted where it has to be.
fn field(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}
