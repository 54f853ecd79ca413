//! The Dashboard of a shop without a record of what was shown.

use super::Msg;
use super::tests::{fixture, session};
use crate::model::strategy::State as Part;
use crate::model::time::Day;
use crate::shop::Error;
use crate::shop::dashboard::{Dashboard, Found, Offline, OfflineRow};
use crate::shop::judge::Basis;
use crate::shop::results::Rate;
use crate::shop::strategies::Need;
use crate::tui::app::Cmd;
use crate::tui::screens::Id;
use crate::tui::testkit::Desk;

fn found(hits: u64, lift: Option<(f64, f64, f64)>) -> Found {
    Found {
        hit_rate: Rate::of(hits, 1_000),
        ndcg: 0.352,
        coverage: 0.369,
        products: 1_392,
        lift: lift.map(|l| l.0),
        low: lift.map(|l| l.1),
        high: lift.map(|l| l.2),
        better: match lift {
            Some((_, low, _)) if low > 0.0 => Some(true),
            Some((_, _, high)) if high < 0.0 => Some(false),
            _ => None,
        },
    }
}

fn row(name: &str, any: Option<Found>, new: Option<Found>) -> OfflineRow {
    OfflineRow {
        id: name.to_lowercase().replace(' ', "-"),
        name: name.into(),
        state: Part::Live,
        ready: true,
        need: None,
        unjudged: None,
        baseline: name == "Best Sellers",
        only_new: name == "Recommended for You",
        any,
        new,
    }
}

fn lacks(name: &str, have: u64, need: u64, what: &str) -> OfflineRow {
    OfflineRow {
        ready: false,
        need: Some(Need {
            what: what.into(),
            have,
            need,
        }),
        ..row(name, None, None)
    }
}

fn offline(judged: bool) -> Dashboard {
    let best = |f: Found| judged.then_some(f);
    let mut dashboard = fixture();
    dashboard.results.has_impressions = false;
    dashboard.results.rows.clear();
    dashboard.series.clear();
    dashboard.offline = Some(Offline {
        rows: vec![
            row(
                "Buy It Again",
                best(found(809, Some((0.38, 0.31, 0.46)))),
                None,
            ),
            row(
                "Recommended for You",
                best(found(620, Some((0.06, -0.01, 0.13)))),
                best(found(399, Some((0.07, 0.0, 0.15)))),
            ),
            row(
                "Bought Together",
                best(found(506, Some((-0.14, -0.2, -0.08)))),
                best(found(294, Some((-0.21, -0.3, -0.1)))),
            ),
            lacks("Most Viewed", 7, 100, "product views"),
            lacks("On Sale", 0, 1, "products with a former price"),
            row(
                "Best Sellers",
                best(found(585, None)),
                best(found(373, None)),
            ),
        ],
        sentence: judged.then(|| {
            "For your shop, Buy It Again finds 38% more of what people buy next than Best Sellers."
                .into()
        }),
        how: judged.then(|| "Ranked as of 2026-11-01 from what was known then.".into()),
        basis: judged.then_some(Basis {
            cut: Day(20_758),
            to: Day(20_777),
            people: 1_064,
            judged: 1_000,
            newcomers: 151,
            products: 3_770,
        }),
        wanted: !judged,
        lacking: Offline::LACKING,
    });
    dashboard
}

fn desk(size: (u16, u16), judged: bool) -> Desk {
    let mut desk = Desk::new(session(), Id::Dashboard, size);
    desk.model.jobs.end("dashboard", 1);
    desk.asked.clear();
    desk.send(Msg::Loaded(Box::new(Ok(offline(judged)))));
    desk.draw();
    desk
}

fn judging(desk: &Desk) -> usize {
    let jobs = desk.asked.iter();
    jobs.filter(|c| matches!(c, Cmd::Start(job, _) if job.slot == "dashboard.judge"))
        .count()
}

/// The screen without its header.
fn page(size: (u16, u16)) -> String {
    let screen = desk(size, true).draw();
    screen.lines().skip(2).collect::<Vec<_>>().join("\n")
}

#[test]
fn offline_looks_as_drawn_at_80x24() {
    insta::assert_snapshot!(page((80, 24)));
}

#[test]
fn offline_looks_as_drawn_at_140x45() {
    insta::assert_snapshot!(page((140, 45)));
}

#[test]
fn what_is_not_judged_is_judged_beside_the_screen_and_once() {
    let mut desk = desk((140, 45), false);
    assert_eq!(judging(&desk), 1);
    let screen = desk.draw();
    assert!(screen.contains("ready, not judged yet"), "{screen}");
    assert!(screen.contains("needs 100 product views, has 7"));
    assert!(screen.contains("needs products with a former price, has none"));
    // A refusal is said and not asked for again until the data change.
    desk.model.jobs.cancel("dashboard.judge");
    let thin = "too little to judge by: it needs 30 people, there are 7";
    desk.send(Msg::Judged(Err(Error::Asked(thin.into()))));
    assert!(desk.draw().contains("Too little to judge by"));
    desk.send(Msg::Loaded(Box::new(Ok(offline(false)))));
    assert_eq!(judging(&desk), 1);
    desk.send(crate::tui::app::Msg::DataChanged);
    desk.send(Msg::Loaded(Box::new(Ok(offline(false)))));
    assert_eq!(judging(&desk), 2);
    desk.asked.clear();
    desk.send(Msg::Judged(Ok(())));
    assert!(matches!(&desk.asked[..], [Cmd::Start(job, _)] if job.slot == "dashboard"));
}

#[test]
fn offline_numbers_are_explained_and_copied() {
    let mut desk = desk((140, 45), true);
    assert_eq!(judging(&desk), 0);
    desk.keys("w");
    let screen = desk.draw();
    assert!(screen.contains("809 of 1,000"), "{screen}");
    desk.keys("Esc y");
    let copied = desk.asked.iter().find_map(|c| match c {
        Cmd::Copy(text, _) => Some(text.clone()),
        _ => None,
    });
    let copied = copied.unwrap();
    assert!(
        copied.contains("Buy It Again\t80.9%\tn/a\t1,392\t+38%"),
        "{copied}"
    );
    assert!(copied.ends_with("Best Sellers\t58.5%\t37.3%\t1,392\tbaseline"));
    desk.keys("Down Down s");
    assert!(desk.draw().contains("the best stands first here"));
    desk.click("On Sale");
    let chosen = desk.model.screens.dashboard.offline_chosen();
    assert_eq!(chosen.map(|r| r.name.as_str()), Some("On Sale"));
}

#[test]
fn offline_draws_inside_every_size() {
    let mut judged = desk((140, 45), true);
    judged.fuzz_sizes();
    desk((140, 45), false).fuzz_sizes();
}
