//! Who may open a workspace's pages and API: the file `access.toml`. It holds hashes only; what they are hashes of
//! is shown once, when it is made, and is nowhere written.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::workspace::WorkspaceError;

/// Name of the file in the workspace.
pub const ACCESS_FILE: &str = "access.toml";

/// What a token may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Right {
    /// See everything.
    Read,
    /// Also import, run and change.
    Write,
}

impl Right {
    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
        }
    }
}

impl std::str::FromStr for Right {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "read" => Ok(Self::Read),
            "write" => Ok(Self::Write),
            _ => Err(format!("scope `{name}` is not known; it is `read` or `write`")),
        }
    }
}

/// A token that programs show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    /// What its owner calls it.
    pub name: String,
    /// What it may do.
    pub scope: Right,
    /// SHA-256 of the token, in hexadecimal.
    pub sha256: String,
    /// When it was made.
    pub created: Timestamp,
}

/// The file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AccessFile {
    /// Hash of the password that people sign in with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// Tokens.
    #[serde(rename = "token", skip_serializing_if = "Vec::is_empty")]
    pub tokens: Vec<Token>,
}

impl AccessFile {
    /// Reads a workspace's file; a workspace without one lets nobody in by password or token.
    ///
    /// # Errors
    /// When the file cannot be read or understood.
    pub fn read(root: &Path) -> Result<Self, WorkspaceError> {
        let path = root.join(ACCESS_FILE);
        let fault = |source| WorkspaceError::Io { path: path.display().to_string(), source };
        match fs::read_to_string(&path) {
            Ok(text) => {
                toml::from_str(&text).map_err(|e| fault(std::io::Error::new(ErrorKind::InvalidData, e.to_string())))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(fault(error)),
        }
    }

    /// Writes it, whole or not at all, for its owner's eyes only.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn write(&self, root: &Path) -> Result<(), WorkspaceError> {
        let path = root.join(ACCESS_FILE);
        let fault = |source| WorkspaceError::Io { path: path.display().to_string(), source };
        let text = toml::to_string(self).map_err(|e| fault(std::io::Error::other(e)))?;
        let head = "# Who may open the pages and the API of this workspace; `tenure access` writes it. Hashes only.\n";
        let beside = root.join("access.part");
        // What an interrupted write left has whatever mode it had.
        drop(fs::remove_file(&beside));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options
            .open(&beside)
            .and_then(|mut file| file.write_all(format!("{head}{text}").as_bytes()).and_then(|()| file.sync_all()))
            .and_then(|()| fs::rename(&beside, &path))
            .map_err(fault)
    }

    /// Whether anybody can be let in by it.
    #[must_use]
    pub fn lets_in(&self) -> bool {
        self.password.is_some() || !self.tokens.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_is_for_its_owner_only() {
        let root = std::env::temp_dir().join(format!("tenure-access-{}", std::process::id()));
        fs::create_dir_all(&root).expect("a folder");
        assert!(!AccessFile::read(&root).expect("no file is no fault").lets_in());
        let token = Token {
            name: "grafana".to_owned(),
            scope: Right::Read,
            sha256: "ab".repeat(32),
            created: Timestamp::UNIX_EPOCH,
        };
        let file = AccessFile { password: Some("$argon2id$x".to_owned()), tokens: vec![token] };
        file.write(&root).expect("written");
        let read = AccessFile::read(&root).expect("read");
        #[cfg(unix)]
        let mode = std::os::unix::fs::PermissionsExt::mode(
            &fs::metadata(root.join(ACCESS_FILE)).expect("there").permissions(),
        );
        fs::remove_dir_all(&root).expect("removed");
        assert_eq!(read, file);
        #[cfg(unix)]
        assert_eq!(mode & 0o777, 0o600);
    }
}
