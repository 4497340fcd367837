//! What a page is about: run, horizon, basis, language. It comes from the address and goes back into every link, so
//! that each view can be sent to a colleague.

use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts, Query};
use axum::http::request::Parts;
use serde::Deserialize;
use tenure_engine::read::{Basis, RunRow};
use tenure_engine::scores::Horizon;
use url::form_urlencoded;

use crate::access::Reader;
use crate::fault::{Fault, Lack};
use crate::state::{App, Now};
use crate::words::{Lang, Locale};

/// What an address may say of the scope.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    run: Option<String>,
    horizon: Option<String>,
    basis: Option<String>,
    lang: Option<String>,
}

/// What a page is about.
#[derive(Clone)]
pub(crate) struct Scope {
    /// The tables it is read from.
    pub(crate) now: Arc<Now>,
    /// The run it shows; the latest unless the address says another.
    pub(crate) run: Option<RunRow>,
    /// Horizon of the value to come.
    pub(crate) horizon: String,
    /// What value is made of.
    pub(crate) basis: Basis,
    /// The reader's language.
    pub(crate) locale: Locale,
    /// Path of the page, without the query.
    pub(crate) path: String,
    /// Parameters beside the scope's own, as they came.
    pub(crate) others: Vec<(String, String)>,
    /// Who looks.
    pub(crate) reader: Reader,
    /// Horizons and bases that the run has values for.
    scopes: Arc<[(String, Basis)]>,
    /// Why the run has no values for what was asked.
    lacks: Option<Lack>,
    asked: Asked,
}

/// Names of the scope's own parameters.
const OWN: [&str; 4] = ["run", "horizon", "basis", "lang"];

/// Names of a place in a list.
pub(crate) const PLACE: [&str; 3] = ["from", "after", "before"];

impl Scope {
    /// The run, or the reason why there is nothing to show. Whatever shows values asks here first: of a horizon that the
    /// run lacks there would be an empty table, which looks like an answer.
    pub(crate) fn run(&self) -> Result<&RunRow, Fault> {
        match &self.lacks {
            Some(lack) => Err(Fault::NotScored(lack.clone())),
            None => self.run.as_ref().ok_or(Fault::Nothing),
        }
    }

    /// Without the horizon or basis that the run lacks, so that no link leads to the same refusal.
    pub(crate) fn valued(mut self) -> Self {
        if self.lacks.take().is_some() {
            (self.asked.horizon, self.asked.basis) = (None, None);
        }
        self
    }

    /// Horizons that the run values, the shortest first.
    pub(crate) fn horizons(&self) -> Vec<&str> {
        shortest_first(self.scopes.iter())
    }

    /// Bases that the run values.
    pub(crate) fn bases(&self) -> Vec<Basis> {
        let has = |basis: &Basis| self.scopes.iter().any(|(_, of)| of == basis);
        [Basis::Revenue, Basis::GrossMargin].into_iter().filter(has).collect()
    }

    /// What the address says of the scope, for links and forms that keep it.
    pub(crate) fn own(&self) -> [(&'static str, Option<&str>); 4] {
        [
            ("run", self.asked.run.as_deref()),
            ("horizon", self.asked.horizon.as_deref()),
            ("basis", self.asked.basis.as_deref()),
            ("lang", self.asked.lang.as_deref()),
        ]
    }

    /// An address with this scope. `set` replaces what the scope or the page says; an empty value takes it away.
    pub(crate) fn link(&self, path: &str, set: &[(&str, &str)]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.own() {
            let value = set.iter().find(|(of, _)| *of == name).map(|(_, value)| *value).or(value);
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                query.append_pair(name, value);
            }
        }
        for (name, value) in set.iter().filter(|(name, value)| !OWN.contains(name) && !value.is_empty()) {
            query.append_pair(name, value);
        }
        let query = query.finish();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }

    /// This page with something else chosen; its other parameters stay.
    pub(crate) fn here(&self, set: &[(&str, &str)]) -> String {
        let others = self.others.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let kept = others.filter(|(name, _)| !set.iter().any(|(of, _)| of == name));
        self.link(&self.path, &kept.chain(set.iter().copied()).collect::<Vec<_>>())
    }

    /// This page about another run; a horizon that it does not value is left out, so that its own choice holds there.
    pub(crate) fn of_run(&self, run: &RunRow, latest: bool) -> String {
        let valued = run.manifest.pointer("/settings/horizons").and_then(serde_json::Value::as_array);
        let lacks = |horizon: &str| valued.is_some_and(|all| all.iter().all(|one| one.as_str() != Some(horizon)));
        let mut set = vec![("run", if latest { "" } else { run.run_id.as_str() })];
        if self.asked.horizon.as_deref().is_some_and(lacks) {
            set.push(("horizon", ""));
        }
        self.anew(&set)
    }

    /// This page about other values or in another order, from its beginning: the value of the last row seen is no place
    /// in another list, and would skip customers without a word.
    pub(crate) fn anew(&self, set: &[(&str, &str)]) -> String {
        self.here(&PLACE.iter().map(|name| (*name, "")).chain(set.iter().copied()).collect::<Vec<_>>())
    }
}

/// The horizon to show: the first that is wanted and valued. Where none was asked for by name, one that the settings name
/// and the run lacks closes no page; the run's shortest takes its place.
fn among(scopes: &[(String, Basis)], wanted: &[String], basis: Basis, by_name: bool) -> String {
    let valued = |horizon: &&String| scopes.iter().any(|(of, on)| of == *horizon && *on == basis);
    let shortest = || shortest_first(scopes.iter().filter(|(_, on)| *on == basis)).first().map(|of| (*of).to_owned());
    let first = wanted.first().cloned().unwrap_or_default();
    let found = wanted.iter().find(valued).cloned();
    found.or_else(|| if by_name { None } else { shortest() }).unwrap_or(first)
}

/// Horizons by their length, each once.
fn shortest_first<'a>(scopes: impl Iterator<Item = &'a (String, Basis)>) -> Vec<&'a str> {
    let days = |horizon: &str| horizon.parse::<Horizon>().map_or(f64::MAX, |horizon| horizon.days());
    let mut horizons: Vec<&str> = scopes.map(|(horizon, _)| horizon.as_str()).collect();
    horizons.sort_by(|a, b| days(a).total_cmp(&days(b)).then_with(|| a.cmp(b)));
    horizons.dedup();
    horizons
}

impl<S> FromRequestParts<S> for Scope
where
    Arc<App>: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let app = Arc::<App>::from_ref(state);
        let Query(asked) = Query::<Asked>::try_from_uri(&parts.uri).map_err(|e| Fault::Wrong(e.to_string()))?;
        let reader = Reader::from_request_parts(parts, state).await?;
        let now = app.now().await?;
        let settings = &now.workspace.settings;
        let lang = asked.lang.as_deref().unwrap_or(&settings.workspace.language);
        let lang: Lang = lang.parse().map_err(Fault::Wrong)?;
        let run = match &asked.run {
            None => now.runs.first().cloned(),
            Some(id) => {
                let found = now.run(id).await?;
                Some(found.ok_or_else(|| Fault::no("run", id))?)
            }
        };
        let basis = match asked.basis.as_deref() {
            None => Basis::Revenue,
            Some(name) => name.parse().map_err(Fault::Wrong)?,
        };
        let scopes = match &run {
            Some(run) => now.scopes(run).await?,
            None => Arc::default(),
        };
        let wanted = match &asked.horizon {
            Some(horizon) => std::slice::from_ref(horizon),
            None => settings.value.horizons.as_slice(),
        };
        let horizon = among(&scopes, wanted, basis, asked.horizon.is_some());
        let lacks = match &run {
            Some(run) if !scopes.is_empty() && !scopes.iter().any(|of| of.0 == horizon && of.1 == basis) => {
                Some(Lack::of(&run.run_id, &horizon, basis, &scopes))
            }
            _ => None,
        };
        let query = form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes());
        let others =
            query.filter(|(name, _)| !OWN.contains(&name.as_ref())).map(|(n, v)| (n.into_owned(), v.into_owned()));
        let (path, others) = (parts.uri.path().to_owned(), others.collect());
        Ok(Self { now, run, horizon, basis, locale: Locale::new(lang), path, others, reader, scopes, lacks, asked })
    }
}
