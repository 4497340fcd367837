//! Who may come in, and who may change something.

use tenure_engine::access::Right;
use tenure_web::{ServeError, Server, add_token, revoke, set_password};

use crate::client::Request;
use crate::{Site, between, clock};

const PASSWORD: &str = "a long enough password";

#[tokio::test]
async fn everything_is_closed_but_what_has_to_be_open() {
    let site = Site::start().await;
    for page in [
        "/",
        "/data",
        "/data/import",
        "/data/import/00000000000000000000000000000000",
        "/jobs/run-1",
        "/figures/months.csv",
        "/data/rejects/import-000001.csv",
        "/no-such-page",
    ] {
        let answer = site.get(page).await;
        assert_eq!(answer.status, 303, "{page}");
        assert!(answer.header("location").unwrap().starts_with("/login"), "{page}");
        assert!(answer.body.is_empty(), "{page}");
    }
    for path in ["/metrics", "/api/v1/overview", "/api/v1/customers"] {
        let answer = site.get(path).await;
        assert_eq!((answer.status, answer.header("www-authenticate")), (401, Some("Bearer")), "{path}");
    }
    for path in
        ["/data/run", "/data/import", "/data/import/00000000000000000000000000000000", "/logout", "/api/v1/runs"]
    {
        assert_eq!(site.send(Request::form(path, &[])).await.status, 401, "{path}");
    }
    for path in ["/healthz", "/readyz", "/login"] {
        assert_eq!(site.get(path).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn the_link_lets_one_browser_in_once() {
    let site = Site::start().await;
    assert_eq!(site.get("/login?key=guessed").await.status, 403);
    let previewed = site.send(Request::new("HEAD", site.entry())).await;
    assert_eq!(previewed.header("set-cookie"), None, "a preview must not use it up");
    let entered = site.get(site.entry()).await;
    assert_eq!((entered.status, entered.header("location")), (303, Some("/")));
    let cookie = entered.header("set-cookie").unwrap();
    for part in [&format!("tenure_session_{}=", site.address.port()), "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let again = site.get(site.entry()).await;
    assert_eq!((again.status, again.header("set-cookie")), (403, None));
    let signed_in = Request::get(site.entry()).header("cookie", cookie.split(';').next().unwrap());
    assert_eq!(site.send(signed_in).await.status, 303, "who is in is led on");
}

#[tokio::test]
async fn two_servers_of_one_machine_keep_their_visitors() {
    let (one, two) = (Site::start().await, Site::start().await);
    // A browser has one jar for all ports, in which a cookie takes the place of another of its name.
    let mut jar = std::collections::BTreeMap::new();
    for site in [&one, &two] {
        let entered = site.get(site.entry()).await;
        let (name, value) = entered.header("set-cookie").unwrap().split(';').next().unwrap().split_once('=').unwrap();
        jar.insert(name.to_owned(), value.to_owned());
    }
    let cookies: Vec<String> = jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
    for site in [&one, &two] {
        assert_eq!(site.send(Request::get("/data").header("cookie", &cookies.join("; "))).await.status, 200);
    }
}

#[tokio::test]
async fn what_stands_in_an_address_proves_that_address_only() {
    let site = Site::start().await;
    let guest = site.enter().await;
    let address = guest.upload_address().await;
    let written = between(&address, "csrf=", "&").to_owned();
    assert_ne!(written, guest.csrf, "an address is written down in histories and logs");
    let sent = guest.request(Request::files(&address, &[("a.csv", "a,b\n1,2\n")]));
    assert_eq!(site.send(sent).await.status, 303);
    for path in ["/data/run", "/logout", "/api/v1/imports"] {
        let other = guest.request(Request::form(&format!("{path}?csrf={written}"), &[]));
        assert_eq!(site.send(other).await.status, 403, "{path}");
        let as_header = guest.request(Request::form(path, &[])).header("x-csrf-token", &written);
        assert_eq!(site.send(as_header).await.status, 403, "{path}");
    }
    let own = guest.request(Request::form(&format!("/data/run?csrf={}", guest.csrf), &[]));
    assert_eq!(site.send(own).await.status, 403, "the session's own is taken from no address");
}

#[tokio::test]
async fn signing_out_ends_the_session() {
    let site = Site::start().await;
    let guest = site.enter().await;
    assert_eq!(guest.get("/data").await.status, 200);
    let out = guest.form("/logout", &[]).await;
    assert_eq!((out.status, out.header("location")), (303, Some("/login")));
    assert!(out.header("set-cookie").unwrap().contains("Max-Age=0"));
    assert_eq!(guest.get("/data").await.status, 303, "the cookie alone is worth nothing");
}

#[tokio::test]
async fn a_change_needs_proof_that_our_own_page_asks_for_it() {
    let site = Site::start().await;
    let guest = site.enter().await;
    let run = |fields: &[(&str, &str)]| guest.request(Request::form("/data/run", fields));
    assert_eq!(site.send(run(&[])).await.status, 403, "no token");
    assert_eq!(site.send(run(&[("csrf", "guessed")])).await.status, 403, "another token");
    let own = [("csrf", guest.csrf.as_str())];
    for (name, value) in [("origin", "http://evil.example"), ("origin", "null"), ("sec-fetch-site", "cross-site")] {
        assert_eq!(site.send(run(&own).header(name, value)).await.status, 403, "{name}: {value}");
    }
    assert_eq!(site.send(Request::form("/data/run", &own)).await.status, 401, "a token without its session");
    let ours = run(&own).header("origin", &format!("http://{}", site.address)).header("sec-fetch-site", "same-origin");
    assert_eq!(site.send(ours).await.status, 303);
    let by_header = guest.request(Request::form("/data/run", &[])).header("x-csrf-token", &guest.csrf);
    assert!([303, 409].contains(&site.send(by_header).await.status), "a script sends it as a header");
}

#[tokio::test]
async fn one_session_has_no_other_sessions_token() {
    let folder = crate::workspace();
    set_password(folder.path(), PASSWORD).unwrap();
    let site = Site::of(folder, |_| {}).await;
    let one = site.enter().await;
    let entered = site.send(Request::form("/login", &[("password", PASSWORD)])).await;
    let other = entered.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    let stolen = Request::form("/data/run", &[("csrf", &one.csrf)]).header("cookie", &other);
    assert_eq!(site.send(stolen).await.status, 403);
}

#[tokio::test]
async fn a_token_may_what_its_scope_says_until_it_is_revoked() {
    let site = Site::start().await;
    let root = site.folder.path();
    let read = add_token(root, "grafana", Right::Read, clock()).unwrap();
    let write = add_token(root, "nightly", Right::Write, clock()).unwrap();
    let with = |request: Request, token: &str| request.header("authorization", &format!("Bearer {token}"));
    assert_eq!(site.send(with(Request::get("/metrics"), &read)).await.status, 200);
    assert_eq!(site.send(with(Request::get("/data"), &write)).await.status, 200, "writing includes reading");
    let refused = site.send(with(Request::form("/data/run", &[]), &read)).await;
    assert_eq!(refused.status, 403);
    assert_eq!(site.send(with(Request::get("/data/import"), &read)).await.status, 403);
    assert_eq!(site.send(with(Request::form("/data/run", &[]), &write)).await.status, 303, "it needs no form's token");
    for wrong in ["", "tenure_", "Bearer", &read.to_uppercase(), &format!("{read}x")] {
        assert_eq!(site.send(with(Request::get("/metrics"), wrong)).await.status, 401, "{wrong}");
    }
    let basic = Request::get("/metrics").header("authorization", &format!("Basic {read}"));
    assert_eq!(site.send(basic).await.status, 401);
    revoke(root, "grafana").unwrap();
    assert_eq!(site.send(with(Request::get("/metrics"), &read)).await.status, 401, "it is out at once");
}

#[tokio::test]
async fn another_address_needs_a_password_or_token_set_beforehand() {
    let folder = crate::workspace();
    let config = |folder: &tempfile::TempDir| {
        let mut config = tenure_web::Serve::new(folder.path().to_owned(), clock, std::sync::Arc::new(|_: &str| {}));
        config.address = Some("0.0.0.0:0".parse().unwrap());
        config
    };
    assert!(matches!(Server::bind(config(&folder)).await, Err(ServeError::Open(_))));
    set_password(folder.path(), PASSWORD).unwrap();
    let server = Server::bind(config(&folder)).await.unwrap();
    assert!(!server.link().contains("key="), "no link lets in from elsewhere: {}", server.link());
}

#[tokio::test]
async fn a_password_lets_in_and_a_new_one_puts_out() {
    let folder = crate::workspace();
    set_password(folder.path(), PASSWORD).unwrap();
    let site = Site::of(folder, |_| {}).await;
    assert!(site.get("/login").await.text().contains("type=\"password\""));
    let wrong = site.send(Request::form("/login", &[("password", "not the password")])).await;
    assert_eq!((wrong.status, wrong.header("set-cookie")), (403, None));
    let foreign = Request::form("/login", &[("password", PASSWORD)]).header("origin", "http://evil.example");
    assert_eq!(site.send(foreign).await.status, 403);
    let entered = site.send(Request::form("/login", &[("password", PASSWORD), ("to", "/data?lang=nl")])).await;
    assert_eq!((entered.status, entered.header("location")), (303, Some("/data?lang=nl")));
    assert!(!entered.header("set-cookie").unwrap().contains("Secure"));
    let proxied = Request::form("/login", &[("password", PASSWORD)]).header("x-forwarded-proto", "https");
    assert!(site.send(proxied).await.header("set-cookie").unwrap().ends_with("; Secure"));
    let away = site.send(Request::form("/login", &[("password", PASSWORD), ("to", "//evil.example")])).await;
    assert_eq!(away.header("location"), Some("/"));
    let cookie = entered.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    let page = || Request::get("/data").header("cookie", &cookie);
    assert_eq!(site.send(page()).await.status, 200);
    set_password(site.folder.path(), "quite another password").unwrap();
    assert_eq!(site.send(page()).await.status, 303);
}

#[tokio::test]
async fn passwords_cannot_be_tried_in_a_row() {
    let folder = crate::workspace();
    set_password(folder.path(), PASSWORD).unwrap();
    let site = Site::of(folder, |_| {}).await;
    let mut answers = Vec::new();
    for guess in 0..6 {
        answers.push(site.send(Request::form("/login", &[("password", &format!("password number {guess}"))])).await);
    }
    assert_eq!(answers[..5].iter().map(|answer| answer.status).collect::<Vec<_>>(), [403; 5]);
    assert_eq!(answers[5].status, 429);
    assert!(answers[5].header("retry-after").unwrap().parse::<u64>().unwrap() >= 1);
    assert_eq!(site.get("/login").await.status, 200, "only attempts are counted");
}

#[tokio::test]
async fn no_secret_is_ever_logged() {
    let folder = crate::workspace();
    set_password(folder.path(), PASSWORD).unwrap();
    let token = add_token(folder.path(), "nightly", Right::Write, clock()).unwrap();
    let site = Site::of(folder, |_| {}).await;
    let guest = site.enter().await;
    let key = site.link.split_once("key=").unwrap().1.to_owned();
    // Whatever is asked now ends in a fault that is logged.
    std::fs::remove_file(site.folder.path().join("tenure.toml")).unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    let csrf = guest.csrf.clone();
    guest.get(&format!("/data?key={key}&csrf={csrf}")).await;
    guest.form("/data/run", &[("as_of", "2024-01-01")]).await;
    site.send(Request::form("/login", &[("password", PASSWORD)])).await;
    site.get(&format!("/login?key={key}")).await;
    let by_token = Request::get("/data").header("authorization", &format!("Bearer {token}"));
    let answer = site.send(by_token).await;
    assert_eq!(answer.status, 500);
    let (log, cookie) = (site.log(), guest.cookie.split_once('=').unwrap().1);
    assert!(log.contains("error: GET /data"), "{log}");
    for secret in [key.as_str(), cookie, &csrf, &token, PASSWORD] {
        assert!(!log.contains(secret), "{log}");
        assert!(!answer.text().contains(secret));
    }
    assert!(!answer.text().contains("tenure.toml"), "a reader sees no internals");
}
