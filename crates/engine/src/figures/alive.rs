//! How likely a customer was to still buy, over time.

use jiff::civil::Date;
use plotly::Scatter;
use plotly::common::{Anchor, Line, Marker, Mode};
use plotly::layout::Margin;

use super::kit::{Drawing, HOVER, both, hover, key, label, layout, unit, x_axis, y_axis};
use super::{Cell, Figure, Kind, Table, Voice};
use crate::read::{AlivePoint, CustomerDetail};

/// A line that falls with silence and jumps back with each order; a ring at each order.
#[must_use]
pub fn alive(customer: &CustomerDetail, voice: &dyn Voice) -> Figure {
    let points = &customer.alive;
    let since = |day: Date| customer.first_order.until(day).map_or(0.0, |span| f64::from(span.get_days()));
    let days: Vec<f64> = points.iter().map(|point| since(point.day)).collect();
    let end = days.last().copied().unwrap_or(0.0).max(1.0);
    let hovers: Vec<String> = points
        .iter()
        .map(|point| {
            let mut rest = vec![voice.date(point.day)];
            if point.ordered {
                rest.push(voice.word("figure-alive-order"));
            }
            hover(&voice.probability(point.p_alive), &rest)
        })
        .collect();
    let ticks =
        [0.0, 0.25, 0.5, 0.75, 1.0].map(|t| (t, voice.say("percent", &[("n", format!("{:.0}", t * 100.0))]))).to_vec();
    let (light, dark) = both(|theme| {
        let orders = points.iter().zip(&days).filter(|(point, _)| point.ordered);
        // Many orders are a row of small rings, else they would hide the line.
        let ring = if points.iter().filter(|point| point.ordered).count() > 40 { 4 } else { 8 };
        let (at, height): (Vec<f64>, Vec<f64>) = orders.map(|(point, day)| (*day, point.p_alive)).unzip();
        let mut notes = vec![
            unit(theme, &voice.word("figure-alive-unit")),
            key(theme, &format!("○ {}", voice.word("figure-alive-order"))),
        ];
        if let Some(last) = points.last() {
            notes.push(
                label(theme.first, &voice.probability(last.p_alive))
                    .x_ref("paper")
                    .x(1.0)
                    .y(last.p_alive)
                    .x_anchor(Anchor::Left)
                    .y_anchor(Anchor::Middle)
                    .x_shift(6.0),
            );
        }
        Drawing {
            traces: vec![
                Scatter::new(days.clone(), points.iter().map(|point| point.p_alive).collect::<Vec<_>>())
                    .mode(Mode::Lines)
                    .line(Line::new().color(theme.first).width(2.0))
                    .hover_text_array(hovers.clone())
                    .hover_template(HOVER),
                Scatter::new(at, height)
                    .mode(Mode::Markers)
                    .marker(
                        Marker::new().size(ring).color(theme.surface).line(Line::new().color(theme.first).width(2.0)),
                    )
                    .hover_info(plotly::common::HoverInfo::Skip),
            ],
            layout: layout(theme, voice)
                .margin(Margin::new().left(52).right(72).top(34).bottom(44))
                .x_axis(x_axis(theme, (-end * 0.02, end * 1.02), names(points, &days, voice)))
                .y_axis(y_axis(theme, (0.0, 1.04), ticks.clone()))
                .annotations(notes),
        }
    });
    let table = Table::new(
        vec![
            (voice.word("figure-alive-column"), Kind::Text),
            (voice.word("column-alive"), Kind::Share),
            (voice.word("figure-alive-order"), Kind::Text),
        ],
        points
            .iter()
            .map(|point| {
                let ordered = if point.ordered { Cell::Text("○".to_owned()) } else { Cell::Empty };
                vec![Cell::Text(voice.date(point.day)), Cell::Number(point.p_alive), ordered]
            })
            .collect(),
    );
    let summary = voice.word(if points.is_empty() { "figure-alive-none" } else { "figure-alive-summary" });
    Figure { id: "alive", title: "figure-alive", summary, light, dark, table }
}

/// Beginning, middle and end, so that they fit on a phone: days within a year, months beyond.
fn names(points: &[AlivePoint], days: &[f64], voice: &dyn Voice) -> Vec<(f64, String)> {
    let Some(end) = days.last() else { return Vec::new() };
    let name = |day: Date| if *end < 366.0 { voice.date(day) } else { voice.month(day) };
    let mut marks: Vec<(f64, String)> = Vec::new();
    for step in 0..3 {
        let wanted = end * f64::from(step) / 2.0;
        let at = days.partition_point(|day| *day < wanted).min(days.len() - 1);
        let (Some(day), Some(point)) = (days.get(at), points.get(at)) else { continue };
        if marks.last().is_none_or(|(last, _)| day > last) {
            marks.push((*day, name(point.day)));
        }
    }
    marks
}
