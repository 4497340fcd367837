use std::ops::Range;

use super::{BgBb, GroupedOpportunities, whole};
use crate::History;
use crate::likelihood::Likelihood;
use crate::newton::Evaluation;
use crate::parallel::sum_by_frequency;
use crate::purchase_model::Ways;
use crate::special::{beta_fall, ln_add_exp, polygamma_steps};

impl BgBb {
    /// `L = sum over j = t_x .. n of B(alpha+x, beta+j-x)/B(alpha, beta) P(leaves right after j)`, where the last term, at
    /// `j = n`, is `P(stays to n)` instead. `visit` gets each `j`, the logarithm of its term over the shared part, and whether it
    /// is one of leaving.
    pub(super) fn terms(&self, h: &History, mut visit: impl FnMut(f64, f64, bool)) -> Ways {
        let Self { alpha, beta, gamma, delta } = *self;
        let [x, last, n] = whole(h);
        // B(alpha, beta+last-x)/B(alpha, beta), then B(alpha+x, beta+last-x) over the former, then B(gamma, delta+last)/B(gamma, delta).
        let falls = [(alpha, beta, last - x), (beta + last - x, alpha, x), (gamma, delta, last)];
        let ln_shared = -falls.map(|(a, b, t)| beta_fall(a, b, t).value).iter().sum::<f64>();
        // Along j: nothing bought, and stayed.
        let (mut ln_kept, mut ln_gone, mut j) = (0.0, f64::NEG_INFINITY, last);
        while j < n {
            let ln_term = ln_kept + (gamma / (gamma + delta + j)).ln();
            visit(j, ln_term, true);
            ln_gone = ln_add_exp(ln_gone, ln_term);
            ln_kept -= ((alpha + x) / (beta + j - x)).ln_1p() + (gamma / (delta + j)).ln_1p();
            j += 1.0;
        }
        visit(n, ln_kept, false);
        Ways { ln_shared, ln_alive: ln_kept, ln_gone }
    }

    /// Log-likelihood of one history with its derivatives; upper triangle only. The logarithm of a sum of terms has the mean of
    /// their gradients for a gradient, and the mean of their Hessians with the covariance of their gradients for a Hessian.
    fn of_history(&self, h: &History) -> Evaluation<4> {
        let Self { alpha, beta, gamma, delta } = *self;
        let [x, last, _] = whole(h);
        let Ways { ln_shared, ln_alive, ln_gone } = self.terms(h, |_, _, _| {});
        let ln_sum = ln_add_exp(ln_alive, ln_gone);
        // Rises of digamma, and falls of trigamma, from each parameter to where the term has it.
        let (of_alpha, mut of_beta) = (polygamma_steps(alpha, x), polygamma_steps(beta, last - x));
        let (mut of_both, mut of_delta, mut of_rest) =
            (polygamma_steps(alpha + beta, last), polygamma_steps(delta, last), polygamma_steps(gamma + delta, last));
        let raise = |of: &mut (f64, f64), at: f64| {
            of.0 += 1.0 / at;
            of.1 += 1.0 / (at * at);
        };
        let mut row = Evaluation::ZERO;
        let scale = [alpha, beta, gamma, delta];
        self.terms(h, |j, ln_term, leaves| {
            let share = (ln_term - ln_sum).exp();
            let all = gamma + delta + j;
            let (left, left2) = if leaves { (1.0 / all, 1.0 / (all * all)) } else { (0.0, 0.0) };
            let gamma_left = if leaves { 1.0 / gamma } else { 0.0 };
            let d = [
                of_alpha.0 - of_both.0,
                of_beta.0 - of_both.0,
                gamma_left - left - of_rest.0,
                of_delta.0 - of_rest.0 - left,
            ];
            // In the plain parameters; off the diagonal the pairs (alpha, beta) and (gamma, delta) only.
            let second = [
                of_both.1 - of_alpha.1,
                of_both.1 - of_beta.1,
                of_rest.1 + left2 - gamma_left * gamma_left,
                of_rest.1 + left2 - of_delta.1,
            ];
            let g: [f64; 4] = std::array::from_fn(|k| scale[k] * d[k]);
            for k in 0..4 {
                row.gradient[k] += share * g[k];
                row.hessian[k][k] += share * (scale[k] * scale[k] * second[k] + g[k]);
                for l in k..4 {
                    row.hessian[k][l] += share * g[k] * g[l];
                }
            }
            row.hessian[0][1] += share * alpha * beta * of_both.1;
            row.hessian[2][3] += share * gamma * delta * (of_rest.1 + left2);
            raise(&mut of_beta, beta + j - x);
            raise(&mut of_both, alpha + beta + j);
            raise(&mut of_delta, delta + j);
            raise(&mut of_rest, all);
        });
        for k in 0..4 {
            for l in k..4 {
                row.hessian[k][l] -= row.gradient[k] * row.gradient[l];
            }
        }
        row.value = ln_shared + ln_sum;
        row
    }
}

impl Likelihood<4> for BgBb {
    type Data = GroupedOpportunities;

    fn evaluate(&self, data: &GroupedOpportunities, threads: usize) -> Evaluation<4> {
        let data = data.histories();
        let of_frequency = |x: f64, rows: Range<usize>| {
            let mut total = Evaluation::ZERO;
            for i in rows {
                let h = History { frequency: x, recency: data.recency[i], age: data.age[i] };
                total.add(data.weight[i], &self.of_history(&h));
            }
            total
        };
        sum_by_frequency(&data.frequency, threads, of_frequency).mirrored()
    }

    fn meaning(parameter: usize, upper: bool) -> &'static str {
        match (parameter, upper) {
            (0 | 1, true) => "customers do not differ measurably in how often they buy, as if all had one chance to",
            (0, false) => "hardly anyone buys again, and a few nearly always",
            (1, false) => "customers buy at nearly every opportunity or never",
            (2 | 3, true) => {
                "customers do not differ measurably in their chance of leaving, as if all had one chance gamma / (gamma + \
                 delta)"
            }
            (2, false) => "no sign that customers leave: the model becomes one without dropout",
            _ => "a part of the customers leaves at the first opportunity and the rest never",
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::PurchaseModel;
    use crate::likelihood::tests::evaluates;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn derivatives(logs in prop::array::uniform4(-3.0..3.0_f64)) {
            let x = [0.0, 0.0, 1.0, 2.0, 6.0, 7.0, 1.0];
            let t_x = [0.0, 0.0, 1.0, 5.0, 6.0, 20.0, 30.0];
            let n = [0.0, 6.0, 6.0, 6.0, 6.0, 29.0, 30.0];
            let data = GroupedOpportunities::new(&x, &t_x, &n, Some(&[1.0, 5.0, 3.0, 2.0, 1.0, 2.5, 1.0])).unwrap();
            evaluates(logs, &data, |model: &BgBb| data.histories().iter().map(|(h, w)| w * model.log_likelihood(&h)).sum());
        }
    }
}
