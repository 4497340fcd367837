//! JSON lines: one object a line, flattened by one level, as the same chunks that delimited text gives.

use std::collections::HashMap;

use memchr::memchr;
use serde_json::{Map, Value};

use super::SourceError;
use super::bytes::Text;
use super::records::{Bad, Chunk, Malformed, RECORD_LIMIT};

const BLOCK: usize = 512 << 10;

/// Reads objects and puts the wanted members in columns.
pub(crate) struct JsonLines {
    text: Text,
    places: HashMap<String, usize>,
    columns: usize,
    buffer: Vec<u8>,
    line: u64,
    ended: bool,
    skipping: bool,
}

impl JsonLines {
    pub fn new(text: Text, names: &[String]) -> Self {
        let places = names.iter().enumerate().map(|(place, name)| (name.clone(), place)).collect();
        Self { text, places, columns: names.len(), buffer: Vec::new(), line: 1, ended: false, skipping: false }
    }

    pub fn text(&mut self) -> &mut Text {
        &mut self.text
    }

    /// The next chunk in the memory of an old one; `None` at the end.
    pub fn next(&mut self, mut chunk: Chunk) -> Result<Option<Chunk>, SourceError> {
        if self.ended && self.buffer.is_empty() {
            return Ok(None);
        }
        chunk.text.clear();
        chunk.spans.clear();
        chunk.lines.clear();
        chunk.bad.clear();
        chunk.columns = self.columns;
        if !self.ended {
            let from = self.buffer.len();
            self.buffer.resize(from + BLOCK, 0);
            let count = self.text.fill(&mut self.buffer[from..])?;
            self.buffer.truncate(from + count);
            self.ended = count < BLOCK;
        }
        let buffer = std::mem::take(&mut self.buffer);
        let mut place = 0;
        let mut values: Vec<Option<(u32, u32)>> = vec![None; self.columns];
        while place < buffer.len() {
            let Some(length) = memchr(b'\n', &buffer[place..]).or(self.ended.then_some(buffer.len() - place)) else {
                break;
            };
            if std::mem::take(&mut self.skipping) {
                self.line += 1;
            } else {
                self.object(&buffer[place..place + length], &mut values, &mut chunk);
            }
            place = (place + length + 1).min(buffer.len());
        }
        if buffer.len() - place > RECORD_LIMIT {
            if !self.skipping {
                chunk.bad.push(Bad { line: self.line, why: Malformed::TooLong, text: 0..0 });
            }
            self.skipping = true;
            place = buffer.len();
        }
        self.buffer = buffer;
        self.buffer.drain(..place);
        chunk.bytes_read = self.text.meter.bytes();
        Ok(Some(chunk))
    }

    fn object(&mut self, bytes: &[u8], values: &mut [Option<(u32, u32)>], chunk: &mut Chunk) {
        let line = self.line;
        self.line += 1;
        if bytes.trim_ascii().is_empty() {
            return;
        }
        let Ok(object) = serde_json::from_slice::<Map<String, Value>>(bytes) else {
            let why = if memchr(0, bytes).is_some() { Malformed::Nul } else { Malformed::NotJson };
            let start = chunk.text.len();
            chunk.text.push_str(&String::from_utf8_lossy(&bytes[..bytes.len().min(500)]));
            chunk.bad.push(Bad { line, why, text: start..chunk.text.len() });
            return;
        };
        values.fill(None);
        flatten(object, |name, value| {
            if let Some(&place) = self.places.get(name) {
                let start = chunk.text.len() as u32;
                write(value, &mut chunk.text);
                values[place] = Some((start, chunk.text.len() as u32));
            }
        });
        chunk.spans.extend(values.iter().map(|value| value.unwrap_or((0, 0))));
        chunk.lines.push(line);
    }
}

/// Calls `each` with every member, those of an inner object as `outer.inner`.
fn flatten(object: Map<String, Value>, mut each: impl FnMut(&str, &Value)) {
    for (name, value) in object {
        match value {
            Value::Object(inner) => {
                for (key, value) in inner {
                    each(&format!("{name}.{key}"), &value);
                }
            }
            value => each(&name, &value),
        }
    }
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Null => {}
        Value::String(value) => text.push_str(value),
        Value::Number(value) => text.push_str(&value.to_string()),
        other => text.push_str(&other.to_string()),
    }
}
