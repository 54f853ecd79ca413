//! The live engine equals a rebuild, answers as of any moment, and every ranker's reasons add up.

use proptest::prelude::*;
use regulars::model::ids::{CustomerId, ProductId, SessionId};
use regulars::model::money::Price;
use regulars::model::time::{DAY, Day, HOUR, Moment};
use regulars::recommend::about::{About, NOTHING, Said};
use regulars::recommend::select::rounded;
use regulars::recommend::{
    Crowd, EVIDENCE, Engine, Fact, FactKind, Fit, Item, Ranking, Request, learn, rankers,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

const PRODUCTS: i64 = 12;
const SERVICE: i64 = 5;

fn items() -> Vec<Item> {
    (1..=PRODUCTS)
        .map(|id| Item {
            title: format!(
                "{} {}",
                ["Dome", "Tunnel", "Camp"][id as usize % 3],
                ["Tent", "Lamp"][id as usize % 2]
            ),
            sku: Some(format!("S{id}")),
            brand: (id % 3 == 0).then(|| "Fjell".into()),
            category: Some(
                ["Camping > Tents", "Camping > Light", "Garden"][id as usize % 3].into(),
            ),
            price: Some(Price(id * 10_000)),
            compare_at: (id % 4 == 0).then_some(Price(id * 15_000)),
            added: (id % 2 == 0).then_some(Moment(id * 5 * DAY)),
            service: id == SERVICE,
            since: match id {
                8 => Some(Moment(30 * DAY)),
                10 => Item::UNLISTED,
                _ => None,
            },
            ..Item::bare(ProductId(id))
        })
        .collect()
}

/// Facts as a shop could have them: lines of one order share its customer and time, an event has one product.
fn facts() -> impl Strategy<Value = Vec<Fact>> {
    let order = (
        0..60i64,
        0..5i64,
        proptest::collection::vec(1..=PRODUCTS, 1..5),
    );
    let event = (0..60i64, 1..5i64, 1..=PRODUCTS, 0..3usize, 0..4i64);
    (
        proptest::collection::vec(order, 0..25),
        proptest::collection::vec(event, 0..50),
    )
        .prop_map(|(orders, events)| {
            let mut facts = Vec::new();
            for (id, (day, customer, products)) in (1..).zip(orders) {
                facts.extend(products.into_iter().map(|product| Fact {
                    customer: (customer != 0).then_some(CustomerId(customer)),
                    product: ProductId(product),
                    kind: FactKind::Bought,
                    at: Moment(day * DAY),
                    source: id,
                    session: None,
                    quantity: 1,
                }));
            }
            for (id, (day, customer, product, kind, visit)) in (1..).zip(events) {
                facts.push(Fact {
                    customer: Some(CustomerId(customer)),
                    product: ProductId(product),
                    kind: [FactKind::View, FactKind::Cart, FactKind::Click][kind],
                    at: Moment(day * DAY + visit * HOUR),
                    source: id,
                    session: (visit != 0).then_some(SessionId(day * 100 + customer * 10 + 1)),
                    quantity: 1,
                });
            }
            facts
        })
}

/// Two of the people, and somebody of whom little more is known than that they like Fjell and are like those.
fn alike(engine: &Engine) -> (Arc<Crowd>, About) {
    let two = [CustomerId(2), CustomerId(3)];
    let crowd = Arc::new(Crowd::new("two people", engine, two));
    let about = About {
        said: vec![Said {
            name: "brand".into(),
            content: "Fjell".into(),
        }],
        peers: vec![Arc::clone(&crowd)],
    };
    (crowd, about)
}

/// What every ranker says to many requests.
fn answers(engine: &Engine, fit: Option<&Fit>, evidence: usize) -> Vec<(String, Ranking)> {
    let choices = BTreeMap::from([("products".to_owned(), "S3,S1,S5".to_owned())]);
    let again = BTreeMap::from([("again".to_owned(), 1.0)]);
    let cart = [ProductId(2), ProductId(7)];
    let visit = [ProductId(4), ProductId(1)];
    let allowed = engine.allowed(|_, item| item.id != ProductId(9));
    let (crowd, about) = alike(engine);
    let mut answers = Vec::new();
    for day in [15, 40, 59, 70] {
        for customer in [None, Some(CustomerId(1)), Some(CustomerId(3))] {
            for (place, parameters) in [(0, &again), (1, &BTreeMap::new()), (2, &BTreeMap::new())] {
                let request = Request {
                    customer,
                    anchor: (place == 1).then_some(ProductId(2)),
                    cart: if place == 2 { &cart } else { &[] },
                    session: if place == 2 { &visit } else { &[] },
                    query: None,
                    about: if place == 1 { &about } else { &NOTHING },
                    among: (place == 2).then_some(&*crowd),
                    now: Moment(day * DAY + HOUR),
                    parameters,
                    choices: &choices,
                    evidence,
                };
                for ranker in rankers() {
                    let name = format!("{} {day} {customer:?} {place}", ranker.card().id);
                    answers.push((name, ranker.rank(engine, fit, &request, &allowed, 6)));
                }
            }
        }
    }
    answers
}

fn check(name: &str, got: &Ranking) {
    assert!(got.items.len() <= 6, "{name}");
    for item in &got.items {
        let sum: f64 = item.reasons.iter().map(|r| r.addend).sum();
        assert_eq!(rounded(sum), item.score, "{name}: {item:?}");
        assert!(!item.reasons.is_empty(), "{name}: {item:?}");
        assert!(item.score > 0.0, "{name}: {item:?}");
        assert!(
            item.reasons.iter().all(|r| r.evidence.len() <= 10),
            "{name}"
        );
        assert!(![SERVICE, 9].contains(&item.product.0), "{name}: {item:?}");
    }
    let ordered = |a: &regulars::recommend::Ranked, b: &regulars::recommend::Ranked| {
        a.score > b.score || (a.score == b.score && a.product < b.product)
    };
    assert!(got.items.is_sorted_by(ordered), "{name}: {got:?}");
    assert!(!got.items.is_empty() || got.missing.is_some(), "{name}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// Facts taken in one by one, in any order of dates, give the engine that they all give at once.
    #[test]
    fn pushing_equals_rebuilding(facts in facts().prop_shuffle(), split in 0..70usize) {
        let split = split.min(facts.len());
        let rebuilt = Engine::build(items(), facts.clone());
        let mut live = Engine::build(items(), facts[..split].to_vec());
        for fact in &facts[split..] {
            live.push(fact);
        }
        let fit = learn::fit(&rebuilt, Day(40), &|_| {});
        prop_assert_eq!(&learn::fit(&live, Day(40), &|_| {}), &fit);
        for fit in [None, Some(&fit)] {
            let (a, b) = (answers(&rebuilt, fit, EVIDENCE), answers(&live, fit, EVIDENCE));
            for ((name, a), (_, b)) in a.iter().zip(&b) {
                check(name, a);
                prop_assert_eq!(a, b, "{}", name);
            }
        }
    }

    /// What a reason counts is what it leads to: every order or event once, none too many, and the list of a page is its
    /// beginning.
    #[test]
    fn reasons_lead_to_as_many_rows_as_they_say(facts in facts(), split in 0..70usize) {
        let split = split.min(facts.len());
        let mut engine = Engine::build(items(), facts[..split].to_vec());
        for fact in &facts[split..] {
            engine.push(fact);
        }
        let fit = learn::fit(&engine, Day(40), &|_| {});
        let all = answers(&engine, Some(&fit), usize::MAX);
        let few = answers(&engine, Some(&fit), EVIDENCE);
        for ((name, all), (_, few)) in all.iter().zip(&few) {
            for (item, short) in all.items.iter().zip(&few.items) {
                prop_assert_eq!((item.product, item.score, item.grade), (short.product, short.score, short.grade));
                for (reason, short) in item.reasons.iter().zip(&short.reasons) {
                    prop_assert_eq!(&reason.because, &short.because);
                    let rows = &reason.evidence;
                    prop_assert_eq!(&rows[..rows.len().min(EVIDENCE)], &short.evidence[..], "{}", name);
                    let once: BTreeSet<_> = rows.iter().collect();
                    prop_assert_eq!(once.len(), rows.len(), "{}: {:?}", name, reason);
                    // What was looked at in this very visit is no row of the shop yet.
                    let visit = name.ends_with(" 2") && name.starts_with("recently-viewed");
                    if let Some(counted) = reason.because.counted().filter(|_| !visit) {
                        prop_assert_eq!(counted as usize, rows.len(), "{}: {:?}", name, reason);
                    }
                }
            }
        }
    }

    /// As of a past moment the engine answers as one that has not seen the later facts.
    #[test]
    fn the_past_does_not_know_the_future(facts in facts(), day in 5..60i64) {
        let now = Moment(day * DAY + HOUR);
        let whole = Engine::build(items(), facts.clone());
        let then = Engine::build(items(), facts.into_iter().filter(|f| f.at <= now));
        let (none, choices) = (BTreeMap::new(), BTreeMap::new());
        for customer in [None, Some(CustomerId(1)), Some(CustomerId(2))] {
            for anchor in [None, Some(ProductId(3))] {
                for (ranker, little) in rankers().iter().flat_map(|r| [(r, false), (r, true)]) {
                    let rank = |e: &Engine| {
                        let (crowd, about) = alike(e);
                        let request = Request {
                            customer, anchor, cart: &[], session: &[], query: None,
                            about: if little { &about } else { &NOTHING },
                            among: little.then_some(&*crowd), now,
                            parameters: &none, choices: &choices, evidence: EVIDENCE,
                        };
                        ranker.rank(e, None, &request, &e.allowed(|_, _| true), 8)
                    };
                    prop_assert_eq!(rank(&whole), rank(&then), "{} {}", ranker.card().id, little);
                }
            }
        }
    }
}

/// A fit comes back from its stored form as it was, and is the same on every run.
#[test]
fn fits_are_deterministic_and_storable() {
    let facts: Vec<Fact> = (0..600i64)
        .map(|i| Fact {
            customer: Some(CustomerId(i % 40)),
            product: ProductId(1 + (i * i + i / 7) % PRODUCTS),
            kind: FactKind::Bought,
            at: Moment(i / 10 * DAY),
            source: i,
            session: None,
            quantity: 1,
        })
        .collect();
    let fit =
        |facts: &[Fact]| learn::fit(&Engine::build(items(), facts.to_vec()), Day(60), &|_| {});
    let first = fit(&facts);
    let mut turned = facts.clone();
    turned.reverse();
    assert_eq!(first.to_bytes(), fit(&turned).to_bytes());
    assert_eq!(Fit::from_bytes(&first.to_bytes()), Some(first));
}
