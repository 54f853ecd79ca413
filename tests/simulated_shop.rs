//! The simulated shop hangs together, is the same everywhere, and does what its truth says.

use regulars::model::customer::{Identity, IdentityKind};
use regulars::model::event::EventKind;
use regulars::model::product::{ProductRef, ProductStatus};
use regulars::model::record::Record;
use regulars::model::time::Moment;
use regulars::simulate::truth::ArmTruth;
use regulars::simulate::{Simulated, Size, shop};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// FNV-1a over the JSON of all records.
fn print(made: &Simulated) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for record in made.records() {
        for byte in serde_json::to_vec(&record).unwrap() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    hash
}

#[test]
fn the_same_seed_is_the_same_shop_everywhere() {
    let made = shop(Size::Small, 1);
    assert_eq!(
        format!("{:016x}", print(&made)),
        "62142c9c001932da",
        "the record stream of small, seed 1, changed: if that was meant, put the new hash here"
    );
    assert_eq!(made.len(), made.records().count());
    assert_ne!(print(&made), print(&shop(Size::Small, 2)));
}

#[test]
fn the_catalogue_is_that_of_a_small_outdoor_and_garden_shop() {
    let made = shop(Size::Small, 1);
    let clock = made.settings().clock;
    let mut newest = BTreeMap::new();
    let mut statements = 0;
    for record in made.records() {
        if let Record::Product(p) = record {
            statements += 1;
            assert!(p.state_at.unwrap() <= clock && p.added.unwrap() <= p.state_at.unwrap());
            newest.insert(p.title.clone(), p);
        }
    }
    assert!((620..=660).contains(&newest.len()), "{}", newest.len());
    assert!(statements > newest.len() * 2, "prices change over time");
    let stock =
        |title: &str| -> i64 { newest[title].variants.iter().filter_map(|v| v.stock).sum() };
    assert_eq!(stock("Trail Lantern 2"), 42);
    assert_eq!(stock("Kids' Boots"), 0);
    for (title, cents) in [
        ("Trail Lantern 2", 3_490),
        ("Enamel Mug Moss", 1_250),
        ("Ridge Backpack 28 L", 8_900),
        ("Gas Stove Mini", 4_900),
        ("Two-Person Tent", 18_900),
        ("Heirloom Tomato Seeds", 340),
    ] {
        assert_eq!(
            newest[title].variants[0].price.unwrap().0,
            cents * 100,
            "{title}"
        );
    }
    let count = |f: &dyn Fn(&&regulars::model::record::ProductRecord) -> bool| {
        newest.values().filter(f).count()
    };
    let sold_out = count(&|p| p.variants.iter().all(|v| v.stock == Some(0)));
    assert!((15..90).contains(&sold_out), "{sold_out}");
    let reduced = count(&|p| p.variants[0].compare_at.is_some());
    assert!((25..130).contains(&reduced), "{reduced}");
    let new = count(&|p| p.added.unwrap() > clock.plus(-30 * 86_400_000));
    assert!((12..60).contains(&new), "{new}");
    let hidden = count(&|p| p.status == Some(ProductStatus::Hidden));
    assert!((2..30).contains(&hidden), "{hidden}");
    for p in newest.values() {
        assert_eq!(p.category.len(), 2);
        assert!(p.description.is_some() && p.brand.is_some());
        assert!(
            ["icon", "material", "weight_g", "season"]
                .iter()
                .all(|a| p.attributes.contains_key(*a))
        );
        for v in &p.variants {
            assert!(
                v.cost < v.price && v.compare_at.is_none_or(|c| c > v.price.unwrap()),
                "{}",
                p.title
            );
        }
    }
}

/// Walks through all records and checks what must hold between them.
fn hangs_together(size: Size, seed: u64) {
    let made = shop(size, seed);
    let (clock, zone) = (made.settings().clock, made.settings().zone);
    let mut added: HashMap<String, Moment> = HashMap::new();
    let mut hidden: HashMap<String, Moment> = HashMap::new();
    let mut prices: HashMap<String, Vec<(Moment, i64)>> = HashMap::new();
    let mut people: HashMap<Identity, Moment> = HashMap::new();
    let mut orders: HashMap<String, (Moment, i64)> = HashMap::new();
    let mut refunds = 0;
    let mut impressions: HashMap<String, (Moment, Vec<ProductRef>, Option<String>)> =
        HashMap::new();
    let mut sticky: HashMap<(Identity, String), BTreeSet<String>> = HashMap::new();
    let mut carted: HashSet<(String, String)> = HashSet::new();
    let (mut order_lines, mut carted_lines, mut anonymous_orders) = (0, 0, 0);
    let (mut last, mut line) = (Moment(i64::MIN), 1);
    let (mut customers, mut anonymous) = (0, HashSet::new());
    let mut first_known = HashMap::new();
    for record in made.records() {
        let sku = |p: &ProductRef| p.sku.clone().unwrap();
        match record {
            Record::Product(p) => {
                assert!(p.line > line);
                line = p.line;
                for v in p.variants {
                    let sku = v.sku.unwrap();
                    added.insert(sku.clone(), p.added.unwrap());
                    if p.status == Some(ProductStatus::Hidden) {
                        hidden.entry(sku.clone()).or_insert(p.state_at.unwrap());
                    }
                    prices
                        .entry(sku)
                        .or_default()
                        .push((p.state_at.unwrap(), v.price.unwrap().0));
                }
            }
            Record::Customer(c) => {
                assert!(c.line > line);
                line = c.line;
                customers += 1;
                for i in c.who {
                    assert!(
                        people.insert(i, c.added.unwrap()).is_none(),
                        "one trace, one person"
                    );
                }
            }
            Record::Adjustment(_) | Record::Campaign(_) | Record::Place(_) | Record::Weather(_) => {
                panic!("the demo has none")
            }
            Record::Order(o) => {
                assert!(o.at >= last && o.at < clock && o.line > line);
                (last, line) = (o.at, o.line);
                let mut total = -o.discount.0;
                for l in &o.lines {
                    let sku = sku(&l.product);
                    assert!(
                        added[&sku] <= o.at && hidden.get(&sku).is_none_or(|h| o.at < *h),
                        "{sku}"
                    );
                    let valid = prices[&sku]
                        .iter()
                        .rfind(|p| p.0 <= o.at)
                        .unwrap_or(&prices[&sku][0]);
                    assert_eq!(valid.1, l.price.0, "{} of {sku} at {}", o.number, o.at);
                    assert_eq!(l.total, l.price.times(l.quantity, o.currency.unwrap()));
                    total += l.total.0;
                    if !o.who.is_empty() {
                        order_lines += 1;
                        carted_lines +=
                            usize::from(carted.contains(&(o.who[1].value.clone(), sku)));
                    }
                }
                assert!(!o.lines.is_empty() && total > 0);
                if o.who.is_empty() {
                    anonymous_orders += 1;
                }
                assert!(
                    o.who.iter().all(|i| people[i] <= o.at),
                    "nobody buys before arrival"
                );
                assert!(orders.insert(o.key, (o.at, total)).is_none());
            }
            Record::Refund(r) => {
                assert!(r.at >= last && r.at < clock);
                last = r.at;
                refunds += 1;
                let (at, total) = orders[&r.order_key.unwrap()];
                assert!(at < r.at && r.total.0 > 0 && r.total.0 <= total);
            }
            Record::Event(e) => {
                assert!(e.at >= last && e.at < clock && e.line > line);
                (last, line) = (e.at, e.line);
                for i in &e.who {
                    if i.kind == IdentityKind::Device {
                        anonymous.insert(i.clone());
                    } else {
                        assert!(people[i] <= e.at, "{} names {i:?} before arrival", e.id);
                        first_known.entry(i.clone()).or_insert(e.at);
                    }
                }
                for p in e.items.iter().chain(&e.item) {
                    assert!(added[&sku(p)] <= e.at, "{} shows {p:?} too early", e.id);
                }
                match e.kind {
                    EventKind::Impression => {
                        let strategy = e.strategy.clone().unwrap();
                        assert!(
                            (3..=5).contains(&e.items.len()),
                            "{}: {}",
                            e.id,
                            e.items.len()
                        );
                        let different: HashSet<_> = e.items.iter().collect();
                        assert_eq!(different.len(), e.items.len());
                        assert!(e.propensity.is_empty() || e.propensity.len() == e.items.len());
                        assert_eq!(strategy == "control", !e.propensity.is_empty());
                        if let Some(device) = e.who.first() {
                            let place = e.placement.clone().unwrap();
                            sticky
                                .entry((device.clone(), place))
                                .or_default()
                                .insert(strategy);
                        }
                        assert!(
                            impressions
                                .insert(e.id, (e.at, e.items, e.strategy))
                                .is_none()
                        );
                    }
                    EventKind::Click => {
                        let (at, items, strategy) = &impressions[&e.impression.unwrap()];
                        let slot = e.slot.unwrap() as usize;
                        assert!(*at < e.at && items.get(slot - 1) == e.item.as_ref());
                        assert_eq!(*strategy, e.strategy);
                    }
                    EventKind::AddToCart => {
                        let sku = sku(e.item.as_ref().unwrap());
                        for i in e.who {
                            carted.insert((i.value, sku.clone()));
                        }
                    }
                    EventKind::Order => {
                        let order = e.order.unwrap();
                        assert_eq!(orders[&order.key].0, e.at);
                    }
                    _ => {}
                }
            }
        }
    }
    assert_eq!(customers, size.customers());
    assert!(
        sticky.values().all(|s| s.len() == 1),
        "one visitor, one block, one strategy"
    );
    assert!(refunds * 100 > orders.len() && refunds * 10 < orders.len());
    assert!(anonymous_orders > 0 && anonymous_orders * 8 < orders.len());
    // The cart of a first visit has the device only.
    assert!(
        carted_lines * 10 > order_lines * 4,
        "{carted_lines} of {order_lines}"
    );
    assert!(anonymous.len() > customers);
    assert_eq!(zone.local(clock).to_string(), "2026-11-20 10:00:00");
}

#[test]
fn small_and_medium_shops_hang_together() {
    hangs_together(Size::Small, 1);
    hangs_together(Size::Small, 99);
    hangs_together(Size::Medium, 1);
}

#[test]
fn anna_is_as_the_guide_tells() {
    let made = shop(Size::Medium, 1);
    let anna = Identity::new(IdentityKind::Email, "anna.maier@web.example").unwrap();
    let (mut bought, mut found) = (Vec::new(), 0);
    let mut namesakes = 0;
    for record in made.records() {
        match record {
            Record::Customer(c) => {
                namesakes += usize::from(c.person.name.as_deref() == Some("Anna Maier"));
                if c.who.contains(&anna) {
                    assert_eq!(c.person.city.as_deref(), Some("Freiburg"));
                    assert!(
                        c.who
                            .contains(&Identity::new(IdentityKind::Platform, "4471").unwrap())
                    );
                }
            }
            Record::Order(o) if o.who.contains(&anna) => {
                bought.extend(o.lines.into_iter().filter_map(|l| l.product.name));
            }
            Record::Event(e) if e.who.contains(&anna) && e.query.as_deref() == Some("warm bag") => {
                found += 1
            }
            _ => {}
        }
    }
    assert_eq!((namesakes, found), (1, 1));
    assert!(bought.len() >= 5, "{bought:?}");
    assert_eq!(
        bought[bought.len() - 3..],
        ["Trail Boots", "Enamel Mug Moss", "Two-Person Tent"]
    );
}

/// What the records of a period show of one strategy.
#[derive(Default)]
struct Seen {
    impressions: u64,
    clicks: u64,
    first: HashMap<usize, Moment>,
    any: HashSet<usize>,
    credited: HashSet<usize>,
}

/// Measures the record stream without knowing the truth, person by person over all their devices.
fn measured(made: &Simulated, from: Moment) -> BTreeMap<String, Seen> {
    let mut people: HashMap<Identity, usize> = HashMap::new();
    for record in made.records() {
        if let Record::Event(e) = record {
            // A device belongs to one person; an e-mail joins devices.
            let person = e.session.unwrap_or_default();
            let person = person
                .split('-')
                .next()
                .unwrap_or_default()
                .trim_start_matches('s')
                .to_owned();
            let person = usize::from_str_radix(&person, 16).unwrap();
            for i in e.who {
                people.insert(i, person);
            }
        }
    }
    let mut seen: BTreeMap<String, Seen> = BTreeMap::new();
    let mut clicks: HashMap<(usize, String), (Moment, String)> = HashMap::new();
    for record in made.records() {
        match record {
            Record::Event(e) if e.at >= from => {
                let person = people[&e.who[0]];
                match (e.kind, e.strategy) {
                    (EventKind::Impression, Some(strategy)) => {
                        let seen = seen.entry(strategy).or_default();
                        seen.impressions += 1;
                        seen.first.entry(person).or_insert(e.at);
                    }
                    (EventKind::Click, Some(strategy)) => {
                        seen.entry(strategy.clone()).or_default().clicks += 1;
                        let sku = e.item.unwrap().sku.unwrap();
                        let product = sku.split('-').next().unwrap().to_owned();
                        clicks.insert((person, product), (e.at, strategy));
                    }
                    _ => {}
                }
            }
            Record::Order(o)
                if o.at >= from && o.status.counts_by_default() && !o.who.is_empty() =>
            {
                let Some(person) = o.who.iter().find_map(|i| people.get(i)) else {
                    continue;
                };
                for s in seen.values_mut() {
                    if s.first.get(person).is_some_and(|f| *f <= o.at) {
                        s.any.insert(*person);
                    }
                }
                for l in &o.lines {
                    let sku = l.product.sku.clone().unwrap();
                    let product = sku.split('-').next().unwrap().to_owned();
                    if let Some((at, strategy)) = clicks.get(&(*person, product))
                        && o.at.0 - at.0 <= 86_400_000
                    {
                        seen.entry(strategy.clone())
                            .or_default()
                            .credited
                            .insert(*person);
                    }
                }
            }
            _ => {}
        }
    }
    seen
}

/// A share of `n` is expected to be `p`: no further off than chance allows (4.5 standard errors).
fn near(what: &str, hits: u64, n: u64, p: f64) {
    let seen = hits as f64 / n as f64;
    let error = (p * (1.0 - p) / n as f64).sqrt() * 4.5 + 2.0 / n as f64;
    assert!(
        (seen - p).abs() < error,
        "{what}: measured {seen:.5} of {n}, truth {p:.5} +- {error:.5}"
    );
}

#[test]
fn what_is_measured_is_what_is_true() {
    let made = shop(Size::Large, 3);
    for period in &made.truth().periods {
        let from = made.settings().zone.start_of(period.from);
        let measured = measured(&made, from);
        for s in &period.strategies {
            let seen = &measured[&s.strategy];
            let what = |metric: &str| format!("{} {} {metric}", period.name, s.strategy);
            let truth: ArmTruth = s.all;
            let visitors = seen.first.len() as u64;
            assert_eq!(
                seen.impressions,
                truth.impressions,
                "{}",
                what("impressions")
            );
            assert_eq!(visitors, truth.visitors, "{}", what("visitors"));
            near(
                &what("click rate"),
                seen.clicks,
                seen.impressions,
                truth.ctr,
            );
            near(
                &what("credited"),
                seen.credited.len() as u64,
                visitors,
                truth.credited_conversion,
            );
            near(
                &what("conversion"),
                seen.any.len() as u64,
                visitors,
                truth.conversion,
            );
        }
    }
}

#[test]
fn the_truth_tells_good_strategies_from_bad_ones() {
    let made = shop(Size::Medium, 1);
    let truth = made.truth();
    let of = |s: &str| truth.of("last_30_days", s).unwrap().all;
    assert_eq!(truth.periods[0].strategies.len(), 10);
    assert!(of("recently-viewed").lift > 0.15);
    assert!(of("recently-viewed").credited_conversion > 2.0 * of("control").credited_conversion);
    assert!(of("on-sale").lift < -0.08);
    assert!(of("on-sale").credited_conversion < of("control").credited_conversion);
    assert!(of("best-sellers").lift.abs() < 0.03, "useless");
    assert_eq!(of("control").lift, 0.0);
    let begun = of("trending").impressions;
    assert!((30..100).contains(&begun), "too early: {begun}");
    let shown: u64 = truth.periods[0]
        .strategies
        .iter()
        .map(|s| s.all.impressions)
        .sum();
    assert!((20_000..60_000).contains(&shown), "{shown}");
}

#[test]
fn how_fast_it_is() {
    for size in [Size::Small, Size::Medium] {
        let begun = std::time::Instant::now();
        let made = shop(size, 1);
        let (making, records) = (begun.elapsed(), made.records().count());
        println!(
            "{}: made in {making:?}, {records} records in {:?}",
            size.word(),
            begun.elapsed()
        );
        assert!(records > size.customers() * 30);
    }
}
