//! Who buys when, and what parameters are written like.

use rand::Rng;
use tenure_models::{BgNbd, GammaGamma, Parameters, ParetoNbd, PurchaseModel};

use super::SimulateError;

/// A population of customers with known parameters, in weeks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Population {
    /// Purchases at a Gamma rate; a chance to leave after every repeat purchase.
    BgNbd(BgNbd),
    /// Purchases at a Gamma rate during a life of Gamma-mixed length.
    ParetoNbd(ParetoNbd),
}

impl Population {
    /// A population by the name of its model; parameters as `r=1.2,alpha=6,..`, else an ordinary shop's.
    ///
    /// # Errors
    /// When the model is not known or the parameters are not its own.
    pub fn new(model: &str, parameters: Option<&str>) -> Result<Self, SimulateError> {
        match model {
            "bg-nbd" => Ok(Self::BgNbd(parse(parameters, &[0.243, 4.414, 0.793, 2.426])?)),
            "pareto-nbd" => Ok(Self::ParetoNbd(parse(parameters, &[1.2, 6.0, 0.6, 14.0])?)),
            other => Err(SimulateError::UnknownModel(other.to_owned())),
        }
    }

    /// Purchases a week that are to be expected of a customer who has not left.
    pub(super) fn rate(&self) -> f64 {
        let values = match self {
            Self::BgNbd(model) => model.values(),
            Self::ParetoNbd(model) => model.values(),
        };
        match values.as_slice() {
            [r, alpha, ..] => r / alpha,
            _ => 0.0,
        }
    }

    pub(super) fn simulate_customer(&self, rng: &mut dyn Rng, age: f64, times: &mut Vec<f64>) {
        match self {
            Self::BgNbd(model) => model.simulate_customer(rng, age, times),
            Self::ParetoNbd(model) => model.simulate_customer(rng, age, times),
        }
    }
}

/// Gamma-Gamma parameters as `p=6.25,q=3.74,gamma=15.44`, which are also the default.
///
/// # Errors
/// When they are not written so.
pub fn spend(parameters: Option<&str>) -> Result<GammaGamma, SimulateError> {
    parse(parameters, &[6.25, 3.74, 15.44])
}

fn parse<P: Parameters>(text: Option<&str>, default: &[f64]) -> Result<P, SimulateError> {
    let Some(text) = text else { return Ok(P::from_values(default)?) };
    let wrong = || SimulateError::Parameters { seen: text.to_owned(), model: P::MODEL, names: P::NAMES };
    let mut values = vec![f64::NAN; P::NAMES.len()];
    for part in text.split(',') {
        let (name, value) = part.split_once('=').ok_or_else(wrong)?;
        let place = P::NAMES.iter().position(|own| *own == name.trim()).ok_or_else(wrong)?;
        values[place] = value.trim().parse().map_err(|_| wrong())?;
    }
    if values.iter().any(|value| value.is_nan()) {
        return Err(wrong());
    }
    Ok(P::from_values(&values)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_read_by_name_in_any_order() {
        let read = Population::new("pareto-nbd", Some("beta=4, s=3,alpha=2,r=1"));
        assert!(matches!(read, Ok(Population::ParetoNbd(model)) if model.values() == [1.0, 2.0, 3.0, 4.0]));
    }

    #[test]
    fn missing_unknown_and_impossible_parameters_are_refused() {
        for text in ["r=1", "r=1,alpha=2,a=3,c=4", "r=1,alpha=2,a=3,b=x", "r=1,alpha=2,a=3,b=-1", ""] {
            assert!(Population::new("bg-nbd", Some(text)).is_err(), "{text}");
        }
        assert!(spend(None).is_ok());
    }
}
