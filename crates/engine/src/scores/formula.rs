//! The textbook's customer value: average order value x orders per year x lifespan x margin.
//!
//! Lifespan is one over the yearly churn of the whole shop, in years. Churn is counted in
//! customer-years: a customer contributes every year begun between the first order and the last (when
//! lost) or the as-of date (when not), at least one. A customer is lost who has been silent for a year.
//! Only customers first seen at least a year ago are counted, since nobody else can have been lost: the
//! cohort is complete. Half a lost customer and a whole customer-year are added (the Krichevsky-Trofimov
//! estimate), so that no loss yet seen gives a long lifespan and not an endless one. Where fewer than 50
//! customers are a year old, half a year or a quarter stands in for the year, as both age and silence.

/// Periods in years that a cohort may be complete in, the longest that has enough customers counts.
const PERIODS: [f64; 3] = [1.0, 0.5, 0.25];
/// Customers that a cohort should have.
const ENOUGH: u64 = 50;

/// Counts the customers of a shop, batch by batch.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct FormulaCohort([Counts; 3]);

#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Counts {
    customers: u64,
    lost: u64,
    periods: f64,
}

/// How long customers stay, and from what it was counted.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Lifespan {
    /// Years; at least one period.
    pub years: f64,
    /// Share of customers lost in a period.
    pub churn: f64,
    /// The period in years: 1, or less where too few customers are that old.
    pub period: f64,
    /// Customers of the complete cohort.
    pub customers: u64,
    /// Those of them who are lost.
    pub lost: u64,
}

impl Lifespan {
    /// Years as a customer within so many years from now, when leaving comes at a constant rate:
    /// `L (1 - exp(-years / L))`. At most `years`, and the whole lifespan `L` when they are many.
    #[must_use]
    pub fn within(&self, years: f64) -> f64 {
        self.years * -(-years / self.years).exp_m1()
    }
}

impl FormulaCohort {
    /// Counts one customer; both times in years.
    pub fn count(&mut self, recency: f64, age: f64) {
        for (counts, period) in self.0.iter_mut().zip(PERIODS) {
            if age < period {
                continue;
            }
            let lost = age - recency >= period;
            counts.customers += 1;
            counts.lost += u64::from(lost);
            let stayed = if lost { recency } else { age };
            counts.periods += (stayed / period).ceil().max(1.0);
        }
    }

    /// Adds the counts of another batch.
    pub fn merge(&mut self, other: &Self) {
        for (own, other) in self.0.iter_mut().zip(&other.0) {
            own.customers += other.customers;
            own.lost += other.lost;
            own.periods += other.periods;
        }
    }

    /// How long customers stay.
    #[must_use]
    pub fn lifespan(&self) -> Lifespan {
        let enough = self.0.iter().position(|counts| counts.customers >= ENOUGH);
        // Without enough of any age, the most that there is.
        let place = enough.unwrap_or(PERIODS.len() - 1);
        let (counts, period) = (self.0[place], PERIODS[place]);
        let churn = (counts.lost as f64 + 0.5) / (counts.periods + 1.0);
        Lifespan { years: period / churn, churn, period, customers: counts.customers, lost: counts.lost }
    }
}

/// One customer's components of the formula.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FormulaValue {
    /// Revenue per order.
    pub average_order: f64,
    /// Orders per year, over the years from the first order to the as-of date, at least one.
    pub orders_per_year: f64,
    /// The product, times lifespan and margin; never negative.
    pub clv: f64,
}

/// The formula for one customer: net revenue, orders, age in years; `active_years` is the lifespan, or the part
/// of it within a horizon ([`Lifespan::within`]).
#[must_use]
pub fn formula_value(revenue: f64, orders: f64, age: f64, active_years: f64, margin: f64) -> FormulaValue {
    let average_order = if orders > 0.0 { revenue / orders } else { 0.0 };
    let orders_per_year = orders / age.max(1.0);
    let clv = (average_order * orders_per_year * active_years * margin).max(0.0);
    FormulaValue { average_order, orders_per_year, clv }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cohort(customers: &[(f64, f64)]) -> Lifespan {
        let mut cohort = FormulaCohort::default();
        customers.iter().for_each(|&(recency, age)| cohort.count(recency, age));
        cohort.lifespan()
    }

    #[test]
    fn churn_is_lost_customers_over_customer_years() {
        // 50 lost in their first year, 50 of 2 years who are still there: 50.5 of 151 customer-years.
        let customers = [vec![(0.2, 2.0); 50], vec![(1.9, 2.0); 50]].concat();
        let lifespan = cohort(&customers);
        assert_eq!((lifespan.customers, lifespan.lost, lifespan.period), (100, 50, 1.0));
        assert_eq!(lifespan.churn, 50.5 / 151.0);
        assert_eq!(lifespan.years, 151.0 / 50.5);
    }

    #[test]
    fn no_churn_is_long_and_finite() {
        assert_eq!(cohort(&[(1.5, 2.0); 60]).years, 121.0 / 0.5);
    }

    #[test]
    fn young_shops_count_in_shorter_periods() {
        assert_eq!(cohort(&[(0.1, 0.6); 60]).period, 0.5);
        let none = cohort(&[]);
        assert_eq!((none.years, none.customers), (0.5, 0));
    }

    #[test]
    fn the_formula_multiplies_its_components() {
        let lifespan = cohort(&[(1.5, 2.0); 60]);
        let value = formula_value(600.0, 6.0, 3.0, lifespan.years, 0.5);
        assert_eq!((value.average_order, value.orders_per_year), (100.0, 2.0));
        assert_eq!(value.clv, 100.0 * 2.0 * lifespan.years * 0.5);
        assert_eq!(formula_value(-5.0, 1.0, 0.0, lifespan.years, 1.0).clv, 0.0);
    }

    #[test]
    fn within_a_horizon_nobody_stays_longer_than_it() {
        let two = Lifespan { years: 2.0, churn: 0.5, period: 1.0, customers: 100, lost: 50 };
        // 2 (1 - exp(-1/2)), by mpmath.
        assert!((two.within(1.0) - 0.786_938_680_574_733_2).abs() < 1e-15);
        assert_eq!(two.within(1e6), 2.0);
        let faithful = Lifespan { years: 1e9, ..two };
        // L (1 - exp(-h / L)) = h - h^2 / 2L + ..., and h^2 / 2L is 4.5e-9 here.
        assert!((0.0..5e-9).contains(&(3.0 - faithful.within(3.0))));
    }
}
