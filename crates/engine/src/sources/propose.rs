//! The section of `tenure.toml` that makes the decisions about a source lasting.

use std::collections::BTreeMap;

use toml_edit::{DocumentMut, Item, Table, value};

use super::{ColumnRef, DateFormat, DateOrder, Format, Inspection, Kind, aliases};

/// A fragment of `tenure.toml` for the source of an inspected file, every key with its reason.
#[must_use]
pub fn propose_toml(inspection: &Inspection) -> String {
    let mut section = Table::new();
    let mut put = |key: &str, item: Item, why: &str| {
        section.insert(key, item);
        if let Some(mut key) = section.key_mut(key) {
            key.leaf_decor_mut().set_prefix(format!("# {why}\n"));
        }
    };
    put("kind", value(inspection.kind.name()), "what a row is");
    if let Format::Delimited { delimiter, header, encoding, .. } = inspection.format {
        put("delimiter", value(delimiter.name()), "comma, semicolon, tab, pipe, blanks");
        put("header", value(header), "whether the first row names the columns");
        put("encoding", value(encoding.name()), "utf-8, utf-16le, utf-16be, windows-1252");
    }
    if let Some(sign) = inspection.columns.iter().find_map(|column| column.decimal) {
        put("decimal", value(sign.name()), "what stands before the fraction: comma or point");
    }
    // What the headers of a known system say needs no keeping: its other exports, under the same source, call the
    // same things by other names.
    let known = !matches!(inspection.kind, Kind::Orders | Kind::OrderLines | Kind::InvoiceLines);
    let order = inspection.columns.iter().find_map(|column| match column.dates {
        Some(DateFormat::Parts(order)) => Some(order),
        _ => None,
    });
    if let Some(order) = order.filter(|order| !known || *order != DateOrder::Ymd) {
        put("date_order", value(order.name()), "order of day, month and year: dmy, mdy or ymd");
    }
    put("zone", value(&inspection.zone), "zone of times that carry no offset");
    put("currency", value(&inspection.currency), "currency of amounts that carry none");
    let names: Vec<String> = inspection.columns.iter().map(|column| column.name.clone()).collect();
    let proposed = if known { aliases::propose(inspection.kind, &names) } else { BTreeMap::new() };
    let mut columns = Table::new();
    for (role, &place) in inspection.mapping.iter().filter(|(role, place)| proposed.get(role) != Some(*place)) {
        let Some(column) = inspection.columns.get(place) else { continue };
        let named = match ColumnRef::from(column.name.as_str()) {
            ColumnRef::Number(number) => value(i64::try_from(number).unwrap_or_default()),
            ColumnRef::Name(name) => value(name),
        };
        columns.insert(role.name(), named);
        if let Some(mut key) = columns.key_mut(role.name()) {
            key.leaf_decor_mut().set_prefix(format!("# {}\n", role.about()));
        }
    }
    for role in &inspection.without {
        columns.insert(role.name(), value(""));
        if let Some(mut key) = columns.key_mut(role.name()) {
            key.leaf_decor_mut().set_prefix(format!("# {}: no column\n", role.about()));
        }
    }
    let mut sources = Table::new();
    sources.set_implicit(true);
    section.insert("columns", Item::Table(columns));
    sources.insert(&inspection.source, Item::Table(section));
    let mut document = DocumentMut::new();
    document.insert("source", Item::Table(sources));
    document.to_string()
}
