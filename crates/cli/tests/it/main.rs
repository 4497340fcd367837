//! The binary as its users meet it: files in, files and exit codes out.
#![cfg(test)]

mod bad_import;
mod bad_input;
mod cdnow;
mod exits;
mod help;
mod kill;
mod outer_form;
mod remembered;
mod serve;
mod simulated;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// Runs `tenure` with these words in `folder`.
fn tenure(folder: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tenure")).args(words).current_dir(folder).output().unwrap()
}

/// Runs it, and expects it to end well.
fn done(folder: &Path, words: &[&str]) -> (String, String) {
    let output = tenure(folder, words);
    let (out, talk) = texts(&output);
    assert!(output.status.success(), "tenure {words:?}: {talk}");
    (out, talk)
}

/// Runs it, and expects this exit code; what it said.
fn ended(folder: &Path, words: &[&str], code: i32) -> String {
    let output = tenure(folder, words);
    let (_, talk) = texts(&output);
    assert_eq!(output.status.code(), Some(code), "tenure {words:?}: {talk}");
    talk
}

fn texts(output: &Output) -> (String, String) {
    (String::from_utf8_lossy(&output.stdout).into_owned(), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// A folder with one file.
fn with(name: &str, text: &str) -> TempDir {
    let folder = folder();
    std::fs::write(folder.path().join(name), text).unwrap();
    folder
}

fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").join(path)
}

/// Rows of a CSV text, each as its fields; the header is left out.
fn rows(csv: &str) -> Vec<Vec<String>> {
    csv.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

fn number(text: &str) -> f64 {
    text.parse().unwrap()
}
