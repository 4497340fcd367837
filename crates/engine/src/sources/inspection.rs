//! What was decided about a file, for people and for the record.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use twox_hash::XxHash64;

use super::dates::DateFormat;
use super::{DecimalSign, Format, Kind, Options, Role};

/// One decision, with its evidence in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// What was decided: `delimiter`, `header`, `dates`, ...
    pub what: String,
    /// The outcome.
    pub value: String,
    /// Why.
    pub evidence: String,
}

impl Decision {
    pub(crate) fn new(what: &str, value: &str, evidence: &str) -> Self {
        Self { what: what.to_owned(), value: value.to_owned(), evidence: evidence.to_owned() }
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({})", self.what, self.value, self.evidence)
    }
}

/// One column of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnInfo {
    /// Name, made unique; its number in a file without header.
    pub name: String,
    /// Place, from 1.
    pub number: usize,
    /// What stands before the fraction, when the column is used as a number.
    pub decimal: Option<DecimalSign>,
    /// How dates are written, when the column is used as a date.
    pub dates: Option<DateFormat>,
}

/// Whether the amounts of a file include VAT, and what gives its size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VatRule {
    /// Amounts are without VAT.
    Excluded,
    /// Amounts include VAT at one rate, in millionths of a per cent.
    Rate(i64),
    /// Amounts include the VAT of the `tax` column.
    TaxColumn,
    /// Amounts include VAT at the rate of the `tax_rate` column, in per cent.
    RateColumn,
}

/// A file, understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspection {
    /// Name of the file.
    pub file: String,
    /// Where it stands.
    #[serde(skip)]
    pub path: PathBuf,
    /// Its size as stored, in bytes.
    pub bytes: u64,
    /// Name of the source it belongs to.
    pub source: String,
    /// Outer form.
    pub format: Format,
    /// What its rows are.
    pub kind: Kind,
    /// Its columns.
    pub columns: Vec<ColumnInfo>,
    /// Which column has which meaning, as places counted from 0.
    pub mapping: BTreeMap<Role, usize>,
    /// Roles that no column is to have, as its owner says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<Role>,
    /// Columns that hold lines within an order's row (`order_item_1`, ...), as places counted from 0.
    pub item_columns: Vec<usize>,
    /// How VAT is taken out.
    pub vat: VatRule,
    /// Zone of times without offset.
    pub zone: String,
    /// Currency of amounts without one.
    pub currency: String,
    /// What was decided and why.
    pub decisions: Vec<Decision>,
    /// What the file cannot give.
    pub warnings: Vec<String>,
}

impl Inspection {
    /// The column of a role.
    #[must_use]
    pub fn column(&self, role: Role) -> Option<&ColumnInfo> {
        self.mapping.get(&role).and_then(|&place| self.columns.get(place))
    }

    /// Hash of a file's content and of everything that says how its values are read. Not of its name or place.
    pub(crate) fn reading(&self, options: &Options, content: &str) -> u64 {
        let form = (&self.format, self.kind, &self.columns, &self.mapping, &self.item_columns);
        let values = (self.vat, &self.zone, &self.currency, &options.channel);
        let rules = (&options.non_product_codes, &options.test_orders, &options.statuses);
        let told = serde_json::to_vec(&(content, form, values, rules)).unwrap_or_default();
        XxHash64::oneshot(0, &told)
    }
}

impl fmt::Display for Inspection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: {} (source `{}`)", self.file, self.kind, self.source)?;
        for decision in &self.decisions {
            writeln!(f, "  {decision}")?;
        }
        for (role, &place) in &self.mapping {
            if let Some(column) = self.columns.get(place) {
                writeln!(f, "  {role} = `{}`", column.name)?;
            }
        }
        for role in &self.without {
            writeln!(f, "  {role} = no column")?;
        }
        for warning in &self.warnings {
            writeln!(f, "  note: {warning}")?;
        }
        Ok(())
    }
}
