//! What the values of the used columns say: decimal sign and date order, by evidence. The head of the
//! file decides nearly always; only for a column that stays open the rest is read.

use std::collections::BTreeMap;
use std::path::Path;

use super::bytes::shown;
use super::dates::{self, DateEvidence, DateFormat};
use super::numbers::{self, SignEvidence};
use super::pages::Page;
use super::records::Chunk;
use super::sniff::HEAD;
use super::stream::Feed;
use super::{DateOrder, DecimalSign, Decision, Format, Options, SourceError};

/// A value with its line.
type Seen = Option<(u64, String)>;

/// What is wanted of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Want {
    Number,
    When,
}

/// What a column's values said so far.
#[derive(Debug, Default)]
struct Evidence {
    typed: bool,
    filled: u64,
    comma: Seen,
    point: Seen,
    either: Seen,
    numbers: u64,
    odd: Seen,
    dmy: u64,
    mdy: u64,
    ymd: u64,
    /// A value that settles the order, and one that does not.
    settles: Seen,
    open: Seen,
    year_first: u64,
    formats: BTreeMap<u8, u64>,
}

const FORMATS: [DateFormat; 4] =
    [DateFormat::Compact, DateFormat::EpochSeconds, DateFormat::EpochMillis, DateFormat::EpochMicros];

fn note(seen: &mut Seen, line: u64, text: &str) {
    if seen.is_none() {
        *seen = Some((line, text.chars().take(40).collect()));
    }
}

impl Evidence {
    fn number(&mut self, line: u64, text: &str) {
        self.filled += 1;
        self.numbers += 1;
        match numbers::evidence(text) {
            SignEvidence::Comma => note(&mut self.comma, line, text),
            SignEvidence::Point => note(&mut self.point, line, text),
            SignEvidence::Either => note(&mut self.either, line, text),
            SignEvidence::Neutral => {}
            SignEvidence::NotANumber => {
                self.numbers -= 1;
                note(&mut self.odd, line, text);
            }
        }
    }

    fn when(&mut self, line: u64, text: &str) {
        self.filled += 1;
        match dates::evidence(text.as_bytes()) {
            DateEvidence::Orders { dmy, mdy, ymd } => {
                self.dmy += u64::from(dmy);
                self.mdy += u64::from(mdy);
                self.ymd += u64::from(ymd);
                if dmy && mdy && ymd && text.as_bytes().iter().take(4).all(u8::is_ascii_digit) {
                    self.year_first += 1;
                } else if u8::from(dmy) + u8::from(mdy) + u8::from(ymd) == 1 {
                    note(&mut self.settles, line, text);
                } else {
                    note(&mut self.open, line, text);
                }
            }
            DateEvidence::Format(format) => {
                let place = FORMATS.iter().position(|known| *known == format).unwrap_or(0) as u8;
                *self.formats.entry(place).or_default() += 1;
            }
            DateEvidence::NotADate => note(&mut self.odd, line, text),
        }
    }

    /// Whether more values could still change the answer.
    fn open(&self, want: Want) -> bool {
        match want {
            _ if self.typed => false,
            Want::Number => self.comma.is_none() && self.point.is_none() && self.either.is_some(),
            Want::When => {
                self.settles.is_none() && self.open.is_some() && self.year_first == 0 && self.formats.is_empty()
            }
        }
    }
}

/// The settled reading of a column.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Reading {
    pub decimal: Option<DecimalSign>,
    pub dates: Option<DateFormat>,
}

/// A column that is used for numbers or dates.
pub(crate) struct Used {
    pub column: usize,
    pub want: Want,
    /// What chooses another column.
    pub option: String,
}

/// Settles all used columns, or says which option is needed.
pub(crate) fn survey(
    path: &Path,
    format: &Format,
    names: &[String],
    used: &[Used],
    options: &Options,
    decisions: &mut Vec<Decision>,
) -> Result<Vec<Reading>, SourceError> {
    let mut evidence: Vec<Evidence> = used.iter().map(|_| Evidence::default()).collect();
    let places: Vec<usize> = used.iter().map(|used| used.column).collect();
    let mut feed = Feed::open(path, format, names, &places, false)?;
    let (mut looked, mut rows, mut unread) = (0, 0, 0);
    let mut first_bad = None;
    let mut old = Chunk::default();
    while let Some(page) = feed.next(old)? {
        rows += page.rows() + page.bad().len();
        unread += page.bad().len();
        if let (None, Some(bad)) = (&first_bad, page.bad().first()) {
            first_bad = Some((bad.line, super::sink::explain(bad, names.len()).1));
        }
        let further = looked >= HEAD;
        looked += match &page {
            Page::Text(chunk) => chunk.text.len(),
            Page::Batch(batch) => batch.columns.get_array_memory_size(),
        };
        look(&page, used, &mut evidence, further)?;
        old = match page {
            Page::Text(chunk) => chunk,
            Page::Batch(_) => Chunk::default(),
        };
        let given = |want: Want| match want {
            Want::Number => options.decimal.is_some(),
            Want::When => options.date_order.is_some(),
        };
        let open = used.iter().zip(&evidence).any(|(used, seen)| !given(used.want) && seen.open(used.want));
        if looked >= HEAD && (!open || settled_elsewhere(used, &evidence)) {
            break;
        }
    }
    if rows == 0 {
        return Err(SourceError::HeaderOnly { file: shown(path), columns: names.len() });
    }
    if let Some((line, reason)) = first_bad.filter(|_| unread == rows && !used.is_empty()) {
        return Err(SourceError::NoRows { file: shown(path), rows, line, reason });
    }
    settle(path, names, used, &evidence, options, decisions)
}

fn look(page: &Page, used: &[Used], evidence: &mut [Evidence], further: bool) -> Result<(), SourceError> {
    for (used, seen) in used.iter().zip(evidence) {
        if further && !seen.open(used.want) {
            continue;
        }
        if let Page::Batch(batch) = page
            && batch.typed(used.column)
        {
            seen.typed = true;
            seen.filled += 1;
            continue;
        }
        let texts = page.texts(Some(used.column))?;
        for row in 0..page.rows() {
            let Some(text) = texts.some(row) else { continue };
            match used.want {
                Want::Number => seen.number(page.line(row), text),
                Want::When => seen.when(page.line(row), text),
            }
        }
    }
    Ok(())
}

/// One program writes one decimal sign: a column that has it settles those that leave it open.
fn other_sign(evidence: &[Evidence]) -> Option<(String, DecimalSign)> {
    let comma = evidence.iter().find_map(|seen| seen.comma.as_ref());
    let point = evidence.iter().find_map(|seen| seen.point.as_ref());
    let shown = |(line, value): &(u64, String)| format!("`{value}` in line {line}");
    match (comma, point) {
        (Some(seen), None) => Some((shown(seen), DecimalSign::Comma)),
        (None, Some(seen)) => Some((shown(seen), DecimalSign::Point)),
        _ => None,
    }
}

fn settled_elsewhere(used: &[Used], evidence: &[Evidence]) -> bool {
    let dates_open = used.iter().zip(evidence).any(|(used, seen)| used.want == Want::When && seen.open(Want::When));
    !dates_open && other_sign(evidence).is_some()
}

fn settle(
    path: &Path,
    names: &[String],
    used: &[Used],
    evidence: &[Evidence],
    options: &Options,
    decisions: &mut Vec<Decision>,
) -> Result<Vec<Reading>, SourceError> {
    let file = shown(path);
    let elsewhere = other_sign(evidence);
    let mut readings = Vec::with_capacity(used.len());
    for (used, seen) in used.iter().zip(evidence) {
        let column = names.get(used.column).cloned().unwrap_or_default();
        let mut reading = Reading::default();
        match used.want {
            Want::Number => {
                let elsewhere = elsewhere.as_ref().map(|(why, sign)| (why.as_str(), *sign));
                reading.decimal = sign(&file, &column, &used.option, seen, options, elsewhere, decisions)?;
            }
            Want::When => reading.dates = Some(order(&file, &column, &used.option, seen, options, decisions)?),
        }
        readings.push(reading);
    }
    Ok(readings)
}

fn sign(
    file: &str,
    column: &str,
    option: &str,
    seen: &Evidence,
    options: &Options,
    elsewhere: Option<(&str, DecimalSign)>,
    decisions: &mut Vec<Decision>,
) -> Result<Option<DecimalSign>, SourceError> {
    if seen.typed {
        return Ok(None);
    }
    if seen.filled > 0
        && seen.numbers == 0
        && let Some((line, value)) = seen.odd.clone()
    {
        let (file, column, option) = (file.to_owned(), column.to_owned(), option.to_owned());
        return Err(SourceError::NoNumbers { file, column, value, line, option });
    }
    let mut decide = |sign: DecimalSign, why: String| {
        decisions.push(Decision::new("decimal", sign.name(), &why));
        Ok(Some(sign))
    };
    if let Some(sign) = options.decimal {
        return decide(sign, format!("column `{column}`: given"));
    }
    match (&seen.comma, &seen.point) {
        (Some((line, value)), None) => {
            decide(DecimalSign::Comma, format!("column `{column}`: `{value}` in line {line}"))
        }
        (None, Some((line, value))) => {
            decide(DecimalSign::Point, format!("column `{column}`: `{value}` in line {line}"))
        }
        (Some(comma), Some(point)) => Err(SourceError::MixedDecimal {
            file: file.to_owned(),
            column: column.to_owned(),
            point: point.1.clone(),
            point_line: point.0,
            comma: comma.1.clone(),
            comma_line: comma.0,
        }),
        (None, None) => match (&seen.either, elsewhere) {
            // Whole numbers only: a fraction further down is written as elsewhere.
            (None, elsewhere) => Ok(elsewhere.map(|(_, sign)| sign)),
            (Some(_), Some((why, sign))) => decide(sign, format!("column `{column}`: as elsewhere in the file, {why}")),
            (Some((line, value)), None) => Err(SourceError::AmbiguousDecimal {
                file: file.to_owned(),
                column: column.to_owned(),
                value: value.clone(),
                line: *line,
            }),
        },
    }
}

fn order(
    file: &str,
    column: &str,
    option: &str,
    seen: &Evidence,
    options: &Options,
    decisions: &mut Vec<Decision>,
) -> Result<DateFormat, SourceError> {
    if seen.typed {
        return Ok(DateFormat::Parts(DateOrder::Ymd));
    }
    let mut decide = |format: DateFormat, why: String| {
        decisions.push(Decision::new("dates", format.shown(), &why));
        Ok(format)
    };
    let parts = seen.dmy.max(seen.mdy).max(seen.ymd);
    let other = seen.formats.iter().max_by_key(|(_, count)| **count);
    if let Some((&place, _)) = other.filter(|(_, count)| **count > parts) {
        let format = FORMATS[usize::from(place).min(3)];
        return decide(format, format!("column `{column}` by the length of its numbers"));
    }
    if parts == 0 {
        let (file, column, option) = (file.to_owned(), column.to_owned(), option.to_owned());
        return Err(match seen.odd.clone() {
            Some((line, value)) => SourceError::NoDates { file, column, value, line, option },
            None => SourceError::EmptyColumn { file, column, option },
        });
    }
    if let Some(order) = options.date_order {
        return decide(DateFormat::Parts(order), format!("column `{column}`: given"));
    }
    if seen.year_first == parts && seen.settles.is_none() {
        return decide(DateFormat::Parts(DateOrder::Ymd), format!("column `{column}` has the year first"));
    }
    let orders = [(DateOrder::Dmy, seen.dmy), (DateOrder::Mdy, seen.mdy), (DateOrder::Ymd, seen.ymd)];
    let mut best = orders.iter().filter(|(_, count)| *count == parts);
    match (best.next(), best.next(), &seen.settles, &seen.open) {
        (Some(&(order, _)), None, Some((line, value)), _) => {
            decide(DateFormat::Parts(order), format!("column `{column}`: only so is `{value}` in line {line} a date"))
        }
        (_, _, settles, open) => {
            let (line, value) = open.clone().or_else(|| settles.clone()).unwrap_or_default();
            Err(SourceError::AmbiguousDate { file: file.to_owned(), column: column.to_owned(), value, line })
        }
    }
}
