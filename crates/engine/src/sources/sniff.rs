//! The outer form of a file, from its head: packing, encoding, delimiter, header.

use std::io::Cursor;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::above::above;
use super::bytes::{Text, Wrapping, shown};
use super::dates::{self, DateEvidence};
use super::encoding::encoding;
use super::numbers::{self, SignEvidence};
use super::records::{Chunk, Layout, Malformed, Splitter};
use super::{Decision, Delimiter, Encoding, Options, SourceError, foreign};

/// What is looked at before anything is decided.
pub(crate) const HEAD: usize = 4 << 20;
const DELIMITER_SAMPLE: usize = 256 << 10;

/// The outer form of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "format", rename_all = "kebab-case")]
pub enum Format {
    /// Fields between delimiters.
    Delimited {
        /// Packed with gzip.
        gzip: bool,
        /// How bytes are letters.
        encoding: Encoding,
        /// A byte-order mark at the start.
        bom: bool,
        /// Between fields.
        delimiter: Delimiter,
        /// The first row names the columns.
        header: bool,
        /// Rows end in a carriage return alone.
        carriage_return: bool,
        /// Lines above the header or the first row.
        #[serde(default)]
        above: u64,
    },
    /// One JSON object a line.
    JsonLines {
        /// Packed with gzip.
        gzip: bool,
        /// How bytes are letters.
        encoding: Encoding,
        /// A byte-order mark at the start.
        bom: bool,
    },
    /// Apache Parquet.
    Parquet,
}

impl Format {
    pub(crate) fn wrapping(&self) -> Wrapping {
        match *self {
            Self::Delimited { gzip, encoding, bom, .. } | Self::JsonLines { gzip, encoding, bom } => {
                Wrapping { gzip, encoding, bom }
            }
            Self::Parquet => Wrapping { gzip: false, encoding: Encoding::Utf8, bom: false },
        }
    }

    /// Where the first row of data stands, in lines, when no field spans lines.
    pub(crate) fn layout(&self, columns: usize) -> Option<Layout> {
        match *self {
            Self::Delimited { delimiter, header, carriage_return, above, .. } => {
                let newline = if carriage_return { b'\r' } else { b'\n' };
                Some(Layout { delimiter, newline, columns, header, above })
            }
            _ => None,
        }
    }
}

/// The form and the names of the columns.
pub(crate) struct Sniffed {
    pub format: Format,
    pub names: Vec<String>,
    pub decisions: Vec<Decision>,
}

/// Looks at the head of a file. Parquet and JSON lines get their names later, from their own readers.
pub(crate) fn sniff(path: &Path, options: &Options) -> Result<Sniffed, SourceError> {
    let file = shown(path);
    let magic = foreign::known(path)?;
    if magic.is_empty() {
        return Err(SourceError::Empty { file });
    }
    let mut decisions = Vec::new();
    if magic == b"PAR1" {
        decisions.push(Decision::new("format", "Parquet", "the file begins with `PAR1`"));
        return Ok(Sniffed { format: Format::Parquet, names: Vec::new(), decisions });
    }
    let gzip = magic.starts_with(&[0x1f, 0x8b]);
    if gzip {
        decisions.push(Decision::new("packing", "gzip", "the file begins with gzip's mark"));
    }
    let wrapping = encoding(path, gzip, options, &mut decisions)?;
    let mut sample = vec![0; DELIMITER_SAMPLE];
    let mut text = Text::open(path, wrapping, false)?;
    let count = text.fill(&mut sample)?;
    let whole = count < sample.len();
    sample.truncate(count);
    if sample.iter().all(u8::is_ascii_whitespace) {
        return Err(SourceError::Empty { file });
    }
    foreign::text(&file, &sample)?;
    let Wrapping { encoding, bom, .. } = wrapping;
    if sample.trim_ascii_start().first() == Some(&b'{') {
        decisions.push(Decision::new("format", "JSON lines", "the first line begins with `{`"));
        return Ok(Sniffed { format: Format::JsonLines { gzip, encoding, bom }, names: Vec::new(), decisions });
    }
    let carriage_return = !sample.contains(&b'\n') && sample.contains(&b'\r');
    let newline = if carriage_return { b'\r' } else { b'\n' };
    // The last record of a cut sample is no evidence.
    if !whole && let Some(end) = sample.iter().rposition(|&byte| byte == newline) {
        sample.truncate(end + 1);
    }
    let above = above(&sample, newline, options, &mut decisions);
    let delimiter = match above.delimiter.filter(|_| options.delimiter.is_none()) {
        Some(delimiter) => {
            decisions.push(Decision::new("delimiter", delimiter.shown(), "the first line says `sep=`"));
            delimiter
        }
        None => delimiter(&file, &sample, newline, above.lines, options, &mut decisions)?,
    };
    let (first, second) = first_rows(&sample, delimiter, newline, above.lines)?;
    let Some(first) = first else { return Err(SourceError::Empty { file }) };
    let header = header(&first, &second, options, &mut decisions);
    let names = if header {
        names(&first, &mut decisions)
    } else {
        (1..=first.len()).map(|number| number.to_string()).collect()
    };
    let format = Format::Delimited { gzip, encoding, bom, delimiter, header, carriage_return, above: above.lines };
    Ok(Sniffed { format, names, decisions })
}

/// Number of fields of each record with its line, were `delimiter` the one.
fn counts(sample: &[u8], delimiter: Delimiter, newline: u8, above: u64) -> Result<Vec<(u64, usize)>, SourceError> {
    let layout = Layout { delimiter, newline, columns: 0, header: false, above };
    let mut splitter = Splitter::new(Text::from_reader(Cursor::new(sample.to_vec())), layout);
    let mut counts = Vec::new();
    while let Some(chunk) = splitter.next(Chunk::default())? {
        counts.extend(chunk.bad.iter().filter_map(|bad| match bad.why {
            Malformed::Fields { found } => Some((bad.line, found)),
            _ => None,
        }));
    }
    Ok(counts)
}

struct Candidate {
    delimiter: Delimiter,
    columns: usize,
    rows: usize,
    fitting: usize,
    first_fits: bool,
    lines: Vec<(u64, usize)>,
}

fn candidate(sample: &[u8], delimiter: Delimiter, newline: u8, above: u64) -> Result<Candidate, SourceError> {
    let lines = counts(sample, delimiter, newline, above)?;
    let mut frequency = std::collections::BTreeMap::<usize, usize>::new();
    for &(_, count) in &lines {
        *frequency.entry(count).or_default() += 1;
    }
    let (columns, fitting) =
        frequency.iter().max_by_key(|(count, rows)| (**rows, **count)).map_or((0, 0), |(a, b)| (*a, *b));
    let first_fits = lines.first().is_some_and(|&(_, count)| count == columns);
    Ok(Candidate { delimiter, columns, rows: lines.len(), fitting, first_fits, lines })
}

fn delimiter(
    file: &str,
    sample: &[u8],
    newline: u8,
    above: u64,
    options: &Options,
    decisions: &mut Vec<Decision>,
) -> Result<Delimiter, SourceError> {
    if let Some(delimiter) = options.delimiter {
        decisions.push(Decision::new("delimiter", delimiter.shown(), "given"));
        return Ok(delimiter);
    }
    // Before blanks come the delimiters that nobody writes within a number or a date.
    const ORDER: [Delimiter; 5] =
        [Delimiter::Tab, Delimiter::Semicolon, Delimiter::Pipe, Delimiter::Comma, Delimiter::Blanks];
    let mut candidates = Vec::new();
    for delimiter in ORDER {
        candidates.push(candidate(sample, delimiter, newline, above)?);
    }
    let even = |candidate: &Candidate| candidate.columns > 1 && candidate.fitting * 10 >= candidate.rows * 9;
    let score = |candidate: &Candidate| {
        let exact = candidate.fitting == candidate.rows;
        (candidate.first_fits, exact, candidate.columns)
    };
    let mut best: Option<&Candidate> = None;
    for candidate in candidates.iter().filter(|candidate| even(candidate)) {
        let better = match best {
            None => true,
            Some(_) if candidate.delimiter == Delimiter::Blanks => false,
            Some(best) => score(candidate) > score(best),
        };
        if better {
            best = Some(candidate);
        }
    }
    if let Some(best) = best
        && (best.delimiter == Delimiter::Blanks || !mixed_with_header(best, &candidates))
    {
        let rows = if best.fitting == best.rows { "all of " } else { "" };
        let evidence = match (best.fitting == best.rows, best.rows) {
            (true, _) => format!("{} columns in {rows}{} rows looked at", best.columns, best.rows),
            (false, all) => format!("{} columns in {} of {all} rows looked at", best.columns, best.fitting),
        };
        decisions.push(Decision::new("delimiter", best.delimiter.shown(), &evidence));
        return Ok(best.delimiter);
    }
    Err(uneven(file, &candidates))
}

/// A file whose header is cut by another delimiter than its rows.
fn mixed_with_header(best: &Candidate, candidates: &[Candidate]) -> bool {
    let single = best.lines.first().is_some_and(|&(_, count)| count == 1);
    let other =
        |candidate: &&Candidate| candidate.delimiter != Delimiter::Blanks && candidate.delimiter != best.delimiter;
    single
        && candidates
            .iter()
            .filter(other)
            .any(|other| other.lines.first().is_some_and(|&(_, count)| count == best.columns))
}

fn uneven(file: &str, candidates: &[Candidate]) -> SourceError {
    let mut real: Vec<_> = candidates.iter().filter(|candidate| candidate.delimiter != Delimiter::Blanks).collect();
    let rows_with = |candidate: &Candidate| candidate.lines.iter().filter(|(_, count)| *count > 1).count();
    real.sort_by_key(|candidate| std::cmp::Reverse(rows_with(candidate)));
    if let [first, second, ..] = real.as_slice() {
        let line = second.lines.iter().find(|(_, count)| *count > 1).map_or(0, |(line, _)| *line);
        if rows_with(second) > 0 {
            return SourceError::MixedDelimiters {
                file: file.to_owned(),
                first: first.delimiter.shown().to_owned(),
                first_rows: rows_with(first),
                second: second.delimiter.shown().to_owned(),
                second_rows: rows_with(second),
                line,
            };
        }
    }
    let seen = candidates
        .iter()
        .map(|candidate| {
            format!(
                "{}: {} columns in {} of {} rows",
                candidate.delimiter.shown(),
                candidate.columns,
                candidate.fitting,
                candidate.rows
            )
        })
        .collect::<Vec<_>>()
        .join("; ");
    SourceError::NoDelimiter { file: file.to_owned(), seen }
}

type Row = Vec<String>;

/// The first two records, as wide as the first.
fn first_rows(
    sample: &[u8],
    delimiter: Delimiter,
    newline: u8,
    above: u64,
) -> Result<(Option<Row>, Option<Row>), SourceError> {
    let Some(&(_, columns)) = counts(sample, delimiter, newline, above)?.first() else { return Ok((None, None)) };
    let layout = Layout { delimiter, newline, columns, header: false, above };
    let mut splitter = Splitter::new(Text::from_reader(Cursor::new(sample.to_vec())), layout);
    let Some(chunk) = splitter.next(Chunk::default())? else { return Ok((None, None)) };
    let row = |row: usize| {
        (row < chunk.rows()).then(|| (0..columns).map(|column| chunk.field(row, column).to_owned()).collect::<Row>())
    };
    Ok((row(0), row(1)))
}

fn header(first: &[String], second: &Option<Row>, options: &Options, decisions: &mut Vec<Decision>) -> bool {
    if let Some(header) = options.has_header {
        decisions.push(Decision::new("header", if header { "yes" } else { "no" }, "given"));
        return header;
    }
    let data = |cell: &String| {
        let number = !matches!(numbers::evidence(cell), SignEvidence::NotANumber);
        number || !matches!(dates::evidence(cell.as_bytes()), DateEvidence::NotADate)
    };
    let at = first.iter().position(|cell| !cell.trim().is_empty() && data(cell));
    if let Some(place) = at.filter(|_| second.is_none() || second.as_ref().is_some_and(|row| row.iter().any(data))) {
        let cell = super::mask(&first[place]);
        let why = format!("the first row has `{cell}` in column {}; `--header` changes it", place + 1);
        decisions.push(Decision::new("header", "no", &why));
        return false;
    }
    decisions.push(Decision::new("header", "yes", "the first row holds words only; `--no-header` changes it"));
    true
}

/// Names of columns: trimmed; an empty one by its place, a repeated one with its count.
pub(crate) fn names(cells: &[String], decisions: &mut Vec<Decision>) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(cells.len());
    for (place, cell) in cells.iter().enumerate() {
        let trimmed = cell.trim();
        let base = if trimmed.is_empty() { format!("column_{}", place + 1) } else { trimmed.to_owned() };
        let mut name = base.clone();
        let mut copy = 1;
        while names.contains(&name) {
            copy += 1;
            name = format!("{base}.{copy}");
        }
        if copy > 1 {
            let why = format!("the header names `{base}` more than once; column {} is called `{name}`", place + 1);
            decisions.push(Decision::new("header", &name, &why));
        }
        names.push(name);
    }
    names
}
