//! Customers by value to come, on a logarithmic axis.

use plotly::Bar;
use plotly::common::{Anchor, Marker};

use super::kit::{Drawing, HOVER, both, hover, layout, mark, note, round_ticks, unit, x_axis, y_axis};
use super::{Cell, Figure, Kind, Table, Voice};
use crate::read::Overview;

/// Columns over the logarithm of the value, with mean and median marked: with heavy tails the two lie
/// far apart, which is what the figure is there to show.
#[must_use]
pub fn distribution(overview: &Overview, voice: &dyn Voice) -> Figure {
    let bins = &overview.distribution.bins;
    let currency = overview.scope.currency.as_str();
    let between = |from: f64, to: f64| {
        voice.say("from-to", &[("from", voice.money(from, currency)), ("to", voice.money(to, currency))])
    };
    let n = |customers: u64| voice.say("n-customers", &[("n", voice.count(customers as f64))]);
    let first = bins.first().map_or(0.0, |bin| bin.from.log10());
    let last = bins.last().map_or(1.0, |bin| bin.to.log10());
    let ticks = round_ticks(0.0, bins.iter().map(|bin| bin.customers as f64).fold(1.0, f64::max));
    let top = ticks.last().copied().unwrap_or(1.0);
    let decades: Vec<(f64, String)> = ((first.ceil() as i32)..=(last.floor() as i32))
        .map(|power| (f64::from(power), voice.money_tick(10_f64.powi(power), currency)))
        .collect();
    let (light, dark) = both(|theme| {
        let mut notes = vec![unit(theme, &voice.word("customers"))];
        let mut marks = Vec::new();
        // The median stands left of the mean wherever the tail is to the right, so their labels part; a median that
        // leaves no room on its left has its label on the right, above the mean's.
        let median = overview.value.clv.median.filter(|median| *median > 0.0);
        let room = median.is_none_or(|median| (median.log10() - first) / (last - first) > 0.35);
        let (anchor, shift, under) = if room { (Anchor::Right, -6.0, -8.0) } else { (Anchor::Left, 6.0, -28.0) };
        for (value, key, anchor, shift, down) in [
            (overview.value.clv.median, "median", anchor, shift, -8.0),
            (overview.value.clv.mean, "mean", Anchor::Left, 6.0, under),
        ] {
            let Some(value) = value.filter(|value| *value > 0.0) else { continue };
            marks.push(mark(theme, value.log10(), 1.0));
            notes.push(
                note(theme.ink, &format!("{} <b>{}</b>", voice.word(key), voice.money(value, currency)))
                    .x(value.log10())
                    .y_ref("paper")
                    .y(1.0)
                    .y_shift(down)
                    .x_anchor(anchor)
                    .x_shift(shift)
                    .background_color(theme.surface),
            );
        }
        Drawing {
            traces: vec![
                Bar::new(
                    bins.iter().map(|bin| f64::midpoint(bin.from.log10(), bin.to.log10())).collect(),
                    bins.iter().map(|bin| bin.customers as f64).collect::<Vec<_>>(),
                )
                .width(0.225)
                .marker(Marker::new().color(theme.first))
                .hover_text_array(
                    bins.iter()
                        .map(|bin| {
                            hover(
                                &n(bin.customers),
                                &[
                                    between(bin.from, bin.to),
                                    format!("{} {}", voice.word("together"), voice.money_short(bin.clv, currency)),
                                ],
                            )
                        })
                        .collect(),
                )
                .hover_template(HOVER),
            ],
            layout: layout(theme, voice)
                .x_axis(x_axis(theme, (first - 0.05, last + 0.05), decades.clone()))
                .y_axis(y_axis(
                    theme,
                    (0.0, top * 1.12),
                    ticks.iter().map(|tick| (*tick, voice.count(*tick))).collect(),
                ))
                .annotations(notes)
                .shapes(marks),
        }
    });
    let table = Table::new(
        vec![
            (voice.word("figure-distribution-column"), Kind::Text),
            (voice.word("customers"), Kind::Count),
            (voice.word("together"), Kind::Money),
        ],
        bins.iter()
            .map(|bin| {
                vec![Cell::Text(between(bin.from, bin.to)), Cell::Number(bin.customers as f64), Cell::Number(bin.clv)]
            })
            .chain((overview.distribution.none > 0).then(|| {
                vec![
                    Cell::Text(voice.word("figure-distribution-none")),
                    Cell::Number(overview.distribution.none as f64),
                    Cell::Empty,
                ]
            }))
            .collect(),
    );
    let summary = voice.word("figure-distribution-summary");
    Figure { id: "distribution", title: "figure-distribution", summary, light, dark, table }
}
