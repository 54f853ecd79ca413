//! The shop's documents made ready: expressions turned into sets of products, names into products and rankers, so
//! that a decision only combines sets.

use super::among::Among;
use super::expression::{Test, over_products};
use super::goods::Goods;
use super::left_out::LeftOut;
use crate::model::decision::hash;
use crate::model::experiment::Experiment;
use crate::model::layout::Layout;
use crate::model::playbook::{Playbook, write};
use crate::model::product::ProductStatus;
use crate::model::rule::{Rule, Verb};
use crate::model::strategy::{PriceBand, State, Strategy, short_name};
use crate::model::time::Moment;
use crate::recommend::{Allowed, Engine, Ranker, Readiness, rankers};
use crate::targeting::facts::ProductFacts;
use crate::targeting::vocabulary::Vocabulary;
use crate::targeting::when::AsOf;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Reads an expression over products; the error is for the merchant.
pub type Reader<'a> = dyn Fn(&str) -> Result<Test, String> + 'a;

/// The products that pass one filter, and why the others do not.
pub type Mask = (Arc<Allowed>, LeftOut);

/// All documents of a shop as of one moment.
#[derive(Clone, Default)]
pub struct Book {
    /// Strategies in list order, then one for every ranker that may stand in a fallback chain by its name.
    pub strategies: Vec<StrategyPlan>,
    /// Rules, greatest priority first, then in list order.
    pub rules: Vec<RulePlan>,
    /// Layouts in list order.
    pub layouts: Vec<Layout>,
    /// Experiments in list order.
    pub experiments: Vec<Experiment>,
    /// What cannot be read: document id and problem.
    pub problems: Vec<(String, String)>,
    /// Names this very set of documents.
    pub version: String,
    by_name: FxHashMap<String, usize>,
    documents: usize,
}

/// A strategy made ready.
#[derive(Clone)]
pub struct StrategyPlan {
    /// The document.
    pub document: Strategy,
    /// Its algorithm.
    pub ranker: Option<&'static dyn Ranker>,
    /// Whose doings it counts; `None` = everybody's.
    pub among: Option<Among>,
    /// How much it has of what it needs.
    pub readiness: Option<Readiness>,
    /// Its filters in order.
    pub masks: Vec<Mask>,
    /// All filters together.
    pub allowed: Arc<Allowed>,
    /// Its boosts: products, name, multiplier.
    pub boosts: Vec<Weight>,
    /// What its wish for margin multiplies each product by, by number; `None` = no such wish.
    pub margins: Option<Arc<Vec<Margin>>>,
    /// Its pins: slot from 1, product, sponsored.
    pub pins: Vec<(usize, u32, bool)>,
    /// The products of its manual list.
    pub manual: Vec<u32>,
    /// Why it cannot be shown at all.
    pub problem: Option<String>,
}

/// A rule made ready.
#[derive(Clone)]
pub struct RulePlan {
    /// The document.
    pub document: Rule,
    /// Its name, shared with the reasons.
    pub name: Arc<str>,
    /// The products that it names; `None` = it names none by expression.
    pub names: Option<Arc<Allowed>>,
    /// The products that it does not name: what a `hide` keeps.
    pub others: Option<Arc<Allowed>>,
    /// The product that it pins.
    pub pin: Option<u32>,
    /// Why it cannot be applied.
    pub problem: Option<String>,
}

/// A multiplier on some products.
#[derive(Clone)]
pub struct Weight {
    /// Which.
    pub products: Arc<Allowed>,
    /// What reasons call it.
    pub name: String,
    /// By how much.
    pub times: f64,
}

/// What a wish for margin makes of one product.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Margin {
    /// The multiplier.
    pub times: f64,
    /// Whole percent of the price; `None` = not known: the average of the others stands for it.
    pub percent: Option<i64>,
}

impl Book {
    /// Makes the documents ready for the products of one moment.
    pub fn compile(
        playbook: &Playbook,
        engine: &Engine,
        goods: &Goods,
        vocabulary: &Vocabulary,
        as_of: &AsOf,
    ) -> Book {
        let read = |text: &str| over_products(text, vocabulary, as_of);
        Book::compile_with(playbook, engine, goods, as_of.now, &read)
    }

    /// The same with another way to read expressions.
    pub fn compile_with(
        playbook: &Playbook,
        engine: &Engine,
        goods: &Goods,
        now: Moment,
        read: &Reader<'_>,
    ) -> Book {
        let shelf = Shelf::new(engine, goods, now, read);
        let mut book = Book {
            layouts: playbook.layouts.clone(),
            experiments: playbook.experiments.clone(),
            version: version(playbook),
            ..Book::default()
        };
        for document in &playbook.strategies {
            book.add(shelf.strategy(document));
        }
        book.documents = book.strategies.len();
        for ranker in rankers() {
            let card = ranker.card();
            book.add(shelf.strategy(&Strategy {
                id: card.id.into(),
                name: card.name.into(),
                ranker: card.name.into(),
                state: State::Live,
                ..Strategy::default()
            }));
        }
        book.rules = playbook.rules.iter().map(|r| shelf.rule(r)).collect();
        book.rules
            .sort_by_key(|r| std::cmp::Reverse(r.document.priority));
        book.problems = book.find_problems();
        book
    }

    /// Every problem with the id of its document.
    fn find_problems(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for plan in self.strategies.iter().take(self.documents) {
            let id = &plan.document.id;
            found.extend(plan.problem.iter().map(|p| (id.clone(), p.clone())));
            for name in &plan.document.fallback {
                if self.source(name).is_none() {
                    found.push((
                        id.clone(),
                        format!("its fallback `{name}` is neither a strategy nor a ranker"),
                    ));
                }
            }
        }
        for rule in &self.rules {
            let id = &rule.document.id;
            found.extend(rule.problem.iter().map(|p| (id.clone(), p.clone())));
            let documents = || self.strategies.iter().take(self.documents);
            for name in &rule.document.except {
                if !documents().any(|s| s.document.id == *name) {
                    found.push((
                        id.clone(),
                        format!("it excepts the strategy `{name}`, which does not exist"),
                    ));
                }
            }
        }
        for layout in &self.layouts {
            for (n, block) in (1..).zip(&layout.blocks) {
                for name in block.strategies.iter().chain(&block.default) {
                    if self.source(name).is_none() {
                        found.push((
                            layout.id.clone(),
                            format!("block {n} names the strategy `{name}`, which does not exist"),
                        ));
                    }
                }
            }
        }
        for experiment in &self.experiments {
            for name in experiment.arms.iter().filter_map(|a| a.strategy.as_ref()) {
                if self.source(name).is_none() {
                    found.push((
                        experiment.id.clone(),
                        format!("it tests the strategy `{name}`, which does not exist"),
                    ));
                }
            }
        }
        found
    }

    fn add(&mut self, plan: StrategyPlan) {
        self.by_name
            .entry(short_name(&plan.document.id))
            .or_insert(self.strategies.len());
        self.strategies.push(plan);
    }

    /// The strategy with this id, else the plain strategy of the ranker with this name; blanks, dashes and
    /// underscores are the same.
    pub fn source(&self, name: &str) -> Option<&StrategyPlan> {
        self.strategies.get(*self.by_name.get(&short_name(name))?)
    }

    /// The plain strategy of a ranker, by its name: no filters, boosts or fallback of its own.
    pub fn ranker(&self, name: &str) -> Option<&StrategyPlan> {
        let wanted = short_name(name);
        self.strategies.iter().skip(self.documents).find(|plan| {
            let card = plan.ranker.map(|r| r.card());
            card.is_some_and(|c| short_name(c.id) == wanted || short_name(c.name) == wanted)
        })
    }

    /// Every group text that some document asks about.
    pub fn groups(&self) -> BTreeSet<&str> {
        let strategies = self.strategies.iter().map(|s| &s.document.group);
        let rules = self.rules.iter().map(|r| &r.document.when);
        let layouts = self.layouts.iter().map(|l| &l.group);
        let experiments = self.experiments.iter().map(|e| &e.group);
        strategies
            .chain(rules)
            .chain(layouts)
            .chain(experiments)
            .filter_map(|group| group.as_deref())
            .collect()
    }

    /// The people whose doings some strategy counts.
    pub fn crowds(&self) -> BTreeSet<&Among> {
        let all = self.strategies.iter();
        all.filter_map(|s| s.among.as_ref()).collect()
    }

    /// Whether some live strategy caps how often a person sees it.
    pub fn caps_frequency(&self) -> bool {
        self.strategies
            .iter()
            .any(|s| s.document.state.on() && s.document.caps.frequency.is_some())
    }
}

/// Names a set of documents: a hash of all that is in them.
fn version(playbook: &Playbook) -> String {
    let text = write(playbook).unwrap_or_else(|_| format!("{playbook:?}"));
    format!("{:016x}", hash([text.as_str()]))
}

/// The sets that all documents share.
struct Shelf<'a> {
    engine: &'a Engine,
    goods: &'a Goods,
    now: Moment,
    read: &'a Reader<'a>,
    goods_only: Mask,
    published: Mask,
    in_stock: Mask,
}

impl<'a> Shelf<'a> {
    fn new(engine: &'a Engine, goods: &'a Goods, now: Moment, read: &'a Reader<'a>) -> Shelf<'a> {
        let only = |test: &dyn Fn(&ProductFacts) -> bool| Arc::new(goods.only(engine, test));
        Shelf {
            engine,
            goods,
            now,
            read,
            goods_only: (only(&|_| true), LeftOut::Service),
            published: (
                only(&|f| f.status == ProductStatus::Published),
                LeftOut::NotPublished,
            ),
            in_stock: (only(&|f| f.stock.is_none_or(|n| n > 0)), LeftOut::SoldOut),
        }
    }

    fn expression(&self, text: &str) -> Result<Arc<Allowed>, String> {
        let test = (self.read)(text)?;
        Ok(Arc::new(self.goods.only(self.engine, test)))
    }

    fn strategy(&self, document: &Strategy) -> StrategyPlan {
        let mut problem = None;
        let mut fail = |what: String| problem = problem.take().or(Some(what));
        let wanted = short_name(&document.ranker);
        let ranker = rankers()
            .iter()
            .copied()
            .find(|r| short_name(r.card().id) == wanted || short_name(r.card().name) == wanted);
        if ranker.is_none() {
            let names: Vec<&str> = rankers().iter().map(|r| r.card().name).collect();
            fail(format!(
                "no ranker is called `{}`; there are {}",
                document.ranker,
                names.join(", ")
            ));
        }
        let among = Among::of(document, ranker).unwrap_or_else(|what| {
            fail(what);
            None
        });
        let mut masks = vec![self.goods_only.clone(), self.published.clone()];
        if !document.sold_out {
            masks.push(self.in_stock.clone());
        }
        if let Some(band) = document.price {
            let fits = move |f: &ProductFacts| in_band(f, band);
            masks.push((Arc::new(self.goods.only(self.engine, fits)), LeftOut::Price));
        }
        if let Some(filter) = &document.filter {
            match self.expression(filter) {
                Ok(set) => masks.push((set, LeftOut::Filter(filter.as_str().into()))),
                Err(what) => fail(format!("its filter cannot be read: {what}")),
            }
        }
        if !document.wishes.exclude.is_empty() {
            let mut out = Allowed::none(self.engine.items().len());
            for name in &document.wishes.exclude {
                match self.goods.named(name) {
                    Some(product) => out.insert(product),
                    None => fail(format!(
                        "exclude `{name}`: no product has this SKU, handle, id or name"
                    )),
                }
            }
            let rest = self.engine.allowed(|n, _| !out.contains(n));
            masks.push((Arc::new(rest), LeftOut::Excluded));
        }
        let mut boosts = Vec::new();
        for boost in &document.boosts {
            match self.expression(&boost.when) {
                Ok(products) => boosts.push(Weight {
                    products,
                    name: boost.name.clone(),
                    times: boost.times,
                }),
                Err(what) => fail(format!("boost “{}” cannot be read: {what}", boost.name)),
            }
        }
        let mut pins = Vec::new();
        for pin in &document.pins {
            match self.goods.named(&pin.product) {
                Some(product) => pins.push((pin.slot, product, pin.sponsored)),
                None => fail(format!(
                    "pin `{}`: no product has this SKU, handle, id or name",
                    pin.product
                )),
            }
        }
        let mut manual = Vec::new();
        for name in &document.manual_list {
            match self.goods.named(name) {
                Some(product) => manual.push(product),
                None => fail(format!(
                    "manual list `{name}`: no product has this SKU, handle, id or name"
                )),
            }
        }
        StrategyPlan {
            document: document.clone(),
            among,
            ranker,
            readiness: ranker.map(|r| r.readiness(self.engine, self.now)),
            allowed: together(&masks),
            masks,
            boosts,
            margins: document.wishes.margin.map(|wish| self.margins(wish)),
            pins,
            manual,
            problem,
        }
    }

    /// What a wish for margin multiplies each product by.
    fn margins(&self, wish: f64) -> Arc<Vec<Margin>> {
        let facts = self.goods.facts();
        let known: Vec<i64> = facts.iter().filter_map(ProductFacts::margin).collect();
        let average = known.iter().sum::<i64>() as f64 / known.len().max(1) as f64;
        let times = |margin: f64| (1.0 + wish * (margin / 10_000.0).clamp(-0.9, 1.0)).max(0.1);
        let of = |facts: &ProductFacts| Margin {
            times: times(facts.margin().map_or(average, |m| m as f64)),
            percent: facts.margin().map(|m| (m + 50).div_euclid(100)),
        };
        Arc::new(facts.iter().map(of).collect())
    }

    fn rule(&self, document: &Rule) -> RulePlan {
        let mut plan = RulePlan {
            name: document.name.as_str().into(),
            document: document.clone(),
            names: None,
            others: None,
            pin: None,
            problem: None,
        };
        let Some(what) = &document.what else {
            return plan;
        };
        if document.then == Verb::Pin {
            plan.pin = self.goods.named(what);
            if plan.pin.is_none() {
                plan.problem = Some(format!(
                    "no product has the SKU, handle, id or name `{what}`"
                ));
            }
            return plan;
        }
        match self.expression(what) {
            Ok(set) => {
                let others = self.engine.allowed(|n, _| !set.contains(n));
                plan.others = Some(Arc::new(others));
                plan.names = Some(set);
            }
            Err(problem) => plan.problem = Some(format!("it cannot be read: {problem}")),
        }
        plan
    }
}

fn in_band(facts: &ProductFacts, band: PriceBand) -> bool {
    let exact = |bound: f64| (bound * 10_000.0).round() as i64;
    facts.price.is_some_and(|price| {
        band.from.is_none_or(|from| exact(from) <= price.0)
            && band.to.is_none_or(|to| price.0 <= exact(to))
    })
}

fn together(masks: &[Mask]) -> Arc<Allowed> {
    let mut all = masks
        .first()
        .map_or_else(Allowed::default, |(set, _)| Allowed::clone(set));
    for (set, _) in masks.iter().skip(1) {
        all.keep(set);
    }
    Arc::new(all)
}
