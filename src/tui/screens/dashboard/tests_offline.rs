//! The Dashboard of a shop without a record of what was shown.

use super::Msg;
use super::tests::{fixture, session};
use crate::shop::Error;
use crate::shop::dashboard::Dashboard;
use crate::tui::app::Cmd;
use crate::tui::screens::Id;
use crate::tui::testkit::Desk;
use crate::tui::testkit::judged::table;

fn offline(judged: bool) -> Dashboard {
    let mut dashboard = fixture();
    dashboard.results.has_impressions = false;
    dashboard.results.rows.clear();
    dashboard.series.clear();
    dashboard.offline = Some(table(judged));
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
    assert!(screen.contains("needs 93 more product views (has 7 of 100)"));
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
        copied.contains("Buy It Again\t80.9%\tn/a\t0.352\t1,392\t41%\t+38%"),
        "{copied}"
    );
    assert!(copied.ends_with("Best Sellers\t58.5%\t37.3%\t0.352\t1,392\t41%\tbaseline"));
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
