//! Tools that a chore needs and a fresh machine has not.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::shell;

/// Runs tests in processes of their own. Pinned, so that a new release cannot break an old commit.
const NEXTEST: &str = "0.9.143";

/// The peer that `bench` compares with.
pub(crate) const DUCKDB: &str = "duckdb==2.0.0";

/// What the tests need.
pub(crate) fn of_tests() -> Result<()> {
    nextest()?;
    println!("   the dashboard is tested in {}", chromium()?);
    Ok(())
}

/// Installs cargo-nextest when it is missing.
fn nextest() -> Result<()> {
    if shell::works("cargo nextest --version") {
        return Ok(());
    }
    println!("   cargo-nextest is missing; it is compiled now, some minutes");
    shell::run(&format!("cargo install --locked cargo-nextest@{NEXTEST}"), &[])
}

/// A Chromium that shows pages: to tests, and to take pictures of them.
pub(crate) fn chromium() -> Result<&'static str> {
    const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];
    let found = || NAMES.into_iter().find(|name| shell::works(&format!("{name} --version")));
    if let Some(name) = found() {
        return Ok(name);
    }
    println!("   Chromium is missing; apt installs it now");
    apt("chromium fonts-inter fonts-dejavu-core").context("install chromium: apt-get install chromium")?;
    found().context("Chromium was installed, but does not start")
}

/// A Python with DuckDB, apart from the system's.
pub(crate) fn python_with_duckdb() -> Result<PathBuf> {
    let folder = shell::target_dir().join("xtask").join("python");
    let python = folder.join("bin").join("python");
    let version = DUCKDB.trim_start_matches("duckdb==");
    let there = |python: &PathBuf| {
        shell::command(&python.display().to_string())
            .args(["-c", &format!("import duckdb; assert duckdb.__version__ == '{version}'")])
            .output()
            .is_ok_and(|done| done.status.success())
    };
    if there(&python) {
        return Ok(python);
    }
    if !shell::works("python3 -c pass") || !shell::works("python3 -m ensurepip --version") {
        apt("python3 python3-venv")?;
    }
    shell::run(&format!("python3 -m venv --clear {}", folder.display()), &[])?;
    shell::run(&format!("{} -m pip install --quiet {DUCKDB}", python.display()), &[])?;
    if there(&python) { Ok(python) } else { bail!("DuckDB {version} was installed, but cannot be imported") }
}

/// Installs Debian packages.
fn apt(packages: &str) -> Result<()> {
    let sudo = if shell::output("id -u")?.trim() == "0" { "" } else { "sudo " };
    shell::run(&format!("{sudo}apt-get update -q"), &[])?;
    shell::run(
        &format!("{sudo}env DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends {packages}"),
        &[],
    )
}
