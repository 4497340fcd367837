//! Names of the members of JSON lines. A member that is null may be left out, so that the first row with a
//! status or a refund may stand far down: all of a file is looked at, and nothing but its names is kept.

use std::collections::HashSet;
use std::fmt;

use memchr::memchr;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::SourceError;
use super::bytes::Text;
use super::records::RECORD_LIMIT;

const BLOCK: usize = 512 << 10;

/// Names after the first part of a file that are columns whatever they mean. An object may hold a member a
/// product, and a column of every product is none.
const LATE: usize = 256;

/// Names of all members in order of appearance: every one in the first `head` bytes, of those further down the
/// first few hundred, and whatever `means` something.
pub(crate) fn names(text: &mut Text, head: usize, means: impl Fn(&str) -> bool) -> Result<Vec<String>, SourceError> {
    let mut names = Names { found: Vec::new(), known: HashSet::new(), fresh: Vec::new(), name: String::new() };
    let mut buffer = Vec::new();
    let (mut read, mut late, mut skipping) = (0, 0, false);
    loop {
        let from = buffer.len();
        buffer.resize(from + BLOCK, 0);
        let count = text.fill(&mut buffer[from..])?;
        buffer.truncate(from + count);
        let ended = count < BLOCK;
        let mut place = 0;
        while let Some(length) =
            memchr(b'\n', &buffer[place..]).or((ended && place < buffer.len()).then(|| buffer.len() - place))
        {
            let line = &buffer[place..place + length];
            if !std::mem::take(&mut skipping) {
                names.line(line);
            }
            for name in names.fresh.drain(..) {
                late += usize::from(read >= head);
                if read < head || late <= LATE || means(&name) {
                    names.found.push(name);
                }
            }
            place = (place + length + 1).min(buffer.len());
            read += length + 1;
        }
        if buffer.len() - place > RECORD_LIMIT {
            skipping = true;
            place = buffer.len();
        }
        buffer.drain(..place);
        if ended {
            return Ok(names.found);
        }
    }
}

/// What is known so far.
struct Names {
    found: Vec<String>,
    known: HashSet<String>,
    /// New names of the line at hand.
    fresh: Vec<String>,
    /// The member at hand.
    name: String,
}

impl Names {
    /// Looks at a line. What is no object names nothing.
    fn line(&mut self, line: &[u8]) {
        if line.trim_ascii().is_empty() {
            return;
        }
        self.name.clear();
        let mut json = serde_json::Deserializer::from_slice(line);
        let whole =
            Object { names: self, outer: true }.deserialize(&mut json).is_ok_and(|object| object) && json.end().is_ok();
        if !whole {
            for name in self.fresh.drain(..) {
                self.known.remove(&name);
            }
        }
    }

    fn see(&mut self) {
        if !self.known.contains(&self.name) {
            self.known.insert(self.name.clone());
            self.fresh.push(self.name.clone());
        }
    }
}

/// An object, or whatever else stands in its place. Answers whether it was one.
struct Object<'a> {
    names: &'a mut Names,
    outer: bool,
}

impl<'de> DeserializeSeed<'de> for Object<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Object<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<bool, A::Error> {
        let Self { names, outer } = self;
        let before = names.name.len();
        if !outer {
            names.name.push('.');
        }
        let prefix = names.name.len();
        while members.next_key_seed(Key(&mut names.name))?.is_some() {
            if outer {
                if !members.next_value_seed(Object { names: &mut *names, outer: false })? {
                    names.see();
                }
            } else {
                members.next_value::<IgnoredAny>()?;
                names.see();
            }
            names.name.truncate(prefix);
        }
        names.name.truncate(before);
        Ok(true)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<bool, A::Error> {
        while values.next_element::<IgnoredAny>()?.is_some() {}
        Ok(false)
    }

    fn visit_bool<E>(self, _: bool) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_i64<E>(self, _: i64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_u64<E>(self, _: u64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_f64<E>(self, _: f64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_str<E>(self, _: &str) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_unit<E>(self) -> Result<bool, E> {
        Ok(false)
    }
}

/// The name of a member, put behind what stands there.
struct Key<'a>(&'a mut String);

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> Result<(), E> {
        self.0.push_str(name);
        Ok(())
    }
}
