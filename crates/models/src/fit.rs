//! What every fit takes and gives: settings, parameters by name, the report, and draws from the uncertainty.

use rand::Rng;
use rand_distr::{Distribution, StandardNormal};

use crate::ModelError;
use crate::newton::{Evaluation, Optimum, Outcome, cholesky, covariance};

/// Parameters of a model as an ordered list of named positive numbers.
pub trait Parameters: Sized + Clone {
    /// Name of the model, such as `bg-nbd`.
    const MODEL: &'static str;
    /// Names of the parameters, in order.
    const NAMES: &'static [&'static str];

    /// The values, in the order of [`Parameters::NAMES`].
    fn values(&self) -> Vec<f64>;

    /// Parameters from values in the order of [`Parameters::NAMES`].
    ///
    /// # Errors
    /// When their number is wrong or one is not finite and positive.
    fn from_values(values: &[f64]) -> Result<Self, ModelError>;

    /// Name and value of each parameter, in order.
    fn named(&self) -> Vec<(&'static str, f64)> {
        Self::NAMES.iter().copied().zip(self.values()).collect()
    }
}

/// Checks `values` against the names of `P` and returns them as an array.
pub(crate) fn checked<P: Parameters, const N: usize>(values: &[f64]) -> Result<[f64; N], ModelError> {
    let array: [f64; N] = values.try_into().map_err(|_| ModelError::ParameterCount {
        model: P::MODEL,
        wanted: N,
        names: P::NAMES.join(", "),
        seen: values.len(),
    })?;
    match array.iter().zip(P::NAMES).find(|(v, _)| !(v.is_finite() && **v > 0.0)) {
        Some((&value, &name)) => Err(ModelError::Parameter { model: P::MODEL, name, value }),
        None => Ok(array),
    }
}

/// How to fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FitSettings {
    /// Threads to use. The result is the same in every bit for any number.
    pub threads: usize,
    /// Newton steps allowed from each start.
    pub max_iterations: usize,
}

impl Default for FitSettings {
    /// One thread, 200 steps.
    fn default() -> Self {
        Self { threads: 1, max_iterations: 200 }
    }
}

/// Which way a parameter ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Towards {
    /// Towards zero.
    Zero,
    /// Towards infinity.
    Infinity,
}

/// How a fit ended.
#[derive(Debug, Clone, PartialEq)]
pub enum FitStatus {
    /// At an inner maximum of the likelihood.
    Converged,
    /// The likelihood keeps rising as a parameter runs off; the parameters stand where the search was stopped, at the edge of
    /// the range in which the model can be computed. They describe the data, but that parameter is not identified.
    Boundary {
        /// The parameter that ran off.
        parameter: &'static str,
        /// Which way.
        towards: Towards,
        /// What that says about the customers, in plain words.
        meaning: &'static str,
    },
    /// No maximum was found; do not use the parameters without a look at the data.
    NotConverged {
        /// Why, in plain words.
        reason: &'static str,
    },
}

/// A fitted model: its parameters and how they were found.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted<P> {
    /// The estimates, in the user's time and money units.
    pub parameters: P,
    /// Standard errors of the parameters, from the observed information; absent when it is not positive definite.
    pub standard_errors: Option<Vec<f64>>,
    /// Covariance of the logarithms of the parameters, by row; absent when the information is not positive definite.
    pub log_covariance: Option<Vec<Vec<f64>>>,
    /// The maximum of the log-likelihood.
    pub log_likelihood: f64,
    /// Customers in the fit, or their total weight.
    pub customers: f64,
    /// Distinct rows, which the cost of the fit follows.
    pub distinct_rows: usize,
    /// Newton steps taken over all rows from the start that was kept.
    pub iterations: usize,
    /// How the fit ended.
    pub status: FitStatus,
}

impl<P: Parameters> Fitted<P> {
    /// Whether an inner maximum was found.
    pub fn converged(&self) -> bool {
        self.status == FitStatus::Converged
    }

    /// One sentence for a person.
    pub fn message(&self) -> String {
        match &self.status {
            FitStatus::Converged => {
                format!(
                    "`{}` converged after {} steps over {} distinct rows",
                    P::MODEL,
                    self.iterations,
                    self.distinct_rows
                )
            }
            FitStatus::Boundary { parameter, towards, meaning } => {
                let way = match towards {
                    Towards::Zero => "zero",
                    Towards::Infinity => "infinity",
                };
                format!("`{}`: parameter `{parameter}` runs to {way}: {meaning}", P::MODEL)
            }
            FitStatus::NotConverged { reason } => {
                format!("`{}` did not converge: {reason}", P::MODEL)
            }
        }
    }

    /// Parameters drawn from the asymptotic normal distribution of their logarithms; the estimates themselves when there is no
    /// covariance.
    pub fn draw(&self, rng: &mut dyn Rng) -> P {
        let values = self.parameters.values();
        let Some(factor) = self.log_covariance.as_deref().and_then(factor) else {
            return self.parameters.clone();
        };
        let normal: Vec<f64> = values.iter().map(|_| StandardNormal.sample(rng)).collect();
        let drawn: Vec<f64> = values
            .iter()
            .zip(&factor)
            .map(|(value, row)| value * row.iter().zip(&normal).map(|(l, z)| l * z).sum::<f64>().exp())
            .collect();
        P::from_values(&drawn).unwrap_or_else(|_| self.parameters.clone())
    }

    /// The report of an optimum in the logarithms of the parameters.
    pub(crate) fn from_optimum<const N: usize>(
        parameters: P,
        optimum: &Optimum<N>,
        customers: f64,
        distinct_rows: usize,
        meaning: impl Fn(usize, bool) -> &'static str,
    ) -> Self {
        let status = match optimum.outcome {
            Outcome::Inner => FitStatus::Converged,
            Outcome::Edge { coordinate, upper } => FitStatus::Boundary {
                parameter: P::NAMES[coordinate],
                towards: if upper { Towards::Infinity } else { Towards::Zero },
                meaning: meaning(coordinate, upper),
            },
            Outcome::Stopped => FitStatus::NotConverged {
                reason: "the likelihood has no clear maximum; the data hold too little to tell the parameters apart",
            },
        };
        let Evaluation { value, hessian, .. } = optimum.evaluation;
        let inner = status == FitStatus::Converged;
        let covariance = if inner { covariance(&hessian) } else { None };
        let values = parameters.values();
        Self {
            standard_errors: covariance.map(|c| values.iter().enumerate().map(|(i, v)| v * c[i][i].sqrt()).collect()),
            log_covariance: covariance.map(|c| c.iter().map(|row| row.to_vec()).collect()),
            parameters,
            log_likelihood: value,
            customers,
            distinct_rows,
            iterations: optimum.iterations,
            status,
        }
    }
}

fn factor(matrix: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    fn sized<const N: usize>(matrix: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
        let rows: Option<Vec<[f64; N]>> = matrix.iter().map(|row| row.as_slice().try_into().ok()).collect();
        let square: [[f64; N]; N] = rows?.try_into().ok()?;
        Some(cholesky(&square)?.iter().map(|row| row.to_vec()).collect())
    }
    match matrix.len() {
        2 => sized::<2>(matrix),
        3 => sized::<3>(matrix),
        4 => sized::<4>(matrix),
        5 => sized::<5>(matrix),
        _ => None,
    }
}
