//! How a field can be compared: the operators that fit its kind, in plain words, and a condition under another one.

use super::change::{term, values};
use crate::model::attribute::AttributeKind;
use crate::model::text::fold;
use crate::targeting::ast::{Cond, Match, Term, Value};
use crate::targeting::fields::{self, FieldInfo, Kind};
use crate::targeting::plan::{AnyField, Cmp, Subject};
use crate::targeting::stated::Shelf;
use crate::targeting::vocabulary::Vocabulary;

/// How a field is compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Op {
    /// With one value.
    Cmp(Cmp),
    /// With two ends.
    Between,
    /// One of several values; the flag: none of them.
    In(bool),
    /// With a piece of text; the flag: not so.
    Match(Match, bool),
    /// Something is known, or (the flag) nothing is.
    Known(bool),
}

/// The operators of numbers, the usual ones first.
const NUMBERS: &[Op] = &[
    Op::Cmp(Cmp::AtLeast),
    Op::Cmp(Cmp::AtMost),
    Op::Cmp(Cmp::Equal),
    Op::Between,
    Op::Cmp(Cmp::Greater),
    Op::Cmp(Cmp::Less),
    Op::Cmp(Cmp::NotEqual),
    Op::In(false),
    Op::In(true),
    Op::Known(true),
    Op::Known(false),
];
/// Of days.
const DAYS: &[Op] = &[
    Op::Cmp(Cmp::AtLeast),
    Op::Cmp(Cmp::Less),
    Op::Between,
    Op::Cmp(Cmp::Equal),
    Op::Cmp(Cmp::Greater),
    Op::Cmp(Cmp::AtMost),
    Op::Cmp(Cmp::NotEqual),
    Op::Known(true),
    Op::Known(false),
];
/// Of texts.
const TEXTS: &[Op] = &[
    Op::Cmp(Cmp::Equal),
    Op::In(false),
    Op::Cmp(Cmp::NotEqual),
    Op::In(true),
    Op::Match(Match::Contains, false),
    Op::Match(Match::Contains, true),
    Op::Match(Match::Starts, false),
    Op::Match(Match::Starts, true),
    Op::Match(Match::Ends, false),
    Op::Match(Match::Ends, true),
    Op::Known(true),
    Op::Known(false),
];
/// Of fields with a few names.
const CHOICES: &[Op] = &[
    Op::Cmp(Cmp::Equal),
    Op::In(false),
    Op::Cmp(Cmp::NotEqual),
    Op::In(true),
    Op::Known(true),
    Op::Known(false),
];
/// Of yes and no.
const FLAGS: &[Op] = &[Op::Cmp(Cmp::Equal), Op::Known(true), Op::Known(false)];

/// What a field is: its catalogue entry and what its values are; `None` for a name that nothing is called.
pub fn field_of(term: &Term, vocabulary: &Vocabulary) -> Option<(&'static FieldInfo, Kind)> {
    let column = || {
        // A column by its bare name, where only one is called so.
        let mut named = Shelf::ALL.into_iter().filter(|(_, shelf)| {
            let known = vocabulary.stated(*shelf);
            known.iter().any(|k| fold(k) == fold(&term.field))
        });
        match (named.next(), named.next()) {
            (Some((word, _)), None) => {
                fields::named(Subject::Customers, &format!("{word}.{}", term.field))
            }
            _ => None,
        }
    };
    let (info, field) = fields::named(Subject::Customers, &term.field).or_else(column)?;
    let kind = match field {
        AnyField::Stated(stated) => {
            match vocabulary.kind(Subject::Customers, stated.shelf, &stated.name) {
                AttributeKind::Number => Kind::Number,
                AttributeKind::Day => Kind::Day,
                AttributeKind::YesNo => Kind::Flag,
                AttributeKind::List | AttributeKind::Text => Kind::Text,
            }
        }
        _ => info.kind,
    };
    Some((info, kind))
}

/// The operators for a kind of values.
pub fn operators(kind: Kind) -> &'static [Op] {
    match kind {
        Kind::Count | Kind::Money | Kind::Percent | Kind::Number | Kind::Days => NUMBERS,
        Kind::Day => DAYS,
        Kind::Text => TEXTS,
        Kind::Choice => CHOICES,
        Kind::Flag => FLAGS,
    }
}

impl Op {
    /// The operator of a condition; none where nothing is compared.
    pub fn of(cond: &Cond) -> Option<Op> {
        match cond {
            Cond::Compare(_, cmp, _, _) => Some(Op::Cmp(*cmp)),
            Cond::Between(..) => Some(Op::Between),
            Cond::In(_, not, _) => Some(Op::In(*not)),
            Cond::Match(_, how, not, _) => Some(Op::Match(*how, *not)),
            Cond::IsNull(_, not) => Some(Op::Known(*not)),
            Cond::InGroup(_) | Cond::Happened(_) => None,
        }
    }

    /// In plain words, as they stand between field and value.
    pub fn words(self, kind: Kind) -> &'static str {
        let day = kind == Kind::Day;
        let number = matches!(
            kind,
            Kind::Count | Kind::Money | Kind::Percent | Kind::Number | Kind::Days
        );
        match self {
            Op::Cmp(Cmp::Equal) if day => "on",
            Op::Cmp(Cmp::Equal) if number => "exactly",
            Op::Cmp(Cmp::Equal) => "is",
            Op::Cmp(Cmp::NotEqual) if day => "not on",
            Op::Cmp(Cmp::NotEqual) if number => "not exactly",
            Op::Cmp(Cmp::NotEqual) => "is not",
            Op::Cmp(Cmp::AtLeast) if day => "on or after",
            Op::Cmp(Cmp::AtLeast) => "at least",
            Op::Cmp(Cmp::Greater) if day => "after",
            Op::Cmp(Cmp::Greater) => "more than",
            Op::Cmp(Cmp::AtMost) if day => "on or before",
            Op::Cmp(Cmp::AtMost) => "at most",
            Op::Cmp(Cmp::Less) if day => "before",
            Op::Cmp(Cmp::Less) => "less than",
            Op::Between => "between",
            Op::In(false) => "is one of",
            Op::In(true) => "is none of",
            Op::Match(Match::Contains, false) => "contains",
            Op::Match(Match::Contains, true) => "does not contain",
            Op::Match(Match::Starts, false) => "starts with",
            Op::Match(Match::Starts, true) => "does not start with",
            Op::Match(Match::Ends, false) => "ends with",
            Op::Match(Match::Ends, true) => "does not end with",
            Op::Known(true) => "is known",
            Op::Known(false) => "is not known",
        }
    }

    /// How many values it takes: none, one, two, or any number (3).
    pub fn takes(self) -> usize {
        match self {
            Op::Known(_) => 0,
            Op::Cmp(_) | Op::Match(..) => 1,
            Op::Between => 2,
            Op::In(_) => 3,
        }
    }

    /// The condition of a field under this operator with these values; what it cannot take is left out. `None` if
    /// values are missing.
    pub fn apply(self, field: Term, values: &[Value]) -> Option<Cond> {
        let first = || values.first().cloned();
        Some(match self {
            Op::Cmp(cmp) => Cond::Compare(field, cmp, first()?, None),
            Op::Between => {
                Cond::Between(field, first()?, values.get(1).or(values.first())?.clone())
            }
            Op::In(_) if values.is_empty() => return None,
            Op::In(not) => Cond::In(field, not, values.to_vec()),
            Op::Match(how, not) => Cond::Match(field, how, not, first()?),
            Op::Known(not) => Cond::IsNull(field, not),
        })
    }
}

/// A condition under another operator; its field, values and time stay as far as the operator takes them. `None` if it
/// compares nothing or a value is missing.
pub fn with_op(cond: &Cond, op: Op) -> Option<Cond> {
    if Op::of(cond)? == op {
        return Some(cond.clone());
    }
    let changed = op.apply(term(cond)?.clone(), &values(cond))?;
    Some(match (changed, cond) {
        (Cond::Compare(term, cmp, value, _), Cond::Compare(_, _, _, window)) => {
            Cond::Compare(term, cmp, value, window.clone())
        }
        (changed, _) => changed,
    })
}

/// Whether an operator would drop the time that a condition is limited to.
pub fn drops_window(cond: &Cond, op: Op) -> bool {
    matches!(cond, Cond::Compare(_, _, _, Some(_))) && !matches!(op, Op::Cmp(_))
}
