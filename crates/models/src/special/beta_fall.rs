use super::digamma::BERNOULLI;

/// How `ln B(a, b)` falls as `b` grows by `t`, and the derivatives of that.
#[derive(Debug, Clone, Copy)]
pub struct BetaFall {
    /// `ln B(a, b) - ln B(a, b+t)`; symmetric in `a` and `t`.
    pub value: f64,
    /// Minus its first derivative in `b`.
    pub first: f64,
    /// Its second derivative in `b`.
    pub second: f64,
}

/// `ln B(a, b) - ln B(a, b+t)` with derivatives in `b`, all without cancellation.
///
/// Domain `a > 0`, `b > 0`, `t >= 0`. Accuracy: relative error below 1e-14. Source: with `D f = f(b) - f(b+t) - f(b+a) + f(b+a+t)`
/// the values are `D ln Γ`, `-D ψ` and `D ψ'`. Each step of their recurrences upwards adds a positive term, and so do the terms
/// of the asymptotic series (DLMF 5.11.1), powers `p^k` of `p = 1/b` and the like, whose differences have closed forms.
pub fn beta_fall(a: f64, mut b: f64, t: f64) -> BetaFall {
    // Of the product of 1 + at/(b(a+b+t)) over the steps the excess over 1, emptied into `steps` before it overflows.
    let (mut excess, mut steps, mut first, mut second) = (0.0, 0.0, 0.0, 0.0);
    // From here on seven terms of the series leave 1e-15 of the second derivative.
    while b < 15.0 {
        let powers = Powers::new(a, b, t);
        let step = a / b * (t * powers.b_a_t);
        excess += step + excess * step;
        if excess > 1e100 {
            steps += f64::ln_1p(excess);
            excess = 0.0;
        }
        first += powers.odd.cross;
        second += powers.even.cross;
        b += 1.0;
    }
    steps += f64::ln_1p(excess);
    let Powers { b_a_t, odd, even, .. } = Powers::new(a, b, t);
    let ln = (a / b * (t * b_a_t)).ln_1p();
    let mut value = t * (a / (b + t)).ln_1p() + a * (t / (b + a)).ln_1p() - (b - 0.5) * ln;
    first += ln + 0.5 * odd.cross;
    second += odd.cross + 0.5 * even.cross;
    let (mut powers, mut twice) = (Powers::new(a, b, t), 2.0);
    for (number, half) in BERNOULLI {
        value += half / (twice - 1.0) * powers.odd.cross;
        first += half * powers.even.cross;
        powers.raise();
        second += number * powers.odd.cross;
        twice += 2.0;
    }
    BetaFall { value: steps + value, first, second }
}

/// Reciprocals of `b, b+t, b+a, b+a+t`, and differences of their powers.
struct Powers {
    b: f64,
    b_t: f64,
    b_a: f64,
    b_a_t: f64,
    /// Of the powers 1, 3, 5, ..., and 2, 4, 6, ...
    odd: Differences,
    even: Differences,
    /// Of the squares, by which powers are raised.
    squares: Differences,
    /// `1/b^2 - 1/(b+a)^2`.
    first_square: f64,
}

/// Of one power `k` of the reciprocals.
#[derive(Clone, Copy)]
struct Differences {
    /// `(b+t)^-k` and `(b+a+t)^-k`.
    last: [f64; 2],
    /// What the power loses as `b` grows by `t`, and as `b+a` does.
    by_t: [f64; 2],
    /// What it loses from `b+t` to `b+a+t`.
    by_a: f64,
    /// The difference of the differences, `by_t[0] - by_t[1]`.
    cross: f64,
}

impl Powers {
    fn new(a: f64, b: f64, t: f64) -> Self {
        let [p, p_t, p_a, p_at] = [b, b + t, b + a, b + a + t].map(f64::recip);
        // p - q = (distance) p q.
        let (by_t, by_a) = ([t * p_t * p, t * p_at * p_a], a * p_at * p_t);
        let cross = a * p_a * p * (t * p_t) * ((a + b + t) * p_at + b * p_at);
        let odd = Differences { last: [p_t, p_at], by_t, by_a, cross };
        let first_square = a * p_a * p * (p + p_a);
        // p^2 - q^2 = (p - q)(p + q).
        let even = Differences {
            last: [p_t * p_t, p_at * p_at],
            by_t: [by_t[0] * (p + p_t), by_t[1] * (p_a + p_at)],
            by_a: by_a * (p_t + p_at),
            cross: cross * (p + p_t) + by_t[1] * (a * p_a * p + by_a),
        };
        Self { b: p, b_t: p_t, b_a: p_a, b_a_t: p_at, odd, even, squares: even, first_square }
    }

    /// Raises both powers by 2: `p^(k+2) - q^(k+2) = p^2 (p^k - q^k) + q^k (p^2 - q^2)`.
    fn raise(&mut self) {
        let (squares, first_square) = (self.squares, self.first_square);
        let (b, b_t, b_a, b_a_t) = (self.b, self.b_t, self.b_a, self.b_a_t);
        let raised = |of: Differences| Differences {
            last: [of.last[0] * b_t * b_t, of.last[1] * b_a_t * b_a_t],
            by_t: [
                b * b * of.by_t[0] + of.last[0] * squares.by_t[0],
                b_a * b_a * of.by_t[1] + of.last[1] * squares.by_t[1],
            ],
            by_a: b_t * b_t * of.by_a + of.last[1] * squares.by_a,
            cross: b * b * of.cross
                + first_square * of.by_t[1]
                + of.last[0] * squares.cross
                + of.by_a * squares.by_t[1],
        };
        (self.odd, self.even) = (raised(self.odd), raised(self.even));
    }
}
