//! Settings: one struct per stage, read from `tenure.toml` and checked once.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::scores::Horizon;
use crate::sources::{Options, currency_code};

/// The commented default, which is also the documentation of every key.
pub const DEFAULT_TOML: &str = include_str!("default.toml");

/// What is wrong with `tenure.toml`.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file cannot be read.
    #[error("cannot read `{path}`: {source}; `tenure init DIR` makes a workspace")]
    Read {
        /// The file.
        path: String,
        /// Why not.
        source: std::io::Error,
    },
    /// It is no TOML, or has an unknown key or a wrong type.
    #[error("`{path}`: {reason}")]
    Parse {
        /// The file.
        path: String,
        /// With line and column.
        reason: String,
    },
    /// A value is outside what is allowed.
    #[error("`{key}` is `{value}`; {expected}")]
    Value {
        /// Section and key.
        key: &'static str,
        /// As given.
        value: String,
        /// What is allowed.
        expected: &'static str,
    },
}

/// Everything that `tenure.toml` says.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// About the company.
    pub workspace: WorkspaceSettings,
    /// Where rows are kept.
    pub lake: LakeSettings,
    /// How value is reckoned.
    pub value: ValueSettings,
    /// Which models are fitted.
    pub model: ModelSettings,
    /// What is known of each source, by its name.
    #[serde(rename = "source")]
    pub sources: BTreeMap<String, Options>,
}

/// `[workspace]`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WorkspaceSettings {
    /// Shown at the head of reports.
    pub name: String,
    /// ISO 4217 code of the currency that is valued.
    pub currency: String,
    /// IANA time zone.
    pub zone: String,
    /// Language of reports.
    pub language: String,
}

/// `[lake]`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LakeSettings {
    /// Folder or URL.
    pub url: String,
    /// Memory bound, such as `2GiB`.
    pub memory: String,
}

/// `[value]`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ValueSettings {
    /// Horizons to score, the first shown unasked.
    pub horizons: Vec<String>,
    /// Annual effective discount rate.
    pub discount_rate: f64,
    /// Share of revenue that stands in for unknown unit costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gross_margin: Option<f64>,
}

/// `[model]`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ModelSettings {
    /// `mbg-nbd` or `bg-nbd`.
    pub purchases: String,
}

impl Default for WorkspaceSettings {
    fn default() -> Self {
        Self { name: String::new(), currency: "EUR".into(), zone: "Europe/Amsterdam".into(), language: "en".into() }
    }
}

impl Default for LakeSettings {
    fn default() -> Self {
        Self { url: "lake".into(), memory: "2GiB".into() }
    }
}

impl Default for ValueSettings {
    fn default() -> Self {
        Self {
            horizons: ["1y", "90d", "3y", "5y"].map(str::to_owned).to_vec(),
            discount_rate: 0.10,
            gross_margin: None,
        }
    }
}

impl Default for ModelSettings {
    fn default() -> Self {
        Self { purchases: "mbg-nbd".into() }
    }
}

impl Settings {
    /// Reads and checks a settings file.
    ///
    /// # Errors
    /// When it cannot be read, has an unknown key, or a value that is not allowed.
    pub fn load(path: &Path) -> Result<Self, SettingsError> {
        let shown = path.display().to_string();
        let text =
            std::fs::read_to_string(path).map_err(|source| SettingsError::Read { path: shown.clone(), source })?;
        let settings: Self =
            toml::from_str(&text).map_err(|e| SettingsError::Parse { path: shown, reason: e.to_string() })?;
        settings.check()?;
        Ok(settings)
    }

    fn check(&self) -> Result<(), SettingsError> {
        let refuse =
            |key, value: &dyn ToString, expected| Err(SettingsError::Value { key, value: value.to_string(), expected });
        let currency = &self.workspace.currency;
        if currency_code(currency) != Some(currency.as_str()) {
            return refuse("workspace.currency", currency, "use an ISO 4217 code in capitals such as EUR");
        }
        let given = self.sources.values().filter_map(|source| source.currency.as_ref());
        if let Some(wrong) = given.into_iter().find(|code| currency_code(code).is_none()) {
            return refuse("source.NAME.currency", wrong, "use an ISO 4217 code such as EUR");
        }
        if TimeZone::get(&self.workspace.zone).is_err() {
            return refuse("workspace.zone", &self.workspace.zone, "use an IANA name such as Europe/Amsterdam");
        }
        if !["en", "nl"].contains(&self.workspace.language.as_str()) {
            return refuse("workspace.language", &self.workspace.language, "use en or nl");
        }
        let rate = self.value.discount_rate;
        if !(0.0..10.0).contains(&rate) {
            return refuse("value.discount_rate", &rate, "use an annual rate from 0 up, 0.10 for 10 %");
        }
        if let Some(margin) = self.value.gross_margin
            && !(margin > 0.0 && margin <= 1.0)
        {
            return refuse("value.gross_margin", &margin, "use a share above 0 and up to 1, 0.35 for 35 %");
        }
        if self.value.horizons.is_empty() {
            return refuse("value.horizons", &"[]", "name at least one, for example [\"1y\"]");
        }
        if let Some(wrong) = self.value.horizons.iter().find(|text| text.parse::<Horizon>().is_err()) {
            return refuse("value.horizons", wrong, "write each as 90d, 39w, 12m or 1y");
        }
        if !["mbg-nbd", "bg-nbd"].contains(&self.model.purchases.as_str()) {
            return refuse("model.purchases", &self.model.purchases, "use mbg-nbd or bg-nbd");
        }
        self.memory_bytes().map(drop)
    }

    /// The memory bound in bytes.
    ///
    /// # Errors
    /// When it is no number with a unit, or too small to work in.
    pub fn memory_bytes(&self) -> Result<usize, SettingsError> {
        let text = self.lake.memory.trim();
        let split = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let unit = match text[split..].trim() {
            "GiB" | "G" => 1 << 30,
            "MiB" | "M" => 1 << 20,
            _ => 0,
        };
        match text[..split].parse::<usize>().ok().and_then(|n| n.checked_mul(unit)) {
            Some(bytes) if bytes >= 256 << 20 => Ok(bytes),
            _ => Err(SettingsError::Value {
                key: "lake.memory",
                value: self.lake.memory.clone(),
                expected: "use a size of at least 256MiB, such as 2GiB",
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commented_file_is_the_default() {
        let read: Settings = toml::from_str(DEFAULT_TOML).expect("default.toml parses");
        assert_eq!(read, Settings::default());
    }

    #[test]
    fn an_unknown_key_is_named() {
        let wrong = toml::from_str::<Settings>("[value]\ndiscount = 0.1\n").expect_err("unknown key");
        assert!(wrong.to_string().contains("discount"), "{wrong}");
    }

    #[test]
    fn a_currency_is_one_that_there_is() {
        for wrong in ["FOO", "eur", "EURO", ""] {
            let text = format!("[workspace]\ncurrency = \"{wrong}\"\n");
            let settings: Settings = toml::from_str(&text).expect("settings");
            let wrong = settings.check().expect_err("no currency").to_string();
            assert!(wrong.starts_with("`workspace.currency` is `"), "{wrong}");
        }
        let text = "[source.shop]\ncurrency = \"FOO\"\n";
        let settings: Settings = toml::from_str(text).expect("settings");
        let wrong = settings.check().expect_err("no currency").to_string();
        assert_eq!(wrong, "`source.NAME.currency` is `FOO`; use an ISO 4217 code such as EUR");
    }

    #[test]
    fn values_outside_their_range_say_what_is_allowed() {
        let settings = Settings {
            value: ValueSettings { gross_margin: Some(35.0), ..ValueSettings::default() },
            ..Settings::default()
        };
        let wrong = settings.check().expect_err("margin of 3500 %");
        assert_eq!(wrong.to_string(), "`value.gross_margin` is `35`; use a share above 0 and up to 1, 0.35 for 35 %");
    }
}
