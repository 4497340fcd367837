//! Everything without a mouse.

use std::sync::Arc;

use super::Stage;
use super::chrome::Tab;

/// What has the focus, and whether one sees that: `tag|class|words|ring`.
const FOCUS: &str = "(() => {
    const at = document.activeElement;
    // A link that fills its tile has its ring around the tile.
    const ring = (style) => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    const box = at.getBoundingClientRect();
    const seen = (ring(getComputedStyle(at)) || ring(getComputedStyle(at, '::after'))) && box.width > 1 && box.height > 1
      && box.bottom > 0 && box.top < innerHeight;
    return [at.tagName, at.className, at.innerText.trim().split('\\n')[0], seen].join('|');
  })()";

async fn next(tab: &Tab) -> Vec<String> {
    tab.key("Tab").await;
    let at = tab.text(FOCUS).await;
    let at: Vec<String> = at.split('|').map(str::to_owned).collect();
    if at[0] != "BODY" {
        assert_eq!(at[3], "true", "the focus cannot be seen on {at:?}");
    }
    at
}

/// Past the navigation by the link, through it without, to the terms and their tips, and Enter opens.
pub(super) async fn path(stage: Arc<Stage>) {
    let tab = stage.tab().await;
    tab.open("/?lang=en").await;
    assert_eq!(next(&tab).await[1], "skip", "the first is the way past the navigation");
    tab.key("Enter").await;
    tab.until("location.hash === '#content'").await;
    let first = next(&tab).await;
    assert_eq!(tab.say("Boolean(document.activeElement.closest('main'))").await, true, "{first:?}");

    tab.open("/?lang=en").await;
    let (mut places, mut terms) = (Vec::new(), 0);
    for _ in 0..400 {
        let at = next(&tab).await;
        if at[0] == "BODY" {
            break;
        }
        if tab.say("Boolean(document.activeElement.closest('.side .nav'))").await == true {
            places.push(at[2].clone());
        }
        if at[1] == "term" {
            terms += 1;
            tab.until("getComputedStyle(document.activeElement.querySelector('.tip')).visibility === 'visible'").await;
        }
    }
    assert_eq!(places, ["Overview", "Value breakdown", "Customers", "Models", "Data"]);
    assert!(terms >= 10, "{terms} terms");

    tab.open("/?lang=en").await;
    for _ in 0..20 {
        if next(&tab).await[2] == "Models" {
            break;
        }
    }
    tab.key("Enter").await;
    tab.at("/models").await;
    // A menu: Enter opens it, Escape closes it and leaves one where one was.
    for _ in 0..20 {
        if next(&tab).await[1].contains("pick") {
            break;
        }
    }
    tab.key("Enter").await;
    tab.until("document.querySelector('.scope details').open").await;
    next(&tab).await;
    tab.key("Escape").await;
    tab.until("!document.querySelector('.scope details').open").await;
    assert_eq!(tab.say("document.activeElement.matches('.scope summary')").await, true);
    tab.close().await;
}
