//! Where answers go and in what shape; what is said beside them.

use std::borrow::Cow;
use std::io::{ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use clap::ValueEnum;
use tenure_engine::plain::{Format, Target};

use crate::exit::Usage;

/// Shape of what is written to stdout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shape {
    /// An aligned table of the first rows, for people
    Table,
    /// One JSON object
    Json,
    /// CSV with a header
    Csv,
}

/// `--format` and `--out` of a verb that answers with rows.
#[derive(Debug, Clone, clap::Args)]
pub struct RowsTo {
    /// Shape of stdout; a table on a terminal, else CSV
    #[arg(long, value_name = "SHAPE", conflicts_with = "out")]
    pub format: Option<Shape>,
    /// Write to a file instead; its name says the format
    #[arg(long, value_name = "FILE.csv|.parquet|.json")]
    pub out: Option<PathBuf>,
}

impl RowsTo {
    /// Where the rows go.
    pub fn target(&self) -> anyhow::Result<Target> {
        if let Some(path) = &self.out {
            Format::of_file(path)?;
            in_a_folder(path)?;
            return Ok(Target::File(path.clone()));
        }
        Ok(Target::Stream(self.shape().into(), Box::new(std::io::BufWriter::with_capacity(1 << 16, Stdout))))
    }

    fn shape(&self) -> Shape {
        self.format.unwrap_or(if std::io::stdout().is_terminal() { Shape::Table } else { Shape::Csv })
    }
}

/// Refuses a file in a folder that is none, before any work is done for it.
pub fn in_a_folder(path: &Path) -> anyhow::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if folder.is_dir() {
        return Ok(());
    }
    let (path, folder) = (path.display(), folder.display());
    Err(Usage(format!("`--out {path}` cannot be written: there is no folder `{folder}`")).into())
}

impl From<Shape> for Format {
    fn from(shape: Shape) -> Self {
        match shape {
            Shape::Table => Self::Table,
            Shape::Json => Self::Json,
            Shape::Csv => Self::Csv,
        }
    }
}

static PIPE_CLOSED: AtomicBool = AtomicBool::new(false);

/// Whether the reader of stdout has gone away.
pub fn pipe_closed() -> bool {
    PIPE_CLOSED.load(Ordering::Relaxed)
}

/// Standard output that remembers when nobody reads it, since writers in between hide the cause.
pub struct Stdout;

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        note(std::io::stdout().lock().write(bytes))
    }

    fn flush(&mut self) -> std::io::Result<()> {
        note(std::io::stdout().lock().flush())
    }
}

fn note<T>(result: std::io::Result<T>) -> std::io::Result<T> {
    if let Err(error) = &result
        && error.kind() == ErrorKind::BrokenPipe
    {
        PIPE_CLOSED.store(true, Ordering::Relaxed);
    }
    result
}

/// A text without what a terminal would obey: names of files and columns come from outside. Control characters
/// are shown by their pictures.
pub fn tame(text: &str) -> Cow<'_, str> {
    let wild = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\t');
    if !text.contains(wild) {
        return Cow::Borrowed(text);
    }
    let shown = |letter: char| match u32::from(letter) {
        _ if !wild(letter) => letter,
        low @ 0..32 => char::from_u32(0x2400 + low).unwrap_or(char::REPLACEMENT_CHARACTER),
        _ => char::REPLACEMENT_CHARACTER,
    };
    Cow::Owned(text.chars().map(shown).collect())
}

/// Writes an answer that is one text.
pub fn print(text: &str) -> anyhow::Result<()> {
    Stdout.write_all(tame(text).as_bytes())?;
    Stdout.flush()?;
    Ok(())
}

/// Says a line on stderr. Talk that nobody can hear is no failure.
pub fn say(line: &str) {
    drop(writeln!(std::io::stderr().lock(), "{}", tame(line)));
}

/// Says that a table shows only its first rows.
pub fn say_hidden(hidden: usize) {
    if hidden > 0 {
        say(&format!("{} more rows; --format csv or --out FILE gives all of them", grouped(hidden as u64)));
    }
}

/// A count with its thousands apart.
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// An amount of millionths with two decimals.
pub fn money(micros: i128) -> String {
    let cents = (micros.abs() + 5_000) / 10_000;
    let sign = if micros < 0 && cents > 0 { "-" } else { "" };
    let whole = u64::try_from(cents / 100).unwrap_or(u64::MAX);
    format!("{sign}{}.{:02}", grouped(whole), cents % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_is_told_nothing_by_a_name() {
        assert_eq!(tame("a\u{1b}[31m\r\u{9b}b\tc\n\u{7f}"), "a\u{241b}[31m\u{240d}\u{fffd}b\tc\n\u{fffd}");
        assert!(matches!(tame("Größe\t1\n"), Cow::Borrowed(_)));
    }
}
