//! Why a product stands where it stands, down to orders and lines of files, and why another is not shown.

use super::preview::{Ask, Grade, Wanted};
use super::terms::{About, Part, ROWS};
pub use super::terms::{Behind, Proof, Term, made_of};
use super::{Error, Shop};
use crate::decide::{Decision, Fate, Inputs, LeftOut, Moved, Trace, page, why_not};
use crate::model::decision::{DecisionId, Step};
use crate::model::ids::{CustomerId, ProductId};
use crate::model::money::Money;
use crate::model::placement::PageType;
use crate::model::time::Moment;
use serde::Serialize;

/// Rows that are gathered so that they can be counted where the words state no count: a person's own.
const COUNTED: usize = 1_000;

/// Why a product stands in a slot.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Why {
    /// The decision behind it.
    pub decision: DecisionId,
    /// For whom.
    pub customer: Option<CustomerId>,
    /// Whom screens name.
    pub who: String,
    /// Which page.
    pub page: PageType,
    /// As of when.
    pub at: Moment,
    /// Which block, from 1.
    pub block: usize,
    /// Its heading.
    pub block_name: String,
    /// Which slot, from 1.
    pub slot: usize,
    /// What stands there.
    pub product: ProductId,
    /// SKU of its first variant.
    pub sku: Option<String>,
    /// Its title.
    pub name: String,
    /// Its price then.
    pub price: Option<Money>,
    /// Pieces in stock then; `None` = not tracked.
    pub stock: Option<i64>,
    /// Category path.
    pub category: Option<String>,
    /// Id of the block's strategy.
    pub strategy: String,
    /// Its name.
    pub strategy_name: String,
    /// What brought the product: the strategy itself, or a member of its fallback chain.
    pub from: String,
    /// Name of the ranker that brought it.
    pub ranker: String,
    /// Place in the fallback chain, from 1.
    pub fallback: Option<usize>,
    /// Who gave it a fixed slot.
    pub pinned_by: Option<String>,
    /// What boosts, buries and the wish for margin moved: `from place 5 to 2 (by Margin 45 %)`.
    pub moved: Option<String>,
    /// How near the evidence is.
    pub grade: Grade,
    /// What tells most of it, in words.
    pub headline: String,
    /// The same with figures.
    pub detail: String,
    /// What boosts and caps did, in sentences; empty if the score alone put it there.
    pub placed: Vec<String>,
    /// The sum of the terms.
    pub score: f64,
    /// What the score is made of, greatest first: the grade is that of the greatest part with a side.
    pub parts: Vec<Part>,
    /// The terms, greatest first.
    pub terms: Vec<Term>,
    /// Every step of the block.
    pub trace: Trace,
}

/// Why a product is not shown on a page.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct WhyNot {
    /// The decision behind it.
    pub decision: DecisionId,
    /// Which product.
    pub product: ProductId,
    /// SKU of its first variant.
    pub sku: Option<String>,
    /// Its title.
    pub name: String,
    /// Whether it is shown after all, in one of the blocks asked about.
    pub shown: bool,
    /// The answer in one sentence, for the block where it came furthest.
    pub answer: String,
    /// That block, from 1; `None` = there is no block.
    pub block: Option<usize>,
    /// Block by block.
    pub blocks: Vec<WhyNotBlock>,
}

impl WhyNot {
    /// What became of it in the block that the answer is about.
    pub fn furthest(&self) -> Option<&WhyNotBlock> {
        self.blocks.iter().find(|b| Some(b.block) == self.block)
    }
}

/// What became of a product in one block.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct WhyNotBlock {
    /// Which block, from 1.
    pub block: usize,
    /// Its heading.
    pub name: String,
    /// Id of its strategy.
    pub strategy: Option<String>,
    /// The slot in which it is shown, if it is.
    pub slot: Option<usize>,
    /// The first step that left it out.
    pub step: Option<Step>,
    /// That step's number, 0 to 8.
    pub step_number: Option<usize>,
    /// Why.
    pub because: Option<String>,
    /// What would have to change.
    pub needed: Option<String>,
    /// Where it would come without that ("would come 11th").
    pub would_come: Option<usize>,
}

impl Shop {
    /// Why a product stands in a slot of a block, both counted from 1, down to orders and lines of files.
    pub fn why(&self, ask: &Ask, block: usize, slot: usize) -> Result<Why, Error> {
        self.why_down_to(ask, block, slot, ROWS)
    }

    /// The same with at most so many rows behind each term.
    pub fn why_down_to(
        &self,
        ask: &Ask,
        block: usize,
        slot: usize,
        most: usize,
    ) -> Result<Why, Error> {
        let scene = self.scene_of(ask)?;
        let wanted = Wanted {
            evidence: most.max(COUNTED),
            ..Wanted::default()
        };
        let (decision, who) = self.decided(&scene, ask, wanted)?;
        let found = decision.blocks.iter().find(|b| b.number == block);
        let Some(found) = found else {
            return Err(Error::Asked(match decision.blocks.len() {
                0 => format!("The {} page has no live layout.", ask.page.word()),
                n => format!("There is no block {block}; the page has 1 to {n}."),
            }));
        };
        if let Some(hidden) = &found.hidden {
            let name = &found.name;
            return Err(Error::Asked(format!(
                "Block {block} ({name}) is hidden: {hidden}."
            )));
        }
        let shown = found.slots.iter().find(|s| s.slot == slot);
        let Some(shown) = shown else {
            return Err(Error::Asked(format!(
                "There is no slot {slot} in block {block} ({}); it has 1 to {}.",
                found.name,
                found.slots.len()
            )));
        };
        let row = scene.row(shown.product);
        let about = About {
            product: shown.product,
            customer: decision.customer,
        };
        let terms = self
            .store
            .read(|db| scene.terms(db, about, &shown.reasons, most))?;
        let (headline, detail) = scene.said(shown, decision.customer);
        let strategy = found.strategy.clone().unwrap_or_default();
        Ok(Why {
            decision: decision.id.clone(),
            customer: decision.customer,
            who,
            page: decision.page,
            at: decision.at,
            block,
            block_name: found.name.clone(),
            slot,
            product: shown.product,
            sku: row.and_then(|r| r.sku.clone()),
            name: scene.title(shown.product),
            price: scene.money(row.and_then(|r| r.facts.price)),
            stock: row.and_then(|r| r.facts.stock),
            category: row.and_then(|r| r.category.clone()),
            strategy_name: scene.source_name(&strategy),
            strategy,
            from: scene.source_name(&shown.from),
            ranker: shown.ranker.clone(),
            fallback: shown.fallback,
            pinned_by: shown.pinned.as_ref().map(|p| p.by.clone()),
            moved: shown.moved.as_ref().map(Moved::words),
            grade: shown.grade,
            headline,
            detail,
            placed: shown.placed(),
            score: shown.score,
            parts: Part::all(&shown.reasons),
            terms,
            trace: found.trace.clone(),
        })
    }

    /// Why a product is not on a page; `block` (from 1) asks about one block only.
    pub fn why_not(
        &self,
        ask: &Ask,
        product: ProductId,
        block: Option<usize>,
    ) -> Result<WhyNot, Error> {
        let scene = self.scene_of(ask)?;
        let (decision, _) = self.decided(&scene, ask, Wanted::whole())?;
        if let Some(n) = block
            && !decision.blocks.iter().any(|b| b.number == n)
        {
            let all = decision.blocks.len();
            return Err(Error::Asked(format!(
                "There is no block {n}; the page has 1 to {all}."
            )));
        }
        let number = scene.engine.number(product);
        let fates = why_not(&decision, &scene.goods, number);
        let supposed = self.store.read(|db| {
            let (customer, _) = self.meant(db, &scene, &ask.who)?;
            let visit = scene.visit(ask);
            let person = scene.person(db, customer, &ask.came, &visit)?;
            let mut inputs = Inputs::new(scene.house(), &person, &visit);
            inputs.whole = true;
            inputs.suppose = Some(product);
            Ok::<_, Error>(page(&inputs))
        })?;
        let would = why_not(&supposed, &scene.goods, number);
        let blocks: Vec<WhyNotBlock> = decision
            .blocks
            .iter()
            .zip(fates.iter().zip(&would))
            .filter(|(b, _)| block.is_none_or(|n| n == b.number))
            .map(|(b, (fate, would))| {
                let (because, needed) = told(fate);
                WhyNotBlock {
                    block: b.number,
                    name: b.name.clone(),
                    strategy: b.strategy.clone(),
                    slot: match fate {
                        Fate::Shown(slot) => Some(*slot),
                        _ => None,
                    },
                    step: fate.step(),
                    step_number: fate.step().map(Step::number),
                    because,
                    needed,
                    would_come: match (fate, would) {
                        (Fate::Out(LeftOut::Behind { place, .. }), _) => Some(*place),
                        (Fate::Out(_), Fate::Shown(slot)) => Some(*slot),
                        (Fate::Out(_), Fate::Out(LeftOut::Behind { place, .. })) => Some(*place),
                        _ => None,
                    },
                }
            })
            .collect();
        let row = scene.row(product);
        let name = scene.title(product);
        Ok(WhyNot {
            decision: decision.id.clone(),
            product,
            sku: row.and_then(|r| r.sku.clone()),
            shown: blocks.iter().any(|b| b.slot.is_some()),
            answer: answer(&name, &decision, &blocks),
            block: furthest(&blocks).map(|b| b.block),
            name,
            blocks,
        })
    }
}

/// Why, and what would have to change.
fn told(fate: &Fate) -> (Option<String>, Option<String>) {
    match fate {
        Fate::Shown(_) => (None, None),
        Fate::Out(why) => (Some(why.to_string()), Some(why.needed())),
        Fate::Hidden(why) => (Some(format!("the block is hidden: {why}")), None),
        Fate::NotRanked(missing) => (
            Some(format!("the ranker could not rank: {missing}")),
            Some(missing.clone()),
        ),
        Fate::Unknown => (Some("the shop does not know this product".into()), None),
    }
}

/// The block where it is shown, else the one where it came furthest.
fn furthest(blocks: &[WhyNotBlock]) -> Option<&WhyNotBlock> {
    let shown = blocks.iter().find(|b| b.slot.is_some());
    shown.or_else(|| {
        blocks.iter().max_by_key(|b| {
            let closer = b.would_come.map(std::cmp::Reverse);
            (b.step, closer, std::cmp::Reverse(b.block))
        })
    })
}

/// The answer for that block.
fn answer(name: &str, decision: &Decision, blocks: &[WhyNotBlock]) -> String {
    let Some(best) = furthest(blocks) else {
        return format!(
            "There is no live layout for the {} page.",
            decision.page.word()
        );
    };
    if let Some(slot) = best.slot {
        return format!(
            "{name} is shown: block {} ({}), slot {slot}.",
            best.block, best.name
        );
    }
    let because = best.because.as_deref().unwrap_or_default();
    let step = match best.step {
        Some(step) => format!("step {} of 8, {step}", step.number()),
        None => "the start".into(),
    };
    let mut said = format!(
        "{name} was left out of “{}” at {step}: {because}.",
        best.name
    );
    if best.step == Some(Step::Filters)
        && let Some(place) = best.would_come
    {
        said.push_str(&format!(" Without that it would come at place {place}."));
    }
    said
}
