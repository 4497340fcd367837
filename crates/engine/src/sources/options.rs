//! What a user may say about a source: the `[source.<name>]` section of `tenure.toml`, and the options
//! of `tenure import`. Everything left out is decided from the file.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Role, SourceError};

macro_rules! words {
    ($(#[$about:meta])* $name:ident ($setting:literal) { $($(#[$doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$doc])* #[serde(rename = $word)] $variant,)* }

        impl $name {
            /// Every value.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word for it in settings and options.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.name())
            }
        }

        impl FromStr for $name {
            type Err = SourceError;

            fn from_str(text: &str) -> Result<Self, SourceError> {
                Self::ALL.iter().copied().find(|word| word.name() == text).ok_or_else(|| SourceError::Setting {
                    name: $setting,
                    value: text.to_owned(),
                    allowed: Self::ALL.iter().map(|word| word.name()).collect::<Vec<_>>().join(", "),
                })
            }
        }
    };
}

words! {
    /// What the rows of a file are.
    Kind ("as") {
        /// One row an order.
        Orders = "orders",
        /// One row a line of an order.
        OrderLines = "order-lines",
        /// Invoice lines with credit notes and bookkeeping lines among them.
        InvoiceLines = "invoice-lines",
        /// Shopify's order export.
        ShopifyOrders = "shopify-orders",
        /// WooCommerce's order exports.
        WooCommerceOrders = "woocommerce-orders",
        /// Stripe's payments export.
        StripePayments = "stripe-payments",
    }
}

words! {
    /// What stands between two fields.
    Delimiter ("delimiter") {
        /// `,`
        Comma = "comma",
        /// `;`
        Semicolon = "semicolon",
        /// Tab.
        Tab = "tab",
        /// `|`
        Pipe = "pipe",
        /// Any number of blanks.
        Blanks = "blanks",
    }
}

impl Delimiter {
    /// The byte, unless it is a run of blanks.
    #[must_use]
    pub fn byte(self) -> Option<u8> {
        match self {
            Self::Comma => Some(b','),
            Self::Semicolon => Some(b';'),
            Self::Tab => Some(b'\t'),
            Self::Pipe => Some(b'|'),
            Self::Blanks => None,
        }
    }

    /// As shown to people.
    #[must_use]
    pub fn shown(self) -> &'static str {
        match self {
            Self::Comma => "`,`",
            Self::Semicolon => "`;`",
            Self::Tab => "tab",
            Self::Pipe => "`|`",
            Self::Blanks => "blanks",
        }
    }
}

words! {
    /// How bytes are letters.
    Encoding ("encoding") {
        /// UTF-8, and ASCII.
        Utf8 = "utf-8",
        /// UTF-16, low byte first.
        Utf16Le = "utf-16le",
        /// UTF-16, high byte first.
        Utf16Be = "utf-16be",
        /// Windows-1252, and Latin-1.
        Windows1252 = "windows-1252",
    }
}

words! {
    /// What stands before the fraction.
    DecimalSign ("decimal") {
        /// `1234,56`
        Comma = "comma",
        /// `1234.56`
        Point = "point",
    }
}

words! {
    /// Order of day, month and year.
    DateOrder ("date_order") {
        /// Day, month, year.
        Dmy = "dmy",
        /// Month, day, year.
        Mdy = "mdy",
        /// Year, month, day.
        Ymd = "ymd",
    }
}

words! {
    /// State of an order, in the order in which orders go through them.
    Status ("status") {
        /// Never paid, as yet: a payment that failed, a draft.
        Failed = "failed",
        /// Ordered.
        Placed = "placed",
        /// Paid, or sent.
        Paid = "paid",
        /// A part was given back.
        PartiallyRefunded = "partially_refunded",
        /// All of it was given back.
        Refunded = "refunded",
        /// Called off.
        Cancelled = "cancelled",
        /// The shop's own test.
        Test = "test",
    }
}

/// A column by its name, or by its place counted from 1; the empty name is no column at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ColumnRef {
    /// Place, from 1.
    Number(usize),
    /// Name in the header.
    Name(String),
}

impl ColumnRef {
    /// Whether it says that no column is meant, so that none is proposed either.
    #[must_use]
    pub fn is_none(&self) -> bool {
        matches!(self, Self::Name(name) if name.trim().is_empty())
    }
}

impl fmt::Display for ColumnRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Name(name) => f.write_str(name),
        }
    }
}

impl From<&str> for ColumnRef {
    fn from(text: &str) -> Self {
        text.parse().map_or_else(|_| Self::Name(text.to_owned()), Self::Number)
    }
}

/// Role to column.
pub type Mapping = BTreeMap<Role, ColumnRef>;

/// Whether amounts include VAT: `net`, or `gross:21` for a rate in per cent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Vat {
    /// Amounts are without VAT.
    Net,
    /// Amounts include VAT at this rate, in millionths of a per cent.
    Gross(i64),
}

impl fmt::Display for Vat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Net => f.write_str("net"),
            Self::Gross(rate) if rate % 1_000_000 == 0 => write!(f, "gross:{}", rate / 1_000_000),
            Self::Gross(rate) => {
                let text = format!("{}.{:06}", rate / 1_000_000, rate % 1_000_000);
                write!(f, "gross:{}", text.trim_end_matches('0'))
            }
        }
    }
}

impl FromStr for Vat {
    type Err = SourceError;

    fn from_str(text: &str) -> Result<Self, SourceError> {
        let refuse = || SourceError::Setting {
            name: "vat",
            value: text.to_owned(),
            allowed: "net, or gross: and a percentage such as gross:21".to_owned(),
        };
        if text == "net" {
            return Ok(Self::Net);
        }
        let rate = text.strip_prefix("gross:").ok_or_else(refuse)?;
        let number = super::numbers::parse(rate.as_bytes(), DecimalSign::Point);
        match number.at_scale(6).and_then(|rate| i64::try_from(rate).ok()) {
            Some(rate) if number.is_value() && (0..=100_000_000).contains(&rate) => Ok(Self::Gross(rate)),
            _ => Err(refuse()),
        }
    }
}

impl TryFrom<String> for Vat {
    type Error = SourceError;

    fn try_from(text: String) -> Result<Self, SourceError> {
        text.parse()
    }
}

impl From<Vat> for String {
    fn from(vat: Vat) -> Self {
        vat.to_string()
    }
}

/// Which orders are tests of the shop itself. Compared without regard to case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TestOrders {
    /// Tags of the order.
    pub tags: Vec<String>,
    /// Domains of the customer's e-mail.
    pub email_domains: Vec<String>,
    /// Statuses.
    pub statuses: Vec<String>,
}

impl Default for TestOrders {
    fn default() -> Self {
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Self {
            tags: owned(&["test", "testorder", "test order"]),
            email_domains: Vec::new(),
            statuses: owned(&["test"]),
        }
    }
}

/// Stock codes of the Online Retail shape that stand for no goods; `*` at the end matches any rest.
pub const NON_PRODUCT_CODES: &[&str] =
    &["POST", "DOT", "M", "m", "C2", "D", "S", "BANK CHARGES", "AMAZONFEE", "CRUK", "PADS", "B", "gift_0001_*"];

/// Zone of times that carry no offset, unless something says otherwise.
pub const DEFAULT_ZONE: &str = "Europe/Amsterdam";

/// Currency of amounts that carry none, unless something says otherwise.
pub const DEFAULT_CURRENCY: &str = "EUR";

/// What is known of a source beforehand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Name of the source; a section of the settings is called by it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Whether nobody named the source of this file: then what it holds may show that it is of another.
    #[serde(skip)]
    pub guessed: bool,
    /// What the rows are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// Whether the first row names the columns.
    #[serde(rename = "header", skip_serializing_if = "Option::is_none")]
    pub has_header: Option<bool>,
    /// Lines above the header; seen from the file when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skip: Option<u64>,
    /// What stands between fields.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<Delimiter>,
    /// How bytes are letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<Encoding>,
    /// What stands before the fraction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decimal: Option<DecimalSign>,
    /// Order of day, month and year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_order: Option<DateOrder>,
    /// Zone of times without offset; `default_zone` when it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// Currency of amounts without one; `default_currency` when it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// Channel of all orders, where no column says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// Whether amounts include VAT.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vat: Option<Vat>,
    /// Columns by role; goes before what is proposed.
    #[serde(rename = "columns", skip_serializing_if = "BTreeMap::is_empty")]
    pub mapping: Mapping,
    /// Codes of lines that are no goods; used by `invoice-lines`.
    pub non_product_codes: Vec<String>,
    /// Which orders are tests.
    pub test_orders: TestOrders,
    /// What the source's own words for the state of an order mean; goes before what is known of shops.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub statuses: BTreeMap<String, Status>,
    /// The workspace's zone.
    #[serde(skip)]
    pub default_zone: String,
    /// The workspace's currency.
    #[serde(skip)]
    pub default_currency: String,
    /// Key of the hash that stands for an e-mail address or telephone number.
    #[serde(skip)]
    pub pseudonym_key: [u8; 32],
    /// Rows dated later than this are rejected; nothing here reads the clock.
    #[serde(skip)]
    pub now: Option<jiff::Timestamp>,
    /// When the file was exported: the version of all its rows. A fact of one file, so that no settings keep it.
    #[serde(skip)]
    pub exported_at: Option<jiff::Timestamp>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            source: None,
            guessed: false,
            kind: None,
            has_header: None,
            skip: None,
            delimiter: None,
            encoding: None,
            decimal: None,
            date_order: None,
            zone: None,
            currency: None,
            channel: None,
            vat: None,
            mapping: Mapping::new(),
            non_product_codes: NON_PRODUCT_CODES.iter().map(|code| (*code).to_owned()).collect(),
            test_orders: TestOrders::default(),
            statuses: BTreeMap::new(),
            default_zone: DEFAULT_ZONE.to_owned(),
            default_currency: DEFAULT_CURRENCY.to_owned(),
            pseudonym_key: [0; 32],
            now: None,
            exported_at: None,
        }
    }
}

impl Options {
    /// Puts what `said` says over what is here; what it leaves open stays.
    pub fn overlay(&mut self, said: &Self) {
        fn set<T: Clone>(to: &mut Option<T>, from: Option<&T>) {
            if let Some(value) = from {
                *to = Some(value.clone());
            }
        }
        set(&mut self.source, said.source.as_ref());
        set(&mut self.kind, said.kind.as_ref());
        set(&mut self.has_header, said.has_header.as_ref());
        set(&mut self.skip, said.skip.as_ref());
        set(&mut self.delimiter, said.delimiter.as_ref());
        set(&mut self.encoding, said.encoding.as_ref());
        set(&mut self.decimal, said.decimal.as_ref());
        set(&mut self.date_order, said.date_order.as_ref());
        set(&mut self.zone, said.zone.as_ref());
        set(&mut self.currency, said.currency.as_ref());
        set(&mut self.channel, said.channel.as_ref());
        set(&mut self.vat, said.vat.as_ref());
        set(&mut self.exported_at, said.exported_at.as_ref());
        self.mapping.extend(said.mapping.clone());
    }

    /// Zone of times without offset.
    #[must_use]
    pub fn zone_name(&self) -> &str {
        self.zone.as_deref().unwrap_or(&self.default_zone)
    }

    /// The latest moment that can be true, in microseconds since 1970 UTC.
    pub(crate) fn latest(&self) -> i64 {
        self.now.map_or(i64::MAX, jiff::Timestamp::as_microsecond)
    }

    /// Currency of amounts without one.
    #[must_use]
    pub fn currency_code(&self) -> &str {
        self.currency.as_deref().unwrap_or(&self.default_currency)
    }
}
