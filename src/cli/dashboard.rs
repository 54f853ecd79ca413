//! Without a command: the dashboard.

use super::args::Color;
use super::{Desk, Done};
use crate::tui;
use anyhow::bail;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::Arc;

pub(crate) fn run(desk: &Desk, path: PathBuf) -> anyhow::Result<Done> {
    if !std::io::stdout().is_terminal() || !std::io::stdin().is_terminal() {
        bail!("the dashboard needs a terminal; `regulars --help` lists the commands that do not");
    }
    let mut path = path;
    // Another shop may be opened from within.
    while let tui::Ended::Open(next) = show(desk, path)? {
        path = next;
    }
    Ok(Done::Yes)
}

fn show(desk: &Desk, path: PathBuf) -> anyhow::Result<tui::Ended> {
    let shop = desk.open(path)?;
    let text = |key: &str| {
        let all = shop.settings().unwrap_or_default();
        let value = all.into_iter().find(|s| s.key == key).map(|s| s.value);
        value
            .and_then(|v| v.as_str().map(str::to_owned))
            .unwrap_or_default()
    };
    let options = tui::Options {
        shop: text("name"),
        tagline: text("tagline"),
        demo: shop.demo_kind()?.is_some(),
        demo_file: desk.own_demo_file(),
        read_only: desk.common.read_only,
        reveal: desk.common.reveal,
        color: match desk.common.color {
            Color::Auto => tui::caps::Color::Auto,
            Color::Always => tui::caps::Color::Always,
            Color::Never => tui::caps::Color::Never,
        },
        ascii: desk.common.ascii,
        no_mouse: desk.common.no_mouse,
        ..tui::Options::default()
    };
    Ok(tui::run(Arc::new(shop), options)?)
}
