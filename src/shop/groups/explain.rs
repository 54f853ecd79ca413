//! Why somebody is in a group or not: which conditions hold, which fail, and by which data.

use super::with_cuts;
use crate::model::ids::CustomerId;
use crate::model::money::{Amount, Currency, Money};
use crate::model::text::fold;
use crate::model::time::Moment;
use crate::shop::{Error, Shop};
use crate::store::{Db, groups, plan_sql, targeting_facts};
use crate::targeting::check::check;
use crate::targeting::facts::{CustomerFacts, Products};
use crate::targeting::holds::Found;
use crate::targeting::measures::Measure;
use crate::targeting::plan::{Condition, Figure, Node, Plan, Subject, Test, TextField};
use crate::targeting::ready_made::ready_made;
use crate::targeting::rfm::{Buyer, Scores};
use crate::targeting::when::AsOf;
use crate::targeting::words::{condition_words, negated_words};
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
    /// Whether the shop knew them by then; nobody unknown is in a group.
    pub known: bool,
    /// The tree, outermost first; `depth` says what belongs to what.
    pub lines: Vec<ExplainedLine>,
    /// Their sales.
    pub orders: i64,
    /// Spent by them, net of refunds.
    pub spent: Money,
    /// Their last sale.
    pub last_order: Option<Moment>,
    /// As of when.
    pub as_of: Moment,
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
    /// In words: what is wanted.
    pub words: String,
    /// Whether it holds for this customer.
    pub holds: bool,
    /// What the data say ("5 orders, the last on 7 Dec 2011"); empty for lines that join others.
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
            let known = is_known(db, customer, &as_of)?;
            let totals = facts.totals(&as_of);
            Ok(Explained {
                customer,
                name: facts.name.clone(),
                holds: known && plan.holds_for_customer(&facts, &products, &as_of),
                known,
                lines,
                orders: totals.orders,
                spent: Money::new(totals.spent, currency),
                last_order: totals.last_order,
                as_of: as_of.now,
                expression: expression.clone(),
            })
        })
    }

    /// The names of the groups that a customer is in: saved ones first, then ready-made ones.
    pub fn groups_of(&self, customer: CustomerId) -> Result<Vec<String>, Error> {
        let vocabulary = self.vocabulary()?;
        let asked = self.targeting_as_of();
        self.store.read(|db| {
            let as_of = with_cuts(db, asked)?;
            let facts = targeting_facts::customer(db, customer)?;
            let Some(facts) = facts.filter(|f| f.known) else {
                return Ok(Vec::new());
            };
            if !is_known(db, customer, &as_of)? {
                return Ok(Vec::new());
            }
            let products = targeting_facts::products_of(db, &facts)?;
            let saved: Vec<String> = groups::all(db)?.into_iter().map(|g| g.name).collect();
            let taken: Vec<String> = saved.iter().map(|n| fold(n)).collect();
            let ready = ready_made().into_iter().map(|g| g.name);
            let names = saved
                .iter()
                .cloned()
                .chain(ready.filter(|n| !taken.contains(&fold(n))));
            Ok(names
                .filter(|name| {
                    let text = vocabulary.groups.get(name).map_or("", String::as_str);
                    check(text, Subject::Customers, &vocabulary)
                        .plan
                        .is_some_and(|p| p.holds_for_customer(&facts, &products, &as_of))
                })
                .collect())
        })
    }
}

/// Whether the shop knew somebody as of a moment.
fn is_known(db: &Db<'_>, customer: CustomerId, as_of: &AsOf) -> Result<bool, Error> {
    let before = CustomerId(customer.0.saturating_sub(1));
    let next = plan_sql::members(db, &Plan::everybody(), as_of, Some(before), 1)?;
    Ok(next.first() == Some(&customer))
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
            Node::Is(condition) => return lines.push(self.condition(condition, depth, own, false)),
            Node::Not(inner) => match &**inner {
                Node::Is(condition) => {
                    return lines.push(self.condition(condition, depth, own, true));
                }
                _ => ("not", String::new(), "this does not hold".to_owned()),
            },
            Node::All(_) => ("all", String::new(), "all of these hold".to_owned()),
            Node::Any(_) => (
                "any",
                String::new(),
                "at least one of these holds".to_owned(),
            ),
            Node::Group { name, .. } => {
                ("group", name.clone(), format!("are in the group “{name}”"))
            }
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

    fn condition(
        &self,
        condition: &Condition,
        depth: usize,
        own: bool,
        negated: bool,
    ) -> ExplainedLine {
        let (test, not) = (&condition.test, if negated { "NOT " } else { "" });
        let said = match negated {
            true => negated_words(test, self.currency),
            false => condition_words(test, self.currency),
        };
        let holds = condition.holds_for_customer(self.facts, self.products, self.as_of);
        ExplainedLine {
            depth,
            kind: "condition",
            text: if own {
                format!("{not}{}", condition.span.of(self.text))
            } else {
                said.clone()
            },
            words: said,
            holds: holds != negated,
            found: self.found(condition),
        }
    }

    fn day(&self, at: Moment) -> String {
        let day = self.as_of.zone.day_of(at).date();
        day.format("%-d %b %Y").to_string()
    }

    fn found(&self, condition: &Condition) -> String {
        let found = condition.found_for_customer(self.facts, self.products, self.as_of);
        let orders = matches!(
            condition.test,
            Test::Figure {
                figure: Figure::Orders,
                ..
            }
        );
        let last = self.facts.totals(self.as_of).last_order;
        match found {
            Found::Missing => "nothing is known".into(),
            Found::Count(0, _) if orders => match last {
                Some(last) => format!("no such order; the last order on {}", self.day(last)),
                None => "no order".into(),
            },
            Found::Count(0, _) => "never".into(),
            Found::Count(n, at) => {
                let said = match (n, orders) {
                    (1, true) => "1 order".to_owned(),
                    (n, true) => format!("{n} orders"),
                    (1, false) => "once".to_owned(),
                    (n, false) => format!("{n} times"),
                };
                match at {
                    Some(at) if n == 1 => format!("{said}, on {}", self.day(at)),
                    Some(at) => format!("{said}, the last on {}", self.day(at)),
                    None => said,
                }
            }
            Found::Money(minor) => Money::new(Amount(minor), self.currency).to_string(),
            Found::Time(at) => self.day(at),
            Found::Texts(all) => match (&condition.test, self.scores()) {
                (Test::Measure(of, _), Some(_)) => {
                    let totals = self.facts.totals(self.as_of);
                    let spent = Money::new(totals.spent, self.currency);
                    let by = match (of.measure, last) {
                        (Measure::R, Some(last)) => format!(" (last order on {})", self.day(last)),
                        (Measure::F, _) if totals.orders == 1 => " (1 order)".to_owned(),
                        (Measure::F, _) => format!(" ({} orders)", totals.orders),
                        (Measure::M, _) => format!(" ({spent} spent)"),
                        _ => String::new(),
                    };
                    format!("{}{by}", all.join(", "))
                }
                (Test::Text(TextField::Lifecycle, _), _) => match last {
                    Some(last) => {
                        let orders = self.facts.totals(self.as_of).orders;
                        let s = if orders == 1 { "" } else { "s" };
                        let last = self.day(last);
                        format!("{} ({orders} order{s}, the last on {last})", all.join(", "))
                    }
                    None => format!("{} (no order)", all.join(", ")),
                },
                (Test::Text(TextField::RfmGroup, _), Some(Scores { r, f, m })) => {
                    format!("{} (R {r}, F {f}, M {m} of 5)", all.join(", "))
                }
                _ => all.join(", "),
            },
            Found::Flag(true) => "yes".into(),
            Found::Flag(false) => "no".into(),
        }
    }

    fn scores(&self) -> Option<Scores> {
        let totals = self.facts.totals(self.as_of);
        let buyer = Buyer {
            last_order: self.as_of.zone.day_of(totals.last_order?),
            orders: totals.orders,
            spent: totals.spent,
        };
        self.as_of.cuts.map(|cuts| cuts.scores(&buyer))
    }
}
