//! One customer in full.

use datafusion::error::DataFusionError;
use datafusion::prelude::SessionContext;

use super::customers::is;
use super::rows::{Question, Row, ask, count, day, text};
use super::{ChannelTotal, CustomerDetail, Event, EventKind, ReadError, RunRow, ScoreRow, models};
use crate::lake::tables::{self, ORDERS};
use crate::lake::views::{COUNTED_ORDERS, counts};

const CUSTOMER: Question = Question { what: "the customer", sql: include_str!("sql/customer.sql") };
const SCORES: Question = Question { what: "the customer's values", sql: include_str!("sql/customer_scores.sql") };
const CHANNELS: Question = Question { what: "the customer's channels", sql: include_str!("sql/customer_channels.sql") };
const DAYS: Question = Question { what: "the customer's days", sql: include_str!("sql/customer_days.sql") };
const HISTORY: Question = Question { what: "the customer's history", sql: include_str!("sql/customer_history.sql") };

/// Orders and refunds handed out at most; who wants more asks the tables.
const EVENTS: u64 = 500;

/// The customer `source:record_id` as `run` sees it, or none when the run does not know the key.
///
/// # Errors
/// When a table cannot be read.
pub async fn customer(
    ctx: &SessionContext,
    run: &RunRow,
    customer_id: &str,
) -> Result<Option<CustomerDetail>, ReadError> {
    // Source names hold no colon, record keys may.
    let (source, record_id) = customer_id.split_once(':').unwrap_or(("", customer_id));
    let ctx = &own(ctx, source, record_id)
        .await
        .map_err(|source| ReadError::Query { what: WHAT, source: Box::new(source) })?;
    let key = ("customer_id", text(customer_id));
    let found = ask(ctx, CUSTOMER, &[("summary_id", text(&run.summary_id)), key.clone()]).await?;
    let Some(row) = found.first() else { return Ok(None) };
    let scores = ask(ctx, SCORES, &[("score_id", text(&run.score_id)), key]).await?;
    let history =
        [("source", text(source)), ("record_id", text(record_id)), ("as_of", day(run.as_of)), ("most", count(EVENTS))];
    let history = ask(ctx, HISTORY, &history).await?;
    let currency = scores.first().map(|score| score.text("currency")).transpose()?.unwrap_or_default();
    let own = [
        ("source", text(source)),
        ("record_id", text(record_id)),
        ("as_of", day(run.as_of)),
        ("currency", text(&currency)),
    ];
    let channels = ask(ctx, CHANNELS, &own).await?;
    let days = ask(ctx, DAYS, &own).await?;
    let days = days.iter().map(|row| row.day("day")).collect::<Result<Vec<_>, _>>()?;
    Ok(Some(CustomerDetail {
        customer_id: row.text("customer_id")?,
        first_order: row.day("first_order")?,
        last_order: row.day("last_order")?,
        frequency: row.count("frequency")?,
        recency: row.number("recency")?,
        age: row.number("age")?,
        monetary_value: row.number("monetary_value")?,
        days_since_last_order: row.count("days_since_last_order")?,
        orders: row.count("orders")?,
        refunds: row.count("refunds")?,
        gross_revenue: row.number("gross_revenue")?,
        refunded: row.number("refunded")?,
        revenue: row.number("revenue")?,
        margin: row.number_if("margin")?,
        margin_estimated: row.flag_if("margin_estimated")?.unwrap_or(false),
        channels: channels.iter().map(channel).collect::<Result<_, _>>()?,
        alive: models::alive_over_time(ctx, run, &days).await?,
        scores: scores.iter().map(score).collect::<Result<_, _>>()?,
        events: history.first().map_or(Ok(0), |event| event.count("events"))?,
        history: history.iter().map(event).collect::<Result<_, _>>()?,
        newer: false,
    }))
}

const WHAT: &str = "the customer's orders";

/// A session in which `orders` are one customer's, read once and kept; all other tables are those of `ctx`. It looks for
/// a few rows among millions, so that a filter is asked before the columns beside it are read.
async fn own(ctx: &SessionContext, source: &str, record_id: &str) -> Result<SessionContext, DataFusionError> {
    const COLUMNS: [&str; 10] = [
        "source",
        "order_id",
        "record_id",
        "guest",
        "ordered_at",
        "ordered_on",
        "channel",
        "status",
        "currency",
        "net",
    ];
    let config = ctx.copied_config().set_bool("datafusion.execution.parquet.pushdown_filters", true);
    let own = SessionContext::new_with_config_rt(config, ctx.runtime_env());
    for table in tables::ALL {
        own.register_table(table.name, ctx.table_provider(table.name).await?)?;
    }
    let theirs = is("source", source).and(is("record_id", record_id));
    let orders = own.table(ORDERS.name).await?.filter(theirs)?.select_columns(&COLUMNS)?.cache().await?;
    own.deregister_table(ORDERS.name)?;
    own.register_table(COUNTED_ORDERS, orders.clone().filter(counts())?.into_view())?;
    own.register_table(ORDERS.name, orders.into_view())?;
    Ok(own)
}

fn channel(row: &Row) -> Result<ChannelTotal, ReadError> {
    Ok(ChannelTotal {
        channel: row.text("channel")?,
        orders: row.count("orders")?,
        amount: row.number("amount")?,
        last_order: row.day("last_order")?,
    })
}

pub(super) fn score(row: &Row) -> Result<ScoreRow, ReadError> {
    Ok(ScoreRow {
        horizon: row.text("horizon")?,
        basis: row.text("basis")?,
        currency: row.text("currency")?,
        model: row.text("model")?,
        p_alive: row.number("p_alive")?,
        expected_purchases: row.number("expected_purchases")?,
        expected_spend: row.number("expected_spend")?,
        historic: row.number("historic")?,
        clv: row.number("clv")?,
        total: row.number("total")?,
        formula_clv: row.number("formula_clv")?,
        next_order_from: row.day_if("next_order_from")?,
        next_order: row.day_if("next_order")?,
        next_order_to: row.day_if("next_order_to")?,
    })
}

fn event(row: &Row) -> Result<Event, ReadError> {
    Ok(Event {
        kind: if row.text("kind")? == "order" { EventKind::Order } else { EventKind::Refund },
        on: row.day("day")?,
        id: row.text("id")?,
        order_id: row.text_if("order_id")?,
        channel: row.text_if("channel")?,
        status: row.text_if("status")?,
        currency: row.text("currency")?,
        amount: row.number("amount")?,
    })
}
