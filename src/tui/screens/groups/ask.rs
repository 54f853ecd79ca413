//! The questions behind the pieces of a row: which list opens, and what becomes of the answer.

use super::Msg;
use super::builder::{Aim, Said};
use super::state::State;
use crate::model::country;
use crate::model::text::fold;
use crate::shop::groups::{FieldValue, FieldValues};
use crate::targeting::ast::{Cond, ThenWhat, Value, What};
use crate::targeting::diagnostic::Diagnostic;
use crate::targeting::fields::Kind;
use crate::targeting::plan::{Cmp, Verb};
use crate::targeting::rows::cells::{Slot, can_be_never, cells};
use crate::targeting::rows::change::{
    term, then, times, value, values, what_of, window, with_then, with_times, with_values,
    with_what, with_window,
};
use crate::targeting::rows::operators::{Op, drops_window, field_of, operators, with_op};
use crate::targeting::rows::source::{Source, source};
use crate::targeting::rows::start::{Start, carry, open, open_value, starts, then_of};
use crate::targeting::rows::{change, typed};
use crate::targeting::vocabulary::{Listed, Vocabulary};
use crate::targeting::when::{Length, NamedDay, When};
use crate::targeting::words::{length_words, when_words};
use crate::targeting::{labels, plan};
use crate::tui::app::{Cmd, Ctx, Toast};
use crate::tui::fmt;
use crate::tui::overlays::{Choice, Chooser, Overlay, Picker, Prompt};
use std::collections::BTreeSet;

/// The slot of the values of a field.
pub(super) const VALUES: &str = "groups.values";

/// Lengths that are offered: for windows of time.
const WINDOWS: [&str; 9] = ["1d", "7d", "14d", "30d", "60d", "90d", "6m", "12m", "24m"];
/// For what followed.
const FOLLOWS: [&str; 9] = ["1h", "24h", "2d", "3d", "7d", "14d", "30d", "60d", "90d"];

/// Goes on with a condition: asks what is open still, else puts it into the rows.
pub(super) fn go_on(state: &mut State, said: Said, ctx: &Ctx<'_>) -> Vec<Cmd> {
    match open(&said.cond) {
        Some(slot) => ask(state, said, slot, ctx),
        None => super::build::commit(state, said, ctx),
    }
}

/// Opens the list for a piece of a condition.
pub(super) fn ask(state: &mut State, said: Said, slot: Slot, ctx: &Ctx<'_>) -> Vec<Cmd> {
    let Some(data) = state.data.ready() else {
        return Vec::new();
    };
    match source(&said.cond, slot, &data.vocabulary) {
        Some(Source::Groups) => {
            let values = FieldValues {
                unit: "people",
                values: data
                    .rows
                    .iter()
                    .filter(|g| g.name != state.key())
                    .map(|g| FieldValue {
                        value: g.name.clone(),
                        shown: g.name.clone(),
                        count: g.count.filter(|_| g.missing.is_empty()),
                    })
                    .collect(),
                more: false,
            };
            show(choose_value(state, said, slot, &values))
        }
        Some(Source::Days) => show(choose_day(said, slot, ctx)),
        Some(Source::Number(kind)) => show(choose_number(said, slot, kind)),
        Some(Source::Lengths) => show(choose_length(said, slot)),
        Some(Source::Typed) => show(type_value(state, said, slot)),
        Some(of) => match state.choosing.values.get(&of) {
            Some(values) => {
                let values = values.clone();
                show(choose_value(state, said, slot, &values))
            }
            None => {
                state.choosing.waits = Some((said, slot));
                vec![Cmd::load(VALUES, move |cx| {
                    let values = cx.shop.field_values(&of, cx.cancel);
                    Msg::Values(of, Box::new(values))
                })]
            }
        },
        None => match slot {
            Slot::Field => show(choose_field(state, said.aim.clone(), Some(&said.cond))),
            Slot::Op => show(choose_op(state, said)),
            Slot::Times => show(choose_times(said)),
            Slot::Window => show(choose_window(said, ctx)),
            Slot::Then => show(choose_then(said)),
            _ => Vec::new(),
        },
    }
}

fn show(overlay: Box<Overlay>) -> Vec<Cmd> {
    vec![Cmd::Overlay(overlay)]
}

/// Takes the values that a question waited for.
pub(super) fn values_came(
    state: &mut State,
    of: Source,
    values: Result<FieldValues, crate::shop::Error>,
    ctx: &Ctx<'_>,
) -> Vec<Cmd> {
    let waits = state.choosing.waits.take();
    match values {
        Ok(values) => {
            state.choosing.values.insert(of, values);
            match waits {
                Some((said, slot)) => ask(state, said, slot, ctx),
                None => Vec::new(),
            }
        }
        Err(error) => {
            let fact = "The values could not be read.";
            vec![Cmd::Toast(Toast::error(fact, error.to_string()))]
        }
    }
}

/// A condition with the values that were chosen for a piece of it.
pub(super) fn put(said: Said, slot: Slot, chosen: &[String]) -> Said {
    let Said {
        aim,
        mut nots,
        cond,
    } = said;
    let first = chosen.first().map_or("", String::as_str);
    let cond = match slot {
        Slot::What => {
            let what = change::what(&cond).cloned();
            with_what(cond, what.map(|w| what_of(w, value(first))))
        }
        Slot::Value => {
            let values = chosen.iter().map(|v| value(v)).collect();
            with_values(cond, values)
        }
        Slot::Low | Slot::High => {
            let mut both = values(&cond);
            if let Some(end) = both.get_mut(usize::from(slot == Slot::High)) {
                *end = value(first);
            }
            with_values(cond, both)
        }
        Slot::Times => {
            if can_be_never(&cond) || first == NEVER {
                nots = usize::from(first == NEVER);
            }
            with_times(cond, typed::times(first))
        }
        Slot::Window => with_window(cond, typed::window(first)),
        Slot::Then => {
            let mut next = then_of(first);
            if let (Some(next), Some(before)) = (&mut next, then(&cond)) {
                next.within = before.within.clone();
            }
            with_then(cond, next)
        }
        Slot::ThenWhat | Slot::ThenWithin => {
            let next = then(&cond).cloned().map(|mut next| {
                match (slot, next.what.clone()) {
                    (Slot::ThenWhat, ThenWhat::What(what)) => {
                        next.what = ThenWhat::What(what_of(what, value(first)));
                    }
                    (Slot::ThenWhat, _) => {}
                    _ => next.within = value(first),
                }
                next
            });
            with_then(cond, next)
        }
        Slot::Joint | Slot::Not | Slot::Field | Slot::Op => cond,
    };
    Said { aim, nots, cond }
}

/// Not even once.
const NEVER: &str = "never";

fn chooser(title: String, items: Vec<Choice>, said: Said, slot: Slot) -> Chooser {
    Chooser::new(title, items, move |values| {
        Msg::Put(Box::new(said), slot, values)
    })
}

/// What a question is about: the words of the row up to the piece that is asked for.
fn about(state: &State, said: &Said, slot: Slot) -> String {
    let Some(data) = state.data.ready() else {
        return String::new();
    };
    let all = cells(said.nots, &said.cond, &data.vocabulary, true);
    let before = all.iter().take_while(|c| c.slot != slot);
    let words: Vec<&str> = before.map(|c| c.text.as_str()).collect();
    words.join(" ")
}

/// Everything that a condition can begin with.
pub(super) fn choose_field(state: &State, aim: Aim, old: Option<&Cond>) -> Box<Overlay> {
    let Some(data) = state.data.ready() else {
        return Picker::new("Which condition?").overlay();
    };
    let known = data.fields.iter().map(|f| (f.info, f.name.as_str()));
    let all = starts(known, &data.vocabulary);
    let lacks = |name: &str| {
        let row = data.fields.iter().find(|f| f.name == name);
        row.and_then(|r| r.missing.clone())
    };
    let mut items = Vec::new();
    let mut saids = Vec::new();
    let mut hints = Vec::new();
    for (i, start) in all.into_iter().enumerate() {
        let missing = match (&start.field, &start.cond) {
            (Some(name), _) => lacks(name),
            (None, Cond::Happened(h)) => data.verb_missing(h.verb),
            _ => None,
        };
        let missing = missing.or_else(|| none_of(&start.cond, &data.vocabulary));
        let suggested = suggestions(&start, &data.vocabulary);
        items.push(Choice {
            name: start.label.clone(),
            value: i.to_string(),
            muted: missing.is_some(),
            note: missing.unwrap_or_default(),
            help: sentence(&start.purpose),
            heading: start.heading.words(),
            words: start.words(),
            hidden: start.rare(),
        });
        let cond = match old {
            Some(old) => carry(old, start.cond, &data.vocabulary),
            None => start.cond,
        };
        saids.push(cond);
        hints.extend(suggested);
    }
    // What the shop has is found by its own name: `germany` finds `Country is Germany`.
    for (name, cond) in hints {
        items.push(Choice {
            name,
            value: saids.len().to_string(),
            hidden: true,
            ..Choice::default()
        });
        saids.push(cond);
    }
    let title = match old {
        Some(_) => "Which condition instead?",
        None => "Which condition?",
    };
    let nots = match (&aim, &state.builder) {
        (Aim::At(path), Some(b)) => b.rows.row(path).map_or(0, |r| r.nots()),
        _ => 0,
    };
    Chooser::new(title, items, move |values| {
        let at: usize = values.first().and_then(|v| v.parse().ok()).unwrap_or(0);
        let cond = saids
            .into_iter()
            .nth(at)
            .unwrap_or(Cond::InGroup(open_value()));
        Msg::Said(Box::new(Said { aim, nots, cond }))
    })
    .overlay()
}

/// So many values of a list are found by their own name.
const SUGGESTED: usize = 500;

/// The list that a condition has to be told a value of.
fn list_of(cond: &Cond, vocabulary: &Vocabulary) -> Option<(Slot, Listed)> {
    let slot = open(cond)?;
    match source(cond, slot, vocabulary)? {
        Source::Listed(of) => Some((slot, of)),
        _ => None,
    }
}

/// What is said of a condition on products for which this shop has no value.
fn none_of(cond: &Cond, vocabulary: &Vocabulary) -> Option<String> {
    let (_, of) = list_of(cond, vocabulary)?;
    let none = vocabulary.values.get(&of)?.shown().is_empty();
    let what = match of {
        Listed::Category => "categories",
        Listed::Brand => "brands",
        Listed::ProductTag => "tags of products",
        Listed::Product => "products",
        Listed::Campaign => "campaigns",
        Listed::Strategy => "strategies shown",
        _ => "values",
    };
    none.then(|| format!("no {what} yet"))
}

/// A start with each value that this shop has, by name.
fn suggestions(start: &Start, vocabulary: &Vocabulary) -> Vec<(String, Cond)> {
    let Some((slot, of)) = list_of(&start.cond, vocabulary).filter(|_| !start.rare()) else {
        return Vec::new();
    };
    // Labels of all kinds lie together, and products are too many: those are asked for when their time comes.
    if matches!(of, Listed::Campaign | Listed::Strategy | Listed::Product) {
        return Vec::new();
    }
    let known = vocabulary.values.get(&of).map_or(&[][..], |v| v.shown());
    let mut out: Vec<(String, Cond)> = Vec::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for value in known.iter().take(SUGGESTED) {
        let mut all = vec![country::shown(value).into_owned()];
        if of == Listed::Category {
            let parts: Vec<&str> = value.split('>').map(str::trim).collect();
            all = (1..=parts.len()).map(|n| parts[..n].join(" > ")).collect();
        }
        for value in all {
            if value.trim().is_empty() || !seen.insert(fold(&value)) {
                continue;
            }
            let said = Said {
                aim: Aim::At(Vec::new()),
                nots: 0,
                cond: start.cond.clone(),
            };
            let is = if slot == Slot::Value { " is" } else { "" };
            let name = format!("{}{is} {value}", start.label);
            out.push((name, put(said, slot, &[value]).cond));
        }
    }
    out
}

fn sentence(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(first) = text.get_mut(0..1) {
        first.make_ascii_uppercase();
    }
    text + "."
}

fn choose_op(state: &State, said: Said) -> Box<Overlay> {
    let mut picker = Picker::new("How does it compare?");
    let at = |nots: usize, cond: Cond| {
        Msg::Said(Box::new(Said {
            aim: said.aim.clone(),
            nots,
            cond,
        }))
    };
    if matches!(said.cond, Cond::InGroup(_)) {
        return picker
            .item("is", "in the group", at(0, said.cond.clone()))
            .item(
                "is not",
                "anywhere but in the group",
                at(1, said.cond.clone()),
            )
            .selected(said.nots % 2)
            .overlay();
    }
    let (Some(data), Some(now), Some(term)) =
        (state.data.ready(), Op::of(&said.cond), term(&said.cond))
    else {
        return picker.overlay();
    };
    let kind = field_of(term, &data.vocabulary).map_or(Kind::Text, |(_, kind)| kind);
    let mut all = operators(kind).to_vec();
    if !all.contains(&now) {
        all.insert(0, now);
    }
    for op in &all {
        if drops_window(&said.cond, *op) {
            picker = picker.impossible(op.words(kind), "not together with a time");
            continue;
        }
        let changed = with_op(&said.cond, *op).or_else(|| op.apply(term.clone(), &[open_value()]));
        let Some(changed) = changed else {
            continue;
        };
        let note = match op {
            Op::Known(false) => "nothing is known of it",
            Op::Between => "both ends included",
            Op::In(_) => "several values",
            Op::Cmp(Cmp::NotEqual) => "another value is known",
            _ => "",
        };
        picker = picker.item(op.words(kind), note, at(said.nots, changed));
    }
    let chosen = all.iter().position(|op| *op == now).unwrap_or(0);
    picker.selected(chosen).overlay()
}

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
fn choose_value(state: &State, said: Said, slot: Slot, all: &FieldValues) -> Box<Overlay> {
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
    let old: Vec<String> = old_values(&said, slot)
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

/// What stands in a piece now.
fn old_values(said: &Said, slot: Slot) -> Vec<Value> {
    match slot {
        Slot::What => match change::what(&said.cond) {
            Some(What::Is(_, value, _)) => vec![value.clone()],
            _ => Vec::new(),
        },
        Slot::ThenWhat => match then(&said.cond).map(|t| &t.what) {
            Some(ThenWhat::What(What::Is(_, value, _))) => vec![value.clone()],
            _ => Vec::new(),
        },
        Slot::ThenWithin => then(&said.cond)
            .map(|t| t.within.clone())
            .into_iter()
            .collect(),
        Slot::Low => values(&said.cond).into_iter().take(1).collect(),
        Slot::High => values(&said.cond).into_iter().skip(1).collect(),
        _ => values(&said.cond),
    }
}

/// What a value that this shop does not have could be.
fn nearest(state: &State, said: &Said, slot: Slot) -> Vec<String> {
    let of = |v: &Value| -> Option<&Diagnostic> { state.problem_in(v.span).map(|(_, p)| p) };
    if !matches!(said.aim, Aim::At(_)) {
        return Vec::new();
    }
    let old = old_values(said, slot);
    let near = old.iter().filter(|v| v.span.end > 0).find_map(of);
    near.map_or(Vec::new(), |p| p.nearest.clone())
}

fn type_value(state: &State, said: Said, slot: Slot) -> Box<Overlay> {
    let title = about(state, &said, slot);
    let old = old_values(&said, slot);
    let old = old.first().map_or(String::new(), |v| v.text.clone());
    Prompt::new(
        title,
        "Which text? Letter case does not matter.",
        &old,
        move |text| Msg::Put(Box::new(said), slot, vec![text]),
    )
    .overlay()
}

fn choose_number(said: Said, slot: Slot, kind: Kind) -> Box<Overlay> {
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
    let old = old_values(&said, slot);
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

fn choose_day(said: Said, slot: Slot, ctx: &Ctx<'_>) -> Box<Overlay> {
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
    let now = old_values(&said, slot);
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

fn choose_length(said: Said, slot: Slot) -> Box<Overlay> {
    let items = FOLLOWS.iter().filter_map(|l| length_choice(l, "within "));
    let now = old_values(&said, slot);
    let now = now.first().map_or(String::new(), |v| v.text.clone());
    chooser("Within which time?".into(), items.collect(), said, slot)
        .typed(true, |text| {
            typed::length_value(text).ok_or_else(|| "Type how long: 45 days, 36 hours.".to_owned())
        })
        .selected(&now)
        .overlay()
}

fn choose_window(said: Said, ctx: &Ctx<'_>) -> Box<Overlay> {
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
        Some(crate::targeting::ast::Window::Within(v)) => v.text.clone(),
        Some(crate::targeting::ast::Window::Since(v)) => format!("since {}", v.text),
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
        Ok((text.to_owned(), window_words(&window)))
    })
    .selected(&now)
    .overlay()
}

fn window_words(window: &crate::targeting::ast::Window) -> String {
    use crate::targeting::ast::Window;
    let day = |v: &Value| When::parse(&v.text).map_or(v.text.clone(), when_words);
    match window {
        Window::Within(v) => {
            let length = Length::parse(&v.text).map_or(v.text.clone(), length_words);
            format!("in the last {length}")
        }
        Window::Since(v) => format!("since {}", day(v)),
        Window::Between(a, b) => format!("between {} and {}", day(a), day(b)),
    }
}

fn choose_times(said: Said) -> Box<Overlay> {
    let choice = |name: &str, value: &str, note: &str| Choice {
        name: name.to_owned(),
        value: value.to_owned(),
        note: note.to_owned(),
        ..Choice::default()
    };
    let mut items = vec![choice("at least once", "", "")];
    if then(&said.cond).is_none() {
        items.push(choice("never", NEVER, "not even once"));
    }
    for n in [2, 3, 5, 10] {
        items.push(choice(
            &format!("{n} times or more"),
            &format!(">= {n}"),
            "",
        ));
    }
    items.push(choice("exactly once", "= 1", ""));
    items.push(choice("at most once", "<= 1", "or never"));
    let now = match (times(&said.cond), said.nots) {
        (Some((cmp, n)), _) => format!("{} {n}", cmp.sign()),
        (None, 1) if can_be_never(&said.cond) => NEVER.to_owned(),
        _ => String::new(),
    };
    chooser(
        "How often? Choose, or type 4".into(),
        items,
        said,
        Slot::Times,
    )
    .typed(true, |text| {
        let often = typed::times(text);
        let (cmp, n) = often.ok_or("Type a number, or exactly 2, at most 3.")?;
        let words = match cmp {
            Cmp::AtLeast => format!("{n} times or more"),
            cmp => format!("{} {n} times", Op::Cmp(cmp).words(Kind::Count)),
        };
        Ok((format!("{} {n}", cmp.sign()), words))
    })
    .selected(&now)
    .overlay()
}

fn choose_then(said: Said) -> Box<Overlay> {
    let mut items = vec![Choice {
        name: "nothing more is asked".into(),
        ..Choice::default()
    }];
    let first = match &said.cond {
        Cond::Happened(h) => h.verb,
        _ => Verb::Bought,
    };
    let of_products = |verb: Verb| verb.takes().iter().any(|k| k.is_of_product());
    for not in [true, false] {
        for (word, verb) in Verb::ALL {
            let head = format!("then {}", labels::followed(verb, not));
            let text = format!("THEN {}{word}", if not { "NOT " } else { "" });
            let mut add = |name: String, what: &str| {
                items.push(Choice {
                    name: name.trim_end().to_owned(),
                    value: format!("{text}{what} WITHIN 24h"),
                    ..Choice::default()
                });
            };
            if of_products(first) && of_products(verb) {
                add(format!("{head} the same"), " SAME");
            }
            add(format!("{head} {}", labels::anything(verb)), "");
        }
    }
    chooser("What followed?".into(), items, said, Slot::Then).overlay()
}
