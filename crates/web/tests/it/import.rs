//! From files on somebody's disk to values, in the browser.

use std::time::Duration;

use crate::client::{Answer, Request};
use crate::pages::has_nothing_inline;
use crate::{Guest, Site, between, orders};

impl Guest<'_> {
    /// Sends files; the page of their check.
    async fn upload(&self, files: &[(&str, &str)]) -> String {
        let answer = self.send(Request::files(&self.upload_address().await, files)).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        answer.header("location").unwrap().to_owned()
    }

    /// The page of a check, once the files were read.
    async fn check(&self, path: &str) -> String {
        for _ in 0..100 {
            let answer = self.get(path).await;
            assert_eq!(answer.status, 200, "{}", answer.text());
            if answer.text().contains("name=\"seen\"") {
                return answer.text();
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the files are not read");
    }

    /// Goes on with what the page shows.
    async fn go(&self, path: &str, page: &str, more: &[(&str, &str)]) -> Answer {
        let seen = between(page, "name=\"seen\" value=\"", "\"").replace("&amp;", "&");
        let said: Vec<(String, String)> = url::form_urlencoded::parse(seen.as_bytes()).into_owned().collect();
        let mut fields = vec![("seen", seen.as_str())];
        fields.extend(said.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        fields.extend_from_slice(more);
        self.form(path.split('?').next().unwrap(), &fields).await
    }

    /// Every event of a job until it ends.
    async fn events(&self, job: &str) -> Vec<serde_json::Value> {
        let answer = self.get(&format!("{job}/events")).await;
        assert_eq!(answer.header("content-type"), Some("text/event-stream"));
        let text = answer.text();
        let data = text.lines().filter_map(|line| line.strip_prefix("data: "));
        data.map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

fn uploads(site: &Site) -> usize {
    std::fs::read_dir(site.folder.path().join("uploads")).map_or(0, Iterator::count)
}

#[tokio::test(flavor = "multi_thread")]
async fn from_upload_to_values_with_progress() {
    let site = Site::start().await;
    let guest = site.enter().await;
    let csv = orders();
    let path = guest.upload(&[("orders.csv", &csv)]).await;
    let page = guest.check(&path).await;
    has_nothing_inline(&path, &page);
    for said in ["Customer number", "200", "orders.csv", "2024-01-01"] {
        assert!(page.contains(said), "{said}\n{page}");
    }
    assert!(
        guest.get("/data").await.text().contains("Nothing was imported yet"),
        "nothing changes before the go-ahead"
    );

    let job = guest.go(&path, &page, &[("go", "import"), ("run", "yes")]).await;
    assert_eq!(job.status, 303, "{}", job.text());
    let job = job.header("location").unwrap().to_owned();
    assert!(job.starts_with("/jobs/import-"), "{job}");
    let events = guest.events(&job).await;
    let last = events.last().unwrap();
    assert_eq!(last["state"], "done", "{events:?}");
    let ended = guest.get(&job).await.text();
    has_nothing_inline(&job, &ended);
    assert!(ended.contains("The import is done"), "{ended}");
    assert!(!ended.contains("data-state=\"now\""), "{ended}");

    let overview = guest.get("/").await.text();
    has_nothing_inline("/", &overview);
    assert!(overview.contains("customers have brought"), "{overview}");
    let data = guest.get("/data").await.text();
    has_nothing_inline("/data", &data);
    for said in ["orders.csv", "200 rows came in, and every one is accounted for", "run-000002", "adds up"] {
        assert!(data.contains(said), "{said}\n{data}");
    }
    let settings = std::fs::read_to_string(site.folder.path().join("tenure.toml")).unwrap();
    assert!(settings.contains("[source.orders]"), "{settings}");
    assert_eq!(uploads(&site), 0, "what was imported is removed");
    let table = guest.get("/api/v1/figures/months?format=csv").await;
    assert_eq!(table.header("content-type"), Some("text/csv; charset=utf-8"));
    assert!(table.text().lines().count() > 10);
    assert_eq!(guest.get("/api/v1/figures/none?format=csv").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_file_leaves_open_is_asked_and_the_file_is_kept() {
    let site = Site::start().await;
    let guest = site.enter().await;
    let csv = "order_id;customer_id;ordered_at;amount\n1;c1;03/04/2024;12,50\n2;c2;05/06/2024;20,00\n";
    let path = guest.upload(&[("orders.csv", csv)]).await;
    let open = guest.check(&path).await;
    assert!(open.contains("Only you can settle this") && open.contains("<code>03/04/2024</code> in line 2"), "{open}");
    assert!(open.contains("id=\"date_order\" name=\"date_order\" aria-invalid=\"true\""), "{open}");
    assert!(!open.contains("value=\"import\""), "it cannot be imported yet");
    assert_eq!(uploads(&site), 1, "it need not be sent again");

    let said = guest.go(&path, &open, &[("date_order", "dmy"), ("go", "import")]).await;
    let path = said.header("location").unwrap().to_owned();
    assert!(path.ends_with("?date_order=dmy"), "what was not looked at yet is looked at first: {path}");
    let page = guest.check(&path).await;
    assert!(page.contains("€32.50"), "{page}");

    // A column that is not to be used, and a role that moves.
    let moved = guest
        .go(&path, &page, &[("column.3", "amount"), ("was.3", "amount"), ("role.3", "quantity"), ("go", "check")])
        .await;
    let path = moved.header("location").unwrap().to_owned();
    let page = guest.check(&path).await;
    assert!(page.contains("Only you can settle this") && page.contains("<code>amount</code>"), "{page}");

    let gone = guest.form(&format!("{}/discard", path.split('?').next().unwrap()), &[]).await;
    assert_eq!(gone.header("location"), Some("/data"));
    assert_eq!(uploads(&site), 0);
    assert_eq!(guest.get(&path).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn rejected_rows_can_be_fetched() {
    let site = Site::start().await;
    let guest = site.enter().await;
    let csv = orders() + "201,c1,no date,10.00\n";
    let path = guest.upload(&[("orders.csv", &csv)]).await;
    let page = guest.check(&path).await;
    assert!(page.contains("one row cannot be read"), "{page}");
    let job = guest.go(&path, &page, &[("go", "import")]).await.header("location").unwrap().to_owned();
    assert_eq!(guest.events(&job).await.last().unwrap()["state"], "done");
    let data = guest.get("/data").await.text();
    assert!(data.contains("201 rows came in; one could not be read") && data.contains("one was rejected"), "{data}");
    let rejects = guest.get(between(&data, "<a href=\"/data/rejects", "\"").to_owned().as_str()).await;
    assert_eq!(rejects.status, 404, "the part alone is no address");
    let rejects = guest.get(&format!("/data/rejects{}", between(&data, "<a href=\"/data/rejects", "\""))).await;
    assert_eq!(rejects.header("content-type"), Some("text/csv; charset=utf-8"));
    assert!(rejects.header("content-disposition").unwrap().starts_with("attachment"));
    let text = rejects.text();
    assert!(text.starts_with("file,line,column,reason,row") && text.contains("orders.csv,202"), "{text}");
    for other in
        ["/data/rejects/..%2f..%2ftenure.toml", "/data/rejects/%2e%2e%2ftenure.toml.csv", "/data/rejects/import-9.csv"]
    {
        assert_eq!(guest.get(other).await.status, 404, "{other}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn uploads_are_bounded_and_stay_in_their_folder() {
    let site = Site::with(|config| config.upload_limit = 4096).await;
    let guest = site.enter().await;
    let to = guest.upload_address().await;
    let large = guest.send(Request::files(&to, &[("a.csv", &"x".repeat(3000)), ("b.csv", &"x".repeat(3000))])).await;
    assert_eq!(large.status, 413);
    assert_eq!(uploads(&site), 0, "nothing of it is kept");
    let none = guest.send(Request::files(&to, &[])).await;
    assert_eq!(none.status, 400);
    assert_eq!(
        site.send(guest.request(Request::files("/data/import", &[("a.csv", "x")]))).await.status,
        403,
        "no token"
    );
    let path = guest.upload(&[("../../../evil.csv", "a,b\n1,2\n"), ("evil.csv", "a,b\n1,2\n")]).await;
    assert!(!site.folder.path().join("evil.csv").exists());
    let id = path.rsplit('/').next().unwrap();
    let kept: Vec<_> = std::fs::read_dir(site.folder.path().join("uploads").join(id)).unwrap().flatten().collect();
    assert_eq!(kept.len(), 2, "two files of one name are two");
    for other in ["/data/import/..", "/data/import/..%2f..", "/data/import/00000000000000000000000000000000"] {
        assert_eq!(guest.get(other).await.status, 404, "{other}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_change_at_a_time_and_a_run_without_orders_says_so() {
    let site = Site::start().await;
    let guest = site.enter().await;
    let workspace = tenure_engine::workspace::Workspace::open(site.folder.path()).unwrap();
    let lock = workspace.lock().unwrap();
    let busy = guest.form("/data/run", &[]).await;
    assert_eq!(busy.status, 409);
    assert!(busy.text().contains("Something else is at work"), "{}", busy.text());
    drop(lock);
    assert_eq!(guest.form("/data/run", &[("as_of", "yesterday")]).await.status, 400);
    let job = guest.form("/data/run", &[("as_of", "")]).await.header("location").unwrap().to_owned();
    let events = guest.events(&job).await;
    assert_eq!(events.last().unwrap()["state"], "failed");
    let page = guest.get(&job).await.text();
    assert!(page.contains("The run stopped; nothing was changed") && page.contains("import orders first"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_import_of_the_same_file_changes_nothing() {
    let site = Site::start().await;
    let guest = site.enter().await;
    for _ in 0..2 {
        let path = guest.upload(&[("orders-1.csv", &orders())]).await;
        let page = guest.check(&path).await;
        let job = guest.go(&path, &page, &[("go", "import")]).await.header("location").unwrap().to_owned();
        assert_eq!(guest.events(&job).await.last().unwrap()["state"], "done");
    }
    let data = guest.get("/data").await.text();
    assert!(data.contains("200 rows came in"), "{data}");
    assert!(guest.get("/").await.text().contains("Start a run"), "imported and not valued yet");
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_were_not_taken_are_told_and_a_time_of_export_settles_them() {
    let site = Site::start().await;
    let guest = site.enter().await;
    let (first, second) = (orders(), orders().replace(",10.00\n", ",11.00\n"));
    let mut told = Vec::new();
    for (csv, said) in
        [(&first, None), (&second, None), (&first, Some("2026-03-31")), (&second, Some("2026-04-01T12:00"))]
    {
        let path = guest.upload(&[("orders.csv", csv)]).await;
        let path = said.map_or(path.clone(), |at| format!("{path}?source=orders&exported_at={at}"));
        let page = guest.check(&path).await;
        let job = guest.go(&path, &page, &[("go", "import")]).await.header("location").unwrap().to_owned();
        assert_eq!(guest.events(&job).await.last().unwrap()["state"], "done");
        let page = guest.get(&job).await.text();
        told.push((page.contains("not taken: another export with the same last date stands"), page));
    }
    let tied: Vec<bool> = told.iter().map(|(tied, _)| *tied).collect();
    // Which of two that nothing tells apart stands is settled by their content, so that one of them is told.
    assert!(!tied[0] && !tied[2] && !tied[3], "{tied:?}");
    let replaced = |page: &str| page.contains("Rows replaced</dt><dd>0") || page.contains("not taken");
    assert!(tied[1] || !replaced(&told[1].1), "{}", told[1].1);
    assert!(!replaced(&told[3].1), "the later export replaces: {}", told[3].1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_another_source_is_told_before_it_is_imported() {
    let site = Site::start().await;
    let guest = site.enter().await;
    let path = guest.upload(&[("orders.csv", &orders())]).await;
    let page = guest.check(&path).await;
    let job = guest.go(&path, &page, &[("go", "import")]).await.header("location").unwrap().to_owned();
    assert_eq!(guest.events(&job).await.last().unwrap()["state"], "done");
    let path = guest.upload(&[("again.csv", &orders())]).await;
    let page = guest.check(&path).await;
    for said in [
        "is in the lake already, to the letter, as source <code>orders</code>",
        "Say below which source these files are of.",
        "name=\"source\" value=\"\" placeholder=\"\" aria-invalid=\"true\"",
    ] {
        assert!(page.contains(said), "{said}\n{page}");
    }
    assert!(!page.contains("value=\"import\""), "it cannot be imported so");
    let page = guest.check(&format!("{path}?source=orders")).await;
    assert!(page.contains("value=\"import\""), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_one_upload_are_settled_one_by_one() {
    let site = Site::start().await;
    let guest = site.enter().await;
    let head = "order_id;customer_id;ordered_at;amount\n";
    let (ours, theirs) = (format!("{head}1;c1;03/04/2024;12,50\n"), format!("{head}2;c2;03/04/2024;20,00\n"));
    let path = guest.upload(&[("ours.csv", &ours), ("theirs.csv", &theirs)]).await;
    let open = guest.check(&path).await;
    assert!(open.contains("What theirs.csv alone does not say"), "{open}");
    let said = [("1.date_order", "dmy"), ("2.date_order", "mdy"), ("go", "check")];
    let path = guest.go(&path, &open, &said).await.header("location").unwrap().to_owned();
    assert!(path.ends_with("?1.date_order=dmy&2.date_order=mdy"), "{path}");
    let page = guest.check(&path).await;
    assert!(page.contains("3\u{a0}Apr\u{a0}2024") && page.contains("4\u{a0}Mar\u{a0}2024"), "{page}");
    // A column of the second file only.
    let moved = [("2.column.3", "amount"), ("2.was.3", "amount"), ("2.role.3", "quantity"), ("go", "check")];
    let path = guest.go(&path, &page, &moved).await.header("location").unwrap().to_owned();
    let page = guest.check(&path).await;
    assert!(page.contains("Only you can settle this") && page.contains("<code>theirs.csv</code>"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn looks_at_one_upload_are_bounded() {
    let site = Site::start().await;
    let guest = site.enter().await;
    let rows: String = (0..400_000).map(|row| format!("{row},c{},2024-01-01,10.00\n", row % 100)).collect();
    let path = guest.upload(&[("orders.csv", &format!("order_id,customer_id,ordered_at,amount\n{rows}"))]).await;
    let addresses: Vec<String> = (0..12).map(|number| format!("{path}?source=x{number}")).collect();
    let asked = futures_of(addresses.iter().map(|address| guest.get(address))).await;
    let refused = asked.iter().filter(|answer| answer.status == 429).count();
    assert!(refused > 0 && refused < 12, "{:?}", asked.iter().map(|answer| answer.status).collect::<Vec<_>>());
    assert!(asked.iter().all(|answer| [200, 429].contains(&answer.status)));
}

/// All of them, side by side.
async fn futures_of<F: Future<Output = Answer>>(asked: impl Iterator<Item = F>) -> Vec<Answer> {
    let mut asked: Vec<_> = asked.map(|each| (Box::pin(each), None)).collect();
    std::future::poll_fn(|context| {
        for (each, answer) in asked.iter_mut().filter(|(_, answer)| answer.is_none()) {
            if let std::task::Poll::Ready(ready) = each.as_mut().poll(context) {
                *answer = Some(ready);
            }
        }
        if asked.iter().all(|(_, answer)| answer.is_some()) {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    asked.into_iter().filter_map(|(_, answer)| answer).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_nobody_came_back_for_go_while_the_server_runs() {
    fn later() -> jiff::Timestamp {
        jiff::Timestamp::now().checked_add(jiff::Span::new().hours(25)).unwrap()
    }
    let site = Site::with(|config| (config.tidy, config.clock) = (Duration::from_millis(50), later)).await;
    let guest = site.enter().await;
    guest.upload(&[("orders.csv", &orders())]).await;
    for _ in 0..100 {
        if uploads(&site) == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it is still there");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn no_answer_says_where_the_workspace_lies() {
    let site = Site::start().await;
    let guest = site.enter().await;
    let root = std::fs::canonicalize(site.folder.path()).unwrap().display().to_string();
    let hidden = |text: &str| !text.contains(&root) && !text.contains(&site.folder.path().display().to_string());
    let csv = orders() + "201,c1,no date,10.00\n";
    let path = guest.upload(&[("orders.csv", &csv), ("orders.csv", &csv)]).await;
    let page = guest.check(&path).await;
    assert!(hidden(&page), "{page}");
    let job = guest.go(&path, &page, &[("go", "import")]).await.header("location").unwrap().to_owned();
    assert_eq!(guest.events(&job).await.last().unwrap()["state"], "done");
    let told = guest.get(&format!("/api/v1{job}")).await.text();
    assert!(told.contains("\"rejects/import-000001.csv\"") && told.contains("is the same as"), "{told}");
    assert!(hidden(&told), "{told}");
    let lock = tenure_engine::workspace::Workspace::open(site.folder.path()).unwrap().lock().unwrap();
    let busy = guest.form("/data/run", &[]).await;
    assert_eq!(busy.status, 409);
    assert!(hidden(&busy.text()), "{}", busy.text());
    drop(lock);
    // A look that cannot be taken.
    let path = guest.upload(&[("orders.csv", &orders())]).await;
    std::fs::write(site.folder.path().join("tenure.toml"), "[lake]\nurl = \"lake\"\nmemory = \"much\"\n").unwrap();
    guest.get(&path).await;
    let jobs = guest.get("/api/v1/jobs").await;
    assert!(hidden(&jobs.text()), "{}", jobs.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_whose_name_cannot_stand_in_a_key_is_refused_at_its_field() {
    let site = Site::start().await;
    let guest = site.enter().await;
    let path = guest.upload(&[("orders.csv", &orders())]).await;
    let page = guest.check(&path).await;
    let said = guest.go(&path, &page, &[("source", "shop:nl"), ("go", "import")]).await;
    assert_eq!(said.status, 400);
    let page = said.text();
    assert!(page.contains("<code>source</code>") && page.contains("<code>shop:nl</code>"), "{page}");
    assert_eq!(uploads(&site), 1, "the file waits for another name");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_import_added_stands_once_beside_its_files_and_by_table_in_its_job() {
    let site = Site::start().await;
    let guest = site.enter().await;
    let lines: Vec<String> = orders().lines().map(str::to_owned).collect();
    let (first, second) = (lines[..=150].join("\n"), [&lines[..1], &lines[151..]].concat().join("\n"));
    let path = guest.upload(&[("orders-1.csv", &first), ("orders-2.csv", &second)]).await;
    let page = guest.check(&path).await;
    let job = guest.go(&path, &page, &[("go", "import")]).await.header("location").unwrap().to_owned();
    assert_eq!(guest.events(&job).await.last().unwrap()["state"], "done");
    let cells = |row: &str| -> Vec<String> {
        row.split("<td").skip(1).map(|cell| between(cell, ">", "</td>").to_owned()).collect()
    };
    let data = guest.get("/data").await.text();
    let files = between(&data, "id=\"imports\"", "</section>").to_owned();
    let rows: Vec<Vec<String>> = files.split("<tr>").skip(2).map(cells).collect();
    assert_eq!(rows.iter().map(Vec::len).collect::<Vec<_>>(), [7, 3], "{files}");
    assert_eq!((rows[0][2].as_str(), rows[1][2].as_str()), ("150", "50"), "{files}");
    assert!(files.contains("<td class=\"n more\" rowspan=\"2\">"), "{files}");
    let ended = guest.get(&job).await.text();
    let changed: Vec<Vec<String>> = between(&ended, "<tbody>", "</tbody>").split("<tr>").skip(1).map(cells).collect();
    let orders = changed.iter().find(|row| row[0] == "Orders").unwrap();
    assert_eq!(orders[1..], ["200", "0"], "{ended}");
    assert!(changed.iter().any(|row| row[0] == "Customers" && row[1] == "12"), "{ended}");
}
