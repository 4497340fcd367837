use rand::Rng;
use rand_distr::{Distribution, Exp1};

use super::GGompertzNbd;
use super::lifetime::Lifetime;
use crate::History;
use crate::fit::Parameters;
use crate::gamma_rate::{GammaRate, wait};
use crate::purchase_model::{PurchaseModel, Ways};
use crate::special::{Near, marched};

/// A customer alive now: a purchase rate, and apart from it a lifetime from now on.
struct Alive {
    buys: GammaRate,
    lives: Lifetime,
}

impl Alive {
    /// Probability of leaving within `t` after exactly `n` purchases, in `y = ln(u/t)` with `u` the time of leaving:
    /// `∫ P(n within u) s b w(u) S(u) u dy`.
    fn bought_and_left(&self, n: f64, t: f64) -> f64 {
        let Self { buys, lives } = *self;
        let ln_ways = buys.ln_ways(n);
        // Probability of n purchases within u, and of staying so long.
        let stays = |u: f64| (ln_ways + buys.ln_power(n, u) + lives.ln_survival(u)).exp();
        let f = |y: f64| {
            let u = t * y.exp();
            (lives.s * lives.b * lives.weight(u) * u * stays(u), ())
        };
        let near = |y: f64| {
            let u = t * y.exp();
            let Near { unit, slope, bend } = lives.near(u, 1.0);
            let (bought, power) = (1.0 / (1.0 + buys.rate / u), n + buys.shape);
            Near {
                unit: (unit / u).min(1.0),
                slope: (n + 1.0 - power * bought).abs() + slope * u,
                bend: power * bought * (1.0 - bought) + (slope + bend * u) * u,
            }
        };
        // Below `start` the integrand is the power n + 1 of the time, and nothing is left of it below that by exp(-45). Where it
        // still rises steeply from there, a coarse look finds the point from where it counts.
        let start =
            1.0 / (1.0 + t * ((n + buys.shape) / buys.rate + (lives.s + 2.0) * lives.b * lives.weight(0.0).max(1.0)));
        let low = start.ln() - 45.0 / (n + 1.0);
        let look: Vec<f64> = (0..=40).map(|i| low * (1.0 - f64::from(i) / 40.0)).collect();
        let least = 1e-20 * look.iter().map(|&y| f(y).0).fold(0.0, f64::max);
        let before = look.iter().take_while(|&&y| f(y).0 <= least).count();
        // Past n purchases on average the probability of exactly n falls: what is left is at most that of staying so long.
        let usual = n * buys.rate / buys.shape;
        let spent = |y: f64, sum: f64| t * y.exp() > usual && stays(t * y.exp()) < 1e-18 * sum;
        marched(look[before.saturating_sub(1)], 0.0, f, near, spent, |_, ()| {})
    }
}

impl GGompertzNbd {
    fn alive(&self, frequency: f64, age: f64) -> Alive {
        let buys = GammaRate { shape: self.r + frequency, rate: self.alpha + age };
        Alive { buys, lives: self.lifetime().later(age) }
    }

    /// Probability that the customer is still alive `later` than now: [`PurchaseModel::p_alive`] at `later = 0`.
    pub fn p_alive_later(&self, later: f64, history: &History) -> f64 {
        self.p_alive(history) * self.lifetime().later(history.age).ln_survival(later.max(0.0)).exp()
    }

    /// Expected remaining lifetime of a customer known to be alive at `age`.
    pub fn alive_lifetime(&self, age: f64) -> f64 {
        self.lifetime().later(age).discounted(f64::INFINITY, 0.0)
    }

    /// Time within which a customer known to be alive at `age` leaves with probability `q`. NaN unless `0 <= q < 1`.
    pub fn alive_lifetime_quantile(&self, q: f64, age: f64) -> f64 {
        if (0.0..1.0).contains(&q) { self.lifetime().later(age).quantile(q) } else { f64::NAN }
    }
}

impl PurchaseModel for GGompertzNbd {
    fn name(&self) -> &'static str {
        Self::MODEL
    }

    fn ways(&self, history: &History) -> Ways {
        self.ways(history)
    }

    /// The mean purchase rate times the expected time alive, which is finite over any horizon.
    fn alive_expected_purchases(&self, horizon: f64, frequency: f64, age: f64) -> f64 {
        self.alive_discounted_purchases(horizon, 0.0, frequency, age)
    }

    fn alive_discounted_purchases(&self, horizon: f64, delta: f64, frequency: f64, age: f64) -> f64 {
        if !(delta >= 0.0) {
            return f64::NAN;
        }
        let alive = self.alive(frequency, age);
        if horizon <= 0.0 { 0.0 } else { alive.buys.mean() * alive.lives.discounted(horizon, delta) }
    }

    fn alive_pmf(&self, n: u64, horizon: f64, frequency: f64, age: f64) -> f64 {
        let (alive, n) = (self.alive(frequency, age), n as f64);
        if horizon <= 0.0 {
            return if n == 0.0 { 1.0 } else { 0.0 };
        }
        let stayed = (alive.buys.ln_count(n, horizon) + alive.lives.ln_survival(horizon)).exp();
        stayed + alive.bought_and_left(n, horizon)
    }

    fn next_purchase_quantile(&self, q: f64, history: &History) -> f64 {
        self.alive(history.frequency, history.age).buys.wait_quantile(q)
    }

    fn simulate_alive(&self, rng: &mut dyn Rng, horizon: f64, frequency: f64, age: f64, times: &mut Vec<f64>) {
        let Alive { buys, lives } = self.alive(frequency, age);
        let (lambda, eta) = (buys.sample(rng), GammaRate { shape: lives.s, rate: lives.beta }.sample(rng));
        let unit: f64 = Exp1.sample(rng);
        let end = ((unit / eta).ln_1p() / lives.b).min(horizon);
        let mut t = wait(rng, lambda);
        while t <= end {
            times.push(t);
            t += wait(rng, lambda);
        }
    }
}
