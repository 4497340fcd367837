//! Every page, in either language and theme: nothing goes wrong in it, and everybody can read it.

use std::sync::Arc;

use serde_json::Value;

use super::Stage;
use super::chrome::Tab;

/// What is looked at: the pages, and some with more to them.
const PAGES: [&str; 9] = [
    "/",
    "/value?basis=gross_margin",
    "/customers",
    "/customers?search=nobody",
    "/customers/shop:c07",
    "/models",
    "/data",
    "/data/import",
    "/?run=run-000003",
];

/// Colours fade from one theme to the other, and figures are drawn anew: waits for both.
const DRAWN: &str = "async () => {
    for (let frame = 0; frame < 2; frame += 1) await new Promise((next) => requestAnimationFrame(next));
    for (const fading of document.getAnimations()) if (fading.effect.getComputedTiming().endTime < Infinity) fading.finish();
  }";

/// What sticks out of a phone's width, except where it is meant to be moved sideways.
const WIDE: &str = "document.documentElement.scrollWidth <= 390 ? [] : [...document.querySelectorAll('body *')]
    .filter((e) => e.getBoundingClientRect().right > 391 && !e.closest('.scroll, .scope-in, svg'))
    .map((e) => `on a phone, ${e.tagName}.${e.className} sticks out`).slice(0, 8)
    .concat(`scrolls sideways on a phone: ${document.documentElement.scrollWidth}`)";

/// A path in a language.
pub(super) fn with(path: &str, lang: &str) -> String {
    format!("{path}{}lang={lang}", if path.contains('?') { '&' } else { '?' })
}

/// Everything that people with a screen reader, or eyes that need contrast, would stumble over.
pub(super) async fn stumbles(tab: &Tab, lang: &str) -> Vec<String> {
    let mut found = Vec::new();
    for theme in ["light", "dark"] {
        tab.say(&format!("document.documentElement.dataset.theme = {theme:?}")).await;
        let said = tab.say(&format!("({DRAWN})().then(() => ({})({lang:?}))", include_str!("check.js"))).await;
        found.extend(lines(&said).map(|each| format!("{theme}: {each}")));
    }
    tab.say("delete document.documentElement.dataset.theme").await;
    found
}

fn lines(said: &Value) -> impl Iterator<Item = String> {
    said.as_array().unwrap().iter().map(|each| each.as_str().unwrap().to_owned())
}

pub(super) async fn every_page(stage: Arc<Stage>) {
    let tab = stage.tab().await;
    let mut wrong = Vec::new();
    for path in PAGES.into_iter().chain(["/nowhere"]) {
        for lang in ["en", "nl"] {
            let path = with(path, lang);
            tab.open(&path).await;
            let mut found = stumbles(&tab, lang).await;
            found.extend(
                tab.faults().into_iter().filter(|fault| !(path.starts_with("/nowhere") && fault.contains("404"))),
            );
            tab.size(390, 844).await;
            found.extend(lines(&tab.say(WIDE).await));
            tab.size(1440, 900).await;
            wrong.extend(found.into_iter().map(|each| format!("{path}: {each}")));
        }
    }
    tab.close().await;
    // By another name, one is not signed in.
    let tab = stage.chrome.tab(&format!("http://localhost:{}", stage.shop.address.port())).await;
    for lang in ["en", "nl"] {
        tab.open(&with("/login", lang)).await;
        wrong.extend(stumbles(&tab, lang).await.into_iter().map(|each| format!("/login {lang}: {each}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    tab.close().await;
}
