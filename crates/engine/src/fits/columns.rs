//! The one door from Arrow to slices: names, types, nulls, NaN, signs, and what no customer can have.

use datafusion::arrow::array::{Array, AsArray, RecordBatch};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Float64Type, Schema};

use super::FitError;
use crate::sources::{Role, shown_bad};

/// A column and the names that peers give it, the first that is present counts.
const CUSTOMER: (&str, &[&str]) = ("customer_id", &["ID", "Id", "id", "cust", "customer"]);
const FREQUENCY: (&str, &[&str]) = ("frequency", &["x", "frequency_cal", "x.cal"]);
const RECENCY: (&str, &[&str]) = ("recency", &["t_x", "t.x", "recency_cal", "t.x.cal"]);
const AGE: (&str, &[&str]) = ("age", &["T", "T.cal", "T_cal"]);
const SPEND: (&str, &[&str]) = ("monetary_value", &["zbar", "m.x", "m_x", "monetary_value_cal"]);

/// Whether a column holds keys rather than numbers.
#[must_use]
pub fn is_key(name: &str) -> bool {
    name == CUSTOMER.0 || CUSTOMER.1.contains(&name)
}

/// Where the columns of a summary stand.
#[derive(Debug, Clone)]
pub struct Door {
    file: String,
    names: Vec<String>,
    customer: Option<usize>,
    frequency: Option<usize>,
    recency: Option<usize>,
    age: Option<usize>,
    spend: Option<usize>,
    /// What was taken under another name, as lines for a person.
    pub taken: Vec<String>,
}

/// Which columns a model needs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Needs {
    /// `customer_id`.
    pub customer: bool,
    /// `recency` and `age`, beside `frequency`.
    pub times: bool,
    /// `monetary_value`.
    pub spend: bool,
}

/// The columns of some customers, checked: finite, equally long, and possible.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Slices {
    /// Repeat occasions.
    pub frequency: Vec<f64>,
    /// First to last occasion; empty unless asked for.
    pub recency: Vec<f64>,
    /// First occasion to as-of; empty unless asked for.
    pub age: Vec<f64>,
    /// Mean value of the repeat occasions, 0 where there are none; empty unless asked for.
    pub spend: Vec<f64>,
}

impl Door {
    /// Finds the columns by name.
    ///
    /// # Errors
    /// When one that is needed is absent.
    pub fn find(schema: &Schema, file: &str, needs: Needs) -> Result<Self, FitError> {
        let names: Vec<String> = schema.fields().iter().map(|field| field.name().clone()).collect();
        let mut taken = Vec::new();
        let mut find = |(wanted, aliases): (&'static str, &[&str]), needed: bool| {
            let found =
                std::iter::once(&wanted).chain(aliases).find_map(|name| names.iter().position(|own| own == name));
            match found {
                Some(at) if needed && names[at] != wanted => {
                    taken.push(format!("`{}` is taken as `{wanted}`", names[at]));
                }
                None if needed => {
                    let aliases = aliases.iter().map(|&alias| alias.to_owned()).collect();
                    return Err(FitError::NoColumn { file: file.to_owned(), wanted, aliases, present: names.clone() });
                }
                _ => {}
            }
            Ok(found.filter(|_| needed))
        };
        let customer = find(CUSTOMER, needs.customer)?;
        let frequency = find(FREQUENCY, true)?;
        let recency = find(RECENCY, needs.times)?;
        let age = find(AGE, needs.times)?;
        let spend = find(SPEND, needs.spend)?;
        Ok(Self { file: file.to_owned(), customer, frequency, recency, age, spend, taken, names })
    }

    /// Places of the columns in the file, the customer's first when it is asked for.
    #[must_use]
    pub fn columns(&self) -> Vec<usize> {
        [self.customer, self.frequency, self.recency, self.age, self.spend].into_iter().flatten().collect()
    }

    /// Checked slices of a batch that holds [`Self::columns`] in that order; `before` rows precede it.
    ///
    /// # Errors
    /// Names the column and the first row that no customer can have.
    pub fn slices(&self, batch: &RecordBatch, before: usize) -> Result<Slices, FitError> {
        let mut at = usize::from(self.customer.is_some());
        let mut next = |column: Option<usize>| match column {
            None => Ok(Vec::new()),
            Some(_) => {
                at += 1;
                self.numbers(batch.column(at - 1), batch.schema().field(at - 1).name(), before)
            }
        };
        let mut slices = Slices {
            frequency: next(self.frequency)?,
            recency: next(self.recency)?,
            age: next(self.age)?,
            spend: next(self.spend)?,
        };
        self.check(&mut slices, before)?;
        Ok(slices)
    }

    fn numbers(&self, column: &dyn Array, name: &str, before: usize) -> Result<Vec<f64>, FitError> {
        let kind = column.data_type();
        if matches!(kind, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View) {
            return self.written(column, name, before);
        }
        if !(kind.is_numeric() || *kind == DataType::Null) {
            let (column, kind) = (name.to_owned(), kind.to_string());
            return Err(FitError::NotNumbers { column, file: self.file.clone(), kind });
        }
        let floats = cast(column, &DataType::Float64).map_err(crate::plain::PlainError::from)?;
        let floats = floats.as_primitive::<Float64Type>();
        if floats.null_count() == 0 {
            return Ok(floats.values().to_vec());
        }
        // An empty cell is not a number, and is told as such where a number is needed.
        Ok(floats.iter().map(|value| value.unwrap_or(f64::NAN)).collect())
    }

    /// Numbers of a column of text, which one odd cell makes of it.
    fn written(&self, column: &dyn Array, name: &str, before: usize) -> Result<Vec<f64>, FitError> {
        let texts = cast(column, &DataType::Utf8).map_err(crate::plain::PlainError::from)?;
        let texts = texts.as_string::<i32>();
        let mut values = Vec::with_capacity(texts.len());
        let mut odd = None;
        for (row, text) in texts.iter().map(|text| text.unwrap_or_default().trim()).enumerate() {
            let value = if text.is_empty() { Ok(f64::NAN) } else { text.parse::<f64>() };
            if value.is_err() && odd.is_none() {
                odd = Some((row, text));
            }
            values.push(value.unwrap_or(f64::NAN));
        }
        let Some((row, text)) = odd else { return Ok(values) };
        let (column, file) = (name.to_owned(), self.file.clone());
        if values.iter().all(|value| value.is_nan()) {
            return Err(FitError::NotNumbers { column, file, kind: "text".to_owned() });
        }
        let value = format!("`{}`", shown_bad(Role::Amount, text));
        Err(FitError::Value { column, file, value, row: before + row + 1, allowed: "it must be a number such as 12.5" })
    }

    fn check(&self, slices: &mut Slices, before: usize) -> Result<(), FitError> {
        let wrong = |column: Option<usize>, value: f64, row: usize, allowed| {
            let column = column.and_then(|at| self.names.get(at)).cloned().unwrap_or_default();
            let value = if value.is_nan() { "empty or not a number".to_owned() } else { value.to_string() };
            Err(FitError::Value { column, file: self.file.clone(), value, row: before + row + 1, allowed })
        };
        for (row, &x) in slices.frequency.iter().enumerate() {
            if !((0.0..9e15).contains(&x) && x.fract() == 0.0) {
                return wrong(self.frequency, x, row, "it counts repeat purchases and must be a whole number from 0");
            }
            if let (Some(&recency), Some(&age)) = (slices.recency.get(row), slices.age.get(row)) {
                if !(age >= 0.0 && age.is_finite()) {
                    return wrong(self.age, age, row, "it must be finite and at least 0");
                }
                if !(recency >= 0.0 && recency <= age) {
                    let hint = "it must lie between 0 and the age; it is counted from the first purchase";
                    return wrong(self.recency, recency, row, hint);
                }
                if x == 0.0 && recency != 0.0 {
                    return wrong(self.recency, recency, row, "it must be 0 when there is no repeat purchase");
                }
            }
            if let Some(spend) = slices.spend.get_mut(row) {
                if x == 0.0 {
                    // Peers leave it empty; without repeat purchases there is no mean to speak of.
                    *spend = 0.0;
                } else if !spend.is_finite() {
                    return wrong(self.spend, *spend, row, "it must be finite for a customer with repeat purchases");
                }
            }
        }
        Ok(())
    }
}
