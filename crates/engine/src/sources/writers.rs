//! Rows of canonical tables, gathered column by column into batches.

use std::sync::Arc;

use datafusion::arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Decimal128Builder, Int64Builder, StringBuilder,
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

    fn new() -> Self;
    fn push(&mut self, value: Self::Value<'_>);
    fn finish(&mut self) -> ArrayRef;
}

pub(crate) struct Text(StringBuilder);
pub(crate) struct Money(Decimal128Builder);
pub(crate) struct Instant(TimestampMicrosecondBuilder);
pub(crate) struct Day(Date32Builder);
pub(crate) struct Flag(BooleanBuilder);
pub(crate) struct Whole(Int64Builder);

impl Cells for Text {
    type Value<'a> = Option<&'a str>;

    fn new() -> Self {
        Self(StringBuilder::new())
    }
    fn push(&mut self, value: Option<&str>) {
        self.0.append_option(value);
    }
    fn finish(&mut self) -> ArrayRef {
        Arc::new(self.0.finish())
    }
}

impl Cells for Money {
    /// Units of 10^-6.
    type Value<'a> = Option<i128>;

    fn new() -> Self {
        Self(Decimal128Builder::new().with_data_type(DataType::Decimal128(18, 6)))
    }
    fn push(&mut self, value: Option<i128>) {
        self.0.append_option(value);
    }
    fn finish(&mut self) -> ArrayRef {
        Arc::new(self.0.finish())
    }
}

impl Cells for Instant {
    type Value<'a> = Option<i64>;

    fn new() -> Self {
        Self(TimestampMicrosecondBuilder::new().with_timezone("UTC"))
    }
    fn push(&mut self, value: Option<i64>) {
        self.0.append_option(value);
    }
    fn finish(&mut self) -> ArrayRef {
        Arc::new(self.0.finish())
    }
}

impl Cells for Day {
    type Value<'a> = i32;

    fn new() -> Self {
        Self(Date32Builder::new())
    }
    fn push(&mut self, value: i32) {
        self.0.append_value(value);
    }
    fn finish(&mut self) -> ArrayRef {
        Arc::new(self.0.finish())
    }
}

impl Cells for Flag {
    type Value<'a> = bool;

    fn new() -> Self {
        Self(BooleanBuilder::new())
    }
    fn push(&mut self, value: bool) {
        self.0.append_value(value);
    }
    fn finish(&mut self) -> ArrayRef {
        Arc::new(self.0.finish())
    }
}

impl Cells for Whole {
    type Value<'a> = i64;

    fn new() -> Self {
        Self(Int64Builder::new())
    }
    fn push(&mut self, value: i64) {
        self.0.append_value(value);
    }
    fn finish(&mut self) -> ArrayRef {
        Arc::new(self.0.finish())
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
fn batch(table: &Table, columns: Vec<(&'static str, ArrayRef)>) -> Result<RecordBatch, SourceError> {
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
        let check = |table: &Table, columns: Vec<(&'static str, ArrayRef)>| {
            let schema = table.landing_schema();
            for (name, array) in columns {
                if name == "version_at" {
                    continue;
                }
                let field = schema.field_with_name(name).unwrap();
                assert_eq!(field.data_type(), array.data_type(), "{}.{name}", table.name);
            }
        };
        struct Check<F: Fn(&'static Table, RecordBatch)>(F);
        impl<F: Fn(&'static Table, RecordBatch)> Landing for Check<F> {
            fn land(&mut self, table: &'static Table, batch: RecordBatch) -> Result<(), SourceError> {
                (self.0)(table, batch);
                Ok(())
            }
            fn reject(&mut self, _: u64, _: Option<&str>, _: &str, _: &str) -> Result<(), SourceError> {
                Ok(())
            }
            fn progress(&mut self, _: u64, _: u64) {}
        }
        let mut landing = Check(|table, batch: RecordBatch| {
            let names: Vec<&'static str> = table.columns.iter().map(|column| column.name).collect();
            let columns = batch.schema();
            for field in columns.fields() {
                assert!(field.name() == "version_at" || names.contains(&field.name().as_str()), "{}", field.name());
            }
            let arrays = names.iter().filter_map(|name| batch.column_by_name(name).map(|array| (*name, array.clone())));
            check(table, arrays.collect());
        });
        macro_rules! each {
            ($($writer:ident $row:ident),*) => { $(
                let mut writer = $writer::new();
                writer.push($row::default(), &mut landing).unwrap();
                writer.flush(&mut landing).unwrap();
            )* };
        }
        each!(Orders OrderRow, OrderLines LineRow, Refunds RefundRow, CustomerRecords CustomerRow, ContactPoints ContactRow);
    }
}
