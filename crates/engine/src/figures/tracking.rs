//! Repeat purchases week by week: counted, and as the fitted model expects.

use plotly::Scatter;
use plotly::common::{Anchor, DashType, Line, Mode};
use plotly::layout::{HoverMode, Margin};

use super::kit::{Drawing, HOVER, both, hover, label, layout, round_ticks, unit, x_axis, y_axis};
use super::{Cell, Figure, Kind, Table, Voice};
use crate::read::TrackedWeek;

/// Repeat purchases of each week.
#[must_use]
pub fn tracking(weeks: &[TrackedWeek], voice: &dyn Voice) -> Figure {
    draw(weeks, voice, "tracking", "figure-tracking", |week| (week.actual as f64, week.expected))
}

/// Repeat purchases from the beginning up to each week.
#[must_use]
pub fn tracking_so_far(weeks: &[TrackedWeek], voice: &dyn Voice) -> Figure {
    let so_far = |week: &TrackedWeek| (week.actual_so_far as f64, week.expected_so_far);
    draw(weeks, voice, "tracking-so-far", "figure-tracking-so-far", so_far)
}

/// A solid line for what was counted, a dashed one for what the model expects, named at their ends.
fn draw(
    weeks: &[TrackedWeek],
    voice: &dyn Voice,
    id: &'static str,
    title: &'static str,
    values: impl Fn(&TrackedWeek) -> (f64, f64),
) -> Figure {
    let (counted, expected): (Vec<f64>, Vec<f64>) = weeks.iter().map(values).unzip();
    let high = counted.iter().chain(&expected).copied().fold(1.0, f64::max);
    let ticks = round_ticks(0.0, high);
    let top = ticks.last().copied().unwrap_or(1.0);
    let week = |week: &TrackedWeek| voice.say("figure-tracking-week", &[("date", voice.date(week.until))]);
    let hovers: Vec<String> = weeks
        .iter()
        .zip(counted.iter().zip(&expected))
        .map(|(of, (counted, expected))| {
            let counted = format!("{} {}", voice.count(*counted), voice.word("counted"));
            hover(&counted, &[format!("{} {}", voice.decimal(*expected, 1), voice.word("expected")), week(of)])
        })
        .collect();
    let names = names(weeks, voice);
    let (light, dark) = both(|theme| {
        let line = |values: &[f64], color: &'static str, dash| {
            Scatter::new((0..values.len()).map(|at| at as f64).collect(), values.to_vec())
                .mode(Mode::Lines)
                .line(Line::new().color(color).width(2.0).dash(dash))
        };
        let mut notes = vec![unit(theme, &voice.word("repeats"))];
        if let (Some(counted), Some(expected)) = (counted.last(), expected.last()) {
            // Lines that end close together have their names apart, the higher one's above.
            let apart = if (counted - expected).abs() < top * 0.08 { 8.0 } else { 0.0 };
            let up = if counted >= expected { apart } else { -apart };
            let ends = [("counted", counted, up, theme.first), ("expected", expected, -up, theme.second_text)];
            notes.extend(ends.map(|(key, value, shift, color)| {
                label(color, &voice.word(key))
                    .x_ref("paper")
                    .x(1.0)
                    .y(*value)
                    .x_anchor(Anchor::Left)
                    .y_anchor(Anchor::Middle)
                    .x_shift(6.0)
                    .y_shift(shift)
            }));
        }
        Drawing {
            traces: vec![
                line(&expected, theme.second, DashType::Dash).hover_info(plotly::common::HoverInfo::Skip),
                line(&counted, theme.first, DashType::Solid).hover_text_array(hovers.clone()).hover_template(HOVER),
            ],
            layout: layout(theme, voice)
                .margin(Margin::new().left(52).right(92).top(34).bottom(44))
                .hover_mode(HoverMode::X)
                .x_axis(x_axis(theme, (0.0, (weeks.len() as f64 - 1.0).max(1.0)), names.clone()))
                .y_axis(y_axis(theme, (0.0, top), ticks.iter().map(|tick| (*tick, voice.count(*tick))).collect()))
                .annotations(notes),
        }
    });
    let table = Table::new(
        vec![
            (voice.word("figure-tracking-column"), Kind::Text),
            (voice.word("counted"), Kind::Count),
            (voice.word("expected"), Kind::Number),
        ],
        weeks
            .iter()
            .zip(counted.iter().zip(&expected))
            .map(|(week, (counted, expected))| {
                vec![Cell::Text(voice.date(week.until)), Cell::Number(*counted), Cell::Number(*expected)]
            })
            .collect(),
    );
    let summary = if weeks.is_empty() { "figure-tracking-none".to_owned() } else { format!("{title}-summary") };
    Figure { id, title, summary: voice.word(&summary), light, dark, table }
}

/// A few weeks by their last day where there are few, else by month, the year at the first mark and where it is new.
fn names(weeks: &[TrackedWeek], voice: &dyn Voice) -> Vec<(f64, String)> {
    let few = weeks.len() < 30;
    let every = weeks.len().div_ceil(if few { 3 } else { 5 }).max(1);
    let mut year = None;
    let marks = weeks.iter().enumerate().step_by(every);
    let name = |(at, week): (usize, &TrackedWeek)| {
        let day = week.until;
        let new = year.replace(day.year()) != Some(day.year());
        let name = match (few, new) {
            (true, _) => voice.date(day),
            (false, true) => format!("{}<br>{}", voice.month_name(day), day.year()),
            (false, false) => voice.month_name(day),
        };
        (at as f64, name)
    };
    marks.map(name).collect()
}
