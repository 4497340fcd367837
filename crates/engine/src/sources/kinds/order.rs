//! One order as shops export it: totals, a state, perhaps an amount given back without a date.

use super::amounts::{needed, tax, too_large, wanted, without_vat};
use super::generic::filled;
use super::status::{Status, channel};
use crate::sources::currencies::Code;
use crate::sources::frame::Frame;
use crate::sources::identity::Keys;
use crate::sources::numbers::{LARGEST, divide, rescale};
use crate::sources::repeats::{Counted, Place};
use crate::sources::sink::{Refusal, Sink};
use crate::sources::writers::{LineRow, OrderRow, RefundRow};
use crate::sources::zones::Moment;
use crate::sources::{Disposition, Options, Role, SourceError, VatRule};

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
    /// With VAT, as the export tells it.
    pub refunded: i128,
    pub subtotal: Option<i128>,
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
    /// Reads the number, currency and totals of a row, or rejects it: `false`. `expected` says what stands for
    /// an order number.
    pub fn begin(
        &mut self,
        frame: &Frame,
        row: usize,
        vat: VatRule,
        (unnamed, expected): (&'static str, &str),
        sink: &mut Sink<'_>,
    ) -> Result<bool, SourceError> {
        copy(&mut self.id, frame.text(Role::OrderId, row));
        let code = sink.code(frame, row);
        let currency = *code.as_ref().unwrap_or(&sink.currency);
        self.currency = Some(currency);
        let read = code.and_then(|_| {
            if self.id.is_empty() {
                return Err(Refusal::new(unnamed, Role::OrderId, format!("empty; expected {expected}")));
            }
            self.read(frame, row, vat, sink)
        });
        let Err(refusal) = read else { return Ok(true) };
        let amount = frame.number(Role::Amount, row).at_scale(12);
        sink.refuse(frame, row, refusal, currency, amount)?;
        Ok(false)
    }

    /// Counts the order's first row. An order that comes again stands if it is further along.
    pub fn count(&self, class: &'static str, disposition: Disposition, sink: &mut Sink<'_>) -> Place {
        let currency = self.currency.unwrap_or(sink.currency);
        let newness = (None, self.state.unwrap_or(Status::Placed) as u8);
        let counted = Counted { class, disposition, currency, amount: self.amount, newness };
        let place = sink.count(Some(self.id.as_str()), "repeated order", counted);
        if let (Place::First | Place::Instead(_), Some(at)) = (place, self.at) {
            sink.tally.saw(at.utc);
            sink.tally.undone += self.state.map_or(0, Status::undone);
        }
        place
    }

    /// Reads the totals of a row.
    fn read(&mut self, frame: &Frame, row: usize, vat: VatRule, sink: &Sink<'_>) -> Result<(), Refusal> {
        let amount = needed(frame, Role::Amount, row)?;
        self.amount = amount.at_scale(12).unwrap_or(0);
        self.gross = rescale(self.amount, 12, 6);
        self.at = Some(sink.moment(frame, Role::OrderedAt, row)?);
        let tax = tax(frame, row, vat, self.gross)?;
        (self.tax, self.net) = match vat {
            VatRule::Rate(rate) => {
                let net = without_vat(self.amount, i128::from(rate));
                (Some(self.gross - net), net)
            }
            VatRule::TaxColumn | VatRule::RateColumn => (tax, self.gross - tax.unwrap_or(0)),
            VatRule::Excluded => (tax, self.gross),
        };
        self.refunded = wanted(frame, Role::Refunded, row)?.unwrap_or(0).abs();
        self.subtotal = wanted(frame, Role::Subtotal, row)?;
        self.shipping = wanted(frame, Role::Shipping, row)?;
        self.discount = wanted(frame, Role::Discount, row)?.map(i128::abs);
        self.fees = wanted(frame, Role::Fees, row)?;
        let amounts = [self.gross, self.net, self.refunded];
        let more = [self.subtotal, self.shipping, self.discount, self.fees, self.tax];
        if amounts.into_iter().chain(more.into_iter().flatten()).any(|amount| amount.abs() > LARGEST) {
            return Err(too_large(Role::Amount));
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

    /// What was given back of it, without VAT: a sum without a date, else all of it by its state.
    fn given_back(&self, state: Status) -> Option<i128> {
        let back = match (self.refunded, state) {
            (_, state) if state.apart() => 0,
            (0, Status::Refunded) => self.net,
            (refunded, _) => self.without_vat(refunded),
        };
        Some(back).filter(|back| *back > 0)
    }

    /// The class of an order, and what is done with it. Whatever counts nowhere lands with its state all the
    /// same: an older copy of the order, which counted, must not stay.
    pub fn class(state: Status, known: bool) -> (&'static str, Disposition) {
        match (state, known) {
            (Status::Test, _) => ("test", Disposition::Excluded),
            (Status::Cancelled, _) => ("cancelled", Disposition::Excluded),
            (Status::Failed, _) => ("failed", Disposition::Excluded),
            (_, true) => ("order", Disposition::Imported),
            (_, false) => ("guest order", Disposition::Imported),
        }
    }

    /// The class of a row that takes back.
    pub fn refund_class(known: bool) -> &'static str {
        if known { "refund" } else { "guest refund" }
    }

    /// A line with what it has from its order.
    pub fn line(&self) -> LineRow<'_> {
        LineRow {
            record_id: Some(&self.record),
            guest: self.guest,
            ordered_at: self.at.map(|at| at.utc),
            ordered_on: self.at.map_or(0, |at| at.day),
            channel: Some(&self.channel),
            location: filled(&self.location),
            status: self.state.map(Status::name),
            order_id: Some(&self.id),
            group_id: Some(&self.id),
            currency: self.currency.map(Code::as_str),
            ..LineRow::default()
        }
    }

    /// Lands the order. What was given back goes with it, so that one copy replaces another as a whole.
    pub fn land(&self, sink: &mut Sink<'_>) -> Result<(), SourceError> {
        let (Some(at), Some(currency)) = (self.at, self.currency) else { return Ok(()) };
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
            refunded: self.given_back(state),
            coupon: filled(&self.coupon),
            line_count: self.lines,
            version_at: None,
        };
        sink.orders.push(order, sink.landing)
    }

    /// Lands a row of a report that takes back part of an order on its own date.
    pub fn land_refund(&self, sink: &mut Sink<'_>) -> Result<(), SourceError> {
        let (Some(at), Some(currency)) = (self.at, self.currency) else { return Ok(()) };
        let refund = RefundRow {
            source: Some(&sink.source),
            // No key of its own: an order may be given back in parts.
            refund_id: None,
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
