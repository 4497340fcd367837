//! Lines above the header: Excel's `sep=;`, a title, a date of export, blank lines.

use super::aliases;
use super::dates::{self, DateEvidence};
use super::numbers::{self, SignEvidence};
use super::{ColumnRef, Decision, Delimiter, Options};

/// How far down a header is looked for.
const DEEPEST: usize = 25;

/// What stands above the header.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Above {
    /// Lines to pass over.
    pub lines: u64,
    /// The delimiter that the first line gives.
    pub delimiter: Option<Delimiter>,
}

/// Looks at the first lines of a text.
pub(crate) fn above(sample: &[u8], newline: u8, options: &Options, decisions: &mut Vec<Decision>) -> Above {
    let lines: Vec<String> =
        sample.split(|&byte| byte == newline).take(DEEPEST).map(|line| String::from_utf8_lossy(line).into()).collect();
    let delimiter = lines.first().and_then(|line| separator(line));
    let from = usize::from(delimiter.is_some());
    if let Some(lines) = options.skip {
        decisions.push(Decision::new("lines above the header", &lines.to_string(), "given"));
        return Above { lines: lines.max(from as u64), delimiter };
    }
    let found = match options.has_header {
        Some(false) => None,
        _ => header(&lines, from, options.delimiter.or(delimiter), options),
    };
    if let Some(place) = found {
        let why = format!("line {} is the first that names columns; `--skip` changes it", place + 1);
        decisions.push(Decision::new("lines above the header", &place.to_string(), &why));
    }
    Above { lines: found.unwrap_or(from) as u64, delimiter }
}

/// What Excel writes, and reads, in the first line: `sep=;`.
fn separator(line: &str) -> Option<Delimiter> {
    let line = line.trim_end_matches('\r').trim_matches('"').to_ascii_lowercase();
    match line.strip_prefix("sep=")? {
        "," => Some(Delimiter::Comma),
        ";" => Some(Delimiter::Semicolon),
        "|" => Some(Delimiter::Pipe),
        "\t" => Some(Delimiter::Tab),
        _ => None,
    }
}

/// The place of a header below other lines. It has to name columns that are known, and what stands above it has to
/// be much narrower: a row of data above a second header is data.
fn header(lines: &[String], from: usize, given: Option<Delimiter>, options: &Options) -> Option<usize> {
    let all = [Delimiter::Semicolon, Delimiter::Comma, Delimiter::Tab, Delimiter::Pipe];
    let wanted = all.into_iter().filter(|delimiter| given.is_none_or(|given| given == *delimiter));
    let places = wanted.filter_map(|delimiter| {
        let byte = char::from(delimiter.byte()?);
        let rows: Vec<Vec<String>> = lines.iter().map(|line| cells(line, byte)).collect();
        let place = rows.iter().skip(from).position(|row| names(row, options))? + from;
        let width = filled(rows.get(place)?);
        let narrow = rows.get(from..place)?.iter().all(|row| filled(row) * 2 <= width);
        let told = rows.get(from..place)?.iter().any(|row| filled(row) > 0);
        (narrow && told).then_some((place, width))
    });
    places.max_by_key(|(_, width)| *width).map(|(place, _)| place)
}

fn cells(line: &str, delimiter: char) -> Vec<String> {
    line.split(delimiter).map(|cell| cell.trim().trim_matches('"').trim().to_owned()).collect()
}

fn filled(row: &[String]) -> usize {
    row.iter().filter(|cell| !cell.is_empty()).count()
}

/// Whether a row names two columns or more that are known, and holds no data.
fn names(row: &[String], options: &Options) -> bool {
    let data = |cell: &String| {
        let number = !matches!(numbers::evidence(cell), SignEvidence::NotANumber);
        !cell.is_empty() && (number || !matches!(dates::evidence(cell.as_bytes()), DateEvidence::NotADate))
    };
    let given = |cell: &String| options.mapping.values().any(|column| *column == ColumnRef::Name(cell.clone()));
    !row.iter().any(data) && aliases::known(row).max(row.iter().filter(|cell| given(cell)).count()) >= 2
}
