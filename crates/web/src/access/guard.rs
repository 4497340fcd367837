//! The layer that lets nobody pass without right, and no change without proof of where it comes from.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, HOST, ORIGIN};
use axum::http::{HeaderMap, Method, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use tenure_engine::access::Right;
use url::{Url, form_urlencoded};

use super::secret::same;
use super::{Access, Reader, Writer};
use crate::assets;
use crate::fault::Fault;
use crate::state::App;

/// Open to everyone.
const OPEN: [&str; 3] = ["/healthz", "/readyz", "/login"];
/// Where programs ask: they are told, not led to a page.
const PROGRAMS: [&str; 2] = ["/api/", "/metrics"];
/// Largest form that is no upload.
const LARGEST_FORM: usize = 1 << 20;
/// Name of the field, parameter and part that proves a form to be ours.
pub(crate) const FIELD: &str = "csrf";

/// Lets pass who may.
pub(crate) async fn guard(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Result<Response, Fault> {
    let path = request.uri().path();
    if OPEN.contains(&path) || path.starts_with(assets::FOLDER) {
        return Ok(next.run(request).await);
    }
    let Some(reader) = app.access.who(request.headers())? else {
        let led = request.method() == Method::GET && !PROGRAMS.iter().any(|of| path.starts_with(of));
        if led {
            return Ok(to_sign_in(request.uri()));
        }
        return Err(Fault::Unknown("sign in, or send a token as `Authorization: Bearer TOKEN`".to_owned()));
    };
    if changes(request.method()) {
        if !reader.may_write() {
            return Err(Fault::Denied("this token may only read; make one with `--scope write`".to_owned()));
        }
        if let Some(csrf) = &reader.csrf {
            let own = reader.proof(request.uri().path());
            let (proof, passed_on) = proof(request).await?;
            request = passed_on;
            let proven = match proof {
                Proof::Told(proof) => same(proof.as_bytes(), csrf.as_bytes()),
                Proof::Written(proof) => own.is_some_and(|own| same(proof.as_bytes(), own.as_bytes())),
                Proof::None => false,
            };
            if !proven {
                return Err(Fault::Denied("the form is not of this session; open the page again".to_owned()));
            }
        }
        request.extensions_mut().insert(Writer);
    }
    request.extensions_mut().insert(reader);
    Ok(next.run(request).await)
}

/// Refuses changes that another site's page asks for. It comes before `guard` and holds for signing in too.
pub(crate) async fn origin(request: Request, next: Next) -> Result<Response, Fault> {
    if changes(request.method()) {
        let text = |name| request.headers().get(name).and_then(|value: &axum::http::HeaderValue| value.to_str().ok());
        let ours = match (request.headers().get(ORIGIN), text("sec-fetch-site")) {
            (Some(_), _) => {
                text(ORIGIN.as_str()).is_some_and(|origin| text(HOST.as_str()).is_some_and(|host| of(origin, host)))
            }
            (None, Some(site)) => matches!(site, "same-origin" | "none"),
            // No browser: it holds no cookie that another site could use.
            (None, None) => true,
        };
        if !ours {
            return Err(Fault::Denied("the request comes from a page of another site".to_owned()));
        }
    }
    Ok(next.run(request).await)
}

/// Whether an origin is that of the host asked for. Its scheme may be that of a proxy before us.
fn of(origin: &str, host: &str) -> bool {
    let Ok(url) = Url::parse(origin) else { return false };
    let Ok(asked) = Url::parse(&format!("{}://{host}", url.scheme())) else { return false };
    url.host().is_some() && url.host() == asked.host() && url.port_or_known_default() == asked.port_or_known_default()
}

fn changes(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

fn to_sign_in(asked: &Uri) -> Response {
    let to = asked.path_and_query().map_or("/", |to| to.as_str());
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("to", to).finish();
    let address = if to == "/" { "/login".to_owned() } else { format!("/login?{query}") };
    Redirect::to(&address).into_response()
}

/// What a request brings to prove that our own page sent it.
enum Proof {
    /// In a header, or a field of its form: the session's own token.
    Told(String),
    /// In the address: the token of that address.
    Written(String),
    None,
}

async fn proof(request: Request) -> Result<(Proof, Request), Fault> {
    if let Some(header) = request.headers().get("x-csrf-token") {
        let proof = header.to_str().map_or(Proof::None, |token| Proof::Told(token.to_owned()));
        return Ok((proof, request));
    }
    if let Some(proof) = field(request.uri().query().unwrap_or_default().as_bytes()) {
        return Ok((Proof::Written(proof), request));
    }
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("application/x-www-form-urlencoded") {
        return Ok((Proof::None, request));
    }
    let (parts, body) = request.into_parts();
    let read = to_bytes(body, LARGEST_FORM).await;
    let body = read.map_err(|_| Fault::TooLarge(format!("the form is larger than {LARGEST_FORM} bytes")))?;
    let proof = field(&body).map_or(Proof::None, Proof::Told);
    Ok((proof, Request::from_parts(parts, Body::from(body))))
}

fn field(form: &[u8]) -> Option<String> {
    form_urlencoded::parse(form).find(|(name, _)| name == FIELD).map(|(_, value)| value.into_owned())
}

impl Access {
    /// The value of our cookie.
    pub(super) fn brought<'a>(&self, headers: &'a HeaderMap) -> Option<&'a str> {
        let all = headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok());
        let mut pairs = all.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(name, _)| *name == self.cookie).map(|(_, value)| value)
    }

    /// Who asks; absent for who is not known.
    pub(crate) fn who(&self, headers: &HeaderMap) -> Result<Option<Reader>, Fault> {
        if let Some(value) = headers.get(AUTHORIZATION) {
            let bearer = value.to_str().ok().and_then(|value| value.split_once(' '));
            let token =
                bearer.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, token)| token.trim());
            let Some(token) = token else { return Ok(None) };
            return Ok(self.keys.token(token)?.map(|(_, right)| Reader { csrf: None, right }));
        }
        let Some(cookie) = self.brought(headers) else { return Ok(None) };
        let keys = self.keys.current()?;
        let csrf = self.sessions.csrf(cookie, keys.password.as_deref());
        Ok(csrf.map(|csrf| Reader { csrf: Some(csrf), right: Right::Write }))
    }
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn an_origin_is_ours_when_host_and_port_are() {
        assert!(of("http://127.0.0.1:8765", "127.0.0.1:8765"));
        assert!(of("https://clv.example.com", "clv.example.com"));
        assert!(!of("http://127.0.0.1:9999", "127.0.0.1:8765"));
        assert!(!of("http://evil.example", "127.0.0.1:8765"));
        assert!(!of("null", "127.0.0.1:8765"));
    }
}
