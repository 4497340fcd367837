//! How far ahead, and what the future is worth today.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use super::ScoreError;
use crate::summaries::Unit;

/// Days in a year; a month is a twelfth of it.
const YEAR: f64 = 365.25;

/// A span of time ahead, as people write it: `39w`, `12m`, `1y`, `90d`.
#[derive(Debug, Clone, PartialEq)]
pub struct Horizon {
    text: String,
    days: f64,
}

impl Horizon {
    /// Its length in units.
    #[must_use]
    pub fn in_units(&self, unit: Unit) -> f64 {
        self.days / unit.days()
    }

    /// Its length in years of 365.25 days.
    #[must_use]
    pub fn years(&self) -> f64 {
        self.days / YEAR
    }
}

impl FromStr for Horizon {
    type Err = ScoreError;

    fn from_str(text: &str) -> Result<Self, ScoreError> {
        let refuse = || ScoreError::Horizon(text.to_owned());
        let (number, unit) = text.split_at_checked(text.len().saturating_sub(1)).ok_or_else(refuse)?;
        let days = match unit {
            "d" => 1.0,
            "w" => 7.0,
            "m" => YEAR / 12.0,
            "y" => YEAR,
            _ => return Err(refuse()),
        };
        match number.parse::<f64>() {
            Ok(n) if n > 0.0 && n.is_finite() => Ok(Self { text: text.to_owned(), days: n * days }),
            _ => Err(refuse()),
        }
    }
}

impl fmt::Display for Horizon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for Horizon {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.text)
    }
}

/// An annual effective rate: .10 makes 1.10 in a year's time worth 1 today.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct DiscountRate(f64);

impl DiscountRate {
    /// Takes a rate of at least 0.
    ///
    /// # Errors
    /// When it is below 0 or no number.
    pub fn new(rate: f64) -> Result<Self, ScoreError> {
        if rate >= 0.0 && rate.is_finite() { Ok(Self(rate)) } else { Err(ScoreError::DiscountRate(rate)) }
    }

    /// The rate as given.
    #[must_use]
    pub fn annual(self) -> f64 {
        self.0
    }

    /// The continuous rate per unit of time: `ln(1 + rate) x unit / year`.
    #[must_use]
    pub fn per_unit(self, unit: Unit) -> f64 {
        self.0.ln_1p() * unit.days() / YEAR
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_four_ways_to_write_a_horizon() {
        for (text, weeks) in [("39w", 39.0), ("90d", 90.0 / 7.0), ("1y", 365.25 / 7.0), ("12m", 365.25 / 7.0)] {
            let horizon: Horizon = text.parse().expect(text);
            // One rounding each in the product and the quotient.
            assert!((horizon.in_units(Unit::Week) - weeks).abs() <= 2.0 * f64::EPSILON * weeks, "{text}");
        }
    }

    #[test]
    fn what_is_no_horizon_is_refused() {
        for text in ["", "39", "w", "-1w", "0y", "1q", "infw", "é"] {
            assert!(text.parse::<Horizon>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_weekly_rate_of_fifteen_per_cent_a_year() {
        // ln 1.15 / (365.25 / 7) at 30 digits, by mpmath.
        let rate = DiscountRate::new(0.15).expect("a rate").per_unit(Unit::Week);
        assert!((rate - 0.002_678_531_407_600_577_4).abs() < 1e-17, "{rate}");
    }
}
