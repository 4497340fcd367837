//! The questions, asked of a workspace's view.

use super::{Basis, CustomerDetail, CustomerPage, CustomerQuery, Overview, ReadError, RunRow};
use crate::Answer;
use crate::workspace::View;

impl View {
    /// See [`super::overview()`].
    pub fn overview<'a>(&'a self, run: &'a RunRow, horizon: &'a str, basis: Basis) -> Answer<'a, Overview, ReadError> {
        Box::pin(super::overview(&self.ctx, run, horizon, basis))
    }

    /// See [`super::customers()`].
    pub fn customers<'a>(
        &'a self,
        run: &'a RunRow,
        horizon: &'a str,
        basis: Basis,
        query: &'a CustomerQuery,
    ) -> Answer<'a, CustomerPage, ReadError> {
        Box::pin(super::customers(&self.ctx, run, horizon, basis, query))
    }

    /// See [`super::customer()`].
    pub fn customer<'a>(&'a self, run: &'a RunRow, id: &'a str) -> Answer<'a, Option<CustomerDetail>, ReadError> {
        Box::pin(super::customer(&self.ctx, run, id))
    }

    /// See [`super::runs()`].
    pub fn runs(&self, most: u64) -> Answer<'_, Vec<RunRow>, ReadError> {
        Box::pin(super::runs(&self.ctx, most))
    }
}
