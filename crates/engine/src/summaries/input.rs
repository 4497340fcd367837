//! The orders of a plain file as a table of the query engine.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::{DataType, SchemaRef};
use datafusion::catalog::streaming::StreamingTable;
use datafusion::dataframe::DataFrame;
use datafusion::error::{DataFusionError, Result as PlanResult};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{cast, ident};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::PartitionStream;
use datafusion::physical_plan::{ExecutionPlan, ExecutionPlanProperties};
use datafusion::prelude::{ParquetReadOptions, SessionContext};
use futures::StreamExt;
use jiff::tz::TimeZone;
use tokio::sync::mpsc;

use super::SummaryError;
use super::as_of::{LastDay, days_since_1970};
use super::orders::Cleaner;
use super::plain::PlainSpec;
use crate::plain::PlainError;
use crate::sources::{ColumnRef, Decision, PlainReader, PlainReject, ValueKind, Wanted, plain};

/// Orders, and what counts their rows.
pub(super) struct Input {
    pub(super) orders: DataFrame,
    pub(super) cleaner: Arc<Cleaner>,
    pub(super) text: Option<Arc<Text>>,
}

/// The orders of a Parquet file, cleaned by as many threads as the scan has partitions.
pub(super) async fn parquet(ctx: &SessionContext, spec: &PlainSpec, last: &LastDay) -> Result<Input, SummaryError> {
    let zone = zone(spec)?;
    let path = spec.file.to_str().unwrap_or_default();
    let options = ParquetReadOptions { file_extension: "", ..ParquetReadOptions::default() };
    let file = ctx.read_parquet(path, options).await?;
    let names: Vec<String> = file.schema().fields().iter().map(|field| field.name().clone()).collect();
    let find = |wanted: &ColumnRef| find_column(wanted, &names, &spec.file);
    let wanted = [find(&spec.customer)?, find(&spec.time)?, find(&spec.amount)?];
    // Text is text whatever holds it: the same values give the same days and amounts as in a CSV file.
    let kind =
        |name: &str| file.schema().field_with_unqualified_name(name).is_ok_and(|field| is_text(field.data_type()));
    if wanted.iter().skip(1).any(|name| kind(name)) {
        return text(ctx, spec, last);
    }
    // By place, since one column may be asked for twice.
    let column = |(place, name): (usize, &String)| {
        let values = ident(name.as_str());
        let plain = match file.schema().field_with_unqualified_name(name).map(|field| field.data_type().clone()) {
            Ok(DataType::Dictionary(_, kind)) => cast(values, *kind),
            _ => values,
        };
        plain.alias(format!("column_{place}"))
    };
    let columns: Vec<_> = wanted.iter().enumerate().map(column).collect();
    let scan = file.select(columns)?;
    let task = Arc::new(scan.task_ctx());
    let scan = scan.create_physical_plan().await?;
    let schema = scan.schema();
    check_types(&schema, &wanted, &spec.file)?;
    let until = spec.as_of.map(days_since_1970);
    let customer = schema.field(0).data_type();
    let cleaner = Arc::new(Cleaner::new(customer, zone, until, spec.options.now, last.clone()));
    let partitions = (0..scan.output_partitioning().partition_count()).map(|partition| -> Arc<dyn PartitionStream> {
        let (scan, task, cleaner) = (Arc::clone(&scan), Arc::clone(&task), Arc::clone(&cleaner));
        Arc::new(Cleaned { scan, task, partition, cleaner })
    });
    let table = StreamingTable::try_new(Arc::clone(cleaner.schema()), partitions.collect())?;
    Ok(Input { orders: ctx.read_table(Arc::new(table))?, cleaner, text: None })
}

/// The orders of a file whose values are text, read by a thread of their own.
pub(super) fn text(ctx: &SessionContext, spec: &PlainSpec, last: &LastDay) -> Result<Input, SummaryError> {
    let want = |name: &str, column: &ColumnRef, kind, required| Wanted {
        name: name.to_owned(),
        column: column.clone(),
        kind,
        required,
    };
    // A row without a customer is a guest's and is counted apart; without a time or an amount it is none.
    let wanted = [
        want("customer", &spec.customer, ValueKind::Text, false),
        want("time", &spec.time, ValueKind::Day, true),
        want("amount", &spec.amount, ValueKind::Amount, true),
    ];
    let reader = plain(&spec.file, &wanted, &spec.options)?;
    let decisions = reader.decisions().to_vec();
    let until = spec.as_of.map(days_since_1970);
    let cleaner = Arc::new(Cleaner::new(&DataType::Utf8, zone(spec)?, until, spec.options.now, last.clone()));
    let text = Arc::new(Text {
        reader: Mutex::new(Some(reader)),
        cleaner: Arc::clone(&cleaner),
        rejects: Arc::default(),
        decisions,
    });
    let part = Arc::clone(&text) as Arc<dyn PartitionStream>;
    let table = StreamingTable::try_new(Arc::clone(cleaner.schema()), vec![part])?;
    Ok(Input { orders: ctx.read_table(Arc::new(table))?, cleaner, text: Some(text) })
}

fn zone(spec: &PlainSpec) -> Result<TimeZone, SummaryError> {
    let name = spec.options.zone_name();
    TimeZone::get(name).map_err(|_| SummaryError::UnknownZone { zone: name.to_owned() })
}

/// A text file that is read once.
pub(super) struct Text {
    reader: Mutex<Option<PlainReader>>,
    cleaner: Arc<Cleaner>,
    rejects: Arc<Mutex<Vec<PlainReject>>>,
    decisions: Vec<Decision>,
}

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Text").field("decisions", &self.decisions).finish_non_exhaustive()
    }
}

impl Text {
    /// The first rejected rows, and what was decided about the file.
    pub(super) fn end(&self) -> (Vec<PlainReject>, Vec<Decision>) {
        let rejects = self.rejects.lock().unwrap_or_else(PoisonError::into_inner).clone();
        (rejects, self.decisions.clone())
    }
}

/// Reads a file to its end, or until nobody listens.
fn read(
    mut reader: PlainReader,
    cleaner: &Cleaner,
    rejects: &Mutex<Vec<PlainReject>>,
    send: &mpsc::Sender<PlanResult<RecordBatch>>,
) {
    for batch in &mut reader {
        let cleaned = match batch {
            Ok(batch) => cleaner.clean(&batch).map_err(DataFusionError::from),
            Err(error) => Err(DataFusionError::External(Box::new(error))),
        };
        if send.blocking_send(cleaned).is_err() {
            return;
        }
    }
    cleaner.refuse(reader.rejected());
    *rejects.lock().unwrap_or_else(PoisonError::into_inner) = reader.rejects().to_vec();
}

impl PartitionStream for Text {
    fn schema(&self) -> &SchemaRef {
        self.cleaner.schema()
    }

    fn execute(&self, _: Arc<TaskContext>) -> SendableRecordBatchStream {
        let reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner).take();
        let schema = Arc::clone(self.cleaner.schema());
        let (send, mut receive) = mpsc::channel(4);
        let (cleaner, rejects) = (Arc::clone(&self.cleaner), Arc::clone(&self.rejects));
        if let Some(reader) = reader {
            std::thread::spawn(move || read(reader, &cleaner, &rejects, &send));
        }
        let stream = futures::stream::poll_fn(move |context| receive.poll_recv(context));
        Box::pin(RecordBatchStreamAdapter::new(schema, stream))
    }
}

/// The name of the column that is meant.
fn find_column(wanted: &ColumnRef, names: &[String], file: &Path) -> Result<String, PlainError> {
    let file = || file.display().to_string();
    match wanted {
        ColumnRef::Name(name) if names.contains(name) => Ok(name.clone()),
        ColumnRef::Name(name) => {
            Err(PlainError::NoColumn { wanted: name.clone(), file: file(), present: names.to_vec() })
        }
        ColumnRef::Number(number) => number
            .checked_sub(1)
            .and_then(|at| names.get(at))
            .cloned()
            .ok_or_else(|| PlainError::NoColumnNumber { wanted: *number, file: file(), columns: names.len() }),
    }
}

fn is_text(kind: &DataType) -> bool {
    match kind {
        DataType::Dictionary(_, kind) => is_text(kind),
        kind => matches!(kind, DataType::Utf8 | DataType::Utf8View | DataType::LargeUtf8),
    }
}

fn check_types(schema: &SchemaRef, names: &[String; 3], file: &Path) -> Result<(), PlainError> {
    let time = |kind: &DataType| {
        let dated = matches!(kind, DataType::Date32 | DataType::Date64 | DataType::Timestamp(..));
        dated || kind.is_integer()
    };
    let kind = |column: usize| schema.field(column).data_type();
    let allowed = [
        (kind(0).is_integer() || is_text(kind(0)), "text or whole numbers"),
        (time(kind(1)), "dates, timestamps, text, or whole numbers such as 19970930"),
        (kind(2).is_numeric(), "numbers"),
    ];
    for ((field, name), (allowed, wanted)) in schema.fields().iter().zip(names).zip(allowed) {
        if !allowed {
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
