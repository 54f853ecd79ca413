//! The command line: one file per command, words for people and `--json` for scripts.
//!
//! Exit codes: 0 done, 1 the answer is no or rows were refused under `--strict`, 2 wrong usage or bad input,
//! 3 the file or disk failed.

mod args;
mod campaigns;
mod customers;
mod dashboard;
mod demo;
mod doctor;
mod documents;
mod evaluate;
mod groups;
mod identities;
mod import;
mod imports;
mod judge;
mod output;
mod place;
mod preview;
mod products;
mod progress;
mod recommend;
mod results;
mod shop_wide;
mod why;
mod wish;
mod words;

use crate::shop;
use args::{Command, Common, Typed};
use clap::Parser;
use documents::Noun;
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
    let typed = match Typed::try_parse() {
        Ok(typed) => typed,
        // What was typed is echoed, so it is cleaned as everything is; help and version hold nothing from outside.
        Err(error) if error.use_stderr() => {
            Out::new(false, false).say(error.render());
            return ExitCode::from(2);
        }
        Err(error) => error.exit(),
    };
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
            desk.out.say(format!("regulars: {}", words(&error)));
            ExitCode::from(code_of(&error))
        }
    }
}

fn run(command: Option<Command>, desk: &Desk) -> anyhow::Result<Done> {
    match command {
        None => dashboard::run(desk, desk.shop_file()?),
        Some(Command::Demo(typed)) => demo::run(desk, &typed),
        Some(Command::Import(typed)) => import::run(desk, &typed),
        Some(Command::Imports { what }) => imports::run(desk, what.as_ref()),
        Some(Command::Customers { what }) => customers::run(desk, what.as_ref()),
        Some(Command::Identities { what }) => identities::run(desk, what.as_ref()),
        Some(Command::Products { what }) => products::run(desk, what.as_ref()),
        Some(Command::Groups { what }) => groups::run(desk, what.as_ref()),
        Some(Command::Strategies { what }) => match &what {
            Some(args::Strategies::Wish(typed)) => wish::run(desk, typed),
            Some(args::Strategies::Documents(what)) => {
                documents::run(desk, Noun::Strategy, Some(what))
            }
            None => documents::run(desk, Noun::Strategy, None),
        },
        Some(Command::Rules { what }) => documents::run(desk, Noun::Rule, what.as_ref()),
        Some(Command::Layouts { what }) => documents::run(desk, Noun::Layout, what.as_ref()),
        Some(Command::Recommend(typed)) => recommend::run(desk, &typed),
        Some(Command::Preview(typed)) => preview::run(desk, &typed),
        Some(Command::Why(typed)) => why::run(desk, &typed),
        Some(Command::WhyNot(typed)) => why::run_not(desk, &typed),
        Some(Command::Results(typed)) => results::run(desk, &typed),
        Some(Command::Campaigns { what }) => campaigns::run(desk, what.as_ref()),
        Some(Command::Evaluate(typed)) => evaluate::run(desk, &typed),
        Some(Command::Judge) => judge::run(desk),
        Some(Command::Doctor) => doctor::run(desk),
        Some(Command::Learn) => shop_wide::learn(desk),
        Some(Command::Settings { what }) => shop_wide::settings(desk, what.as_ref()),
        Some(Command::Undo) => shop_wide::undo(desk),
        Some(Command::Redo) => shop_wide::redo(desk),
        Some(Command::Log { limit }) => shop_wide::log(desk, limit),
    }
}

/// What went wrong and why, saying nothing twice: some texts hold the words of their cause already.
fn words(error: &anyhow::Error) -> String {
    let mut said = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if said.is_empty() {
            said = cause;
        } else if !said.contains(&cause) {
            said = format!("{said}: {cause}");
        }
    }
    said
}

fn code_of(error: &anyhow::Error) -> u8 {
    match error.downcast_ref::<shop::Error>() {
        Some(shop::Error::Store(_)) => 3,
        Some(shop::Error::Cancelled | shop::Error::No(_)) => 1,
        Some(shop::Error::Asked(_)) => 2,
        None if error.downcast_ref::<std::io::Error>().is_some() => 3,
        None => 2,
    }
}
