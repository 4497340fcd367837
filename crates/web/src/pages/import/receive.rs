//! `/data/import`: the form, and the files as they come in, straight to disk.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_LENGTH;
use axum::response::Redirect;
use axum::routing::get;
use tokio::fs::File;
use tokio::io::{AsyncWriteExt, BufWriter};

use super::{UPLOAD, show};
use crate::access::Writer;
use crate::fault::Fault;
use crate::frame::Document;
use crate::scope::Scope;
use crate::state::App;

/// Files of one upload.
const MOST: usize = 50;
/// Letters of a name.
const LONGEST: usize = 100;

/// The routes.
pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route(UPLOAD, get(form).post(receive).layer(DefaultBodyLimit::disable()))
}

async fn form(State(app): State<Arc<App>>, scope: Scope) -> Result<Document, Fault> {
    if !scope.reader.may_write() {
        return Err(Fault::Denied("importing needs the right to write".to_owned()));
    }
    Ok(show::form(&scope, app.uploads.limit))
}

async fn receive(
    State(app): State<Arc<App>>,
    _: Writer,
    scope: Scope,
    headers: HeaderMap,
    mut parts: Multipart,
) -> Result<Redirect, Fault> {
    let told = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if told.is_some_and(|length| length > app.uploads.limit.saturating_add(1 << 20)) {
        return Err(too_large(app.uploads.limit));
    }
    let (id, folder) = app.uploads.begin((app.clock)())?;
    let kept = keep(&mut parts, &folder, app.uploads.limit).await;
    if let Err(fault) = kept {
        drop(tokio::fs::remove_dir_all(&folder).await);
        return Err(fault);
    }
    Ok(Redirect::to(&scope.link(&format!("{UPLOAD}/{id}"), &[])))
}

async fn keep(parts: &mut Multipart, folder: &Path, limit: u64) -> Result<(), Fault> {
    let (mut names, mut left) = (HashSet::new(), limit);
    while let Some(part) = parts.next_field().await.map_err(|e| cut_off(&e))? {
        let Some(name) = part.file_name().map(harmless).filter(|name| !name.is_empty()) else { continue };
        if names.len() >= MOST {
            return Err(Fault::TooLarge(format!("more than {MOST} files at once; send the others afterwards")));
        }
        let mut unique = name.clone();
        while !names.insert(unique.to_lowercase()) {
            unique = format!("{}-{name}", names.len() + 1);
        }
        left -= write(part, &folder.join(unique), left).await?.ok_or_else(|| too_large(limit))?;
    }
    if names.is_empty() { Err(Fault::Wrong("no file was chosen".to_owned())) } else { Ok(()) }
}

/// Its bytes, unless there are more than `most`.
async fn write(mut part: Field<'_>, path: &Path, most: u64) -> Result<Option<u64>, Fault> {
    let mut file = BufWriter::with_capacity(1 << 18, File::create(path).await.map_err(Fault::engine)?);
    let mut written = 0;
    while let Some(bytes) = part.chunk().await.map_err(|e| cut_off(&e))? {
        written += bytes.len() as u64;
        if written > most {
            return Ok(None);
        }
        file.write_all(&bytes).await.map_err(Fault::engine)?;
    }
    file.flush().await.map_err(Fault::engine)?;
    Ok(Some(written))
}

fn too_large(limit: u64) -> Fault {
    Fault::TooLarge(format!("the files are larger than {limit} bytes together; nothing of them was kept"))
}

fn cut_off(error: &MultipartError) -> Fault {
    Fault::Wrong(format!("the upload was cut off, and nothing of it was kept: {}", error.body_text()))
}

/// A name that stays within its folder and means nothing to any system.
fn harmless(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let fine = |letter: char| if letter.is_alphanumeric() || "-_. ()".contains(letter) { letter } else { '_' };
    let name: String = last.trim().trim_start_matches('.').chars().map(fine).collect();
    // The end says the format.
    let skip = name.chars().count().saturating_sub(LONGEST);
    name.chars().skip(skip).collect::<String>().trim_start_matches(['.', ' ']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn a_name_stays_in_its_folder() {
        let table = [
            ("orders 2024.csv", "orders 2024.csv"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\x\\orders.csv", "orders.csv"),
            ("..", ""),
            (".hidden.csv", "hidden.csv"),
            ("a\0b\n.csv", "a_b_.csv"),
            ("bestellingen-état.csv.gz", "bestellingen-état.csv.gz"),
        ];
        for (given, wanted) in table {
            assert_eq!(harmless(given), wanted, "{given:?}");
        }
        assert_eq!(harmless(&format!("{}.csv", "a".repeat(300))).len(), 100);
    }
}
