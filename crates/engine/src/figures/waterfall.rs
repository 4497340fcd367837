//! From gross sales to gross margin, step by step, as far as the steps are known.

use plotly::common::{Anchor, Marker, Orientation};
use plotly::layout::{Margin, Shape, ShapeLayer, ShapeLine, ShapeType};
use plotly::{Bar, Trace};
use serde::Serialize;

use super::kit::{Drawing, HOVER, both, hover, layout, note, x_axis, y_axis};
use super::{Cell, Figure, Kind, Table, Theme, Voice};
use crate::read::Overview;

/// Steps smaller than half a cent are not there.
const NOTHING: f64 = 0.005;

/// One bar: a level that stands on zero, or a change that floats between two levels.
struct Step {
    word: &'static str,
    from: f64,
    to: f64,
    level: bool,
}

/// Differences of exact amounts, without the dust that doubles leave below a millionth.
fn exact(difference: f64) -> f64 {
    (difference * 1e6).round() / 1e6
}

impl Step {
    fn amount(&self) -> f64 {
        exact(self.to - self.from)
    }

    fn color(&self, theme: &Theme) -> &'static str {
        match (self.level, self.to < self.from) {
            (true, _) => theme.first,
            (false, true) => theme.second,
            (false, false) => theme.pale,
        }
    }
}

/// Bars that float: Plotly's `base`, which the crate's trace does not know.
#[derive(Clone, Serialize)]
struct Floating {
    #[serde(flatten)]
    bar: Bar<f64, f64>,
    base: Vec<f64>,
}

impl Trace for Floating {
    fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Levels in the first colour, what is taken off in the second, joined by a line at the level they share. The bars lie,
/// so that their names fit on a phone, and carry their amounts, so that they need no ticks.
#[must_use]
pub fn waterfall(overview: &Overview, voice: &dyn Voice) -> Figure {
    let steps = steps(overview);
    let currency = overview.scope.currency.as_str();
    let low = steps.iter().map(|step| step.from.min(step.to)).fold(0.0, f64::min);
    let high = steps.iter().map(|step| step.from.max(step.to)).fold(1.0, f64::max);
    let hovers = steps.iter().map(|step| hover(&voice.money(step.amount(), currency), &[voice.word(step.word)]));
    let hovers: Vec<String> = hovers.collect();
    let names = (0..).zip(&steps).map(|(at, step)| (f64::from(at), voice.word(step.word)));
    let names: Vec<(f64, String)> = names.collect();
    let (light, dark) = both(|theme| {
        let length = |step: &Step| step.amount().abs();
        let bars = Bar::new(steps.iter().map(length).collect(), (0..steps.len()).map(|at| at as f64).collect())
            .orientation(Orientation::Horizontal)
            .marker(Marker::new().color_array(steps.iter().map(|step| step.color(theme)).collect()))
            .hover_text_array(hovers.clone())
            .hover_template(HOVER);
        let amounts = (0..).zip(&steps).map(|(at, step)| {
            let text = voice.money_short(step.amount(), currency);
            let end = step.from.max(step.to);
            note(theme.ink, &text).x(end).y(f64::from(at)).x_anchor(Anchor::Left).x_shift(6.0)
        });
        let joints = (0..).zip(&steps).take(steps.len().saturating_sub(1));
        Drawing {
            traces: vec![Box::new(Floating {
                bar: *bars,
                base: steps.iter().map(|step| step.from.min(step.to)).collect(),
            })],
            layout: layout(theme, voice)
                .margin(Margin::new().left(116).right(84).top(8).bottom(12))
                .bar_gap(0.36)
                .x_axis(
                    x_axis(theme, (low, high), Vec::new())
                        .show_line(false)
                        .zero_line(true)
                        .zero_line_color(theme.axis)
                        .zero_line_width(1),
                )
                .y_axis(y_axis(theme, (steps.len() as f64 - 0.4, -0.6), names.clone()).show_grid(false))
                .annotations(amounts.collect::<Vec<_>>())
                .shapes(joints.map(|(at, step)| joint(theme, f64::from(at), step.to)).collect::<Vec<_>>()),
        }
    });
    let table = Table::new(
        vec![(voice.word("figure-waterfall-column"), Kind::Text), (voice.word("left-out-amount"), Kind::Money)],
        steps.iter().map(|step| vec![Cell::Text(voice.word(step.word)), Cell::Number(step.amount())]).collect(),
    );
    let known = overview.margins.is_some();
    let summary = voice.word(if known { "figure-waterfall-summary" } else { "figure-waterfall-summary-revenue" });
    let title = if known { "figure-waterfall" } else { "figure-waterfall-revenue" };
    Figure { id: "waterfall", title, summary, light, dark, table }
}

fn steps(overview: &Overview) -> Vec<Step> {
    let level = |word, to| Step { word, from: 0.0, to, level: true };
    let change = |word, from, to| Step { word, from, to, level: false };
    let gross = overview.returns.gross;
    let revenue = exact(gross - overview.returns.refunded);
    let mut steps = vec![level("gross-sales", gross), change("refunded", gross, revenue), level("net-sales", revenue)];
    if let Some(margins) = overview.margins {
        steps.push(change("figure-waterfall-unknown", revenue, margins.revenue));
        steps.push(change("figure-waterfall-costs", margins.revenue, margins.margin));
        steps.push(level("basis-gross_margin", margins.margin));
    }
    steps.retain(|step| step.level || step.amount().abs() > NOTHING);
    steps
}

/// From one bar to the next, at the level where the one ends and the other begins.
fn joint(theme: &Theme, at: f64, x: f64) -> Shape {
    Shape::new()
        .shape_type(ShapeType::Line)
        .x0(x)
        .x1(x)
        .y0(at + 0.32)
        .y1(at + 0.68)
        .layer(ShapeLayer::Above)
        .line(ShapeLine::new().color(theme.axis).width(1.0))
}
