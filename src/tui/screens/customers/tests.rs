//! The Customers screen's tests: on the small demo shop with its fixed clock, and on plain answers.

use super::Msg;
use super::state::{Card, Pane};
use crate::model::ids::CustomerId;
use crate::shop::customers::{Lately, Look, Part, Sorting, Wanted};
use crate::shop::demo::Size;
use crate::shop::preview::{Ask, Who};
use crate::shop::{Error, Quiet, Shop};
use crate::tui::app::{Cmd, Input, Session, Target};
use crate::tui::glyphs::Set;
use crate::tui::screens::Id;
use crate::tui::testkit::Desk;
use crate::tui::theme::{Depth, Theme};
use crate::tui::widgets::finder::Rows;
use std::sync::LazyLock;

/// One shop for all tests: they only read it, and log looks.
static SHOP: LazyLock<(tempfile::TempDir, Shop)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let shop = Shop::demo(&folder.path().join("demo.db"), Size::Small, 7, &Quiet).unwrap();
    (folder, shop)
});

fn session(shop: &Shop) -> Session {
    let mut session = Session {
        shop: "Fern & Field".into(),
        demo: true,
        ..Session::default()
    };
    session.ask(shop);
    session
}

/// Answers what the screen asks, as the worker would.
fn answer(desk: &mut Desk, shop: &Shop, find: &str) {
    let page = shop.customers(&Wanted {
        find: Some(find).filter(|f| !f.is_empty()),
        sorting: desk.model.screens.customers.found.sorting,
        after: None,
        limit: 100,
        ..Wanted::default()
    });
    desk.send(Msg::Found(find.into(), page));
    desk.send(Msg::Yardstick(shop.yardstick()));
    settle(desk, shop);
}

fn settle(desk: &mut Desk, shop: &Shop) {
    desk.draw();
    let Some(id) = desk.model.screens.customers.found.chosen() else {
        return;
    };
    let part = desk.model.screens.customers.part.0;
    let card = Card {
        profile: shop.customer(id).unwrap(),
        habits: shop.habits(id).unwrap(),
        story: Rows::of(shop.timeline_part(id, part, None, 60).unwrap(), ""),
        part,
    };
    desk.send(Msg::Card(id, Box::new(Ok(card))));
    let page = crate::model::placement::PageType::Home;
    let sees = shop.preview(&Ask::new(Who::Customer(id), page));
    desk.send(Msg::Sees(id, Box::new(sees)));
    let slots = ["customers.found", "customers.card", "customers.sees"];
    let rest = ["customers.yardstick", "customers.lately", "customers.more"];
    for slot in slots.into_iter().chain(rest) {
        if let Some(generation) = desk.model.jobs.get(slot).map(|r| r.generation) {
            desk.model.jobs.end(slot, generation);
        }
    }
    desk.draw();
}

fn looks(shop: &Shop) -> Lately {
    let now = shop.now();
    let look = |who: &str, city: &str, ms| Look {
        at: now.plus(ms),
        customer: CustomerId(1),
        who: who.into(),
        city: Some(city.into()),
        revealed: false,
    };
    Lately {
        looks: vec![
            look("Hanne Visser", "Utrecht", -60_000),
            look("Susanne Roth", "Kassel", -86_400_000),
            look("Paul Adler", "Bremen", -9 * 86_400_000),
        ],
        now,
    }
}

fn desk(size: (u16, u16), find: &str) -> (&'static Shop, Desk) {
    let shop = &SHOP.1;
    let mut desk = Desk::new(session(shop), Id::Customers, size);
    assert!(desk.asked.len() >= 3, "it loads when it opens");
    desk.model.screens.customers.found.sorting = Sorting::Spent;
    if !find.is_empty() {
        desk.keys("/");
        desk.types(find);
    }
    desk.send(Msg::Lately(Ok(looks(shop))));
    answer(&mut desk, shop, find);
    (shop, desk)
}

#[test]
fn looks_as_drawn_at_80x24() {
    let (_, mut desk) = desk((80, 24), "ann");
    insta::assert_snapshot!(desk.page());
}

#[test]
fn looks_as_drawn_at_140x45() {
    let (_, mut desk) = desk((140, 45), "ann");
    desk.keys("Esc");
    insta::assert_snapshot!(desk.page());
}

#[test]
fn who_is_who_lists_the_traces_and_asks_before_one_is_parted() {
    use super::traces;
    let (shop, mut desk) = desk((80, 24), "ann");
    desk.keys("Esc e");
    let id = desk.model.screens.customers.found.chosen().unwrap();
    desk.send(Msg::Who(traces::Who::Shown(shop.traces(id))));
    insta::assert_snapshot!("traces_80", desk.page());
    desk.keys("Enter");
    let screen = desk.draw();
    assert!(screen.contains("somebody else"), "{screen}");
    desk.send(Msg::Who(traces::Who::Others(id)));
    let screen = desk.draw();
    assert!(screen.contains("Who is the same person as"), "{screen}");
    desk.send(Msg::Who(traces::Who::Done(Ok((
        "Joined.".into(),
        "As one.".into(),
    )))));
    let screen = desk.draw();
    assert!(
        screen.contains("Joined.") && screen.contains("undo"),
        "{screen}"
    );
}

#[test]
fn the_card_says_why_somebody_is_in_a_group_or_not() {
    let (shop, mut desk) = desk((140, 45), "ann");
    desk.keys("Esc");
    desk.work(shop);
    let id = desk.model.screens.customers.found.chosen().unwrap();
    let of = shop.groups_of(id).unwrap();
    for (group, verb) in [("Prospects", "is not in"), (of[0].as_str(), "is in")] {
        desk.keys("W");
        desk.work(shop);
        assert!(desk.draw().contains("not in it"));
        desk.types(group);
        desk.keys("Enter");
        desk.work(shop);
        let screen = desk.draw();
        let title = format!("{verb} {group}");
        assert!(
            screen.contains(&title) && screen.contains("wanted"),
            "{screen}"
        );
        desk.keys("Esc");
    }
    desk.click("groups");
    desk.work(shop);
    assert!(desk.model.overlay.is_some());
}

#[test]
fn an_opened_profile_has_three_panes_or_one_at_a_time() {
    let (shop, mut desk) = desk((140, 45), "");
    desk.keys("Enter");
    settle(&mut desk, shop);
    insta::assert_snapshot!("profile_140", desk.page());
    desk.model.size = (80, 24);
    insta::assert_snapshot!("profile_80_timeline", desk.page());
    desk.keys("Tab");
    assert_eq!(desk.model.screens.customers.pane, Pane::Sees);
    insta::assert_snapshot!("profile_80_sees", desk.page());
    desk.keys("Tab");
    assert_eq!(desk.model.screens.customers.pane, Pane::Profile);
    let screen = desk.draw();
    assert!(
        screen.contains("Address") && screen.contains("Allows"),
        "{screen}"
    );
    desk.keys("Esc");
    assert_eq!(desk.model.screens.customers.found.open, None);
}

#[test]
fn typing_searches_and_esc_goes_out_one_level_at_a_time() {
    let (shop, mut desk) = desk((140, 45), "ann");
    let state = |d: &Desk| {
        (
            d.model.screens.customers.found.typing,
            d.model.screens.customers.found.find.value().to_owned(),
        )
    };
    assert_eq!(state(&desk), (true, "ann".into()));
    assert!(desk.draw().contains("INPUT"));
    desk.asked.clear();
    desk.keys("a");
    let searched = |c: &Cmd| matches!(c, Cmd::Start(job, _) if job.slot == "customers.found" && job.debounce > 0);
    assert!(desk.asked.iter().any(searched));
    desk.keys("Backspace Esc");
    assert_eq!(state(&desk), (false, "ann".into()));
    desk.keys("Esc");
    assert_eq!(state(&desk), (false, String::new()));
    answer(&mut desk, shop, "");
    assert!(!desk.model.screens.deep(Id::Customers));
    let all = desk
        .model
        .screens
        .customers
        .found
        .rows
        .ready()
        .unwrap()
        .total;
    assert!(all > 300);
}

#[test]
fn moving_asks_for_the_next_card_and_late_ones_are_not_shown() {
    let (shop, mut desk) = desk((140, 45), "");
    let first = desk.model.screens.customers.found.chosen().unwrap();
    desk.asked.clear();
    desk.keys("Down");
    let second = desk.model.screens.customers.found.chosen().unwrap();
    assert_ne!(first, second);
    for slot in ["customers.card", "customers.sees"] {
        let asked = |c: &Cmd| matches!(c, Cmd::Start(job, _) if job.slot == slot);
        assert!(desk.asked.iter().any(asked), "{slot}");
    }
    // What comes of the one before is not drawn on this one.
    let screen = desk.draw();
    assert!(desk.model.screens.customers.card().is_none());
    assert!(!screen.contains("Timeline"));
    settle(&mut desk, shop);
    assert!(desk.draw().contains("Timeline"));
    desk.keys("End");
    let more = |c: &Cmd| matches!(c, Cmd::Start(job, _) if job.slot == "customers.more");
    assert!(desk.asked.iter().any(more), "the list goes on");
}

#[test]
fn contact_details_are_masked_until_a_logged_reveal() {
    let (shop, mut desk) = desk((140, 45), "");
    let id = desk.model.screens.customers.found.chosen().unwrap();
    let email = shop.customer(id).unwrap().row.email.unwrap();
    assert!(!desk.draw().contains(&email));
    desk.keys("y");
    let copied = |d: &Desk| {
        d.asked.iter().rev().find_map(|c| match c {
            Cmd::Copy(text, _) => Some(text.clone()),
            _ => None,
        })
    };
    let summary = copied(&desk).unwrap();
    assert!(
        summary.contains("Orders: ") && !summary.contains('@'),
        "{summary}"
    );
    desk.keys("m");
    let asked = |c: &Cmd| matches!(c, Cmd::Start(job, _) if job.slot == "customers.reveal");
    assert!(desk.asked.iter().any(asked));
    assert!(!desk.model.session.reveal, "not before it is logged");
    desk.send(Msg::Revealed(id, Err(Error::Cancelled)));
    assert!(!desk.model.session.reveal);
    desk.send(Msg::Revealed(id, shop.log_look(id, true)));
    assert!(desk.draw().contains(&email));
    desk.keys("y");
    assert!(copied(&desk).unwrap().contains(&email));
    desk.keys("m");
    assert!(!desk.draw().contains(&email));
    desk.model.session.read_only = true;
    desk.asked.clear();
    desk.keys("m");
    assert!(desk.asked.is_empty() && desk.draw().contains("each look is logged"));
}

#[test]
fn another_screen_can_open_a_customer_or_a_search() {
    let (shop, mut desk) = desk((140, 45), "");
    let id = CustomerId(12);
    desk.send(crate::tui::app::Msg::Go(
        Id::Customers,
        Target::Customer(id),
    ));
    settle(&mut desk, shop);
    let name = shop.customer(id).unwrap().row.name.unwrap();
    assert!(desk.draw().contains(&format!("Customers › {name}")));
    desk.send(crate::tui::app::Msg::Go(
        Id::Customers,
        Target::Find("zimmer".into()),
    ));
    assert_eq!(desk.model.screens.customers.found.find.value(), "zimmer");
    assert_eq!(desk.model.screens.customers.found.open, None);
}

#[test]
fn reasons_sorting_and_parts_of_the_timeline_are_asked_for() {
    let (shop, mut desk) = desk((140, 45), "");
    let id = desk.model.screens.customers.found.chosen().unwrap();
    let ask = Ask::new(Who::Customer(id), crate::model::placement::PageType::Home);
    let shown: Vec<_> = desk
        .model
        .screens
        .customers
        .shown()
        .iter()
        .map(|(b, s)| (*b, s.slot, s.name.clone()))
        .collect();
    assert!(shown.len() >= 4);
    desk.keys("w");
    let (block, slot, name) = &shown[0];
    desk.send(Msg::Why(shop.why(&ask, *block, *slot).map(|w| vec![w])));
    let screen = desk.draw();
    assert!(
        screen.contains("Why ") && screen.contains(name) && screen.contains("Brought by"),
        "{screen}"
    );
    desk.keys("Esc s");
    assert!(desk.draw().contains("In which order?"));
    desk.keys("Esc");
    desk.send(Msg::Sort(Sorting::Name));
    assert_eq!(desk.model.screens.customers.found.sorting, Sorting::Name);
    desk.keys("f");
    assert!(desk.draw().contains("open a profile first"));
    desk.keys("Enter f");
    assert!(desk.draw().contains("Orders and returns"));
    desk.keys("Esc");
    desk.send(Msg::Part(Part::Money));
    assert_eq!(desk.model.screens.customers.part.0, Part::Money);
}

#[test]
fn without_rows_a_match_or_an_answer_it_says_what_to_do() {
    let (shop, mut desk) = desk((80, 24), "");
    let nobody = shop.customers(&Wanted {
        find: Some("qqqq"),
        limit: 9,
        ..Wanted::default()
    });
    desk.send(Msg::Found("qqqq".into(), nobody));
    assert!(desk.draw().contains("Nobody fits “qqqq”."));
    desk.keys("Enter");
    assert!(desk.draw().contains("choose somebody first"));
    let none = shop.customers(&Wanted {
        find: Some("qqqq"),
        limit: 9,
        ..Wanted::default()
    });
    desk.send(Msg::Found(String::new(), none));
    assert!(desk.draw().contains("No customers yet"));
    let mut desk = Desk::new(session(shop), Id::Customers, (80, 24));
    desk.send(Msg::Found(
        String::new(),
        Err(Error::Asked("the file is locked".into())),
    ));
    let screen = desk.draw();
    assert!(
        screen.contains("The customers could not be read.")
            && screen.contains("the file is locked")
    );
}

#[test]
fn every_size_theme_and_state_draws_inside_the_screen() {
    let (shop, mut desk) = desk((140, 45), "an");
    let mut card = {
        let state = &desk.model.screens.customers;
        state.card().unwrap().clone()
    };
    let id = desk.model.screens.customers.found.chosen().unwrap();
    card.profile.row.name = Some("日本語のとても長い名前 👩‍👧‍👦 ".repeat(9));
    card.profile.row.email = Some("x".repeat(300));
    card.habits.groups = vec!["\u{202e}\u{1b}[31mevil".repeat(20); 5];
    desk.send(Msg::Card(id, Box::new(Ok(card))));
    for keys in ["", "Esc Enter", "Tab", "Tab"] {
        desk.keys(keys);
        desk.fuzz_sizes();
    }
    desk.send(Msg::Card(id, Box::new(Err(Error::Cancelled))));
    desk.send(Msg::Sees(id, Box::new(Err(Error::Cancelled))));
    for size in [(60, 16), (80, 24), (140, 45)] {
        desk.model.size = size;
        desk.draw();
    }
    settle(&mut desk, shop);
    for depth in [Depth::True, Depth::C256, Depth::C16, Depth::Mono] {
        for glyphs in [Set::Default, Set::Block, Set::Ascii] {
            desk.model.session.theme = Theme {
                depth,
                dark: false,
                contrast: depth == Depth::C256,
            };
            desk.model.session.glyphs = glyphs;
            desk.model.size = (140, 45);
            desk.draw();
        }
    }
    // A wheel over any list moves nothing out of it.
    for list in [
        "customers.list",
        "customers.facts",
        "customers.timeline",
        "customers.slots",
    ] {
        for by in [-9, 9, 99_999] {
            let ctx_free = Input::Wheel { list, by };
            let model = &mut desk.model;
            let mut screens = std::mem::take(&mut model.screens);
            screens.update(Id::Customers, ctx_free, &model.ctx());
            model.screens = screens;
            desk.draw();
        }
    }
}
