//! `docs/tables.md` is what the code says of its tables. `cargo xtask docs` writes it.

use std::fmt::Write as _;
use std::fs;

use tenure_engine::lake::tables::{self, ColumnType, Partition, Table};

const HEAD: &str = "\
# Tables

Written from the code by `cargo xtask docs`. Every table of the lake, for `tenure sql` and for whoever opens the Delta tables
with another tool. Times are instants in UTC; a `day` is the local calendar day in the source's or the workspace's zone. Money has
six decimals, is in the row's `currency` (derived tables: in the workspace's), and without VAT unless it says otherwise.

Canonical tables hold what the sources said, newest copy of a key. Derived tables hold what Tenure computed: one partition for each
result, never overwritten.
";

fn kind(of: ColumnType) -> &'static str {
    match of {
        ColumnType::Text => "text",
        ColumnType::Whole => "whole number",
        ColumnType::Flag => "true or false",
        ColumnType::Real => "floating point",
        ColumnType::Money => "decimal(18, 6)",
        ColumnType::MoneySum => "decimal(38, 12)",
        ColumnType::Instant => "instant",
        ColumnType::Day => "day",
    }
}

fn section(page: &mut String, table: &Table) -> std::fmt::Result {
    let partition = match table.partition {
        Partition::Bucket(by) => format!("hash of `{}`", by.join("`, `")),
        Partition::Values(columns) => columns.iter().map(|column| format!("`{column}`")).collect::<Vec<_>>().join(", "),
    };
    writeln!(page, "\n### {}\n", table.name)?;
    writeln!(page, "One row is {}. Key: `{}`. Partition: {partition}.\n", table.grain, table.key.join("`, `"))?;
    writeln!(page, "| column | type | may be empty | meaning |\n|---|---|---|---|")?;
    for column in table.columns {
        let empty = if column.nullable { "yes" } else { "" };
        writeln!(page, "| `{}` | {} | {empty} | {} |", column.name, kind(column.kind), column.about)?;
    }
    Ok(())
}

fn page() -> Result<String, std::fmt::Error> {
    let mut page = HEAD.to_owned();
    let canonical = |table: &&&Table| matches!(table.partition, Partition::Bucket(_));
    writeln!(page, "\n## Canonical")?;
    for table in tables::ALL.iter().filter(canonical) {
        section(&mut page, table)?;
    }
    if let Some(any) = tables::ALL.iter().find(canonical) {
        writeln!(page, "\n### Columns of every canonical table\n")?;
        writeln!(page, "| column | type | meaning |\n|---|---|---|")?;
        for column in any.bookkeeping() {
            writeln!(page, "| `{}` | {} | {} |", column.name, kind(column.kind), column.about)?;
        }
    }
    writeln!(page, "\n## Derived")?;
    for table in tables::ALL.iter().filter(|table| !canonical(table)) {
        section(&mut page, table)?;
    }
    Ok(page)
}

#[test]
fn the_page_is_as_the_code_has_it() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/tables.md");
    let page = page().unwrap();
    if std::env::var_os("TENURE_WRITE_DOCS").is_some() {
        fs::write(path, &page).unwrap();
    }
    let there = fs::read_to_string(path).unwrap_or_default();
    assert!(there == page, "docs/tables.md is not what the code says; `cargo xtask docs` writes it");
}
