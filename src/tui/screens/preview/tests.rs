//! The Preview's tests: on the small demo shop with its fixed clock, and on answers that fail.

use super::Msg;
use super::find::What;
use super::state::{Entry, Pane};
use super::viewer::{Composed, day_of};
use crate::model::placement::PageType;
use crate::shop::Error;
use crate::shop::preview::{Ask, Who};
use crate::tui::action::catalog as c;
use crate::tui::app::{Cmd, Session, Target};
use crate::tui::glyphs::Set;
use crate::tui::overlays::Overlay;
use crate::tui::screens::Id;
use crate::tui::testkit::{Desk, demo, session};
use crate::tui::theme::{Depth, Theme};

fn desk(size: (u16, u16)) -> Desk {
    let mut desk = Desk::new(session(demo()), Id::Preview, size);
    desk.work(demo());
    desk.draw();
    desk
}

fn state(desk: &Desk) -> &super::State {
    &desk.model.screens.preview
}

fn failed(what: &str) -> Msg {
    Msg::Page(Box::new(Composed {
        ask: Ask::new(Who::Visitor, PageType::Home),
        walk: None,
        page: Err(Error::Asked(what.into())),
    }))
}

#[test]
fn looks_as_drawn_at_80x24() {
    insta::assert_snapshot!(desk((80, 24)).page());
}

#[test]
fn looks_as_drawn_at_140x45() {
    insta::assert_snapshot!(desk((140, 45)).page());
}

#[test]
fn the_first_page_is_that_of_whoever_was_seen_last_and_says_why() {
    let desk = desk((80, 24));
    let s = state(&desk);
    let page = s.page.ready().unwrap();
    assert!(page.customer.is_some() && page.page == PageType::Home);
    assert_eq!(s.chosen(), Some(Entry::Slot(0, 0)));
    let why = s.because().unwrap().as_ref().unwrap();
    assert_eq!((why.block, why.slot), (1, 1));
    let out = s.out.as_ref().unwrap();
    let not = s.not.as_ref().unwrap().as_ref().unwrap();
    assert_eq!(not.product, out.telling[0].product);
    assert!(s.level.as_ref().unwrap().shop.sample > 0);
}

#[test]
fn moving_asks_why_and_a_late_answer_is_of_no_use() {
    let mut desk = desk((140, 45));
    desk.keys("Down Down");
    assert_eq!(state(&desk).chosen(), Some(Entry::Slot(0, 2)));
    assert!(state(&desk).because().is_none(), "the old reasons are gone");
    desk.work(demo());
    let why = state(&desk).because().unwrap().as_ref().unwrap();
    assert_eq!(why.slot, 3);
    assert!(desk.draw().contains(" is third"));
    desk.keys("w");
    assert!(matches!(
        desk.model.overlay.as_deref(),
        Some(Overlay::Explain(_))
    ));
    let drawn = desk.draw();
    assert!(drawn.contains("Steps of this block") || drawn.contains("Score"));
}

#[test]
fn a_reason_leads_to_its_rows_and_a_row_to_whose_it_is() {
    let mut desk = desk((140, 45));
    desk.keys("v");
    desk.work(demo());
    let why = state(&desk).behind.clone().unwrap();
    let term = why.terms.iter().position(|t| !t.evidence.is_empty());
    let term = term.unwrap();
    let drawn = desk.draw();
    assert!(drawn.contains("What stands behind"), "{drawn}");
    desk.send(Msg::Rows(term));
    let drawn = desk.draw();
    let first = &why.terms[term].evidence[0];
    assert!(drawn.contains(&first.what), "{drawn}");
    desk.asked.clear();
    desk.send(Msg::Person(first.customer.unwrap()));
    let went = desk.asked.iter().any(|c| matches!(c, Cmd::Go(..)));
    assert!(went || desk.draw().contains("Customers"));
}

#[test]
fn somebody_else_is_found_by_typing() {
    let mut desk = desk((80, 24));
    let before = state(&desk).page.ready().unwrap().who.clone();
    desk.keys("/");
    desk.work(demo());
    let field = state(&desk).find.as_ref().unwrap();
    assert_eq!(field.what, What::Who);
    assert!(field.rows.ready().unwrap()[0].name.contains("new visitor"));
    assert!(desk.draw().contains("Whose page?"));
    // Digits and letters are text now.
    desk.types("visit");
    desk.work(demo());
    assert_eq!(state(&desk).find.as_ref().unwrap().input.value(), "visit");
    desk.keys("Enter");
    desk.work(demo());
    let page = state(&desk).page.ready().unwrap();
    assert_eq!(page.who, "a new visitor");
    assert!(desk.draw().contains("What a new visitor sees"));
    desk.keys(".");
    desk.work(demo());
    assert!(state(&desk).page.ready().unwrap().customer.is_some());
    desk.keys(".");
    desk.work(demo());
    assert_ne!(state(&desk).page.ready().unwrap().who, before);
    desk.keys("/ Esc");
    assert!(state(&desk).find.is_none());
}

#[test]
fn other_pages_ask_for_what_they_need() {
    let mut desk = desk((140, 45));
    desk.keys("o");
    assert!(matches!(
        desk.model.overlay.as_deref(),
        Some(Overlay::Picker(_))
    ));
    desk.types("product");
    desk.keys("Enter");
    desk.work(demo());
    assert_eq!(state(&desk).find.as_ref().unwrap().what, What::Anchor);
    desk.types("lantern");
    desk.work(demo());
    desk.keys("Enter");
    desk.work(demo());
    let ask = state(&desk).ask.clone().unwrap();
    assert_eq!(ask.page, PageType::Product);
    assert!(ask.product.is_some() && ask.cart.is_empty());
    desk.send(Msg::PageType(PageType::Email));
    desk.work(demo());
    assert_eq!(state(&desk).ask.as_ref().unwrap().page, PageType::Email);
    desk.draw();
    desk.send(Msg::PageType(PageType::Sms));
    desk.work(demo());
    assert!(
        desk.draw()
            .contains("Nothing is planned for the Text message page")
    );
}

#[test]
fn another_day_is_typed_and_checked() {
    assert_eq!(day_of(" now "), Ok(None));
    assert!(day_of("31.10.2026").is_err());
    let mut desk = desk((80, 24));
    desk.send(Msg::At(
        day_of("2026-10-31")
            .unwrap()
            .map(|d| desk.model.session.zone.end_of(d)),
    ));
    desk.work(demo());
    let at = state(&desk).page.ready().unwrap().at;
    assert!(at < desk.model.session.now);
    assert!(desk.draw().contains("31 Oct"));
}

#[test]
fn what_is_left_out_is_chosen_and_explained() {
    let mut desk = desk((140, 45));
    desk.keys("Tab Down");
    assert_eq!(state(&desk).pane, Pane::LeftOut);
    let second = state(&desk).out.as_ref().unwrap().telling[1].product;
    desk.work(demo());
    let not = state(&desk).not.as_ref().unwrap().as_ref().unwrap();
    assert_eq!(not.product, second);
    assert!(not.furthest().is_some_and(|b| b.because.is_some()));
    desk.keys("r");
    assert!(desk.draw().contains("Left out: "));
    desk.keys("Down Enter");
    assert!(state(&desk).missed.is_some());
    desk.keys("N");
    desk.work(demo());
    assert_eq!(state(&desk).find.as_ref().unwrap().what, What::Missed);
}

#[test]
fn the_page_is_copied_with_its_decision() {
    let mut desk = desk((80, 24));
    desk.keys("y");
    desk.work(demo());
    let copied = desk.asked.iter().find_map(|c| match c {
        Cmd::Copy(text, _) => Some(text.clone()),
        _ => None,
    });
    let copied = copied.unwrap();
    // Other tests change the same shop meanwhile, and an id holds the shop's revision: it is the copied one that counts.
    let id = copied.split("Decision ").nth(1).unwrap();
    let id: String = id.chars().take_while(|c| c.is_alphanumeric()).collect();
    assert!(id.len() >= 6, "{copied}");
    assert!(copied.lines().count() > 20);
    assert!(demo().recall_decision(&id).is_ok());
}

#[test]
fn a_click_chooses_and_the_header_opens_its_questions() {
    let mut desk = desk((140, 45));
    let name = state(&desk).page.ready().unwrap().blocks[0].slots[1]
        .name
        .clone();
    desk.click(&name);
    assert_eq!(state(&desk).chosen(), Some(Entry::Slot(0, 1)));
    desk.click("Home ▾");
    assert!(desk.model.overlay.is_some());
    desk.keys("Esc");
    desk.click("another product");
    assert!(state(&desk).find.is_some());
}

#[test]
fn a_page_that_fails_leaves_the_one_before_and_an_empty_screen_says_what_works() {
    let mut kept = desk((80, 24));
    let before = state(&kept).page.ready().unwrap().decision.clone();
    kept.send(failed("Nobody is in the group Empty."));
    assert_eq!(state(&kept).page.ready().unwrap().decision, before);
    assert_eq!(kept.model.toasts.len(), 1);

    let mut bare = Desk::new(session(demo()), Id::Preview, (80, 24));
    bare.model.clock = 400;
    assert!(bare.draw().contains("composing the page"));
    bare.send(failed("the disk is full"));
    let drawn = bare.draw();
    assert!(drawn.contains("could not be composed") && drawn.contains("F5"));
    let enabled = |action| state(&bare).page.ready().is_some() || action == c::FIND.id;
    assert!(!enabled(c::COPY.id) && enabled(c::FIND.id));
    bare.keys("y w N r");
    assert!(bare.model.overlay.is_none(), "each says why not");
}

#[test]
fn a_person_a_group_and_a_product_open_their_pages() {
    let mut desk = desk((80, 24));
    let id = demo().customer_named("customer-5").unwrap();
    desk.send(crate::tui::app::Msg::Go(Id::Preview, Target::Customer(id)));
    desk.work(demo());
    assert_eq!(state(&desk).page.ready().unwrap().customer, Some(id));
    let group = Target::Group("orders >= 3".into());
    desk.send(crate::tui::app::Msg::Go(Id::Preview, group));
    desk.work(demo());
    assert!(state(&desk).page.ready().unwrap().who.contains("typical"));
    assert!(
        !desk.draw().contains("typical member"),
        "the header has the name"
    );
}

#[test]
fn every_size_and_theme_draws_inside_the_screen() {
    let mut desk = desk((80, 24));
    desk.fuzz_sizes();
    for theme in [
        Theme::LIGHT,
        Theme {
            depth: Depth::C16,
            ..Theme::DARK
        },
    ] {
        desk.model.session.theme = theme;
        desk.model.session.glyphs = Set::Ascii;
        desk.fuzz_sizes();
    }
    desk.keys("/");
    desk.work(demo());
    desk.fuzz_sizes();
    let mut waiting = Desk::new(Session::default(), Id::Preview, (80, 24));
    waiting.fuzz_sizes();
    waiting.send(failed("x"));
    waiting.fuzz_sizes();
}
