//! The probability models of Tenure: slices in, numbers out. No input or output, no clock, no global state; random numbers come
//! only from a generator passed in, and results do not depend on the number of threads.
//!
//! | file | holds |
//! |---|---|
//! | `history` | a customer's history, and a population's grouped to sufficient statistics |
//! | `beta_geometric` | `bg-nbd` and `mbg-nbd`, and of regular customers `bg-cnbd-k` and `mbg-cnbd-k` |
//! | `pareto_nbd` | `pareto-nbd`: parameters, likelihood, fit, quantities |
//! | `ggompertz_nbd` | `ggompertz-nbd`: a hazard that grows with age |
//! | `nbd` | `nbd`: the baseline without dropout |
//! | `bg_bb` | `bg-bb`: purchases at set opportunities |
//! | `contract` | `sbg` and `bdw`: renewals of contracts |
//! | `gamma_gamma` | `gamma-gamma`: spend per purchase |
//! | `purchase_model` | the questions that every purchase model answers |
//! | `gamma_rate` | events at a Gamma-distributed rate |
//! | `simulate` | a random generator for each customer |
//! | `fit` | settings, report, draws from the uncertainty |
//! | `silence` | sums over the moments at which customers may have left |
//! | `likelihood`, `newton` | the search for the maximum |
//! | `special` | special functions |
//!
//! Time is in whatever unit the data have; every parameter and horizon is then in that unit.
#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::print_stdout,
        clippy::dbg_macro,
        clippy::todo
    )
)]

mod beta_geometric;
mod bg_bb;
mod contract;
mod error;
mod fit;
mod gamma_gamma;
mod gamma_rate;
mod ggompertz_nbd;
mod history;
mod likelihood;
mod moments;
mod nbd;
mod newton;
mod parallel;
mod pareto_nbd;
mod purchase_model;
mod silence;
mod simulate;
pub mod special;

pub use beta_geometric::{BetaGeometricNbd, BgCnbd, BgNbd, MbgCnbd, MbgNbd};
pub use bg_bb::{BgBb, GroupedOpportunities};
pub use contract::{BetaDiscreteWeibull, Contract, ContractModel, GroupedContracts, ShiftedBetaGeometric};
pub use error::ModelError;
pub use fit::{FitSettings, FitStatus, Fitted, Parameters, Towards};
pub use gamma_gamma::{Basis, GammaGamma, GroupedSpends, LeftOut, Spend};
pub use ggompertz_nbd::GGompertzNbd;
pub use history::{GroupedHistories, History};
pub use nbd::Nbd;
pub use pareto_nbd::ParetoNbd;
pub use purchase_model::{PurchaseModel, Ways};
pub use simulate::customer_rng;
