//! From a file to UTF-8 bytes: hashed as stored, unpacked, transcoded, without byte-order mark.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use encoding_rs_io::DecodeReaderBytesBuilder;
use flate2::bufread::MultiGzDecoder;
use sha2::{Digest, Sha256};

use super::{Encoding, SourceError};

/// What passed through the file handle so far.
#[derive(Clone, Default)]
pub(crate) struct Meter {
    bytes: Arc<AtomicU64>,
    hash: Option<Arc<Mutex<Sha256>>>,
}

impl Meter {
    /// Bytes read of the file as stored.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// SHA-256 of what was read, in hexadecimal.
    pub fn sha256(&self) -> String {
        let Some(hash) = &self.hash else { return String::new() };
        hex(&hash.lock().unwrap_or_else(PoisonError::into_inner).clone().finalize())
    }
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

struct Tap<R> {
    inner: R,
    meter: Meter,
}

impl<R: Read> Read for Tap<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.meter.bytes.fetch_add(count as u64, Ordering::Relaxed);
        if let Some(hash) = &self.meter.hash {
            hash.lock().unwrap_or_else(PoisonError::into_inner).update(&buffer[..count]);
        }
        Ok(count)
    }
}

/// The outermost layers of a text file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wrapping {
    pub gzip: bool,
    pub encoding: Encoding,
    pub bom: bool,
}

/// An open file as UTF-8.
pub(crate) struct Text {
    reader: Box<dyn Read + Send>,
    file: String,
    gzip: bool,
    passed: u64,
    pub meter: Meter,
}

impl Text {
    /// Opens `path`; hashes it on the way when `hashed`.
    pub fn open(path: &Path, wrapping: Wrapping, hashed: bool) -> Result<Self, SourceError> {
        let file = shown(path);
        let handle = File::open(path).map_err(|error| SourceError::io(&file, error))?;
        let hash = hashed.then(|| Arc::new(Mutex::new(Sha256::new())));
        let meter = Meter { bytes: Arc::default(), hash };
        let tap = Tap { inner: handle, meter: meter.clone() };
        let raw: Box<dyn Read + Send> = if wrapping.gzip {
            Box::new(MultiGzDecoder::new(BufReader::with_capacity(256 << 10, tap)))
        } else {
            Box::new(tap)
        };
        Self::of(raw, wrapping, file, meter)
    }

    fn of(mut raw: Box<dyn Read + Send>, wrapping: Wrapping, file: String, meter: Meter) -> Result<Self, SourceError> {
        let decoder = |encoding, raw| -> Box<dyn Read + Send> {
            Box::new(DecodeReaderBytesBuilder::new().encoding(Some(encoding)).strip_bom(true).build(raw))
        };
        let reader = match wrapping.encoding {
            Encoding::Utf8 => {
                if wrapping.bom {
                    let mut mark = [0; 3];
                    raw.read_exact(&mut mark).map_err(|error| SourceError::io(&file, error))?;
                }
                raw
            }
            Encoding::Utf16Le => decoder(encoding_rs::UTF_16LE, raw),
            Encoding::Utf16Be => decoder(encoding_rs::UTF_16BE, raw),
            Encoding::Windows1252 => decoder(encoding_rs::WINDOWS_1252, raw),
        };
        Ok(Self { reader, file, gzip: wrapping.gzip, passed: 0, meter })
    }

    /// Bytes as they come, for a look at their encoding.
    pub fn raw(path: &Path, gzip: bool) -> Result<Self, SourceError> {
        Self::open(path, Wrapping { gzip, encoding: Encoding::Utf8, bom: false }, false)
    }

    /// Text that is already at hand.
    pub fn from_reader(reader: impl Read + Send + 'static) -> Self {
        Self { reader: Box::new(reader), file: String::new(), gzip: false, passed: 0, meter: Meter::default() }
    }

    /// Fills as much of `buffer` as there is; less means the end.
    pub fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, SourceError> {
        let mut filled = 0;
        while filled < buffer.len() {
            match self.reader.read(&mut buffer[filled..]) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if self.gzip && error.kind() == io::ErrorKind::UnexpectedEof => {
                    let bytes = self.passed + filled as u64;
                    return Err(SourceError::TruncatedGzip { file: self.file.clone(), bytes });
                }
                Err(error) => return Err(SourceError::io(&self.file, error)),
            }
        }
        self.passed += filled as u64;
        Ok(filled)
    }
}

/// A path as shown in messages: the file's own name.
pub(crate) fn shown(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}
