//! What the rows of each kind of file mean.

mod amounts;
mod generic;
mod invoices;
mod order;
mod shopify;
mod status;
mod stripe;
mod woocommerce;

pub(crate) use status::status;

use super::frame::Frame;
use super::sink::Sink;
use super::{Inspection, Kind, Options, SourceError};

/// Takes the pages of one file in order.
pub(crate) trait Rows {
    /// Takes a page.
    fn page(&mut self, frame: &Frame, sink: &mut Sink<'_>) -> Result<(), SourceError>;

    /// Hears that there are no more.
    fn end(&mut self, _: &mut Sink<'_>) -> Result<(), SourceError> {
        Ok(())
    }
}

/// The reader of a kind.
pub(crate) fn reader(inspection: &Inspection, options: &Options) -> Box<dyn Rows> {
    match inspection.kind {
        Kind::Orders | Kind::OrderLines => Box::new(generic::Generic::new(inspection, options)),
        Kind::InvoiceLines => Box::new(invoices::Invoices::new(inspection, options)),
        Kind::ShopifyOrders => Box::new(shopify::Shopify::new(inspection, options)),
        Kind::WooCommerceOrders => Box::new(woocommerce::WooCommerce::new(inspection, options)),
        Kind::StripePayments => Box::new(stripe::Stripe::new(inspection, options)),
    }
}
