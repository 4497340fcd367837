//! Orders and order lines of any system, by the meaning of their columns.

use super::Rows;
use super::status::{Status, channel, status};
use crate::sources::frame::Frame;
use crate::sources::identity::Keys;
use crate::sources::mask::odd;
use crate::sources::numbers::{Number, State, divide, rescale};
use crate::sources::sink::{Code, Refusal, Sink};
use crate::sources::writers::{LineRow, OrderRow, RefundRow};
use crate::sources::zones::Moment;
use crate::sources::{Disposition, Inspection, Kind, Options, Role, SourceError, TestOrders, VatRule};

/// The largest amount that a column of money holds, in units of 10^-6.
pub(crate) const LARGEST: i128 = 999_999_999_999_999_999;

/// Reader of generic files.
pub(crate) struct Generic {
    lines: bool,
    vat: VatRule,
    channel: String,
    tests: TestOrders,
    keys: Keys,
    has_amount: bool,
    /// Memory for keys that are put together.
    group: String,
    record: String,
    refund: String,
}

/// What the amount of a row is without VAT, in units of 10^-6.
#[derive(Debug, Clone, Copy, Default)]
struct Split {
    net: i128,
    tax: Option<i128>,
    gross: Option<i128>,
}

/// An amount without the VAT in it; `amount` in units of 10^-12, `rate` in millionths of a per cent.
pub(crate) fn without_vat(amount: i128, rate: i128) -> i128 {
    const WHOLE: i128 = 100_000_000;
    divide(amount.saturating_mul(WHOLE), (WHOLE + rate) * 1_000_000)
}

/// A number that is needed, with the reason when it cannot be had.
pub(crate) fn needed(frame: &Frame<'_>, role: Role, row: usize) -> Result<Number, Refusal> {
    let number = frame.number(role, row);
    match number.state {
        State::Value => Ok(number),
        State::Empty => Err(Refusal::new("no amount", role, "empty; expected a number".to_owned())),
        State::Bad => {
            let reason = format!("`{}` is no number in the form of this column", odd(frame.text(role, row)));
            Err(Refusal::new("unreadable amount", role, reason))
        }
    }
}

/// A number that may be missing, but not be something else.
pub(crate) fn wanted(frame: &Frame<'_>, role: Role, row: usize) -> Result<Option<i128>, Refusal> {
    match frame.number(role, row).state {
        State::Empty => Ok(None),
        _ => needed(frame, role, row).map(|number| number.at_scale(6)),
    }
}

impl Generic {
    pub fn new(inspection: &Inspection, options: &Options) -> Self {
        Self {
            lines: inspection.kind == Kind::OrderLines,
            vat: inspection.vat,
            channel: options.channel.clone().unwrap_or_else(|| "unknown".to_owned()),
            tests: options.test_orders.clone(),
            keys: Keys::new(options.pseudonym_key, false),
            has_amount: inspection.mapping.contains_key(&Role::Amount),
            group: String::new(),
            record: String::new(),
            refund: String::new(),
        }
    }

    /// The file's own amount, in units of 10^-12.
    fn amount(&self, frame: &Frame<'_>, row: usize) -> Result<i128, Refusal> {
        if self.has_amount {
            let number = needed(frame, Role::Amount, row)?;
            return Ok(number.at_scale(12).unwrap_or(0));
        }
        let (quantity, price) = (needed(frame, Role::Quantity, row)?, needed(frame, Role::UnitPrice, row)?);
        let discount = wanted(frame, Role::Discount, row)?.unwrap_or(0);
        let product = quantity.times(price).unwrap_or(0);
        Ok(product - discount.abs() * 1_000_000 * product.signum())
    }

    fn split(&self, frame: &Frame<'_>, row: usize, amount: i128) -> Result<Split, Refusal> {
        let whole = rescale(amount, 12, 6);
        let tax = wanted(frame, Role::Tax, row)?;
        let net = match self.vat {
            VatRule::Excluded => {
                return Ok(Split { net: whole, tax, gross: tax.map(|tax| whole + tax) });
            }
            VatRule::Rate(rate) => without_vat(amount, i128::from(rate)),
            VatRule::TaxColumn => whole - tax.unwrap_or(0),
            VatRule::RateColumn => {
                let rate = wanted(frame, Role::TaxRate, row)?.unwrap_or(0);
                if !(0..=100_000_000).contains(&rate) {
                    let reason = format!("`{}` is no rate of VAT in per cent", odd(frame.text(Role::TaxRate, row)));
                    return Err(Refusal::new("unreadable VAT", Role::TaxRate, reason));
                }
                // `0,21` is the same rate as `21`: nobody charges less than one per cent.
                without_vat(amount, if rate < 1_000_000 { rate * 100 } else { rate })
            }
        };
        Ok(Split { net, tax: Some(whole - net), gross: Some(whole) })
    }

    fn status(&self, frame: &Frame<'_>, row: usize, sink: &mut Sink<'_>) -> Status {
        let word = frame.text(Role::Status, row);
        if self.is_test(frame, row, word) {
            return Status::Test;
        }
        if word.is_empty() {
            return Status::Placed;
        }
        status(word).unwrap_or_else(|| {
            sink.tally.unknown_statuses += 1;
            Status::Placed
        })
    }

    fn is_test(&self, frame: &Frame<'_>, row: usize, word: &str) -> bool {
        is_test(&self.tests, word, frame.text(Role::Tags, row), frame.text(Role::Email, row))
    }

    fn row(&mut self, frame: &Frame<'_>, row: usize, sink: &mut Sink<'_>) -> Result<(), SourceError> {
        let amount = self.amount(frame, row);
        let code = sink.code(frame, row);
        let currency = *code.as_ref().unwrap_or(&sink.currency);
        let known = amount.as_ref().ok().copied();
        let checked = amount.and_then(|amount| {
            code?;
            let at = sink.moment(frame, Role::OrderedAt, row)?;
            let split = self.split(frame, row, amount)?;
            let quantity = wanted(frame, Role::Quantity, row)?;
            let largest = split.gross.unwrap_or(split.net).abs().max(quantity.unwrap_or(0).abs());
            if largest > LARGEST {
                let role = if self.has_amount { Role::Amount } else { Role::UnitPrice };
                return Err(Refusal::new("amount too large", role, "more than twelve digits".to_owned()));
            }
            Ok((amount, at, split, quantity))
        });
        let (amount, at, split, quantity) = match checked {
            Ok(checked) => checked,
            Err(refusal) => return sink.refuse(frame, row, refusal, currency, known),
        };
        let state = self.status(frame, row, sink);
        if let Status::Cancelled | Status::Test = state {
            let class = if state == Status::Test { "test" } else { "cancelled" };
            sink.tally.count(class, Disposition::Excluded, currency.as_str(), Some(amount));
            return Ok(());
        }
        let negative = amount < 0 || (amount == 0 && quantity.is_some_and(|quantity| quantity < 0));
        let known = self.identify(frame, row, at);
        let class = match (negative, known) {
            (false, true) => "order",
            (false, false) => "guest order",
            (true, true) => "refund",
            (true, false) => "guest refund",
        };
        sink.tally.count(class, Disposition::Imported, currency.as_str(), Some(amount));
        sink.tally.saw(at.utc);
        let version = frame.when(Role::UpdatedAt, row).moment().map(|moment| moment.utc);
        if !self.record.is_empty() {
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
    fn identify(&mut self, frame: &Frame<'_>, row: usize, at: Moment) -> bool {
        use std::fmt::Write;
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

    fn order(&self, frame: &Frame<'_>, row: usize, sold: &Sold, sink: &mut Sink<'_>) -> Result<(), SourceError> {
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
            channel: Some(frame.some(Role::Channel, row).map_or(self.channel.as_str(), channel)),
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
            coupon: frame.some(Role::Coupon, row),
            line_count: 0,
            version_at: sold.version,
        };
        sink.orders.push(order, sink.landing)
    }

    fn line(&self, frame: &Frame<'_>, row: usize, sold: &Sold, sink: &mut Sink<'_>) -> Result<(), SourceError> {
        let money = |role| frame.number(role, row).at_scale(6).filter(|value| value.abs() <= LARGEST);
        let order = frame.some(Role::OrderId, row);
        let line = LineRow {
            source: Some(&sink.source),
            order_id: order,
            group_id: Some(&self.group),
            line_no: order.and(frame.some(Role::LineId, row)),
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
            currency: Some(sold.currency.as_str()),
            version_at: sold.version,
        };
        sink.lines.push(line, sink.landing)
    }

    fn refund(&mut self, frame: &Frame<'_>, row: usize, sold: &Sold, sink: &mut Sink<'_>) -> Result<(), SourceError> {
        self.refund.clear();
        let order = frame.some(Role::OrderId, row);
        let line = frame.some(Role::LineId, row);
        let key = match (order, line, self.lines) {
            (Some(order), None, false) => {
                self.refund.push_str(order);
                Some(self.refund.as_str())
            }
            (Some(order), Some(line), _) => {
                self.refund.push_str(order);
                self.refund.push(':');
                self.refund.push_str(line);
                Some(self.refund.as_str())
            }
            _ => None,
        };
        let refund = RefundRow {
            source: Some(&sink.source),
            refund_id: key,
            group_id: Some(&self.group),
            order_id: order,
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
    fn page(&mut self, frame: &Frame<'_>, sink: &mut Sink<'_>) -> Result<(), SourceError> {
        for row in 0..frame.page.rows() {
            self.row(frame, row, sink)?;
        }
        Ok(())
    }
}
