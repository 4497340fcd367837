//! Wall-clock times to instants and back. Days without a change of the clock have one offset, which is
//! kept, so that the zone's rules are asked a few hundred times a file and not once a row.

use jiff::civil::Date;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Timestamp, ToSpan};

use super::dates::{Civil, DAY, DAY_1990};
use super::{Options, SourceError};

const SLOTS: i32 = 1024;

#[derive(Clone, Copy)]
struct Slot {
    day: i32,
    /// Microseconds east of UTC, or `None` on a day on which the clock changes.
    offset: Option<i64>,
}

const FREE: Slot = Slot { day: i32::MIN, offset: None };

fn slots() -> Vec<Slot> {
    vec![FREE; SLOTS.unsigned_abs() as usize]
}

/// Where a day is kept.
fn place_of(day: i32) -> usize {
    day.rem_euclid(SLOTS).cast_unsigned() as usize
}

/// An instant with the local calendar day it falls on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    /// Microseconds since 1970 UTC.
    pub utc: i64,
    /// Days since 1970 in the source's zone.
    pub day: i32,
}

impl Moment {
    /// Whether something can have been bought then; else why not.
    pub fn plausible(self, latest: i64) -> Result<(), &'static str> {
        if self.utc < i64::from(DAY_1990) * DAY {
            Err("before 1990")
        } else if self.utc > latest {
            Err("in the future")
        } else {
            Ok(())
        }
    }
}

/// A time zone with its memory.
pub(crate) struct Zone {
    zone: TimeZone,
    local: Vec<Slot>,
    universal: Vec<Slot>,
    /// Offset of times that carry none, where the source writes UTC; else they are local.
    pub assumed: Option<i32>,
    /// Local times that came twice.
    pub ambiguous: u64,
}

impl Zone {
    pub fn of(options: &Options) -> Result<Self, SourceError> {
        let name = options.zone_name();
        let zone = TimeZone::get(name).map_err(|_| SourceError::Setting {
            name: "zone",
            value: name.to_owned(),
            allowed: "names of the tz database such as Europe/Amsterdam or UTC".to_owned(),
        })?;
        Ok(Self { zone, local: slots(), universal: slots(), assumed: None, ambiguous: 0 })
    }

    /// A written date as an instant; a time that the clock shows twice is taken as the first.
    pub fn moment(&mut self, civil: Civil) -> Option<Moment> {
        let wall = i64::from(civil.day) * DAY + civil.time;
        if let Some(offset) = civil.offset.or(self.assumed) {
            let utc = wall - i64::from(offset) * 1_000_000;
            return Some(Moment { utc, day: self.day_of(utc)? });
        }
        let place = place_of(civil.day);
        if self.local[place].day != civil.day {
            let (from, to) = (self.offset_at_wall(civil.day)?, self.offset_at_wall(civil.day + 1)?);
            self.local[place] = Slot { day: civil.day, offset: (from == to).then_some(from) };
        }
        if let Some(offset) = self.local[place].offset {
            return Some(Moment { utc: wall - offset, day: civil.day });
        }
        let local = date(civil.day)?.at(0, 0, 0, 0).checked_add(civil.time.microseconds()).ok()?;
        let ambiguous = self.zone.to_ambiguous_timestamp(local);
        if matches!(ambiguous.offset(), AmbiguousOffset::Fold { .. }) && civil.timed {
            self.ambiguous += 1;
        }
        let utc = ambiguous.compatible().ok()?.as_microsecond();
        Some(Moment { utc, day: civil.day })
    }

    /// The local calendar day of an instant.
    pub fn day_of(&mut self, utc: i64) -> Option<i32> {
        let day = i32::try_from(utc.div_euclid(DAY)).ok()?;
        let place = place_of(day);
        if self.universal[place].day != day {
            let start = i64::from(day) * DAY;
            let (from, to) = (self.offset_at(start)?, self.offset_at(start + DAY - 1)?);
            self.universal[place] = Slot { day, offset: (from == to).then_some(from) };
        }
        let offset = match self.universal[place].offset {
            Some(offset) => offset,
            None => self.offset_at(utc)?,
        };
        i32::try_from((utc + offset).div_euclid(DAY)).ok()
    }

    fn offset_at(&self, utc: i64) -> Option<i64> {
        let instant = Timestamp::from_microsecond(utc).ok()?;
        Some(i64::from(self.zone.to_offset(instant).seconds()) * 1_000_000)
    }

    fn offset_at_wall(&self, day: i32) -> Option<i64> {
        let instant = self.zone.to_timestamp(date(day)?.at(0, 0, 0, 0)).ok()?;
        self.offset_at(instant.as_microsecond())
    }
}

fn date(day: i32) -> Option<Date> {
    jiff::civil::date(1970, 1, 1).checked_add(day.days()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::dates::{DateFormat, parse};
    use crate::sources::{DateOrder, Options};

    fn moment(zone: &mut Zone, text: &str) -> (String, i32) {
        let civil = parse(text.as_bytes(), DateFormat::Parts(DateOrder::Ymd)).unwrap();
        let moment = zone.moment(civil).unwrap();
        (Timestamp::from_microsecond(moment.utc).unwrap().to_string(), moment.day)
    }

    #[test]
    fn amsterdam_around_the_changes_of_the_clock() {
        let mut zone = Zone::of(&Options::default()).unwrap();
        assert_eq!(moment(&mut zone, "2024-01-15 12:00:00").0, "2024-01-15T11:00:00Z");
        assert_eq!(moment(&mut zone, "2024-07-15 00:00:00").0, "2024-07-14T22:00:00Z");
        // The hour that does not exist is moved on, the hour that comes twice is the first.
        assert_eq!(moment(&mut zone, "2024-03-31 02:30:00").0, "2024-03-31T01:30:00Z");
        assert_eq!(zone.ambiguous, 0);
        assert_eq!(moment(&mut zone, "2024-10-27 02:30:00").0, "2024-10-27T00:30:00Z");
        assert_eq!(zone.ambiguous, 1);
        assert_eq!(moment(&mut zone, "2024-10-27 12:00:00").0, "2024-10-27T11:00:00Z");
    }

    #[test]
    fn the_local_day_of_an_instant_with_offset() {
        let mut zone = Zone::of(&Options::default()).unwrap();
        let (_, day) = moment(&mut zone, "2024-05-01T23:30:00Z");
        assert_eq!(day, crate::sources::dates::day_number(2024, 5, 2).unwrap());
        let (_, day) = moment(&mut zone, "2024-10-27T22:30:00Z");
        assert_eq!(day, crate::sources::dates::day_number(2024, 10, 27).unwrap());
    }

    #[test]
    fn an_unknown_zone_is_named() {
        let options = Options { zone: Some("Europe/Eindhoven".to_owned()), ..Options::default() };
        let error = Zone::of(&options).err().unwrap().to_string();
        assert!(error.starts_with("`zone` is `Europe/Eindhoven`; allowed:"), "{error}");
    }
}
