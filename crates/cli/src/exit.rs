//! How the process ends.

use std::io::ErrorKind;
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

use tenure_engine::fits::FitError;
use tenure_engine::import::ImportError;
use tenure_engine::lake::LakeError;
use tenure_engine::plain::PlainError;
use tenure_engine::read::ReadError;
use tenure_engine::run::RunError;
use tenure_engine::scores::ScoreError;
use tenure_engine::simulate::SimulateError;
use tenure_engine::sources::SourceError;
use tenure_engine::summaries::SummaryError;
use tenure_engine::workspace::WorkspaceError;
use tenure_web::{AccessError, ServeError};

use crate::output;

/// A verb that ended without an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// As asked.
    Well,
    /// Loaded, but some rows were rejected and written down.
    Rejected,
    /// A model was fitted and written, but found no inner maximum.
    NotConverged,
}

const UNEXPECTED: u8 = 1;
const USAGE: u8 = 2;
const REJECTED: u8 = 3;
const NOT_CONVERGED: u8 = 4;

/// An option that contradicts another or makes no sense.
#[derive(Debug)]
pub struct Usage(pub String);

impl std::fmt::Display for Usage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Usage {}

/// Says on stderr what went wrong, if anything, and gives the exit code.
pub fn code(outcome: anyhow::Result<Done>) -> ExitCode {
    match outcome {
        Ok(Done::Well) => ExitCode::SUCCESS,
        Ok(Done::Rejected) => ExitCode::from(REJECTED),
        Ok(Done::NotConverged) => ExitCode::from(NOT_CONVERGED),
        // Whoever reads our output may stop reading; `| head` is no failure.
        Err(error) if pipe_closed(&error) => ExitCode::SUCCESS,
        Err(error) => {
            output::say(&format!("error: {}", told(&error)));
            if !told_whole(&error) {
                kept().iter().for_each(|panic| output::say(panic));
            }
            ExitCode::from(class(&error))
        }
    }
}

/// Panics of threads that work for others, whose owner catches them or ends with an error.
static PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// From now on, what panics beside the main thread is kept until an error needs it: libraries catch panics of their
/// own, as when the disk is full, and the program says what happened in its own words.
pub fn keep_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| match std::thread::current().name() {
        Some("main") => usual(panic),
        _ => PANICS.lock().unwrap_or_else(PoisonError::into_inner).push(panic.to_string()),
    }));
}

fn kept() -> Vec<String> {
    std::mem::take(&mut *PANICS.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Whether an error says all that there is to know.
fn told_whole(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        matches!(cause.downcast_ref(), Some(ImportError::Full { .. }))
            || matches!(cause.downcast_ref(), Some(RunError::Full { .. }))
    })
}

/// The error with its causes, each once: some name their cause themselves.
fn told(error: &anyhow::Error) -> String {
    let mut text = String::new();
    for cause in error.chain().map(|cause| once(cause.to_string())) {
        if !text.contains(&cause) {
            let apart = if text.is_empty() { "" } else { ": " };
            text.push_str(apart);
            text.push_str(&cause);
        }
    }
    text
}

/// A text without a beginning that stands there again: what wraps an error often has its name.
fn once(mut text: String) -> String {
    while let Some((first, rest)) = text.split_once(": ")
        && rest.strip_prefix(first).is_some_and(|rest| rest.starts_with(": "))
    {
        text = rest.to_owned();
    }
    text
}

fn pipe_closed(error: &anyhow::Error) -> bool {
    output::pipe_closed()
        || error.chain().any(|cause| {
            cause.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == ErrorKind::BrokenPipe)
        })
}

fn class(error: &anyhow::Error) -> u8 {
    error
        .chain()
        .find_map(|cause| {
            if cause.is::<Usage>() {
                return Some(USAGE);
            }
            cause
                .downcast_ref::<SummaryError>()
                .and_then(summary)
                .or_else(|| cause.downcast_ref::<FitError>().and_then(fit))
                .or_else(|| cause.downcast_ref::<ScoreError>().and_then(score))
                .or_else(|| cause.downcast_ref::<SimulateError>().and_then(simulate))
                .or_else(|| cause.downcast_ref::<PlainError>().and_then(plain))
                .or_else(|| cause.downcast_ref::<WorkspaceError>().and_then(workspace))
                .or_else(|| cause.downcast_ref::<ImportError>().and_then(import))
                .or_else(|| cause.downcast_ref::<RunError>().and_then(run))
                .or_else(|| cause.downcast_ref::<ServeError>().and_then(serve))
                .or_else(|| cause.downcast_ref::<AccessError>().and_then(access))
                .or_else(|| cause.downcast_ref::<SourceError>().map(source))
                .or_else(|| cause.downcast_ref::<ReadError>().and_then(read))
        })
        .unwrap_or(UNEXPECTED)
}

fn workspace(error: &WorkspaceError) -> Option<u8> {
    match error {
        WorkspaceError::Missing(_)
        | WorkspaceError::Exists(_)
        | WorkspaceError::Settings(_)
        | WorkspaceError::Query(_)
        | WorkspaceError::Lake(LakeError::Address { .. }) => Some(USAGE),
        WorkspaceError::NoKey { .. } | WorkspaceError::Lake(LakeError::NoVersion { .. }) => Some(REJECTED),
        WorkspaceError::Plain(error) => plain(error),
        _ => None,
    }
}

fn read(error: &ReadError) -> Option<u8> {
    matches!(error, ReadError::NotScored { .. }).then_some(USAGE)
}

fn import(error: &ImportError) -> Option<u8> {
    match error {
        ImportError::Source(error) => Some(source(error)),
        ImportError::Workspace(error) => workspace(error),
        ImportError::Lake(LakeError::NoVersion { .. })
        | ImportError::Elsewhere { .. }
        | ImportError::Strangers { .. } => Some(REJECTED),
        _ => None,
    }
}

fn serve(error: &ServeError) -> Option<u8> {
    match error {
        ServeError::Workspace(error) => workspace(error),
        ServeError::Open(_) | ServeError::Bind { .. } | ServeError::Host(_) => Some(USAGE),
        ServeError::Other(_) => None,
    }
}

fn access(error: &AccessError) -> Option<u8> {
    match error {
        AccessError::Workspace(error) => workspace(error),
        AccessError::Short(_) | AccessError::Taken(_) | AccessError::NoToken(_) | AccessError::Name(_) => Some(USAGE),
        AccessError::Secret(_) => None,
    }
}

fn source(error: &SourceError) -> u8 {
    match error {
        SourceError::Setting { .. } | SourceError::Pipe { .. } => USAGE,
        SourceError::Io { source, .. } if matches!(source.kind(), ErrorKind::NotFound | ErrorKind::IsADirectory) => {
            USAGE
        }
        SourceError::Landing(_) | SourceError::Stopped { .. } => UNEXPECTED,
        _ => REJECTED,
    }
}

fn run(error: &RunError) -> Option<u8> {
    match error {
        RunError::Nothing { .. } => Some(REJECTED),
        RunError::Score(_) => Some(USAGE),
        _ => None,
    }
}

fn summary(error: &SummaryError) -> Option<u8> {
    match error {
        SummaryError::NoHoldout { .. } | SummaryError::BadDate { .. } | SummaryError::UnknownZone { .. } => Some(USAGE),
        SummaryError::NoOrders { .. } => Some(REJECTED),
        SummaryError::Source(error) => Some(source(error)),
        SummaryError::Plain(error) => plain(error),
        _ => None,
    }
}

fn fit(error: &FitError) -> Option<u8> {
    match error {
        FitError::UnknownModel(_) | FitError::UnknownMethod(_) | FitError::OtherUnit { .. } => Some(USAGE),
        FitError::Plain(error) => plain(error),
        _ => Some(REJECTED),
    }
}

fn score(error: &ScoreError) -> Option<u8> {
    match error {
        ScoreError::Fit(error) => fit(error),
        ScoreError::Plain(error) => plain(error),
        ScoreError::Arrow(_) => Some(UNEXPECTED),
        _ => Some(USAGE),
    }
}

fn simulate(error: &SimulateError) -> Option<u8> {
    match error {
        SimulateError::Plain(error) => plain(error),
        SimulateError::Arrow(_) => Some(UNEXPECTED),
        _ => Some(USAGE),
    }
}

fn plain(error: &PlainError) -> Option<u8> {
    match error {
        PlainError::UnknownFormat { .. } | PlainError::Open { .. } | PlainError::Pipe { .. } => Some(USAGE),
        PlainError::Write { source, .. } if no_place(source.kind()) => Some(USAGE),
        PlainError::Parquet(error) if by_system(error) => Some(UNEXPECTED),
        PlainError::Empty { .. }
        | PlainError::NoColumn { .. }
        | PlainError::NoColumnNumber { .. }
        | PlainError::WrongType { .. }
        | PlainError::Parquet(_)
        | PlainError::Arrow(_) => Some(REJECTED),
        _ => Some(UNEXPECTED),
    }
}

/// Whether a file cannot be made since its folder is none.
pub fn no_place(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::IsADirectory)
}

/// Whether the system refused, as when a disk is full, and not the data.
fn by_system(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<std::io::Error>() {
            return true;
        }
        cause = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_wraps_an_error_is_said_once() {
        let error = anyhow::anyhow!("Parquet error: Parquet error: EOF: eof").context("Parquet error: EOF: eof");
        assert_eq!(told(&error), "Parquet error: EOF: eof");
        let error = anyhow::anyhow!("no space").context("a.csv: no space").context("b");
        assert_eq!(told(&error), "b: a.csv: no space");
    }
}
