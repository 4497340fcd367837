//! The surfaces that people look at: the report, the dashboard, and the JSON API behind the same address.
//!
//! | module | holds |
//! |---|---|
//! | [`words`] | words, numbers, money and dates in the reader's language |
//! | [`report`] | the overview as text, JSON, or one page that stands on its own |
//! | `server` | the address, the routes, and what every request passes |
//! | `access` | who may come in |
//! | `state` | the workspace as of one committed version, shared by all requests |
//! | `scope` | what a page is about, from its address and back into addresses |
//! | `frame` | what stands around every page, and the parts that pages are made of |
//! | `pages` | one file a page, path as address |
//! | `api` | the same answers as JSON, for programs |
//! | `jobs`, `work`, `upload` | long work that pages start and watch |
//! | `figures` | which figure is drawn from which answer |
//! | `fault` | why a request got no answer |
//! | `assets` | style and scripts, from the binary |
//!
//! Handlers ask [`tenure_engine::read`] and show; nothing here computes, and no request leaves the machine.

mod access;
mod api;
mod assets;
mod fault;
mod figures;
mod frame;
mod jobs;
mod pages;
pub mod report;
mod scope;
mod server;
mod state;
mod upload;
pub mod words;
mod work;

pub use access::{AccessError, add_token, revoke, set_password};
pub use server::{Serve, ServeError, Server, Talk, told_to_end};
