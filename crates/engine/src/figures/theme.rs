//! The colours of a figure on a light and on a dark page: the design's tokens as hex values, since a
//! figure cannot read a page's custom properties.

/// Colours of one theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    /// Cards.
    pub surface: &'static str,
    /// Hover labels.
    pub raised: &'static str,
    /// Edges one must find.
    pub line_firm: &'static str,
    /// Figures and headings.
    pub ink: &'static str,
    /// Labels.
    pub ink_2: &'static str,
    /// Axis text.
    pub ink_3: &'static str,
    /// Gridlines.
    pub grid: &'static str,
    /// Baseline.
    pub axis: &'static str,
    /// Context.
    pub quiet: &'static str,
    /// First category: counted, subject.
    pub first: &'static str,
    /// Second category.
    pub second: &'static str,
    /// Words in the second category's colour.
    pub second_text: &'static str,
    /// The first category's paler step, for what is expected and not yet counted.
    pub pale: &'static str,
}

/// On a light page.
pub const LIGHT: Theme = Theme {
    surface: "#FFFFFF",
    raised: "#FFFFFF",
    line_firm: "#C9D1D2",
    ink: "#12191B",
    ink_2: "#465357",
    ink_3: "#5C696D",
    grid: "#E6EBEB",
    axis: "#97A3A6",
    quiet: "#B4BFC1",
    first: "#0B6470",
    second: "#C9741A",
    second_text: "#95480A",
    pale: "#77B3B3",
};

/// On a dark page.
pub const DARK: Theme = Theme {
    surface: "#171E21",
    raised: "#1F282C",
    line_firm: "#3B484D",
    ink: "#E9EEEE",
    ink_2: "#A9B6B9",
    ink_3: "#8E9DA1",
    grid: "#263034",
    axis: "#65757A",
    quiet: "#4C5B60",
    first: "#5CC2C2",
    second: "#F0A549",
    second_text: "#F0A549",
    pale: "#316D71",
};
