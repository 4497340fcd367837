//! `tenure import`: files into the lake.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Result;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::Serialize;
use tenure_engine::import::{self, ImportReport, Request};
use tenure_engine::plain::VERSION;
use tenure_engine::sources::{
    ColumnRef, DateOrder, DecimalSign, Delimiter, Disposition, Encoding, FileTally, Inspection, Kind, Mapping, Options,
    Vat,
};
use tenure_engine::workspace::Workspace;

use super::common::{In, now, wait};
pub(crate) use super::imported::text;
use super::imported::{csv, of_file};
use super::remember;
use crate::exit::{Done, Usage};
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

/// Where orders come from, as the tables name it.
const CHANNELS: [&str; 5] = ["web", "store", "marketplace", "phone", "field_sales"];

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
    args.check(&workspace, now)?;
    workspace.require_key()?;
    let mut requests = Vec::new();
    for path in &args.files {
        requests.push(Request { path: path.clone(), options: args.options(&workspace, path, now)? });
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
    let mut said = Options::default();
    args.overlay(&mut said, &args.columns()?);
    remember::remember(&workspace, &report, &said)?;
    let files = || report.files.iter().map(|file| (&file.inspection, &file.tally));
    print(args.format, &Imported { tenure: VERSION, import: &report }, || csv(files()), || text(&report))?;
    Ok(rejected(report.files.iter().map(|file| &file.tally)))
}

impl Args {
    /// What the workspace knows of the source, and what this command says on top of it.
    fn options(&self, workspace: &Workspace, path: &Path, now: Timestamp) -> Result<Options> {
        let (columns, exported_at) = (self.columns()?, self.exported(workspace)?);
        let said = |options: &mut Options| {
            options.exported_at = exported_at;
            self.overlay(options, &columns);
        };
        Ok(import::options(workspace, path, now, said)?)
    }

    fn columns(&self) -> Result<Mapping> {
        let mut columns = Mapping::new();
        for pair in &self.map {
            let Some((role, column)) = pair.split_once('=') else {
                let example = "for example --map amount=Bedrag or --map customer_id=2";
                return Err(Usage(format!("`--map {pair}` is no ROLE=COLUMN; {example}")).into());
            };
            columns.insert(role.parse()?, ColumnRef::from(column));
        }
        Ok(columns)
    }

    fn overlay(&self, options: &mut Options, columns: &Mapping) {
        fn set<T: Clone>(to: &mut Option<T>, from: Option<&T>) {
            if let Some(value) = from {
                *to = Some(value.clone());
            }
        }
        set(&mut options.source, self.source.as_ref());
        set(&mut options.kind, self.kind.as_ref());
        set(&mut options.delimiter, self.delimiter.as_ref());
        set(&mut options.encoding, self.encoding.as_ref());
        set(&mut options.decimal, self.decimal.as_ref());
        set(&mut options.date_order, self.date_order.as_ref());
        set(&mut options.zone, self.zone.as_ref());
        set(&mut options.currency, self.currency.as_ref());
        set(&mut options.channel, self.channel.as_ref());
        set(&mut options.vat, self.vat.as_ref());
        set(&mut options.skip, self.skip.as_ref());
        if self.no_header {
            options.has_header = Some(false);
        }
        options.mapping.extend(columns.clone());
    }

    /// Refuses what could not be read again from the settings, or means nothing.
    fn check(&self, workspace: &Workspace, now: Timestamp) -> Result<()> {
        let named = |name: &str| name.chars().all(|letter| letter.is_alphanumeric() || "-_. ".contains(letter));
        if let Some(name) = &self.source
            && (name.trim().is_empty() || name.starts_with('.') || !named(name))
        {
            let allowed = "a name of letters, digits, `-`, `_`, `.` and blanks, such as web-shop";
            return Err(Usage(format!("`--source {name}` names no source; give {allowed}")).into());
        }
        if let Some(channel) = &self.channel
            && !CHANNELS.contains(&channel.as_str())
        {
            let allowed = CHANNELS.join(", ");
            return Err(Usage(format!("`--channel {channel}` is no channel; it is one of {allowed}")).into());
        }
        match self.exported(workspace)? {
            Some(at) if at > now => Err(Usage(format!("`--exported-at {at}` is in the future")).into()),
            _ => Ok(()),
        }
    }

    /// When the files were exported; a time without offset is of the workspace's zone.
    fn exported(&self, workspace: &Workspace) -> Result<Option<Timestamp>> {
        let Some(text) = &self.exported_at else { return Ok(None) };
        if let Ok(at) = text.parse() {
            return Ok(Some(at));
        }
        let local = text.parse::<DateTime>().ok().and_then(|at| {
            let zone = TimeZone::get(self.zone.as_ref().unwrap_or(&workspace.settings.workspace.zone)).ok()?;
            Some(at.to_zoned(zone).ok()?.timestamp())
        });
        let expected = "write it as 2026-03-31, 2026-03-31T18:00 or 2026-03-31T18:00:00Z";
        local.map(Some).ok_or_else(|| Usage(format!("`--exported-at {text}` is no time; {expected}")).into())
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
