//! Whole pages on a real workspace: a small shop's orders, imported and run.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use maud::PreEscaped;

use super::{LANGUAGES, scope, words};
use crate::api::tests::shop::{CUSTOMERS, Shop};
use crate::frame::nothing_yet;

/// An odd key, as addresses have it.
const CUSTOMER: &str = "/customers/shop:a%2Fb%207%3A9%3F%25%C3%BC";
const PAGES: [&str; 6] = ["/", "/value", "/customers", "/customers?search=c1&orders_from=2", CUSTOMER, "/models"];

/// What keys of words begin with: a missing word shows its key.
const KINDS: [&str; 16] = [
    "overview",
    "value",
    "customers",
    "customer",
    "models",
    "figure",
    "tile",
    "column",
    "def",
    "fit",
    "nav",
    "status",
    "channel",
    "basis",
    "horizon",
    "ahead",
];

/// Every value of an attribute.
fn values<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    let begin = format!(" {attribute}=\"");
    page.split(begin.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

fn with(address: &str, parameter: &str) -> String {
    format!("{address}{}{parameter}", if address.contains('?') { '&' } else { '?' })
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_holds_in_every_language_horizon_and_basis() {
    let shop = Shop::open().await;
    for page in PAGES {
        for lang in LANGUAGES {
            for about in ["", "&horizon=90d", "&basis=gross_margin"] {
                let address = with(page, &format!("lang={lang}{about}"));
                let reply = shop.get(&address).await;
                assert_eq!(reply.status, StatusCode::OK, "{address}: {}", reply.body);
                sound(&address, &reply.body);
            }
        }
    }
}

/// Nothing that the policy forbids, no missing word, no number that is none, one element for each id.
fn sound(address: &str, page: &str) {
    let mut markup = String::new();
    for (at, part) in page.split("<script").enumerate() {
        let (script, rest) = if at == 0 { ("", part) } else { part.split_once("</script>").unwrap() };
        let allowed = script.starts_with(" src=\"/assets/") || script.starts_with(" type=\"application/json\" id=");
        assert!(at == 0 || allowed, "a script of its own in {address}");
        markup.push_str(rest);
    }
    for forbidden in [" style=", "<style", " onclick=", "javascript:", "NaN", "{ $"] {
        assert!(!markup.contains(forbidden), "`{forbidden}` in {address}");
    }
    let ids = values(&markup, "id");
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "an id twice in {address}: {ids:?}");
    for of in values(&markup, "for") {
        assert!(ids.contains(&of), "a label for `{of}`, which is not in {address}");
    }
    for word in words(&PreEscaped(markup)).split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_')) {
        let key = word.split_once('-').is_some_and(|(kind, rest)| KINDS.contains(&kind) && !rest.is_empty());
        assert!(!key, "`{word}` is no word, in {address}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_link_leads_somewhere_and_keeps_the_scope() {
    let shop = Shop::open().await;
    let mut seen = BTreeSet::new();
    for page in PAGES {
        let body = shop.get(&with(page, "lang=nl&horizon=90d")).await.body;
        for href in values(&body, "href").into_iter().map(|href| href.replace("&amp;", "&")) {
            let inside = href.starts_with('/') && !href.starts_with("/assets/");
            let path = href.split('#').next().unwrap_or_default().to_owned();
            if !inside || !seen.insert(path.clone()) {
                continue;
            }
            let kept = path.starts_with("/docs/") || path.contains("horizon=") && path.contains("lang=");
            assert!(kept, "{path} in {page} forgets the scope");
            let reply = shop.get(&path).await;
            assert_eq!(reply.status, StatusCode::OK, "{path} in {page}: {}", reply.body);
        }
    }
    assert!(seen.len() > 80, "{} addresses", seen.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_is_paged_both_ways_filtered_and_kept() {
    let shop = Shop::open().await;
    let names = |body: &str| -> Vec<String> {
        let rows = body.split("class=\"row\"").skip(1);
        rows.map(|row| row.split_once('>').unwrap().1.split('<').next().unwrap().to_owned()).collect()
    };
    let link = |body: &str, rel: &str| -> Option<String> {
        let at = body.find(&format!("rel=\"{rel}\""))?;
        let begin = body[..at].rfind("href=\"")? + 6;
        Some(body[begin..].split('"').next()?.replace("&amp;", "&"))
    };
    let file = shop.get("/customers.csv?sort=historic").await;
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"customers-2026-03-31.csv\"");
    let lines: Vec<&str> = file.body.lines().collect();
    assert_eq!(lines.len(), CUSTOMERS + 1);
    assert!(lines[0].ends_with(",total,horizon,basis,currency,discount_rate,model,as_of,run_id"), "{}", lines[0]);
    let about = ",1y,revenue,EUR,0.1,mbg-nbd+gamma-gamma,2026-03-31,run-000002";
    assert!(lines[1..].iter().all(|line| line.ends_with(about)), "{}", lines[1]);
    let first = shop.get("/customers?sort=historic").await.body;
    assert!(first.contains("1 to 50 of 60") && link(&first, "prev").is_none(), "{first}");
    let next = link(&first, "next").unwrap();
    let second = shop.get(&next).await.body;
    assert!(second.contains("51 to 60 of 60") && link(&second, "next").is_none(), "{second}");
    let all: Vec<String> = names(&first).into_iter().chain(names(&second)).collect();
    let kept: Vec<&str> = lines[1..].iter().map(|line| line.trim_matches('"').split(',').next().unwrap()).collect();
    assert_eq!(all.len(), CUSTOMERS);
    assert_eq!(
        all.iter().filter(|name| !name.contains(' ')).collect::<Vec<_>>(),
        kept.iter().filter(|name| !name.contains(' ')).collect::<Vec<_>>()
    );
    let back = shop.get(&link(&second, "prev").unwrap()).await.body;
    assert_eq!(names(&back), names(&first));
    let up = shop.get("/customers?sort=historic&direction=asc").await.body;
    assert_eq!(names(&up)[..10], all.iter().rev().take(10).cloned().collect::<Vec<_>>()[..]);
    assert!(up.contains("aria-sort=\"ascending\""));
    let some = shop.get("/customers?search=c1&direction=asc&sort=customer_id").await.body;
    assert_eq!(names(&some), (10..20).map(|at| format!("shop:c{at}")).collect::<Vec<_>>());
    let none = shop.get("/customers?search=nobody").await.body;
    assert!(none.contains("None of 60 customers fits") && none.contains("class=\"state\""), "{none}");
    let wrong = shop.get("/customers?alive_from=50").await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    assert_eq!(shop.get("/customers/shop:nobody").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn points_open_the_customers_behind_them() {
    let shop = Shop::open().await;
    let body = shop.get("/value").await.body;
    let data = body.split("id=\"figures\">").nth(1).unwrap().split("</script>").next().unwrap();
    let drawn: serde_json::Value = serde_json::from_str(data).unwrap();
    let figure = drawn.as_array().unwrap().iter().find(|figure| figure["id"] == "distribution").unwrap();
    let trace = &figure["light"]["data"][0];
    for (address, count) in trace["customdata"].as_array().unwrap().iter().zip(trace["y"].as_array().unwrap()) {
        let count = count.as_f64().unwrap();
        let list = shop.get(address.as_str().unwrap()).await.body;
        let said = match count.to_string().as_str() {
            "0" => "None of 60 customers fits".to_owned(),
            "1" => "One of 60 customers fits".to_owned(),
            n => format!("{n} of 60 customers fit"),
        };
        assert!(list.contains(&said), "{address} should have {said}");
    }
}

#[tokio::test]
async fn an_empty_workspace_says_what_to_import() {
    let shop = Shop::empty();
    for page in ["/", "/value", "/customers", "/models", "/data"] {
        for lang in LANGUAGES {
            let scope = scope(&shop, &format!("{page}?lang={lang}")).await;
            let body = nothing_yet(&scope).0;
            sound(page, &body);
            assert!(body.contains(&format!("href=\"/data/import?lang={lang}\"")), "{body}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_scope_or_order_begins_its_list_anew() {
    let shop = Shop::open().await;
    let first = shop.get("/customers?sort=clv").await.body;
    let next = values(&first, "href").into_iter().find(|href| href.contains("after=")).unwrap().replace("&amp;", "&");
    let second = shop.get(&next).await.body;
    let hrefs: Vec<&str> = values(&second, "href").into_iter().filter(|href| href.starts_with("/customers?")).collect();
    let others = |part: &str| hrefs.iter().copied().filter(|href| href.contains(part)).collect::<Vec<_>>();
    for (part, least) in [("horizon=", 2), ("basis=", 2), ("sort=historic", 1)] {
        let links: Vec<&str> =
            others(part).into_iter().filter(|href| !href.contains("lang=") && !href.contains("before=")).collect();
        assert!(links.len() >= least, "{part}: {hrefs:?}");
        for link in links {
            assert!(!["after=", "from="].iter().any(|place| link.contains(place)), "{link} keeps the place");
        }
    }
    assert!(
        others("lang=nl").iter().all(|href| href.contains("after=")),
        "another language is the same list: {hrefs:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_paged_in_the_run_in_which_it_began() {
    let shop = Shop::open().await;
    let first = shop.get("/customers?sort=total").await.body;
    let next = values(&first, "href").into_iter().find(|href| href.contains("after=")).unwrap().replace("&amp;", "&");
    let overview = shop.get("/").await.body;
    let tenth = overview.split("\"customdata\":[\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let row = |body: &str| body.split("<tbody>").nth(1).unwrap().split("</tbody>").next().unwrap().to_owned();
    let before = [row(&shop.get(&next).await.body), row(&shop.get(&tenth).await.body)];
    let run = "/api/v1/runs?as_of=2025-12-31";
    let started = shop.send(axum::http::Method::POST, run, &[], axum::body::Body::empty()).await;
    assert_eq!(shop.ended(&started).await.error, None);
    while shop.json("/api/v1/runs").await["runs"].as_array().unwrap().len() < 2 {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert_ne!(row(&shop.get("/customers?sort=total").await.body), row(&first), "the values moved");
    assert_eq!([row(&shop.get(&next).await.body), row(&shop.get(&tenth).await.body)], before);
    assert!(next.contains("run=run-000002") && tenth.contains("run=run-000002"), "{next} {tenth}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_horizon_that_the_run_lacks_is_refused_by_every_page_and_file_of_values() {
    let shop = Shop::open().await;
    for wrong in ["horizon=2y", "horizon=5y&basis=gross_margin"] {
        for page in ["/", "/value", "/customers", CUSTOMER, "/models", "/customers.csv", "/report.html"] {
            let refused = shop.get(&with(page, wrong)).await;
            assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{page}?{wrong}: {}", refused.body);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_horizon_that_only_the_settings_have_closes_no_page() {
    let shop = Shop::open().await;
    let settings = shop.home.path().join("tenure.toml");
    let text = std::fs::read_to_string(&settings).unwrap();
    for (horizons, shown) in [("[\"2y\"]", "90d"), ("[\"2y\", \"1y\"]", "1y")] {
        std::fs::write(&settings, text.replace("[\"1y\", \"90d\"]", horizons)).unwrap();
        // The settings are read again after half a second.
        std::thread::sleep(std::time::Duration::from_millis(600));
        for page in PAGES {
            let reply = shop.get(page).await;
            assert_eq!(reply.status, StatusCode::OK, "{page}: {}", reply.body);
        }
        assert_eq!(shop.json("/api/v1/overview").await["scope"]["horizon"], shown);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_to_a_run_leaves_out_what_it_does_not_value() {
    let shop = Shop::open().await;
    let mut scope = scope(&shop, "/customers?horizon=90d&basis=gross_margin&from=51&after=1%7Cshop:c1").await;
    let mut other = scope.run.clone().unwrap();
    other.run_id = "run-000001".to_owned();
    assert_eq!(scope.of_run(&other, false), "/customers?run=run-000001&horizon=90d&basis=gross_margin");
    other.manifest = serde_json::json!({ "settings": { "horizons": ["1y"] } });
    assert_eq!(scope.of_run(&other, false), "/customers?run=run-000001&basis=gross_margin");
    scope.others.clear();
    assert_eq!(scope.of_run(&other, true), "/customers?basis=gross_margin");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_frame_around_what_a_run_lacks_offers_what_it_has() {
    let shop = Shop::open().await;
    for asked in ["/value?horizon=2y&lang=en", "/value?basis=gross_margin&horizon=2y&lang=en"] {
        let asked = scope(&shop, asked).await;
        let Err(fault) = asked.run() else { panic!("there is no such horizon") };
        let scope = asked.clone().valued();
        let page = crate::frame::fault_within(&scope, &fault).0;
        assert!(page.contains("<code>run-000002</code> holds no values within 2 years on"), "{page}");
        for link in
            ["/value?horizon=90d&amp;lang=en", "/value?horizon=1y&amp;lang=en", "/customers?lang=en", "/?lang=en"]
        {
            assert!(page.contains(&format!("href=\"{link}\"")), "{link} is not in {page}");
        }
        assert!(!page.contains("horizon=2y"), "a link leads to the same refusal: {page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_of_other_settings_are_not_up_to_date() {
    let shop = Shop::open().await;
    let settings = shop.home.path().join("tenure.toml");
    let text = std::fs::read_to_string(&settings).unwrap();
    assert!(shop.get("/").await.body.contains("Up to date"));
    for (of, other) in [
        ("gross_margin = 0.4", "gross_margin = 0.5"),
        ("[value]", "[model]\npurchases = \"bg-nbd\"\n[value]"),
        ("\"EUR\"", "\"USD\""),
        ("[value]", "[value]\ndiscount_rate = 0.3"),
    ] {
        std::fs::write(&settings, text.replace(of, other)).unwrap();
        // The settings are read again after half a second.
        std::thread::sleep(std::time::Duration::from_millis(600));
        let page = shop.get("/").await.body;
        assert!(page.contains("Settings changed since this run") && !page.contains("Up to date"), "{other}: {page}");
    }
    std::fs::write(&settings, text.replace("[workspace]", "[workspace]\nname = \"Shop\"")).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(600));
    assert!(shop.get("/").await.body.contains("Up to date"), "a name is no reckoning");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filtered_list_is_added_up_over_all_its_pages() {
    let shop = Shop::open().await;
    let rows = shop.json("/api/v1/customers?limit=1000&orders_from=2").await;
    let rows = rows["customers"]["customers"].as_array().unwrap().clone();
    let sum = |of: &str| rows.iter().map(|row| row[of].as_f64().unwrap()).sum::<f64>();
    let lang = crate::words::Lang::EN;
    let page = shop.get("/customers?orders_from=2").await.body;
    let foot = page.split("<tfoot>").nth(1).unwrap().split("</tfoot>").next().unwrap();
    assert!(rows.len() > 1 && foot.contains(&format!("These {} together", rows.len())), "{foot}");
    for shown in [lang.count(sum("orders")), lang.money(sum("historic"), "EUR"), lang.money(sum("clv"), "EUR")] {
        assert!(foot.contains(&format!(">{shown}<")), "`{shown}` is not in {foot}");
    }
    let all = shop.get("/customers").await.body;
    assert!(all.split("<tfoot>").nth(1).unwrap().contains("All 60"), "{all}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_at_files_is_no_page_of_a_job() {
    let shop = Shop::empty();
    let look = shop.app.jobs.start("check", |_| async { Ok(serde_json::Value::Null) });
    let id = look.snapshot().id;
    let page = shop.get(&format!("/jobs/{id}")).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND, "{}", page.body);
    assert_eq!(
        shop.get(&format!("/jobs/{id}/events")).await.status,
        StatusCode::OK,
        "the page of the upload follows it"
    );
}
