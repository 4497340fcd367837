//! Which header means which role, in English and Dutch, and which headers give a kind away.
//!
//! Headers are compared by their letters and digits alone: `E-mail`, `e_mail` and `EMAIL` are one. The
//! first alias of a list that the file has wins.

use std::collections::BTreeMap;

use super::alias_tables::{Aliases, GENERIC, INVOICES, SHOPIFY, STRIPE, WOOCOMMERCE};
use super::{Kind, Role};

/// Letters and digits of a header in lower case; `#` counts as a number sign and `%` as per cent.
pub(crate) fn key(header: &str) -> String {
    let mut key = String::with_capacity(header.len());
    for letter in header.chars() {
        match letter {
            '#' => key.push_str("nr"),
            '%' => key.push_str("pct"),
            letter if letter.is_alphanumeric() => key.extend(letter.to_lowercase()),
            _ => {}
        }
    }
    key
}

/// What a header says about VAT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum VatHint {
    None,
    Included,
    Excluded,
}

/// A key without its words about VAT, and what they say.
pub(crate) fn vat_hint(key: &str) -> (String, VatHint) {
    const INCLUDED: &[&str] = &[
        "inclusiefbtw",
        "inclbtw",
        "incbtw",
        "includingvat",
        "inclvat",
        "incvat",
        "includingtax",
        "incltax",
        "inctax",
    ];
    const EXCLUDED: &[&str] =
        &["exclusiefbtw", "exclbtw", "exbtw", "excludingvat", "exclvat", "exvat", "excludingtax", "excltax", "extax"];
    for (words, hint) in [(INCLUDED, VatHint::Included), (EXCLUDED, VatHint::Excluded)] {
        for word in words {
            if let Some(place) = key.find(word) {
                let rest = [&key[..place], &key[place + word.len()..]].concat();
                return (rest, hint);
            }
        }
    }
    (key.to_owned(), VatHint::None)
}

fn table(kind: Kind) -> Aliases {
    match kind {
        Kind::Orders | Kind::OrderLines => GENERIC,
        Kind::InvoiceLines => INVOICES,
        Kind::ShopifyOrders => SHOPIFY,
        Kind::WooCommerceOrders => WOOCOMMERCE,
        Kind::StripePayments => STRIPE,
    }
}

/// Columns by role, as far as the headers say.
pub(crate) fn propose(kind: Kind, names: &[String]) -> BTreeMap<Role, usize> {
    let keys: Vec<String> = names.iter().map(|name| vat_hint(&key(name)).0).collect();
    let mut taken = vec![false; names.len()];
    let mut mapping = BTreeMap::new();
    for (role, aliases) in table(kind) {
        let found = aliases
            .iter()
            .find_map(|alias| keys.iter().enumerate().position(|(place, key)| !taken[place] && key == alias));
        if let Some(place) = found {
            taken[place] = true;
            mapping.insert(*role, place);
        }
    }
    if matches!(kind, Kind::Orders | Kind::OrderLines) {
        settle_generic(&mut mapping);
    }
    mapping
}

/// How many of these cells name a column that some kind knows.
pub(crate) fn known(cells: &[String]) -> usize {
    Kind::ALL.iter().map(|&kind| propose(kind, cells).len()).max().unwrap_or(0)
}

/// A lone price is the amount; a lone time is the date.
fn settle_generic(mapping: &mut BTreeMap<Role, usize>) {
    let single = !mapping.contains_key(&Role::ProductId) && !mapping.contains_key(&Role::Description);
    if !mapping.contains_key(&Role::Amount)
        && (single || !mapping.contains_key(&Role::Quantity))
        && let Some(place) = mapping.remove(&Role::UnitPrice)
    {
        mapping.insert(Role::Amount, place);
    }
    if !mapping.contains_key(&Role::OrderedAt)
        && let Some(place) = mapping.remove(&Role::OrderedTime)
    {
        mapping.insert(Role::OrderedAt, place);
    }
}

/// The kind that the headers give away, with the reason in words.
pub(crate) fn detect(names: &[String]) -> (Kind, String) {
    let keys: Vec<String> = names.iter().map(|name| key(name)).collect();
    let has = |wanted: &str| keys.iter().any(|key| key == wanted);
    let any = |wanted: &[&str]| wanted.iter().any(|wanted| has(wanted));
    if has("financialstatus") && has("lineitemquantity") {
        return (Kind::ShopifyOrders, "columns `Financial Status` and `Lineitem quantity`".to_owned());
    }
    if any(&["createdutc", "createddateutc"]) && has("amountrefunded") {
        return (Kind::StripePayments, "columns `Created (UTC)` and `Amount Refunded`".to_owned());
    }
    if has("billingemail") && any(&["ordertotal"]) && any(&["orderid", "ordernumber"]) {
        return (Kind::WooCommerceOrders, "columns `billing_email` and `order_total`".to_owned());
    }
    if has("ordernr") && has("customertype") && any(&["nrevenueformatted", "netsales"]) {
        return (Kind::WooCommerceOrders, "columns `Order #` and `Customer type`".to_owned());
    }
    if any(&["invoiceno", "invoice"]) && has("stockcode") && has("quantity") && any(&["unitprice", "price"]) {
        return (Kind::InvoiceLines, "columns `StockCode` and an invoice number".to_owned());
    }
    let mapping = propose(Kind::OrderLines, names);
    match [Role::ProductId, Role::Description, Role::LineId].into_iter().find(|role| mapping.contains_key(role)) {
        Some(role) => {
            let name = mapping.get(&role).and_then(|&place| names.get(place)).map_or("", String::as_str);
            (Kind::OrderLines, format!("column `{name}` speaks of articles; `--as orders` changes it"))
        }
        None => (Kind::Orders, "no column speaks of articles; `--as order-lines` changes it".to_owned()),
    }
}

/// `order_item_1`, `order_item_2`, ...
pub(crate) fn item_columns(names: &[String]) -> Vec<usize> {
    let numbered = |name: &String| {
        let key = key(name);
        key.strip_prefix("orderitem")
            .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
    };
    names.iter().enumerate().filter(|(_, name)| numbered(name)).map(|(place, _)| place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(header: &str) -> Vec<String> {
        header.split([',', ';']).map(str::to_owned).collect()
    }

    fn roles(kind: Kind, header: &str) -> Vec<(Role, String)> {
        let names = names(header);
        propose(kind, &names).into_iter().map(|(role, place)| (role, names[place].clone())).collect()
    }

    #[test]
    fn dutch_till() {
        let header = "Bonnummer;Datum;Tijd;Filiaal;Klantnummer;E-mail;Artikelnummer;Omschrijving;Aantal;Prijs incl. btw;Korting;Btw %;Totaal incl. btw;Betaalwijze";
        assert_eq!(detect(&names(header)).0, Kind::OrderLines);
        let found = roles(Kind::OrderLines, header);
        for (role, name) in [
            (Role::OrderId, "Bonnummer"),
            (Role::OrderedAt, "Datum"),
            (Role::OrderedTime, "Tijd"),
            (Role::CustomerId, "Klantnummer"),
            (Role::TaxRate, "Btw %"),
            (Role::Amount, "Totaal incl. btw"),
            (Role::UnitPrice, "Prijs incl. btw"),
            (Role::Location, "Filiaal"),
        ] {
            assert!(found.contains(&(role, name.to_owned())), "{role}: {found:?}");
        }
    }

    #[test]
    fn cdnow_is_orders_with_pieces() {
        let header = "customer_id,date,number_of_cds,dollar_value";
        assert_eq!(detect(&names(header)).0, Kind::Orders);
        let found = roles(Kind::Orders, header);
        assert_eq!(found.len(), 4, "{found:?}");
    }

    #[test]
    fn kinds_by_their_headers() {
        let kind = |header: &str| detect(&names(header)).0;
        assert_eq!(
            kind("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"),
            Kind::InvoiceLines
        );
        assert_eq!(kind("Name,Email,Financial Status,Total,Lineitem quantity"), Kind::ShopifyOrders);
        assert_eq!(kind("id,Created (UTC),Amount,Amount Refunded"), Kind::StripePayments);
        assert_eq!(kind("order_id,date,order_total,billing_email"), Kind::WooCommerceOrders);
        assert_eq!(
            kind("Date,Order #,N. Revenue (formatted),Status,Customer,Customer type,Net Sales"),
            Kind::WooCommerceOrders
        );
    }
}
