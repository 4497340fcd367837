//! `cargo xtask docs`: pages under `docs/` that are made from the code.
//!
//! The engine's own test knows the tables; xtask does not depend on the engine, which would have every chore
//! wait for DataFusion. That test compares, and with `TENURE_WRITE_DOCS=1` writes.

use anyhow::Result;

use crate::shell;

/// Writes `docs/tables.md` anew.
pub(crate) fn run() -> Result<()> {
    shell::run(
        "cargo test --locked --release --package tenure-engine --test it tables_page",
        &[("TENURE_WRITE_DOCS", "1")],
    )?;
    println!("docs/tables.md is as the code has it");
    Ok(())
}
