use crate::special::{Near, marched};

/// Below this share a term is lost in rounding.
const ROUNDING: f64 = 1e-17;

/// A lifetime with survival `(beta / (beta + exp(b t) - 1))^s`.
#[derive(Clone, Copy)]
pub(super) struct Lifetime {
    pub b: f64,
    pub s: f64,
    pub beta: f64,
}

/// See [`Lifetime::grown`].
#[derive(Clone, Copy)]
pub(super) struct Grown {
    pub ln: f64,
    pub weight: f64,
    pub inverse: f64,
}

impl Lifetime {
    /// `w = exp(b t) / (beta + exp(b t) - 1)`: the hazard at `t` is `s b w`. It tends to 1.
    pub fn weight(&self, t: f64) -> f64 {
        1.0 / self.later(t).beta
    }

    /// The lifetime left to somebody alive at `t`, which has the same form: with `beta' = beta exp(-b t) + 1 - exp(-b t)`.
    pub fn later(&self, t: f64) -> Self {
        Self { beta: self.beta * (-self.b * t).exp() - (-self.b * t).exp_m1(), ..*self }
    }

    /// `ln(1 + (exp(b t) - 1) / beta)`; survival to `t` is `exp(-s)` to its power.
    pub fn ln_growth(&self, t: f64) -> f64 {
        let u = self.b * t;
        // Where the exponential leaves the range of numbers it is taken out.
        if u < 30.0 { (u.exp_m1() / self.beta).ln_1p() } else { u + (-(-u).exp_m1() / self.beta + (-u).exp()).ln() }
    }

    /// `ln_growth` at `t` with `weight`, and `exp(-ln_growth)`: all from one exponential.
    pub fn grown(&self, t: f64) -> Grown {
        let u = self.b * t;
        if u < 30.0 {
            let (more, beta) = (u.exp_m1(), self.beta);
            Grown { ln: (more / beta).ln_1p(), weight: (1.0 + more) / (beta + more), inverse: beta / (beta + more) }
        } else {
            let ln = self.ln_growth(t);
            Grown { ln, weight: self.weight(t), inverse: (-ln).exp() }
        }
    }

    pub fn ln_survival(&self, t: f64) -> f64 {
        -self.s * self.ln_growth(t)
    }

    /// Time within which such a customer leaves with probability `q`.
    pub fn quantile(&self, q: f64) -> f64 {
        let growth = (-(-q).ln_1p() / self.s).exp_m1();
        if growth < 1e300 {
            (self.beta * growth).ln_1p() / self.b
        } else {
            (self.beta.ln() - (-q).ln_1p() / self.s) / self.b
        }
    }

    /// How survival behaves around `t`, or the density of leaving if `leaves` is 1, for integrals over time. `exp(b t)` has no
    /// scale shorter than `1/b`, and `beta + exp(b t) - 1` its zeros at `ln(1-beta)/b` or `pi` times that scale off the real
    /// line; from where its other terms are lost in rounding it is a plain exponential.
    pub fn near(&self, t: f64, leaves: f64) -> Near {
        let (weight, other) = (self.weight(t), (self.beta - 1.0).abs() * (-self.b * t).exp());
        let zero = if self.beta < 1.0 { t - (-self.beta).ln_1p() / self.b } else { f64::INFINITY };
        Near {
            unit: if other < ROUNDING { f64::INFINITY } else { (1.0 / self.b).min(zero / 3.0) },
            slope: self.b * (leaves - (self.s + leaves) * weight).abs(),
            bend: (self.s + leaves) * self.b * self.b * weight * (1.0 - weight).abs(),
        }
    }

    /// `∫ survival(t) exp(-delta t) dt` over `[0, horizon]`, which may be infinite.
    pub fn discounted(&self, horizon: f64, delta: f64) -> f64 {
        let f = |t: f64| ((self.ln_survival(t) - delta * t).exp(), ());
        let near = |t: f64| {
            let mut near = self.near(t, 0.0);
            near.slope += delta;
            near
        };
        // From where the hazard is constant the rest is exponential; before, the hazard bounds it.
        let constant = ((self.beta - 1.0).abs() / ROUNDING).ln().max(0.0) / self.b;
        let end = horizon.min(constant);
        let spent = |t: f64, sum: f64| {
            let least = delta + self.s * self.b * self.weight(t).min(1.0);
            f(t).0 < 1e-18 * sum * least
        };
        let sum = marched(0.0, end, f, near, spent, |_, ()| {});
        let rate = delta + self.s * self.b;
        sum + if horizon > end { f(end).0 * -(-rate * (horizon - end)).exp_m1() / rate } else { 0.0 }
    }
}
