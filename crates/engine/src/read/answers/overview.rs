//! The overview: what the customer base has brought, what it will bring, and how sure that is.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Apart, ClassTotal, CustomerRow, FileTotals, FitReport, FrequencyBin, ImportRow, OtherCurrency, Reconciliation,
    RunRow, Scope, iso,
};

/// Bounds of an estimate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct Interval {
    /// Lower bound.
    pub lower: f64,
    /// Upper bound.
    pub upper: f64,
    /// Probability mass between them, for example .9.
    pub level: f64,
}

/// A sum with its mean and exact median per customer.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Spread {
    /// Over all customers.
    pub sum: f64,
    /// Per customer; absent when there are none.
    pub mean: Option<f64>,
    /// Half of the customers are below; exact, by sorting.
    pub median: Option<f64>,
}

/// Who bought.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct Buyers {
    /// Customers with a score.
    pub customers: u64,
    /// With one purchase occasion.
    pub once: u64,
    /// With more.
    pub repeat: u64,
    /// Orders counted.
    pub orders: u64,
    /// First day of any order.
    #[serde(serialize_with = "iso::write_if_any")]
    pub first_order: Option<Date>,
    /// Last day of any order.
    #[serde(serialize_with = "iso::write_if_any")]
    pub last_order: Option<Date>,
    /// Customers expected to be still buying: the sum of `p_alive`.
    pub expected_alive: f64,
    /// Occasions expected within the horizon.
    pub expected_purchases: f64,
}

/// Value of the customer base on the scope's basis, in its currency.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct Value {
    /// So far, net of refunds.
    pub historic: Spread,
    /// To come: discounted expectation within the horizon. Its sum is the customer equity.
    pub clv: Spread,
    /// Both together.
    pub total: Spread,
    /// Interval of the sum to come; absent until a run stores one.
    pub equity_interval: Option<Interval>,
}

/// Formula CLV and what it is the product of.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct Formula {
    /// Net revenue per purchase occasion.
    pub average_order: f64,
    /// Purchase occasions per customer and year, each customer's counted over at least a year and weighed by what they
    /// brought: the customers' mean yearly revenue in average orders.
    pub orders_per_year: f64,
    /// Years that the formula takes a customer to be active within the horizon: the lifespan that scored, cut there.
    pub active_years: f64,
    /// Margin per unit of revenue; 1 on the revenue basis.
    pub margin: f64,
    /// Mean formula CLV per customer, as scored: the product of the four.
    pub clv: f64,
    /// Purchase occasions counted, over all customers.
    pub occasions: f64,
    /// Years that they were counted in, weighed likewise.
    pub observed_years: f64,
}

/// What the model expects, in the terms of the formula.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expectation {
    /// Occasions per customer within the horizon.
    pub occasions: f64,
    /// Discounted value of one of them; absent when none is expected.
    pub value: Option<f64>,
    /// Share of the customers expected to be still buying.
    pub alive: f64,
}

/// A tenth of the customers, by value so far and to come, best first.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Tenth {
    /// 1 is the best tenth.
    pub tenth: u64,
    /// Customers in it.
    pub customers: u64,
    /// Value so far.
    pub historic: f64,
    /// Value to come.
    pub clv: f64,
}

/// Customers whose value to come lies in `from..to`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Bin {
    /// Lower edge, included.
    pub from: f64,
    /// Upper edge, excluded.
    pub to: f64,
    /// Customers.
    pub customers: u64,
    /// Their value to come.
    pub clv: f64,
}

/// Distribution of the value to come, four bins to a factor of ten.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Distribution {
    /// Bins from the lowest to the highest that occurs, empty ones between included.
    pub bins: Vec<Bin>,
    /// Customers worth less than a hundredth of the currency unit, or nothing.
    pub none: u64,
}

/// A point of a concentration curve: the best `customers` bring `value`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Share {
    /// Share of the customers, best first, 0 to 1.
    pub customers: f64,
    /// Share of the value they bring.
    pub value: f64,
}

/// How much of the value sits with how few: the Lorenz curve read from the top.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Concentration {
    /// Value to come, at most 101 points, from (0, 0) to (1, 1).
    pub clv: Vec<Share>,
    /// Value so far, likewise.
    pub historic: Vec<Share>,
    /// Share of the value to come that the best tenth brings.
    pub top_tenth_clv: Option<f64>,
    /// Share of the value so far that the best tenth brought.
    pub top_tenth_historic: Option<f64>,
}

/// One calendar month of identified customers' sales.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Month {
    /// Its first day.
    #[serde(serialize_with = "iso::write")]
    pub month: Date,
    /// False when as-of falls before its end: such a month is shown apart and never averaged in.
    pub complete: bool,
    /// Orders.
    pub orders: u64,
    /// Sales without VAT, before refunds.
    pub gross: f64,
    /// Refunds dated in the month, as a positive amount.
    pub refunded: f64,
    /// Sales less refunds.
    pub revenue: f64,
}

/// What went back.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct Returns {
    /// Sales before refunds.
    pub gross: f64,
    /// Refunds, as a positive amount.
    pub refunded: f64,
    /// Refunded part of gross sales; absent when there are none.
    pub share: Option<f64>,
    /// Part of the refunds that no earlier order could take.
    pub unmatched: f64,
}

/// What sales leave after the cost of the goods, as far as costs are known or a percentage stands in for them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct Margins {
    /// The part of revenue whose costs are known or estimated.
    pub revenue: f64,
    /// Cost of the goods behind that part.
    pub costs: f64,
    /// What is left of that part.
    pub margin: f64,
    /// Customers for whom a percentage stands in for costs.
    pub estimated: u64,
}

/// Something the reader must know before believing the figures, the gravest first.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Warning {
    /// Nobody has a score.
    NoCustomers,
    /// Too few for the models to say much.
    FewCustomers {
        /// Customers.
        customers: u64,
    },
    /// Nobody bought twice.
    NoRepeatBuyers,
    /// A model found no inner maximum.
    NotConverged {
        /// The model.
        model: String,
        /// What it said.
        message: Option<String>,
    },
    /// The model takes hardly any customer to have left.
    HardlyAnyLeave {
        /// Share of the customers it expects to be still buying.
        alive: f64,
    },
    /// The last order is more than a month before as-of: the data may have ended early.
    Stale {
        /// Days between.
        days: u64,
    },
    /// Orders in other currencies are not in the figures.
    OtherCurrencies {
        /// Orders.
        orders: u64,
    },
    /// Rows were not understood.
    Rejected {
        /// Rows.
        rows: u64,
    },
    /// Gross margin rests on a percentage for some customers.
    MarginEstimated {
        /// Customers.
        customers: u64,
    },
    /// Counts of repeat buyers differ much from the model's.
    PoorFit {
        /// Share of the customers in the wrong bin.
        misplaced: f64,
    },
}

/// The customer base at one as-of date, for one horizon and basis.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Overview {
    /// What every number is about.
    pub scope: Scope,
    /// What to know before believing them.
    pub warnings: Vec<Warning>,
    /// Who bought.
    pub buyers: Buyers,
    /// Value so far and to come.
    pub value: Value,
    /// Formula CLV beside the model's; absent when there is nothing to multiply.
    pub formula: Option<Formula>,
    /// Value by tenth of the customers.
    pub tenths: Vec<Tenth>,
    /// Distribution of the value to come.
    pub distribution: Distribution,
    /// Concentration of value.
    pub concentration: Concentration,
    /// The customers with the most value to come.
    pub top_customers: Vec<CustomerRow>,
    /// History by month.
    pub months: Vec<Month>,
    /// What went back.
    pub returns: Returns,
    /// What is left after the cost of the goods; absent when nothing is known of costs.
    pub margins: Option<Margins>,
    /// Sales without a known customer.
    pub guests: Apart,
    /// Sales in other currencies.
    pub other_currencies: Vec<OtherCurrency>,
    /// The run's models.
    pub fits: Vec<FitReport>,
    /// Repeat purchases, counted and expected.
    pub frequencies: Vec<FrequencyBin>,
    /// Classes of imported rows.
    pub classes: Vec<ClassTotal>,
    /// Classes added up, per currency.
    pub reconciliation: Vec<Reconciliation>,
    /// What the files held, counted apart.
    pub totals: FileTotals,
    /// Imported files, latest first.
    pub imports: Vec<ImportRow>,
    /// Latest runs, latest first.
    pub runs: Vec<RunRow>,
}

/// Below this share of well placed customers the reader is warned.
const WELL_PLACED: f64 = 0.9;

impl Overview {
    /// Fills in how many customers the fitted model expects at 0, 1, 2, ... repeats, the last number
    /// standing for all larger ones, and warns when they are far from what was counted.
    pub fn expect(&mut self, customers: &[f64]) {
        for (bin, expected) in self.frequencies.iter_mut().zip(customers) {
            bin.expected = Some(*expected);
        }
        self.warnings.retain(|warning| !matches!(warning, Warning::PoorFit { .. }));
        if let Some(placed) = self.placed().filter(|placed| *placed < WELL_PLACED) {
            self.warnings.push(Warning::PoorFit { misplaced: 1.0 - placed });
        }
    }

    /// Share of the customers at the number of repeat purchases that the model expects of as many: one
    /// less half the distance between the two histograms. Absent without expected counts.
    #[must_use]
    pub fn placed(&self) -> Option<f64> {
        let mut distance = 0.0;
        let mut customers = 0.0;
        for bin in &self.frequencies {
            distance += (bin.expected? - bin.actual as f64).abs();
            customers += bin.actual as f64;
        }
        (customers > 0.0).then(|| (1.0 - distance / 2.0 / customers).max(0.0))
    }

    /// Share of the value to come that [`Overview::top_customers`] bring; absent when there is none.
    #[must_use]
    pub fn top_share(&self) -> Option<f64> {
        let together: f64 = self.top_customers.iter().map(|row| row.clv).sum();
        (self.value.clv.sum > 0.0).then(|| together / self.value.clv.sum)
    }

    /// What the model expects of a customer, in the terms of the formula; absent when there are none.
    #[must_use]
    pub fn expectation(&self) -> Option<Expectation> {
        let expected = self.buyers.expected_purchases;
        Some(Expectation {
            occasions: self.share_of_customers(expected)?,
            value: (expected > 0.0).then(|| self.value.clv.sum / expected),
            alive: self.share_of_customers(self.buyers.expected_alive)?,
        })
    }

    /// The model's mean value to come against the formula's: how much more or less, as a share of the model's. Absent
    /// when either is nothing.
    #[must_use]
    pub fn formula_gap(&self) -> Option<f64> {
        let (formula, model) = (self.formula?.clv, self.value.clv.mean?);
        (formula > 0.0 && model > 0.0).then(|| formula / model - 1.0)
    }

    /// Net sales of the last twelve complete months; absent when there are fewer.
    #[must_use]
    pub fn last_twelve_months(&self) -> Option<f64> {
        let complete: Vec<f64> = self.months.iter().filter(|month| month.complete).map(|month| month.revenue).collect();
        let from = complete.len().checked_sub(12)?;
        complete.get(from..).map(|year| year.iter().sum())
    }

    /// A part of the customers as a share of them; absent when there are none.
    #[must_use]
    pub fn share_of_customers(&self, part: f64) -> Option<f64> {
        (self.buyers.customers > 0).then(|| part / self.buyers.customers as f64)
    }
}
