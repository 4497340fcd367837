//! The state of `purchase_history`: one append-only log for all groups, sorted once at the end.
//!
//! A vector per customer would cost an allocation and a cache miss per row. A log costs sixteen bytes
//! a row in order of arrival, and one counting sort when the groups are wanted. It grows in chunks,
//! so that no growth step holds the log twice.

use std::mem::size_of;

use super::replay::Event;

const CHUNK: usize = 1 << 16;

/// A row and the group it belongs to.
#[derive(Debug, Clone, Copy)]
struct Entry {
    group: u32,
    event: Event,
}

/// Rows of many groups in order of arrival.
#[derive(Debug, Default)]
pub struct Log {
    chunks: Vec<Vec<Entry>>,
    rows: usize,
    groups: usize,
}

/// Rows of many groups, each group's together.
#[derive(Debug)]
pub struct Grouped {
    /// Group `g` owns `events[starts[g]..starts[g + 1]]`.
    pub starts: Vec<usize>,
    /// All rows.
    pub events: Vec<Event>,
}

impl Log {
    /// Appends one row.
    pub fn push(&mut self, group: u32, event: Event) {
        if let Some(last) = self.chunks.last_mut()
            && last.len() < CHUNK
        {
            last.push(Entry { group, event });
        } else {
            // A log of few rows (a spilled state being merged) should stay small.
            let room = if self.chunks.is_empty() { 64 } else { CHUNK };
            let mut chunk = Vec::with_capacity(room);
            chunk.push(Entry { group, event });
            self.chunks.push(chunk);
        }
        self.rows += 1;
    }

    /// Tells how many groups there are; a group without rows still has its place in the output.
    pub fn set_groups(&mut self, groups: usize) {
        self.groups = self.groups.max(groups);
    }

    /// Takes the first `wanted` groups out, or all; later groups move down.
    pub fn take(&mut self, wanted: Option<usize>) -> Grouped {
        let taken = wanted.map_or(self.groups, |wanted| wanted.min(self.groups));
        let mut starts = vec![0_usize; taken + 1];
        for entry in self.chunks.iter().flatten() {
            if let Some(count) = starts.get_mut(entry.group as usize + 1) {
                *count += 1;
            }
        }
        let mut total = 0;
        for start in &mut starts {
            total += *start;
            *start = total;
        }
        let mut next = starts.clone();
        let mut events = vec![Event { day: 0, micros: 0 }; total];
        let mut rest = Self { groups: self.groups - taken, ..Self::default() };
        // Chunks are dropped as they are read, so that the log and its sorted copy overlap little.
        for entry in std::mem::take(&mut self.chunks).into_iter().flatten() {
            let group = entry.group as usize;
            if group < taken {
                events[next[group]] = entry.event;
                next[group] += 1;
            } else {
                rest.push(entry.group - taken as u32, entry.event);
            }
        }
        *self = rest;
        Grouped { starts, events }
    }

    /// Bytes held, and those that sorting will need beside them.
    pub fn size(&self) -> usize {
        let chunks = match self.chunks.as_slice() {
            [] => 0,
            [first, rest @ ..] => first.capacity() + rest.len() * CHUNK,
        };
        chunks * size_of::<Entry>() + self.rows * size_of::<Event>() + self.groups * 2 * size_of::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(grouped: &Grouped, group: usize) -> Vec<i32> {
        grouped.events[grouped.starts[group]..grouped.starts[group + 1]].iter().map(|event| event.day).collect()
    }

    fn filled(rows: usize) -> Log {
        let mut log = Log::default();
        for (day, group) in (0..).zip([0, 1, 2].into_iter().cycle()).take(rows) {
            log.push(group, Event { day, micros: 1 });
        }
        log.set_groups(4);
        log
    }

    #[test]
    fn all_groups_keep_their_rows_in_order_of_arrival() {
        let grouped = filled(7).take(None);
        assert_eq!(rows(&grouped, 0), [0, 3, 6]);
        assert_eq!(rows(&grouped, 1), [1, 4]);
        assert_eq!(rows(&grouped, 3), [] as [i32; 0]);
    }

    #[test]
    fn the_first_groups_leave_and_the_others_move_down() {
        let mut log = filled(7);
        assert_eq!(rows(&log.take(Some(1)), 0), [0, 3, 6]);
        log.push(0, Event { day: 9, micros: 1 });
        let rest = log.take(None);
        assert_eq!((rows(&rest, 0), rows(&rest, 1), rest.starts.len()), (vec![1, 4, 9], vec![2, 5], 4));
    }

    #[test]
    fn many_chunks_are_one_log() {
        let mut log = filled(3 * CHUNK + 1);
        assert!(log.size() > 3 * CHUNK * size_of::<Entry>());
        let grouped = log.take(None);
        assert_eq!(grouped.events.len(), 3 * CHUNK + 1);
        assert!(rows(&grouped, 2).is_sorted());
        assert_eq!(log.size(), 0);
    }
}
