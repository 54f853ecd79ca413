//! Conditions on free attributes and stated preferences: the kind of their values decides what can be compared.

use super::Checker;
use super::number::{Decimal, decimal};
use crate::model::attribute::{AttributeKind, yes_no};
use crate::model::text::fold;
use crate::targeting::ast::{Term, Value};
use crate::targeting::diagnostic::Diagnostic;
use crate::targeting::parse::is_order;
use crate::targeting::plan::{Cmp, NumberTest, Test, TextTest, TimeTest, Word};
use crate::targeting::stated::{Stated, StatedTest};
use crate::targeting::when::When;

/// Digits after the point of a number in an attribute.
const DECIMALS: u32 = 4;

impl Checker<'_> {
    pub(super) fn stated_text(stated: Stated, is: TextTest) -> Test {
        Test::Stated(stated, StatedTest::Text(is))
    }

    /// The kind by which a condition is read: the learnt one, or that of the value if no file has the column.
    fn kind_of(&self, stated: &Stated, value: &Value) -> AttributeKind {
        let known = self.vocabulary.columns(self.subject, stated.shelf);
        if known.iter().any(|n| fold(n) == fold(&stated.name)) {
            return stated.kind;
        }
        match () {
            () if matches!(decimal(&value.text, DECIMALS), Decimal::Is(_)) => AttributeKind::Number,
            () if When::parse(&value.text).is_some() => AttributeKind::Day,
            () => AttributeKind::Text,
        }
    }

    pub(super) fn compare_stated(
        &mut self,
        term: &Term,
        stated: Stated,
        cmp: Cmp,
        value: &Value,
    ) -> Option<Test> {
        let name = &term.to_string();
        let test = match self.kind_of(&stated, value) {
            AttributeKind::Number if is_order(cmp) || is_number(value) => {
                StatedTest::Number(NumberTest::Is(cmp, self.stated_number(name, value)?))
            }
            AttributeKind::Day if is_order(cmp) || When::parse(&value.text).is_some() => {
                StatedTest::Day(TimeTest::Is(cmp, self.when(value)?))
            }
            AttributeKind::YesNo if !is_order(cmp) && yes_no(&value.text).is_some() => {
                StatedTest::Flag((yes_no(&value.text) == Some(true)) == (cmp == Cmp::Equal))
            }
            AttributeKind::YesNo if is_order(cmp) => {
                self.error(
                    value.span,
                    format!("`{name}` is yes or no: it has no {}", cmp.sign()),
                    format!("Write {name} = yes or {name} = no."),
                );
                return None;
            }
            AttributeKind::Text | AttributeKind::List if is_order(cmp) => {
                self.error(
                    value.span,
                    format!(
                        "the values of `{name}` are texts: they have no {}",
                        cmp.sign()
                    ),
                    "Compare texts with =, !=, IN, CONTAINS, STARTS WITH or ENDS WITH.",
                );
                return None;
            }
            kind => {
                self.odd_value(name, kind, value);
                let is = TextTest::Is(Word::new(&value.text), cmp == Cmp::NotEqual);
                StatedTest::Text(is)
            }
        };
        Some(Test::Stated(stated, test))
    }

    pub(super) fn between_stated(
        &mut self,
        term: &Term,
        stated: Stated,
        low: &Value,
        high: &Value,
    ) -> Option<Test> {
        let (name, ends) = (&term.to_string(), low.span.to(high.span));
        let test = match self.kind_of(&stated, low) {
            AttributeKind::Number => {
                let (from, to) = (
                    self.stated_number(name, low),
                    self.stated_number(name, high),
                );
                let (from, to) = (from?, to?);
                if from > to {
                    self.swapped(ends, low, high);
                }
                StatedTest::Number(NumberTest::Between(from, to))
            }
            AttributeKind::Day => {
                let (from, to) = (self.when(low), self.when(high));
                let (from, to) = (from?, to?);
                if let (When::Date(a), When::Date(b)) = (from, to)
                    && a > b
                {
                    self.swapped(ends, low, high);
                }
                StatedTest::Day(TimeTest::Between(from, to))
            }
            AttributeKind::YesNo => {
                self.error(
                    ends,
                    format!("`{name}` is yes or no"),
                    format!("Write {name} = yes or {name} = no."),
                );
                return None;
            }
            kind => {
                self.error(
                    ends,
                    format!(
                        "the values of `{name}` are {}: nothing is between",
                        many(kind)
                    ),
                    format!("Name the values: {name} IN ({low}, {high})."),
                );
                return None;
            }
        };
        Some(Test::Stated(stated, test))
    }

    pub(super) fn list_stated(
        &mut self,
        term: &Term,
        stated: Stated,
        not: bool,
        values: &[Value],
    ) -> Option<Test> {
        let name = &term.to_string();
        let kind = match values.first() {
            Some(first) => self.kind_of(&stated, first),
            None => stated.kind,
        };
        let test = match kind {
            AttributeKind::Number if values.iter().all(is_number) => {
                let all: Option<Vec<i64>> =
                    values.iter().map(|v| self.stated_number(name, v)).collect();
                StatedTest::Number(NumberTest::In(all?, not))
            }
            AttributeKind::Day if values.iter().all(|v| When::parse(&v.text).is_some()) => {
                let all: Option<Vec<When>> = values.iter().map(|v| self.when(v)).collect();
                StatedTest::Day(TimeTest::In(all?, not))
            }
            AttributeKind::YesNo => {
                let span = values.first().map_or(term.span, |v| v.span);
                self.error(
                    span,
                    format!("`{name}` is yes or no"),
                    format!("Write {name} = yes or {name} = no."),
                );
                return None;
            }
            kind => {
                for value in values {
                    let right = match kind {
                        AttributeKind::Number => is_number(value),
                        AttributeKind::Day => When::parse(&value.text).is_some(),
                        _ => true,
                    };
                    if !right {
                        self.odd_value(name, kind, value);
                    }
                }
                let words = values.iter().map(|v| Word::new(&v.text)).collect();
                StatedTest::Text(TextTest::In(words, not))
            }
        };
        Some(Test::Stated(stated, test))
    }

    fn stated_number(&mut self, name: &str, value: &Value) -> Option<i64> {
        let example = format!("{name} >= 30");
        self.decimal(name, &example, "a number", &value.text, DECIMALS, value)
    }

    /// A value that is not of the kind is compared as text: a few people may have it.
    fn odd_value(&mut self, name: &str, kind: AttributeKind, value: &Value) {
        if matches!(kind, AttributeKind::Text | AttributeKind::List) {
            return;
        }
        self.problems.push(Diagnostic::warning(
            value.span,
            format!(
                "the values of `{name}` are {}, and {value} is not",
                many(kind)
            ),
            "It is compared letter by letter.",
        ));
    }
}

fn is_number(value: &Value) -> bool {
    !matches!(decimal(&value.text, DECIMALS), Decimal::None)
}

fn many(kind: AttributeKind) -> &'static str {
    match kind {
        AttributeKind::Number => "numbers",
        AttributeKind::Day => "dates",
        AttributeKind::YesNo => "yes or no",
        AttributeKind::List => "lists",
        AttributeKind::Text => "texts",
    }
}
