//! What changes the workspace, and every way to be refused.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use tenure_engine::workspace::Workspace;

use super::shop::{Shop, orders};
use crate::jobs::JobState;

const CSV: (&str, &str) = ("content-type", "text/csv");

fn form(parts: &[(&str, &str)]) -> String {
    let part = |(name, text): &(&str, &str)| {
        format!("--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{text}\r\n")
    };
    parts.iter().map(part).collect::<String>() + "--edge--\r\n"
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_imported_and_run_from_outside() {
    let shop = Shop::empty();
    let send = async |address: &str, kind, body: String| shop.send(Method::POST, address, &[kind], body).await;
    let begun = send("/api/v1/imports?filename=orders.csv&source=shop&as=orders", CSV, orders()).await;
    assert_eq!(begun.header("location"), "/api/v1/jobs/import-1");
    assert_eq!(begun.json()["job"]["kind"], "import");
    let ended = shop.ended(&begun).await;
    assert_eq!((ended.state, ended.error), (JobState::Done, None));
    let rows = orders().lines().count() - 1;
    let imports = shop.json("/api/v1/imports").await;
    let inserted = &ended.result.unwrap()["import"]["changes"];
    let inserted: u64 = inserted.as_array().unwrap().iter().map(|change| change["inserted"].as_u64().unwrap()).sum();
    let row = json!({
        "import_id": "import-000001", "source": "shop", "file": "orders.csv", "kind": "orders", "imported_at": "2026-04-01T06:00:00Z",
        "rows": rows, "inserted": inserted, "updated": 0,
    });
    assert_eq!(imports["imports"], json!([row]));
    assert_eq!(imports["reconciliation"][0]["rows"], rows);
    let settings = std::fs::read_to_string(shop.home.path().join("tenure.toml")).unwrap();
    assert!(settings.contains("[source.shop]"), "{settings}");

    let multipart = ("content-type", "multipart/form-data; boundary=edge");
    let again = send("/api/v1/imports?source=shop", multipart, form(&[("orders.csv", &orders())])).await;
    let ended = shop.ended(&again).await;
    assert_eq!(
        (ended.state, &ended.result.unwrap()["import"]["version"]),
        (JobState::Done, &json!(1)),
        "it was all there"
    );

    let run = shop.send(Method::POST, "/api/v1/runs?as_of=2026-03-31", &[], Body::empty()).await;
    assert_eq!(run.header("location"), "/api/v1/jobs/run-3");
    let ended = shop.ended(&run).await;
    assert_eq!((ended.state, ended.error), (JobState::Done, None));
    assert_eq!(ended.result.unwrap()["as_of"], "2026-03-31");
    while shop.get("/api/v1/overview").await.status != StatusCode::OK {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    let jobs = shop.json("/api/v1/jobs").await;
    let ids: Vec<&Value> = jobs["jobs"].as_array().unwrap().iter().map(|job| &job["id"]).collect();
    assert_eq!(ids, ["run-3", "import-2", "import-1"]);
    let one = shop.get("/api/v1/jobs/run-3").await;
    assert_eq!((one.header("cache-control"), one.header("retry-after")), ("no-store", ""));
    assert_eq!(one.json()["job"], jobs["jobs"][0]);
    let left = std::fs::read_dir(shop.home.path().join("uploads")).unwrap().count();
    assert_eq!(left, 0, "uploads are removed when their job ends");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_understood_fails_its_job_and_changes_nothing() {
    let shop = Shop::empty();
    let begun = shop.send(Method::POST, "/api/v1/imports?filename=x.csv", &[CSV], "a,b\n1,2\n").await;
    let ended = shop.ended(&begun).await;
    assert_eq!(ended.state, JobState::Failed);
    assert!(ended.error.as_deref().is_some_and(|why| why.contains("`x.csv`")), "{:?}", ended.error);
    assert_eq!(shop.json("/api/v1/imports").await["imports"], json!([]));
    let run = shop.send(Method::POST, "/api/v1/runs", &[], Body::empty()).await;
    let why = shop.ended(&run).await.error.unwrap();
    assert!(why.starts_with("no orders of known customers in `EUR` yet"), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_change_at_a_time() {
    let shop = Shop::empty();
    let (go, wait) = tokio::sync::oneshot::channel::<()>();
    // As a run does: it holds the workspace as long as it is at work.
    let lock = Workspace::open(shop.home.path()).unwrap().lock().unwrap();
    let work = async move { wait.await.map(|()| drop(lock)).map(|()| Value::Null).map_err(|e| e.to_string()) };
    shop.app.jobs.change("run", |_| work).unwrap();
    let refused = shop.send(Method::POST, "/api/v1/runs", &[], Body::empty()).await;
    let wanted = json!({
        "type": "urn:tenure:problem:busy", "title": "Another change is at work", "status": 409,
        "detail": "job `run-1` is at work; wait until it has finished", "instance": "/api/v1/runs",
    });
    assert_eq!((refused.status, refused.json()), (StatusCode::CONFLICT, wanted));
    assert_eq!(shop.get("/api/v1/jobs/run-1").await.header("retry-after"), "1");
    let import = shop.send(Method::POST, "/api/v1/imports?filename=a.csv", &[CSV], orders()).await;
    assert_eq!((import.status, &import.json()["detail"]), (StatusCode::CONFLICT, &refused.json()["detail"]));
    go.send(()).unwrap();

    // Another process.
    let shop = Shop::empty();
    let left_behind = shop.home.path().join("tmp/left");
    std::fs::create_dir_all(&left_behind).unwrap();
    let open = || Workspace::open(shop.home.path()).unwrap();
    open().free().unwrap();
    assert!(left_behind.exists(), "what stopped work left is told by the next that takes the lock");
    let held = Workspace::open(shop.home.path()).unwrap().lock().unwrap();
    for address in ["/api/v1/runs", "/api/v1/imports?filename=a.csv"] {
        let refused = shop.send(Method::POST, address, &[CSV], orders()).await;
        let detail = "another import or run is at work; wait until it has finished";
        assert_eq!((refused.status, &refused.json()["detail"]), (StatusCode::CONFLICT, &json!(detail)), "{address}");
    }
    assert!(!shop.home.path().join("uploads").exists(), "nothing was taken in");
    drop(held);
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_are_documents() {
    let shop = Shop::open().await;
    let known = "run `run-000002` has no values for horizon `2w` on basis `revenue`; it has `1y/gross_margin`, `1y/revenue`, \
                 `90d/gross_margin`, `90d/revenue`";
    let cursor = "`cursor` is `abc`; it must be the `next` of an earlier page, as it was given";
    let (wrong, missing) = ("The request asks for something that cannot be", "There is no such thing");
    let cases = [
        ("overview?horizon=2w", 400, "wrong", wrong, known),
        ("customers?horizon=2w", 400, "wrong", wrong, known),
        ("scores?horizon=2w", 400, "wrong", wrong, known),
        ("figures/tenths?horizon=2w", 400, "wrong", wrong, known),
        (
            "overview?basis=profit",
            400,
            "wrong",
            wrong,
            "basis `profit` is not known; it is one of `revenue`, `gross_margin`",
        ),
        ("overview?lang=xx", 400, "wrong", wrong, "no words for `xx`; known are `en`, `nl`"),
        ("overview?run=run-9", 404, "missing", missing, "there is no run `run-9`"),
        ("overview?format=xml", 400, "wrong", wrong, "`format` is `xml`; it is one of `json`, `csv`"),
        ("customers?cursor=abc", 400, "wrong", wrong, cursor),
        ("customers?limit=5000", 400, "wrong", wrong, "`limit` is `5000`; it is a whole number from 1 to 1000"),
        ("customers?limit=0", 400, "wrong", wrong, "`limit` is `0`; it is a whole number from 1 to 1000"),
        ("customers/nobody", 404, "missing", missing, "there is no customer `nobody` in run `run-000002`"),
        ("figures/pie", 404, "missing", missing, "there is no figure `pie`"),
        ("figures/alive", 400, "wrong", wrong, "figure `alive` is of one customer; say which with `customer`"),
        ("figures/alive?customer=x", 404, "missing", missing, "there is no customer `x`"),
        ("runs/run-9", 404, "missing", missing, "there is no run `run-9`"),
        ("jobs/run-9", 404, "missing", missing, "there is no job `run-9`"),
        ("nothing", 404, "missing", missing, "there is no address `/api/v1/nothing`; /api/v1/openapi.json lists them"),
    ];
    for (address, status, code, title, detail) in cases {
        let reply = shop.get(&format!("/api/v1/{address}")).await;
        let path = format!("/api/v1/{}", address.split('?').next().unwrap());
        let wanted = json!({
            "type": format!("urn:tenure:problem:{code}"), "title": title, "status": status, "detail": detail,
            "instance": path,
        });
        assert_eq!(reply.header("content-type"), "application/problem+json", "{address}");
        assert_eq!((reply.status.as_u16(), reply.json()), (status, wanted), "{address}");
    }
    for address in ["customers?limit=many", "customers?sort=age", "customers?clv_from=x", "customers/%FF"] {
        let reply = shop.get(&format!("/api/v1/{address}")).await;
        assert_eq!((reply.status.as_u16(), reply.json()["status"].as_u64()), (400, Some(400)), "{address}");
    }
    let other = shop.get("/api/else").await;
    assert_eq!((other.status, &other.json()["instance"]), (StatusCode::NOT_FOUND, &json!("/api/else")));
    let put = shop.send(Method::PUT, "/api/v1/runs", &[], Body::empty()).await;
    assert_eq!(put.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(put.json()["detail"], "`PUT` is not a way to ask for this address");
    assert_eq!(put.header("allow"), "GET,HEAD,POST");
}

#[tokio::test(flavor = "multi_thread")]
async fn before_the_first_run_the_api_says_so() {
    let shop = Shop::empty();
    for path in ["overview", "customers", "customers/a", "scores", "tracking", "figures/months"] {
        let reply = shop.get(&format!("/api/v1/{path}")).await;
        let wanted = json!({
            "type": "urn:tenure:problem:nothing", "title": "Nothing was run yet", "status": 404,
            "detail": "there is nothing to show yet", "instance": format!("/api/v1/{path}"),
        });
        assert_eq!(reply.json(), wanted, "{path}");
    }
    for (path, list) in [("runs", "runs"), ("imports", "imports"), ("jobs", "jobs")] {
        assert_eq!(shop.json(&format!("/api/v1/{path}")).await[list], json!([]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_import_cannot_be_is_refused_before_it_begins() {
    let shop = Shop::empty();
    let options = "filename, source, as, header, skip, delimiter, encoding, decimal, date_order, zone, currency, channel, vat, exported_at, map";
    let cases = [
        ("", CSV, "say the file's name in `filename`, or send a form (`multipart/form-data`)".to_owned()),
        ("?colour=red", CSV, format!("`colour` is no option of an import; options are {options}")),
        ("?filename=a.csv&header=maybe", CSV, "`header` is `maybe`; allowed: true, false".to_owned()),
        ("?filename=a.csv&map=amount", CSV, "`map` is `amount`; allowed: role=column, as in amount=Bedrag".to_owned()),
        ("?filename=a.csv&decimal=dot", CSV, "`decimal` is `dot`; allowed: comma, point".to_owned()),
        ("?filename=a.csv&currency=euro", CSV, "`currency` is `euro`; allowed: an ISO 4217 code such as EUR".to_owned()),
        (
            "?filename=a.csv&exported_at=2027-01-01",
            CSV,
            "`exported_at` is `2027-01-01`; allowed: a time that has been, such as 2026-03-31, 2026-03-31T18:00 or 2026-03-31T18:00:00Z".to_owned(),
        ),
        ("?filename=..", CSV, "`..` cannot be a file's name; use a plain one such as orders.csv".to_owned()),
        (
            "",
            ("content-type", "multipart/form-data; boundary=edge"),
            "the form cannot be read: it holds no file".to_owned(),
        ),
    ];
    for (query, kind, detail) in cases {
        let reply = shop.send(Method::POST, &format!("/api/v1/imports{query}"), &[kind], form(&[])).await;
        assert_eq!((reply.status, &reply.json()["detail"]), (StatusCode::BAD_REQUEST, &json!(detail)), "{query}");
    }
    assert!(shop.app.jobs.all().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_went_wrong_inside_stays_inside() {
    let shop = Shop::empty();
    let versions = shop.home.path().join("lake/_tenure/versions");
    std::fs::create_dir_all(&versions).unwrap();
    std::fs::write(versions.join("00000000000000000001.json"), "secret").unwrap();
    let reply = shop.get("/api/v1/overview").await;
    let wanted = json!({
        "type": "urn:tenure:problem:engine", "title": "The server could not answer", "status": 500,
        "instance": "/api/v1/overview",
    });
    assert_eq!((reply.status, reply.json()), (StatusCode::INTERNAL_SERVER_ERROR, wanted));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_asked_that_the_document_does_not_know() {
    let shop = Shop::open().await;
    for (address, known) in [
        ("customers?clv_min=5", "`clv_from`"),
        ("customers?Sort=clv", "`sort`"),
        ("scores?clv_from=5", "`sort`"),
        ("overview?theme=dark", "`horizon`"),
        ("figures/tenths?custmer=x", "`customer`"),
        ("runs?after=x", "`run`"),
    ] {
        let reply = shop.get(&format!("/api/v1/{address}")).await;
        let detail = reply.json()["detail"].as_str().unwrap_or_default().to_owned();
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{address}: {}", reply.body);
        assert!(
            detail.contains("is nothing to ask for here") && (detail.contains(known) || address.starts_with("scores")),
            "{detail}"
        );
    }
    for address in ["customers?run=&search=", "overview?format=json&lang=nl", "figures/tenths?theme=dark&format=csv"] {
        let address = address.replace("run=&", "");
        assert_eq!(shop.get(&format!("/api/v1/{address}")).await.status, StatusCode::OK, "{address}");
    }
    let any = [("if-none-match", "*")];
    let nobody = shop.send(Method::GET, "/api/v1/customers/nobody", &any, Body::empty()).await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND, "who has any answer has not one that there is none");
}
