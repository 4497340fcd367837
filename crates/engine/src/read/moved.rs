//! What customers did: occasions, sales by month, and sales that stand apart.

use std::collections::BTreeMap;

use datafusion::prelude::{SessionContext, col, lit};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::lake::tables::CUSTOMER_SUMMARIES;
use crate::scores::{Lifespan, population};

use super::rows::{Question, Row, ask, day, text};
use super::{Apart, Month, OtherCurrency, ReadError, RunRow};

const BOUGHT: Question = Question { what: "the customers' history", sql: include_str!("sql/bought.sql") };
const MONTHS: Question = Question { what: "the months", sql: include_str!("sql/months.sql") };
const APART: Question = Question { what: "the sales by currency", sql: include_str!("sql/apart.sql") };

/// Sums over all summaries of the run.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Bought {
    pub(super) customers: u64,
    pub(super) once: u64,
    pub(super) orders: u64,
    pub(super) first_order: Option<Date>,
    pub(super) last_order: Option<Date>,
    pub(super) occasions: f64,
    pub(super) yearly_revenue: f64,
    pub(super) average_order: Option<f64>,
    pub(super) margin_ratio: Option<f64>,
    #[serde(default)]
    pub(super) margin: Option<f64>,
    #[serde(default)]
    pub(super) costed_revenue: Option<f64>,
    pub(super) gross: f64,
    pub(super) refunded: f64,
    pub(super) unmatched: f64,
    pub(super) margin_estimated: u64,
}

/// What the run's customers have done.
pub(super) async fn bought(ctx: &SessionContext, run: &RunRow) -> Result<Bought, ReadError> {
    let rows = ask(ctx, BOUGHT, &[("summary_id", text(&run.summary_id))]).await?;
    let Some(row) = rows.first() else { return Ok(Bought::default()) };
    Ok(Bought {
        customers: row.count("customers")?,
        once: row.count("once")?,
        orders: row.count("orders")?,
        first_order: row.day_if("first_order")?,
        last_order: row.day_if("last_order")?,
        occasions: row.number("occasions")?,
        yearly_revenue: row.number("yearly_revenue")?,
        average_order: row.number_if("average_order")?,
        margin_ratio: row.number_if("margin_ratio")?,
        margin: row.number_if("margin")?,
        costed_revenue: row.number_if("costed_revenue")?,
        gross: row.number("gross_revenue")?,
        refunded: row.number("refunded")?,
        unmatched: row.number("unmatched_refunds")?,
        margin_estimated: row.count("margin_estimated")?,
    })
}

/// How long the run's customers stay by the formula.
pub(super) async fn lifespan(ctx: &SessionContext, run: &RunRow) -> Result<Option<Lifespan>, ReadError> {
    let of_run = async {
        let summaries = ctx.table(CUSTOMER_SUMMARIES.name).await?;
        population(&summaries.filter(col("summary_id").eq(lit(run.summary_id.as_str())))?).await
    };
    let fault = |source| ReadError::Query { what: "the lifespan", source: Box::new(source) };
    Ok(of_run.await.map_err(fault)?.map(|all| all.lifespan))
}

/// Sales by month up to as-of, months without any included.
pub(super) async fn months(ctx: &SessionContext, as_of: Date, currency: &str) -> Result<Vec<Month>, ReadError> {
    let rows = ask(ctx, MONTHS, &[("as_of", day(as_of)), ("currency", text(currency))]).await?;
    let mut found = BTreeMap::new();
    for row in &rows {
        found.insert(row.day("month")?, month(row, as_of)?);
    }
    let Some(first) = found.keys().next().copied() else { return Ok(Vec::new()) };
    let mut months = Vec::new();
    for date in first.series(1.month()).take_while(|date| *date <= as_of) {
        months.push(found.remove(&date).unwrap_or(Month {
            month: date,
            complete: date.last_of_month() <= as_of,
            orders: 0,
            gross: 0.0,
            refunded: 0.0,
            revenue: 0.0,
        }));
    }
    Ok(months)
}

fn month(row: &Row, as_of: Date) -> Result<Month, ReadError> {
    let month = row.day("month")?;
    let (gross, refunded) = (row.number("gross")?, row.number("refunded")?);
    Ok(Month {
        month,
        complete: month.last_of_month() <= as_of,
        orders: row.count("orders")?,
        gross,
        refunded,
        revenue: gross - refunded,
    })
}

/// Sales without a customer in the scope's currency, and all sales in others.
pub(super) async fn apart(
    ctx: &SessionContext,
    as_of: Date,
    currency: &str,
) -> Result<(Apart, Vec<OtherCurrency>), ReadError> {
    let mut guests = Apart { orders: 0, amount: 0.0, refunded: 0.0, share: None };
    let mut others: Vec<OtherCurrency> = Vec::new();
    let mut sales = 0.0;
    for row in ask(ctx, APART, &[("as_of", day(as_of))]).await? {
        let (code, amount, orders) = (row.text("currency")?, row.number("amount")?, row.count("orders")?);
        if code != currency {
            match others.last_mut().filter(|other| other.currency == code) {
                Some(other) => {
                    other.orders += orders;
                    other.amount += amount;
                }
                None => others.push(OtherCurrency { currency: code, orders, amount }),
            }
            continue;
        }
        sales += amount;
        if row.flag("guest")? {
            guests = Apart { orders, amount, refunded: row.number("refunded")?, share: None };
        }
    }
    guests.share = (sales > 0.0).then(|| guests.amount / sales);
    Ok((guests, others))
}
