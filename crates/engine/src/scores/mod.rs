//! A fit and a summary -> what each customer will be worth, and how sure that is.
//!
//! [`Scorer::score`] answers batches of customers; [`Simulator::bounds`] gives their intervals;
//! [`formula_value`] is the textbook's value beside them; [`predict()`] does it for plain files, [`LakeScorer`] for
//! the lake's `customer_summaries`, whose totals are the [`Population`].

mod cache;
mod error;
mod formula;
mod horizon;
mod intervals;
mod lake;
mod population;
mod predict;
mod scorer;

pub use error::ScoreError;
pub use formula::{FormulaCohort, FormulaValue, Lifespan, formula_value};
pub use horizon::{DiscountRate, Horizon};
pub use intervals::{AllBounds, Bounds, Interval, Simulator};
pub use lake::{LakeScorer, LakeSpec};
pub use population::{Population, population};
pub use predict::{PredictSpec, Prediction, run as predict};
pub use scorer::{Question, Scorer, Scores};
