//! Delimited text to records: one pass that finds where fields begin and end. Nothing is copied; a chunk
//! of the file and the spans of its fields go on together, and whoever needs a column reads its spans.
//!
//! The grammar is that of common exports: a field may be quoted, a quote inside is doubled, quoted fields
//! may hold delimiters and line ends. What follows a closing quote is taken literally. Lines without any
//! content are skipped.

use std::ops::Range;

use memchr::{memchr, memchr_iter};

use super::bytes::Text;
use super::{Delimiter, SourceError};

/// A record longer than this is rejected and skipped without being held.
pub(crate) const RECORD_LIMIT: usize = 8 << 20;
const CHUNK: usize = 512 << 10;
/// A span whose quotes are not yet undone.
const QUOTED: u32 = 1 << 31;

/// Why a record is no row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Malformed {
    Fields {
        found: usize,
    },
    Nul,
    NotUtf8,
    /// Bytes in a column of a Parquet file that are no text.
    Bytes,
    TooLong,
    OpenQuote,
    NotJson,
}

/// A record that is no row.
#[derive(Debug, Clone)]
pub(crate) struct Bad {
    pub line: u64,
    pub why: Malformed,
    /// Its text in the chunk, as far as it is held.
    pub text: Range<usize>,
}

/// Part of a file as rows of fields.
#[derive(Debug, Default)]
pub(crate) struct Chunk {
    pub text: String,
    /// Start and end of every field, row by row.
    pub spans: Vec<(u32, u32)>,
    pub columns: usize,
    /// Physical line on which each row begins.
    pub lines: Vec<u64>,
    pub bad: Vec<Bad>,
    /// Bytes of the stored file that were read so far.
    pub bytes_read: u64,
}

impl Chunk {
    pub fn rows(&self) -> usize {
        self.lines.len()
    }

    /// One field.
    pub fn field(&self, row: usize, column: usize) -> &str {
        let (start, end) = self.spans[row * self.columns + column];
        &self.text[start as usize..end as usize]
    }

    fn clear(&mut self, columns: usize) {
        self.spans.clear();
        self.lines.clear();
        self.bad.clear();
        self.columns = columns;
    }
}

/// How a delimited file is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Layout {
    pub delimiter: Delimiter,
    /// Ends a record; a carriage return only where the file has nothing else.
    pub newline: u8,
    pub columns: usize,
    pub header: bool,
    /// Lines before the header or the first record, whatever they hold.
    pub above: u64,
}

/// Cuts a stream into chunks of whole records.
pub(crate) struct Splitter {
    text: Text,
    layout: Layout,
    /// Start of a record that the last chunk did not complete.
    rest: Vec<u8>,
    line: u64,
    ended: bool,
    skip: u64,
    /// Lines to pass over: those above the header, later the rest of a record that was given up.
    pass: u64,
}

/// What became of the attempt to read one record.
enum Step {
    /// It ends before this place.
    Done(usize),
    /// More bytes are needed; whether a quote was open.
    More { quote_open: bool },
}

impl Splitter {
    pub fn new(text: Text, layout: Layout) -> Self {
        let skip = u64::from(layout.header);
        Self { text, layout, rest: Vec::new(), line: 1, ended: false, skip, pass: layout.above }
    }

    pub fn text(&mut self) -> &mut Text {
        &mut self.text
    }

    /// The next chunk in the memory of an old one; `None` at the end.
    pub fn next(&mut self, mut chunk: Chunk) -> Result<Option<Chunk>, SourceError> {
        chunk.clear(self.layout.columns);
        let mut bytes = std::mem::take(&mut chunk.text).into_bytes();
        if self.ended && self.rest.is_empty() {
            return Ok(None);
        }
        bytes.clear();
        bytes.extend_from_slice(&self.rest);
        self.rest.clear();
        let mut size = CHUNK.max(bytes.len() * 2);
        loop {
            let from = bytes.len();
            if !self.ended {
                bytes.resize(size, 0);
                let count = self.text.fill(&mut bytes[from..])?;
                bytes.truncate(from + count);
                self.ended = from + count < size;
            }
            let start = self.pass_over(&bytes);
            let done = self.split(&mut bytes, start, &mut chunk);
            if done == 0 && !self.ended && chunk.lines.is_empty() && chunk.bad.is_empty() {
                size = bytes.len() * 2;
                continue;
            }
            self.rest.extend_from_slice(&bytes[done..]);
            bytes.truncate(done);
            break;
        }
        chunk.bytes_read = self.text.meter.bytes();
        self.finish(bytes, &mut chunk);
        Ok(Some(chunk))
    }

    /// Passes over lines that are no records; returns where the first record begins.
    fn pass_over(&mut self, bytes: &[u8]) -> usize {
        let mut place = 0;
        while self.pass > 0 {
            let Some(length) = memchr(self.layout.newline, &bytes[place..]) else { return bytes.len() };
            self.pass -= 1;
            self.line += 1;
            place += length + 1;
        }
        place
    }

    /// Splits all whole records from `start` on; returns where the first incomplete one begins.
    fn split(&mut self, bytes: &mut [u8], start: usize, chunk: &mut Chunk) -> usize {
        let mut place = start;
        let nul = memchr(0, bytes).is_some();
        while place < bytes.len() {
            let row = chunk.spans.len();
            let step = match self.layout.delimiter.byte() {
                Some(delimiter) => self.record(bytes, place, delimiter, chunk),
                None => self.blank_record(bytes, place, chunk),
            };
            match step {
                Step::Done(end) => {
                    self.commit(bytes, place..end, row, nul, chunk);
                    place = end;
                }
                Step::More { quote_open } => {
                    chunk.spans.truncate(row);
                    let too_long = bytes.len() - place > RECORD_LIMIT;
                    if !(too_long || self.ended && quote_open) {
                        return place;
                    }
                    // A quote that never closes is a stray one: only its own line is given up.
                    let line_end = memchr(self.layout.newline, &bytes[place..]);
                    let why = if quote_open { Malformed::OpenQuote } else { Malformed::TooLong };
                    let held = if too_long && line_end.is_none() { place } else { place + line_end.unwrap_or(0) };
                    if self.skip > 0 {
                        self.skip -= 1;
                    } else {
                        chunk.bad.push(Bad { line: self.line, why, text: place..held });
                    }
                    match line_end {
                        Some(length) => {
                            self.line += 1;
                            place += length + 1;
                        }
                        None => {
                            self.pass = u64::from(!self.ended);
                            return bytes.len();
                        }
                    }
                }
            }
        }
        place
    }

    /// Finds the fields of the record at `from`.
    fn record(&mut self, bytes: &[u8], from: usize, delimiter: u8, chunk: &mut Chunk) -> Step {
        let newline = self.layout.newline;
        let mut start = from;
        loop {
            if bytes.get(start) == Some(&b'"') {
                match quoted(bytes, start, delimiter, newline) {
                    Some(end) => {
                        chunk.spans.push((start as u32, end as u32 | QUOTED));
                        if end == bytes.len() {
                            return if self.ended { Step::Done(end) } else { Step::More { quote_open: false } };
                        }
                        if bytes[end] == newline {
                            return Step::Done(end + 1);
                        }
                        start = end + 1;
                        continue;
                    }
                    None => return Step::More { quote_open: true },
                }
            }
            let Some(end) = find_either(bytes, start, delimiter, newline) else {
                if !self.ended {
                    return Step::More { quote_open: false };
                }
                chunk.spans.push((start as u32, bytes.len() as u32));
                return Step::Done(bytes.len());
            };
            chunk.spans.push((start as u32, end as u32));
            if bytes[end] == newline {
                return Step::Done(end + 1);
            }
            start = end + 1;
        }
    }

    /// Finds the fields of a line whose fields stand between runs of blanks.
    fn blank_record(&mut self, bytes: &[u8], from: usize, chunk: &mut Chunk) -> Step {
        let (end, next) = match memchr(self.layout.newline, &bytes[from..]) {
            Some(length) => (from + length, from + length + 1),
            None if self.ended => (bytes.len(), bytes.len()),
            None => return Step::More { quote_open: false },
        };
        let blank = |byte: u8| matches!(byte, b' ' | b'\t' | b'\r');
        let mut place = from;
        loop {
            while place < end && blank(bytes[place]) {
                place += 1;
            }
            if place == end {
                return Step::Done(next);
            }
            let start = place;
            while place < end && !blank(bytes[place]) {
                place += 1;
            }
            chunk.spans.push((start as u32, place as u32));
        }
    }

    /// Keeps a record as a row, or notes why it is none.
    fn commit(&mut self, bytes: &mut [u8], range: Range<usize>, row: usize, nul: bool, chunk: &mut Chunk) {
        let line = self.line;
        let fields = &mut chunk.spans[row..];
        let mut several = false;
        for span in fields.iter_mut() {
            if span.1 & QUOTED != 0 {
                let (start, end) = (span.0 as usize, (span.1 & !QUOTED) as usize);
                several |= memchr(self.layout.newline, &bytes[start..end]).is_some();
            }
        }
        if several {
            self.line += memchr_iter(self.layout.newline, &bytes[range.clone()]).count() as u64;
        } else {
            self.line += 1;
        }
        if let Some(last) = fields.last_mut().filter(|last| last.1 & QUOTED == 0)
            && last.1 > last.0
            && bytes[last.1 as usize - 1] == b'\r'
        {
            last.1 -= 1;
        }
        let found = fields.len();
        let empty = |span: &(u32, u32)| span.0 == span.1;
        if found == 0 || (found == 1 && empty(&fields[0])) {
            chunk.spans.truncate(row);
            return;
        }
        if self.skip > 0 {
            self.skip -= 1;
            chunk.spans.truncate(row);
            return;
        }
        let columns = self.layout.columns;
        let why = if nul && memchr(0, &bytes[range.clone()]).is_some() {
            Some(Malformed::Nul)
        } else if found < columns || !fields[columns..].iter().all(empty) {
            Some(Malformed::Fields { found })
        } else {
            None
        };
        if let Some(why) = why {
            chunk.spans.truncate(row);
            chunk.bad.push(Bad { line, why, text: range });
            return;
        }
        chunk.spans.truncate(row + columns);
        for span in &mut chunk.spans[row..] {
            if span.1 & QUOTED != 0 {
                *span = unquote(bytes, span.0 as usize, (span.1 & !QUOTED) as usize);
            }
        }
        chunk.lines.push(line);
    }

    /// Makes the bytes a string; rows that are no UTF-8 become bad ones.
    fn finish(&mut self, bytes: Vec<u8>, chunk: &mut Chunk) {
        match String::from_utf8(bytes) {
            Ok(text) => chunk.text = text,
            Err(error) => {
                let mut bytes = error.into_bytes();
                reject_not_utf8(&mut bytes, chunk);
                chunk.text = String::from_utf8(bytes).unwrap_or_default();
            }
        }
    }
}

/// Takes out the rows that are no UTF-8, and blanks all bytes outside ASCII that belong to no valid text.
#[cold]
fn reject_not_utf8(bytes: &mut [u8], chunk: &mut Chunk) {
    let columns = chunk.columns;
    let (mut spans, mut lines) = (Vec::with_capacity(chunk.spans.len()), Vec::with_capacity(chunk.lines.len()));
    for (row, &line) in chunk.lines.iter().enumerate() {
        let fields = &chunk.spans[row * columns..(row + 1) * columns];
        let valid =
            fields.iter().all(|&(start, end)| std::str::from_utf8(&bytes[start as usize..end as usize]).is_ok());
        if valid {
            spans.extend_from_slice(fields);
            lines.push(line);
        } else {
            let range = fields[0].0 as usize..fields[columns - 1].1 as usize;
            chunk.bad.push(Bad { line, why: Malformed::NotUtf8, text: range });
        }
    }
    let mut place = 0;
    while let Err(error) = std::str::from_utf8(&bytes[place..]) {
        let from = place + error.valid_up_to();
        let to = error.error_len().map_or(bytes.len(), |length| from + length);
        bytes[from..to].fill(b'?');
        place = to;
    }
    chunk.spans = spans;
    chunk.lines = lines;
}

/// End of a quoted field that begins at `start`: the delimiter, the line end, or the end of the bytes.
fn quoted(bytes: &[u8], start: usize, delimiter: u8, newline: u8) -> Option<usize> {
    let mut place = start + 1;
    loop {
        place += memchr(b'"', &bytes[place..])? + 1;
        match bytes.get(place) {
            Some(b'"') => place += 1,
            None => return Some(bytes.len()),
            Some(&byte) if byte == delimiter || byte == newline => return Some(place),
            Some(_) => return Some(find_either(bytes, place, delimiter, newline).unwrap_or(bytes.len())),
        }
    }
}

/// Undoes the quotes of a field in place; what is left over becomes blanks.
fn unquote(bytes: &mut [u8], start: usize, mut end: usize) -> (u32, u32) {
    if end > start + 1 && bytes[end - 1] == b'\r' {
        end -= 1;
    }
    let inner = start + 1;
    // Nearly always one pair of quotes around plain text.
    if end > inner && bytes[end - 1] == b'"' && memchr(b'"', &bytes[inner..end - 1]).is_none() {
        return (inner as u32, end as u32 - 1);
    }
    let (mut read, mut write, mut open) = (inner, inner, true);
    while read < end {
        let byte = bytes[read];
        read += 1;
        if open && byte == b'"' {
            if read < end && bytes[read] == b'"' {
                read += 1;
            } else {
                open = false;
                continue;
            }
        }
        bytes[write] = byte;
        write += 1;
    }
    bytes[write..end].fill(b' ');
    (inner as u32, write as u32)
}

const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;

/// High bit of every byte that is zero.
fn zeros(word: u64) -> u64 {
    !(((word & LOW) + LOW) | word | LOW)
}

/// First place of either byte, eight bytes at a time: fields are too short for anything wider to pay.
fn find_either(bytes: &[u8], from: usize, first: u8, second: u8) -> Option<usize> {
    let (one, two) = (u64::from(first) * 0x0101_0101_0101_0101, u64::from(second) * 0x0101_0101_0101_0101);
    let mut place = from;
    while let Some(word) = bytes.get(place..place + 8).and_then(|bytes| <[u8; 8]>::try_from(bytes).ok()) {
        let word = u64::from_le_bytes(word);
        let found = zeros(word ^ one) | zeros(word ^ two);
        if found != 0 {
            return Some(place + (found.trailing_zeros() / 8) as usize);
        }
        place += 8;
    }
    bytes.get(place..)?.iter().position(|&byte| byte == first || byte == second).map(|offset| place + offset)
}

#[cfg(test)]
#[path = "records_tests.rs"]
mod tests;
