//! Without a command: the dashboard.

use super::{Desk, Done};
use anyhow::bail;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::Arc;

pub(crate) fn run(desk: &Desk, path: PathBuf) -> anyhow::Result<Done> {
    if !std::io::stdout().is_terminal() || !std::io::stdin().is_terminal() {
        bail!("the dashboard needs a terminal; `regulars --help` lists the commands that do not");
    }
    let shop = desk.open(path)?;
    crate::tui::run(Arc::new(shop), desk.tui_options())?;
    Ok(Done::Yes)
}
