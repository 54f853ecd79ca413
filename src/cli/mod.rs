//! The command line: one file per command, words for people and `--json` for scripts.
//!
//! Exit codes: 0 done, 1 the answer is no or rows were refused under `--strict`, 2 wrong usage or bad input,
//! 3 the file or disk failed.

mod args;
mod output;
mod place;

use crate::shop;
use args::{Command, Common, Typed};
use clap::Parser;
use output::Out;
use std::process::ExitCode;

/// How a command ended well.
pub(crate) enum Done {
    /// Exit code 0.
    Yes,
    /// Exit code 1: the answer is no.
    No,
}

/// What every command gets: the common options and where to print.
pub(crate) struct Desk {
    pub(crate) common: Common,
    pub(crate) out: Out,
}

/// Reads the arguments, runs the command, says what went wrong.
pub fn main() -> ExitCode {
    let typed = Typed::parse();
    let out = Out::new(typed.common.json, typed.common.reveal);
    let desk = Desk {
        common: typed.common,
        out,
    };
    match run(typed.command, &desk) {
        Ok(Done::Yes) => ExitCode::SUCCESS,
        Ok(Done::No) => ExitCode::from(1),
        Err(error) => {
            if let Some(io) = error.downcast_ref::<std::io::Error>()
                && io.kind() == std::io::ErrorKind::BrokenPipe
            {
                return ExitCode::SUCCESS;
            }
            desk.out.say(format!("regulars: {error:#}"));
            ExitCode::from(code_of(&error))
        }
    }
}

fn run(command: Option<Command>, desk: &Desk) -> anyhow::Result<Done> {
    match command {
        None => {
            desk.shop()?;
            Ok(Done::Yes)
        }
        Some(_) => Ok(Done::No),
    }
}

fn code_of(error: &anyhow::Error) -> u8 {
    match error.downcast_ref::<shop::Error>() {
        Some(shop::Error::Store(_)) => 3,
        Some(shop::Error::Cancelled) => 1,
        Some(shop::Error::Asked(_)) => 2,
        None if error.downcast_ref::<std::io::Error>().is_some() => 3,
        None => 2,
    }
}
