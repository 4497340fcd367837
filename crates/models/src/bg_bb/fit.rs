use super::{BgBb, GroupedOpportunities};
use crate::fit::{FitSettings, FitStatus, Fitted, Towards};
use crate::newton::{Optimum, Outcome, maximise};

/// All parameters are searched within this range.
const RANGE: (f64, f64) = (1e-4, 1e4);
/// Starts tried, the next when the one before did not converge: size of `alpha + beta`, and `gamma, delta`.
const STARTS: [(f64, f64, f64); 4] = [(2.0, 0.7, 3.0), (1.0, 0.2, 5.0), (4.0, 2.0, 20.0), (0.5, 1.0, 1.0)];

impl BgBb {
    /// Fits by maximum likelihood: Newton steps in the logarithms of the parameters with exact gradient and Hessian. Never
    /// fails; a fit without an inner maximum says so in its [`FitStatus`]. When no opportunity was taken it returns
    /// `alpha = 1e-4`, so that expected purchases stay next to zero.
    pub fn fit(data: &GroupedOpportunities, settings: &FitSettings) -> Fitted<Self> {
        let (mut bought, mut asked) = (0.0, 0.0);
        for (h, weight) in data.histories().iter() {
            bought += weight * h.frequency;
            // Up to the last purchase everybody is surely alive.
            asked += weight * h.recency;
        }
        if bought == 0.0 {
            return Self::without_repeats(data, settings);
        }
        let rate = (bought / asked).clamp(0.05, 0.95);
        let (low, high) = ([RANGE.0.ln(); 4], [RANGE.1.ln(); 4]);
        let mut best: Option<Optimum<4>> = None;
        for (size, gamma, delta) in STARTS {
            let start = [rate * size, (1.0 - rate) * size, gamma, delta].map(f64::ln);
            let optimum =
                maximise(start, low, high, settings.max_iterations, |at| Self::at(at).evaluate(data, settings.threads));
            let inner = optimum.outcome == Outcome::Inner;
            if best.as_ref().is_none_or(|b| inner || optimum.evaluation.value > b.evaluation.value) {
                best = Some(optimum);
            }
            if inner {
                break;
            }
        }
        let histories = data.histories();
        match best {
            Some(optimum) => Fitted::from_optimum(
                Self::at(&optimum.at),
                &optimum,
                histories.customers(),
                histories.len(),
                Self::meaning,
            ),
            None => Self::without_repeats(data, settings),
        }
    }

    fn at(logarithms: &[f64; 4]) -> Self {
        let [alpha, beta, gamma, delta] = logarithms.map(f64::exp);
        Self { alpha, beta, gamma, delta }
    }

    fn without_repeats(data: &GroupedOpportunities, settings: &FitSettings) -> Fitted<Self> {
        let parameters = Self { alpha: RANGE.0, beta: 1.0, gamma: 1.0, delta: 1.0 };
        Fitted {
            parameters,
            standard_errors: None,
            log_covariance: None,
            log_likelihood: parameters.evaluate(data, settings.threads).value,
            customers: data.histories().customers(),
            distinct_rows: data.histories().len(),
            iterations: 0,
            status: FitStatus::Boundary {
                parameter: "alpha",
                towards: Towards::Zero,
                meaning: "no customer has taken an opportunity, so the data say nothing about how often customers return or \
                          leave; expected purchases are next to zero",
            },
        }
    }

    fn meaning(parameter: usize, upper: bool) -> &'static str {
        match (parameter, upper) {
            (0 | 1, true) => "customers do not differ measurably in how often they buy, as if all had one chance to",
            (0, false) => "hardly anyone buys again, and a few nearly always",
            (1, false) => "customers buy at nearly every opportunity or never",
            (2 | 3, true) => {
                "customers do not differ measurably in their chance of leaving, as if all had one chance gamma / (gamma + \
                 delta)"
            }
            (2, false) => "no sign that customers leave: the model becomes one without dropout",
            _ => "a part of the customers leaves at the first opportunity and the rest never",
        }
    }
}
