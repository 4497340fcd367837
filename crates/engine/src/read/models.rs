//! The run's models, and the counts that show how well they fit.

use std::collections::BTreeMap;

use datafusion::prelude::SessionContext;
use serde::Deserialize;

use super::rows::{Question, ask, count, text};
use super::{FitReport, FrequencyBin, Parameter, REPEATS_SHOWN, ReadError, RunRow};

const FITS: Question = Question { what: "the fits", sql: include_str!("sql/fits.sql") };
const FREQUENCIES: Question = Question { what: "the repeat purchases", sql: include_str!("sql/frequencies.sql") };
const AGES: Question = Question { what: "the ages", sql: include_str!("sql/ages.sql") };

/// A fit as `tenure fit --format json` writes it; what is absent there is absent here.
#[derive(Deserialize)]
struct Stored {
    #[serde(default)]
    parameters: serde_json::Map<String, serde_json::Value>,
    #[serde(default)]
    standard_errors: BTreeMap<String, Option<f64>>,
    log_likelihood: Option<f64>,
    customers: Option<u64>,
    message: Option<String>,
}

/// The fits that the run used, purchase models before spend models.
pub(super) async fn fits(ctx: &SessionContext, run: &RunRow) -> Result<Vec<FitReport>, ReadError> {
    let mut fits = Vec::new();
    for row in ask(ctx, FITS, &[("summary_id", text(&run.summary_id))]).await? {
        let fit_id = row.text("fit_id")?;
        if !run.fit_ids.values().any(|used| *used == fit_id) {
            continue;
        }
        let stored: Stored = row.json("fit")?;
        let parameters = stored.parameters.into_iter().filter_map(|(name, value)| {
            let standard_error = stored.standard_errors.get(&name).copied().flatten();
            Some(Parameter { value: value.as_f64()?, name, standard_error })
        });
        fits.push(FitReport {
            model: row.text("model")?,
            fit_id,
            parameters: parameters.collect(),
            log_likelihood: stored.log_likelihood,
            customers: stored.customers,
            converged: row.flag("converged")?,
            message: stored.message.filter(|message| !message.is_empty()),
        });
    }
    fits.sort_by_key(|fit| fit.model == "gamma-gamma");
    Ok(fits)
}

/// Customers by number of repeats, numbers that nobody has included; expected counts are left open.
pub(super) async fn frequencies(ctx: &SessionContext, run: &RunRow) -> Result<Vec<FrequencyBin>, ReadError> {
    let parameters = [("summary_id", text(&run.summary_id)), ("most", count(REPEATS_SHOWN as u64))];
    let mut counted = BTreeMap::new();
    for row in ask(ctx, FREQUENCIES, &parameters).await? {
        counted.insert(row.count("repeats")?, row.count("customers")?);
    }
    if counted.is_empty() {
        return Ok(Vec::new());
    }
    Ok((0..=REPEATS_SHOWN as u64)
        .map(|repeats| FrequencyBin {
            repeats,
            or_more: repeats == REPEATS_SHOWN as u64,
            actual: counted.get(&repeats).copied().unwrap_or(0),
            expected: None,
        })
        .collect())
}

/// Customers by age in weeks: with a fitted purchase model, the sum over ages of the probability of each
/// number of repeats is what [`super::Overview::expect`] wants.
///
/// # Errors
/// When `customer_summaries` cannot be read.
pub async fn age_counts(ctx: &SessionContext, run: &RunRow) -> Result<Vec<(f64, u64)>, ReadError> {
    let rows = ask(ctx, AGES, &[("summary_id", text(&run.summary_id))]).await?;
    rows.iter().map(|row| Ok((row.number("age")?, row.count("customers")?))).collect()
}
