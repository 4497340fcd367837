use std::io::{Cursor, Read};

use super::*;

fn layout(delimiter: Delimiter, columns: usize) -> Layout {
    Layout { delimiter, newline: b'\n', columns, header: false, above: 0 }
}

type Rows = Vec<(u64, Vec<String>)>;

fn split(input: impl Read + Send + 'static, layout: Layout) -> (Rows, Vec<(u64, Malformed)>) {
    let mut splitter = Splitter::new(Text::from_reader(input), layout);
    let (mut rows, mut bad) = (Vec::new(), Vec::new());
    let mut chunk = Chunk::default();
    while let Some(next) = splitter.next(chunk).unwrap() {
        for row in 0..next.rows() {
            let fields = (0..next.columns).map(|column| next.field(row, column).to_owned()).collect();
            rows.push((next.lines[row], fields));
        }
        bad.extend(next.bad.iter().map(|bad| (bad.line, bad.why)));
        chunk = next;
    }
    (rows, bad)
}

fn fields(text: &'static str, columns: usize) -> Vec<(u64, Vec<String>)> {
    let (rows, bad) = split(Cursor::new(text), layout(Delimiter::Comma, columns));
    assert!(bad.is_empty(), "{bad:?}");
    rows
}

fn row(line: u64, fields: &[&str]) -> (u64, Vec<String>) {
    (line, fields.iter().map(|field| (*field).to_owned()).collect())
}

#[test]
fn plain_and_quoted_fields_with_both_line_ends() {
    let rows = fields("a,b,c\r\n\"d\",\"e,f\",\"g\"\r\n\n\"h \"\"i\"\" j\",\"k\nl\",\nm,\"\",\"n\"", 3);
    let expected = [
        row(1, &["a", "b", "c"]),
        row(2, &["d", "e,f", "g"]),
        row(4, &["h \"i\" j", "k\nl", ""]),
        row(6, &["m", "", "n"]),
    ];
    assert_eq!(rows, expected);
}

#[test]
fn quotes_inside_and_after_are_literal() {
    assert_eq!(fields("3\" pipe,b\n", 2), [row(1, &["3\" pipe", "b"])]);
    assert_eq!(fields("\"a\"x,b\n", 2), [row(1, &["ax", "b"])]);
}

#[test]
fn runs_of_blanks() {
    let text = " 00004 0001 19970101  2   29.33\r\n\r\n 00004 0001 19970118  2   29.73";
    let (rows, _) = split(Cursor::new(text), layout(Delimiter::Blanks, 5));
    assert_eq!(rows[0], row(1, &["00004", "0001", "19970101", "2", "29.33"]));
    assert_eq!(rows[1], row(3, &["00004", "0001", "19970118", "2", "29.73"]));
}

#[test]
fn wrong_field_counts_nul_bytes_and_invalid_utf8_are_bad_rows() {
    let text: &[u8] = b"a,b\nc\nd,e,f\ng,h,,\ni,j\0\nk,\xe9\nl,\xc3\xa9\n";
    let (rows, bad) = split(text, layout(Delimiter::Comma, 2));
    assert_eq!(rows, [row(1, &["a", "b"]), row(4, &["g", "h"]), row(7, &["l", "é"])]);
    let expected = [
        (2, Malformed::Fields { found: 1 }),
        (3, Malformed::Fields { found: 3 }),
        (5, Malformed::Nul),
        (6, Malformed::NotUtf8),
    ];
    assert_eq!(bad, expected);
}

#[test]
fn a_quote_that_never_closes_costs_one_line() {
    let (rows, bad) = split(Cursor::new("a,b\n\"c,d\ne,f\ng,h\n"), layout(Delimiter::Comma, 2));
    assert_eq!(rows, [row(1, &["a", "b"]), row(3, &["e", "f"]), row(4, &["g", "h"])]);
    assert_eq!(bad, [(2, Malformed::OpenQuote)]);
}

#[test]
fn records_across_chunks_keep_their_lines() {
    let mut text = String::new();
    for number in 0..200_000 {
        text.push_str(&format!("{number},\"x\ny {number}\"\n"));
    }
    let (rows, bad) = split(Cursor::new(text), layout(Delimiter::Comma, 2));
    assert!(bad.is_empty());
    assert_eq!(rows.len(), 200_000);
    assert_eq!(rows[199_999], row(399_999, &["199999", "x\ny 199999"]));
}

/// Bytes without end of line, made while they are read.
struct Long(u64);

impl Read for Long {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.0.min(buffer.len() as u64) as usize;
        buffer[..count].fill(b'x');
        self.0 -= count as u64;
        Ok(count)
    }
}

#[test]
fn a_line_of_a_gigabyte_is_rejected_without_being_held() {
    let input = Cursor::new("a,b\n").chain(Long(1 << 30)).chain(Cursor::new("\nc,d\n"));
    let mut splitter = Splitter::new(Text::from_reader(input), layout(Delimiter::Comma, 2));
    let (mut rows, mut bad, mut largest) = (Vec::new(), Vec::new(), 0);
    let mut chunk = Chunk::default();
    while let Some(next) = splitter.next(chunk).unwrap() {
        rows.extend(next.lines.iter().copied());
        bad.extend(next.bad.iter().map(|bad| (bad.line, bad.why)));
        largest = largest.max(next.text.capacity()).max(splitter.rest.capacity());
        chunk = next;
    }
    assert_eq!(rows, [1, 3]);
    assert_eq!(bad, [(2, Malformed::TooLong)]);
    assert!(largest <= 4 * RECORD_LIMIT, "{largest} bytes held");
}

#[test]
fn a_gigabyte_after_an_open_quote_is_rejected_too() {
    let input = Cursor::new("a,\"b\n").chain(Long(1 << 26)).chain(Cursor::new("\nc,d\n"));
    let (rows, bad) = split(input, layout(Delimiter::Comma, 2));
    assert_eq!(rows, [row(3, &["c", "d"])]);
    assert_eq!(bad, [(1, Malformed::OpenQuote), (2, Malformed::TooLong)]);
}
