use super::survival::{Stay, ln_stay, sum_survival};
use super::{ContractModel, GroupedContracts};
use crate::ModelError;
use crate::fit::{FitSettings, Fitted, Parameters};
use crate::likelihood::{Likelihood, parameters};
use crate::newton::Evaluation;
use crate::special::{digamma_rise, ln_hyp2f1};

/// Both parameters are searched within this range.
const RANGE: (f64, f64) = (1e-4, 1e4);
/// What a fit says when nobody has left, or nobody was asked.
pub(super) const NOBODY_LEFT: &str = "no customer has left, so the data say nothing about when customers leave";

/// Parameters of the shifted beta-geometric model (Fader & Hardie 2007): at each opportunity to renew a customer leaves with a
/// chance `p ~ Beta(alpha, beta)` of their own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShiftedBetaGeometric {
    alpha: f64,
    beta: f64,
}

impl ShiftedBetaGeometric {
    /// Checked parameters.
    ///
    /// # Errors
    /// When one is not finite and positive.
    pub fn new(alpha: f64, beta: f64) -> Result<Self, ModelError> {
        Self::from_values(&[alpha, beta])
    }

    /// Of parameters that are known to be finite and positive.
    pub(crate) fn of_valid(alpha: f64, beta: f64) -> Self {
        Self { alpha, beta }
    }

    /// First shape of the chance to leave: its mean is `alpha / (alpha + beta)`.
    pub fn alpha(&self) -> f64 {
        self.alpha
    }

    /// Second shape of the chance to leave.
    pub fn beta(&self) -> f64 {
        self.beta
    }

    /// Fits by maximum likelihood: Newton steps in the logarithms of the parameters with exact gradient and Hessian. Never
    /// fails; a fit without an inner maximum says so in its [`FitStatus`](crate::FitStatus).
    pub fn fit(data: &GroupedContracts, settings: &FitSettings) -> Fitted<Self> {
        let churn = data.mean_churn();
        if churn == 0.0 {
            return Fitted::at_zero(Self { alpha: RANGE.0, beta: 1.0 }, 0, NOBODY_LEFT, data, settings);
        }
        let starts = [2.0, 0.5, 20.0].map(|size| [churn * size, (1.0 - churn).max(0.01) * size]);
        Fitted::search(data, settings, &starts, [RANGE; 2])
    }
}

parameters!(ShiftedBetaGeometric, "sbg", 2, [alpha, beta]);

impl Likelihood<2> for ShiftedBetaGeometric {
    type Data = GroupedContracts;

    fn evaluate(&self, data: &GroupedContracts, _: usize) -> Evaluation<2> {
        let Self { alpha, beta } = *self;
        let mut total = Evaluation::ZERO;
        for (contract, weight) in data.iter() {
            let n = contract.renewals;
            let Stay { mut value, first, second } = Stay::of(alpha, beta, n);
            let ([mut of_a, mut of_b, _], [[mut aa, mut ab, _], [_, mut bb, _], _]) = (first, second);
            if !contract.active {
                // The chance to leave after n renewals is alpha / (alpha + beta + n).
                let all = alpha + beta + n;
                value += (alpha / all).ln();
                of_a += (beta + n) / (alpha * all);
                of_b -= 1.0 / all;
                aa += 1.0 / (all * all) - 1.0 / (alpha * alpha);
                ab += 1.0 / (all * all);
                bb += 1.0 / (all * all);
            }
            total.add(weight, &Evaluation { value, gradient: [of_a, of_b], hessian: [[aa, ab], [0.0, bb]] });
        }
        total.in_logarithms([alpha, beta]).mirrored()
    }

    fn meaning(parameter: usize, upper: bool) -> &'static str {
        match (parameter, upper) {
            (_, true) => {
                "customers do not differ measurably in their chance of leaving, as if all had one chance alpha / (alpha + beta)"
            }
            (0, false) => "hardly anyone leaves",
            _ => "a part of the customers leaves at the first opportunity and the rest never",
        }
    }
}

impl ContractModel for ShiftedBetaGeometric {
    fn name(&self) -> &'static str {
        Self::MODEL
    }

    fn ln_survival(&self, renewals: f64, more: f64) -> f64 {
        ln_stay(self.alpha, self.beta + renewals, more)
    }

    /// `b/(alpha-1) (1 - (b+1)_h / (alpha+b)_h)` with `b = beta + n`, written so that `alpha = 1` is no special case.
    fn expected_renewals(&self, horizon: f64, renewals: f64) -> f64 {
        let (gap, b) = (self.alpha - 1.0, self.beta + renewals);
        if horizon <= 0.0 {
            return 0.0;
        }
        if horizon == f64::INFINITY {
            return if gap > 0.0 { b / gap } else { horizon };
        }
        let ratio = if gap > 0.0 {
            ln_stay(gap, b + 1.0, horizon)
        } else if gap < 0.0 {
            -ln_stay(-gap, self.alpha + b, horizon)
        } else {
            return b * digamma_rise(b + 1.0, horizon);
        };
        b * -ratio.exp_m1() / gap
    }

    fn discounted_renewals(&self, horizon: f64, delta: f64, renewals: f64) -> f64 {
        if delta == 0.0 {
            return self.expected_renewals(horizon, renewals);
        }
        if !(delta > 0.0) {
            return f64::NAN;
        }
        if horizon < f64::INFINITY {
            return sum_survival(horizon.max(0.0), delta, |k| self.ln_survival(renewals, k));
        }
        // b/(alpha+b) 2F1(1, b+1; alpha+b+1; z) at z = exp(-delta), by Pfaff's transformation at -z/(1-z) = -1/(e^delta - 1).
        let (b, odds) = (self.beta + renewals, 1.0 / delta.exp_m1());
        let c = self.alpha + b + 1.0;
        b / (self.alpha + b) * (1.0 + odds) * ln_hyp2f1(1.0, self.alpha, c, -odds).exp()
    }

    /// The chance to leave after `n` renewals is `alpha / (alpha + beta + n)`.
    fn pmf(&self, renewals: f64, more: f64) -> f64 {
        self.survival(renewals, more) * self.alpha / (self.alpha + self.beta + renewals + more)
    }

    fn log_likelihood(&self, contract: &super::Contract) -> f64 {
        let kept = self.ln_survival(0.0, contract.renewals);
        let leaves = (self.alpha / (self.alpha + self.beta + contract.renewals)).ln();
        if contract.active { kept } else { kept + leaves }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::likelihood::tests::evaluates;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn derivatives(logs in prop::array::uniform2(-3.0..3.0_f64)) {
            let (n, active) = ([0.0, 0.0, 1.0, 2.0, 7.0, 7.0, 90.0], [true, false, false, true, false, true, false]);
            let data = GroupedContracts::new(&n, &active, Some(&[1.0, 5.0, 3.0, 2.0, 1.0, 2.5, 1.0])).unwrap();
            evaluates(logs, &data, |model: &ShiftedBetaGeometric| data.iter().map(|(h, w)| w * model.log_likelihood(&h)).sum());
        }
    }
}
