//! The pieces of a row in plain words: each says what it is, so that a click or a key can put something else there.

use super::Group;
use super::change::{term, then_what};
use super::operators::{Op, field_of};
use crate::model::country;
use crate::targeting::ast::{Cond, Happened, Then, ThenWhat, Value, What, Window};
use crate::targeting::fields::Kind;
use crate::targeting::labels;
use crate::targeting::plan::{Cmp, Verb, WhatKind};
use crate::targeting::span::Span;
use crate::targeting::vocabulary::Vocabulary;
use crate::targeting::when::{Length, When};
use crate::targeting::words::{length_words, when_words};

/// Which piece of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Slot {
    /// All or any, of a group.
    Joint,
    /// NOT before a condition.
    Not,
    /// The field, or what was done.
    Field,
    /// The category, product or the like.
    What,
    /// The operator.
    Op,
    /// The values, or the only one.
    Value,
    /// The lower of two.
    Low,
    /// The higher of two.
    High,
    /// How often.
    Times,
    /// In which time.
    Window,
    /// What followed.
    Then,
    /// With what it followed.
    ThenWhat,
    /// In which time it followed.
    ThenWithin,
}

/// One piece.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cell {
    /// Which.
    pub slot: Slot,
    /// What it says.
    pub text: String,
    /// Where in the text it stands, as far as it stands there.
    pub span: Option<Span>,
    /// Whether the condition says it; else it is what could be said.
    pub said: bool,
}

fn cell(slot: Slot, text: impl Into<String>, span: Option<Span>) -> Cell {
    Cell {
        slot,
        text: text.into(),
        span,
        said: true,
    }
}

fn could(slot: Slot, text: impl Into<String>) -> Cell {
    Cell {
        said: false,
        ..cell(slot, text, None)
    }
}

/// What joins a group: `all of these`.
pub fn joint(group: &Group) -> String {
    let words = match (group.nots % 2 == 1, group.all) {
        (false, true) => "all of these",
        (false, false) => "any of these",
        (true, true) => "not all of these",
        (true, false) => "none of these",
    };
    format!("{}{words}", "not not ".repeat(group.nots / 2))
}

/// The pieces of a condition. `open`: with those that are not said but could be.
pub fn cells(nots: usize, cond: &Cond, vocabulary: &Vocabulary, open: bool) -> Vec<Cell> {
    let mut out = Vec::new();
    // "Never" says the NOT before something done.
    let never = nots == 1 && can_be_never(cond);
    let group = matches!(cond, Cond::InGroup(_)) && nots <= 1;
    if nots > 0 && !never && !group {
        let said = vec!["not"; nots].join(" ");
        out.push(cell(Slot::Not, said, None));
    }
    match cond {
        Cond::Happened(happened) => did(happened, never, open, &mut out),
        Cond::InGroup(name) => {
            out.push(cell(Slot::Field, "Group", None));
            out.push(cell(
                Slot::Op,
                if nots == 1 { "is not" } else { "is" },
                None,
            ));
            out.push(cell(Slot::Value, name.text.clone(), Some(name.span)));
        }
        cond => compared(cond, vocabulary, open, &mut out),
    }
    out
}

/// Whether NOT before a condition reads as "never".
pub fn can_be_never(cond: &Cond) -> bool {
    matches!(cond, Cond::Happened(h) if h.times.is_none() && h.then.is_none())
}

fn compared(cond: &Cond, vocabulary: &Vocabulary, open: bool, out: &mut Vec<Cell>) {
    let (Some(term), Some(op)) = (term(cond), Op::of(cond)) else {
        return;
    };
    let found = field_of(term, vocabulary);
    let kind = found.map_or(Kind::Text, |(_, kind)| kind);
    let name = labels::label(&term.field).0;
    let head = match &term.what {
        None => name,
        Some(What::Any(_)) => format!("{name} {} anything", labels::joint(&term.field)),
        Some(What::Is(of, ..)) => {
            format!(
                "{name} {} {}",
                labels::joint(&term.field),
                labels::kind(*of)
            )
        }
    };
    out.push(cell(Slot::Field, head, Some(term.span)));
    if let Some(what) = &term.what {
        out.extend(named(Slot::What, what));
    }
    let show = |v: &Value| shown(kind, &term.field, v);
    match cond {
        Cond::Compare(_, cmp, value, window) => {
            let (words, said) = match day_words(kind, *cmp, value) {
                Some((words, said)) => (words, said),
                None => (op.words(kind).to_owned(), show(value)),
            };
            out.push(cell(Slot::Op, words, None));
            out.push(cell(Slot::Value, said, Some(value.span)));
            let takes = found.is_some_and(|(info, _)| info.takes_window);
            if window.is_some() || (takes && open) {
                out.push(when(window.as_ref()));
            }
        }
        Cond::Between(_, low, high) => {
            out.push(cell(Slot::Op, op.words(kind), None));
            out.push(cell(Slot::Low, show(low), Some(low.span)));
            out.push(cell(
                Slot::High,
                format!("and {}", show(high)),
                Some(high.span),
            ));
        }
        Cond::In(_, _, values) => {
            let all: Vec<String> = values.iter().map(show).collect();
            let span = match (values.first(), values.last()) {
                (Some(first), Some(last)) => Some(first.span.to(last.span)),
                _ => None,
            };
            out.push(cell(Slot::Op, op.words(kind), None));
            out.push(cell(Slot::Value, all.join(", "), span));
        }
        Cond::Match(_, _, _, value) => {
            out.push(cell(Slot::Op, op.words(kind), None));
            out.push(cell(Slot::Value, quoted(value), Some(value.span)));
        }
        Cond::IsNull(..) | Cond::InGroup(_) | Cond::Happened(_) => {
            out.push(cell(Slot::Op, op.words(kind), None));
        }
    }
}

fn did(happened: &Happened, never: bool, open: bool, out: &mut Vec<Cell>) {
    let verb = labels::verb(happened.verb);
    out.push(cell(
        Slot::Field,
        did_what(verb, happened.verb, happened.what.as_ref()),
        Some(happened.span),
    ));
    if let Some(what) = &happened.what {
        out.extend(named(Slot::What, what));
    }
    match (&happened.times, never) {
        (Some((cmp, n)), _) => out.push(cell(Slot::Times, times_words(*cmp, n), Some(n.span))),
        (None, true) => out.push(cell(Slot::Times, "never", None)),
        (None, false) if open => out.push(could(Slot::Times, "at least once")),
        _ => {}
    }
    if happened.window.is_some() || open {
        out.push(when(happened.window.as_ref()));
    }
    match &happened.then {
        Some(then) => followed(then, out),
        None if open && !never => out.push(could(Slot::Then, "then")),
        None => {}
    }
}

fn did_what(words: &str, verb: Verb, what: Option<&What>) -> String {
    let behind = match what {
        Some(What::Is(kind, ..)) => labels::kind(*kind),
        Some(What::Any(_)) | None => labels::anything(verb),
    };
    format!("{words} {behind}").trim_end().to_owned()
}

fn followed(then: &Then, out: &mut Vec<Cell>) {
    let words = format!("then {}", labels::followed(then.verb, then.not));
    let (head, value) = match &then.what {
        ThenWhat::Nothing => (did_what(&words, then.verb, None), None),
        ThenWhat::Same(_) => (format!("{words} the same"), None),
        ThenWhat::What(what) => (did_what(&words, then.verb, Some(what)), then_what(then)),
    };
    out.push(cell(Slot::Then, head, Some(then.span)));
    if let Some(what) = value {
        out.extend(named(Slot::ThenWhat, what));
    }
    let within = match Length::parse(&then.within.text) {
        Some(length) => format!("within {}", length_words(length)),
        None => format!("within {}", then.within.text),
    };
    out.push(cell(Slot::ThenWithin, within, Some(then.within.span)));
}

fn named(slot: Slot, what: &What) -> Option<Cell> {
    match what {
        What::Is(WhatKind::Query, value, _) => Some(cell(slot, quoted(value), Some(value.span))),
        What::Is(_, value, _) => Some(cell(slot, value.text.clone(), Some(value.span))),
        What::Any(_) => None,
    }
}

fn quoted(value: &Value) -> String {
    format!("“{}”", value.text)
}

/// A value as people say it.
fn shown(kind: Kind, field: &str, value: &Value) -> String {
    let text = &value.text;
    match kind {
        Kind::Day => When::parse(text).map_or_else(|| text.clone(), when_words),
        Kind::Days => match Length::parse(text) {
            Some(length) => length_words(length),
            None if text == "1" => "1 day".to_owned(),
            None if text.parse::<i64>().is_ok() => format!("{text} days"),
            None => text.clone(),
        },
        Kind::Text if field.eq_ignore_ascii_case("country") => country::shown(text).to_string(),
        _ if text.is_empty() => "“”".to_owned(),
        _ => text.clone(),
    }
}

/// Comparisons with so long ago read another way: `within` `the last 30 days`.
fn day_words(kind: Kind, cmp: Cmp, value: &Value) -> Option<(String, String)> {
    let Some(When::Ago(length)) = When::parse(&value.text).filter(|_| kind == Kind::Day) else {
        return None;
    };
    let length = length_words(length);
    match cmp {
        Cmp::AtLeast => Some(("within".to_owned(), format!("the last {length}"))),
        Cmp::Less => Some(("longer ago than".to_owned(), length)),
        _ => None,
    }
}

/// `2 times or more`.
fn times_words(cmp: Cmp, n: &Value) -> String {
    let number: Option<i64> = n.text.parse().ok();
    let times = |n: &str| match n {
        "1" => "once".to_owned(),
        n => format!("{n} times"),
    };
    match (cmp, number) {
        (Cmp::AtLeast, Some(1)) | (Cmp::Greater, Some(0)) => "at least once".to_owned(),
        (Cmp::Equal, Some(0)) | (Cmp::Less, Some(1)) => "not once".to_owned(),
        (Cmp::AtLeast, _) => format!("{} or more", times(&n.text)),
        (Cmp::Greater, _) => format!("more than {}", times(&n.text)),
        (Cmp::Equal, _) => format!("exactly {}", times(&n.text)),
        (Cmp::NotEqual, _) => format!("not exactly {}", times(&n.text)),
        (Cmp::AtMost, _) => format!("{} at most", times(&n.text)),
        (Cmp::Less, _) => format!("fewer than {}", times(&n.text)),
    }
}

/// The time of a condition.
fn when(window: Option<&Window>) -> Cell {
    let span = match window {
        None => return could(Slot::Window, window_words(None)),
        Some(Window::Within(v) | Window::Since(v)) => v.span,
        Some(Window::Between(a, b)) => a.span.to(b.span),
    };
    cell(Slot::Window, window_words(window), Some(span))
}

/// A time in words: `in the last 30 days`.
pub fn window_words(window: Option<&Window>) -> String {
    let day = |v: &Value| When::parse(&v.text).map_or_else(|| v.text.clone(), when_words);
    match window {
        None => "at any time".to_owned(),
        Some(Window::Within(v)) => {
            let length = Length::parse(&v.text).map_or_else(|| v.text.clone(), length_words);
            format!(
                "in the last {}",
                length.strip_prefix("1 ").unwrap_or(&length)
            )
        }
        Some(Window::Since(v)) => format!("since {}", day(v)),
        Some(Window::Between(a, b)) => format!("between {} and {}", day(a), day(b)),
    }
}
