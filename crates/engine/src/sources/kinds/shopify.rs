//! Shopify's order export: a row for every line, the order's own columns on its first row only.

use std::ops::Range;

use super::Rows;
use super::generic::{is_test, needed, wanted};
use super::order::Order;
use super::status::{Status, status};
use crate::sources::frame::Frame;
use crate::sources::identity::Keys;
use crate::sources::numbers::{State, divide};
use crate::sources::sink::{Code, Refusal, Sink};
use crate::sources::writers::LineRow;
use crate::sources::{Disposition, Inspection, Options, Role, SourceError, VatRule};

/// What becomes of the rows of the order at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// No order was seen yet.
    None,
    /// Landed under this class.
    Imported(&'static str),
    /// Left out under this class.
    Excluded(&'static str),
    /// Rejected at this line.
    Rejected(u64),
}

/// A line that waits for the rest of its order; texts are places in `Shopify::texts`.
struct Line {
    product: Range<usize>,
    name: Range<usize>,
    quantity: i128,
    price: i128,
    /// In units of 10^-12, after the line's own discount.
    amount: i128,
}

/// Reader of Shopify's export.
pub(crate) struct Shopify {
    options: Options,
    vat: VatRule,
    keys: Keys,
    order: Order,
    fate: Fate,
    subtotal: Option<i128>,
    lines: Vec<Line>,
    texts: String,
}

impl Shopify {
    pub fn new(inspection: &Inspection, options: &Options) -> Self {
        Self {
            options: options.clone(),
            vat: inspection.vat,
            keys: Keys::new(options.pseudonym_key, false),
            order: Order::default(),
            fate: Fate::None,
            subtotal: None,
            lines: Vec::new(),
            texts: String::new(),
        }
    }

    fn row(&mut self, frame: &Frame<'_>, row: usize, sink: &mut Sink<'_>) -> Result<(), SourceError> {
        let name = frame.text(Role::OrderId, row);
        let has_total = frame.number(Role::Amount, row).state != State::Empty;
        // Later rows repeat the name or leave it out; only a first row has a total.
        let first = has_total || (!name.is_empty() && name != self.order.id);
        if first {
            self.land(sink)?;
            self.open(frame, row, name, sink)?;
        } else {
            self.follow(frame, row, sink)?;
        }
        if let Fate::Imported(_) = self.fate {
            return self.line(frame, row, sink);
        }
        Ok(())
    }

    /// Begins an order.
    fn open(&mut self, frame: &Frame<'_>, row: usize, name: &str, sink: &mut Sink<'_>) -> Result<(), SourceError> {
        self.order.id.clear();
        self.order.id.push_str(name);
        let code = sink.code(frame, row);
        let currency = *code.as_ref().unwrap_or(&sink.currency);
        let read = code.and_then(|_| {
            if name.is_empty() {
                return Err(Refusal::new(
                    "no order number",
                    Role::OrderId,
                    "empty; expected an order number".to_owned(),
                ));
            }
            self.subtotal = wanted(frame, Role::Subtotal, row)?;
            self.order.read(frame, row, self.vat, sink)
        });
        if let Err(refusal) = read {
            self.fate = Fate::Rejected(frame.page.line(row));
            let amount = frame.number(Role::Amount, row).at_scale(12);
            return sink.refuse(frame, row, refusal, currency, amount);
        }
        self.order.currency = Some(currency);
        let email = frame.text(Role::Email, row);
        let state = self.state(frame, row, sink);
        self.order.state = Some(state);
        if let Status::Cancelled | Status::Test = state {
            let class = if state == Status::Test { "test" } else { "cancelled" };
            self.fate = Fate::Excluded(class);
            sink.tally.count(class, Disposition::Excluded, currency.as_str(), Some(self.order.amount));
            return Ok(());
        }
        let known = self.keys.identify("", email, frame.text(Role::Phone, row));
        self.order.belongs(&self.keys, known);
        self.order.sold_through(frame.text(Role::Channel, row), &self.options, "web");
        let class = if known { "order" } else { "guest order" };
        self.fate = Fate::Imported(class);
        sink.tally.count(class, Disposition::Imported, currency.as_str(), Some(self.order.amount));
        let at = self.order.at.map_or(0, |at| at.utc);
        sink.tally.saw(at);
        sink.profile_of(frame, row, &self.keys, &self.order.record, !known, at, None)
    }

    fn state(&self, frame: &Frame<'_>, row: usize, sink: &mut Sink<'_>) -> Status {
        let word = frame.text(Role::Status, row);
        if is_test(&self.options.test_orders, word, frame.text(Role::Tags, row), frame.text(Role::Email, row)) {
            return Status::Test;
        }
        if frame.some(Role::CancelledAt, row).is_some() {
            return Status::Cancelled;
        }
        match status(word) {
            Some(state) => state,
            None => {
                sink.tally.unknown_statuses += u64::from(!word.is_empty() && word != "partially_paid");
                Status::Placed
            }
        }
    }

    /// Counts a row that belongs to the order above it.
    fn follow(&mut self, frame: &Frame<'_>, row: usize, sink: &mut Sink<'_>) -> Result<(), SourceError> {
        let currency = self.order.currency.unwrap_or(sink.currency);
        let refuse = |reason: String| Refusal::new("line without its order", Role::OrderId, reason);
        match self.fate {
            Fate::Imported(class) => sink.tally.count(class, Disposition::Imported, currency.as_str(), Some(0)),
            Fate::Excluded(class) => sink.tally.count(class, Disposition::Excluded, currency.as_str(), Some(0)),
            Fate::None => {
                let refusal = refuse("a line of an order whose first row is not in the file".to_owned());
                return sink.refuse(frame, row, refusal, currency, Some(0));
            }
            Fate::Rejected(line) => {
                let refusal = refuse(format!("a line of the order that was rejected in line {line}"));
                return sink.refuse(frame, row, refusal, currency, Some(0));
            }
        }
        Ok(())
    }

    /// Keeps the line of a row, if it has one.
    fn line(&mut self, frame: &Frame<'_>, row: usize, sink: &mut Sink<'_>) -> Result<(), SourceError> {
        if frame.number(Role::Quantity, row).state == State::Empty
            && frame.number(Role::UnitPrice, row).state == State::Empty
        {
            return Ok(());
        }
        let read = |role| needed(frame, role, row);
        let values = read(Role::Quantity).and_then(|quantity| Ok((quantity, read(Role::UnitPrice)?)));
        let Ok((quantity, price)) = values else {
            // The order stands with its total; only its line cannot be told.
            sink.landing.reject(
                frame.page.line(row),
                None,
                "quantity or price of the line is no number; its order is kept",
                "",
            )?;
            return Ok(());
        };
        let discount = frame.number(Role::LineDiscount, row).at_scale(12).unwrap_or(0);
        let mut keep = |text: &str| {
            let start = self.texts.len();
            self.texts.push_str(text);
            start..self.texts.len()
        };
        self.lines.push(Line {
            product: keep(frame.text(Role::ProductId, row)),
            name: keep(frame.text(Role::Description, row)),
            quantity: quantity.at_scale(6).unwrap_or(0),
            price: price.at_scale(6).unwrap_or(0),
            amount: quantity.times(price).unwrap_or(0) - discount.abs(),
        });
        Ok(())
    }

    /// Lands the order at hand with its lines.
    fn land(&mut self, sink: &mut Sink<'_>) -> Result<(), SourceError> {
        if let Fate::Imported(_) = self.fate {
            self.order.lines = self.lines.len() as i64;
            self.order.land(sink)?;
            self.land_lines(sink)?;
        }
        self.fate = Fate::None;
        self.lines.clear();
        self.texts.clear();
        Ok(())
    }

    /// A line's net amount: its share of the discount on the whole order, and of the VAT where the shop's
    /// prices include it.
    fn land_lines(&self, sink: &mut Sink<'_>) -> Result<(), SourceError> {
        const CENT: i128 = 10_000;
        let sum = divide(self.lines.iter().map(|line| line.amount).sum(), 1_000_000);
        let subtotal = self.subtotal.filter(|_| sum > 0).unwrap_or(sum);
        let shipping = self.order.shipping.unwrap_or(0);
        let included = (subtotal + shipping - self.order.gross).abs() <= CENT || self.vat != VatRule::TaxColumn;
        let order = &self.order;
        let text = |range: &Range<usize>| super::generic::filled(&self.texts[range.clone()]);
        for line in &self.lines {
            let share = if sum > 0 { divide(line.amount.saturating_mul(subtotal), sum) } else { line.amount };
            let share = divide(share, 1_000_000);
            let net = if included { order.without_vat(share) } else { share };
            let row = LineRow {
                source: Some(&sink.source),
                order_id: Some(&order.id),
                group_id: Some(&order.id),
                line_no: None,
                record_id: Some(&order.record),
                guest: order.guest,
                ordered_at: order.at.map(|at| at.utc),
                ordered_on: order.at.map_or(0, |at| at.day),
                product_id: text(&line.product),
                description: text(&line.name),
                quantity: Some(line.quantity),
                unit_price: Some(line.price),
                net: Some(net),
                unit_cost: None,
                currency: order.currency.as_ref().map(Code::as_str),
                version_at: None,
            };
            sink.lines.push(row, sink.landing)?;
        }
        Ok(())
    }
}

impl Rows for Shopify {
    fn page(&mut self, frame: &Frame<'_>, sink: &mut Sink<'_>) -> Result<(), SourceError> {
        for row in 0..frame.page.rows() {
            self.row(frame, row, sink)?;
        }
        Ok(())
    }

    fn end(&mut self, sink: &mut Sink<'_>) -> Result<(), SourceError> {
        self.land(sink)
    }
}
