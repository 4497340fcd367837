//! A file to an [`Inspection`]: outer form, kind, columns by role, and how their values are read.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use super::aliases::{self, VatHint};
use super::bytes::{Text, shown};
use super::naming::{check_source, source_name};
use super::records::Chunk;
use super::roles::Sort;
use super::sniff::{HEAD, sniff};
use super::stream::Feed;
use super::survey::{Reading, Used, Want, survey};
use super::zones::Zone;
use super::{
    ColumnInfo, ColumnRef, Decision, Format, Inspection, Kind, Options, Role, SourceError, Vat, VatRule, members,
    parquet,
};

/// The outer form with the names of all columns, whatever the form.
pub(crate) fn form(path: &Path, options: &Options) -> Result<(Format, Vec<String>, Vec<Decision>), SourceError> {
    let sniffed = sniff(path, options)?;
    let names = match &sniffed.format {
        Format::Delimited { .. } => sniffed.names,
        Format::JsonLines { .. } => {
            let given = |name: &str| options.mapping.values().any(|column| column.to_string() == name);
            let means = |name: &str| given(name) || aliases::known(&[name.to_owned()]) > 0;
            members::names(&mut Text::open(path, sniffed.format.wrapping(), false)?, HEAD, means)?
        }
        Format::Parquet => {
            let (schema, rows) = parquet::schema(path)?;
            let names: Vec<String> = schema.fields().iter().map(|field| field.name().clone()).collect();
            if rows == 0 {
                return Err(SourceError::HeaderOnly { file: shown(path), columns: names.len() });
            }
            names
        }
    };
    Ok((sniffed.format, names, sniffed.decisions))
}

/// Names of columns for an error: all of a narrow file, the first of a wide one.
pub(crate) fn found(names: &[String]) -> String {
    const SHOWN: usize = 40;
    let list = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN { format!("{list} and {} more", names.len() - SHOWN) } else { list }
}

/// The place of a column that somebody named.
pub(crate) fn place(file: &str, names: &[String], column: &ColumnRef, role: &str) -> Result<usize, SourceError> {
    let found_at = match column {
        ColumnRef::Number(number) => names
            .iter()
            .position(|name| *name == number.to_string())
            .or_else(|| number.checked_sub(1).filter(|place| *place < names.len())),
        ColumnRef::Name(wanted) => names
            .iter()
            .position(|name| name == wanted)
            .or_else(|| names.iter().position(|name| name.eq_ignore_ascii_case(wanted.trim()))),
    };
    found_at.ok_or_else(|| SourceError::UnknownColumn {
        file: file.to_owned(),
        column: column.to_string(),
        role: role.to_owned(),
        found: found(names),
    })
}

/// Looks at a file and decides how it is read.
///
/// # Errors
/// When the file cannot be read, lacks what its kind needs, or leaves something open that only its owner
/// can settle; the error names the option.
pub fn inspect(path: &Path, options: &Options) -> Result<Inspection, SourceError> {
    let file = shown(path);
    options.source.as_deref().map_or(Ok(()), check_source)?;
    super::foreign::once(path)?;
    let bytes = std::fs::metadata(path).map_err(|error| SourceError::io(&file, error))?.len();
    let (format, names, mut decisions) = form(path, options)?;
    let (mut kind, mut why) = match options.kind {
        Some(kind) => (kind, "given".to_owned()),
        None => aliases::detect(&names),
    };
    let mut mapping = mapping(&file, kind, &names, options)?;
    require(&file, kind, &names, &mapping)?;
    if kind == Kind::Orders
        && options.kind.is_none()
        && let Some(evidence) = repeated_orders(path, &format, &names, &mapping)?
    {
        (kind, why) = (Kind::OrderLines, evidence);
    }
    decisions.push(Decision::new("kind", kind.name(), &why));
    let unread = if kind == Kind::OrderLines { lines_given_back(&mut mapping, &names, options) } else { None };
    let vat = vat(&file, kind, &names, &mapping, options, &mut decisions)?;
    let used: Vec<Used> = mapping
        .iter()
        .filter_map(|(&role, &column)| {
            let want = match role.sort() {
                Sort::Number => Want::Number,
                Sort::When => Want::When,
                Sort::Text | Sort::Contact => return None,
            };
            Some(Used { column, want, option: format!("--map {role}=COLUMN") })
        })
        .collect();
    let readings = survey(path, &format, &names, &used, options, &mut decisions)?;
    let mut columns: Vec<ColumnInfo> = names
        .iter()
        .enumerate()
        .map(|(place, name)| ColumnInfo { name: name.clone(), number: place + 1, decimal: None, dates: None })
        .collect();
    for (used, Reading { decimal, dates }) in used.iter().zip(readings) {
        if let Some(column) = columns.get_mut(used.column) {
            column.decimal = decimal.or(column.decimal);
            column.dates = dates.or(column.dates);
        }
    }
    let zone = zone(kind, options, &mut decisions)?;
    let currency = SourceError::currency(options.currency_code())?.as_str().to_owned();
    if !mapping.contains_key(&Role::Currency) {
        let why = given_or_default(options.currency.is_some(), "currency");
        decisions.push(Decision::new("currency", &currency, &why));
    }
    let item_columns = if kind == Kind::WooCommerceOrders { aliases::item_columns(&names) } else { Vec::new() };
    let source = options.source.clone().unwrap_or_else(|| source_name(kind, &file));
    let mut warnings = warnings(kind, &names, &mapping);
    warnings.extend(unread);
    let without = options.mapping.iter().filter(|(_, column)| column.is_none()).map(|(&role, _)| role).collect();
    Ok(Inspection {
        file,
        path: path.to_path_buf(),
        bytes,
        source,
        format,
        kind,
        columns,
        mapping,
        without,
        item_columns,
        vat,
        zone,
        currency,
        decisions,
        warnings,
    })
}

/// Whether rows share their order number so often that they must be lines; says which. A later copy of an
/// order with a time of change is no line, and neither is a negative row, which takes something back.
fn repeated_orders(
    path: &Path,
    format: &Format,
    names: &[String],
    mapping: &BTreeMap<Role, usize>,
) -> Result<Option<String>, SourceError> {
    let (Some(&order), Some(&amount)) = (mapping.get(&Role::OrderId), mapping.get(&Role::Amount)) else {
        return Ok(None);
    };
    if mapping.contains_key(&Role::UpdatedAt) {
        return Ok(None);
    }
    let mut feed = Feed::open(path, format, names, &[order.min(amount), order.max(amount)], false)?;
    let Some(page) = feed.next(Chunk::default())? else { return Ok(None) };
    let (orders, amounts) = (page.texts(Some(order))?, page.texts(Some(amount))?);
    let mut first = HashMap::new();
    let mut repeated = 0;
    let mut evidence = None;
    for row in 0..page.rows() {
        let Some(id) = orders.some(row).filter(|_| !amounts.get(row).contains(['-', '('])) else { continue };
        let known = *first.entry(id).or_insert(row);
        if known != row {
            repeated += 1;
            evidence.get_or_insert_with(|| {
                let id = super::mask::shown(Role::OrderId, id);
                format!("`{id}` stands in lines {} and {}; `--as orders` changes it", page.line(known), page.line(row))
            });
        }
    }
    Ok(evidence.filter(|_| repeated * 20 > page.rows()))
}

/// What was given back may stand on each line for the line or for its whole order, and the two cannot be told
/// apart: such a column is read when somebody says that it is the line's own.
fn lines_given_back(mapping: &mut BTreeMap<Role, usize>, names: &[String], options: &Options) -> Option<String> {
    if options.mapping.contains_key(&Role::Refunded) {
        return None;
    }
    let name = names.get(mapping.remove(&Role::Refunded)?)?;
    Some(format!(
        "column `{name}` is not read: on a line it may be what was given back of the line or of its whole order. If it \
         is the line's own, say `--map refunded={name}`; lines with the status `refunded` are given back whole"
    ))
}

fn given_or_default(given: bool, option: &str) -> String {
    if given { "given".to_owned() } else { format!("default; `--{option}` changes it") }
}

pub(super) fn mapping(
    file: &str,
    kind: Kind,
    names: &[String],
    options: &Options,
) -> Result<BTreeMap<Role, usize>, SourceError> {
    let mut mapping = aliases::propose(kind, names);
    for (&role, column) in &options.mapping {
        if column.is_none() {
            mapping.remove(&role);
            continue;
        }
        let place = place(file, names, column, role.name())?;
        if let Some(other) = mapping.iter().find(|(other, at)| **at == place && clash(**other, role, options)) {
            let other = other.0;
            return Err(SourceError::Setting {
                name: "map",
                value: format!("{role}={column}"),
                allowed: format!(
                    "columns that have no other meaning; `{column}` is `{other}`, which `--map {other}=COLUMN` changes"
                ),
            });
        }
        mapping.retain(|other, taken| *other == role || *taken != place || options.mapping.contains_key(other));
        mapping.insert(role, place);
    }
    Ok(mapping)
}

/// Whether a column cannot have a second role: somebody gave it both, or the first is what tells orders apart or
/// dates them, which nobody gives up without saying so. Any other proposal yields.
fn clash(other: Role, role: Role, options: &Options) -> bool {
    let given = options.mapping.contains_key(&other);
    other != role && (given || matches!(other, Role::OrderId | Role::OrderedAt))
}

/// What a kind cannot do without; of each group one is enough.
fn needs(kind: Kind) -> &'static [&'static [Role]] {
    match kind {
        Kind::Orders | Kind::OrderLines => {
            &[&[Role::OrderedAt], &[Role::Amount, Role::UnitPrice], &[Role::CustomerId, Role::Email, Role::Phone]]
        }
        Kind::InvoiceLines => &[
            &[Role::OrderId],
            &[Role::ProductId],
            &[Role::Quantity],
            &[Role::OrderedAt],
            &[Role::UnitPrice],
            &[Role::CustomerId],
        ],
        Kind::ShopifyOrders | Kind::StripePayments | Kind::WooCommerceOrders => {
            &[&[Role::OrderId], &[Role::OrderedAt], &[Role::Amount]]
        }
    }
}

fn require(file: &str, kind: Kind, names: &[String], mapping: &BTreeMap<Role, usize>) -> Result<(), SourceError> {
    for group in needs(kind) {
        let missing = if group.contains(&Role::UnitPrice) && group.len() > 1 {
            let product = mapping.contains_key(&Role::Quantity) && mapping.contains_key(&Role::UnitPrice);
            !mapping.contains_key(&Role::Amount) && !product
        } else {
            !group.iter().any(|role| mapping.contains_key(role))
        };
        if missing {
            return Err(SourceError::MissingColumn {
                file: file.to_owned(),
                kind: kind.name().to_owned(),
                role: group.first().map_or("", |role| role.name()).to_owned(),
                found: found(names),
            });
        }
    }
    Ok(())
}

fn vat(
    file: &str,
    kind: Kind,
    names: &[String],
    mapping: &BTreeMap<Role, usize>,
    options: &Options,
    decisions: &mut Vec<Decision>,
) -> Result<VatRule, SourceError> {
    let (rule, why) = match (kind, options.vat) {
        (_, Some(Vat::Net)) => (VatRule::Excluded, "given".to_owned()),
        (_, Some(Vat::Gross(rate))) => (VatRule::Rate(rate), "given".to_owned()),
        (Kind::Orders | Kind::OrderLines, None) => {
            let amount = mapping.get(&Role::Amount).or_else(|| mapping.get(&Role::UnitPrice));
            let name = amount.and_then(|&place| names.get(place)).map_or("", String::as_str);
            let hint = aliases::vat_hint(&aliases::key(name)).1;
            let (rate, tax) = (mapping.contains_key(&Role::TaxRate), mapping.contains_key(&Role::Tax));
            match (hint, rate, tax) {
                (VatHint::Excluded, ..) => (VatRule::Excluded, format!("column `{name}` says so")),
                (VatHint::Included, true, _) => {
                    (VatRule::RateColumn, format!("column `{name}` includes it, another gives its rate"))
                }
                (_, _, true) => (VatRule::TaxColumn, format!("column `{name}` less the column of the VAT")),
                (VatHint::Included, false, false) => {
                    return Err(SourceError::UnknownVat { file: file.to_owned(), column: name.to_owned() });
                }
                (VatHint::None, ..) => (VatRule::Excluded, "default; `--vat gross:RATE` changes it".to_owned()),
            }
        }
        (Kind::ShopifyOrders | Kind::WooCommerceOrders, None) if mapping.contains_key(&Role::Tax) => {
            (VatRule::TaxColumn, "total less taxes".to_owned())
        }
        (_, None) => (VatRule::Excluded, "default; `--vat gross:RATE` changes it".to_owned()),
    };
    let value = match rule {
        VatRule::Excluded => "not in the amounts".to_owned(),
        VatRule::Rate(rate) => format!("{} per cent in the amounts", super::numbers::shown(i128::from(rate), 6)),
        VatRule::TaxColumn => "taken out by its own column".to_owned(),
        VatRule::RateColumn => "taken out by the rate of each row".to_owned(),
    };
    decisions.push(Decision::new("VAT", &value, &why));
    Ok(rule)
}

fn zone(kind: Kind, options: &Options, decisions: &mut Vec<Decision>) -> Result<String, SourceError> {
    Zone::of(options)?;
    let name = options.zone_name().to_owned();
    let why = match kind {
        Kind::StripePayments => "for calendar days; the times of the file are UTC".to_owned(),
        _ => given_or_default(options.zone.is_some(), "zone"),
    };
    decisions.push(Decision::new("zone", &name, &why));
    Ok(name)
}

fn warnings(kind: Kind, names: &[String], mapping: &BTreeMap<Role, usize>) -> Vec<String> {
    let mut warnings = Vec::new();
    for (role, name) in mapping.iter().filter_map(|(role, &place)| Some((role, names.get(place)?))) {
        let again = format!("{name}.2");
        if names.contains(&again) {
            warnings.push(format!(
                "more than one column is called `{name}`: the first is taken as {role}, the next is `{again}`; \
                 `--map {role}={again}` changes it"
            ));
        }
    }
    let identified = [Role::CustomerId, Role::Email, Role::Phone].iter().any(|role| mapping.contains_key(role));
    if kind == Kind::WooCommerceOrders && !identified {
        warnings.push(
            "this WooCommerce report names no customer by key or e-mail: all its orders are guests. Export orders \
             with `billing_email` to give customers a value"
                .to_owned(),
        );
    }
    if matches!(kind, Kind::Orders | Kind::OrderLines) && !mapping.contains_key(&Role::OrderId) {
        warnings.push(
            "no column gives an order number: rows of one customer at one time are told apart by content".to_owned(),
        );
    }
    warnings
}
