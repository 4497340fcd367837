use super::BetaGeometricNbd;
use crate::newton::Evaluation;
use crate::parallel::map_chunks;
use crate::special::{digamma, ln_one_plus_exp, ln_rising, trigamma};
use crate::{GroupedHistories, History};

impl<const CHANCES: u8> BetaGeometricNbd<CHANCES> {
    /// Log-likelihood of a history `(x, t_x, T)`, with `k` chances to leave survived (`x`, and one more for `mbg-nbd`):
    /// `L = B(a, b+k)/B(a, b) Γ(r+x)/Γ(r) alpha^r (alpha+T)^-(r+x) (1 + e^D)`, where `e^D` are the odds of having left.
    pub(super) fn ln_likelihood(&self, h: &History) -> f64 {
        self.ln_of_frequency(h.frequency) - self.rest(h) * (h.age / self.alpha).ln_1p()
            + ln_one_plus_exp(self.ln_odds_gone(h))
    }

    /// The part that depends on `x` only; `alpha^(-x)` is taken out of the powers of `alpha + T`.
    fn ln_of_frequency(&self, x: f64) -> f64 {
        let k = x + Self::CHANCES;
        ln_rising(self.r, x) - x * self.alpha.ln() + ln_rising(self.b, k) - ln_rising(self.a + self.b, k)
    }

    /// `r + x`.
    fn rest(&self, h: &History) -> f64 {
        self.r + h.frequency
    }

    /// `D = ln a - ln(b+k-1) + (r+x) ln((alpha+T)/(alpha+t_x))`, the logarithm of the odds that the customer left after the
    /// last purchase; minus infinity without a chance to leave.
    pub(super) fn ln_odds_gone(&self, h: &History) -> f64 {
        let k = h.frequency + Self::CHANCES;
        if k == 0.0 {
            return f64::NEG_INFINITY;
        }
        let silence = ((h.age - h.recency) / (self.alpha + h.recency)).ln_1p();
        (self.a / (self.b + k - 1.0)).ln() + self.rest(h) * silence
    }

    /// Log-likelihood of a population with gradient and Hessian in the logarithms of `r, alpha, a, b`, all exact.
    pub(super) fn evaluate(&self, data: &GroupedHistories, threads: usize) -> Evaluation<4> {
        let parts = map_chunks(data.len(), threads, |rows| {
            let mut total = Sums::default();
            let x = &data.frequency[rows.clone()];
            let mut from = rows.start;
            for same in x.chunk_by(|a, b| a == b) {
                total.add(&self.of_frequency(data, same[0], from..from + same.len()));
                from += same.len();
            }
            total
        });
        let mut total = Sums::default();
        parts.iter().for_each(|part| total.add(part));
        total.in_logarithms([self.r, self.alpha, self.a, self.b])
    }

    /// The sums over rows of one frequency `x`. Per row there are three logarithms and one exponential; what depends on `x`
    /// alone is computed once.
    fn of_frequency(&self, data: &GroupedHistories, x: f64, rows: std::ops::Range<usize>) -> Sums {
        let Self { r, alpha, a, b } = *self;
        let (k, shape) = (x + Self::CHANCES, r + x);
        let ln_odds_at_once = if k == 0.0 { f64::NEG_INFINITY } else { (a / (b + k - 1.0)).ln() };
        let (mut n, mut value) = (0.0, 0.0);
        // Sums of weights times: q, q(1-q), and these with the first and second derivatives of D.
        let (mut q_sum, mut qq_sum, mut qq_r, mut qq_alpha) = (0.0, 0.0, 0.0, 0.0);
        let (mut g_r, mut g_alpha, mut h_rr, mut h_ra, mut h_aa) = (0.0, 0.0, 0.0, 0.0, 0.0);
        let (mut age, mut ln_age, mut per_age) = (f64::NAN, 0.0, 0.0);
        for i in rows {
            let w = data.weight[i];
            // Rows of one frequency are sorted by age.
            if data.age[i] != age {
                age = data.age[i];
                ln_age = (alpha + age).ln();
                per_age = 1.0 / (alpha + age);
            }
            n += w;
            let mut row_value = -shape * ln_age;
            let (mut row_r, mut row_alpha) = (-ln_age, -shape * per_age);
            let (mut row_ra, mut row_aa) = (-per_age, shape * per_age * per_age);
            if k > 0.0 {
                let since = alpha + data.recency[i];
                let per_since = 1.0 / since;
                let d_r = ln_age - since.ln();
                let odds = ln_odds_at_once + shape * d_r;
                let e = (-odds.abs()).exp();
                row_value += odds.max(0.0) + e.ln_1p();
                let q = if odds > 0.0 { 1.0 } else { e } / (1.0 + e);
                let qq = e / ((1.0 + e) * (1.0 + e));
                let gap = per_age - per_since;
                let d_alpha = shape * gap;
                row_r += q * d_r;
                row_alpha += q * d_alpha;
                row_ra += q * gap + qq * d_r * d_alpha;
                row_aa += q * shape * (per_since * per_since - per_age * per_age) + qq * d_alpha * d_alpha;
                h_rr += w * qq * d_r * d_r;
                q_sum += w * q;
                qq_sum += w * qq;
                qq_r += w * qq * d_r;
                qq_alpha += w * qq * d_alpha;
            }
            value += w * row_value;
            g_r += w * row_r;
            g_alpha += w * row_alpha;
            h_ra += w * row_ra;
            h_aa += w * row_aa;
        }
        // D has derivative 1/a in a and -1/(b+k-1) in b.
        let (d_a, d_b) = if k > 0.0 { (1.0 / a, -1.0 / (b + k - 1.0)) } else { (0.0, 0.0) };
        let ab = a + b;
        let of_a = digamma(ab) - digamma(ab + k);
        let of_aa = trigamma(ab) - trigamma(ab + k);
        value += n * (self.ln_of_frequency(x) + shape * alpha.ln());
        Sums {
            value,
            gradient: [
                g_r + n * (digamma(r + x) - digamma(r) + alpha.ln()),
                g_alpha + n * r / alpha,
                n * of_a + q_sum * d_a,
                n * (of_a + digamma(b + k) - digamma(b)) + q_sum * d_b,
            ],
            // rr, r alpha, ra, rb, alpha alpha, alpha a, alpha b, aa, ab, bb.
            hessian: [
                h_rr + n * (trigamma(r + x) - trigamma(r)),
                h_ra + n / alpha,
                qq_r * d_a,
                qq_r * d_b,
                h_aa - n * r / (alpha * alpha),
                qq_alpha * d_a,
                qq_alpha * d_b,
                n * of_aa + (qq_sum - q_sum) * d_a * d_a,
                n * of_aa + qq_sum * d_a * d_b,
                n * (of_aa + trigamma(b + k) - trigamma(b)) + (qq_sum + q_sum) * d_b * d_b,
            ],
        }
    }
}

/// Value, gradient and upper triangle of the Hessian in the plain parameters.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    value: f64,
    gradient: [f64; 4],
    hessian: [f64; 10],
}

impl Sums {
    fn add(&mut self, other: &Self) {
        self.value += other.value;
        self.gradient.iter_mut().zip(other.gradient).for_each(|(sum, g)| *sum += g);
        self.hessian.iter_mut().zip(other.hessian).for_each(|(sum, h)| *sum += h);
    }

    /// The chain rule for `parameter = exp(logarithm)`.
    fn in_logarithms(&self, p: [f64; 4]) -> Evaluation<4> {
        let gradient: [f64; 4] = std::array::from_fn(|i| p[i] * self.gradient[i]);
        let mut hessian = [[0.0; 4]; 4];
        let mut at = self.hessian.iter();
        for i in 0..4 {
            for j in i..4 {
                let h = at.next().copied().unwrap_or_default() * p[i] * p[j];
                (hessian[i][j], hessian[j][i]) = (h, h);
            }
            hessian[i][i] += gradient[i];
        }
        Evaluation { value: self.value, gradient, hessian }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::newton::tests::derivatives_are_right;
    use crate::{BgNbd, MbgNbd, Parameters};

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn derivatives(logs in prop::array::uniform4(-3.0..3.0_f64)) {
            let x = [0.0, 0.0, 1.0, 1.0, 2.0, 7.0, 40.0];
            let t_x = [0.0, 0.0, 3.0, 9.5, 10.0, 25.0, 29.0];
            let age = [0.0, 30.0, 30.0, 12.0, 10.0, 28.0, 30.0];
            let data = GroupedHistories::new(&x, &t_x, &age, Some(&[1.0, 5.0, 3.0, 2.0, 1.0, 2.5, 1.0])).unwrap();
            fn model<P: Parameters>(logs: &[f64; 4]) -> P {
                P::from_values(&logs.map(f64::exp)).unwrap()
            }
            derivatives_are_right(logs, |logs| model::<BgNbd>(logs).evaluate(&data, 1));
            derivatives_are_right(logs, |logs| model::<MbgNbd>(logs).evaluate(&data, 1));
            // The sum over rows is computed apart from the likelihood of one history.
            let model: MbgNbd = model(&logs);
            let sum: f64 = data.iter().map(|(h, w)| w * model.ln_likelihood(&h)).sum();
            prop_assert!((sum - model.evaluate(&data, 1).value).abs() < 1e-12 * (1.0 + sum.abs()));
        }
    }
}
