//! Browsers that are signed in. They are kept in memory: who was in signs in again after a restart.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::secret::{self, Digest};
use crate::fault::Fault;

/// What the name of the cookie begins with.
pub(super) const COOKIE: &str = "tenure_session";
/// Signed in at most so long.
pub(super) const LONGEST: Duration = Duration::from_secs(7 * 24 * 3600);
/// Out after so long without a request.
const IDLE: Duration = Duration::from_secs(24 * 3600);
/// Sessions that are remembered; of more, the one unused for longest goes.
const MOST: usize = 1000;

/// One browser.
struct Session {
    /// Stands in its forms.
    csrf: String,
    began: Instant,
    seen: Instant,
    /// The hash of the password it signed in with; another password ends it.
    password: Option<String>,
}

impl Session {
    fn lives(&self, now: Instant) -> bool {
        now.duration_since(self.began) < LONGEST && now.duration_since(self.seen) < IDLE
    }
}

/// All of them, by the digest of what their cookie holds.
#[derive(Default)]
pub(super) struct Sessions(Mutex<HashMap<Digest, Session>>);

impl Sessions {
    fn all(&self) -> MutexGuard<'_, HashMap<Digest, Session>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new one; what its cookie holds.
    pub(super) fn begin(&self, password: Option<String>) -> Result<String, Fault> {
        let (cookie, csrf) = (secret::fresh()?, secret::fresh()?);
        let now = Instant::now();
        let mut all = self.all();
        all.retain(|_, session| session.lives(now));
        if all.len() >= MOST
            && let Some(oldest) = all.iter().min_by_key(|(_, session)| session.seen).map(|(key, _)| *key)
        {
            all.remove(&oldest);
        }
        all.insert(secret::digest(&cookie), Session { csrf, began: now, seen: now, password });
        Ok(cookie)
    }

    /// The token that stands in the forms of the session, if it lives. `password` is the hash that holds now.
    pub(super) fn csrf(&self, cookie: &str, password: Option<&str>) -> Option<String> {
        let now = Instant::now();
        let key = secret::digest(cookie);
        let mut all = self.all();
        let session = all.get_mut(&key)?;
        let changed = session.password.is_some() && session.password.as_deref() != password;
        if changed || !session.lives(now) {
            all.remove(&key);
            return None;
        }
        session.seen = now;
        Some(session.csrf.clone())
    }

    /// Ends one.
    pub(super) fn end(&self, cookie: &str) {
        self.all().remove(&secret::digest(cookie));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_with_its_password_and_when_many_came_since() {
        let sessions = Sessions::default();
        let by_link = sessions.begin(None).expect("random bytes");
        let by_password = sessions.begin(Some("one".to_owned())).expect("random bytes");
        assert!(sessions.csrf(&by_password, Some("one")).is_some());
        assert!(sessions.csrf(&by_password, Some("two")).is_none(), "another password is out");
        assert!(sessions.csrf(&by_password, Some("one")).is_none(), "and stays out");
        assert!(sessions.csrf("no such session", None).is_none());
        assert!(sessions.csrf(&by_link, Some("two")).is_some(), "the link does not rest on the password");
        for _ in 0..MOST {
            sessions.begin(None).expect("random bytes");
        }
        assert_eq!(sessions.all().len(), MOST);
        assert!(sessions.csrf(&by_link, None).is_none(), "the one unused for longest went");
    }
}
