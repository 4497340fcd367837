//! What an import decided, or was told, is written to `tenure.toml`, so that the next one need not be told.

use std::fmt::Write as _;

use anyhow::{Context, Result};
use tenure_engine::import::ImportReport;
use tenure_engine::sources::{ColumnRef, Disposition, Options, propose_toml};
use tenure_engine::workspace::{SETTINGS_FILE, Workspace, write_whole};
use toml_edit::{DocumentMut, Item, Table, value};

use crate::output::say;

/// Writes the settings of sources that are new, and of all sources what was said on the command line. A file of
/// which nothing was loaded decides nothing.
pub(crate) fn remember(workspace: &Workspace, report: &ImportReport, said: &Options) -> Result<()> {
    let path = workspace.root.join(SETTINGS_FILE);
    let before = std::fs::read_to_string(&path).with_context(|| format!("`{}`", path.display()))?;
    let mut text = before.clone();
    let mut added = Vec::new();
    let loaded = report.files.iter().filter(|file| file.tally.rows_of(Disposition::Imported) > 0);
    let mut sources = Vec::new();
    for file in loaded {
        let source = &file.inspection.source;
        if sources.contains(source) {
            continue;
        }
        if !workspace.settings.sources.contains_key(source) {
            let _ = write!(text, "\n{}", propose_toml(&file.inspection));
            added.push(source.clone());
        }
        sources.push(source.clone());
    }
    let settings = told(said);
    if !settings.is_empty() || !said.mapping.is_empty() {
        let mut document: DocumentMut = text.parse().with_context(|| format!("`{}`", path.display()))?;
        sources.iter().for_each(|source| put(&mut document, source, &settings, said));
        text = document.to_string();
    }
    if text == before {
        return Ok(());
    }
    write_whole(&path, text.as_bytes())?;
    match added.is_empty() {
        false => say(&format!("wrote what was decided about `{}` to {}", added.join("`, `"), path.display())),
        true => say(&format!("wrote what was said about `{}` to {}", sources.join("`, `"), path.display())),
    }
    Ok(())
}

/// Keys and values of what was said.
fn told(said: &Options) -> Vec<(&'static str, Item)> {
    let text = |word: Option<String>| word.map(value);
    let all = [
        ("kind", text(said.kind.map(|word| word.to_string()))),
        ("header", said.has_header.map(value)),
        ("skip", said.skip.map(|lines| value(i64::try_from(lines).unwrap_or(i64::MAX)))),
        ("delimiter", text(said.delimiter.map(|word| word.to_string()))),
        ("encoding", text(said.encoding.map(|word| word.to_string()))),
        ("decimal", text(said.decimal.map(|word| word.to_string()))),
        ("date_order", text(said.date_order.map(|word| word.to_string()))),
        ("zone", text(said.zone.clone())),
        ("currency", text(said.currency.clone())),
        ("channel", text(said.channel.clone())),
        ("vat", text(said.vat.map(|vat| vat.to_string()))),
    ];
    all.into_iter().filter_map(|(key, item)| Some((key, item?))).collect()
}

/// Sets them in the section of a source, whose comments and order stay.
fn put(document: &mut DocumentMut, source: &str, settings: &[(&str, Item)], said: &Options) {
    let section = document.get_mut("source").and_then(|all| all.get_mut(source)).and_then(Item::as_table_like_mut);
    let Some(section) = section else { return };
    for (key, item) in settings {
        set(section, key, item.clone());
    }
    if said.mapping.is_empty() {
        return;
    }
    if section.get("columns").is_none() {
        section.insert("columns", Item::Table(Table::new()));
    }
    let Some(columns) = section.get_mut("columns").and_then(Item::as_table_like_mut) else { return };
    for (role, column) in &said.mapping {
        let named = match column {
            ColumnRef::Number(number) => value(i64::try_from(*number).unwrap_or(i64::MAX)),
            ColumnRef::Name(name) => value(name.as_str()),
        };
        // One column has one meaning: what it was proposed as goes.
        let same = |item: &Item| item.to_string().trim() == named.to_string().trim();
        let others: Vec<String> =
            columns.iter().filter(|(_, item)| same(item)).map(|(key, _)| key.to_owned()).collect();
        others.iter().filter(|key| *key != role.name()).for_each(|key| drop(columns.remove(key)));
        set(columns, role.name(), named);
    }
}

/// Sets a value unless it says so already, which keeps the spelling and the comments of the file.
fn set(table: &mut dyn toml_edit::TableLike, key: &str, item: Item) {
    let same = |before: &Item| before.to_string().trim() == item.to_string().trim();
    if table.get(key).is_some_and(same) {
        return;
    }
    match (table.get_mut(key).and_then(Item::as_value_mut), item.as_value()) {
        (Some(before), Some(after)) => *before = after.clone(),
        _ => drop(table.insert(key, item)),
    }
}
