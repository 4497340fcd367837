//! Dates and times from text, and what a column's values say about the order of day and month.

use serde::{Deserialize, Serialize};

use super::DateOrder;

/// Microseconds of a day.
pub(crate) const DAY: i64 = 86_400_000_000;
/// 1990-01-01: earlier events are mistakes (1970, 1900) rather than history.
pub(crate) const DAY_1990: i32 = 7_305;

/// How the dates of a column are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateFormat {
    /// Three parts in this order, perhaps with a time; a first part of four digits is always the year.
    Parts(DateOrder),
    /// `20240531`
    Compact,
    /// Seconds since 1970.
    EpochSeconds,
    /// Thousandths of a second since 1970.
    EpochMillis,
    /// Millionths of a second since 1970.
    EpochMicros,
}

impl DateFormat {
    /// In words.
    #[must_use]
    pub fn shown(self) -> &'static str {
        match self {
            Self::Parts(DateOrder::Dmy) => "day-month-year",
            Self::Parts(DateOrder::Mdy) => "month-day-year",
            Self::Parts(DateOrder::Ymd) => "year-month-day",
            Self::Compact => "yyyymmdd",
            Self::EpochSeconds => "seconds since 1970",
            Self::EpochMillis => "milliseconds since 1970",
            Self::EpochMicros => "microseconds since 1970",
        }
    }
}

/// A date as written: what a calendar and a clock on the wall show, and the offset if it was written too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Civil {
    /// Days since 1970-01-01.
    pub day: i32,
    /// Microseconds into the day.
    pub time: i64,
    /// Seconds east of UTC.
    pub offset: Option<i32>,
    /// Whether a time was written.
    pub timed: bool,
}

/// Days since 1970-01-01 of a date of the Gregorian calendar; `None` when there is no such date.
pub(crate) fn day_number(year: i32, month: u32, day: u32) -> Option<i32> {
    const LENGTHS: [u32; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = *LENGTHS.get(month.wrapping_sub(1) as usize)? + u32::from(leap && month == 2);
    if day == 0 || day > length || !(1..=9999).contains(&year) {
        return None;
    }
    // Years that begin in March put the leap day last, so that months have a closed form.
    let (month, day) = (month.cast_signed(), day.cast_signed());
    let shifted = if month > 2 { month - 3 } else { month + 9 };
    let year = if month > 2 { year } else { year - 1 };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * shifted + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

fn two(bytes: &[u8]) -> Option<u32> {
    let (a, b) = (bytes[0].wrapping_sub(b'0'), bytes[1].wrapping_sub(b'0'));
    (a < 10 && b < 10).then(|| u32::from(a) * 10 + u32::from(b))
}

/// Reads a date; `None` when it is none.
pub(crate) fn parse(text: &[u8], format: DateFormat) -> Option<Civil> {
    let text = text.trim_ascii();
    match format {
        DateFormat::Parts(order) => iso(text).or_else(|| parts(text, order)),
        DateFormat::Compact => compact(text).or_else(|| iso(text)),
        DateFormat::EpochSeconds => epoch(text, 1_000_000),
        DateFormat::EpochMillis => epoch(text, 1_000),
        DateFormat::EpochMicros => epoch(text, 1),
    }
}

/// The common shape at full speed: `2024-05-01`, with `T` or blank and `09:58[:12]` in the plain forms.
fn iso(text: &[u8]) -> Option<Civil> {
    if text.len() < 10 || text[4] != b'-' || text[7] != b'-' {
        return None;
    }
    let year = two(text)? * 100 + two(&text[2..])?;
    let day = day_number(year.cast_signed(), two(&text[5..])?, two(&text[8..])?)?;
    if text.len() == 10 {
        return Some(Civil { day, time: 0, offset: None, timed: false });
    }
    if text.len() == 19 && matches!(text[10], b' ' | b'T') && text[13] == b':' && text[16] == b':' {
        let (hour, minute, second) = (two(&text[11..])?, two(&text[14..])?, two(&text[17..])?);
        if hour < 24 && minute < 60 && second < 60 {
            let time = i64::from(hour * 3600 + minute * 60 + second) * 1_000_000;
            return Some(Civil { day, time, offset: None, timed: true });
        }
        return None;
    }
    if !matches!(text[10], b' ' | b'T') {
        return None;
    }
    let (time, offset) = clock(&text[11..])?;
    Some(Civil { day, time, offset, timed: true })
}

fn compact(text: &[u8]) -> Option<Civil> {
    if text.len() != 8 {
        return None;
    }
    let year = two(text)? * 100 + two(&text[2..])?;
    let day = day_number(year.cast_signed(), two(&text[4..])?, two(&text[6..])?)?;
    Some(Civil { day, time: 0, offset: None, timed: false })
}

fn epoch(text: &[u8], unit: i64) -> Option<Civil> {
    let number = super::numbers::parse(text, super::DecimalSign::Point).at_scale(6)?;
    let micros = i64::try_from(number.checked_mul(i128::from(unit))? / 1_000_000).ok()?;
    let day = i32::try_from(micros.div_euclid(DAY)).ok()?;
    (-719_162..2_932_897).contains(&day).then_some(Civil {
        day,
        time: micros.rem_euclid(DAY),
        offset: Some(0),
        timed: true,
    })
}

/// A cursor over the bytes of one cell.
struct Cursor<'a>(&'a [u8]);

impl Cursor<'_> {
    fn number(&mut self) -> Option<(u32, usize)> {
        let length = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if length == 0 || length > 9 {
            return None;
        }
        let value = self.0[..length].iter().fold(0, |value, byte| value * 10 + u32::from(byte - b'0'));
        self.0 = &self.0[length..];
        Some((value, length))
    }

    fn take(&mut self, allowed: &[u8]) -> bool {
        let found = self.0.first().is_some_and(|byte| allowed.contains(byte));
        if found {
            self.0 = &self.0[1..];
        }
        found
    }

    fn blanks(&mut self) {
        self.0 = self.0.trim_ascii_start();
    }

    fn month(&mut self) -> Option<u32> {
        let length = self.0.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let number = month(std::str::from_utf8(&self.0[..length]).ok()?)?;
        self.0 = &self.0[length..];
        self.take(b".");
        Some(number)
    }
}

/// The number of a month by its name, in English or Dutch, whole or short.
pub(crate) fn month(word: &str) -> Option<u32> {
    const NAMES: [&[&str]; 12] = [
        &["january", "januari", "jan"],
        &["february", "februari", "feb"],
        &["march", "maart", "mrt", "mar"],
        &["april", "apr"],
        &["may", "mei"],
        &["june", "juni", "jun"],
        &["july", "juli", "jul"],
        &["august", "augustus", "aug"],
        &["september", "sept", "sep"],
        &["october", "oktober", "oct", "okt"],
        &["november", "nov"],
        &["december", "dec"],
    ];
    (1..)
        .zip(NAMES)
        .find(|(_, names)| names.iter().any(|name| name.eq_ignore_ascii_case(word)))
        .map(|(number, _)| number)
}

/// A year as written; two digits up to 68 are of this century, as POSIX has it.
fn full_year((value, digits): (u32, usize)) -> Option<i32> {
    match digits {
        4 => Some(value.cast_signed()),
        2 => Some(value.cast_signed() + if value < 69 { 2000 } else { 1900 }),
        _ => None,
    }
}

/// The three parts before any decision about their order.
struct Three {
    parts: [(u32, usize); 3],
    /// Which part was a month by name.
    named: Option<usize>,
}

fn three(cursor: &mut Cursor<'_>) -> Option<Three> {
    let mut parts = [(0, 0); 3];
    let mut named = None;
    for (place, part) in parts.iter_mut().enumerate() {
        if place > 0 {
            let separated = cursor.take(b"-/. ,");
            cursor.blanks();
            if !separated && named.is_none() {
                return None;
            }
        }
        if cursor.0.first().is_some_and(u8::is_ascii_alphabetic) {
            named = Some(place);
            *part = (cursor.month()?, 2);
        } else {
            *part = cursor.number()?;
        }
    }
    Some(Three { parts, named })
}

impl Three {
    fn day(&self, order: DateOrder) -> Option<i32> {
        let [a, b, c] = self.parts;
        let short = |part: (u32, usize)| (part.1 <= 2).then_some(part.0);
        let order = match self.named {
            Some(0) => DateOrder::Mdy,
            Some(1) if a.1 == 4 => DateOrder::Ymd,
            Some(1) => DateOrder::Dmy,
            _ if a.1 == 4 => DateOrder::Ymd,
            _ => order,
        };
        match order {
            DateOrder::Dmy => day_number(full_year(c)?, short(b)?, short(a)?),
            DateOrder::Mdy => day_number(full_year(c)?, short(a)?, short(b)?),
            DateOrder::Ymd => day_number(full_year(a)?, short(b)?, short(c)?),
        }
    }
}

fn parts(text: &[u8], order: DateOrder) -> Option<Civil> {
    let mut cursor = Cursor(text);
    let day = three(&mut cursor)?.day(order)?;
    if cursor.0.is_empty() {
        return Some(Civil { day, time: 0, offset: None, timed: false });
    }
    if !cursor.take(b" T,") {
        return None;
    }
    cursor.blanks();
    let (time, offset) = clock(cursor.0)?;
    Some(Civil { day, time, offset, timed: true })
}

/// A time of day: `9:58`, `09:58:12.5`, `9:58 PM`, with `Z`, `UTC`, `+0200`, `+02:00` or ` +02`.
pub(crate) fn clock(text: &[u8]) -> Option<(i64, Option<i32>)> {
    let mut cursor = Cursor(text);
    let (mut hour, digits) = cursor.number()?;
    if digits > 2 || !cursor.take(b":.") {
        return None;
    }
    let (minute, digits) = cursor.number()?;
    if digits != 2 {
        return None;
    }
    let (mut second, mut micros) = (0, 0_i64);
    if cursor.take(b":") {
        second = cursor.number()?.0;
        if cursor.take(b".,") {
            let (fraction, digits) = cursor.number()?;
            micros = i64::from(fraction) * 1_000_000 / 10_i64.pow(digits as u32);
        }
    }
    cursor.blanks();
    let half = cursor.0.get(..2).map(<[u8]>::to_ascii_uppercase);
    if let Some(half) = half.filter(|half| half == b"AM" || half == b"PM") {
        if hour == 0 || hour > 12 {
            return None;
        }
        hour = hour % 12 + if half == b"PM" { 12 } else { 0 };
        cursor.0 = &cursor.0[2..];
        cursor.blanks();
    }
    let offset = offset(cursor.0)?;
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    Some((i64::from(hour * 3600 + minute * 60 + second) * 1_000_000 + micros, offset))
}

/// The offset at the end of a time: `Some(None)` when there is none, `None` when it is something else.
fn offset(text: &[u8]) -> Option<Option<i32>> {
    match text {
        [] => return Some(None),
        b"Z" | b"z" | b"UTC" | b"GMT" => return Some(Some(0)),
        _ => {}
    }
    let sign = match text[0] {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits: &[u8] = &text[1..];
    let (hours, minutes) = match digits.len() {
        2 => (two(digits)?, 0),
        4 => (two(digits)?, two(&digits[2..])?),
        5 if digits[2] == b':' => (two(digits)?, two(&digits[3..])?),
        _ => return None,
    };
    (hours <= 15 && minutes < 60).then(|| Some(sign * (hours * 3600 + minutes * 60).cast_signed()))
}

/// What one value says about the way its column writes dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateEvidence {
    /// Only these orders of three parts make it a date.
    Orders { dmy: bool, mdy: bool, ymd: bool },
    /// One of the other forms.
    Format(DateFormat),
    /// No date.
    NotADate,
}

/// Looks at one value of a column.
pub(crate) fn evidence(text: &[u8]) -> DateEvidence {
    let text = text.trim_ascii();
    if text.iter().all(u8::is_ascii_digit) {
        return match text.len() {
            8 if compact(text).is_some_and(|date| (-25_567..47_482).contains(&date.day)) => {
                DateEvidence::Format(DateFormat::Compact)
            }
            // 2001 to 2065: below, ten digits are rather a key or a telephone number.
            10 if text[0] == b'1' || text[0] == b'2' => DateEvidence::Format(DateFormat::EpochSeconds),
            13 if text[0] == b'1' || text[0] == b'2' => DateEvidence::Format(DateFormat::EpochMillis),
            16 if text[0] == b'1' || text[0] == b'2' => DateEvidence::Format(DateFormat::EpochMicros),
            _ => DateEvidence::NotADate,
        };
    }
    let reads = |order| parse(text, DateFormat::Parts(order)).is_some();
    // Whether both orders agree matters only where they give different days.
    let (dmy, mdy, ymd) = (reads(DateOrder::Dmy), reads(DateOrder::Mdy), reads(DateOrder::Ymd));
    if dmy || mdy || ymd { DateEvidence::Orders { dmy, mdy, ymd } } else { DateEvidence::NotADate }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, order: DateOrder) -> Option<(i32, i64, Option<i32>)> {
        parse(text.as_bytes(), DateFormat::Parts(order)).map(|civil| (civil.day, civil.time / 1_000_000, civil.offset))
    }

    #[test]
    fn day_numbers_agree_with_jiff() {
        let epoch = jiff::civil::date(1970, 1, 1);
        for (year, month, day) in
            [(1970, 1, 1), (1990, 1, 1), (2000, 2, 29), (2024, 12, 31), (1999, 3, 1), (2100, 2, 28)]
        {
            let date = jiff::civil::date(year, month, day);
            let days = epoch.until(date).unwrap().get_days();
            let (month, day) = (u32::from(month.unsigned_abs()), u32::from(day.unsigned_abs()));
            assert_eq!(day_number(i32::from(year), month, day), Some(days));
        }
        assert_eq!(day_number(1990, 1, 1), Some(DAY_1990));
        assert_eq!(day_number(2023, 2, 29), None);
        assert_eq!(day_number(2023, 13, 1), None);
    }

    #[test]
    fn the_forms_of_exports() {
        let day = day_number(2024, 5, 1).unwrap();
        let time = 9 * 3600 + 58 * 60 + 12;
        assert_eq!(read("2024-05-01", DateOrder::Ymd), Some((day, 0, None)));
        assert_eq!(read("2024-05-01 09:58:12", DateOrder::Ymd), Some((day, time, None)));
        assert_eq!(read("2024-05-01T09:58:12Z", DateOrder::Ymd), Some((day, time, Some(0))));
        assert_eq!(read("2024-05-01 09:58:12 +0000", DateOrder::Ymd), Some((day, time, Some(0))));
        assert_eq!(read("2024-05-01 09:58:12 +02:00", DateOrder::Ymd), Some((day, time, Some(7200))));
        assert_eq!(read("2024-05-01T09:58:12.000-0530", DateOrder::Ymd), Some((day, time, Some(-19_800))));
        assert_eq!(read("01-05-2024", DateOrder::Dmy), Some((day, 0, None)));
        assert_eq!(read("1/5/2024 9:58:12", DateOrder::Dmy), Some((day, time, None)));
        assert_eq!(read("5/1/2024 9:58", DateOrder::Mdy), Some((day, time - 12, None)));
        assert_eq!(read("5/1/24 9:58 PM", DateOrder::Mdy), Some((day, time - 12 + 43_200, None)));
        assert_eq!(read("May 1, 2024 9:58:12 AM", DateOrder::Mdy), Some((day, time, None)));
        assert_eq!(read("1 mei 2024", DateOrder::Mdy), Some((day, 0, None)));
        assert_eq!(read("1-May-24", DateOrder::Ymd), Some((day, 0, None)));
        assert_eq!(read("31-02-2024", DateOrder::Dmy), None);
        assert_eq!(read("2024-05-01 25:00:00", DateOrder::Ymd), None);
        assert_eq!(read("yesterday", DateOrder::Ymd), None);
        assert_eq!(parse(b"20240501", DateFormat::Compact).unwrap().day, day);
        assert_eq!(parse(b"1714557492", DateFormat::EpochSeconds).unwrap().day, day);
        assert_eq!(
            parse(b"1714557492000", DateFormat::EpochMillis).unwrap().time,
            (9 * 3600 + 58 * 60 + 12) * 1_000_000
        );
        assert_eq!(parse(b"1714557492000000", DateFormat::EpochMicros).unwrap().day, day);
    }

    #[test]
    fn evidence_per_value() {
        let orders = |text: &str| match evidence(text.as_bytes()) {
            DateEvidence::Orders { dmy, mdy, ymd } => (dmy, mdy, ymd),
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(orders("31-12-2024"), (true, false, false));
        assert_eq!(orders("12/31/2024"), (false, true, false));
        assert_eq!(orders("03/04/2024"), (true, true, false));
        assert_eq!(orders("03-04-05"), (true, true, true));
        assert_eq!(orders("2024-04-03"), (true, true, true));
        assert_eq!(evidence(b"20240531"), DateEvidence::Format(DateFormat::Compact));
        assert_eq!(evidence(b"1714557492"), DateEvidence::Format(DateFormat::EpochSeconds));
        assert_eq!(evidence(b"12345"), DateEvidence::NotADate);
        assert_eq!(evidence(b"9.99"), DateEvidence::NotADate);
    }
}
