//! One run of one program: its time and its peak memory.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use wait4::Wait4;

/// What a run took.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    /// From start to end, the whole process.
    pub(super) seconds: f64,
    /// Most memory it held, in bytes.
    pub(super) peak: u64,
}

/// A program and its arguments.
#[derive(Debug, Clone)]
pub(super) struct Job {
    program: String,
    arguments: Vec<String>,
}

impl Job {
    pub(super) fn new(program: &Path, arguments: &[&dyn AsArg]) -> Self {
        Self { program: program.display().to_string(), arguments: arguments.iter().map(|arg| arg.as_arg()).collect() }
    }

    /// Runs it once, and what it said on stderr.
    pub(super) fn run(&self) -> Result<(Run, String)> {
        let shown = || format!("{} {}", self.program, self.arguments.join(" "));
        let begun = Instant::now();
        let mut child = Command::new(&self.program)
            .args(&self.arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("`{}` cannot be started", shown()))?;
        // Both are read while it runs: a full pipe would stop the child.
        let mut printed = child.stdout.take().context("no stdout")?;
        let printed = std::thread::spawn(move || std::io::copy(&mut printed, &mut std::io::sink()));
        let talk = std::io::read_to_string(child.stderr.take().context("no stderr")?)?;
        let used = child.wait4()?;
        let seconds = begun.elapsed().as_secs_f64();
        printed.join().map_err(|_| anyhow!("a reader panicked"))??;
        if !used.status.success() {
            bail!("`{}` failed with {}: {}", shown(), used.status, talk.trim());
        }
        Ok((Run { seconds, peak: used.rusage.maxrss }, talk))
    }
}

/// Something that can stand on a command line.
pub(super) trait AsArg {
    fn as_arg(&self) -> String;
}

impl AsArg for &str {
    fn as_arg(&self) -> String {
        (*self).to_owned()
    }
}

impl AsArg for &Path {
    fn as_arg(&self) -> String {
        self.display().to_string()
    }
}

impl AsArg for std::path::PathBuf {
    fn as_arg(&self) -> String {
        self.display().to_string()
    }
}

/// What several runs of one job took and said.
#[derive(Debug, Default)]
pub(super) struct Runs {
    took: Vec<Run>,
    /// What each run said on stderr.
    pub(super) talk: Vec<String>,
}

impl Runs {
    /// The median time, and the greatest peak.
    pub(super) fn median(&self) -> Run {
        Run {
            seconds: median(self.took.iter().map(|run| run.seconds).collect()),
            peak: self.took.iter().map(|run| run.peak).max().unwrap_or(0),
        }
    }
}

/// The median; NaN of nothing.
pub(super) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Runs jobs in turn, A B A B, so that whatever else the machine does falls on all of them.
pub(super) fn in_turn<const JOBS: usize>(jobs: [&Job; JOBS], rounds: usize) -> Result<[Runs; JOBS]> {
    let mut all: [Runs; JOBS] = std::array::from_fn(|_| Runs::default());
    // The first round reads the files into memory and is not counted.
    for round in 0..=rounds {
        for (job, runs) in jobs.iter().zip(&mut all) {
            let (run, talk) = job.run()?;
            if round > 0 {
                runs.took.push(run);
                runs.talk.push(talk);
            }
        }
    }
    Ok(all)
}

/// Seconds as a person reads them.
pub(super) fn shown(seconds: f64) -> String {
    let time = Duration::from_secs_f64(seconds.max(0.0));
    if seconds < 1.0 { format!("{:.0} ms", time.as_secs_f64() * 1e3) } else { format!("{seconds:.2} s") }
}

/// Bytes as a person reads them.
pub(super) fn memory(bytes: u64) -> String {
    format!("{:.2} GiB", bytes as f64 / f64::from(1 << 30))
}
