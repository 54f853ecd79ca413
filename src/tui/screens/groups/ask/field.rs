//! What a condition can be about: every field, everything that can be done, and what this shop has by its own name.

use super::put;
use crate::model::country;
use crate::model::text::fold;
use crate::targeting::ast::Cond;
use crate::targeting::rows::cells::Slot;
use crate::targeting::rows::source::{Source, source};
use crate::targeting::rows::start::{Start, carry, open, open_value, starts};
use crate::targeting::vocabulary::{Listed, Vocabulary};
use crate::tui::overlays::{Choice, Chooser, Overlay, Picker};
use crate::tui::screens::groups::Msg;
use crate::tui::screens::groups::builder::{Aim, Said};
use crate::tui::screens::groups::state::State;
use std::collections::BTreeSet;

/// Everything that a condition can begin with.
pub(crate) fn choose_field(state: &State, aim: Aim, old: Option<&Cond>) -> Box<Overlay> {
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
