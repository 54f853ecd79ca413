//! Of the history's kind: what products with few orders have in common with what a person bought or looked at.
//!
//! A product that came yesterday has no history that could speak for it; its words, category, brand and price do, the
//! less the more often it was bought.

use super::Engine;
use super::choice::ln1p;
use super::content::Content;
use super::parts::Seed;
use crate::model::time::Moment;
use std::sync::Arc;

/// Products of the history that speak, the weightiest.
const SPEAKING: usize = 10;
/// With this many orders the kind speaks half as loud.
const HALF_AT: f64 = 5.0;
/// With more orders than these it says nothing any more.
const YOUNG: u32 = 20;
/// The best that become candidates.
const CANDIDATES: usize = 40;
/// A word that more products have than these, and more than one in `COMMON_WORD`, says too little of any.
const FEW: usize = 20;
const COMMON_WORD: usize = 20;
/// A hundredth of perfect likeness says next to nothing.
const LEAST: f64 = 0.01;

const WORDS: f64 = 0.5;
const CATEGORY: f64 = 0.3;
const BRAND: f64 = 0.1;
const PRICE: f64 = 0.1;

/// How much each young product is of the history's kind.
pub(crate) struct Kind {
    content: Arc<Content>,
    /// 0 to 1 by number; 0 for what is not young.
    likeness: Vec<f64>,
}

/// Likeness of two products from 0 to 1, given that of their words; 0 where neither words nor category are shared.
fn likeness(content: &Content, a: u32, b: u32, words: f64) -> f64 {
    let category = match content.shared_path(a, b) {
        (_, 0) => 0.0,
        (shared, of) => shared as f64 / of as f64,
    };
    if words == 0.0 && category == 0.0 {
        return 0.0;
    }
    let brand = f64::from(u8::from(content.same_brand(a, b)));
    WORDS * words + CATEGORY * category + BRAND * brand + PRICE * content.price_closeness(a, b)
}

impl Kind {
    /// `None` where there is no history, or nothing but ids is known of products. `orders`: with each product so far.
    pub(crate) fn of(
        engine: &Engine,
        seeds: &[Seed],
        orders: &dyn Fn(u32) -> u32,
        now: Moment,
    ) -> Option<Kind> {
        let content = engine.content(now);
        if seeds.is_empty() || content.is_bare() {
            return None;
        }
        let count = engine.items().len();
        let speaking = &seeds[..seeds.len().min(SPEAKING)];
        let all: f64 = speaking.iter().map(|s| s.weight).sum();
        let common = (content.known() / COMMON_WORD).max(FEW);
        let mut kind = Kind {
            likeness: vec![0.0; count],
            content: Arc::clone(&content),
        };
        let mut words = vec![0.0; count];
        let mut met: Vec<u32> = Vec::new();
        for seed in speaking {
            // Only what shares a word or lies right in the same category is looked at.
            met.extend_from_slice(content.same_leaf(seed.product));
            content.each_alike(seed.product, common, |p, part| {
                words[p as usize] += part;
                met.push(p);
            });
            met.sort_unstable();
            met.dedup();
            for p in met.drain(..) {
                let words = std::mem::take(&mut words[p as usize]);
                let orders = orders(p);
                if orders <= YOUNG && p != seed.product {
                    let youth = HALF_AT / (HALF_AT + f64::from(orders));
                    let like = likeness(&content, seed.product, p, words) * youth;
                    kind.likeness[p as usize] += like * seed.weight / all.max(1e-12);
                }
            }
        }
        Some(kind)
    }

    /// From 0 to `ln 101`.
    pub(crate) fn sign(&self, product: u32) -> f64 {
        ln1p(self.likeness[product as usize] / LEAST)
    }

    /// The most alike among some products, ties by id.
    pub(crate) fn best(&self, engine: &Engine, may: impl Fn(u32) -> bool) -> Vec<u32> {
        let all = (0..).zip(&self.likeness);
        let mut all: Vec<(u32, f64)> = all
            .filter(|(p, like)| **like > 0.0 && may(*p))
            .map(|(p, like)| (p, *like))
            .collect();
        let ids = engine.ids();
        all.sort_unstable_by(|a, b| {
            let by_id = ids[a.0 as usize].cmp(&ids[b.0 as usize]);
            b.1.total_cmp(&a.1).then(by_id)
        });
        all.truncate(CANDIDATES);
        all.into_iter().map(|(p, _)| p).collect()
    }

    /// The product of the history that a young one is most like, and what both share in words.
    pub(crate) fn shared(&self, seeds: &[Seed], product: u32) -> Option<(u32, Vec<String>)> {
        let content = &self.content;
        let speaking = seeds.iter().take(SPEAKING);
        let mut best: Option<(u32, f64)> = None;
        for seed in speaking.filter(|s| s.product != product) {
            let like = likeness(
                content,
                seed.product,
                product,
                content.cosine(seed.product, product),
            );
            let like = like * seed.weight;
            if like > 0.0 && best.is_none_or(|(_, most)| like > most) {
                best = Some((seed.product, like));
            }
        }
        let (like, _) = best?;
        let mut shared = Vec::new();
        let words = content.shared_words(like, product);
        if !words.is_empty() {
            let quoted: Vec<String> = words.iter().map(|w| format!("“{w}”")).collect();
            shared.push(format!("both say {}", quoted.join(", ")));
        }
        if content.shared_path(like, product).0 > 0 {
            shared.push("same category".into());
        }
        if content.same_brand(like, product) {
            shared.push("same brand".into());
        }
        if content.price_closeness(like, product) > 0.7 {
            shared.push("about the same price".into());
        }
        Some((like, shared))
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use super::super::for_you::ForYou;
    use super::super::{Because, Grade};
    use super::*;
    use crate::model::ids::{CustomerId, ProductId};

    /// A tent and a hose sell; product 3, a tent, and 4, a lamp, came yesterday.
    fn shop_with(titles: bool) -> Engine {
        let mut all = items(&["Dome Tent", "Garden Hose", "Tunnel Tent", "Camp Lamp"]);
        for (item, category) in
            all.iter_mut()
                .zip(["Camping > Tents", "Garden", "Camping > Tents", "Light"])
        {
            item.category = Some(category.into());
            if !titles {
                (item.title, item.category) = (String::new(), None);
            }
        }
        let facts: Vec<_> = (1..=6).map(|n| bought(n, 1 + n % 2, n, n)).collect();
        Engine::build(all, facts)
    }

    #[test]
    fn a_product_without_orders_is_placed_by_its_kind_and_says_so() {
        let engine = shop_with(true);
        let mut request = ask(7);
        // Customer 2 bought the tent.
        request.customer = Some(CustomerId(2));
        let got = rank(&ForYou, &engine, &request);
        let order: Vec<i64> = got.items.iter().map(|i| i.product.0).collect();
        assert!(order.contains(&3) && !order.contains(&4), "{order:?}");
        let tent = got.items.iter().find(|i| i.product.0 == 3).unwrap();
        assert_eq!(tent.grade, Grade::Personal);
        let Because::LikeHistory {
            product,
            shared,
            orders,
        } = &tent.reasons[0].because
        else {
            panic!("{tent:?}");
        };
        assert_eq!((*product, *orders), (ProductId(1), 0));
        assert_eq!(shared, &["both say “tent”", "same category"]);
    }

    #[test]
    fn without_words_there_is_no_such_part() {
        let engine = shop_with(false);
        let mut request = ask(7);
        request.customer = Some(CustomerId(2));
        let got = rank(&ForYou, &engine, &request);
        assert!(got.items.iter().all(|i| i.product.0 == 2));
    }

    #[test]
    fn the_more_orders_the_less_the_kind_says() {
        let engine = shop_with(true);
        let seeds = [Seed {
            product: 0,
            weight: 1.0,
        }];
        let sign = |orders: u32| {
            Kind::of(&engine, &seeds, &|_| orders, day(9))
                .unwrap()
                .sign(2)
        };
        assert!(sign(0) > sign(5) && sign(5) > sign(20) && sign(20) > 0.0);
        assert_eq!(sign(21), 0.0);
    }
}
