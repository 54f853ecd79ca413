//! A tree against the catalogue: names, types and units are resolved into a typed plan. Everything wrong is reported
//! at once, each with its place, the reason and what to type instead.

use crate::model::country::{self, Country};
use crate::model::text::fold;
use crate::targeting::ast::{self, Cond, Expr, Match, Term, Value};
use crate::targeting::diagnostic::{Diagnostic, Severity, any_error};
use crate::targeting::fields::{self, FieldInfo, Kind, LATER};
use crate::targeting::near::nearest;
use crate::targeting::parse::{is_order, parse};
use crate::targeting::plan::{
    AnyField, Cmp, Condition, Figure, Happened, Measured, Node, NumberTest, Plan, ProductNumber,
    Subject, Test, TextField, TextTest, Then, ThenWhat, TimeTest, Verb, What, WhatKind, Word,
};
use crate::targeting::span::Span;
use crate::targeting::stated::Shelf;
use crate::targeting::vocabulary::{Listed, Vocabulary};
use crate::targeting::when::{Length, NamedDay, Unit, When, Window};
use std::collections::HashMap;
use std::sync::Arc;

mod stated;

/// The most conditions of an expression, those of its groups included.
pub const MOST_CONDITIONS: usize = 2_000;
/// How deep groups may stand in groups.
pub const DEEPEST_GROUPS: usize = 16;
/// How the report of a circle begins.
const CIRCLE: &str = "the groups go round in a circle";
/// How deep a plan may nest, its groups included.
const DEEPEST_PLAN: usize = 200;

/// What came of a check.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The tree, as far as it could be read.
    pub expr: Option<Expr>,
    /// The plan; `None` if there is an error.
    pub plan: Option<Plan>,
    /// Errors and warnings, by place.
    pub problems: Vec<Diagnostic>,
}

/// Reads and checks a text.
pub fn check(text: &str, subject: Subject, vocabulary: &Vocabulary) -> Checked {
    check_as(text, subject, vocabulary, None)
}

/// Reads and checks the text of a group that is (to be) saved under a name, so that a circle back to it is seen.
pub fn check_as(
    text: &str,
    subject: Subject,
    vocabulary: &Vocabulary,
    name: Option<&str>,
) -> Checked {
    let mut groups = Groups {
        stack: name.map(fold).into_iter().collect(),
        shown: name.map(str::to_owned).into_iter().collect(),
        known: HashMap::new(),
    };
    check_in(text, subject, vocabulary, &mut groups)
}

/// Groups met on the way.
struct Groups {
    /// Folded names of the groups being read, outermost first.
    stack: Vec<String>,
    /// The same as written.
    shown: Vec<String>,
    /// What was found for each group.
    known: HashMap<String, Option<Arc<Node>>>,
}

fn check_in(text: &str, subject: Subject, vocabulary: &Vocabulary, groups: &mut Groups) -> Checked {
    let (expr, problems) = parse(text);
    let mut checker = Checker {
        subject,
        vocabulary,
        groups,
        problems,
    };
    let root = expr.as_ref().and_then(|e| checker.node(e));
    let mut problems = checker.problems;
    if let Some(root) = &root {
        let (conditions, depth) = size(root);
        if conditions > MOST_CONDITIONS || depth > DEEPEST_PLAN {
            problems.push(Diagnostic::error(
                Span::new(0, text.len()),
                format!("with its groups this has {conditions} conditions, {depth} levels deep"),
                format!("Keep it under {MOST_CONDITIONS} conditions and {DEEPEST_PLAN} levels."),
            ));
        }
    }
    problems.sort_by_key(|p| p.span.start);
    let plan = root
        .filter(|_| !any_error(&problems))
        .map(|root| Plan { subject, root });
    Checked {
        expr,
        plan,
        problems,
    }
}

/// Number of conditions and depth, groups included.
fn size(node: &Node) -> (usize, usize) {
    match node {
        Node::All(nodes) | Node::Any(nodes) => nodes
            .iter()
            .map(size)
            .fold((0, 0), |(n, d), (m, e)| (n + m, d.max(e + 1))),
        Node::Not(inner) => {
            let (n, d) = size(inner);
            (n, d + 1)
        }
        Node::Is(_) => (1, 1),
        Node::Group { plan, .. } => {
            let (n, d) = size(plan);
            (n, d + 1)
        }
    }
}

struct Checker<'a> {
    subject: Subject,
    vocabulary: &'a Vocabulary,
    groups: &'a mut Groups,
    problems: Vec<Diagnostic>,
}

impl Checker<'_> {
    fn error(&mut self, span: Span, what: impl Into<String>, fix: impl Into<String>) {
        self.problems.push(Diagnostic::error(span, what, fix));
    }

    fn node(&mut self, expr: &Expr) -> Option<Node> {
        match expr {
            // Every branch is visited, so that all problems are found.
            Expr::Or(all) => self.nodes(all).map(Node::Any),
            Expr::And(all) => self.nodes(all).map(Node::All),
            Expr::Not(inner) => self.node(inner).map(|n| Node::Not(Box::new(n))),
            Expr::Broken(_) => None,
            Expr::Cond(cond, span) => match &**cond {
                Cond::InGroup(name) => self.group(name, *span),
                cond => self
                    .cond(cond)
                    .map(|test| Node::Is(Condition { test, span: *span })),
            },
        }
    }

    fn nodes(&mut self, all: &[Expr]) -> Option<Vec<Node>> {
        let nodes: Vec<Option<Node>> = all.iter().map(|e| self.node(e)).collect();
        nodes.into_iter().collect()
    }

    fn group(&mut self, name: &Value, span: Span) -> Option<Node> {
        if self.subject == Subject::Products {
            self.error(
                span,
                "groups are of customers, and this is about products",
                "Use fields of products such as category, price or stock.",
            );
            return None;
        }
        let Some((saved, text)) = self.vocabulary.group(&name.text) else {
            let known: Vec<&str> = self.vocabulary.groups.keys().map(String::as_str).collect();
            let near = nearest(&name.text, known.into_iter());
            self.problems.push(
                Diagnostic::error(
                    name.span,
                    format!("there is no group \"{}\"", name.text),
                    "See `regulars groups` for the groups there are.",
                )
                .with_nearest(near, true),
            );
            return None;
        };
        let (saved, text) = (saved.to_owned(), text.to_owned());
        let key = fold(&saved);
        if let Some(start) = self.groups.stack.iter().position(|n| *n == key) {
            let mut round: Vec<String> = self.groups.shown[start..].to_vec();
            round.push(saved);
            self.error(
                name.span,
                format!("{CIRCLE}: {}", round.join(" → ")),
                "Take one of them out of the other.",
            );
            return None;
        }
        if self.groups.stack.len() >= DEEPEST_GROUPS {
            self.error(
                name.span,
                format!("groups stand in groups more than {DEEPEST_GROUPS} deep"),
                "Write the conditions of an inner group in place of its name.",
            );
            return None;
        }
        let plan = match self.groups.known.get(&key) {
            Some(known) => known.clone(),
            None => {
                self.groups.stack.push(key.clone());
                self.groups.shown.push(saved.clone());
                let checked = check_in(&text, Subject::Customers, self.vocabulary, self.groups);
                self.groups.stack.pop();
                self.groups.shown.pop();
                let plan = checked.plan.map(|p| Arc::new(p.root));
                if plan.is_none() {
                    let inner = checked
                        .problems
                        .iter()
                        .find(|p| p.severity == Severity::Error);
                    match inner {
                        // A circle is told once, not once per group on the way.
                        Some(p) if p.what.starts_with(CIRCLE) => {
                            self.error(name.span, p.what.clone(), p.fix.clone());
                        }
                        inner => {
                            let why = inner.map_or(String::new(), |p| format!(": {}", p.what));
                            self.error(
                                name.span,
                                format!("the group \"{saved}\" has an error of its own{why}"),
                                format!("Open the group \"{saved}\" and mend it first."),
                            );
                        }
                    }
                }
                self.groups.known.insert(key, plan.clone());
                plan
            }
        };
        plan.map(|plan| Node::Group {
            name: saved,
            plan,
            span,
        })
    }

    fn cond(&mut self, cond: &Cond) -> Option<Test> {
        match cond {
            Cond::Happened(happened) => self.happened(happened),
            Cond::InGroup(_) => None,
            Cond::Compare(term, cmp, value, window) => {
                let window = window.as_ref().map(|w| self.window(w));
                let (info, field, what) = self.term(term)?;
                if window.is_some() && !info.takes_window {
                    let name = shown_name(info, term);
                    let span = Span::new(value.span.end, value.span.end);
                    let with: Vec<&str> = fields::fields(self.subject)
                        .filter(|f| f.takes_window)
                        .map(|f| f.name)
                        .collect();
                    let fix = if with.is_empty() {
                        "Leave the window out.".to_owned()
                    } else {
                        format!(
                            "Leave the window out; {} and the verbs take one.",
                            with.join(", ")
                        )
                    };
                    self.error(span, format!("`{name}` takes no window of time"), fix);
                    return None;
                }
                // A window that could not be read makes the condition unusable.
                let window = match window {
                    Some(None) => return None,
                    Some(Some(w)) => Some(w),
                    None => None,
                };
                if let AnyField::Stated(stated) = field {
                    return self.compare_stated(term, stated, *cmp, value);
                }
                self.compare(info, field, what, *cmp, value, window)
            }
            Cond::Between(term, low, high) => {
                let (info, field, what) = self.term(term)?;
                if let AnyField::Stated(stated) = field {
                    return self.between_stated(term, stated, low, high);
                }
                self.between(info, field, what, low, high)
            }
            Cond::In(term, not, values) => {
                let (info, field, what) = self.term(term)?;
                if let AnyField::Stated(stated) = field {
                    return self.list_stated(term, stated, *not, values);
                }
                self.list(info, field, what, *not, values)
            }
            Cond::Match(term, matching, not, value) => {
                let (info, field, _) = self.term(term)?;
                if !matches!(field, AnyField::Text(_) | AnyField::Stated(_)) {
                    let word = match matching {
                        Match::Contains => "CONTAINS",
                        Match::Starts => "STARTS WITH",
                        Match::Ends => "ENDS WITH",
                    };
                    self.error(
                        term.span,
                        format!("{word} looks inside a text, and `{}` is none", info.name),
                        format!("For example: {}", info.example),
                    );
                    return None;
                }
                let word = Word::new(&value.text);
                let test = match matching {
                    Match::Contains => TextTest::Contains(word, *not),
                    Match::Starts => TextTest::Starts(word, *not),
                    Match::Ends => TextTest::Ends(word, *not),
                };
                match field {
                    AnyField::Text(field) => Some(Test::Text(field, test)),
                    AnyField::Stated(stated) => Some(Self::stated_text(stated, test)),
                    _ => None,
                }
            }
            Cond::IsNull(term, not) => {
                let (_, field, what) = self.term(term)?;
                let field = match field {
                    AnyField::Figure(figure, _) => AnyField::Figure(figure, what),
                    AnyField::Measure(measure, _) => AnyField::Measure(measure, what),
                    other => other,
                };
                Some(Test::Missing(field, !not))
            }
        }
    }

    fn term(&mut self, term: &Term) -> Option<(&'static FieldInfo, AnyField, Option<What>)> {
        let found =
            fields::named(self.subject, &term.field).or_else(|| self.bare_name(&term.field));
        let Some((info, mut field)) = found else {
            let problem = self.unknown_field(term);
            self.problems.push(problem);
            if let Some(what) = &term.what {
                self.what(what);
            }
            return None;
        };
        match &mut field {
            AnyField::Text(TextField::ProductAttribute(name)) => {
                let known = self.vocabulary.attributes(self.subject);
                self.known_column("attribute", known, name, term.span);
            }
            AnyField::Stated(stated) => {
                stated.kind = self.vocabulary.kind(stated.shelf, &stated.name);
                let known = self.vocabulary.stated(stated.shelf);
                self.known_column(stated.shelf.word(), known, &stated.name, term.span);
            }
            _ => {}
        }
        let what = match &term.what {
            None => None,
            Some(_) if !info.takes_what => {
                self.error(
                    term.span,
                    format!(
                        "`{}` cannot be narrowed to some products",
                        shown_name(info, term)
                    ),
                    format!("For example: {}", info.example),
                );
                return None;
            }
            Some(what) => {
                let what = self.what(what)?;
                if let Some(w) = &what
                    && !w.kind.is_of_product()
                {
                    self.error(
                        term.span,
                        format!("`{}` cannot be counted by {}", info.name, w.kind.word()),
                        "Use product, category, brand or tag.",
                    );
                    return None;
                }
                what
            }
        };
        let taste = matches!(
            what.as_ref().map(|w| w.kind),
            Some(WhatKind::Category | WhatKind::Brand)
        );
        if matches!(field, AnyField::Measure(measure, _) if measure.needs_what()) && !taste {
            self.error(
                term.span,
                format!(
                    "`{}` is of a category or a brand, and none is named",
                    info.name
                ),
                format!("For example: {}", info.example),
            );
            return None;
        }
        Some((info, field, what))
    }

    /// A column of the shop's files by its bare name, if no field and no other column is called so.
    fn bare_name(&self, name: &str) -> Option<(&'static FieldInfo, AnyField)> {
        let mut of = Shelf::ALL.into_iter().filter(|(_, shelf)| {
            let known = self.vocabulary.stated(*shelf);
            known.iter().any(|a| fold(a) == fold(name))
        });
        match (self.subject, of.next(), of.next()) {
            (Subject::Customers, Some((word, _)), None) => {
                fields::named(self.subject, &format!("{word}.{name}"))
            }
            _ => None,
        }
    }

    fn unknown_field(&self, term: &Term) -> Diagnostic {
        let (span, name) = (term.span, term.field.as_str());
        let other = match self.subject {
            Subject::Customers => (Subject::Products, "products", "customers"),
            Subject::Products => (Subject::Customers, "customers", "products"),
        };
        let attributes = self.vocabulary.attributes(self.subject);
        if let Some(attribute) = attributes.iter().find(|a| fold(a) == fold(name)) {
            let written = attribute_name(attribute);
            let (what, fix) = match self.subject {
                Subject::Customers => (
                    format!("`{name}` is a column of your files and a stated preference"),
                    format!("Write attribute.{written} or preference.{written}."),
                ),
                Subject::Products => (
                    format!("`{name}` is a column of your files"),
                    format!("Write attribute.{written}."),
                ),
            };
            return Diagnostic::error(span, what, fix)
                .with_replacement(format!("attribute.{written}"));
        }
        if fields::named(other.0, name).is_some() {
            return Diagnostic::error(
                span,
                format!(
                    "`{name}` is a field of {}, and this is about {}",
                    other.1, other.2
                ),
                match self.subject {
                    Subject::Customers => format!("Write what was done: bought {name} \"...\"."),
                    Subject::Products => "Use fields of products such as category or stock.".into(),
                },
            );
        }
        if LATER.iter().any(|w| w.eq_ignore_ascii_case(name)) {
            return Diagnostic::error(
                span,
                format!("`{name}` is not built yet"),
                "See `regulars groups fields` for what can be asked today.",
            );
        }
        let verbs = Verb::ALL.iter().map(|(w, _)| *w);
        let names = fields::fields(self.subject)
            .map(|f| f.name)
            .filter(|n| !n.contains("NAME"));
        let stated = Shelf::ALL
            .into_iter()
            .flat_map(|(_, shelf)| self.vocabulary.stated(shelf))
            .filter(|n| attribute_name(n) == **n)
            .map(String::as_str);
        let near = match self.subject {
            Subject::Customers => nearest(name, names.chain(verbs).chain(stated)),
            Subject::Products => nearest(name, names),
        };
        Diagnostic::error(
            span,
            format!("there is no field `{name}`"),
            "See `regulars groups fields` for the fields there are.",
        )
        .with_nearest(near, false)
    }

    /// Says so if no file has such a column. Without a shop nothing is called unknown.
    fn known_column(&mut self, word: &str, known: &[String], name: &str, span: Span) {
        let no_shop = known.is_empty() && self.vocabulary.values.is_empty();
        if no_shop || known.iter().any(|a| fold(a) == fold(name)) {
            return;
        }
        let near = nearest(name, known.iter().map(String::as_str))
            .iter()
            .map(|a| format!("{word}.{}", attribute_name(a)))
            .collect();
        self.problems.push(
            Diagnostic::warning(
                span,
                format!("no file has a column `{name}`"),
                "The condition holds for nobody.",
            )
            .with_nearest(near, false),
        );
    }

    fn compare(
        &mut self,
        info: &FieldInfo,
        field: AnyField,
        what: Option<What>,
        cmp: Cmp,
        value: &Value,
        window: Option<Window>,
    ) -> Option<Test> {
        match field {
            AnyField::Figure(figure, _) => {
                let n = self.number(info, &field, value)?;
                Some(Test::Figure {
                    figure,
                    what,
                    window,
                    is: NumberTest::Is(cmp, n),
                })
            }
            AnyField::Measure(measure, _) => {
                let n = self.number(info, &field, value)?;
                let of = Measured {
                    measure,
                    what,
                    window,
                };
                Some(Test::Measure(of, NumberTest::Is(cmp, n)))
            }
            AnyField::Stated(_) => None,
            AnyField::ProductNumber(number) => {
                let n = self.number(info, &field, value)?;
                Some(Test::ProductNumber(number, NumberTest::Is(cmp, n)))
            }
            AnyField::Time(time) => {
                let when = self.when(value)?;
                Some(Test::Time(time, TimeTest::Is(cmp, when)))
            }
            AnyField::Flag(flag) => {
                let yes = self.flag(info, cmp, value)?;
                Some(Test::Flag(flag, yes))
            }
            AnyField::Text(text) => {
                if is_order(cmp) {
                    self.error(
                        value.span,
                        format!("`{}` is a text: it has no {}", info.name, cmp.sign()),
                        "Compare texts with =, !=, IN, CONTAINS, STARTS WITH or ENDS WITH.",
                    );
                    return None;
                }
                let word = self.word(&text, value);
                Some(Test::Text(text, TextTest::Is(word, cmp == Cmp::NotEqual)))
            }
        }
    }

    fn between(
        &mut self,
        info: &FieldInfo,
        field: AnyField,
        what: Option<What>,
        low: &Value,
        high: &Value,
    ) -> Option<Test> {
        let ends = low.span.to(high.span);
        match field {
            AnyField::Figure(..) | AnyField::Measure(..) | AnyField::ProductNumber(_) => {
                let (from, to) = (
                    self.number(info, &field, low),
                    self.number(info, &field, high),
                );
                let (from, to) = (from?, to?);
                if from > to {
                    self.swapped(ends, low, high);
                }
                let is = NumberTest::Between(from, to);
                Some(match field {
                    AnyField::ProductNumber(number) => Test::ProductNumber(number, is),
                    AnyField::Figure(figure, _) => Test::Figure {
                        figure,
                        what,
                        window: None,
                        is,
                    },
                    AnyField::Measure(measure, _) => Test::Measure(
                        Measured {
                            measure,
                            what,
                            window: None,
                        },
                        is,
                    ),
                    _ => return None,
                })
            }
            AnyField::Time(time) => {
                let (from, to) = (self.when(low), self.when(high));
                let (from, to) = (from?, to?);
                if let (When::Date(a), When::Date(b)) = (from, to)
                    && a > b
                {
                    self.swapped(ends, low, high);
                }
                Some(Test::Time(time, TimeTest::Between(from, to)))
            }
            AnyField::Text(_) | AnyField::Flag(_) | AnyField::Stated(_) => {
                self.error(
                    ends,
                    format!("`{}` has no order, so nothing is between", info.name),
                    format!("For example: {}", info.example),
                );
                None
            }
        }
    }

    fn swapped(&mut self, span: Span, low: &Value, high: &Value) {
        let problem = Diagnostic::warning(
            span,
            "nothing lies between these: the first is the greater one",
            "Turn them round.",
        )
        .with_replacement(format!("{high} AND {low}"));
        self.problems.push(problem);
    }

    fn list(
        &mut self,
        info: &FieldInfo,
        field: AnyField,
        what: Option<What>,
        not: bool,
        values: &[Value],
    ) -> Option<Test> {
        match field {
            AnyField::Figure(..) | AnyField::Measure(..) | AnyField::ProductNumber(_) => {
                let all: Vec<Option<i64>> = values
                    .iter()
                    .map(|v| self.number(info, &field, v))
                    .collect();
                let is = NumberTest::In(all.into_iter().collect::<Option<_>>()?, not);
                Some(match field {
                    AnyField::ProductNumber(number) => Test::ProductNumber(number, is),
                    AnyField::Figure(figure, _) => Test::Figure {
                        figure,
                        what,
                        window: None,
                        is,
                    },
                    AnyField::Measure(measure, _) => Test::Measure(
                        Measured {
                            measure,
                            what,
                            window: None,
                        },
                        is,
                    ),
                    _ => return None,
                })
            }
            AnyField::Time(time) => {
                let all: Vec<Option<When>> = values.iter().map(|v| self.when(v)).collect();
                Some(Test::Time(
                    time,
                    TimeTest::In(all.into_iter().collect::<Option<_>>()?, not),
                ))
            }
            AnyField::Text(text) => {
                let words = values.iter().map(|v| self.word(&text, v)).collect();
                Some(Test::Text(text, TextTest::In(words, not)))
            }
            AnyField::Flag(_) | AnyField::Stated(_) => {
                let first = values.first().map_or(Span::default(), |v| v.span);
                self.error(
                    first,
                    format!("`{}` is yes or no", info.name),
                    format!("Write {} = yes.", info.name),
                );
                None
            }
        }
    }

    fn number(&mut self, info: &FieldInfo, field: &AnyField, value: &Value) -> Option<i64> {
        let decimals = match field {
            AnyField::Figure(Figure::Orders, _) | AnyField::ProductNumber(ProductNumber::Stock) => {
                0
            }
            AnyField::Figure(..) => self.vocabulary.decimals(),
            AnyField::Measure(measure, _) => measure.decimals(),
            AnyField::ProductNumber(ProductNumber::Margin) => 2,
            _ => 4,
        };
        let unit = match info.kind {
            Kind::Count => "a whole number",
            Kind::Percent => "a number of percent",
            Kind::Number => "a number",
            Kind::Days => "a number of days",
            _ => "an amount",
        };
        let text = match (info.kind, value.text.strip_suffix('%')) {
            (Kind::Percent, Some(number)) => number,
            _ => value.text.as_str(),
        };
        if info.kind == Kind::Days
            && let Some(length) = Length::parse(text)
        {
            match length.unit {
                Unit::Days => return Some(i64::from(length.n)),
                Unit::Weeks => return Some(7 * i64::from(length.n)),
                Unit::Hours | Unit::Months | Unit::Years => {
                    self.error(
                        value.span,
                        format!(
                            "`{}` is counted in days, and {text} is no number of days",
                            info.name
                        ),
                        format!("For example: {}", info.example),
                    );
                    return None;
                }
            }
        }
        self.decimal(info.name, info.example, unit, text, decimals, value)
    }

    /// A number with so many decimals, or what is wrong with it.
    fn decimal(
        &mut self,
        name: &str,
        example: &str,
        unit: &str,
        text: &str,
        decimals: u32,
        value: &Value,
    ) -> Option<i64> {
        match decimal(text, decimals) {
            Decimal::Is(n) => return Some(n),
            Decimal::TooFine => {
                let what = match decimals {
                    0 => format!("`{name}` counts whole ones, and {text} is none"),
                    d => format!("{text} is finer than the {d} decimals of `{name}`"),
                };
                self.error(value.span, what, "Round it.");
            }
            Decimal::TooGreat => {
                self.error(
                    value.span,
                    format!("{text} is too great a number"),
                    "Use a smaller one.",
                );
            }
            Decimal::None => {
                let what = if Length::parse(text).is_some() {
                    format!("`{name}` is compared with {unit}, and {text} is a length of time")
                } else {
                    format!("`{name}` is compared with {unit}, and {value} is none")
                };
                self.error(value.span, what, format!("For example: {example}"));
            }
        }
        None
    }

    fn flag(&mut self, info: &FieldInfo, cmp: Cmp, value: &Value) -> Option<bool> {
        let said = match fold(&value.text).as_str() {
            "yes" | "true" => Some(true),
            "no" | "false" => Some(false),
            _ => None,
        };
        match (cmp, said) {
            (Cmp::Equal, Some(yes)) => Some(yes),
            (Cmp::NotEqual, Some(yes)) => Some(!yes),
            _ => {
                self.error(
                    value.span,
                    format!("`{}` is yes or no", info.name),
                    format!("Write {} = yes or {} = no.", info.name, info.name),
                );
                None
            }
        }
    }

    fn word(&mut self, field: &TextField, value: &Value) -> Word {
        if let Some(choices) = field.choices() {
            let plain = super::plain(&value.text);
            if let Some(choice) = choices.iter().find(|c| super::plain(c) == plain) {
                return Word::new(choice);
            }
            let near = nearest(&value.text, choices.iter().copied());
            let all = format!("There are: {}.", choices.join(", "));
            self.unknown_value(value, near, &all);
            return Word::new(&value.text);
        }
        if let Some(of) = field.listed() {
            self.listed(of, value);
        }
        match field {
            TextField::Category => Word::category(&value.text),
            TextField::Country => Word::new(&country::shown(&value.text)),
            TextField::Gender => Word::new(gender(&value.text)),
            TextField::EmailDomain => Word::new(value.text.trim_start_matches('@')),
            _ => Word::new(&value.text),
        }
    }

    fn listed(&mut self, of: Listed, value: &Value) {
        if !self.vocabulary.has(of, &value.text) {
            let near = self.vocabulary.nearest(of, &value.text);
            let fix = match (of, near.is_empty(), fold(&value.text).len()) {
                (Listed::Country, true, 2) if Country::named(&value.text).is_none() => {
                    self.country_forms()
                }
                _ => String::new(),
            };
            self.unknown_value(value, near, &fix);
        }
    }

    /// Two letters that are no country's code: the merchant may not remember how a country is called here.
    fn country_forms(&self) -> String {
        let some: Vec<&str> = self
            .vocabulary
            .values
            .get(&Listed::Country)
            .map(|v| v.shown().iter().take(3).map(String::as_str).collect())
            .unwrap_or_default();
        if some.is_empty() {
            String::new()
        } else {
            format!("Countries are called so here: {}.", some.join(", "))
        }
    }

    fn unknown_value(&mut self, value: &Value, near: Vec<String>, fix: &str) {
        let fix = if near.is_empty() && fix.is_empty() {
            "It matches nobody.".to_owned()
        } else {
            fix.to_owned()
        };
        self.problems.push(
            Diagnostic::warning(
                value.span,
                format!("nothing in this shop is called \"{}\"", value.text),
                fix,
            )
            .with_nearest(near, true),
        );
    }

    /// `Some(None)` is ANY.
    fn what(&mut self, what: &ast::What) -> Option<Option<What>> {
        let (kind, value) = match what {
            ast::What::Any(_) => return Some(None),
            ast::What::Is(kind, value, _) => (*kind, value),
        };
        if fold(&value.text).is_empty() {
            self.error(
                value.span,
                format!("the {} has no name", kind.word()),
                format!("Name the {}, or write ANY.", kind.word()),
            );
            return None;
        }
        if let Some(of) = Listed::of(kind) {
            self.listed(of, value);
        }
        let value = match kind {
            WhatKind::Category => Word::category(&value.text),
            _ => Word::new(&value.text),
        };
        Some(Some(What { kind, value }))
    }

    fn window(&mut self, window: &ast::Window) -> Option<Window> {
        match window {
            ast::Window::Within(length) => self.length(length).map(Window::Within),
            ast::Window::Since(day) => self.when(day).map(Window::Since),
            ast::Window::Between(from, to) => {
                let (a, b) = (self.when(from), self.when(to));
                let (a, b) = (a?, b?);
                if let (When::Date(x), When::Date(y)) = (a, b)
                    && x > y
                {
                    self.swapped(from.span.to(to.span), from, to);
                }
                Some(Window::Between(a, b))
            }
        }
    }

    fn length(&mut self, value: &Value) -> Option<Length> {
        let text = value.text.as_str();
        if let Some(length) = Length::parse(text) {
            return Some(length);
        }
        let units = "Units: h hours, d days, w weeks, m months, y years.";
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = text.split_at(digits);
        let problem = match (number, unit) {
            ("", _) if text.starts_with('-') => Diagnostic::error(
                value.span,
                "a length of time has no sign",
                format!("Write WITHIN {}.", text.trim_start_matches('-')),
            )
            .with_replacement(text.trim_start_matches('-')),
            ("", _) => Diagnostic::error(
                value.span,
                format!("{value} is no length of time"),
                format!("Write a number and a unit, for example 30d. {units}"),
            ),
            (_, "") => Diagnostic::error(
                value.span,
                format!("{number} has no unit"),
                format!("Write {number}d for days. {units}"),
            )
            .with_replacement(format!("{number}d")),
            (_, unit)
                if Unit::ALL
                    .iter()
                    .any(|(l, _)| unit.eq_ignore_ascii_case(&l.to_string())) =>
            {
                Diagnostic::error(
                    value.span,
                    format!("{text} is longer than any shop is old"),
                    "Use a shorter one.",
                )
            }
            (_, unit) => {
                let meant = match fold(unit).as_str() {
                    "hour" | "hours" | "hr" | "hrs" | "std" => Some('h'),
                    "day" | "days" | "t" => Some('d'),
                    "week" | "weeks" | "wk" => Some('w'),
                    "month" | "months" | "mo" | "mon" => Some('m'),
                    "year" | "years" | "yr" | "j" => Some('y'),
                    _ => None,
                };
                let near = meant.map(|l| format!("{number}{l}")).into_iter().collect();
                Diagnostic::error(value.span, format!("there is no unit `{unit}`"), units)
                    .with_nearest(near, false)
            }
        };
        self.problems.push(problem);
        None
    }

    fn when(&mut self, value: &Value) -> Option<When> {
        if let Some(when) = When::parse(&value.text) {
            return Some(when);
        }
        let text = value.text.as_str();
        let forms =
            "Write a day as 2026-01-31, so long ago as -30d, or today, yesterday, this_month.";
        let problem = if Length::parse(text).is_some() {
            Diagnostic::error(
                value.span,
                format!("{text} is a length, and a day is needed"),
                format!("For so long ago write -{text}."),
            )
            .with_replacement(format!("-{text}"))
        } else {
            let words = NamedDay::ALL.iter().map(|(w, _, _)| *w);
            let near = nearest(text, words);
            Diagnostic::error(value.span, format!("{value} is no day"), forms)
                .with_nearest(near, false)
        };
        self.problems.push(problem);
        None
    }

    fn happened(&mut self, happened: &ast::Happened) -> Option<Test> {
        if self.subject == Subject::Products {
            self.error(
                happened.span,
                format!(
                    "`{}` is what customers do, and this is about products",
                    happened.verb.word()
                ),
                "Use fields of products such as category, price or stock.",
            );
            return None;
        }
        let what = match &happened.what {
            None => Some(None),
            Some(w) => self.what_of(happened.verb, w),
        };
        let times = match &happened.times {
            None => Some(None),
            Some((cmp, n)) => match decimal(&n.text, 0) {
                Decimal::Is(count) => Some(Some((*cmp, count))),
                _ => {
                    self.error(
                        n.span,
                        format!("{n} is no number of times"),
                        "Write a whole number: >= 2 TIMES.",
                    );
                    None
                }
            },
        };
        let window = match &happened.window {
            None => Some(None),
            Some(w) => self.window(w).map(Some),
        };
        let then = match &happened.then {
            None => Some(None),
            Some(then) => self.then(happened.verb, then).map(Some),
        };
        Some(Test::Happened(Happened {
            verb: happened.verb,
            what: what?,
            times: times?,
            window: window?,
            then: then?,
        }))
    }

    fn what_of(&mut self, verb: Verb, what: &ast::What) -> Option<Option<What>> {
        if let ast::What::Is(kind, _, span) = what
            && !verb.takes().contains(kind)
        {
            let takes: Vec<&str> = verb.takes().iter().map(|k| k.word()).collect();
            self.error(
                *span,
                format!("`{}` is not asked by {}", verb.word(), kind.word()),
                format!("`{}` takes {} or ANY.", verb.word(), takes.join(", ")),
            );
            return None;
        }
        self.what(what)
    }

    fn then(&mut self, first: Verb, then: &ast::Then) -> Option<Then> {
        let of_products = |verb: Verb| verb.takes().contains(&WhatKind::Product);
        let what = match &then.what {
            ast::ThenWhat::Nothing => Some(ThenWhat::Anything),
            ast::ThenWhat::Same(span) if !of_products(first) || !of_products(then.verb) => {
                self.error(
                    *span,
                    format!(
                        "SAME means the same product, and `{}` and `{}` do not both have one",
                        first.word(),
                        then.verb.word()
                    ),
                    "Leave SAME out.",
                );
                None
            }
            ast::ThenWhat::Same(_) => Some(ThenWhat::Same),
            ast::ThenWhat::What(what) => self
                .what_of(then.verb, what)
                .map(|w| w.map_or(ThenWhat::Anything, ThenWhat::What)),
        };
        let within = self.length(&then.within);
        Some(Then {
            not: then.not,
            verb: then.verb,
            what: what?,
            within: within?,
        })
    }
}

/// What a field is called in a message: a column by its own name.
fn shown_name<'a>(info: &'a FieldInfo, term: &'a Term) -> &'a str {
    if info.name.contains("NAME") {
        &term.field
    } else {
        info.name
    }
}

/// The letter that imports keep for a word.
fn gender(text: &str) -> &str {
    match fold(text).as_str() {
        "female" | "woman" | "women" | "lady" | "ladies" | "w" => "F",
        "male" | "man" | "men" => "M",
        _ => text,
    }
}

/// An attribute's name as it is written behind `attribute.`.
pub fn attribute_name(name: &str) -> String {
    let plain = name
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
    if plain && !name.is_empty() {
        name.to_owned()
    } else {
        crate::targeting::print::quoted(name)
    }
}

enum Decimal {
    Is(i64),
    TooFine,
    TooGreat,
    None,
}

/// `-12.5` with two decimals -> -1250.
fn decimal(text: &str, decimals: u32) -> Decimal {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(part) || digits.ends_with('.') {
        return Decimal::None;
    }
    let part = part.trim_end_matches('0');
    if part.len() > decimals as usize {
        return Decimal::TooFine;
    }
    if whole.trim_start_matches('0').len() > 12 {
        return Decimal::TooGreat;
    }
    let scaled = format!("{whole}{part:0<width$}", width = decimals as usize);
    match scaled.parse::<i64>() {
        Ok(n) => Decimal::Is(if negative { -n } else { n }),
        Err(_) => Decimal::TooGreat,
    }
}
