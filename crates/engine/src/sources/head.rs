//! The head of a file as it stands there: for a person who is to say what its columns mean.

use std::collections::BTreeMap;
use std::path::Path;

use super::aliases;
use super::bytes::shown as name_of;
use super::inspect::{form, mapping};
use super::mask::mask;
use super::records::Chunk;
use super::stream::Feed;
use super::{Options, Role, SourceError};

/// Names of all columns, and the first rows as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Names, made unique; numbers in a file without header.
    pub names: Vec<String>,
    /// What columns are taken to mean, by their place counted from 0, whatever else the file leaves open.
    pub proposed: BTreeMap<usize, Role>,
    /// Rows as long as the names; what looks like an address or a telephone number is masked.
    pub rows: Vec<Vec<String>>,
}

/// Reads the first rows of a file.
///
/// # Errors
/// When the outer form cannot be decided.
pub fn head(path: &Path, options: &Options, rows: usize) -> Result<Head, SourceError> {
    let (format, names, _) = form(path, options)?;
    let used: Vec<usize> = (0..names.len()).collect();
    let mut first = Vec::new();
    if let Some(page) = Feed::open(path, &format, &names, &used, false)?.next(Chunk::default())? {
        first = vec![Vec::with_capacity(names.len()); page.rows().min(rows)];
        for &column in &used {
            let texts = page.texts(Some(column))?;
            for (row, to) in first.iter_mut().enumerate() {
                to.push(shown(texts.get(row)));
            }
        }
    }
    let kind = options.kind.unwrap_or_else(|| aliases::detect(&names).0);
    let proposed = mapping(&name_of(path), kind, &names, options).unwrap_or_default();
    Ok(Head { proposed: proposed.into_iter().map(|(role, place)| (place, role)).collect(), names, rows: first })
}

/// Longest value that helps to recognise a column.
const LONGEST: usize = 40;

/// Words are shown, since they say what a column holds; their owner looks at the file here.
fn shown(value: &str) -> String {
    let masked = mask(value);
    if masked.contains(value) || value.contains('@') || !value.chars().any(char::is_alphabetic) {
        return masked;
    }
    value.chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_rows_come_as_they_stand_without_addresses() {
        let folder = std::env::temp_dir().join(format!("tenure-head-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let file = folder.join("orders.csv");
        let rows = "order;customer;product;date\n7;a@b.nl;Blue bag;2024-05-31\n8;0612345678;Red bag;2024-06-01\n9;;;\n";
        std::fs::write(&file, rows).expect("a file");
        let head = head(&file, &Options::default(), 2).expect("a head");
        std::fs::remove_dir_all(&folder).expect("removed");
        let meant: Vec<(usize, Role)> = head.proposed.into_iter().collect();
        assert_eq!(meant, [(0, Role::OrderId), (1, Role::CustomerId), (2, Role::ProductId), (3, Role::OrderedAt)]);
        assert_eq!(head.names, ["order", "customer", "product", "date"]);
        assert_eq!(head.rows, [["7", "***", "Blue bag", "2024-05-31"], ["8", "***", "Red bag", "2024-06-01"]]);
    }
}
