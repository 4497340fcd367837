//! Files that are none of those read here, named by their first bytes: a reader of text would find something wrong
//! with their columns instead.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use super::SourceError;
use super::bytes::shown;

/// How much of a file is looked at.
const HEAD: u64 = 4096;

/// First bytes, and what a file that begins with them is.
const MARKS: [(&[u8], &str); 11] = [
    (b"\xd0\xcf\x11\xe0", "is an Excel workbook of the old kind; save it as CSV"),
    (b"%PDF", "is a PDF; export the table itself as CSV"),
    (b"BZh", "is packed with bzip2; unpack it, or pack it with gzip"),
    (b"\xfd7zXZ", "is packed with xz; unpack it, or pack it with gzip"),
    (b"\x28\xb5\x2f\xfd", "is packed with zstd; unpack it, or pack it with gzip"),
    (b"7z\xbc\xaf", "is a 7z archive; unpack it and give the files in it"),
    (b"Rar!", "is a RAR archive; unpack it and give the files in it"),
    (b"\x89PNG", "is a picture; export the table itself as CSV"),
    (b"\xff\xd8\xff", "is a picture; export the table itself as CSV"),
    (b"SQLite format 3", "is a SQLite database; export the table as CSV"),
    (b"ARROW1", "is an Arrow file; save it as Parquet or CSV"),
];

/// Refuses what can be read only once, or not at all, before it is opened: a pipe without a writer never opens.
pub(crate) fn once(path: &Path) -> Result<(), SourceError> {
    let file = shown(path);
    let kind = fs::metadata(path).map_err(|error| SourceError::io(&file, error))?.file_type();
    if kind.is_file() || kind.is_dir() { Ok(()) } else { Err(SourceError::Pipe { file: path.display().to_string() }) }
}

/// Refuses a file whose bytes are of another form; gives back its first four.
pub(crate) fn known(path: &Path) -> Result<Vec<u8>, SourceError> {
    once(path)?;
    let file = shown(path);
    let mut head = Vec::new();
    File::open(path)
        .and_then(|handle| handle.take(HEAD).read_to_end(&mut head))
        .map_err(|error| SourceError::io(&file, error))?;
    let is = |what: &str| Err(SourceError::OtherForm { file: file.clone(), what: what.to_owned() });
    if let Some((_, what)) = MARKS.iter().find(|(mark, _)| head.starts_with(mark)) {
        return is(what);
    }
    if head.starts_with(b"PK\x03\x04") {
        return is(packed(&head));
    }
    if !head.is_empty() && head.iter().all(|&byte| byte == 0) {
        return is("begins with nothing but zero bytes: it was damaged on its way; fetch it again");
    }
    head.truncate(4);
    Ok(head)
}

/// What a zip archive is for: spreadsheets are archives too.
fn packed(head: &[u8]) -> &'static str {
    let has = |name: &[u8]| head.windows(name.len()).any(|part| part == name);
    if has(b"[Content_Types].xml") || has(b"xl/") || has(b"_rels/.rels") {
        "is an Excel workbook; save it as CSV"
    } else if has(b"opendocument") {
        "is an OpenDocument spreadsheet; save it as CSV"
    } else {
        "is a zip archive; unpack it and give the files in it"
    }
}

/// Refuses text of another form, once it is unpacked and its letters are known.
pub(crate) fn text(file: &str, sample: &[u8]) -> Result<(), SourceError> {
    let is = |what: &str| Err(SourceError::OtherForm { file: file.to_owned(), what: what.to_owned() });
    let begins = sample.trim_ascii_start();
    if sample.get(257..262) == Some(b"ustar") {
        return is("is a tar archive; unpack it and give the files in it");
    }
    let start: Vec<u8> = begins.iter().take(16).map(u8::to_ascii_lowercase).collect();
    if [&b"<!doctype"[..], b"<html", b"<table", b"<?xml"].iter().any(|mark| start.starts_with(mark)) {
        return is("is an HTML or XML page; open it in a spreadsheet and save it as CSV");
    }
    match begins.strip_prefix(b"[").map(<[u8]>::trim_ascii_start) {
        Some([b'{', ..]) => is("is one JSON array; write one object a line, as `jq -c '.[]' FILE` does"),
        _ => Ok(()),
    }
}
