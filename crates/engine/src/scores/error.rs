//! What can go wrong with scores.

use datafusion::arrow::error::ArrowError;
use tenure_models::ModelError;

use crate::fits::FitError;

/// Scores that cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum ScoreError {
    /// No span of time.
    #[error("horizon `{0}` is not understood; write a number and d, w, m or y: 90d, 39w, 12m, 1y")]
    Horizon(String),
    /// No rate.
    #[error("discount rate `{0}` is not allowed; use an annual rate from 0 up, .10 for 10 %")]
    DiscountRate(f64),
    /// A column is missing.
    #[error("the summary has no column `{0}`")]
    Column(String),
    /// Nothing says how often customers buy.
    #[error("no model of purchases among the fits; fit `bg-nbd` or `mbg-nbd` first")]
    NoPurchaseModel,
    /// A fit cannot be read.
    #[error(transparent)]
    Fit(#[from] FitError),
    /// A customer cannot be.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// Rows cannot be made.
    #[error("{0}")]
    Arrow(#[from] ArrowError),
}

impl ScoreError {
    pub(super) fn column(name: &str) -> Self {
        Self::Column(name.to_owned())
    }
}
