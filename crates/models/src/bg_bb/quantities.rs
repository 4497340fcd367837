use rand::Rng;
use rand_distr::{Beta, Distribution, StandardUniform};

use super::BgBb;
use crate::History;
use crate::contract::{ContractModel, ShiftedBetaGeometric};
use crate::fit::Parameters;
use crate::purchase_model::{PurchaseModel, Ways};
use crate::special::{ln_gamma, ln_rising};

/// A customer alive now: chance to buy `~ Beta(a, b)`, and apart from it chance to leave `~ Beta(gamma, delta)`.
struct Alive {
    a: f64,
    b: f64,
    gamma: f64,
    delta: f64,
}

impl Alive {
    /// How long such a customer stays, as a contract without renewals so far; likewise how long until the next purchase.
    fn staying(&self) -> ShiftedBetaGeometric {
        ShiftedBetaGeometric::of_valid(self.gamma, self.delta)
    }

    fn waiting(&self) -> ShiftedBetaGeometric {
        ShiftedBetaGeometric::of_valid(self.a, self.b)
    }

    /// `ln P(n of k opportunities taken)`, were the customer to stay.
    fn ln_taken(&self, n: f64, k: f64) -> f64 {
        let choose = ln_rising(k - n + 1.0, n) - ln_gamma(n + 1.0);
        choose + ln_rising(self.a, n) + ln_rising(self.b, k - n) - ln_rising(self.a + self.b, k)
    }
}

impl BgBb {
    fn alive(&self, frequency: f64, age: f64) -> Alive {
        let age = age.floor().max(frequency);
        Alive { a: self.alpha + frequency, b: self.beta + age - frequency, gamma: self.gamma, delta: self.delta + age }
    }

    /// Probability that the customer is still alive at the opportunity `later` from now: [`PurchaseModel::p_alive`] at
    /// `later = 0`. The published "P(alive)" of the paper is that of the next opportunity, `later = 1`.
    pub fn p_alive_later(&self, later: f64, history: &History) -> f64 {
        self.p_alive(history)
            * self.alive(history.frequency, history.age).staying().survival(0.0, later.max(0.0).floor())
    }
}

impl PurchaseModel for BgBb {
    fn name(&self) -> &'static str {
        Self::MODEL
    }

    fn ways(&self, history: &History) -> Ways {
        self.terms(history, |_, _, _| {})
    }

    /// Minus infinity for a history with more purchases than opportunities.
    fn log_likelihood(&self, history: &History) -> f64 {
        if history.frequency > history.recency.floor() { f64::NEG_INFINITY } else { self.ways(history).ln_sum() }
    }

    fn alive_expected_purchases(&self, horizon: f64, frequency: f64, age: f64) -> f64 {
        let alive = self.alive(frequency, age);
        let stays = alive.staying().expected_renewals(horizon.max(0.0).floor(), 0.0);
        alive.a / (alive.a + alive.b) * stays
    }

    fn alive_discounted_purchases(&self, horizon: f64, delta: f64, frequency: f64, age: f64) -> f64 {
        let alive = self.alive(frequency, age);
        // Renewals of a contract count in full at the next opportunity; here it is one period away.
        let stays = alive.staying().discounted_renewals(horizon.max(0.0).floor(), delta, 0.0);
        alive.a / (alive.a + alive.b) * (-delta).exp() * stays
    }

    fn alive_pmf(&self, n: u64, horizon: f64, frequency: f64, age: f64) -> f64 {
        let (alive, n, horizon) = (self.alive(frequency, age), n as f64, horizon.max(0.0).floor());
        if n > horizon {
            return 0.0;
        }
        let (gamma, delta) = (alive.gamma, alive.delta);
        // Along k: alive through k opportunities, n of them taken.
        let mut ln_stayed = ln_rising(delta, n) - ln_rising(gamma + delta, n);
        let mut ln_taken = alive.ln_taken(n, n);
        let (mut sum, mut k) = (0.0, n);
        while k < horizon {
            sum += (ln_taken + ln_stayed).exp() * gamma / (gamma + delta + k);
            ln_taken += ((k + 1.0) / (k + 1.0 - n)).ln() - ((alive.a + n) / (alive.b + k - n)).ln_1p();
            ln_stayed -= (gamma / (delta + k)).ln_1p();
            k += 1.0;
        }
        sum + (ln_taken + ln_stayed).exp()
    }

    fn next_purchase_quantile(&self, q: f64, history: &History) -> f64 {
        self.alive(history.frequency, history.age).waiting().lifetime_quantile(q, 0.0)
    }

    fn simulate_alive(&self, rng: &mut dyn Rng, horizon: f64, frequency: f64, age: f64, times: &mut Vec<f64>) {
        let Alive { a, b, gamma, delta } = self.alive(frequency, age);
        // Both distributions exist for all checked parameters.
        let (Ok(buys), Ok(leaves)) = (Beta::new(a, b), Beta::new(gamma, delta)) else {
            return;
        };
        let (p, theta): (f64, f64) = (buys.sample(rng), leaves.sample(rng));
        let mut uniform = || -> f64 { StandardUniform.sample(rng) };
        let mut t = 1.0;
        while t <= horizon && uniform() >= theta {
            if uniform() < p {
                times.push(t);
            }
            t += 1.0;
        }
    }
}
