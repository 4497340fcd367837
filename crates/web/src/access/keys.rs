//! The password and tokens of `access.toml`.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use argon2::{Argon2, PasswordHash, PasswordHasher, PasswordVerifier};
use jiff::Timestamp;
use tenure_engine::access::{ACCESS_FILE, AccessFile, Right, Token};
use tenure_engine::workspace::WorkspaceError;

use super::secret::{digest, fresh, hex, same};
use crate::fault::Fault;

/// Shortest password: whoever guesses it sees every customer.
const SHORTEST: usize = 12;
/// Begins every token, so that those who look for leaked secrets find it.
const PREFIX: &str = "tenure_";

/// Why who may come in cannot be changed.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// The password is too easily guessed.
    #[error("the password has {0} characters; use {SHORTEST} or more")]
    Short(usize),
    /// There is such a token.
    #[error("there is a token `{0}` already; revoke it first, or take another name")]
    Taken(String),
    /// There is no such token.
    #[error("there is no token `{0}`; `tenure access list` shows them")]
    NoToken(String),
    /// A name that would not be shown well.
    #[error("`{0}` is no name for a token; use 1 to 64 letters, digits, `-`, `_` and `.`")]
    Name(String),
    /// The password cannot be hashed, or the system gives no random bytes.
    #[error("{0}")]
    Secret(String),
    /// The file cannot be read or written.
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
}

/// Sets the password that people sign in with. Whoever signed in with another is out.
///
/// # Errors
/// When it is too short, or the file cannot be written.
pub fn set_password(root: &Path, password: &str) -> Result<(), AccessError> {
    let long = password.chars().count();
    if long < SHORTEST {
        return Err(AccessError::Short(long));
    }
    let hash: PasswordHash =
        Argon2::default().hash_password(password.as_bytes()).map_err(|e| AccessError::Secret(e.to_string()))?;
    let mut file = AccessFile::read(root)?;
    file.password = Some(hash.to_string());
    Ok(file.write(root)?)
}

/// Makes a token; it is given here and never again.
///
/// # Errors
/// When the name is taken, or the file cannot be written.
pub fn add_token(root: &Path, name: &str, scope: Right, created: Timestamp) -> Result<String, AccessError> {
    let fine = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    if name.is_empty() || name.len() > 64 || !name.chars().all(fine) {
        return Err(AccessError::Name(name.to_owned()));
    }
    let mut file = AccessFile::read(root)?;
    if file.tokens.iter().any(|token| token.name == name) {
        return Err(AccessError::Taken(name.to_owned()));
    }
    let token = format!("{PREFIX}{}", fresh().map_err(|e| AccessError::Secret(e.to_string()))?);
    file.tokens.push(Token { name: name.to_owned(), scope, sha256: hex(&digest(&token)), created });
    file.write(root)?;
    Ok(token)
}

/// Takes a token back.
///
/// # Errors
/// When there is none of that name, or the file cannot be written.
pub fn revoke(root: &Path, name: &str) -> Result<(), AccessError> {
    let mut file = AccessFile::read(root)?;
    let before = file.tokens.len();
    file.tokens.retain(|token| token.name != name);
    if file.tokens.len() == before {
        return Err(AccessError::NoToken(name.to_owned()));
    }
    Ok(file.write(root)?)
}

/// Whether this is the password. A hash that cannot be read is nobody's.
pub(super) fn is_password(hash: &str, password: &str) -> bool {
    let Ok(hash) = PasswordHash::new(hash) else { return false };
    Argon2::default().verify_password(password.as_bytes(), &hash).is_ok()
}

/// When a file was last written, and its size.
type Stamp = Option<(SystemTime, u64)>;

/// The file, read again when it changes: what is revoked is out at once.
pub(super) struct Keys {
    root: PathBuf,
    kept: Mutex<Option<(Stamp, Arc<AccessFile>)>>,
}

impl Keys {
    pub(super) fn new(root: &Path) -> Self {
        Self { root: root.to_owned(), kept: Mutex::default() }
    }

    /// The file as it is now.
    pub(super) fn current(&self) -> Result<Arc<AccessFile>, Fault> {
        let there = std::fs::metadata(self.root.join(ACCESS_FILE)).ok();
        let stamp = there.and_then(|file| Some((file.modified().ok()?, file.len())));
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, file)) = &*kept
            && *of == stamp
        {
            return Ok(Arc::clone(file));
        }
        let file = Arc::new(AccessFile::read(&self.root)?);
        *kept = Some((stamp, Arc::clone(&file)));
        Ok(file)
    }

    /// Name and right of a token. All are compared, so that the time says nothing.
    pub(super) fn token(&self, shown: &str) -> Result<Option<(String, Right)>, Fault> {
        let shown = hex(&digest(shown));
        let mut found = None;
        for token in &self.current()?.tokens {
            if same(token.sha256.as_bytes(), shown.as_bytes()) {
                found = Some((token.name.clone(), token.scope));
            }
        }
        Ok(found)
    }
}
