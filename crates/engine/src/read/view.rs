//! The questions, asked of a workspace's view.

use super::{
    Basis, CustomerDetail, CustomerPage, CustomerQuery, FilePlace, Intake, Overview, ReadError, Roster, RunRow, ScorePage,
    TrackedWeek,
};
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

    /// See [`super::roster()`].
    pub fn roster<'a>(&'a self, run: &'a RunRow, horizon: &'a str, basis: Basis) -> Answer<'a, Roster, ReadError> {
        Box::pin(super::roster(&self.ctx, run, horizon, basis))
    }

    /// A page of a roster, see [`Roster::page`].
    ///
    /// # Errors
    /// When the query does not fit the columns.
    pub fn page(&self, roster: &Roster, query: &CustomerQuery) -> Result<CustomerPage, ReadError> {
        roster.page(&self.ctx, query)
    }

    /// See [`super::customer()`].
    pub fn customer<'a>(&'a self, run: &'a RunRow, id: &'a str) -> Answer<'a, Option<CustomerDetail>, ReadError> {
        Box::pin(super::customer(&self.ctx, run, id))
    }

    /// See [`super::runs()`].
    pub fn runs(&self, most: u64) -> Answer<'_, Vec<RunRow>, ReadError> {
        Box::pin(super::runs(&self.ctx, most))
    }

    /// See [`super::runs_before()`].
    pub fn runs_before<'a>(&'a self, before: &'a str, most: u64) -> Answer<'a, Vec<RunRow>, ReadError> {
        Box::pin(super::runs_before(&self.ctx, before, most))
    }

    /// See [`super::run()`].
    pub fn run<'a>(&'a self, run_id: &'a str) -> Answer<'a, Option<RunRow>, ReadError> {
        Box::pin(super::run(&self.ctx, run_id))
    }

    /// See [`super::scores()`].
    pub fn score_page<'a>(
        &'a self,
        run: &'a RunRow,
        horizon: &'a str,
        basis: Basis,
        after: Option<&'a str>,
        limit: u64,
    ) -> Answer<'a, ScorePage, ReadError> {
        Box::pin(super::scores(&self.ctx, run, horizon, basis, after, limit))
    }

    /// See [`super::tracking()`].
    pub fn tracking<'a>(&'a self, run: &'a RunRow) -> Answer<'a, Vec<TrackedWeek>, ReadError> {
        Box::pin(super::tracking(&self.ctx, run))
    }

    /// See [`super::scopes()`].
    pub fn scopes<'a>(&'a self, run: &'a RunRow) -> Answer<'a, Vec<(String, Basis)>, ReadError> {
        Box::pin(super::scopes(&self.ctx, run))
    }

    /// See [`super::intake()`].
    pub fn intake<'a>(&'a self, after: Option<&'a FilePlace>) -> Answer<'a, Intake, ReadError> {
        Box::pin(super::intake(&self.ctx, after))
    }

    /// Whether the run has seen all orders and refunds that there are.
    #[must_use]
    pub fn is_current(&self, run: &RunRow) -> bool {
        let seen = run.manifest.get("inputs").and_then(|inputs| serde_json::from_value(inputs.clone()).ok());
        seen == Some(crate::run::manifest::inputs(&self.version))
    }
}
