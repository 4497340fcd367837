//! The canonical tables: what each row is, what identifies it, what every column means.
//!
//! Sources land batches that hold any subset of these columns, by name; the lake adds what is
//! missing as nulls and the [`Table::bookkeeping`] columns. `cargo xtask docs` writes
//! `docs/tables.md` from here.

mod canonical;
mod derived;

pub use canonical::{CONTACT_POINTS, CUSTOMER_RECORDS, ORDER_LINES, ORDERS, REFUNDS};
pub use derived::{CUSTOMER_SUMMARIES, FINDINGS, IMPORT_CLASSES, IMPORTS, MODEL_FITS, RUNS, SCORES};

use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};

/// The type of a column; money and quantities are exact decimals, times are UTC instants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnType {
    /// Text.
    Text,
    /// Whole number.
    Whole,
    /// Truth value.
    Flag,
    /// Binary floating point, for what a model computed.
    Real,
    /// `Decimal128(18, 6)`: money or a quantity, exact.
    Money,
    /// `Decimal128(38, 12)`: an unrounded sum of money.
    MoneySum,
    /// Microseconds since 1970 in UTC.
    Instant,
    /// Calendar day.
    Day,
}

impl ColumnType {
    /// The Arrow type that holds it.
    #[must_use]
    pub fn arrow(self) -> DataType {
        match self {
            Self::Text => DataType::Utf8,
            Self::Whole => DataType::Int64,
            Self::Flag => DataType::Boolean,
            Self::Real => DataType::Float64,
            Self::Money => DataType::Decimal128(18, 6),
            Self::MoneySum => DataType::Decimal128(38, 12),
            Self::Instant => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
            Self::Day => DataType::Date32,
        }
    }
}

/// One column: its name, type, whether it may be empty, and what it means with its unit.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Name in every table, query and export.
    pub name: &'static str,
    /// Type of its values.
    pub kind: ColumnType,
    /// Whether a value may be absent.
    pub nullable: bool,
    /// Meaning and unit, for the generated documentation.
    pub about: &'static str,
}

/// How rows of a table are put in its partitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Partition {
    /// A canonical table: `bucket` is a stable hash of these columns, modulo the lake's bucket count,
    /// so that a merge rewrites only the buckets that a file touches.
    Bucket(&'static [&'static str]),
    /// A derived table: one partition per value of these columns, only ever added. The first names the result that
    /// the rows belong to.
    Values(&'static [&'static str]),
}

/// A table of the lake.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// Name in the lake and in SQL.
    pub name: &'static str,
    /// What one row is.
    pub grain: &'static str,
    /// Columns that identify a row.
    pub key: &'static [&'static str],
    /// Placement of rows.
    pub partition: Partition,
    /// All columns but the bookkeeping ones.
    pub columns: &'static [Column],
}

/// Columns that the lake itself keeps on every canonical row.
const BOOKKEEPING: &[Column] = &[
    text("source_file", "file the row came from"),
    Column { name: "imported_at", kind: ColumnType::Instant, nullable: false, about: "when the import ran" },
    Column {
        name: "version_at",
        kind: ColumnType::Instant,
        nullable: false,
        about: "the row's own updated or exported time, else the latest event in its file: the newest copy of a key wins",
    },
    Column {
        name: "content_hash",
        kind: ColumnType::Whole,
        nullable: false,
        about: "hash of the row's content; settles ties between copies of a key",
    },
    Column { name: "bucket", kind: ColumnType::Whole, nullable: false, about: "partition: stable hash of the group" },
];

impl Table {
    /// The columns the lake adds to a canonical table; a derived table has none.
    #[must_use]
    pub fn bookkeeping(&self) -> &'static [Column] {
        match self.partition {
            Partition::Bucket(_) => BOOKKEEPING,
            Partition::Values(_) => &[],
        }
    }

    /// Every column in storage order.
    pub fn all_columns(&self) -> impl Iterator<Item = &'static Column> {
        self.columns.iter().chain(self.bookkeeping())
    }

    /// Arrow schema of the stored table.
    #[must_use]
    pub fn schema(&self) -> SchemaRef {
        Arc::new(Schema::new(self.all_columns().map(field).collect::<Vec<_>>()))
    }

    /// Arrow schema of what a source may land: the table without bookkeeping.
    #[must_use]
    pub fn landing_schema(&self) -> SchemaRef {
        Arc::new(Schema::new(self.columns.iter().map(field).collect::<Vec<_>>()))
    }

    /// The columns that partition the stored table.
    #[must_use]
    pub fn partition_columns(&self) -> &'static [&'static str] {
        match self.partition {
            Partition::Bucket(_) => &["bucket"],
            Partition::Values(columns) => columns,
        }
    }

    /// The first of them: the bucket, or the result that rows belong to.
    #[must_use]
    pub fn partition_column(&self) -> &'static str {
        self.partition_columns().first().copied().unwrap_or_default()
    }
}

fn field(column: &Column) -> Field {
    Field::new(column.name, column.kind.arrow(), column.nullable)
}

/// Every table, canonical ones first, in the order of the data.
pub const ALL: &[&Table] = &[
    &CUSTOMER_RECORDS,
    &CONTACT_POINTS,
    &ORDERS,
    &ORDER_LINES,
    &REFUNDS,
    &IMPORTS,
    &IMPORT_CLASSES,
    &CUSTOMER_SUMMARIES,
    &MODEL_FITS,
    &SCORES,
    &FINDINGS,
    &RUNS,
];

/// A required text column.
pub(crate) const fn text(name: &'static str, about: &'static str) -> Column {
    Column { name, kind: ColumnType::Text, nullable: false, about }
}

/// A required column of another type.
pub(crate) const fn required(name: &'static str, kind: ColumnType, about: &'static str) -> Column {
    Column { name, kind, nullable: false, about }
}

/// A column that may be empty.
pub(crate) const fn optional(name: &'static str, kind: ColumnType, about: &'static str) -> Column {
    Column { name, kind, nullable: true, about }
}
