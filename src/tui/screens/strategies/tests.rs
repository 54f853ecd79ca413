//! The Strategies screen's tests: keys and answers, and how it looks in both sizes.

use super::Msg;
use super::state::{Detail, Key, Loaded, Pane};
use crate::model::ids::CustomerId;
use crate::model::money::{Amount, Currency, Money};
use crate::model::rule::{Rule, Verb};
use crate::model::strategy::{Caps, State as Life, Strategy, Wishes};
use crate::model::time::{DAY, Day, Moment};
use crate::shop::Error;
use crate::shop::diff::{Diff, DiffExample};
use crate::shop::results::{Mean, Rate, Row};
use crate::shop::rules::{RuleDetail, RuleRow};
use crate::shop::sentence::Said;
use crate::shop::strategies::{Need, StrategyDetail, StrategyRow, VersionRow};
use crate::shop::wishes::{Shown, WishCost, Wished};
use crate::tui::app::{Cmd, Session, Target};
use crate::tui::screens::Id;
use crate::tui::testkit::Desk;

const NOW: Moment = Moment(1_795_165_200_000);

fn strategy(name: &str, state: Life, ready: bool) -> StrategyRow {
    StrategyRow {
        id: name.to_lowercase().replace(' ', "-"),
        name: name.into(),
        purpose: "What people with the same purchases and visits came to like.".into(),
        state,
        ranker: name.into(),
        group: None,
        pages: Vec::new(),
        placements: vec!["home-1".into()],
        version: 2,
        since: Some(NOW.plus(-9 * DAY)),
        ready,
        needs: vec![Need {
            what: "orders".into(),
            have: if ready { 6202 } else { 12 },
            need: 200,
        }],
        problem: None,
    }
}

fn rule(name: &str, then: Verb, state: Life) -> RuleRow {
    RuleRow {
        id: name.to_lowercase().replace(' ', "-"),
        name: name.into(),
        purpose: "What somebody has just bought is not put in front of them again.".into(),
        state,
        when: None,
        places: Vec::new(),
        then,
        what: "what was bought in the last 30 days".into(),
        until: None,
        priority: 10,
        products: None,
        sentence: String::new(),
        problem: None,
        version: 1,
        since: None,
    }
}

fn loaded() -> Loaded {
    Loaded {
        strategies: vec![
            strategy("Recommended for You", Life::Live, true),
            strategy("Buy It Again", Life::Live, true),
            strategy("Frequently Bought Together", Life::Draft, false),
            strategy("Best Sellers", Life::Paused, true),
        ],
        rules: vec![
            rule("No repeats for 30 days", Verb::Hide, Life::Live),
            rule("Nearly gone last", Verb::Bury, Life::Draft),
        ],
    }
}

fn said(parts: &[(&'static str, &str)]) -> Vec<Said> {
    let part = |(label, words): &(&'static str, &str)| Said {
        label,
        words: (*words).into(),
    };
    parts.iter().map(part).collect()
}

fn versions() -> Vec<VersionRow> {
    let version = |version, since, until, state| VersionRow {
        version,
        since,
        until,
        state,
    };
    let changed = Some(NOW.plus(-9 * DAY));
    vec![
        version(2, changed, None, Life::Live),
        version(1, None, changed, Life::Draft),
    ]
}

fn strategy_detail(at: usize) -> Msg {
    let row = loaded().strategies[at].clone();
    Msg::Detail(Box::new(Ok(Detail::Strategy(Box::new(StrategyDetail {
        said: said(&[
            ("for", "anyone in Loyal"),
            ("on", "For you (home), You may also like (category)"),
            ("show", "Recommended for You"),
            ("until", "2026-12-24"),
            ("else", "Trending, then Best Sellers"),
        ]),
        document: Strategy::default(),
        toml: format!(
            "id = \"{}\"\nname = \"{}\"\nstate = \"live\"\n",
            row.id, row.name
        ),
        versions: versions(),
        row,
    })))))
}

fn rule_detail() -> Msg {
    let row = loaded().rules[0].clone();
    let document = Rule {
        id: row.id.clone(),
        name: row.name.clone(),
        purpose: String::new(),
        state: row.state,
        when: None,
        places: Vec::new(),
        then: row.then,
        what: None,
        bought_within: Some(30),
        times: None,
        slot: None,
        except: Vec::new(),
        from: None,
        until: None,
        priority: 10,
    };
    Msg::Detail(Box::new(Ok(Detail::Rule(Box::new(RuleDetail {
        said: said(&[
            ("for", "everybody"),
            ("on", "every page"),
            ("then", "hide what they bought in the last 30 days"),
        ]),
        document,
        toml: "then = \"hide\"\n".into(),
        versions: Vec::new(),
        row,
    })))))
}

fn diff(id: &str, is_rule: bool, to: Life) -> Msg {
    let names = |all: &[&str]| all.iter().map(|n| (*n).to_owned()).collect();
    let example = |name: &str| DiffExample {
        customer: CustomerId(7),
        name: name.into(),
        block: "For you".into(),
        before: names(&["Enamel Mug Moss", "Gas Stove Mini", "Trail Lantern 2"]),
        after: names(&["Trail Lantern 2", "Enamel Mug Moss", "Merino Beanie"]),
    };
    let key = Key {
        rule: is_rule,
        id: id.into(),
    };
    let diff = Diff {
        compared: 400,
        customers: 3120,
        changed: 27,
        visitors_changed: false,
        emptied: 0,
        sold_out: 0,
        newly_seen: 31,
        no_longer_seen: 2,
        examples: vec![example("Anna Maier"), example("Paul Adler")],
    };
    Msg::Diff(key, to, Ok(diff))
}

fn results() -> Vec<Row> {
    let currency = Currency::named("EUR").unwrap();
    let mean = Mean {
        value: Some(Money::new(Amount(5870), currency)),
        needed: 0,
        numerator: Money::new(Amount(622_220), currency),
        denominator: 106,
        low: None,
        high: None,
        capped: None,
    };
    vec![Row {
        id: "recommended-for-you".into(),
        name: "Recommended for You".into(),
        control: false,
        external: false,
        ranked: true,
        visitors_needed: 0,
        shown: 9954,
        clicked: 389,
        visitors: 3333,
        buyers: 106,
        click_rate: Rate::of(389, 9954),
        cart_rate: Rate::of(120, 9954),
        conversion: Rate::of(106, 3333),
        orders: 106,
        average_order: mean,
        revenue: Money::new(Amount(622_220), currency),
        gross: Money::new(Amount(622_220), currency),
        revenue_per_visitor: mean,
        days: None,
        against: None,
        revenue_against: None,
    }]
}

fn session() -> Session {
    Session {
        shop: "Fern & Field".into(),
        tagline: "outdoor & garden".into(),
        now: NOW,
        newest: Some(NOW),
        ..Session::default()
    }
}

fn desk(size: (u16, u16)) -> Desk {
    let mut desk = Desk::new(session(), Id::Strategies, size);
    assert_eq!(
        started(&mut desk),
        ["strategies", "strategies.history", "strategies.results"]
    );
    desk.send(Msg::Loaded(Box::new(Ok(loaded()))));
    desk.send(Msg::Results(Ok(results())));
    desk.send(Msg::History(Ok(crate::tui::testkit::judged::table(true))));
    desk.send(strategy_detail(0));
    desk.send(diff("recommended-for-you", false, Life::Paused));
    settle(&mut desk);
    desk
}

/// Every job has ended.
fn settle(desk: &mut Desk) {
    let slots = [
        "strategies",
        "strategies.results",
        "strategies.detail",
        "strategies.diff",
        "strategies.change",
    ];
    for slot in slots {
        desk.model.jobs.cancel(slot);
    }
    desk.asked.clear();
    desk.draw();
}

/// The slots of the jobs started since the last look.
fn started(desk: &mut Desk) -> Vec<&'static str> {
    let jobs = desk.asked.drain(..).filter_map(|c| match c {
        Cmd::Start(job, _) => Some(job.slot),
        _ => None,
    });
    jobs.collect()
}

#[test]
fn moving_reads_the_document_and_counts_what_its_switch_would_do() {
    let mut desk = desk((140, 45));
    desk.keys("Down");
    assert_eq!(started(&mut desk), ["strategies.detail", "strategies.diff"]);
    let screen = desk.draw();
    assert!(
        !screen.contains("27"),
        "no count of another strategy: {screen}"
    );
    desk.send(diff("recommended-for-you", false, Life::Paused));
    assert!(desk.model.screens.strategies.diff_now().is_none());
    desk.send(diff("buy-it-again", false, Life::Paused));
    assert!(desk.model.screens.strategies.diff_now().is_some());
}

#[test]
fn counting_stops_on_esc_and_a_reload_keeps_the_document_in_sight() {
    let mut desk = desk((140, 45));
    desk.keys("Down");
    started(&mut desk);
    desk.keys("Esc");
    assert!(desk.model.jobs.get("strategies.diff").is_none());
    assert!(desk.draw().contains("Stopped. F5 counts it again."));
    settle(&mut desk);
    desk.keys("Up F5");
    assert!(desk.draw().contains("anyone in Loyal"), "the old one stays");
    desk.send(Msg::Loaded(Box::new(Ok(loaded()))));
    let jobs = started(&mut desk);
    assert!(jobs.contains(&"strategies.detail") && jobs.contains(&"strategies.diff"));
}

#[test]
fn space_pauses_at_once_and_says_how_to_take_it_back() {
    let mut desk = desk((80, 24));
    desk.keys("Space");
    assert_eq!(started(&mut desk), ["strategies.change"]);
    desk.send(Msg::Changed(
        "“Recommended for You” is paused.".into(),
        Ok(()),
    ));
    let toast = desk.model.toasts.last().unwrap();
    assert_eq!(toast.key, Some(("u", "undo")));
    assert!(
        started(&mut desk).contains(&"strategies"),
        "lists are read again"
    );
    desk.model.session.read_only = true;
    desk.keys("Space");
    assert!(started(&mut desk).is_empty());
    assert!(
        desk.model
            .toasts
            .last()
            .unwrap()
            .more
            .contains("reading only")
    );
}

#[test]
fn j_and_k_move_a_strategy_and_rules_say_why_not() {
    let mut desk = desk((140, 45));
    desk.keys("J");
    let state = &desk.model.screens.strategies;
    assert_eq!(state.strategies.selected, 1);
    assert_eq!(state.strategy().unwrap().name, "Recommended for You");
    assert_eq!(started(&mut desk), ["strategies.change"]);
    desk.keys("K K");
    assert_eq!(desk.model.screens.strategies.strategies.selected, 0);
    settle(&mut desk);
    desk.keys("Tab J");
    assert_eq!(desk.model.screens.strategies.pane, Pane::Rules);
    assert!(!started(&mut desk).contains(&"strategies.change"));
    assert!(desk.model.toasts.last().unwrap().more.contains("priority"));
}

#[test]
fn a_target_is_chosen_wherever_it_stands() {
    let mut desk = desk((80, 24));
    let go = |id: &str| crate::tui::app::Msg::Go(Id::Strategies, Target::Strategy(id.into()));
    desk.send(go("best-sellers"));
    let state = &desk.model.screens.strategies;
    assert_eq!(state.name(), Some("Best Sellers"));
    desk.send(go("nearly-gone-last"));
    let state = &desk.model.screens.strategies;
    assert!(state.on_rules && state.name() == Some("Nearly gone last"));
    assert_eq!(state.pane, Pane::Rules);
}

#[test]
fn examples_follow_one_another_and_the_document_is_copied() {
    let mut desk = desk((140, 45));
    assert!(desk.draw().contains("For example, Anna Maier"));
    desk.keys(".");
    assert!(desk.draw().contains("For example, Paul Adler"));
    desk.keys("y");
    let copied = desk.asked.drain(..).any(
        |c| matches!(c, Cmd::Copy(text, _) if text.starts_with("id = \"recommended-for-you\"")),
    );
    assert!(copied);
}

/// The screen without the row of tabs, which names every screen there is.
fn page(desk: &mut Desk) -> String {
    let screen = desk.draw();
    let rows = screen.lines().enumerate().filter(|(i, _)| *i != 1);
    rows.map(|(_, row)| format!("{row}\n")).collect()
}

#[test]
fn pictures() {
    insta::assert_snapshot!("strategies_140", page(&mut desk((140, 45))));
    insta::assert_snapshot!("strategies_80", page(&mut desk((80, 24))));
    let mut opened = desk((80, 24));
    opened.keys("Enter");
    insta::assert_snapshot!("strategies_opened_80", page(&mut opened));
    let mut rules = desk((80, 24));
    rules.keys("Tab");
    rules.send(rule_detail());
    rules.send(diff("no-repeats-for-30-days", true, Life::Paused));
    settle(&mut rules);
    insta::assert_snapshot!("strategies_rules_80", page(&mut rules));
    let mut none = desk((80, 24));
    none.send(Msg::Loaded(Box::new(Ok(Loaded::default()))));
    settle(&mut none);
    insta::assert_snapshot!("strategies_none_80", page(&mut none));
    let mut failed = Desk::new(session(), Id::Strategies, (80, 24));
    let error = Error::Asked("the file is locked".into());
    failed.send(Msg::Loaded(Box::new(Err(error))));
    settle(&mut failed);
    insta::assert_snapshot!("strategies_failed_80", page(&mut failed));
}

#[test]
fn every_size_is_drawn() {
    let mut all = desk((140, 45));
    all.fuzz_sizes();
    let mut data = loaded();
    for s in &mut data.strategies {
        s.name = "日本語の長い名前 with a very long name indeed ".repeat(7);
        s.problem = Some("no ranker is called ✂ ".repeat(9));
    }
    all.send(Msg::Loaded(Box::new(Ok(data))));
    all.fuzz_sizes();
    all.keys("Enter Down Down");
    all.fuzz_sizes();
    all.keys("Esc Tab");
    all.send(rule_detail());
    all.fuzz_sizes();
    all.send(Msg::Diff(
        Key {
            rule: true,
            id: "no-repeats-for-30-days".into(),
        },
        Life::Paused,
        Err(Error::Asked("a text that is long ".repeat(20))),
    ));
    all.fuzz_sizes();
}

#[test]
fn what_wishes_cost_is_tried_and_said_and_rules_have_none() {
    let mut desk = desk((140, 45));
    settle(&mut desk);
    desk.asked.clear();
    desk.keys("b");
    assert!(started(&mut desk).contains(&"strategies.cost"));
    let shown = |ndcg, margin| Shown {
        ndcg,
        margin: Some(margin),
        new: 0.9,
        long_tail: 0.4,
        products: 812,
    };
    let sentence = "A wish for margin of 30% costs 4% of what people buy next.";
    let wished = Wished {
        id: "recommended-for-you".into(),
        name: "Recommended for You".into(),
        saved: true,
        wishes: Wishes {
            margin: Some(0.3),
            ..Wishes::default()
        },
        caps: Caps::default(),
        cost: WishCost {
            from: Day(20_000),
            to: Day(20_020),
            people: 600,
            without: shown(0.1, 0.31),
            with: shown(0.096, 0.36),
            cost: Some(0.04),
            low: Some(0.01),
            high: Some(0.07),
            sentence: sentence.into(),
        },
    };
    desk.send(Msg::Cost(Box::new(Ok(wished))));
    let said = desk.draw();
    assert!(
        said.contains(sentence) && said.contains("31% → 36%"),
        "{said}"
    );
    desk.fuzz_sizes();
    desk.keys("Esc Tab");
    desk.asked.clear();
    desk.keys("b");
    assert!(started(&mut desk).is_empty(), "a rule has no wishes");
}
