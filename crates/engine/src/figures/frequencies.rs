//! Repeat purchases: counted, and as the fitted model expects.

use plotly::common::{Anchor, DashType, Line, Marker, Mode};
use plotly::{Bar, Scatter};

use super::kit::{Drawing, HOVER, both, hover, label, layout, round_ticks, unit, x_axis, y_axis};
use super::{Cell, Figure, Kind, Table, Voice};
use crate::read::{FrequencyBin, Overview};

/// Columns for what was counted, a dashed line with rings for what the model expects.
#[must_use]
pub fn frequencies(overview: &Overview, voice: &dyn Voice) -> Figure {
    let bins = &overview.frequencies;
    let name = |bin: &FrequencyBin| if bin.or_more { format!("{}+", bin.repeats) } else { bin.repeats.to_string() };
    let expected: Vec<(f64, f64)> =
        bins.iter().filter_map(|bin| bin.expected.map(|expected| (bin.repeats as f64, expected))).collect();
    let high = bins.iter().map(|bin| bin.expected.unwrap_or(0.0).max(bin.actual as f64)).fold(1.0, f64::max);
    let ticks = round_ticks(0.0, high);
    let hovers: Vec<String> = bins
        .iter()
        .map(|bin| {
            let mut rest = vec![voice.say("n-repeats", &[("n", name(bin))])];
            if let Some(expected) = bin.expected {
                rest.push(format!("{} {}", voice.word("expected"), voice.count(expected)));
            }
            hover(&voice.say("n-customers", &[("n", voice.count(bin.actual as f64))]), &rest)
        })
        .collect();
    let (light, dark) = both(|theme| {
        let edge = |text: String, color, y_shift| {
            label(color, &text).x_ref("paper").y_ref("paper").x(0.98).y(0.96).x_anchor(Anchor::Right).y_shift(y_shift)
        };
        let mut traces: Vec<Box<dyn plotly::Trace>> = vec![
            Bar::new(
                bins.iter().map(|bin| bin.repeats as f64).collect(),
                bins.iter().map(|bin| bin.actual as f64).collect::<Vec<_>>(),
            )
            .marker(Marker::new().color(theme.first))
            .hover_text_array(hovers.clone())
            .hover_template(HOVER),
        ];
        let mut notes =
            vec![unit(theme, &voice.word("customers")), edge(format!("■ {}", voice.word("counted")), theme.first, 0.0)];
        if !expected.is_empty() {
            // The last bin holds all larger counts: its ring stands alone, no line leads up to it.
            let single = |(_, bin): &(&(f64, f64), &FrequencyBin)| !bin.or_more;
            let (x, y): (Vec<f64>, Vec<f64>) =
                expected.iter().zip(bins).filter(single).map(|(point, _)| *point).unzip();
            traces.push(
                Scatter::new(x, y)
                    .mode(Mode::Lines)
                    .line(Line::new().color(theme.second).width(2.0).dash(DashType::Dash))
                    .hover_info(plotly::common::HoverInfo::Skip),
            );
            let (x, y): (Vec<f64>, Vec<f64>) = expected.iter().copied().unzip();
            traces.push(
                Scatter::new(x, y)
                    .mode(Mode::Markers)
                    .clip_on_axis(false)
                    .marker(Marker::new().size(8).color(theme.surface).line(Line::new().color(theme.second).width(2.0)))
                    .hover_info(plotly::common::HoverInfo::Skip),
            );
            notes.push(edge(format!("◌ {}", voice.word("expected-by-model")), theme.second_text, -20.0));
        }
        Drawing {
            traces,
            layout: layout(theme, voice)
                .bar_gap(0.36)
                .x_axis(x_axis(
                    theme,
                    (-0.6, bins.len() as f64 - 0.4),
                    bins.iter().map(|bin| (bin.repeats as f64, name(bin))).collect(),
                ))
                .y_axis(y_axis(
                    theme,
                    (0.0, ticks.last().copied().unwrap_or(1.0)),
                    ticks.iter().map(|tick| (*tick, voice.count(*tick))).collect(),
                ))
                .annotations(notes),
        }
    });
    let table = Table::new(
        vec![
            (voice.word("repeats"), Kind::Text),
            (voice.word("counted"), Kind::Count),
            (voice.word("expected"), Kind::Number),
        ],
        bins.iter()
            .map(|bin| vec![Cell::Text(name(bin)), Cell::Number(bin.actual as f64), bin.expected.into()])
            .collect(),
    );
    let summary = voice.word("figure-frequencies-summary");
    Figure { id: "frequencies", title: "figure-frequencies", summary, light, dark, table }
}
