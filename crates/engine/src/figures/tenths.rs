//! Value so far and to come, by tenth of the customers.

use plotly::Bar;
use plotly::common::{Anchor, Marker};
use plotly::layout::BarMode;

use super::kit::{Drawing, HOVER, both, hover, label, layout, round_ticks, square, unit, x_axis, y_axis};
use super::{Cell, Figure, Kind, Table, Voice};
use crate::read::Overview;

/// Stacked bars: the best tenth of the customers first.
#[must_use]
pub fn tenths(overview: &Overview, voice: &dyn Voice) -> Figure {
    let rows = &overview.tenths;
    let currency = overview.scope.currency.as_str();
    let money = |amount| voice.money_short(amount, currency);
    let place = |tenth: u64| {
        voice.say("figure-tenth", &[("from", ((tenth - 1) * 10).to_string()), ("to", (tenth * 10).to_string())])
    };
    let high = rows.iter().map(|row| row.historic.max(0.0) + row.clv.max(0.0)).fold(1.0, f64::max);
    let low = rows.iter().map(|row| row.historic.min(0.0)).fold(0.0, f64::min);
    let ticks = round_ticks(low, high);
    let range = (ticks.first().copied().unwrap_or(0.0), ticks.last().copied().unwrap_or(1.0));
    let hovers: Vec<String> = rows
        .iter()
        .map(|row| {
            hover(
                &money(row.historic + row.clv),
                &[
                    place(row.tenth),
                    format!("{} {}", voice.word("so-far"), money(row.historic)),
                    format!("{} {}", voice.word("to-come"), money(row.clv)),
                    voice.say("n-customers", &[("n", voice.count(row.customers as f64))]),
                ],
            )
        })
        .collect();
    let (light, dark) = both(|theme| {
        let bar = |values: Vec<f64>, color: &'static str| {
            Bar::new(rows.iter().map(|row| row.tenth as f64).collect(), values)
                .marker(Marker::new().color(color))
                .hover_text_array(hovers.clone())
                .hover_template(HOVER)
        };
        let edge = |text: String, color, y_shift| {
            label(color, &text).x_ref("paper").y_ref("paper").x(0.98).y(0.96).x_anchor(Anchor::Right).y_shift(y_shift)
        };
        Drawing {
            traces: vec![
                bar(rows.iter().map(|row| row.historic).collect(), theme.first),
                bar(rows.iter().map(|row| row.clv).collect(), theme.pale),
            ],
            layout: layout(theme, voice)
                .bar_mode(BarMode::Relative)
                .bar_gap(0.36)
                .x_axis(x_axis(
                    theme,
                    (0.4, 10.6),
                    rows.iter()
                        .map(|row| (row.tenth as f64, voice.say("percent", &[("n", (row.tenth * 10).to_string())])))
                        .collect(),
                ))
                .y_axis(y_axis(
                    theme,
                    range,
                    ticks.iter().map(|tick| (*tick, voice.money_tick(*tick, currency))).collect(),
                ))
                .annotations(vec![
                    unit(theme, &voice.word("figure-tenths-unit")),
                    edge(
                        format!("{} {} {}", square(theme.pale), voice.word("to-come"), money(overview.value.clv.sum)),
                        theme.ink_2,
                        0.0,
                    ),
                    edge(
                        format!("■ {} {}", voice.word("so-far"), money(overview.value.historic.sum)),
                        theme.first,
                        -20.0,
                    ),
                ]),
        }
    });
    let table = Table::new(
        vec![
            (voice.word("figure-tenths-column"), Kind::Text),
            (voice.word("customers"), Kind::Count),
            (voice.word("so-far"), Kind::Money),
            (voice.word("to-come"), Kind::Money),
        ],
        rows.iter()
            .map(|row| {
                vec![
                    Cell::Text(place(row.tenth)),
                    Cell::Number(row.customers as f64),
                    Cell::Number(row.historic),
                    Cell::Number(row.clv),
                ]
            })
            .collect(),
    );
    Figure { id: "tenths", title: "figure-tenths", summary: voice.word("figure-tenths-summary"), light, dark, table }
}
