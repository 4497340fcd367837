//! Signing in and out.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Form, Query, Request, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use super::sessions::LONGEST;
use crate::fault::Fault;
use crate::frame::{self, SignIn};
use crate::state::App;
use crate::words::{Lang, Locale};

/// The routes.
pub(crate) fn router() -> Router<Arc<App>> {
    Router::new().route("/login", get(show).post(sign_in)).route("/logout", post(sign_out))
}

/// What the address of the page may say.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    key: Option<String>,
    to: Option<String>,
    lang: Option<String>,
}

/// The form.
#[derive(Deserialize)]
struct Sent {
    password: String,
    to: Option<String>,
    lang: Option<String>,
}

async fn show(State(app): State<Arc<App>>, Query(asked): Query<Asked>, request: Request) -> Result<Response, Fault> {
    let to = within(asked.to.as_deref());
    if app.access.who(request.headers())?.is_some() {
        return Ok(Redirect::to(to).into_response());
    }
    let (mut status, mut fault) = (StatusCode::OK, None);
    // A preview of the link must not use it up.
    if let Some(key) = asked.key.as_deref().filter(|_| *request.method() == Method::GET) {
        match app.access.enter_by_link(key)? {
            Some(session) => return entered(&app, request.headers(), to, &session),
            None => (status, fault) = (StatusCode::FORBIDDEN, Some("sign-in-link-used")),
        }
    }
    page(&app, to, asked.lang.as_deref(), fault, status)
}

async fn sign_in(State(app): State<Arc<App>>, headers: HeaderMap, Form(sent): Form<Sent>) -> Result<Response, Fault> {
    let to = within(sent.to.as_deref()).to_owned();
    match app.access.enter_by_password(sent.password).await? {
        Some(session) => entered(&app, &headers, &to, &session),
        None => page(&app, &to, sent.lang.as_deref(), Some("sign-in-wrong"), StatusCode::FORBIDDEN),
    }
}

async fn sign_out(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, Fault> {
    if let Some(cookie) = app.access.brought(&headers) {
        app.access.sessions.end(cookie);
    }
    let name = &app.access.cookie;
    let gone = format!("{name}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    Ok((AppendHeaders([(SET_COOKIE, gone)]), Redirect::to("/login")).into_response())
}

fn page(app: &App, to: &str, lang: Option<&str>, fault: Option<&str>, status: StatusCode) -> Result<Response, Fault> {
    let lang: Option<Lang> = lang.and_then(|lang| lang.parse().ok());
    let locale = Locale::new(lang.unwrap_or_else(|| app.language()));
    let password = app.access.keys.current()?.password.is_some();
    let shown = SignIn { password, to, fault };
    Ok((status, frame::sign_in(&locale, &shown)).into_response())
}

fn entered(app: &App, headers: &HeaderMap, to: &str, session: &str) -> Result<Response, Fault> {
    // Behind a proxy that speaks HTTPS the cookie never goes without it.
    let secure = headers.get("x-forwarded-proto").is_some_and(|scheme| scheme == "https");
    let secure = if secure { "; Secure" } else { "" };
    let (name, age) = (&app.access.cookie, LONGEST.as_secs());
    let cookie = format!("{name}={session}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}{secure}");
    let cookie = HeaderValue::try_from(cookie).map_err(Fault::engine)?;
    Ok((AppendHeaders([(SET_COOKIE, cookie)]), Redirect::to(to)).into_response())
}

/// Where to go afterwards: a path of ours, never another site.
fn within(to: Option<&str>) -> &str {
    let ours = |to: &&str| to.starts_with('/') && !to[1..].starts_with(['/', '\\']) && !to.contains(char::is_control);
    to.filter(ours).unwrap_or("/")
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn signing_in_leads_nowhere_else() {
        assert_eq!(within(Some("/value?horizon=1y")), "/value?horizon=1y");
        for other in ["//evil.example", "/\\evil.example", "https://evil.example", "", "/a\r\nb"] {
            assert_eq!(within(Some(other)), "/", "{other}");
        }
    }
}
