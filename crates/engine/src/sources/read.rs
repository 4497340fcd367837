//! An inspected file to landed rows.

use super::frame::Loader;
use super::kinds::{self, Rows};
use super::sink::Sink;
use super::stream::Pages;
use super::veil::Veil;
use super::{FileTally, Inspection, Landing, Options, SourceError};

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
    let mut loader = Loader::new(inspection, options)?;
    let load = move |page| loader.load(page);
    let mut pages = Pages::start(&inspection.path, &inspection.format, &names, &used, true, load)?;
    let mut landing = Veil::before(landing, options.pseudonym_key);
    let mut sink = Sink::new(inspection, options, &mut landing)?;
    let mut rows: Box<dyn Rows> = kinds::reader(inspection, options);
    let mut ambiguous_times = 0;
    while let Some(frame) = pages.next()? {
        sink.refuse_bad(&frame.page)?;
        rows.page(&frame, &mut sink)?;
        sink.landing.progress(frame.page.bytes_read(), sink.tally.rows);
        ambiguous_times = frame.ambiguous_times;
        pages.reuse(frame.page);
    }
    rows.end(&mut sink)?;
    sink.finish()?;
    let mut tally = sink.tally;
    tally.ambiguous_times = ambiguous_times;
    tally.file_sha256 = pages.sha256.take().unwrap_or_default();
    tally.exported_at = options.exported_at.map(jiff::Timestamp::as_microsecond);
    tally.reading = inspection.reading(options, &tally.file_sha256);
    Ok(tally)
}
