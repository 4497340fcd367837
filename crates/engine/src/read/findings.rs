//! What a run found of all customers together: added up once, of its summaries and of its scores, and kept with them. So
//! a page about a million customers reads two small rows, and an old run shows what it saw, whatever was imported since.

use std::collections::BTreeMap;

use datafusion::prelude::SessionContext;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::run::manifest::identity;
use crate::scores::Lifespan;

use super::moved::{self, Bought};
use super::rows::{Question, ask, text};
use super::valued::{self, Ranked, Ranking, Scored};
use super::{Apart, Basis, Distribution, FrequencyBin, Month, OccasionDay, OtherCurrency, ReadError, RunRow, models};

const FINDINGS: Question = Question { what: "the findings", sql: include_str!("sql/findings.sql") };

/// Of the way in which findings are added up and written: raise it when equal summaries or scores no longer give equal
/// JSON. What is kept under another number is not read; it is added up anew.
pub(crate) const NUMBER: u32 = 1;

/// The name under which findings of a result, summaries or scores, are kept.
pub(crate) fn name(of: &str) -> String {
    identity("findings", &(NUMBER, of))
}

/// What depends on no horizon.
#[derive(Serialize, Deserialize)]
pub(super) struct OfRun {
    pub(super) bought: Bought,
    /// How long the formula takes a customer to stay, in years; absent when there are no customers.
    pub(super) lifespan: Option<Lifespan>,
    pub(super) months: Vec<Month>,
    pub(super) guests: Apart,
    pub(super) other_currencies: Vec<OtherCurrency>,
    pub(super) frequencies: Vec<FrequencyBin>,
    /// Age in weeks, customers.
    pub(super) ages: Vec<(f64, u64)>,
    pub(super) occasions: Vec<OccasionDay>,
}

/// What depends on the horizon and the basis.
#[derive(Serialize, Deserialize)]
pub(super) struct OfScope {
    pub(super) scored: Scored,
    pub(super) ranked: Ranked,
    pub(super) distribution: Distribution,
}

/// One row of `findings` to be: horizon, basis, JSON.
pub(crate) type Finding = (String, String, String);

/// What is worth keeping of a run's summaries, in a session that knows its tables.
///
/// # Errors
/// When a table cannot be read.
pub(crate) async fn of_summaries(
    ctx: &SessionContext,
    run: &RunRow,
    currency: &str,
    occasions: Vec<OccasionDay>,
) -> Result<Vec<Finding>, ReadError> {
    let whole = of_run_anew(ctx, run, currency, occasions).await?;
    Ok(vec![(String::new(), String::new(), json(&whole)?)])
}

/// What is worth keeping of a run's scores, by horizon and basis.
///
/// # Errors
/// When a table cannot be read.
pub(crate) async fn of_scores(ctx: &SessionContext, run: &RunRow) -> Result<Vec<Finding>, ReadError> {
    let mut findings = Vec::new();
    let mut by_historic = BTreeMap::new();
    for (horizon, basis) in valued::known(ctx, run).await? {
        let Ok(of_basis) = basis.parse() else { continue };
        let scope = of_scope_anew(ctx, run, &horizon, of_basis, by_historic.entry(basis.clone()).or_default()).await?;
        findings.push((horizon, basis, json(&scope)?));
    }
    Ok(findings)
}

fn json(findings: &impl Serialize) -> Result<String, ReadError> {
    serde_json::to_string(findings).map_err(|source| ReadError::Findings { source })
}

/// What the run kept, or the same from its tables.
pub(super) async fn of_run(ctx: &SessionContext, run: &RunRow, currency: &str) -> Result<OfRun, ReadError> {
    match kept(ctx, &run.summary_id, "", "").await? {
        Some(kept) => Ok(kept),
        None => of_run_anew(ctx, run, currency, Vec::new()).await,
    }
}

/// What the run kept for a horizon and basis, or the same from its tables.
///
/// # Errors
/// Also when the run has no values for them.
pub(super) async fn of_scope(
    ctx: &SessionContext,
    run: &RunRow,
    horizon: &str,
    basis: Basis,
) -> Result<OfScope, ReadError> {
    match kept(ctx, &run.score_id, horizon, basis.as_str()).await? {
        Some(kept) => Ok(kept),
        None => of_scope_anew(ctx, run, horizon, basis, &mut None).await,
    }
}

/// Occasions by day, of a run that kept them.
pub(super) async fn occasions(ctx: &SessionContext, run: &RunRow) -> Result<Vec<OccasionDay>, ReadError> {
    Ok(kept::<OfRun>(ctx, &run.summary_id, "", "").await?.map(|of_run| of_run.occasions).unwrap_or_default())
}

async fn kept<T: DeserializeOwned>(
    ctx: &SessionContext,
    of: &str,
    horizon: &str,
    basis: &str,
) -> Result<Option<T>, ReadError> {
    let asked = [("finding_id", text(&name(of))), ("horizon", text(horizon)), ("basis", text(basis))];
    let rows = ask(ctx, FINDINGS, &asked).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    serde_json::from_str(&row.text("findings")?).map_err(|source| ReadError::Findings { source })
}

async fn of_run_anew(
    ctx: &SessionContext,
    run: &RunRow,
    currency: &str,
    occasions: Vec<OccasionDay>,
) -> Result<OfRun, ReadError> {
    let (guests, other_currencies) = moved::apart(ctx, run.as_of, currency).await?;
    Ok(OfRun {
        bought: moved::bought(ctx, run).await?,
        lifespan: moved::lifespan(ctx, run).await?,
        months: moved::months(ctx, run.as_of, currency).await?,
        guests,
        other_currencies,
        frequencies: models::frequencies(ctx, run).await?,
        ages: models::age_counts(ctx, run).await?,
        occasions,
    })
}

/// The ranking by value so far is made unless another horizon left it.
async fn of_scope_anew(
    ctx: &SessionContext,
    run: &RunRow,
    horizon: &str,
    basis: Basis,
    by_historic: &mut Option<Ranking>,
) -> Result<OfScope, ReadError> {
    let scored = valued::scored(ctx, run, horizon, basis).await?;
    let historic = match by_historic {
        Some(ranking) => ranking,
        None => by_historic.insert(valued::by_historic(ctx, run, horizon, basis, &scored).await?),
    };
    Ok(OfScope {
        ranked: valued::ranked(ctx, run, horizon, basis, &scored, historic).await?,
        distribution: valued::distribution(ctx, &valued::scope(run, horizon, basis)).await?,
        scored,
    })
}
