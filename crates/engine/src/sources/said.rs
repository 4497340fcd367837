//! What somebody says of a source, one name and value after the other: options of the command line, parameters of an
//! address and fields of a form are read here, so that the same words mean the same everywhere.

use jiff::Timestamp;
use jiff::civil::DateTime;

use super::zones::Zone;
use super::{ColumnRef, Options, SourceError};

/// Where orders come from, as the tables name it.
const CHANNELS: [&str; 5] = ["web", "store", "marketplace", "phone", "field_sales"];
/// Letters of a source's name.
const LONGEST: usize = 64;

impl Options {
    /// What can be said.
    pub const NAMES: [&'static str; 14] = [
        "source",
        "as",
        "header",
        "skip",
        "delimiter",
        "encoding",
        "decimal",
        "date_order",
        "zone",
        "currency",
        "channel",
        "vat",
        "exported_at",
        "map",
    ];

    /// Says one thing. A zone goes before a time of export without offset, which is of that zone.
    ///
    /// # Errors
    /// When there is no such thing to say, or it cannot have that value.
    pub fn say(&mut self, name: &str, value: &str) -> Result<(), SourceError> {
        match name {
            "source" => self.source = Some(source(value)?),
            "as" => self.kind = Some(value.parse()?),
            "header" => self.has_header = Some(header(value)?),
            "skip" => {
                let lines = value.parse().map_err(|_| refused("skip", value, "a whole number of lines"))?;
                self.skip = Some(lines);
            }
            "delimiter" => self.delimiter = Some(value.parse()?),
            "encoding" => self.encoding = Some(value.parse()?),
            "decimal" => self.decimal = Some(value.parse()?),
            "date_order" => self.date_order = Some(value.parse()?),
            "zone" => {
                let said = Self { zone: Some(value.to_owned()), ..Self::default() };
                Zone::of(&said)?;
                self.zone = said.zone;
            }
            "currency" => self.currency = Some(currency(value)?),
            "channel" => self.channel = Some(channel(value)?),
            "vat" => self.vat = Some(value.parse()?),
            "exported_at" => self.exported_at = Some(self.exported(value)?),
            "map" => {
                let (role, column) =
                    value.split_once('=').ok_or_else(|| refused("map", value, "role=column, as in amount=Bedrag"))?;
                self.mapping.insert(role.parse()?, ColumnRef::from(column));
            }
            other => return Err(refused("option", other, &Self::NAMES.join(", "))),
        }
        Ok(())
    }

    /// When a file was exported. Of two exports the later one stands, so that a time to come would stand for ever.
    fn exported(&self, value: &str) -> Result<Timestamp, SourceError> {
        let local = || {
            let zone = jiff::tz::TimeZone::get(self.zone_name()).ok()?;
            Some(value.parse::<DateTime>().ok()?.to_zoned(zone).ok()?.timestamp())
        };
        let at = value.parse().ok().or_else(local);
        at.filter(|at| self.now.is_none_or(|now| *at <= now)).ok_or_else(|| {
            let allowed = "a time that has been, such as 2026-03-31, 2026-03-31T18:00 or 2026-03-31T18:00:00Z";
            refused("exported_at", value, allowed)
        })
    }
}

fn refused(name: &'static str, value: &str, allowed: &str) -> SourceError {
    SourceError::Setting { name, value: value.to_owned(), allowed: allowed.to_owned() }
}

/// A customer is `source:record` and split at the first colon, and a section of the settings is called by the name.
fn source(value: &str) -> Result<String, SourceError> {
    let name = value.trim();
    let letters = name.chars().all(|letter| letter.is_alphanumeric() || "-_. ".contains(letter));
    if name.starts_with(char::is_alphanumeric) && letters && name.chars().count() <= LONGEST {
        return Ok(name.to_owned());
    }
    let allowed = "a name of letters, digits, `-`, `_`, `.` and blanks that begins with a letter or digit, 64 at most, such as web-shop";
    Err(refused("source", value, allowed))
}

fn header(value: &str) -> Result<bool, SourceError> {
    match value {
        "true" | "yes" => Ok(true),
        "false" | "no" => Ok(false),
        other => Err(refused("header", other, "true, false")),
    }
}

fn currency(value: &str) -> Result<String, SourceError> {
    let code = value.to_ascii_uppercase();
    let fine = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    if fine { Ok(code) } else { Err(refused("currency", value, "an ISO 4217 code such as EUR")) }
}

fn channel(value: &str) -> Result<String, SourceError> {
    let known = CHANNELS.contains(&value);
    if known { Ok(value.to_owned()) } else { Err(refused("channel", value, &CHANNELS.join(", "))) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::{Kind, Role, Vat};

    fn options() -> Options {
        let now = "2026-04-01T06:00:00Z".parse().ok();
        Options { default_zone: "America/New_York".to_owned(), now, ..Options::default() }
    }

    #[test]
    fn everything_that_has_a_name_can_be_said() {
        let mut said = options();
        let values = [
            "web shop",
            "orders",
            "no",
            "2",
            "tab",
            "utf-8",
            "comma",
            "dmy",
            "Europe/Amsterdam",
            "eur",
            "store",
            "gross:21",
            "2026-03-31T18:00",
            "amount=Bedrag",
        ];
        for (name, value) in Options::NAMES.into_iter().zip(values) {
            said.say(name, value).expect("it makes sense");
        }
        assert_eq!(
            (said.source.as_deref(), said.kind, said.has_header),
            (Some("web shop"), Some(Kind::Orders), Some(false))
        );
        assert_eq!(
            (said.skip, said.currency.as_deref(), said.vat),
            (Some(2), Some("EUR"), Some(Vat::Gross(21_000_000)))
        );
        assert_eq!(said.exported_at, "2026-03-31T16:00:00Z".parse().ok(), "a time without offset is of the zone said");
        assert!(said.mapping.contains_key(&Role::Amount));
        let mut over = Options::default();
        over.overlay(&said);
        assert_eq!(
            (over.skip, over.exported_at),
            (said.skip, said.exported_at),
            "what is said goes over what is known"
        );
        let mut elsewhere = options();
        elsewhere.say("exported_at", "2026-03-31").expect("a day");
        assert_eq!(elsewhere.exported_at, "2026-03-31T04:00:00Z".parse().ok(), "else of the workspace's");
    }

    #[test]
    fn what_cannot_be_is_refused_by_name() {
        let long = "x".repeat(65);
        let cases = [
            ("source", "shop:nl"),
            ("source", "=1+1"),
            ("source", "-x"),
            ("source", " "),
            ("source", &long),
            ("header", "maybe"),
            ("skip", "-1"),
            ("zone", "Mars/Base"),
            ("currency", "euro"),
            ("channel", "pigeon"),
            ("exported_at", "2026-04-01T06:00:01Z"),
            ("exported_at", "soon"),
            ("map", "amount"),
        ];
        for (name, value) in cases {
            match options().say(name, value) {
                Err(SourceError::Setting { name: of, value: seen, .. }) => {
                    assert_eq!((of, seen.as_str()), (name, value));
                }
                other => panic!("{name} {value}: {other:?}"),
            }
        }
        let unknown = options().say("colour", "red").expect_err("no such thing").to_string();
        assert!(unknown.starts_with("`option` is `colour`; allowed: source, as, header"), "{unknown}");
    }
}
