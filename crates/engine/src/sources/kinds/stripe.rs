//! Stripe's payments export: every charge with what became of it. Only money that was taken counts.

use super::Rows;
use super::order::Order;
use super::status::{Status, status};
use crate::sources::frame::Frame;
use crate::sources::identity::Keys;
use crate::sources::sink::{Refusal, Sink};
use crate::sources::{Disposition, Inspection, Options, Role, SourceError, VatRule};

/// Reader of Stripe's payments.
pub(crate) struct Stripe {
    options: Options,
    vat: VatRule,
    keys: Keys,
    order: Order,
}

impl Stripe {
    pub fn new(inspection: &Inspection, options: &Options) -> Self {
        let keys = Keys::new(options.pseudonym_key, false);
        Self { options: options.clone(), vat: inspection.vat, keys, order: Order::default() }
    }

    /// Why a charge is left out.
    fn excluded(&self, frame: &Frame<'_>, row: usize) -> Option<&'static str> {
        let is = |role, words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(frame.text(role, row)));
        if is(Role::Mode, &["test"]) {
            Some("test")
        } else if is(Role::Status, &["failed", "requires_payment_method", "blocked"]) {
            Some("failed")
        } else if is(Role::Status, &["canceled", "cancelled", "expired", "incomplete"]) {
            Some("cancelled")
        } else if is(Role::Captured, &["false", "no", "0"]) {
            Some("uncaptured")
        } else {
            None
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
                    "no payment id",
                    Role::OrderId,
                    "empty; expected an id such as ch_...".to_owned(),
                ));
            }
            self.order.read(frame, row, self.vat, sink)
        });
        if let Err(refusal) = read {
            let amount = frame.number(Role::Amount, row).at_scale(12);
            return sink.refuse(frame, row, refusal, currency, amount);
        }
        if let Some(class) = self.excluded(frame, row) {
            sink.tally.count(class, Disposition::Excluded, currency.as_str(), Some(self.order.amount));
            return Ok(());
        }
        self.order.currency = Some(currency);
        self.order.state = Some(match (self.order.refunded, status(frame.text(Role::Status, row))) {
            (0, Some(state)) => state,
            (0, None) => Status::Paid,
            (refunded, _) if refunded < self.order.gross => Status::PartiallyRefunded,
            _ => Status::Refunded,
        });
        let known = self.keys.identify(frame.text(Role::CustomerId, row), frame.text(Role::Email, row), "");
        self.order.belongs(&self.keys, known);
        self.order.sold_through("", &self.options, "web");
        let class = if known { "order" } else { "guest order" };
        sink.tally.count(class, Disposition::Imported, currency.as_str(), Some(self.order.amount));
        let at = self.order.at.map_or(0, |at| at.utc);
        sink.tally.saw(at);
        sink.profile_of(frame, row, &self.keys, &self.order.record, !known, at, None)?;
        self.order.land(sink)
    }
}

impl Rows for Stripe {
    fn page(&mut self, frame: &Frame<'_>, sink: &mut Sink<'_>) -> Result<(), SourceError> {
        for row in 0..frame.page.rows() {
            self.row(frame, row, sink)?;
        }
        Ok(())
    }
}
