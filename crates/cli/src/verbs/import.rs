//! `tenure import`: files into the lake.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;
use jiff::Timestamp;
use serde::Serialize;
use tenure_engine::import::{self, ImportReport, Request};
use tenure_engine::plain::VERSION;
use tenure_engine::sources::{
    DateOrder, DecimalSign, Delimiter, Disposition, Encoding, FileTally, Inspection, Kind, Options, Vat,
};
use tenure_engine::workspace::Workspace;

use super::common::{In, now, wait};
pub(crate) use super::imported::text;
use super::imported::{csv, of_file};
use super::remember;
use crate::exit::Done;
use crate::output::{self, Shape, say};
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
    /// Files: CSV or JSON lines, also packed with gzip, or Parquet. No pipes: a file is read more than once
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
    /// Lines above the header; seen from the file when left out
    #[arg(long, value_name = "N")]
    skip: Option<u64>,
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
    /// When the files were exported: of two copies of a row the later export stays. For example 2026-03-31T18:00
    ///
    /// Left out, a row's own time of change counts, else the last date in its file. A time without offset is of
    /// the workspace's zone.
    #[arg(long, value_name = "TIME")]
    exported_at: Option<String>,
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
    let said = args.said(&workspace, now)?;
    workspace.require_key()?;
    let mut requests = Vec::new();
    for path in &args.files {
        // What the workspace knows of the source, and what is said here on top of it.
        let options = import::options(&workspace, path, now, |options| options.overlay(&said))?;
        requests.push(Request { path: path.clone(), options });
    }
    let bar = Arc::new(Bar::new());
    if args.dry_run {
        let rehearsed = import::rehearse(&requests, &*bar)?;
        bar.end();
        let files = || rehearsed.iter().map(|(inspection, tally)| (inspection, tally));
        let table = || files().map(|(inspection, tally)| of_file(inspection, tally)).collect();
        print(args.format, &Rehearsed { tenure: VERSION, files: &rehearsed }, || csv(files()), table)?;
        say("nothing was loaded (--dry-run)");
        return Ok(rejected(rehearsed.iter().map(|(_, tally)| tally)));
    }
    let report = wait(async { Ok(import::run(&workspace, &requests, now, bar.clone()).await?) })?;
    bar.end();
    remember::remember(&workspace, &report, &said)?;
    let files = || report.files.iter().map(|file| (&file.inspection, &file.tally));
    print(args.format, &Imported { tenure: VERSION, import: &report }, || csv(files()), || text(&report))?;
    Ok(rejected(report.files.iter().map(|file| &file.tally)))
}

impl Args {
    /// What this command says of all its files.
    fn said(&self, workspace: &Workspace, now: Timestamp) -> Result<Options> {
        let mut said = Options {
            kind: self.kind,
            has_header: self.no_header.then_some(false),
            skip: self.skip,
            delimiter: self.delimiter,
            encoding: self.encoding,
            decimal: self.decimal,
            date_order: self.date_order,
            vat: self.vat,
            default_zone: workspace.settings.workspace.zone.clone(),
            now: Some(now),
            ..Options::default()
        };
        let texts = [
            ("source", &self.source),
            ("zone", &self.zone),
            ("currency", &self.currency),
            ("channel", &self.channel),
            ("exported_at", &self.exported_at),
        ];
        for (name, text) in texts.into_iter().filter_map(|(name, text)| Some((name, text.as_ref()?))) {
            said.say(name, text)?;
        }
        for pair in &self.map {
            said.say("map", pair)?;
        }
        Ok(said)
    }
}

/// Rejected rows are a result to act on, not a crash.
fn rejected<'a>(mut tallies: impl Iterator<Item = &'a FileTally>) -> Done {
    if tallies.any(|tally| tally.rows_of(Disposition::Rejected) > 0) { Done::Rejected } else { Done::Well }
}

fn print(
    format: Shape,
    json: &impl Serialize,
    csv: impl FnOnce() -> String,
    text: impl FnOnce() -> String,
) -> Result<()> {
    match format {
        Shape::Json => output::print(&(serde_json::to_string_pretty(json)? + "\n")),
        Shape::Csv => output::print(&csv()),
        Shape::Table => output::print(&text()),
    }
}

/// Writes what was decided about new sources to `tenure.toml`.
pub(crate) fn remember(workspace: &Workspace, report: &ImportReport) -> Result<()> {
    remember::remember(workspace, report, &Options::default())
}
