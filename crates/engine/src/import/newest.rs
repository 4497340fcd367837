//! One row of each key, from sorted copies; and what that changes.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, BooleanArray, RecordBatch};
use datafusion::arrow::compute::{cast, filter_record_batch};
use datafusion::arrow::datatypes::{DataType, Int64Type, Schema, TimestampMicrosecondType};
use datafusion::arrow::row::{OwnedRow, RowConverter, SortField};
use datafusion::error::{DataFusionError, Result};
use twox_hash::XxHash64;

use super::merge::{RANK, Rank, UNIT};
use super::reread::STALE;
use crate::lake::tables::{ORDERS, Table};

/// What a merge changes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changed {
    /// Rows out.
    pub rows: u64,
    /// Rows that are not the lake's own copy.
    pub new: u64,
    /// New rows whose content the lake had already.
    pub same: u64,
    /// Rows of the lake that go: lines of a version of their order that is no longer the newest, orders and refunds that
    /// were derived from rows of which they no longer follow.
    pub gone: u64,
    /// Staged rows that say something else than the copy that stays, and are of an earlier day.
    pub older: u64,
    /// Staged rows that say something else, and are of the same day.
    pub tied: u64,
    /// Staged rows in whose place another staged row stays.
    pub again: u64,
    /// Copies of orders, one of the lake and one that comes, that both name their customer in one way.
    pub compared: u64,
    /// Those of them that name two customers.
    pub strangers: u64,
}

impl Changed {
    /// Adds what another part of the merge changes.
    pub fn add(&mut self, other: Self) {
        self.rows += other.rows;
        self.new += other.new;
        self.same += other.same;
        self.gone += other.gone;
        self.older += other.older;
        self.tied += other.tied;
        self.again += other.again;
        self.compared += other.compared;
        self.strangers += other.strangers;
    }

    /// Compares the customers of two copies of an order, where both are named in one way.
    fn compare(&mut self, one: Option<Customer>, other: Option<Customer>) {
        if let (Some(one), Some(other)) = (one, other)
            && one.0 == other.0
        {
            self.compared += 1;
            self.strangers += u64::from(one != other);
        }
    }

    /// Whether other rows stay than the `before` that the lake had.
    pub fn anything(&self, before: u64) -> bool {
        self.new > 0 || self.rows < before
    }
}

/// A copy that stays.
#[derive(Debug, Clone, Copy)]
struct Kept {
    new: bool,
    staged: bool,
    content: i64,
    version: i64,
    customer: Option<Customer>,
}

/// How a row names its customer: by the source's key, or the hash of what; and a hash of that. A guest is nobody.
type Customer = (u8, u64);

/// The customers of a batch of orders.
struct Customers {
    records: ArrayRef,
    guests: BooleanArray,
}

impl Customers {
    fn of(batch: &RecordBatch) -> Result<Self> {
        let records = cast(column(batch, "record_id")?, &DataType::Utf8)?;
        Ok(Self { records, guests: column(batch, "guest")?.as_boolean().clone() })
    }

    fn get(&self, row: usize) -> Option<Customer> {
        let record = self.records.as_string::<i32>().value(row).as_bytes();
        let hashed = matches!(record, [b'e' | b'p' | b'n', b':', ..]);
        let form = record.first().copied().filter(|_| hashed).unwrap_or(0);
        (!self.guests.value(row)).then(|| (form, XxHash64::oneshot(0, record)))
    }
}

/// Takes the first copy of each key from sorted batches, and counts.
pub struct Newest {
    runs: Runs,
    orders: Option<Orders>,
    /// Whether rows are orders, whose customers are compared.
    named: bool,
    kept: Kept,
    pub changed: Changed,
}

impl Newest {
    pub fn new(schema: &Schema, table: &Table) -> Result<Self> {
        let orders = match schema.column_with_name(UNIT) {
            Some(_) => Some(Orders::new(schema)?),
            None => None,
        };
        let kept = Kept { new: false, staged: false, content: 0, version: 0, customer: None };
        let named = table.name == ORDERS.name;
        Ok(Self { runs: Runs::new(schema, table.key)?, orders, named, kept, changed: Changed::default() })
    }

    /// The rows of a batch that stay.
    pub fn take(&mut self, batch: &RecordBatch) -> Result<RecordBatch> {
        let rank = column(batch, RANK)?.as_primitive::<Int64Type>();
        let content = column(batch, "content_hash")?.as_primitive::<Int64Type>();
        let version = column(batch, "version_at")?.as_primitive::<TimestampMicrosecondType>();
        let mut lines = match &mut self.orders {
            Some(orders) => Some((orders.batch(batch)?, orders)),
            None => None,
        };
        let customers = if self.named { Some(Customers::of(batch)?) } else { None };
        let mut keep = Vec::with_capacity(batch.num_rows());
        for (row, copy) in self.runs.places(batch)?.into_iter().enumerate() {
            let is = |of: Rank| rank.value(row) == of as i64;
            let new = !is(Rank::Present) && !is(Rank::Underived);
            if copy == 1 && is(Rank::Underived) {
                // A copy that is derived anew would have come before it.
                self.changed.gone += 1;
                keep.push(false);
                continue;
            }
            let place = lines.as_mut().map_or(Place::Apart, |(batch, orders)| orders.place(batch, row));
            if let Place::Older(kept) = place {
                match kept {
                    // The newest version has this line as well.
                    Some((newer, said)) => {
                        self.changed.same += u64::from(newer && !new && said == content.value(row));
                    }
                    None if new => match lines.as_ref().and_then(|(_, orders)| orders.newest) {
                        Some(newest) if one_day(newest, version.value(row)) => self.changed.tied += 1,
                        _ => self.changed.older += 1,
                    },
                    None => self.changed.gone += 1,
                }
                keep.push(false);
                continue;
            }
            if copy == 1 && version.value(row) == STALE {
                self.changed.gone += 1;
                keep.push(false);
                continue;
            }
            keep.push(copy == 1);
            let customer = customers.as_ref().and_then(|customers| customers.get(row));
            if copy > 1 && self.kept.new != new && version.value(row) != STALE {
                self.changed.compare(self.kept.customer, customer);
            }
            if copy == 1 {
                let (content, version, staged) = (content.value(row), version.value(row), is(Rank::Staged));
                self.kept = Kept { new, staged, content, version, customer };
                self.changed.rows += 1;
                self.changed.new += u64::from(new);
                if let (Place::Newest, Some((batch, orders))) = (place, &mut lines) {
                    orders.keep(batch, row, (new, self.kept.content));
                }
            } else if self.kept.staged && is(Rank::Staged) {
                self.changed.again += 1;
            } else if self.kept.content == content.value(row) {
                self.changed.same += u64::from(self.kept.new && !new);
            } else if is(Rank::Staged) {
                match one_day(self.kept.version, version.value(row)) {
                    false => self.changed.older += 1,
                    true => self.changed.tied += 1,
                }
            }
        }
        Ok(filter_record_batch(batch, &BooleanArray::from(keep))?)
    }
}

/// Whether two versions are of one day. Which of two exports of a day is newer is often a guess, since it rests on
/// what they tell; whoever made them knows.
fn one_day(one: i64, other: i64) -> bool {
    const DAY: i64 = 86_400_000_000;
    one.div_euclid(DAY) == other.div_euclid(DAY)
}

/// Where a line stands among the versions of its order.
#[derive(Debug, Clone, Copy)]
enum Place {
    /// Its key alone decides.
    Apart,
    /// In the newest version.
    Newest,
    /// In an older one; when the newest has the same line: whether that is new, and the hash of what it says.
    Older(Option<(bool, i64)>),
}

/// The order at hand, among lines sorted by order, then newest version first.
struct Orders {
    runs: Runs,
    newest: Option<i64>,
    /// Lines of the newest version: hash of the key, whether it is new, and hash of what it says.
    lines: Vec<(u64, (bool, i64))>,
    sorted: bool,
}

/// What [`Orders`] looks at in a batch.
struct Lines {
    first: Vec<bool>,
    units: ArrayRef,
    keys: ArrayRef,
}

impl Lines {
    fn hash(&self, row: usize) -> u64 {
        XxHash64::oneshot(0, self.keys.as_string::<i32>().value(row).as_bytes())
    }
}

impl Orders {
    fn new(schema: &Schema) -> Result<Self> {
        let runs = Runs::new(schema, &["source", "order_id"])?;
        Ok(Self { runs, newest: None, lines: Vec::new(), sorted: false })
    }

    fn batch(&mut self, batch: &RecordBatch) -> Result<Lines> {
        Ok(Lines {
            first: self.runs.places(batch)?.into_iter().map(|place| place == 1).collect(),
            units: Arc::clone(column(batch, UNIT)?),
            keys: cast(column(batch, "line_no")?, &DataType::Utf8)?,
        })
    }

    fn place(&mut self, lines: &Lines, row: usize) -> Place {
        if lines.first[row] {
            (self.newest, self.sorted) = (None, false);
            self.lines.clear();
        }
        let units = lines.units.as_primitive::<TimestampMicrosecondType>();
        if units.is_null(row) {
            return Place::Apart;
        }
        if *self.newest.get_or_insert(units.value(row)) == units.value(row) {
            return Place::Newest;
        }
        if !self.sorted {
            self.lines.sort_unstable();
            self.sorted = true;
        }
        let hash = lines.hash(row);
        let found = self.lines.binary_search_by_key(&hash, |line| line.0);
        Place::Older(found.ok().and_then(|at| self.lines.get(at)).map(|line| line.1))
    }

    fn keep(&mut self, lines: &Lines, row: usize, said: (bool, i64)) {
        self.lines.push((lines.hash(row), said));
    }
}

/// Places of rows within runs of equal keys, over sorted batches.
pub struct Runs {
    columns: Vec<usize>,
    converter: RowConverter,
    last: Option<OwnedRow>,
    place: u64,
}

impl Runs {
    pub fn new(schema: &Schema, key: &[&str]) -> Result<Self> {
        let columns = key.iter().map(|name| schema.index_of(name)).collect::<std::result::Result<Vec<_>, _>>()?;
        let fields = columns.iter().map(|&index| SortField::new(schema.field(index).data_type().clone())).collect();
        Ok(Self { columns, converter: RowConverter::new(fields)?, last: None, place: 0 })
    }

    /// For each row, the how many-eth of its run it is, from 1.
    pub fn places(&mut self, batch: &RecordBatch) -> Result<Vec<u64>> {
        let keys: Vec<ArrayRef> = self.columns.iter().map(|&index| Arc::clone(batch.column(index))).collect();
        let rows = self.converter.convert_columns(&keys)?;
        let mut places = Vec::with_capacity(batch.num_rows());
        for row in 0..batch.num_rows() {
            let again = match row {
                0 => self.last.as_ref().is_some_and(|last| last.row() == rows.row(0)),
                _ => rows.row(row - 1) == rows.row(row),
            };
            self.place = if again { self.place + 1 } else { 1 };
            places.push(self.place);
        }
        if batch.num_rows() > 0 {
            self.last = Some(rows.row(batch.num_rows() - 1).owned());
        }
        Ok(places)
    }
}

pub fn column<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a ArrayRef> {
    batch.column_by_name(name).ok_or_else(|| DataFusionError::Plan(format!("no column `{name}` to merge")))
}
