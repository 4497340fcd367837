//! One order as shops export it: totals, a state, perhaps an amount given back without a date.

use super::generic::{LARGEST, needed, wanted, without_vat};
use super::status::{Status, channel};
use crate::sources::frame::Frame;
use crate::sources::identity::Keys;
use crate::sources::numbers::{divide, rescale};
use crate::sources::sink::{Code, Refusal, Sink};
use crate::sources::writers::{OrderRow, RefundRow};
use crate::sources::zones::Moment;
use crate::sources::{Options, Role, SourceError, VatRule};

/// What an export says of one order. Amounts in units of 10^-6, `amount` as written in units of 10^-12.
/// The texts are kept because the lines of an order may follow on a later page.
#[derive(Default)]
pub(crate) struct Order {
    pub id: String,
    pub record: String,
    pub guest: bool,
    pub at: Option<Moment>,
    pub state: Option<Status>,
    pub currency: Option<Code>,
    pub amount: i128,
    pub gross: i128,
    pub tax: Option<i128>,
    pub net: i128,
    pub refunded: i128,
    pub shipping: Option<i128>,
    pub discount: Option<i128>,
    pub fees: Option<i128>,
    pub channel: String,
    pub location: String,
    pub coupon: String,
    pub lines: i64,
}

fn copy(into: &mut String, text: &str) {
    into.clear();
    into.push_str(text);
}

impl Order {
    /// Reads the totals of a row.
    pub fn read(&mut self, frame: &Frame<'_>, row: usize, vat: VatRule, sink: &Sink<'_>) -> Result<(), Refusal> {
        let amount = needed(frame, Role::Amount, row)?;
        self.amount = amount.at_scale(12).unwrap_or(0);
        self.gross = rescale(self.amount, 12, 6);
        self.at = Some(sink.moment(frame, Role::OrderedAt, row)?);
        let tax = wanted(frame, Role::Tax, row)?;
        (self.tax, self.net) = match vat {
            VatRule::Rate(rate) => {
                let net = without_vat(self.amount, i128::from(rate));
                (Some(self.gross - net), net)
            }
            VatRule::TaxColumn | VatRule::RateColumn => (tax, self.gross - tax.unwrap_or(0)),
            VatRule::Excluded => (tax, self.gross),
        };
        self.refunded = wanted(frame, Role::Refunded, row)?.unwrap_or(0).abs();
        self.shipping = wanted(frame, Role::Shipping, row)?;
        self.discount = wanted(frame, Role::Discount, row)?.map(i128::abs);
        self.fees = wanted(frame, Role::Fees, row)?;
        let amounts = [self.gross, self.net, self.refunded];
        let more = [self.shipping, self.discount, self.fees, self.tax];
        if amounts.into_iter().chain(more.into_iter().flatten()).any(|amount| amount.abs() > LARGEST) {
            return Err(Refusal::new("amount too large", Role::Amount, "more than twelve digits".to_owned()));
        }
        copy(&mut self.location, frame.text(Role::Location, row));
        copy(&mut self.coupon, frame.text(Role::Coupon, row));
        self.lines = 0;
        Ok(())
    }

    /// Sets the record; `keys` has looked at the row.
    pub fn belongs(&mut self, keys: &Keys, known: bool) {
        self.guest = !known;
        self.record.clear();
        if known {
            self.record.push_str(&keys.record);
        } else {
            self.record.push_str("guest:");
            self.record.push_str(&self.id);
        }
    }

    /// Sets the channel from its column, else from the settings, else as given.
    pub fn sold_through(&mut self, word: &str, options: &Options, otherwise: &str) {
        let word = if word.is_empty() { options.channel.as_deref().unwrap_or(otherwise) } else { channel(word) };
        copy(&mut self.channel, word);
    }

    /// The part of an amount with VAT that is without.
    pub fn without_vat(&self, amount: i128) -> i128 {
        if self.gross == 0 {
            amount
        } else {
            divide(amount.saturating_mul(self.net), self.gross.abs()) * self.gross.signum()
        }
    }

    /// Lands the order, and what was given back of it.
    pub fn land(&self, sink: &mut Sink<'_>) -> Result<(), SourceError> {
        let (Some(at), Some(currency)) = (self.at, self.currency) else { return Ok(()) };
        let filled = super::generic::filled;
        let state = self.state.unwrap_or(Status::Placed);
        let order = OrderRow {
            source: Some(&sink.source),
            order_id: Some(&self.id),
            group_id: Some(&self.id),
            record_id: Some(&self.record),
            guest: self.guest,
            ordered_at: Some(at.utc),
            ordered_on: at.day,
            channel: Some(&self.channel),
            location: filled(&self.location),
            status: Some(state.name()),
            currency: Some(currency.as_str()),
            gross: Some(self.gross),
            discount: self.discount,
            shipping: self.shipping,
            tax: self.tax,
            net: Some(self.net),
            cost: None,
            fees: self.fees,
            coupon: filled(&self.coupon),
            line_count: self.lines,
            version_at: None,
        };
        sink.orders.push(order, sink.landing)?;
        let back = match (self.refunded, state) {
            (0, Status::Refunded) => self.net,
            (refunded, _) => self.without_vat(refunded),
        };
        if back <= 0 {
            return Ok(());
        }
        // One total without a date: a later export of the same order replaces it as a whole.
        let key = format!("{}:refunded", self.id);
        let refund = RefundRow {
            source: Some(&sink.source),
            refund_id: Some(&key),
            group_id: Some(&self.id),
            order_id: Some(&self.id),
            record_id: Some(&self.record),
            guest: self.guest,
            refunded_at: Some(at.utc),
            refunded_on: at.day,
            date_known: false,
            amount: Some(back),
            reason: Some("refund"),
            currency: Some(currency.as_str()),
            ..RefundRow::default()
        };
        sink.refunds.push(refund, sink.landing)
    }

    /// Lands a row of a report that takes back part of an order on its own date.
    pub fn land_refund(&self, sink: &mut Sink<'_>) -> Result<(), SourceError> {
        let (Some(at), Some(currency)) = (self.at, self.currency) else { return Ok(()) };
        let key = format!("{}@{}", self.id, at.utc);
        let refund = RefundRow {
            source: Some(&sink.source),
            refund_id: Some(&key),
            group_id: Some(&self.id),
            order_id: Some(&self.id),
            record_id: Some(&self.record),
            guest: self.guest,
            refunded_at: Some(at.utc),
            refunded_on: at.day,
            date_known: true,
            amount: Some(-self.net),
            reason: Some("refund"),
            currency: Some(currency.as_str()),
            ..RefundRow::default()
        };
        sink.refunds.push(refund, sink.landing)
    }
}
