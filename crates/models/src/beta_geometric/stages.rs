/// The chance to have passed less than all `k` stages during a silence, over that of having passed none:
/// `P = sum over j < k of (m)_j / j! share^j`, where `share` is the silence over `alpha + T`. Its logarithm with the derivatives in
/// `r` (by way of `m`) and `ln alpha`.
pub(super) struct Stages {
    pub ln: f64,
    pub r: f64,
    pub alpha: f64,
    pub r_r: f64,
    pub r_alpha: f64,
    pub alpha_alpha: f64,
}

impl Stages {
    /// Of a single stage: nothing can have been passed unseen.
    pub const ONE: Self = Self { ln: 0.0, r: 0.0, alpha: 0.0, r_r: 0.0, r_alpha: 0.0, alpha_alpha: 0.0 };

    /// `rest` is `alpha / (alpha+T)`, by which `share` falls as `ln alpha` grows.
    pub fn new(k: u8, m: f64, share: f64, rest: f64) -> Self {
        // Term j, and the first and minus the second derivative of its logarithm in m.
        let (mut term, mut slope, mut bend) = (1.0, 0.0, 0.0);
        let (mut sum, mut r, mut alpha, mut r_r, mut r_alpha, mut alpha_alpha) = (1.0, 0.0, 0.0, 0.0, 0.0, 0.0);
        for j in 1..k {
            let (j, at) = (f64::from(j), m + f64::from(j - 1));
            term *= at / j * share;
            slope += 1.0 / at;
            bend += 1.0 / (at * at);
            let fall = j * rest;
            sum += term;
            r += term * slope;
            alpha -= term * fall;
            r_r += term * (slope * slope - bend);
            r_alpha -= term * slope * fall;
            alpha_alpha += term * (fall * fall - fall * (1.0 - rest));
        }
        let (r, alpha) = (r / sum, alpha / sum);
        Self {
            ln: sum.ln(),
            r,
            alpha,
            r_r: r_r / sum - r * r,
            r_alpha: r_alpha / sum - r * alpha,
            alpha_alpha: alpha_alpha / sum - alpha * alpha,
        }
    }

    /// The terms of `P` over their sum: how likely it is that so many stages were passed.
    pub fn shares(k: u8, m: f64, share: f64) -> Vec<f64> {
        let mut terms = vec![1.0];
        for j in 1..k {
            let last = terms[terms.len() - 1];
            terms.push(last * (m + f64::from(j - 1)) / f64::from(j) * share);
        }
        let sum: f64 = terms.iter().sum();
        terms.iter().map(|term| term / sum).collect()
    }
}
