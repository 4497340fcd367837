//! Rows as they may be shown in rejects and logs: without contact data.

use super::records::Chunk;
use super::roles::Sort;
use super::{Inspection, Role};

const HIDDEN: &str = "***";
const FIELD: usize = 60;
const ROW: usize = 500;

/// A value of unknown meaning without what might be contact data: anything with `@`, with the digits of a
/// telephone number, or with words.
#[must_use]
pub fn mask(value: &str) -> String {
    let value = value.trim();
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let letters = value.chars().filter(|letter| letter.is_alphabetic()).count();
    let dated = value.bytes().filter(|byte| matches!(byte, b':' | b'/')).count() >= 2 || iso(value);
    let phone = digits >= 9 && letters == 0 && !dated && !value.contains(['.', ',']);
    let words = letters >= 2 && digits < letters;
    if value.contains('@') || phone || words { HIDDEN.to_owned() } else { value.chars().take(FIELD).collect() }
}

/// A value that was to be a number, a date or a code, for the message that it is none: a single word may be
/// seen, since without it nobody finds the mistake.
pub(crate) fn odd(value: &str) -> String {
    let value = value.trim();
    let word =
        value.chars().count() <= 12 && !value.contains(char::is_whitespace) && value.chars().any(char::is_alphabetic);
    if word && !value.contains('@') { value.to_owned() } else { mask(value) }
}

fn iso(value: &str) -> bool {
    let bytes = value.as_bytes();
    bytes.len() >= 10 && bytes[4] == b'-' && bytes[7] == b'-'
}

/// How much of a column may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Show {
    Nothing,
    /// What looks like a number, a date or a single word.
    Odd,
    All,
}

fn harmless(role: Role) -> Show {
    match role.sort() {
        Sort::Number | Sort::When => Show::Odd,
        Sort::Text if !matches!(role, Role::Tags | Role::LoyaltyId | Role::AccountId) => Show::All,
        Sort::Contact | Sort::Text => Show::Nothing,
    }
}

/// Which columns of a file may be shown: those whose role is known to be harmless.
pub(crate) struct Masker {
    shown: Vec<Show>,
    delimiter: char,
}

impl Masker {
    pub fn new(inspection: &Inspection) -> Self {
        let mut shown = vec![Show::Nothing; inspection.columns.len()];
        for (role, &place) in &inspection.mapping {
            if let Some(shown) = shown.get_mut(place) {
                *shown = harmless(*role);
            }
        }
        let byte = inspection.format.layout(0).and_then(|layout| layout.delimiter.byte());
        Self { shown, delimiter: byte.map_or(' ', char::from) }
    }

    /// A row with every other column hidden.
    pub fn row<'a>(&self, fields: impl Iterator<Item = &'a str>) -> String {
        let mut row = String::new();
        for (place, field) in fields.enumerate() {
            if place > 0 {
                row.push(self.delimiter);
            }
            match self.shown.get(place) {
                Some(Show::All) if !field.contains('@') => row.extend(field.chars().take(FIELD)),
                Some(Show::Odd) => row.push_str(&odd(field)),
                _ if field.trim().is_empty() => {}
                _ => row.push_str(HIDDEN),
            }
            if row.len() > ROW {
                row.push('…');
                break;
            }
        }
        row
    }

    /// A row of typed columns, by role.
    pub fn roles<'a>(&self, text: impl Fn(Role) -> Option<&'a str>) -> String {
        let mut row = String::new();
        for &role in Role::ALL {
            let Some(value) = text(role) else { continue };
            if !row.is_empty() {
                row.push(' ');
            }
            let shown = match harmless(role) {
                Show::All if !value.contains('@') => value.chars().take(FIELD).collect(),
                Show::Odd => odd(value),
                _ => HIDDEN.to_owned(),
            };
            row.push_str(role.name());
            row.push('=');
            row.push_str(&shown);
        }
        row
    }

    /// A record that could not be split: its fields have no roles, so their values decide.
    pub fn broken(&self, text: &str) -> String {
        let mut row = String::new();
        let short: String = text.chars().take(ROW).collect();
        for (place, field) in short.trim_end().split(self.delimiter).enumerate() {
            if place > 0 {
                row.push(self.delimiter);
            }
            row.push_str(&mask(field.trim_matches('"')));
        }
        row.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
    }
}

/// The fields of one row of a chunk.
pub(crate) fn fields(chunk: &Chunk, row: usize) -> impl Iterator<Item = &str> {
    (0..chunk.columns).map(move |column| chunk.field(row, column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contact_data_is_hidden_and_keys_stay() {
        for hidden in ["ann@example.com", "Ann Example", "+31 6 12345678", "0612345678", "Dam 1 Amsterdam"] {
            assert_eq!(mask(hidden), HIDDEN, "{hidden}");
        }
        for shown in ["19,98", "2024-05-01 09:58:12", "01/05/2024", "K-20240501-0007", "1234.567890123", ""] {
            assert_eq!(mask(shown), shown);
        }
    }
}
