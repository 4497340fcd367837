//! A fault as a page, or as a problem for programs; and its line in the log.

use std::fmt::Display;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::{Stream, TryStreamExt};
use url::form_urlencoded;

use super::Talk;
use crate::api::problem::Problem;
use crate::fault::{Fault, Raised};
use crate::frame;
use crate::scope::Scope;
use crate::state::App;
use crate::words::{Lang, Locale};

/// Says in the log when a body breaks off. Its head was sent long before, so that whoever reads it sees nothing but a
/// connection that is cut.
pub(crate) fn told_when_cut<T, E: Display, S: Stream<Item = Result<T, E>>>(
    talk: &Talk,
    what: &str,
    pieces: S,
) -> impl Stream<Item = Result<T, E>> + use<T, E, S> {
    let (talk, what) = (Arc::clone(talk), what.to_owned());
    pieces.inspect_err(move |why| talk(&format!("error: {what} broke off: {why}")))
}

/// Makes what whoever asked understands of the faults that come from within.
pub(super) async fn show(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let mut asked = parts.clone();
    let response = next.run(Request::from_parts(parts, body)).await;
    let Some(Raised(fault)) = response.extensions().get::<Raised>().cloned() else { return response };
    let path = asked.uri.path();
    if let Fault::Engine(why) = &*fault {
        // Never the query: it may hold a key.
        (app.talk)(&format!("error: {} {path}: {why}", asked.method));
    }
    let mut told = HeaderMap::new();
    match &*fault {
        Fault::Unknown(_) => drop(told.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))),
        Fault::TooMany(seconds) => drop(told.insert(RETRY_AFTER, HeaderValue::from(*seconds))),
        _ => {}
    }
    if path.starts_with("/api/") || ["/metrics", "/healthz", "/readyz"].contains(&path) {
        return (told, Problem::of(&fault, path)).into_response();
    }
    let lang = form_urlencoded::parse(asked.uri.query().unwrap_or_default().as_bytes())
        .find(|(name, _)| name == "lang")
        .and_then(|(_, lang)| lang.parse::<Lang>().ok());
    let locale = Locale::new(lang.unwrap_or_else(|| app.language()));
    if keeps_frame(&fault)
        && let Ok(Some(reader)) = app.access.who(&asked.headers)
    {
        // Who asks is known from here on only.
        asked.extensions.insert(reader);
        if let Some(scope) = scope_of(&mut asked, &app, locale.lang).await {
            // Nothing to show yet is no fault: the page says what to do first.
            return match &*fault {
                Fault::Nothing => frame::nothing_yet(&scope).into_response(),
                fault => (fault.status(), told, frame::fault_within(&scope, fault)).into_response(),
            };
        }
    }
    (fault.status(), told, frame::fault(&locale, &fault)).into_response()
}

/// Whether whoever is signed in finds the way on from here. Other faults are of the server or of who asks, and must cost
/// next to nothing.
fn keeps_frame(fault: &Fault) -> bool {
    matches!(fault.code(), "nothing" | "missing" | "wrong" | "busy")
}

/// The scope of the frame around a fault; where the address itself is at fault, nothing of it but path and language.
async fn scope_of(asked: &mut Parts, app: &Arc<App>, lang: Lang) -> Option<Scope> {
    if let Ok(scope) = Scope::from_request_parts(asked, app).await {
        return Some(scope.valued());
    }
    asked.uri = format!("{}?lang={lang}", asked.uri.path()).parse().ok()?;
    Scope::from_request_parts(asked, app).await.ok()
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use futures::StreamExt;

    use super::*;

    #[tokio::test]
    async fn a_body_that_breaks_off_is_in_the_log() {
        let log = Arc::new(Mutex::new(Vec::new()));
        let lines = Arc::clone(&log);
        let talk: Talk = Arc::new(move |line: &str| lines.lock().unwrap().push(line.to_owned()));
        let pieces = futures::stream::iter([Ok("a"), Err("no such file"), Ok("b")]);
        let sent: Vec<_> = told_when_cut(&talk, "customers.csv", pieces).collect().await;
        assert_eq!(sent, [Ok("a"), Err("no such file"), Ok("b")]);
        assert_eq!(*log.lock().unwrap(), ["error: customers.csv broke off: no such file"]);
    }
}
