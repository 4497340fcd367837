//! Net sales by month.

use plotly::Bar;
use plotly::common::{Anchor, Marker, Pattern, PatternShape};

use super::kit::{Drawing, HOVER, both, hover, layout, note, round_ticks, unit, x_axis, y_axis};
use super::{Cell, Figure, Kind, Table, Voice};
use crate::read::{Month, Overview};

/// Columns; a month that as-of cuts short is hatched, named, and not in the mean.
#[must_use]
pub fn months(overview: &Overview, voice: &dyn Voice) -> Figure {
    let months = &overview.months;
    let currency = overview.scope.currency.as_str();
    let money = |amount| voice.money_short(amount, currency);
    let complete: Vec<&Month> = months.iter().filter(|month| month.complete).collect();
    let mean =
        (!complete.is_empty()).then(|| complete.iter().map(|month| month.revenue).sum::<f64>() / complete.len() as f64);
    let high = months.iter().map(|month| month.revenue).fold(1.0, f64::max);
    let ticks = round_ticks(months.iter().map(|month| month.revenue).fold(0.0, f64::min), high);
    let range = (ticks.first().copied().unwrap_or(0.0), ticks.last().copied().unwrap_or(1.0));
    let until = voice.say("figure-months-until", &[("date", voice.date(overview.scope.as_of))]);
    let hovers: Vec<String> = months
        .iter()
        .map(|month| {
            let mut rest = vec![
                if month.complete {
                    voice.month(month.month)
                } else {
                    format!("{}, {until}", voice.month(month.month))
                },
                voice.say("n-orders", &[("n", voice.count(month.orders as f64))]),
            ];
            if month.refunded > 0.0 {
                rest.push(voice.say("figure-months-refunded", &[("amount", money(month.refunded))]));
            }
            hover(&money(month.revenue), &rest)
        })
        .collect();
    // About eight month names fit on a phone; years are named at January and at the first mark.
    let every = months.len().div_ceil(7).max(1);
    let names = months.iter().enumerate().filter(|(at, _)| at % every == 0).map(|(at, month)| {
        let name = voice.month_name(month.month);
        let year_is_new =
            at == 0 || months.get(at.saturating_sub(every)).is_none_or(|p| p.month.year() != month.month.year());
        (at as f64, if year_is_new { format!("{name}<br>{}", month.month.year()) } else { name })
    });
    let names: Vec<(f64, String)> = names.collect();
    let (light, dark) = both(|theme| {
        let shapes: Vec<PatternShape> = months
            .iter()
            .map(|month| if month.complete { PatternShape::None } else { PatternShape::RightDiagonalLine })
            .collect();
        let mut notes = vec![unit(theme, &voice.word("figure-months-unit"))];
        if months.last().is_some_and(|month| !month.complete) {
            notes.push(super::kit::key(theme, &format!("▨ {until}")));
        }
        let mut lines = Vec::new();
        if let Some(mean) = mean {
            let end = complete.len() as f64 - 0.5;
            lines.push(super::kit::level(theme, mean, -0.5, end));
            let text = voice.say("figure-months-mean", &[("amount", money(mean))]);
            notes.push(
                note(theme.ink, &text)
                    .x(-0.45)
                    .y(mean)
                    .x_anchor(Anchor::Left)
                    .y_anchor(Anchor::Bottom)
                    .background_color(theme.surface)
                    .y_shift(4.0),
            );
        }
        let bars = Bar::new(
            (0..months.len()).map(|at| at as f64).collect(),
            months.iter().map(|month| month.revenue).collect::<Vec<_>>(),
        )
        .marker(
            Marker::new().color(theme.first).pattern(
                Pattern::new()
                    .shape_array(shapes)
                    .background_color(theme.surface)
                    .foreground_color(theme.first)
                    .size(6.0)
                    .solidity(0.4),
            ),
        )
        .hover_text_array(hovers.clone())
        .hover_template(HOVER);
        Drawing {
            traces: vec![bars],
            layout: layout(theme, voice)
                .bar_gap(0.36)
                .x_axis(x_axis(theme, (-0.6, months.len() as f64 - 0.4), names.clone()))
                .y_axis(y_axis(
                    theme,
                    range,
                    ticks.iter().map(|tick| (*tick, voice.money_tick(*tick, currency))).collect(),
                ))
                .annotations(notes)
                .shapes(lines),
        }
    });
    let table = Table::new(
        vec![
            (voice.word("month"), Kind::Text),
            (voice.word("orders"), Kind::Count),
            (voice.word("gross-sales"), Kind::Money),
            (voice.word("refunded"), Kind::Money),
            (voice.word("net-sales"), Kind::Money),
        ],
        months
            .iter()
            .map(|month| {
                let name = voice.month(month.month);
                vec![
                    Cell::Text(if month.complete { name } else { format!("{name}, {until}") }),
                    Cell::Number(month.orders as f64),
                    Cell::Number(month.gross),
                    Cell::Number(month.refunded),
                    Cell::Number(month.revenue),
                ]
            })
            .collect(),
    );
    Figure { id: "months", title: "figure-months", summary: voice.word("figure-months-summary"), light, dark, table }
}
