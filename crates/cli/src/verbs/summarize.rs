//! `tenure summarize`: orders -> one row a customer.

use std::path::PathBuf;

use jiff::civil::Date;
use tenure_engine::lake::session::Limits;
use tenure_engine::sources::{ColumnRef, DateOrder, DecimalSign, Delimiter, Options};
use tenure_engine::summaries::{PlainSpec, RowCounts, Summary, Tally, Unit, run as summarize};

use super::common::now;
use crate::exit::Done;
use crate::output::{RowsTo, grouped, money, say, say_hidden};

/// Summarise orders: one row a customer, ready for `tenure fit`
///
/// Answers `customer_id`, `frequency`, `recency`, `age`, `monetary_value`, `litt`, `first_order`, `last_order`, and with
/// `--calibration-end` also `holdout_frequency` and `holdout_value`.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub struct Args {
    /// CSV, JSON lines or Parquet, one row an order or an order line
    #[arg(value_name = "ORDERS")]
    orders: PathBuf,
    /// Column of the customer: its name, or its number from 1
    #[arg(long, value_name = "COL", value_parser = column)]
    customer: ColumnRef,
    /// Column of the time of the order
    #[arg(long, value_name = "COL", value_parser = column)]
    time: ColumnRef,
    /// Column of the amount; negative amounts are refunds
    #[arg(long, value_name = "COL", value_parser = column)]
    amount: ColumnRef,
    /// Last day counted [default: the last day in the file]
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Last day of the calibration period; later days until --as-of are held out
    #[arg(long, value_name = "DATE")]
    calibration_end: Option<Date>,
    /// Unit of recency, age and litt: day or week (days / 7, not rounded)
    #[arg(long, value_name = "UNIT", default_value = "week")]
    unit: Unit,
    /// Zone whose calendar days count, for times that carry an offset
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    zone: String,
    /// The file has no header; columns go by number
    #[arg(long)]
    no_header: bool,
    /// What stands between fields: comma, semicolon, tab, pipe or blanks [default: seen from the file]
    #[arg(long, value_name = "NAME")]
    delimiter: Option<Delimiter>,
    /// Decimal sign: comma or point [default: seen from the column]
    #[arg(long, value_name = "SIGN")]
    decimal: Option<DecimalSign>,
    /// Order of day, month and year: dmy, mdy or ymd [default: seen from the column]
    #[arg(long, value_name = "ORDER")]
    date_order: Option<DateOrder>,
    /// Memory to stay within, in MiB, at least 128; larger work spills to disk
    #[arg(long, value_name = "MIB", default_value_t = 2048, value_parser = clap::value_parser!(u32).range(128..))]
    memory: u32,
    #[command(flatten)]
    to: RowsTo,
}

const HELP: &str = "\
What counts:
  Orders of one customer on one day are one occasion. frequency counts repeat occasions, so a customer
  who came once has 0. recency runs from the first to the last occasion, age from the first occasion to
  the as-of date. monetary_value is the mean of the repeat occasions. An amount of 0 is an occasion. A
  negative amount is a refund: no occasion; it lowers the occasion of its day, else the latest earlier
  one, else it is reported apart. Nothing is dropped in silence: see stderr.

Examples:
  tenure summarize orders.parquet --customer customer_id --time ordered_at --amount amount --out summary.parquet
  tenure summarize export.csv --customer Klantnummer --time Besteldatum --amount Totaal --as-of 2026-06-30
  tenure summarize CDNOW_sample.txt --no-header --customer 2 --time 3 --amount 5 \\
      --calibration-end 1997-09-30 --as-of 1998-06-30 --out summary.csv
  tenure fit summary.parquet --model bg-nbd --out model.json";

fn column(text: &str) -> Result<ColumnRef, std::convert::Infallible> {
    Ok(ColumnRef::from(text))
}

/// Runs the verb.
pub fn run(args: Args) -> anyhow::Result<Done> {
    let options = Options {
        has_header: args.no_header.then_some(false),
        delimiter: args.delimiter,
        decimal: args.decimal,
        date_order: args.date_order,
        zone: Some(args.zone),
        now: Some(now()),
        ..Options::default()
    };
    let target = args.to.target()?;
    let spec = PlainSpec {
        file: args.orders,
        customer: args.customer,
        time: args.time,
        amount: args.amount,
        as_of: args.as_of,
        calibration_end: args.calibration_end,
        unit: args.unit,
        options,
        limits: Limits { memory: (args.memory as usize) << 20, ..Limits::default() },
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let summary = runtime.block_on(summarize(&spec, target)).map_err(anyhow::Error::from).map_err(|error| {
        // Most causes name the file themselves.
        let named = spec.file.file_name().unwrap_or_default().to_string_lossy();
        if format!("{error:#}").contains(&*named) {
            error
        } else {
            error.context(format!("`{named}` could not be summarised"))
        }
    })?;
    tell(&spec, &summary);
    Ok(if summary.rows.refused > 0 { Done::Rejected } else { Done::Well })
}

fn tell(spec: &PlainSpec, summary: &Summary) {
    for decision in &summary.decisions {
        say(&format!("{}: {} ({})", decision.what, decision.value, decision.evidence));
    }
    let RowCounts { read, guests, guests_amount, refused, late } = summary.rows;
    say(&format!("{} rows read, days in {}", grouped(read), spec.options.zone_name()));
    let apart = [
        (refused, "refused: time or amount empty, unreadable or impossible".to_owned()),
        (late, format!("after {}", summary.as_of)),
        (guests, format!("without a customer, {} in all", money(guests_amount.into()))),
    ];
    for (rows, why) in apart.iter().filter(|(rows, _)| *rows > 0) {
        say(&format!("  {} rows {why}", grouped(*rows)));
    }
    for reject in &summary.rejects {
        let column = reject.column.as_ref().map(|column| format!(", {column}")).unwrap_or_default();
        say(&format!("    line {}{column}: {}", reject.line, reject.reason));
    }
    let Tally { customers, repeat_occasions, revenue, .. } = summary.tally;
    let chosen = if spec.as_of.is_some() { "" } else { ", the last day in the file" };
    say(&format!(
        "{} customers, {} repeat occasions, {} net, as of {}{chosen}, in {}s",
        grouped(customers),
        grouped(repeat_occasions.unsigned_abs()),
        money(revenue),
        summary.as_of,
        spec.unit,
    ));
    tell_apart(&summary.tally);
    say_hidden(summary.hidden);
}

fn tell_apart(tally: &Tally) {
    let Tally { refunds_only, refunds_only_amount, after_calibration, unmatched_customers, unmatched_amount, .. } =
        *tally;
    if refunds_only > 0 {
        say(&format!(
            "  left out: {} customers with refunds only, {} refunded",
            grouped(refunds_only),
            money(refunds_only_amount)
        ));
    }
    if after_calibration > 0 {
        say(&format!(
            "  left out: {} customers whose first order is after the calibration end",
            grouped(after_calibration)
        ));
    }
    if unmatched_customers > 0 {
        say(&format!(
            "  refunds before any order, on no occasion: {} of {} customers",
            money(unmatched_amount),
            grouped(unmatched_customers)
        ));
    }
}
