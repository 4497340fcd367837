//! The models of a run and how well they fit.

use serde::Serialize;

/// Repeat counts are shown one by one up to this number less one; the last bin is "this or more".
pub const REPEATS_SHOWN: usize = 10;

/// One parameter of a fit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Parameter {
    /// Name as in the paper.
    pub name: String,
    /// Estimate.
    pub value: f64,
    /// Standard error; absent where the information matrix could not be inverted.
    pub standard_error: Option<f64>,
}

/// One fitted model of the run.
#[derive(Debug, Clone, PartialEq, Serialize)]
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
#[derive(Debug, Clone, PartialEq, Serialize)]
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
