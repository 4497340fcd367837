//! Maximum likelihood by damped Newton steps with exact second derivatives, inside a box.

/// Value, gradient and Hessian of a log-likelihood in the logarithms of its parameters.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Evaluation<const N: usize> {
    pub value: f64,
    pub gradient: [f64; N],
    pub hessian: [[f64; N]; N],
}

impl<const N: usize> Evaluation<N> {
    /// Of no data.
    pub const ZERO: Self = Self { value: 0.0, gradient: [0.0; N], hessian: [[0.0; N]; N] };

    /// Adds `weight` times the other; of the Hessian the upper triangle, which [`Evaluation::mirrored`] completes.
    pub fn add(&mut self, weight: f64, other: &Self) {
        self.value += weight * other.value;
        for i in 0..N {
            self.gradient[i] += weight * other.gradient[i];
            for j in i..N {
                self.hessian[i][j] += weight * other.hessian[i][j];
            }
        }
    }

    /// 1 with this gradient, and the products of its elements for a Hessian: what the logarithm of a positive function makes of
    /// that function, over itself, but for the second derivatives of the logarithm.
    pub fn of_logarithm(gradient: [f64; N]) -> Self {
        let mut term = Self::ZERO;
        term.add_products(1.0, &gradient);
        term
    }

    /// Adds `share` times [`Evaluation::of_logarithm`]; upper triangle only.
    pub fn add_products(&mut self, share: f64, gradient: &[f64; N]) {
        self.value += share;
        for (k, along) in gradient.iter().enumerate() {
            let along = share * along;
            self.gradient[k] += along;
            for (l, across) in gradient.iter().enumerate().skip(k) {
                self.hessian[k][l] += along * across;
            }
        }
    }

    /// So many times this.
    pub fn scaled(mut self, factor: f64) -> Self {
        self.value *= factor;
        self.gradient = self.gradient.map(|g| factor * g);
        self.hessian = self.hessian.map(|row| row.map(|h| factor * h));
        self
    }

    /// Of a positive function with its derivatives, those of its logarithm, plus a constant; upper triangle only.
    pub fn logarithm(mut self, plus: f64) -> Self {
        let per_value = 1.0 / self.value;
        self.gradient = self.gradient.map(|g| per_value * g);
        for i in 0..N {
            for j in i..N {
                self.hessian[i][j] = per_value * self.hessian[i][j] - self.gradient[i] * self.gradient[j];
            }
        }
        self.value = plus + self.value.ln();
        self
    }

    /// From derivatives in the plain `parameters` to those in their logarithms, by the chain rule; upper triangle only.
    pub fn in_logarithms(mut self, parameters: [f64; N]) -> Self {
        for i in 0..N {
            self.gradient[i] *= parameters[i];
            for j in i..N {
                self.hessian[i][j] *= parameters[i] * parameters[j];
            }
            self.hessian[i][i] += self.gradient[i];
        }
        self
    }

    /// With the upper triangle of the Hessian copied to the lower.
    pub fn mirrored(mut self) -> Self {
        for i in 0..N {
            for j in 0..i {
                self.hessian[i][j] = self.hessian[j][i];
            }
        }
        self
    }
}

/// How an optimisation ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Outcome {
    /// At an inner maximum.
    Inner,
    /// At the edge of the box in this coordinate, upper edge or lower.
    Edge { coordinate: usize, upper: bool },
    /// Nowhere in particular, after the allowed number of steps.
    Stopped,
}

pub(crate) struct Optimum<const N: usize> {
    pub at: [f64; N],
    pub evaluation: Evaluation<N>,
    pub iterations: usize,
    pub outcome: Outcome,
}

/// Converged when a Newton step would be shorter than this many standard errors, squared.
const DECREMENT: f64 = 1e-14;
/// Longest step in any logarithm.
const LONGEST: f64 = 1.5;

/// Maximises `f` from `start` within `low..=high`.
pub(crate) fn maximise<const N: usize>(
    start: [f64; N],
    low: [f64; N],
    high: [f64; N],
    max_iterations: usize,
    mut f: impl FnMut(&[f64; N]) -> Evaluation<N>,
) -> Optimum<N> {
    let clamp = |at: [f64; N]| std::array::from_fn(|i| at[i].clamp(low[i], high[i]));
    let mut at: [f64; N] = clamp(start);
    let mut here = f(&at);
    let mut damping = 0.0;
    let mut iterations = 0;
    while iterations < max_iterations {
        let edge: [bool; N] = std::array::from_fn(|i| {
            (at[i] >= high[i] && here.gradient[i] >= 0.0) || (at[i] <= low[i] && here.gradient[i] <= 0.0)
        });
        // Coordinates held at an edge leave the system.
        let gradient: [f64; N] = std::array::from_fn(|i| if edge[i] { 0.0 } else { here.gradient[i] });
        let size = (0..N).filter(|&i| !edge[i]).map(|i| here.hessian[i][i].abs()).fold(1e-300, f64::max);
        let system = |damping: f64| -> [[f64; N]; N] {
            std::array::from_fn(|i| {
                std::array::from_fn(|j| match (i == j, edge[i] || edge[j]) {
                    (true, true) => size,
                    (false, true) => 0.0,
                    (same, false) => -here.hessian[i][j] + if same { damping * size } else { 0.0 },
                })
            })
        };
        let Some(factor) = cholesky(&system(damping)) else {
            if damping > 1e12 || !here.value.is_finite() {
                break;
            }
            damping = (damping * 10.0).max(1e-6);
            continue;
        };
        let mut step = solve(&factor, &gradient);
        let decrement: f64 = step.iter().zip(&gradient).map(|(s, g)| s * g).sum();
        if damping < 1e-3 && decrement <= DECREMENT {
            let outcome = (0..N)
                .find(|&i| edge[i])
                .map_or(Outcome::Inner, |i| Outcome::Edge { coordinate: i, upper: at[i] >= high[i] });
            return Optimum { at, evaluation: here, iterations, outcome };
        }
        let longest = step.iter().fold(0.0_f64, |m, s| m.max(s.abs()));
        if longest > LONGEST {
            step = step.map(|s| s * LONGEST / longest);
        }
        let next: [f64; N] = clamp(std::array::from_fn(|i| at[i] + step[i]));
        let there = f(&next);
        iterations += 1;
        // Next to the maximum the gain drowns in rounding; a step within that noise is a good step.
        if there.value >= here.value - 1e-13 * here.value.abs() {
            (at, here) = (next, there);
            damping = if damping < 1e-8 { 0.0 } else { damping * 0.1 };
        } else if damping > 1e12 {
            break;
        } else {
            damping = (damping * 10.0).max(1e-4);
        }
    }
    Optimum { at, evaluation: here, iterations, outcome: Outcome::Stopped }
}

/// Lower Cholesky factor of a symmetric matrix, if it is positive definite.
pub(crate) fn cholesky<const N: usize>(matrix: &[[f64; N]; N]) -> Option<[[f64; N]; N]> {
    let mut l = [[0.0; N]; N];
    for i in 0..N {
        for j in 0..=i {
            let rest = matrix[i][j] - (0..j).map(|k| l[i][k] * l[j][k]).sum::<f64>();
            if i == j {
                // A pivot lost to rounding counts as none.
                if rest.is_nan() || rest <= 1e-14 * matrix[i][i].abs() {
                    return None;
                }
                l[i][i] = rest.sqrt();
            } else {
                l[i][j] = rest / l[j][j];
            }
        }
    }
    Some(l)
}

fn solve<const N: usize>(l: &[[f64; N]; N], right: &[f64; N]) -> [f64; N] {
    let mut x = *right;
    for i in 0..N {
        x[i] = (x[i] - (0..i).map(|k| l[i][k] * x[k]).sum::<f64>()) / l[i][i];
    }
    for i in (0..N).rev() {
        x[i] = (x[i] - (i + 1..N).map(|k| l[k][i] * x[k]).sum::<f64>()) / l[i][i];
    }
    x
}

/// Inverse of the negated Hessian, the covariance of the estimates, if it is positive definite.
pub(crate) fn covariance<const N: usize>(hessian: &[[f64; N]; N]) -> Option<[[f64; N]; N]> {
    let factor = cholesky(&hessian.map(|row| row.map(|h| -h)))?;
    let columns: [[f64; N]; N] =
        std::array::from_fn(|j| solve(&factor, &std::array::from_fn(|i| if i == j { 1.0 } else { 0.0 })));
    Some(std::array::from_fn(|i| std::array::from_fn(|j| 0.5 * (columns[i][j] + columns[j][i]))))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Asserts that gradient and Hessian are those of the values, by central differences. These are good to about 1e-9 of the
    /// value, and of the gradient, at this step.
    #[track_caller]
    pub(crate) fn derivatives_are_right<const N: usize>(at: [f64; N], f: impl Fn(&[f64; N]) -> Evaluation<N>) {
        let step = 1e-5;
        let here = f(&at);
        let size = here.gradient.iter().fold(here.value.abs(), |m, g| m.max(g.abs()));
        for i in 0..N {
            let moved = |by: f64| f(&std::array::from_fn(|j| if i == j { at[j] + by } else { at[j] }));
            let (up, down) = (moved(step), moved(-step));
            let slope = (up.value - down.value) / (2.0 * step);
            assert!((slope - here.gradient[i]).abs() < 1e-8 * size, "gradient {i}: {slope} {}", here.gradient[i]);
            for j in 0..N {
                let bend = (up.gradient[j] - down.gradient[j]) / (2.0 * step);
                assert!(
                    (bend - here.hessian[i][j]).abs() < 1e-8 * size,
                    "hessian {i}{j}: {bend} {}",
                    here.hessian[i][j]
                );
            }
        }
    }
}
