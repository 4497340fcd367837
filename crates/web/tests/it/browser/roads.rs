//! What people come for.

use std::sync::Arc;

use chromiumoxide::cdp::browser_protocol::emulation::MediaFeature;

use super::Stage;

/// The link lets the browser in, and its first page has figures; a second visit needs no link.
pub(super) async fn first_visit(stage: Arc<Stage>) {
    let tab = stage.tab().await;
    tab.open(stage.shop.entry()).await;
    assert_eq!(tab.text("location.pathname + location.search").await, "/");
    assert_eq!(tab.say("document.querySelectorAll('.plot svg.main-svg path').length > 10").await, true);
    assert_eq!(tab.say("document.querySelectorAll('article.tile').length").await, 10);
    tab.open("/value").await;
    assert_eq!(tab.say("document.querySelectorAll('.plot svg.main-svg').length > 2").await, true);
    let last = stage.chrome.tab(&format!("http://{}", stage.shop.address)).await;
    last.open("/").await;
    assert_eq!(last.say("document.querySelectorAll('.plot svg.main-svg').length > 2").await, true);
    last.close().await;
    tab.close().await;
}

/// Headline, tiles and figures follow the horizon, by address and by the bar.
pub(super) async fn horizon(stage: Arc<Stage>) {
    let tab = stage.tab().await;
    let seen = "[document.querySelector('h1').innerText, [...document.querySelectorAll('.tile .val')].map((v) => v.innerText).join(), \
                JSON.stringify(document.querySelector('.plot').data[0].y)].join('|')";
    tab.open("/?horizon=1y").await;
    let year = tab.text(seen).await;
    tab.open("/?horizon=90d").await;
    let quarter = tab.text(seen).await;
    for (a, b) in year.split('|').zip(quarter.split('|')) {
        assert_ne!(a, b, "it should follow the horizon");
    }
    tab.press(".scope a[href*='horizon=1y']").await;
    tab.at("horizon=1y").await;
    assert_eq!(tab.text(seen).await, year);
    tab.close().await;
}

/// A search in the list, its one row, its customer.
pub(super) async fn search(stage: Arc<Stage>) {
    let tab = stage.tab().await;
    tab.open("/customers").await;
    let field = tab.page.find_element("#search").await.unwrap();
    field.focus().await.unwrap().type_str("c07").await.unwrap();
    tab.key("Enter").await;
    tab.at("search=c07").await;
    assert_eq!(tab.say("[...document.querySelectorAll('a.row')].map((a) => a.innerText)").await[0], super::shop::LOYAL);
    assert_eq!(tab.say("document.querySelectorAll('a.row').length").await, 1);
    tab.press("a.row").await;
    tab.at("/customers/shop").await;
    assert!(tab.text("document.querySelector('h1').innerText").await.contains(super::shop::LOYAL));
    assert_eq!(tab.say("document.querySelectorAll('.plot svg.main-svg').length > 0").await, true);
    tab.close().await;
}

/// The other language, on the same page, with the same horizon.
pub(super) async fn language(stage: Arc<Stage>) {
    let tab = stage.tab().await;
    tab.open("/models?horizon=90d&lang=en").await;
    let english = tab.text("document.querySelector('h1').innerText").await;
    tab.press(".scope a[hreflang=nl]").await;
    tab.at("lang=nl").await;
    assert_eq!(tab.text("location.pathname").await, "/models");
    assert_eq!(tab.say("location.search.includes('horizon=90d')").await, true);
    assert_eq!(tab.text("document.documentElement.lang").await, "nl");
    assert_ne!(tab.text("document.querySelector('h1').innerText").await, english);
    tab.press(".nav a[href^='/customers']").await;
    tab.at("/customers").await;
    assert_eq!(tab.text("document.documentElement.lang").await, "nl");
    tab.close().await;
}

/// Whether the ground is dark, and the figures' words light.
const NIGHT: &str = "(() => {
    const light = (color) => {
      const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
      return canvas.getImageData(0, 0, 1, 1).data[1] > 127;
    };
    const word = document.querySelector('.plot .xtick text');
    return [light(getComputedStyle(document.body).backgroundColor), light(getComputedStyle(word).fill)].join();
  })()";

/// Dark by the system's wish; the switch goes round system, light and dark, and is remembered.
pub(super) async fn dark(stage: Arc<Stage>) {
    let tab = stage.tab().await;
    let system = |name: &str| vec![MediaFeature::new("prefers-color-scheme", name)];
    tab.page.emulate_media_features(system("light")).await.unwrap();
    tab.open("/").await;
    assert_eq!(tab.text(NIGHT).await, "true,false");
    tab.page.emulate_media_features(system("dark")).await.unwrap();
    tab.until(&format!("{NIGHT} === 'false,true'")).await;
    tab.press(".side [data-theme-set]").await;
    tab.until(&format!("{NIGHT} === 'true,false'")).await;
    tab.page.emulate_media_features(system("light")).await.unwrap();
    tab.press(".side [data-theme-set]").await;
    tab.until(&format!("{NIGHT} === 'false,true'")).await;
    tab.open("/value").await;
    assert_eq!(tab.text("document.documentElement.dataset.theme").await, "dark");
    tab.press(".side [data-theme-set]").await;
    assert_eq!(tab.say("document.documentElement.dataset.theme === undefined").await, true);
    tab.close().await;
}

/// The menu opens and leads on. That no page is wider than a phone is seen with the rest of each page.
pub(super) async fn phone(stage: Arc<Stage>) {
    let tab = stage.tab().await;
    tab.size(390, 844).await;
    tab.open("/").await;
    assert_eq!(tab.say("document.querySelector('.side').checkVisibility()").await, false);
    let link = ".menu .nav a[href^='/models']";
    assert_eq!(tab.say(&format!("document.querySelector({link:?}).checkVisibility()")).await, false);
    tab.press(".menu > summary").await;
    tab.until(&format!("document.querySelector({link:?}).checkVisibility()")).await;
    tab.press(link).await;
    tab.at("/models").await;
    tab.close().await;
}

/// What is not there is a page in the reader's language, with a way back.
pub(super) async fn fault(stage: Arc<Stage>) {
    let tab = stage.tab().await;
    tab.open("/customers/shop:nobody?lang=nl").await;
    let faults = tab.faults();
    assert!(faults.iter().all(|fault| fault.contains("404") && fault.contains("nobody")), "{faults:?}");
    assert_eq!(tab.text("document.documentElement.lang").await, "nl");
    assert!(tab.text("document.body.innerText").await.contains("shop:nobody"));
    tab.press("main a.btn").await;
    tab.until("location.pathname === '/'").await;
    tab.settled().await;
    tab.close().await;
}
