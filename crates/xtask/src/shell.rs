//! Running other programs from the root of the workspace.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// Root of the workspace.
pub(crate) fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.ancestors().nth(2).unwrap_or(own).to_path_buf()
}

/// Where Cargo puts what it builds.
pub(crate) fn target_dir() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |set| root().join(set))
}

/// The product, as `cargo build --release` leaves it.
pub(crate) fn build_product() -> Result<PathBuf> {
    run("cargo build --release --locked --package tenure", &[])?;
    Ok(target_dir().join("release").join("tenure"))
}

/// A command from one line of words, at the root of the workspace, without input.
pub(crate) fn command(line: &str) -> Command {
    let mut words = line.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words).current_dir(root()).stdin(Stdio::null());
    // `cargo run` tells us about this crate in our environment. Handed on, it would look like a change to the build
    // scripts that watch such variables (ring's does), and all that rests on them would be compiled anew.
    let ours = |name: &str| {
        name.starts_with("CARGO_PKG_")
            || name.starts_with("CARGO_MANIFEST_")
            || ["OUT_DIR", "CARGO_BIN_NAME"].contains(&name)
    };
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_str().is_some_and(ours)) {
        command.env_remove(name);
    }
    command
}

/// Runs a line with more variables in its environment; its output goes where ours goes.
pub(crate) fn run(line: &str, variables: &[(&str, &str)]) -> Result<()> {
    let status = command(line)
        .envs(variables.iter().copied())
        .status()
        .with_context(|| format!("`{line}` cannot be started"))?;
    if !status.success() {
        bail!("`{line}` failed with {status}");
    }
    Ok(())
}

/// What a line prints.
pub(crate) fn output(line: &str) -> Result<String> {
    let done = command(line).output().with_context(|| format!("`{line}` cannot be started"))?;
    if !done.status.success() {
        bail!("`{line}` failed with {}: {}", done.status, String::from_utf8_lossy(&done.stderr).trim());
    }
    Ok(String::from_utf8(done.stdout)?)
}

/// Whether a line runs and succeeds.
pub(crate) fn works(line: &str) -> bool {
    command(line).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}
