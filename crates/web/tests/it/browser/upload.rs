//! From an empty workspace to values, by the browser alone.

use std::sync::Arc;

use chromiumoxide::cdp::browser_protocol::dom::SetFileInputFilesParams;

use super::Stage;
use super::sound::{stumbles, with};

/// Every page says what to import, soundly, and leads there.
pub(super) async fn empty(stage: Arc<Stage>) {
    let tab = stage.tab_of_empty().await;
    tab.open(stage.empty.entry()).await;
    let mut wrong = Vec::new();
    for path in ["/", "/value", "/customers", "/models", "/data"] {
        for lang in ["en", "nl"] {
            tab.open(&with(path, lang)).await;
            wrong.extend(stumbles(&tab, lang).await.into_iter().map(|each| format!("empty {path} {lang}: {each}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    tab.open("/").await;
    tab.press("main a.main-act[href^='/data/import']").await;
    tab.at("/data/import").await;
    tab.close().await;
}

/// Remembers each state that a step of the work is shown in, from page to page.
const WATCH: &str = "addEventListener('DOMContentLoaded', () => {
    const job = document.querySelector('[data-events]');
    if (!job) return;
    const seen = new Set(JSON.parse(sessionStorage.seen ?? '[]'));
    const look = () => {
      for (const step of job.querySelectorAll('[data-step]')) if (step.dataset.state) seen.add(step.dataset.state);
      sessionStorage.seen = JSON.stringify([...seen]);
    };
    new MutationObserver(look).observe(job, { subtree: true, attributes: true, childList: true });
    look();
  });";

pub(super) async fn from_file_to_values(stage: Arc<Stage>) {
    let file = stage.empty.folder.path().join("orders.csv");
    std::fs::write(&file, super::shop::orders(6000)).unwrap();
    let tab = stage.tab_of_empty().await;
    tab.page.evaluate_on_new_document(WATCH).await.unwrap();
    tab.open("/data/import?lang=en").await;
    let input = tab.page.find_element("input[type=file]").await.unwrap();
    let files =
        SetFileInputFilesParams::builder().file(file.display().to_string()).backend_node_id(input.backend_node_id);
    tab.page.execute(files.build().unwrap()).await.unwrap();
    tab.press("main button.main-act").await;
    tab.until("Boolean(document.querySelector('input[name=seen]'))").await;
    tab.settled().await;
    // What was understood of the columns, before anything is changed.
    let mapping = tab.text("document.querySelector('form.stack').innerText").await;
    for column in ["order_id", "customer_id", "order_date", "amount"] {
        assert!(mapping.contains(column), "{column} in {mapping}");
    }
    let found = stumbles(&tab, "en").await;
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert_eq!(tab.say("document.querySelector('input[name=run]').checked").await, true);
    tab.say("sessionStorage.removeItem('seen')").await;
    tab.press("button[name=go][value=import]").await;
    tab.at("/jobs/import-").await;
    tab.until("!document.querySelector('[data-events]') && document.readyState === 'complete'").await;
    let title = tab.text("document.querySelector('h1').innerText").await;
    assert_eq!(title, "The import is done");
    let seen = tab.text("sessionStorage.seen ?? ''").await;
    assert!(seen.contains("now") && seen.contains("done"), "progress was shown as it happened: `{seen}`");
    let found = stumbles(&tab, "en").await;
    assert!(found.is_empty(), "{}", found.join("\n"));
    tab.open("/").await;
    assert_eq!(tab.say("document.querySelectorAll('.plot svg.main-svg').length > 2").await, true);
    tab.close().await;
}
