//! Columns of a file without any meaning, for the toolbox: text, exact amounts, days, instants, floats.

use std::path::Path;
use std::sync::Arc;

use datafusion::arrow::array::{
    ArrayRef, Date32Array, Decimal128Array, Float64Array, StringBuilder, TimestampMicrosecondArray,
};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use datafusion::arrow::record_batch::RecordBatch;

use super::dates::DateFormat;
use super::inspect::{form, place};
use super::numbers::{Number, State};
use super::pages::{Page, When};
use super::stream::Pages;
use super::survey::{Used, Want, survey};
use super::unsettled::Unsettled;
use super::zones::Zone;
use super::{ColumnRef, DateOrder, DecimalSign, Decision, Options, Role, SourceError};

/// How the values of a wanted column are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueKind {
    /// `Utf8`.
    Text,
    /// `Decimal128(18, 6)`.
    Amount,
    /// `Date32`: the local calendar day.
    Day,
    /// Microseconds since 1970 in UTC.
    Instant,
    /// `Float64`.
    Real,
}

impl ValueKind {
    fn arrow(self) -> DataType {
        match self {
            Self::Text => DataType::Utf8,
            Self::Amount => DataType::Decimal128(18, 6),
            Self::Day => DataType::Date32,
            Self::Instant => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
            Self::Real => DataType::Float64,
        }
    }
}

/// A column that is wanted, and its name in the batches.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Name of the column that is given, and of the option that chooses it.
    pub name: String,
    /// Column of the file.
    pub column: ColumnRef,
    /// How its values are given.
    pub kind: ValueKind,
    /// Whether a row without a value is rejected.
    pub required: bool,
}

/// A row that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlainReject {
    /// Its line.
    pub line: u64,
    /// The column at fault, where it is one.
    pub column: Option<String>,
    /// Why.
    pub reason: String,
}

/// Batches of the wanted columns.
pub struct PlainReader {
    schema: SchemaRef,
    pages: Pages<Page>,
    columns: Vec<Column>,
    zone: Zone,
    /// Later than this nothing can have been ordered.
    latest: i64,
    file: String,
    /// Columns of the file, wanted or not.
    fields: usize,
    decisions: Vec<Decision>,
    rejected: u64,
    rejects: Vec<PlainReject>,
    rows: u64,
    bytes_read: u64,
    ended: bool,
    numbers: Vec<Number>,
    whens: Vec<When>,
    unsettled: Unsettled,
}

struct Column {
    name: String,
    place: usize,
    kind: ValueKind,
    required: bool,
    sign: Option<DecimalSign>,
    format: DateFormat,
}

/// Rejects that are kept to be shown; the rest is only counted.
const KEPT: usize = 20;

/// Opens a file for some of its columns.
///
/// # Errors
/// When the file cannot be read, lacks a column, or leaves open how its values are read.
pub fn plain(path: &Path, wanted: &[Wanted], options: &Options) -> Result<PlainReader, SourceError> {
    let file = super::bytes::shown(path);
    let (format, names, mut decisions) = form(path, options)?;
    let mut columns = Vec::with_capacity(wanted.len());
    let mut used = Vec::new();
    for wanted in wanted {
        let place = place(&file, &names, &wanted.column, &wanted.name)?;
        let want = match wanted.kind {
            ValueKind::Amount | ValueKind::Real => Some(Want::Number),
            ValueKind::Day | ValueKind::Instant => Some(Want::When),
            ValueKind::Text => None,
        };
        if let Some(want) = want {
            used.push(Used { column: place, want, option: format!("--{} COLUMN", wanted.name) });
        }
        columns.push(Column {
            name: wanted.name.clone(),
            place,
            kind: wanted.kind,
            required: wanted.required,
            sign: None,
            format: DateFormat::Parts(DateOrder::Ymd),
        });
    }
    let readings = survey(path, &format, &names, &used, options, &mut decisions)?;
    for (used, reading) in used.iter().zip(readings) {
        for column in columns.iter_mut().filter(|column| column.place == used.column) {
            column.sign = reading.decimal.or(column.sign);
            column.format = reading.dates.unwrap_or(column.format);
        }
    }
    let fields: Vec<Field> = wanted.iter().map(|wanted| Field::new(&wanted.name, wanted.kind.arrow(), true)).collect();
    let mut places: Vec<usize> = columns.iter().map(|column| column.place).collect();
    places.sort_unstable();
    places.dedup();
    Ok(PlainReader {
        schema: Arc::new(Schema::new(fields)),
        pages: Pages::start(path, &format, &names, &places, false, Ok)?,
        columns,
        zone: Zone::of(options)?,
        latest: options.latest(),
        file,
        fields: names.len(),
        decisions,
        rejected: 0,
        rejects: Vec::new(),
        rows: 0,
        bytes_read: 0,
        ended: false,
        numbers: Vec::new(),
        whens: Vec::new(),
        unsettled: Unsettled::default(),
    })
}

impl PlainReader {
    /// Schema of the batches.
    #[must_use]
    pub fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    /// What was decided about the file and why.
    #[must_use]
    pub fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// Rows that were given.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Rows that were rejected.
    #[must_use]
    pub fn rejected(&self) -> u64 {
        self.rejected
    }

    /// The first rejected rows.
    #[must_use]
    pub fn rejects(&self) -> &[PlainReject] {
        &self.rejects
    }

    /// Bytes of the stored file that were read.
    #[must_use]
    pub fn bytes_read(&self) -> u64 {
        self.bytes_read
    }

    fn reject(&mut self, line: u64, column: Option<&str>, reason: String) {
        self.rejected += 1;
        if self.rejects.len() < KEPT {
            self.rejects.push(PlainReject { line, column: column.map(str::to_owned), reason });
        }
    }

    fn batch(&mut self, page: &Page) -> Result<RecordBatch, SourceError> {
        for bad in page.bad() {
            let (_, reason) = super::sink::explain(bad, self.fields);
            self.reject(bad.line, None, reason);
        }
        let columns = std::mem::take(&mut self.columns);
        let mut refused: Vec<(usize, usize, String)> = Vec::new();
        let mut arrays = Vec::with_capacity(columns.len());
        for (place, column) in columns.iter().enumerate() {
            arrays.push(self.array(page, place, column, &mut refused)?);
        }
        self.columns = columns;
        let schema = self.schema.clone();
        let batch =
            |reason: &dyn std::fmt::Display| SourceError::Batch { file: self.file.clone(), reason: reason.to_string() };
        let mut made = RecordBatch::try_new(schema, arrays).map_err(|error| batch(&error))?;
        if !refused.is_empty() {
            refused.sort_by_key(|(row, ..)| *row);
            refused.dedup_by_key(|(row, ..)| *row);
            let mut keep = vec![true; page.rows()];
            for (row, ..) in &refused {
                keep[*row] = false;
            }
            made =
                datafusion::arrow::compute::filter_record_batch(&made, &keep.into()).map_err(|error| batch(&error))?;
            for (row, column, reason) in refused {
                let name = self.columns.get(column).map(|column| column.name.clone());
                self.reject(page.line(row), name.as_deref(), reason);
            }
        }
        self.rows += made.num_rows() as u64;
        self.bytes_read = page.bytes_read();
        Ok(made)
    }

    fn array(
        &mut self,
        page: &Page,
        place: usize,
        column: &Column,
        refused: &mut Vec<(usize, usize, String)>,
    ) -> Result<ArrayRef, SourceError> {
        let at = Some(column.place);
        let texts = page.texts(at)?;
        let role = match column.kind {
            ValueKind::Amount | ValueKind::Real => Role::Amount,
            ValueKind::Day | ValueKind::Instant => Role::OrderedAt,
            ValueKind::Text => Role::Description,
        };
        let mut refuse = |row: usize, empty: bool, expected: &str| {
            let text = texts.get(row);
            if empty && column.required {
                refused.push((row, place, format!("empty; expected {expected}")));
            } else if !empty {
                refused.push((row, place, format!("`{}` is no {expected}", super::mask::bad(role, text))));
            }
        };
        Ok(match column.kind {
            ValueKind::Text => {
                let mut builder = StringBuilder::with_capacity(page.rows(), page.rows() * 8);
                for row in 0..page.rows() {
                    let text = texts.some(row);
                    if text.is_none() {
                        refuse(row, true, "text");
                    }
                    builder.append_option(text);
                }
                Arc::new(builder.finish())
            }
            ValueKind::Amount | ValueKind::Real => {
                let sign = match column.sign {
                    Some(sign) => sign,
                    None => self.unsettled.sign(page, column.place, (&self.file, &column.name))?,
                };
                page.numbers(at, sign, &mut self.numbers)?;
                for (row, number) in self.numbers.iter().enumerate() {
                    let large = number.at_scale(6).is_some_and(|value| value.abs() > super::numbers::LARGEST);
                    if large || !number.is_value() {
                        refuse(row, number.state == State::Empty, "number");
                    }
                }
                let fits = |value: &i128| value.abs() <= super::numbers::LARGEST;
                if column.kind == ValueKind::Amount {
                    let values: Decimal128Array =
                        self.numbers.iter().map(|number| number.at_scale(6).filter(fits)).collect();
                    let values = values.with_precision_and_scale(18, 6);
                    Arc::new(
                        values.map_err(|error| SourceError::Batch {
                            file: self.file.clone(),
                            reason: error.to_string(),
                        })?,
                    )
                } else {
                    let real = |number: &Number| number.is_value().then(|| number.real());
                    Arc::new(self.numbers.iter().map(real).collect::<Float64Array>())
                }
            }
            ValueKind::Day | ValueKind::Instant => {
                page.moments(at, None, column.format, &mut self.zone, &mut self.whens)?;
                let mut impossible = Vec::new();
                for (row, when) in self.whens.iter().enumerate() {
                    match when.moment().map(|moment| moment.plausible(self.latest)) {
                        Some(Ok(())) => {}
                        Some(Err(why)) => impossible.push((row, why)),
                        None => refuse(row, *when == When::Empty, "date in the form of this column"),
                    }
                }
                let told = |row| super::mask::bad(role, texts.get(row));
                refused
                    .extend(impossible.into_iter().map(|(row, why)| (row, place, format!("`{}` is {why}", told(row)))));
                let moments = self.whens.iter().map(|when| when.moment());
                if column.kind == ValueKind::Day {
                    Arc::new(moments.map(|moment| moment.map(|moment| moment.day)).collect::<Date32Array>())
                } else {
                    let instants: TimestampMicrosecondArray =
                        moments.map(|moment| moment.map(|moment| moment.utc)).collect();
                    Arc::new(instants.with_timezone("UTC"))
                }
            }
        })
    }
}

impl Iterator for PlainReader {
    type Item = Result<RecordBatch, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let page = match self.pages.next() {
            Ok(Some(page)) => page,
            Ok(None) => {
                self.ended = true;
                return None;
            }
            Err(error) => {
                self.ended = true;
                return Some(Err(error));
            }
        };
        let batch = self.batch(&page);
        self.pages.reuse(page);
        Some(batch)
    }
}
