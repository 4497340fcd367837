//! What all figures share: layout, ticks, labels, hover, the two themes.

use plotly::color::Color;
use plotly::common::{Anchor, Font, Label};
use plotly::configuration::DisplayModeBar;
use plotly::layout::{
    Annotation, Axis, HoverMode, Layout, Margin, Shape, ShapeLayer, ShapeLine, ShapeType, TicksDirection,
};
use plotly::{Configuration, Trace, Traces};
use serde_json::{Value, json};

use super::{DARK, LIGHT, Theme, Voice};

pub(super) const FAMILY: &str =
    "Inter, InterVariable, system-ui, -apple-system, Segoe UI, Roboto, Noto Sans, sans-serif";

/// Hover shows the text made for the point and nothing of Plotly's own.
pub(super) const HOVER: &str = "%{hovertext}<extra></extra>";

/// The parts of one figure in one theme.
pub(super) struct Drawing {
    pub(super) traces: Vec<Box<dyn Trace>>,
    pub(super) layout: Layout,
}

/// Draws in both themes.
pub(super) fn both(draw: impl Fn(&Theme) -> Drawing) -> (Value, Value) {
    (json(draw(&LIGHT)), json(draw(&DARK)))
}

fn json(drawing: Drawing) -> Value {
    let mut traces = Traces::new();
    for trace in drawing.traces {
        traces.push(trace);
    }
    let config = Configuration::new()
        .responsive(true)
        .display_mode_bar(DisplayModeBar::False)
        .scroll_zoom(false)
        .show_tips(false);
    json!({ "data": traces, "layout": drawing.layout, "config": config })
}

/// The layout every figure starts from.
pub(super) fn layout(theme: &Theme, voice: &dyn Voice) -> Layout {
    Layout::new()
        .font(font(theme.ink_3, 12))
        .paper_background_color("rgba(0,0,0,0)")
        .plot_background_color("rgba(0,0,0,0)")
        .show_legend(false)
        .separators(voice.separators())
        .margin(Margin::new().left(52).right(16).top(34).bottom(44))
        .hover_mode(HoverMode::Closest)
        .hover_label(
            Label::new()
                .background_color(theme.raised)
                .border_color(theme.line_firm)
                .align("left")
                .font(font(theme.ink_2, 12)),
        )
}

pub(super) fn font(color: impl Color, size: usize) -> Font {
    Font::new().family(FAMILY).size(size).color(color)
}

/// A horizontal axis with its own ticks.
pub(super) fn x_axis(theme: &Theme, range: (f64, f64), ticks: Vec<(f64, String)>) -> Axis {
    axis(range, ticks)
        .show_grid(false)
        .show_line(true)
        .line_color(theme.axis)
        .line_width(1)
        .ticks(TicksDirection::Outside)
        .tick_length(4)
        .tick_color(theme.axis)
        .tick_angle(0.0)
}

/// A vertical axis from zero: gridlines, no line, no tick marks.
pub(super) fn y_axis(theme: &Theme, range: (f64, f64), ticks: Vec<(f64, String)>) -> Axis {
    axis(range, ticks).show_grid(true).grid_color(theme.grid).grid_width(1).show_line(false)
}

fn axis(range: (f64, f64), ticks: Vec<(f64, String)>) -> Axis {
    let (values, texts) = ticks.into_iter().unzip();
    Axis::new().range(vec![range.0, range.1]).tick_values(values).tick_text(texts).zero_line(false).fixed_range(true)
}

/// Round ticks that cover `low..=high` with at most four steps, so at most five marks.
pub(super) fn round_ticks(low: f64, high: f64) -> Vec<f64> {
    let span = (high - low.min(0.0)).max(f64::MIN_POSITIVE);
    let rough = span / 4.0;
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 2.5, 3.0, 4.0, 5.0, 10.0]
        .into_iter()
        .map(|m| m * power)
        .find(|s| *s >= rough * 0.999)
        .unwrap_or(rough);
    let first = (low.min(0.0) / step).floor();
    let mut ticks = Vec::new();
    let mut n = first;
    loop {
        ticks.push(n * step);
        if n * step >= high || ticks.len() > 6 {
            return ticks;
        }
        n += 1.0;
    }
}

/// The unit of the vertical axis, once, above it.
pub(super) fn unit(theme: &Theme, text: &str) -> Annotation {
    note(theme.ink_2, text)
        .x_ref("paper")
        .y_ref("paper")
        .x(0.0)
        .y(1.0)
        .x_shift(-52.0)
        .y_shift(11.0)
        .x_anchor(Anchor::Left)
        .y_anchor(Anchor::Bottom)
}

/// A key for a mark, at the right above the plot.
pub(super) fn key(theme: &Theme, text: &str) -> Annotation {
    note(theme.ink_2, text)
        .x_ref("paper")
        .y_ref("paper")
        .x(1.0)
        .y(1.0)
        .y_shift(11.0)
        .x_anchor(Anchor::Right)
        .y_anchor(Anchor::Bottom)
}

/// Words in a figure, left of nothing and without an arrow.
pub(super) fn note(color: &'static str, text: &str) -> Annotation {
    Annotation::new().text(text).show_arrow(false).font(font(color, 12))
}

/// A label in the series' own colour and weight 600.
pub(super) fn label(color: &'static str, text: &str) -> Annotation {
    note(color, &format!("<b>{text}</b>"))
}

/// A square in a colour, to stand before the words it is the key of.
pub(super) fn square(color: &str) -> String {
    format!("<span style=\"color:{color}\">■</span>")
}

/// A dotted line from the baseline up, at `x`, as high as `top` of the plot.
pub(super) fn mark(theme: &Theme, x: f64, top: f64) -> Shape {
    Shape::new()
        .shape_type(ShapeType::Line)
        .x_ref("x")
        .y_ref("paper")
        .x0(x)
        .x1(x)
        .y0(0.0)
        .y1(top)
        .layer(ShapeLayer::Above)
        .line(ShapeLine::new().color(theme.ink_3).width(1.0).dash(plotly::common::DashType::Dot))
}

/// A dotted level line at `y` from `x0` to `x1`.
pub(super) fn level(theme: &Theme, y: f64, x0: f64, x1: f64) -> Shape {
    Shape::new()
        .shape_type(ShapeType::Line)
        .x0(x0)
        .x1(x1)
        .y0(y)
        .y1(y)
        .layer(ShapeLayer::Above)
        .line(ShapeLine::new().color(theme.ink).width(1.25).dash(plotly::common::DashType::Dot))
}

/// A hover label: the value strong, then what belongs to it, line by line.
pub(super) fn hover(value: &str, rest: &[String]) -> String {
    let mut text = format!("<b>{value}</b>");
    for line in rest {
        text.push_str("<br>");
        text.push_str(line);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::round_ticks;

    #[test]
    fn ticks_are_round_start_at_zero_and_are_five_at_most() {
        assert_eq!(round_ticks(0.0, 1_154_979.0), vec![0.0, 300_000.0, 600_000.0, 900_000.0, 1_200_000.0]);
        assert_eq!(round_ticks(0.0, 8.0), vec![0.0, 2.0, 4.0, 6.0, 8.0]);
        assert_eq!(round_ticks(-30.0, 100.0), vec![-40.0, 0.0, 40.0, 80.0, 120.0]);
    }
}
