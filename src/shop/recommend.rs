//! Ranked products for one customer, visit or product, from one strategy or one ranker.

use super::preview::{Ask, Came, Grade, Who};
use super::scene::{Scene, merged};
use super::terms::{About, ROWS, Term};
use super::{Error, Shop};
use crate::decide::book::StrategyPlan;
use crate::decide::{Inputs, Moved, list};
use crate::model::ids::{CustomerId, ProductId};
use crate::model::money::Money;
use crate::model::placement::PageType;
use crate::model::playbook::Playbook;
use crate::model::strategy::State;
use crate::model::time::Moment;
use serde::Serialize;

/// For whom or what.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct RecommendAsk {
    /// This customer.
    pub customer: Option<CustomerId>,
    /// A visit that looked at these, oldest first.
    pub session: Vec<ProductId>,
    /// Beside this product.
    pub product: Option<ProductId>,
    /// With this strategy (id): its own filters, boosts and pins, the shop's rules, and its fallback chain.
    pub strategy: Option<String>,
    /// Or with this ranker alone (name). Without either: Recommended for You for people, Looked at Next for visits,
    /// Bought Together for a product.
    pub ranker: Option<String>,
    /// How they came, where that is known.
    pub came: Came,
    /// The ranker's settings (`days = 30`, `place = city`), in place of what the strategy says.
    pub settings: Vec<(String, String)>,
    /// How many.
    pub n: usize,
    /// As of when; `None` = the shop's now.
    pub at: Option<Moment>,
}

/// The answer.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Recommended {
    /// Name of the strategy, if one was asked.
    pub strategy: Option<String>,
    /// Name of the ranker.
    pub ranker: String,
    /// As of when.
    pub at: Moment,
    /// Best first.
    pub items: Vec<RecommendedItem>,
    /// Why there are fewer than asked, if so.
    pub missing: Option<String>,
    /// What the merchant should know (age of the fit).
    pub notes: Vec<String>,
}

/// One recommended product.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct RecommendedItem {
    /// From 1.
    pub rank: usize,
    /// Which.
    pub product: ProductId,
    /// SKU of its first variant.
    pub sku: Option<String>,
    /// Title.
    pub name: String,
    /// Category path.
    pub category: Option<String>,
    /// Price then.
    pub price: Option<Money>,
    /// Score.
    pub score: f64,
    /// How near the evidence is.
    pub grade: Grade,
    /// Name of what brought it, if it came by a fallback.
    pub fallback: Option<String>,
    /// What tells most of it, in words.
    pub headline: String,
    /// The same with figures.
    pub detail: String,
    /// What boosts, buries and the wish for margin did to its place, if anything.
    pub moved: Option<Moved>,
    /// What boosts and caps did, in sentences.
    pub placed: Vec<String>,
    /// The terms of the score, greatest first.
    pub reasons: Vec<Term>,
}

/// Id of a strategy that is only tried.
const TRIED: &str = "tried-now";

/// The scene with a strategy as `tried-now` whose ranker has other settings.
fn with_settings(
    scene: &Scene,
    source: &StrategyPlan,
    settings: &[(String, String)],
) -> Result<Scene, Error> {
    let mut document = source.document.clone();
    document.id = TRIED.into();
    document.state = State::Live;
    let known = source.ranker.map_or(&[][..], |r| r.card().settings);
    for (name, value) in settings {
        if !known.iter().any(|s| s.name == name) {
            let names: Vec<&str> = known.iter().map(|s| s.name).collect();
            return Err(Error::Asked(match names.is_empty() {
                true => format!("{} has no settings.", document.name),
                false => format!(
                    "{} has no setting `{name}`; it has {}.",
                    document.name,
                    names.join(", ")
                ),
            }));
        }
        match value.parse::<f64>() {
            Ok(number) if number.is_finite() => {
                document.parameters.insert(name.clone(), number);
            }
            _ => {
                document.choices.insert(name.clone(), value.clone());
            }
        }
    }
    let trial = Playbook {
        strategies: vec![document],
        ..Playbook::default()
    };
    Ok(scene.copy().with(&merged(&scene.playbook, &trial)))
}

impl Shop {
    /// Ranked products with reasons, from the same steps that fill a page.
    pub fn recommend(&self, ask: &RecommendAsk) -> Result<Recommended, Error> {
        let page = match (ask.customer, ask.product) {
            (None, Some(_)) => PageType::Product,
            _ => PageType::Home,
        };
        let mut question = Ask::new(ask.customer.map_or(Who::Visitor, Who::Customer), page);
        question.product = ask.product;
        question.session.clone_from(&ask.session);
        question.at = ask.at;
        question.came.clone_from(&ask.came);
        let scene = self.scene_of(&question)?;
        let name = match (&ask.strategy, &ask.ranker, ask.product, ask.customer) {
            (Some(id), ..) => id.as_str(),
            (None, Some(ranker), ..) => ranker.as_str(),
            (None, None, Some(_), None) => "Bought Together",
            (None, None, None, None) if !ask.session.is_empty() => "Looked at Next",
            _ => "Recommended for You",
        };
        let documents = &scene.playbook.strategies;
        let named = match &ask.strategy {
            Some(id) => documents.iter().any(|d| d.id == *id),
            None => true,
        };
        let source = match &ask.strategy {
            Some(_) => scene.book.source(name),
            None => scene.book.ranker(name),
        };
        let Some(source) = source.filter(|_| named) else {
            let (what, known): (_, Vec<&str>) = match &ask.strategy {
                Some(_) => (
                    "strategy",
                    documents.iter().map(|d| d.id.as_str()).collect(),
                ),
                None => (
                    "ranker",
                    crate::recommend::rankers()
                        .iter()
                        .map(|r| r.card().name)
                        .collect(),
                ),
            };
            return Err(Error::Asked(format!(
                "There is no {what} `{name}`; there are {}.",
                known.join(", ")
            )));
        };
        let trial = match ask.settings.is_empty() {
            true => None,
            false => Some(with_settings(&scene, source, &ask.settings)?),
        };
        let (scene, source) = match &trial {
            Some(trial) => (trial, trial.book.source(TRIED).unwrap_or(source)),
            None => (&*scene, source),
        };
        if let Some(problem) = &source.problem {
            return Err(Error::Asked(format!("{name}: {problem}.")));
        }
        let visit = scene.visit(&question);
        self.store.read(|db| {
            let (customer, _) = self.meant(db, scene, &question.who)?;
            let person = scene.person(db, customer, &question.came, &visit)?;
            let inputs = Inputs::new(scene.house(), &person, &visit);
            let block = list(&inputs, source, "", ask.n);
            let mut items = Vec::new();
            for slot in &block.slots {
                let row = scene.row(slot.product);
                let about = About {
                    product: slot.product,
                    customer,
                };
                let (headline, detail) = scene.said(slot, customer);
                items.push(RecommendedItem {
                    rank: slot.slot,
                    product: slot.product,
                    sku: row.and_then(|r| r.sku.clone()),
                    name: scene.title(slot.product),
                    category: row.and_then(|r| r.category.clone()),
                    price: scene.money(row.and_then(|r| r.facts.price)),
                    score: slot.score,
                    grade: slot.grade,
                    fallback: slot.fallback.map(|_| scene.source_name(&slot.from)),
                    headline,
                    detail,
                    moved: slot.moved.clone(),
                    placed: slot.placed(),
                    reasons: scene.terms(db, about, &slot.reasons, ROWS)?,
                });
            }
            Ok(Recommended {
                strategy: ask.strategy.as_ref().map(|_| source.document.name.clone()),
                ranker: block.ranker.unwrap_or_default(),
                at: scene.at,
                items,
                missing: block.empty,
                notes: scene.notes.clone(),
            })
        })
    }
}
