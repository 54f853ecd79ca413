//! Where the values of a piece of a row come from: the shop's own lists, a few names, days, numbers.

use super::cells::Slot;
use super::change::{term, then, what};
use super::operators::{Op, field_of};
use super::start::one;
use crate::targeting::ast::{Cond, ThenWhat, What};
use crate::targeting::fields::{self, Kind};
use crate::targeting::moment::{MomentField, SEASONS};
use crate::targeting::plain;
use crate::targeting::plan::{AnyField, Subject, TextField, WhatKind};
use crate::targeting::stated::Shelf;
use crate::targeting::vocabulary::{Listed, Vocabulary};

/// Where values come from.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Source {
    /// A list of the shop.
    Listed(Listed),
    /// The values of a column or preference.
    Column(Shelf, String),
    /// Search texts.
    Queries,
    /// Tiers of towns.
    Tiers,
    /// What stands behind the @ of addresses.
    Domains,
    /// Groups.
    Groups,
    /// The few names that a field has; the field.
    Choices(String, Vec<String>),
    /// Days.
    Days,
    /// A number of this kind.
    Number(Kind),
    /// A length of time.
    Lengths,
    /// Typed text only.
    Typed,
}

/// Where the values of a piece of a condition come from; `None` for pieces that are not values.
pub fn source(cond: &Cond, slot: Slot, vocabulary: &Vocabulary) -> Option<Source> {
    match slot {
        Slot::What => match what(cond)? {
            What::Is(kind, ..) => Some(of_kind(*kind)),
            What::Any(_) => None,
        },
        Slot::ThenWhat => match &then(cond)?.what {
            ThenWhat::What(What::Is(kind, ..)) => Some(of_kind(*kind)),
            _ => None,
        },
        Slot::ThenWithin => Some(Source::Lengths),
        Slot::Value | Slot::Low | Slot::High => match cond {
            Cond::InGroup(_) => Some(Source::Groups),
            // A piece of a text is typed.
            cond if matches!(Op::of(cond), Some(Op::Match(..))) => Some(Source::Typed),
            cond => Some(of_field(term(cond)?, vocabulary)),
        },
        _ => None,
    }
}

/// Where the values of a field come from, by its name (`country`, `attribute.size`), or those of what is done
/// (`bought category`), or of a property alone (`brand`).
pub fn named(name: &str, vocabulary: &Vocabulary) -> Option<Source> {
    let name = name.trim();
    let field = one(&format!("{name} = x"));
    let field = field.filter(|c| term(c).is_some_and(|t| field_of(t, vocabulary).is_some()));
    if let Some(cond) = field {
        return source(&cond, Slot::Value, vocabulary);
    }
    if let Some(cond) = one(&format!("{name} x")) {
        return source(&cond, Slot::What, vocabulary);
    }
    if plain(name) == "group" {
        return Some(Source::Groups);
    }
    let kind = WhatKind::ALL
        .into_iter()
        .find(|(word, _)| *word == plain(name));
    kind.map(|(_, kind)| of_kind(kind))
}

/// The list behind a property.
pub fn of_kind(kind: WhatKind) -> Source {
    if kind == WhatKind::Season {
        let names = SEASONS.map(str::to_owned).to_vec();
        return Source::Choices(kind.word().to_owned(), names);
    }
    Listed::of(kind).map_or(Source::Queries, Source::Listed)
}

/// The values of a field.
pub fn of_field(term: &crate::targeting::ast::Term, vocabulary: &Vocabulary) -> Source {
    let Some((info, kind)) = field_of(term, vocabulary) else {
        return Source::Typed;
    };
    let stated = info.name.ends_with(".NAME");
    match kind {
        Kind::Day => Source::Days,
        Kind::Flag => Source::Choices(term.field.clone(), vec!["yes".into(), "no".into()]),
        Kind::Text | Kind::Choice if stated => {
            let shelf = Shelf::ALL
                .into_iter()
                .find(|(word, _)| info.name.strip_suffix(".NAME") == Some(word));
            let name = match term.field.split_once('.') {
                Some((_, name)) => name,
                None => &term.field,
            };
            match shelf {
                Some((_, shelf)) => Source::Column(shelf, name.to_owned()),
                None => Source::Typed,
            }
        }
        Kind::Text | Kind::Choice => match fields::named(Subject::Customers, &term.field) {
            Some((_, AnyField::Text(TextField::Gender))) => {
                Source::Column(Shelf::Attributes, "gender".into())
            }
            Some((_, AnyField::Text(TextField::CityTier))) => Source::Tiers,
            Some((_, AnyField::Text(TextField::EmailDomain))) => Source::Domains,
            Some((_, AnyField::Text(field))) => match (field.choices(), field.listed()) {
                (Some(names), _) => {
                    let names = names.into_iter().map(str::to_owned).collect();
                    Source::Choices(term.field.clone(), names)
                }
                (None, Some(listed)) => Source::Listed(listed),
                (None, None) => Source::Typed,
            },
            Some((_, AnyField::Moment(MomentField::Weather))) => Source::Listed(Listed::Sky),
            Some((_, AnyField::Moment(field))) => match field.choices() {
                Some(names) => {
                    let names = names.into_iter().map(str::to_owned).collect();
                    Source::Choices(term.field.clone(), names)
                }
                None => Source::Typed,
            },
            _ => Source::Typed,
        },
        number => Source::Number(number),
    }
}
