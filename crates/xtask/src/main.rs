//! The project's own chores.
//!
//! | verb | does |
//! |---|---|
//! | `test` | everything that must hold before a change lands; `.ci/run` calls it |
//! | `bench [--quick]` | times the whole program against DuckDB and writes `docs/bench.md` |
//! | `docs` | writes the generated pages under `docs/` anew |
//! | `pictures` | takes the pictures of the report under `docs/img/` |
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for people, whose only output this is")]

mod bench;
mod docs;
mod map;
mod pictures;
mod server;
mod shell;
mod test;
mod tools;

use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask VERB
  test              format, lints, documentation, examples, tests: what must hold before a change lands
  bench [--quick]   whole-program times and peak memory against DuckDB, into docs/bench.md;
                    --quick tries the road with a tenth of the data, and writes nothing
  docs              write the generated pages under docs/ anew
  pictures          take the pictures of the report and the pages under docs/img/";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["test"] => test::run(),
        ["bench"] => bench::run(false),
        ["bench", "--quick"] => bench::run(true),
        ["docs"] => docs::run(),
        ["pictures"] => pictures::run(),
        ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(wrong) => {
            eprintln!("\nxtask: {wrong:#}");
            ExitCode::FAILURE
        }
    }
}
