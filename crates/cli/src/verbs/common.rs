//! What the verbs of a workspace share.

use std::future::Future;
use std::path::PathBuf;

use anyhow::{Context, Result};
use tenure_engine::read::{Basis, RunRow};
use tenure_engine::scores::Horizon;
use tenure_engine::workspace::{Rows, View, Workspace};

use crate::exit::{Done, Usage};
use crate::output::{RowsTo, say_hidden};

/// Which workspace.
#[derive(Debug, Clone, clap::Args)]
pub struct In {
    /// Folder of the workspace
    #[arg(long, short, value_name = "DIR", default_value = ".")]
    pub workspace: PathBuf,
}

impl In {
    /// Opens it.
    pub fn open(&self) -> Result<Workspace> {
        Ok(Workspace::open(&self.workspace)?)
    }
}

/// Which run, and which of its values.
#[derive(Debug, Clone, clap::Args)]
pub struct Seen {
    /// Run to look at [default: the latest]
    #[arg(long, value_name = "RUN")]
    pub run: Option<String>,
    /// Horizon of the value to come, one of the run's [default: the first of the settings that it has]
    ///
    /// A run has the values of `value.horizons` in its settings; `12m` stands for `1y`.
    #[arg(long, value_name = "HORIZON")]
    pub horizon: Option<String>,
    /// What value is made of: revenue or `gross_margin`
    #[arg(long, value_name = "BASIS", default_value = "revenue", value_parser = basis)]
    pub basis: Basis,
}

fn basis(text: &str) -> Result<Basis, String> {
    text.parse()
}

impl Seen {
    /// The run that is meant.
    pub async fn run(&self, view: &View) -> Result<RunRow> {
        let found = match &self.run {
            None => view.runs(1).await?.pop(),
            Some(id) => view.run(id).await?,
        };
        found.ok_or_else(|| match &self.run {
            None => Usage("nothing was run yet; `tenure run` makes the first values".to_owned()).into(),
            Some(id) => {
                Usage(format!("there is no run `{id}`; `tenure sql \"SELECT run_id FROM runs\"` lists them")).into()
            }
        })
    }

    /// The horizon that is meant, as the run writes it: `12m` is as long as `1y`. Where none is named, the first of the
    /// settings that the run has; where they were changed since and it has none of them, the first that it was made with.
    pub async fn horizon(&self, workspace: &Workspace, view: &View, run: &RunRow) -> Result<String> {
        let scopes = view.scopes(run).await?;
        let days = |text: &str| text.parse::<Horizon>().ok().map(|horizon| horizon.days());
        let known = |wanted: &str| {
            let written = scopes.iter().map(|(horizon, _)| horizon);
            let same = |of: &&String| days(of).is_some() && days(of) == days(wanted);
            written.clone().find(|of| *of == wanted).or_else(|| written.clone().find(same)).cloned()
        };
        if let Some(asked) = &self.horizon {
            return Ok(known(asked).unwrap_or_else(|| asked.clone()));
        }
        let settings = &workspace.settings.value.horizons;
        let made_with = run.manifest.pointer("/settings/horizons").and_then(|list| list.as_array().cloned());
        let made_with = made_with.unwrap_or_default();
        let wanted = settings.iter().map(String::as_str).chain(made_with.iter().filter_map(|horizon| horizon.as_str()));
        Ok(wanted.clone().find_map(known).or_else(|| wanted.clone().next().map(str::to_owned)).unwrap_or_default())
    }
}

/// Waits for work that storage and queries do in the background.
pub fn wait<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().context("the runtime cannot start")?.block_on(work)
}

/// Streams rows to where they were asked.
pub async fn write(rows: Rows, to: &RowsTo) -> Result<Done> {
    say_hidden(rows.write(to.target()?).await?);
    Ok(Done::Well)
}

/// The clock, read here and nowhere else.
pub fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}
