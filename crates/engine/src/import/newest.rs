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
use crate::lake::tables::Table;

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
    content: i64,
    version: i64,
}

/// Takes the first copy of each key from sorted batches, and counts.
pub struct Newest {
    runs: Runs,
    orders: Option<Orders>,
    kept: Kept,
    pub changed: Changed,
}

impl Newest {
    pub fn new(schema: &Schema, table: &Table) -> Result<Self> {
        let orders = match schema.column_with_name(UNIT) {
            Some(_) => Some(Orders::new(schema)?),
            None => None,
        };
        let kept = Kept { new: false, content: 0, version: 0 };
        Ok(Self { runs: Runs::new(schema, table.key)?, orders, kept, changed: Changed::default() })
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
            if copy == 1 {
                self.kept = Kept { new, content: content.value(row), version: version.value(row) };
                self.changed.rows += 1;
                self.changed.new += u64::from(new);
                if let (Place::Newest, Some((batch, orders))) = (place, &mut lines) {
                    orders.keep(batch, row, (new, content.value(row)));
                }
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
