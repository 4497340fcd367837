use rand::Rng;

use super::ParetoNbd;
use crate::History;
use crate::fit::Parameters;
use crate::gamma_rate::{GammaRate, wait};
use crate::purchase_model::{PurchaseModel, Ways};
use crate::special::{ln_gamma, ln_rising, ln_tricomi_u, log_concave};

/// A customer alive now: a purchase rate, and apart from it a dropout rate `~ Gamma(s, beta)`.
struct Alive {
    buys: GammaRate,
    s: f64,
    beta: f64,
}

impl Alive {
    /// `∫ exp(-delta t) (1 + t/beta)^-s dt` over `[0, horizon]`, the discounted time alive, for `delta > 0`.
    fn discounted_life(&self, horizon: f64, delta: f64) -> f64 {
        let Self { s, beta, .. } = *self;
        let z = delta * beta;
        if z == f64::INFINITY || z == 0.0 {
            // Worth something for no time at all, or, next to zero, for all of it.
            return if z > 0.0 { 0.0 } else { self.life(horizon) };
        }
        if horizon == f64::INFINITY {
            return beta * ln_tricomi_u(1.0, 2.0 - s, z).exp();
        }
        // In u = ln(1 + t/beta) the logarithm of the integrand is concave and has no singularities; nothing is left past
        // delta t = 50.
        let end = (horizon / beta).min(50.0 / z).ln_1p();
        let at = |u: f64| ((1.0 - s) * u - z * u.exp_m1(), ());
        let (top, sum) = log_concave(0.0, end, at, |u| (1.0 - s - z * u.exp(), z * u.exp()), |_, ()| {});
        beta * top.exp() * sum
    }

    /// `∫ (1 + t/beta)^-s dt` over `[0, horizon]`, the expected time alive, written so that `s = 1` is no special case.
    fn life(&self, horizon: f64) -> f64 {
        let Self { s, beta, .. } = *self;
        if horizon == f64::INFINITY {
            return if s > 1.0 { beta / (s - 1.0) } else { horizon };
        }
        let (u, k) = ((horizon / beta).ln_1p(), 1.0 - s);
        beta * if k == 0.0 { u } else { (k * u).exp_m1() / k }
    }

    /// Probability of `n` purchases within `t` times that of staying so long.
    fn bought_and_stayed(&self, n: f64, t: f64) -> f64 {
        (self.buys.ln_count(n, t) - self.s * (t / self.beta).ln_1p()).exp()
    }

    /// Probability of leaving within `t` after exactly `n` purchases:
    /// `∫ P(n within u) s beta^s (beta+u)^-(s+1) du`, an integral of positive terms, where the closed form (Fader & Hardie
    /// 2014) is a difference of large numbers.
    fn bought_and_left(&self, n: f64, t: f64) -> f64 {
        let Self { buys: GammaRate { shape, rate }, s, beta } = *self;
        let (p, q) = (shape + n, s + 1.0);
        let constant = ln_rising(shape, n) - ln_gamma(n + 1.0) + (s / beta).ln() + n * (t / rate).ln();
        // In y = ln(u/t) the logarithm of the integrand is concave; below `low` it rises as exp((n+1) y).
        let share = |y: f64, scale: f64| 1.0 / (1.0 + scale / (t * y.exp()));
        let low = -45.0 - (p * t / rate + q * t / beta).ln_1p();
        let at = |y: f64| {
            let u = t * y.exp();
            ((n + 1.0) * y - p * (u / rate).ln_1p() - q * (u / beta).ln_1p(), ())
        };
        let bends = |y: f64| {
            let (v, w) = (share(y, rate), share(y, beta));
            (n + 1.0 - p * v - q * w, p * v * (1.0 - v) + q * w * (1.0 - w))
        };
        let (top, sum) = log_concave(low, 0.0, at, bends, |_, ()| {});
        (constant + top + (t * sum).ln()).exp()
    }
}

impl ParetoNbd {
    fn alive(&self, frequency: f64, age: f64) -> Alive {
        let buys = GammaRate { shape: self.r + frequency, rate: self.alpha + age };
        Alive { buys, s: self.s, beta: self.beta + age }
    }

    /// Probability that the customer is still alive `later` than now: [`PurchaseModel::p_alive`] at `later = 0`.
    pub fn p_alive_later(&self, later: f64, history: &History) -> f64 {
        let stays = -self.s * (later.max(0.0) / (self.beta + history.age)).ln_1p();
        self.p_alive(history) * stays.exp()
    }

    /// Expected remaining lifetime of a customer known to be alive at `age`; infinite for `s <= 1`, where the mean does not
    /// exist. See [`ParetoNbd::alive_lifetime_quantile`] for the median, which always does.
    pub fn alive_lifetime(&self, age: f64) -> f64 {
        self.alive(0.0, age).life(f64::INFINITY)
    }

    /// Time within which a customer known to be alive at `age` leaves with probability `q`. May be infinite for heavy tails.
    /// NaN unless `0 <= q < 1`.
    pub fn alive_lifetime_quantile(&self, q: f64, age: f64) -> f64 {
        GammaRate { shape: self.s, rate: self.beta + age }.wait_quantile(q)
    }
}

impl PurchaseModel for ParetoNbd {
    fn name(&self) -> &'static str {
        Self::MODEL
    }

    fn ways(&self, history: &History) -> Ways {
        self.ways(history)
    }

    fn alive_expected_purchases(&self, horizon: f64, frequency: f64, age: f64) -> f64 {
        let alive = self.alive(frequency, age);
        if horizon <= 0.0 { 0.0 } else { alive.buys.mean() * alive.life(horizon) }
    }

    fn alive_discounted_purchases(&self, horizon: f64, delta: f64, frequency: f64, age: f64) -> f64 {
        if delta == 0.0 {
            self.alive_expected_purchases(horizon, frequency, age)
        } else if delta > 0.0 {
            let alive = self.alive(frequency, age);
            if horizon <= 0.0 { 0.0 } else { alive.buys.mean() * alive.discounted_life(horizon, delta) }
        } else {
            f64::NAN
        }
    }

    fn alive_pmf(&self, n: u64, horizon: f64, frequency: f64, age: f64) -> f64 {
        let (alive, n) = (self.alive(frequency, age), n as f64);
        if horizon <= 0.0 {
            return if n == 0.0 { 1.0 } else { 0.0 };
        }
        alive.bought_and_stayed(n, horizon) + alive.bought_and_left(n, horizon)
    }

    fn next_purchase_quantile(&self, q: f64, history: &History) -> f64 {
        self.alive(history.frequency, history.age).buys.wait_quantile(q)
    }

    fn simulate_alive(&self, rng: &mut dyn Rng, horizon: f64, frequency: f64, age: f64, times: &mut Vec<f64>) {
        let Alive { buys, s, beta } = self.alive(frequency, age);
        let (lambda, mu) = (buys.sample(rng), GammaRate { shape: s, rate: beta }.sample(rng));
        let end = wait(rng, mu).min(horizon);
        let mut t = wait(rng, lambda);
        while t <= end {
            times.push(t);
            t += wait(rng, lambda);
        }
    }

    /// Without the draw of whether the customer is alive: everybody is, who has just come.
    fn simulate_customer(&self, rng: &mut dyn Rng, age: f64, times: &mut Vec<f64>) {
        times.clear();
        times.push(0.0);
        self.simulate_alive(rng, age, 0.0, 0.0, times);
    }
}
