//! How it compares, how often it was done, what followed.

use super::chooser;
use crate::targeting::ast::Cond;
use crate::targeting::fields::Kind;
use crate::targeting::labels;
use crate::targeting::plan::{Cmp, Verb};
use crate::targeting::rows::cells::{Slot, can_be_never};
use crate::targeting::rows::change::{term, then, times};
use crate::targeting::rows::operators::{Op, drops_window, field_of, operators, with_op};
use crate::targeting::rows::start::open_value;
use crate::targeting::rows::typed;
use crate::tui::overlays::{Choice, Overlay, Picker};
use crate::tui::screens::groups::Msg;
use crate::tui::screens::groups::builder::Said;
use crate::tui::screens::groups::state::State;

/// Not even once.
pub(super) const NEVER: &str = "never";

pub(super) fn choose_op(state: &State, said: Said) -> Box<Overlay> {
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

pub(super) fn choose_times(said: Said) -> Box<Overlay> {
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

pub(super) fn choose_then(said: Said) -> Box<Overlay> {
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
