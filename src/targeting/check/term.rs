//! The left side of a condition: which field it is, and of which products.

use super::Checker;
use crate::model::text::fold;
use crate::targeting::ast::Term;
use crate::targeting::diagnostic::Diagnostic;
use crate::targeting::fields::{self, FieldInfo};
use crate::targeting::near::nearest;
use crate::targeting::plan::{AnyField, Subject, Verb, What, WhatKind};
use crate::targeting::span::Span;
use crate::targeting::stated::Shelf;

impl Checker<'_> {
    pub(super) fn term(
        &mut self,
        term: &Term,
    ) -> Option<(&'static FieldInfo, AnyField, Option<What>)> {
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
        if let AnyField::Stated(stated) = &mut field {
            let vocabulary = self.vocabulary;
            stated.kind = vocabulary.kind(self.subject, stated.shelf, &stated.name);
            let known = vocabulary.columns(self.subject, stated.shelf);
            self.known_column(stated.shelf.word(), known, &stated.name, term.span);
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
}

/// What a field is called in a message: a column by its own name.
pub(super) fn shown_name<'a>(info: &'a FieldInfo, term: &'a Term) -> &'a str {
    if info.name.contains("NAME") {
        &term.field
    } else {
        info.name
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
