//! Why a product is not in a block: the first step that left it out.

use super::decision::{Block, Decision};
use super::goods::Goods;
use super::left_out::LeftOut;
use crate::model::decision::Step;
use crate::model::ids::ProductId;
use rustc_hash::FxHashMap;

/// What became of a product in one block.
#[derive(Clone, PartialEq, Debug)]
pub enum Fate {
    /// Shown in this slot, from 1.
    Shown(usize),
    /// Left out.
    Out(LeftOut),
    /// No strategy could be shown, or the block hides: why.
    Hidden(String),
    /// The ranker could not rank at all: what it lacked.
    NotRanked(String),
    /// The shop does not know the product.
    Unknown,
}

impl Fate {
    /// The step that decided.
    pub fn step(&self) -> Option<Step> {
        match self {
            Fate::Shown(_) | Fate::Unknown => None,
            Fate::Out(why) => Some(why.step()),
            Fate::Hidden(_) => Some(Step::Choose),
            Fate::NotRanked(_) => Some(Step::Inputs),
        }
    }
}

/// The fate of a product in every block of a decision, by block. A decision that ranked everything
/// (`Inputs::whole`) gives exact places.
pub fn why_not(decision: &Decision, goods: &Goods, number: Option<u32>) -> Vec<Fate> {
    let product = number.and_then(|n| Some((goods.id(n)?, n)));
    let fate = |block: &Block| match product {
        Some((id, number)) => in_block(block, id, number),
        None => Fate::Unknown,
    };
    decision.blocks.iter().map(fate).collect()
}

/// The fates of every product of the shop in every block, product by product. What takes long for one product (its place
/// in the ranking) is looked up once for all.
pub fn fates<'a>(
    decision: &'a Decision,
    goods: &'a Goods,
) -> impl Iterator<Item = (ProductId, u32, Vec<Fate>)> + 'a {
    let places: Vec<FxHashMap<ProductId, usize>> = decision
        .blocks
        .iter()
        .map(|block| {
            let order = block.trace.0.iter();
            let mut order = order.filter(|p| p.source == 0 && p.step == Step::Boost);
            let order = order.next_back().map_or(&[][..], |p| &p.order);
            order.iter().zip(0..).map(|((p, _), at)| (*p, at)).collect()
        })
        .collect();
    (0..).zip(goods.facts()).map(move |(number, facts)| {
        let blocks = decision.blocks.iter().zip(&places);
        let fates = blocks
            .map(|(block, places)| fate(block, facts.id, number, |p| places.get(&p).copied()))
            .collect();
        (facts.id, number, fates)
    })
}

fn in_block(block: &Block, product: ProductId, number: u32) -> Fate {
    fate(block, product, number, |product| {
        let ranked = block.trace.0.iter();
        let mut ranked = ranked.filter(|p| p.source == 0 && p.step == Step::Boost);
        let order = &ranked.next_back()?.order;
        order.iter().position(|(p, _)| *p == product)
    })
}

/// The fate of a product in a block; `place_of` says where it stands in the ranking, counted from 0.
fn fate(
    block: &Block,
    product: ProductId,
    number: u32,
    place_of: impl Fn(ProductId) -> Option<usize>,
) -> Fate {
    if let Some(slot) = block.slots.iter().find(|s| s.product == product) {
        return Fate::Shown(slot.slot);
    }
    let hidden = || Fate::Hidden(block.hidden.clone().unwrap_or_default());
    if block.strategy.is_none() {
        return hidden();
    }
    for passage in block.trace.0.iter().filter(|p| p.source == 0) {
        if let Some(why) = passage.why(product, number) {
            return Fate::Out(why.clone());
        }
    }
    if let Some(place) = place_of(product) {
        return match block.hidden {
            Some(_) => hidden(),
            None => Fate::Out(LeftOut::Behind {
                place: place + 1,
                size: block.size,
            }),
        };
    }
    let inputs = block
        .trace
        .0
        .iter()
        .find(|p| p.source == 0 && p.step == Step::Inputs);
    match inputs.and_then(|p| p.what.strip_prefix("missing: ")) {
        Some(missing) => Fate::NotRanked(missing.to_owned()),
        None => Fate::Out(LeftOut::NoReason),
    }
}
