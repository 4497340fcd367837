//! `tenure access`: who may open the dashboard and the HTTP API from other machines.

use std::io::{BufRead, IsTerminal};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use tenure_engine::access::{AccessFile, Right};
use tenure_web::{add_token, revoke, set_password};

use super::common::{In, now};
use crate::exit::{Done, Usage};
use crate::output::{print, say};

/// Say who may open the dashboard and the HTTP API: a password, and tokens for programs
///
/// `access.toml` in the workspace holds hashes only. A token is shown once, when it is made. A server at work takes
/// changes at once: what is revoked is out, and another password signs everyone out who came in with the old one.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  tenure access password
  tenure access password < password.txt
  tenure access token grafana --scope read
  tenure access list
  tenure access revoke grafana")]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Set the password that people sign in with, read from stdin
    Password {
        #[command(flatten)]
        place: In,
    },
    /// Make a token for a program; it is shown once, on stdout
    Token {
        #[command(flatten)]
        place: In,
        /// What to call it
        name: String,
        /// What it may do: read, or write, which includes read
        #[arg(long, default_value = "read", value_parser = right)]
        scope: Right,
    },
    /// Show what is set, without any secret
    List {
        #[command(flatten)]
        place: In,
    },
    /// Take a token back
    Revoke {
        #[command(flatten)]
        place: In,
        /// Which one
        name: String,
    },
}

fn right(text: &str) -> Result<Right, String> {
    text.parse()
}

/// Runs the verb.
pub fn run(args: Args) -> Result<Done> {
    match args.what {
        What::Password { place } => {
            let root = place.open()?.root;
            set_password(&root, &read_password()?)?;
            say("the password is set; who signed in with another signs in again");
        }
        What::Token { place, name, scope } => {
            let token = add_token(&place.open()?.root, &name, scope, now())?;
            say(&format!("token `{name}` may {}; it is not shown again:", scope.name()));
            print(&format!("{token}\n"))?;
        }
        What::List { place } => {
            let file = AccessFile::read(&place.open()?.root)?;
            print(&format!("password  {}\n", if file.password.is_some() { "set" } else { "not set" }))?;
            for token in &file.tokens {
                let made = token.created.strftime("%Y-%m-%d");
                print(&format!("token     {:<24} {:<6} made {made}\n", token.name, token.scope.name()))?;
            }
        }
        What::Revoke { place, name } => {
            revoke(&place.open()?.root, &name)?;
            say(&format!("token `{name}` is taken back"));
        }
    }
    Ok(Done::Well)
}

/// The first line of stdin.
fn read_password() -> Result<String> {
    let stdin = std::io::stdin();
    let person = stdin.is_terminal();
    // Without `stty`, as on Windows, the password is seen; it is not worth a library.
    let hidden = person && echo("-echo");
    if person {
        say(if hidden { "password:" } else { "password (it can be seen while you type):" });
    }
    let mut line = String::new();
    let read = stdin.lock().read_line(&mut line);
    if hidden {
        echo("echo");
    }
    read.context("stdin cannot be read")?;
    let password = line.trim_end_matches(['\r', '\n']).to_owned();
    if password.is_empty() {
        return Err(Usage(
            "there is no password on stdin; for example: tenure access password < password.txt".to_owned(),
        )
        .into());
    }
    Ok(password)
}

/// Whether the terminal was told to show, or not to show, what is typed.
fn echo(how: &str) -> bool {
    Command::new("stty").arg(how).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}
