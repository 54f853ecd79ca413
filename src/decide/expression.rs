//! Expressions over products, read once and asked of many products.

use crate::targeting::check::check;
use crate::targeting::diagnostic::{Severity, any_error};
use crate::targeting::facts::ProductFacts;
use crate::targeting::plan::Subject;
use crate::targeting::vocabulary::Vocabulary;
use crate::targeting::when::AsOf;

/// Whether a product passes.
pub type Test = Box<dyn Fn(&ProductFacts) -> bool>;

/// Reads an expression over products; the error is for the merchant.
pub fn over_products(text: &str, vocabulary: &Vocabulary, as_of: &AsOf) -> Result<Test, String> {
    let checked = check(text, Subject::Products, vocabulary);
    match checked.plan {
        Some(plan) if !any_error(&checked.problems) => {
            let as_of = *as_of;
            Ok(Box::new(move |facts| plan.holds_for_product(facts, &as_of)))
        }
        _ => {
            let errors = checked
                .problems
                .iter()
                .filter(|p| p.severity == Severity::Error);
            let said: Vec<String> = errors.map(|p| format!("{} ({})", p.what, p.fix)).collect();
            Err(match said.is_empty() {
                true => "it is empty".into(),
                false => said.join("; "),
            })
        }
    }
}
