//! Tables that hold what the sources said.

use super::ColumnType::{Flag, Instant, Money, Text, Whole};
use super::{Column, Partition, Table, optional, required, text};

const SOURCE: Column = text("source", "configured source name");

/// One profile in one source; the only table, with `contact_points`, that holds contact data.
pub const CUSTOMER_RECORDS: Table = Table {
    name: "customer_records",
    grain: "one profile in one source",
    key: &["source", "record_id"],
    partition: Partition::Bucket(&["source", "record_id"]),
    columns: &[
        SOURCE,
        text(
            "record_id",
            "the source's own customer key, hashed where it looks like contact data; else a keyed hash of the e-mail or phone",
        ),
        optional("loyalty_id", Text, "loyalty card number"),
        optional("account_id", Text, "business account"),
        optional("email", Text, "e-mail, trimmed and lower case"),
        optional("phone", Text, "telephone as given"),
        optional("first_name", Text, "given name"),
        optional("last_name", Text, "family name, or the full name where the source has one field"),
        optional("company", Text, "company"),
        optional("street", Text, "street, with the number where the source has one field"),
        optional("house_number", Text, "house number"),
        optional("postcode", Text, "postal code"),
        optional("city", Text, "city"),
        optional("country", Text, "country as given"),
        optional("created_at", Instant, "when the profile was made in its source"),
        required("guest", Flag, "true for the record that stands for one guest order"),
    ],
};

/// One e-mail, phone or card of a record.
pub const CONTACT_POINTS: Table = Table {
    name: "contact_points",
    grain: "one e-mail, phone or card of a record",
    key: &["source", "record_id", "kind", "value"],
    partition: Partition::Bucket(&["source", "record_id"]),
    columns: &[
        SOURCE,
        text("record_id", "record it belongs to"),
        text("kind", "email, phone, loyalty_card"),
        text("value", "normalised value"),
        optional("first_seen", Instant, "earliest row that names it"),
        optional("last_seen", Instant, "latest row that names it"),
    ],
};

/// One order.
pub const ORDERS: Table = Table {
    name: "orders",
    grain: "one order",
    key: &["source", "order_id"],
    partition: Partition::Bucket(&["source", "group_id"]),
    columns: &[
        SOURCE,
        text(
            "order_id",
            "the source's order number; where it has none, made from group, what was bought, and copy; with `:currency` behind it for a second currency of an order made from lines",
        ),
        text("group_id", "order number, else customer and time: what identical lines are counted within"),
        text("record_id", "customer record; a guest order has one of its own"),
        required("guest", Flag, "true when the order names no customer"),
        required("ordered_at", Instant, "when the order was placed"),
        required("ordered_on", super::ColumnType::Day, "local calendar day of the order, in the source's zone"),
        text("channel", "web, store, marketplace, phone, field_sales, unknown"),
        optional("location", Text, "shop or site"),
        text(
            "status",
            "placed, paid, partially_refunded or refunded; failed (never paid), cancelled and test orders count nowhere",
        ),
        text("currency", "ISO 4217; amounts stay in it, amounts of two currencies are never added"),
        optional("gross", Money, "what was charged, with VAT and shipping"),
        optional("discount", Money, "discount given, as a positive amount"),
        optional("shipping", Money, "shipping charged"),
        optional("tax", Money, "VAT within gross"),
        required("net", Money, "what was charged without VAT: gross - tax"),
        optional("cost", Money, "cost of the goods"),
        optional("fees", Money, "payment or marketplace fees"),
        optional(
            "refunded",
            Money,
            "given back of net, where the source tells a sum without a date; a row of refunds is made from it",
        ),
        optional("coupon", Text, "discount code"),
        required("line_count", Whole, "number of lines; 0 where the source gives none"),
    ],
};

/// One line of an order.
pub const ORDER_LINES: Table = Table {
    name: "order_lines",
    grain: "one line of an order",
    key: &["source", "order_id", "line_no"],
    partition: Partition::Bucket(&["source", "group_id"]),
    columns: &[
        SOURCE,
        text("order_id", "order it belongs to; made from the group where the source gives none"),
        text("group_id", "as in orders"),
        text(
            "line_no",
            "the source's line key, else `#`, a hash of what was bought, and copy; a source's own `#` is doubled",
        ),
        text("record_id", "customer record of the order"),
        required("guest", Flag, "true when the order names no customer"),
        required("ordered_at", Instant, "when the order was placed"),
        required("ordered_on", super::ColumnType::Day, "local calendar day of the order"),
        optional("product_id", Text, "article number"),
        optional("description", Text, "product name"),
        required("quantity", Money, "pieces"),
        optional("unit_price", Money, "price of a piece as given"),
        required("net", Money, "line amount without VAT, after discount"),
        optional("unit_cost", Money, "cost of a piece"),
        optional("refunded", Money, "given back of net, where the source tells it without a date"),
        optional("channel", Text, "as in orders, where the source says so"),
        optional("location", Text, "shop or site"),
        optional(
            "status",
            Text,
            "as in orders, where the source says so; failed, cancelled and test lines count nowhere",
        ),
        text("currency", "ISO 4217"),
        required(
            "whole",
            Flag,
            "true when the source shows its orders whole or dates its rows: a newer copy of the order then replaces every keyless line of an older one",
        ),
    ],
};

/// One refund, return or cancellation, as a dated record of its own.
pub const REFUNDS: Table = Table {
    name: "refunds",
    grain: "one refund, return or cancellation",
    key: &["source", "refund_id"],
    partition: Partition::Bucket(&["source", "group_id"]),
    columns: &[
        SOURCE,
        text(
            "refund_id",
            "the source's key, else made from group, content and copy; `<order>:refunded` for what an order row tells without a date",
        ),
        text("group_id", "as in orders"),
        optional("order_id", Text, "order it takes back, where the source says so"),
        text("record_id", "customer record"),
        required("guest", Flag, "true when it names no customer"),
        required("refunded_at", Instant, "when it happened"),
        required("refunded_on", super::ColumnType::Day, "local calendar day"),
        required("date_known", Flag, "false when the source gives no date and the order's stands in"),
        required("amount", Money, "amount given back without VAT, as a positive amount"),
        optional("quantity", Money, "pieces returned"),
        optional("product_id", Text, "article returned"),
        optional("reason", Text, "cancellation, return, refund"),
        text("currency", "ISO 4217"),
    ],
};
