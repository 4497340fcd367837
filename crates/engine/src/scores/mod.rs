//! Value per customer: what is to be expected of each, given a summary and fitted models.
//!
//! Reads `customer_summaries` and `model_fits`; writes `scores`. [`Population`] holds what the formula CLV
//! is made of, `lake` turns batches of summaries into rows of `scores`.

mod error;
mod horizon;
mod lake;
mod population;

pub use error::ScoreError;
pub use horizon::{DiscountRate, Horizon};
pub use lake::{LakeScorer, LakeSpec};
pub use population::{Population, population};
