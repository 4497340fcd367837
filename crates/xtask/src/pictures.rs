//! `cargo xtask pictures`: the demo's report and pages, as a person sees them, into `docs/img/`.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::server::Server;
use crate::{shell, tools};

/// Wide enough for two figures side by side; tall enough for the first screenful.
const WINDOW: &str = "--window-size=1280,1600";

/// Pages of the dashboard: name of the picture, address, whether dark.
const PAGES: [(&str, &str, bool); 7] = [
    ("overview-en", "/?lang=en", false),
    ("value-en", "/value?lang=en", true),
    ("customers-nl", "/customers?lang=nl", false),
    ("customer-en", "/customers/shop:14646?lang=en", false),
    ("models-en", "/models?lang=en", false),
    ("data-nl", "/data?lang=nl", false),
    ("overview-nl", "/?lang=nl", true),
];

/// Makes the demo anew and takes pictures of its report in each language and of the dashboard's pages.
pub(crate) fn run() -> Result<()> {
    let browser = tools::chromium()?;
    let tenure = shell::build_product()?;
    let folder = shell::target_dir().join("xtask").join("pictures");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let demo = folder.join("demo");
    shell::run(&format!("{} demo --no-serve {}", tenure.display(), demo.display()), &[])?;
    let pictures = shell::root().join("docs").join("img");
    fs::create_dir_all(&pictures)?;
    for language in ["en", "nl"] {
        let page = folder.join(format!("report-{language}.html"));
        let picture = pictures.join(format!("report-{language}.png"));
        shell::run(
            &format!(
                "{} report --workspace {} --format html --lang {language} --out {}",
                tenure.display(),
                demo.display(),
                page.display()
            ),
            &[],
        )?;
        take(browser, &format!("file://{}", page.display()), false, &picture)?;
    }
    for (name, page, dark) in PAGES {
        // The link lets one browser in, once; each picture is another browser.
        let server = Server::start(&tenure, &demo)?;
        let to: String = page.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let link = format!("http://{}{}&to={to}", server.address, server.entrance);
        take(browser, &link, dark, &pictures.join(format!("{name}.png")))?;
    }
    Ok(())
}

/// One picture, once the figures are drawn.
fn take(browser: &str, address: &str, dark: bool, picture: &Path) -> Result<()> {
    let taken = shell::command(browser)
        .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", WINDOW])
        .args(dark.then_some("--blink-settings=preferredColorScheme=0"))
        .arg("--virtual-time-budget=10000")
        .arg(format!("--screenshot={}", picture.display()))
        .arg(address)
        .output()
        .context("the browser cannot be started")?;
    if !taken.status.success() || !picture.exists() {
        bail!("no picture of {address}: {}", String::from_utf8_lossy(&taken.stderr));
    }
    println!("{}", picture.display());
    Ok(())
}
