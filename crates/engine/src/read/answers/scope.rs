//! What every number is about: the run, the day it is seen from, horizon, basis, currency, model.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::iso;
use crate::settings::Settings;

/// What an amount of value is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Sales without VAT, after refunds.
    Revenue,
    /// Revenue less the cost of the goods.
    GrossMargin,
}

impl Basis {
    /// The name in `scores.basis`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Revenue => "revenue",
            Self::GrossMargin => "gross_margin",
        }
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Basis {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "revenue" => Ok(Self::Revenue),
            "gross_margin" => Ok(Self::GrossMargin),
            _ => Err(format!("basis `{name}` is not known; it is one of `revenue`, `gross_margin`")),
        }
    }
}

/// One row of `runs`.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct RunRow {
    /// Identifies the run; sorts by time.
    pub run_id: String,
    /// Start.
    #[serde(serialize_with = "iso::write")]
    pub started_at: Timestamp,
    /// End.
    #[serde(serialize_with = "iso::write")]
    pub finished_at: Timestamp,
    /// Last day counted.
    #[serde(serialize_with = "iso::write")]
    pub as_of: Date,
    /// Summaries the run used.
    pub summary_id: String,
    /// Model to the fit the run used.
    pub fit_ids: BTreeMap<String, String>,
    /// Scores the run used.
    pub score_id: String,
    /// Settings, inputs' hashes, seed, versions.
    pub manifest: serde_json::Value,
}

impl RunRow {
    /// Whether a run with these settings would reckon likewise: what it fits, over which horizons, at which rate.
    #[must_use]
    pub fn reckoned_by(&self, settings: &Settings) -> bool {
        // Through text, as the manifest went: the last digit of a number must not tell them apart.
        fn same(kept: &serde_json::Value, set: &impl Serialize) -> bool {
            let text = serde_json::to_string(set).ok();
            text.and_then(|text| serde_json::from_str(&text).ok()).is_some_and(|set: serde_json::Value| set == *kept)
        }
        let kept = |name: &str| self.manifest.get(name);
        kept("settings").is_none_or(|kept| same(kept, &settings.value))
            && kept("model").is_none_or(|kept| same(kept, &settings.model))
            && kept("currency").is_none_or(|kept| same(kept, &settings.workspace.currency))
    }

    /// Annual discount rate of the run, where its manifest says it (`settings.discount_rate`).
    #[must_use]
    pub fn discount_rate(&self) -> Option<f64> {
        self.manifest.pointer("/settings/discount_rate").and_then(serde_json::Value::as_f64)
    }
}

/// The definition that goes with every figure of an answer.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Scope {
    /// The run.
    pub run_id: String,
    /// When the run ended.
    #[serde(serialize_with = "iso::write")]
    pub finished_at: Timestamp,
    /// Last day counted.
    #[serde(serialize_with = "iso::write")]
    pub as_of: Date,
    /// Horizon of the value to come: `90d`, `1y`, `3y`, `5y`.
    pub horizon: String,
    /// What value is made of.
    pub basis: Basis,
    /// ISO 4217.
    pub currency: String,
    /// Annual effective rate at which the value to come is discounted, where the run recorded it.
    pub discount_rate: Option<f64>,
    /// Models behind the value to come, for example `mbg-nbd+gamma-gamma`.
    pub model: String,
    /// IANA name of the zone that moments are told in.
    pub zone: String,
}
