//! A place in a list, opaque to clients: which list it is of (run, horizon, basis, order, which customers), what the
//! last row was sorted by, and its key. The next page begins right after it, whatever was computed or set meanwhile.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tenure_engine::read::{Basis, Cursor, CustomerFilter, CustomerSort, FilePlace, ImportRow, RunRow};

use crate::fault::Fault;
use crate::scope::Scope;

/// Which list a place is of. The same value stands at another place of another list: there a page would leave customers
/// out and not say so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct List {
    /// Run that the list is of.
    pub(crate) run: String,
    /// Horizon of its values.
    pub(crate) horizon: String,
    /// What its values are made of.
    pub(crate) basis: Basis,
    /// Its order.
    pub(crate) sort: CustomerSort,
    /// Which rows it has: [`chosen`], or `scores`.
    pub(crate) of: String,
}

/// A place in a list.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Place {
    /// The list.
    #[serde(flatten)]
    pub(crate) list: List,
    /// The row before.
    #[serde(flatten)]
    pub(crate) after: Cursor,
}

/// Names the customers that a filter lets through, as short as an address should be.
pub(crate) fn chosen(filter: &CustomerFilter) -> Result<String, Fault> {
    let asked = serde_json::to_vec(filter).map_err(Fault::engine)?;
    Ok(Sha256::digest(asked).iter().take(8).map(|byte| format!("{byte:02x}")).collect())
}

/// Whether a list in this order can have a row of this value.
pub(crate) fn can_be(sort: CustomerSort, value: &str) -> bool {
    match sort {
        CustomerSort::Clv | CustomerSort::Historic | CustomerSort::Total | CustomerSort::PAlive => {
            value.parse::<f64>().is_ok_and(f64::is_finite)
        }
        CustomerSort::LastOrder => value.parse::<Date>().is_ok(),
        CustomerSort::Orders => value.parse::<u32>().is_ok(),
        CustomerSort::CustomerId => value.is_empty(),
    }
}

impl Place {
    /// For an address.
    pub(crate) fn encoded(&self) -> Result<String, Fault> {
        Ok(BASE64.encode(serde_json::to_vec(self).map_err(Fault::engine)?))
    }

    /// From an address: only what [`Self::encoded`] can have made.
    pub(crate) fn decoded(cursor: &str) -> Result<Self, Fault> {
        let place = BASE64.decode(cursor).ok().and_then(|json| serde_json::from_slice::<Self>(&json).ok());
        place.filter(|place| can_be(place.list.sort, &place.after.value)).ok_or_else(|| {
            Fault::Wrong(format!("`cursor` is `{cursor}`; it must be the `next` of an earlier page, as it was given"))
        })
    }
}

impl List {
    /// The list that the request begins, or that its cursor goes on with. What the request says beside the cursor must
    /// be what the cursor says; `sort` and `of` are the request's.
    pub(crate) fn asked(
        scope: &Scope,
        cursor: Option<&str>,
        sort: Option<CustomerSort>,
        of: String,
    ) -> Result<(Self, Option<Cursor>), Fault> {
        let Some(Place { list, after }) = cursor.map(Place::decoded).transpose()? else {
            let (run, sort) = (scope.run()?.run_id.clone(), sort.unwrap_or_default());
            return Ok((Self { run, horizon: scope.horizon.clone(), basis: scope.basis, sort, of }, None));
        };
        let differs = |name: &str, given: &str| match name {
            "run" => given != list.run,
            "horizon" => given != list.horizon,
            "basis" => given != list.basis.as_str(),
            _ => false,
        };
        let own =
            scope.own().into_iter().find_map(|(name, given)| given.filter(|given| differs(name, given)).map(|_| name));
        let other = own.or_else(|| sort.is_some_and(|sort| sort != list.sort).then_some("sort"));
        if let Some(name) = other {
            let said =
                format!("`cursor` is of a list with another `{name}`; leave `{name}` out, or begin anew without it");
            return Err(Fault::Wrong(said));
        }
        if of != list.of {
            let said = "`cursor` is of a list of other rows; ask for the same ones, or begin anew without it";
            return Err(Fault::Wrong(said.to_owned()));
        }
        Ok((list, Some(after)))
    }

    /// The run that the list is of: an earlier one stays readable.
    pub(crate) async fn run(&self, scope: &Scope) -> Result<RunRow, Fault> {
        let found = scope.now.run(&self.run).await?;
        found.ok_or_else(|| Fault::Wrong(format!("`cursor` is of run `{}`, which is not there", self.run)))
    }

    /// The place after a row.
    pub(crate) fn after(self, after: Cursor) -> Result<String, Fault> {
        Place { list: self, after }.encoded()
    }
}

/// A file as a place in the list of files.
pub(crate) fn place_of(file: &ImportRow) -> String {
    format!("{}|{}", file.import_id, file.file)
}

/// The place after a file.
pub(crate) fn file_place(after: &str) -> Result<FilePlace, Fault> {
    let split = after.split_once('|').filter(|(import_id, _)| !import_id.is_empty());
    let (import_id, file) = split.ok_or_else(|| {
        Fault::Wrong(format!("`after` is `{after}`; it must be the `next` of an earlier page, as it was given"))
    })?;
    Ok(FilePlace { import_id: import_id.to_owned(), file: file.to_owned() })
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
        let (run, horizon, of) = ("run-000002".to_owned(), "1y".to_owned(), "scores".to_owned());
        Place { list: List { run, horizon, basis: Basis::GrossMargin, sort, of }, after }
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
