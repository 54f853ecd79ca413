//! Tests of the rows: building without typing syntax, the three views, undo, clicks, and how it looks.

use super::Msg;
use super::builder::View;
use super::fixture::{LOYAL, desk, loaded, page, started};
use super::state::Pane;
use crate::shop::groups::{FieldValue, FieldValues};
use crate::targeting::rows::source::Source;
use crate::targeting::vocabulary::Listed;
use crate::tui::testkit::{self, Desk};

fn values(unit: &'static str, all: &[(&str, u64)]) -> FieldValues {
    FieldValues {
        unit,
        values: all
            .iter()
            .map(|(value, count)| FieldValue {
                value: (*value).into(),
                shown: (*value).into(),
                count: Some(*count),
            })
            .collect(),
        more: false,
    }
}

fn text(desk: &Desk) -> String {
    desk.model.screens.groups.text()
}

/// Into the rows of the first group.
fn rows(size: (u16, u16)) -> Desk {
    let mut desk = desk(size);
    let state = &mut desk.model.screens.groups;
    let countries = values(
        "people",
        &[("Germany", 1643), ("Austria", 571), ("France", 127)],
    );
    state
        .choosing
        .values
        .insert(Source::Listed(Listed::Country), countries);
    desk.keys("Enter");
    assert_eq!(desk.model.screens.groups.pane, Pane::Editor);
    desk
}

#[test]
fn the_three_views_show_one_condition_and_lose_nothing() {
    let mut desk = rows((140, 45));
    let before = text(&desk);
    for (view, shows) in [
        (View::Text, "country IN (Germany, Austria)"),
        (
            View::Sentence,
            "Customers in Germany or Austria with 3 or more orders",
        ),
        (View::Rows, "is one of ▾"),
    ] {
        desk.keys("Ctrl-T");
        assert_eq!(desk.model.screens.groups.view, view);
        let screen = desk.draw();
        assert!(screen.contains(shows), "{view:?}:\n{screen}");
        assert_eq!(text(&desk), before, "looking changes nothing");
        assert!(!desk.model.screens.groups.changed());
    }
    // While writing the twin of the key works; what cannot be read stays, and the rows say why they cannot show it.
    desk.keys("Ctrl-T e");
    desk.types(" and ordrs >");
    let written = text(&desk);
    desk.keys("F3 F3");
    let state = &desk.model.screens.groups;
    assert_eq!((state.view, state.typing), (View::Rows, false));
    assert_eq!(text(&desk), written);
    let screen = desk.draw();
    assert!(
        screen.contains("The rows come back when the text can be read."),
        "{screen}"
    );
    assert!(screen.contains("a value is missing"), "{screen}");
    desk.keys("a");
    assert!(
        desk.model.overlay.is_none(),
        "nothing is added to what cannot be read"
    );
    desk.keys("u");
    assert_eq!(text(&desk), before, "writing is taken back as a whole");
}

#[test]
fn values_are_chosen_and_counted_at_once() {
    let mut desk = rows((80, 24));
    desk.keys("Down Right Right");
    started(&mut desk);
    desk.keys("Enter");
    let screen = desk.draw();
    assert!(screen.contains("Country is one of: which?"), "{screen}");
    assert!(
        screen.contains("2 marked") && screen.contains("1,643 people"),
        "{screen}"
    );
    desk.keys("End");
    desk.types("fr");
    desk.keys("Enter");
    assert!(
        text(&desk).starts_with("country IN (Germany, Austria, France) AND"),
        "{}",
        text(&desk)
    );
    assert_eq!(started(&mut desk), ["groups.count", "groups.more"]);
    desk.keys("Enter");
    desk.keys("Tab Enter");
    assert!(
        text(&desk).starts_with("country IN (Austria, France) AND"),
        "{}",
        text(&desk)
    );
    desk.keys("u u");
    assert_eq!(text(&desk), LOYAL);
    assert!(!desk.model.screens.groups.changed());
    desk.keys("U");
    assert!(text(&desk).contains("France"));
    // The shop's own undo is not touched while there is a draft.
    started(&mut desk);
    desk.keys("u u u u");
    assert_eq!(text(&desk), LOYAL);
}

#[test]
fn values_are_asked_of_the_shop_once_and_a_step_away_drops_the_question() {
    let mut desk = rows((80, 24));
    let state = &mut desk.model.screens.groups;
    state.choosing.values.clear();
    started(&mut desk);
    desk.keys("Down Right Right Enter");
    assert_eq!(started(&mut desk), ["groups.values"]);
    desk.keys("Down");
    let of = Source::Listed(Listed::Country);
    let came = || {
        Msg::Values(
            of.clone(),
            Box::new(Ok(values("people", &[("Germany", 9)]))),
        )
    };
    desk.send(came());
    assert!(desk.model.overlay.is_none(), "nobody waits any more");
    desk.keys("Up Enter");
    assert!(
        desk.model.overlay.is_some() && started(&mut desk).is_empty(),
        "they are kept"
    );
}

#[test]
fn rows_are_added_joined_turned_round_moved_and_removed() {
    let mut desk = rows((140, 45));
    desk.keys("G a");
    desk.types("agreed to e-mail");
    desk.keys("Enter");
    assert_eq!(text(&desk), format!("{LOYAL} AND consent.email = yes"));
    desk.keys("A");
    desk.types("orders");
    desk.keys("Enter");
    assert!(desk.draw().contains("Orders at least: how many?"));
    desk.types("12");
    desk.keys("Enter");
    assert!(
        desk.draw().contains("any of these"),
        "a group of one is there to be added to"
    );
    desk.keys("a");
    desk.types("spent");
    desk.keys("Enter");
    desk.types("1,299.50");
    desk.keys("Enter");
    let nested = "(orders >= 12 OR spent >= 1299.50)";
    assert_eq!(
        text(&desk),
        format!("{LOYAL} AND consent.email = yes AND {nested}")
    );
    // The time of the row that was added is at hand.
    desk.keys("Enter");
    desk.types("last 2 weeks");
    desk.keys("Enter");
    assert!(
        text(&desk).ends_with("spent >= 1299.50 WITHIN 2w)"),
        "{}",
        text(&desk)
    );
    desk.keys("!");
    assert!(text(&desk).ends_with("OR NOT spent >= 1299.50 WITHIN 2w)"));
    desk.keys("o");
    assert!(text(&desk).contains("(orders >= 12 AND NOT spent"));
    desk.keys("K K");
    assert!(
        text(&desk)
            .contains("consent.email = yes AND NOT spent >= 1299.50 WITHIN 2w AND orders >= 12")
    );
    desk.keys("d");
    assert_eq!(
        text(&desk),
        format!("{LOYAL} AND consent.email = yes AND orders >= 12")
    );
    desk.keys("g d");
    assert_eq!(text(&desk), "", "on the head of everything: everything");
    desk.keys("u u u");
    assert!(
        text(&desk).contains("AND (NOT spent >= 1299.50"),
        "{}",
        text(&desk)
    );
}

#[test]
fn operators_fit_the_field_and_a_row_can_be_written_as_text() {
    let mut desk = rows((80, 24));
    desk.keys("Down Down Right Enter");
    let screen = desk.draw();
    assert!(
        screen.contains("at most") && screen.contains("not together with a time"),
        "{screen}"
    );
    desk.types("at most");
    desk.keys("Enter");
    assert!(
        text(&desk).ends_with("orders <= 3 WITHIN 12m"),
        "{}",
        text(&desk)
    );
    desk.keys("e Ctrl-U");
    desk.types("bought >= 2 times (");
    desk.keys("Enter");
    assert!(
        desk.model.overlay.is_some(),
        "what cannot be read is not taken"
    );
    desk.keys("Backspace Enter");
    assert!(
        text(&desk).ends_with("AND bought >= 2 TIMES"),
        "{}",
        text(&desk)
    );
}

#[test]
fn a_slip_is_mended_where_it_stands() {
    let mut desk = desk((80, 24));
    desk.model.screens.groups.view = View::Text;
    desk.keys("e Ctrl-U");
    desk.types("ordrs >= 3 and country = Germny");
    desk.keys("F3 F3 Down");
    let screen = desk.draw();
    assert!(screen.contains("Did you mean `orders`?"), "{screen}");
    desk.keys("Enter");
    assert!(
        text(&desk).starts_with("orders >= 3 and"),
        "{}",
        text(&desk)
    );
    desk.keys("Down End Right Right");
    desk.keys("Enter");
    assert!(
        text(&desk).ends_with("country = \"Germany\""),
        "{}",
        text(&desk)
    );
}

#[test]
fn a_click_on_a_field_opens_what_can_stand_there() {
    let mut desk = rows((80, 24));
    desk.click("Germany, Austria");
    assert!(desk.draw().contains("Country is one of: which?"));
    desk.keys("Esc");
    desk.click("all of these");
    assert!(desk.draw().contains("one is enough"));
    desk.click("any of these");
    assert!(text(&desk).contains(" OR "), "{}", text(&desk));
    desk.click("add nested");
    assert!(desk.draw().contains("Which condition?"));
    desk.click("Bought category");
    desk.send(Msg::Values(
        Source::Listed(Listed::Category),
        Box::new(Ok(values("sold", &[("Camping > Tents", 12)]))),
    ));
    desk.click("Camping > Tents");
    assert!(
        text(&desk).ends_with("OR bought category \"Camping > Tents\""),
        "{}",
        text(&desk)
    );
}

/// Both groups of a new user, out of lists alone, in the demo shop.
#[test]
fn groups_are_built_without_typing_syntax() {
    let shop = testkit::demo();
    let mut desk = Desk::new(
        testkit::session(shop),
        crate::tui::screens::Id::Groups,
        (80, 24),
    );
    desk.work(shop);
    let press = |desk: &mut Desk, keys: &str| {
        desk.keys(keys);
        desk.work(shop);
    };
    let choose = |desk: &mut Desk, what: &str| {
        desk.types(what);
        press(desk, "Enter");
    };
    press(&mut desk, "n");
    choose(&mut desk, "country");
    press(&mut desk, "Tab");
    choose(&mut desk, "austria");
    press(&mut desk, "a");
    choose(&mut desk, "orders");
    choose(&mut desk, "3");
    press(&mut desk, "Enter");
    choose(&mut desk, "last 12 months");
    press(&mut desk, "a");
    choose(&mut desk, "agreed to e-mail");
    assert_eq!(
        text(&desk),
        "country IN (Germany, Austria) AND orders >= 3 WITHIN 12m AND consent.email = yes"
    );
    let (count, _, current) = desk.model.screens.groups.count().unwrap();
    assert!(current && count > 0);
    assert_eq!(count, shop.count_group(&text(&desk)).unwrap().count);
    let screen = desk.draw();
    assert!(
        screen.contains("Customers in Germany or Austria with 3 or more"),
        "{screen}"
    );
    press(&mut desk, "D n");
    let category = shop
        .field_values(&Source::Listed(Listed::Category), &Default::default())
        .unwrap();
    let names: Vec<&str> = category.values.iter().map(|v| v.value.as_str()).collect();
    choose(&mut desk, "bought category");
    choose(&mut desk, names[0]);
    press(&mut desk, "a");
    choose(&mut desk, "looked at category");
    choose(&mut desk, names[1]);
    press(&mut desk, "Enter");
    choose(&mut desk, "never");
    let said = text(&desk);
    assert!(
        said.contains("bought category") && said.contains("AND NOT viewed category"),
        "{said}"
    );
    assert!(desk.model.screens.groups.right());
}

#[test]
fn pictures() {
    let mut at = rows((140, 45));
    at.keys("Down Down Right Right");
    insta::assert_snapshot!("groups_rows_140", page(&mut at));
    at.model.size = (80, 24);
    insta::assert_snapshot!("groups_rows_80", page(&mut at));
    at.keys("a");
    insta::assert_snapshot!("groups_rows_fields_80", page(&mut at));
    let mut nested = rows((80, 24));
    nested.keys("Ctrl-T e Ctrl-U");
    let long = "country IN (Germany, Austria, France) AND (bought category \"Tents\" WITHIN 30d OR NOT (spent brand Osprey >= 50 AND carted THEN NOT bought SAME WITHIN 24h)) AND city = Bonnn";
    nested.send(crate::tui::app::Msg::Event(
        crate::tui::event::Event::Paste(long.into()),
    ));
    nested.keys("F3 F3 Down Down");
    insta::assert_snapshot!("groups_rows_nested_80", page(&mut nested));
}

#[test]
fn every_size_is_drawn() {
    let mut all = rows((140, 45));
    all.fuzz_sizes();
    all.keys("Ctrl-T e Ctrl-U");
    let long = "city = \"日本語の長い町の名前 ééé\" and (a = 1 or not not (orders >= 3 or (b = \"very long text very long text very long text\" and in group \"Loyal\")))";
    all.send(crate::tui::app::Msg::Event(
        crate::tui::event::Event::Paste(long.into()),
    ));
    all.keys("F3 F3");
    for _ in 0..9 {
        all.keys("Down Right");
        all.fuzz_sizes();
    }
    all.keys("a");
    all.fuzz_sizes();
    let state = &all.model.screens.groups;
    assert!(loaded().rows.len() > 1 && state.builder.is_some());
}
