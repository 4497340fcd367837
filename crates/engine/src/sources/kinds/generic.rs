//! Orders and order lines of any system, by the meaning of their columns.

use std::fmt::Write;
use std::hash::Hasher;

use twox_hash::XxHash64;

use super::Rows;
use super::amounts::{needed, tax, too_large, wanted, without_vat};
use super::status::{Status, channel};
use crate::sources::currencies::Code;
use crate::sources::frame::Frame;
use crate::sources::identity::Keys;
use crate::sources::mask::bad;
use crate::sources::numbers::{LARGEST, divide, rescale};
use crate::sources::repeats::{Counted, Place};
use crate::sources::sink::{Refusal, Sink};
use crate::sources::writers::{LineRow, OrderRow, RefundRow};
use crate::sources::zones::Moment;
use crate::sources::{Disposition, Inspection, Kind, Options, Role, SourceError, TestOrders, VatRule};

/// Reader of generic files.
pub(crate) struct Generic {
    lines: bool,
    vat: VatRule,
    channel: Option<String>,
    tests: TestOrders,
    keys: Keys,
    has_amount: bool,
    /// Memory for keys that are put together.
    group: String,
    order: String,
    record: String,
    key: String,
}

/// What the amount of a row is without VAT, in units of 10^-6.
#[derive(Debug, Clone, Copy, Default)]
struct Split {
    net: i128,
    tax: Option<i128>,
    gross: Option<i128>,
    /// What was given back of `net`, as far as the row itself tells.
    refunded: i128,
}

impl Generic {
    pub fn new(inspection: &Inspection, options: &Options) -> Self {
        Self {
            lines: inspection.kind == Kind::OrderLines,
            vat: inspection.vat,
            channel: options.channel.clone(),
            tests: options.test_orders.clone(),
            keys: Keys::new(options.pseudonym_key, false),
            has_amount: inspection.mapping.contains_key(&Role::Amount),
            group: String::new(),
            order: String::new(),
            record: String::new(),
            key: String::new(),
        }
    }

    /// The file's own amount, in units of 10^-12.
    fn amount(&self, frame: &Frame, row: usize) -> Result<i128, Refusal> {
        if self.has_amount {
            let number = needed(frame, Role::Amount, row)?;
            return Ok(number.at_scale(12).unwrap_or(0));
        }
        let (quantity, price) = (needed(frame, Role::Quantity, row)?, needed(frame, Role::UnitPrice, row)?);
        let discount = wanted(frame, Role::Discount, row)?.unwrap_or(0);
        let product = quantity.times(price).ok_or_else(|| too_large(Role::UnitPrice))?;
        Ok(product - discount.abs() * 1_000_000 * product.signum())
    }

    fn split(&self, frame: &Frame, row: usize, amount: i128) -> Result<Split, Refusal> {
        let whole = rescale(amount, 12, 6);
        let tax = tax(frame, row, self.vat, whole)?;
        let net = match self.vat {
            VatRule::Excluded => {
                return Ok(Split { net: whole, tax, gross: tax.map(|tax| whole + tax), refunded: 0 });
            }
            VatRule::Rate(rate) => without_vat(amount, i128::from(rate)),
            VatRule::TaxColumn => whole - tax.unwrap_or(0),
            VatRule::RateColumn => {
                let rate = wanted(frame, Role::TaxRate, row)?.unwrap_or(0);
                if !(0..=100_000_000).contains(&rate) {
                    let reason = format!(
                        "`{}` is no rate of VAT in per cent",
                        bad(Role::TaxRate, frame.text(Role::TaxRate, row))
                    );
                    return Err(Refusal::new("unreadable VAT", Role::TaxRate, reason));
                }
                // `0,21` is the same rate as `21`: nobody charges less than one per cent.
                without_vat(amount, if rate < 1_000_000 { rate * 100 } else { rate })
            }
        };
        Ok(Split { net, tax: Some(whole - net), gross: Some(whole), refunded: 0 })
    }

    /// What a row says was given back of its own amount: a sum in a column, else all of it by its state. The
    /// sum is of the same kind as the amount, with VAT or without.
    fn refunded(frame: &Frame, row: usize, state: Status, amount: i128, net: i128) -> Result<i128, Refusal> {
        let whole = rescale(amount, 12, 6);
        let back = wanted(frame, Role::Refunded, row)?.unwrap_or(0).abs();
        Ok(match (back, state) {
            (_, state) if state.apart() => 0,
            (0, Status::Refunded) => net.max(0),
            (back, _) if whole > 0 => divide(back * net, whole),
            _ => 0,
        })
    }

    /// Sets the source's own key of a row; `false` when it has none. A refund has none but that of its line:
    /// an order may be given back in parts.
    fn key(&mut self, frame: &Frame, row: usize, negative: bool) -> bool {
        self.key.clear();
        let Some(order) = frame.some(Role::OrderId, row) else { return false };
        // What stands before the first colon is the order, whatever the two are made of.
        if order.contains([':', '\\']) {
            self.key.push_str(&order.replace('\\', "\\\\").replace(':', "\\:"));
        } else {
            self.key.push_str(order);
        }
        match frame.some(Role::LineId, row) {
            Some(line) if self.lines || negative => {
                self.key.push(':');
                self.key.push_str(line);
                true
            }
            _ => !self.lines && !negative,
        }
    }

    fn status(&self, frame: &Frame, row: usize, sink: &mut Sink<'_>) -> Status {
        let word = frame.text(Role::Status, row);
        if self.is_test(frame, row, word) {
            return Status::Test;
        }
        sink.status(word).unwrap_or(Status::Placed)
    }

    fn is_test(&self, frame: &Frame, row: usize, word: &str) -> bool {
        is_test(&self.tests, word, frame.text(Role::Tags, row), frame.text(Role::Email, row))
    }

    fn row(&mut self, frame: &Frame, row: usize, sink: &mut Sink<'_>) -> Result<(), SourceError> {
        let amount = self.amount(frame, row);
        let code = sink.code(frame, row);
        let currency = *code.as_ref().unwrap_or(&sink.currency);
        let known = amount.as_ref().ok().copied();
        let checked = amount.and_then(|amount| {
            code?;
            let at = sink.moment(frame, Role::OrderedAt, row)?;
            let split = self.split(frame, row, amount)?;
            let quantity = wanted(frame, Role::Quantity, row)?;
            let state = self.status(frame, row, sink);
            let refunded = Self::refunded(frame, row, state, amount, split.net)?;
            let sums = [split.net, split.gross.unwrap_or(0), refunded, rescale(amount, 12, 6)];
            if sums.into_iter().any(|sum| sum.abs() > LARGEST) {
                return Err(too_large(if self.has_amount { Role::Amount } else { Role::UnitPrice }));
            }
            Ok((amount, at, Split { refunded, ..split }, quantity, state))
        });
        let (amount, at, split, quantity, state) = match checked {
            Ok(checked) => checked,
            Err(refusal) => return sink.refuse(frame, row, refusal, currency, known),
        };
        let negative = amount < 0 || (amount == 0 && quantity.is_some_and(|quantity| quantity < 0));
        let known = self.identify(frame, row, at);
        let (class, disposition) = match (state, negative, known) {
            (Status::Test, ..) => ("test", Disposition::Excluded),
            // Of a row that takes money back the word means that the sale was cancelled.
            (Status::Cancelled, false, _) => ("cancelled", Disposition::Excluded),
            (Status::Failed, ..) => ("failed", Disposition::Excluded),
            (_, false, true) => ("order", Disposition::Imported),
            (_, false, false) => ("guest order", Disposition::Imported),
            (_, true, true) => ("refund", Disposition::Imported),
            (_, true, false) => ("guest refund", Disposition::Imported),
        };
        let version = frame.when(Role::UpdatedAt, row).moment().map(|moment| moment.utc);
        let keyed = self.key(frame, row, negative);
        let counted = Counted { class, disposition, currency, amount, newness: (version, state as u8) };
        if let Place::Again = sink.count(keyed.then_some((negative, self.key.as_str())), "repeated key", counted) {
            return Ok(());
        }
        if disposition == Disposition::Excluded && negative {
            return Ok(());
        }
        sink.tally.saw(at.utc);
        sink.tally.undone += state.undone();
        if !self.record.is_empty() && disposition == Disposition::Imported {
            sink.profile_of(frame, row, &self.keys, &self.record, !known, at.utc, version)?;
        }
        let sold = Sold { at, split, quantity, currency, guest: !known, state, version };
        match (negative, self.lines) {
            (true, _) => self.refund(frame, row, &sold, sink),
            (false, true) => self.line(frame, row, &sold, sink),
            (false, false) => self.order(frame, row, &sold, sink),
        }
    }

    /// Sets record and group; `true` when the row names a customer. A guest without an order number gets
    /// no record here: only the lake, which numbers identical rows, can tell one from the next.
    fn identify(&mut self, frame: &Frame, row: usize, at: Moment) -> bool {
        let text = |role| frame.text(role, row);
        let known = self.keys.identify(text(Role::CustomerId), text(Role::Email), text(Role::Phone));
        let order = text(Role::OrderId);
        self.record.clear();
        self.group.clear();
        if known {
            self.record.push_str(&self.keys.record);
        } else if !order.is_empty() {
            self.record.push_str("guest:");
            self.record.push_str(order);
        }
        if order.is_empty() {
            let _ = write!(self.group, "{}@{}", self.record, at.utc);
        } else {
            self.group.push_str(order);
        }
        known
    }

    fn order(&self, frame: &Frame, row: usize, sold: &Sold, sink: &mut Sink<'_>) -> Result<(), SourceError> {
        let money = |role| frame.number(role, row).at_scale(6).filter(|value| value.abs() <= LARGEST);
        let cost = money(Role::Cost).or_else(|| {
            let cost = frame.number(Role::UnitCost, row).times(frame.number(Role::Quantity, row))?;
            Some(rescale(cost, 12, 6)).filter(|value| value.abs() <= LARGEST)
        });
        let order = OrderRow {
            source: Some(&sink.source),
            order_id: frame.some(Role::OrderId, row),
            group_id: Some(&self.group),
            record_id: filled(&self.record),
            guest: sold.guest,
            ordered_at: Some(sold.at.utc),
            ordered_on: sold.at.day,
            channel: Some(self.channel(frame, row).unwrap_or("unknown")),
            location: frame.some(Role::Location, row),
            status: Some(sold.state.name()),
            currency: Some(sold.currency.as_str()),
            gross: sold.split.gross,
            discount: money(Role::Discount).map(i128::abs),
            shipping: money(Role::Shipping),
            tax: sold.split.tax,
            net: Some(sold.split.net),
            cost,
            fees: money(Role::Fees),
            refunded: Some(sold.split.refunded).filter(|back| *back > 0),
            coupon: frame.some(Role::Coupon, row),
            line_count: 0,
            version_at: sold.version,
        };
        sink.orders.push(order, sink.landing)
    }

    fn channel<'a>(&'a self, frame: &'a Frame, row: usize) -> Option<&'a str> {
        frame.some(Role::Channel, row).map(channel).or(self.channel.as_deref())
    }

    /// The order of a line that has no order number: what its customer bought at that time. Guests at one time
    /// are many, so that each of their lines is an order, told by its content.
    fn unnamed(&mut self, frame: &Frame, row: usize, sold: &Sold) {
        self.order.clear();
        let _ = write!(self.order, "{}#", self.group);
        if sold.guest {
            let mut hasher = XxHash64::with_seed(0);
            for role in [Role::Location, Role::ProductId, Role::Description] {
                hasher.write(frame.text(role, row).as_bytes());
                hasher.write(&[0]);
            }
            hasher.write(&sold.split.net.to_le_bytes());
            hasher.write(&sold.quantity.unwrap_or(0).to_le_bytes());
            let _ = write!(self.order, "{:x}", hasher.finish());
            self.record.clear();
            let _ = write!(self.record, "guest:{}", self.order);
        }
    }

    fn line(&mut self, frame: &Frame, row: usize, sold: &Sold, sink: &mut Sink<'_>) -> Result<(), SourceError> {
        let money = |role| frame.number(role, row).at_scale(6).filter(|value| value.abs() <= LARGEST);
        let order = frame.some(Role::OrderId, row);
        if order.is_none() {
            self.unnamed(frame, row, sold);
        }
        let line_id = order.and(frame.some(Role::LineId, row));
        // One `#` stands before keys that the lake makes.
        let escaped = line_id.filter(|id| id.starts_with('#')).map(|id| format!("#{id}"));
        let line = LineRow {
            source: Some(&sink.source),
            order_id: order.or(Some(&self.order)),
            group_id: Some(&self.group),
            line_no: escaped.as_deref().or(line_id),
            record_id: filled(&self.record),
            guest: sold.guest,
            ordered_at: Some(sold.at.utc),
            ordered_on: sold.at.day,
            product_id: frame.some(Role::ProductId, row),
            description: frame.some(Role::Description, row),
            quantity: sold.quantity.or(Some(1_000_000)),
            unit_price: money(Role::UnitPrice),
            net: Some(sold.split.net),
            unit_cost: money(Role::UnitCost),
            refunded: Some(sold.split.refunded).filter(|back| *back > 0),
            channel: self.channel(frame, row),
            location: frame.some(Role::Location, row),
            status: Some(sold.state.name()).filter(|_| sold.state.apart() || frame.some(Role::Status, row).is_some()),
            currency: Some(sold.currency.as_str()),
            version_at: sold.version,
        };
        sink.lines.push(line, sink.landing)
    }

    fn refund(&self, frame: &Frame, row: usize, sold: &Sold, sink: &mut Sink<'_>) -> Result<(), SourceError> {
        let refund = RefundRow {
            source: Some(&sink.source),
            refund_id: frame.some(Role::OrderId, row).and(frame.some(Role::LineId, row)).map(|_| self.key.as_str()),
            group_id: Some(&self.group),
            order_id: frame.some(Role::OrderId, row),
            record_id: filled(&self.record),
            guest: sold.guest,
            refunded_at: Some(sold.at.utc),
            refunded_on: sold.at.day,
            date_known: true,
            amount: Some(sold.split.net.abs()),
            quantity: sold.quantity.map(i128::abs),
            product_id: frame.some(Role::ProductId, row),
            reason: Some("refund"),
            currency: Some(sold.currency.as_str()),
            version_at: sold.version,
        };
        sink.refunds.push(refund, sink.landing)
    }
}

/// What was found out about a row.
struct Sold {
    at: Moment,
    split: Split,
    quantity: Option<i128>,
    currency: Code,
    guest: bool,
    state: Status,
    version: Option<i64>,
}

pub(crate) fn filled(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// Whether an order was placed to try the shop.
pub(crate) fn is_test(tests: &TestOrders, status: &str, tags: &str, email: &str) -> bool {
    let is = |list: &[String], word: &str| list.iter().any(|known| known.eq_ignore_ascii_case(word));
    if !status.is_empty() && is(&tests.statuses, status) {
        return true;
    }
    if !tags.is_empty() && tags.split(',').any(|tag| is(&tests.tags, tag.trim())) {
        return true;
    }
    !tests.email_domains.is_empty()
        && email.rsplit_once('@').is_some_and(|(_, domain)| is(&tests.email_domains, domain.trim()))
}

impl Rows for Generic {
    fn page(&mut self, frame: &Frame, sink: &mut Sink<'_>) -> Result<(), SourceError> {
        for row in 0..frame.page.rows() {
            self.row(frame, row, sink)?;
        }
        Ok(())
    }
}
