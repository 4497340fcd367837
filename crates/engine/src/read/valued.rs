//! What customers are worth: totals, exact medians, tenths, concentration, distribution.

use datafusion::prelude::SessionContext;

use super::rows::{Parameters, Question, Row, ask, count, text};
use super::{Basis, Bin, Concentration, Distribution, ReadError, RunRow, Share, Spread, Tenth};

const SCORED: Question = Question { what: "the values", sql: include_str!("sql/scored.sql") };
const SCOPES: Question = Question { what: "the horizons", sql: include_str!("sql/scopes.sql") };
const RANKED: Question = Question { what: "the ranking", sql: include_str!("sql/ranked.sql") };
const DISTRIBUTION: Question = Question { what: "the distribution", sql: include_str!("sql/distribution.sql") };

/// Sums over all valued customers.
pub(super) struct Scored {
    pub(super) customers: u64,
    pub(super) expected_alive: f64,
    pub(super) expected_purchases: f64,
    pub(super) historic: f64,
    pub(super) clv: f64,
    pub(super) total: f64,
    pub(super) formula_clv: f64,
    pub(super) currency: Option<String>,
    pub(super) model: Option<String>,
}

/// The totals of a run for a horizon and basis.
pub(super) async fn scored(
    ctx: &SessionContext,
    run: &RunRow,
    horizon: &str,
    basis: Basis,
) -> Result<Scored, ReadError> {
    let rows = ask(ctx, SCORED, &scope(run, horizon, basis)).await?;
    let Some(row) = rows.first() else { return Err(not_scored(ctx, run, horizon, basis).await?) };
    let customers = row.count("customers")?;
    if customers == 0 && !known(ctx, run).await?.is_empty() {
        return Err(not_scored(ctx, run, horizon, basis).await?);
    }
    Ok(Scored {
        customers,
        expected_alive: row.number("expected_alive")?,
        expected_purchases: row.number("expected_purchases")?,
        historic: row.number("historic")?,
        clv: row.number("clv")?,
        total: row.number("total")?,
        formula_clv: row.number("formula_clv")?,
        currency: row.text_if("currency")?,
        model: row.text_if("model")?,
    })
}

/// The parameters that pick one value per customer.
pub(super) fn scope(run: &RunRow, horizon: &str, basis: Basis) -> Vec<(&'static str, datafusion::common::ScalarValue)> {
    vec![("score_id", text(&run.score_id)), ("horizon", text(horizon)), ("basis", text(basis.as_str()))]
}

async fn known(ctx: &SessionContext, run: &RunRow) -> Result<Vec<String>, ReadError> {
    let rows = ask(ctx, SCOPES, &[("score_id", text(&run.score_id))]).await?;
    rows.iter().map(|row| Ok(format!("`{}/{}`", row.text("horizon")?, row.text("basis")?))).collect()
}

async fn not_scored(ctx: &SessionContext, run: &RunRow, horizon: &str, basis: Basis) -> Result<ReadError, ReadError> {
    Ok(ReadError::NotScored {
        run: run.run_id.clone(),
        horizon: horizon.to_owned(),
        basis: basis.to_string(),
        known: known(ctx, run).await?.join(", "),
    })
}

/// What the ranking yields.
pub(super) struct Ranked {
    pub(super) tenths: Vec<Tenth>,
    pub(super) concentration: Concentration,
    pub(super) historic: Spread,
    pub(super) clv: Spread,
    pub(super) total: Spread,
}

/// Ranks the customers by value to come, by value so far, and by both.
pub(super) async fn ranked(ctx: &SessionContext, scope: Parameters<'_>, scored: &Scored) -> Result<Ranked, ReadError> {
    let mut parameters = scope.to_vec();
    parameters.push(("customers", count(scored.customers)));
    let rows = if scored.customers == 0 { Vec::new() } else { ask(ctx, RANKED, &parameters).await? };
    let mut by_measure: [Vec<&Row>; 3] = Default::default();
    for row in &rows {
        let [clv, historic, total] = &mut by_measure;
        match row.text("measure")?.as_str() {
            "clv" => clv.push(row),
            "historic" => historic.push(row),
            _ => total.push(row),
        }
    }
    let [clv, historic, total] = &by_measure;
    Ok(Ranked {
        tenths: tenths(total)?,
        concentration: Concentration {
            clv: curve(clv, scored.customers, scored.clv)?,
            historic: curve(historic, scored.customers, scored.historic)?,
            top_tenth_clv: top_tenth(clv, scored.clv)?,
            top_tenth_historic: top_tenth(historic, scored.historic)?,
        },
        historic: spread(historic, scored.customers, scored.historic)?,
        clv: spread(clv, scored.customers, scored.clv)?,
        total: spread(total, scored.customers, scored.total)?,
    })
}

fn tenths(rows: &[&Row]) -> Result<Vec<Tenth>, ReadError> {
    let mut tenths: Vec<Tenth> = Vec::new();
    for row in rows {
        let tenth = row.count("bucket")? / 10 + 1;
        if tenths.last().is_none_or(|last| last.tenth != tenth) {
            tenths.push(Tenth { tenth, customers: 0, historic: 0.0, clv: 0.0 });
        }
        if let Some(last) = tenths.last_mut() {
            last.customers += row.count("customers")?;
            last.historic += row.number("historic")?;
            last.clv += row.number("clv")?;
        }
    }
    Ok(tenths)
}

/// Points at the end of each bucket; no curve where there is nothing to share.
fn curve(rows: &[&Row], customers: u64, sum: f64) -> Result<Vec<Share>, ReadError> {
    if sum <= 0.0 {
        return Ok(Vec::new());
    }
    let mut points = vec![Share { customers: 0.0, value: 0.0 }];
    let (mut so_many, mut so_much) = (0, 0.0);
    for row in rows {
        so_many += row.count("customers")?;
        so_much += row.number("value")?;
        points.push(Share { customers: so_many as f64 / customers as f64, value: so_much / sum });
    }
    Ok(points)
}

/// The best tenth is the first ten buckets: a tenth of the customers, rounded up.
fn top_tenth(rows: &[&Row], sum: f64) -> Result<Option<f64>, ReadError> {
    let mut top = 0.0;
    for row in rows {
        if row.count("bucket")? < 10 {
            top += row.number("value")?;
        }
    }
    Ok((sum > 0.0).then(|| top / sum))
}

fn spread(rows: &[&Row], customers: u64, sum: f64) -> Result<Spread, ReadError> {
    let (mut middle, mut middles) = (0.0, 0);
    for row in rows {
        middle += row.number("middle")?;
        middles += row.count("middles")?;
    }
    Ok(Spread {
        sum,
        mean: (customers > 0).then(|| sum / customers as f64),
        median: (middles > 0).then(|| middle / middles as f64),
    })
}

/// Bins from the lowest to the highest that occurs, with the empty ones between.
pub(super) async fn distribution(ctx: &SessionContext, scope: Parameters<'_>) -> Result<Distribution, ReadError> {
    let mut distribution = Distribution { bins: Vec::new(), none: 0 };
    let edge = |bin: i64| 10_f64.powf(bin as f64 / 4.0);
    let mut next = None;
    for row in ask(ctx, DISTRIBUTION, scope).await? {
        let (customers, clv) = (row.count("customers")?, row.number("clv")?);
        let Some(bin) = row.whole_if("bin")? else {
            distribution.none += customers;
            continue;
        };
        for empty in next.unwrap_or(bin)..bin {
            distribution.bins.push(Bin { from: edge(empty), to: edge(empty + 1), customers: 0, clv: 0.0 });
        }
        distribution.bins.push(Bin { from: edge(bin), to: edge(bin + 1), customers, clv });
        next = Some(bin + 1);
    }
    Ok(distribution)
}
