use super::ParetoNbd;
use crate::GroupedHistories;
use crate::fit::{FitSettings, FitStatus, Fitted, Towards};
use crate::moments::Moments;
use crate::newton::{Optimum, Outcome, maximise};

/// Shapes are searched within this range, and `alpha` and `beta` within it times the mean age.
const RANGE: (f64, f64) = (1e-4, 1e4);
/// Above this many distinct rows a sample of them finds the start.
const MANY: usize = 50_000;
/// Starts tried for `s` and for `beta` as a share of the mean age, the next when the one before did not converge.
const STARTS: [(f64, f64); 4] = [(0.6, 0.5), (1.5, 3.0), (0.2, 0.05), (5.0, 20.0)];

impl ParetoNbd {
    /// Fits by maximum likelihood: Newton steps in the logarithms of the parameters, which do not see the time unit, with exact
    /// gradient and Hessian.
    ///
    /// Never fails: a fit without an inner maximum says so in its [`FitStatus`] and its parameters are finite and usable. When
    /// no customer has a repeat purchase the likelihood only says that purchases are rare; the fit then returns `r = 1e-4`, so
    /// that expected purchases stay next to zero.
    pub fn fit(data: &GroupedHistories, settings: &FitSettings) -> Fitted<Self> {
        let moments = Moments::of(data);
        if moments.repeats == 0.0 {
            return Self::without_repeats(data, &moments, settings);
        }
        let sample = (data.len() > MANY).then(|| data.every(data.len() / (MANY / 4)));
        let mut best: Option<Optimum<4>> = None;
        for (s, share) in STARTS {
            let mut start = [moments.r, moments.alpha, s, share * moments.mean_age].map(f64::ln);
            if let Some(sample) = &sample {
                start = Self::search(sample, start, &moments, settings).at;
            }
            let optimum = Self::search(data, start, &moments, settings);
            let inner = optimum.outcome == Outcome::Inner;
            if best.as_ref().is_none_or(|b| inner || optimum.evaluation.value > b.evaluation.value) {
                best = Some(optimum);
            }
            if inner {
                break;
            }
        }
        match best {
            Some(optimum) => {
                Fitted::from_optimum(Self::at(&optimum.at), &optimum, data.customers(), data.len(), Self::meaning)
            }
            None => Self::without_repeats(data, &moments, settings),
        }
    }

    fn at(logarithms: &[f64; 4]) -> Self {
        let [r, alpha, s, beta] = logarithms.map(f64::exp);
        Self { r, alpha, s, beta }
    }

    fn search(data: &GroupedHistories, start: [f64; 4], moments: &Moments, settings: &FitSettings) -> Optimum<4> {
        let unit = [1.0, moments.mean_age, 1.0, moments.mean_age];
        let (low, high) = (unit.map(|u| (u * RANGE.0).ln()), unit.map(|u| (u * RANGE.1).ln()));
        maximise(start, low, high, settings.max_iterations, |at| Self::at(at).evaluate(data, settings.threads))
    }

    fn without_repeats(data: &GroupedHistories, moments: &Moments, settings: &FitSettings) -> Fitted<Self> {
        let parameters = Self { r: RANGE.0, alpha: moments.mean_age, s: 1.0, beta: moments.mean_age };
        Fitted {
            parameters,
            standard_errors: None,
            log_covariance: None,
            log_likelihood: parameters.evaluate(data, settings.threads).value,
            customers: data.customers(),
            distinct_rows: data.len(),
            iterations: 0,
            status: FitStatus::Boundary {
                parameter: "r",
                towards: Towards::Zero,
                meaning: "no customer has bought twice, so the data say nothing about how often customers return or leave; \
                          expected purchases are next to zero",
            },
        }
    }

    fn meaning(parameter: usize, upper: bool) -> &'static str {
        match (parameter, upper) {
            (0, true) | (1, true) => {
                "customers do not differ measurably in how often they buy, as if all had one purchase rate"
            }
            (0, false) => "hardly anyone buys again, and a few buy very often",
            (1, false) => "repeat purchases follow the first one almost at once and then stop",
            (2, true) | (3, true) => {
                "customers do not differ measurably in how soon they leave, as if all had one dropout rate s / beta"
            }
            (2, false) => "no sign that customers leave: the model becomes `nbd`, one without dropout",
            _ => "a part of the customers leaves at once and the rest hardly ever",
        }
    }
}
