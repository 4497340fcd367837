//! Which header means which role, in English and Dutch, and which headers give a kind away.
//!
//! Headers are compared by their letters and digits alone: `E-mail`, `e_mail` and `EMAIL` are one. The
//! first alias of a list that the file has wins.

use std::collections::BTreeMap;

use super::{Kind, Role};

type Aliases = &'static [(Role, &'static [&'static str])];

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

const GENERIC: Aliases = &[
    (
        Role::CustomerId,
        &[
            "customerid",
            "customernumber",
            "customerno",
            "customernr",
            "customercode",
            "custid",
            "clientid",
            "userid",
            "memberid",
            "buyerid",
            "klantnummer",
            "klantnr",
            "klantid",
            "klantcode",
            "debiteurnummer",
            "debiteurnr",
            "debiteurennummer",
            "relatienummer",
            "relatienr",
            "lidnummer",
            "customer",
            "klant",
            "debiteur",
            "client",
            "cust",
        ],
    ),
    (
        Role::Email,
        &["email", "customeremail", "emailaddress", "billingemail", "emailadres", "klantemail", "mail", "mailadres"],
    ),
    (
        Role::Phone,
        &[
            "phone",
            "phonenumber",
            "customerphone",
            "telephone",
            "mobile",
            "mobilephone",
            "billingphone",
            "telefoon",
            "telefoonnummer",
            "telnr",
            "tel",
            "mobiel",
            "mobielnummer",
            "gsm",
        ],
    ),
    (
        Role::LoyaltyId,
        &["loyaltyid", "loyaltynumber", "cardnumber", "loyaltycard", "klantenkaart", "kaartnummer", "pasnummer"],
    ),
    (Role::AccountId, &["accountid", "accountnumber", "companyid", "bedrijfsid"]),
    (Role::Name, &["customername", "fullname", "name", "billtoname", "billingname", "naam", "klantnaam"]),
    (Role::FirstName, &["firstname", "givenname", "billingfirstname", "voornaam"]),
    (Role::LastName, &["lastname", "surname", "familyname", "billinglastname", "achternaam"]),
    (Role::Company, &["company", "companyname", "billingcompany", "bedrijf", "bedrijfsnaam"]),
    (
        Role::Street,
        &["street", "address", "address1", "streetname", "billingaddress1", "straat", "straatnaam", "adres"],
    ),
    (Role::HouseNumber, &["housenumber", "huisnummer", "huisnr"]),
    (Role::Postcode, &["postcode", "postalcode", "zip", "zipcode", "billingpostcode", "billingzip"]),
    (Role::City, &["city", "town", "billingcity", "plaats", "woonplaats", "stad"]),
    (Role::Country, &["country", "countrycode", "billingcountry", "land", "landcode"]),
    (
        Role::OrderId,
        &[
            "orderid",
            "ordernumber",
            "orderno",
            "ordernr",
            "orderreference",
            "invoiceno",
            "invoiceid",
            "invoicenumber",
            "invoicenr",
            "receiptid",
            "receiptnumber",
            "receiptno",
            "transactionid",
            "transactionnumber",
            "bonnummer",
            "bonnr",
            "bonid",
            "kasticketid",
            "bestelnummer",
            "bestelnr",
            "bestellingid",
            "ordernummer",
            "factuurnummer",
            "factuurnr",
            "transactienummer",
            "transactieid",
            "order",
            "invoice",
            "receipt",
            "bestelling",
            "factuur",
            "bon",
        ],
    ),
    (
        Role::LineId,
        &[
            "lineid",
            "lineno",
            "linenumber",
            "orderlineid",
            "lineitemid",
            "regelnummer",
            "regelnr",
            "regelid",
            "orderregelid",
        ],
    ),
    (
        Role::OrderedAt,
        &[
            "orderedat",
            "orderdate",
            "ordertimestamp",
            "orderdatetime",
            "createdat",
            "datecreated",
            "purchasedate",
            "purchasedat",
            "transactiondate",
            "transactiontime",
            "invoicedate",
            "saledate",
            "datetime",
            "timestamp",
            "date",
            "orderdatum",
            "besteldatum",
            "aankoopdatum",
            "transactiedatum",
            "factuurdatum",
            "bondatum",
            "verkoopdatum",
            "aanmaakdatum",
            "datumtijd",
            "datum",
            "day",
            "dag",
        ],
    ),
    (Role::OrderedTime, &["time", "ordertime", "timeofday", "tijd", "tijdstip", "besteltijd"]),
    (
        Role::UpdatedAt,
        &[
            "updatedat",
            "modifiedat",
            "lastmodified",
            "lastmodifieddate",
            "exportedat",
            "gewijzigdop",
            "laatstgewijzigd",
            "laatstaangepast",
        ],
    ),
    (
        Role::Amount,
        &[
            "amount",
            "netamount",
            "ordertotal",
            "orderamount",
            "ordervalue",
            "grandtotal",
            "totalamount",
            "totalprice",
            "linetotal",
            "lineamount",
            "total",
            "netsales",
            "revenue",
            "sales",
            "value",
            "dollarvalue",
            "spend",
            "spent",
            "totaalbedrag",
            "orderbedrag",
            "ordertotaal",
            "orderwaarde",
            "regelbedrag",
            "regeltotaal",
            "totaalprijs",
            "totaal",
            "bedrag",
            "omzet",
            "waarde",
        ],
    ),
    (
        Role::Quantity,
        &[
            "quantity",
            "qty",
            "pieces",
            "units",
            "numberofitems",
            "numberofcds",
            "cds",
            "aantal",
            "stuks",
            "hoeveelheid",
        ],
    ),
    (
        Role::UnitPrice,
        &[
            "unitprice",
            "priceperunit",
            "itemprice",
            "price",
            "stukprijs",
            "prijsperstuk",
            "eenheidsprijs",
            "prijs",
            "verkoopprijs",
        ],
    ),
    (Role::Currency, &["currency", "currencycode", "valuta", "valutacode", "munt"]),
    (Role::Status, &["status", "orderstatus", "financialstatus", "bestelstatus"]),
    (Role::Channel, &["channel", "saleschannel", "kanaal", "verkoopkanaal"]),
    (Role::Location, &["location", "store", "storeid", "shop", "branch", "filiaal", "winkel", "vestiging", "locatie"]),
    (Role::Tax, &["tax", "taxes", "taxamount", "vat", "vatamount", "ordertax", "totaltax", "btw", "btwbedrag"]),
    (
        Role::TaxRate,
        &[
            "taxrate",
            "vatrate",
            "taxpct",
            "vatpct",
            "taxpercentage",
            "vatpercentage",
            "btwpct",
            "btwpercentage",
            "btwtarief",
        ],
    ),
    (Role::Shipping, &["shipping", "shippingcost", "shippingamount", "verzendkosten", "bezorgkosten"]),
    (Role::Discount, &["discount", "discountamount", "orderdiscount", "korting", "kortingsbedrag"]),
    (Role::Coupon, &["coupon", "couponcode", "discountcode", "promocode", "kortingscode", "actiecode"]),
    (Role::Cost, &["cost", "totalcost", "cogs", "kosten", "kostprijstotaal", "inkoopwaarde"]),
    (Role::UnitCost, &["unitcost", "costprice", "costperitem", "purchaseprice", "kostprijs", "inkoopprijs"]),
    (Role::Fees, &["fee", "fees", "commission", "commissie"]),
    (
        Role::ProductId,
        &[
            "productid",
            "sku",
            "itemid",
            "itemsku",
            "articleid",
            "articlenumber",
            "stockcode",
            "productcode",
            "ean",
            "artikelnummer",
            "artikelnr",
            "artikelcode",
            "productnummer",
            "product",
            "artikel",
        ],
    ),
    (
        Role::Description,
        &[
            "description",
            "productname",
            "itemname",
            "producttitle",
            "item",
            "omschrijving",
            "productnaam",
            "artikelnaam",
            "titel",
        ],
    ),
    (Role::Refunded, &["refunded", "amountrefunded", "refundedamount", "totalrefunded", "terugbetaald"]),
];

const INVOICES: Aliases = &[
    (Role::OrderId, &["invoiceno", "invoice", "invoicenumber"]),
    (Role::ProductId, &["stockcode"]),
    (Role::Description, &["description"]),
    (Role::Quantity, &["quantity"]),
    (Role::OrderedAt, &["invoicedate"]),
    (Role::UnitPrice, &["unitprice", "price"]),
    (Role::CustomerId, &["customerid"]),
    (Role::Country, &["country"]),
    (Role::Currency, &["currency"]),
];

const SHOPIFY: Aliases = &[
    (Role::OrderId, &["name"]),
    (Role::Email, &["email"]),
    (Role::Phone, &["phone", "billingphone", "shippingphone"]),
    (Role::Status, &["financialstatus"]),
    (Role::OrderedAt, &["createdat"]),
    (Role::CancelledAt, &["cancelledat", "canceledat"]),
    (Role::Currency, &["currency"]),
    (Role::Subtotal, &["subtotal"]),
    (Role::Shipping, &["shipping"]),
    (Role::Tax, &["taxes"]),
    (Role::Amount, &["total"]),
    (Role::Coupon, &["discountcode"]),
    (Role::Discount, &["discountamount"]),
    (Role::Quantity, &["lineitemquantity"]),
    (Role::Description, &["lineitemname"]),
    (Role::UnitPrice, &["lineitemprice"]),
    (Role::ProductId, &["lineitemsku"]),
    (Role::LineDiscount, &["lineitemdiscount"]),
    (Role::Refunded, &["refundedamount"]),
    (Role::Tags, &["tags"]),
    (Role::Channel, &["source"]),
    (Role::Location, &["location"]),
    (Role::Name, &["billingname"]),
    (Role::Company, &["billingcompany"]),
    (Role::Street, &["billingaddress1", "billingstreet"]),
    (Role::Postcode, &["billingzip"]),
    (Role::City, &["billingcity"]),
    (Role::Country, &["billingcountry"]),
];

const WOOCOMMERCE: Aliases = &[
    (Role::OrderId, &["orderid", "ordernr", "ordernumber"]),
    (Role::OrderedAt, &["date", "orderdate"]),
    (Role::Status, &["status", "orderstatus"]),
    (Role::Amount, &["ordertotal", "netsales"]),
    (Role::Tax, &["ordertax", "ordertaxtotal"]),
    (Role::Shipping, &["ordershipping", "shippingtotal"]),
    (Role::Discount, &["orderdiscount", "cartdiscount", "discounttotal"]),
    (Role::Currency, &["ordercurrency", "currency"]),
    (Role::CustomerId, &["customeruser", "customerid"]),
    (Role::Email, &["billingemail"]),
    (Role::Phone, &["billingphone"]),
    (Role::FirstName, &["billingfirstname"]),
    (Role::LastName, &["billinglastname"]),
    (Role::Company, &["billingcompany"]),
    (Role::Street, &["billingaddress1"]),
    (Role::Postcode, &["billingpostcode"]),
    (Role::City, &["billingcity"]),
    (Role::Country, &["billingcountry"]),
    (Role::Coupon, &["couponcode", "coupons", "coupon"]),
    (Role::Refunded, &["orderrefunded", "refundedtotal"]),
    (Role::Description, &["products", "product", "productss"]),
];

const STRIPE: Aliases = &[
    (Role::OrderId, &["id"]),
    (Role::OrderedAt, &["createddateutc", "createdutc"]),
    (Role::Amount, &["amount"]),
    (Role::Refunded, &["amountrefunded"]),
    (Role::Currency, &["currency"]),
    (Role::Captured, &["captured"]),
    (Role::Fees, &["fee"]),
    (Role::Status, &["status"]),
    (Role::Description, &["description"]),
    (Role::CustomerId, &["customerid"]),
    (Role::Email, &["customeremail"]),
    (Role::Mode, &["mode"]),
];

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

/// A lone price is the amount; a lone time is the date.
fn settle_generic(mapping: &mut BTreeMap<Role, usize>) {
    let single = !mapping.contains_key(&Role::ProductId) && !mapping.contains_key(&Role::Description);
    if !mapping.contains_key(&Role::Amount) && (single || !mapping.contains_key(&Role::Quantity)) {
        if let Some(place) = mapping.remove(&Role::UnitPrice) {
            mapping.insert(Role::Amount, place);
        }
    }
    if !mapping.contains_key(&Role::OrderedAt) {
        if let Some(place) = mapping.remove(&Role::OrderedTime) {
            mapping.insert(Role::OrderedAt, place);
        }
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
