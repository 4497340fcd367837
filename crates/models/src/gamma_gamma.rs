//! `gamma-gamma`: the mean spend per purchase (Fader, Hardie & Lee 2005b; Fader & Hardie 2013).

use std::ops::Range;

use rand::Rng;
use rand_distr::{Distribution, Gamma};

use crate::ModelError;
use crate::fit::{FitSettings, Fitted, Parameters};
use crate::gamma_rate::GammaRate;
use crate::history::{check_lengths, check_weight};
use crate::likelihood::{Likelihood, Population, parameters};
use crate::newton::Evaluation;
use crate::parallel::sum_by_frequency;
use crate::special::{gamma_quantile, ln_beta, polygamma_steps, trigamma};

/// Parameters of the Gamma-Gamma model: each purchase is `Gamma(p, nu)` with `nu ~ Gamma(q, gamma)` over customers.
/// `gamma` is in the money unit of the spends; `p` and `q` have none. Spend is taken as independent of purchase frequency.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GammaGamma {
    p: f64,
    q: f64,
    gamma: f64,
}

impl GammaGamma {
    /// Checked parameters.
    ///
    /// # Errors
    /// When one is not finite and positive.
    pub fn new(p: f64, q: f64, gamma: f64) -> Result<Self, ModelError> {
        Self::from_values(&[p, q, gamma])
    }
}

parameters!(GammaGamma, "gamma-gamma", 3, [p, q, gamma]);

/// Rows that a Gamma-Gamma fit cannot use, by reason.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct LeftOut {
    /// Customers without a repeat purchase: they have no repeat spend.
    pub without_repeats: f64,
    /// Repeat customers whose mean spend is zero or negative, such as after returns: the model has only positive spends.
    pub without_positive_spend: f64,
}

/// The distinct pairs of frequency and mean spend of the repeat customers, with their weights.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupedSpends {
    frequency: Vec<f64>,
    spend: Vec<f64>,
    ln_spend: Vec<f64>,
    weight: Vec<f64>,
    customers: f64,
    left_out: LeftOut,
}

impl GroupedSpends {
    /// Groups customers given as columns: number of purchases `x` that the mean is taken over, mean spend `z` per purchase, and
    /// weights (1 each when absent). Rows with `x = 0` or `z <= 0` are left out and counted.
    ///
    /// # Errors
    /// When the columns differ in length, no row can be used, or a number is not finite, a frequency not whole or negative.
    pub fn new(frequency: &[f64], spend: &[f64], weights: Option<&[f64]>) -> Result<Self, ModelError> {
        let rows = frequency.len();
        check_lengths(("frequency", rows), &[("spend", spend.len()), ("weights", weights.map_or(rows, <[f64]>::len))])?;
        let mut left_out = LeftOut::default();
        let mut keys = Vec::with_capacity(rows);
        for row in 0..rows {
            let (x, z) = (frequency[row], spend[row]);
            let weight = check_weight(weights.map_or(1.0, |w| w[row]), row)?;
            if !((0.0..9e15).contains(&x) && x.fract() == 0.0) {
                let allowed = "it counts purchases and must be a whole number from 0";
                return Err(ModelError::Value { column: "frequency", value: x, row, allowed });
            }
            // A customer without repeats has no mean spend, whatever the column holds.
            if x == 0.0 {
                left_out.without_repeats += weight;
            } else if !z.is_finite() {
                let allowed = "it must be finite; leave out customers whose spend is unknown";
                return Err(ModelError::Value { column: "spend", value: z, row, allowed });
            } else if z <= 0.0 {
                left_out.without_positive_spend += weight;
            } else if weight > 0.0 {
                keys.push([x, z, weight].map(f64::to_bits));
            }
        }
        keys.sort_unstable();
        let (mut xs, mut zs, mut ws) = (Vec::new(), Vec::new(), Vec::new());
        for same in keys.chunk_by(|a, b| a[..2] == b[..2]) {
            xs.push(f64::from_bits(same[0][0]));
            zs.push(f64::from_bits(same[0][1]));
            ws.push(same.iter().map(|key| f64::from_bits(key[2])).sum());
        }
        if xs.is_empty() {
            return Err(ModelError::Empty { what: "repeat customers with a positive spend" });
        }
        let (ln_spend, customers) = (zs.iter().map(|z: &f64| z.ln()).collect(), ws.iter().sum());
        Ok(Self { frequency: xs, spend: zs, ln_spend, weight: ws, customers, left_out })
    }

    /// Number of distinct rows.
    pub fn len(&self) -> usize {
        self.weight.len()
    }

    /// Whether there is no customer; never so for a value from [`GroupedSpends::new`].
    pub fn is_empty(&self) -> bool {
        self.weight.is_empty()
    }

    /// Number of customers in use, or their total weight.
    pub fn customers(&self) -> f64 {
        self.customers
    }

    /// How many were left out, and why.
    pub fn left_out(&self) -> LeftOut {
        self.left_out
    }
}

impl GammaGamma {
    /// Log-likelihood of a mean spend `z > 0` over `x > 0` purchases:
    /// `-ln B(px, q) - q ln(1 + xz/gamma) - px ln(1 + gamma/(xz)) - ln z`. NaN outside that domain.
    pub fn log_likelihood(&self, x: f64, z: f64) -> f64 {
        let Self { p, q, gamma } = *self;
        if !(x > 0.0 && z > 0.0) {
            return f64::NAN;
        }
        let (px, odds) = (p * x, x * z / gamma);
        -ln_beta(px, q) - q * odds.ln_1p() - px * (1.0 / odds).ln_1p() - z.ln()
    }

    /// Fits by maximum likelihood: Newton steps in the logarithms of the parameters with exact gradient and Hessian. Never
    /// fails; a fit without an inner maximum says so in its [`FitStatus`](crate::FitStatus).
    pub fn fit(data: &GroupedSpends, settings: &FitSettings) -> Fitted<Self> {
        let mean = data.spend.iter().zip(&data.weight).map(|(z, w)| z * w).sum::<f64>() / data.customers;
        // The population mean p gamma / (q - 1) starts at the mean of the data.
        let starts = [(3.0, 3.0), (10.0, 2.0), (1.0, 10.0)].map(|(p, q)| [p, q, mean * (q - 1.0) / p]);
        Fitted::search(data, settings, &starts, [(1e-4, 1e4), (1e-4, 1e4), (1e-4 * mean, 1e8 * mean)])
    }
}

impl Likelihood<3> for GammaGamma {
    type Data = GroupedSpends;

    fn evaluate(&self, data: &GroupedSpends, threads: usize) -> Evaluation<3> {
        let Self { p, q, gamma } = *self;
        let of_frequency = |x: f64, rows: Range<usize>| {
            let (px, shape, ln_unit) = (p * x, p * x + q, (x / gamma).ln());
            // Sums of weights times: 1, ln z, ln(1 + gamma/(xz)), and 1 and xz over gamma + xz.
            let (mut n, mut ln_spend, mut ln_rest, mut scale_share, mut product) = (0.0, 0.0, 0.0, 0.0, 0.0);
            for i in rows {
                let (w, sum) = (data.weight[i], x * data.spend[i]);
                let share = gamma / (gamma + sum);
                n += w;
                ln_spend += w * data.ln_spend[i];
                ln_rest += w * (gamma / sum).ln_1p();
                scale_share += w * share;
                product += w * share * (1.0 - share);
            }
            let ln_odds = n * ln_unit + ln_spend;
            let ((p_rise, p_fall), (q_rise, q_fall)) = (polygamma_steps(px, q), polygamma_steps(q, px));
            let of_p = px * (n * p_rise - ln_rest);
            let of_q = q * (n * q_rise - ln_odds - ln_rest);
            let both = px * q * trigamma(shape);
            Evaluation {
                value: -n * ln_beta(px, q) - q * ln_odds - shape * ln_rest - ln_spend,
                gradient: [of_p, of_q, n * q - shape * scale_share],
                hessian: [
                    [of_p - n * px * px * p_fall, n * both, -px * scale_share],
                    [0.0, of_q - n * q * q * q_fall, q * (n - scale_share)],
                    [0.0, 0.0, -shape * product],
                ],
            }
        };
        sum_by_frequency(&data.frequency, threads, of_frequency).mirrored()
    }

    fn meaning(parameter: usize, upper: bool) -> &'static str {
        match (parameter, upper) {
            (0, true) => "a customer spends the same at every purchase, as far as the data tell",
            (0, false) => "spends of one customer differ without bound",
            (1 | 2, true) => "customers do not differ measurably in what they spend",
            (1, false) => "a few customers spend so much that no mean over customers exists",
            _ => "spends have no scale of their own below which they thin out",
        }
    }
}

impl Population for GroupedSpends {
    fn customers(&self) -> f64 {
        self.customers
    }

    fn rows(&self) -> usize {
        self.weight.len()
    }
}

/// Which average a [`Spend`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The posterior mean.
    Mean,
    /// The posterior median, since the mean does not exist.
    Median,
}

/// An expected spend per purchase, in the money unit of the data.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spend {
    /// The amount; finite and positive.
    pub amount: f64,
    /// Mean, or median where no mean exists.
    pub basis: Basis,
}

impl GammaGamma {
    /// Expected spend per purchase of a customer with mean spend `z` over `x` purchases; of a customer without purchases
    /// (`x = 0`), or with `z <= 0`, that of the population.
    ///
    /// The mean is `p (gamma + x z) / (p x + q - 1)`, which exists when `p x + q > 1`. Otherwise it is infinite (the formula
    /// turns negative) and the median of the same posterior stands in.
    pub fn expected_spend(&self, x: f64, z: f64) -> Spend {
        let (shape, scale) = self.posterior(x, z);
        if shape > 1.0 {
            Spend { amount: scale / (shape - 1.0), basis: Basis::Mean }
        } else {
            Spend { amount: self.spend_quantile(0.5, x, z), basis: Basis::Median }
        }
    }

    /// The level `q` below which the customer's own mean spend lies with that probability. NaN unless `0 < q < 1`.
    ///
    /// The own mean spend is `p / nu` with `nu ~ Gamma(px + q, gamma + xz)`. At most the largest finite number.
    pub fn spend_quantile(&self, q: f64, x: f64, z: f64) -> f64 {
        if !(q > 0.0 && q < 1.0) {
            return f64::NAN;
        }
        let (shape, scale) = self.posterior(x, z);
        (scale.ln() - gamma_quantile(shape, 1.0 - q)).exp().min(f64::MAX)
    }

    /// `p / nu` is inverse-gamma with this shape `px + q` and scale `p (gamma + xz)`.
    fn posterior(&self, x: f64, z: f64) -> (f64, f64) {
        let (x, z) = if x > 0.0 && z > 0.0 { (x, z) } else { (0.0, 0.0) };
        (self.p * x + self.q, self.p * (self.gamma + x * z))
    }

    /// Draws the spends of `n` purchases of one fresh customer into `spends` (cleared first).
    pub fn simulate_customer(&self, rng: &mut dyn Rng, n: usize, spends: &mut Vec<f64>) {
        spends.clear();
        let nu = GammaRate { shape: self.q, rate: self.gamma }.sample(rng);
        // The distribution exists for all checked parameters.
        let Ok(unit) = Gamma::new(self.p, 1.0) else {
            return;
        };
        spends.extend((0..n).map(|_| unit.sample(rng) / nu));
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
        fn derivatives(logs in prop::array::uniform3(-2.0..3.0_f64)) {
            let (x, z) = ([1.0, 1.0, 2.0, 9.0, 50.0], [10.0, 300.0, 12.5, 0.02, 40.0]);
            let data = GroupedSpends::new(&x, &z, Some(&[1.0, 2.0, 4.0, 0.5, 1.0])).unwrap();
            evaluates(logs, &data, |model: &GammaGamma| {
                (0..data.len()).map(|i| data.weight[i] * model.log_likelihood(data.frequency[i], data.spend[i])).sum()
            });
        }
    }
}
