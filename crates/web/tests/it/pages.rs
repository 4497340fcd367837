//! The pages' common frame, and what they say when there is nothing to say.

use crate::client::Request;
use crate::{Site, between};

/// Every page of an empty workspace.
const PAGES: [&str; 4] = ["/", "/data", "/data/import", "/nowhere"];

/// Refuses what the policy would: script and style within a page.
pub fn has_nothing_inline(path: &str, page: &str) {
    for tag in page.split('<').skip(1) {
        let name = tag.split([' ', '>']).next().unwrap();
        assert_ne!(name, "style", "{path}");
        if name == "script" {
            let data = tag.starts_with("script type=\"application/json\"");
            assert!(data || tag.starts_with("script src=\"/assets/"), "{path}: <{tag}");
        }
        let attributes = tag.split('>').next().unwrap();
        for attribute in attributes.split(' ').skip(1) {
            assert!(!attribute.starts_with("style="), "{path}: <{attributes}>");
            assert!(!(attribute.starts_with("on") && attribute.contains('=')), "{path}: <{attributes}>");
            assert!(!attribute.contains("javascript:"), "{path}: <{attributes}>");
        }
    }
    assert!(!page.contains("http://") && !page.contains("https://"), "{path} asks for nothing from elsewhere");
}

#[tokio::test]
async fn no_page_holds_script_or_style_of_its_own() {
    let site = Site::start().await;
    let guest = site.enter().await;
    for path in PAGES {
        for lang in ["en", "nl"] {
            let page = guest.get(&format!("{path}?lang={lang}")).await.text();
            assert!(page.contains(&format!("<html lang=\"{lang}\"")), "{path}");
            has_nothing_inline(path, &page);
        }
    }
    has_nothing_inline("/login", &site.get("/login").await.text());
}

/// Keys that stand where words should: a word that is missing shows its key. What comes from the workspace (names of
/// runs, imports, models) has the same form and is told apart by what it begins with.
fn keys(page: &str) -> Vec<String> {
    let data = ["run-0", "import-0", "mbg-nbd", "gamma-gamma", "utf-8", "order-lines"];
    let markup = page.split("<script").map(|part| part.split_once("</script>").map_or(part, |(_, rest)| rest));
    let texts = markup.flat_map(|part| part.split('>').filter_map(|rest| rest.split('<').next()).map(str::trim));
    let key = |text: &&str| {
        text.contains(['-', '_'])
            && text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_')
            && !data.iter().any(|begin| text.starts_with(begin))
    };
    texts.filter(key).map(str::to_owned).collect()
}

#[test]
fn a_word_that_is_missing_is_found() {
    for missing in ["ahead-1y", "basis-gross_margin", "tile-equity", "fault-too-many", "role-order_id"] {
        assert_eq!(keys(&format!("<p>{missing}</p>")), [missing]);
    }
    assert!(keys("<p>1 year</p><code>run-000002</code><script src=\"/a-b\">x-y</script>").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_word_is_known_in_every_language() {
    let empty = Site::start().await;
    let guest = empty.enter().await;
    let shop = crate::browser::shop::open().await;
    let owner = shop.enter().await;
    for lang in ["en", "nl"] {
        for path in PAGES {
            let page = guest.get(&format!("{path}?lang={lang}")).await.text();
            assert_eq!(keys(&page), [""; 0], "{path} in {lang}");
        }
        for path in [
            "/",
            "/value",
            "/customers",
            "/customers/shop:c07",
            "/models",
            "/data",
            "/data/import",
            "/value?horizon=2y",
        ] {
            for basis in ["revenue", "gross_margin"] {
                let scope = format!("{}lang={lang}&basis={basis}", if path.contains('?') { '&' } else { '?' });
                let page = owner.get(&format!("{path}{scope}")).await.text();
                assert_eq!(keys(&page), [""; 0], "{path}{scope}");
            }
        }
    }
}

#[tokio::test]
async fn an_empty_workspace_says_what_to_import() {
    let site = Site::start().await;
    let guest = site.enter().await;
    let page = guest.get("/").await;
    assert_eq!(page.status, 200);
    let text = page.text();
    assert!(text.contains("Import orders to begin") && text.contains("href=\"/data/import\""), "{text}");
    assert!(text.contains("aria-current=\"page\""));
    let data = guest.get("/data?lang=nl").await.text();
    assert!(data.contains("Er is nog niets geïmporteerd") && data.contains("href=\"/data/import?lang=nl\""), "{data}");
}

#[tokio::test]
async fn a_fault_is_a_page_in_the_readers_language() {
    let site = Site::start().await;
    let guest = site.enter().await;
    let missing = guest.get("/nowhere?lang=nl").await;
    assert_eq!(missing.status, 404);
    assert_eq!(between(&missing.text(), "<h1>", "</h1>"), "Deze pagina is er niet");
    assert!(missing.text().contains("/nowhere") && missing.text().contains("href=\"/?lang=nl\""));
    let shown = guest.get("/%3Cscript%3Ealert(1)%3C/script%3E").await.text();
    has_nothing_inline("a name that is markup", &shown);
    for wrong in ["/data?lang=xx", "/data?basis=profit", "/data?run=run-000009"] {
        let answer = guest.get(wrong).await;
        assert!([400, 404].contains(&answer.status), "{wrong}: {}", answer.status);
    }
    let job = guest.get("/jobs/import-99").await;
    assert_eq!(job.status, 404);
    let method = guest.send(Request::new("DELETE", "/data").header("x-csrf-token", &guest.csrf)).await;
    assert_eq!(method.status, 405);
}

#[tokio::test]
async fn the_scope_goes_along_in_every_link() {
    let site = Site::start().await;
    let guest = site.enter().await;
    let page = guest.get("/data?lang=nl&horizon=3y").await.text();
    for link in ["href=\"/value?horizon=3y&amp;lang=nl\"", "href=\"/data?horizon=3y&amp;lang=en\""] {
        assert!(page.contains(link), "{link}\n{page}");
    }
}

#[tokio::test]
async fn a_phone_has_what_the_side_has() {
    let site = Site::start().await;
    let guest = site.enter().await;
    let page = guest.get("/data").await.text();
    let menu = between(&page, "<div class=\"menu-in\">", "</details>");
    for wanted in ["action=\"/logout\"", "Nothing was run yet", "data-theme-set", "href=\"/data\""] {
        assert!(menu.contains(wanted), "`{wanted}` is not in {menu}");
    }
}

#[tokio::test]
async fn a_fault_keeps_navigation_language_and_the_way_back() {
    let site = Site::start().await;
    let guest = site.enter().await;
    for (wrong, status) in
        [("/nowhere?lang=nl&horizon=3y", 404), ("/data?lang=nl&run=run-9", 404), ("/data?lang=nl&basis=x", 400)]
    {
        let answer = guest.get(wrong).await;
        let page = answer.text();
        assert_eq!(answer.status, status, "{wrong}");
        for wanted in ["aria-label=\"Pagina's\"", "action=\"/logout\"", "lang=nl\">Naar het overzicht"] {
            assert!(page.contains(wanted), "`{wanted}` is not in {wrong}: {page}");
        }
        assert!(!page.contains("aria-current=\"page\""), "{wrong} is no page of ours");
        has_nothing_inline(wrong, &page);
    }
    assert!(guest.get("/nowhere?lang=nl&horizon=3y").await.text().contains("href=\"/?horizon=3y&amp;lang=nl\""));
    let nobody = site.get("/nowhere").await;
    assert!(!nobody.text().contains("action=\"/logout\""), "who is not signed in sees no frame");
}

#[tokio::test]
async fn what_cannot_be_asked_is_said_in_the_readers_language() {
    let site = Site::start().await;
    let guest = site.enter().await;
    for (asked, said) in [
        ("/nowhere", "Er is geen pagina <code>/nowhere</code>."),
        ("/data?run=run-9", "Er is geen run <code>run-9</code>."),
        ("/jobs/import-99", "Er is geen taak <code>import-99</code>"),
        ("/docs/models/none.md", "Er is geen document <code>none.md</code>."),
        ("/data/rejects/x.csv", "Er is geen bestand <code>x.csv</code>."),
    ] {
        let lang = if asked.contains('?') { "&lang=nl" } else { "?lang=nl" };
        let page = guest.get(&format!("{asked}{lang}")).await.text();
        assert!(page.contains(said), "`{said}` is not in {page}");
        assert!(!page.contains("there is no"), "{page}");
    }
    let workspace = tenure_engine::workspace::Workspace::open(site.folder.path()).unwrap();
    let lock = workspace.lock().unwrap();
    let busy = guest.form("/data/run?lang=nl", &[]).await.text();
    drop(lock);
    assert!(busy.contains("wacht tot die klaar is") && !busy.contains("at work"), "{busy}");
    let wrong = guest.form("/data/run?lang=nl", &[("as_of", "gisteren")]).await.text();
    assert!(wrong.contains("is <code>gisteren</code>; gebruik een dag zoals 2026-03-31"), "{wrong}");
    // What has no words yet is told to be English.
    let wrong = guest.get("/data?lang=nl&basis=profit").await.text();
    assert!(wrong.contains("<p class=\"body\" lang=\"en\">basis <code>profit</code>"), "{wrong}");
}
