//! What a workspace knows of its sources: used for the next file, and written down after the first.

use std::fmt::Write as _;
use std::path::Path;

use super::{FileReport, ImportError, ImportReport, Preview, files};
use crate::Answer;
use crate::sources::{self, Options, propose_toml};
use crate::workspace::{SETTINGS_FILE, View, Workspace, WorkspaceError, write_whole};

/// How a file of the workspace is read: what its settings know of the source, and on top of it what `said` puts in.
///
/// # Errors
/// When nobody names the source and the file cannot be understood.
pub fn options(
    workspace: &Workspace,
    path: &Path,
    now: jiff::Timestamp,
    said: impl Fn(&mut Options),
) -> Result<Options, ImportError> {
    let settings = &workspace.settings;
    let complete = |options: Options| {
        let mut options = Options {
            default_zone: settings.workspace.zone.clone(),
            default_currency: settings.workspace.currency.clone(),
            pseudonym_key: workspace.pseudonym_key,
            now: Some(now),
            ..options
        };
        said(&mut options);
        options
    };
    let alone = complete(Options::default());
    // Which source it is may only show when the file is looked at.
    let name = match &alone.source {
        Some(name) => name.clone(),
        None => sources::inspect(path, &alone)?.source,
    };
    Ok(match settings.sources.get(&name) {
        Some(known) => {
            let guessed = alone.source.is_none();
            complete(Options { source: Some(name), guessed, ..known.clone() })
        }
        None => alone,
    })
}

/// Refuses files that the lake has under the name of another source, before anything of them is imported.
///
/// # Errors
/// When it has one, or cannot be read.
pub fn elsewhere<'a>(view: &'a View, previews: &'a [Preview]) -> Answer<'a, (), ImportError> {
    Box::pin(async {
        let report = |of: &Preview| FileReport { inspection: of.inspection.clone(), tally: of.tally.clone() };
        files::elsewhere(&view.ctx, &previews.iter().map(report).collect::<Vec<_>>()).await
    })
}

/// Writes the settings of sources that are new to `tenure.toml`; their names.
///
/// # Errors
/// When the file cannot be read or written.
pub fn remember(workspace: &Workspace, report: &ImportReport) -> Result<Vec<String>, WorkspaceError> {
    let path = workspace.root.join(SETTINGS_FILE);
    let mut text = std::fs::read_to_string(&path)
        .map_err(|source| WorkspaceError::Io { path: path.display().to_string(), source })?;
    let mut added = Vec::new();
    for file in &report.files {
        let source = &file.inspection.source;
        if !workspace.settings.sources.contains_key(source) && !added.contains(source) {
            let _ = write!(text, "\n{}", propose_toml(&file.inspection));
            added.push(source.clone());
        }
    }
    if !added.is_empty() {
        write_whole(&path, text.as_bytes())?;
    }
    Ok(added)
}
