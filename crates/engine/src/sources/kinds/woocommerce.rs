//! WooCommerce's order exports: one row an order, its lines in columns `order_item_1`, `order_item_2`, ...
//! The analytics report has neither lines nor customers, and takes refunds back in rows of their own.

use super::Rows;
use super::generic::{LARGEST, filled, is_test};
use super::order::Order;
use super::status::{Status, status};
use crate::sources::frame::Frame;
use crate::sources::identity::Keys;
use crate::sources::numbers::{Number, parse};
use crate::sources::sink::{Code, Refusal, Sink};
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

    fn row(&mut self, frame: &Frame<'_>, row: usize, sink: &mut Sink<'_>) -> Result<(), SourceError> {
        let id = frame.text(Role::OrderId, row);
        self.order.id.clear();
        self.order.id.push_str(id);
        let code = sink.code(frame, row);
        let currency = *code.as_ref().unwrap_or(&sink.currency);
        let read = code.and_then(|_| {
            if id.is_empty() {
                return Err(Refusal::new(
                    "no order number",
                    Role::OrderId,
                    "empty; expected an order number".to_owned(),
                ));
            }
            self.order.read(frame, row, self.vat, sink)
        });
        if let Err(refusal) = read {
            let amount = frame.number(Role::Amount, row).at_scale(12);
            return sink.refuse(frame, row, refusal, currency, amount);
        }
        self.order.currency = Some(currency);
        let email = frame.text(Role::Email, row);
        let word = frame.text(Role::Status, row);
        let state = if is_test(&self.options.test_orders, word, "", email) {
            Status::Test
        } else {
            status(word).unwrap_or_else(|| {
                sink.tally.unknown_statuses += u64::from(!word.is_empty());
                Status::Placed
            })
        };
        self.order.state = Some(state);
        if let Status::Cancelled | Status::Test = state {
            let class = if state == Status::Test { "test" } else { "cancelled" };
            sink.tally.count(class, Disposition::Excluded, currency.as_str(), Some(self.order.amount));
            return Ok(());
        }
        let known = self.keys.identify(frame.text(Role::CustomerId, row), email, frame.text(Role::Phone, row));
        self.order.belongs(&self.keys, known);
        self.order.sold_through(frame.text(Role::Channel, row), &self.options, "web");
        let class = match (self.order.gross < 0, known) {
            (true, true) => "refund",
            (true, false) => "guest refund",
            (false, true) => "order",
            (false, false) => "guest order",
        };
        sink.tally.count(class, Disposition::Imported, currency.as_str(), Some(self.order.amount));
        let at = self.order.at.map_or(0, |at| at.utc);
        sink.tally.saw(at);
        sink.profile_of(frame, row, &self.keys, &self.order.record, !known, at, None)?;
        if self.order.gross < 0 {
            return self.order.land_refund(sink);
        }
        self.order.lines = self.lines(frame, row, sink)?;
        self.order.land(sink)
    }

    fn lines(&self, frame: &Frame<'_>, row: usize, sink: &mut Sink<'_>) -> Result<i64, SourceError> {
        let order = &self.order;
        let mut count = 0;
        for (place, &column) in self.items.iter().enumerate() {
            let texts = frame.page.texts(Some(column))?;
            let Some(item) = texts.some(row).and_then(Item::read) else { continue };
            let (quantity, net) = (item.quantity.at_scale(6), item.total.at_scale(6));
            if quantity.or(net).is_none_or(|value| value.abs() > LARGEST) {
                continue;
            }
            let number = (place + 1).to_string();
            let line = LineRow {
                source: Some(&sink.source),
                order_id: Some(&order.id),
                group_id: Some(&order.id),
                line_no: Some(&number),
                record_id: Some(&order.record),
                guest: order.guest,
                ordered_at: order.at.map(|at| at.utc),
                ordered_on: order.at.map_or(0, |at| at.day),
                product_id: filled(item.product),
                description: item.name,
                quantity: quantity.or(Some(1_000_000)),
                unit_price: None,
                // Totals of items are without VAT in every WooCommerce export.
                net: net.or(Some(0)),
                unit_cost: None,
                currency: order.currency.as_ref().map(Code::as_str),
                version_at: None,
            };
            sink.lines.push(line, sink.landing)?;
            count += 1;
        }
        Ok(count)
    }
}

impl Rows for WooCommerce {
    fn page(&mut self, frame: &Frame<'_>, sink: &mut Sink<'_>) -> Result<(), SourceError> {
        for row in 0..frame.page.rows() {
            self.row(frame, row, sink)?;
        }
        Ok(())
    }
}
