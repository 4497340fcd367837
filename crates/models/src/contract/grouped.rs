use crate::ModelError;
use crate::history::{check_lengths, check_weight};
use crate::likelihood::Population;

/// A contract: how often it was renewed, and whether it still runs. One that was never renewed and has ended left at the first
/// opportunity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contract {
    /// Renewals so far: a whole number from 0.
    pub renewals: f64,
    /// Whether it still runs. If not, it ended at the opportunity after the last renewal.
    pub active: bool,
}

impl Contract {
    /// A checked contract.
    ///
    /// # Errors
    /// When `renewals` is not a whole number from 0.
    pub fn new(renewals: f64, active: bool) -> Result<Self, ModelError> {
        Self::checked(renewals, active, 0)
    }

    fn checked(renewals: f64, active: bool, row: usize) -> Result<Self, ModelError> {
        if (0.0..1e9).contains(&renewals) && renewals.fract() == 0.0 {
            Ok(Self { renewals: renewals + 0.0, active })
        } else {
            let allowed = "it counts renewals and must be a whole number from 0, below 1e9";
            Err(ModelError::Value { column: "renewals", value: renewals, row, allowed })
        }
    }
}

/// The distinct contracts of a population with their weights: all that a likelihood needs. Sorted, so the order of the input
/// does not matter.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupedContracts {
    contracts: Vec<(Contract, f64)>,
    customers: f64,
    lost: f64,
}

impl GroupedContracts {
    /// Groups contracts given as columns; `weights` (1 each when absent) count a row as that many, and rows of weight 0 are left
    /// out.
    ///
    /// # Errors
    /// When the columns differ in length, hold no contract, or a row is not a [`Contract`] or has a weight that is negative or
    /// not finite.
    pub fn new(renewals: &[f64], active: &[bool], weights: Option<&[f64]>) -> Result<Self, ModelError> {
        let rows = renewals.len();
        check_lengths(
            ("renewals", rows),
            &[("active", active.len()), ("weights", weights.map_or(rows, <[f64]>::len))],
        )?;
        let mut keys = Vec::with_capacity(rows);
        for row in 0..rows {
            let contract = Contract::checked(renewals[row], active[row], row)?;
            let weight = check_weight(weights.map_or(1.0, |w| w[row]), row)?;
            if weight > 0.0 {
                keys.push((contract.renewals.to_bits(), contract.active, weight.to_bits()));
            }
        }
        keys.sort_unstable();
        let mut contracts = Vec::new();
        let (mut customers, mut lost) = (0.0, 0.0);
        for same in keys.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let contract = Contract { renewals: f64::from_bits(same[0].0), active: same[0].1 };
            let weight: f64 = same.iter().map(|key| f64::from_bits(key.2)).sum();
            customers += weight;
            lost += if contract.active { 0.0 } else { weight };
            contracts.push((contract, weight));
        }
        if contracts.is_empty() {
            return Err(ModelError::Empty { what: "contracts" });
        }
        Ok(Self { contracts, customers, lost })
    }

    /// Number of distinct contracts.
    pub fn len(&self) -> usize {
        self.contracts.len()
    }

    /// Whether there is no contract; never so for a value from [`GroupedContracts::new`].
    pub fn is_empty(&self) -> bool {
        self.contracts.is_empty()
    }

    /// Number of customers, or their total weight.
    pub fn customers(&self) -> f64 {
        self.customers
    }

    /// How many of them have left.
    pub fn lost(&self) -> f64 {
        self.lost
    }

    /// The distinct contracts with their weights.
    pub fn iter(&self) -> impl Iterator<Item = (Contract, f64)> + '_ {
        self.contracts.iter().copied()
    }

    /// Opportunities to renew, and how many of them were not taken, over all customers: what start values need.
    pub(super) fn mean_churn(&self) -> f64 {
        let asked: f64 = self.iter().map(|(c, w)| w * (c.renewals + if c.active { 0.0 } else { 1.0 })).sum();
        if asked > 0.0 { self.lost / asked } else { 0.0 }
    }
}

impl Population for GroupedContracts {
    fn customers(&self) -> f64 {
        self.customers
    }

    fn rows(&self) -> usize {
        self.contracts.len()
    }
}
