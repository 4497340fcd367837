//! The unit of time of a summary and of the models fitted on it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Unit of `recency`, `age`, `litt` and of a model's rates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// A calendar day.
    Day,
    /// Seven days; a week is days / 7, not rounded.
    #[default]
    Week,
}

impl Unit {
    /// Key under which Parquet files carry the unit.
    pub const METADATA_KEY: &str = "tenure.unit";

    /// Days in one unit.
    #[must_use]
    pub fn days(self) -> f64 {
        match self {
            Self::Day => 1.0,
            Self::Week => 7.0,
        }
    }

    /// Units in a year of 365.25 days.
    #[must_use]
    pub fn per_year(self) -> f64 {
        365.25 / self.days()
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Day => "day",
            Self::Week => "week",
        })
    }
}

/// A unit that is not known.
#[derive(Debug, thiserror::Error)]
#[error("unit is `{0}`; it is `day` or `week`")]
pub struct UnknownUnit(String);

impl FromStr for Unit {
    type Err = UnknownUnit;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "day" => Ok(Self::Day),
            "week" => Ok(Self::Week),
            other => Err(UnknownUnit(other.to_owned())),
        }
    }
}
