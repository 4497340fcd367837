use crate::likelihood::Population;
use crate::{GroupedHistories, ModelError};

/// Distinct histories in whole opportunities with their weights: all that the likelihood of [`BgBb`](crate::BgBb) needs.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupedOpportunities(GroupedHistories);

impl GroupedOpportunities {
    /// Groups customers given as columns: opportunities taken, the last that was taken (0 for none), their number since the first
    /// purchase, and weights (1 each when absent).
    ///
    /// # Errors
    /// As [`GroupedHistories::new`]; and when a number is not whole or a customer has taken more opportunities than there were
    /// up to the last.
    pub fn new(
        frequency: &[f64],
        recency: &[f64],
        opportunities: &[f64],
        weights: Option<&[f64]>,
    ) -> Result<Self, ModelError> {
        let grouped = GroupedHistories::new(frequency, recency, opportunities, weights)?;
        for (row, ((&x, &last), &n)) in frequency.iter().zip(recency).zip(opportunities).enumerate() {
            let wrong = |column, value, allowed| Err(ModelError::Value { column, value, row, allowed });
            if n.fract() != 0.0 {
                return wrong("opportunities", n, "it counts opportunities and must be a whole number from 0");
            }
            if last.fract() != 0.0 {
                return wrong("recency", last, "it is the number of an opportunity and must be whole");
            }
            if x > last {
                return wrong("frequency", x, "it must not exceed `recency`: each opportunity is taken once at most");
            }
        }
        Ok(Self(grouped))
    }

    /// The distinct histories, their `age` in opportunities.
    pub fn histories(&self) -> &GroupedHistories {
        &self.0
    }
}

impl Population for GroupedOpportunities {
    fn customers(&self) -> f64 {
        self.0.customers()
    }

    fn rows(&self) -> usize {
        self.0.len()
    }
}
