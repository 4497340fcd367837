//! The run's models, and the counts that show how well they fit.

use std::collections::BTreeMap;

use datafusion::prelude::SessionContext;
use jiff::Span;
use jiff::civil::Date;
use serde::Deserialize;
use tenure_models::{History, PurchaseModel};

use crate::fits::{FittedModel, FittedPurchases, StoredFit};

use super::rows::{Question, ask, count, text};
use super::{AlivePoint, FitReport, FrequencyBin, Parameter, REPEATS_SHOWN, ReadError, RunRow, TrackedWeek};

const FITS: Question = Question { what: "the fits", sql: include_str!("sql/fits.sql") };
const FREQUENCIES: Question = Question { what: "the repeat purchases", sql: include_str!("sql/frequencies.sql") };
const AGES: Question = Question { what: "the ages", sql: include_str!("sql/ages.sql") };

/// A fit as `tenure fit --format json` writes it; what is absent there is absent here.
#[derive(Deserialize)]
struct Stored {
    #[serde(default)]
    parameters: serde_json::Map<String, serde_json::Value>,
    standard_errors: Option<BTreeMap<String, Option<f64>>>,
    log_likelihood: Option<f64>,
    customers: Option<f64>,
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
            let standard_error =
                stored.standard_errors.as_ref().and_then(|errors| errors.get(&name).copied().flatten());
            Some(Parameter { value: value.as_f64()?, name, standard_error })
        });
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count, written as a number")]
        let customers = stored.customers.map(|customers| customers as u64);
        fits.push(FitReport {
            model: row.text("model")?,
            fit_id,
            parameters: parameters.collect(),
            log_likelihood: stored.log_likelihood,
            customers,
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

/// Customers by age in weeks.
///
/// # Errors
/// When `customer_summaries` cannot be read.
pub async fn age_counts(ctx: &SessionContext, run: &RunRow) -> Result<Vec<(f64, u64)>, ReadError> {
    let rows = ask(ctx, AGES, &[("summary_id", text(&run.summary_id))]).await?;
    rows.iter().map(|row| Ok((row.number("age")?, row.count("customers")?))).collect()
}

/// How many customers the run's purchase model expects in each bin: over all ages, the probability that
/// someone who came that long ago has come back so often. Nothing without such a model.
pub(super) async fn expected(
    ctx: &SessionContext,
    run: &RunRow,
    bins: &[FrequencyBin],
    ages: &[(f64, u64)],
) -> Result<Vec<f64>, ReadError> {
    let Some(model) = purchase_model(ctx, run).await? else { return Ok(Vec::new()) };
    let Ok(newcomer) = History::new(0.0, 0.0, 0.0) else { return Ok(Vec::new()) };
    let mut expected = vec![0.0; bins.len()];
    for &(age, customers) in ages {
        let mut left = customers as f64;
        for (bin, expected) in bins.iter().zip(&mut expected) {
            let here = if bin.or_more { left } else { customers as f64 * model.pmf(bin.repeats, age, &newcomer) };
            *expected += here;
            left -= here;
        }
    }
    Ok(expected)
}

/// The purchase model among the run's fits; a fit that this version cannot read expects nothing.
async fn purchase_model(ctx: &SessionContext, run: &RunRow) -> Result<Option<Box<dyn PurchaseModel>>, ReadError> {
    for row in ask(ctx, FITS, &[("summary_id", text(&run.summary_id))]).await? {
        let fit_id = row.text("fit_id")?;
        let stored: Option<StoredFit> = serde_json::from_str(&row.text("fit")?).ok();
        let Some(stored) = stored.filter(|_| run.fit_ids.values().any(|used| *used == fit_id)) else { continue };
        match stored.model() {
            Ok(FittedModel::Purchases(FittedPurchases::BgNbd(fit))) => return Ok(Some(Box::new(fit.parameters))),
            Ok(FittedModel::Purchases(FittedPurchases::MbgNbd(fit))) => return Ok(Some(Box::new(fit.parameters))),
            _ => {}
        }
    }
    Ok(None)
}

/// Repeat purchases week by week from the first customer on: counted, and as the run's purchase model expects of
/// everybody who had come by then, `sum over customers of E[X(end of week - first day)]`. Only whole weeks. Nothing
/// without such a model, or of a run that kept no occasions.
///
/// # Errors
/// When the run's tables cannot be read.
pub async fn tracking(ctx: &SessionContext, run: &RunRow) -> Result<Vec<TrackedWeek>, ReadError> {
    let Some(model) = purchase_model(ctx, run).await? else { return Ok(Vec::new()) };
    let occasions = super::findings::occasions(ctx, run).await?;
    let Some(first) = occasions.first().map(|occasion| occasion.day) else { return Ok(Vec::new()) };
    let days_between = |from: Date, to: Date| from.until(to).map_or(0, |span| span.get_days());
    let days = days_between(first, run.as_of) + 1;
    // Expected repeats of a newcomer within so many days, asked once for each.
    let newcomer: Vec<f64> = (0..=days).map(|day| model.expected_purchases_new(f64::from(day) / 7.0)).collect();
    let mut weeks: Vec<TrackedWeek> = Vec::new();
    for week in 1..=days / 7 {
        let end = week * 7 - 1;
        let Ok(until) = first.checked_add(Span::new().days(end)) else { break };
        let (mut actual_so_far, mut expected_so_far) = (0, 0.0);
        for occasion in occasions.iter().take_while(|occasion| occasion.day <= until) {
            actual_so_far += occasion.repeat;
            let since = usize::try_from(days_between(occasion.day, until)).unwrap_or(0);
            expected_so_far += occasion.first as f64 * newcomer.get(since).copied().unwrap_or(0.0);
        }
        let before = weeks.last().map_or((0, 0.0), |week| (week.actual_so_far, week.expected_so_far));
        weeks.push(TrackedWeek {
            until,
            actual: actual_so_far - before.0,
            expected: expected_so_far - before.1,
            actual_so_far,
            expected_so_far,
        });
    }
    Ok(weeks)
}

/// Points of a customer's curve at most, beside the days of the orders themselves.
const CURVE: i32 = 120;

/// How likely a customer with occasions on `days` was to still buy, from the first to as-of: on each occasion, and at
/// even steps between. `P(alive | x, t_x, T)` with the history up to that day, by the run's model as fitted at as-of.
pub(super) async fn alive_over_time(
    ctx: &SessionContext,
    run: &RunRow,
    days: &[Date],
) -> Result<Vec<AlivePoint>, ReadError> {
    let (Some(first), Some(model)) = (days.first().copied(), purchase_model(ctx, run).await?) else {
        return Ok(Vec::new());
    };
    let since = |day: Date| first.until(day).map_or(0, |span| span.get_days());
    let whole = since(run.as_of);
    let step = (whole / CURVE).max(1);
    let even = (0..=whole / step).filter_map(|at| first.checked_add(Span::new().days(at * step)).ok());
    let mut points: Vec<Date> = days.iter().copied().chain(even).chain([run.as_of]).collect();
    points.sort_unstable();
    points.dedup();
    let weeks = |days: i32| f64::from(days) / 7.0;
    let alive = |day: Date| {
        let seen = days.partition_point(|occasion| *occasion <= day);
        let last = days.get(seen.checked_sub(1)?)?;
        let history = History::new((seen - 1) as f64, weeks(since(*last)), weeks(since(day))).ok()?;
        Some(AlivePoint { day, p_alive: model.p_alive(&history), ordered: *last == day })
    };
    Ok(points.into_iter().filter_map(alive).collect())
}
