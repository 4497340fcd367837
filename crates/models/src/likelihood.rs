//! What every fit by maximum likelihood shares: the search from several starts, and what is reported when there is nothing to
//! search for.

use crate::fit::{FitSettings, FitStatus, Fitted, Parameters, Towards};
use crate::newton::{Evaluation, Optimum, Outcome, maximise};

/// A population as its distinct rows.
pub(crate) trait Population: Sized {
    /// Number of customers, or their total weight.
    fn customers(&self) -> f64;

    /// Number of distinct rows.
    fn rows(&self) -> usize;

    /// A part that is cheap to fit, if the whole is so large that a start found there pays.
    fn sample(&self) -> Option<Self> {
        None
    }
}

/// Parameters as `N` positive numbers; [`parameters`] implements it.
pub(crate) trait Positive<const N: usize>: Parameters {
    /// Parameters from their logarithms, which the caller keeps within a range where they are finite and positive.
    fn of_logarithms(logarithms: &[f64; N]) -> Self;
}

/// A model with a likelihood of `N` parameters.
pub(crate) trait Likelihood<const N: usize>: Positive<N> {
    type Data: Population;

    /// The log-likelihood of a population with gradient and Hessian in the logarithms of the parameters. The same in every bit
    /// for any number of threads.
    fn evaluate(&self, data: &Self::Data, threads: usize) -> Evaluation<N>;

    /// What it says about the customers when this parameter runs to infinity (`upper`) or to zero.
    fn meaning(parameter: usize, upper: bool) -> &'static str;
}

impl<P: Parameters> Fitted<P> {
    /// Maximum likelihood from the first start that leads to an inner maximum, or the best that any of them leads to. `starts`
    /// and `ranges` are in the plain parameters.
    pub(crate) fn search<const N: usize>(
        data: &P::Data,
        settings: &FitSettings,
        starts: &[[f64; N]],
        ranges: [(f64, f64); N],
    ) -> Self
    where
        P: Likelihood<N>,
    {
        let (low, high) = (ranges.map(|(low, _)| low.ln()), ranges.map(|(_, high)| high.ln()));
        let from = |data: &P::Data, start: [f64; N]| -> Optimum<N> {
            let evaluate = |at: &[f64; N]| P::of_logarithms(at).evaluate(data, settings.threads);
            maximise(start, low, high, settings.max_iterations, evaluate)
        };
        let sample = data.sample();
        let from_all = |start: &[f64; N]| {
            let start = start.map(f64::ln);
            from(data, sample.as_ref().map_or(start, |sample| from(sample, start).at))
        };
        let mut best = from_all(&starts[0]);
        for start in &starts[1..] {
            if best.outcome == Outcome::Inner {
                break;
            }
            let next = from_all(start);
            if next.outcome == Outcome::Inner || next.evaluation.value > best.evaluation.value {
                best = next;
            }
        }
        Self::from_optimum(P::of_logarithms(&best.at), &best, data.customers(), data.rows(), P::meaning)
    }

    /// A fit without a search: the data only say that this parameter is next to zero.
    pub(crate) fn at_zero<const N: usize>(
        parameters: P,
        parameter: usize,
        meaning: &'static str,
        data: &P::Data,
        settings: &FitSettings,
    ) -> Self
    where
        P: Likelihood<N>,
    {
        Self {
            standard_errors: None,
            log_covariance: None,
            log_likelihood: parameters.evaluate(data, settings.threads).value,
            customers: data.customers(),
            distinct_rows: data.rows(),
            iterations: 0,
            status: FitStatus::Boundary { parameter: P::NAMES[parameter], towards: Towards::Zero, meaning },
            parameters,
        }
    }
}

/// Implements [`Parameters`] and [`Positive`] for a struct of so many positive numbers.
macro_rules! parameters {
    ($model:ident $(<$(const $generic:ident: $of:ty),+>)?, $name:expr, $count:literal, [$($field:ident),+]) => {
        impl $(<$(const $generic: $of),+>)? $crate::fit::Parameters for $model $(<$($generic),+>)? {
            const MODEL: &'static str = $name;
            const NAMES: &'static [&'static str] = &[$(stringify!($field)),+];

            fn values(&self) -> Vec<f64> {
                vec![$(self.$field),+]
            }

            fn from_values(values: &[f64]) -> Result<Self, $crate::ModelError> {
                let [$($field),+] = $crate::fit::checked::<Self, $count>(values)?;
                Ok(Self { $($field),+ })
            }
        }

        impl $(<$(const $generic: $of),+>)? $crate::likelihood::Positive<$count> for $model $(<$($generic),+>)? {
            fn of_logarithms(logarithms: &[f64; $count]) -> Self {
                let [$($field),+] = logarithms.map(f64::exp);
                Self { $($field),+ }
            }
        }
    };
}
pub(crate) use parameters;

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::newton::tests::derivatives_are_right;
    use crate::{BgCnbd, BgNbd, GGompertzNbd, GroupedHistories, MbgCnbd, MbgNbd, Nbd, ParetoNbd, PurchaseModel};

    /// Asserts that the derivatives of the likelihood are those of its value, and that its value is `sum`, the one of the rows
    /// by themselves.
    #[track_caller]
    pub(crate) fn evaluates<P: Likelihood<N>, const N: usize>(
        logarithms: [f64; N],
        data: &P::Data,
        sum: impl Fn(&P) -> f64,
    ) {
        derivatives_are_right(logarithms, |at| P::of_logarithms(at).evaluate(data, 1));
        let model = P::of_logarithms(&logarithms);
        let (value, sum) = (model.evaluate(data, 1).value, sum(&model));
        assert!((sum - value).abs() < 1e-12 * (1.0 + sum.abs()), "{value} {sum}");
    }

    /// With and without repeats, silence and age. Several recencies of one age share their silences: next to each other, far
    /// apart, and up to now.
    fn histories() -> GroupedHistories {
        let x = [0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 7.0, 40.0, 40.0];
        let t_x = [0.0, 0.0, 3.0, 3.01, 9.0, 30.0, 9.5, 10.0, 25.0, 29.0, 2.0];
        let age = [0.0, 30.0, 30.0, 30.0, 30.0, 30.0, 12.0, 10.0, 28.0, 30.0, 30.0];
        let weights = [1.0, 5.0, 3.0, 1.5, 2.0, 0.5, 2.0, 1.0, 2.5, 1.0, 0.1];
        GroupedHistories::new(&x, &t_x, &age, Some(&weights)).unwrap()
    }

    #[track_caller]
    fn evaluates_histories<P: Likelihood<N, Data = GroupedHistories> + PurchaseModel, const N: usize>(
        logarithms: [f64; N],
    ) {
        evaluates(logarithms, &histories(), |model: &P| {
            histories().iter().map(|(h, w)| w * model.log_likelihood(&h)).sum()
        });
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn derivatives_of_histories(logs in prop::array::uniform4(-3.0..3.0_f64)) {
            evaluates_histories::<BgNbd, 4>(logs);
            evaluates_histories::<MbgNbd, 4>(logs);
            evaluates_histories::<ParetoNbd, 4>(logs);
            evaluates_histories::<Nbd, 2>([logs[0], logs[1]]);
        }

        #[test]
        fn derivatives_of_regular_customers(logs in prop::array::uniform4(-3.0..3.0_f64)) {
            evaluates(logs, &histories(), |model: &BgCnbd<3>| histories().iter().map(|(h, w)| w * model.ways(&h).ln_sum()).sum());
            evaluates(logs, &histories(), |model: &MbgCnbd<2>| histories().iter().map(|(h, w)| w * model.ways(&h).ln_sum()).sum());
        }

        #[test]
        fn derivatives_of_a_growing_hazard(logs in prop::array::uniform5(-3.0..3.0_f64)) {
            evaluates_histories::<GGompertzNbd, 5>([logs[0], logs[1], logs[2] - 3.0, logs[3], logs[4]]);
        }
    }
}
