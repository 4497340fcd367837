//! Files of other systems to rows of the canonical tables.
//!
//! | module | answers |
//! |---|---|
//! | `sniff`, `encoding`, `above` | what is the outer form: packing, encoding, delimiter, header, lines above it? |
//! | `foreign` | is it a file of another kind, which is not read here? |
//! | `aliases` | which column means what, and what kind of file is it? |
//! | `survey` | how are numbers and dates written, by the evidence of their values? |
//! | `inspect` | all of it as one [`Inspection`], or the option that settles what stays open |
//! | `head` | the first rows as they stand, for a person who maps columns |
//! | `naming` | which source is it, when nobody says? |
//! | `said` | what somebody says of it, by name and value |
//! | `bytes`, `records`, `jsonl`, `members`, `parquet`, `stream` | the way of the bytes: hash, unpack, transcode, cut into pages |
//! | `pages`, `frame`, `numbers`, `dates`, `zones`, `currencies` | typed columns of a page |
//! | `kinds` | what the rows of each kind mean: orders, lines, refunds, classes that are left out |
//! | `identity`, `mask`, `veil` | whom a row belongs to, and contact data kept out of everything else |
//! | `sink`, `repeats`, `writers`, `tally`, `landing` | rows on their way out, counted, each key once |
//! | `plain` | columns of a file without any meaning, for the toolbox |
//!
//! [`inspect()`] looks and decides, [`read()`] lands rows. A row that cannot be understood is rejected with its
//! line and reason, never dropped in silence: imported + rejected + excluded = file total.

mod above;
mod alias_tables;
mod aliases;
mod bytes;
mod currencies;
mod dates;
mod encoding;
mod error;
mod foreign;
mod frame;
mod head;
mod identity;
mod inspect;
mod inspection;
mod jsonl;
mod kinds;
mod landing;
mod mask;
mod members;
mod naming;
mod numbers;
mod options;
mod pages;
mod parquet;
mod plain;
mod propose;
mod read;
mod records;
mod repeats;
mod roles;
mod said;
mod seen;
mod sink;
mod sniff;
mod stream;
mod survey;
mod tally;
mod unsettled;
mod veil;
mod writers;
mod zones;

#[cfg(test)]
mod tests;

pub use currencies::currency_code;
pub(crate) use dates::DAY_1990;
pub use dates::DateFormat;
pub use error::SourceError;
pub use head::{Head, head};
pub use inspect::inspect;
pub use inspection::{ColumnInfo, Decision, Inspection, VatRule};
pub use landing::Landing;
pub(crate) use mask::bad as shown_bad;
pub use mask::mask;
pub use numbers::shown as shown_decimal;
pub use options::{
    ColumnRef, DEFAULT_CURRENCY, DEFAULT_ZONE, DateOrder, DecimalSign, Delimiter, Encoding, Kind, Mapping,
    NON_PRODUCT_CODES, Options, Status, TestOrders, Vat,
};
pub(crate) use parquet::sha256;
pub use plain::{PlainReader, PlainReject, ValueKind, Wanted, plain};
pub use propose::propose_toml;
pub use read::read;
pub use roles::{Role, Sort};
pub use sniff::Format;
pub use tally::{ClassTally, Disposition, FileTally};
