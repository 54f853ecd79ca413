//! Values that are texts: those that this shop has, and what else may be meant.

use super::Checker;
use crate::model::country::{self, Country};
use crate::model::text::fold;
use crate::targeting::ast::Value;
use crate::targeting::diagnostic::Diagnostic;
use crate::targeting::near::nearest;
use crate::targeting::plan::{TextField, Word};
use crate::targeting::vocabulary::Listed;

impl Checker<'_> {
    pub(super) fn word(&mut self, field: &TextField, value: &Value) -> Word {
        if let Some(choices) = field.choices() {
            return self.choice(&choices, value);
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

    pub(super) fn listed(&mut self, of: Listed, value: &Value) {
        if self.vocabulary.has(of, &value.text) {
            return;
        }
        let mut near = self.vocabulary.nearest(of, &value.text);
        let mut fix = String::new();
        if of == Listed::Country {
            // A country without customers is no slip.
            if Country::named(&value.text).is_some() {
                return;
            }
            if near.is_empty() {
                // Of all countries of the world some name is always a little alike.
                let typed = fold(&value.text);
                let alike =
                    |c: &&str| strsim::normalized_damerau_levenshtein(&typed, &fold(c)) >= 0.7;
                near = nearest(&value.text, Country::all().map(Country::name).filter(alike));
            }
            if near.is_empty() && fold(&value.text).len() == 2 {
                fix = self.country_forms();
            }
        }
        self.unknown_value(value, near, &fix);
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

    pub(super) fn unknown_value(&mut self, value: &Value, near: Vec<String>, fix: &str) {
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
}

/// The letter that imports keep for a word.
fn gender(text: &str) -> &str {
    match fold(text).as_str() {
        "female" | "woman" | "women" | "lady" | "ladies" | "w" => "F",
        "male" | "man" | "men" => "M",
        _ => text,
    }
}
