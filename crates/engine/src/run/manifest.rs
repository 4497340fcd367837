//! What a run rested on and what it did, so that anyone can repeat it.

use std::collections::BTreeMap;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::lake::WorkspaceVersion;
use crate::settings::{ModelSettings, ValueSettings};

/// One stage of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stage {
    /// `summarise`, `fit mbg-nbd`, `score`.
    pub name: String,
    /// Identity of its result: equal inputs and settings give the same.
    pub id: String,
    /// False when the result was there already.
    pub computed: bool,
    /// Rows of the result.
    pub rows: u64,
}

/// A file that a run rested on. Its name alone does not tell it: every month's export may be `orders.csv`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportedFile {
    /// The import.
    pub import: String,
    /// The source it came from.
    pub source: String,
    /// Its name.
    pub file: String,
    /// Its content.
    pub sha256: String,
}

/// What a run rested on and did.
#[derive(Debug, Clone, Serialize)]
pub struct Manifest {
    /// Tenure's version.
    pub tenure: String,
    /// Version of each table that was read.
    pub inputs: BTreeMap<String, u64>,
    /// Every file that was imported, in the order of imports.
    pub files: Vec<ImportedFile>,
    /// Settings of value.
    pub settings: ValueSettings,
    /// Settings of models.
    pub model: ModelSettings,
    /// Currency that was valued.
    pub currency: String,
    /// Seed of everything random; a run by maximum likelihood draws nothing.
    pub seed: u64,
    /// What each stage did.
    pub stages: Vec<Stage>,
}

/// Identity of a result: hash of what it follows from. `what` names the stage and, through its number, the
/// way it computes: raise the number when equal inputs no longer give equal results.
#[must_use]
pub fn identity(what: &str, from: &impl Serialize) -> String {
    let text = serde_json::to_string(from).unwrap_or_default();
    let digest = Sha256::new().chain_update(what).chain_update([0]).chain_update(text).finalize();
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// The tables that summaries follow from.
pub const INPUTS: [&str; 2] = ["orders", "refunds"];

/// The versions of the tables that summaries follow from.
#[must_use]
pub fn inputs(base: &WorkspaceVersion) -> BTreeMap<String, u64> {
    INPUTS.iter().filter_map(|name| Some(((*name).to_owned(), *base.tables.get(*name)?))).collect()
}
