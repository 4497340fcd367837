//! Counts and amounts by class of rows, so that imported + rejected + excluded = file total, exactly.

use serde::{Deserialize, Serialize, Serializer};

use super::numbers::{MOST, shown};

/// What was done with a class of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Disposition {
    /// In the lake.
    Imported,
    /// Understood, and left out by rule.
    Excluded,
    /// Not understood.
    Rejected,
}

impl Disposition {
    /// Name in the lake.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Imported => "imported",
            Self::Excluded => "excluded",
            Self::Rejected => "rejected",
        }
    }
}

/// One class of rows in one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClassTally {
    /// `sale`, `guest`, `cancellation`, `zero price`, ...
    pub class: String,
    /// What was done with it.
    pub disposition: Disposition,
    /// ISO 4217.
    pub currency: String,
    /// Rows.
    pub rows: u64,
    /// Sum of the file's own amounts, unrounded, in units of 10^-12; in JSON as a decimal in a string, exact.
    #[serde(serialize_with = "exact")]
    pub amount: i128,
    /// Rows whose amount could not be read.
    pub unreadable: u64,
}

/// What a file held.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FileTally {
    /// Records in the file, without header and empty lines.
    pub rows: u64,
    /// By class and currency, in order of first appearance.
    pub classes: Vec<ClassTally>,
    /// By currency: the sum over all rows, unrounded, in units of 10^-12.
    #[serde(serialize_with = "exact_by_currency")]
    pub totals: Vec<(String, i128)>,
    /// Earliest event that was imported, in microseconds since 1970 UTC.
    pub first_event: Option<i64>,
    /// Latest event that was imported.
    pub last_event: Option<i64>,
    /// Local times that the clock went through twice; the first is taken.
    pub ambiguous_times: u64,
    /// Rows with a status that no rule knows; they count as placed.
    pub unknown_statuses: u64,
    /// Those statuses and their rows, the first few of them, without what might be contact data.
    pub unknown_words: Vec<(String, u64)>,
    /// Lines that cannot be read in a row that holds their order too; the order is imported with its total.
    pub unreadable_lines: u64,
    /// How much the file tells of orders that were undone: refunds and cancellations, weighed, less orders that were
    /// never paid. Of two exports that end in the same second, the one that tells more was made later.
    pub undone: i64,
    /// SHA-256 of the file as stored, in hexadecimal.
    pub file_sha256: String,
    /// When the file was exported, where somebody said.
    pub exported_at: Option<i64>,
    /// Hash of what the file holds and of how its values were read: settles ties between files.
    #[serde(skip)]
    pub reading: u64,
}

fn exact<S: Serializer>(amount: &i128, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&shown(*amount, 12))
}

fn exact_by_currency<S: Serializer>(totals: &[(String, i128)], to: S) -> Result<S::Ok, S::Error> {
    to.collect_map(totals.iter().map(|(currency, total)| (currency, shown(*total, 12))))
}

impl FileTally {
    /// Rows with a disposition.
    #[must_use]
    pub fn rows_of(&self, disposition: Disposition) -> u64 {
        self.classes.iter().filter(|class| class.disposition == disposition).map(|class| class.rows).sum()
    }

    /// The version of rows that carry none: when the file was exported, else its latest event.
    ///
    /// Of files that end in one second the one that tells more of undone orders is greater, and after that the
    /// hash of the file decides. It has to decide here, once for the whole file: left to the rows, half of a
    /// corrected export would win and half would lose. Both go into the microseconds of that second, so that no
    /// file outlives another that ends later.
    #[must_use]
    pub fn version(&self) -> Option<i64> {
        const SECOND: i64 = 1_000_000;
        const TIES: u64 = SECOND.cast_unsigned() / STEPS;
        let within = steps(self.undone) * TIES + self.reading % TIES;
        let second = |event: i64| event - event.rem_euclid(SECOND);
        self.exported_at.or_else(|| self.last_event.map(|event| second(event) + within.cast_signed()))
    }

    /// Counts one row; `amount` is `None` when it could not be read, or is larger than any column holds.
    pub(crate) fn count(&mut self, class: &str, disposition: Disposition, currency: &str, amount: Option<i128>) {
        self.rows += 1;
        let amount = amount.filter(|amount| (-MOST..=MOST).contains(amount));
        let value = amount.unwrap_or(0);
        match self.totals.iter_mut().find(|(code, _)| code == currency) {
            Some((_, total)) => *total += value,
            None => self.totals.push((currency.to_owned(), value)),
        }
        let tally = self.class(class, disposition, currency);
        tally.rows += 1;
        tally.amount += value;
        tally.unreadable += u64::from(amount.is_none());
    }

    /// Takes one counted row to another class: a later row of its key stands in its place.
    pub(crate) fn moved(&mut self, from: (&str, Disposition), to: (&str, Disposition), currency: &str, amount: i128) {
        let before = self.class(from.0, from.1, currency);
        before.rows = before.rows.saturating_sub(1);
        before.amount -= amount;
        if before.rows == 0 {
            self.classes.retain(|class| class.rows > 0);
        }
        let after = self.class(to.0, to.1, currency);
        after.rows += 1;
        after.amount += amount;
    }

    fn class(&mut self, class: &str, disposition: Disposition, currency: &str) -> &mut ClassTally {
        let same =
            |tally: &ClassTally| tally.class == class && tally.disposition == disposition && tally.currency == currency;
        let place = self.classes.iter().position(same).unwrap_or_else(|| {
            let (class, currency) = (class.to_owned(), currency.to_owned());
            self.classes.push(ClassTally { class, disposition, currency, rows: 0, amount: 0, unreadable: 0 });
            self.classes.len() - 1
        });
        &mut self.classes[place]
    }

    /// Counts a row with a status that no rule knows.
    pub(crate) fn wonder(&mut self, word: &str) {
        const KEPT: usize = 20;
        self.unknown_statuses += 1;
        let word = super::mask::bad(super::Role::Status, word);
        if let Some((_, rows)) = self.unknown_words.iter_mut().find(|(known, _)| *known == word) {
            *rows += 1;
        } else if self.unknown_words.len() < KEPT {
            self.unknown_words.push((word, 1));
        }
    }

    /// Widens the span of events.
    pub(crate) fn saw(&mut self, event: i64) {
        self.first_event = Some(self.first_event.map_or(event, |first| first.min(event)));
        self.last_event = Some(self.last_event.map_or(event, |last| last.max(event)));
    }
}

/// Steps that [`steps`] has.
const STEPS: u64 = 2 * MIDDLE;

/// The step of nothing; there are as many below it as above.
const MIDDLE: u64 = 12_288;

/// How much was undone, in steps: one for each of the first thousand, then each some thousandth of what is told.
fn steps(undone: i64) -> u64 {
    let much = undone.unsigned_abs().min(u32::MAX.into());
    let shift = u64::from(u64::BITS - much.leading_zeros()).saturating_sub(10);
    let steps = shift * 512 + (much >> shift);
    if undone < 0 { MIDDLE - steps } else { MIDDLE + steps }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(event: i64, undone: i64, reading: u64) -> i64 {
        FileTally { last_event: Some(event), undone, reading, ..FileTally::default() }.version().unwrap()
    }

    #[test]
    fn more_that_was_undone_is_a_later_step() {
        let told: Vec<i64> = (0..5_000).chain((13..40).map(|power| 1 << power)).collect();
        assert!(told.is_sorted_by(|one, other| steps(*one) <= steps(*other)));
        assert!(told.is_sorted_by(|one, other| steps(-*one) >= steps(-*other)));
        assert!((-1_023..1_023).all(|undone| steps(undone) < steps(undone + 1)));
        assert!(steps(i64::MAX) < STEPS && steps(i64::MIN) < steps(0));
    }

    #[test]
    fn the_second_of_the_last_event_decides_before_all_else() {
        let (early, late) = (1_714_557_600_000_000, 1_714_557_601_000_000);
        assert!(version(early + 999_999, i64::MAX, u64::MAX) < version(late, 0, 0));
        assert!(version(early + 999_999, 3, 0) < version(early, 4, 0), "of one second, what tells more is later");
        assert!(version(early, -1, 9) < version(early, 0, 0), "and what tells of a payment that failed is earlier");
        assert!(version(early, 3, 1) < version(early, 3, 2));
        assert!(version(-1, 0, 0) < 0);
    }
}
