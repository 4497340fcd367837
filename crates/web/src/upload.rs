//! Files on their way in: written as they come to a folder of their own among the uploads, removed when nobody needs
//! them any more, and within a day whatever happens.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use futures::{Stream, StreamExt};
use jiff::Timestamp;
use tokio::fs::File;
use tokio::io::{AsyncWriteExt, BufWriter};

use crate::fault::Fault;

/// Files wait so long.
const KEPT: Duration = Duration::from_secs(24 * 3600);
/// What all uploads together may take of the disk, in uploads of the largest size.
const TOGETHER: u64 = 4;
/// Files of one upload.
const MOST: usize = 50;
/// Bytes of a name; a system takes 255, and not all of them count letters.
const LONGEST: usize = 200;

/// All uploads, each a folder that only the server's own user may read: they hold names and addresses of people.
pub(crate) struct Uploads {
    folder: PathBuf,
    /// Largest upload in bytes.
    pub(crate) limit: u64,
    held: Mutex<BTreeMap<String, Held>>,
}

/// What an upload takes.
#[derive(Default)]
struct Held {
    bytes: u64,
    /// Requests and jobs that are at it.
    users: usize,
}

impl Uploads {
    pub(crate) fn new(folder: PathBuf, limit: u64) -> Self {
        Self { folder, limit, held: Mutex::default() }
    }

    fn held(&self) -> MutexGuard<'_, BTreeMap<String, Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An empty upload, which is removed with what it holds unless it is told to wait.
    pub(crate) fn begin(self: &Arc<Self>, now: Timestamp) -> Result<Upload, Fault> {
        self.sweep(now);
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(|e| Fault::Engine(format!("the system gives no random bytes: {e}")))?;
        let id: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        self.held().insert(id.clone(), Held { bytes: 0, users: 1 });
        let upload = Upload { of: Arc::clone(self), id, files: Vec::new(), waits: false };
        private(&self.folder).and_then(|()| private(&upload.folder())).map_err(Fault::engine)?;
        Ok(upload)
    }

    /// The files of a form, or the body as one file called `filename`.
    pub(crate) async fn receive(
        self: &Arc<Self>,
        request: Request,
        filename: Option<String>,
        now: Timestamp,
    ) -> Result<Upload, Fault> {
        if told(request.headers()).is_some_and(|length| length > self.limit.saturating_add(1 << 20)) {
            return Err(too_large(self.limit));
        }
        let is_form = is_form(request.headers());
        let mut upload = self.begin(now)?;
        if !is_form {
            let missing = "say the file's name in `filename`, or send a form (`multipart/form-data`)";
            let name = filename.ok_or_else(|| Fault::Wrong(missing.to_owned()))?;
            upload.receive(&name, request.into_body().into_data_stream()).await?;
            return Ok(upload);
        }
        let unreadable = |said: String| Fault::Wrong(format!("the form cannot be read: {said}"));
        let mut form = Multipart::from_request(request, &()).await.map_err(|e| unreadable(e.body_text()))?;
        while let Some(field) = form.next_field().await.map_err(|e| unreadable(e.body_text()))? {
            // A browser sends a file without name when none was chosen.
            if let Some(name) = field.file_name().filter(|name| !name.is_empty()).map(str::to_owned) {
                upload.receive(&name, field).await?;
            }
        }
        if upload.files.is_empty() { Err(unreadable("it holds no file".to_owned())) } else { Ok(upload) }
    }

    /// An upload that waits, with its files in the order in which they came.
    pub(crate) fn find(self: &Arc<Self>, id: &str) -> Result<Upload, Fault> {
        let missing = || {
            Fault::Missing(format!("upload `{}`; files are kept for a day", id.chars().take(40).collect::<String>()))
        };
        // Nothing but what `begin` makes names a folder.
        if id.len() != 32 || !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(missing());
        }
        self.held().entry(id.to_owned()).or_default().users += 1;
        let mut upload = Upload { of: Arc::clone(self), id: id.to_owned(), files: Vec::new(), waits: true };
        let file = |place: usize| fs::read_dir(upload.folder().join(place.to_string())).ok()?.next()?.ok();
        upload.files = (0..MOST).map_while(file).map(|file| file.path()).collect();
        if upload.files.is_empty() { Err(missing()) } else { Ok(upload) }
    }

    /// Counts bytes that come, unless they are too many.
    fn hold(&self, id: &str, more: u64) -> Result<(), Fault> {
        let mut held = self.held();
        let all: u64 = held.values().map(|of| of.bytes).sum();
        let own = held.entry(id.to_owned()).or_default();
        if own.bytes.saturating_add(more) > self.limit {
            return Err(too_large(self.limit));
        }
        if all.saturating_add(more) > self.limit.saturating_mul(TOGETHER) {
            let full = "files that wait to be imported take as much of the disk as they may; import or discard some";
            return Err(Fault::TooLarge(full.to_owned()));
        }
        own.bytes += more;
        Ok(())
    }

    /// Removes what nobody came back for.
    pub(crate) fn sweep(&self, now: Timestamp) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        for entry in entries.flatten() {
            let id = entry.file_name().to_string_lossy().into_owned();
            let mut held = self.held();
            if held.get(&id).is_some_and(|of| of.users > 0) {
                continue;
            }
            let written =
                entry.metadata().and_then(|of| of.modified()).ok().and_then(|at| Timestamp::try_from(at).ok());
            if written.is_none_or(|at| now.duration_since(at).unsigned_abs() > KEPT) {
                held.remove(&id);
                drop(fs::remove_dir_all(entry.path()));
            } else {
                // It waited while another server served the workspace.
                held.entry(id).or_insert_with(|| Held { bytes: size(&entry.path()), users: 0 });
            }
        }
    }
}

/// Files that were sent together.
pub(crate) struct Upload {
    of: Arc<Uploads>,
    id: String,
    files: Vec<PathBuf>,
    waits: bool,
}

impl Upload {
    fn folder(&self) -> PathBuf {
        self.of.folder.join(&self.id)
    }

    /// The files, in the order in which they came.
    pub(crate) fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// Their names.
    pub(crate) fn names(&self) -> impl Iterator<Item = String> {
        self.files.iter().filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
    }

    /// Lets it wait for whoever comes back with its id.
    pub(crate) fn wait(mut self) -> String {
        self.waits = true;
        self.id.clone()
    }

    /// Nobody needs it any more.
    pub(crate) fn discard(mut self) {
        self.waits = false;
    }

    /// Writes one file. Its name is kept as far as it can be, since imports are known by it; each has a folder of its
    /// own, so that two may have the same name.
    pub(crate) async fn receive<E: Error + 'static>(
        &mut self,
        name: &str,
        content: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<(), Fault> {
        if self.files.len() >= MOST {
            return Err(Fault::TooLarge(format!("more than {MOST} files at once; send the others afterwards")));
        }
        let folder = self.folder().join(self.files.len().to_string());
        let path = folder.join(harmless(name)?);
        private(&folder).map_err(Fault::engine)?;
        let mut file = BufWriter::with_capacity(1 << 18, File::create(&path).await.map_err(Fault::engine)?);
        let mut content = std::pin::pin!(content);
        while let Some(piece) = content.next().await {
            let piece = piece.map_err(|error| interrupted(error, self.of.limit))?;
            self.of.hold(&self.id, piece.len() as u64)?;
            file.write_all(&piece).await.map_err(Fault::engine)?;
        }
        file.flush().await.map_err(Fault::engine)?;
        self.files.push(path);
        Ok(())
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        let mut held = self.of.held();
        let users = held.get_mut(&self.id).map_or(0, |of| {
            of.users = of.users.saturating_sub(1);
            of.users
        });
        // One that waits has files; whatever asked for another left nothing but its name here.
        if !self.waits || (users == 0 && self.files.is_empty()) {
            held.remove(&self.id);
        }
        drop(held);
        if !self.waits {
            // What cannot be removed now is removed within a day.
            drop(fs::remove_dir_all(self.folder()));
        }
    }
}

/// The length of a body, as it says itself.
fn told(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn is_form(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data"))
}

/// A folder for its owner's eyes only.
fn private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    // It may have been there before.
    #[cfg(unix)]
    fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
    Ok(())
}

/// Bytes of the files below a folder.
fn size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let of = |entry: fs::DirEntry| match entry.metadata() {
        Ok(about) if about.is_dir() => size(&entry.path()),
        about => about.map_or(0, |about| about.len()),
    };
    entries.map(of).sum()
}

fn too_large(limit: u64) -> Fault {
    Fault::TooLarge(format!(
        "the files are larger than {limit} bytes together, and nothing of them was kept; `tenure import FILE` has no such bound"
    ))
}

/// A client that went away, or a bound of the server around us.
fn interrupted(error: impl Error + 'static, limit: u64) -> Fault {
    let said = Fault::engine(error).to_string();
    if said.contains("length limit exceeded") {
        too_large(limit)
    } else {
        Fault::Wrong(format!("the upload broke off, and nothing of it was kept: {said}"))
    }
}

/// A file's name that stays within its folder and means nothing to any system. Its end says the format, and stays.
fn harmless(name: &str) -> Result<String, Fault> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let fine = |letter: char| if letter.is_alphanumeric() || "-_. ()".contains(letter) { letter } else { '_' };
    let whole: String = last.trim().trim_start_matches('.').chars().map(fine).collect();
    let mut from = whole.len().saturating_sub(LONGEST);
    while !whole.is_char_boundary(from) {
        from += 1;
    }
    let harmless = whole.get(from..).unwrap_or_default().trim_start_matches(['.', ' ']);
    if harmless.is_empty() {
        let shown: String = name.escape_debug().take(60).collect();
        return Err(Fault::Wrong(format!("`{shown}` cannot be a file's name; use a plain one such as orders.csv")));
    }
    Ok(harmless.to_owned())
}

#[cfg(test)]
mod tests;
