//! How far ahead, and what later money is worth now.

use std::fmt;
use std::str::FromStr;

use super::ScoreError;
use crate::summaries::Unit;

/// Days in a year; a month is a twelfth of it.
const YEAR: f64 = 365.25;

/// A stretch of time ahead, as written: `39w`, `12m`, `1y`, `90d`.
#[derive(Debug, Clone, PartialEq)]
pub struct Horizon {
    text: String,
    days: f64,
}

impl Horizon {
    /// Its length in days.
    #[must_use]
    pub fn days(&self) -> f64 {
        self.days
    }

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

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || ScoreError::Horizon(text.to_owned());
        let (number, days) = match text.split_at_checked(text.len().saturating_sub(1)) {
            Some((number, "d")) => (number, 1.0),
            Some((number, "w")) => (number, 7.0),
            Some((number, "m")) => (number, YEAR / 12.0),
            Some((number, "y")) => (number, YEAR),
            _ => return Err(wrong()),
        };
        let number: f64 = number.parse().map_err(|_| wrong())?;
        let days = number * days;
        // A century is beyond any model, and keeps the sums finite.
        if days > 0.0 && days <= 100.0 * YEAR { Ok(Self { text: text.to_owned(), days }) } else { Err(wrong()) }
    }
}

impl fmt::Display for Horizon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// An annual, effective discount rate: money in a year is worth `1 / (1 + rate)` of money now.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DiscountRate(f64);

impl DiscountRate {
    /// A checked rate.
    ///
    /// # Errors
    /// When it is negative, ten or more, or not a number.
    pub fn new(rate: f64) -> Result<Self, ScoreError> {
        if (0.0..10.0).contains(&rate) { Ok(Self(rate)) } else { Err(ScoreError::DiscountRate(rate.to_string())) }
    }

    /// The rate as given.
    #[must_use]
    pub fn annual(self) -> f64 {
        self.0
    }

    /// The continuous rate per unit: `ln(1 + rate)` times unit / year.
    #[must_use]
    pub fn delta(self, unit: Unit) -> f64 {
        self.0.ln_1p() / unit.per_year()
    }
}

impl Default for DiscountRate {
    fn default() -> Self {
        Self(0.10)
    }
}

impl FromStr for DiscountRate {
    type Err = ScoreError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let rate = text.parse().map_err(|_| ScoreError::DiscountRate(text.to_owned()))?;
        Self::new(rate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(text: &str) -> Option<f64> {
        text.parse::<Horizon>().ok().map(|horizon| horizon.days())
    }

    #[test]
    fn horizons_are_read_in_days_weeks_months_and_years() {
        assert_eq!(days("90d"), Some(90.0));
        assert_eq!(days("39w"), Some(273.0));
        assert_eq!(days("12m"), Some(365.25));
        assert_eq!(days("1y"), days("12m"));
        for wrong in ["", "w", "0d", "-1y", "1", "5é", "1000y", "NaNd", "infd"] {
            assert_eq!(days(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_year_of_discounting_is_the_annual_rate_in_any_unit() {
        for unit in [Unit::Day, Unit::Week] {
            let rate = DiscountRate::default();
            let year = (-rate.delta(unit) * unit.per_year()).exp();
            // One ulp or two from ln and exp.
            assert!((year - 1.0 / 1.1).abs() < 1e-15);
        }
        assert_eq!(DiscountRate::new(-0.1).ok(), None);
    }
}
