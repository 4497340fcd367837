use rand::Rng;
use rand_distr::{Beta, Distribution};

use super::BetaGeometricNbd;
use crate::History;
use crate::fit::Parameters;
use crate::gamma_rate::{GammaRate, wait};
use crate::purchase_model::{PurchaseModel, Ways};
use crate::special::{gauss_legendre, incomplete_beta, ln_hyp2f1, ln_rising};

/// A customer alive now: a purchase rate, and a chance to leave `~ Beta(a, b)`.
struct Alive {
    buys: GammaRate,
    a: f64,
    b: f64,
}

impl Alive {
    /// Expected purchases per time unit after `w = t / rate`:
    /// `shape/rate 2F1(shape+1, a; a+b; -w)`, from `E[lambda exp(-lambda p t)]`.
    fn purchase_rate(&self, w: f64) -> f64 {
        self.buys.mean() * ln_hyp2f1(self.buys.shape + 1.0, self.a, self.a + self.b, -w).exp()
    }

    /// `∫ exp(-delta t) purchase_rate(t) dt` over `[0, horizon]` by Gauss-Legendre quadrature in `ln(1 + t/scale)`, where
    /// `scale` is the time after which the purchase rate begins to fall.
    fn discounted(&self, horizon: f64, delta: f64) -> f64 {
        // Beyond 40 / delta less than e^-40 of the value is left, since the purchase rate falls.
        let to = horizon.min(40.0 / delta);
        let leaving = (self.buys.shape + 1.0) * (self.a + 1.0) / (self.a + self.b + 1.0);
        let scale = self.buys.rate * (1.0 / leaving).min(1.0);
        gauss_legendre((to / scale).ln_1p(), 1.75, |u| {
            let t = scale * u.exp_m1();
            (t + scale) * (-delta * t).exp() * self.purchase_rate(t / self.buys.rate)
        })
    }

    /// Expected purchases in `(0, t]`, `(a+b-1)/(a-1) (1 - 2F1(shape, a-1; a+b-1; -w))` with `w = t/rate`, written so that
    /// `a = 1` is no special case; `None` when digits would be lost.
    fn expected(&self, t: f64) -> Option<f64> {
        let Self { buys: GammaRate { shape, rate }, a, b } = *self;
        let w = t / rate;
        let (u, v, c) = (w.ln_1p(), w / (1.0 + w), a + b - 1.0);
        if w > 25.0 || c <= 0.0 {
            return None;
        }
        // 2F1(shape, a-1; c; -w) = (1+w)^(1-a) (1 + (a-1) sum), the sum over n >= 1 of
        // (c-shape)_n (a)_(n-1) / ((c)_n n!) v^n.
        let d = c - shape;
        let mut term = d / c * v;
        let (mut sum, mut size, mut n) = (term, term.abs(), 1.0);
        while term.abs() > 1e-17 * size * (1.0 - v) {
            term *= (d + n) * (a + n - 1.0) / ((c + n) * (n + 1.0)) * v;
            sum += term;
            size += term.abs();
            n += 1.0;
            if n > 2_000.0 {
                return None;
            }
        }
        let power = (u * (1.0 - a)).exp();
        let first = if a == 1.0 { u } else { (u * (1.0 - a)).exp_m1() / (1.0 - a) };
        let difference = first - power * sum;
        (difference > 1e-3 * (first + power * size)).then_some(c * difference)
    }
}

impl<const CHANCES: u8> BetaGeometricNbd<CHANCES> {
    fn alive(&self, frequency: f64, age: f64) -> Alive {
        let buys = GammaRate { shape: self.r + frequency, rate: self.alpha + age };
        Alive { buys, a: self.a, b: self.b + frequency + Self::CHANCES }
    }
}

impl<const CHANCES: u8> PurchaseModel for BetaGeometricNbd<CHANCES> {
    fn name(&self) -> &'static str {
        Self::MODEL
    }

    fn ways(&self, history: &History) -> Ways {
        self.ways(history)
    }

    fn alive_expected_purchases(&self, horizon: f64, frequency: f64, age: f64) -> f64 {
        let alive = self.alive(frequency, age);
        if horizon <= 0.0 {
            return 0.0;
        }
        if horizon == f64::INFINITY {
            return if alive.a > 1.0 { (alive.a + alive.b - 1.0) / (alive.a - 1.0) } else { horizon };
        }
        alive.expected(horizon).unwrap_or_else(|| alive.discounted(horizon, 0.0))
    }

    fn alive_discounted_purchases(&self, horizon: f64, delta: f64, frequency: f64, age: f64) -> f64 {
        if delta == 0.0 {
            self.alive_expected_purchases(horizon, frequency, age)
        } else if delta > 0.0 {
            self.alive(frequency, age).discounted(horizon.max(0.0), delta)
        } else {
            f64::NAN
        }
    }

    fn alive_pmf(&self, n: u64, horizon: f64, frequency: f64, age: f64) -> f64 {
        let (Alive { buys, a, b }, n) = (self.alive(frequency, age), n as f64);
        if horizon <= 0.0 {
            return if n == 0.0 { 1.0 } else { 0.0 };
        }
        // Still alive after n purchases in the horizon: n chances survived.
        let stayed = (buys.ln_count(n, horizon) + ln_rising(b, n) - ln_rising(a + b, n)).exp();
        if n == 0.0 {
            return stayed;
        }
        // Left right after the n-th, which came within the horizon.
        let ln_left = (a / (a + b)).ln() + ln_rising(b, n - 1.0) - ln_rising(a + b + 1.0, n - 1.0);
        stayed + incomplete_beta(n, buys.shape, horizon / buys.rate) * ln_left.exp()
    }

    fn next_purchase_quantile(&self, q: f64, history: &History) -> f64 {
        self.alive(history.frequency, history.age).buys.wait_quantile(q)
    }

    fn simulate_alive(&self, rng: &mut dyn Rng, horizon: f64, frequency: f64, age: f64, times: &mut Vec<f64>) {
        let Alive { buys, a, b } = self.alive(frequency, age);
        let lambda = buys.sample(rng);
        // The distribution exists for all checked parameters.
        let p = Beta::new(a, b).map_or(1.0, |chances| chances.sample(rng));
        let mut t = wait(rng, lambda);
        while t <= horizon {
            times.push(t);
            // Leaves with probability p: an exponential variable falls below -ln(1-p) that often.
            if wait(rng, 1.0) < -(-p).ln_1p() {
                return;
            }
            t += wait(rng, lambda);
        }
    }
}
