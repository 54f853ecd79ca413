//! What a new row can begin with: every field, everything that can be done, a group; and what it has to be told next.

use super::cells::Slot;
use super::change::{
    then, times, values, what, window, with_times, with_values, with_what, with_window,
};
use super::operators::{Op, field_of, with_op};
use crate::targeting::ast::{Cond, Happened, Term, Then, ThenWhat, Value, What};
use crate::targeting::fields::{FieldInfo, Kind};
use crate::targeting::labels::{self, Heading};
use crate::targeting::parse::parse;
use crate::targeting::plan::{AnyField, Cmp, Subject, Verb, WhatKind};
use crate::targeting::span::Span;
use crate::targeting::vocabulary::Vocabulary;

/// What a row begins with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Start {
    /// What it is called.
    pub label: String,
    /// Under which heading.
    pub heading: Heading,
    /// What it says, in one line.
    pub purpose: String,
    /// The condition; what has to be told still is [`open`].
    pub cond: Cond,
    /// The field, if it is one.
    pub field: Option<String>,
}

impl Start {
    /// Whether it is asked so seldom that a list may leave it out until it is looked for.
    pub fn rare(&self) -> bool {
        let narrowed = self.field.is_some() && what(&self.cond).is_some();
        let usual = matches!(
            self.field.as_deref(),
            Some("orders" | "spent" | "affinity" | "affinity_rank")
        ) && matches!(
            what(&self.cond),
            Some(What::Is(WhatKind::Category | WhatKind::Brand, ..))
        );
        narrowed && !usual
    }

    /// More words that people look for it by.
    pub fn words(&self) -> String {
        let more = match (self.field.as_deref(), &self.cond) {
            (Some("spent" | "spent_gross"), _) => "money revenue value",
            (Some("aov"), _) => "aov basket",
            (Some("consent.email"), _) => "newsletter consent email opt in subscribed allowed mail",
            (Some("consent.sms"), _) => "consent text message opt in phone",
            (Some(name), _) if name.starts_with("consent.") => "consent opt in allowed",
            (Some("last_order"), _) => "recent inactive lapsed bought last",
            (Some("first_order"), _) => "new customer since",
            (Some("city"), _) => "city place",
            (Some("added"), _) => "joined registered signed up",
            (Some("lifecycle"), _) => "lifecycle loyal repeat",
            (Some("return_rate"), _) => "returns refunds",
            (Some("discount_share"), _) => "sale coupon code",
            (Some("overdue"), _) => "late about to run out",
            (None, Cond::Happened(h)) => match h.verb {
                Verb::Bought => "purchased ordered never",
                Verb::Viewed => "viewed seen visited page never",
                Verb::Carted => "carted basket abandoned never",
                Verb::Searched => "looked for query never",
                Verb::Clicked => "link never",
                Verb::Received => "received email message newsletter never",
                Verb::Opened => "read email message newsletter never",
            },
            _ => "",
        };
        format!("{more} {}", self.field.as_deref().unwrap_or_default())
    }
}

/// A value that has to be told still.
pub fn open_value() -> Value {
    Value {
        text: String::new(),
        quoted: false,
        span: Span::default(),
    }
}

fn is_open(value: &Value) -> bool {
    value.text.is_empty() && !value.quoted
}

/// The first piece of a condition that has to be told still.
pub fn open(cond: &Cond) -> Option<Slot> {
    let of_what = |w: &What| matches!(w, What::Is(_, value, _) if is_open(value));
    if what(cond).is_some_and(of_what) {
        return Some(Slot::What);
    }
    if values(cond).iter().any(is_open) {
        return Some(match cond {
            Cond::Between(_, low, _) if is_open(low) => Slot::Low,
            Cond::Between(..) => Slot::High,
            _ => Slot::Value,
        });
    }
    match &then(cond)?.what {
        ThenWhat::What(w) if of_what(w) => Some(Slot::ThenWhat),
        _ => None,
    }
}

fn open_what(kind: WhatKind) -> What {
    What::Is(kind, open_value(), Span::default())
}

/// What is done, with what it is done.
fn did(verb: Verb, kind: Option<WhatKind>) -> Start {
    let purpose = match verb {
        Verb::Bought => "orders that count as sales; then say how often, or never, and when",
        Verb::Viewed => "product pages that they saw; then say how often, or never, and when",
        Verb::Carted => "what they put into the cart; then say how often, or never, and when",
        Verb::Searched => "searches in the shop; then say how often, or never, and when",
        Verb::Clicked => "products in blocks and links in messages; then say how often, or never",
        Verb::Received => "messages that were sent to them; then say how often, or never",
        Verb::Opened => "messages that they opened; then say how often, or never",
    };
    let behind = match kind {
        Some(kind) => labels::kind(kind),
        None => labels::anything(verb),
    };
    Start {
        label: format!("{} {behind}", labels::verb(verb))
            .trim_end()
            .to_owned(),
        heading: match verb {
            Verb::Bought => Heading::Bought,
            _ => Heading::Did,
        },
        purpose: purpose.to_owned(),
        cond: Cond::Happened(Happened {
            verb,
            span: Span::default(),
            what: kind.map(open_what),
            times: None,
            window: None,
            then: None,
        }),
        field: None,
    }
}

/// What a row can begin with, by heading: `fields` are the catalogue's entries with their names as they are typed.
pub fn starts<'a>(
    fields: impl Iterator<Item = (FieldInfo, &'a str)>,
    vocabulary: &Vocabulary,
) -> Vec<Start> {
    let mut out = Vec::new();
    for (_, verb) in Verb::ALL {
        let kinds = verb.takes().iter().copied().map(Some);
        // Whatever is asked most stands first: a category, then the rest, then anything.
        let mut kinds: Vec<_> = kinds.chain([None]).collect();
        kinds.sort_by_key(|k| *k != Some(WhatKind::Category));
        out.extend(kinds.into_iter().map(|kind| did(verb, kind)));
    }
    if let Some(cond) = one("carted THEN NOT bought SAME WITHIN 24h") {
        out.push(Start {
            label: "Left in the cart".to_owned(),
            heading: Heading::Did,
            purpose: "put into the cart and not bought within 24 hours; the time can be changed"
                .to_owned(),
            cond,
            field: None,
        });
    }
    out.push(Start {
        label: "In a group".to_owned(),
        heading: Heading::Groups,
        purpose: "in another group, saved or ready-made".to_owned(),
        cond: Cond::InGroup(open_value()),
        field: None,
    });
    for (info, name) in fields {
        let (label, heading) = labels::label(name);
        let needs = matches!(
            crate::targeting::fields::named(Subject::Customers, name),
            Some((_, AnyField::Measure(measure, _))) if measure.needs_what()
        );
        let mut kinds = Vec::new();
        if !needs {
            kinds.push(None);
        }
        if info.takes_what {
            let taste = [WhatKind::Category, WhatKind::Brand];
            let products = [WhatKind::Product, WhatKind::Tag];
            kinds.extend(taste.map(Some));
            if !needs {
                kinds.extend(products.map(Some));
            }
        }
        for kind in kinds {
            let term = Term {
                field: name.to_owned(),
                span: Span::default(),
                what: kind.map(open_what),
            };
            let label = match kind {
                Some(kind) => {
                    format!("{label} {} {}", labels::joint(name), labels::kind(kind))
                }
                None => label.clone(),
            };
            out.push(Start {
                label,
                heading,
                purpose: info.purpose.to_owned(),
                cond: first(term, vocabulary),
                field: Some(name.to_owned()),
            });
        }
    }
    let heading = |s: &Start| Heading::ALL.iter().position(|(h, _)| *h == s.heading);
    out.sort_by_key(|s| (heading(s), rank(&s.cond)));
    out
}

/// What is asked most stands first: doing something with a category, brand or product, then plain fields, then what
/// else can be done, then fields of some products.
fn rank(cond: &Cond) -> u8 {
    let usual = matches!(
        what(cond),
        Some(What::Is(
            WhatKind::Category
                | WhatKind::Brand
                | WhatKind::Product
                | WhatKind::Query
                | WhatKind::Campaign,
            ..
        ))
    );
    match cond {
        Cond::Happened(_) if usual => 0,
        Cond::InGroup(_) => 0,
        Cond::Happened(_) => 2,
        _ if what(cond).is_some() => 3,
        _ => 1,
    }
}

/// The usual condition of a field.
fn first(term: Term, vocabulary: &Vocabulary) -> Cond {
    let kind = field_of(&term, vocabulary).map_or(Kind::Text, |(_, kind)| kind);
    let (cmp, value) = match kind {
        Kind::Flag => (Cmp::Equal, super::change::value("yes")),
        Kind::Text | Kind::Choice => (Cmp::Equal, open_value()),
        _ if matches!(term.field.as_str(), "affinity_rank" | "birthday_in") => {
            (Cmp::AtMost, open_value())
        }
        _ => (Cmp::AtLeast, open_value()),
    };
    Cond::Compare(term, cmp, value, None)
}

/// The only condition of a text.
pub fn one(text: &str) -> Option<Cond> {
    match parse(text) {
        (Some(crate::targeting::ast::Expr::Cond(cond, _)), problems) if problems.is_empty() => {
            Some(*cond)
        }
        _ => None,
    }
}

/// What followed, of a text such as `THEN NOT bought SAME WITHIN 24h`.
pub fn then_of(text: &str) -> Option<Then> {
    then(&one(&format!("bought {text}"))?).cloned()
}

/// A new start in the place of a condition: what both can say stays.
pub fn carry(old: &Cond, start: Cond, vocabulary: &Vocabulary) -> Cond {
    let kind = |cond: &Cond| {
        let term = super::change::term(cond)?;
        field_of(term, vocabulary).map(|(info, kind)| (kind, info.takes_window, term.field.clone()))
    };
    let mut new = start;
    if let (Some(What::Is(a, value, span)), Some(What::Is(b, open, _))) = (what(old), what(&new))
        && a == b
        && is_open(open)
    {
        new = with_what(new, Some(What::Is(*a, value.clone(), *span)));
    }
    match (old, &new) {
        (Cond::Happened(_), Cond::Happened(_)) => {
            let new = with_times(new, times(old).cloned());
            with_window(new, window(old).cloned())
        }
        _ => match (kind(old), kind(&new)) {
            (Some((a, _, field)), Some((b, takes, other)))
                if a == b
                    && (field.eq_ignore_ascii_case(&other)
                        || !matches!(a, Kind::Text | Kind::Choice)) =>
            {
                let with = with_values(new, values(old).into_iter().take(1).collect());
                let with = match Op::of(old) {
                    Some(op @ Op::Cmp(_)) => with_op(&with, op).unwrap_or(with),
                    Some(op) => match with_op(&with, op) {
                        Some(changed) => with_values(changed, values(old)),
                        None => with,
                    },
                    None => with,
                };
                match takes {
                    true => with_window(with, window(old).cloned()),
                    false => with,
                }
            }
            (_, Some((_, true, _))) => with_window(new, window(old).cloned()),
            _ => new,
        },
    }
}
