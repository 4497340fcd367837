//! A full disk, told in one sentence, whatever stood between it and us: a merge goes through four libraries, and each
//! puts its own words around those of the system.

use std::error::Error;
use std::io::{self, ErrorKind};

use crate::workspace::Workspace;

/// The folder that has no room, when that is what went wrong.
pub(crate) fn full(error: &(dyn Error + 'static), workspace: &Workspace) -> Option<String> {
    let is = |error: &(dyn Error + 'static)| {
        error
            .downcast_ref::<io::Error>()
            .is_some_and(|error| matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded))
    };
    let mut cause = Some(error);
    while let Some(error) = cause {
        // Some keep nothing of an error but its words.
        if is(error) || error.to_string().to_lowercase().contains("no space left on device") {
            return Some(workspace.root.display().to_string());
        }
        cause = error.source();
    }
    None
}
