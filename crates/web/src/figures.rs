//! Every figure by its name, and which answer it is drawn from: the one list that pages and API go by.

use tenure_engine::figures::{self, Figure, Voice};
use tenure_engine::read::{CustomerDetail, Overview, TrackedWeek};

use crate::fault::Fault;
use crate::scope::Scope;

/// Draws a figure from one kind of answer.
pub(crate) enum Draw {
    /// From the overview of a run, horizon and basis.
    Overview(fn(&Overview, &dyn Voice) -> Figure),
    /// From the weeks of a run.
    Tracking(fn(&[TrackedWeek], &dyn Voice) -> Figure),
    /// From one customer.
    Customer(fn(&CustomerDetail, &dyn Voice) -> Figure),
}

/// A figure by its name.
pub(crate) struct Known {
    /// Stable name.
    pub(crate) id: &'static str,
    /// Key of its title.
    pub(crate) title: &'static str,
    /// How it is drawn.
    pub(crate) draw: Draw,
}

const fn known(id: &'static str, title: &'static str, draw: Draw) -> Known {
    Known { id, title, draw }
}

/// All of them.
pub(crate) const ALL: [Known; 9] = [
    known("tenths", "figure-tenths", Draw::Overview(figures::tenths)),
    known("distribution", "figure-distribution", Draw::Overview(figures::distribution)),
    known("concentration", "figure-concentration", Draw::Overview(figures::concentration)),
    known("months", "figure-months", Draw::Overview(figures::months)),
    known("waterfall", "figure-waterfall", Draw::Overview(figures::waterfall)),
    known("frequencies", "figure-frequencies", Draw::Overview(figures::frequencies)),
    known("tracking", "figure-tracking", Draw::Tracking(figures::tracking)),
    known("tracking-so-far", "figure-tracking-so-far", Draw::Tracking(figures::tracking_so_far)),
    known("alive", "figure-alive", Draw::Customer(figures::alive)),
];

/// Draws a figure for a scope; some are of one customer.
pub(crate) async fn draw(scope: &Scope, id: &str, customer: Option<&str>) -> Result<Figure, Fault> {
    let known = ALL.iter().find(|known| known.id == id).ok_or_else(|| Fault::no("figure", id))?;
    let (now, run, voice) = (&scope.now, scope.run()?, &scope.locale);
    Ok(match known.draw {
        Draw::Overview(draw) => draw(&*now.overview(run, &scope.horizon, scope.basis).await?, voice),
        Draw::Tracking(draw) => draw(&now.view.tracking(run).await?, voice),
        Draw::Customer(draw) => {
            let missing = || Fault::Wrong(format!("figure `{id}` is of one customer; say which with `customer`"));
            let key = customer.ok_or_else(missing)?;
            let found = now.view.customer(run, key).await?;
            draw(&found.ok_or_else(|| Fault::no("customer", key))?, voice)
        }
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};
    use serde_json::{Value, json};
    use tenure_engine::read::AlivePoint;

    use super::*;
    use crate::words::{Lang, Locale};

    const VOICE: Locale = Locale { lang: Lang::EN };

    fn weeks(weeks: &[(Date, u64, f64)]) -> Vec<TrackedWeek> {
        let (mut actual_so_far, mut expected_so_far) = (0, 0.0);
        let week = |&(until, actual, expected): &(Date, u64, f64)| {
            actual_so_far += actual;
            expected_so_far += expected;
            TrackedWeek { until, actual, expected, actual_so_far, expected_so_far }
        };
        weeks.iter().map(week).collect()
    }

    fn texts(figure: &Figure) -> Vec<&str> {
        let notes = figure.light["layout"]["annotations"].as_array().unwrap();
        notes.iter().map(|note| note["text"].as_str().unwrap()).collect()
    }

    #[test]
    fn tracking_draws_what_was_counted_solid_and_what_is_expected_dashed() {
        let weeks = weeks(&[(date(2026, 1, 4), 3, 2.5), (date(2026, 1, 11), 0, 3.0), (date(2026, 1, 18), 5, 3.25)]);
        let weekly = figures::tracking(&weeks, &VOICE);
        let drawn = |figure: &Figure, trace: usize| figure.light["data"][trace]["y"].clone();
        assert_eq!((drawn(&weekly, 1), drawn(&weekly, 0)), (json!([3.0, 0.0, 5.0]), json!([2.5, 3.0, 3.25])));
        assert_eq!(weekly.light["data"][1]["line"]["dash"], "solid");
        assert_eq!(weekly.light["data"][0]["line"]["dash"], "dash");
        let so_far = figures::tracking_so_far(&weeks, &VOICE);
        assert_eq!((drawn(&so_far, 1), drawn(&so_far, 0)), (json!([3.0, 3.0, 8.0]), json!([2.5, 5.5, 8.75])));
        assert_eq!(texts(&so_far), ["Repeat purchases", "<b>counted</b>", "<b>expected</b>"]);
        let hover = so_far.light["data"][1]["hovertext"][2].as_str().unwrap();
        assert_eq!(hover, "<b>8 counted</b><br>8.8 expected<br>week until 18\u{a0}Jan\u{a0}2026");
        assert_eq!(so_far.table.rows.len(), 3);
        assert!(figures::tracking(&[], &VOICE).summary.starts_with("There is no model"));
    }

    #[test]
    fn alive_has_a_ring_at_each_order_and_never_rounds_to_certain() {
        let point = |day, p_alive, ordered| AlivePoint { day, p_alive, ordered };
        let mut customer = customer();
        customer.alive = vec![
            point(date(2026, 1, 1), 1.0, true),
            point(date(2026, 1, 11), 0.5, false),
            point(date(2026, 1, 21), 0.9, true),
            point(date(2026, 3, 1), 0.0001, false),
        ];
        let figure = figures::alive(&customer, &VOICE);
        assert_eq!(figure.light["data"][0]["x"], json!([0.0, 10.0, 20.0, 59.0]));
        assert_eq!(
            (&figure.light["data"][1]["x"], &figure.light["data"][1]["y"]),
            (&json!([0.0, 20.0]), &json!([1.0, 0.9]))
        );
        assert_eq!(texts(&figure).last(), Some(&"<b><\u{a0}0.1%</b>"));
        customer.alive.clear();
        assert!(figures::alive(&customer, &VOICE).summary.starts_with("There is no model"));
    }

    fn customer() -> CustomerDetail {
        CustomerDetail {
            customer_id: "shop:a".to_owned(),
            first_order: date(2026, 1, 1),
            last_order: date(2026, 1, 21),
            frequency: 1,
            recency: 20.0 / 7.0,
            age: 59.0 / 7.0,
            monetary_value: 10.0,
            days_since_last_order: 39,
            orders: 2,
            refunds: 0,
            gross_revenue: 20.0,
            refunded: 0.0,
            revenue: 20.0,
            margin: None,
            margin_estimated: false,
            scores: Vec::new(),
            channels: Vec::new(),
            alive: Vec::new(),
            history: Vec::new(),
            events: 0,
            newer: false,
        }
    }

    #[test]
    fn the_waterfall_floats_from_sales_to_margin_as_far_as_known() {
        let mut o = crate::report::tests::sample::retailer();
        (o.returns.gross, o.returns.refunded) = (100.0, 20.0);
        o.margins = Some(tenure_engine::read::Margins { revenue: 60.0, costs: 75.0, margin: -15.0, estimated: 0 });
        let figure = figures::waterfall(&o, &VOICE);
        let bars = &figure.light["data"][0];
        // Sales, refunded, net sales, without known costs, cost of goods, gross margin.
        assert_eq!(bars["base"], json!([0.0, 80.0, 0.0, 60.0, -15.0, -15.0]));
        assert_eq!(bars["x"], json!([100.0, 20.0, 80.0, 20.0, 75.0, 15.0]));
        let amounts: Vec<Value> = figure.table.rows.iter().map(|row| json!(row[1])).collect();
        assert_eq!(json!(amounts), json!([100.0, -20.0, 80.0, -20.0, -75.0, -15.0]));
        o.margins = None;
        let known = figures::waterfall(&o, &VOICE);
        assert_eq!(known.light["data"][0]["x"], json!([100.0, 20.0, 80.0]));
        assert!(known.summary.contains("Nothing is known of costs"));
        o.margins = Some(tenure_engine::read::Margins { revenue: 80.0, costs: 50.0, margin: 30.0, estimated: 0 });
        assert_eq!(figures::waterfall(&o, &VOICE).table.rows.len(), 5, "all costs known: no step for unknown ones");
        (o.returns.gross, o.returns.refunded) = (8_761_066.65, 598_707.35);
        let steps = json!(figures::waterfall(&o, &VOICE).table.rows);
        assert_eq!((&steps[1][1], &steps[2][1]), (&json!(-598_707.35), &json!(8_162_359.3)), "to the cent");
    }
}
