//! `tenure init`: a new workspace, with settings proposed from the files it shall hold.

use std::path::PathBuf;

use anyhow::Result;
use tenure_engine::settings::DEFAULT_TOML;
use tenure_engine::sources::{Options, inspect, propose_toml};
use tenure_engine::workspace::Workspace;

use crate::exit::Done;
use crate::output::say;

/// What kind of company the workspace is for.
#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
pub enum Preset {
    /// A web shop: a year ahead first, 10 % discount rate.
    #[default]
    Ecommerce,
    /// Contracts and memberships: three years ahead first.
    Subscription,
    /// Few, large accounts: three years ahead first, 12 % discount rate.
    B2b,
    /// Shops, web and marketplaces together: a year ahead first.
    Omnichannel,
}

/// Make a workspace; look at files and propose settings for them
///
/// A workspace is a folder: `tenure.toml` (settings, every key commented), `lake/` (the tables) and
/// `rejects/` (rows that could not be read). Files are only looked at; `tenure import` loads them.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  tenure init shop
  tenure init shop orders-2024.csv orders-2025.csv
  tenure init winkel export.csv --currency EUR --zone Europe/Amsterdam --language nl")]
pub struct Args {
    /// Folder to make
    dir: PathBuf,
    /// Files to look at
    files: Vec<PathBuf>,
    /// Kind of company
    #[arg(long, value_enum, default_value_t)]
    preset: Preset,
    /// Currency that is valued (ISO 4217)
    #[arg(long, default_value = "EUR")]
    currency: String,
    /// Time zone of calendar days and of files that name none
    #[arg(long, default_value = "Europe/Amsterdam")]
    zone: String,
    /// Language of reports: en or nl
    #[arg(long, default_value = "en")]
    language: String,
    /// Name at the head of reports; the folder's when left out
    #[arg(long)]
    name: Option<String>,
}

/// Runs the verb.
pub fn run(args: Args) -> Result<Done> {
    let options =
        Options { default_zone: args.zone.clone(), default_currency: args.currency.clone(), ..Options::default() };
    let mut sources = String::new();
    let mut named = Vec::new();
    for file in &args.files {
        let inspection = inspect(file, &options)?;
        say(inspection.to_string().trim_end());
        if !named.contains(&inspection.source) {
            sources.push('\n');
            sources.push_str(&propose_toml(&inspection));
            named.push(inspection.source);
        }
    }
    let text = args.settings() + &sources;
    let workspace = Workspace::init(&args.dir, Some(&text), fresh_key()?)?;
    let shown = workspace.root.display();
    say(&format!("made workspace {shown}; its settings are in {shown}/tenure.toml"));
    say(&format!("next: tenure import -w {shown} FILE..."));
    Ok(Done::Well)
}

impl Args {
    /// The commented default with what was chosen put in its place.
    fn settings(&self) -> String {
        let name = self.name.clone().unwrap_or_else(|| {
            self.dir.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
        });
        let quoted = |key: &str, value: &str| (format!("{key} = "), toml_edit::value(value).to_string());
        let mut chosen = vec![
            quoted("name", &name),
            quoted("currency", &self.currency),
            quoted("zone", &self.zone),
            quoted("language", &self.language),
        ];
        match self.preset {
            Preset::Ecommerce | Preset::Omnichannel => {}
            Preset::Subscription => chosen.push(("horizons = ".into(), r#"["3y", "90d", "1y", "5y"]"#.into())),
            Preset::B2b => {
                chosen.push(("horizons = ".into(), r#"["3y", "90d", "1y", "5y"]"#.into()));
                chosen.push(("discount_rate = ".into(), "0.12".into()));
            }
        }
        let lines = DEFAULT_TOML.lines().map(|line| {
            let with = chosen.iter().find(|(start, _)| line.starts_with(start.as_str()));
            with.map_or_else(|| line.to_owned(), |(start, value)| format!("{start}{}", value.trim()))
        });
        lines.collect::<Vec<_>>().join("\n") + "\n"
    }
}

/// Thirty-two bytes that nobody can guess.
pub fn fresh_key() -> Result<[u8; 32]> {
    let mut key = [0; 32];
    getrandom::fill(&mut key).map_err(|e| anyhow::anyhow!("the system gives no random bytes: {e}"))?;
    Ok(key)
}
