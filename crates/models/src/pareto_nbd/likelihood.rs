use super::ParetoNbd;
use crate::gamma_rate::GammaRate;
use crate::likelihood::Likelihood;
use crate::newton::Evaluation;
use crate::purchase_model::Ways;
use crate::silence::{Silent, evaluate};
use crate::special::{ln_rising, log_concave, short};
use crate::{GroupedHistories, History};

/// A time `tau` at which the customer may have left.
#[derive(Clone, Copy)]
struct Moment {
    /// `ln((alpha+tau)/(alpha+from))` and `ln((beta+tau)/(beta+from))`.
    ln_alpha: f64,
    ln_beta: f64,
    tau: f64,
}

impl ParetoNbd {
    /// The likelihood of a history `(x, t_x, T)`, a sum of positive terms whichever of `alpha` and `beta` is larger:
    /// `L = Γ(r+x)/Γ(r) alpha^-x [ (1+T/alpha)^-m (1+T/beta)^-s + ∫ s/(beta+tau) (1+tau/alpha)^-m (1+tau/beta)^-s dtau ]`
    /// with `m = r+x` and the integral over the silence from `t_x` to `T`: still alive, or left at `tau`.
    pub(super) fn ways(&self, h: &History) -> Ways {
        let m = self.r + h.frequency;
        let ln_shared = self.ln_alive(m, h.recency) + ln_rising(self.r, h.frequency) - h.frequency * self.alpha.ln();
        let (top, sum) = self.gone(m, h.recency, h.age, |_, _| {});
        Ways { ln_shared, ln_alive: self.ln_kept(m, h.recency, h.age), ln_gone: top + sum.ln() }
    }

    /// The integral of the likelihood over times of leaving between these two, over that of being alive at `from`, as the
    /// logarithm of a factor and the rest. `visit` gets the share of each time in the rest.
    ///
    /// The variable is `v = ln((c+tau)/(c+from))` with `c` the smaller of `alpha` and `beta`: in it the logarithm of the
    /// integrand is concave, and the other factor has its singularities `pi` off the real line.
    fn gone(&self, m: f64, from: f64, to: f64, mut visit: impl FnMut(f64, Moment)) -> (f64, f64) {
        let Self { alpha, s, beta, .. } = *self;
        let swapped = beta < alpha;
        let (near, far, near_power, far_power) =
            if swapped { (beta, alpha, s, m) } else { (alpha, beta, m - 1.0, s + 1.0) };
        let (gap, near_from, far_from) = (far - near, near + from, far + from);
        let end = ((to - from) / near_from).ln_1p();
        if !(end > 0.0) {
            return (0.0, 0.0);
        }
        let density = s * near_from / (beta + from);
        // Rounding of the logarithm is multiplied by the power; the careful way takes twice the time.
        let steep = far_power > 50.0;
        let at = |v: f64| {
            let more = near_from * if steep { v.exp_m1() } else { v.exp() - 1.0 };
            let ln_far = if steep { (more / far_from).ln_1p() } else { ((far_from + more) / far_from).ln() };
            let (ln_alpha, ln_beta) = if swapped { (ln_far, v) } else { (v, ln_far) };
            (-near_power * v - far_power * ln_far, Moment { ln_alpha, ln_beta, tau: from + more })
        };
        let mut weighted = |share: f64, at: Moment| visit(density * share, at);
        if let Some(sum) = short(end, (m + s) * end, at, &mut weighted) {
            return (0.0, density * sum);
        }
        let bends = |v: f64| {
            let near = near_from * v.exp();
            let share = near / (gap + near);
            (-near_power - far_power * share, far_power * share * gap / (gap + near))
        };
        let (top, sum) = log_concave(0.0, end, at, bends, weighted);
        (top, density * sum)
    }
}

/// The logarithm of the likelihood of having left at `tau`, over what depends on `x` only, is
/// `ln s/beta - m ln(1+tau/alpha) - (s+1) ln(1+tau/beta)`, and that of being alive `-m ln(1+t/alpha) - s ln(1+t/beta)`.
impl Silent<4> for ParetoNbd {
    fn ln_alive(&self, m: f64, t: f64) -> f64 {
        -m * (t / self.alpha).ln_1p() - self.s * (t / self.beta).ln_1p()
    }

    fn ln_kept(&self, m: f64, from: f64, to: f64) -> f64 {
        let to_end = |scale: f64| ((to - from) / (scale + from)).ln_1p();
        -m * to_end(self.alpha) - self.s * to_end(self.beta)
    }

    fn add_gone(&self, m: f64, from: f64, to: f64, sums: &mut Evaluation<4>) {
        let Self { r, alpha, s, beta } = *self;
        let (ln_alpha, ln_beta) = ((from / alpha).ln_1p(), (from / beta).ln_1p());
        let mut part = Evaluation::ZERO;
        let (top, _) = self.gone(m, from, to, |share, at| {
            let gradient = [
                -r * (ln_alpha + at.ln_alpha),
                m * at.tau / (alpha + at.tau),
                1.0 - s * (ln_beta + at.ln_beta),
                (s + 1.0) * at.tau / (beta + at.tau) - 1.0,
            ];
            part.add_products(share, &gradient);
        });
        sums.add(top.exp(), &part);
    }

    /// The second derivatives of the logarithm are linear in its gradient and the products of that: with `a = tau/(alpha+tau)`
    /// and `b = tau/(beta+tau)` they are `-r ln(1+tau/alpha)`, `r a`, `-m a(1-a)`, `-s ln(1+tau/beta)`, `s b`, `-(s+1) b(1-b)`.
    fn bent(&self, m: f64, sums: &Evaluation<4>) -> Evaluation<4> {
        let (Self { r, s, .. }, mut bent) = (*self, *sums);
        let ([g_r, g_alpha, g_s, g_beta], mass) = (sums.gradient, sums.value);
        bent.hessian[0][0] += g_r;
        bent.hessian[0][1] += r / m * g_alpha;
        bent.hessian[1][1] += sums.hessian[1][1] / m - g_alpha;
        bent.hessian[2][2] += g_s - mass;
        bent.hessian[2][3] += s / (s + 1.0) * (g_beta + mass);
        bent.hessian[3][3] += (sums.hessian[3][3] + 2.0 * g_beta + mass) / (s + 1.0) - (g_beta + mass);
        bent
    }

    fn alive(&self, m: f64, t: f64) -> Evaluation<4> {
        let Self { r, alpha, s, beta } = *self;
        let (a, b) = (t / (alpha + t), t / (beta + t));
        let d = [-r * (t / alpha).ln_1p(), m * a, -s * (t / beta).ln_1p(), s * b];
        let mut alive = Evaluation::of_logarithm(d);
        alive.hessian[0][0] += d[0];
        alive.hessian[0][1] += r * a;
        alive.hessian[1][1] -= m * a * (1.0 - a);
        alive.hessian[2][2] += d[2];
        alive.hessian[2][3] += s * b;
        alive.hessian[3][3] -= s * b * (1.0 - b);
        alive
    }
}

impl Likelihood<4> for ParetoNbd {
    type Data = GroupedHistories;

    /// Exact but for the quadrature over the silence, whose nodes value and derivatives share.
    fn evaluate(&self, data: &GroupedHistories, threads: usize) -> Evaluation<4> {
        evaluate(self, self.r, self.alpha, data, threads)
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
