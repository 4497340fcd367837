//! Stripe's payments export: every charge with what became of it. Only money that was taken counts.

use super::Rows;
use super::order::Order;
use super::status::Status;
use crate::sources::frame::Frame;
use crate::sources::identity::Keys;
use crate::sources::repeats::Place;
use crate::sources::sink::Sink;
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
    fn excluded(frame: &Frame, row: usize, state: Option<Status>) -> Option<&'static str> {
        let is = |role, words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(frame.text(role, row)));
        if is(Role::Mode, &["test"]) {
            Some("test")
        } else if state == Some(Status::Failed) {
            Some("failed")
        } else if state == Some(Status::Cancelled) {
            Some("cancelled")
        } else if is(Role::Captured, &["false", "no", "0"]) {
            Some("uncaptured")
        } else {
            None
        }
    }

    fn row(&mut self, frame: &Frame, row: usize, sink: &mut Sink<'_>) -> Result<(), SourceError> {
        if !self.order.begin(frame, row, self.vat, ("no payment id", "an id such as ch_..."), sink)? {
            return Ok(());
        }
        let state = sink.status(frame.text(Role::Status, row));
        let left_out = Self::excluded(frame, row, state);
        self.order.state = Some(match (left_out, self.order.refunded, state) {
            (Some("test"), ..) => Status::Test,
            (Some("cancelled"), ..) => Status::Cancelled,
            (Some(_), ..) => Status::Failed,
            (None, 0, Some(state)) => state,
            (None, 0, None) => Status::Paid,
            (None, refunded, _) if refunded < self.order.gross => Status::PartiallyRefunded,
            (None, ..) => Status::Refunded,
        });
        let known = self.keys.identify(frame.text(Role::CustomerId, row), frame.text(Role::Email, row), "");
        self.order.belongs(&self.keys, known);
        self.order.sold_through("", &self.options, "web");
        let (class, disposition) = match left_out {
            Some(class) => (class, Disposition::Excluded),
            None => Order::class(self.order.state.unwrap_or(Status::Paid), known),
        };
        if let Place::Again = self.order.count(class, disposition, sink) {
            return Ok(());
        }
        if disposition == Disposition::Imported {
            let at = self.order.at.map_or(0, |at| at.utc);
            sink.profile_of(frame, row, &self.keys, &self.order.record, !known, at, None)?;
        }
        self.order.land(sink)
    }
}

impl Rows for Stripe {
    fn page(&mut self, frame: &Frame, sink: &mut Sink<'_>) -> Result<(), SourceError> {
        for row in 0..frame.page.rows() {
            self.row(frame, row, sink)?;
        }
        Ok(())
    }
}
