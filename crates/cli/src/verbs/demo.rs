//! `tenure demo`: real data, from file to report and dashboard, in one command.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};
use tenure_engine::import::{self, Request};
use tenure_engine::read::Basis;
use tenure_engine::run;
use tenure_engine::settings::DEFAULT_TOML;
use tenure_engine::sources::{Kind, Options};
use tenure_engine::workspace::{SETTINGS_FILE, Workspace, write_whole};
use tenure_web::words::Lang;

use super::common::{Seen, now, wait};
use super::report::{Form, render};
use super::serve::{How, serve};
use super::{import as import_verb, init, run as run_verb};
use crate::exit::Done;
use crate::output::{print, say};
use crate::progress::Bar;

/// 541,909 invoice lines of a British gift-ware shop, 2010-12 to 2011-12: "Online Retail" by Daqing Chen, UCI
/// Machine Learning Repository, CC BY 4.0.
const ONLINE_RETAIL: &[u8] = include_bytes!("../../../../fixtures/data/online_retail/online_retail.parquet");

/// Real data of a shop: import it, value every customer, write the report, show the dashboard
///
/// Loads "Online Retail" (Daqing Chen, UCI Machine Learning Repository, CC BY 4.0): 541,909 invoice lines of a
/// British gift-ware shop. Everything stays in DIR; run it again and nothing is counted twice.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of the demo's workspace
    #[arg(default_value = "tenure-demo")]
    dir: PathBuf,
    /// Which data: retail
    #[arg(long, value_name = "NAME", default_value = "retail", value_parser = ["retail"])]
    data: String,
    /// Language of the report that is printed
    #[arg(long, value_name = "en|nl", default_value_t)]
    lang: Lang,
    /// Stop after the report
    #[arg(long)]
    no_serve: bool,
    #[command(flatten)]
    how: How,
}

/// Runs the verb.
pub fn run(args: Args) -> Result<Done> {
    let workspace = match args.dir.join(SETTINGS_FILE).exists() {
        true => Workspace::open(&args.dir)?,
        false => Workspace::init(&args.dir, Some(&settings()), init::fresh_key()?)?,
    };
    let file = args.dir.join("online_retail.parquet");
    std::fs::write(&file, ONLINE_RETAIL).with_context(|| format!("`{}` cannot be written", file.display()))?;
    let bar = Arc::new(Bar::new());
    let options = Options {
        source: Some("shop".to_owned()),
        kind: Some(Kind::InvoiceLines),
        default_zone: workspace.settings.workspace.zone.clone(),
        default_currency: workspace.settings.workspace.currency.clone(),
        pseudonym_key: workspace.pseudonym_key,
        now: Some(now()),
        ..Options::default()
    };
    let seen = Seen { run: None, horizon: None, basis: Basis::Revenue };
    wait(async {
        let requests = [Request { path: file, options }];
        let imported = import::run(&workspace, &requests, now(), bar.clone()).await?;
        let ran = run::run(&workspace, None, now(), bar.clone()).await?;
        bar.end();
        import_verb::remember(&workspace, &imported)?;
        print(&import_verb::text(&imported))?;
        print(&format!("\n{}\n", run_verb::text(&ran)))?;
        print(&render(&workspace, &seen, Form::Text, args.lang).await?)?;
        let folder = args.dir.join("exports");
        std::fs::create_dir_all(&folder).with_context(|| format!("`{}` cannot be made", folder.display()))?;
        for (name, lang) in [("report.html", Lang::EN), ("rapport.html", Lang::NL)] {
            let path = folder.join(name);
            write_whole(&path, render(&workspace, &seen, Form::Html, lang).await?.as_bytes())?;
            say(&format!("wrote {}", path.display()));
        }
        Ok(())
    })?;
    say("data: Online Retail, Daqing Chen, UCI Machine Learning Repository, CC BY 4.0");
    let shown = args.dir.display();
    say(&format!("next: tenure customers -w {shown}, or tenure sql -w {shown} \"SELECT * FROM scores LIMIT 5\""));
    if args.no_serve { Ok(Done::Well) } else { serve(&args.dir, &args.how) }
}

/// The default settings for a British shop.
fn settings() -> String {
    DEFAULT_TOML
        .replace("name = \"\"", "name = \"Online Retail\"")
        .replace("currency = \"EUR\"", "currency = \"GBP\"")
        .replace("zone = \"Europe/Amsterdam\"", "zone = \"Europe/London\"")
}
