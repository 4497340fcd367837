//! What the address asks of the list: which customers, in which order, from which row.

use std::str::FromStr;

use jiff::civil::Date;
use tenure_engine::read::{Cursor, CustomerFilter, CustomerQuery, CustomerRow, CustomerSort, cursor};

use crate::api::cursor::can_be;
use crate::fault::{Fault, Wanted};

/// Rows of a page.
pub(super) const ROWS: u64 = 50;

/// Columns that can be sorted by: name in addresses, and key of the name in words.
const SORTS: [(&str, &str, CustomerSort); 7] = [
    ("clv", "column-clv", CustomerSort::Clv),
    ("historic", "column-historic", CustomerSort::Historic),
    ("total", "customers-total", CustomerSort::Total),
    ("p_alive", "column-alive", CustomerSort::PAlive),
    ("last_order", "column-last-order", CustomerSort::LastOrder),
    ("orders", "orders", CustomerSort::Orders),
    ("customer_id", "customer", CustomerSort::CustomerId),
];

/// Which customers, in which order, from where.
#[derive(Debug, Clone)]
pub(super) struct Listed {
    /// Which.
    pub(super) filter: CustomerFilter,
    /// Name of the order in addresses.
    pub(super) by: &'static str,
    /// Its key among the words.
    pub(super) word: &'static str,
    /// Largest first.
    pub(super) descending: bool,
    /// Place of the first row, from 1.
    pub(super) from: u64,
    sort: CustomerSort,
    place: Place,
}

/// From where the list is read.
#[derive(Debug, Clone)]
enum Place {
    /// By number of the row.
    Row,
    /// After a row that was seen; as quick on the last page as on the first.
    After(Cursor),
    /// The rows before one that was seen.
    Before(Cursor),
}

impl Listed {
    /// From the parameters beside the scope. A field that was left empty asks nothing.
    pub(super) fn of(parameters: &[(String, String)]) -> Result<Self, Fault> {
        let given = |name: &str| {
            let found = parameters.iter().rev().find(|(of, _)| of == name);
            found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
        };
        let by = given("sort").unwrap_or("clv");
        let known = SORTS.iter().find(|(name, ..)| *name == by).copied();
        let (by, word, sort) = known.ok_or_else(|| {
            let names: Vec<String> = SORTS.iter().map(|(name, ..)| format!("`{name}`")).collect();
            Fault::Wrong(format!("`sort` is `{by}`; it is one of {}", names.join(", ")))
        })?;
        let descending = match given("direction") {
            None => sort != CustomerSort::CustomerId,
            Some("desc") => true,
            Some("asc") => false,
            Some(other) => return Err(Fault::Wrong(format!("`direction` is `{other}`; it is one of `asc`, `desc`"))),
        };
        let share = |name| number(name, given(name), Wanted::Share, |share: &f64| (0.0..=1.0).contains(share));
        let amount = |name| number(name, given(name), Wanted::Amount, |amount: &f64| amount.is_finite());
        let count = |name| number(name, given(name), Wanted::Count, |_: &u64| true);
        let day = |name| number(name, given(name), Wanted::Day, |_: &Date| true);
        let place = match (given("after"), given("before")) {
            (Some(after), _) => Place::After(seen("after", after, sort)?),
            (None, Some(before)) => Place::Before(seen("before", before, sort)?),
            (None, None) => Place::Row,
        };
        let filter = CustomerFilter {
            search: given("search").unwrap_or_default().to_owned(),
            alive_from: share("alive_from")?,
            alive_to: share("alive_to")?,
            clv_from: amount("clv_from")?,
            clv_to: amount("clv_to")?,
            historic_from: amount("historic_from")?,
            last_order_from: day("last_order_from")?,
            last_order_to: day("last_order_to")?,
            orders_from: count("orders_from")?,
            orders_to: count("orders_to")?,
        };
        let from = count("from")?.unwrap_or(1).max(1);
        Ok(Self { filter, by, word, descending, from, sort, place })
    }

    /// Whether every customer is meant.
    pub(super) fn is_all(&self) -> bool {
        self.filter == CustomerFilter::default()
    }

    /// The question to the engine for one page.
    pub(super) fn query(&self) -> CustomerQuery {
        let (after, back) = match &self.place {
            Place::Row => (None, false),
            Place::After(seen) => (Some(seen.clone()), false),
            Place::Before(seen) => (Some(seen.clone()), true),
        };
        let offset = if after.is_none() { self.from - 1 } else { 0 };
        let filter = self.filter.clone();
        CustomerQuery { filter, sort: self.sort, reversed: self.reversed() != back, after, offset, limit: ROWS }
    }

    /// The whole list, from its beginning.
    pub(super) fn whole(&self, limit: u64) -> CustomerQuery {
        let filter = self.filter.clone();
        CustomerQuery { filter, sort: self.sort, reversed: self.reversed(), limit, ..CustomerQuery::default() }
    }

    /// The rows in the order asked for.
    pub(super) fn in_order(&self, mut rows: Vec<CustomerRow>) -> Vec<CustomerRow> {
        if matches!(self.place, Place::Before(_)) {
            rows.reverse();
        }
        rows
    }

    /// A row as a place in addresses.
    pub(super) fn place_of(&self, row: &CustomerRow) -> String {
        let Cursor { value, customer_id } = cursor(row, self.sort);
        format!("{value}|{customer_id}")
    }

    /// The engine sorts most values largest first; chances and names the other way.
    fn reversed(&self) -> bool {
        let upwards = matches!(self.sort, CustomerSort::PAlive | CustomerSort::CustomerId);
        self.descending == upwards
    }
}

fn number<T: FromStr>(
    name: &str,
    given: Option<&str>,
    wanted: Wanted,
    fits: impl Fn(&T) -> bool,
) -> Result<Option<T>, Fault> {
    let Some(text) = given else { return Ok(None) };
    let read = text.parse().ok().filter(fits);
    read.map(Some).ok_or_else(|| Fault::Field { name: name.to_owned(), value: text.to_owned(), wanted })
}

/// A place in the list, if its value is one that the order goes by.
fn seen(name: &str, text: &str, sort: CustomerSort) -> Result<Cursor, Fault> {
    let split = text.split_once('|').filter(|(value, _)| can_be(sort, value));
    let (value, id) = split.ok_or_else(|| {
        Fault::Wrong(format!("`{name}` is `{text}`, which is no place in this list; open it from its beginning"))
    })?;
    Ok(Cursor { value: value.to_owned(), customer_id: id.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(query: &str) -> Result<Listed, String> {
        let pairs = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect::<Vec<_>>();
        Listed::of(&pairs).map_err(|fault| fault.to_string())
    }

    #[test]
    fn an_empty_form_asks_for_all() {
        let asked = listed("search=+&alive_from=&clv_to=&last_order_from=").unwrap();
        assert!(asked.is_all());
        assert_eq!((asked.by, asked.descending, asked.from), ("clv", true, 1));
        assert_eq!(asked.query(), CustomerQuery::default());
    }

    #[test]
    fn a_filled_form_asks_what_it_says() {
        let asked = listed("search=c1&alive_from=0.5&orders_to=3&last_order_to=2026-03-01&from=101").unwrap();
        let wanted = CustomerFilter {
            search: "c1".to_owned(),
            alive_from: Some(0.5),
            orders_to: Some(3),
            last_order_to: Some(jiff::civil::date(2026, 3, 1)),
            ..CustomerFilter::default()
        };
        let query = asked.query();
        assert_eq!((query.filter, query.offset), (wanted, 100));
    }

    #[test]
    fn each_order_goes_both_ways() {
        let reversed = |query: &str| listed(query).unwrap().query().reversed;
        assert!(
            !reversed("sort=clv") && !reversed("sort=orders&direction=desc") && reversed("sort=orders&direction=asc")
        );
        assert!(reversed("sort=p_alive") && !reversed("sort=p_alive&direction=asc"));
        assert!(!reversed("sort=customer_id") && reversed("sort=customer_id&direction=desc"));
        let back = listed("sort=clv&before=12.5%7Cshop:a|b&from=51").unwrap().query();
        let seen = Cursor { value: "12.5".to_owned(), customer_id: "shop:a|b".to_owned() };
        assert_eq!((back.reversed, back.offset, back.after), (true, 0, Some(seen)));
    }

    #[test]
    fn what_cannot_be_asked_is_named() {
        for (query, wanted) in [
            ("alive_from=50", "`alive_from` is `50`; use a share from 0 to 1"),
            ("clv_from=NaN", "`clv_from` is `NaN`; use a number such as 250 or 99.5"),
            ("orders_from=2.5", "`orders_from` is `2.5`; use a whole number"),
            ("last_order_from=31-12-2025", "`last_order_from` is `31-12-2025`; use a day such as 2026-03-31"),
            ("direction=up", "`direction` is `up`; it is one of `asc`, `desc`"),
            ("after=x|shop:a", "`after` is `x|shop:a`, which is no place in this list; open it from its beginning"),
            ("after=NaN|shop:a", "`after` is `NaN|shop:a`, which is no place in this list; open it from its beginning"),
            (
                "sort=total&before=inf|shop:a",
                "`before` is `inf|shop:a`, which is no place in this list; open it from its beginning",
            ),
            (
                "sort=orders&after=-1|shop:a",
                "`after` is `-1|shop:a`, which is no place in this list; open it from its beginning",
            ),
        ] {
            assert_eq!(listed(query).unwrap_err(), wanted);
        }
        assert!(listed("sort=name").unwrap_err().starts_with("`sort` is `name`; it is one of `clv`, `historic`"));
    }
}
