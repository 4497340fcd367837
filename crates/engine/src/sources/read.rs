//! An inspected file to landed rows.

use super::frame::Loader;
use super::kinds::{self, Rows};
use super::sink::Sink;
use super::stream::Pages;
use super::zones::Zone;
use super::{FileTally, Inspection, Kind, Landing, Options, SourceError};

/// Reads a file to its end. Rows that cannot be understood are rejected one by one; an error means that
/// nothing of the file may be kept.
///
/// # Errors
/// When the file cannot be read to its end, or `landing` cannot take the rows.
pub fn read(inspection: &Inspection, options: &Options, landing: &mut dyn Landing) -> Result<FileTally, SourceError> {
    let names: Vec<String> = inspection.columns.iter().map(|column| column.name.clone()).collect();
    let mut used: Vec<usize> = inspection.mapping.values().chain(&inspection.item_columns).copied().collect();
    used.sort_unstable();
    used.dedup();
    let mut pages = Pages::start(&inspection.path, &inspection.format, &names, &used, true)?;
    let mut zone = Zone::of(options)?;
    if inspection.kind == Kind::StripePayments {
        zone.assumed = Some(0);
    }
    let mut sink = Sink::new(inspection, options, landing)?;
    let mut rows: Box<dyn Rows> = kinds::reader(inspection, options);
    let mut loader = Loader::new();
    while let Some(page) = pages.next()? {
        sink.refuse_bad(&page)?;
        if page.rows() > 0 {
            let frame = loader.load(&page, inspection, &mut zone)?;
            rows.page(&frame, &mut sink)?;
        }
        sink.landing.progress(page.bytes_read(), sink.tally.rows);
        pages.reuse(page);
    }
    rows.end(&mut sink)?;
    sink.finish()?;
    let mut tally = sink.tally;
    tally.ambiguous_times = zone.ambiguous;
    tally.file_sha256 = pages.sha256.take().unwrap_or_default();
    tally.exported_at = options.exported_at.map(jiff::Timestamp::as_microsecond);
    tally.reading = inspection.reading(options, &tally.file_sha256);
    Ok(tally)
}
