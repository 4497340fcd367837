//! Customers, one by one and in pages.

use jiff::civil::Date;
use serde::Serialize;

use super::iso;

/// One customer in a list, valued for one horizon and basis.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CustomerRow {
    /// `source:record_id`.
    pub customer_id: String,
    /// Day of the first occasion.
    #[serde(serialize_with = "iso::write")]
    pub first_order: Date,
    /// Day of the last occasion.
    #[serde(serialize_with = "iso::write")]
    pub last_order: Date,
    /// Orders counted.
    pub orders: u64,
    /// Repeat occasions, x.
    pub frequency: u64,
    /// Probability that the customer still buys.
    pub p_alive: f64,
    /// Occasions expected within the horizon.
    pub expected_purchases: f64,
    /// Value so far.
    pub historic: f64,
    /// Discounted expected value within the horizon.
    pub clv: f64,
    /// Both together.
    pub total: f64,
}

/// How a list of customers is ordered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CustomerSort {
    /// Value to come, largest first.
    #[default]
    Clv,
    /// Value so far, largest first.
    Historic,
    /// Both together, largest first.
    Total,
    /// Least likely to still buy first.
    PAlive,
    /// Latest order first.
    LastOrder,
    /// Most orders first.
    Orders,
    /// By name.
    CustomerId,
}

/// Which customers to list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerQuery {
    /// Part of the customer's key; empty for all.
    pub search: String,
    /// Order.
    pub sort: CustomerSort,
    /// First row, from 0.
    pub offset: u64,
    /// Rows wanted.
    pub limit: u64,
}

impl Default for CustomerQuery {
    fn default() -> Self {
        Self { search: String::new(), sort: CustomerSort::default(), offset: 0, limit: 50 }
    }
}

/// One page of customers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CustomerPage {
    /// Customers that match, over all pages.
    pub matching: u64,
    /// First row of this page.
    pub offset: u64,
    /// The rows.
    pub customers: Vec<CustomerRow>,
}

/// What happened in an event of a customer's history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// An order.
    Order,
    /// A refund, return or cancellation.
    Refund,
}

/// One order or refund.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Event {
    /// Order or refund.
    pub kind: EventKind,
    /// Local calendar day.
    #[serde(serialize_with = "iso::write")]
    pub on: Date,
    /// The source's number.
    pub id: String,
    /// Order the refund takes back, where known.
    pub order_id: Option<String>,
    /// `web`, `store`, ...; absent for a refund.
    pub channel: Option<String>,
    /// Status of the order, reason of the refund.
    pub status: Option<String>,
    /// ISO 4217.
    pub currency: String,
    /// Amount without VAT; negative for a refund.
    pub amount: f64,
}

/// One customer's value for one horizon and basis.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScoreRow {
    /// `90d`, `1y`, `3y`, `5y`.
    pub horizon: String,
    /// `revenue` or `gross_margin`.
    pub basis: String,
    /// ISO 4217.
    pub currency: String,
    /// Models behind it.
    pub model: String,
    /// Probability that the customer still buys.
    pub p_alive: f64,
    /// Occasions expected within the horizon.
    pub expected_purchases: f64,
    /// Mean value of a future occasion.
    pub expected_spend: f64,
    /// Value so far.
    pub historic: f64,
    /// Discounted expected value within the horizon.
    pub clv: f64,
    /// Both together.
    pub total: f64,
    /// Formula CLV.
    pub formula_clv: f64,
    /// Start of the window of the next order (10 %).
    #[serde(serialize_with = "iso::write_if_any")]
    pub next_order_from: Option<Date>,
    /// Median day of the next order.
    #[serde(serialize_with = "iso::write_if_any")]
    pub next_order: Option<Date>,
    /// End of the window (90 %).
    #[serde(serialize_with = "iso::write_if_any")]
    pub next_order_to: Option<Date>,
}

/// One customer in full.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CustomerDetail {
    /// `source:record_id`.
    pub customer_id: String,
    /// Day of the first occasion.
    #[serde(serialize_with = "iso::write")]
    pub first_order: Date,
    /// Day of the last occasion.
    #[serde(serialize_with = "iso::write")]
    pub last_order: Date,
    /// Repeat occasions, x.
    pub frequency: u64,
    /// First to last occasion, in weeks.
    pub recency: f64,
    /// First occasion to as-of, in weeks.
    pub age: f64,
    /// Mean net value of the repeat occasions.
    pub monetary_value: f64,
    /// Days since the last occasion.
    pub days_since_last_order: u64,
    /// Orders counted.
    pub orders: u64,
    /// Refunds counted.
    pub refunds: u64,
    /// Sales before refunds.
    pub gross_revenue: f64,
    /// Refunds, as a positive amount.
    pub refunded: f64,
    /// Sales after refunds.
    pub revenue: f64,
    /// Gross margin after refunds; absent when nothing is known of costs.
    pub margin: Option<f64>,
    /// Whether a percentage stood in for unit costs.
    pub margin_estimated: bool,
    /// One row for each horizon and basis.
    pub scores: Vec<ScoreRow>,
    /// Orders and refunds up to as-of, latest first.
    pub history: Vec<Event>,
    /// Events in all; `history` holds the latest of them.
    pub events: u64,
}
