//! `cargo xtask pictures`: the demo's report in each language, as a person sees it, into `docs/img/`.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::{shell, tools};

/// Wide enough for two figures side by side; tall enough for the first screenful.
const WINDOW: &str = "--window-size=1280,1600";

/// Makes the demo anew and takes a picture of its report in each language.
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
        let taken = shell::command(browser)
            .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", WINDOW])
            // Time for the figures to be drawn.
            .arg("--virtual-time-budget=10000")
            .arg(format!("--screenshot={}", picture.display()))
            .arg(format!("file://{}", page.display()))
            .output()
            .context("the browser cannot be started")?;
        if !taken.status.success() || !picture.exists() {
            bail!("no picture of {}: {}", page.display(), String::from_utf8_lossy(&taken.stderr));
        }
        println!("{}", picture.display());
    }
    Ok(())
}
