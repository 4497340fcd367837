use super::GGompertzNbd;
use super::lifetime::Grown;
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
    fn gone(&self, m: f64, from: f64, to: f64, visit: impl FnMut(f64, Moment)) -> f64 {
        let (Self { alpha, b, s, .. }, lifetime) = (*self, self.lifetime());
        let rest = lifetime.later(from);
        let at = |tau: f64| {
            let step = tau - from;
            Moment { tau, ln_alpha: (step / (alpha + from)).ln_1p(), grown: rest.grown(step) }
        };
        let ln_kept = |at: &Moment| -m * at.ln_alpha - s * at.grown.ln;
        let f = |tau: f64| {
            let at = at(tau);
            (s * b * at.grown.weight * ln_kept(&at).exp(), at)
        };
        let near = |tau: f64| {
            let Near { unit, slope, bend } = lifetime.near(tau, 1.0);
            let since = alpha + tau;
            Near { unit: unit.min(since / 3.0), slope: slope + m / since, bend: bend + m / (since * since) }
        };
        // Whoever is left leaves with probability 1 at most.
        marched(from, to, f, near, |tau, sum| ln_kept(&at(tau)) < (1e-18 * sum).ln(), visit)
    }
}

/// A time at which the customer may have left, or now, by what has changed since an earlier one.
struct Moment {
    tau: f64,
    /// `ln((alpha+tau)/(alpha+from))`.
    ln_alpha: f64,
    grown: Grown,
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
        let (ln_alpha, before) = ((from / self.alpha).ln_1p(), self.lifetime().grown(from));
        self.gone(m, from, to, |share, at| {
            let grown = Grown { ln: before.ln + at.grown.ln, inverse: before.inverse * at.grown.inverse, ..at.grown };
            sums.add(share, &self.term(m, &Moment { ln_alpha: ln_alpha + at.ln_alpha, grown, ..at }, 1.0));
        });
    }

    /// The second derivatives were summed with the products.
    fn bent(&self, _: f64, sums: &Evaluation<5>) -> Evaluation<5> {
        *sums
    }

    fn alive(&self, m: f64, t: f64) -> Evaluation<5> {
        let now = Moment { tau: t, ln_alpha: (t / self.alpha).ln_1p(), grown: self.lifetime().grown(t) };
        self.term(m, &now, 0.0)
    }
}

impl GGompertzNbd {
    /// The likelihood of having left at a moment told since the start (`leaves` is 1), or of being alive then (0), over itself,
    /// with its derivatives.
    fn term(&self, m: f64, at: &Moment, leaves: f64) -> Evaluation<5> {
        let Self { r, alpha, b, s, .. } = *self;
        let (u, shape, v) = (b * at.tau, s + leaves, at.grown.inverse);
        let (a, uw) = (at.tau / (alpha + at.tau), u * at.grown.weight);
        let gradient =
            [-r * at.ln_alpha, m * a, leaves * (1.0 + u) - shape * uw, leaves - s * at.grown.ln, s - shape * v];
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
