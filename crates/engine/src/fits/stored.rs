//! A fit as it is kept: the JSON that `tenure fit` writes and every later command reads.

use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tenure_models::{BgNbd, FitStatus, Fitted, GammaGamma, MbgNbd, Parameters};

use super::FitError;
use crate::plain::VERSION;
use crate::summaries::Unit;

/// A fitted model, without any of the data it was fitted on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoredFit {
    /// Version of Tenure that made the fit.
    pub tenure: String,
    /// Name of the model.
    pub model: String,
    /// Unit of time of the parameters.
    pub unit: Unit,
    /// How it was fitted.
    pub method: String,
    /// Parameters by name, in the order of the papers.
    pub parameters: Map<String, Value>,
    /// Standard errors by name; null when the data do not tell them.
    pub standard_errors: Option<Map<String, Value>>,
    /// The maximum of the log-likelihood.
    pub log_likelihood: f64,
    /// Customers in the fit.
    pub customers: f64,
    /// Distinct rows that the customers come down to.
    pub distinct_rows: usize,
    /// Steps of the search.
    pub iterations: usize,
    /// Whether an inner maximum was found.
    pub converged: bool,
    /// One sentence for a person.
    pub message: String,
    /// Covariance of the natural logs of the parameters, by row; null when the data do not tell it.
    pub log_covariance: Option<Vec<Vec<f64>>>,
}

/// A purchase model of any kind, fitted.
#[derive(Debug, Clone, PartialEq)]
pub enum FittedPurchases {
    /// BG/NBD.
    BgNbd(Fitted<BgNbd>),
    /// MBG/NBD.
    MbgNbd(Fitted<MbgNbd>),
}

/// What a stored fit turns back into.
#[derive(Debug, Clone, PartialEq)]
pub enum FittedModel {
    /// A model of purchases.
    Purchases(FittedPurchases),
    /// A model of spend.
    Spend(Fitted<GammaGamma>),
}

impl StoredFit {
    /// The fit, ready to be kept.
    #[must_use]
    pub fn new<P: Parameters>(fit: &Fitted<P>, unit: Unit) -> Self {
        let by_name = |values: Vec<f64>| {
            P::NAMES.iter().zip(values).map(|(name, value)| ((*name).to_owned(), Value::from(value))).collect()
        };
        Self {
            tenure: VERSION.to_owned(),
            model: P::MODEL.to_owned(),
            unit,
            method: "mle".to_owned(),
            parameters: by_name(fit.parameters.values()),
            standard_errors: fit.standard_errors.clone().map(by_name),
            log_likelihood: fit.log_likelihood,
            customers: fit.customers,
            distinct_rows: fit.distinct_rows,
            iterations: fit.iterations,
            converged: fit.converged(),
            message: fit.message(),
            log_covariance: fit.log_covariance.clone(),
        }
    }

    /// Reads a model file.
    ///
    /// # Errors
    /// When it cannot be opened or is no model file.
    pub fn read(path: &Path) -> Result<Self, FitError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| crate::plain::PlainError::Open { path: path.to_owned(), source })?;
        serde_json::from_str(&text)
            .map_err(|error| FitError::NotAModel { file: path.display().to_string(), reason: error.to_string() })
    }

    /// The model, ready to answer.
    ///
    /// # Errors
    /// When the model is not known or its parameters are not such.
    pub fn model(&self) -> Result<FittedModel, FitError> {
        Ok(match self.model.as_str() {
            "bg-nbd" => FittedModel::Purchases(FittedPurchases::BgNbd(self.fitted()?)),
            "mbg-nbd" => FittedModel::Purchases(FittedPurchases::MbgNbd(self.fitted()?)),
            "gamma-gamma" => FittedModel::Spend(self.fitted()?),
            other => return Err(FitError::UnknownModel(other.to_owned())),
        })
    }

    fn fitted<P: Parameters>(&self) -> Result<Fitted<P>, FitError> {
        let values = |by_name: &Map<String, Value>| -> Vec<f64> {
            P::NAMES.iter().filter_map(|name| by_name.get(*name).and_then(Value::as_f64)).collect()
        };
        Ok(Fitted {
            parameters: P::from_values(&values(&self.parameters))?,
            standard_errors: self.standard_errors.as_ref().map(values),
            log_covariance: self.log_covariance.clone(),
            log_likelihood: self.log_likelihood,
            customers: self.customers,
            distinct_rows: self.distinct_rows,
            iterations: self.iterations,
            // Why a fit did not converge is kept in its message; here it matters only that it did not.
            status: if self.converged {
                FitStatus::Converged
            } else {
                FitStatus::NotConverged { reason: "as its message says" }
            },
        })
    }
}
