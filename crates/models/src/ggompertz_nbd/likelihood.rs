use super::GGompertzNbd;
use crate::gamma_rate::GammaRate;
use crate::likelihood::Likelihood;
use crate::newton::Evaluation;
use crate::purchase_model::Ways;
use crate::silence::{Silent, evaluate};
use crate::special::{Near, ln_rising, marched};
use crate::{GroupedHistories, History};

impl GGompertzNbd {
    /// `L = Γ(r+x)/Γ(r) alpha^-x [ (1+T/alpha)^-m S(T) + ∫ (1+tau/alpha)^-m s b w(tau) S(tau) dtau ]` with `m = r+x` and the
    /// integral over the silence from `t_x` to `T`: still alive, or left at `tau`.
    pub(super) fn ways(&self, h: &History) -> Ways {
        let m = self.r + h.frequency;
        Ways {
            ln_shared: self.ln_alive(m, h.recency) + ln_rising(self.r, h.frequency) - h.frequency * self.alpha.ln(),
            ln_alive: self.ln_kept(m, h.recency, h.age),
            ln_gone: self.gone(m, h.recency, h.age, |_, _| {}).ln(),
        }
    }

    /// The integral of the likelihood over times of leaving between these two, over that of being alive at `from`. `visit` gets
    /// the share of each time.
    fn gone(&self, m: f64, from: f64, to: f64, visit: impl FnMut(f64, f64)) -> f64 {
        let (Self { alpha, b, s, .. }, lifetime) = (*self, self.lifetime());
        let kept = |tau: f64| self.ln_kept(m, from, tau);
        let f = |tau: f64| (s * b * lifetime.weight(tau) * kept(tau).exp(), tau);
        let near = |tau: f64| {
            let Near { unit, slope, bend } = lifetime.near(tau, 1.0);
            let since = alpha + tau;
            Near { unit: unit.min(since / 3.0), slope: slope + m / since, bend: bend + m / (since * since) }
        };
        // Whoever is left leaves with probability 1 at most.
        marched(from, to, f, near, |tau, sum| kept(tau) < (1e-18 * sum).ln(), visit)
    }
}

/// The logarithm of the likelihood of having left at `tau`, over what depends on `x` only, is
/// `-m ln(1+tau/alpha) + ln s b + b tau + s ln beta - (s+1) ln(beta + exp(b tau) - 1)`, and that of being alive
/// `-m ln(1+t/alpha) + s ln beta - s ln(beta + exp(b t) - 1)`.
impl Silent<5> for GGompertzNbd {
    fn ln_alive(&self, m: f64, t: f64) -> f64 {
        -m * (t / self.alpha).ln_1p() + self.lifetime().ln_survival(t)
    }

    fn ln_kept(&self, m: f64, from: f64, to: f64) -> f64 {
        let step = to - from;
        -m * (step / (self.alpha + from)).ln_1p() + self.lifetime().later(from).ln_survival(step)
    }

    fn add_gone(&self, m: f64, from: f64, to: f64, sums: &mut Evaluation<5>) {
        self.gone(m, from, to, |share, tau| sums.add(share, &self.term(m, tau, 1.0)));
    }

    /// The second derivatives were summed with the products.
    fn bent(&self, _: f64, sums: &Evaluation<5>) -> Evaluation<5> {
        *sums
    }

    fn alive(&self, m: f64, t: f64) -> Evaluation<5> {
        self.term(m, t, 0.0)
    }
}

impl GGompertzNbd {
    /// The likelihood of having left at `tau` (`leaves` is 1), or of being alive then (0), over itself, with its derivatives.
    fn term(&self, m: f64, tau: f64, leaves: f64) -> Evaluation<5> {
        let (Self { r, alpha, b, s, beta }, lifetime) = (*self, self.lifetime());
        let (u, w, shape) = (b * tau, lifetime.weight(tau), s + leaves);
        let (a, uw, v) = (tau / (alpha + tau), u * w, beta * (-u).exp() * w);
        let gradient = [
            -r * (tau / alpha).ln_1p(),
            m * a,
            leaves * (1.0 + u) - shape * uw,
            leaves - s * lifetime.ln_growth(tau),
            s - shape * v,
        ];
        let mut term = Evaluation::of_logarithm(gradient);
        term.hessian[0][0] += gradient[0];
        term.hessian[0][1] += r * a;
        term.hessian[1][1] -= m * a * (1.0 - a);
        term.hessian[2][2] += leaves * u - shape * uw * (1.0 + u - uw);
        term.hessian[2][3] -= s * uw;
        term.hessian[2][4] += shape * uw * v;
        term.hessian[3][3] += gradient[3] - leaves;
        term.hessian[3][4] += s * (1.0 - v);
        term.hessian[4][4] -= shape * v * (1.0 - v);
        term
    }
}

impl Likelihood<5> for GGompertzNbd {
    type Data = GroupedHistories;

    /// Exact but for the quadrature over the silence, whose nodes value and derivatives share.
    fn evaluate(&self, data: &GroupedHistories, threads: usize) -> Evaluation<5> {
        evaluate(self, self.r, self.alpha, data, threads)
    }

    fn meaning(parameter: usize, upper: bool) -> &'static str {
        match (parameter, upper) {
            (0 | 1, _) => GammaRate::meaning(parameter, upper),
            (2, false) => {
                "no sign that a customer's chance to leave grows with age: the model becomes `pareto-nbd`, with a `beta` of \
                 beta / b"
            }
            (2, true) => "customers who have not left at once leave all at one age",
            (_, true) => "customers do not differ measurably in how soon they leave",
            (3, false) => "no sign that customers leave: the model becomes `nbd`, one without dropout",
            _ => "a part of the customers leaves at once and the rest hardly ever",
        }
    }
}
