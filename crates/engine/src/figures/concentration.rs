//! How much of the value the best customers bring: the Lorenz curve, read from the top.

use plotly::Scatter;
use plotly::common::{Anchor, DashType, Line, Marker, Mode};

use super::kit::{Drawing, HOVER, both, hover, label, layout, note, unit, x_axis, y_axis};
use super::{Cell, Figure, Kind, Table, Theme, Voice};
use crate::read::{Overview, Share};

/// The value to come as subject, the value so far as context, equality as the diagonal.
#[must_use]
pub fn concentration(overview: &Overview, voice: &dyn Voice) -> Figure {
    let curves = &overview.concentration;
    let hovers = |points: &[Share], key: &str| -> Vec<String> {
        points
            .iter()
            .map(|point| {
                let best = voice.say("figure-concentration-best", &[("share", voice.share(point.customers))]);
                let n = (point.customers * overview.buyers.customers as f64).round();
                hover(
                    &voice.share(point.value),
                    &[voice.word(key), best, voice.say("n-customers", &[("n", voice.count(n))])],
                )
            })
            .collect()
    };
    let line = |points: &[Share], key: &str, color: &'static str, width: f64, dash: DashType| {
        Scatter::new(points.iter().map(|p| p.customers).collect(), points.iter().map(|p| p.value).collect::<Vec<_>>())
            .mode(Mode::Lines)
            .line(Line::new().color(color).width(width).dash(dash))
            .hover_text_array(hovers(points, key))
            .hover_template(HOVER)
    };
    let ticks = |step: f64| {
        [0.0, 0.25, 0.5, 0.75, 1.0].map(|t| (t * step, voice.say("percent", &[("n", format!("{:.0}", t * 100.0))])))
    };
    let summary = curves.top_tenth_clv.map_or_else(
        || voice.word("figure-concentration-none"),
        |share| voice.say("figure-concentration-summary", &[("share", voice.share(share))]),
    );
    let (light, dark) = both(|theme: &Theme| {
        let even = Scatter::new(vec![0.0, 1.0], vec![0.0, 1.0])
            .mode(Mode::Lines)
            .line(Line::new().color(theme.quiet).width(1.25))
            .hover_info(plotly::common::HoverInfo::Skip);
        let mut traces: Vec<Box<dyn plotly::Trace>> = vec![
            even,
            line(&curves.historic, "so-far", theme.ink_3, 1.75, DashType::Solid),
            line(&curves.clv, "to-come", theme.first, 2.0, DashType::Dash),
        ];
        let mut notes = vec![
            unit(theme, &voice.word("figure-concentration-unit")),
            note(theme.ink_3, &voice.word("figure-concentration-even"))
                .x(0.5)
                .y(0.5)
                .x_anchor(Anchor::Left)
                .x_shift(8.0)
                .y_shift(-8.0),
        ];
        let tops = [
            (curves.top_tenth_clv, "figure-concentration-clv", theme.first),
            (curves.top_tenth_historic, "figure-concentration-historic", theme.ink_2),
        ];
        // Both labels stand in the empty corner under the diagonal, the higher share above.
        let higher_first = curves.top_tenth_clv >= curves.top_tenth_historic;
        for (at, (share, key, color)) in tops.into_iter().enumerate() {
            let Some(share) = share else { continue };
            traces.push(
                Scatter::new(vec![0.1], vec![share])
                    .mode(Mode::Markers)
                    .marker(Marker::new().size(9).color(theme.surface).line(Line::new().color(color).width(2.0)))
                    .hover_info(plotly::common::HoverInfo::Skip),
            );
            let level = if (at == 0) == higher_first { 34.0 } else { 14.0 };
            let text = voice.say(key, &[("share", voice.share(share))]);
            notes.push(
                label(color, &text)
                    .x_ref("paper")
                    .y_ref("paper")
                    .x(1.0)
                    .y(0.0)
                    .x_anchor(Anchor::Right)
                    .y_anchor(Anchor::Middle)
                    .y_shift(level)
                    .background_color(theme.surface),
            );
        }
        Drawing {
            traces,
            layout: layout(theme, voice)
                .x_axis(x_axis(theme, (0.0, 1.005), ticks(1.0).to_vec()))
                .y_axis(y_axis(theme, (0.0, 1.02), ticks(1.0).to_vec()))
                .annotations(notes),
        }
    });
    let value_at = |points: &[Share], at: f64| points.iter().find(|p| p.customers >= at - 1e-9).map(|p| p.value);
    let table = Table::new(
        vec![
            (voice.word("figure-concentration-column"), Kind::Share),
            (voice.word("so-far"), Kind::Share),
            (voice.word("to-come"), Kind::Share),
        ],
        [0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]
            .into_iter()
            .map(|at| vec![Cell::Number(at), value_at(&curves.historic, at).into(), value_at(&curves.clv, at).into()])
            .collect(),
    );
    Figure { id: "concentration", title: "figure-concentration", summary, light, dark, table }
}
