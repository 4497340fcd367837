//! Customers, one by one and in pages.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::iso;

/// One customer in a list, valued for one horizon and basis.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
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
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
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

impl CustomerSort {
    /// All of them, as declared.
    pub const ALL: [Self; 7] =
        [Self::Clv, Self::Historic, Self::Total, Self::PAlive, Self::LastOrder, Self::Orders, Self::CustomerId];
}

/// Which customers are meant; what is left open lets all through.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct CustomerFilter {
    /// Part of the customer's key; empty for all.
    pub search: String,
    /// Least probability of still buying.
    pub alive_from: Option<f64>,
    /// Greatest probability of still buying.
    pub alive_to: Option<f64>,
    /// Least value to come.
    pub clv_from: Option<f64>,
    /// Value to come below this.
    pub clv_to: Option<f64>,
    /// Least value so far.
    pub historic_from: Option<f64>,
    /// Last order on or after this day.
    pub last_order_from: Option<Date>,
    /// Last order on or before this day.
    pub last_order_to: Option<Date>,
    /// At least so many orders.
    pub orders_from: Option<u64>,
    /// At most so many orders.
    pub orders_to: Option<u64>,
}

/// A place in a sorted list: what the last row seen was sorted by, and its key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// The value sorted by, as text.
    pub value: String,
    /// The key.
    pub customer_id: String,
}

/// Which customers to list, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomerQuery {
    /// Which.
    pub filter: CustomerFilter,
    /// Order.
    pub sort: CustomerSort,
    /// The other way round.
    pub reversed: bool,
    /// Only what comes after this place.
    pub after: Option<Cursor>,
    /// First row of what is left, from 0.
    pub offset: u64,
    /// Rows wanted.
    pub limit: u64,
}

impl Default for CustomerQuery {
    fn default() -> Self {
        Self {
            filter: CustomerFilter::default(),
            sort: CustomerSort::default(),
            reversed: false,
            after: None,
            offset: 0,
            limit: 50,
        }
    }
}

/// One page of customers.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CustomerPage {
    /// Customers that match, over all pages.
    pub matching: u64,
    /// First row of this page.
    pub offset: u64,
    /// The rows.
    pub customers: Vec<CustomerRow>,
}

/// Customers added up.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Together {
    /// How many.
    pub customers: u64,
    /// Orders counted.
    pub orders: u64,
    /// Customers expected to still buy.
    pub expected_alive: f64,
    /// Occasions expected within the horizon.
    pub expected_purchases: f64,
    /// Value so far.
    pub historic: f64,
    /// Discounted expected value within the horizon.
    pub clv: f64,
}

/// What happened in an event of a customer's history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// An order.
    Order,
    /// A refund, return or cancellation.
    Refund,
}

/// One order or refund.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
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
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
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

/// One customer's value, with the customer it is of.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CustomerScore {
    /// `source:record_id`.
    pub customer_id: String,
    /// The value.
    #[serde(flatten)]
    pub score: ScoreRow,
}

/// One page of values, by customer.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ScorePage {
    /// Customers valued, over all pages.
    pub customers: u64,
    /// The rows.
    pub scores: Vec<CustomerScore>,
}

/// What came through one channel.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ChannelTotal {
    /// `web`, `store`, ...
    pub channel: String,
    /// Orders.
    pub orders: u64,
    /// Their amount without VAT, before refunds.
    pub amount: f64,
    /// Day of the last one.
    #[serde(serialize_with = "iso::write")]
    pub last_order: Date,
}

/// The probability that the customer still bought, as it could be known on a day.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct AlivePoint {
    /// The day.
    #[serde(serialize_with = "iso::write")]
    pub day: Date,
    /// Probability, from the orders up to the day and the run's model.
    pub p_alive: f64,
    /// Whether the customer ordered on the day.
    pub ordered: bool,
}

/// One customer in full.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
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
    /// Orders by channel, the largest amount first.
    pub channels: Vec<ChannelTotal>,
    /// How likely the customer was to still buy, over time; empty without a purchase model.
    pub alive: Vec<AlivePoint>,
    /// Orders and refunds up to as-of, latest first.
    pub history: Vec<Event>,
    /// Events in all; `history` holds the latest of them.
    pub events: u64,
    /// Whether channels, history and probabilities are of orders and refunds that the run did not see: only where its own
    /// can no longer be read.
    pub newer: bool,
}
