//! A progress bar on standard error while long work runs, and Ctrl-C that stops it cleanly.

use super::Desk;
use crate::shop::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::Mutex;

/// A bar that appears when work takes long; nothing where standard error is no terminal.
pub(crate) struct Bar {
    bar: ProgressBar,
    phase: Mutex<String>,
}

impl Bar {
    /// A bar for a command.
    pub(crate) fn new(desk: &Desk) -> Bar {
        let bar = ProgressBar::with_draw_target(
            None,
            if desk.out.progress_visible() {
                ProgressDrawTarget::stderr_with_hz(10)
            } else {
                ProgressDrawTarget::hidden()
            },
        );
        Bar {
            bar,
            phase: Mutex::new(String::new()),
        }
    }
}

impl Progress for Bar {
    fn at(&self, phase: &str, done: u64, total: u64) {
        if let Ok(mut shown) = self.phase.lock()
            && *shown != phase
        {
            phase.clone_into(&mut shown);
            let template = if total > 0 {
                "{msg} {wide_bar} {human_pos} of {human_len}, {eta}"
            } else {
                "{msg} {human_pos}"
            };
            if let Ok(style) = ProgressStyle::with_template(template) {
                self.bar.set_style(style.progress_chars("━━─"));
            }
            self.bar.set_message(phase.to_owned());
        }
        if total > 0 {
            self.bar.set_length(total);
        }
        self.bar.set_position(done);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
