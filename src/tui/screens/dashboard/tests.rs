//! The Dashboard's tests: keys and clicks, and how it looks in both sizes with the figures of the pictures.

use super::Msg;
use super::state::{Column, Pane};
use crate::model::money::{Amount, Currency, Money};
use crate::model::time::{Day, HOUR, Moment};
use crate::shop::Error;
use crate::shop::dashboard::{Card, Dashboard, Delta, Funnel, GroupRate, Next, NextAction, Series};
use crate::shop::results::{
    Against, By, METRICS, Mean, OrdersOnly, PRESETS, Period, Rate, Reconciliation, Results, Row,
    Verdict, Word,
};
use crate::tui::app::{Cmd, Hit, Session};
use crate::tui::glyphs::Set;
use crate::tui::screens::Id;
use crate::tui::testkit::Desk;
use crate::tui::theme::{Depth, Theme, Token};

fn eur(minor: i64) -> Money {
    Money::new(Amount(minor), Currency::named("EUR").unwrap())
}

fn mean(sum: i64, count: u64) -> Mean {
    Mean {
        value: eur(sum).per(count as i64),
        needed: 0,
        numerator: eur(sum),
        denominator: count,
        low: None,
        high: None,
        capped: None,
    }
}

fn against(lift: f64, half: f64, word: Word) -> Against {
    Against {
        control: Rate::of(60, 2490),
        treatment: Rate::of(100, 2950),
        alike: true,
        days: 30,
        lift: Some(lift),
        low: Some(lift - half),
        high: Some(lift + half),
        e_value: if word.is_call() { 31.0 } else { 2.0 },
        split_p: None,
        verdict: Verdict {
            word,
            text: word.text(),
            sentence: "Of 100 more shoppers, about 1 more would buy.".into(),
            days_left: None,
        },
    }
}

fn strategy(
    name: &str,
    shown: u64,
    clicked: u64,
    conversion: (u64, u64),
    order: i64,
    lift: Option<Against>,
) -> Row {
    let (buyers, visitors) = conversion;
    Row {
        id: name.to_lowercase().replace(' ', "-"),
        name: name.into(),
        control: name.starts_with("Control"),
        external: false,
        ranked: visitors >= 100,
        visitors_needed: 100u64.saturating_sub(visitors),
        shown,
        clicked,
        visitors,
        buyers,
        click_rate: Rate::of(clicked, shown),
        cart_rate: Rate::of(clicked / 2, shown),
        conversion: Rate::of(buyers, visitors),
        orders: buyers,
        average_order: mean(order * buyers as i64, buyers),
        revenue: eur(order * buyers as i64),
        gross: eur(order * buyers as i64),
        revenue_per_visitor: mean(order * buyers as i64, visitors),
        days: None,
        against: lift,
        revenue_against: None,
    }
}

pub(super) fn fixture() -> Dashboard {
    let rows = vec![
        strategy(
            "Recently Viewed",
            8412,
            402,
            (113, 2950),
            6120,
            Some(against(0.59, 0.4, Word::Better)),
        ),
        strategy(
            "Buy It Again",
            1706,
            91,
            (24, 638),
            4835,
            Some(against(0.56, 0.6, Word::CannotSay)),
        ),
        strategy(
            "Frequently Bought Together",
            6120,
            252,
            (71, 2100),
            7210,
            Some(against(0.40, 0.45, Word::LikelyBetter)),
        ),
        strategy(
            "Recommended for You",
            9954,
            389,
            (106, 3333),
            5870,
            Some(against(0.32, 0.4, Word::CannotSay)),
        ),
        strategy(
            "New Arrivals",
            3480,
            84,
            (26, 1150),
            5445,
            Some(against(-0.06, 0.4, Word::CannotSay)),
        ),
        strategy(
            "On Sale",
            3064,
            98,
            (20, 1031),
            3990,
            Some(against(-0.19, 0.45, Word::Worse)),
        ),
        strategy("Trending", 88, 2, (1, 88), 5000, None),
        strategy(
            "Control (nothing personal)",
            6920,
            152,
            (60, 2490),
            5090,
            None,
        ),
    ];
    let today: Day = "2026-11-20".parse().unwrap();
    let period = Period {
        from: today.plus(-29),
        to: today,
    };
    let series = |row: &Row, start: f64, step: f64| Series {
        id: row.id.clone(),
        name: row.name.clone(),
        control: row.control,
        points: (0..30)
            .map(|i| (period.from.plus(i), Some(start + step * f64::from(i))))
            .collect(),
    };
    let card =
        |key, name, value: &str, before: &str, after: &str, delta: &str, good, caption: &str| {
            Card {
                key,
                name,
                value: value.into(),
                before: before.into(),
                after: after.into(),
                delta: Some(Delta {
                    text: delta.into(),
                    good: Some(good),
                }),
                bars: [3.0, 2.0, 5.0, 4.0, 6.0, 8.0].map(Some).to_vec(),
                caption: caption.into(),
            }
        };
    Dashboard {
        period_words: "30 days".into(),
        period,
        before: Some(period.before()),
        cards: vec![
            card(
                "click_rate",
                "Click rate",
                "3.54",
                "",
                "%",
                "+0.31 pt",
                true,
                "1,989 clicks of 56,264 shown",
            ),
            card(
                "conversion",
                "Conversion",
                "2.94",
                "",
                "%",
                "+0.22 pt",
                true,
                "544 buyers of 18,473 people",
            ),
            card(
                "average_order",
                "Average order",
                "57.40",
                "€",
                "",
                "−€1.10",
                false,
                "583 orders, after refunds",
            ),
            card(
                "revenue",
                "Revenue",
                "33.5k",
                "€",
                "",
                "+6.2%",
                true,
                "€33,464, was €31,510",
            ),
        ],
        series: vec![
            series(&rows[0], 0.032, 0.0002),
            series(&rows[2], 0.029, 0.0001),
            series(&rows[3], 0.027, 0.0),
            series(&rows[7], 0.024, 0.0),
        ],
        offline: None,
        funnel: Some(Funnel::of(&rows[0])),
        works_for: [
            ("Loyal", 49, 1000),
            ("Gardeners", 41, 1000),
            ("At risk", 26, 1000),
            ("New", 15, 1000),
        ]
        .map(|(name, x, n)| GroupRate {
            name: name.into(),
            conversion: Rate::of(x, n),
        })
        .to_vec(),
        next: [
            (
                NextAction::Test,
                "Test Recommended for You",
                "32% up so far, not certain. 9 more days would settle it.",
            ),
            (
                NextAction::Group,
                "Welcome your new visitors",
                "New visitors buy least: show them Best Sellers instead.",
            ),
            (
                NextAction::Import,
                "Bring in last week's refunds",
                "Orders run ahead of refunds: revenue may read too high.",
            ),
        ]
        .map(|(action, title, why)| Next {
            action,
            title: title.into(),
            why: why.into(),
            about: None,
        })
        .to_vec(),
        results: Results {
            by: By::Strategy,
            period,
            period_words: "30 days".into(),
            attribution: PRESETS[0],
            currency: Currency::named("EUR").unwrap(),
            has_impressions: true,
            totals: rows[0].clone(),
            rows,
            money: Reconciliation {
                credited: eur(0),
                none: eur(0),
                none_orders: 0,
                orders_net: eur(0),
                refund_dates: eur(0),
                revenue: eur(0),
            },
            orders: OrdersOnly {
                orders: 583,
                gross: eur(0),
                refunds: eur(0),
                revenue: eur(0),
                average_order: mean(3_346_400, 583),
                repeat_rate: Rate::of(120, 480),
                foreign_orders: 0,
            },
            notes: Vec::new(),
            definitions: METRICS,
        },
    }
}

pub(super) fn session() -> Session {
    let now = Moment(1_795_165_200_000);
    Session {
        shop: "Fern & Field".into(),
        tagline: "outdoor & garden".into(),
        now,
        newest: Some(now.plus(-2 * HOUR)),
        currency: Currency::named("EUR").unwrap(),
        ..Session::default()
    }
}

fn desk(size: (u16, u16)) -> Desk {
    let mut desk = Desk::new(session(), Id::Dashboard, size);
    assert!(
        matches!(desk.asked[..], [Cmd::Start(_, 1)]),
        "it loads when it opens"
    );
    desk.model.jobs.end("dashboard", 1);
    desk.send(Msg::Loaded(Box::new(Ok(fixture()))));
    desk.draw();
    desk
}

fn names(desk: &Desk) -> Vec<String> {
    let state = &desk.model.screens.dashboard;
    (0..state.order.len())
        .filter_map(|i| state.row(i))
        .map(|r| r.name.clone())
        .collect()
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
fn an_opened_strategy_has_its_own_page() {
    let mut desk = desk((140, 45));
    desk.keys("Down Enter");
    assert!(desk.model.screens.dashboard.opened);
    insta::assert_snapshot!(desk.page());
    desk.keys("Esc");
    assert!(!desk.model.screens.dashboard.opened);
}

#[test]
fn sorting_keeps_the_chosen_strategy_and_the_control_last() {
    let mut desk = desk((140, 45));
    desk.keys("Down");
    let chosen = desk.model.screens.dashboard.chosen().unwrap().name.clone();
    desk.send(Msg::Sort(Column::Shown));
    let order = names(&desk);
    assert_eq!(order[0], "Recommended for You");
    assert_eq!(
        order[order.len() - 2],
        "Trending",
        "too few visitors to rank"
    );
    assert!(order[order.len() - 1].starts_with("Control"));
    assert_eq!(desk.model.screens.dashboard.chosen().unwrap().name, chosen);
    desk.send(Msg::Sort(Column::Shown));
    assert_eq!(names(&desk)[0], "Buy It Again");
    desk.keys("s");
    assert!(desk.draw().contains("Sort by what?"));
}

#[test]
fn clicks_choose_rows_and_sort_columns() {
    let mut desk = desk((140, 45));
    desk.click("New Arrivals");
    assert_eq!(
        desk.model.screens.dashboard.chosen().unwrap().name,
        "New Arrivals"
    );
    desk.click("Avg order");
    assert_eq!(desk.model.screens.dashboard.sort, Column::AverageOrder);
    desk.click("Welcome your new visitors");
    assert_eq!(desk.model.screens.dashboard.pane, Pane::Next);
    desk.click("all actions");
    assert!(desk.draw().contains("What would you like to do?"));
}

#[test]
fn another_strategy_asks_for_whom_it_works_and_late_answers_are_dropped() {
    let mut desk = desk((140, 45));
    desk.asked.clear();
    desk.keys("Down Down");
    let generations: Vec<u64> = desk
        .asked
        .iter()
        .filter_map(|c| match c {
            Cmd::Start(job, g) if job.slot == "dashboard.works_for" => Some(*g),
            _ => None,
        })
        .collect();
    assert_eq!(generations.len(), 2);
    let answer = |g: u64, id: &str| crate::tui::app::Msg::Done {
        slot: "dashboard.works_for",
        generation: g,
        msg: Box::new(Msg::WorksFor(id.into(), Ok(Vec::new())).into()),
    };
    desk.send(answer(generations[0], "late"));
    assert_eq!(desk.model.screens.dashboard.works, None);
    desk.send(answer(generations[1], "right"));
    assert_eq!(
        desk.model.screens.dashboard.works,
        Some(("right".into(), Vec::new()))
    );
}

#[test]
fn numbers_are_explained_with_what_they_are_made_of() {
    let mut desk = desk((140, 45));
    desk.keys("w");
    let screen = desk.draw();
    assert!(
        screen.contains("402 of 8,412") && screen.contains("113 of 2,950"),
        "{screen}"
    );
}

#[test]
fn help_runs_what_it_lists_and_says_what_is_not_possible() {
    let mut desk = desk((80, 24));
    desk.keys("?");
    assert!(
        desk.draw()
            .contains("Help: Strategies table on the Dashboard")
    );
    desk.types("sort");
    desk.keys("Enter");
    assert!(desk.draw().contains("Sort by what?"));
    desk.keys("Esc Tab ?");
    assert!(desk.draw().contains("Help: What to do next"));
}

#[test]
fn without_rows_it_says_what_belongs_there_and_without_an_answer_what_still_works() {
    let mut desk = desk((80, 24));
    let mut empty = fixture();
    empty.results.rows.clear();
    desk.send(Msg::Loaded(Box::new(Ok(empty))));
    assert!(desk.draw().contains("Nothing has been shown in these days"));
    desk.keys("Enter");
    assert!(desk.draw().contains("Not now"));
    let mut desk = Desk::new(session(), Id::Dashboard, (80, 24));
    desk.send(Msg::Loaded(Box::new(Err(Error::Asked(
        "the file is locked".into(),
    )))));
    let screen = desk.draw();
    assert!(
        screen.contains("The numbers could not be read.") && screen.contains("the file is locked")
    );
}

#[test]
fn a_failed_reload_keeps_the_old_numbers() {
    let mut desk = desk((80, 24));
    desk.send(Msg::Loaded(Box::new(Err(Error::Cancelled))));
    let screen = desk.draw();
    assert!(
        screen.contains("Recently Viewed") && screen.contains("Could not read the new numbers.")
    );
}

#[test]
fn every_size_theme_and_overlay_draws_inside_the_screen() {
    let mut desk = desk((140, 45));
    let mut wild = fixture();
    wild.results.rows[0].name = "日本語のとても長い名前 👩‍👧‍👦 ".repeat(12);
    wild.results.rows[1].name = "\u{202e}\u{1b}[31mevil".into();
    wild.next[0].title = "x".repeat(300);
    desk.send(Msg::Loaded(Box::new(Ok(wild))));
    for keys in [
        "",
        "Enter",
        "Esc Tab",
        "w",
        "Esc ?",
        "Esc Ctrl-P",
        "Esc t",
        "Esc Tab s",
    ] {
        desk.keys(keys);
        desk.fuzz_sizes();
    }
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
}

#[test]
fn the_chosen_row_and_a_called_verdict_have_their_colours() {
    let mut desk = desk((140, 45));
    let buf = desk.buffer();
    let text = crate::tui::testkit::lines(&buf);
    let y = text.lines().position(|l| l.starts_with("  ▌")).unwrap() as u16;
    let theme = Theme::DARK;
    assert_eq!(buf[(6, y)].bg, theme.color(Token::Selected));
    assert_eq!(buf[(2, y)].symbol(), "▌");
    let dot = (80..102).find(|x| buf[(*x, y)].symbol() == "●").unwrap();
    assert_eq!(buf[(dot, y)].fg, theme.color(Token::Positive));
    assert_eq!(buf[(6, 0)].bg, theme.color(Token::Surface));
}

#[test]
fn the_footer_fits_80_columns_with_help_and_all_actions_at_its_end() {
    let mut desk = desk((80, 24));
    let screen = desk.draw();
    let footer = screen.lines().last().unwrap();
    assert!(
        footer.trim_end().ends_with("? help  Ctrl-P actions"),
        "{footer}"
    );
    assert!(
        desk.model
            .hits
            .areas()
            .iter()
            .any(|(_, h)| matches!(h, Hit::Act(_)))
    );
}
