//! The models of a run and how well they fit.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::iso;

/// Repeat counts are shown one by one up to this number less one; the last bin is "this or more".
pub const REPEATS_SHOWN: usize = 10;

/// One parameter of a fit.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Parameter {
    /// Name as in the paper.
    pub name: String,
    /// Estimate.
    pub value: f64,
    /// Standard error; absent where the information matrix could not be inverted.
    pub standard_error: Option<f64>,
}

/// One fitted model of the run.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct FitReport {
    /// `bg-nbd`, `mbg-nbd`, `gamma-gamma`.
    pub model: String,
    /// The fit's identity.
    pub fit_id: String,
    /// Parameters in the order the fit wrote them.
    pub parameters: Vec<Parameter>,
    /// Log-likelihood at the estimate.
    pub log_likelihood: Option<f64>,
    /// Customers it was fitted on.
    pub customers: Option<u64>,
    /// Whether an inner maximum was found.
    pub converged: bool,
    /// What the fit has to say: a boundary, too few repeat buyers.
    pub message: Option<String>,
}

/// Customers with one number of repeat occasions: counted, and as the fitted model expects.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FrequencyBin {
    /// Repeat occasions.
    pub repeats: u64,
    /// Whether larger counts are in this bin too.
    pub or_more: bool,
    /// Customers counted.
    pub actual: u64,
    /// Customers the model expects; absent when no purchase model was fitted.
    pub expected: Option<f64>,
}

/// Purchase occasions of one day, over all customers of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OccasionDay {
    /// The day.
    #[serde(serialize_with = "iso::write")]
    pub day: Date,
    /// Customers who came for the first time.
    pub first: u64,
    /// Customers who came again.
    pub repeat: u64,
}

/// Repeat purchases of one week, counted and as the fitted model expects of the customers who had come by then.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct TrackedWeek {
    /// Its last day.
    #[serde(serialize_with = "iso::write")]
    pub until: Date,
    /// Repeat occasions counted in the week.
    pub actual: u64,
    /// Repeat occasions expected in it.
    pub expected: f64,
    /// Counted from the beginning.
    pub actual_so_far: u64,
    /// Expected from the beginning.
    pub expected_so_far: f64,
}
