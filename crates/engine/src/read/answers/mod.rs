//! What the questions answer with: plain structs, in the units their fields name, ready for JSON.
//!
//! Nothing here knows a query engine or a language: a page, a terminal and an API show the same
//! numbers because they are handed the same struct.

mod customer;
mod intake;
mod model;
mod overview;
mod scope;

pub use customer::{
    AlivePoint, ChannelTotal, Cursor, CustomerDetail, CustomerFilter, CustomerPage, CustomerQuery, CustomerRow,
    CustomerScore, CustomerSort, Event, EventKind, ScorePage, ScoreRow, Together,
};
pub use intake::{
    Apart, ClassTotal, Disposition, FilePlace, FileTotals, ImportRow, Intake, OtherCurrency, Reconciliation,
};
pub use model::{FitReport, FrequencyBin, OccasionDay, Parameter, REPEATS_SHOWN, TrackedWeek};
pub use overview::{
    Bin, Buyers, Concentration, Distribution, Expectation, Formula, Interval, Margins, Month, Overview, Returns, Share,
    Spread, Tenth, Value, Warning,
};
pub use scope::{Basis, RunRow, Scope};

/// Writes a date or time in its ISO form.
pub(crate) mod iso {
    use serde::Serializer;

    pub(crate) fn write<T: std::fmt::Display, S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(value)
    }

    #[expect(clippy::ref_option, reason = "serde hands the field over by reference")]
    pub(crate) fn write_if_any<T: std::fmt::Display, S: Serializer>(
        value: &Option<T>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => to.collect_str(value),
            None => to.serialize_none(),
        }
    }
}
