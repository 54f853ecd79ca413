//! Step 6: nothing twice on a page, not too much of one brand, category or price in a block, and as much that is new to
//! the person, or no best seller, as is wished for.

use super::context::Context;
use super::left_out::LeftOut;
use super::rank::Candidate;
use super::wishes;
use crate::model::ids::ProductId;
use crate::model::strategy::{Caps, Strategy};
use crate::recommend::{Allowed, head};
use std::sync::Arc;

/// What stands in a block so far.
pub(crate) struct Taken {
    caps: Caps,
    numbers: Vec<u32>,
    /// What a wish leaves room for: some products, and how many of them at most.
    rooms: Vec<Room>,
}

struct Room {
    products: Allowed,
    most: usize,
    why: fn(usize) -> LeftOut,
}

/// What became of a list of candidates.
#[derive(Default)]
pub(crate) struct Picked {
    /// Places in the list, in order.
    pub(crate) places: Vec<usize>,
    /// Left out, with why; those behind the last slot are not among them.
    pub(crate) left_out: Vec<(ProductId, LeftOut)>,
    /// How many were left out before each of `places`.
    pub(crate) passed: Vec<usize>,
}

impl Taken {
    pub(crate) fn new(context: &Context<'_>, document: &Strategy, size: usize) -> Taken {
        let wishes = &document.wishes;
        let most = |share: f64| ((1.0 - share) * size as f64 + 1e-9) as usize;
        let seen = wishes.novelty.filter(|share| *share > 0.0);
        let seen = seen.map(|share| Room {
            products: wishes::known(context),
            most: most(share),
            why: LeftOut::SeenCap,
        });
        let head = wishes.long_tail.filter(|share| *share > 0.0);
        let head = head.map(|share| Room {
            products: head::head(context.inputs.house.engine, context.inputs.visit.at),
            most: most(share),
            why: LeftOut::HeadCap,
        });
        Taken {
            caps: document.caps,
            numbers: Vec::new(),
            rooms: seen.into_iter().chain(head).collect(),
        }
    }

    /// Whether some wish keeps products back while there are others.
    pub(crate) fn wishes(&self) -> bool {
        !self.rooms.is_empty()
    }

    /// Counts a product that stands in the block.
    pub(crate) fn take(&mut self, number: u32) {
        self.numbers.push(number);
    }

    /// The first `room` candidates that may stand beside what is there.
    pub(crate) fn pick(
        &self,
        context: &Context<'_>,
        candidates: &[Candidate],
        room: usize,
    ) -> Picked {
        self.pick_beside(context, candidates, room, &[])
    }

    /// As `pick`, but a wish leaves no slot empty: what it kept back fills those that nothing else can fill.
    pub(crate) fn pick_all(
        &self,
        context: &Context<'_>,
        candidates: &[Candidate],
        room: usize,
    ) -> Picked {
        let wished = self.pick(context, candidates, room);
        let kept_back = |why: &LeftOut| matches!(why, LeftOut::SeenCap(_) | LeftOut::HeadCap(_));
        let kept_back: Vec<ProductId> = wished
            .left_out
            .iter()
            .filter(|(_, why)| kept_back(why))
            .map(|(product, _)| *product)
            .take(room - wished.places.len().min(room))
            .collect();
        match kept_back.is_empty() {
            true => wished,
            false => self.pick_beside(context, candidates, room, &kept_back),
        }
    }

    fn pick_beside(
        &self,
        context: &Context<'_>,
        candidates: &[Candidate],
        room: usize,
        anyway: &[ProductId],
    ) -> Picked {
        let mut picked = Picked::default();
        let mut numbers = self.numbers.clone();
        for (place, candidate) in candidates.iter().enumerate() {
            if picked.places.len() == room {
                break;
            }
            let number = candidate.number;
            if numbers.contains(&number) {
                continue;
            }
            let wish = || match anyway.contains(&candidate.ranked.product) {
                true => None,
                false => self.kept_back(&numbers, number),
            };
            match self.barrier(context, &numbers, number).or_else(wish) {
                Some(why) => picked.left_out.push((candidate.ranked.product, why)),
                None => {
                    numbers.push(number);
                    picked.places.push(place);
                    picked.passed.push(picked.left_out.len());
                }
            }
        }
        picked
    }

    fn kept_back(&self, numbers: &[u32], number: u32) -> Option<LeftOut> {
        let full = self.rooms.iter().find(|room| {
            let beside = numbers.iter().filter(|n| room.products.contains(**n));
            room.products.contains(number) && beside.count() >= room.most
        });
        full.map(|room| (room.why)(room.most))
    }

    fn barrier(&self, context: &Context<'_>, numbers: &[u32], number: u32) -> Option<LeftOut> {
        if let Some((_, block)) = context.shown.iter().find(|(n, _)| *n == number) {
            return Some(LeftOut::OnPage(Arc::clone(block)));
        }
        let goods = context.inputs.house.goods;
        let own = goods.get(number)?;
        let beside = || numbers.iter().filter_map(|n| goods.get(*n));
        if let (Some(cap), Some(brand)) = (self.caps.brand, &own.brand)
            && beside().filter(|f| f.brand.as_ref() == Some(brand)).count() >= cap
        {
            return Some(LeftOut::BrandCap(cap));
        }
        if let (Some(cap), Some(category)) = (self.caps.category, &own.category)
            && beside()
                .filter(|f| f.category.as_ref() == Some(category))
                .count()
                >= cap
        {
            return Some(LeftOut::CategoryCap(cap));
        }
        if let (Some(cap), Some(band)) = (self.caps.price_band, own.price.map(|p| doubling(p.0)))
            && beside()
                .filter(|f| f.price.map(|p| doubling(p.0)) == Some(band))
                .count()
                >= cap
        {
            return Some(LeftOut::PriceCap(cap));
        }
        None
    }
}

/// Prices of one band differ by less than the double: 1 to 2, 2 to 4, 4 to 8 ...
fn doubling(price: i64) -> u32 {
    price.max(1).ilog2()
}
