//! Writing the members of a group to a file.

use super::state::State;
use super::{Msg, back};
use crate::shop::export::Format;
use crate::tui::app::Cmd;
use crate::tui::overlays::{Overlay, Prompt};

/// Writes the members to a file that is not there yet.
pub(super) fn export(state: &State, file: String) -> Vec<Cmd> {
    let text = match &state.members {
        Some(m) => m.text.clone(),
        None => state.text(),
    };
    let back = state.back;
    vec![Cmd::load("groups.export", move |cx| {
        let write = || {
            let out = std::fs::File::create_new(&file).map_err(|e| match e.kind() {
                std::io::ErrorKind::AlreadyExists => {
                    "There is a file of this name already; choose another name.".to_owned()
                }
                _ => e.to_string(),
            })?;
            let format = Format::of(&file);
            let out = std::io::BufWriter::new(out);
            let written = back::shop(cx, back).export_members(&text, format, out);
            written.map_err(|e| e.to_string())
        };
        let written = write();
        Msg::Exported(file, written)
    })]
}

/// Asks for the file.
pub(super) fn ask_file(name: &str) -> Box<Overlay> {
    let word: String = name
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { '-' })
        .collect();
    let file = format!("{}.csv", word.to_lowercase().trim_matches('-'));
    Prompt::new(
        "Write the members to a file",
        "Which file? .csv for spreadsheets, .jsonl for programs. Nothing is masked in it.",
        &file,
        Msg::Export,
    )
    .overlay()
}
