//! `settings`, `undo`, `redo`, `log` and `learn`: the shop as a whole.

use super::args;
use super::progress::Bar;
use super::words::when;
use super::{Desk, Done};
use crate::shop::Cancel;
use crate::shop::undo::Undone;
use anyhow::anyhow;
use serde::Serialize;
use serde_json::Value;

pub(crate) fn settings(desk: &Desk, typed: Option<&args::Settings>) -> anyhow::Result<Done> {
    let shop = match typed {
        Some(args::Settings::Set { .. }) => desk.shop_to_fill()?,
        _ => desk.shop()?,
    };
    match typed.unwrap_or(&args::Settings::Get { key: None }) {
        args::Settings::Get { key } => {
            let mut all = shop.settings()?;
            if let Some(key) = key {
                all.retain(|s| s.key == key);
                if all.is_empty() {
                    return Err(anyhow!(
                        "there is no setting `{key}`; `regulars settings` lists them"
                    ));
                }
            }
            desk.out.answer(&Listed { settings: all }, |listed, page| {
                for s in &listed.settings {
                    page.line(format!("{:<16} {:<24} {}", s.key, said(&s.value), s.what));
                }
            })?;
        }
        args::Settings::Set { key, content } => {
            let set = shop.set_setting(key, content)?;
            desk.out.answer(&set, |s, page| {
                page.line(format!(
                    "{} is now {}. `regulars undo` takes it back.",
                    s.key, s.value
                ));
            })?;
        }
    }
    Ok(Done::Yes)
}

/// A setting's value in words.
fn said(value: &Value) -> String {
    match value {
        Value::Null => "not set".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().map(said).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

pub(crate) fn undo(desk: &Desk) -> anyhow::Result<Done> {
    let shop = desk.shop()?;
    let undone = shop.undo(&Bar::new(desk), &Cancel::default())?;
    told(desk, undone, "Taken back", "Nothing to take back.")
}

pub(crate) fn redo(desk: &Desk) -> anyhow::Result<Done> {
    let shop = desk.shop()?;
    let done = shop.redo()?;
    told(desk, done, "Done again", "Nothing to do again.")
}

fn told(desk: &Desk, what: Option<Undone>, verb: &str, nothing: &str) -> anyhow::Result<Done> {
    let done = if what.is_some() { Done::Yes } else { Done::No };
    desk.out.answer(&what, |what, page| match what {
        Some(what) => page.line(format!("{verb}: {}", what.what)),
        None => page.line(nothing),
    })?;
    Ok(done)
}

pub(crate) fn log(desk: &Desk, limit: usize) -> anyhow::Result<Done> {
    let shop = desk.shop()?;
    let zone = shop.zone();
    let changes = shop.log(limit)?;
    desk.out.answer(&Log { changes }, |log, page| {
        for c in &log.changes {
            let undone = if c.undone_at.is_some() {
                "  (taken back)"
            } else {
                ""
            };
            page.line(format!("{}  {}{undone}", when(c.at, zone), c.what));
        }
        if log.changes.is_empty() {
            page.line("Nothing was changed yet.");
        }
    })?;
    Ok(Done::Yes)
}

pub(crate) fn learn(desk: &Desk) -> anyhow::Result<Done> {
    let shop = desk.shop()?;
    let learned = {
        let bar = Bar::new(desk);
        shop.learn(None, &bar)?
    };
    desk.out.answer(&learned, |l, page| {
        page.line(format!(
            "Learned from {} facts of {} people and {} products before {} ({}).",
            l.facts, l.people, l.products, l.cut, l.method
        ));
    })?;
    Ok(Done::Yes)
}

#[derive(Serialize)]
struct Listed<T> {
    settings: Vec<T>,
}

#[derive(Serialize)]
struct Log<T> {
    changes: Vec<T>,
}
