//! Invoice lines as a wholesaler's books have them (the shape of Online Retail): sales, credit notes whose
//! number begins with `C`, corrections of stock, postage and bank charges, all in one list.
//!
//! A line belongs to the first class that fits: cancellation, stock write-off, non-product, zero price,
//! guest, sale.

use super::Rows;
use super::amounts::{needed, too_large, without_vat};
use crate::sources::currencies::Code;
use crate::sources::frame::Frame;
use crate::sources::identity::Keys;
use crate::sources::numbers::{LARGEST, rescale};
use crate::sources::sink::{Refusal, Sink};
use crate::sources::writers::{LineRow, RefundRow};
use crate::sources::zones::Moment;
use crate::sources::{Disposition, Inspection, Options, Role, SourceError, VatRule};

/// Reader of invoice lines.
pub(crate) struct Invoices {
    codes: Vec<String>,
    channel: Option<String>,
    vat: VatRule,
    keys: Keys,
    record: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Cancellation,
    WriteOff,
    NonProduct,
    ZeroPrice,
    Guest,
    Sale,
}

impl Class {
    fn name(self) -> &'static str {
        match self {
            Self::Cancellation => "cancellation",
            Self::WriteOff => "stock write-off",
            Self::NonProduct => "non-product",
            Self::ZeroPrice => "zero price",
            Self::Guest => "guest",
            Self::Sale => "sale",
        }
    }

    fn disposition(self) -> Disposition {
        match self {
            Self::WriteOff | Self::NonProduct | Self::ZeroPrice => Disposition::Excluded,
            Self::Cancellation | Self::Guest | Self::Sale => Disposition::Imported,
        }
    }
}

/// What was read of a line; quantity and price in units of 10^-6, amount in units of 10^-12.
struct Line {
    at: Moment,
    quantity: i128,
    price: i128,
    amount: i128,
    net: i128,
    currency: Code,
}

impl Invoices {
    pub fn new(inspection: &Inspection, options: &Options) -> Self {
        Self {
            codes: options.non_product_codes.clone(),
            channel: options.channel.clone(),
            vat: inspection.vat,
            keys: Keys::new(options.pseudonym_key, false),
            record: String::new(),
        }
    }

    fn non_product(&self, code: &str) -> bool {
        self.codes.iter().any(|known| match known.strip_suffix('*') {
            Some(start) => code.starts_with(start),
            None => code == known,
        })
    }

    fn read(&self, frame: &Frame, row: usize, currency: Code, sink: &Sink<'_>) -> Result<Line, Refusal> {
        let (quantity, price) = (needed(frame, Role::Quantity, row)?, needed(frame, Role::UnitPrice, row)?);
        let amount = quantity.times(price).ok_or_else(|| too_large(Role::UnitPrice))?;
        let at = sink.moment(frame, Role::OrderedAt, row)?;
        if frame.text(Role::OrderId, row).is_empty() {
            return Err(Refusal::new(
                "no invoice number",
                Role::OrderId,
                "empty; expected an invoice number".to_owned(),
            ));
        }
        let (quantity, price) = (quantity.at_scale(6).unwrap_or(0), price.at_scale(6).unwrap_or(0));
        let net = match self.vat {
            VatRule::Rate(rate) => without_vat(amount, i128::from(rate)),
            _ => rescale(amount, 12, 6),
        };
        if net.abs() > LARGEST {
            return Err(too_large(Role::UnitPrice));
        }
        Ok(Line { at, quantity, price, amount, net, currency })
    }

    fn row(&mut self, frame: &Frame, row: usize, sink: &mut Sink<'_>) -> Result<(), SourceError> {
        let code = sink.code(frame, row);
        let currency = *code.as_ref().unwrap_or(&sink.currency);
        let line = match code.and_then(|code| self.read(frame, row, code, sink)) {
            Ok(line) => line,
            Err(refusal) => {
                let (quantity, price) = (frame.number(Role::Quantity, row), frame.number(Role::UnitPrice, row));
                return sink.refuse(frame, row, refusal, currency, quantity.times(price));
            }
        };
        let invoice = frame.text(Role::OrderId, row);
        let known = self.keys.identify(frame.text(Role::CustomerId, row), "", "");
        let class = if invoice.starts_with(['C', 'c']) {
            Class::Cancellation
        } else if line.quantity <= 0 {
            Class::WriteOff
        } else if self.non_product(frame.text(Role::ProductId, row)) {
            Class::NonProduct
        } else if line.price == 0 {
            Class::ZeroPrice
        } else if known {
            Class::Sale
        } else {
            Class::Guest
        };
        sink.tally.count(class.name(), class.disposition(), currency.as_str(), Some(line.amount));
        if class.disposition() == Disposition::Excluded {
            return Ok(());
        }
        sink.tally.saw(line.at.utc);
        self.record.clear();
        if known {
            self.record.push_str(&self.keys.record);
        } else {
            self.record.push_str("guest:");
            self.record.push_str(invoice);
        }
        sink.profile_of(frame, row, &self.keys, &self.record, !known, line.at.utc, None)?;
        if class == Class::Cancellation {
            self.cancellation(frame, row, &line, !known, sink)
        } else {
            self.sale(frame, row, &line, !known, sink)
        }
    }

    fn sale(
        &self,
        frame: &Frame,
        row: usize,
        line: &Line,
        guest: bool,
        sink: &mut Sink<'_>,
    ) -> Result<(), SourceError> {
        let invoice = frame.some(Role::OrderId, row);
        let sale = LineRow {
            source: Some(&sink.source),
            order_id: invoice,
            group_id: invoice,
            // The books number no lines: the lake tells identical ones apart by counting.
            line_no: None,
            record_id: Some(&self.record),
            guest,
            ordered_at: Some(line.at.utc),
            ordered_on: line.at.day,
            product_id: frame.some(Role::ProductId, row),
            description: frame.some(Role::Description, row),
            quantity: Some(line.quantity),
            unit_price: Some(line.price),
            net: Some(line.net),
            channel: self.channel.as_deref(),
            currency: Some(line.currency.as_str()),
            ..LineRow::default()
        };
        sink.lines.push(sale, sink.landing)
    }

    fn cancellation(
        &self,
        frame: &Frame,
        row: usize,
        line: &Line,
        guest: bool,
        sink: &mut Sink<'_>,
    ) -> Result<(), SourceError> {
        let refund = RefundRow {
            source: Some(&sink.source),
            refund_id: None,
            group_id: frame.some(Role::OrderId, row),
            // A credit note does not say which invoice it takes back.
            order_id: None,
            record_id: Some(&self.record),
            guest,
            refunded_at: Some(line.at.utc),
            refunded_on: line.at.day,
            date_known: true,
            amount: Some(-line.net),
            quantity: Some(-line.quantity),
            product_id: frame.some(Role::ProductId, row),
            reason: Some("cancellation"),
            currency: Some(line.currency.as_str()),
            version_at: None,
        };
        sink.refunds.push(refund, sink.landing)
    }
}

impl Rows for Invoices {
    fn page(&mut self, frame: &Frame, sink: &mut Sink<'_>) -> Result<(), SourceError> {
        for row in 0..frame.page.rows() {
            self.row(frame, row, sink)?;
        }
        Ok(())
    }
}
