//! Which value: out of the shop's own, a number, or a text.

use super::{about, chooser};
use crate::model::country;
use crate::model::text::fold;
use crate::shop::groups::{FieldValue, FieldValues};
use crate::targeting::ast::{Cond, Value};
use crate::targeting::diagnostic::Diagnostic;
use crate::targeting::fields::Kind;
use crate::targeting::plan::Cmp;
use crate::targeting::rows::cells::Slot;
use crate::targeting::rows::change::{term, told, window};
use crate::targeting::rows::operators::Op;
use crate::targeting::rows::typed;
use crate::targeting::when::Length;
use crate::targeting::words::length_words;
use crate::targeting::{labels, plan};
use crate::tui::fmt;
use crate::tui::overlays::{Choice, Overlay, Prompt};
use crate::tui::screens::groups::Msg;
use crate::tui::screens::groups::builder::{Aim, Said};
use crate::tui::screens::groups::state::State;

/// The value in a list that a value of a condition means.
fn meant(of: &Value, all: &FieldValues) -> String {
    let wanted = fold(&country::shown(&of.text));
    let path = plan::category_path(&of.text);
    let found = all.values.iter().find(|v| {
        fold(&v.shown) == wanted
            || fold(&v.value) == fold(&of.text)
            || v.value.contains('>') && plan::category_path(&v.value) == path
    });
    found.map_or(of.text.clone(), |v| v.value.clone())
}

/// One or several of the shop's own values.
pub(super) fn choose(state: &State, said: Said, slot: Slot, all: &FieldValues) -> Box<Overlay> {
    let note = |v: &FieldValue| match v.count {
        Some(n) if all.unit == "sold" => format!("sold {}", times_sold(n)),
        Some(1) if all.unit == "people" => "1 person".to_owned(),
        Some(n) => format!("{} {}", fmt::count(n as i64), all.unit),
        None => String::new(),
    };
    let mut items: Vec<Choice> = Vec::new();
    for near in nearest(state, &said, slot) {
        items.push(Choice {
            name: near.clone(),
            value: near,
            heading: "Did you mean",
            ..Choice::default()
        });
    }
    let rest = if items.is_empty() { "" } else { "All" };
    items.extend(all.values.iter().map(|v| Choice {
        name: v.shown.clone(),
        value: v.value.clone(),
        note: note(v),
        muted: v.count == Some(0) && all.unit == "people",
        heading: rest,
        ..Choice::default()
    }));
    let many = slot == Slot::Value
        && matches!(
            (&said.cond, Op::of(&said.cond)),
            (
                Cond::Compare(..) | Cond::In(..),
                Some(Op::Cmp(Cmp::Equal | Cmp::NotEqual) | Op::In(_))
            )
        )
        && window(&said.cond).is_none();
    let old: Vec<String> = told(&said.cond, slot)
        .iter()
        .filter(|v| !v.text.is_empty())
        .map(|v| meant(v, all))
        .collect();
    let asked = match many {
        true => "which? Tab marks several",
        false => "which?",
    };
    let title = format!("{}: {asked}", about(state, &said, slot));
    let first = old.first().cloned().unwrap_or_default();
    let chooser = chooser(title, items, said, slot).typed(false, |text| {
        let text = text.trim();
        Ok((text.to_owned(), format!("“{text}”")))
    });
    match many {
        true => chooser.many(old).overlay(),
        false => chooser.selected(&first).overlay(),
    }
}

fn times_sold(n: u64) -> String {
    match n {
        1 => "once".to_owned(),
        n => format!("{} times", fmt::count(n as i64)),
    }
}

/// What a value that this shop does not have could be.
fn nearest(state: &State, said: &Said, slot: Slot) -> Vec<String> {
    let of = |v: &Value| -> Option<&Diagnostic> { state.problem_in(v.span).map(|(_, p)| p) };
    if !matches!(said.aim, Aim::At(_)) {
        return Vec::new();
    }
    let old = told(&said.cond, slot);
    let near = old.iter().filter(|v| v.span.end > 0).find_map(of);
    near.map_or(Vec::new(), |p| p.nearest.clone())
}

pub(super) fn write(state: &State, said: Said, slot: Slot) -> Box<Overlay> {
    let title = about(state, &said, slot);
    let old = told(&said.cond, slot);
    let old = old.first().map_or(String::new(), |v| v.text.clone());
    Prompt::new(
        title,
        "Which text? Letter case does not matter.",
        &old,
        move |text| Msg::Put(Box::new(said), slot, vec![text]),
    )
    .overlay()
}

pub(super) fn choose_number(said: Said, slot: Slot, kind: Kind) -> Box<Overlay> {
    let field = term(&said.cond).map_or(String::new(), |t| t.field.to_lowercase());
    let presets: &[&str] = match (kind, field.as_str()) {
        (_, "r" | "f" | "m" | "fm") => &["1", "2", "3", "4", "5"],
        (_, "age") => &["18", "25", "35", "45", "55", "65"],
        (Kind::Count, _) => &["1", "2", "3", "4", "5", "10", "20"],
        (Kind::Money, _) => &["20", "50", "100", "200", "500", "1000", "2000"],
        (Kind::Percent, _) => &["5%", "10%", "20%", "30%", "50%", "70%", "90%"],
        (Kind::Days, _) => &["0", "7", "14", "30", "60", "90", "180"],
        _ => &["1", "1.5", "2", "3", "5"],
    };
    let shown = move |n: &str| match kind {
        Kind::Days if n == "1" => "1 day".to_owned(),
        Kind::Days if n.chars().all(|c| c.is_ascii_digit()) => format!("{n} days"),
        Kind::Days => Length::parse(n).map_or(n.to_owned(), length_words),
        _ => n.to_owned(),
    };
    let items = presets.iter().map(|n| Choice {
        name: shown(n),
        value: (*n).to_owned(),
        ..Choice::default()
    });
    let asked = match kind {
        Kind::Money => "how much?",
        Kind::Percent => "how many percent?",
        _ => "how many?",
    };
    let name = term(&said.cond).map_or(String::new(), |t| labels::label(&t.field).0);
    let op = Op::of(&said.cond).map_or("", |op| op.words(kind));
    let old = told(&said.cond, slot);
    let many = matches!(Op::of(&said.cond), Some(Op::In(_)));
    let now = old.first().map_or(String::new(), |v| v.text.clone());
    let marks = old.iter().filter(|v| !v.text.is_empty());
    let marks: Vec<String> = marks.map(|v| v.text.clone()).collect();
    let chooser = chooser(
        format!("{name} {op}: {asked} Type a number"),
        items.collect(),
        said,
        slot,
    )
    .typed(true, move |text| {
        let n = typed::number(kind, text);
        n.map(|n| (n.clone(), shown(&n))).ok_or_else(|| match kind {
            Kind::Count => "Type a whole number, such as 3.".to_owned(),
            Kind::Days => "Type a number of days, such as 30.".to_owned(),
            Kind::Percent => "Type a number, such as 30%.".to_owned(),
            _ => "Type a number, such as 99.50.".to_owned(),
        })
    });
    match many {
        true => chooser.many(marks).overlay(),
        false => chooser.selected(&now).overlay(),
    }
}
