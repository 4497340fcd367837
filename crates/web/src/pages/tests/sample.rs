//! A customer with all that can be told, and the weeks of a year.

use jiff::ToSpan;
use jiff::civil::date;
use tenure_engine::read::{AlivePoint, ChannelTotal, CustomerDetail, Event, EventKind, ScoreRow, TrackedWeek};

pub(super) fn customer() -> CustomerDetail {
    let orders = (0..14).map(|at: i32| Event {
        kind: EventKind::Order,
        on: date(2011, 12, 1).checked_sub((at * 21).days()).unwrap(),
        id: (581_457 - at).to_string(),
        order_id: None,
        channel: Some("web".to_owned()),
        status: Some("paid".to_owned()),
        currency: "GBP".to_owned(),
        amount: 412.25 + f64::from(at),
    });
    let refund = Event {
        kind: EventKind::Refund,
        on: date(2011, 11, 20),
        id: "C579881".to_owned(),
        order_id: Some("579881".to_owned()),
        channel: None,
        status: Some("return".to_owned()),
        currency: "GBP".to_owned(),
        amount: -38.2,
    };
    let alive = [(date(2010, 12, 7), 0.86, true), (date(2011, 6, 1), 0.62, false), (date(2011, 12, 9), 0.991, false)];
    CustomerDetail {
        customer_id: "shop:17450".to_owned(),
        first_order: date(2010, 12, 7),
        last_order: date(2011, 12, 1),
        frequency: 26,
        recency: 51.3,
        age: 52.4,
        monetary_value: 7_112.5,
        days_since_last_order: 8,
        orders: 46,
        refunds: 3,
        gross_revenue: 191_394.0,
        refunded: 23_912.0,
        revenue: 187_482.0,
        margin: Some(74_992.8),
        margin_estimated: true,
        scores: vec![
            score("1y", "revenue", 137_022.0),
            score("90d", "revenue", 36_000.0),
            score("1y", "gross_margin", 54_808.8),
        ],
        channels: vec![
            ChannelTotal { channel: "web".to_owned(), orders: 40, amount: 180_000.0, last_order: date(2011, 12, 1) },
            ChannelTotal { channel: "pop-up".to_owned(), orders: 6, amount: 11_394.0, last_order: date(2011, 7, 3) },
        ],
        alive: alive.map(|(day, p_alive, ordered)| AlivePoint { day, p_alive, ordered }).to_vec(),
        history: orders.chain([refund]).collect(),
        events: 49,
        newer: false,
    }
}

fn score(horizon: &str, basis: &str, clv: f64) -> ScoreRow {
    ScoreRow {
        horizon: horizon.to_owned(),
        basis: basis.to_owned(),
        currency: "GBP".to_owned(),
        model: "mbg-nbd+gamma-gamma".to_owned(),
        p_alive: 0.991,
        expected_purchases: 33.6,
        expected_spend: 4_278.0,
        historic: 187_482.0,
        clv,
        total: 187_482.0 + clv,
        formula_clv: 98_000.0,
        next_order_from: Some(date(2011, 12, 11)),
        next_order: Some(date(2011, 12, 18)),
        next_order_to: Some(date(2012, 1, 6)),
    }
}

pub(super) fn weeks() -> Vec<TrackedWeek> {
    let week = |at: u64| TrackedWeek {
        until: date(2010, 12, 7).checked_add(i64::try_from(at * 7).unwrap().days()).unwrap(),
        actual: 100 + at,
        expected: 98.5 + at as f64,
        actual_so_far: 100 * (at + 1),
        expected_so_far: 98.5 * (at + 1) as f64,
    };
    (0..52).map(week).collect()
}
