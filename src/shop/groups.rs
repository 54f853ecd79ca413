//! Target groups: what can be asked, how many people match and who, which conditions hold for one of them, and the
//! groups that are kept.

use super::attributes::AttributeRow;
use super::clock::wall_clock;
use super::{Error, Shop};
use crate::model::ids::CustomerId;
use crate::model::money::{Amount, Currency, Money};
use crate::model::text::fold;
use crate::model::time::Moment;
use crate::store::documents::{self, Content, Noun};
use crate::store::undo::{self, Step};
use crate::store::{self, Db, Revision, Tx, groups, plan_sql, targeting_facts};
use crate::targeting::ast::{Cond, Expr};
use crate::targeting::check::{Checked, check, check_as};
use crate::targeting::diagnostic::{Diagnostic, Severity, any_error, render};
use crate::targeting::facts::{CustomerFacts, Products};
use crate::targeting::fields::{FieldInfo, Kind, fields};
use crate::targeting::holds::Found;
use crate::targeting::parse::parse;
use crate::targeting::plan::{Condition, Node, Plan, Subject};
use crate::targeting::print::quoted;
use crate::targeting::ready_made::ready_made;
use crate::targeting::rfm::Cuts;
use crate::targeting::stated::Shelf;
use crate::targeting::vocabulary::{Listed, Vocabulary};
use crate::targeting::when::{AsOf, Length, Unit, Window};
use crate::targeting::words::{condition_words, words};
use serde::Serialize;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// The longest name of a group, in characters.
const LONGEST_NAME: usize = 80;
/// How many of the shop's own values a field lists for pickers.
const SAMPLES: usize = 200;

/// The names of the shop, kept until it changes.
#[derive(Default)]
pub(crate) struct Names(Mutex<Option<(Revision, Arc<Vocabulary>)>>);

/// How many people match.
#[derive(Clone, Debug, Serialize)]
pub struct Counted {
    /// The expression as it was understood.
    pub expression: String,
    /// The same in words.
    pub words: String,
    /// Known people who match.
    pub count: u64,
    /// Known people in all.
    pub of: u64,
    /// `count / of`; `None` in a shop without known people.
    pub share: Option<f64>,
    /// What is probably not meant so.
    pub warnings: Vec<Diagnostic>,
    /// As of when.
    pub as_of: Moment,
    /// How long it took, in milliseconds.
    pub took_ms: f64,
}

/// One member of a group.
#[derive(Clone, Debug, Serialize)]
pub struct Member {
    /// Who.
    pub id: CustomerId,
    /// Full name.
    pub name: Option<String>,
    /// E-mail address; faces mask it.
    pub email: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// Town.
    pub city: Option<String>,
    /// Sales.
    pub orders: i64,
    /// Spent net of refunds.
    pub spent: Money,
    /// Last sale.
    pub last_order: Option<Moment>,
}

/// Some members of a group, by id.
#[derive(Clone, Debug, Serialize)]
pub struct Members {
    /// The expression as it was understood.
    pub expression: String,
    /// All who match.
    pub count: u64,
    /// Those asked for.
    pub members: Vec<Member>,
    /// Where to go on; `None` = these were the last.
    pub next: Option<CustomerId>,
    /// What is probably not meant so.
    pub warnings: Vec<Diagnostic>,
}

/// What a group's members are worth, beside the whole shop.
#[derive(Clone, Debug, Serialize)]
pub struct GroupWorth {
    /// Sales of the members.
    pub orders: i64,
    /// Spent by them, net of refunds.
    pub spent: Money,
    /// Net per order; `None` without orders.
    pub average_order: Option<Money>,
    /// The shop's average order.
    pub shop_average_order: Option<Money>,
    /// Spent by them in the last 12 months.
    pub spent_12_months: Money,
    /// Their part of what known people spent in the last 12 months; `None` if nobody spent anything.
    pub share_12_months: Option<f64>,
    /// The members who spent most.
    pub examples: Vec<Member>,
}

/// One part of an expression, counted alone.
#[derive(Clone, Debug, Serialize)]
pub struct Part {
    /// The part as text.
    pub expression: String,
    /// Its words.
    pub words: String,
    /// How many match it alone.
    pub count: u64,
}

/// What a check found, for a face.
#[derive(Clone, Debug, Serialize)]
pub struct GroupCheck {
    /// Whether it can be counted.
    pub right: bool,
    /// The sentence, if it is right.
    pub words: Option<String>,
    /// Errors and warnings by place.
    pub problems: Vec<Diagnostic>,
}

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

/// One group in the list.
#[derive(Clone, Debug, Serialize)]
pub struct GroupRow {
    /// Id of a saved group.
    pub id: Option<String>,
    /// Name.
    pub name: String,
    /// The condition.
    pub expression: String,
    /// What it is for (ready-made groups).
    pub purpose: Option<String>,
    /// Comes with the program and was not saved by the merchant.
    pub ready_made: bool,
    /// How many people are in it; `None` if it has an error.
    pub count: Option<u64>,
    /// Part of all known people.
    pub share: Option<f64>,
    /// What is wrong with it.
    pub problem: Option<String>,
    /// Which of its data are missing in this shop, in plain words.
    pub missing: Vec<String>,
    /// Names of the strategies, rules, experiments and groups that use it.
    pub used_by: Vec<UsedBy>,
    /// Since when it says so.
    pub since: Option<Moment>,
}

/// Something that uses a group.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct UsedBy {
    /// `strategy`, `rule`, `experiment` or `group`.
    pub kind: String,
    /// Its name.
    pub name: String,
}

/// A field that a group can ask for.
#[derive(Clone, Debug, Serialize)]
pub struct FieldRow {
    /// As in the catalogue.
    #[serde(rename = "field")]
    pub info: FieldInfo,
    /// The name as it is typed (`attribute.age`).
    pub name: String,
    /// The shop's own values, or the names that it takes; for pickers.
    pub values: Vec<String>,
    /// Of an attribute: what its values are, as learnt from all of them.
    pub learnt: Option<AttributeRow>,
}

/// What became of saving.
#[derive(Clone, Debug, Serialize)]
pub struct SavedGroup {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The condition as it was saved.
    pub expression: String,
    /// Whether a group of this name was there before.
    pub replaced: bool,
    /// How many people are in it.
    pub count: u64,
    /// Of so many.
    pub of: u64,
    /// What is probably not meant so.
    pub warnings: Vec<Diagnostic>,
}

impl Shop {
    /// The names that a check looks up: values, attributes and groups of this shop. Kept until the shop changes.
    pub fn vocabulary(&self) -> Result<Arc<Vocabulary>, Error> {
        let revision = self.store.revision()?;
        let kept = self
            .names
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        if let Some((of, vocabulary)) = kept
            && of == revision
        {
            return Ok(vocabulary);
        }
        let currency = self.currency();
        let attributes = self.customer_attributes()?;
        let mut vocabulary = self.store.read(|db| read_vocabulary(db, currency))?;
        for row in attributes.iter() {
            let shelf = if row.stated {
                Shelf::Preferences
            } else {
                Shelf::Attributes
            };
            let _ = vocabulary.kinds.insert((shelf, fold(&row.name)), row.kind);
        }
        let vocabulary = Arc::new(vocabulary);
        *self.names.0.lock().unwrap_or_else(PoisonError::into_inner) =
            Some((revision, Arc::clone(&vocabulary)));
        Ok(vocabulary)
    }

    /// As of when expressions are answered. Asked before the file is read, since the clock reads it too.
    pub(crate) fn targeting_as_of(&self) -> AsOf {
        let now = self.now();
        let mut as_of = AsOf::new(now, self.zone());
        if self.options.now.is_none() {
            as_of.consents_until = now.max(wall_clock());
        }
        as_of
    }

    /// Every field that a group can ask for, with the shop's own values.
    pub fn group_fields(&self) -> Result<Vec<FieldRow>, Error> {
        let vocabulary = self.vocabulary()?;
        let listed = |of: Listed| -> Vec<String> {
            vocabulary
                .values
                .get(&of)
                .map(|v| v.shown().iter().take(SAMPLES).cloned().collect())
                .unwrap_or_default()
        };
        let mut rows = Vec::new();
        for info in fields(Subject::Customers) {
            let shelf = Shelf::ALL
                .into_iter()
                .find(|(word, _)| info.name.strip_suffix(".NAME") == Some(word));
            if let Some((word, shelf)) = shelf {
                let all = self.customer_attributes()?;
                let stated = shelf == Shelf::Preferences;
                for attribute in all.iter().filter(|a| a.stated == stated) {
                    let name = crate::targeting::check::attribute_name(&attribute.name);
                    rows.push(FieldRow {
                        info: *info,
                        name: format!("{word}.{name}"),
                        values: attribute.examples.clone(),
                        learnt: Some(attribute.clone()),
                    });
                }
                continue;
            }
            let values = match crate::targeting::fields::named(Subject::Customers, info.name) {
                Some((_, crate::targeting::plan::AnyField::Text(field))) => {
                    match (field.choices(), field.listed()) {
                        (Some(choices), _) => choices.into_iter().map(str::to_owned).collect(),
                        // Labels of all kinds lie together: these would not all be campaigns.
                        (None, Some(Listed::Campaign)) => Vec::new(),
                        (None, Some(of)) => listed(of),
                        (None, None) => Vec::new(),
                    }
                }
                _ if info.kind == Kind::Flag => vec!["yes".into(), "no".into()],
                _ => Vec::new(),
            };
            rows.push(FieldRow {
                info: *info,
                name: info.name.to_owned(),
                values,
                learnt: None,
            });
        }
        Ok(rows)
    }

    /// Checks a text as it is typed. No store is asked once the names are at hand.
    pub fn check_group(&self, text: &str) -> Result<GroupCheck, Error> {
        let vocabulary = self.vocabulary()?;
        let checked = check(&meant(text, &vocabulary), Subject::Customers, &vocabulary);
        Ok(GroupCheck {
            right: checked.plan.is_some(),
            words: checked.plan.as_ref().map(|p| words(p, self.currency())),
            problems: checked.problems,
        })
    }

    /// How many known people match an expression, or are in a group that is named alone.
    pub fn count_group(&self, text: &str) -> Result<Counted, Error> {
        let started = Instant::now();
        let (plan, expression, warnings) = self.plan_of(text)?;
        let (asked, currency) = (self.targeting_as_of(), self.currency());
        let (count, of, as_of) = self.store.read(|db| {
            let as_of = with_cuts(db, asked)?;
            let count = plan_sql::count(db, &plan, &as_of)?;
            Ok::<_, Error>((count, plan_sql::known(db, &as_of)?, as_of.now))
        })?;
        Ok(Counted {
            expression,
            words: words(&plan, currency),
            count,
            of,
            share: share(count, of),
            warnings,
            as_of,
            took_ms: (started.elapsed().as_secs_f64() * 1e6).round() / 1e3,
        })
    }

    /// Up to `limit` members after one of them, by id.
    pub fn group_members(
        &self,
        text: &str,
        after: Option<CustomerId>,
        limit: u64,
    ) -> Result<Members, Error> {
        let (plan, expression, warnings) = self.plan_of(text)?;
        let (asked, currency) = (self.targeting_as_of(), self.currency());
        self.store.read(|db| {
            let as_of = with_cuts(db, asked)?;
            let count = plan_sql::count(db, &plan, &as_of)?;
            let mut ids = plan_sql::members(db, &plan, &as_of, after, limit.saturating_add(1))?;
            let more = ids.len() as u64 > limit;
            if more {
                ids.pop();
            }
            Ok(Members {
                expression,
                count,
                next: ids.last().copied().filter(|_| more),
                members: Self::member_rows(db, &ids, &as_of, currency)?,
                warnings,
            })
        })
    }

    /// Every member's id, in order: for audiences and previews of a whole group.
    pub fn group_member_ids(&self, text: &str) -> Result<Vec<CustomerId>, Error> {
        let (plan, _, _) = self.plan_of(text)?;
        let asked = self.targeting_as_of();
        self.store.read(|db| {
            let as_of = with_cuts(db, asked)?;
            Ok(plan_sql::members(db, &plan, &as_of, None, u64::MAX)?)
        })
    }

    pub(super) fn member_rows(
        db: &Db<'_>,
        ids: &[CustomerId],
        as_of: &AsOf,
        currency: Currency,
    ) -> Result<Vec<Member>, Error> {
        let mut members = Vec::with_capacity(ids.len());
        for id in ids {
            let Some(facts) = targeting_facts::customer(db, *id)? else {
                continue;
            };
            let totals = facts.totals(as_of);
            members.push(Member {
                id: *id,
                name: facts.name,
                email: facts.email,
                country: facts.country,
                city: facts.city,
                orders: totals.orders,
                spent: Money::new(totals.spent, currency),
                last_order: totals.last_order,
            });
        }
        Ok(members)
    }

    /// What the members are worth, and the `examples` who spent most.
    pub fn group_worth(&self, text: &str, examples: u64) -> Result<GroupWorth, Error> {
        let (plan, _, _) = self.plan_of(text)?;
        let year = Window::Within(Length {
            n: 12,
            unit: Unit::Months,
        });
        let everybody = Plan {
            subject: Subject::Customers,
            root: Node::All(Vec::new()),
        };
        let (asked, currency) = (self.targeting_as_of(), self.currency());
        self.store.read(|db| {
            let as_of = with_cuts(db, asked)?;
            let worth = plan_sql::worth(db, &plan, &as_of, year)?;
            let shop = plan_sql::worth(db, &everybody, &as_of, year)?;
            let ids = plan_sql::top_members(db, &plan, &as_of, examples)?;
            let money = |minor| Money::new(Amount(minor), currency);
            Ok(GroupWorth {
                orders: worth.orders,
                spent: money(worth.spent),
                average_order: money(worth.spent).per(worth.orders),
                shop_average_order: money(shop.spent).per(shop.orders),
                spent_12_months: money(worth.spent_within),
                share_12_months: (shop.spent_within > 0)
                    .then(|| worth.spent_within as f64 / shop.spent_within as f64),
                examples: Self::member_rows(db, &ids, &as_of, currency)?,
            })
        })
    }

    /// Each outermost part of an expression counted alone; one that does not fall apart is its own only part.
    pub fn group_parts(&self, text: &str) -> Result<Vec<Part>, Error> {
        let (plan, expression, _) = self.plan_of(text)?;
        let (parts, texts): (Vec<Node>, Vec<String>) = match (&plan.root, parse(&expression).0) {
            (Node::All(nodes), Some(Expr::And(exprs)))
            | (Node::Any(nodes), Some(Expr::Or(exprs))) => {
                (nodes.clone(), exprs.iter().map(Expr::to_string).collect())
            }
            (root, _) => (vec![root.clone()], vec![expression]),
        };
        let (asked, currency) = (self.targeting_as_of(), self.currency());
        self.store.read(|db| {
            let as_of = with_cuts(db, asked)?;
            parts
                .into_iter()
                .zip(texts)
                .map(|(root, expression)| {
                    let plan = Plan {
                        subject: Subject::Customers,
                        root,
                    };
                    Ok(Part {
                        expression,
                        words: words(&plan, currency),
                        count: plan_sql::count(db, &plan, &as_of)?,
                    })
                })
                .collect()
        })
    }

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

    /// The names of the groups that a customer is in: saved ones first, then ready-made ones.
    pub fn groups_of(&self, customer: CustomerId) -> Result<Vec<String>, Error> {
        let vocabulary = self.vocabulary()?;
        let asked = self.targeting_as_of();
        self.store.read(|db| {
            let as_of = with_cuts(db, asked)?;
            let Some(facts) = targeting_facts::customer(db, customer)? else {
                return Ok(Vec::new());
            };
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
                        .is_some_and(|p| {
                            facts.known && p.holds_for_customer(&facts, &products, &as_of)
                        })
                })
                .collect())
        })
    }

    /// Every group with its size: saved ones first, then the ready-made ones that no saved one replaces.
    pub fn groups(&self) -> Result<Vec<GroupRow>, Error> {
        let vocabulary = self.vocabulary()?;
        let asked = self.targeting_as_of();
        self.store.read(|db| {
            let as_of = with_cuts(db, asked)?;
            let of = plan_sql::known(db, &as_of)?;
            let saved = groups::all(db)?;
            let taken: Vec<String> = saved.iter().map(|g| fold(&g.name)).collect();
            let uses = uses(db, &saved)?;
            let used_by = |name: &str| -> Vec<UsedBy> {
                uses.iter()
                    .filter(|(used, _)| *used == fold(name))
                    .map(|(_, by)| by.clone())
                    .collect()
            };
            let mut rows = Vec::new();
            for group in saved {
                rows.push(GroupRow {
                    used_by: used_by(&group.name),
                    id: Some(group.id),
                    name: group.name,
                    expression: group.expression,
                    purpose: None,
                    ready_made: false,
                    count: None,
                    share: None,
                    problem: None,
                    missing: Vec::new(),
                    since: Some(group.since),
                });
            }
            let have = plan_sql::have(db)?;
            for group in ready_made() {
                if taken.contains(&fold(&group.name)) {
                    continue;
                }
                rows.push(GroupRow {
                    id: None,
                    used_by: used_by(&group.name),
                    name: group.name,
                    expression: group.expression,
                    purpose: Some(group.purpose),
                    ready_made: true,
                    count: None,
                    share: None,
                    problem: None,
                    missing: group
                        .needs
                        .iter()
                        .filter_map(|need| need.missing(&have, &vocabulary))
                        .collect(),
                    since: None,
                });
            }
            for row in &mut rows {
                let checked = check_as(
                    &row.expression,
                    Subject::Customers,
                    &vocabulary,
                    Some(&row.name),
                );
                match checked.plan {
                    Some(plan) => {
                        let count = plan_sql::count(db, &plan, &as_of)?;
                        row.count = Some(count);
                        row.share = share(count, of);
                    }
                    None => row.problem = first_error(&checked.problems),
                }
            }
            Ok(rows)
        })
    }

    /// Saves an expression under a name. A group of that name gets a new version; undo brings back the old one.
    pub fn save_group(&self, name: &str, text: &str) -> Result<SavedGroup, Error> {
        let name = group_name(name)?;
        let vocabulary = self.vocabulary()?;
        let checked = check_as(text, Subject::Customers, &vocabulary, Some(&name));
        let (plan, expression, warnings) = right(text, checked)?;
        let at = wall_clock();
        let asked = self.targeting_as_of();
        self.store.write(|tx| {
            let (id, before) = groups::save(tx, &name, &expression, at)?;
            let after = documents::get(tx, Noun::Group, &id)?.map(|v| v.content);
            if before != after {
                let done = if before.is_some() { "changed" } else { "saved" };
                let what = format!("{done} the group \"{name}\"");
                log(tx, at, &what, &id, before.clone(), after)?;
            }
            let as_of = with_cuts(tx, asked)?;
            Ok(SavedGroup {
                id,
                name: name.clone(),
                expression,
                replaced: before.is_some(),
                count: plan_sql::count(tx, &plan, &as_of)?,
                of: plan_sql::known(tx, &as_of)?,
                warnings,
            })
        })
    }

    /// Removes a saved group, unless something uses it; undo brings it back.
    pub fn remove_group(&self, name: &str) -> Result<(), Error> {
        let at = wall_clock();
        self.store.write(|tx| {
            let Some(group) = groups::named(tx, name)? else {
                let is_ready = ready_made().iter().any(|g| fold(&g.name) == fold(name));
                return Err(Error::Asked(if is_ready {
                    format!("\"{name}\" comes with the program and cannot be removed")
                } else {
                    format!("there is no group \"{name}\"; see `regulars groups` for the groups there are")
                }));
            };
            let saved = groups::all(tx)?;
            let users: Vec<String> = uses(tx, &saved)?
                .into_iter()
                .filter(|(used, _)| *used == fold(&group.name))
                .map(|(_, by)| format!("the {} \"{}\"", by.kind, by.name))
                .collect();
            if !users.is_empty() {
                return Err(Error::Asked(format!(
                    "\"{}\" is used by {}; change that first",
                    group.name,
                    users.join(", ")
                )));
            }
            let before = groups::remove(tx, &group.id, at)?;
            let what = format!("removed the group \"{}\"", group.name);
            log(tx, at, &what, &group.id, before, None)
        })
    }

    /// The plan of a text, its normal form and its warnings; errors are told under the text.
    pub(super) fn plan_of(&self, text: &str) -> Result<(Plan, String, Vec<Diagnostic>), Error> {
        let vocabulary = self.vocabulary()?;
        let text = meant(text, &vocabulary);
        let checked = check(&text, Subject::Customers, &vocabulary);
        right(&text, checked)
    }
}

fn read_vocabulary(db: &Db<'_>, currency: Currency) -> Result<Vocabulary, Error> {
    let mut vocabulary = targeting_facts::vocabulary(db)?;
    vocabulary.currency = Some(currency);
    for group in ready_made() {
        vocabulary.groups.insert(group.name, group.expression);
    }
    for group in groups::all(db)? {
        vocabulary
            .groups
            .retain(|name, _| fold(name) != fold(&group.name));
        vocabulary.groups.insert(group.name, group.expression);
    }
    Ok(vocabulary)
}

/// Logs a change of a group, so that undo takes it back.
fn log(
    tx: &Tx<'_>,
    at: Moment,
    what: &str,
    id: &str,
    before: Option<Content>,
    after: Option<Content>,
) -> Result<(), Error> {
    let inverse = [Step::document(Noun::Group, id, before)];
    let again = [Step::document(Noun::Group, id, after)];
    Ok(undo::log(tx, at, what, &inverse, &again)?)
}

/// A name that stands alone means the group of that name.
fn meant(text: &str, vocabulary: &Vocabulary) -> String {
    match vocabulary.group(text.trim().trim_matches('"')) {
        Some((name, _)) => format!("IN GROUP {}", quoted(name)),
        None => text.to_owned(),
    }
}

fn right(text: &str, checked: Checked) -> Result<(Plan, String, Vec<Diagnostic>), Error> {
    match (checked.plan, checked.expr) {
        (Some(plan), Some(expr)) if !any_error(&checked.problems) => {
            Ok((plan, expr.to_string(), checked.problems))
        }
        _ => Err(Error::Asked(format!(
            "the expression cannot be read\n{}",
            render(text, &checked.problems, false)
        ))),
    }
}

fn first_error(problems: &[Diagnostic]) -> Option<String> {
    problems
        .iter()
        .find(|p| p.severity == Severity::Error)
        .map(|p| format!("{}. {}", p.what, p.help()))
}

/// With the cut points of that time: the kept ones, or those of the buyers of then.
pub(crate) fn with_cuts(db: &Db<'_>, mut as_of: AsOf) -> Result<AsOf, Error> {
    as_of.cuts = if plan_sql::is_past(db, as_of.now)? {
        let buyers = plan_sql::buyers(db, &as_of)?;
        Some(Cuts::of(&buyers, as_of.today()))
    } else {
        store::rfm::cuts(db)?
    };
    Ok(as_of)
}

fn share(count: u64, of: u64) -> Option<f64> {
    (of > 0).then(|| count as f64 / of as f64)
}

fn group_name(name: &str) -> Result<String, Error> {
    let name = crate::model::text::clean(name).into_owned();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(Error::Asked(format!(
            "a group needs a name of 1 to {LONGEST_NAME} characters; for example: regulars groups save \"Loyal\" \"orders >= 5\""
        )));
    }
    Ok(name)
}

/// Which group (folded name) is used by what.
fn uses(db: &Db<'_>, saved: &[groups::SavedGroup]) -> Result<Vec<(String, UsedBy)>, Error> {
    let mut uses = Vec::new();
    for group in saved {
        let by = UsedBy {
            kind: Noun::Group.word().to_owned(),
            name: group.name.clone(),
        };
        uses.extend(named_in(&group.expression).map(|used| (used, by.clone())));
    }
    for (noun, name, body) in groups::documents_with_bodies(db)? {
        let by = UsedBy {
            kind: noun.word().to_owned(),
            name,
        };
        let Ok(document) = body.parse::<toml::Table>() else {
            continue;
        };
        if let Some(group) = document.get("group").and_then(toml::Value::as_str) {
            // Either the name of a group or an expression that may name some.
            uses.push((fold(group), by.clone()));
            uses.extend(named_in(group).map(|used| (used, by.clone())));
        }
    }
    Ok(uses)
}

/// Folded names of the groups that an expression names.
fn named_in(text: &str) -> impl Iterator<Item = String> {
    fn walk(expr: &Expr, found: &mut Vec<String>) {
        match expr {
            Expr::Or(all) | Expr::And(all) => all.iter().for_each(|e| walk(e, found)),
            Expr::Not(inner) => walk(inner, found),
            Expr::Cond(cond, _) => {
                if let Cond::InGroup(name) = &**cond {
                    found.push(fold(&name.text));
                }
            }
            Expr::Broken(_) => {}
        }
    }
    let mut found = Vec::new();
    if let (Some(expr), _) = parse(text) {
        walk(&expr, &mut found);
    }
    found.into_iter()
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
