//! The files of one import: each once, each with a name of its own, none that another source has brought.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::{Component, Path};

use datafusion::arrow::array::AsArray;
use datafusion::arrow::compute::cast;
use datafusion::prelude::{SessionContext, ident, lit};

use super::error::ImportError;
use super::report::{FileReport, TableChange};
use crate::lake::tables::{ColumnType, IMPORTS};
use crate::sources::{Inspection, Options, SourceError, sha256};

/// Leaves out files that are the same as one before them; a note for each.
pub fn once(files: &mut Vec<(Inspection, Options)>) -> Result<Vec<String>, SourceError> {
    let mut sizes: HashMap<u64, usize> = HashMap::new();
    files.iter().for_each(|(file, _)| *sizes.entry(file.bytes).or_default() += 1);
    let mut known: HashMap<(String, String), String> = HashMap::new();
    let mut notes = Vec::new();
    let mut kept = Vec::with_capacity(files.len());
    for (file, options) in std::mem::take(files) {
        // Reading a file twice costs time: only those that can be equal are.
        if sizes.get(&file.bytes).is_some_and(|same| *same > 1) {
            let hash = sha256(&file.path)?;
            let name = file.path.display().to_string();
            match known.entry((hash, file.source.clone())) {
                Entry::Occupied(first) => {
                    notes.push(format!("`{name}` is the same as `{}`, to the letter; it is left out", first.get()));
                    continue;
                }
                Entry::Vacant(slot) => {
                    slot.insert(name);
                }
            }
        }
        kept.push((file, options));
    }
    *files = kept;
    Ok(notes)
}

/// Files of one name get as many of their folders as tell them apart: counts and rejects are kept by name.
pub fn name_apart<'a>(files: impl Iterator<Item = &'a mut Inspection>) {
    let mut files: Vec<&mut Inspection> = files.collect();
    for depth in 2.. {
        let mut counts: HashMap<String, usize> = HashMap::new();
        files.iter().for_each(|file| *counts.entry(file.file.clone()).or_default() += 1);
        files.retain(|file| counts.get(&file.file).is_some_and(|same| *same > 1));
        if files.is_empty() {
            return;
        }
        let mut longer = false;
        for file in &mut files {
            let name = tail(&file.path, depth);
            longer |= name != file.file;
            file.file = name;
        }
        if !longer {
            // One file twice, read in two ways.
            for (number, file) in (1..).zip(files) {
                file.file = format!("{} ({number})", file.file);
            }
            return;
        }
    }
}

/// The last parts of a path.
fn tail(path: &Path, parts: usize) -> String {
    let all: Vec<_> = path
        .components()
        .filter_map(|part| match part {
            Component::Normal(name) => Some(name.to_string_lossy()),
            Component::ParentDir => Some("..".into()),
            _ => None,
        })
        .collect();
    all.get(all.len().saturating_sub(parts)..).unwrap_or_default().join("/")
}

/// Refuses a file that the lake has under the name of another source.
pub async fn elsewhere(ctx: &SessionContext, files: &[FileReport]) -> Result<(), ImportError> {
    for FileReport { inspection, tally } in files {
        let same = ident("file_hash").eq(lit(tally.file_sha256.as_str()));
        let sources = ctx.table(IMPORTS.name).await?.filter(same)?.select(vec![ident("source")])?.collect().await?;
        let mut others = Vec::new();
        for batch in &sources {
            let names = cast(batch.column(0), &ColumnType::Text.arrow())?;
            others.extend(names.as_string::<i32>().iter().flatten().map(str::to_owned));
        }
        if !others.contains(&inspection.source)
            && let Some(known) = others.into_iter().min()
        {
            let (file, source_name) = (inspection.file.clone(), inspection.source.clone());
            return Err(ImportError::Elsewhere { file, source_name, known });
        }
    }
    Ok(())
}

/// Refuses a file whose source was guessed when a twentieth of the orders that the lake has are of other customers in
/// it: then it is of another shop, which numbers its orders alike, and would overwrite the first.
pub fn strangers(file: &FileReport, changes: &[TableChange]) -> Option<ImportError> {
    let sum = |of: fn(&TableChange) -> u64| changes.iter().map(of).sum::<u64>();
    let (compared, strangers) = (sum(|change| change.compared), sum(|change| change.strangers));
    let (file, source_name) = (file.inspection.file.clone(), file.inspection.source.clone());
    let other = strangers > 1 && strangers * 20 > compared;
    other.then_some(ImportError::Strangers { file, source_name, strangers, compared })
}
