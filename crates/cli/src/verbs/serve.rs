//! `tenure serve`: the dashboard and the HTTP API.

use std::io::{IsTerminal, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use anyhow::{Context, Result};
use tenure_web::{Serve, Server, told_to_end};

use super::common::{In, now, wait};
use crate::exit::Done;
use crate::output::say;

/// The port that is taken when none is asked for.
const PORT: u16 = 8765;

/// Show the dashboard in the browser, and answer the HTTP API
///
/// On this machine a link is printed that lets one browser in, once. On any other address a password or token must
/// have been set before (`tenure access`), and traffic should go through a proxy that speaks HTTPS. Nothing is
/// fetched from elsewhere: styles, scripts and figures come from this program.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  tenure serve
  tenure serve -w shop --port 9000 --no-open
  tenure access password -w shop && tenure serve -w shop --host 0.0.0.0 --allow-host clv.example.com")]
pub struct Args {
    #[command(flatten)]
    place: In,
    #[command(flatten)]
    how: How,
}

/// Where, for whom, and within which bounds.
#[derive(Debug, Clone, clap::Args)]
pub struct How {
    /// Address to listen on [default: 127.0.0.1, which only this machine reaches]
    #[arg(long, value_name = "IP")]
    host: Option<IpAddr>,
    /// Port [default: 8765, or the next that is free]
    #[arg(long)]
    port: Option<u16>,
    /// Open the browser [default: when a person sits at this machine]
    #[arg(long, overrides_with = "no_open")]
    open: bool,
    /// Do not open the browser
    #[arg(long)]
    no_open: bool,
    /// Name that the server answers to beside its address, as behind a proxy; may be given again
    #[arg(long, value_name = "NAME")]
    allow_host: Vec<String>,
    /// Largest upload, all its files together
    #[arg(long, value_name = "SIZE", default_value = "4GiB", value_parser = size)]
    upload_limit: Option<u64>,
}

/// Runs the verb.
pub fn run(args: Args) -> Result<Done> {
    serve(&args.place.workspace, &args.how)
}

/// Serves a workspace until the process is told to end.
pub(super) fn serve(root: &Path, how: &How) -> Result<Done> {
    let mut config = Serve::new(root.to_owned(), now, Arc::new(say));
    config.address = match (how.host, how.port) {
        (None, None) => None,
        (host, port) => Some(SocketAddr::new(host.unwrap_or(Ipv4Addr::LOCALHOST.into()), port.unwrap_or(PORT))),
    };
    config.hosts.clone_from(&how.allow_host);
    if let Some(limit) = how.upload_limit {
        config.upload_limit = limit;
    }
    wait(async {
        let server = Server::bind(config).await?;
        let link = server.link();
        say(&format!("serving {} at http://{}/", root.display(), server.address()));
        if server.address().ip().is_loopback() {
            say(&format!("open this link; it lets one browser in, once:\n\n    {link}\n"));
        } else {
            say("whoever reaches this address signs in with the password, or shows a token");
        }
        say("Ctrl-C ends it");
        let opener = how.wants_browser().then(|| Opener::new(root, &link)).transpose();
        if let Err(error) = &opener {
            say(&format!("the browser cannot be opened: {error:#}"));
        }
        server.run(told_to_end()).await?;
        drop(opener);
        Ok(Done::Well)
    })
}

impl How {
    /// As asked; else when a person is there to see it, on a screen of this machine.
    fn wants_browser(&self) -> bool {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let screen = cfg!(any(target_os = "macos", windows)) || set("DISPLAY") || set("WAYLAND_DISPLAY");
        let here = std::io::stderr().is_terminal() && screen && !set("SSH_CONNECTION");
        self.open || (here && !self.no_open)
    }
}

/// A page that leads to the link, for its owner's eyes only: an argument of a command can be read by everyone on the
/// machine. It is removed when the server ends.
struct Opener(PathBuf);

impl Opener {
    fn new(root: &Path, link: &str) -> Result<Self> {
        let path = std::path::absolute(root)?.join("open.html");
        drop(std::fs::remove_file(&path));
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let page =
            format!("<!doctype html><meta http-equiv=\"refresh\" content=\"0;url={link}\"><title>Tenure</title>");
        let opener = Self(path);
        options
            .open(&opener.0)
            .and_then(|mut file| file.write_all(page.as_bytes()))
            .with_context(|| format!("`{}`", opener.0.display()))?;
        let program = if cfg!(target_os = "macos") {
            "open"
        } else if cfg!(windows) {
            "explorer"
        } else {
            "xdg-open"
        };
        let mut command = Command::new(program);
        command.arg(&opener.0).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        drop(command.spawn().with_context(|| format!("`{program}`"))?);
        Ok(opener)
    }
}

impl Drop for Opener {
    fn drop(&mut self) {
        drop(std::fs::remove_file(&self.0));
    }
}

/// A size with its unit.
fn size(text: &str) -> Result<u64, String> {
    let split = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let unit: u64 = match text[split..].trim() {
        "" | "B" => 1,
        "KiB" | "K" => 1 << 10,
        "MiB" | "M" => 1 << 20,
        "GiB" | "G" => 1 << 30,
        "TiB" | "T" => 1 << 40,
        _ => return Err(format!("`{text}` has no unit that is known; use KiB, MiB, GiB or TiB, such as 4GiB")),
    };
    let bytes =
        text[..split].parse::<u64>().ok().and_then(|number| number.checked_mul(unit)).filter(|bytes| *bytes > 0);
    bytes.ok_or_else(|| format!("`{text}` is no size; use a number with a unit, such as 500MiB or 4GiB"))
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_have_units() {
        assert_eq!(size("4GiB"), Ok(4 << 30));
        assert_eq!(size("1500"), Ok(1500));
        for wrong in ["", "0", "4 bananas", "-1", "99999999999TiB"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }
}
