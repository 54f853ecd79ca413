//! A shop full of text that would steer the terminal, on every screen: only the program's own sequences come out.

use super::journeys::{open, tabs};
use super::terminal::{ESC, Terminal, dashboard};
use crate::cli::hostile::{safe, shop};
use crate::cli::shops::{copy, folder};

/// What is left of a stream when the program's own sequences are taken out; anything else that escapes fails.
fn text_of(bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    let mut rest = bytes;
    while let Some((&first, after)) = rest.split_first() {
        if first != 0x1b {
            text.push(first);
            rest = after;
            continue;
        }
        match after.first() {
            Some(b'[') => {
                let end = after[1..].iter().position(|b| (0x40..=0x7e).contains(b));
                let end = end.unwrap() + 1;
                let body = &after[1..end];
                assert!(
                    body.iter().all(|b| (0x20..=0x3f).contains(b)),
                    "{:?}",
                    String::from_utf8_lossy(body)
                );
                rest = &after[end + 1..];
            }
            Some(b']') => {
                let own: [&[u8]; 5] = [
                    b"]0;regulars\x07",
                    b"]2;regulars\x07",
                    b"]10;?\x07",
                    b"]11;?\x07",
                    b"]11;?\x1b\\",
                ];
                let known = own.iter().find(|o| after.starts_with(o));
                let shown = String::from_utf8_lossy(&after[..after.len().min(40)]).into_owned();
                rest = &after[known.unwrap_or_else(|| panic!("{shown:?}")).len()..];
            }
            Some(b'\\' | b'7' | b'8') => rest = &after[1..],
            other => panic!("escape {other:?}"),
        }
    }
    text.retain(|b| !matches!(b, b'\r' | b'\n'));
    text
}

#[test]
fn no_screen_lets_it_through() {
    let folder = folder("tui-hostile");
    let shop = copy(shop(), &folder);
    let mut terminal = Terminal::start(dashboard(&shop, &["--reveal"]), 140, 45);
    terminal.sees("1 Dash");
    let all = tabs(&terminal);
    for tab in &all {
        open(&mut terminal, &all, tab);
        // Into the first thing of the screen, where there is one, and help there; each draws names.
        terminal.send("j\r");
        // A list or a question may have opened, which has no help; then help for the screen.
        terminal.send(ESC);
        terminal.send("\u{1b}OP");
        terminal.sees("Help: ");
        terminal.send(ESC);
        terminal.loses("Help: ");
        // Out of what was opened.
        terminal.send(ESC);
        terminal.send(ESC);
    }
    // What is pasted is shown, and cleaned as well.
    terminal.send("\u{10}");
    terminal.sees("What would you like to do?");
    terminal.send("\u{1b}[200~pa\u{202e}st\u{9b}31med\u{200b}\u{1b}[201~");
    terminal.sees("past31med");
    terminal.send("\u{3}");
    terminal.ends();
    safe(&text_of(&terminal.bytes()), "the dashboard");
}
