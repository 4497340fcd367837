//! Progress on stderr, when a person is there to see it.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tenure_engine::progress::Progress;

use crate::output;

/// A bar, or a spinner where the end is not known.
pub struct Bar(ProgressBar);

impl Bar {
    /// Hidden unless stderr is a terminal.
    pub fn new() -> Self {
        let shown = std::io::stderr().is_terminal();
        let target = if shown { ProgressDrawTarget::stderr_with_hz(8) } else { ProgressDrawTarget::hidden() };
        Self(ProgressBar::with_draw_target(None, target))
    }

    /// Takes the bar away.
    pub fn end(&self) {
        self.0.finish_and_clear();
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.end();
    }
}

impl Progress for Bar {
    fn begin(&self, step: &str, total: Option<u64>) {
        let template = match total {
            Some(_) => "{msg} {bar:30} {human_pos}/{human_len}",
            None => "{spinner} {msg} {human_pos}",
        };
        self.0.reset();
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.0.set_style(style);
        }
        self.0.set_message(output::tame(step).into_owned());
        match total {
            Some(total) => self.0.set_length(total),
            None => self.0.enable_steady_tick(Duration::from_millis(125)),
        }
    }

    fn at(&self, done: u64) {
        self.0.set_position(done);
    }

    fn note(&self, line: &str) {
        self.0.suspend(|| output::say(line));
    }
}
