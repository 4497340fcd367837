//! The words and number forms of a language, as a figure needs them.

use jiff::civil::Date;

/// Speaks one language. Figures ask for words by key, so that they hold no text of their own.
pub trait Voice {
    /// The words for `key`.
    fn word(&self, key: &str) -> String;
    /// The words for `key` with values put in.
    fn say(&self, key: &str, values: &[(&str, String)]) -> String;
    /// An amount to the cent: £1,234.56.
    fn money(&self, amount: f64, currency: &str) -> String;
    /// An amount in three figures: £8.28M.
    fn money_short(&self, amount: f64, currency: &str) -> String;
    /// An amount on an axis: as short as it can be.
    fn money_tick(&self, amount: f64, currency: &str) -> String;
    /// A whole number, grouped.
    fn count(&self, number: f64) -> String;
    /// A number with so many decimals.
    fn decimal(&self, number: f64, decimals: usize) -> String;
    /// A share of one as a percentage with one decimal.
    fn share(&self, share: f64) -> String;
    /// A probability of something never certain: it does not round to all or nothing.
    fn probability(&self, p: f64) -> String;
    /// A month with its year: Dec 2010.
    fn month(&self, month: Date) -> String;
    /// A month without: Dec.
    fn month_name(&self, month: Date) -> String;
    /// A day.
    fn date(&self, day: Date) -> String;
    /// Decimal and grouping sign, as Plotly's `separators`.
    fn separators(&self) -> String;
}
