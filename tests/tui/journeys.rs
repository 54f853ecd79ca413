//! Ways through the dashboard: the first minute, every screen at two sizes, help, palette, sizes, paste, other programs.

use super::terminal::{ESC, Terminal, bare, dashboard};
use crate::cli::shops::{copy, folder, good, shops};

/// A tab of the second line: its digit, and where its name begins.
#[derive(Clone, Debug)]
pub(super) struct Tab {
    digit: char,
    at: (u16, u16),
}

/// The tabs that there are.
pub(super) fn tabs(terminal: &Terminal) -> Vec<Tab> {
    let text = terminal.sees("1 Dash");
    let row = text.lines().position(|l| l.contains("1 Dash")).unwrap();
    let letters: Vec<char> = text.lines().nth(row).unwrap().chars().collect();
    let mut found = Vec::new();
    for at in 1..letters.len().saturating_sub(2) {
        let alone = letters[at - 1] == ' ' && letters[at + 1] == ' ';
        if alone && letters[at].is_ascii_digit() && letters[at + 2].is_alphabetic() {
            found.push(Tab {
                digit: letters[at],
                at: (row as u16, at as u16 + 2),
            });
        }
    }
    found
}

/// How a tab's name is drawn.
fn look(screen: &vt100::Screen, tab: &Tab) -> String {
    let cell = screen.cell(tab.at.0, tab.at.1).unwrap();
    format!(
        "{:?} {:?} {} {} {}",
        cell.fgcolor(),
        cell.bgcolor(),
        cell.bold(),
        cell.underline(),
        cell.inverse()
    )
}

/// Opens a tab and waits until it is the one that is drawn unlike all others.
pub(super) fn open(terminal: &mut Terminal, all: &[Tab], tab: &Tab) {
    terminal.send(&tab.digit.to_string());
    terminal.until(&format!("tab {}", tab.digit), |screen| {
        let own = look(screen, tab);
        all.iter()
            .filter(|other| other.digit != tab.digit)
            .all(|other| look(screen, other) != own)
    });
}

const F1: &str = "\u{1b}OP";

#[test]
fn the_first_run_on_an_empty_home_says_what_to_do_and_leaves() {
    let home = folder("tui-home");
    let program = assert_cmd::cargo::cargo_bin!("regulars");
    let mut terminal = Terminal::start(bare(program.as_os_str(), &home), 80, 24);
    let text = terminal.sees("Look around");
    assert!(!text.contains("DEMO"), "{text}");
    terminal.send("q");
    assert_eq!(terminal.ends(), 0);
    terminal.is_as_before();
}

#[test]
fn the_demo_opens_and_is_made_where_the_home_is() {
    let home = folder("tui-demo");
    let program = assert_cmd::cargo::cargo_bin!("regulars");
    let mut command = bare(program.as_os_str(), &home);
    command.args(["demo", "--size", "small"]);
    let mut terminal = Terminal::start(command, 100, 30);
    terminal.sees("Fern & Field");
    terminal.sees("DEMO");
    terminal.sees("Recommended for You");
    terminal.send("\u{3}");
    assert_eq!(terminal.ends(), 0);
    terminal.is_as_before();
}

#[test]
fn every_screen_opens_by_its_digit_and_has_help_small_and_large() {
    let folder = folder("tui-screens");
    let shop = copy(&shops().demo, &folder);
    for (columns, rows) in [(80, 24), (140, 45)] {
        let mut terminal = Terminal::start(dashboard(&shop, &[]), columns, rows);
        // On 80 columns the footer may be all there is; the tabs stand where there is room.
        terminal.sees("Fern & Field");
        let all = if terminal.until("a page", |_| true).contains("1 Dash") {
            tabs(&terminal)
        } else {
            Vec::new()
        };
        for tab in &all {
            open(&mut terminal, &all, tab);
            terminal.send(F1);
            terminal.sees("Help: ");
            terminal.send(ESC);
            let text = terminal.loses("Help: ");
            assert!(!text.contains("panicked"), "{text}");
        }
        assert!(columns < 140 || all.len() >= 3, "{all:?}");
        terminal.send("\u{3}");
        assert_eq!(terminal.ends(), 0);
        terminal.is_as_before();
    }
}

#[test]
fn the_palette_finds_and_a_paste_is_text() {
    let folder = folder("tui-palette");
    let shop = copy(&shops().orders, &folder);
    let mut terminal = Terminal::start(dashboard(&shop, &[]), 100, 30);
    terminal.sees("1 Dash");
    // Letters of a paste are no keys: nothing here quits, and a control character in it does nothing.
    terminal.send("\u{1b}[200~q\u{3}q\r/home/me/orders.csv\u{1b}[201~");
    terminal.send("\u{10}");
    terminal.sees("What would you like to do?");
    terminal.send("\u{1b}[200~/home/me/no such orders.csv\u{1b}[201~");
    terminal.sees("/home/me/no such orders.csv");
    terminal.send(ESC);
    terminal.loses("What would you like to do?");
    terminal.send("\u{10}theme");
    terminal.sees("Light, dark");
    terminal.send("\r");
    terminal.loses("What would you like to do?");
    terminal.send("\u{3}");
    assert_eq!(terminal.ends(), 0);
    terminal.is_as_before();
}

#[test]
fn no_size_is_too_small_and_growing_back_shows_all_again() {
    let folder = folder("tui-sizes");
    let shop = copy(&shops().demo, &folder);
    let mut terminal = Terminal::start(dashboard(&shop, &[]), 140, 45);
    terminal.sees("Recommended for You");
    for (columns, rows) in [(60, 20), (10, 5), (2, 2), (1, 1), (10, 60), (250, 4)] {
        let before = terminal.written();
        terminal.resize(columns, rows);
        terminal.grows_beyond(before);
        terminal.send("\u{c}j\tk");
    }
    terminal.resize(140, 45);
    terminal.send("\u{c}");
    terminal.sees("Recommended for You");
    terminal.send("\u{3}");
    assert_eq!(terminal.ends(), 0);
    terminal.is_as_before();
}

#[test]
fn what_another_program_changes_is_seen() {
    let folder = folder("tui-watch");
    let shop = copy(&shops().orders, &folder);
    let mut terminal = Terminal::start(dashboard(&shop, &[]), 100, 30);
    terminal.sees("€");
    good(&shop, &["imports", "undo", "1"]);
    // The screen takes the change over by itself: without orders the repeat rate cannot be said.
    terminal.sees("n/a");
    terminal.send("\u{3}");
    assert_eq!(terminal.ends(), 0);
}

#[test]
fn without_colour_no_colour_is_sent() {
    let folder = folder("tui-colour");
    let shop = copy(&shops().demo, &folder);
    for (variable, arguments) in [(Some("1"), &[][..]), (None, &["--color", "never"])] {
        let mut command = dashboard(&shop, arguments);
        if let Some(value) = variable {
            command.env("NO_COLOR", value);
        }
        let mut terminal = Terminal::start(command, 100, 30);
        terminal.sees("Recommended for You");
        terminal.send("?");
        terminal.sees("Help: ");
        terminal.send("\u{3}");
        assert_eq!(terminal.ends(), 0);
        let bytes = terminal.bytes();
        let text = String::from_utf8_lossy(&bytes);
        for sequence in text.split("\u{1b}[").skip(1) {
            let Some(end) = sequence.find(|c: char| c.is_ascii_alphabetic()) else {
                continue;
            };
            if !sequence[end..].starts_with('m') {
                continue;
            }
            for code in sequence[..end]
                .split(';')
                .filter_map(|c| c.parse::<u16>().ok())
            {
                // 39 and 49 give the terminal's own colours back.
                let colour = matches!(code, 30..=38 | 40..=48 | 58 | 90..=97 | 100..=107);
                assert!(!colour, "{:?}", &sequence[..=end]);
            }
        }
    }
    let mut terminal = Terminal::start(dashboard(&shop, &[]), 100, 30);
    terminal.sees("Recommended for You");
    assert!(String::from_utf8_lossy(&terminal.bytes()).contains("\u{1b}[38;"));
    terminal.send("\u{3}");
    assert_eq!(terminal.ends(), 0);
}
