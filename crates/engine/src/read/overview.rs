//! The overview: asks the parts and puts them together.

use datafusion::prelude::SessionContext;
use jiff::civil::Date;

use crate::scores::Horizon;

use super::findings::{self, OfRun, OfScope};
use super::moved::Bought;
use super::valued::Scored;
use super::{
    Basis, Buyers, CustomerQuery, Disposition, Formula, Margins, Overview, ReadError, Returns, RunRow, Scope, Value,
    Warning, customers, intake, models, runs,
};

/// Fewer than this, and the models say little about anyone.
const FEW: u64 = 50;
/// Days without any order before as-of that make one doubt the data's end.
const STALE_DAYS: i32 = 31;
/// A model that takes more than this share to be still buying has not learned from the data how customers leave.
const HARDLY_ANY_LEAVE: f64 = 0.98;
const TOP: u64 = 10;
const RUNS_SHOWN: u64 = 10;

/// The customer base as `run` sees it, valued over `horizon` (`90d`, `1y`, `3y`, `5y`) on `basis`.
///
/// # Errors
/// When a table cannot be read, or the run has no values for the horizon and basis.
pub async fn overview(ctx: &SessionContext, run: &RunRow, horizon: &str, basis: Basis) -> Result<Overview, ReadError> {
    let OfScope { scored, ranked, distribution } = findings::of_scope(ctx, run, horizon, basis).await?;
    let currency = scored.currency.clone().unwrap_or_default();
    let OfRun { bought, lifespan, months, guests, other_currencies, frequencies, ages, .. } =
        findings::of_run(ctx, run, &currency).await?;
    let active = horizon.parse::<Horizon>().ok().zip(lifespan).map(|(ahead, stay)| stay.within(ahead.years()));
    let classes = intake::classes(ctx, run).await?;
    let query = CustomerQuery { limit: TOP, ..CustomerQuery::default() };
    let mut overview = Overview {
        scope: Scope {
            run_id: run.run_id.clone(),
            finished_at: run.finished_at,
            as_of: run.as_of,
            horizon: horizon.to_owned(),
            basis,
            currency: currency.clone(),
            discount_rate: run.discount_rate(),
            model: scored.model.clone().unwrap_or_default(),
            zone: "UTC".to_owned(),
        },
        warnings: Vec::new(),
        buyers: Buyers {
            customers: scored.customers,
            once: bought.once,
            repeat: bought.customers - bought.once,
            orders: bought.orders,
            first_order: bought.first_order,
            last_order: bought.last_order,
            expected_alive: scored.expected_alive,
            expected_purchases: scored.expected_purchases,
        },
        value: Value { historic: ranked.historic, clv: ranked.clv, total: ranked.total, equity_interval: None },
        formula: active.and_then(|active| formula(basis, active, &scored, &bought)),
        tenths: ranked.tenths,
        distribution,
        concentration: ranked.concentration,
        top_customers: customers(ctx, run, horizon, basis, &query).await?.customers,
        months,
        returns: Returns {
            gross: bought.gross,
            refunded: bought.refunded,
            share: (bought.gross > 0.0).then(|| bought.refunded / bought.gross),
            unmatched: bought.unmatched,
        },
        margins: margins(&bought),
        guests,
        other_currencies,
        fits: models::fits(ctx, run).await?,
        frequencies,
        reconciliation: intake::reconcile(&classes),
        totals: intake::totals(ctx, run).await?,
        classes,
        imports: intake::imports(ctx, run).await?,
        runs: runs(ctx, RUNS_SHOWN).await?,
    };
    let expected = models::expected(ctx, run, &overview.frequencies, &ages).await?;
    overview.warnings = warnings(&overview, basis, bought.margin_estimated);
    overview.expect(&expected);
    Ok(overview)
}

/// The parts of the formula CLV, in the terms it was scored in: the years that a customer is taken to be active within
/// the horizon, what an order brings, and how many a year make the customers' mean yearly revenue. What customers bring a
/// year is reckoned for each of them, so that plain means of orders and years do not multiply to the mean of the scores.
fn formula(basis: Basis, active_years: f64, scored: &Scored, bought: &Bought) -> Option<Formula> {
    let margin = match basis {
        Basis::Revenue => 1.0,
        Basis::GrossMargin => bought.margin_ratio?,
    };
    let average_order = bought.average_order.filter(|order| *order > 0.0)?;
    let orders_per_year = bought.yearly_revenue / average_order;
    Some(Formula {
        average_order,
        orders_per_year,
        active_years,
        margin,
        clv: scored.formula_clv / scored.customers as f64,
        occasions: bought.occasions,
        observed_years: bought.occasions / orders_per_year,
    })
}

/// What is left after the cost of the goods. Costs are what the margin lacks of the revenue it was taken from, in whole
/// millionths like both, so that the steps add up.
fn margins(bought: &Bought) -> Option<Margins> {
    let (margin, revenue) = (bought.margin?, bought.costed_revenue?);
    let costs = ((revenue - margin) * 1e6).round() / 1e6;
    Some(Margins { revenue, costs, margin, estimated: bought.margin_estimated })
}

/// What to know before believing the figures, the gravest first.
fn warnings(o: &Overview, basis: Basis, margin_estimated: u64) -> Vec<Warning> {
    let mut found = Vec::new();
    match o.buyers.customers {
        0 => return vec![Warning::NoCustomers],
        customers if customers < FEW => found.push(Warning::FewCustomers { customers }),
        _ => {}
    }
    if o.buyers.repeat == 0 {
        found.push(Warning::NoRepeatBuyers);
    }
    for fit in o.fits.iter().filter(|fit| !fit.converged) {
        found.push(Warning::NotConverged { model: fit.model.clone(), message: fit.message.clone() });
    }
    if let Some(alive) = o.share_of_customers(o.buyers.expected_alive)
        && alive > HARDLY_ANY_LEAVE
        && o.buyers.repeat > 0
    {
        found.push(Warning::HardlyAnyLeave { alive });
    }
    if let Some(days) = o.buyers.last_order.and_then(|last| days_between(last, o.scope.as_of))
        && days > STALE_DAYS
    {
        found.push(Warning::Stale { days: u64::from(days.unsigned_abs()) });
    }
    let orders = o.other_currencies.iter().map(|other| other.orders).sum();
    if orders > 0 {
        found.push(Warning::OtherCurrencies { orders });
    }
    let rejected = o.classes.iter().filter(|class| class.disposition == Disposition::Rejected);
    let rows = rejected.map(|class| class.rows).sum();
    if rows > 0 {
        found.push(Warning::Rejected { rows });
    }
    if basis == Basis::GrossMargin && margin_estimated > 0 {
        found.push(Warning::MarginEstimated { customers: margin_estimated });
    }
    found
}

fn days_between(from: Date, to: Date) -> Option<i32> {
    from.until(to).ok().map(|span| span.get_days())
}
