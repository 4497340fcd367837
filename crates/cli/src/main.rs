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
    Demo(verbs::demo::Args),
    Init(verbs::init::Args),
    Import(verbs::import::Args),
    Run(verbs::run::Args),
    Report(verbs::report::Args),
    Customers(verbs::customers::Args),
    Export(verbs::export::Args),
    Sql(verbs::sql::Args),
    Serve(verbs::serve::Args),
    Access(verbs::access::Args),
    Summarize(verbs::summarize::Args),
    Fit(verbs::fit::Args),
    Predict(verbs::predict::Args),
    Simulate(verbs::simulate::Args),
}

fn main() -> ExitCode {
    let verb = Cli::parse().verb;
    // A server tells at once what fails in it.
    if !matches!(verb, Verb::Serve(_) | Verb::Demo(_)) {
        exit::keep_panics();
    }
    let outcome = match verb {
        Verb::Demo(args) => verbs::demo::run(args),
        Verb::Init(args) => verbs::init::run(args),
        Verb::Import(args) => verbs::import::run(args),
        Verb::Run(args) => verbs::run::run(args),
        Verb::Report(args) => verbs::report::run(args),
        Verb::Customers(args) => verbs::customers::run(args),
        Verb::Export(args) => verbs::export::run(args),
        Verb::Sql(args) => verbs::sql::run(args),
        Verb::Serve(args) => verbs::serve::run(args),
        Verb::Access(args) => verbs::access::run(args),
        Verb::Summarize(args) => verbs::summarize::run(args),
        Verb::Fit(args) => verbs::fit::run(args),
        Verb::Predict(args) => verbs::predict::run(args),
        Verb::Simulate(args) => verbs::simulate::run(args),
    };
    exit::code(outcome)
}
