//! Who may come in.
//!
//! | file | holds |
//! |---|---|
//! | `keys.rs` | the password and tokens of `access.toml`: made, checked, revoked |
//! | `secret.rs` | what cannot be guessed: made, hashed, compared |
//! | `sessions.rs` | browsers that are signed in |
//! | `guard.rs` | the layer that lets nobody pass without right, and no change without proof of where it comes from |
//! | `reader.rs` | who asks, as handlers see it |
//! | `pages.rs` | signing in and out |
//!
//! Everything is closed but what `guard.rs` names as open, so that a new page is closed too.

mod guard;
mod keys;
mod pages;
mod reader;
mod secret;
mod sessions;

pub(crate) use guard::{guard, origin};
pub use keys::{AccessError, add_token, revoke, set_password};
pub(crate) use pages::router;
pub(crate) use reader::{Reader, Writer};

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use tokio::sync::Semaphore;

use self::keys::Keys;
use self::secret::{Digest, same};
use self::sessions::Sessions;
use crate::fault::Fault;

/// Passwords that are checked at the same time: each takes 19 MiB and a core.
const CHECKS: usize = 2;

/// What is needed to know who may come in.
pub(crate) struct Access {
    keys: Keys,
    sessions: Sessions,
    /// Name of the cookie that says which session.
    cookie: String,
    /// Digest of the key in the link that was printed at start, until it is used.
    link: Mutex<Option<Digest>>,
    checks: Semaphore,
}

impl Access {
    /// For a workspace; nobody is in.
    pub(crate) fn new(root: &Path) -> Self {
        Self {
            keys: Keys::new(root),
            sessions: Sessions::default(),
            cookie: sessions::COOKIE.to_owned(),
            link: Mutex::default(),
            checks: Semaphore::new(CHECKS),
        }
    }

    /// At a port of its own. A browser sends its cookies to all ports of a machine, so that two servers with one name
    /// of a cookie would each sign the other's visitors out.
    pub(crate) fn at(self, port: u16) -> Self {
        Self { cookie: format!("{}_{port}", sessions::COOKIE), ..self }
    }

    /// Whether a password or token was set.
    pub(crate) fn has_keys(&self) -> Result<bool, Fault> {
        Ok(self.keys.current()?.lets_in())
    }

    /// A key that lets one browser in, once.
    pub(crate) fn one_time_key(&self) -> Result<String, Fault> {
        let key = secret::fresh()?;
        *self.link.lock().unwrap_or_else(PoisonError::into_inner) = Some(secret::digest(&key));
        Ok(key)
    }

    /// Uses the one-time key up; the cookie's value of a new session when it is the right one.
    fn enter_by_link(&self, key: &str) -> Result<Option<String>, Fault> {
        let mut link = self.link.lock().unwrap_or_else(PoisonError::into_inner);
        if !link.as_ref().is_some_and(|digest| same(digest, &secret::digest(key))) {
            return Ok(None);
        }
        *link = None;
        self.sessions.begin(None).map(Some)
    }

    /// The cookie's value of a new session when the password is the right one.
    async fn enter_by_password(&self, password: String) -> Result<Option<String>, Fault> {
        let Some(hash) = self.keys.current()?.password.clone() else { return Ok(None) };
        let _turn = self.checks.acquire().await.map_err(Fault::engine)?;
        let known = hash.clone();
        let right = tokio::task::spawn_blocking(move || keys::is_password(&known, &password)).await;
        if right.map_err(Fault::engine)? { self.sessions.begin(Some(hash)).map(Some) } else { Ok(None) }
    }
}
