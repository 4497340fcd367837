//! Rows as they may be shown in rejects and logs: without contact data.

use super::identity::{names_somebody, telephone};
use super::numbers::{parse, stands_for_nothing};
use super::records::Chunk;
use super::roles::Sort;
use super::{DecimalSign, Inspection, Role};

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
    let phone = digits >= 9 && letters == 0 && !dated && !fraction(value);
    let words = letters >= 2 && digits < letters;
    if value.contains('@') || phone || words { HIDDEN.to_owned() } else { value.chars().take(FIELD).collect() }
}

/// Whether so many digits are a number with a fraction, and no telephone number written with dots.
fn fraction(value: &str) -> bool {
    let dialled = value.starts_with('+') || (value.starts_with('0') && !value[1..].starts_with(['.', ',']));
    value.contains(['.', ',']) && !dialled && number(value)
}

fn number(value: &str) -> bool {
    [DecimalSign::Comma, DecimalSign::Point].iter().any(|sign| parse(value.as_bytes(), *sign).is_value())
}

/// A value that was to be something else, for the message that it is not. Whatever stands in the wrong column
/// may be somebody's name, so that only codes keep their letters; of the rest one sees where they are.
pub(crate) fn bad(role: Role, value: &str) -> String {
    let value = value.trim();
    let lettered = value.chars().any(char::is_alphabetic);
    let word = value.chars().count() <= 12 && !value.contains(|letter: char| letter.is_whitespace() || letter == '@');
    match role.sort() {
        _ if lettered && word && matches!(role, Role::Currency | Role::Status) => value.to_owned(),
        // What nearly is a date or an amount is shown, so that one sees what is wrong with it.
        Sort::When if value.chars().all(|letter| letter.is_ascii_digit() || "-:/. T".contains(letter)) => {
            dialled(value)
        }
        Sort::When if iso(value) => mask(value),
        Sort::Number if number(value) || stands_for_nothing(value) => dialled(value),
        _ => shape(value),
    }
}

/// The value, unless it is a telephone number.
fn dialled(value: &str) -> String {
    if telephone(value) { HIDDEN.to_owned() } else { value.chars().take(FIELD).collect() }
}

/// `Xxx 00`: where letters and digits are, not which.
fn shape(value: &str) -> String {
    let of = |letter: char| match letter {
        letter if letter.is_uppercase() => 'X',
        letter if letter.is_alphabetic() => 'x',
        letter if letter.is_numeric() => '0',
        letter if letter.is_control() => ' ',
        letter => letter,
    };
    value.chars().take(FIELD).map(of).collect()
}

/// Whether a field can be nothing but an amount: two decimals, and no number before them that is dialled,
/// or a day of a month.
fn amount(field: &str) -> bool {
    let body = field.trim();
    let body = body.strip_prefix('-').unwrap_or(body);
    let Some((whole, cents)) = body.rsplit_once(['.', ',']) else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let plain = digits(whole) && whole.len() <= 7;
    let grouped = whole.split(['.', ',']).enumerate().all(|(place, group)| match place {
        0 => digits(group) && group.len() <= 3,
        _ => digits(group) && group.len() == 3,
    });
    digits(cents) && cents.len() == 2 && (plain || grouped) && (whole == "0" || !whole.starts_with('0'))
}

fn iso(value: &str) -> bool {
    let bytes = value.as_bytes();
    bytes.len() >= 10 && bytes[4] == b'-' && bytes[7] == b'-'
}

/// How much of a column may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Show {
    Nothing,
    /// Numbers and dates; of anything else the shape.
    Odd,
    /// Codes; of anything else the shape.
    Codes,
    /// Anything that is not contact data by its form.
    Keys,
}

fn harmless(role: Role) -> Show {
    match role.sort() {
        Sort::Number | Sort::When => Show::Odd,
        Sort::Contact => Show::Nothing,
        Sort::Text => match role {
            Role::Tags | Role::LoyaltyId | Role::AccountId => Show::Nothing,
            // People write into these.
            Role::Description | Role::Location | Role::Coupon | Role::Channel => Show::Codes,
            _ => Show::Keys,
        },
    }
}

/// One value of a row that is shown.
pub(crate) fn shown(role: Role, value: &str) -> String {
    let contact = || value.contains('@') || telephone(value) || names_somebody(value);
    let code = || value.split_whitespace().all(|word| mask(word) == word) && mask(value) == value.trim();
    match harmless(role) {
        Show::Keys if !contact() => value.chars().take(FIELD).collect(),
        Show::Codes if !code() => shape(value.trim()),
        Show::Codes => value.to_owned(),
        Show::Odd => bad(role, value),
        _ if value.trim().is_empty() => String::new(),
        _ => HIDDEN.to_owned(),
    }
}

/// Which columns of a file may be shown: those whose role is known to be harmless.
pub(crate) struct Masker {
    roles: Vec<Option<Role>>,
    delimiter: char,
}

impl Masker {
    pub fn new(inspection: &Inspection) -> Self {
        let mut roles = vec![None; inspection.columns.len()];
        for (role, &place) in &inspection.mapping {
            if let Some(of) = roles.get_mut(place) {
                *of = Some(*role);
            }
        }
        let byte = inspection.format.layout(0).and_then(|layout| layout.delimiter.byte());
        Self { roles, delimiter: byte.map_or(' ', char::from) }
    }

    /// A row with every other column hidden.
    pub fn row<'a>(&self, fields: impl Iterator<Item = &'a str>) -> String {
        let mut row = String::new();
        for (place, field) in fields.enumerate() {
            if place > 0 {
                row.push(self.delimiter);
            }
            match self.roles.get(place).copied().flatten() {
                Some(role) => row.push_str(&shown(role, field)),
                None if field.trim().is_empty() => {}
                None => row.push_str(HIDDEN),
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
            row.push_str(role.name());
            row.push('=');
            row.push_str(&shown(role, value));
        }
        row
    }

    /// The first field of a record that holds anything.
    pub fn first<'a>(&self, text: &'a str) -> &'a str {
        let mut fields = text.trim_end().split(self.delimiter).map(|field| field.trim().trim_matches('"'));
        fields.find(|field| !field.is_empty()).unwrap_or_default()
    }

    /// A record that could not be split: its fields have no roles, so that any may be somebody's. Only amounts
    /// are shown.
    pub fn broken(&self, text: &str) -> String {
        let mut row = String::new();
        let short: String = text.chars().take(ROW).collect();
        for (place, field) in short.trim_end().split(self.delimiter).enumerate() {
            if place > 0 {
                row.push(self.delimiter);
            }
            match field.trim().trim_matches('"') {
                "" => {}
                field if amount(field) => row.push_str(field),
                _ => row.push_str(HIDDEN),
            }
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
        let dotted = ["06.12.34.56.78", "06.12345678", "+31.612345678"];
        for hidden in ["ann@example.com", "Ann Example", "+31 6 12345678", "0612345678", "Dam 1 Amsterdam"]
            .into_iter()
            .chain(dotted)
        {
            assert_eq!(mask(hidden), HIDDEN, "{hidden}");
        }
        for shown in ["19,98", "2024-05-01 09:58:12", "01/05/2024", "K-20240501-0007", "1234.567890123", ""] {
            assert_eq!(mask(shown), shown);
        }
    }

    #[test]
    fn a_cell_in_the_wrong_column_shows_its_shape() {
        assert_eq!(bad(Role::Amount, "Janssen"), "Xxxxxxx");
        assert_eq!(bad(Role::Quantity, "1011 AB"), "0000 XX");
        assert_eq!(bad(Role::Amount, "12-05-1980"), "00-00-0000");
        assert_eq!(bad(Role::Amount, "2,50"), "2,50");
        assert_eq!(bad(Role::Amount, "0612345678"), HIDDEN);
        assert_eq!(bad(Role::Currency, "euro"), "euro");
        assert_eq!(bad(Role::Currency, "Jan de Vries"), "Xxx xx Xxxxx");
        assert_eq!(bad(Role::OrderedAt, "2024-13-02"), "2024-13-02");
        assert_eq!(bad(Role::OrderedAt, "soon"), "xxxx");
        for shown in ["1704445200", "33-02-2025 14:05", "1234567890123", "2024-02-30T10:00:00"] {
            assert_eq!(bad(Role::OrderedAt, shown), shown);
        }
        for shown in ["123456789012", "NaN", "n/a"] {
            assert_eq!(bad(Role::Amount, shown), shown);
        }
        assert_eq!(bad(Role::OrderedAt, "06-12345678"), HIDDEN);
    }

    #[test]
    fn what_people_write_shows_its_shape_and_codes_stay() {
        for (role, value, expected) in [
            (Role::Description, "Betaling Jan de Vries 06 12345678", "Xxxxxxxx Xxx xx Xxxxx 00 00000000"),
            (Role::Location, "Dorpsstraat 12", "Xxxxxxxxxxx 00"),
            (Role::Coupon, "JANDEVRIES-BDAY", "XXXXXXXXXX-XXXX"),
            (Role::Coupon, "K10", "K10"),
            (Role::Location, "012", "012"),
            (Role::Description, "0612345678", "0000000000"),
            (Role::OrderId, "Jan de Vries", HIDDEN),
            (Role::OrderId, "ann@example.org", HIDDEN),
            (Role::OrderId, "WEB-2024-17", "WEB-2024-17"),
            (Role::ProductId, "TAS", "TAS"),
        ] {
            assert_eq!(shown(role, value), expected, "{role}");
        }
    }

    #[test]
    fn of_a_broken_record_only_amounts_are_shown() {
        let masker = Masker { roles: Vec::new(), delimiter: ';' };
        let record =
            "7;06.12.34.56.78;NL91ABNA0417164300;1011;12-05-1980;1.234,56;-19,98;12.05.80;0612,34;2024-05-01;Ann";
        assert_eq!(masker.broken(record), "***;***;***;***;***;1.234,56;-19,98;***;***;***;***");
    }
}
