//! Sums over rows on several threads that are equal in every bit whatever the number of threads.

use std::ops::Range;

use crate::newton::Evaluation;

/// Rows per chunk. Fixed, since the order of the sums depends on it and on nothing else.
const CHUNK: usize = 16_384;

/// Sum over rows that are sorted by frequency: `part` gets a frequency and the rows that have it, in runs that end where a fixed
/// chunk does.
pub(crate) fn sum_by_frequency<const N: usize>(
    frequency: &[f64],
    threads: usize,
    part: impl Fn(f64, Range<usize>) -> Evaluation<N> + Sync,
) -> Evaluation<N> {
    let parts = map_chunks(frequency.len(), threads, |rows| {
        let mut total = Evaluation::ZERO;
        let mut from = rows.start;
        for same in frequency[rows].chunk_by(|a, b| a == b) {
            total.add(1.0, &part(same[0], from..from + same.len()));
            from += same.len();
        }
        total
    });
    let mut total = Evaluation::ZERO;
    parts.iter().for_each(|part| total.add(1.0, part));
    total
}

/// `part` of each fixed chunk of `0..rows`, in order, computed on at most `threads` threads.
fn map_chunks<T: Send>(rows: usize, threads: usize, part: impl Fn(Range<usize>) -> T + Sync) -> Vec<T> {
    let chunks = rows.div_ceil(CHUNK);
    let range = |chunk: usize| chunk * CHUNK..((chunk + 1) * CHUNK).min(rows);
    let threads = threads.clamp(1, chunks.max(1));
    if threads == 1 {
        return (0..chunks).map(|chunk| part(range(chunk))).collect();
    }
    // Each thread takes a run of neighbouring chunks; their results are joined in the order of the rows.
    let run = chunks.div_ceil(threads);
    let (range, part) = (&range, &part);
    std::thread::scope(|scope| {
        let work =
            |first: usize| (first..(first + run).min(chunks)).map(|chunk| part(range(chunk))).collect::<Vec<_>>();
        let others: Vec<_> = (1..threads).map(|i| scope.spawn(move || work(i * run))).collect();
        let mut parts = work(0);
        for other in others {
            match other.join() {
                Ok(more) => parts.extend(more),
                Err(payload) => std::panic::resume_unwind(payload),
            }
        }
        parts
    })
}
