//! Answers of values: the same numbers as the engine's, whole lists page by page, once each.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Method, StatusCode};
use serde::Serialize;
use serde_json::{Value, json};
use tenure_engine::import;
use tenure_engine::plain::VERSION;
use tenure_engine::progress::Silent;
use tenure_engine::read::{Basis, CustomerQuery, CustomerSort};
use tenure_engine::sources::{Kind, Options};
use url::form_urlencoded::byte_serialize;

use super::shop::{CUSTOMERS, ODD, Shop, clock};
use crate::report;

/// As an answer comes back: read by the same parser, which is off by the last bit of some numbers.
fn answered(of: &impl Serialize) -> Value {
    serde_json::from_str(&serde_json::to_string(of).unwrap()).unwrap()
}

/// A key as a segment of an address.
fn segment(key: &str) -> String {
    byte_serialize(key.as_bytes()).collect::<String>().replace('+', "%20")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_holds_the_numbers_that_the_commands_print() {
    let shop = Shop::open().await;
    let now = shop.app.now().await.unwrap();
    let run = now.runs.first().unwrap();
    for (horizon, basis) in [("1y", Basis::Revenue), ("90d", Basis::GrossMargin)] {
        let scope = format!("horizon={horizon}&basis={basis}");
        let overview = now.view.overview(run, horizon, basis).await.unwrap();
        let printed: Value = serde_json::from_str(&report::json(&overview).unwrap()).unwrap();
        assert_eq!(shop.json(&format!("/api/v1/overview?{scope}")).await, printed);

        let query = CustomerQuery { sort: CustomerSort::Historic, limit: 20, ..CustomerQuery::default() };
        let page = now.view.customers(run, horizon, basis, &query).await.unwrap();
        let answer = shop.json(&format!("/api/v1/customers?{scope}&sort=historic&limit=20")).await;
        let printed = answered(&json!({ "tenure": VERSION, "customers": page }));
        assert_eq!((&answer["tenure"], &answer["customers"]), (&printed["tenure"], &printed["customers"]));
        assert_eq!(answer["scope"], answered(&overview.scope));

        let scores = shop.json(&format!("/api/v1/scores?{scope}")).await;
        assert_eq!(scores["scope"], answer["scope"]);
        let of = |key: &str| scores["scores"].as_array().unwrap().iter().find(|row| row["customer_id"] == key).cloned();
        for row in page.customers {
            let score = of(&row.customer_id).unwrap();
            assert_eq!((&score["clv"], &score["historic"]), (&answered(&row.clv), &answered(&row.historic)));
            assert_eq!((&score["horizon"], &score["basis"]), (&json!(horizon), &json!(basis)));
        }
    }
    let one = now.view.customer(run, "shop:c07").await.unwrap().unwrap();
    let answer = shop.json("/api/v1/customers/shop:c07").await;
    assert_eq!(answer["customer"], answered(&one));
    assert_eq!(answer["scope"]["as_of"], "2026-03-31");
    assert_eq!(answer["scope"]["zone"], "Europe/Amsterdam");
    let weeks = now.view.tracking(run).await.unwrap();
    assert!(weeks.len() > 40, "{} weeks", weeks.len());
    assert_eq!(shop.json("/api/v1/tracking").await["weeks"], answered(&weeks));
    assert_eq!(shop.json("/api/v1/runs").await["runs"], answered(&now.runs));
    let address = format!("/api/v1/runs/{}", run.run_id);
    assert_eq!(shop.json(&address).await["run"], answered(run));
}

#[tokio::test(flavor = "multi_thread")]
async fn paging_yields_every_customer_once_in_order() {
    let shop = Shop::open().await;
    let keys = |page: &Value| -> Vec<String> {
        page.as_array().unwrap().iter().map(|row| row["customer_id"].as_str().unwrap().to_owned()).collect()
    };
    for sort in ["clv", "historic", "total", "p_alive", "last_order", "orders", "customer_id"] {
        let whole = shop.json(&format!("/api/v1/customers?sort={sort}&limit=1000")).await;
        assert_eq!(whole["next"], Value::Null);
        assert_eq!(whole["customers"]["matching"], CUSTOMERS);
        let mut seen = Vec::new();
        let mut address = format!("/api/v1/customers?sort={sort}&limit=7");
        loop {
            let reply = shop.get(&address).await;
            let page = reply.json();
            assert_eq!(page["customers"]["matching"], CUSTOMERS);
            seen.extend(keys(&page["customers"]["customers"]));
            let Some(next) = page["next"].as_str() else { break };
            // The header leads where the cursor leads.
            let linked = format!("/api/v1/customers?sort={sort}&limit=7&cursor={next}");
            assert_eq!(reply.header("link"), format!("<{linked}>; rel=\"next\""));
            address = linked;
        }
        assert_eq!(seen, keys(&whole["customers"]["customers"]), "{sort}");
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), CUSTOMERS);
    }
    let whole = keys(&shop.json("/api/v1/scores").await["scores"]);
    let mut seen = Vec::new();
    let mut address = "/api/v1/scores?limit=25".to_owned();
    loop {
        let page = shop.json(&address).await;
        assert_eq!(page["customers"], CUSTOMERS);
        seen.extend(keys(&page["scores"]));
        let Some(next) = page["next"].as_str() else { break };
        address = format!("/api/v1/scores?limit=25&cursor={next}");
    }
    assert_eq!(seen, whole);
    assert!(whole.is_sorted() && whole.len() == CUSTOMERS);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_goes_on_in_the_run_in_which_it_began() {
    let shop = Shop::open().await;
    let first = shop.json("/api/v1/customers?limit=30&sort=clv").await;
    let rest = format!("/api/v1/customers?limit=1000&cursor={}", first["next"].as_str().unwrap());
    let before = shop.json(&rest).await;
    let started = shop.send(Method::POST, "/api/v1/runs?as_of=2026-01-15", &[], Body::empty()).await;
    let ended = shop.ended(&started).await;
    assert_eq!(ended.error, None);
    // The newest version is asked for again after half a second.
    while shop.json("/api/v1/runs").await["runs"].as_array().unwrap().len() < 2 {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert_eq!(shop.json("/api/v1/overview").await["scope"]["as_of"], "2026-01-15");
    let after = shop.json(&rest).await;
    assert_eq!((&after["customers"], &after["scope"]), (&before["customers"], &before["scope"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_and_keys_come_through_addresses() {
    let shop = Shop::open().await;
    let found = shop.json(&format!("/api/v1/customers/{}", segment(ODD))).await;
    assert_eq!(found["customer"]["customer_id"], ODD);
    let listed =
        shop.json(&format!("/api/v1/customers?search={}", byte_serialize(b"b 7:9?").collect::<String>())).await;
    assert_eq!(listed["customers"]["customers"][0]["customer_id"], ODD);
    assert_eq!(listed["customers"]["matching"], 1);
    let all = shop.json("/api/v1/customers?limit=1000").await;
    let rows = all["customers"]["customers"].as_array().unwrap();
    let often = rows.iter().filter(|row| row["orders"].as_u64().unwrap() >= 3).count();
    let filtered = shop.json("/api/v1/customers?orders_from=3&limit=2").await;
    assert!(often > 2 && often < CUSTOMERS);
    assert_eq!(filtered["customers"]["matching"], often);
    let late = rows.iter().filter(|row| row["last_order"].as_str().unwrap() >= "2026-01-01").count();
    assert_eq!(shop.json("/api/v1/customers?last_order_from=2026-01-01").await["customers"]["matching"], late);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_the_client_has_is_not_sent_again() {
    let shop = Shop::open().await;
    let address = "/api/v1/customers?limit=3";
    let first = shop.get(address).await;
    let tag = first.header("etag").to_owned();
    assert!(tag.starts_with('"') && tag.len() == 34, "{tag}");
    assert_eq!(first.header("cache-control"), "private, max-age=0, must-revalidate");
    assert_eq!(first.header("vary"), "accept");
    let again = async |address: &str, known: &str| {
        shop.send(Method::GET, address, &[("if-none-match", known)], Body::empty()).await
    };
    for known in [tag.clone(), format!("\"other\", {tag}"), format!("W/{tag}"), "*".to_owned()] {
        let reply = again(address, &known).await;
        assert_eq!((reply.status, reply.body.as_str()), (StatusCode::NOT_MODIFIED, ""), "{known}");
        assert_eq!(reply.header("etag"), tag);
    }
    for other in [
        "/api/v1/customers?limit=4",
        "/api/v1/customers?limit=3&horizon=90d",
        "/api/v1/customers?limit=3&lang=nl",
        "/api/v1/scores",
    ] {
        assert_eq!(again(other, &tag).await.status, StatusCode::OK, "{other}");
    }
    let scores = shop.get("/api/v1/scores").await.header("etag").to_owned();
    let liking = [("accept", "text/csv"), ("if-none-match", scores.as_str())];
    let csv = shop.send(Method::GET, "/api/v1/scores", &liking, Body::empty()).await;
    assert_eq!(csv.status, StatusCode::OK, "another form is another answer");
    let wrong = again("/api/v1/customers?horizon=2w", &tag).await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_drawn_with_their_tables() {
    let shop = Shop::open().await;
    let list = shop.json("/api/v1/figures?lang=nl").await;
    let names: Vec<&str> = list["figures"].as_array().unwrap().iter().map(|f| f["id"].as_str().unwrap()).collect();
    let known = "tenths distribution concentration months waterfall frequencies tracking tracking-so-far alive";
    assert_eq!(names.join(" "), known);
    assert_eq!(list["figures"][3]["title"], "Nettoverkopen per maand");
    for name in names {
        let address = format!("/api/v1/figures/{name}?customer=shop:c07");
        let (light, dark) = (shop.json(&address).await, shop.json(&format!("{address}&theme=dark")).await);
        assert_eq!(light["id"], name);
        assert!(!light["data"].as_array().unwrap().is_empty(), "{name}");
        assert_eq!((&light["theme"], &dark["theme"]), (&json!("light"), &json!("dark")));
        assert_ne!(light["layout"], dark["layout"], "{name}");
        assert_eq!(light["table"], dark["table"], "{name}");
        assert_eq!(light["scope"]["run_id"], "run-000002", "{name}");
        let rows = light["table"]["rows"].as_array().unwrap().len();
        assert!(rows > 0, "{name}");
        let csv = shop.send(Method::GET, &address, &[("accept", "text/csv")], Body::empty()).await;
        assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
        let file = format!("{name}-2026-03-31-1y-revenue-EUR-run-000002.csv");
        assert_eq!(csv.header("content-disposition"), format!("attachment; filename=\"{file}\""));
        assert_eq!(csv.body.lines().count(), rows + 1, "{name}: {}", csv.body);
    }
    let overview = shop.json("/api/v1/overview").await;
    let months = shop.json("/api/v1/figures/months").await;
    let revenue: Vec<&Value> = overview["months"].as_array().unwrap().iter().map(|month| &month["revenue"]).collect();
    assert_eq!(months["data"][0]["y"], json!(revenue));
}

#[tokio::test(flavor = "multi_thread")]
async fn values_come_as_csv_too() {
    let shop = Shop::open().await;
    let reply = shop.get("/api/v1/scores?limit=2&format=csv").await;
    let lines: Vec<&str> = reply.body.lines().collect();
    let columns = "customer_id,horizon,basis,currency,model,p_alive,expected_purchases,expected_spend,historic,clv,total,\
                   formula_clv,next_order_from,next_order,next_order_to";
    assert_eq!((lines.len(), lines[0]), (3, columns));
    // The text of the answer: a number that is read from it and written again may have another last digit.
    let (answer, cells) = (shop.get("/api/v1/scores?limit=1").await.body, lines[1].split(','));
    assert_eq!(cells.clone().count(), columns.split(',').count());
    let members = columns.split(',').zip(cells).map(|(name, cell)| match cell {
        "" => format!("\"{name}\":null"),
        text if text.parse::<f64>().is_err() => format!("\"{name}\":\"{text}\""),
        number => format!("\"{name}\":{number}"),
    });
    let row = format!("{{{}}}", members.collect::<Vec<_>>().join(","));
    assert!(answer.contains(&row), "{row} is not in {answer}");
    let next = reply.header("link").strip_prefix('<').unwrap().split('>').next().unwrap().to_owned();
    assert!(next.starts_with("/api/v1/scores?limit=2&format=csv&cursor="), "{next}");
    assert_eq!(shop.get(&next).await.body.lines().count(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_goes_on_with_its_own_list_alone() {
    let shop = Shop::open().await;
    let keys = |page: &Value| -> Vec<String> {
        page["customers"]["customers"].as_array().unwrap().iter().map(|row| row["customer_id"].to_string()).collect()
    };
    let list = "/api/v1/customers?horizon=90d&basis=gross_margin&orders_from=2&sort=historic";
    let whole = shop.json(&format!("{list}&limit=1000")).await;
    let first = shop.get(&format!("{list}&limit=2")).await;
    let next = first.json()["next"].as_str().unwrap().to_owned();
    // Horizon, basis, order and run come with the cursor, whatever the settings say by now.
    let settings = shop.home.path().join("tenure.toml");
    let text = std::fs::read_to_string(&settings).unwrap();
    std::fs::write(&settings, text.replace("[\"1y\", \"90d\"]", "[\"3y\", \"1y\"]")).unwrap();
    let rest = shop.json(&format!("/api/v1/customers?orders_from=2&limit=1000&cursor={next}")).await;
    assert_eq!(keys(&rest), keys(&whole)[2..]);
    assert_eq!((&rest["scope"]["horizon"], &rest["scope"]["basis"]), (&json!("90d"), &json!("gross_margin")));
    let linked = first.header("link").strip_prefix('<').unwrap().split('>').next().unwrap().to_owned();
    assert_eq!(keys(&shop.json(&linked.replace("limit=2", "limit=1000")).await), keys(&rest));
    for (other, named) in [
        (format!("customers?cursor={next}&horizon=1y&orders_from=2"), "`horizon`"),
        (format!("customers?cursor={next}&basis=revenue&orders_from=2"), "`basis`"),
        (format!("customers?cursor={next}&sort=clv&orders_from=2"), "`sort`"),
        (format!("customers?cursor={next}&run=run-000001&orders_from=2"), "`run`"),
        (format!("customers?cursor={next}"), "other rows"),
        (format!("customers?cursor={next}&orders_from=3"), "other rows"),
        (format!("scores?cursor={next}"), "`sort`"),
    ] {
        let refused = shop.get(&format!("/api/v1/{other}")).await;
        assert_eq!(refused.status, if named == "`run`" { StatusCode::NOT_FOUND } else { StatusCode::BAD_REQUEST });
        if named != "`run`" {
            assert!(refused.body.contains(named), "{other}: {}", refused.body);
        }
    }
    let scores = shop.json("/api/v1/scores?limit=2&horizon=90d").await["next"].as_str().unwrap().to_owned();
    let by_name = shop.get(&format!("/api/v1/customers?sort=customer_id&cursor={scores}")).await;
    assert_eq!(by_name.status, StatusCode::BAD_REQUEST);
    let scores = shop.json(&format!("/api/v1/scores?limit=1&cursor={scores}")).await;
    assert_eq!(scores["scores"][0]["horizon"], "90d");
}

#[tokio::test(flavor = "multi_thread")]
async fn imports_and_runs_go_on_from_a_place() {
    let shop = Shop::open().await;
    let files = shop.json("/api/v1/imports").await;
    assert_eq!((&files["next"], &files["totals"]["files"], &files["more"]), (&Value::Null, &json!(1), &json!(false)));
    let rest = shop.json("/api/v1/imports?after=import-000001%7Corders.csv").await;
    assert_eq!((&rest["imports"], &rest["totals"]), (&json!([]), &files["totals"]));
    let refused = shop.get("/api/v1/imports?after=orders.csv").await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let runs = shop.json("/api/v1/runs").await;
    assert_eq!((&runs["next"], runs["runs"].as_array().unwrap().len()), (&Value::Null, 1));
    assert_eq!(shop.json("/api/v1/runs?before=run-000002").await["runs"], json!([]));
    let data = shop.get("/data?after=import-000001%7Corders.csv&runs=run-000002").await.body;
    for link in ["href=\"/data?runs=run-000002\"", "href=\"/data?after=import-000001%7Corders.csv\""] {
        assert!(data.contains(link), "the way back to the latest, {link}: {data}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_is_told_as_the_run_saw_it_whatever_came_since() {
    let shop = Shop::open().await;
    let before = shop.json("/api/v1/customers/shop:c07").await;
    let workspace = tenure_engine::workspace::Workspace::open(shop.home.path()).unwrap();
    let path = shop.home.path().join("older.csv");
    let more = "order_id,customer_id,order_date,amount\nx1,c07,2025-03-01,99.00\nx2,c07,2025-03-09,1.00\n";
    std::fs::write(&path, more).unwrap();
    let said = Options { source: Some("shop".to_owned()), kind: Some(Kind::Orders), ..Options::default() };
    let options = import::options(&workspace, &path, clock(), |options| options.overlay(&said)).unwrap();
    import::run(&workspace, &[import::Request { path, options }], clock(), Arc::new(Silent)).await.unwrap();
    while shop.json("/api/v1/imports").await["totals"]["files"] != 2 {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    let after = shop.json("/api/v1/customers/shop:c07").await;
    assert_eq!(after, before);
    assert_eq!(after["customer"]["newer"], false);
    let orders: u64 = after["customer"]["channels"]
        .as_array()
        .unwrap()
        .iter()
        .map(|channel| channel["orders"].as_u64().unwrap())
        .sum();
    assert_eq!(json!(orders), after["customer"]["orders"]);
    assert!(shop.get("/customers/shop:c07").await.body.contains("New data since this run"));
    tenure_engine::run::run(&workspace, Some(super::shop::AS_OF), clock(), Arc::new(Silent)).await.unwrap();
    while shop.json("/api/v1/runs").await["runs"].as_array().unwrap().len() != 2 {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    let seen = shop.json("/api/v1/customers/shop:c07").await;
    assert_eq!(seen["customer"]["orders"].as_u64(), after["customer"]["orders"].as_u64().map(|orders| orders + 2));
    let earlier = shop.json("/api/v1/customers/shop:c07?run=run-000002").await;
    assert_eq!(earlier, before, "an earlier run says what it said");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_setting_that_changes_the_answer_changes_its_tag() {
    let shop = Shop::open().await;
    let tag = shop.get("/api/v1/overview").await.header("etag").to_owned();
    let settings = shop.home.path().join("tenure.toml");
    let text = std::fs::read_to_string(&settings).unwrap();
    std::fs::write(&settings, text.replace("[\"1y\", \"90d\"]", "[\"90d\", \"1y\"]")).unwrap();
    // The settings are read again after half a second.
    std::thread::sleep(std::time::Duration::from_millis(600));
    let known = [("if-none-match", tag.as_str())];
    let reply = shop.send(Method::GET, "/api/v1/overview", &known, Body::empty()).await;
    assert_eq!((reply.status, &reply.json()["scope"]["horizon"]), (StatusCode::OK, &json!("90d")));
    std::fs::write(&settings, text.replace("[workspace]", "[workspace]\nzone = \"Asia/Tokyo\"")).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(600));
    let reply = shop.send(Method::GET, "/api/v1/overview", &known, Body::empty()).await;
    assert_eq!((reply.status, &reply.json()["scope"]["zone"]), (StatusCode::OK, &json!("Asia/Tokyo")));
}
