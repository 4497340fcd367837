//! The binary.

#[expect(dead_code, reason = "the report command calls it")]
mod report;

fn main() {}
