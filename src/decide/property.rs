//! What must hold for every shop and every set of documents, tried on many made at random.

use super::fixture::*;
use super::*;
use crate::model::ids::CustomerId;
use crate::model::placement::PageType;
use crate::model::time::Zone;
use crate::recommend::{Fact, Item};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// What is drawn: for each product stock, published, service; orders as (customer, product, day); boosts, pins, a
/// manual list, what a rule hides, caps.
#[derive(Clone, Debug)]
struct Drawn {
    goods: Vec<(Option<i64>, bool, bool)>,
    orders: Vec<(i64, i64, i64)>,
    boost: (i64, f64),
    pins: Vec<(i64, usize)>,
    manual: Vec<i64>,
    hidden: i64,
    brand: usize,
    size: usize,
}

const PRODUCTS: i64 = 14;

fn drawn() -> impl Strategy<Value = Drawn> {
    let product = 1..=PRODUCTS;
    let good = (
        proptest::option::of(0i64..3),
        prop::bool::weighted(0.9),
        prop::bool::weighted(0.1),
    );
    (
        prop::collection::vec(good, PRODUCTS as usize),
        prop::collection::vec((0i64..6, product.clone(), 60i64..100), 0..120),
        (product.clone(), 0.1f64..10.0),
        prop::collection::vec((product.clone(), 1usize..6), 0..3),
        prop::collection::vec(product.clone(), 0..4),
        product,
        1usize..4,
        1usize..7,
    )
        .prop_map(
            |(goods, orders, boost, pins, manual, hidden, brand, size)| Drawn {
                goods,
                orders,
                boost,
                pins,
                manual,
                hidden,
                brand,
                size,
            },
        )
}

fn facts_of(drawn: &Drawn) -> Vec<Fact> {
    let orders = (1..).zip(&drawn.orders);
    orders
        .map(|(n, (who, what, on))| bought(*who, *what, *on, n))
        .collect()
}

fn shop_of(drawn: &Drawn, facts: Vec<Fact>) -> Ready {
    let goods: Vec<Item> = items(PRODUCTS)
        .into_iter()
        .zip(&drawn.goods)
        .map(|(item, (stock, published, service))| Item {
            stock: *stock,
            published: *published,
            service: *service,
            ..item
        })
        .collect();
    let manual: Vec<String> = drawn.manual.iter().map(|n| format!("\"S{n}\"")).collect();
    let pins: String = drawn
        .pins
        .iter()
        .map(|(n, slot)| format!("[[strategy.pins]]\nproduct = \"S{n}\"\nslot = {slot}\n"))
        .collect();
    let strategy = format!(
        "not_bought_within = 10\nfallback = [\"best-sellers\"]\nmanual_list = [{}]\ncaps = {{ brand = {} }}\n\
         wishes = {{ margin = 0.6, novelty = 0.4, long_tail = 0.3 }}\n\
         [[strategy.boosts]]\nname = \"b\"\nwhen = \"sku = S{}\"\ntimes = {}\n{pins}",
        manual.join(", "),
        drawn.brand,
        drawn.boost.0,
        drawn.boost.1
    );
    let more = format!(
        "[[layout.blocks]]\nname = \"Two\"\nstrategies = [\"Best Sellers\"]\nsize = 4\n\
         [[layout.blocks]]\nname = \"Three\"\nstrategies = [\"s\"]\nsize = 3\nminimum = 2\n\
         [[rule]]\nid = \"r\"\nname = \"R\"\nstate = \"live\"\nthen = \"hide\"\nwhat = \"sku = S{}\"\n",
        drawn.hidden
    );
    let toml = one_block(&strategy, drawn.size, &more).replacen("Best Sellers", "Buy It Again", 1);
    Ready::new(goods, facts, &toml)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_page_shows_what_it_may_not(drawn in drawn(), who in 0i64..6) {
        let shop = shop_of(&drawn, facts_of(&drawn));
        let person = if who == 0 { Person::visitor() } else { Person::customer(CustomerId(who)) };
        let visit = Visit::new(PageType::Home, day(TODAY), Zone::UTC);
        let mut inputs = Inputs::new(shop.house(), &person, &visit);
        let decision = page(&inputs);
        let mut seen = BTreeSet::new();
        for block in &decision.blocks {
            let mut brands = [0; 3];
            for slot in &block.slots {
                let (stock, published, service) = drawn.goods[slot.product.0 as usize - 1];
                prop_assert!(stock.is_none_or(|n| n > 0) && published && !service, "{slot:?}");
                prop_assert!(slot.product.0 != drawn.hidden, "hidden by the rule");
                prop_assert!(seen.insert(slot.product), "twice");
                let lately = drawn.orders.iter().any(|(c, p, on)| {
                    who != 0 && *c == who && *p == slot.product.0 && TODAY - on <= 10
                });
                prop_assert!(block.strategy.as_deref() != Some("s") || !lately, "bought lately");
                if slot.pinned.is_none() {
                    brands[(slot.product.0 % 3) as usize] += 1;
                }
                let sum: f64 = slot.reasons.iter().map(|r| r.addend).sum();
                prop_assert!((sum - slot.score).abs() < 1e-6, "{slot:?}");
            }
            let capped = block.strategy.as_deref() == Some("s");
            prop_assert!(!capped || brands.iter().all(|n| *n <= drawn.brand));
            prop_assert!(block.hidden.is_some() == block.slots.is_empty());
            prop_assert!(block.slots.is_empty() || block.slots.len() >= block.minimum);
        }
        prop_assert_eq!(decision.level.slots(), seen.len());

        let bytes = |d: &Decision| serde_json::to_vec(d).unwrap();
        prop_assert_eq!(bytes(&decision), bytes(&page(&inputs)), "same input, same bytes");

        // To rank everything changes the trace alone.
        inputs.whole = true;
        let whole = page(&inputs);
        for (a, b) in decision.blocks.iter().zip(&whole.blocks) {
            prop_assert_eq!(&a.slots, &b.slots);
        }
        // Every product that is not shown has a reason, and every shown one has none.
        for n in 1..=PRODUCTS {
            let fates = why_not(&whole, &shop.goods, shop.engine.number(p(n)));
            for (fate, block) in fates.iter().zip(&whole.blocks) {
                let shown = block.slots.iter().any(|s| s.product == p(n));
                prop_assert_eq!(matches!(fate, Fate::Shown(_)), shown);
            }
        }
    }

    #[test]
    fn a_later_fact_changes_nothing(drawn in drawn(), later in prop::collection::vec((1i64..6, 1..=PRODUCTS, 1i64..30), 1..20)) {
        let before = shop_of(&drawn, facts_of(&drawn));
        let mut facts = facts_of(&drawn);
        facts.extend((10_000..).zip(&later).map(|(n, (who, what, on))| bought(*who, *what, TODAY + on, n)));
        let after = shop_of(&drawn, facts);
        let person = Person::customer(CustomerId(1));
        let (a, b) = (before.home(&person), after.home(&person));
        let bytes = |d: &Decision| serde_json::to_vec(&d.blocks).unwrap();
        prop_assert_eq!(bytes(&a), bytes(&b));
    }
}
