//! `tenure report`: the overview as text, page or JSON.

use std::path::PathBuf;

use anyhow::Result;
use tenure_engine::workspace::{Workspace, write_whole};
use tenure_web::report;
use tenure_web::words::Lang;

use super::common::{In, Seen, wait};
use crate::exit::{Done, Usage};
use crate::output::{self, say};

/// Form of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Form {
    /// For a terminal
    Text,
    /// One page that stands on its own
    Html,
    /// For programs
    Json,
}

/// What the customer base is worth, who carries it, how well the models fit, what was left out
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  tenure report
  tenure report --format html --lang nl --out rapport.html
  tenure report --horizon 3y --format json")]
pub struct Args {
    #[command(flatten)]
    place: In,
    #[command(flatten)]
    seen: Seen,
    /// Form [default: by the name of --out, else text]
    #[arg(long)]
    format: Option<Form>,
    /// Language [default: the settings']
    #[arg(long, value_name = "en|nl")]
    lang: Option<Lang>,
    /// Write here instead of to stdout
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Runs the verb.
pub fn run(args: Args) -> Result<Done> {
    let workspace = args.place.open()?;
    let lang = args.lang.unwrap_or_else(|| language(&workspace));
    let named = args.out.as_ref().and_then(|path| path.extension()).and_then(|end| end.to_str());
    let by_name = match named {
        Some("html" | "htm") => Form::Html,
        Some("json") => Form::Json,
        None | Some("txt" | "text") => Form::Text,
        Some(other) => {
            let allowed = "`.html`, `.json` or `.txt`";
            return Err(Usage(format!("`--out` ends in `.{other}`; a report is written to {allowed}")).into());
        }
    };
    let form = args.format.unwrap_or(by_name);
    args.out.as_deref().map_or(Ok(()), output::in_a_folder)?;
    let text = wait(render(&workspace, &args.seen, form, lang))?;
    match &args.out {
        None => output::print(&text)?,
        Some(path) => {
            write_whole(path, text.as_bytes())?;
            say(&format!("wrote {}", path.display()));
        }
    }
    Ok(Done::Well)
}

/// The report in a form and language.
pub(crate) async fn render(workspace: &Workspace, seen: &Seen, form: Form, lang: Lang) -> Result<String> {
    let view = workspace.view().await?;
    let run = seen.run(&view).await?;
    let overview = view.overview(&run, &seen.horizon(workspace, &view, &run).await?, seen.basis).await?;
    Ok(match form {
        Form::Text => report::text(&overview, lang),
        Form::Html => report::html(&overview, lang),
        Form::Json => report::json(&overview)? + "\n",
    })
}

/// The language of the settings, which allow no other.
pub(crate) fn language(workspace: &Workspace) -> Lang {
    workspace.settings.workspace.language.parse().unwrap_or_default()
}
