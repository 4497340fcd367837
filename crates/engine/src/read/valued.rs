//! What customers are worth: totals, exact medians, tenths, concentration, distribution.

use datafusion::arrow::array::AsArray;
use datafusion::arrow::datatypes::Float64Type;
use datafusion::error::DataFusionError;
use datafusion::prelude::{SessionContext, col, lit};
use futures::TryStreamExt;
use serde::{Deserialize, Serialize};

use super::findings;
use super::rows::{Parameters, Question, ask, text};
use super::{Basis, Bin, Concentration, Distribution, ReadError, RunRow, Share, Spread, Tenth};

const SCORED: Question = Question { what: "the values", sql: include_str!("sql/scored.sql") };
const SCOPES: Question = Question { what: "the horizons", sql: include_str!("sql/scopes.sql") };
const SCOPES_KEPT: Question = Question { what: "the horizons", sql: include_str!("sql/scopes_kept.sql") };
const DISTRIBUTION: Question = Question { what: "the distribution", sql: include_str!("sql/distribution.sql") };

/// Sums over all valued customers.
#[derive(Serialize, Deserialize)]
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

/// The horizons and bases that a run has values for.
pub(super) async fn known(ctx: &SessionContext, run: &RunRow) -> Result<Vec<(String, String)>, ReadError> {
    let rows = ask(ctx, SCOPES, &[("score_id", text(&run.score_id))]).await?;
    rows.iter().map(|row| Ok((row.text("horizon")?, row.text("basis")?))).collect()
}

/// The horizons and bases that a run has values for, from what it kept; from its scores when it kept nothing.
///
/// # Errors
/// When the tables cannot be read.
pub async fn scopes(ctx: &SessionContext, run: &RunRow) -> Result<Vec<(String, Basis)>, ReadError> {
    let rows = ask(ctx, SCOPES_KEPT, &[("finding_id", text(&findings::name(&run.score_id)))]).await?;
    let kept = rows.iter().map(|row| Ok((row.text("horizon")?, row.text("basis")?)));
    let mut scopes = kept.collect::<Result<Vec<_>, ReadError>>()?;
    if scopes.is_empty() {
        scopes = known(ctx, run).await?;
    }
    Ok(scopes.into_iter().filter_map(|(horizon, basis)| Some((horizon, basis.parse().ok()?))).collect())
}

pub(super) async fn not_scored(
    ctx: &SessionContext,
    run: &RunRow,
    horizon: &str,
    basis: Basis,
) -> Result<ReadError, ReadError> {
    let known = known(ctx, run).await?;
    Ok(ReadError::NotScored {
        run: run.run_id.clone(),
        horizon: horizon.to_owned(),
        basis: basis.to_string(),
        known: known.iter().map(|(horizon, basis)| format!("`{horizon}/{basis}`")).collect::<Vec<_>>().join(", "),
    })
}

/// What the rankings yield.
#[derive(Serialize, Deserialize)]
pub(super) struct Ranked {
    pub(super) tenths: Vec<Tenth>,
    pub(super) concentration: Concentration,
    pub(super) historic: Spread,
    pub(super) clv: Spread,
    pub(super) total: Spread,
}

/// Customers ranked by a measure, best first, in a hundred parts of equal size.
pub(super) struct Ranking {
    customers: u64,
    sum: f64,
    parts: Vec<Part>,
    /// The one or two in the middle.
    middle: Vec<f64>,
}

/// A hundredth of the customers. The two parts of its value are counted in the ranking by total only.
#[derive(Clone, Copy, Default)]
struct Part {
    customers: u64,
    value: f64,
    historic: f64,
    clv: f64,
}

/// Ranks the customers by value so far, which is the same for every horizon.
pub(super) async fn by_historic(
    ctx: &SessionContext,
    run: &RunRow,
    horizon: &str,
    basis: Basis,
    scored: &Scored,
) -> Result<Ranking, ReadError> {
    ranking(ctx, run, (horizon, basis), "historic", scored.customers, scored.historic).await
}

/// Ranks the customers by value to come, by value so far, and by both.
pub(super) async fn ranked(
    ctx: &SessionContext,
    run: &RunRow,
    horizon: &str,
    basis: Basis,
    scored: &Scored,
    historic: &Ranking,
) -> Result<Ranked, ReadError> {
    let by = async |measure: &'static str, sum: f64| {
        ranking(ctx, run, (horizon, basis), measure, scored.customers, sum).await
    };
    let clv = by("future", scored.clv).await?;
    let total = by(TOTAL, scored.total).await?;
    Ok(Ranked {
        tenths: total.tenths(),
        concentration: Concentration {
            clv: clv.curve(),
            historic: historic.curve(),
            top_tenth_clv: clv.top_tenth(),
            top_tenth_historic: historic.top_tenth(),
        },
        historic: historic.spread(),
        clv: clv.spread(),
        total: total.spread(),
    })
}

/// The measure whose ranking is shown with what it is made of.
const TOTAL: &str = "total";

/// Sorts the customers of a scope by one measure and adds them up as they come; of [`TOTAL`] its two parts as well.
/// Among equal totals the larger `historic` comes first, so that every sum is the same each time.
async fn ranking(
    ctx: &SessionContext,
    run: &RunRow,
    (horizon, basis): (&str, Basis),
    measure: &'static str,
    customers: u64,
    sum: f64,
) -> Result<Ranking, ReadError> {
    let fault = |source: DataFusionError| ReadError::Query { what: "the ranking", source: Box::new(source) };
    let is = |column: &str, value: &str| col(column).eq(lit(value));
    let of_scope = is("score_id", &run.score_id).and(is("horizon", horizon)).and(is("basis", basis.as_str()));
    let (mut columns, mut order) = (vec![col(measure).alias("value")], vec![col("value").sort(false, false)]);
    if measure == TOTAL {
        columns.extend([col("historic"), col("future")]);
        order.push(col("historic").sort(false, false));
    }
    let sorted =
        async { ctx.table("scores").await?.filter(of_scope)?.select(columns)?.sort(order)?.execute_stream().await };
    let mut rows = sorted.await.map_err(fault)?;
    let mut ranking = Ranking { customers, sum, parts: Vec::with_capacity(100), middle: Vec::new() };
    let mut place = 0;
    while let Some(batch) = rows.try_next().await.map_err(fault)? {
        let column = |at: usize| batch.column(at).as_primitive::<Float64Type>().values();
        if measure == TOTAL {
            for ((value, historic), clv) in column(0).iter().zip(column(1)).zip(column(2)) {
                ranking.take(place, *value, *historic, *clv);
                place += 1;
            }
        } else {
            for value in column(0) {
                ranking.take(place, *value, 0.0, 0.0);
                place += 1;
            }
        }
    }
    Ok(ranking)
}

impl Ranking {
    fn take(&mut self, place: u64, value: f64, historic: f64, clv: f64) {
        let part = usize::try_from(place * 100 / self.customers.max(1)).unwrap_or(usize::MAX).min(99);
        if self.parts.len() <= part {
            self.parts.resize(part + 1, Part::default());
        }
        let part = &mut self.parts[part];
        part.customers += 1;
        part.value += value;
        part.historic += historic;
        part.clv += clv;
        if place == (self.customers - 1) / 2 || place == self.customers / 2 {
            self.middle.push(value);
        }
    }

    fn tenths(&self) -> Vec<Tenth> {
        let tenth = |(at, parts): (usize, &[Part])| Tenth {
            tenth: at as u64 + 1,
            customers: parts.iter().map(|part| part.customers).sum(),
            historic: parts.iter().map(|part| part.historic).sum(),
            clv: parts.iter().map(|part| part.clv).sum(),
        };
        // With fewer than ten customers some tenths hold nobody.
        self.parts.chunks(10).enumerate().map(tenth).filter(|tenth| tenth.customers > 0).collect()
    }

    /// Points at the end of each part; no curve where there is nothing to share.
    fn curve(&self) -> Vec<Share> {
        if self.sum <= 0.0 {
            return Vec::new();
        }
        let mut points = vec![Share { customers: 0.0, value: 0.0 }];
        let (mut so_many, mut so_much) = (0, 0.0);
        for part in self.parts.iter().filter(|part| part.customers > 0) {
            so_many += part.customers;
            so_much += part.value;
            points.push(Share { customers: so_many as f64 / self.customers as f64, value: so_much / self.sum });
        }
        points
    }

    /// The best tenth is the first ten parts: a tenth of the customers, rounded up.
    fn top_tenth(&self) -> Option<f64> {
        let top: f64 = self.parts.iter().take(10).map(|part| part.value).sum();
        (self.sum > 0.0).then(|| top / self.sum)
    }

    fn spread(&self) -> Spread {
        Spread {
            sum: self.sum,
            mean: (self.customers > 0).then(|| self.sum / self.customers as f64),
            median: (!self.middle.is_empty()).then(|| self.middle.iter().sum::<f64>() / self.middle.len() as f64),
        }
    }
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
