use super::sbg::NOBODY_LEFT;
use super::survival::{Stay, ln_stay, sum_survival};
use super::{ContractModel, GroupedContracts, ShiftedBetaGeometric};
use crate::ModelError;
use crate::fit::{FitSettings, Fitted, Parameters};
use crate::likelihood::{Likelihood, parameters};
use crate::newton::Evaluation;

/// The shapes of the chance to leave are searched within this range, and `c` within the other.
const RANGE: (f64, f64) = (1e-4, 1e4);
const RANGE_OF_C: (f64, f64) = (0.01, 20.0);

/// Parameters of the beta-discrete-Weibull model (Fader, Hardie, Liu, Davin & Steenburgh 2018): a customer with chance
/// `p ~ Beta(alpha, beta)` has renewed `n` times with probability `(1-p)^(n^c)`. With `c = 1` it is
/// [`ShiftedBetaGeometric`]; `c > 1` means that each customer's chance to leave rises with time, `c < 1` that it falls.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BetaDiscreteWeibull {
    alpha: f64,
    beta: f64,
    c: f64,
}

impl BetaDiscreteWeibull {
    /// Checked parameters.
    ///
    /// # Errors
    /// When one is not finite and positive.
    pub fn new(alpha: f64, beta: f64, c: f64) -> Result<Self, ModelError> {
        Self::from_values(&[alpha, beta, c])
    }

    /// First shape of the chance to leave at the first opportunity: its mean is `alpha / (alpha + beta)`.
    pub fn alpha(&self) -> f64 {
        self.alpha
    }

    /// Second shape of the chance to leave.
    pub fn beta(&self) -> f64 {
        self.beta
    }

    /// How the chance of one customer moves with time.
    pub fn c(&self) -> f64 {
        self.c
    }

    /// `n^c`, at most 1e300.
    fn tau(&self, n: f64) -> f64 {
        n.powf(self.c).min(1e300)
    }

    /// `(n+more)^c - n^c` without cancellation.
    fn step(&self, n: f64, more: f64) -> f64 {
        if n == 0.0 { self.tau(more) } else { (self.tau(n) * (self.c * (more / n).ln_1p()).exp_m1()).min(1e300) }
    }

    /// `ln S(n + more) - ln S(n)` with its derivatives in the logarithms of `alpha, beta, c`; upper triangle only.
    fn stay(&self, n: f64, more: f64) -> Evaluation<3> {
        let Self { alpha, beta, c } = *self;
        let (tau, step) = (self.tau(n), self.step(n, more));
        let Stay { value, first, second } = Stay::of(alpha, beta + tau, step);
        // Logarithms of n^c and (n+more)^c, and first and second derivatives of n^c and of the step in ln c.
        let (ln, ln_next) =
            (if n > 0.0 { c * n.ln() } else { 0.0 }, if n + more > 0.0 { c * (n + more).ln() } else { 0.0 });
        let ln_step = if n > 0.0 { c * (more / n).ln_1p() } else { 0.0 };
        let (tau_c, tau_cc) = (tau * ln, tau * ln * (1.0 + ln));
        let step_c = step * ln_next + tau * ln_step;
        let step_cc = step * ln_next * (1.0 + ln_next) + tau * ln_step * (1.0 + ln + ln_next);
        let [[aa, ab, at], [_, bb, bt], [_, _, tt]] = second;
        let (of_c, bc) = (first[1] * tau_c + first[2] * step_c, bb * tau_c + bt * step_c);
        let of_cc = bc * tau_c + (bt * tau_c + tt * step_c) * step_c + first[1] * tau_cc + first[2] * step_cc;
        let gradient = [alpha * first[0], beta * first[1], of_c];
        let hessian = [
            [alpha * alpha * aa + gradient[0], alpha * beta * ab, alpha * (ab * tau_c + at * step_c)],
            [0.0, beta * beta * bb + gradient[1], beta * bc],
            [0.0, 0.0, of_cc],
        ];
        Evaluation { value, gradient, hessian }
    }

    /// Fits by maximum likelihood from the [`ShiftedBetaGeometric`] fit, by Newton steps in the logarithms of the parameters
    /// with exact gradient and Hessian. Never fails; a fit without an inner maximum says so in its
    /// [`FitStatus`](crate::FitStatus). It takes three opportunities to renew at least to tell three parameters apart.
    pub fn fit(data: &GroupedContracts, settings: &FitSettings) -> Fitted<Self> {
        let simple = ShiftedBetaGeometric::fit(data, settings).parameters;
        if data.lost() == 0.0 {
            let parameters = Self { alpha: simple.alpha(), beta: simple.beta(), c: 1.0 };
            return Fitted::at_zero(parameters, 0, NOBODY_LEFT, data, settings);
        }
        let (churn, stay) = (data.mean_churn(), (1.0 - data.mean_churn()).max(0.01));
        let starts = [
            [simple.alpha(), simple.beta(), 1.0],
            [2.0 * churn, 2.0 * stay, 1.2],
            [20.0 * churn, 20.0 * stay, 0.8],
            [0.5 * churn, 0.5 * stay, 2.0],
        ];
        Fitted::search(data, settings, &starts, [RANGE, RANGE, RANGE_OF_C])
    }
}

parameters!(BetaDiscreteWeibull, "bdw", 3, [alpha, beta, c]);

impl Likelihood<3> for BetaDiscreteWeibull {
    type Data = GroupedContracts;

    fn evaluate(&self, data: &GroupedContracts, _: usize) -> Evaluation<3> {
        let mut total = Evaluation::ZERO;
        for (contract, weight) in data.iter() {
            total.add(weight, &self.stay(0.0, contract.renewals));
            if contract.active {
                continue;
            }
            // ln(1 - e^E) with E the logarithm of the chance to stay, and its derivatives in E.
            let stays = self.stay(contract.renewals, 1.0);
            let leaves = -stays.value.exp_m1();
            let first = -1.0 / (-stays.value).exp_m1();
            let second = first / leaves;
            let mut row = Evaluation::ZERO;
            row.add(first, &stays);
            row.value = leaves.ln();
            for i in 0..3 {
                for j in i..3 {
                    row.hessian[i][j] += second * stays.gradient[i] * stays.gradient[j];
                }
            }
            total.add(weight, &row);
        }
        total.mirrored()
    }

    fn meaning(parameter: usize, upper: bool) -> &'static str {
        match (parameter, upper) {
            (2, true) => "all customers who did not leave at once leave at the next opportunity",
            (2, false) => "customers leave at the first opportunity or hardly ever",
            (_, true) => {
                "customers do not differ measurably in their chance of leaving, as if all had one chance alpha / (alpha + beta) \
                 at the start"
            }
            (0, false) => "hardly anyone leaves",
            _ => "a part of the customers leaves at the first opportunity and the rest never",
        }
    }
}

impl ContractModel for BetaDiscreteWeibull {
    fn name(&self) -> &'static str {
        Self::MODEL
    }

    fn ln_survival(&self, renewals: f64, more: f64) -> f64 {
        ln_stay(self.alpha, self.beta + self.tau(renewals), self.step(renewals, more))
    }

    /// Over an infinite horizon finite only when `alpha c > 1`, since survival falls as `n^(-alpha c)` in the end; then it is
    /// summed to where about 1e-11 of it is left, or to 1e300 renewals.
    fn expected_renewals(&self, horizon: f64, renewals: f64) -> f64 {
        if horizon < f64::INFINITY {
            return sum_survival(horizon.max(0.0).floor(), 0.0, |k| self.ln_survival(renewals, k));
        }
        let beyond = self.alpha * self.c - 1.0;
        if beyond <= 0.0 {
            return horizon;
        }
        let rest = |last: f64| last.ln() + self.ln_survival(renewals, last) - beyond.ln();
        let enough = (1e-11_f64).ln() + self.ln_survival(renewals, 1.0);
        let mut last = 1e3;
        while last < 1e300 && rest(last) > enough {
            last *= 10.0;
        }
        sum_survival(last, 0.0, |k| self.ln_survival(renewals, k))
    }

    fn discounted_renewals(&self, horizon: f64, delta: f64, renewals: f64) -> f64 {
        if delta == 0.0 {
            self.expected_renewals(horizon, renewals)
        } else if delta > 0.0 {
            sum_survival(horizon.max(0.0), delta, |k| self.ln_survival(renewals, k))
        } else {
            f64::NAN
        }
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
        fn derivatives(a in -3.0..3.0_f64, b in -3.0..3.0_f64, c in -1.0..1.0_f64) {
            let (n, active) = ([0.0, 0.0, 1.0, 2.0, 7.0, 7.0, 9.0], [true, false, false, true, false, true, false]);
            let data = GroupedContracts::new(&n, &active, Some(&[1.0, 5.0, 3.0, 2.0, 1.0, 2.5, 1.0])).unwrap();
            evaluates([a, b, c], &data, |model: &BetaDiscreteWeibull| {
                data.iter().map(|(h, w)| w * model.log_likelihood(&h)).sum()
            });
        }
    }
}
