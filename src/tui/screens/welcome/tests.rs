//! The Welcome screen's tests: three doors and where they lead.

use super::Msg;
use super::state::Door;
use crate::shop::demo::Size;
use crate::shop::{Error, Options, Quiet, Shop};
use crate::tui::app::{Cmd, Msg as AppMsg, Session};
use crate::tui::event::Event;
use crate::tui::glyphs::Set;
use crate::tui::screens::Id;
use crate::tui::testkit::Desk;
use crate::tui::theme::{Depth, Theme};
use std::path::PathBuf;

fn desk(size: (u16, u16)) -> Desk {
    Desk::new(Session::default(), Id::Welcome, size)
}

#[test]
fn looks_as_drawn() {
    insta::assert_snapshot!("140", desk((140, 45)).draw());
    insta::assert_snapshot!("80", desk((80, 24)).draw());
    let mut ascii = desk((80, 24));
    ascii.model.session.glyphs = Set::Ascii;
    ascii.model.session.theme.depth = Depth::Mono;
    insta::assert_snapshot!("ascii", ascii.draw());
}

#[test]
fn digits_are_doors_here_and_arrows_choose() {
    let mut d = desk((80, 24));
    d.keys("Right Down Right");
    assert_eq!(d.model.screens.welcome.door, Door::Open);
    d.keys("Left");
    assert_eq!(d.model.screens.welcome.door, Door::Import);
    d.keys("Enter");
    assert_eq!(d.model.screen, Id::Data);
    assert!(d.model.screens.data.asking().is_some());
    let mut d = desk((80, 24));
    d.keys("2");
    assert_eq!(d.model.screen, Id::Data);
}

#[test]
fn the_first_door_makes_the_demo_and_opens_it() {
    let mut d = desk((140, 45));
    d.keys("1");
    assert!(d.model.screens.welcome.making);
    let starts = |c: &Cmd| matches!(c, Cmd::Start(job, _) if job.slot == "welcome.make");
    assert!(d.asked.iter().any(starts));
    assert!(d.draw().contains("Making the shop"));
    d.fuzz_sizes();
    d.send(Msg::Made(Ok(PathBuf::from("demo.db"))));
    let opens = |c: &Cmd| matches!(c, Cmd::OpenShop(p) if p.ends_with("demo.db"));
    assert!(d.asked.iter().any(opens));
    // Who has pressed Esc stays.
    let mut d = desk((80, 24));
    d.keys("Enter Esc");
    d.send(Msg::Made(Ok(PathBuf::from("demo.db"))));
    assert!(!d.asked.iter().any(opens));
    d.send(Msg::Made(Err(Error::Asked("no room on the disk".into()))));
    assert!(d.draw().contains("no room on the disk"));
}

#[test]
fn the_third_door_opens_a_shop_file_and_refuses_another() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    let shop = Shop::open(&path, Options::default()).unwrap();
    let other = folder.path().join("notes.txt");
    std::fs::write(&other, "nothing").unwrap();
    let mut d = desk((80, 24));
    d.keys("3");
    assert!(d.model.screens.typing(Id::Welcome));
    d.types(&folder.path().join("notes").to_string_lossy());
    d.work(&shop);
    d.keys("Enter");
    d.work(&shop);
    assert!(d.draw().contains("could not be opened"), "{}", d.draw());
    assert_eq!(std::fs::read_to_string(&other).unwrap(), "nothing");
    d.keys("Esc 3");
    d.types(&folder.path().join("shop").to_string_lossy());
    d.work(&shop);
    d.keys("Enter");
    d.work(&shop);
    let opens = |c: &Cmd| matches!(c, Cmd::OpenShop(p) if p == &path);
    assert!(d.asked.iter().any(opens));
    d.fuzz_sizes();
}

#[test]
fn a_dropped_file_opens_in_data() {
    let mut d = desk((80, 24));
    d.send(AppMsg::Event(Event::Paste("/home/anna/orders.csv".into())));
    assert_eq!(d.model.screen, Id::Data);
    let mut two = desk((80, 24));
    two.send(AppMsg::Event(Event::Paste(
        "/home/anna/orders.csv /home/anna/items.csv".into(),
    )));
    let w = two.model.screens.data.asking().unwrap();
    assert_eq!((w.dropped.len(), w.queue.len()), (2, 1));
    let mut light = desk((140, 45));
    light.model.session.theme = Theme::LIGHT;
    light.fuzz_sizes();
}

#[test]
fn a_made_up_shop_holds_the_customers_that_the_door_names() {
    let folder = tempfile::tempdir().unwrap();
    let shop = Shop::demo(&folder.path().join("demo.db"), Size::Small, 1, &Quiet).unwrap();
    assert!(!shop.is_empty().unwrap());
    let said = desk((80, 24)).draw();
    assert!(said.contains("3,000"), "{said}");
}
