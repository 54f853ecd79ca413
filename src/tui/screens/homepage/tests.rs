//! The Homepage's tests: on the small demo shop with its fixed clock, and on answers that fail.

use super::Msg;
use crate::model::placement::PageType;
use crate::shop::Error;
use crate::shop::layouts::MovedBlock;
use crate::shop::preview::{Ask, Who};
use crate::tui::action::catalog as c;
use crate::tui::app::{Cmd, Target};
use crate::tui::glyphs::Set;
use crate::tui::overlays::Overlay;
use crate::tui::screens::Id;
use crate::tui::screens::preview::viewer::Composed;
use crate::tui::testkit::{Desk, demo, session};
use crate::tui::theme::{Depth, Theme};

fn desk(size: (u16, u16)) -> Desk {
    let mut desk = Desk::new(session(demo()), Id::Homepage, size);
    desk.work(demo());
    desk.draw();
    desk
}

fn state(desk: &Desk) -> &super::State {
    &desk.model.screens.homepage
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
fn a_page_brings_what_stands_behind_its_blocks() {
    let desk = desk((140, 45));
    let s = state(&desk);
    let page = s.page.ready().unwrap();
    assert_eq!(s.behind.len(), page.blocks.len());
    assert!(s.spot().is_some_and(|spot| spot.placement == "home-1"));
    assert!(s.level.as_ref().unwrap().group.is_some());
}

#[test]
fn the_chosen_block_has_its_pictures_and_all_blocks_stay_in_sight() {
    for size in [(140, 45), (80, 24)] {
        let mut desk = desk(size);
        let names: Vec<String> = state(&desk)
            .page
            .ready()
            .unwrap()
            .blocks
            .iter()
            .map(|b| b.name.clone())
            .collect();
        for _ in 0..names.len() {
            let drawn = desk.draw();
            for name in &names {
                assert!(
                    drawn.contains(name.as_str()),
                    "{name} at {size:?}:\n{drawn}"
                );
            }
            assert!(drawn.contains('▀'), "no picture at {size:?}");
            desk.keys("Down");
        }
        desk.keys("i");
        assert!(!desk.draw().contains("▀▀▀▀▀"));
    }
}

#[test]
fn a_block_is_moved_and_says_so_with_its_undo() {
    let mut desk = desk((80, 24));
    desk.keys("K");
    assert!(desk.asked.is_empty(), "it is the first");
    assert_eq!(desk.model.toasts.len(), 1);
    desk.keys("J");
    let asked = desk
        .asked
        .iter()
        .any(|c| matches!(c, Cmd::Start(job, _) if job.slot == "homepage.move"));
    assert!(asked);
    desk.asked.clear();
    desk.send(Msg::Moved(Ok(MovedBlock {
        name: "For you".into(),
        from: 1,
        to: 2,
    })));
    assert_eq!(state(&desk).cursor.selected, 1);
    let toast = desk.model.toasts.last().unwrap();
    assert!(toast.title.contains("moved down to place 2"));
    assert_eq!(toast.key, Some(("u", "undo")));
    assert!(!desk.asked.is_empty(), "everything is read again");
    desk.send(Msg::Moved(Err(Error::Asked("no".into()))));
    assert!(
        desk.model
            .toasts
            .last()
            .unwrap()
            .title
            .contains("not moved")
    );
    desk.model.session.read_only = true;
    desk.asked.clear();
    desk.keys("J");
    assert!(desk.asked.is_empty());
}

#[test]
fn it_stands_side_by_side_with_a_new_visitors_page() {
    let mut desk = desk((140, 45));
    desk.keys("c");
    assert!(state(&desk).compared);
    desk.work(demo());
    let drawn = desk.draw();
    assert!(drawn.contains("and a new visitor") && drawn.contains("A new visitor"));
    desk.keys("Down Down G");
    assert_eq!(
        state(&desk).line.selected + 1,
        super::compare::len(state(&desk))
    );
    desk.keys("Esc");
    assert!(!state(&desk).compared);
    desk.send(crate::tui::app::Msg::Act(c::FIND.id));
    desk.types("new visitor");
    desk.work(demo());
    desk.keys("Enter");
    desk.work(demo());
    assert!(state(&desk).page.ready().unwrap().customer.is_none());
    desk.keys("c");
    assert!(!state(&desk).compared, "there is nothing to compare with");
}

#[test]
fn details_reasons_and_the_next_customer() {
    let mut desk = desk((80, 24));
    desk.keys("Enter");
    assert!(matches!(
        desk.model.overlay.as_deref(),
        Some(Overlay::Explain(_))
    ));
    assert!(desk.draw().contains("home-1"));
    desk.keys("Esc");
    let who = state(&desk).page.ready().unwrap().who.clone();
    desk.keys(".");
    desk.work(demo());
    assert_ne!(state(&desk).page.ready().unwrap().who, who);
    desk.keys("p");
    assert_eq!(desk.model.screen, Id::Preview);
    desk.work(demo());
    let there = desk.model.screens.preview.page.ready().unwrap().customer;
    assert_eq!(there, state(&desk).page.ready().unwrap().customer);
    desk.send(crate::tui::app::Msg::Go(Id::Homepage, Target::Block(2)));
    assert_eq!(state(&desk).cursor.selected, 2);
}

#[test]
fn failures_say_what_still_works_and_every_size_draws() {
    let failed = || {
        Msg::Page(Box::new(Composed {
            ask: Ask::new(Who::Visitor, PageType::Home),
            walk: None,
            page: Err(Error::Asked("the disk is full".into())),
        }))
    };
    let mut bare = Desk::new(session(demo()), Id::Homepage, (80, 24));
    bare.fuzz_sizes();
    bare.model.size = (80, 24);
    bare.send(failed());
    let drawn = bare.draw();
    assert!(drawn.contains("could not be composed") && drawn.contains("the disk is full"));
    let mut desk = desk((80, 24));
    desk.send(failed());
    assert!(state(&desk).page.ready().is_some());
    desk.fuzz_sizes();
    desk.keys("c");
    desk.work(demo());
    desk.fuzz_sizes();
    desk.model.session.theme = Theme {
        depth: Depth::Mono,
        ..Theme::LIGHT
    };
    desk.model.session.glyphs = Set::Ascii;
    desk.keys("Esc");
    desk.fuzz_sizes();
}
