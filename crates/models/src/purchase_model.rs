use rand::Rng;
use rand_distr::{Distribution, StandardUniform};

use crate::History;
use crate::special::{ln_add_exp, ln_one_plus_exp};

/// The likelihood of a history as `shared * (alive + gone)`: the customer is still alive, or has left since the last purchase.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ways {
    /// Logarithm of what both have in common, taken out so that the odds do not lose digits to it.
    pub ln_shared: f64,
    /// Logarithm of the rest if the customer is alive.
    pub ln_alive: f64,
    /// Logarithm of the rest if the customer has left; minus infinity for who cannot have.
    pub ln_gone: f64,
}

impl Ways {
    /// Log-likelihood.
    pub fn ln_sum(&self) -> f64 {
        self.ln_shared + ln_add_exp(self.ln_alive, self.ln_gone)
    }

    /// Probability of being alive.
    pub fn p_alive(&self) -> f64 {
        (-ln_one_plus_exp(self.ln_gone - self.ln_alive)).exp()
    }

    /// Probability of having left, with all its digits where it is small.
    pub fn p_gone(&self) -> f64 {
        (-ln_one_plus_exp(self.ln_alive - self.ln_gone)).exp()
    }
}

/// What a fitted purchase model says about a customer. Times, horizons and rates are in the time unit of the data of the fit.
///
/// Given that the customer is still alive, the future depends on `frequency` and `age` only, so the `alive_*` values can be
/// kept per distinct pair and multiplied by [`p_alive`](PurchaseModel::p_alive), which is cheap.
pub trait PurchaseModel: Send + Sync {
    /// Name of the model, such as `bg-nbd`.
    fn name(&self) -> &'static str;

    /// The likelihood of one history, by whether the customer is alive at `age`.
    fn ways(&self, history: &History) -> Ways;

    /// Expected purchases in `(T, T + horizon]` of a customer known to be alive at `T = age`. Over an infinite horizon it may be
    /// infinite: customers who hardly ever leave buy for ever.
    fn alive_expected_purchases(&self, horizon: f64, frequency: f64, age: f64) -> f64;

    /// As [`alive_expected_purchases`](PurchaseModel::alive_expected_purchases), a purchase after time `t` counting for
    /// `exp(-delta t)`. Finite for an infinite horizon when `delta > 0`; NaN when `delta < 0`.
    fn alive_discounted_purchases(&self, horizon: f64, delta: f64, frequency: f64, age: f64) -> f64;

    /// Probability of exactly `n` purchases in `(T, T + horizon]` of a customer known to be alive at `T = age`.
    fn alive_pmf(&self, n: u64, horizon: f64, frequency: f64, age: f64) -> f64;

    /// Time within which a customer known to be alive makes the next purchase with probability `q`, if they do not leave
    /// before it. May be infinite for heavy tails. NaN unless `0 <= q < 1`.
    fn next_purchase_quantile(&self, q: f64, history: &History) -> f64;

    /// Adds the purchase times in `(0, horizon]` of a customer known to be alive at `age`, counted from then, to `times`.
    fn simulate_alive(&self, rng: &mut dyn Rng, horizon: f64, frequency: f64, age: f64, times: &mut Vec<f64>);

    /// Draws the customer's purchase times in `(0, horizon]`, counted from now, into `times` (cleared first).
    fn simulate_future(&self, rng: &mut dyn Rng, horizon: f64, history: &History, times: &mut Vec<f64>) {
        times.clear();
        let uniform: f64 = StandardUniform.sample(rng);
        if uniform < self.p_alive(history) {
            self.simulate_alive(rng, horizon, history.frequency, history.age, times);
        }
    }

    /// Draws the purchase times of a fresh customer of the given age into `times` (cleared first): the first purchase at 0,
    /// then the repeats in `(0, age]`.
    fn simulate_customer(&self, rng: &mut dyn Rng, age: f64, times: &mut Vec<f64>) {
        self.simulate_future(rng, age, &History::NEW, times);
        times.insert(0, 0.0);
    }

    /// Log-likelihood of one history.
    fn log_likelihood(&self, history: &History) -> f64 {
        self.ways(history).ln_sum()
    }

    /// Probability that the customer is still alive at `age`.
    fn p_alive(&self, history: &History) -> f64 {
        self.ways(history).p_alive()
    }

    /// Expected purchases in `(T, T + horizon]`: `P(alive)` times the value given alive.
    fn expected_purchases(&self, horizon: f64, history: &History) -> f64 {
        self.p_alive(history) * self.alive_expected_purchases(horizon, history.frequency, history.age)
    }

    /// Expected repeat purchases of a fresh customer within `horizon` of the first purchase.
    fn expected_purchases_new(&self, horizon: f64) -> f64 {
        self.expected_purchases(horizon, &History::NEW)
    }

    /// Expected purchases in `(T, T + horizon]`, discounted at the continuous rate `delta` per time unit.
    fn discounted_purchases(&self, horizon: f64, delta: f64, history: &History) -> f64 {
        self.p_alive(history) * self.alive_discounted_purchases(horizon, delta, history.frequency, history.age)
    }

    /// Discounted expected residual transactions: the infinite horizon. Finite whenever `delta > 0`, NaN otherwise.
    fn dert(&self, delta: f64, history: &History) -> f64 {
        if delta > 0.0 { self.discounted_purchases(f64::INFINITY, delta, history) } else { f64::NAN }
    }

    /// Probability of exactly `n` purchases in `(T, T + horizon]`.
    fn pmf(&self, n: u64, horizon: f64, history: &History) -> f64 {
        let ways = self.ways(history);
        let gone = if n == 0 { ways.p_gone() } else { 0.0 };
        gone + ways.p_alive() * self.alive_pmf(n, horizon, history.frequency, history.age)
    }

    /// The smallest number of purchases in `(T, T + horizon]` that is not exceeded with probability `q`, by summing
    /// [`pmf`](PurchaseModel::pmf); at most a million. NaN unless `0 <= q < 1`.
    fn purchases_quantile(&self, q: f64, horizon: f64, history: &History) -> f64 {
        if !(0.0..1.0).contains(&q) {
            return f64::NAN;
        }
        let (mut below, mut n) = (self.pmf(0, horizon, history), 0);
        while below < q && n < 1_000_000 {
            n += 1;
            below += self.pmf(n, horizon, history);
        }
        n as f64
    }
}
