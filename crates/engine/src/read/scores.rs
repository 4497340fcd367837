//! A page of values: every customer of one horizon and basis, by key.

use datafusion::dataframe::DataFrame;
use datafusion::error::DataFusionError;
use datafusion::prelude::{SessionContext, col, lit};

use super::customer::score;
use super::customers::is;
use super::rows::collect;
use super::{Basis, CustomerScore, ReadError, RunRow, ScorePage};

const WHAT: &str = "the values";

/// The `limit` customers after the key `after`, the first ones without it.
///
/// # Errors
/// When `scores` cannot be read.
pub async fn scores(
    ctx: &SessionContext,
    run: &RunRow,
    horizon: &str,
    basis: Basis,
    after: Option<&str>,
    limit: u64,
) -> Result<ScorePage, ReadError> {
    let fault = |source: DataFusionError| ReadError::Query { what: WHAT, source: Box::new(source) };
    let all = async {
        let scope = is("score_id", &run.score_id).and(is("horizon", horizon)).and(is("basis", basis.as_str()));
        ctx.table("scores").await?.filter(scope)
    };
    let all = all.await.map_err(fault)?;
    let customers = all.clone().count().await.map_err(fault)? as u64;
    let page = collect(page(all, after, limit).map_err(fault)?, WHAT).await?;
    let rows = page.iter().map(|row| Ok(CustomerScore { customer_id: row.text("customer_id")?, score: score(row)? }));
    Ok(ScorePage { customers, scores: rows.collect::<Result<_, ReadError>>()? })
}

fn page(all: DataFrame, after: Option<&str>, limit: u64) -> Result<DataFrame, DataFusionError> {
    let rest = match after {
        Some(key) => all.filter(col("customer_id").gt(lit(key)))?,
        None => all,
    };
    rest.with_column("clv", col("future"))?
        .sort(vec![col("customer_id").sort(true, false)])?
        .limit(0, Some(usize::try_from(limit).unwrap_or(usize::MAX)))
}
