//! Rows as they come from a file, whatever its form, and typed columns made from them.

use datafusion::arrow::array::{Array, AsArray, BooleanArray, RecordBatch, StringArray};
use datafusion::arrow::compute::{cast, filter_record_batch};
use datafusion::arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, Float64Type, Int64Type, TimeUnit, TimestampMicrosecondType,
};

use super::dates::{self, Civil, DAY, DateFormat};
use super::numbers::{self, Number, SignEvidence};
use super::records::{Bad, Chunk, Malformed};
use super::zones::{Moment, Zone};
use super::{DecimalSign, SourceError};

/// A batch of rows.
pub(crate) enum Page {
    /// Fields as text.
    Text(Chunk),
    /// Typed columns.
    Batch(Batch),
}

/// Typed columns of a Parquet file.
pub(crate) struct Batch {
    pub file: String,
    pub columns: RecordBatch,
    /// For every column of the file, its place among those that were read.
    pub places: Vec<Option<usize>>,
    /// Number of the first row, from 1.
    pub first: u64,
    /// Numbers of the rows, where some were taken out.
    pub lines: Option<Vec<u64>>,
    /// Rows that were taken out.
    pub bad: Vec<Bad>,
    pub bytes_read: u64,
}

/// A moment, or why there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    At(Moment),
    Empty,
    Bad,
}

impl When {
    pub fn moment(self) -> Option<Moment> {
        match self {
            Self::At(moment) => Some(moment),
            _ => None,
        }
    }
}

/// The texts of one column.
pub(crate) enum Texts<'a> {
    None,
    Spans(&'a Chunk, usize),
    Strings(StringArray),
}

impl Texts<'_> {
    /// The trimmed text; empty for none.
    pub fn get(&self, row: usize) -> &str {
        match self {
            Self::None => "",
            Self::Spans(chunk, column) => trim(chunk.field(row, *column)),
            Self::Strings(array) if array.is_null(row) => "",
            Self::Strings(array) => trim(array.value(row)),
        }
    }

    /// The trimmed text unless it is empty.
    pub fn some(&self, row: usize) -> Option<&str> {
        let text = self.get(row);
        (!text.is_empty()).then_some(text)
    }
}

/// `str::trim` without its cost for the usual text that has nothing to trim.
pub(crate) fn trim(text: &str) -> &str {
    let edge = |byte: Option<&u8>| byte.is_some_and(|byte| *byte <= b' ' || *byte >= 0x80);
    let bytes = text.as_bytes();
    if edge(bytes.first()) || edge(bytes.last()) { text.trim() } else { text }
}

impl Page {
    pub fn rows(&self) -> usize {
        match self {
            Self::Text(chunk) => chunk.rows(),
            Self::Batch(batch) => batch.columns.num_rows(),
        }
    }

    /// Physical line of a row; its number in a Parquet file.
    pub fn line(&self, row: usize) -> u64 {
        match self {
            Self::Text(chunk) => chunk.lines[row],
            Self::Batch(batch) => match &batch.lines {
                Some(lines) => lines[row],
                None => batch.first + row as u64,
            },
        }
    }

    pub fn bad(&self) -> &[Bad] {
        match self {
            Self::Text(chunk) => &chunk.bad,
            Self::Batch(batch) => &batch.bad,
        }
    }

    pub fn bytes_read(&self) -> u64 {
        match self {
            Self::Text(chunk) => chunk.bytes_read,
            Self::Batch(batch) => batch.bytes_read,
        }
    }

    pub fn texts(&self, column: Option<usize>) -> Result<Texts<'_>, SourceError> {
        let Some(column) = column else { return Ok(Texts::None) };
        match self {
            Self::Text(chunk) => Ok(Texts::Spans(chunk, column)),
            Self::Batch(batch) => batch.strings(column),
        }
    }

    /// The numbers of a column, into `out`.
    pub fn numbers(&self, column: Option<usize>, sign: DecimalSign, out: &mut Vec<Number>) -> Result<(), SourceError> {
        out.clear();
        let rows = self.rows();
        let Some(column) = column else {
            out.resize(rows, Number::EMPTY);
            return Ok(());
        };
        match self {
            Self::Text(chunk) => {
                let text = chunk.text.as_bytes();
                let spans = chunk.spans.iter().skip(column).step_by(chunk.columns);
                out.extend(spans.map(|&(start, end)| numbers::parse(&text[start as usize..end as usize], sign)));
                Ok(())
            }
            Self::Batch(batch) => batch.numbers(column, sign, out),
        }
    }

    /// What the first value with a separator says about the decimal sign of a column, with its row and itself.
    pub fn sign(&self, column: usize) -> Result<Option<(SignEvidence, usize, String)>, SourceError> {
        if let Self::Batch(batch) = self
            && !batch.written(column)
        {
            return Ok(None);
        }
        let texts = self.texts(Some(column))?;
        let told = |row: usize| {
            let text = texts.get(row);
            // Most columns that were left open hold whole numbers only.
            if !text.bytes().any(|byte| matches!(byte, b'.' | b',' | b'e' | b'E')) {
                return None;
            }
            match numbers::evidence(text) {
                SignEvidence::Neutral | SignEvidence::NotANumber => None,
                evidence => Some((evidence, row, text.to_owned())),
            }
        };
        Ok((0..self.rows()).find_map(told))
    }

    /// The moments of a column, into `out`; `clock` is the column of the time of day, where it stands apart.
    pub fn moments(
        &self,
        column: Option<usize>,
        clock: Option<usize>,
        format: DateFormat,
        zone: &mut Zone,
        out: &mut Vec<When>,
    ) -> Result<(), SourceError> {
        out.clear();
        let Some(column) = column else {
            out.resize(self.rows(), When::Empty);
            return Ok(());
        };
        let at = |zone: &mut Zone, civil: Option<Civil>| {
            civil.and_then(|civil| zone.moment(civil)).map_or(When::Bad, When::At)
        };
        if let (Self::Batch(batch), None) = (self, clock)
            && batch.moments(column, zone, out)?
        {
            return Ok(());
        }
        let (days, clocks) = (self.texts(Some(column))?, self.texts(clock)?);
        for row in 0..self.rows() {
            let text = days.get(row);
            if text.is_empty() {
                out.push(When::Empty);
                continue;
            }
            let mut civil = dates::parse(text.as_bytes(), format);
            if let (Some(civil), Some(clock)) = (&mut civil, clocks.some(row)) {
                match dates::clock(clock.as_bytes()) {
                    Some((time, offset)) => *civil = Civil { time, offset, timed: true, ..*civil },
                    None => {
                        out.push(When::Bad);
                        continue;
                    }
                }
            }
            out.push(at(zone, civil));
        }
        Ok(())
    }
}

impl Batch {
    /// Takes out rows whose bytes are no text: a cast would make an empty cell of them, and of a customer nobody.
    pub fn without_bytes(mut self) -> Result<Self, SourceError> {
        let binary = |kind: &DataType| {
            use DataType::{Binary, BinaryView, FixedSizeBinary, LargeBinary};
            matches!(kind, Binary | LargeBinary | BinaryView | FixedSizeBinary(_))
        };
        let rows = self.columns.num_rows();
        let mut whole = vec![true; rows];
        for array in self.columns.columns().iter().filter(|array| binary(array.data_type())) {
            let text = self.cast(&self.cast(array, &DataType::Binary)?, &DataType::Utf8)?;
            for (row, whole) in whole.iter_mut().enumerate().filter(|_| text.null_count() > array.null_count()) {
                *whole &= text.is_valid(row) || array.is_null(row);
            }
        }
        if whole.iter().all(|whole| *whole) {
            return Ok(self);
        }
        let line = |row: usize| self.first + row as u64;
        let of =
            |kept: bool| whole.iter().enumerate().filter(move |(_, whole)| **whole == kept).map(|(row, _)| line(row));
        self.bad = of(false).map(|line| Bad { line, why: Malformed::Bytes, text: 0..0 }).collect();
        let lines = of(true).collect();
        self.columns = filter_record_batch(&self.columns, &BooleanArray::from(whole))
            .map_err(|error| SourceError::Batch { file: self.file.clone(), reason: error.to_string() })?;
        self.lines = Some(lines);
        Ok(self)
    }

    fn array(&self, column: usize) -> Option<&dyn Array> {
        let place = self.places.get(column).copied().flatten()?;
        Some(self.columns.column(place).as_ref())
    }

    fn cast(&self, array: &dyn Array, to: &DataType) -> Result<datafusion::arrow::array::ArrayRef, SourceError> {
        cast(array, to).map_err(|error| SourceError::Batch { file: self.file.clone(), reason: error.to_string() })
    }

    fn strings(&self, column: usize) -> Result<Texts<'_>, SourceError> {
        let Some(array) = self.array(column) else { return Ok(Texts::None) };
        // A key that passed through a float (a column with gaps in a data frame) keeps no `.0`.
        let strings = if array.data_type().is_floating() {
            let floats = self.cast(array, &DataType::Float64)?;
            floats.as_primitive::<Float64Type>().iter().map(|value| value.map(|value| value.to_string())).collect()
        } else {
            let binary = matches!(array.data_type(), DataType::BinaryView | DataType::FixedSizeBinary(_));
            let bytes = if binary { Some(self.cast(array, &DataType::Binary)?) } else { None };
            self.cast(bytes.as_deref().unwrap_or(array), &DataType::Utf8)?.as_string::<i32>().clone()
        };
        Ok(Texts::Strings(strings))
    }

    fn numbers(&self, column: usize, sign: DecimalSign, out: &mut Vec<Number>) -> Result<(), SourceError> {
        let Some(array) = self.array(column) else {
            out.resize(self.columns.num_rows(), Number::EMPTY);
            return Ok(());
        };
        let or_empty = |value: Option<Number>| value.unwrap_or(Number::EMPTY);
        match array.data_type() {
            kind if kind.is_integer() => {
                let whole = self.cast(array, &DataType::Int64)?;
                let values = whole.as_primitive::<Int64Type>();
                out.extend(values.iter().map(|value| or_empty(value.map(|value| Number::value(value, 0)))));
            }
            kind if kind.is_floating() => {
                let floats = self.cast(array, &DataType::Float64)?;
                // The shortest text that gives the same float is what somebody once wrote.
                let mut text = String::new();
                out.extend(floats.as_primitive::<Float64Type>().iter().map(|value| match value {
                    Some(value) if value.is_finite() => {
                        use std::fmt::Write;
                        text.clear();
                        let _ = write!(text, "{value}");
                        numbers::parse(text.as_bytes(), DecimalSign::Point)
                    }
                    Some(value) if !value.is_nan() => Number::BAD,
                    _ => Number::EMPTY,
                }));
            }
            &DataType::Decimal128(_, scale) if (0..=18).contains(&scale) => {
                let read = |value: i128| {
                    i64::try_from(value).map_or(Number::BAD, |value| Number::value(value, scale.cast_unsigned()))
                };
                out.extend(array.as_primitive::<Decimal128Type>().iter().map(|value| or_empty(value.map(read))));
            }
            _ => {
                let texts = self.strings(column)?;
                out.extend((0..self.columns.num_rows()).map(|row| numbers::parse(texts.get(row).as_bytes(), sign)));
            }
        }
        Ok(())
    }

    /// Moments of a column of times or dates; `false` when it is neither.
    fn moments(&self, column: usize, zone: &mut Zone, out: &mut Vec<When>) -> Result<bool, SourceError> {
        let Some(array) = self.array(column) else { return Ok(false) };
        let mut push = |civil: Option<Civil>| {
            out.push(match civil {
                None => When::Empty,
                Some(civil) => zone.moment(civil).map_or(When::Bad, When::At),
            });
        };
        match array.data_type() {
            DataType::Timestamp(_, named) => {
                let micros = self.cast(array, &DataType::Timestamp(TimeUnit::Microsecond, named.clone()))?;
                let offset = named.as_ref().map(|_| 0);
                for value in micros.as_primitive::<TimestampMicrosecondType>() {
                    push(value.map(|value| Civil {
                        day: value.div_euclid(DAY) as i32,
                        time: value.rem_euclid(DAY),
                        offset,
                        timed: true,
                    }));
                }
            }
            DataType::Date32 | DataType::Date64 => {
                let days = self.cast(array, &DataType::Date32)?;
                for value in days.as_primitive::<Date32Type>() {
                    push(value.map(|day| Civil { day, time: 0, offset: None, timed: false }));
                }
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Whether a column is of texts.
    fn written(&self, column: usize) -> bool {
        use DataType::{LargeUtf8, Utf8, Utf8View};
        self.array(column).is_some_and(|array| matches!(array.data_type(), Utf8 | LargeUtf8 | Utf8View))
    }

    /// Whether a column is typed so that its values need no evidence: numbers, times, dates.
    pub fn typed(&self, column: usize) -> bool {
        self.array(column).is_some_and(|array| {
            let kind = array.data_type();
            kind.is_floating()
                || matches!(
                    kind,
                    DataType::Decimal128(..) | DataType::Timestamp(..) | DataType::Date32 | DataType::Date64
                )
        })
    }
}
