//! Whom a row belongs to: the source's own key, else a keyed hash of the e-mail or telephone number, else
//! nobody. What has the form of an address, a telephone number or a full name never becomes a key itself: a
//! source that uses it as one gets its hash.

use sha2::{Digest, Sha256};

/// Words that systems write where there is no customer.
const PLACEHOLDERS: &[&str] = &[
    "guest",
    "anonymous",
    "null",
    "undefined",
    "none",
    "nan",
    "n/a",
    "unknown",
    "(not set)",
    "gast",
    "anoniem",
    "onbekend",
    "-",
];

/// Addresses that marketplaces make for one order: they tell nothing about who returns.
const RELAYS: &[&str] = &["@verkopen.", "@marketplace.amazon."];

/// Whether a key stands for nobody.
pub(crate) fn placeholder(key: &str) -> bool {
    key.is_empty() || (key.len() <= 9 && PLACEHOLDERS.iter().any(|word| word.eq_ignore_ascii_case(key)))
}

/// Makes record ids.
pub(crate) struct Keys {
    secret: [u8; 32],
    /// Whether `0` is nobody, as in WooCommerce.
    zero_is_guest: bool,
    /// The record id of the row at hand.
    pub record: String,
    /// Its normalised e-mail, empty for none.
    pub email: String,
    /// Its normalised telephone number, empty for none.
    pub phone: String,
}

impl Keys {
    pub fn new(secret: [u8; 32], zero_is_guest: bool) -> Self {
        Self { secret, zero_is_guest, record: String::new(), email: String::new(), phone: String::new() }
    }

    /// Sets `record`, `email` and `phone`; `false` when the row names nobody, and `record` is empty.
    pub fn identify(&mut self, customer: &str, email: &str, phone: &str) -> bool {
        self.record.clear();
        normal_email(email, &mut self.email);
        normal_phone(phone, &mut self.phone);
        let nobody = placeholder(customer) || (self.zero_is_guest && customer == "0");
        // A source may use contact data as its key: the key must not spread it.
        if !nobody && customer.contains('@') {
            if self.email.is_empty() {
                normal_email(customer, &mut self.email);
            }
        } else if !nobody && telephone(customer) {
            let mut number = String::new();
            normal_phone(customer, &mut number);
            if !number.is_empty() {
                hash(&self.secret, "p:", &number, &mut self.record);
                if self.phone.is_empty() {
                    self.phone = number;
                }
                return true;
            }
        } else if !nobody && names_somebody(customer) {
            let words: Vec<&str> = customer.split_whitespace().collect();
            hash(&self.secret, "n:", &words.join(" ").to_lowercase(), &mut self.record);
            return true;
        } else if !nobody {
            self.record.push_str(customer);
            return true;
        }
        let relay = RELAYS.iter().any(|relay| self.email.contains(relay));
        if !self.email.is_empty() && !relay {
            hash(&self.secret, "e:", &self.email, &mut self.record);
        } else if !self.phone.is_empty() {
            hash(&self.secret, "p:", &self.phone, &mut self.record);
        }
        !self.record.is_empty()
    }
}

/// Whether a text has the form of a telephone number: `+` or `0` in front, then so many digits as one has,
/// perhaps with blanks, dots, dashes, slashes or brackets. Any other whole number may be a key.
pub(crate) fn telephone(text: &str) -> bool {
    let text = text.trim();
    let Some(rest) = text.strip_prefix(['+', '0', '(']) else { return false };
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    // Keys are padded with more than one zero; only a number with its country has two.
    let padded = rest.starts_with('0') && (digits < 11 || rest.starts_with("00"));
    let written = text.chars().all(|letter| letter.is_ascii_digit() || " .-/()+\u{a0}".contains(letter));
    (9..=15).contains(&digits) && written && !(text.starts_with('0') && padded)
}

/// Whether a text has the form of somebody's name: words or initials with a blank between them.
pub(crate) fn names_somebody(text: &str) -> bool {
    let mut words = text.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let ends = word.trim_end_matches(['.', ',']).ends_with(char::is_alphabetic);
        if ends && words.peek().is_some_and(|next| next.starts_with(char::is_alphabetic)) {
            return true;
        }
    }
    false
}

/// Trimmed and in lower case; empty unless it has the shape of an address.
fn normal_email(text: &str, out: &mut String) {
    out.clear();
    let text = text.trim();
    let Some((name, domain)) = text.split_once('@') else { return };
    if name.is_empty() || !domain.contains('.') || text.contains(char::is_whitespace) {
        return;
    }
    out.extend(text.chars().flat_map(char::to_lowercase));
}

/// Digits with a leading plus; empty unless it can be a number of somebody.
fn normal_phone(text: &str, out: &mut String) {
    out.clear();
    for letter in text.trim().chars() {
        if letter.is_ascii_digit() || (letter == '+' && out.is_empty()) {
            out.push(letter);
        }
    }
    if let Some(rest) = out.strip_prefix("00") {
        *out = format!("+{rest}");
    }
    let digits = out.trim_start_matches('+').as_bytes();
    // `0600000000` and the like fill a field that must not be empty.
    let tail = &digits[digits.len().min(2)..];
    let filler = tail.iter().all(|digit| Some(digit) == tail.first());
    if digits.len() < 7 || digits.len() > 15 || filler {
        out.clear();
    }
}

/// The keyed hash of an address or telephone number that stands somewhere else than in its own column.
pub(crate) fn pseudonym(secret: &[u8; 32], prefix: &str, value: &str) -> String {
    let mut out = String::new();
    let mut normal = String::new();
    match prefix {
        "p:" => normal_phone(value, &mut normal),
        _ => normal_email(value, &mut normal),
    }
    hash(secret, prefix, if normal.is_empty() { value } else { &normal }, &mut out);
    out
}

fn hash(secret: &[u8; 32], prefix: &str, value: &str, out: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digest = Sha256::new().chain_update(secret).chain_update(value).finalize();
    out.push_str(prefix);
    for byte in digest.iter().take(12) {
        out.push(char::from(DIGITS[usize::from(byte >> 4)]));
        out.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(customer: &str, email: &str, phone: &str) -> String {
        let mut keys = Keys::new([7; 32], false);
        keys.identify(customer, email, phone);
        keys.record
    }

    #[test]
    fn the_own_key_goes_first_then_email_then_phone() {
        assert_eq!(record("100234", "ann@example.com", "+31612345678"), "100234");
        let by_email = record("", " Ann@Example.com ", "+31612345678");
        assert_eq!(by_email, record("guest", "ann@example.com", ""));
        assert!(by_email.starts_with("e:") && by_email.len() == 26, "{by_email}");
        let by_phone = record("", "", "0031 6 1234 5678");
        assert_eq!(by_phone, record("", "", "+31612345678"));
        assert!(by_phone.starts_with("p:"));
    }

    #[test]
    fn placeholders_are_nobody() {
        for nobody in ["", "guest", "Anonymous", "NULL", "undefined", "gast"] {
            assert_eq!(record(nobody, "", ""), "", "{nobody}");
        }
        assert_eq!(record("0", "", ""), "0");
        let mut woo = Keys::new([7; 32], true);
        assert!(!woo.identify("0", "", ""));
        assert_eq!(record("", "", "0600000000"), "");
        assert_eq!(record("", "x1y2@verkopen.bol.com", ""), "");
    }

    #[test]
    fn a_telephone_number_or_a_name_never_becomes_a_key() {
        let by_phone = record("", "", "+31612345678");
        for number in ["+31612345678", "0031 6 12345678", "+31 (0)6 12.34.56.78", "06-12345678"] {
            let key = record(number, "ann@example.com", "");
            assert!(key.starts_with("p:") && key.len() == 26, "{number}: {key}");
        }
        assert_eq!(record("+31612345678", "ann@example.com", ""), by_phone);
        for name in ["Jan de Vries", "J. Vries", "VRIES, Jan"] {
            let key = record(name, "", "");
            assert!(key.starts_with("n:") && key.len() == 26, "{name}: {key}");
        }
        assert_eq!(record("Jan  de vries", "", ""), record("JAN DE VRIES", "", ""));
        for key in ["100234", "612345678", "0000012345", "000123456789", "00042", "C 12", "KLANT-7", "Zo\u{eb}"] {
            assert_eq!(record(key, "", ""), key);
        }
    }

    #[test]
    fn an_address_never_becomes_a_key() {
        let key = record("Ann@Example.com", "", "");
        assert_eq!(key, record("", "ann@example.com", ""));
        assert!(!key.contains('@'));
        assert_ne!(key, {
            let mut other = Keys::new([8; 32], false);
            other.identify("", "ann@example.com", "");
            other.record
        });
    }
}
