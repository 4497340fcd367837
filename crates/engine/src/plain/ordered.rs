//! Work on numbered pieces on several threads, its results taken in the order of the pieces.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, mpsc};

use super::PlainError;

/// Runs `work` on pieces 0, 1, 2, ... until it answers `None`; hands the results to `take` in order.
///
/// At most two pieces a thread are in flight, so memory does not grow with the number of pieces, and
/// the result is the same for any number of threads.
///
/// # Errors
/// The first error of `work` (by piece) or of `take`.
pub fn ordered<T: Send, E: Send + From<PlainError>>(
    threads: usize,
    work: impl Fn(usize) -> Result<Option<T>, E> + Sync,
    mut take: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    let threads = threads.max(1);
    let next = AtomicUsize::new(0);
    let stop = AtomicBool::new(false);
    let window = Window { taken: Mutex::new(0), moved: Condvar::new() };
    let (send, receive) = mpsc::sync_channel(threads);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let (send, next, stop, window, work) = (send.clone(), &next, &stop, &window, &work);
            scope.spawn(move || {
                loop {
                    let piece = next.fetch_add(1, Ordering::Relaxed);
                    window.wait(piece, 2 * threads, stop);
                    if stop.load(Ordering::Relaxed) {
                        return;
                    }
                    let result = work(piece);
                    let more = matches!(result, Ok(Some(_)));
                    if send.send((piece, result)).is_err() || !more {
                        return;
                    }
                }
            });
        }
        drop(send);
        let mut early = BTreeMap::new();
        let mut wanted = 0;
        let answer = loop {
            let Ok((piece, result)) = receive.recv() else {
                break if early.is_empty() { Ok(()) } else { Err(PlainError::Worker.into()) };
            };
            early.insert(piece, result);
            let mut step = Ok(true);
            while let (Ok(true), Some(result)) = (&step, early.remove(&wanted)) {
                wanted += 1;
                step = match result {
                    Ok(Some(result)) => take(result).map(|()| true),
                    Ok(None) => Ok(false),
                    Err(error) => Err(error),
                };
                window.advance(wanted);
            }
            match step {
                Ok(true) => {}
                Ok(false) => break Ok(()),
                Err(error) => break Err(error),
            }
        };
        stop.store(true, Ordering::Relaxed);
        window.moved.notify_all();
        // Workers that wait to send must find the channel closed.
        drop(receive);
        answer
    })
}

/// How far the taking of results has come.
struct Window {
    taken: Mutex<usize>,
    moved: Condvar,
}

impl Window {
    /// Waits until `piece` is less than `ahead` of what was taken, or all is to stop.
    fn wait(&self, piece: usize, ahead: usize, stop: &AtomicBool) {
        let Ok(mut taken) = self.taken.lock() else { return };
        while piece >= *taken + ahead && !stop.load(Ordering::Relaxed) {
            // The time-out covers a stop that was set between the check and the wait.
            let Ok((guard, _)) = self.moved.wait_timeout(taken, std::time::Duration::from_millis(50)) else { return };
            taken = guard;
        }
    }

    fn advance(&self, to: usize) {
        if let Ok(mut taken) = self.taken.lock() {
            *taken = to;
        }
        self.moved.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn squares(threads: usize) -> Result<Vec<usize>, PlainError> {
        let mut seen = Vec::new();
        let work = |piece: usize| Ok((piece < 100).then_some(piece * piece));
        ordered(threads, work, |square| {
            seen.push(square);
            Ok::<_, PlainError>(())
        })?;
        Ok(seen)
    }

    #[test]
    fn results_come_in_order_for_any_number_of_threads() {
        let wanted: Vec<_> = (0..100).map(|piece| piece * piece).collect();
        for threads in [1, 2, 7] {
            assert!(matches!(squares(threads), Ok(seen) if seen == wanted));
        }
    }

    #[test]
    fn the_first_error_ends_the_work() {
        let work = |piece: usize| if piece == 5 { Err(PlainError::Worker) } else { Ok(Some(piece)) };
        let mut taken = 0;
        let answer = ordered(3, work, |_| {
            taken += 1;
            Ok(())
        });
        assert!(matches!(answer, Err(PlainError::Worker)));
        assert_eq!(taken, 5);
    }
}
