//! `strategies`, `rules` and `layouts`: small text files that say what is shown to whom.

use super::args;
use super::output::Page;
use super::progress::Bar;
use super::{Desk, Done};
use crate::model::strategy::State;
use crate::shop::diff::Diff;
use crate::shop::{Cancel, Shop};
use anyhow::{Context, anyhow};
use serde::Serialize;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

/// Which kind of document a command is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Noun {
    Strategy,
    Rule,
    Layout,
}

/// At most this many customers' pages are composed for a diff; the answer says how many were.
const SAMPLE: usize = 5_000;

pub(crate) fn run(
    desk: &Desk,
    noun: Noun,
    typed: Option<&args::Documents>,
) -> anyhow::Result<Done> {
    if let Some(args::Documents::Library) = typed {
        return library(desk);
    }
    let shop = desk.shop()?;
    match typed.unwrap_or(&args::Documents::List) {
        args::Documents::List => list(desk, &shop, noun)?,
        args::Documents::Show { id } => show(desk, &shop, noun, id)?,
        args::Documents::Add { file } => {
            let added = shop
                .add_documents(&text_of(file)?)
                .with_context(|| file.display().to_string())?;
            desk.out.answer(&added, |a, page| {
                for (verb, ids) in [
                    ("added", &a.added),
                    ("changed", &a.changed),
                    ("as before", &a.unchanged),
                ] {
                    for id in ids {
                        page.line(format!("{verb}: {id}"));
                    }
                }
                if !(a.added.is_empty() && a.changed.is_empty()) {
                    page.line("`regulars undo` takes it back.");
                }
            })?;
        }
        args::Documents::Set { id, state } => {
            let state = State::named(state).ok_or_else(|| {
                anyhow!("`{state}` is no state; write draft, scheduled, live, paused or archived")
            })?;
            match noun {
                Noun::Strategy => shop.set_strategy_state(id, state)?,
                Noun::Rule => shop.set_rule_state(id, state)?,
                Noun::Layout => shop.set_layout_state(id, state)?,
            }
            desk.out.answer(
                &Set {
                    id: id.clone(),
                    state,
                },
                |s, page| {
                    page.line(format!(
                        "{} is now {}. `regulars undo` takes it back.",
                        s.id,
                        s.state.word()
                    ));
                },
            )?;
        }
        args::Documents::Diff { file } => {
            let text = text_of(file)?;
            let diff = {
                let bar = Bar::new(desk);
                shop.diff(&text, SAMPLE, &Cancel::default(), &bar)
                    .with_context(|| file.display().to_string())?
            };
            desk.out.answer(&diff, difference)?;
        }
        args::Documents::Library => {}
    }
    Ok(Done::Yes)
}

#[derive(Serialize)]
struct Set {
    id: String,
    state: State,
}

#[derive(Serialize)]
struct Listed<T> {
    documents: Vec<T>,
}

fn text_of(file: &Path) -> anyhow::Result<String> {
    let name = file.display();
    fs::read_to_string(file).map_err(|error| match error.kind() {
        // What was typed is wrong, not the disk.
        ErrorKind::NotFound => anyhow!("there is no file {name}; check its name and folder"),
        ErrorKind::IsADirectory => anyhow!("{name} is not a file; name the TOML file itself"),
        ErrorKind::InvalidData => anyhow!("{name} is no UTF-8 text; a TOML file is expected"),
        _ => anyhow::Error::from(error).context(format!("{name} could not be read")),
    })
}

fn list(desk: &Desk, shop: &Shop, noun: Noun) -> anyhow::Result<()> {
    match noun {
        Noun::Strategy => desk.out.answer(
            &Listed {
                documents: shop.strategies()?,
            },
            |all, page| {
                let rows: Vec<Vec<String>> =
                    all.documents
                        .iter()
                        .map(|s| {
                            let needs =
                                s.needs.iter().find(|n| n.have < n.need).map(|n| {
                                    format!("needs {} {}, has {}", n.need, n.what, n.have)
                                });
                            vec![
                                s.id.clone(),
                                s.name.clone(),
                                s.state.word().into(),
                                s.group.clone().unwrap_or_else(|| "everyone".into()),
                                s.problem
                                    .clone()
                                    .or(needs)
                                    .unwrap_or_else(|| s.purpose.clone()),
                            ]
                        })
                        .collect();
                page.table(&["Id", "Strategy", "State", "For", "What it does"], &rows);
            },
        )?,
        Noun::Rule => desk.out.answer(
            &Listed {
                documents: shop.rules()?,
            },
            |all, page| {
                let rows: Vec<Vec<String>> = all
                    .documents
                    .iter()
                    .map(|r| {
                        vec![
                            r.id.clone(),
                            r.state.word().into(),
                            r.problem.clone().unwrap_or_else(|| r.sentence.clone()),
                        ]
                    })
                    .collect();
                page.table(&["Id", "State", "Rule"], &rows);
            },
        )?,
        Noun::Layout => desk.out.answer(
            &Listed {
                documents: shop.layouts()?,
            },
            |all, page| {
                let rows: Vec<Vec<String>> = all
                    .documents
                    .iter()
                    .map(|l| {
                        vec![
                            l.id.clone(),
                            l.page.word().into(),
                            l.state.word().into(),
                            l.group.clone().unwrap_or_else(|| "everyone".into()),
                            l.problem.clone().unwrap_or_else(|| l.blocks.join(", ")),
                        ]
                    })
                    .collect();
                page.table(&["Id", "Page", "State", "For", "Blocks"], &rows);
            },
        )?,
    }
    Ok(())
}

fn show(desk: &Desk, shop: &Shop, noun: Noun, id: &str) -> anyhow::Result<()> {
    // The text alone, so that it can be written to a file, changed and added again.
    fn toml(text: &str, page: &mut Page) {
        for line in text.lines() {
            page.line(line);
        }
    }
    match noun {
        Noun::Strategy => desk
            .out
            .answer(&shop.strategy(id)?, |d, page| toml(&d.toml, page))?,
        Noun::Rule => desk
            .out
            .answer(&shop.rule(id)?, |d, page| toml(&d.toml, page))?,
        Noun::Layout => desk
            .out
            .answer(&shop.layout(id)?, |d, page| toml(&d.toml, page))?,
    }
    Ok(())
}

fn difference(diff: &Diff, page: &mut Page) {
    page.line(format!(
        "{} of {} home pages would change ({} customers in all).",
        diff.changed, diff.compared, diff.customers
    ));
    page.line(format!("{:>6}  spots would go empty", diff.emptied));
    page.line(format!("{:>6}  sold-out products shown", diff.sold_out));
    page.line(format!(
        "{:>6}  products get seen that are not now",
        diff.newly_seen
    ));
    page.line(format!(
        "{:>6}  products are not seen any more",
        diff.no_longer_seen
    ));
    for example in &diff.examples {
        page.gap();
        page.line(format!(
            "For example {}, block {}:",
            example.name, example.block
        ));
        page.line(format!("  now   {}", example.before.join(", ")));
        page.line(format!("  then  {}", example.after.join(", ")));
    }
    page.line("Nothing was saved.");
}

fn library(desk: &Desk) -> anyhow::Result<Done> {
    let text = crate::model::playbook::DEFAULT;
    desk.out.answer(&Library { playbook: text }, |l, page| {
        for line in l.playbook.lines() {
            page.line(line);
        }
    })?;
    Ok(Done::Yes)
}

#[derive(Serialize)]
struct Library {
    playbook: &'static str,
}
