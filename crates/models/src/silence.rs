//! Likelihoods of models whose customers may leave at any time, unseen: sums over the moments in the silence after the last
//! purchase at which they may have.

use std::ops::Range;

use crate::GroupedHistories;
use crate::newton::Evaluation;
use crate::parallel::sum_by_frequency;
use crate::special::{ln_rising, polygamma_steps};

/// A model in which a customer who has bought `x` times, and leaves at `tau` or not yet, has a likelihood that depends on `x` and
/// `tau` only. `m` is the shape of the purchase rate, after the purchases. Derivatives are in the logarithms of the parameters.
pub(crate) trait Silent<const N: usize> {
    /// Logarithm of the likelihood of being alive at `t`, over what depends on `x` only; it falls with `t`.
    fn ln_alive(&self, m: f64, t: f64) -> f64;

    /// By how much [`Silent::ln_alive`] changes from one time to a later one, without cancellation.
    fn ln_kept(&self, m: f64, from: f64, to: f64) -> f64;

    /// Adds the integral over times of leaving between these two of the likelihood, over that of being alive at `from`, to
    /// `sums`: of itself as the value, times the gradient of its logarithm, and times the products of the elements of that.
    fn add_gone(&self, m: f64, from: f64, to: f64, sums: &mut Evaluation<N>);

    /// Turns the products in such sums into second derivatives of the likelihood.
    fn bent(&self, m: f64, sums: &Evaluation<N>) -> Evaluation<N>;

    /// The likelihood of being alive at `t`, over itself: 1 as the value, its gradient and second derivatives.
    fn alive(&self, m: f64, t: f64) -> Evaluation<N>;
}

/// Log-likelihood of a population with its derivatives, for models with `r` and `alpha` as their first parameters: the part that
/// depends on the silence, and `ln Γ(r+x)/Γ(r) - x ln alpha`.
pub(crate) fn evaluate<const N: usize>(
    model: &(impl Silent<N> + Sync),
    r: f64,
    alpha: f64,
    data: &GroupedHistories,
    threads: usize,
) -> Evaluation<N> {
    let of_frequency = |x: f64, rows: Range<usize>| {
        let weight: f64 = data.weight[rows.clone()].iter().sum();
        let mut total = of_rows(model, r + x, data, rows);
        let (rise, fall) = polygamma_steps(r, x);
        total.value += weight * (ln_rising(r, x) - x * alpha.ln());
        total.gradient[0] += weight * r * rise;
        total.gradient[1] -= weight * x;
        total.hessian[0][0] += weight * r * (rise - r * fall);
        total
    };
    sum_by_frequency(&data.frequency, threads, of_frequency).mirrored()
}

/// Log-likelihood of rows that have `m` in common, sorted by age and recency, with its derivatives; upper triangle only.
///
/// Of rows of one age, each begins its silence where the one with the next recency has integrated to, so that every moment is
/// visited once.
fn of_rows<const N: usize>(
    model: &impl Silent<N>,
    m: f64,
    data: &GroupedHistories,
    rows: Range<usize>,
) -> Evaluation<N> {
    let mut total = Evaluation::ZERO;
    let mut first = rows.start;
    for same in data.age[rows].chunk_by(|a, b| a == b) {
        let age = same[0];
        let alive = model.alive(m, age);
        // Of being alive at `age`, and the sums over times of leaving up to it, over being alive at `from`.
        let (mut from, mut ln_kept, mut gone) = (age, 0.0, Evaluation::ZERO);
        for i in (first..first + same.len()).rev() {
            let recency = data.recency[i];
            if recency < from {
                let kept = model.ln_kept(m, recency, from);
                ln_kept += kept;
                gone = gone.scaled(kept.exp());
                model.add_gone(m, recency, from, &mut gone);
                from = recency;
            }
            let mut row = model.bent(m, &gone);
            row.add(ln_kept.exp(), &alive);
            total.add(data.weight[i], &row.logarithm(model.ln_alive(m, recency)));
        }
        first += same.len();
    }
    total
}
