//! `tenure`: what each customer has been worth, and what each will be worth.
//!
//! One verb, one file in `verbs`. stdout is data, stderr is talk; exit codes are in `exit`.

mod exit;
mod output;
mod progress;
mod verbs;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

// Many short-lived batches on several threads: mimalloc halves the time spent in the allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
#[command(
    name = "tenure",
    version,
    about = "The open customer-value engine: what each customer has been worth, and will be worth",
    after_help = "Exit codes: 0 done, 1 unexpected, 2 usage, 3 data rejected, 4 model did not converge.",
    arg_required_else_help = true,
    max_term_width = 100
)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    Summarize(verbs::summarize::Args),
    Fit(verbs::fit::Args),
    Predict(verbs::predict::Args),
    Simulate(verbs::simulate::Args),
}

fn main() -> ExitCode {
    let verb = Cli::parse().verb;
    let outcome = match verb {
        Verb::Summarize(args) => verbs::summarize::run(args),
        Verb::Fit(args) => verbs::fit::run(args),
        Verb::Predict(args) => verbs::predict::run(args),
        Verb::Simulate(args) => verbs::simulate::run(args),
    };
    exit::code(outcome)
}
