//! A group is built out of lists in a real terminal, saved, and taken back.

use super::terminal::{ESC, Terminal, dashboard};
use crate::cli::shops::{copy, folder, good, shops};

#[test]
fn a_group_is_built_out_of_lists_saved_and_taken_back() {
    let folder = folder("tui-groups");
    let shop = copy(&shops().demo, &folder);
    let mut terminal = Terminal::start(dashboard(&shop, &[]), 100, 30);
    terminal.sees("1 Dash");
    terminal.send("4");
    terminal.sees("Champions");
    terminal.send("n");
    terminal.sees("Which condition?");
    terminal.send("country");
    terminal.sees("found");
    terminal.send("\r");
    terminal.sees("Country is: which?");
    terminal.send("\t");
    terminal.sees("1 marked");
    terminal.send("austria");
    terminal.sees("austria");
    terminal.send("\r");
    terminal.sees("is one of");
    terminal.send("a");
    terminal.sees("Which condition?");
    terminal.send("orders\r");
    terminal.sees("how many?");
    terminal.send("3\r");
    terminal.sees("at any time");
    // A slip is taken back inside the editor, not in the shop.
    terminal.send("d");
    terminal.loses("at any time");
    terminal.send("u");
    terminal.sees("at any time");
    terminal.send("\r");
    terminal.sees("In which time?");
    terminal.send("12 months\r");
    terminal.sees("in the last 12 months");
    terminal.sees("customers");
    terminal.send("\u{13}");
    terminal.sees("What is it called?");
    terminal.send("Neighbours\r");
    terminal.sees("Saved “Neighbours”.");
    terminal.send(ESC);
    terminal.send("\u{3}");
    assert_eq!(terminal.ends(), 0);
    terminal.is_as_before();
    let saved = || -> Option<String> {
        let list = good(&shop, &["groups", "list", "--json"]);
        let list: serde_json::Value = serde_json::from_str(&list).unwrap();
        let groups = list["groups"].as_array().unwrap().iter();
        let mut named = groups.filter(|g| g["name"] == "Neighbours");
        named
            .next()
            .map(|g| g["expression"].as_str().unwrap().to_owned())
    };
    assert_eq!(
        saved().as_deref(),
        Some("country IN (Germany, Austria) AND orders >= 3 WITHIN 12m")
    );
    good(&shop, &["undo"]);
    assert_eq!(saved(), None);
}
