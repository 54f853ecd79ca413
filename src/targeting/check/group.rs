//! A group named in an expression: its own conditions are read and checked in its place.

use super::{CIRCLE, Checker, DEEPEST_GROUPS, check_in};
use crate::model::text::fold;
use crate::targeting::ast::Value;
use crate::targeting::diagnostic::{Diagnostic, Severity};
use crate::targeting::near::nearest;
use crate::targeting::plan::{Node, Subject};
use crate::targeting::span::Span;
use std::sync::Arc;

impl Checker<'_> {
    pub(super) fn group(&mut self, name: &Value, span: Span) -> Option<Node> {
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
}
