//! What the rows of each kind of file mean.

mod generic;
mod status;

pub(crate) use generic::LARGEST;

use super::frame::Frame;
use super::sink::Sink;
use super::{Inspection, Kind, Options, SourceError};

/// Takes the pages of one file in order.
pub(crate) trait Rows {
    /// Takes a page.
    fn page(&mut self, frame: &Frame<'_>, sink: &mut Sink<'_>) -> Result<(), SourceError>;

    /// Hears that there are no more.
    fn end(&mut self, _: &mut Sink<'_>) -> Result<(), SourceError> {
        Ok(())
    }
}

/// The reader of a kind.
pub(crate) fn reader(inspection: &Inspection, options: &Options) -> Box<dyn Rows> {
    match inspection.kind {
        Kind::Orders | Kind::OrderLines => Box::new(generic::Generic::new(inspection, options)),
        _ => Box::new(generic::Generic::new(inspection, options)),
    }
}
