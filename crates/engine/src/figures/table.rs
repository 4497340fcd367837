//! The table behind a figure: values, not text, so that a surface can show or export them.

use serde::Serialize;
use utoipa::ToSchema;

/// How a column's numbers are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Words.
    Text,
    /// Whole number.
    Count,
    /// Number with one decimal.
    Number,
    /// Amount in the scope's currency.
    Money,
    /// Share of one.
    Share,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Column {
    /// Its head.
    pub title: String,
    /// What its cells hold.
    pub kind: Kind,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(untagged)]
pub enum Cell {
    /// Words.
    Text(String),
    /// Number, read as its column's kind says.
    Number(f64),
    /// Not known.
    Empty,
}

impl From<Option<f64>> for Cell {
    fn from(value: Option<f64>) -> Self {
        value.map_or(Self::Empty, Self::Number)
    }
}

/// Columns and rows.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Table {
    /// Heads.
    pub columns: Vec<Column>,
    /// Rows, each as long as the columns.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// A table of columns named and typed in order.
    pub(super) fn new(columns: Vec<(String, Kind)>, rows: Vec<Vec<Cell>>) -> Self {
        Self { columns: columns.into_iter().map(|(title, kind)| Column { title, kind }).collect(), rows }
    }
}
