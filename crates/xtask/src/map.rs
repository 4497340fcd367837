//! What the documentation says is where it says: local links, and the files and names of the map.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::shell;

/// Folders that paths in the map may be relative to.
const BASES: &[&str] = &["", "docs", "crates/engine/src", "crates/models/src", "crates/web/src", "crates/cli/src"];

/// The table that says where a name is defined; others name crates and columns too.
const INDEX: &str = "## Where is ...";

/// Checks every page.
pub(crate) fn run() -> Result<()> {
    let root = shell::root();
    let mut wrong = Vec::new();
    let mut checked = 0;
    for page in pages(&root)? {
        let text = fs::read_to_string(&page)?;
        let folder = page.parent().unwrap_or(&root);
        for target in links(&text) {
            checked += 1;
            if !folder.join(target).exists() {
                wrong.push(format!("{}: no `{target}`", page.display()));
            }
        }
    }
    let mut index = false;
    for (line, number) in fs::read_to_string(root.join("docs/ARCHITECTURE.md"))?.lines().zip(1..) {
        index = if line.starts_with("## ") { line == INDEX } else { index };
        if line.starts_with('|') {
            let (good, bad) = row(&root, line, index);
            checked += good;
            wrong.extend(bad.into_iter().map(|name| format!("docs/ARCHITECTURE.md:{number}: no `{name}`")));
        }
    }
    if !wrong.is_empty() {
        bail!("the documentation points nowhere:\n  {}", wrong.join("\n  "));
    }
    println!("   {checked} links, files and names are where the documentation says");
    Ok(())
}

/// The pages that people write.
fn pages(root: &Path) -> Result<Vec<PathBuf>> {
    let tracked = shell::output("git ls-files *.md")?;
    Ok(tracked.lines().map(|page| root.join(page)).collect())
}

/// Targets of Markdown links within the repository, without their anchors.
fn links(text: &str) -> impl Iterator<Item = &str> {
    text.split("](").skip(1).filter_map(|rest| {
        let target = rest.split_once(')')?.0.split('#').next()?;
        (!target.is_empty() && !target.contains(':')).then_some(target)
    })
}

/// One row of a table of the map: how many of its quoted names were found, and those that were not. A file is
/// looked for beside the one before it, too; in the `index` a name must be defined in one of the row's files.
fn row(root: &Path, line: &str, index: bool) -> (usize, Vec<String>) {
    let quoted: Vec<&str> = line.split('`').skip(1).step_by(2).collect();
    let mut files: BTreeSet<PathBuf> = BTreeSet::new();
    let mut wrong = Vec::new();
    let mut beside: Option<PathBuf> = None;
    for name in quoted.iter().filter(|name| is_path(name)) {
        let bases = BASES.iter().map(|base| root.join(base)).chain(beside.clone());
        match bases.map(|base| base.join(name)).find(|path| path.exists()) {
            Some(path) => {
                beside = if path.is_dir() { Some(path.clone()) } else { path.parent().map(Path::to_path_buf) };
                files.insert(path);
            }
            None => wrong.push((*name).to_owned()),
        }
    }
    let texts: Vec<String> = files.iter().filter_map(|file| fs::read_to_string(file).ok()).collect();
    for name in quoted.iter().filter(|name| index && is_name(name)) {
        let last = name.rsplit("::").next().unwrap_or(name);
        let defined = |text: &String| {
            ["fn ", "struct ", "enum ", "const ", "type ", "trait "]
                .iter()
                .any(|kind| text.contains(&format!("{kind}{last}")))
        };
        if !texts.iter().any(defined) {
            wrong.push((*name).to_owned());
        }
    }
    (quoted.len() - wrong.len(), wrong)
}

fn is_path(name: &str) -> bool {
    name.ends_with('/') || [".rs", ".sql", ".toml", ".md"].iter().any(|end| name.ends_with(end))
}

/// A type, a function, a constant, or one of these as `Type::name`.
fn is_name(name: &str) -> bool {
    name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_' || letter == ':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_within_the_repository_without_anchors() {
        let page = "[a](docs/A.md#why) [b](https://example.org) ![c](img/c.png) [d](#here)";
        assert_eq!(links(page).collect::<Vec<_>>(), ["docs/A.md", "img/c.png"]);
    }

    #[test]
    fn a_row_of_the_map_must_name_what_its_files_define() {
        let root = shell::root();
        assert_eq!(
            row(&root, "| links | `links` in `crates/xtask/src/map.rs`, `Job` in `bench/measure.rs` |", true),
            (4, vec![])
        );
        let (good, bad) = row(&root, "| gone | `no_such_function` in `crates/xtask/src/map.rs` |", true);
        assert_eq!((good, bad), (1, vec!["no_such_function".to_owned()]));
        let (_, bad) = row(&root, "| gone | `crates/xtask/src/gone.rs` |", false);
        assert_eq!(bad, ["crates/xtask/src/gone.rs"]);
    }
}
