//! The Results screen's tests: on the small demo shop with its fixed clock, and on a shop that has only orders.

use super::Msg;
use crate::shop::demo::Size;
use crate::shop::import::ImportOptions;
use crate::shop::results::{By, Span};
use crate::shop::{Cancel, Error, Options, Quiet, Shop};
use crate::tui::app::{Cmd, Msg as AppMsg, Session};
use crate::tui::glyphs::Set;
use crate::tui::screens::Id;
use crate::tui::testkit::Desk;
use crate::tui::testkit::judged::table;
use crate::tui::theme::{Depth, Theme};
use std::sync::LazyLock;

/// One shop for all tests: they only read it.
static SHOP: LazyLock<(tempfile::TempDir, Shop)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let shop = Shop::demo(&folder.path().join("demo.db"), Size::Small, 7, &Quiet).unwrap();
    (folder, shop)
});

fn desk(shop: &Shop, size: (u16, u16)) -> Desk {
    let mut session = Session {
        shop: "Fern & Field".into(),
        period: Span::Days(90),
        ..Session::default()
    };
    session.ask(shop);
    let mut desk = Desk::new(session, Id::Results, size);
    desk.work(shop);
    desk
}

#[test]
fn looks_as_drawn() {
    let (_, shop) = &*SHOP;
    for (name, size) in [("80", (80, 24)), ("140", (140, 45))] {
        let mut d = desk(shop, size);
        insta::assert_snapshot!(format!("table_{name}"), d.page());
        d.keys("Enter");
        insta::assert_snapshot!(format!("one_{name}"), d.page());
        d.keys("Esc");
        d.send(Msg::By(By::Placement));
        d.work(shop);
        insta::assert_snapshot!(format!("places_{name}"), d.page());
    }
}

#[test]
fn strategies_are_tried_on_history() {
    let (_, shop) = &*SHOP;
    for (name, size) in [("80", (80, 24)), ("140", (140, 45))] {
        let mut d = desk(shop, size);
        d.asked.clear();
        d.keys("o");
        let asked = |d: &crate::tui::testkit::Desk, slot: &str| {
            let jobs = d.asked.iter();
            jobs.filter(|c| matches!(c, Cmd::Start(job, _) if job.slot == slot))
                .count()
        };
        assert_eq!(asked(&d, "results.history"), 1);
        // What was never judged is judged beside the screen, once.
        d.send(Msg::History(Box::new(Ok(table(false)))));
        assert_eq!(asked(&d, "results.judge"), 1);
        d.model.jobs.cancel("results.judge");
        d.send(Msg::Judged(Err(Error::Asked("too little".into()))));
        d.send(Msg::History(Box::new(Ok(table(false)))));
        assert_eq!(asked(&d, "results.judge"), 1);
        d.send(Msg::History(Box::new(Ok(table(true)))));
        d.draw();
        insta::assert_snapshot!(format!("history_{name}"), d.page());
        d.keys("w");
        let said = d.draw();
        assert!(said.contains("809 of 1,000"), "{said}");
        d.fuzz_sizes();
        d.keys("Esc Down");
        assert_eq!(
            d.model.screens.results.tried().unwrap().name,
            "Recommended for You"
        );
        d.keys("Esc");
        assert!(!d.model.screens.results.on_history);
    }
}

#[test]
fn every_cut_and_rule_of_credit_can_be_chosen() {
    let (_, shop) = &*SHOP;
    let mut d = desk(shop, (80, 24));
    for by in By::ALL {
        d.send(Msg::By(by));
        d.work(shop);
        assert_eq!(d.model.screens.results.data.ready().unwrap().by, by);
        assert!(!d.model.screens.results.rows().is_empty(), "{by:?}");
        d.fuzz_sizes();
    }
    d.keys("b");
    assert!(d.draw().contains("One row for each what?"));
    d.keys("Esc a");
    assert!(d.draw().contains("credited to?"));
    d.types("Nosto");
    d.keys("Enter");
    d.work(shop);
    assert_eq!(
        d.model.screens.results.data.ready().unwrap().attribution.id,
        "nosto"
    );
    assert!(d.draw().contains("as Nosto"));
}

#[test]
fn another_period_reads_again_and_the_choice_stays() {
    let (_, shop) = &*SHOP;
    let mut d = desk(shop, (140, 45));
    d.keys("Down Down");
    let before = d.model.screens.results.chosen().unwrap().id.clone();
    d.work(shop);
    assert!(d.model.screens.results.series().is_some());
    d.send(AppMsg::Period(Span::All));
    d.work(shop);
    let after = d.model.screens.results.chosen().unwrap().id.clone();
    assert_eq!(before, after);
}

#[test]
fn a_number_says_how_it_is_worked_out_and_the_table_is_copied() {
    let (_, shop) = &*SHOP;
    let mut d = desk(shop, (80, 24));
    d.keys("w");
    assert!(d.draw().contains("Counted"));
    d.keys("Esc y");
    let copied = d.asked.iter().find_map(|c| match c {
        Cmd::Copy(text, _) => Some(text.clone()),
        _ => None,
    });
    assert!(copied.unwrap().contains("Not credited"));
}

#[test]
fn the_table_goes_into_a_new_file_and_never_over_an_old_one() {
    let (folder, shop) = &*SHOP;
    let path = folder.path().join("out.csv");
    let mut d = desk(shop, (80, 24));
    d.keys("x");
    assert!(d.draw().contains("results-strategy-90d.csv"));
    d.keys("Esc");
    d.send(Msg::Save(path.clone()));
    d.work(shop);
    assert!(d.draw().contains("rows written"));
    assert!(std::fs::read_to_string(&path).unwrap().lines().count() > 3);
    d.send(Msg::Save(path));
    d.work(shop);
    assert!(d.draw().contains("Nothing was written"));
}

#[test]
fn a_shop_with_orders_alone_never_shows_a_click_rate() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        now: crate::model::time::Moment::parse_rfc3339("2026-11-20T09:00:00Z"),
        read_only: false,
    };
    let shop = Shop::open(&folder.path().join("shop.db"), options).unwrap();
    let file = folder.path().join("orders.csv");
    let mut text = "Order No,Date,SKU,Quantity,Price,Customer\n".to_owned();
    for n in 0..40 {
        text.push_str(&format!(
            "{n},2026-11-{:02},A{},1,{}.50,C{}\n",
            n % 18 + 1,
            n % 5,
            n + 3,
            n % 30
        ));
    }
    std::fs::write(&file, text).unwrap();
    let wishes = ImportOptions {
        currency: Some("EUR".into()),
        ..ImportOptions::default()
    };
    shop.import(&file, &wishes, &Quiet, &Cancel::default())
        .unwrap();
    for (name, size) in [("80", (80, 24)), ("140", (140, 45))] {
        let mut d = desk(&shop, size);
        let screen = d.page();
        assert!(
            screen.contains("event file") && screen.contains("Repeat rate"),
            "{screen}"
        );
        assert!(
            !screen.contains("Click") && !screen.contains("0.00%"),
            "{screen}"
        );
        insta::assert_snapshot!(format!("orders_{name}"), screen);
        d.fuzz_sizes();
    }
    let mut d = desk(&shop, (80, 24));
    d.keys("Enter w");
    assert!(d.draw().contains("nothing was shown"));
}

#[test]
fn an_error_is_said_with_a_way_on_and_old_numbers_stay() {
    let (_, shop) = &*SHOP;
    let mut d = Desk::new(Session::default(), Id::Results, (80, 24));
    d.fuzz_sizes();
    d.send(Msg::Loaded(Box::new(Err(Error::Asked(
        "the disk is gone".into(),
    )))));
    assert!(d.draw().contains("the disk is gone"));
    let mut d = desk(shop, (80, 24));
    d.send(Msg::Loaded(Box::new(Err(Error::Asked(
        "the disk is gone".into(),
    )))));
    let screen = d.draw();
    assert!(
        screen.contains("Recently Viewed") && screen.contains("the disk is gone"),
        "{screen}"
    );
}

#[test]
fn every_size_and_theme_can_be_drawn() {
    let (_, shop) = &*SHOP;
    let mut d = desk(shop, (80, 24));
    d.fuzz_sizes();
    d.model.session.glyphs = Set::Ascii;
    for theme in [
        Theme::LIGHT,
        Theme {
            depth: Depth::Mono,
            ..Theme::DARK
        },
    ] {
        d.model.session.theme = theme;
        d.keys("Enter");
        d.fuzz_sizes();
        d.keys("Esc End");
        d.fuzz_sizes();
    }
}
