//! What kind of file it is.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::PlainError;

/// How a plain file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Parquet, by its first bytes.
    Parquet,
    /// CSV or JSON lines, compressed or not.
    Text,
}

/// Looks at the first bytes of `path`, whatever its name.
///
/// # Errors
/// When it cannot be opened or is empty.
pub fn kind_of(path: &Path) -> Result<Kind, PlainError> {
    let open = |source| PlainError::Open { path: path.to_owned(), source };
    // Before it is opened: a pipe that nobody writes to never opens.
    let kind = std::fs::metadata(path).map_err(open)?.file_type();
    if !kind.is_file() && !kind.is_dir() {
        return Err(PlainError::Pipe { path: path.to_owned() });
    }
    let mut head = Vec::with_capacity(4);
    File::open(path).map_err(open)?.take(4).read_to_end(&mut head).map_err(open)?;
    match head.as_slice() {
        [] => Err(PlainError::Empty { path: path.to_owned() }),
        b"PAR1" => Ok(Kind::Parquet),
        _ => Ok(Kind::Text),
    }
}
