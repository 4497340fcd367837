use std::ops::Range;

use super::ParetoNbd;
use crate::gamma_rate::GammaRate;
use crate::likelihood::Likelihood;
use crate::newton::Evaluation;
use crate::parallel::sum_by_frequency;
use crate::purchase_model::Ways;
use crate::special::{ln_add_exp, ln_one_plus_exp, ln_rising, log_concave, polygamma_steps};
use crate::{GroupedHistories, History};

/// A time `tau` at which the customer may have left, or now.
#[derive(Clone, Copy)]
struct Moment {
    /// `ln(1 + tau/alpha)` and `ln(1 + tau/beta)`.
    ln_alpha: f64,
    ln_beta: f64,
    tau: f64,
}

impl ParetoNbd {
    /// The likelihood of a history `(x, t_x, T)`, a sum of positive terms whichever of `alpha` and `beta` is larger:
    /// `L = Γ(r+x)/Γ(r) alpha^-x [ (1+T/alpha)^-m (1+T/beta)^-s + ∫ s/(beta+tau) (1+tau/alpha)^-m (1+tau/beta)^-s dtau ]`
    /// with `m = r+x` and the integral over the silence from `t_x` to `T`: still alive, or left at `tau`.
    pub(super) fn ways(&self, h: &History) -> Ways {
        let (ln_alive, ln_gone) = self.since_last(h, |_, _| {});
        let ln_shared = self.of_last(h) + ln_rising(self.r, h.frequency) - h.frequency * self.alpha.ln();
        Ways { ln_shared, ln_alive, ln_gone }
    }

    /// `ln (1+t_x/alpha)^-m (1+t_x/beta)^-s`, the part that both terms share.
    fn of_last(&self, h: &History) -> f64 {
        -(self.r + h.frequency) * (h.recency / self.alpha).ln_1p() - self.s * (h.recency / self.beta).ln_1p()
    }

    /// Logarithms of the two terms of the likelihood over the part that they share: of being alive, and of having left in the
    /// silence, minus infinity if there was none. `visit` gets the share of each time of leaving.
    ///
    /// The variable is `v = ln((c+tau)/(c+t_x))` with `c` the smaller of `alpha` and `beta`: in it the logarithm of the
    /// integrand is concave, and the other factor has its singularities `pi` off the real line.
    fn since_last(&self, h: &History, mut visit: impl FnMut(f64, Moment)) -> (f64, f64) {
        let Self { r, alpha, s, beta } = *self;
        let (m, silence) = (r + h.frequency, h.age - h.recency);
        let to_end = |scale: f64| (silence / (scale + h.recency)).ln_1p();
        let ln_alive = -m * to_end(alpha) - s * to_end(beta);
        let swapped = beta < alpha;
        let (near, far, near_power, far_power) =
            if swapped { (beta, alpha, s, m) } else { (alpha, beta, m - 1.0, s + 1.0) };
        let (gap, near_last, far_last) = (far - near, near + h.recency, far + h.recency);
        let end = to_end(near);
        if !(end > 0.0) {
            return (ln_alive, f64::NEG_INFINITY);
        }
        let (ln_near, ln_far) = ((h.recency / near).ln_1p(), (h.recency / far).ln_1p());
        // Rounding of the logarithm is multiplied by the power; the careful way takes twice the time.
        let steep = far_power > 50.0;
        let at = |v: f64| {
            let near = near_last * v.exp();
            let ln_more =
                if steep { (near_last * v.exp_m1() / far_last).ln_1p() } else { ((gap + near) / far_last).ln() };
            let (n, f) = (ln_near + v, ln_far + ln_more);
            let (ln_alpha, ln_beta) = if swapped { (f, n) } else { (n, f) };
            (-near_power * v - far_power * ln_more, Moment { ln_alpha, ln_beta, tau: h.recency + (near - near_last) })
        };
        let bends = |v: f64| {
            let near = near_last * v.exp();
            let share = near / (gap + near);
            (-near_power - far_power * share, far_power * share * gap / (gap + near))
        };
        let (top, sum) = log_concave(0.0, end, at, bends, &mut visit);
        (ln_alive, top + (s * near_last / (beta + h.recency) * sum).ln())
    }

    /// The part that depends on `x` only: `ln Γ(r+x)/Γ(r)`.
    fn of_frequency(&self, x: f64) -> Evaluation<4> {
        let r = self.r;
        let mut part = Evaluation::ZERO;
        part.value = ln_rising(r, x) - x * self.alpha.ln();
        let (rise, fall) = polygamma_steps(r, x);
        part.gradient[0] = r * rise;
        part.gradient[1] = -x;
        part.hessian[0][0] = part.gradient[0] - r * r * fall;
        part
    }

    /// The rest of the log-likelihood, with its derivatives in the logarithms of the parameters; upper triangle only.
    ///
    /// It is the logarithm of a sum of terms, so its gradient is the mean of the terms' gradients over the probabilities that the
    /// customer is alive or left at one time or another, and its Hessian the mean of theirs and the covariance of the gradients.
    fn of_times(&self, h: &History) -> Evaluation<4> {
        let Self { r, alpha, s, beta } = *self;
        let m = r + h.frequency;
        let mut mean = Evaluation::ZERO;
        // `leaves` is 1 for a time of leaving, which has a density of its own, and 0 for being alive now.
        let add = |mean: &mut Evaluation<4>, share: f64, leaves: f64, at: Moment| {
            let (a, b) = (at.tau / (alpha + at.tau), at.tau / (beta + at.tau));
            let (r_a, s_b) = (r * at.ln_alpha, s * at.ln_beta);
            let d = [-r_a, m * a, leaves - s_b, s * b - leaves * (1.0 - b)];
            mean.value += share;
            for k in 0..4 {
                mean.gradient[k] += share * d[k];
                for l in k..4 {
                    mean.hessian[k][l] += share * d[k] * d[l];
                }
            }
            mean.hessian[0][0] -= share * r_a;
            mean.hessian[0][1] += share * r * a;
            mean.hessian[1][1] -= share * m * a * (1.0 - a);
            mean.hessian[2][2] -= share * s_b;
            mean.hessian[2][3] += share * s * b;
            mean.hessian[3][3] -= share * (s + leaves) * b * (1.0 - b);
        };
        let (ln_alive, ln_gone) = self.since_last(h, |share, at| add(&mut mean, share, 1.0, at));
        let mut row = Evaluation::ZERO;
        // The shares of the times of leaving sum to the probability of having left.
        if mean.value > 0.0 {
            row.add((-ln_one_plus_exp(ln_alive - ln_gone)).exp() / mean.value, &mean);
        }
        let now = Moment { ln_alpha: (h.age / alpha).ln_1p(), ln_beta: (h.age / beta).ln_1p(), tau: h.age };
        add(&mut row, (-ln_one_plus_exp(ln_gone - ln_alive)).exp(), 0.0, now);
        for k in 0..4 {
            for l in k..4 {
                row.hessian[k][l] -= row.gradient[k] * row.gradient[l];
            }
        }
        row.value = self.of_last(h) + ln_add_exp(ln_alive, ln_gone);
        row
    }
}

impl Likelihood<4> for ParetoNbd {
    type Data = GroupedHistories;

    /// Exact but for the quadrature over the silence, whose nodes value and derivatives share.
    fn evaluate(&self, data: &GroupedHistories, threads: usize) -> Evaluation<4> {
        let of_frequency = |x: f64, rows: Range<usize>| {
            let (mut total, mut weight) = (Evaluation::ZERO, 0.0);
            for i in rows {
                let h = History { frequency: x, recency: data.recency[i], age: data.age[i] };
                total.add(data.weight[i], &self.of_times(&h));
                weight += data.weight[i];
            }
            total.add(weight, &self.of_frequency(x));
            total
        };
        sum_by_frequency(&data.frequency, threads, of_frequency).mirrored()
    }

    fn meaning(parameter: usize, upper: bool) -> &'static str {
        match (parameter, upper) {
            (0 | 1, _) => GammaRate::meaning(parameter, upper),
            (2, true) | (3, true) => {
                "customers do not differ measurably in how soon they leave, as if all had one dropout rate s / beta"
            }
            (2, false) => "no sign that customers leave: the model becomes `nbd`, one without dropout",
            _ => "a part of the customers leaves at once and the rest hardly ever",
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::ParetoNbd;
    use crate::likelihood::tests::evaluates_histories;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn derivatives(logs in prop::array::uniform4(-3.0..3.0_f64)) {
            evaluates_histories::<ParetoNbd, 4>(logs);
        }
    }
}
