//! The questions, asked of a workspace's view.

use std::collections::BTreeMap;

use datafusion::prelude::SessionContext;

use super::{
    Basis, CustomerDetail, CustomerFilter, CustomerPage, CustomerQuery, FilePlace, Intake, Overview, ReadError, Roster,
    RunRow, ScorePage, Together, TrackedWeek,
};
use crate::Answer;
use crate::run::manifest::{INPUTS, inputs};
use crate::workspace::View;

impl View {
    /// See [`super::overview()`]; moments are told in the workspace's zone.
    pub fn overview<'a>(&'a self, run: &'a RunRow, horizon: &'a str, basis: Basis) -> Answer<'a, Overview, ReadError> {
        Box::pin(async move {
            let mut overview = super::overview(&self.ctx, run, horizon, basis).await?;
            overview.scope.zone.clone_from(&self.zone);
            Ok(overview)
        })
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

    /// Customers of a roster added up, see [`Roster::together`].
    ///
    /// # Errors
    /// When the filter does not fit the columns.
    pub fn added_up(&self, roster: &Roster, filter: &CustomerFilter) -> Result<Together, ReadError> {
        roster.together(&self.ctx, filter)
    }

    /// See [`super::together()`].
    pub fn together<'a>(
        &'a self,
        run: &'a RunRow,
        horizon: &'a str,
        basis: Basis,
        filter: &'a CustomerFilter,
    ) -> Answer<'a, Together, ReadError> {
        Box::pin(super::together(&self.ctx, run, horizon, basis, filter))
    }

    /// See [`super::customer()`].
    ///
    /// Orders and refunds are read as the run saw them, so that what happened adds up to what was valued.
    pub fn customer<'a>(&'a self, run: &'a RunRow, id: &'a str) -> Answer<'a, Option<CustomerDetail>, ReadError> {
        Box::pin(async move {
            if self.is_current(run) {
                return super::customer(&self.ctx, run, id).await;
            }
            match self.seen_by(run).await {
                Some(ctx) => super::customer(&ctx, run, id).await,
                None => {
                    let found = super::customer(&self.ctx, run, id).await?;
                    Ok(found.map(|customer| CustomerDetail { newer: true, ..customer }))
                }
            }
        })
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

    /// The versions of the tables that the run read.
    fn inputs_of(run: &RunRow) -> Option<BTreeMap<String, u64>> {
        run.manifest.get("inputs").and_then(|inputs| serde_json::from_value(inputs.clone()).ok())
    }

    /// The tables with orders and refunds as the run saw them; nothing where they cannot be opened any more. The last ones
    /// are kept: who looks at a customer of an earlier run looks at more.
    async fn seen_by(&self, run: &RunRow) -> Option<SessionContext> {
        let inputs = Self::inputs_of(run)?;
        let mut kept = self.earlier.lock().await;
        if let Some((of, ctx)) = &*kept
            && *of == inputs
        {
            return Some(ctx.clone());
        }
        let ctx = self.lake.as_of(&self.ctx, &inputs, &INPUTS).await.ok()?;
        *kept = Some((inputs, ctx.clone()));
        Some(ctx)
    }

    /// Whether the run has seen all orders and refunds that there are.
    #[must_use]
    pub fn is_current(&self, run: &RunRow) -> bool {
        Self::inputs_of(run) == Some(inputs(&self.version))
    }
}
