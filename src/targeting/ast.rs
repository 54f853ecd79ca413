//! What was typed, as a tree: names and values are still text, every piece knows its place.

use crate::targeting::plan::{Cmp, Verb, WhatKind};
use crate::targeting::span::Span;

/// An expression as typed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Expr {
    /// At least two, joined by OR.
    Or(Vec<Expr>),
    /// At least two, joined by AND.
    And(Vec<Expr>),
    /// NOT, with the place of the keyword.
    Not(Box<Expr>),
    /// One condition.
    Cond(Box<Cond>, Span),
    /// A piece that could not be read; its problem is reported.
    Broken(Span),
}

/// One condition as typed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Cond {
    /// `orders >= 3 WITHIN 12m`
    Compare(Term, Cmp, Value, Option<Window>),
    /// `spent BETWEEN 10 AND 20`
    Between(Term, Value, Value),
    /// `country [NOT] IN (DE, AT)`; the flag is NOT.
    In(Term, bool, Vec<Value>),
    /// `city [NOT] CONTAINS burg`
    Match(Term, Match, bool, Value),
    /// `city IS [NOT] NULL`
    IsNull(Term, bool),
    /// `IN GROUP "Loyal"`
    InGroup(Value),
    /// `viewed category Tents >= 2 TIMES WITHIN 30d`
    Happened(Happened),
}

/// Ways to look inside a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Match {
    /// CONTAINS
    Contains,
    /// STARTS WITH
    Starts,
    /// ENDS WITH
    Ends,
}

/// A field, perhaps narrowed to some products.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Term {
    /// `consent.email`
    pub field: String,
    /// Place of the name.
    pub span: Span,
    /// `category Tents`
    pub what: Option<What>,
}

/// A property and its value, or ANY.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum What {
    /// ANY
    Any(Span),
    /// `category Tents`
    Is(WhatKind, Value, Span),
}

/// A value as typed; its type is found in the check.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Value {
    /// Without quotes and escapes.
    pub text: String,
    /// Stood in double quotes.
    pub quoted: bool,
    /// Place, quotes included.
    pub span: Span,
}

/// A stretch of time as typed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Window {
    /// WITHIN 30d
    Within(Value),
    /// SINCE 2026-01-31
    Since(Value),
    /// BETWEEN a AND b
    Between(Value, Value),
}

/// Something done, as typed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Happened {
    /// The verb.
    pub verb: Verb,
    /// Its place.
    pub span: Span,
    /// With what.
    pub what: Option<What>,
    /// `>= 2 TIMES`
    pub times: Option<(Cmp, Value)>,
    /// When.
    pub window: Option<Window>,
    /// THEN ...
    pub then: Option<Then>,
}

/// What followed, as typed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Then {
    /// THEN NOT
    pub not: bool,
    /// The verb.
    pub verb: Verb,
    /// Its place.
    pub span: Span,
    /// SAME, a property, or nothing.
    pub what: ThenWhat,
    /// WITHIN
    pub within: Value,
}

/// What the second doing is about, as typed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ThenWhat {
    /// Nothing said.
    Nothing,
    /// SAME
    Same(Span),
    /// A property or ANY.
    What(What),
}
