//! The whole demo town: makes the catalogue and the shoppers, lets them live, and sees to it that the shop knows as
//! many customers as its size says.

use super::blocks::TRENDING;
use super::calendar::{BLOCK_DAYS, Calendar, HISTORY_DAYS};
use super::catalogue::Catalogue;
use super::dice::{Dice, mix};
use super::people::{ANNA, Profile, Registry, Shopper, passer, regular};
use super::records::Simulated;
use super::truth::Tally;
use super::visit::{Fact, LETTER, Line, MOBILE, NONE, Order, SIGNED_IN, Trace, Walk, What, World};
use super::vocabulary;
use super::{ShopSettings, Size};
use crate::model::event::EventKind;
use crate::model::time::{DAY, HOUR};
use std::collections::BTreeMap;

/// How many shoppers a size has.
struct Numbers {
    regulars: u32,
    /// First visits of passers-by on a usual day, while anonymous visits are kept.
    passers: f64,
}

fn numbers(size: Size) -> Numbers {
    match size {
        Size::Small => Numbers {
            regulars: 165,
            passers: 20.0,
        },
        Size::Medium => Numbers {
            regulars: 1_650,
            passers: 200.0,
        },
        Size::Large => Numbers {
            regulars: 9_300,
            passers: 1_160.0,
        },
    }
}

/// Share of passers-by who buy.
const BUYING_PASSERS: f64 = 0.012;

/// Letters of the last year: days ago and what they are called.
pub(crate) const LETTERS: [(i32, &str); 7] = [
    (360, "advent-letter-2025"),
    (284, "february-letter-2026"),
    (222, "sowing-letter-2026"),
    (165, "summer-letter-2026"),
    (95, "harvest-letter-2026"),
    (46, "october-letter-2026"),
    (11, "november-letter-2026"),
];

/// Since when the shop knows somebody.
pub(crate) struct Known {
    pub(crate) since: i64,
    pub(crate) profile: Profile,
}

/// Makes the shop.
pub(crate) fn live(size: Size, seed: u64, settings: ShopSettings) -> Simulated {
    let calendar = Calendar::new(settings.clock, settings.zone);
    let catalogue = Catalogue::new(&vocabulary::catalogue(), &calendar, seed);
    let world = World {
        seed,
        blocks_since: calendar.days_ago(BLOCK_DAYS) + 9 * HOUR,
        trending_since: trending_since(size, &calendar),
        on_sale: (0..=HISTORY_DAYS)
            .map(|n| on_sale(&catalogue, calendar.start(n)))
            .collect(),
        rising: (0..catalogue.products.len())
            .filter(|p| catalogue.products[*p].rising_since.is_some())
            .collect(),
        calendar: &calendar,
        catalogue: &catalogue,
    };
    let mut trace = Trace::default();
    let mut tally = Tally::new();
    let mut shoppers: Vec<Shopper> = Vec::new();
    let numbers = numbers(size);
    for index in 0..numbers.regulars {
        shoppers.push(regular(index, seed, &calendar, &catalogue));
    }
    let mut dice = Dice::new(seed, 22, 0);
    for day in 0..=HISTORY_DAYS {
        // Visits of people who never say who they are, are deleted after some two months: of earlier passers-by
        // only those are left who bought.
        let kept = day >= HISTORY_DAYS - BLOCK_DAYS;
        let lively = numbers.passers * calendar.liveliness(day as usize);
        let mean = lively * if kept { 1.0 } else { BUYING_PASSERS };
        for _ in 0..dice.count(mean.min(600.0)) + dice.count((mean - 600.0).max(0.0)) {
            let index = shoppers.len() as u32;
            shoppers.push(passer(
                index,
                day as usize,
                !kept,
                seed,
                &calendar,
                &catalogue,
            ));
        }
    }
    for shopper in &shoppers {
        Walk::all(&world, shopper, &mut trace, &mut tally);
    }
    anna(&world, &mut trace);
    market(&world, size, &mut trace);
    let end = settings.clock.0 - 2 * HOUR / 60;
    trace.facts.retain(|f| f.at < end);

    let mut known = acquaint(size, &shoppers, &mut trace);
    let people = vocabulary::people();
    let mut registry = Registry::new(&people, seed, settings.clock);
    let mut order: Vec<(i64, u32)> = known.iter().map(|(p, k)| (k.0, *p)).collect();
    order.sort_unstable();
    let mut profiles: BTreeMap<u32, Known> = BTreeMap::new();
    for (n, (since, person)) in order.into_iter().enumerate() {
        let number = if person == ANNA { 4_471 } else { 5_001 + n };
        let (_, signed_up, bought) = known.remove(&person).unwrap_or((since, false, false));
        if let Some(profile) = registry.profile(person, since, number, signed_up, bought) {
            profiles.insert(person, Known { since, profile });
        }
    }
    letters(&world, &profiles, &mut trace);
    trace.facts.retain(|f| f.at < end);
    trace.facts.sort_by_key(|f| (f.at, f.person));
    let truth = tally.truth(size, seed, &calendar);
    Simulated::new(settings, truth, seed, calendar, catalogue, trace, profiles)
}

/// Trending began so late that a medium shop cannot say anything of it yet.
fn trending_since(size: Size, calendar: &Calendar) -> i64 {
    match size {
        Size::Large => calendar.days_ago(6) + 9 * HOUR,
        _ => calendar.days_ago(1) + 14 * HOUR,
    }
}

fn on_sale(catalogue: &Catalogue, at: i64) -> Vec<u16> {
    (0..catalogue.products.len())
        .filter(|p| {
            let p = &catalogue.products[*p];
            p.offered(at) && p.price_at(at).1.is_some()
        })
        .map(|p| p as u16)
        .collect()
}

/// Who is known since when: buyers from their first order, others from their sign-up; (since, signed up, bought).
/// Enough others sign up that the shop knows as many customers as its size says.
fn acquaint(
    size: Size,
    shoppers: &[Shopper],
    trace: &mut Trace,
) -> BTreeMap<u32, (i64, bool, bool)> {
    let mut known: BTreeMap<u32, (i64, bool, bool)> = BTreeMap::new();
    let mut ends: BTreeMap<u32, Fact> = BTreeMap::new();
    for fact in &trace.facts {
        match fact.what {
            What::Order if fact.person != NONE => {
                let entry = known.entry(fact.person).or_insert((fact.at, false, true));
                entry.0 = entry.0.min(fact.at);
            }
            What::Event(_) if fact.visit == 1 => {
                let last = ends.entry(fact.person).or_insert(*fact);
                if fact.at > last.at {
                    *last = *fact;
                }
            }
            _ => {}
        }
    }
    for s in shoppers {
        if let Some(since) = s.known_before {
            let bought = known.contains_key(&s.index);
            known.insert(s.index, (since, false, bought));
        }
    }
    let mut others: Vec<&Shopper> = shoppers
        .iter()
        .filter(|s| !known.contains_key(&s.index) && ends.contains_key(&s.index))
        .collect();
    // Those who are minded to first, then regulars, then anybody.
    others.sort_by_key(|s| (!s.signs_up, !s.regular, mix(7, u64::from(s.index))));
    let missing = size.customers().saturating_sub(known.len());
    let mut signups = Vec::new();
    for s in others.into_iter().take(missing) {
        if let Some(last) = ends.get(&s.index) {
            let at = last.at + 20_000;
            signups.push(Fact {
                at,
                what: What::Event(EventKind::Signup),
                ways: last.ways | SIGNED_IN,
                product: NONE,
                link: NONE,
                items: [u16::MAX; 5],
                ..*last
            });
            known.insert(s.index, (at, true, false));
        }
    }
    trace.facts.extend(signups);
    known
}

/// A fact of somebody, outside the walk.
fn fact(at: i64, what: EventKind, person: u32, visit: u16, ways: u8) -> Fact {
    Fact {
        at,
        what: What::Event(what),
        person,
        visit,
        ways,
        place: 0,
        arm: 0,
        slot: 0,
        variant: 0,
        quantity: 0,
        product: NONE,
        link: NONE,
        items: [u16::MAX; 5],
    }
}

/// Anna's last six weeks, as the guide tells them.
fn anna(world: &World<'_>, trace: &mut Trace) {
    let catalogue = world.catalogue;
    let at = |days: i32, hour: f64| world.calendar.days_ago(days) + (hour * HOUR as f64) as i64;
    let mut visit = 300;
    // (days ago, hour, what is looked at how often)
    let looks: [(i32, f64, &str, u8); 12] = [
        (37, 19.2, "Trail Boots", 2),
        (23, 20.0, "Gas Stove Mini", 3),
        (23, 20.2, "Ridge Backpack 28 L", 2),
        (18, 18.5, "Enamel Mug Moss", 1),
        (18, 18.6, "Camp Kettle", 1),
        (13, 21.1, "Merino Beanie", 1),
        (8, 20.4, "Down Bag Light", 1),
        (8, 20.6, "Two-Person Tent", 2),
        (5, 7.8, "Watering Can 5 L", 1),
        (3, 19.0, "Two-Person Tent", 1),
        (2, 12.3, "Trail Lantern 2", 1),
        (2, 12.4, "Enamel Mug Moss", 1),
    ];
    let mut last = i32::MAX;
    for (days, hour, title, times) in looks {
        if days != last {
            visit += 1;
            last = days;
        }
        let Some(product) = catalogue.titled(title) else {
            continue;
        };
        for n in 0..times {
            let mut look = fact(
                at(days, hour) + i64::from(n) * 95_000,
                EventKind::View,
                ANNA,
                visit,
                SIGNED_IN | MOBILE,
            );
            look.product = product as u32;
            trace.facts.push(look);
        }
        if title == "Down Bag Light" {
            let mut search = fact(
                at(days, hour) - 40_000,
                EventKind::Search,
                ANNA,
                visit,
                SIGNED_IN | MOBILE,
            );
            search.link = WARM_BAG;
            trace.facts.push(search);
        }
    }
    // (days ago, hour, title, variant, pieces, given back after days)
    type Bought = (i32, f64, &'static str, u8, u8, Option<i64>);
    let bought: [Bought; 3] = [
        (37, 19.4, "Trail Boots", 2, 1, Some(7)),
        (18, 18.8, "Enamel Mug Moss", 0, 2, None),
        (3, 19.1, "Two-Person Tent", 0, 1, None),
    ];
    for (n, (days, hour, title, variant, quantity, back)) in bought.into_iter().enumerate() {
        let Some(product) = catalogue.titled(title) else {
            continue;
        };
        let (at, visit) = (at(days, hour), [301, 303, 307][n]);
        let ways = SIGNED_IN | MOBILE;
        let mut add = fact(at, EventKind::AddToCart, ANNA, visit, ways);
        (add.product, add.variant, add.quantity) = (product as u32, variant, quantity);
        let link = trace.orders.len() as u32;
        let placed = at + 240_000;
        let refund_at = back.map(|d| at + d * DAY);
        trace.facts.extend([
            add,
            fact(at + 120_000, EventKind::Checkout, ANNA, visit, ways),
            Fact {
                what: What::Order,
                link,
                ..fact(placed, EventKind::Order, ANNA, visit, ways)
            },
            Fact {
                link,
                ..fact(placed, EventKind::Order, ANNA, visit, ways)
            },
        ]);
        if let Some(when) = refund_at {
            trace.facts.push(Fact {
                what: What::Refund,
                link,
                ..fact(when, EventKind::Order, ANNA, visit, ways)
            });
        }
        let price = catalogue.products[product].price_at(at).0;
        let lines = vec![Line {
            product: product as u32,
            variant,
            quantity,
            price,
        }];
        trace.orders.push(Order {
            at: placed,
            person: ANNA,
            lines,
            code: None,
            discount: 0,
            shipping: if price * i64::from(quantity) >= 5_900 {
                0
            } else {
                490
            },
            cancelled: false,
            refund: refund_at.map(|when| (when, vec![(0, quantity)])),
        });
    }
}

/// The query "warm bag", which no family gives.
pub(crate) const WARM_BAG: u32 = u32::MAX - 1;

/// On Saturdays the shop stands on the market of Freiburg and sells to people whom it does not know.
fn market(world: &World<'_>, size: Size, trace: &mut Trace) {
    let mean = match size {
        Size::Small => 1.0,
        Size::Medium => 6.0,
        Size::Large => 20.0,
    };
    for day in (0..=HISTORY_DAYS as usize).filter(|d| world.calendar.market_day(*d)) {
        let mut dice = Dice::new(world.seed, 50, day as u64);
        for _ in 0..dice.count(mean) {
            let at = world.calendar.start(day as i32)
                + (dice.between(8.0, 14.0) * HOUR as f64) as i64 / 1000 * 1000;
            let month = world.calendar.month(at).1;
            let best = world
                .catalogue
                .best
                .get(month)
                .map_or(&[][..], Vec::as_slice);
            let mut lines: Vec<Line> = Vec::new();
            for _ in 0..1 + dice.count(0.7) {
                if let Some(p) = dice.one(best).copied() {
                    let found = &world.catalogue.products[p];
                    if found.offered(at) && !lines.iter().any(|l| l.product == p as u32) {
                        lines.push(Line {
                            product: p as u32,
                            variant: dice.below(found.options.len()) as u8,
                            quantity: 1 + u8::from(dice.happens(0.2)),
                            price: found.price_at(at).0,
                        });
                    }
                }
            }
            if lines.is_empty() {
                continue;
            }
            let link = trace.orders.len() as u32;
            trace.facts.push(Fact {
                what: What::Order,
                link,
                ..fact(at, EventKind::Order, NONE, 0, 0)
            });
            trace.orders.push(Order {
                at,
                person: NONE,
                lines,
                code: None,
                discount: 0,
                shipping: 0,
                cancelled: false,
                refund: None,
            });
        }
    }
}

/// Letters to those who want them at that time: sent, opened, clicked, and a look at a product.
fn letters(world: &World<'_>, known: &BTreeMap<u32, Known>, trace: &mut Trace) {
    for (n, (days, _)) in LETTERS.into_iter().enumerate() {
        let send = world.calendar.days_ago(days) + 8 * HOUR;
        for (person, of) in known {
            let wanted = of
                .profile
                .letters
                .is_some_and(|(a, b)| a < send && send < b);
            if !wanted {
                continue;
            }
            let mut dice = Dice::new(world.seed, 60 + n as u64, u64::from(*person));
            let mail = |at: i64, what: EventKind| Fact {
                link: n as u32,
                ..fact(at, what, *person, 1_000 + n as u16, LETTER | SIGNED_IN)
            };
            let sent = send + dice.below(600) as i64 * 1000;
            trace.facts.push(mail(sent, EventKind::MessageSent));
            if !dice.happens(0.41) {
                continue;
            }
            let opened = sent + (dice.wait(5.0).min(60.0) * HOUR as f64) as i64 / 1000 * 1000;
            trace.facts.push(mail(opened, EventKind::MessageOpened));
            if dice.happens(0.10) {
                let clicked = opened + 15_000;
                trace.facts.push(mail(clicked, EventKind::MessageClicked));
                let month = world.calendar.month(clicked).1;
                if let Some(p) = world
                    .catalogue
                    .best
                    .get(month)
                    .and_then(|b| dice.one(&b[..b.len().min(12)]))
                    && world.catalogue.products[*p].offered(clicked)
                {
                    trace.facts.push(Fact {
                        product: *p as u32,
                        link: NONE,
                        ..mail(clicked + 2_000, EventKind::View)
                    });
                }
            }
        }
    }
}

const _: () = assert!(TRENDING < u8::MAX as usize);
