//! A place in a list, opaque to clients: what the last row was sorted by, its key, and the run it is of. The next page
//! begins right after it, whatever was computed meanwhile.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use tenure_engine::read::{Cursor, CustomerSort, RunRow};

use crate::fault::Fault;
use crate::scope::Scope;

/// A place in a list.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Place {
    /// Order of the list.
    pub(crate) sort: CustomerSort,
    /// Run that the list is of.
    pub(crate) run: String,
    /// The row before.
    #[serde(flatten)]
    pub(crate) after: Cursor,
}

impl Place {
    /// For an address.
    pub(crate) fn encoded(&self) -> Result<String, Fault> {
        Ok(BASE64.encode(serde_json::to_vec(self).map_err(Fault::engine)?))
    }

    /// From an address: only what [`Self::encoded`] can have made.
    pub(crate) fn decoded(cursor: &str) -> Result<Self, Fault> {
        let place = BASE64.decode(cursor).ok().and_then(|json| serde_json::from_slice::<Self>(&json).ok());
        place.filter(Self::can_be).ok_or_else(|| {
            Fault::Wrong(format!("`cursor` is `{cursor}`; it must be the `next` of an earlier page, as it was given"))
        })
    }

    fn can_be(&self) -> bool {
        let value = self.after.value.as_str();
        match self.sort {
            CustomerSort::Clv | CustomerSort::Historic | CustomerSort::Total | CustomerSort::PAlive => {
                value.parse::<f64>().is_ok_and(f64::is_finite)
            }
            CustomerSort::LastOrder => value.parse::<Date>().is_ok(),
            CustomerSort::Orders => value.parse::<u32>().is_ok(),
            CustomerSort::CustomerId => value.is_empty(),
        }
    }

    /// The run that the list is of: an earlier one stays readable.
    pub(crate) fn run<'a>(&self, scope: &'a Scope) -> Result<&'a RunRow, Fault> {
        let found = scope.now.runs.iter().find(|run| run.run_id == self.run);
        found.ok_or_else(|| Fault::Wrong(format!("`cursor` is of run `{}`, which is not there", self.run)))
    }
}

/// Rows of a page: what was asked, within bounds.
pub(crate) fn limit(asked: Option<u64>, usual: u64, most: u64) -> Result<u64, Fault> {
    match asked {
        None => Ok(usual),
        Some(limit) if (1..=most).contains(&limit) => Ok(limit),
        Some(limit) => Err(Fault::Wrong(format!("`limit` is `{limit}`; it is a whole number from 1 to {most}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(sort: CustomerSort, value: &str) -> Place {
        let after = Cursor { value: value.to_owned(), customer_id: "shop:ä/1 \"x\"".to_owned() };
        Place { sort, run: "run-000002".to_owned(), after }
    }

    #[test]
    fn a_place_comes_back_as_it_was() {
        for (sort, value) in
            [(CustomerSort::Clv, "0.1"), (CustomerSort::LastOrder, "2026-03-01"), (CustomerSort::CustomerId, "")]
        {
            let place = place(sort, value);
            let cursor = place.encoded().unwrap();
            assert!(cursor.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)), "{cursor}");
            assert_eq!(Place::decoded(&cursor).unwrap(), place);
        }
    }

    #[test]
    fn what_no_page_gave_is_refused() {
        let forged = [
            place(CustomerSort::Clv, "much").encoded().unwrap(),
            place(CustomerSort::Clv, "NaN").encoded().unwrap(),
            place(CustomerSort::Orders, "-1").encoded().unwrap(),
            place(CustomerSort::LastOrder, "").encoded().unwrap(),
            BASE64.encode("{}"),
            "%%%".to_owned(),
            String::new(),
        ];
        for cursor in forged {
            let refused = Place::decoded(&cursor).unwrap_err().to_string();
            let wanted = format!("`cursor` is `{cursor}`; it must be the `next` of an earlier page, as it was given");
            assert_eq!(refused, wanted);
        }
    }
}
