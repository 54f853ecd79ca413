//! The Settings' tests: what is asked of the shop, and how they look in both sizes.

use super::Msg;
use crate::shop::Error;
use crate::shop::settings::Setting;
use crate::tui::app::{Cmd, Session};
use crate::tui::screens::Id;
use crate::tui::testkit::Desk;
use serde_json::json;

fn settings() -> Vec<Setting> {
    let setting = |key, what, value, set| Setting {
        key,
        what,
        value,
        set,
    };
    vec![
        setting("name", "Name of the shop", json!("Fern & Field"), true),
        setting("currency", "Currency of the shop", json!(null), false),
        setting("zone", "Time zone of the shop", json!("UTC"), false),
        setting(
            "sale_statuses",
            "Payment statuses that count as a sale",
            json!(["paid", "authorized"]),
            true,
        ),
    ]
}

fn desk(size: (u16, u16), read_only: bool) -> Desk {
    let session = Session {
        read_only,
        ..Session::default()
    };
    let mut desk = Desk::new(session, Id::Settings, size);
    desk.model.jobs.cancel("settings");
    desk.send(Msg::Loaded(Ok(settings())));
    desk.draw();
    desk.asked.clear();
    desk
}

/// The screen without its header.
fn page(size: (u16, u16)) -> String {
    let screen = desk(size, false).draw();
    screen.lines().skip(2).collect::<Vec<_>>().join("\n")
}

fn asked(desk: &Desk) -> Vec<&'static str> {
    let jobs = desk.asked.iter().filter_map(|c| match c {
        Cmd::Start(job, _) => Some(job.slot),
        _ => None,
    });
    jobs.collect()
}

#[test]
fn looks_as_drawn_at_80x24() {
    insta::assert_snapshot!(page((80, 24)));
}

#[test]
fn looks_as_drawn_at_140x45() {
    insta::assert_snapshot!(page((140, 45)));
}

#[test]
fn enter_asks_for_a_value_and_every_screen_reads_again_once_it_is_set() {
    let mut desk = desk((80, 24), false);
    desk.keys("Down Enter");
    assert!(desk.draw().contains("Change currency"));
    desk.types("eur");
    desk.keys("Enter");
    assert_eq!(asked(&desk), ["settings.set"]);
    desk.asked.clear();
    let set = Setting {
        value: json!("EUR"),
        set: true,
        ..settings().remove(1)
    };
    desk.send(Msg::Set(Ok(set)));
    assert_eq!(asked(&desk), ["settings"]);
    assert!(desk.draw().contains("currency is now EUR."));
}

#[test]
fn what_is_refused_is_said_and_nothing_changes() {
    let mut desk = desk((80, 24), false);
    let why = "`EURO` is not a currency code; type one such as EUR, GBP or USD";
    desk.send(Msg::Set(Err(Error::Asked(why.into()))));
    assert!(desk.draw().contains("Nothing was changed."));
    assert!(asked(&desk).is_empty());
    let mut desk = self::desk((80, 24), true);
    desk.keys("Enter");
    assert!(desk.draw().contains("the shop is open for looking only"));
    assert!(desk.model.overlay.is_none());
}

#[test]
fn it_draws_inside_every_size() {
    desk((140, 45), false).fuzz_sizes();
}
