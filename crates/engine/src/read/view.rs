//! The questions, asked of a workspace's view.

use std::collections::BTreeMap;

use datafusion::error::DataFusionError;
use datafusion::prelude::SessionContext;

use super::{
    Basis, CustomerDetail, CustomerPage, CustomerQuery, Intake, Overview, ReadError, RunRow, ScorePage, TrackedWeek,
};
use crate::Answer;
use crate::lake::{LakeError, tables, views};
use crate::run::manifest::{INPUTS, inputs};
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

    /// See [`super::customer()`]. Orders and refunds are those that the run saw, whatever was imported since.
    pub fn customer<'a>(&'a self, run: &'a RunRow, id: &'a str) -> Answer<'a, Option<CustomerDetail>, ReadError> {
        Box::pin(async move {
            let seen = self.as_seen_by(run).await?;
            super::customer(&seen, run, id).await
        })
    }

    /// See [`super::runs()`].
    pub fn runs(&self, most: u64) -> Answer<'_, Vec<RunRow>, ReadError> {
        Box::pin(super::runs(&self.ctx, most))
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
    pub fn intake(&self) -> Answer<'_, Intake, ReadError> {
        Box::pin(super::intake(&self.ctx))
    }

    /// A session in which orders and refunds are of the versions that the run read. The lake keeps them: rows that an
    /// import replaces stay in their files.
    async fn as_seen_by(&self, run: &RunRow) -> Result<SessionContext, ReadError> {
        let Some(seen) = inputs_of(run).filter(|seen| *seen != inputs(&self.version)) else {
            return Ok(self.ctx.clone());
        };
        let mut version = self.version.clone();
        version.tables.retain(|table, _| !INPUTS.contains(&table.as_str()));
        version.tables.extend(seen);
        let ctx = SessionContext::new_with_config_rt(self.ctx.copied_config(), self.ctx.runtime_env());
        let register = async {
            for table in tables::ALL {
                if INPUTS.contains(&table.name) {
                    self.lake.register_table(&ctx, table, &version).await?;
                } else {
                    ctx.register_table(table.name, self.ctx.table_provider(table.name).await?)?;
                }
            }
            Ok::<_, LakeError>(views::register(&ctx).await?)
        };
        let what = "the orders that the run saw";
        let wrong = |error| ReadError::Query { what, source: Box::new(DataFusionError::External(Box::new(error))) };
        register.await.map_err(wrong)?;
        Ok(ctx)
    }

    /// Whether the run has seen all orders and refunds that there are.
    #[must_use]
    pub fn is_current(&self, run: &RunRow) -> bool {
        inputs_of(run) == Some(inputs(&self.version))
    }
}

/// The versions of the tables that a run read, where its record says so.
fn inputs_of(run: &RunRow) -> Option<BTreeMap<String, u64>> {
    serde_json::from_value(run.manifest.get("inputs")?.clone()).ok()
}
