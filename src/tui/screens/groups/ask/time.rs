//! Which day, which length, in which time.

use super::chooser;
use crate::targeting::ast::Window;
use crate::targeting::fields::Kind;
use crate::targeting::labels;
use crate::targeting::plan::Cmp;
use crate::targeting::rows::cells::{Slot, window_words};
use crate::targeting::rows::change::{term, told, window};
use crate::targeting::rows::operators::Op;
use crate::targeting::rows::typed;
use crate::targeting::when::{Length, NamedDay};
use crate::targeting::words::length_words;
use crate::tui::app::Ctx;
use crate::tui::fmt;
use crate::tui::overlays::{Choice, Overlay};
use crate::tui::screens::groups::builder::Said;

/// Lengths that are offered: for windows of time.
const WINDOWS: [&str; 9] = ["1d", "7d", "14d", "30d", "60d", "90d", "6m", "12m", "24m"];

/// For what followed.
const FOLLOWS: [&str; 9] = ["1h", "24h", "2d", "3d", "7d", "14d", "30d", "60d", "90d"];

pub(super) fn choose_day(said: Said, slot: Slot, ctx: &Ctx<'_>) -> Box<Overlay> {
    let today = ctx.session.today();
    let op = Op::of(&said.cond);
    let lasting = op == Some(Op::Cmp(Cmp::AtLeast));
    let mut items: Vec<Choice> = Vec::new();
    for length in ["1d", "7d", "14d", "30d", "60d", "90d", "180d", "1y", "2y"] {
        let Some(parsed) = Length::parse(length) else {
            continue;
        };
        let words = length_words(parsed);
        items.push(Choice {
            name: match lasting {
                true => format!("within the last {words}"),
                false => format!("{words} ago"),
            },
            value: format!("-{length}"),
            note: fmt::date(parsed.from_day(today, false)),
            ..Choice::default()
        });
    }
    for (word, named, words) in NamedDay::ALL {
        items.push(Choice {
            name: words.to_owned(),
            value: word.to_owned(),
            note: fmt::date(named.day(today)),
            ..Choice::default()
        });
    }
    let name = term(&said.cond).map_or(String::new(), |t| labels::label(&t.field).0);
    let words = op.map_or("", |op| op.words(Kind::Day));
    let now = told(&said.cond, slot);
    let now = now.first().map_or(String::new(), |v| v.text.clone());
    chooser(
        format!("{name} {words}: which day? Or type 2026-01-31"),
        items,
        said,
        slot,
    )
    .typed(true, |text| {
        typed::day_value(text)
            .ok_or_else(|| "Type a day as 2026-01-31, or so long ago: 45 days ago.".to_owned())
    })
    .selected(&now)
    .overlay()
}

fn length_choice(length: &str, prefix: &str) -> Option<Choice> {
    let parsed = Length::parse(length)?;
    Some(Choice {
        name: format!("{prefix}{}", length_words(parsed)),
        value: length.to_owned(),
        ..Choice::default()
    })
}

pub(super) fn choose_length(said: Said, slot: Slot) -> Box<Overlay> {
    let items = FOLLOWS.iter().filter_map(|l| length_choice(l, "within "));
    let now = told(&said.cond, slot);
    let now = now.first().map_or(String::new(), |v| v.text.clone());
    chooser("Within which time?".into(), items.collect(), said, slot)
        .typed(true, |text| {
            typed::length_value(text).ok_or_else(|| "Type how long: 45 days, 36 hours.".to_owned())
        })
        .selected(&now)
        .overlay()
}

pub(super) fn choose_window(said: Said, ctx: &Ctx<'_>) -> Box<Overlay> {
    let today = ctx.session.today();
    let mut items = vec![Choice {
        name: "at any time".into(),
        value: String::new(),
        ..Choice::default()
    }];
    for length in WINDOWS {
        if let (Some(choice), Some(parsed)) =
            (length_choice(length, "in the last "), Length::parse(length))
        {
            let since = fmt::date(parsed.from_day(today, false));
            items.push(Choice {
                note: format!("since {since}"),
                ..choice
            });
        }
    }
    for (word, named, words) in NamedDay::ALL {
        if matches!(named, NamedDay::Tomorrow | NamedDay::LastWeek) {
            continue;
        }
        items.push(Choice {
            name: format!("since {words}"),
            value: format!("since {word}"),
            note: format!("since {}", fmt::date(named.day(today))),
            ..Choice::default()
        });
    }
    let now = match window(&said.cond) {
        Some(Window::Within(v)) => v.text.clone(),
        Some(Window::Since(v)) => format!("since {}", v.text),
        _ => String::new(),
    };
    chooser(
        "In which time? Choose, or type 45 days".into(),
        items,
        said,
        Slot::Window,
    )
    .typed(true, |text| {
        let window = typed::window(text).ok_or_else(|| {
            "Type 45 days, a day as 2026-01-31, or two days: 2026-01-01 to 2026-01-31.".to_owned()
        })?;
        Ok((text.to_owned(), window_words(Some(&window))))
    })
    .selected(&now)
    .overlay()
}
