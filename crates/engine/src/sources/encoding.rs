//! How the bytes of a file are letters, by evidence.

use std::path::Path;

use super::bytes::{Text, Wrapping, shown};
use super::sniff::HEAD;
use super::{Decision, Encoding, Options, SourceError};

/// How far a file of nothing but ASCII is looked through for other letters.
const LIMIT: u64 = 1 << 30;
const LIMIT_PACKED: u64 = 64 << 20;

/// Letters of UTF-8 that stand against one byte that is none: in another encoding a pair of letters hardly ever
/// looks like one of UTF-8, while a stray byte in a whole file of UTF-8 is one row to reject.
const AGAINST_ONE: usize = 4;

pub(crate) fn encoding(
    path: &Path,
    gzip: bool,
    options: &Options,
    decisions: &mut Vec<Decision>,
) -> Result<Wrapping, SourceError> {
    let mut head = vec![0; HEAD];
    let mut raw = Text::raw(path, gzip)?;
    let count = raw.fill(&mut head)?;
    let more = count == head.len();
    head.truncate(count);
    if head.is_empty() {
        return Err(SourceError::Empty { file: shown(path) });
    }
    let bom = match head.as_slice() {
        [0xef, 0xbb, 0xbf, ..] => Some(Encoding::Utf8),
        [0xff, 0xfe, ..] => Some(Encoding::Utf16Le),
        [0xfe, 0xff, ..] => Some(Encoding::Utf16Be),
        _ => None,
    };
    let mut decide = |encoding: Encoding, why: String| {
        decisions.push(Decision::new("encoding", encoding.name(), &why));
        Ok(Wrapping { gzip, encoding, bom: bom == Some(encoding) })
    };
    if let Some(encoding) = options.encoding {
        return decide(encoding, "given".to_owned());
    }
    if let Some(encoding) = bom {
        return decide(encoding, "byte-order mark at the start".to_owned());
    }
    if let Some(encoding) = utf16_without_mark(&head) {
        return decide(encoding, "every other byte is zero".to_owned());
    }
    let mut ascii = true;
    let mut seen = 0;
    let (mut tail, mut buffer, mut more) = (Vec::new(), head, more);
    loop {
        ascii &= buffer.is_ascii();
        if let Err(error) = std::str::from_utf8(&buffer) {
            // The end of a block may cut a letter in two.
            if error.error_len().is_some() || !more {
                let place = seen + error.valid_up_to() as u64;
                let (letters, stray) = letters(&buffer, more);
                if letters >= stray * AGAINST_ONE {
                    let why = format!(
                        "{letters} letters beyond ASCII are valid UTF-8; {stray} bytes, the first at {place}, are not: \
                         their rows are rejected; `--encoding` changes it"
                    );
                    return decide(Encoding::Utf8, why);
                }
                return decide(Encoding::Windows1252, format!("byte {place} is no UTF-8; `--encoding` changes it"));
            }
            tail = buffer[error.valid_up_to()..].to_vec();
        }
        seen += (buffer.len() - tail.len()) as u64;
        let limit = if gzip { LIMIT_PACKED } else { LIMIT };
        if !ascii || !more || seen >= limit {
            break;
        }
        let kept = tail.len();
        buffer.clear();
        buffer.append(&mut tail);
        buffer.resize(HEAD, 0);
        let count = raw.fill(&mut buffer[kept..])?;
        more = kept + count == buffer.len();
        buffer.truncate(kept + count);
    }
    let why = if ascii { "nothing but ASCII" } else { "its letters beyond ASCII are valid UTF-8" };
    decide(Encoding::Utf8, why.to_owned())
}

/// Letters beyond ASCII that are valid UTF-8, and bytes that belong to none. A letter that a block cuts is neither.
fn letters(bytes: &[u8], more: bool) -> (usize, usize) {
    let (mut letters, mut stray) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        letters += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        stray += usize::from(!chunk.invalid().is_empty());
    }
    let last = bytes.utf8_chunks().last().map_or(&[][..], |chunk| chunk.invalid());
    let cut = more && std::str::from_utf8(last).is_err_and(|error| error.error_len().is_none());
    (letters, stray - usize::from(cut))
}

fn utf16_without_mark(head: &[u8]) -> Option<Encoding> {
    let head = &head[..head.len().min(4096)];
    let zeros = |from: usize| head.iter().skip(from).step_by(2).filter(|&&byte| byte == 0).count() * 10;
    let half = head.len() / 2;
    match (zeros(0) > half * 7, zeros(1) > half * 7) {
        (false, true) if half > 1 => Some(Encoding::Utf16Le),
        (true, false) if half > 1 => Some(Encoding::Utf16Be),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_stray_bytes_are_counted() {
        assert_eq!(letters("a\u{e9}\u{20ac}".as_bytes(), false), (2, 0));
        assert_eq!(letters(b"caf\xe9 \xc3\xa9\xff.", false), (1, 2));
        assert_eq!(letters(b"\xe9\xc3", true), (0, 1));
    }
}
