//! WooCommerce's order exports: one row an order, its lines in columns `order_item_1`, `order_item_2`, ...
//! The analytics report has neither lines nor customers, and takes refunds back in rows of their own.

use super::Rows;
use super::generic::{filled, is_test};
use super::order::Order;
use super::status::Status;
use crate::sources::frame::Frame;
use crate::sources::identity::Keys;
use crate::sources::numbers::{LARGEST, Number, State, parse};
use crate::sources::repeats::Place;
use crate::sources::sink::Sink;
use crate::sources::writers::LineRow;
use crate::sources::{DecimalSign, Disposition, Inspection, Options, Role, SourceError, VatRule};

/// Reader of WooCommerce's exports.
pub(crate) struct WooCommerce {
    options: Options,
    vat: VatRule,
    keys: Keys,
    order: Order,
    items: Vec<usize>,
}

/// A line within a cell.
struct Item<'a> {
    product: &'a str,
    name: Option<&'a str>,
    quantity: Number,
    total: Number,
}

impl<'a> Item<'a> {
    /// `product_id:4959|2|19.98|size: S`, or `name:Tee|product_id:4959|quantity:2|total:19.98`.
    fn read(text: &'a str) -> Option<Self> {
        let number = |text: &str| parse(text.as_bytes(), DecimalSign::Point);
        let pairs = || text.split(['|', ';']).filter_map(|part| part.split_once(':'));
        let value = |key: &str| pairs().find(|(name, _)| name.trim() == key).map(|(_, value)| value.trim());
        if let (Some(quantity), Some(total)) = (value("quantity").or(value("qty")), value("total")) {
            let product = value("sku").or(value("product_id")).unwrap_or_default();
            return Some(Self { product, name: value("name"), quantity: number(quantity), total: number(total) });
        }
        let mut parts = text.split('|').map(str::trim);
        let product = parts.next()?;
        let product = product.strip_prefix("product_id:").unwrap_or(product);
        Some(Self { product, name: None, quantity: number(parts.next()?), total: number(parts.next()?) })
    }
}

impl Item<'_> {
    /// Whether its numbers are numbers, or missing, but not both.
    fn is_whole(&self) -> bool {
        let good = |number: Number| match number.at_scale(6) {
            Some(value) => value.abs() <= LARGEST,
            None => number.state == State::Empty,
        };
        good(self.quantity) && good(self.total) && (self.quantity.is_value() || self.total.is_value())
    }
}

impl WooCommerce {
    pub fn new(inspection: &Inspection, options: &Options) -> Self {
        Self {
            options: options.clone(),
            vat: inspection.vat,
            keys: Keys::new(options.pseudonym_key, true),
            order: Order::default(),
            items: inspection.item_columns.clone(),
        }
    }

    fn row(&mut self, frame: &Frame, row: usize, sink: &mut Sink<'_>) -> Result<(), SourceError> {
        if !self.order.begin(frame, row, self.vat, ("no order number", "an order number"), sink)? {
            return Ok(());
        }
        let email = frame.text(Role::Email, row);
        let word = frame.text(Role::Status, row);
        let state = if is_test(&self.options.test_orders, word, "", email) {
            Status::Test
        } else {
            sink.status(word).unwrap_or(Status::Placed)
        };
        self.order.state = Some(state);
        let known = self.keys.identify(frame.text(Role::CustomerId, row), email, frame.text(Role::Phone, row));
        self.order.belongs(&self.keys, known);
        self.order.sold_through(frame.text(Role::Channel, row), &self.options, "web");
        let at = self.order.at.map_or(0, |at| at.utc);
        let (class, disposition) = Order::class(state, known);
        if self.order.gross < 0 {
            // Of a row that takes money back, `cancelled` means that the sale was.
            let (class, disposition) = match state {
                Status::Cancelled => (Order::refund_class(known), Disposition::Imported),
                _ if disposition == Disposition::Excluded => (class, disposition),
                _ => (Order::refund_class(known), disposition),
            };
            let currency = self.order.currency.unwrap_or(sink.currency);
            sink.tally.count(class, disposition, currency.as_str(), Some(self.order.amount));
            if disposition == Disposition::Excluded {
                return Ok(());
            }
            sink.tally.saw(at);
            sink.profile_of(frame, row, &self.keys, &self.order.record, !known, at, None)?;
            return self.order.land_refund(sink);
        }
        if let Place::Again = self.order.count(class, disposition, sink) {
            return Ok(());
        }
        if disposition == Disposition::Imported {
            sink.profile_of(frame, row, &self.keys, &self.order.record, !known, at, None)?;
        }
        self.order.lines = self.lines(frame, row, sink)?;
        self.order.land(sink)
    }

    fn lines(&self, frame: &Frame, row: usize, sink: &mut Sink<'_>) -> Result<i64, SourceError> {
        let order = &self.order;
        let mut count = 0;
        for (place, &column) in self.items.iter().enumerate() {
            let texts = frame.page.texts(Some(column))?;
            let Some(text) = texts.some(row) else { continue };
            let Some(item) = Item::read(text).filter(Item::is_whole) else {
                sink.tally.unreadable_lines += 1;
                continue;
            };
            let (quantity, net) = (item.quantity.at_scale(6), item.total.at_scale(6));
            let number = (place + 1).to_string();
            let line = LineRow {
                source: Some(&sink.source),
                line_no: Some(&number),
                product_id: filled(item.product),
                description: item.name,
                quantity: quantity.or(Some(1_000_000)),
                // Totals of items are without VAT in every WooCommerce export.
                net: net.or(Some(0)),
                ..order.line()
            };
            sink.lines.push(line, sink.landing)?;
            count += 1;
        }
        Ok(count)
    }
}

impl Rows for WooCommerce {
    fn page(&mut self, frame: &Frame, sink: &mut Sink<'_>) -> Result<(), SourceError> {
        for row in 0..frame.page.rows() {
            self.row(frame, row, sink)?;
        }
        Ok(())
    }
}
