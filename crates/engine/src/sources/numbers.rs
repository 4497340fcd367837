//! Exact numbers from text, and what a column's values say about its decimal sign.

use super::DecimalSign;

/// The largest amount that a column of money holds, in units of 10^-6.
pub(crate) const LARGEST: i128 = 999_999_999_999_999_999;

/// The same in units of 10^-12, in which rows are counted. Sums of it have room for 10^14 rows.
pub(crate) const MOST: i128 = LARGEST * 1_000_000;

const TENS: [i128; 25] = {
    let mut tens = [1_i128; 25];
    let mut i = 1;
    while i < tens.len() {
        tens[i] = tens[i - 1] * 10;
        i += 1;
    }
    tens
};

/// Whether a cell holds a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Value,
    Empty,
    Bad,
}

/// A number as written: `mantissa / 10^decimals`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Number {
    pub mantissa: i64,
    pub decimals: u8,
    pub state: State,
}

impl Number {
    pub const EMPTY: Self = Self { mantissa: 0, decimals: 0, state: State::Empty };
    pub const BAD: Self = Self { mantissa: 0, decimals: 0, state: State::Bad };

    pub fn value(mantissa: i64, decimals: u8) -> Self {
        Self { mantissa, decimals, state: State::Value }
    }

    pub fn is_value(self) -> bool {
        self.state == State::Value
    }

    /// In units of `10^-scale`, half-even where the number has more decimals; `None` unless it is a value.
    pub fn at_scale(self, scale: u8) -> Option<i128> {
        if self.state != State::Value {
            return None;
        }
        Some(rescale(i128::from(self.mantissa), self.decimals, scale))
    }

    /// As a float, nearest to what is written.
    pub fn real(self) -> f64 {
        // Powers of ten up to 22 are exact, so that one division rounds once.
        self.mantissa as f64 / 10_f64.powi(i32::from(self.decimals))
    }

    /// Product in units of 10^-12; none beyond what a column of money holds.
    pub fn times(self, other: Self) -> Option<i128> {
        if !self.is_value() || !other.is_value() {
            return None;
        }
        let product = i128::from(self.mantissa) * i128::from(other.mantissa);
        Some(rescale(product, self.decimals + other.decimals, 12)).filter(|product| (-MOST..=MOST).contains(product))
    }
}

/// Moves a scaled number to another scale, half-even.
pub(crate) fn rescale(value: i128, from: u8, to: u8) -> i128 {
    if from <= to {
        return value.saturating_mul(TENS[usize::from(to - from).min(24)]);
    }
    divide(value, TENS[usize::from(from - to).min(24)])
}

/// Division, half-even; `by` is positive.
pub(crate) fn divide(value: i128, by: i128) -> i128 {
    let (quotient, rest) = (value.div_euclid(by), value.rem_euclid(by));
    match (rest * 2).cmp(&by) {
        std::cmp::Ordering::Greater => quotient + 1,
        std::cmp::Ordering::Equal => quotient + (quotient & 1),
        std::cmp::Ordering::Less => quotient,
    }
}

/// A decimal number in units of `10^-scale`, written with a point and without needless zeros.
#[must_use]
pub fn shown(value: i128, scale: u8) -> String {
    let unit = TENS[usize::from(scale).min(24)];
    let (whole, part) = (value.unsigned_abs() / unit.unsigned_abs(), value.unsigned_abs() % unit.unsigned_abs());
    let sign = if value < 0 { "-" } else { "" };
    if part == 0 {
        return format!("{sign}{whole}");
    }
    let digits = format!("{part:0width$}", width = usize::from(scale));
    format!("{sign}{whole}.{}", digits.trim_end_matches('0'))
}

/// Reads a number: plain digits at once, everything else (currency signs, groups, brackets) at leisure.
pub(crate) fn parse(text: &[u8], sign: DecimalSign) -> Number {
    let text = text.trim_ascii();
    if text.is_empty() {
        return Number::EMPTY;
    }
    let point = if sign == DecimalSign::Comma { b',' } else { b'.' };
    let (negative, digits) = if text[0] == b'-' { (true, &text[1..]) } else { (false, text) };
    if digits.len() > 18 || digits.is_empty() {
        return leisurely(text, point);
    }
    let (mut mantissa, mut fraction_from) = (0_i64, usize::MAX);
    for (place, &byte) in digits.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            mantissa = mantissa * 10 + i64::from(digit);
        } else if byte == point && fraction_from == usize::MAX {
            fraction_from = place + 1;
        } else {
            return leisurely(text, point);
        }
    }
    if fraction_from == 1 && digits.len() == 1 {
        return Number::BAD;
    }
    let decimals = if fraction_from == usize::MAX { 0 } else { digits.len() - fraction_from };
    Number::value(if negative { -mantissa } else { mantissa }, decimals as u8)
}

/// The parts of a number with everything around it taken off: sign and bare digits with separators.
fn bare(text: &str) -> Option<(bool, &str)> {
    let mut rest = text.trim_matches(blank);
    let mut negative = false;
    if let Some(inner) = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        negative = true;
        rest = inner.trim_matches(blank);
    }
    // A sign may stand before or after the currency, or at the very end.
    for _ in 0..3 {
        if let Some(after) = rest.strip_prefix(['-', '\u{2212}']) {
            negative = !negative;
            rest = after.trim_start_matches(blank);
        } else if let Some(after) = rest.strip_prefix('+') {
            rest = after;
        }
        if let Some(before) = rest.strip_suffix('-') {
            // `12,-` is a Dutch price in whole euros, `12-` a negative number.
            match before.strip_suffix(',') {
                Some(whole) => rest = whole,
                None => {
                    negative = !negative;
                    rest = before.trim_end_matches(blank);
                }
            }
        }
        rest = currency_off(rest);
    }
    (!rest.is_empty()).then_some((negative, rest))
}

fn blank(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '\u{a0}' | '\u{202f}')
}

fn currency_off(text: &str) -> &str {
    const SIGNS: [char; 5] = ['€', '$', '£', '¥', '%'];
    let text = text.trim_matches(|letter| SIGNS.contains(&letter) || blank(letter));
    let code = |letters: &str| letters.len() == 3 && letters.bytes().all(|byte| byte.is_ascii_alphabetic());
    if let Some(first) = text.get(..3).filter(|first| code(first)) {
        return text[first.len()..].trim_start_matches(blank);
    }
    let cut = text.len().saturating_sub(3);
    match text.get(cut..) {
        Some(last) if code(last) => text[..cut].trim_end_matches(blank),
        _ => text,
    }
}

/// What systems write into a cell that holds nothing.
pub(crate) fn stands_for_nothing(text: &str) -> bool {
    matches!(text, "--" | "-" | "n/a" | "N/A" | "NULL" | "null" | "NaN" | "nan")
}

#[cold]
fn leisurely(text: &[u8], point: u8) -> Number {
    let Ok(text) = std::str::from_utf8(text) else { return Number::BAD };
    if stands_for_nothing(text) {
        return Number::EMPTY;
    }
    let Some((negative, digits)) = bare(text) else { return Number::BAD };
    let (digits, exponent) = match digits.split_once(['e', 'E']) {
        Some((digits, exponent)) => match exponent.parse::<i32>() {
            Ok(exponent) if exponent.abs() <= 24 => (digits, exponent),
            _ => return Number::BAD,
        },
        None => (digits, 0),
    };
    let point = char::from(point);
    let (whole, fraction) = digits.split_once(point).unwrap_or((digits, ""));
    if (whole.is_empty() && fraction.is_empty()) || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return Number::BAD;
    }
    let Some(whole) = ungrouped(whole, point) else { return Number::BAD };
    assemble(negative, &whole, fraction, exponent)
}

/// The digits of the whole part, provided that groups are of three and of one separator.
fn ungrouped(whole: &str, point: char) -> Option<String> {
    if whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(whole.to_owned());
    }
    let separator = whole.chars().find(|letter| !letter.is_ascii_digit())?;
    if separator == point || !(matches!(separator, '.' | ',' | '\'' | '\u{2019}') || blank(separator)) {
        return None;
    }
    let mut groups = whole.split(separator);
    let first = groups.next()?;
    let digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    if first.is_empty() || first.len() > 3 || !digits(first) {
        return None;
    }
    let mut all = first.to_owned();
    for group in groups {
        if group.len() != 3 || !digits(group) {
            return None;
        }
        all.push_str(group);
    }
    Some(all)
}

fn assemble(negative: bool, whole: &str, fraction: &str, exponent: i32) -> Number {
    let mut mantissa: i64 = 0;
    for digit in whole.bytes() {
        let next = mantissa.checked_mul(10).and_then(|value| value.checked_add(i64::from(digit - b'0')));
        let Some(next) = next else { return Number::BAD };
        mantissa = next;
    }
    let mut decimals = 0_i32;
    let fraction = fraction.trim_end_matches('0').as_bytes();
    for (place, digit) in fraction.iter().enumerate() {
        let next = mantissa.checked_mul(10).and_then(|value| value.checked_add(i64::from(digit - b'0')));
        match next {
            Some(next) if place < 18 => {
                mantissa = next;
                decimals += 1;
            }
            // Beyond eighteen digits a fraction is an artefact of binary floating point.
            _ => {
                mantissa += i64::from(*digit >= b'5');
                break;
            }
        }
    }
    decimals -= exponent;
    while decimals < 0 {
        let Some(next) = mantissa.checked_mul(10) else { return Number::BAD };
        mantissa = next;
        decimals += 1;
    }
    while decimals > 18 {
        mantissa /= 10;
        decimals -= 1;
    }
    #[expect(clippy::cast_sign_loss, reason = "0 to 18 by the loops above")]
    let decimals = decimals as u8;
    Number::value(if negative { -mantissa } else { mantissa }, decimals)
}

/// What one value says about the decimal sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SignEvidence {
    Comma,
    Point,
    /// `1.234`: a thousand or a fraction.
    Either,
    /// No separator at all.
    Neutral,
    /// No number.
    NotANumber,
}

/// Looks at one value of a column.
pub(crate) fn evidence(text: &str) -> SignEvidence {
    use SignEvidence::{Comma, Either, Neutral, NotANumber, Point};
    let Some((_, digits)) = bare(text) else { return NotANumber };
    if let Some((head, tail)) = digits.split_once(['e', 'E']) {
        let sane = tail.parse::<i32>().is_ok() && parse(head.as_bytes(), DecimalSign::Point).is_value();
        return if sane { Point } else { NotANumber };
    }
    let commas = digits.matches(',').count();
    let points = digits.matches('.').count();
    let reads = |sign| parse(digits.as_bytes(), sign).is_value();
    match (reads(DecimalSign::Comma), reads(DecimalSign::Point)) {
        (false, false) => NotANumber,
        (true, false) => Comma,
        (false, true) => Point,
        (true, true) if commas + points == 0 => Neutral,
        (true, true) => {
            // `0.123` can be no thousand.
            let zero = digits.starts_with('0');
            match (zero, commas > 0) {
                (false, _) => Either,
                (true, true) => Comma,
                (true, false) => Point,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(text: &str) -> Option<i128> {
        parse(text.as_bytes(), DecimalSign::Point).at_scale(6)
    }

    fn comma(text: &str) -> Option<i128> {
        parse(text.as_bytes(), DecimalSign::Comma).at_scale(6)
    }

    #[test]
    fn money_in_the_forms_people_write() {
        for text in ["1234.56", "1,234.56", "$1,234.56", "1 234.56", "USD 1,234.56", "1234.56 EUR", "1'234.56"] {
            assert_eq!(point(text), Some(1_234_560_000), "{text}");
        }
        for text in ["1234,56", "1.234,56", "€ 1.234,56", "1\u{a0}234,56", "1\u{202f}234,56", "EUR 1.234,56"] {
            assert_eq!(comma(text), Some(1_234_560_000), "{text}");
        }
        for text in ["-12.00", "-$12.00", "$-12.00", "(12.00)", "12.00-", "\u{2212}12", "($12.00)"] {
            assert_eq!(point(text), Some(-12_000_000), "{text}");
        }
        assert_eq!(comma("12,-"), Some(12_000_000));
        assert_eq!(point("1e-05"), Some(10));
        assert_eq!(point("1.5E3"), Some(1_500_000_000));
        assert_eq!(point(".5"), Some(500_000));
    }

    #[test]
    fn empty_is_not_zero_and_words_are_not_numbers() {
        for text in ["", "  ", "--", "NaN", "NULL"] {
            assert_eq!(parse(text.as_bytes(), DecimalSign::Point).state, State::Empty, "{text}");
        }
        for text in ["abc", "1.2.3", "1,2", "12x", ".", "-", "1,23,456.00", "99999999999999999999"] {
            let state = parse(text.as_bytes(), DecimalSign::Point).state;
            assert!(state == State::Bad || text == "-", "{text}: {state:?}");
        }
    }

    #[test]
    fn half_even_at_six_decimals() {
        assert_eq!(point("0.0000005"), Some(0));
        assert_eq!(point("0.0000015"), Some(2));
        assert_eq!(point("-0.0000015"), Some(-2));
        assert_eq!(point("-0.0000005"), Some(0));
        assert_eq!(point("0.30000000000000004"), Some(300_000));
    }

    #[test]
    fn products_are_exact() {
        let (a, b) = (parse(b"-3", DecimalSign::Point), parse(b"0.1234", DecimalSign::Point));
        assert_eq!(a.times(b), Some(-370_200_000_000));
        let large = parse(b"999999999999", DecimalSign::Point);
        assert_eq!(large.times(Number::value(1, 0)), Some(999_999_999_999 * TENS[12]));
        assert_eq!(large.times(Number::value(2, 0)), None);
        assert_eq!(Number::value(i64::MAX, 0).times(Number::value(i64::MIN, 0)), None);
    }

    #[test]
    fn evidence_per_value() {
        assert_eq!(evidence("19,98"), SignEvidence::Comma);
        assert_eq!(evidence("1.234,5"), SignEvidence::Comma);
        assert_eq!(evidence("1.234.567"), SignEvidence::Comma);
        assert_eq!(evidence("1.234"), SignEvidence::Either);
        assert_eq!(evidence("1,234"), SignEvidence::Either);
        assert_eq!(evidence("0.123"), SignEvidence::Point);
        assert_eq!(evidence("1234.123"), SignEvidence::Point);
        assert_eq!(evidence("12"), SignEvidence::Neutral);
        assert_eq!(evidence("K-1"), SignEvidence::NotANumber);
        assert_eq!(evidence("€ 12,50"), SignEvidence::Comma);
    }

    #[test]
    fn amounts_are_shown_without_needless_zeros() {
        assert_eq!(shown(9_747_747_934_000_000_000, 12), "9747747.934");
        assert_eq!(shown(-50_000_000, 6), "-50");
    }
}
