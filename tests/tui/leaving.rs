//! However the dashboard is left, the terminal is as it was found.

use super::terminal::{Terminal, bare, dashboard};
use crate::cli::shops::{copy, folder, shops};

fn opened(name: &str) -> Terminal {
    let folder = folder(name);
    let shop = copy(&shops().orders, &folder);
    let terminal = Terminal::start(dashboard(&shop, &[]), 100, 30);
    terminal.sees("1 Dash");
    terminal.is_taken();
    terminal
}

#[test]
fn quitting_gives_the_terminal_back() {
    for (n, keys) in ["q", "\u{3}", "\u{1b}[21~"].into_iter().enumerate() {
        let mut terminal = opened(&format!("tui-quit-{n}"));
        terminal.send(keys);
        assert_eq!(terminal.ends(), 0, "{keys:?}");
        terminal.is_as_before();
    }
}

#[test]
fn a_signal_ends_it_in_order() {
    for name in ["-TERM", "-HUP"] {
        let mut terminal = opened(&format!("tui-signal{name}"));
        terminal.signal(name);
        terminal.ends();
        terminal.is_as_before();
    }
}

#[test]
fn an_error_before_the_first_frame_takes_nothing() {
    let folder = folder("tui-broken");
    let shop = folder.join("shop.db");
    std::fs::write(&shop, "no database, only words, and enough of them").unwrap();
    let mut terminal = Terminal::start(dashboard(&shop, &[]), 100, 30);
    terminal.sees("is not a shop file");
    assert_eq!(terminal.ends(), 3);
    terminal.is_as_before();
    assert!(!String::from_utf8_lossy(&terminal.bytes()).contains("\u{1b}[?1049h"));
}

#[test]
fn ctrl_z_goes_to_the_shell_and_fg_comes_back() {
    let folder = folder("tui-stop");
    let shop = copy(&shops().orders, &folder);
    let mut shell = bare("sh".as_ref(), &folder);
    shell.arg("-i");
    shell.env("PS1", "ready> ");
    let mut terminal = Terminal::start(shell, 120, 30);
    terminal.sees("ready> ");
    let program = assert_cmd::cargo::cargo_bin!("regulars");
    terminal.send(&format!(
        "'{}' --shop '{}'\n",
        program.display(),
        shop.display()
    ));
    terminal.until("the dashboard", |s| {
        s.alternate_screen() && s.contents().contains("Revenue")
    });
    for _ in 0..20 {
        terminal.send("\u{1a}");
        terminal.until("the shell", |s| {
            !s.alternate_screen()
                && !s.hide_cursor()
                && s.mouse_protocol_mode() == vt100::MouseProtocolMode::None
                && s.contents().trim_end().ends_with("ready>")
        });
        terminal.send("fg\n");
        terminal.until("the dashboard again", |s| {
            s.alternate_screen() && s.bracketed_paste() && s.contents().contains("Revenue")
        });
    }
    terminal.send("\u{3}");
    terminal.until("the shell at last", |s| {
        !s.alternate_screen() && s.contents().trim_end().ends_with("ready>")
    });
    terminal.send("echo code=$?\n");
    terminal.sees("code=0");
    terminal.send("exit\n");
    terminal.ends();
}
