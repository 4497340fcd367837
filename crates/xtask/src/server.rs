//! The product's server, started for a chore and ended with it.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

/// A server of a workspace on this machine.
pub(crate) struct Server {
    child: Child,
    /// Host and port.
    pub(crate) address: String,
    /// Path that lets one browser in, once.
    pub(crate) entrance: String,
}

impl Server {
    pub(crate) fn start(tenure: &Path, workspace: &Path) -> Result<Self> {
        let mut child = Command::new(tenure)
            .args(["serve", "--no-open", "--workspace"])
            .arg(workspace)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("`{} serve` cannot be started", tenure.display()))?;
        let mut lines = BufReader::new(child.stderr.take().context("no stderr")?).lines();
        let link = lines.find_map(|line| line.ok()?.trim().strip_prefix("http://").map(str::to_owned));
        let Some((address, path)) = link.as_deref().and_then(|link| link.split_once('/')) else {
            drop(child.kill());
            bail!("`tenure serve` printed no link");
        };
        let (address, entrance) = (address.to_owned(), format!("/{path}"));
        // What it says later must be read, or it would wait for us.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Self { child, address, entrance })
    }

    /// Most memory that it held so far, in bytes.
    pub(crate) fn peak(&self) -> Result<u64> {
        let file = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(&file).with_context(|| format!("`{file}` cannot be read"))?;
        let kib = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix("kB"));
        Ok(kib.context("no peak of memory")?.trim().parse::<u64>()? << 10)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
