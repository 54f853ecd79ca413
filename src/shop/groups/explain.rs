//! Which conditions of an expression hold for a customer, and by which data.

use super::with_cuts;
use crate::model::ids::CustomerId;
use crate::model::money::{Amount, Currency, Money};
use crate::model::time::Moment;
use crate::shop::{Error, Shop};
use crate::store::targeting_facts;
use crate::targeting::facts::{CustomerFacts, Products};
use crate::targeting::holds::Found;
use crate::targeting::plan::{Condition, Node};
use crate::targeting::when::AsOf;
use crate::targeting::words::condition_words;
use serde::Serialize;

/// Which conditions hold for one customer.
#[derive(Clone, Debug, Serialize)]
pub struct Explained {
    /// The expression as it was understood.
    pub expression: String,
    /// Who.
    pub customer: CustomerId,
    /// Their name.
    pub name: Option<String>,
    /// Whether they match.
    pub holds: bool,
    /// The tree, outermost first; `depth` says what belongs to what.
    pub lines: Vec<ExplainedLine>,
}

/// One line of an explanation.
#[derive(Clone, Debug, Serialize)]
pub struct ExplainedLine {
    /// How deep it stands.
    pub depth: usize,
    /// What the line is: `all`, `any`, `not`, `group` or `condition`.
    pub kind: &'static str,
    /// The condition as text, or the name of a group.
    pub text: String,
    /// In words.
    pub words: String,
    /// Whether it holds for this customer.
    pub holds: bool,
    /// What the data say ("5 orders, last on 2011-12-07"); empty for lines that join others.
    pub found: String,
}

impl Shop {
    /// Which conditions of an expression hold for a customer, and by which data.
    pub fn explain_group(&self, text: &str, customer: CustomerId) -> Result<Explained, Error> {
        let (_, expression, _) = self.plan_of(text)?;
        // Read once more, so that places point into the text that is shown.
        let (plan, expression, _) = self.plan_of(&expression)?;
        let (asked, currency) = (self.targeting_as_of(), self.currency());
        self.store.read(|db| {
            let as_of = with_cuts(db, asked)?;
            let facts = targeting_facts::customer(db, customer)?.ok_or_else(|| {
                Error::Asked(format!(
                    "there is no customer {customer}; find one with `regulars customers list --find ...`"
                ))
            })?;
            let products = targeting_facts::products_of(db, &facts)?;
            let explainer = Explainer {
                text: &expression,
                facts: &facts,
                products: &products,
                as_of: &as_of,
                currency,
            };
            let mut lines = Vec::new();
            explainer.node(&plan.root, 0, true, &mut lines);
            Ok(Explained {
                customer,
                name: facts.name.clone(),
                holds: plan.holds_for_customer(&facts, &products, &as_of),
                lines,
                expression: expression.clone(),
            })
        })
    }
}

struct Explainer<'a> {
    text: &'a str,
    facts: &'a CustomerFacts,
    products: &'a dyn Products,
    as_of: &'a AsOf,
    currency: Currency,
}

impl Explainer<'_> {
    fn holds(&self, node: &Node) -> bool {
        node.holds(&|c| c.holds_for_customer(self.facts, self.products, self.as_of))
    }

    /// `own`: places point into this very text, not into that of a group.
    fn node(&self, node: &Node, depth: usize, own: bool, lines: &mut Vec<ExplainedLine>) {
        let (kind, text, said) = match node {
            Node::Is(condition) => return lines.push(self.condition(condition, depth, own)),
            Node::All(_) => ("all", String::new(), "all of these hold".to_owned()),
            Node::Any(_) => (
                "any",
                String::new(),
                "at least one of these holds".to_owned(),
            ),
            Node::Not(_) => ("not", String::new(), "this does not hold".to_owned()),
            Node::Group { name, .. } => ("group", name.clone(), format!("in the group “{name}”")),
        };
        lines.push(ExplainedLine {
            depth,
            kind,
            text,
            words: said,
            holds: self.holds(node),
            found: String::new(),
        });
        match node {
            Node::All(nodes) | Node::Any(nodes) => nodes
                .iter()
                .for_each(|n| self.node(n, depth + 1, own, lines)),
            Node::Not(inner) => self.node(inner, depth + 1, own, lines),
            Node::Group { plan, .. } => self.node(plan, depth + 1, false, lines),
            Node::Is(_) => {}
        }
    }

    fn condition(&self, condition: &Condition, depth: usize, own: bool) -> ExplainedLine {
        let found = condition.found_for_customer(self.facts, self.products, self.as_of);
        let said = condition_words(&condition.test, self.currency);
        ExplainedLine {
            depth,
            kind: "condition",
            text: if own {
                condition.span.of(self.text).to_owned()
            } else {
                said.clone()
            },
            words: said,
            holds: condition.holds_for_customer(self.facts, self.products, self.as_of),
            found: self.found(&found),
        }
    }

    fn found(&self, found: &Found) -> String {
        let day = |at: Moment| self.as_of.zone.day_of(at);
        match found {
            Found::Missing => "nothing is known".into(),
            Found::Count(0, _) => "never".into(),
            Found::Count(n, None) => format!("{n}"),
            Found::Count(n, Some(last)) => format!("{n}, last on {}", day(*last)),
            Found::Money(minor) => Money::new(Amount(*minor), self.currency).to_string(),
            Found::Time(at) => day(*at).to_string(),
            Found::Texts(all) => all.join(", "),
            Found::Flag(true) => "yes".into(),
            Found::Flag(false) => "no".into(),
        }
    }
}
