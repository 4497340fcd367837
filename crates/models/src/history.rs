//! Purchase histories: one customer's, and those of a population grouped to sufficient statistics.

use crate::ModelError;
use crate::likelihood::Population;

/// Above this many distinct rows a sample of a quarter as many finds the start of a fit.
const MANY: usize = 50_000;

/// What the purchase models know of one customer. Times are in the model's time unit, counted from the first purchase.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct History {
    /// `x`: the number of repeat purchases (the first one is not counted).
    pub frequency: f64,
    /// `t_x`: the time of the last purchase, 0 when there was no repeat.
    pub recency: f64,
    /// `T`: the time from the first purchase to now.
    pub age: f64,
}

impl History {
    /// A customer who made the first purchase this instant.
    pub const NEW: Self = Self { frequency: 0.0, recency: 0.0, age: 0.0 };

    /// A checked history.
    ///
    /// # Errors
    /// When a number is not finite or negative, `frequency` is not whole, `recency` exceeds `age`, or `recency` is not 0 while
    /// `frequency` is.
    pub fn new(frequency: f64, recency: f64, age: f64) -> Result<Self, ModelError> {
        Self::checked(frequency, recency, age, 0)
    }

    fn checked(frequency: f64, recency: f64, age: f64, row: usize) -> Result<Self, ModelError> {
        let wrong = |column, value, allowed| Err(ModelError::Value { column, value, row, allowed });
        if !((0.0..9e15).contains(&frequency) && frequency.fract() == 0.0) {
            return wrong("frequency", frequency, "it counts repeat purchases and must be a whole number from 0");
        }
        if !(age >= 0.0 && age.is_finite()) {
            return wrong("age", age, "it must be finite and at least 0");
        }
        if !(recency >= 0.0 && recency <= age) {
            return wrong(
                "recency",
                recency,
                "it must lie between 0 and `age`; is it counted from the first purchase?",
            );
        }
        if frequency == 0.0 && recency != 0.0 {
            return wrong("recency", recency, "it must be 0 when `frequency` is 0");
        }
        // Adding 0 turns -0 into 0, so that equal histories are equal in every bit.
        Ok(Self { frequency: frequency + 0.0, recency: recency + 0.0, age: age + 0.0 })
    }
}

/// The distinct histories of a population with their weights: all that a likelihood needs.
///
/// Rows are sorted by frequency, age and recency, so the result does not depend on the order of the input.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupedHistories {
    pub(crate) frequency: Vec<f64>,
    pub(crate) recency: Vec<f64>,
    pub(crate) age: Vec<f64>,
    pub(crate) weight: Vec<f64>,
    customers: f64,
}

impl GroupedHistories {
    /// Groups the customers given as columns; `weights` (1 each when absent) count a row as that many customers, and rows of
    /// weight 0 are left out.
    ///
    /// # Errors
    /// When the columns differ in length, hold no customer, or a row is not a [`History`] or has a weight that is negative or
    /// not finite.
    pub fn new(frequency: &[f64], recency: &[f64], age: &[f64], weights: Option<&[f64]>) -> Result<Self, ModelError> {
        let rows = frequency.len();
        let weighted = weights.map_or(rows, <[f64]>::len);
        check_lengths(("frequency", rows), &[("recency", recency.len()), ("age", age.len()), ("weights", weighted)])?;
        let mut keys = Vec::with_capacity(rows);
        for row in 0..rows {
            let h = History::checked(frequency[row], recency[row], age[row], row)?;
            let weight = check_weight(weights.map_or(1.0, |w| w[row]), row)?;
            if weight > 0.0 {
                // The bits of non-negative floats sort as the floats do; the weight is part of the key so that sums do not
                // depend on the order of the input.
                keys.push([h.frequency, h.age, h.recency, weight].map(f64::to_bits));
            }
        }
        keys.sort_unstable();
        let mut grouped =
            Self { frequency: Vec::new(), recency: Vec::new(), age: Vec::new(), weight: Vec::new(), customers: 0.0 };
        for same in keys.chunk_by(|a, b| a[..3] == b[..3]) {
            let [x, t, t_x, _] = same[0].map(f64::from_bits);
            grouped.push(x, t_x, t, same.iter().map(|key| f64::from_bits(key[3])).sum());
        }
        if grouped.is_empty() { Err(ModelError::Empty { what: "histories" }) } else { Ok(grouped) }
    }

    fn push(&mut self, frequency: f64, recency: f64, age: f64, weight: f64) {
        self.frequency.push(frequency);
        self.recency.push(recency);
        self.age.push(age);
        self.weight.push(weight);
        self.customers += weight;
    }

    /// Number of distinct histories.
    pub fn len(&self) -> usize {
        self.weight.len()
    }

    /// Whether there is no customer; never so for a value from [`GroupedHistories::new`].
    pub fn is_empty(&self) -> bool {
        self.weight.is_empty()
    }

    /// Number of customers, or their total weight.
    pub fn customers(&self) -> f64 {
        self.customers
    }

    /// The distinct histories with their weights.
    pub fn iter(&self) -> impl Iterator<Item = (History, f64)> + '_ {
        (0..self.len()).map(|i| {
            (History { frequency: self.frequency[i], recency: self.recency[i], age: self.age[i] }, self.weight[i])
        })
    }
}

impl Population for GroupedHistories {
    fn customers(&self) -> f64 {
        self.customers
    }

    fn rows(&self) -> usize {
        self.len()
    }

    /// Every so many rows, which spread over the whole population.
    fn sample(&self) -> Option<Self> {
        let stride = 4 * self.len() / MANY;
        let pick = |column: &[f64]| column.iter().skip(stride / 2).step_by(stride).copied().collect::<Vec<_>>();
        (self.len() > MANY).then(|| {
            let weight = pick(&self.weight);
            let customers = weight.iter().sum();
            Self {
                frequency: pick(&self.frequency),
                recency: pick(&self.recency),
                age: pick(&self.age),
                weight,
                customers,
            }
        })
    }
}

/// Refuses columns that are not as long as the first.
pub(crate) fn check_lengths(first: (&'static str, usize), others: &[(&'static str, usize)]) -> Result<(), ModelError> {
    match others.iter().find(|(_, seen)| *seen != first.1) {
        Some(&(column, seen)) => Err(ModelError::Length { column, seen, first: first.0, wanted: first.1 }),
        None => Ok(()),
    }
}

pub(crate) fn check_weight(weight: f64, row: usize) -> Result<f64, ModelError> {
    if weight >= 0.0 && weight.is_finite() {
        Ok(weight)
    } else {
        Err(ModelError::Value { column: "weights", value: weight, row, allowed: "it must be finite and at least 0" })
    }
}
