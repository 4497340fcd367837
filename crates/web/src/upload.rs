//! Files on their way in: written to a folder of their own as they come, removed when nobody needs them any more.

use std::error::Error;
use std::fs;
use std::path::PathBuf;

use axum::body::Bytes;
use futures::{Stream, StreamExt};
use jiff::Timestamp;
use tokio::io::AsyncWriteExt;

use crate::fault::Fault;
use crate::pages::Uploads;

/// Files that were sent together.
pub(crate) struct Upload {
    folder: PathBuf,
    files: Vec<PathBuf>,
    room: u64,
}

impl Upload {
    /// An empty folder among the uploads, which bound it.
    pub(crate) fn new(uploads: &Uploads, now: Timestamp) -> Result<Self, Fault> {
        let (_, folder) = uploads.begin(now)?;
        Ok(Self { folder, files: Vec::new(), room: uploads.limit })
    }

    /// The files, in the order in which they came.
    pub(crate) fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// Writes one file. Its name is kept, since imports are known by it; each has a folder of its own, so that two may
    /// have the same name.
    pub(crate) async fn receive<E: Error + 'static>(
        &mut self,
        name: &str,
        content: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<(), Fault> {
        let folder = self.folder.join(self.files.len().to_string());
        let path = folder.join(plain_name(name)?);
        fs::create_dir_all(&folder).map_err(Fault::engine)?;
        let mut file = tokio::fs::File::create(&path).await.map_err(Fault::engine)?;
        let mut content = std::pin::pin!(content);
        while let Some(piece) = content.next().await {
            let piece = piece.map_err(interrupted)?;
            let most = self.room;
            self.room = most.checked_sub(piece.len() as u64).ok_or_else(too_large)?;
            file.write_all(&piece).await.map_err(Fault::engine)?;
        }
        file.flush().await.map_err(Fault::engine)?;
        self.files.push(path);
        Ok(())
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        // What cannot be removed now is removed within a day.
        drop(fs::remove_dir_all(&self.folder));
    }
}

fn too_large() -> Fault {
    Fault::TooLarge("the upload is larger than this server takes; `tenure import FILE` has no such bound".to_owned())
}

/// A client that went away, or a bound of the server around us.
fn interrupted(error: impl Error + 'static) -> Fault {
    let said = Fault::engine(error).to_string();
    if said.contains("length limit exceeded") {
        too_large()
    } else {
        Fault::Wrong(format!("the upload broke off: {said}"))
    }
}

/// The last part of a file's name, if a file can be called so.
fn plain_name(name: &str) -> Result<&str, Fault> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let wrong = last.is_empty() || last.starts_with('.') || last.len() > 200 || last.chars().any(char::is_control);
    let allowed = "use a plain name of at most 200 bytes that does not begin with a dot";
    if wrong {
        Err(Fault::Wrong(format!("`{}` cannot be a file's name; {allowed}", name.escape_debug())))
    } else {
        Ok(last)
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    fn pieces<const N: usize>(pieces: [&'static str; N]) -> impl Stream<Item = Result<Bytes, io::Error>> + Send {
        futures::stream::iter(pieces.map(|piece| Ok(Bytes::from(piece))))
    }

    #[tokio::test]
    async fn files_keep_their_names_and_go_when_dropped() {
        let home = tempfile::tempdir().unwrap();
        let mut upload = Upload::new(&Uploads::new(home.path().to_owned(), 100), Timestamp::UNIX_EPOCH).unwrap();
        upload.receive("C:\\exports\\a.csv", pieces(["one,", "two"])).await.unwrap();
        upload.receive("a.csv", pieces(["three"])).await.unwrap();
        let read: Vec<_> = upload.files().iter().map(|path| fs::read_to_string(path).unwrap()).collect();
        assert_eq!(read, ["one,two", "three"]);
        assert!(upload.files().iter().all(|path| path.file_name().unwrap() == "a.csv"));
        drop(upload);
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn names_that_lead_elsewhere_are_refused() {
        let home = tempfile::tempdir().unwrap();
        let mut upload = Upload::new(&Uploads::new(home.path().to_owned(), 100), Timestamp::UNIX_EPOCH).unwrap();
        for name in ["", "..", "a/..", "x/", ".bashrc", "a\nb"] {
            let refused = upload.receive(name, pieces(["x"])).await.unwrap_err();
            assert!(matches!(refused, Fault::Wrong(_)), "{name}: {refused}");
        }
        upload.receive("../../etc/passwd", pieces(["x"])).await.unwrap();
        assert!(upload.files()[0].starts_with(home.path()), "{:?}", upload.files());
    }

    #[tokio::test]
    async fn all_files_together_stay_within_the_bound() {
        let home = tempfile::tempdir().unwrap();
        let mut upload = Upload::new(&Uploads::new(home.path().to_owned(), 6), Timestamp::UNIX_EPOCH).unwrap();
        upload.receive("a.csv", pieces(["1234"])).await.unwrap();
        let refused = upload.receive("b.csv", pieces(["56", "7"])).await.unwrap_err();
        assert!(matches!(refused, Fault::TooLarge(_)), "{refused}");
        assert_eq!(upload.files().len(), 1);
    }
}
