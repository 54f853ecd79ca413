//! Step 6: nothing twice on a page, and not too much of one brand, category or price in a block.

use super::context::Context;
use super::left_out::LeftOut;
use super::rank::Candidate;
use crate::model::ids::ProductId;
use crate::model::strategy::Caps;
use std::sync::Arc;

/// What stands in a block so far.
pub(crate) struct Taken {
    caps: Caps,
    numbers: Vec<u32>,
}

/// What became of a list of candidates.
#[derive(Default)]
pub(crate) struct Picked {
    /// Places in the list, in order.
    pub(crate) places: Vec<usize>,
    /// Left out, with why; those behind the last slot are not among them.
    pub(crate) left_out: Vec<(ProductId, LeftOut)>,
}

impl Taken {
    pub(crate) fn new(caps: Caps) -> Taken {
        Taken {
            caps,
            numbers: Vec::new(),
        }
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
            match self.barrier(context, &numbers, number) {
                Some(why) => picked.left_out.push((candidate.ranked.product, why)),
                None => {
                    numbers.push(number);
                    picked.places.push(place);
                }
            }
        }
        picked
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
