//! The day a summary is seen from.

use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};

use datafusion::arrow::datatypes::DataType;
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility, lit,
};
use jiff::civil::Date;

/// Last day counted: a date, or the last day that is read.
#[derive(Debug, Clone)]
pub enum AsOf {
    /// This day; later rows are left out.
    On(Date),
    /// The last day of the orders, known once all are read. Only for plans that run in this process.
    LastRead(LastDay),
}

impl AsOf {
    pub(super) fn expr(&self) -> Expr {
        match self {
            Self::On(date) => lit(ScalarValue::Date32(Some(days_since_1970(*date)))),
            Self::LastRead(last) => ScalarUDF::new_from_impl(LastRead {
                signature: Signature::nullary(Volatility::Volatile),
                last: last.clone(),
            })
            .call(vec![]),
        }
    }

    /// The day, as far as it is known.
    #[must_use]
    pub fn date(&self) -> Option<Date> {
        match self {
            Self::On(date) => Some(*date),
            Self::LastRead(last) => last.get().and_then(date_of),
        }
    }
}

/// The latest day seen by the readers that share it.
#[derive(Debug, Clone)]
pub struct LastDay(Arc<AtomicI32>);

impl Default for LastDay {
    fn default() -> Self {
        Self(Arc::new(AtomicI32::new(i32::MIN)))
    }
}

impl LastDay {
    /// Notes a day.
    pub fn see(&self, day: i32) {
        self.0.fetch_max(day, Ordering::Relaxed);
    }

    /// The latest day seen, in days since 1970.
    #[must_use]
    pub fn get(&self) -> Option<i32> {
        Some(self.0.load(Ordering::Relaxed)).filter(|&day| day != i32::MIN)
    }
}

/// Query function that reads a [`LastDay`]. The aggregation below it has then consumed all rows.
#[derive(Debug)]
struct LastRead {
    signature: Signature,
    last: LastDay,
}

impl PartialEq for LastRead {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.last.0, &other.last.0)
    }
}

impl Eq for LastRead {}

impl Hash for LastRead {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Arc::as_ptr(&self.last.0).hash(state);
    }
}

impl ScalarUDFImpl for LastRead {
    fn name(&self) -> &'static str {
        "last_day_read"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Date32)
    }

    fn invoke_with_args(&self, _: ScalarFunctionArgs) -> Result<ColumnarValue> {
        Ok(ColumnarValue::Scalar(ScalarValue::Date32(self.last.get())))
    }
}

/// A calendar day as Arrow counts it.
pub(crate) fn days_since_1970(date: Date) -> i32 {
    let epoch = Date::constant(1970, 1, 1);
    // Dates span 9,999 years either side, so the number of days fits.
    (date - epoch).get_days()
}

/// The calendar day that Arrow counts, when it exists in the calendar.
pub(crate) fn date_of(days: i32) -> Option<Date> {
    Date::constant(1970, 1, 1).checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}
