//! Rows of canonical tables, gathered column by column into batches.

use std::sync::Arc;

use datafusion::arrow::array::{
    ArrayBuilder, ArrayRef, BooleanBuilder, Date32Builder, Decimal128Builder, Int64Builder, StringArray, StringBuilder,
    TimestampMicrosecondBuilder,
};
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::arrow::record_batch::RecordBatch;

use super::{Landing, SourceError};
use crate::lake::tables::{self, Table};

/// Rows of a batch.
pub(crate) const ROWS: usize = 64 << 10;

/// Cells of one column.
pub(crate) trait Cells {
    type Value<'a>: Copy + Default;

    /// Type of the column, in Tenure's terms.
    #[cfg(test)]
    const SORT: tables::ColumnType;

    fn new() -> Self;
    fn push(&mut self, value: Self::Value<'_>);
    /// The column; `None` when it holds nothing at all.
    fn finish(&mut self) -> Option<ArrayRef>;
}

/// Texts. As long as all are the same (a source, a currency, nothing at all) they are only counted.
pub(crate) struct Text {
    builder: StringBuilder,
    same: Option<String>,
    count: usize,
    mixed: bool,
}

/// Exact decimals; nothing is built before the first.
pub(crate) struct Money {
    builder: Decimal128Builder,
    nulls: usize,
}

/// Instants; nothing is built before the first.
pub(crate) struct Instant {
    builder: TimestampMicrosecondBuilder,
    nulls: usize,
}

pub(crate) struct Day(Date32Builder);
pub(crate) struct Flag(BooleanBuilder);
pub(crate) struct Whole(Int64Builder);

impl Text {
    #[cold]
    fn mix(&mut self) {
        self.builder = StringBuilder::with_capacity(ROWS, ROWS * 8);
        for _ in 0..self.count {
            self.builder.append_option(self.same.as_deref());
        }
        self.mixed = true;
    }
}

impl Cells for Text {
    #[cfg(test)]
    const SORT: tables::ColumnType = tables::ColumnType::Text;
    type Value<'a> = Option<&'a str>;

    fn new() -> Self {
        Self { builder: StringBuilder::new(), same: None, count: 0, mixed: false }
    }
    fn push(&mut self, value: Option<&str>) {
        if !self.mixed {
            if self.count == 0 {
                self.same = value.map(str::to_owned);
            }
            if self.same.as_deref() == value {
                self.count += 1;
                return;
            }
            self.mix();
        }
        self.builder.append_option(value);
    }
    fn finish(&mut self) -> Option<ArrayRef> {
        let count = std::mem::take(&mut self.count);
        if std::mem::take(&mut self.mixed) {
            return Some(Arc::new(self.builder.finish()));
        }
        let same = self.same.take()?;
        Some(Arc::new(StringArray::new_repeated(&same, count)))
    }
}

impl Cells for Money {
    #[cfg(test)]
    const SORT: tables::ColumnType = tables::ColumnType::Money;
    /// Units of 10^-6.
    type Value<'a> = Option<i128>;

    fn new() -> Self {
        Self { builder: Decimal128Builder::new().with_data_type(DataType::Decimal128(18, 6)), nulls: 0 }
    }
    fn push(&mut self, value: Option<i128>) {
        if self.builder.is_empty() {
            if value.is_none() {
                self.nulls += 1;
                return;
            }
            self.builder = Decimal128Builder::with_capacity(ROWS).with_data_type(DataType::Decimal128(18, 6));
            self.builder.append_nulls(self.nulls);
        }
        self.builder.append_option(value);
    }
    fn finish(&mut self) -> Option<ArrayRef> {
        self.nulls = 0;
        (!self.builder.is_empty()).then(|| Arc::new(self.builder.finish()) as ArrayRef)
    }
}

impl Cells for Instant {
    #[cfg(test)]
    const SORT: tables::ColumnType = tables::ColumnType::Instant;
    type Value<'a> = Option<i64>;

    fn new() -> Self {
        Self { builder: TimestampMicrosecondBuilder::new().with_timezone("UTC"), nulls: 0 }
    }
    fn push(&mut self, value: Option<i64>) {
        if self.builder.is_empty() {
            if value.is_none() {
                self.nulls += 1;
                return;
            }
            self.builder = TimestampMicrosecondBuilder::with_capacity(ROWS).with_timezone("UTC");
            self.builder.append_nulls(self.nulls);
        }
        self.builder.append_option(value);
    }
    fn finish(&mut self) -> Option<ArrayRef> {
        self.nulls = 0;
        (!self.builder.is_empty()).then(|| Arc::new(self.builder.finish()) as ArrayRef)
    }
}

impl Cells for Day {
    #[cfg(test)]
    const SORT: tables::ColumnType = tables::ColumnType::Day;
    type Value<'a> = i32;

    fn new() -> Self {
        Self(Date32Builder::new())
    }
    fn push(&mut self, value: i32) {
        self.0.append_value(value);
    }
    fn finish(&mut self) -> Option<ArrayRef> {
        Some(Arc::new(self.0.finish()))
    }
}

impl Cells for Flag {
    #[cfg(test)]
    const SORT: tables::ColumnType = tables::ColumnType::Flag;
    type Value<'a> = bool;

    fn new() -> Self {
        Self(BooleanBuilder::new())
    }
    fn push(&mut self, value: bool) {
        self.0.append_value(value);
    }
    fn finish(&mut self) -> Option<ArrayRef> {
        Some(Arc::new(self.0.finish()))
    }
}

impl Cells for Whole {
    #[cfg(test)]
    const SORT: tables::ColumnType = tables::ColumnType::Whole;
    type Value<'a> = i64;

    fn new() -> Self {
        Self(Int64Builder::new())
    }
    fn push(&mut self, value: i64) {
        self.0.append_value(value);
    }
    fn finish(&mut self) -> Option<ArrayRef> {
        Some(Arc::new(self.0.finish()))
    }
}

macro_rules! writers {
    ($($writer:ident $row:ident $table:ident { $($field:ident: $cells:ident,)* })*) => { $(
        /// One row.
        #[derive(Clone, Copy, Default)]
        pub(crate) struct $row<'a> { $(pub $field: <$cells as Cells>::Value<'a>,)* }

        /// Rows on their way.
        pub(crate) struct $writer { rows: usize, $($field: $cells,)* }

        impl $writer {
            pub const TABLE: &'static Table = &tables::$table;

            #[cfg(test)]
            const COLUMNS: &'static [(&'static str, tables::ColumnType)] =
                &[$((stringify!($field), <$cells as Cells>::SORT),)*];

            pub fn new() -> Self {
                Self { rows: 0, $($field: <$cells as Cells>::new(),)* }
            }

            /// Adds a row; a full batch goes on.
            pub fn push(&mut self, row: $row<'_>, landing: &mut dyn Landing) -> Result<(), SourceError> {
                $(self.$field.push(row.$field);)*
                self.rows += 1;
                if self.rows >= ROWS { self.flush(landing) } else { Ok(()) }
            }

            /// Hands on what there is.
            pub fn flush(&mut self, landing: &mut dyn Landing) -> Result<(), SourceError> {
                if self.rows == 0 {
                    return Ok(());
                }
                self.rows = 0;
                let columns = vec![$((stringify!($field), self.$field.finish()),)*];
                landing.land(Self::TABLE, batch(Self::TABLE, columns)?)
            }
        }
    )* };
}

/// A batch in which every column may be empty: keys of rows without keys are made by the lake.
fn batch(table: &Table, columns: Vec<(&'static str, Option<ArrayRef>)>) -> Result<RecordBatch, SourceError> {
    let columns: Vec<_> = columns.into_iter().filter_map(|(name, array)| Some((name, array?))).collect();
    let field = |(name, array): &(&str, ArrayRef)| Field::new(*name, array.data_type().clone(), true);
    let schema = Schema::new(columns.iter().map(field).collect::<Vec<_>>());
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    RecordBatch::try_new(Arc::new(schema), arrays)
        .map_err(|error| SourceError::Batch { file: table.name.to_owned(), reason: error.to_string() })
}

writers! {
    Orders OrderRow ORDERS {
        source: Text,
        order_id: Text,
        group_id: Text,
        record_id: Text,
        guest: Flag,
        ordered_at: Instant,
        ordered_on: Day,
        channel: Text,
        location: Text,
        status: Text,
        currency: Text,
        gross: Money,
        discount: Money,
        shipping: Money,
        tax: Money,
        net: Money,
        cost: Money,
        fees: Money,
        refunded: Money,
        coupon: Text,
        line_count: Whole,
        version_at: Instant,
    }
    OrderLines LineRow ORDER_LINES {
        source: Text,
        order_id: Text,
        group_id: Text,
        line_no: Text,
        record_id: Text,
        guest: Flag,
        ordered_at: Instant,
        ordered_on: Day,
        product_id: Text,
        description: Text,
        quantity: Money,
        unit_price: Money,
        net: Money,
        unit_cost: Money,
        refunded: Money,
        channel: Text,
        location: Text,
        status: Text,
        currency: Text,
        version_at: Instant,
    }
    Refunds RefundRow REFUNDS {
        source: Text,
        refund_id: Text,
        group_id: Text,
        order_id: Text,
        record_id: Text,
        guest: Flag,
        refunded_at: Instant,
        refunded_on: Day,
        date_known: Flag,
        amount: Money,
        quantity: Money,
        product_id: Text,
        reason: Text,
        currency: Text,
        version_at: Instant,
    }
    CustomerRecords CustomerRow CUSTOMER_RECORDS {
        source: Text,
        record_id: Text,
        loyalty_id: Text,
        account_id: Text,
        email: Text,
        phone: Text,
        first_name: Text,
        last_name: Text,
        company: Text,
        street: Text,
        house_number: Text,
        postcode: Text,
        city: Text,
        country: Text,
        guest: Flag,
        version_at: Instant,
    }
    ContactPoints ContactRow CONTACT_POINTS {
        source: Text,
        record_id: Text,
        kind: Text,
        value: Text,
        first_seen: Instant,
        last_seen: Instant,
        version_at: Instant,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names and types must be those of the tables, or the lake could not take the batches.
    #[test]
    fn every_column_is_one_of_its_table() {
        let check = |table: &Table, columns: &[(&str, tables::ColumnType)]| {
            for (name, sort) in columns.iter().filter(|(name, _)| *name != "version_at") {
                let column = table.columns.iter().find(|column| column.name == *name);
                assert_eq!(column.map(|column| column.kind), Some(*sort), "{}.{name}", table.name);
            }
        };
        check(Orders::TABLE, Orders::COLUMNS);
        check(OrderLines::TABLE, OrderLines::COLUMNS);
        check(Refunds::TABLE, Refunds::COLUMNS);
        check(CustomerRecords::TABLE, CustomerRecords::COLUMNS);
        check(ContactPoints::TABLE, ContactPoints::COLUMNS);
    }

    #[test]
    fn same_texts_are_repeated_and_empty_columns_left_out() {
        let mut text = Text::new();
        for _ in 0..3 {
            text.push(Some("EUR"));
        }
        assert_eq!(text.finish().map(|array| array.len()), Some(3));
        text.push(None);
        assert!(text.finish().is_none());
        for value in [None, None, Some("a"), None] {
            text.push(value);
        }
        let array = text.finish().unwrap();
        assert_eq!((array.len(), array.null_count(), array.data_type()), (4, 3, &DataType::Utf8));
        let mut money = Money::new();
        money.push(None);
        assert!(money.finish().is_none());
        money.push(None);
        money.push(Some(1));
        let array = money.finish().unwrap();
        assert_eq!((array.len(), array.null_count(), array.data_type()), (2, 1, &DataType::Decimal128(18, 6)));
        let mut instant = Instant::new();
        instant.push(Some(1));
        assert_eq!(instant.finish().unwrap().data_type(), &tables::ColumnType::Instant.arrow());
    }
}
