//! What every answer carries, and what the server refuses.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client::Request;
use crate::{Site, between};

#[tokio::test]
async fn another_name_is_not_answered() {
    let site = Site::with(|config| config.hosts = vec!["clv.example.com".to_owned()]).await;
    let port = site.address.port();
    let asked = |host: String| Request::get("/healthz").header("host", &host);
    for host in [format!("127.0.0.1:{port}"), format!("localhost:{port}"), "clv.example.com".to_owned()] {
        assert_eq!(site.send(asked(host.clone())).await.status, 200, "{host}");
    }
    for host in [
        format!("evil.example:{port}"),
        "127.0.0.1".to_owned(),
        format!("localhost.evil.example:{port}"),
        String::new(),
    ] {
        assert_eq!(site.send(asked(host.clone())).await.status, 421, "{host}");
    }
}

#[tokio::test]
async fn a_name_in_the_request_line_is_no_way_around() {
    let site = Site::with(|config| config.hosts = vec!["clv.example.com".to_owned()]).await;
    let asked = async |line: &str| site.get(line).await.status;
    assert_eq!(asked(&format!("http://{}/healthz", site.address)).await, 200);
    assert_eq!(asked("http://evil.example/healthz").await, 421);
    assert_eq!(asked(&format!("http://evil.example:{}/healthz", site.address.port())).await, 421);
    let twice = Request::get("/healthz").header("host", &site.address.to_string()).header("host", "evil.example");
    assert!([400, 421].contains(&site.send(twice).await.status), "two names are none");
}

#[tokio::test]
async fn who_asks_another_name_too_often_waits_as_well() {
    let site = Site::with(|config| config.rate = 1).await;
    let mut statuses = Vec::new();
    for _ in 0..20 {
        statuses.push(site.send(Request::get("/").header("host", "evil.example")).await.status);
    }
    assert!(statuses.contains(&421) && statuses.last() == Some(&429), "{statuses:?}");
}

#[tokio::test]
async fn every_answer_tells_the_browser_what_to_refuse() {
    let site = Site::start().await;
    let guest = site.enter().await;
    let style = between(&guest.get("/data").await.text(), "rel=\"stylesheet\" href=\"", "\"").to_owned();
    let answers = [
        ("page", guest.get("/data").await),
        ("nothing yet", guest.get("/").await),
        ("asset", site.get(&style).await),
        ("missing", guest.get("/nowhere").await),
        ("sign in", site.get("/login").await),
        ("led to sign in", site.get("/data").await),
        ("not signed in", site.get("/metrics").await),
        ("method", guest.send(Request::new("PUT", "/data").header("x-csrf-token", &guest.csrf)).await),
        ("another name", site.send(Request::get("/").header("host", "evil.example")).await),
        ("problem", guest.get("/api/v9/nothing").await),
        ("health", site.get("/healthz").await),
        ("metrics", guest.get("/metrics").await),
    ];
    for (what, answer) in &answers {
        let policy = answer.header("content-security-policy").unwrap_or_else(|| panic!("{what}: no policy"));
        for part in [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.contains(part), "{what}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{what}: {policy}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{what}: {name}");
        }
        assert!(answer.header("permissions-policy").is_some(), "{what}");
        let kept = answer.header("cache-control").unwrap();
        assert_eq!(kept == "no-store", *what != "asset", "{what}: {kept}");
    }
    let statuses: Vec<u16> = answers.iter().map(|(_, answer)| answer.status).collect();
    assert_eq!(statuses, [200, 200, 200, 404, 200, 303, 401, 405, 421, 404, 200, 200]);
    assert_eq!(answers[9].1.header("content-type"), Some("application/problem+json"));
}

#[tokio::test]
async fn files_are_named_by_their_content_kept_for_good_and_packed() {
    let site = Site::start().await;
    let page = site.get("/login").await.text();
    let style = between(&page, "rel=\"stylesheet\" href=\"", "\"");
    let plain = site.get(style).await;
    assert_eq!(plain.header("content-type"), Some("text/css; charset=utf-8"));
    assert_eq!(plain.header("cache-control"), Some("public, max-age=31536000, immutable"));
    assert_eq!(plain.header("content-encoding"), None);
    for coding in ["br", "gzip"] {
        let packed = site.send(Request::get(style).header("accept-encoding", &format!("deflate, {coding}"))).await;
        assert_eq!(packed.header("content-encoding"), Some(coding));
        assert_eq!(packed.header("content-type"), plain.header("content-type"));
        assert!(packed.body.len() * 3 < plain.body.len(), "{coding}: {} of {}", packed.body.len(), plain.body.len());
        let again = site.send(Request::get(style).header("accept-encoding", coding)).await;
        assert_eq!(again.body, packed.body);
    }
    let script = between(&page, "<script src=\"", "\"");
    assert_eq!(site.get(script).await.header("content-type"), Some("text/javascript; charset=utf-8"));
    for other in [
        "/assets/dashboard.css",
        "/assets/dashboard.0000000000000000.css",
        "/assets/..%2f..%2ftenure.toml",
        "/assets/../tenure.toml",
        "/assets/",
    ] {
        let answer = site.get(other).await;
        assert!([303, 404].contains(&answer.status), "{other}: {}", answer.status);
        assert!(!answer.text().contains("[workspace]"), "{other}");
    }
}

#[tokio::test]
async fn whoever_asks_too_often_waits() {
    let site = Site::with(|config| config.rate = 2).await;
    let mut last = None;
    for _ in 0..40 {
        let answer = site.get("/healthz").await;
        if answer.status == 429 {
            last = Some(answer);
            break;
        }
        assert_eq!(answer.status, 200);
    }
    let refused = last.expect("forty at once are more than twenty");
    assert!(refused.header("retry-after").is_some());
    assert_eq!(refused.header("x-content-type-options"), Some("nosniff"));
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let site = Site::start().await;
    let guest = site.enter().await;
    let long = "x".repeat(2 << 20);
    assert_eq!(guest.form("/data/run", &[("as_of", &long)]).await.status, 413);
    let by_header = guest.request(Request::form("/data/run", &[("as_of", &long)])).header("x-csrf-token", &guest.csrf);
    assert_eq!(site.send(by_header).await.status, 413);
    let login = Request::form("/login", &[("password", &long)]);
    assert_eq!(site.send(login).await.status, 413);
    // A body that does not say how long it is.
    let mut stream = TcpStream::connect(site.address).await.unwrap();
    let head = format!(
        "POST /login HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\
         content-type: application/x-www-form-urlencoded\r\n\r\n200000\r\npassword=",
        site.address
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    drop(stream.write_all(long.as_bytes()).await);
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 413");
}

#[tokio::test]
async fn a_client_that_dawdles_is_let_go() {
    let site = Site::with(|config| config.patience = Duration::from_millis(400)).await;
    let mut stream = TcpStream::connect(site.address).await.unwrap();
    let began = std::time::Instant::now();
    let head = format!("GET /healthz HTTP/1.1\r\nhost: {}\r\nx-long: ", site.address);
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut byte = [0; 1];
    loop {
        assert!(began.elapsed() < Duration::from_secs(5), "it is still connected");
        let read = tokio::time::timeout(Duration::from_millis(50), stream.read(&mut byte)).await;
        if read.is_ok() || stream.write_all(b"x").await.is_err() {
            break;
        }
    }
    assert!(began.elapsed() >= Duration::from_millis(350), "it had its time");
    assert_eq!(site.get("/healthz").await.status, 200, "others are served meanwhile");
}

#[tokio::test]
async fn requests_are_counted_by_route_and_status() {
    let site = Site::start().await;
    let guest = site.enter().await;
    guest.get("/jobs/no-such-job").await;
    let text = guest.get("/metrics").await.text();
    for line in [
        "tenure_http_requests_total{method=\"GET\",route=\"/jobs/{id}\",status=\"404\"} 1",
        "tenure_http_requests_total{method=\"GET\",route=\"/data\",status=\"200\"} 1",
        "tenure_http_request_duration_seconds_count{route=\"/data\"} 1",
        "# EOF",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert!(!text.contains("no-such-job"), "no path is a label");
}

#[tokio::test]
async fn it_is_ready_while_the_workspace_can_be_read() {
    let site = Site::start().await;
    assert_eq!(site.get("/readyz").await.status, 200);
    std::fs::remove_file(site.folder.path().join("tenure.toml")).unwrap();
    tokio::time::sleep(Duration::from_millis(600)).await;
    let not = site.get("/readyz").await;
    assert_eq!((not.status, not.text().as_str()), (503, "the workspace cannot be read\n"));
    assert_eq!(site.get("/healthz").await.status, 200, "alive all the same");
}
