//! Pages of a file from a thread of their own: while one page is worked on, the next is read, cut and converted.

use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread::JoinHandle;

use super::bytes::{Text, shown};
use super::jsonl::JsonLines;
use super::pages::Page;
use super::parquet::{self, ParquetPages};
use super::records::{Chunk, Splitter};
use super::{Format, SourceError};

/// Pages that may wait; with the one in work and the one being cut they bound the memory.
const WAITING: usize = 3;

/// What cuts a file into pages.
pub(crate) enum Feed {
    Split(Splitter),
    Json(JsonLines),
    Parquet(ParquetPages),
}

impl Feed {
    /// Opens a file for the columns `used`.
    pub fn open(
        path: &Path,
        format: &Format,
        names: &[String],
        used: &[usize],
        hashed: bool,
    ) -> Result<Self, SourceError> {
        match format {
            Format::Parquet => Ok(Self::Parquet(ParquetPages::open(path, used)?)),
            Format::JsonLines { .. } => {
                Ok(Self::Json(JsonLines::new(Text::open(path, format.wrapping(), hashed)?, names)))
            }
            Format::Delimited { .. } => {
                let text = Text::open(path, format.wrapping(), hashed)?;
                match format.layout(names.len()) {
                    Some(layout) => Ok(Self::Split(Splitter::new(text, layout))),
                    None => Err(SourceError::Stopped { file: shown(path) }),
                }
            }
        }
    }

    /// The next page in the memory of an old one.
    pub fn next(&mut self, old: Chunk) -> Result<Option<Page>, SourceError> {
        Ok(match self {
            Self::Split(splitter) => splitter.next(old)?.map(Page::Text),
            Self::Json(json) => json.next(old)?.map(Page::Text),
            Self::Parquet(pages) => pages.next()?.map(Page::Batch),
        })
    }

    /// Reads what is left of the stored file and returns its hash.
    fn hash(&mut self, path: &Path) -> Result<String, SourceError> {
        let text = match self {
            Self::Split(splitter) => splitter.text(),
            Self::Json(json) => json.text(),
            Self::Parquet(_) => return parquet::sha256(path),
        };
        Ok(text.meter.sha256())
    }
}

enum Message<P> {
    Page(P),
    End(String),
}

/// The receiving end, for what each page is turned into on the reading thread.
pub(crate) struct Pages<P> {
    file: String,
    pages: Option<Receiver<Result<Message<P>, SourceError>>>,
    used: Sender<Chunk>,
    thread: Option<JoinHandle<()>>,
    /// SHA-256 of the file, once everything was read.
    pub sha256: Option<String>,
}

impl<P: Send + 'static> Pages<P> {
    /// Starts to read.
    pub fn start(
        path: &Path,
        format: &Format,
        names: &[String],
        used: &[usize],
        hashed: bool,
        mut turn: impl FnMut(Page) -> Result<P, SourceError> + Send + 'static,
    ) -> Result<Self, SourceError> {
        let mut feed = Feed::open(path, format, names, used, hashed)?;
        let (sender, pages) = sync_channel(WAITING);
        let (used, returned) = channel();
        let path = path.to_path_buf();
        let file = shown(&path);
        let run = move || pump(&mut feed, &path, hashed, &mut turn, &sender, &returned);
        let thread = std::thread::Builder::new()
            .name("source".to_owned())
            .spawn(run)
            .map_err(|error| SourceError::io(&file, error))?;
        Ok(Self { file, pages: Some(pages), used, thread: Some(thread), sha256: None })
    }

    /// The next page; `None` at the end.
    pub fn next(&mut self) -> Result<Option<P>, SourceError> {
        let Some(pages) = &self.pages else { return Ok(None) };
        match pages.recv() {
            Ok(Ok(Message::Page(page))) => Ok(Some(page)),
            Ok(Ok(Message::End(hash))) => {
                self.sha256 = Some(hash);
                self.pages = None;
                Ok(None)
            }
            Ok(Err(error)) => {
                self.pages = None;
                Err(error)
            }
            Err(_) => {
                self.pages = None;
                Err(SourceError::Stopped { file: self.file.clone() })
            }
        }
    }

    /// Gives back a page so that its memory is used again.
    pub fn reuse(&self, page: Page) {
        if let Page::Text(chunk) = page {
            // At the end of the file nobody needs it any more.
            drop(self.used.send(chunk));
        }
    }
}

impl<P> Drop for Pages<P> {
    fn drop(&mut self) {
        // Closing the channel ends the thread at its next page.
        self.pages = None;
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

fn pump<P>(
    feed: &mut Feed,
    path: &Path,
    hashed: bool,
    turn: &mut impl FnMut(Page) -> Result<P, SourceError>,
    sender: &SyncSender<Result<Message<P>, SourceError>>,
    returned: &Receiver<Chunk>,
) {
    loop {
        let old = returned.try_recv().unwrap_or_default();
        let message = match feed.next(old) {
            Ok(Some(page)) => turn(page).map(Message::Page),
            Ok(None) if hashed => feed.hash(path).map(Message::End),
            Ok(None) => Ok(Message::End(String::new())),
            Err(error) => Err(error),
        };
        let last = !matches!(message, Ok(Message::Page(_)));
        if sender.send(message).is_err() || last {
            return;
        }
    }
}
