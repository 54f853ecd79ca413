//! A tree against the catalogue: names, types and units are resolved into a typed plan. Everything wrong is reported
//! at once, each with its place, the reason and what to type instead.

use crate::model::text::fold;
use crate::targeting::ast::{Cond, Expr, Match};
use crate::targeting::diagnostic::{Diagnostic, Severity, any_error};
use crate::targeting::fields;
use crate::targeting::guess::guess;
use crate::targeting::moment::MomentTest;
use crate::targeting::parse::parse;
use crate::targeting::plan::{AnyField, Condition, Node, Plan, Subject, Test, TextTest, Word};
use crate::targeting::span::Span;
use crate::targeting::vocabulary::Vocabulary;
use std::collections::HashMap;
use std::sync::Arc;

mod compare;
mod group;
mod happened;
mod moment;
mod number;
mod stated;
mod term;
mod text;
mod time;

pub use term::attribute_name;
use term::shown_name;

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
    let mut checked = check_in(text, subject, vocabulary, &mut groups);
    if subject == Subject::Customers {
        offer(text, vocabulary, &mut checked.problems);
    }
    checked
}

/// Where an error has no mend of its own, the first one offers what the whole text may mean.
fn offer(text: &str, vocabulary: &Vocabulary, problems: &mut [Diagnostic]) {
    let mut errors = problems
        .iter_mut()
        .filter(|p| p.severity == Severity::Error)
        .peekable();
    let mut first = None;
    let mut mended = true;
    for error in &mut errors {
        mended &= error.replacement.is_some();
        first = first.or(Some(error));
    }
    let (Some(first), false) = (first, mended) else {
        return;
    };
    let meant = guess(text, vocabulary).filter(|meant| {
        let mut groups = Groups::default();
        let checked = check_in(meant, Subject::Customers, vocabulary, &mut groups);
        checked.plan.is_some()
    });
    if meant.is_some() {
        first.replacement = meant;
        first.whole = true;
    }
}

/// Groups met on the way.
#[derive(Default)]
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
                let looks_inside = match &field {
                    AnyField::Text(_) | AnyField::Stated(_) => true,
                    AnyField::Moment(moment) => moment.is_text(),
                    _ => false,
                };
                if !looks_inside {
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
                    AnyField::Moment(field) => Some(Self::of_moment(field, MomentTest::Text(test))),
                    _ => None,
                }
            }
            Cond::IsNull(term, not) => {
                let (_, field, what) = self.term(term)?;
                if let AnyField::Moment(field) = field {
                    return Some(Self::of_moment(field, MomentTest::Missing(!not)));
                }
                let field = match field {
                    AnyField::Figure(figure, _) => AnyField::Figure(figure, what),
                    AnyField::Measure(measure, _) => AnyField::Measure(measure, what),
                    other => other,
                };
                Some(Test::Missing(field, !not))
            }
        }
    }
}
