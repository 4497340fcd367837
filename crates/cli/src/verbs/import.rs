//! `tenure import`: files into the lake.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use serde::Serialize;
use tenure_engine::import::{self, ImportReport, Request, TableChange};
use tenure_engine::plain::VERSION;
use tenure_engine::sources::{
    self, ColumnRef, DateOrder, DecimalSign, Delimiter, Disposition, Encoding, FileTally, Inspection, Kind, Options,
    Role, Vat, propose_toml,
};
use tenure_engine::workspace::{SETTINGS_FILE, Workspace, write_whole};

use super::common::{In, now, wait};
use crate::exit::Done;
use crate::output::{self, Shape, grouped, say};
use crate::progress::Bar;

/// Detect, map, check and load files; the same file twice changes nothing
///
/// The format, delimiter, encoding, decimal sign, order of dates and meaning of columns are decided from the
/// file itself and shown with their evidence; what stays ambiguous is refused with the option that settles it.
/// Rows that cannot be read go to `rejects/` with line and reason, and counts and amounts reconcile:
/// imported + excluded + rejected = file total.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  tenure import orders.csv
  tenure import export-*.csv.gz --source winkel --dry-run
  tenure import OnlineRetail.parquet --as invoice-lines --currency GBP --zone Europe/London
  tenure import CDNOW_master.txt --as orders --map customer_id=1 --map ordered_at=2 --map amount=4 --currency USD")]
pub struct Args {
    #[command(flatten)]
    place: In,
    /// Files: CSV (also gzip), Parquet or JSON lines
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// What a row is: orders, order-lines, invoice-lines, shopify-orders, woocommerce-orders, stripe-payments
    #[arg(long = "as", value_name = "KIND")]
    kind: Option<Kind>,
    /// Name of the source; decided from the kind when left out
    #[arg(long)]
    source: Option<String>,
    /// Show the decisions and the counts, and load nothing
    #[arg(long)]
    dry_run: bool,
    /// Meaning of a column by name or number from 1, for example amount=Bedrag or `customer_id=2`
    #[arg(long = "map", value_name = "ROLE=COLUMN")]
    map: Vec<String>,
    /// The first row is data
    #[arg(long)]
    no_header: bool,
    /// comma, semicolon, tab, pipe or blanks
    #[arg(long)]
    delimiter: Option<Delimiter>,
    /// utf-8, utf-16le, utf-16be or windows-1252
    #[arg(long)]
    encoding: Option<Encoding>,
    /// Decimal sign: comma or point
    #[arg(long)]
    decimal: Option<DecimalSign>,
    /// Order of dates: dmy, mdy or ymd
    #[arg(long)]
    date_order: Option<DateOrder>,
    /// Zone of times that carry no offset; the workspace's when left out
    #[arg(long)]
    zone: Option<String>,
    /// Currency of amounts that carry none; the workspace's when left out
    #[arg(long)]
    currency: Option<String>,
    /// Channel of all orders where no column says: web, store, marketplace, phone, `field_sales`
    #[arg(long)]
    channel: Option<String>,
    /// Whether amounts include VAT: net, or gross:21
    #[arg(long)]
    vat: Option<Vat>,
    /// Form of the report
    #[arg(long, value_name = "SHAPE", default_value = "table")]
    format: Shape,
}

#[derive(Serialize)]
struct Rehearsed<'a> {
    tenure: &'static str,
    files: &'a [(Inspection, FileTally)],
}

#[derive(Serialize)]
struct Imported<'a> {
    tenure: &'static str,
    import: &'a ImportReport,
}

/// Runs the verb.
pub fn run(args: Args) -> Result<Done> {
    let workspace = args.place.open()?;
    let now = now();
    let mut requests = Vec::new();
    for path in &args.files {
        requests.push(Request { path: path.clone(), options: args.options(&workspace, path, now)? });
    }
    let bar = Arc::new(Bar::new());
    if args.dry_run {
        let rehearsed = import::rehearse(&requests, &*bar)?;
        bar.end();
        print(args.format, &Rehearsed { tenure: VERSION, files: &rehearsed }, || {
            rehearsed.iter().map(|(inspection, tally)| of_file(inspection, tally)).collect()
        })?;
        say("nothing was loaded (--dry-run)");
        return Ok(rejected(rehearsed.iter().map(|(_, tally)| tally)));
    }
    let report = wait(async { Ok(import::run(&workspace, &requests, now, bar.clone()).await?) })?;
    bar.end();
    remember(&workspace, &report)?;
    print(args.format, &Imported { tenure: VERSION, import: &report }, || text(&report))?;
    Ok(rejected(report.files.iter().map(|file| &file.tally)))
}

impl Args {
    /// What the workspace knows of the source, and what this command says on top of it.
    fn options(&self, workspace: &Workspace, path: &std::path::Path, now: jiff::Timestamp) -> Result<Options> {
        let settings = &workspace.settings;
        let base = Options {
            default_zone: settings.workspace.zone.clone(),
            default_currency: settings.workspace.currency.clone(),
            pseudonym_key: workspace.pseudonym_key,
            now: Some(now),
            ..Options::default()
        };
        let mut options = Options { source: self.source.clone(), ..base.clone() };
        self.overlay(&mut options)?;
        // Which source it is may only show when the file is looked at.
        let name = match &self.source {
            Some(name) => name.clone(),
            None => sources::inspect(path, &options)?.source,
        };
        if let Some(known) = settings.sources.get(&name) {
            options = Options {
                source: Some(name),
                default_zone: base.default_zone,
                default_currency: base.default_currency,
                pseudonym_key: base.pseudonym_key,
                now: base.now,
                ..known.clone()
            };
            self.overlay(&mut options)?;
        }
        Ok(options)
    }

    fn overlay(&self, options: &mut Options) -> Result<()> {
        fn set<T: Clone>(to: &mut Option<T>, from: Option<&T>) {
            if let Some(value) = from {
                *to = Some(value.clone());
            }
        }
        set(&mut options.kind, self.kind.as_ref());
        set(&mut options.delimiter, self.delimiter.as_ref());
        set(&mut options.encoding, self.encoding.as_ref());
        set(&mut options.decimal, self.decimal.as_ref());
        set(&mut options.date_order, self.date_order.as_ref());
        set(&mut options.zone, self.zone.as_ref());
        set(&mut options.currency, self.currency.as_ref());
        set(&mut options.channel, self.channel.as_ref());
        set(&mut options.vat, self.vat.as_ref());
        if self.no_header {
            options.has_header = Some(false);
        }
        for pair in &self.map {
            let Some((role, column)) = pair.split_once('=') else {
                bail!("`--map {pair}` is no ROLE=COLUMN; for example --map amount=Bedrag or --map customer_id=2");
            };
            let role: Role = role.parse()?;
            options.mapping.insert(role, ColumnRef::from(column));
        }
        Ok(())
    }
}

/// Rejected rows are a result to act on, not a crash.
fn rejected<'a>(mut tallies: impl Iterator<Item = &'a FileTally>) -> Done {
    if tallies.any(|tally| tally.rows_of(Disposition::Rejected) > 0) { Done::Rejected } else { Done::Well }
}

/// Writes the settings of sources that are new to `tenure.toml`.
pub(crate) fn remember(workspace: &Workspace, report: &ImportReport) -> Result<()> {
    let path = workspace.root.join(SETTINGS_FILE);
    let mut text = std::fs::read_to_string(&path).with_context(|| format!("`{}`", path.display()))?;
    let mut added = Vec::new();
    for file in &report.files {
        let source = &file.inspection.source;
        if !workspace.settings.sources.contains_key(source) && !added.contains(source) {
            let _ = write!(text, "\n{}", propose_toml(&file.inspection));
            added.push(source.clone());
        }
    }
    if !added.is_empty() {
        write_whole(&path, text.as_bytes())?;
        say(&format!("wrote what was decided about `{}` to {}", added.join("`, `"), path.display()));
    }
    Ok(())
}

fn print(format: Shape, json: &impl Serialize, text: impl FnOnce() -> String) -> Result<()> {
    match format {
        Shape::Json => output::print(&(serde_json::to_string_pretty(json)? + "\n")),
        Shape::Table | Shape::Csv => output::print(&text()),
    }
}

/// One file: the decisions, then the classes, which add up to the file.
fn of_file(inspection: &Inspection, tally: &FileTally) -> String {
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
    text
}

/// What became of one table, and what of the rows that it did not take.
fn changed(text: &mut String, change: &TableChange) {
    let table = change.table;
    if change.inserted + change.updated > 0 {
        let _ =
            writeln!(text, "{table:<18} {:>12} new {:>12} updated", grouped(change.inserted), grouped(change.updated));
    }
    let parts = [
        (change.removed, "removed: their order came in a newer version without them"),
        (change.older, "not taken: older than another copy"),
        (change.tied, "not taken: as old as another copy; which one stays is settled by their content"),
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
        text.push_str("nothing new: the lake had all of it\n");
    }
    for change in &report.changes {
        changed(&mut text, change);
    }
    if let Some(path) = &report.rejects.path {
        let _ = writeln!(text, "{} row(s) rejected, in {}:", report.rejects.rows, path.display());
        report.rejects.first.iter().for_each(|first| {
            let _ = writeln!(text, "  {first}");
        });
    }
    text
}
