//! The stages of a run: each looks whether its result is there, and computes it when it is not.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use datafusion::arrow::array::{
    ArrayRef, AsArray, BooleanArray, Date32Array, RecordBatch, StringArray, TimestampMicrosecondArray,
};
use datafusion::arrow::datatypes::{Field, Int64Type, Schema};
use datafusion::common::ScalarValue;
use datafusion::error::DataFusionError;
use datafusion::prelude::{DataFrame, SessionContext, ident, lit};
use deltalake::kernel::Add;
use futures::TryStreamExt;
use jiff::civil::{Date, date};
use serde_json::json;

use super::error::RunError;
use super::manifest::{Stage, identity};
use super::occasions::Occasions;
use super::refunds;
use crate::fits::{self, Door, ModelName, Needs, Slices, StoredFit};
use crate::lake::Transaction;
use crate::lake::tables::{self, ColumnType, Table};
use crate::progress::Progress;
use crate::read::{self, OccasionDay, RunRow};
use crate::scores::{self, DiscountRate, Horizon};
use crate::summaries::{self, AsOf, Spec, Tally, Unit, settle};
use crate::workspace::Workspace;

/// Everything the stages share.
pub struct Stages<'a> {
    workspace: &'a Workspace,
    pub ctx: SessionContext,
    pub transaction: Transaction,
    as_of: Date,
    now: jiff::Timestamp,
    pub stages: Vec<Stage>,
    pub notes: Vec<String>,
    pub progress: Arc<dyn Progress>,
    scratch: PathBuf,
    /// Whether [`refunds::settle`] was done.
    settled: bool,
    /// Of the summaries, when they were computed now.
    occasions: Vec<OccasionDay>,
}

impl<'a> Stages<'a> {
    pub fn new(
        workspace: &'a Workspace,
        ctx: SessionContext,
        transaction: Transaction,
        as_of: Date,
        now: jiff::Timestamp,
        scratch: PathBuf,
        progress: Arc<dyn Progress>,
    ) -> Self {
        Self {
            workspace,
            ctx,
            transaction,
            as_of,
            now,
            stages: Vec::new(),
            notes: Vec::new(),
            progress,
            scratch,
            settled: false,
            occasions: Vec::new(),
        }
    }

    /// Orders and refunds -> one row a customer.
    pub async fn summarise(&mut self, inputs: &BTreeMap<String, u64>) -> Result<(String, DataFrame), RunError> {
        let currency = &self.workspace.settings.workspace.currency;
        let margin = self.workspace.settings.value.gross_margin;
        // What is found of the summaries is counted while they are made, so that it is there when they are.
        let id = identity("summaries 3", &json!([inputs, self.as_of, currency, margin, read::findings::NUMBER]));
        if let Some(there) = self.there("summarise", &tables::CUSTOMER_SUMMARIES, &id).await? {
            return Ok((id, there));
        }
        self.progress.begin("summarising customers", None);
        self.settle_refunds().await?;
        let purchases = self.ctx.sql(include_str!("purchases.sql")).await?.with_param_values(vec![
            ("currency", currency.as_str().into()),
            ("as_of", day_value(self.as_of)),
            ("gross_margin", ScalarValue::Float64(margin)),
        ])?;
        let spec = Spec { as_of: AsOf::On(self.as_of), calibration_end: None, unit: Unit::Week, days: true };
        let plan = summaries::plan(purchases, &spec)?;

        // Every batch takes counts that nobody else adds to at that moment; in the end they are added up.
        let counts: Arc<Mutex<Vec<(Tally, Occasions)>>> = Arc::default();
        let counting = Arc::clone(&counts);
        let (summary_id, as_of) = (id.clone(), day_number(self.as_of));
        let turn = Arc::new(move |batch: &RecordBatch| {
            let idle = counting.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let (mut tally, mut occasions) = idle.unwrap_or_default();
            let batch = settle(batch, &mut tally)?;
            occasions.count(&batch)?;
            counting.lock().unwrap_or_else(PoisonError::into_inner).push((tally, occasions));
            let rows = batch.num_rows();
            let id: ArrayRef = Arc::new(StringArray::from(vec![summary_id.as_str(); rows]));
            let day: ArrayRef = Arc::new(Date32Array::from(vec![as_of; rows]));
            with_columns(&batch, vec![("summary_id", id), ("as_of", day)])
        });
        let (files, rows) = self.workspace_write(&tables::CUSTOMER_SUMMARIES, plan, turn).await?;
        let (mut tally, mut occasions) = (Tally::default(), Occasions::default());
        for (part, days) in counts.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            tally.merge(part);
            occasions.merge(days);
        }
        if rows == 0 {
            return Err(self.nobody().await?);
        }
        self.occasions = occasions.days();
        if tally.refunds_only > 0 {
            self.notes.push(format!(
                "{} customers have refunds only ({} {currency}); they are reported apart and not valued",
                tally.refunds_only,
                money(tally.refunds_only_amount)
            ));
        }
        if tally.unmatched_customers > 0 {
            self.notes.push(format!(
                "{} customers have refunds before any order ({} {currency}); they lower what was earned, not what an order is worth",
                tally.unmatched_customers,
                money(tally.unmatched_amount)
            ));
        }
        let frame = self.keep(&tables::CUSTOMER_SUMMARIES, files).await?;
        self.show(&tables::CUSTOMER_SUMMARIES, frame.clone())?;
        self.stages.push(Stage { name: "summarise".into(), id: id.clone(), computed: true, rows });
        Ok((id, frame))
    }

    /// Summaries -> fitted models, by identity.
    pub async fn fit(&mut self, summary_id: &str, summaries: &DataFrame) -> Result<Vec<(String, StoredFit)>, RunError> {
        let mut slices: Option<Slices> = None;
        let mut fitted = Vec::new();
        for name in [self.workspace.settings.model.purchases.as_str(), "gamma-gamma"] {
            let model: ModelName = name.parse()?;
            let id = identity("fit 1", &json!([summary_id, name]));
            let stage = format!("fit {name}");
            if let Some(there) = self.there(&stage, &tables::MODEL_FITS, &id).await? {
                fitted.push((id, stored(there).await?));
                continue;
            }
            self.progress.begin(&format!("fitting {name}"), None);
            let slices = match &slices {
                Some(slices) => slices,
                None => slices.insert(read(summaries).await?),
            };
            let threads = std::thread::available_parallelism().map_or(1, usize::from);
            let fit = match fits::fit_slices(slices, model, Unit::Week, threads, "customer_summaries", &mut self.notes)
            {
                Ok(fit) => fit,
                // Without a repeat purchase of any value there is nothing to learn of spend; purchases are scored.
                Err(error) if model == ModelName::GammaGamma => {
                    self.notes
                        .push(format!("no spend model: {error}; a future order is taken to be worth the mean order"));
                    continue;
                }
                Err(error) => return Err(error.into()),
            };
            if !fit.converged {
                self.notes.push(format!("{name}: {}", fit.message));
            }
            let text = |value: String| -> ArrayRef { Arc::new(StringArray::from(vec![value])) };
            let columns = vec![
                text(id.clone()),
                text(summary_id.to_owned()),
                text(name.to_owned()),
                text(serde_json::to_string(&fit)?),
                Arc::new(BooleanArray::from(vec![fit.converged])) as ArrayRef,
                Arc::new(TimestampMicrosecondArray::from(vec![self.now.as_microsecond()]).with_timezone("UTC")),
            ];
            let row = RecordBatch::try_new(tables::MODEL_FITS.schema(), columns)?;
            self.transaction.append(&tables::MODEL_FITS, &row).await?;
            self.stages.push(Stage { name: stage, id: id.clone(), computed: true, rows: 1 });
            fitted.push((id, fit));
        }
        Ok(fitted)
    }

    /// Summaries and fits -> value per customer, horizon and basis.
    pub async fn score(
        &mut self,
        summary_id: &str,
        summaries: &DataFrame,
        fits: &[(String, StoredFit)],
    ) -> Result<String, RunError> {
        let value = &self.workspace.settings.value;
        let fit_ids: Vec<&String> = fits.iter().map(|(id, _)| id).collect();
        let id = identity("scores 2", &json!([summary_id, fit_ids, value.horizons, value.discount_rate]));
        if self.there("score", &tables::SCORES, &id).await?.is_some() {
            return Ok(id);
        }
        let stored: Vec<StoredFit> = fits.iter().map(|(_, fit)| fit.clone()).collect();
        let Some(population) = scores::population(summaries).await? else {
            return Err(self.nobody().await?);
        };
        let horizons = value.horizons.iter().map(|h| h.parse()).collect::<Result<Vec<Horizon>, _>>()?;
        let scorer = scores::LakeScorer::new(scores::LakeSpec {
            score_id: id.clone(),
            as_of: self.as_of,
            currency: self.workspace.settings.workspace.currency.clone(),
            fits: stored,
            horizons,
            discount_rate: DiscountRate::new(value.discount_rate)?,
            population,
        })?;
        self.progress.begin("scoring customers", None);
        let scorer = Arc::new(scorer);
        let turn = Arc::new(move |batch: &RecordBatch| {
            scorer.score(batch).map_err(|error| DataFusionError::External(Box::new(error)))
        });
        let (files, rows) = self.workspace_write(&tables::SCORES, summaries.clone(), turn).await?;
        let scores = self.keep(&tables::SCORES, files).await?;
        self.show(&tables::SCORES, scores)?;
        self.stages.push(Stage { name: "score".into(), id: id.clone(), computed: true, rows });
        Ok(id)
    }

    /// What is worth keeping of all customers together, so that no page has to add up a million rows: what follows from
    /// the summaries, and what follows from the scores, each once however many runs share them.
    pub async fn find(&mut self, run: &RunRow) -> Result<(), RunError> {
        let of_summaries = read::findings::name(&run.summary_id);
        let of_scores = read::findings::name(&run.score_id);
        let mut found = Vec::new();
        let mut known = Vec::new();
        for id in [&of_summaries, &of_scores] {
            known.push(self.rows_of(&tables::FINDINGS, id).await?.1);
        }
        self.progress.begin("adding up", None);
        if known[0] == 0 {
            self.settle_refunds().await?;
            let occasions = std::mem::take(&mut self.occasions);
            let currency = &self.workspace.settings.workspace.currency;
            found.push((of_summaries, read::findings::of_summaries(&self.ctx, run, currency, occasions).await?));
        }
        if known[1] == 0 {
            found.push((of_scores.clone(), read::findings::of_scores(&self.ctx, run).await?));
        }
        let computed = !found.is_empty();
        let mut rows = known.iter().sum::<u64>();
        for (id, found) in found {
            let text = |of: fn(&read::findings::Finding) -> &str| -> ArrayRef {
                Arc::new(StringArray::from_iter_values(found.iter().map(of)))
            };
            let columns = vec![
                Arc::new(StringArray::from(vec![id.as_str(); found.len()])) as ArrayRef,
                text(|found| &found.0),
                text(|found| &found.1),
                text(|found| &found.2),
            ];
            let batch = RecordBatch::try_new(tables::FINDINGS.schema(), columns)?;
            self.transaction.append(&tables::FINDINGS, &batch).await?;
            rows += found.len() as u64;
        }
        self.stages.push(Stage { name: "findings".into(), id: of_scores, computed, rows });
        Ok(())
    }

    async fn settle_refunds(&mut self) -> Result<(), RunError> {
        if !self.settled {
            refunds::settle(&self.ctx, &self.scratch).await?;
            self.settled = true;
        }
        Ok(())
    }

    /// Why there is nobody to value, though there are orders or refunds.
    async fn nobody(&self) -> Result<RunError, RunError> {
        let currency = self.workspace.settings.workspace.currency.clone();
        let guests = self
            .ctx
            .sql(include_str!("guests.sql"))
            .await?
            .with_param_values(vec![("currency", currency.as_str().into()), ("as_of", day_value(self.as_of))])?;
        let guests = guests.collect().await?;
        let orders = guests.first().map_or(0, |batch| batch.column(0).as_primitive::<Int64Type>().value(0));
        let hint = match orders {
            0 => "there are refunds only: import the orders that they belong to".to_owned(),
            orders => format!(
                "all {orders} orders are guests': import them with the column that names the customer \
                 (`--map customer_id=COLUMN`)"
            ),
        };
        Ok(RunError::Nothing { currency, until: format!("up to {}", self.as_of), hint })
    }

    /// Makes a result that is not committed yet stand for its table in the queries that follow.
    fn show(&self, table: &Table, rows: DataFrame) -> Result<(), RunError> {
        self.ctx.deregister_table(table.name)?;
        self.ctx.register_table(table.name, rows.into_view())?;
        Ok(())
    }

    /// The result with this identity, when an earlier run left it.
    async fn there(&mut self, stage: &str, table: &'static Table, id: &str) -> Result<Option<DataFrame>, RunError> {
        let (there, rows) = self.rows_of(table, id).await?;
        if rows == 0 {
            return Ok(None);
        }
        self.stages.push(Stage { name: stage.to_owned(), id: id.to_owned(), computed: false, rows });
        Ok(Some(there))
    }

    /// The rows of a result, and how many.
    async fn rows_of(&self, table: &'static Table, id: &str) -> Result<(DataFrame, u64), RunError> {
        let rows = self.ctx.table(table.name).await?.filter(ident(table.partition_column()).eq(lit(id)))?;
        let count = rows.clone().count().await? as u64;
        Ok((rows, count))
    }

    async fn workspace_write(
        &mut self,
        table: &'static Table,
        plan: DataFrame,
        turn: Arc<crate::lake::Turn>,
    ) -> Result<(Vec<Add>, u64), RunError> {
        self.transaction.ensure(table).await?;
        Ok(self.workspace.lake.write(table, plan, turn).await?)
    }

    /// Files become part of the transaction, and rows for the stages that follow.
    async fn keep(&mut self, table: &'static Table, files: Vec<Add>) -> Result<DataFrame, RunError> {
        let rows = self.workspace.lake.uncommitted(&self.ctx, table, &files).await?;
        self.transaction.add(table, files);
        Ok(rows)
    }
}

/// The summaries as the slices that models are fitted on.
async fn read(summaries: &DataFrame) -> Result<Slices, RunError> {
    let columns = ["frequency", "recency", "age", "monetary_value"];
    let mut stream = summaries.clone().select(columns.map(ident))?.execute_stream().await?;
    let needs = Needs { customer: false, times: true, spend: true };
    let mut all = Slices::default();
    let mut before = 0;
    let door = Door::find(&stream.schema(), tables::CUSTOMER_SUMMARIES.name, needs)?;
    while let Some(batch) = stream.try_next().await? {
        let chosen = batch.project(&door.columns())?;
        let part = door.slices(&chosen, before)?;
        before += batch.num_rows();
        all.frequency.extend(part.frequency);
        all.recency.extend(part.recency);
        all.age.extend(part.age);
        all.spend.extend(part.spend);
    }
    Ok(all)
}

/// The one fit in a frame of `model_fits`.
async fn stored(rows: DataFrame) -> Result<StoredFit, RunError> {
    let batches =
        rows.select(vec![datafusion::prelude::cast(ident("fit"), ColumnType::Text.arrow())])?.collect().await?;
    let text = batches.iter().find_map(|b| b.column(0).as_string::<i32>().iter().next().flatten().map(str::to_owned));
    Ok(serde_json::from_str(&text.unwrap_or_default())?)
}

fn with_columns(batch: &RecordBatch, more: Vec<(&str, ArrayRef)>) -> Result<RecordBatch, DataFusionError> {
    let mut fields: Vec<Arc<Field>> = batch.schema().fields().iter().cloned().collect();
    let mut columns = batch.columns().to_vec();
    for (name, column) in more {
        fields.push(Arc::new(Field::new(name, column.data_type().clone(), true)));
        columns.push(column);
    }
    Ok(RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)?)
}

const EPOCH: Date = date(1970, 1, 1);

/// Days since 1970.
pub(crate) fn day_number(day: Date) -> i32 {
    (day - EPOCH).get_days()
}

/// The day as a query's parameter.
pub fn day_value(day: Date) -> ScalarValue {
    ScalarValue::Date32(Some(day_number(day)))
}

/// The day, unless it is outside the calendar.
pub fn date_of(days: i32) -> Option<Date> {
    EPOCH.checked_add(jiff::Span::new().days(days)).ok()
}

/// Millionths as text with two decimals, for notes.
fn money(millionths: i128) -> String {
    format!("{}.{:02}", millionths / 1_000_000, (millionths % 1_000_000).abs() / 10_000)
}
