//! `tenure summarize`: a plain file of orders -> a plain file of summaries.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, SchemaRef};
use datafusion::catalog::streaming::StreamingTable;
use datafusion::dataframe::DataFrame;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Expr, cast, col, ident};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::PartitionStream;
use datafusion::physical_plan::{ExecutionPlan, ExecutionPlanProperties};
use datafusion::prelude::{ParquetReadOptions, SessionContext};
use futures::{StreamExt, TryStreamExt};
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::as_of::{AsOf, LastDay, days_since_1970};
use super::orders::{Cleaner, RowCounts};
use super::{Spec, SummaryError, Tally, Unit, plan, settle};
use crate::lake::session::{Limits, session};
use crate::plain::{Kind, PlainError, Target, Writer, kind_of};

/// A column, by name or by number from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnRef {
    /// By its name.
    Name(String),
    /// By its place, from 1.
    Number(usize),
}

impl FromStr for ColumnRef {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text.parse() {
            Ok(number) if number > 0 => Self::Number(number),
            _ => Self::Name(text.to_owned()),
        })
    }
}

/// What `tenure summarize` was asked.
#[derive(Debug, Clone)]
pub struct PlainSpec {
    /// The orders.
    pub file: PathBuf,
    /// Column of the customer.
    pub customer: ColumnRef,
    /// Column of the time of the order.
    pub time: ColumnRef,
    /// Column of the amount.
    pub amount: ColumnRef,
    /// Last day counted; the file's last day when not given.
    pub as_of: Option<Date>,
    /// Last day of the calibration period.
    pub calibration_end: Option<Date>,
    /// Unit of time.
    pub unit: Unit,
    /// Zone whose calendar days count, for times that are instants.
    pub zone: TimeZone,
    /// Memory and threads.
    pub limits: Limits,
}

/// What was done.
#[derive(Debug, Clone, Copy)]
pub struct Summary {
    /// Last day counted.
    pub as_of: Date,
    /// What became of the rows.
    pub rows: RowCounts,
    /// What became of the customers.
    pub tally: Tally,
    /// Rows that a table on a stream left out.
    pub hidden: usize,
}

/// Summarises the orders of a file.
///
/// # Errors
/// When a column is missing, no order is left, or a file cannot be read or written.
pub async fn run(spec: &PlainSpec, target: Target) -> Result<Summary, SummaryError> {
    if let (Some(end), Some(as_of)) = (spec.calibration_end, spec.as_of) {
        holdout(end, as_of)?;
    }
    let spill = std::env::temp_dir();
    let ctx = session(&spec.limits, &spill)?;
    let last = LastDay::default();
    let (orders, cleaner) = match kind_of(&spec.file)? {
        Kind::Parquet => parquet_orders(&ctx, spec, &last).await?,
        Kind::Text => return Err(PlainError::Worker.into()),
    };
    let as_of = spec.as_of.map_or_else(|| AsOf::LastRead(last.clone()), AsOf::On);
    let towards = Spec { as_of: as_of.clone(), calibration_end: spec.calibration_end, unit: spec.unit };
    let histories = plan(orders, &towards)?.select(wanted_columns())?;
    let mut rows = histories.sort(vec![col("customer_id").sort(true, true)])?.execute_stream().await?;
    let without = if spec.calibration_end.is_some() { 0 } else { HOLDOUT };
    let answer: Vec<_> = (0..ANSWER.len() - without).collect();
    let mut tally = Tally::default();
    let mut writer = None;
    let mut target = Some(target);
    while let Some(batch) = rows.try_next().await? {
        let batch = settle(&batch, &mut tally)?.project(&answer).map_err(PlainError::from)?;
        let metadata = [(Unit::METADATA_KEY.to_owned(), spec.unit.to_string())];
        if let Some(target) = target.take() {
            writer = Some(Writer::create(target, &batch.schema(), &metadata)?);
        }
        if let Some(writer) = &mut writer {
            writer.write(&batch)?;
        }
    }
    let counts = cleaner.counts();
    let (Some(as_of), Some(writer)) = (as_of.date(), writer) else {
        return Err(no_orders(&spec.file, counts));
    };
    if let Some(end) = spec.calibration_end {
        holdout(end, as_of)?;
    }
    Ok(Summary { as_of, rows: counts, tally, hidden: writer.finish()? })
}

fn holdout(end: Date, as_of: Date) -> Result<(), SummaryError> {
    if end < as_of {
        return Ok(());
    }
    Err(SummaryError::NoHoldout { calibration_end: end.to_string(), as_of: as_of.to_string() })
}

fn no_orders(file: &Path, counts: RowCounts) -> SummaryError {
    SummaryError::NoOrders {
        file: file.display().to_string(),
        rows: counts.read,
        guests: counts.guests,
        refused: counts.refused,
        late: counts.late,
    }
}

/// The columns of the answer; the last [`HOLDOUT`] only when there is a calibration end.
const ANSWER: [&str; 10] = [
    "customer_id",
    "frequency",
    "recency",
    "age",
    "monetary_value",
    "litt",
    "first_order",
    "last_order",
    "holdout_frequency",
    "holdout_value",
];
const HOLDOUT: usize = 2;

/// The answer's columns, then those that only [`settle`] needs.
fn wanted_columns() -> Vec<Expr> {
    let answer = ANSWER.iter().map(|name| match *name {
        "holdout_value" => cast(col("holdout_value"), DataType::Float64).alias("holdout_value"),
        name => col(name),
    });
    answer.chain(["occasions", "unmatched_refunds", "revenue"].map(col)).collect()
}

/// The orders of a Parquet file, cleaned by as many threads as the scan has partitions.
async fn parquet_orders(
    ctx: &SessionContext,
    spec: &PlainSpec,
    last: &LastDay,
) -> Result<(DataFrame, Arc<Cleaner>), SummaryError> {
    let path = spec.file.to_str().unwrap_or_default();
    let options = ParquetReadOptions { file_extension: "", ..ParquetReadOptions::default() };
    let file = ctx.read_parquet(path, options).await?;
    let names: Vec<String> = file.schema().fields().iter().map(|field| field.name().clone()).collect();
    let find = |wanted: &ColumnRef| find_column(wanted, &names, &spec.file);
    let wanted = [find(&spec.customer)?, find(&spec.time)?, find(&spec.amount)?];
    let columns = wanted.iter().enumerate().map(|(place, name)| ident(name.as_str()).alias(format!("column_{place}")));
    let scan = file.select(columns.collect::<Vec<_>>())?;
    let task = Arc::new(scan.task_ctx());
    let scan = scan.create_physical_plan().await?;
    let schema = scan.schema();
    check_types(&schema, &wanted, &spec.file)?;
    let until = spec.as_of.map(days_since_1970);
    let customer = schema.field(0).data_type();
    let cleaner = Arc::new(Cleaner::new(customer, spec.zone.clone(), until, last.clone()));
    let partitions = (0..scan.output_partitioning().partition_count()).map(|partition| -> Arc<dyn PartitionStream> {
        let (scan, task, cleaner) = (Arc::clone(&scan), Arc::clone(&task), Arc::clone(&cleaner));
        Arc::new(Cleaned { scan, task, partition, cleaner })
    });
    let table = StreamingTable::try_new(Arc::clone(cleaner.schema()), partitions.collect())?;
    Ok((ctx.read_table(Arc::new(table))?, cleaner))
}

/// The name of the column that is meant.
fn find_column(wanted: &ColumnRef, names: &[String], file: &Path) -> Result<String, PlainError> {
    let file = || file.display().to_string();
    match wanted {
        ColumnRef::Name(name) if names.contains(name) => Ok(name.clone()),
        ColumnRef::Name(name) => {
            Err(PlainError::NoColumn { wanted: name.clone(), file: file(), present: names.to_vec() })
        }
        ColumnRef::Number(number) => names.get(number - 1).cloned().ok_or_else(|| PlainError::NoColumnNumber {
            wanted: *number,
            file: file(),
            columns: names.len(),
        }),
    }
}

fn check_types(schema: &SchemaRef, names: &[String; 3], file: &Path) -> Result<(), PlainError> {
    let text = |kind: &DataType| matches!(kind, DataType::Utf8 | DataType::Utf8View | DataType::LargeUtf8);
    let time = |kind: &DataType| {
        let dated = matches!(kind, DataType::Date32 | DataType::Date64 | DataType::Timestamp(..));
        dated || kind.is_integer() || text(kind)
    };
    let allowed: [(&dyn Fn(&DataType) -> bool, &'static str); 3] = [
        (&|kind| kind.is_integer() || text(kind), "text or whole numbers"),
        (&time, "dates, timestamps, text, or whole numbers such as 19970930"),
        (&|kind| kind.is_numeric() || text(kind), "numbers"),
    ];
    for ((field, name), (allows, wanted)) in schema.fields().iter().zip(names).zip(allowed) {
        if !allows(field.data_type()) {
            let kind = field.data_type().to_string();
            return Err(PlainError::WrongType { column: name.clone(), file: file.display().to_string(), kind, wanted });
        }
    }
    Ok(())
}

/// One partition of a scan, cleaned on the thread that reads it.
#[derive(Debug)]
struct Cleaned {
    scan: Arc<dyn ExecutionPlan>,
    task: Arc<TaskContext>,
    partition: usize,
    cleaner: Arc<Cleaner>,
}

impl PartitionStream for Cleaned {
    fn schema(&self) -> &SchemaRef {
        self.cleaner.schema()
    }

    fn execute(&self, _: Arc<TaskContext>) -> SendableRecordBatchStream {
        let cleaner = Arc::clone(&self.cleaner);
        let stream = match self.scan.execute(self.partition, Arc::clone(&self.task)) {
            Ok(batches) => batches.map(move |batch| Ok(cleaner.clean(&batch?)?)).boxed(),
            Err(error) => futures::stream::once(async { Err(error) }).boxed(),
        };
        Box::pin(RecordBatchStreamAdapter::new(Arc::clone(self.cleaner.schema()), stream))
    }
}
