use std::ops::Range;

use super::BetaGeometricNbd;
use super::stages::Stages;
use crate::gamma_rate::GammaRate;
use crate::likelihood::Likelihood;
use crate::newton::Evaluation;
use crate::parallel::sum_by_frequency;
use crate::purchase_model::Ways;
use crate::special::{ln_rising, polygamma_steps};
use crate::{GroupedHistories, History};

impl<const CHANCES: u8, const STAGES: u8> BetaGeometricNbd<CHANCES, STAGES> {
    /// `L = B(a, b+c)/B(a, b) Γ(m)/Γ(r) alpha^r (alpha+t_x)^-m (e^-D P + a/(b+c-1))` of a history `(x, t_x, T)` with `c` chances to
    /// leave survived (`x`, and one more for the models that begin with `m`) and `m = r + x` times the stages: alive through the
    /// silence, with `D = m ln((alpha+T)/(alpha+t_x))` and `P` of `Stages`, or left after the last purchase. For more than one
    /// stage without what [`BetaGeometricNbd::ln_gaps`] tells.
    pub fn ways(&self, h: &History) -> Ways {
        let (shape, c) = (self.shape(h.frequency), h.frequency + Self::CHANCES);
        let silence = h.age - h.recency;
        Ways {
            ln_shared: self.ln_of_frequency(h.frequency) - shape * (h.recency / self.alpha).ln_1p(),
            ln_alive: self.stages(shape, silence / (self.alpha + h.age), 1.0).ln
                - shape * (silence / (self.alpha + h.recency)).ln_1p(),
            ln_gone: if c == 0.0 { f64::NEG_INFINITY } else { self.ln_odds_at_once(c) },
        }
    }

    /// Of the rate of stages after so many purchases.
    pub(super) fn shape(&self, x: f64) -> f64 {
        self.r + Self::STAGES * x
    }

    /// `rest` is `alpha / (alpha+T)`.
    fn stages(&self, shape: f64, share: f64, rest: f64) -> Stages {
        if STAGES == 1 { Stages::ONE } else { Stages::new(STAGES, shape, share, rest) }
    }

    /// The part that depends on `x` only; `alpha^(-x)` is taken out of the powers of `alpha + t_x`.
    fn ln_of_frequency(&self, x: f64) -> f64 {
        let (c, passed) = (x + Self::CHANCES, Self::STAGES * x);
        ln_rising(self.r, passed) - passed * self.alpha.ln() + ln_rising(self.b, c) - ln_rising(self.a + self.b, c)
    }

    /// The logarithm of the odds of having left after no silence.
    fn ln_odds_at_once(&self, c: f64) -> f64 {
        (self.a / (self.b + (c - 1.0))).ln()
    }

    /// The sums over rows of one frequency `x`, with derivatives in the logarithms of the parameters; upper triangle only. Per
    /// row there are two logarithms and one exponential; what depends on `x` or the age alone is computed once.
    fn of_frequency(&self, data: &GroupedHistories, x: f64, rows: Range<usize>) -> Evaluation<4> {
        let Self { r, alpha, a, b } = *self;
        let (c, shape, passed) = (x + Self::CHANCES, self.shape(x), Self::STAGES * x);
        let ln_odds_at_once = if c == 0.0 { f64::NEG_INFINITY } else { self.ln_odds_at_once(c) };
        let (mut n, mut value) = (0.0, 0.0);
        // `q` is the probability of having left, and D the logarithm of its odds. Sums of weights times: q, q(1-q), and the
        // latter with the derivatives of D in r and ln alpha.
        let (mut q_sum, mut qq_sum, mut qq_r, mut qq_alpha) = (0.0, 0.0, 0.0, 0.0);
        // Derivatives in r and ln alpha.
        let (mut g_r, mut g_alpha, mut h_rr, mut h_ra, mut h_aa) = (0.0, 0.0, 0.0, 0.0, 0.0);
        let (mut age, mut ln_age, mut per_age, mut share) = (f64::NAN, 0.0, 0.0, 0.0);
        for i in rows {
            let w = data.weight[i];
            // Rows of one frequency are sorted by age.
            if data.age[i] != age {
                age = data.age[i];
                ln_age = (age / alpha).ln_1p();
                per_age = 1.0 / (alpha + age);
                share = age * per_age;
            }
            n += w;
            let silence = age - data.recency[i];
            let stages = self.stages(shape, silence * per_age, 1.0 - share);
            let mut row_value = stages.ln - shape * ln_age;
            let (mut row_r, mut row_alpha) = (stages.r - ln_age, stages.alpha + shape * share);
            let (mut row_ra, mut row_aa) = (stages.r_alpha + share, stages.alpha_alpha - shape * share * (1.0 - share));
            h_rr += w * stages.r_r;
            if c > 0.0 {
                let per_since = 1.0 / (alpha + data.recency[i]);
                let ln_silence = ((alpha + age) * per_since).ln();
                let odds = ln_odds_at_once + shape * ln_silence - stages.ln;
                let e = (-odds.abs()).exp();
                row_value += odds.max(0.0) + e.ln_1p();
                let q = if odds > 0.0 { 1.0 } else { e } / (1.0 + e);
                let qq = e / ((1.0 + e) * (1.0 + e));
                let gap = -alpha * silence * per_age * per_since;
                let (d_r, d_alpha) = (ln_silence - stages.r, shape * gap - stages.alpha);
                let bend = 1.0 - share - data.recency[i] * per_since;
                row_r += q * d_r;
                row_alpha += q * d_alpha;
                row_ra += q * (gap - stages.r_alpha) + qq * d_r * d_alpha;
                row_aa += qq * d_alpha * d_alpha - q * (shape * gap) * bend - q * stages.alpha_alpha;
                h_rr += w * qq * d_r * d_r - w * q * stages.r_r;
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
        // D has derivative 1 in ln a and this in ln b.
        let d_b = if c > 0.0 { -b / (b + (c - 1.0)) } else { 0.0 };
        let ((r_rise, r_fall), (b_rise, b_fall)) = (polygamma_steps(r, passed), polygamma_steps(b, c));
        let (ab_rise, ab_fall) = polygamma_steps(a + b, c);
        let gradient = [
            r * (g_r + n * r_rise),
            g_alpha - n * passed,
            q_sum - n * a * ab_rise,
            n * b * (b_rise - ab_rise) + q_sum * d_b,
        ];
        let bb = n * b * b * (ab_fall - b_fall) + (qq_sum + q_sum) * d_b * d_b + gradient[3];
        let hessian = [
            [r * r * (h_rr - n * r_fall) + gradient[0], r * h_ra, r * qq_r, r * qq_r * d_b],
            [0.0, h_aa, qq_alpha, qq_alpha * d_b],
            [0.0, 0.0, n * a * (a * ab_fall - ab_rise) + qq_sum, n * a * b * ab_fall + qq_sum * d_b],
            [0.0, 0.0, 0.0, bb],
        ];
        Evaluation { value: value + n * self.ln_of_frequency(x), gradient, hessian }
    }
}

impl<const CHANCES: u8, const STAGES: u8> Likelihood<4> for BetaGeometricNbd<CHANCES, STAGES> {
    type Data = GroupedHistories;

    fn evaluate(&self, data: &GroupedHistories, threads: usize) -> Evaluation<4> {
        sum_by_frequency(&data.frequency, threads, |x, rows| self.of_frequency(data, x, rows)).mirrored()
    }

    fn meaning(parameter: usize, upper: bool) -> &'static str {
        match (parameter, upper) {
            (0 | 1, _) => GammaRate::meaning(parameter, upper),
            (2, true) | (3, true) => {
                "customers do not differ measurably in their chance of leaving, as if all had one chance a / (a + b)"
            }
            (2, false) => "no sign that customers leave: the model becomes one without dropout",
            _ => "a part of the customers leaves at the first chance and the rest never",
        }
    }
}
