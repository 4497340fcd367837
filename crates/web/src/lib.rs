//! The surfaces that people look at: the report, the dashboard, and the JSON API behind the same address.
//!
//! | module | holds |
//! |---|---|
//! | [`words`] | words, numbers, money and dates in the reader's language |
//! | [`report`] | the overview as text, JSON, or one page that stands on its own |
//! | `state` | the workspace as of one committed version, shared by all requests |
//! | `scope` | what a page is about, from its address and back into addresses |
//! | `frame` | what stands around every page, and the parts that pages are made of |
//! | `pages` | one file a page, path as address |
//! | `api` | the same answers as JSON |
//! | `access` | who may come in |
//! | `jobs` | long work that pages start and watch |
//! | `assets` | style and scripts, from the binary |
//!
//! Handlers ask [`tenure_engine::read`] and show; nothing here computes, and no request leaves the machine.

mod fault;
mod jobs;
pub mod report;
mod scope;
mod state;
pub mod words;
