//! Shopify's order export: a row for every line, the order's own columns on its first row, or on all of them.

use std::ops::Range;

use super::Rows;
use super::amounts::{needed, too_large, wanted};
use super::generic::{filled, is_test};
use super::order::Order;
use super::status::Status;
use crate::sources::frame::Frame;
use crate::sources::identity::Keys;
use crate::sources::numbers::{LARGEST, State, divide};
use crate::sources::repeats::Place;
use crate::sources::sink::{Refusal, Sink};
use crate::sources::writers::LineRow;
use crate::sources::{Disposition, Inspection, Options, Role, SourceError, VatRule};

/// What becomes of the rows of the order at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// No order was seen yet.
    None,
    /// Landed under this class. Lines that an earlier copy of the order landed do not come again.
    Landed { class: &'static str, disposition: Disposition, lines: bool },
    /// Stood in the file before.
    Repeated,
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
            lines: Vec::new(),
            texts: String::new(),
        }
    }

    fn row(&mut self, frame: &Frame, row: usize, sink: &mut Sink<'_>) -> Result<(), SourceError> {
        let name = frame.text(Role::OrderId, row);
        let has_total = frame.number(Role::Amount, row).state != State::Empty;
        // Later rows repeat the name or leave it out. Usually they have no total; some tools repeat that too.
        let same = self.fate != Fate::None && !name.is_empty() && name == self.order.id;
        if same || (name.is_empty() && !has_total) {
            return self.follow(frame, row, sink);
        }
        self.land(sink)?;
        self.open(frame, row, sink)?;
        if let Fate::Landed { .. } = self.fate {
            match self.read_line(frame, row) {
                Ok(line) => self.lines.extend(line),
                Err(_) => sink.tally.unreadable_lines += 1,
            }
        }
        Ok(())
    }

    /// Begins an order.
    fn open(&mut self, frame: &Frame, row: usize, sink: &mut Sink<'_>) -> Result<(), SourceError> {
        if !self.order.begin(frame, row, self.vat, ("no order number", "an order number"), sink)? {
            self.fate = Fate::Rejected(frame.page.line(row));
            return Ok(());
        }
        let state = self.state(frame, row, sink);
        self.order.state = Some(state);
        let known = self.keys.identify("", frame.text(Role::Email, row), frame.text(Role::Phone, row));
        self.order.belongs(&self.keys, known);
        self.order.sold_through(frame.text(Role::Channel, row), &self.options, "web");
        let (class, disposition) = Order::class(state, known);
        let place = self.order.count(class, disposition, sink);
        if let Place::Again = place {
            self.fate = Fate::Repeated;
            return Ok(());
        }
        self.fate = Fate::Landed { class, disposition, lines: matches!(place, Place::First) };
        if disposition == Disposition::Excluded {
            return Ok(());
        }
        let at = self.order.at.map_or(0, |at| at.utc);
        sink.profile_of(frame, row, &self.keys, &self.order.record, !known, at, None)
    }

    fn state(&self, frame: &Frame, row: usize, sink: &mut Sink<'_>) -> Status {
        let word = frame.text(Role::Status, row);
        if is_test(&self.options.test_orders, word, frame.text(Role::Tags, row), frame.text(Role::Email, row)) {
            return Status::Test;
        }
        if frame.some(Role::CancelledAt, row).is_some() {
            return Status::Cancelled;
        }
        sink.status(word).unwrap_or(Status::Placed)
    }

    /// Counts a row that belongs to the order above it. What the order came to was counted on its first row.
    fn follow(&mut self, frame: &Frame, row: usize, sink: &mut Sink<'_>) -> Result<(), SourceError> {
        let currency = self.order.currency.unwrap_or(sink.currency);
        let without = |reason: String| Refusal::new("line without its order", Role::OrderId, reason);
        let refusal = match self.fate {
            Fate::Landed { class, disposition, .. } => match self.read_line(frame, row) {
                Ok(line) => {
                    self.lines.extend(line);
                    sink.tally.count(class, disposition, currency.as_str(), Some(0));
                    return Ok(());
                }
                Err(refusal) => refusal,
            },
            Fate::Repeated => {
                sink.tally.count("repeated order", Disposition::Excluded, currency.as_str(), Some(0));
                return Ok(());
            }
            Fate::None => without("a line of an order whose first row is not in the file".to_owned()),
            Fate::Rejected(line) => without(format!("a line of the order that was rejected in line {line}")),
        };
        sink.refuse(frame, row, refusal, currency, Some(0))
    }

    /// The line of a row, if it has one.
    fn read_line(&mut self, frame: &Frame, row: usize) -> Result<Option<Line>, Refusal> {
        let empty = |role| frame.number(role, row).state == State::Empty;
        if empty(Role::Quantity) && empty(Role::UnitPrice) {
            return Ok(None);
        }
        let (quantity, price) = (needed(frame, Role::Quantity, row)?, needed(frame, Role::UnitPrice, row)?);
        let discount = wanted(frame, Role::LineDiscount, row)?.unwrap_or(0);
        let product = quantity.times(price).ok_or_else(|| too_large(Role::UnitPrice))?;
        let mut keep = |text: &str| {
            let start = self.texts.len();
            self.texts.push_str(text);
            start..self.texts.len()
        };
        Ok(Some(Line {
            product: keep(frame.text(Role::ProductId, row)),
            name: keep(frame.text(Role::Description, row)),
            quantity: quantity.at_scale(6).unwrap_or(0),
            price: price.at_scale(6).unwrap_or(0),
            amount: product - discount.abs() * 1_000_000,
        }))
    }

    /// Lands the order at hand with its lines.
    fn land(&mut self, sink: &mut Sink<'_>) -> Result<(), SourceError> {
        if let Fate::Landed { lines, .. } = self.fate {
            let nets = self.nets();
            let landed = nets.iter().flatten().count() as u64;
            self.order.lines = landed.cast_signed();
            sink.tally.unreadable_lines += nets.len() as u64 - landed;
            self.order.land(sink)?;
            if lines {
                self.land_lines(&nets, sink)?;
            }
        }
        self.fate = Fate::None;
        self.lines.clear();
        self.texts.clear();
        Ok(())
    }

    /// What each line comes to: its share of the discount on the whole order, and of the VAT where the shop's
    /// prices include it. None where that is beyond any amount.
    fn nets(&self) -> Vec<Option<i128>> {
        const CENT: i128 = 10_000;
        let sum = divide(self.lines.iter().map(|line| line.amount).sum(), 1_000_000);
        let subtotal = self.order.subtotal.filter(|_| sum > 0).unwrap_or(sum);
        let shipping = self.order.shipping.unwrap_or(0);
        let included = (subtotal + shipping - self.order.gross).abs() <= CENT || self.vat != VatRule::TaxColumn;
        let net = |line: &Line| {
            let share = if sum > 0 { divide(line.amount.checked_mul(subtotal)?, sum) } else { line.amount };
            let share = Some(divide(share, 1_000_000)).filter(|share| share.abs() <= LARGEST)?;
            let net = if included { self.order.without_vat(share) } else { share };
            Some(net).filter(|net| net.abs() <= LARGEST)
        };
        self.lines.iter().map(net).collect()
    }

    fn land_lines(&self, nets: &[Option<i128>], sink: &mut Sink<'_>) -> Result<(), SourceError> {
        let order = &self.order;
        let text = |range: &Range<usize>| filled(&self.texts[range.clone()]);
        for (line, net) in self.lines.iter().zip(nets).filter(|(_, net)| net.is_some()) {
            let row = LineRow {
                source: Some(&sink.source),
                product_id: text(&line.product),
                description: text(&line.name),
                quantity: Some(line.quantity),
                unit_price: Some(line.price),
                net: *net,
                ..order.line()
            };
            sink.lines.push(row, sink.landing)?;
        }
        Ok(())
    }
}

impl Rows for Shopify {
    fn page(&mut self, frame: &Frame, sink: &mut Sink<'_>) -> Result<(), SourceError> {
        for row in 0..frame.page.rows() {
            self.row(frame, row, sink)?;
        }
        Ok(())
    }

    fn end(&mut self, sink: &mut Sink<'_>) -> Result<(), SourceError> {
        self.land(sink)
    }
}
