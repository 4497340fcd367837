//! Special functions, one per file, each with its domain, accuracy and source.

mod beta;
mod beta_fall;
mod digamma;
mod hyp2f1;
mod incomplete_beta;
mod incomplete_gamma;
mod ln_add_exp;
mod ln_gamma;
mod ln_rising;
mod log_concave;
mod marched;
mod quadrature;
mod tricomi_u;

pub use beta::ln_beta;
pub use beta_fall::{BetaFall, beta_fall};
pub use digamma::{digamma, digamma_rise, polygamma_steps, trigamma, trigamma_fall};
pub use hyp2f1::{hyp2f1, ln_hyp2f1};
pub use incomplete_beta::incomplete_beta;
pub use incomplete_gamma::{gamma_quantile, incomplete_gamma};
pub use ln_add_exp::{ln_add_exp, ln_one_plus_exp};
pub use ln_gamma::ln_gamma;
pub use ln_rising::ln_rising;
pub(crate) use log_concave::log_concave;
pub(crate) use marched::{Near, marched};
pub(crate) use quadrature::{gauss_legendre, short};
pub use tricomi_u::ln_tricomi_u;
