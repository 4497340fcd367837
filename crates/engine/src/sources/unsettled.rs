//! The decimal sign of columns that held whole numbers only, as far as the head of a file was looked at.

use super::numbers::SignEvidence;
use super::pages::Page;
use super::{DecimalSign, SourceError};

/// What is known of such columns so far. One program writes one decimal sign, so they settle each other.
#[derive(Debug, Default)]
pub(crate) struct Unsettled {
    sign: Option<DecimalSign>,
}

impl Unsettled {
    /// The sign by which a column of this page is read. Whole numbers read alike by any; the first fraction
    /// settles it, and a value that may be a thousand or a fraction is refused.
    pub fn sign(&mut self, page: &Page, column: usize, (file, name): (&str, &str)) -> Result<DecimalSign, SourceError> {
        if self.sign.is_none() {
            self.sign = match page.sign(column)? {
                Some((SignEvidence::Comma, ..)) => Some(DecimalSign::Comma),
                Some((SignEvidence::Either, row, value)) => {
                    let (file, column, line) = (file.to_owned(), name.to_owned(), page.line(row));
                    return Err(SourceError::AmbiguousDecimal { file, column, value, line });
                }
                Some(_) => Some(DecimalSign::Point),
                None => None,
            };
        }
        Ok(self.sign.unwrap_or(DecimalSign::Point))
    }
}
