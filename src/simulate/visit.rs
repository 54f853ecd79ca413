//! One shopper's visits, one after the other: what is seen, searched, shown, clicked, carted and ordered, with the
//! true chances beside the outcomes.

use super::blocks::{
    BUY_IT_AGAIN, CART, CONTROL, Drawn, HOME_4, PRODUCT, RECOMMENDED, STRATEGIES, TRENDING,
};
use super::calendar::Calendar;
use super::catalogue::Catalogue;
use super::dice::Dice;
use super::people::Shopper;
use super::truth::{Shown, Tally};
use crate::model::event::EventKind;
use crate::model::time::{DAY, HOUR};

/// No product, no link.
pub(crate) const NONE: u32 = u32::MAX;

/// Share of orders that are cancelled and so are no sales.
pub(crate) const CANCELLED: f64 = 0.01;

/// What a fact is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum What {
    /// An event of the event file.
    Event(EventKind),
    /// An order of the order file.
    Order,
    /// A refund of an order.
    Refund,
}

/// One thing that happened, small enough to keep a million of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fact {
    pub(crate) at: i64,
    pub(crate) what: What,
    /// Who; [`NONE`] for the market stall's customers.
    pub(crate) person: u32,
    pub(crate) visit: u16,
    /// Ways of the visit: bit 0 signed in, 1 second device, 2 mobile, 3 app, 4 came by a letter.
    pub(crate) ways: u8,
    pub(crate) place: u8,
    pub(crate) arm: u8,
    pub(crate) slot: u8,
    pub(crate) variant: u8,
    pub(crate) quantity: u8,
    pub(crate) product: u32,
    /// Order index, query index, campaign index, or the impression's own number (impressions and clicks).
    pub(crate) link: u32,
    pub(crate) items: [u16; 5],
}

/// Signed in.
pub(crate) const SIGNED_IN: u8 = 1;
/// On the second device.
pub(crate) const SECOND: u8 = 2;
/// On a phone.
pub(crate) const MOBILE: u8 = 4;
/// In the app.
pub(crate) const APP: u8 = 8;
/// By a link in a letter.
pub(crate) const LETTER: u8 = 16;

/// One line of an order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    pub(crate) product: u32,
    pub(crate) variant: u8,
    pub(crate) quantity: u8,
    pub(crate) price: i64,
}

/// An order as it was placed.
#[derive(Debug)]
pub(crate) struct Order {
    pub(crate) at: i64,
    pub(crate) person: u32,
    pub(crate) lines: Vec<Line>,
    pub(crate) code: Option<&'static str>,
    /// In cents, on the whole order.
    pub(crate) discount: i64,
    pub(crate) shipping: i64,
    pub(crate) cancelled: bool,
    /// When it was given back in part or in full, and which lines with how many pieces.
    pub(crate) refund: Option<(i64, Vec<(usize, u8)>)>,
}

impl Order {
    /// Goods before the discount on the whole order, in cents.
    pub(crate) fn goods(&self) -> i64 {
        self.lines
            .iter()
            .map(|l| l.price * i64::from(l.quantity))
            .sum()
    }
}

/// What is the same for all shoppers.
pub(crate) struct World<'a> {
    pub(crate) seed: u64,
    pub(crate) calendar: &'a Calendar,
    pub(crate) catalogue: &'a Catalogue,
    /// Since when blocks are shown.
    pub(crate) blocks_since: i64,
    /// Since when Trending is shown.
    pub(crate) trending_since: i64,
    /// Products on sale, for each day of the history.
    pub(crate) on_sale: Vec<Vec<u16>>,
    /// Products in sudden demand.
    pub(crate) rising: Vec<usize>,
}

/// What a shopper's life left behind.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    pub(crate) facts: Vec<Fact>,
    pub(crate) orders: Vec<Order>,
}

/// A shopper on the way through the visits.
pub(crate) struct Walk<'a> {
    world: &'a World<'a>,
    shopper: &'a Shopper,
    drawn: Drawn,
    dice: Dice,
    trace: &'a mut Trace,
    /// Products seen, newest last.
    viewed: Vec<u32>,
    /// Products bought, with when.
    bought: Vec<(u32, i64)>,
    /// Products clicked in blocks, with when: not bought otherwise for a day, so that credit is exact.
    clicked: Vec<(u32, i64)>,
    impressions: u32,
    visit: u16,
    ways: u8,
    known: bool,
}

impl<'a> Walk<'a> {
    /// Walks through all visits of a shopper; the true chances go to `tally`.
    pub(crate) fn all(
        world: &'a World<'a>,
        shopper: &'a Shopper,
        trace: &'a mut Trace,
        tally: &mut Tally,
    ) {
        let mut walk = Walk {
            world,
            shopper,
            drawn: Drawn::of(world.seed, u64::from(shopper.index)),
            dice: Dice::new(world.seed, 40, u64::from(shopper.index)),
            trace,
            viewed: Vec::new(),
            bought: Vec::new(),
            clicked: Vec::new(),
            impressions: 0,
            visit: 0,
            ways: 0,
            known: shopper.known_before.is_some(),
        };
        for at in &shopper.visits {
            walk.visit += 1;
            walk.one(*at, tally);
        }
        tally.close();
    }

    fn fact(&mut self, at: i64, what: What) -> Fact {
        Fact {
            at,
            what,
            person: self.shopper.index,
            visit: self.visit,
            ways: self.ways,
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

    fn push(&mut self, fact: Fact) {
        self.trace.facts.push(fact);
    }

    /// Seconds to some minutes on a page.
    fn linger(&mut self, at: &mut i64) {
        *at += (8.0 + self.dice.wait(42.0).min(300.0)) as i64 * 1000;
    }

    /// One visit.
    fn one(&mut self, begin: i64, tally: &mut Tally) {
        let (catalogue, calendar) = (self.world.catalogue, self.world.calendar);
        let regular = self.shopper.regular;
        let mut at = begin / 1000 * 1000;
        let month = calendar.month(at).1;
        self.ways = 0;
        if self.known && self.dice.happens(0.72) {
            self.ways |= SIGNED_IN;
        }
        if self.shopper.second_device && self.dice.happens(0.35) {
            self.ways |= SECOND | MOBILE;
        } else if self.dice.happens(self.shopper.mobile) {
            self.ways |= MOBILE;
        }
        if regular && self.ways & MOBILE != 0 && self.dice.happens(0.2) {
            self.ways |= APP;
        }
        let asked = &catalogue.asked[month.min(catalogue.asked.len() - 1)];
        let weights = super::dice::sums(asked.iter().zip(&self.shopper.taste).map(|(a, t)| a * t));
        let topic = self.dice.weighted(&weights);
        let mut shown: Vec<Shown> = Vec::new();
        let mut wanted: Vec<u32> = Vec::new();
        let mut looked: Vec<u32> = Vec::new();

        let home = self.dice.happens(if regular { 0.66 } else { 0.48 });
        if home {
            self.home(&mut at, month, &mut shown, &mut wanted);
        }
        if self.dice.happens(if regular { 0.14 } else { 0.09 }) {
            let query = self.fact(at, What::Event(EventKind::Search));
            let family = catalogue
                .pick(topic, month, at, &mut self.dice)
                .map_or(0, |p| catalogue.products[p].family);
            self.push(Fact {
                link: family as u32,
                ..query
            });
            self.linger(&mut at);
        }
        if self.dice.happens(if regular { 0.20 } else { 0.15 }) {
            let mut items = Items::new(5);
            for _ in 0..12 {
                if let Some(p) = catalogue.pick(topic, month, at, &mut self.dice) {
                    items.add(p);
                }
            }
            let list = self.fact(at, What::Event(EventKind::ListView));
            self.push(Fact {
                product: topic as u32,
                items: items.found,
                ..list
            });
            self.linger(&mut at);
        }
        let views = usize::from(self.dice.happens(if regular { 0.9 } else { 0.74 }))
            + self.dice.count(if regular { 1.15 } else { 0.5 });
        for _ in 0..views {
            let category = if self.dice.happens(0.75) {
                topic
            } else {
                self.dice.weighted(&weights)
            };
            let Some(product) = self.interesting(category, month, at) else {
                continue;
            };
            self.look(at, product as u32);
            looked.push(product as u32);
            if self.dice.happens(0.42) {
                at += 3_000;
                self.block(
                    &mut at,
                    PRODUCT,
                    Some(product),
                    month,
                    &mut shown,
                    &mut wanted,
                );
            }
            self.linger(&mut at);
        }

        // Back to the homepage, now with something seen.
        if !looked.is_empty() && self.dice.happens(if home { 0.38 } else { 0.22 }) {
            self.home(&mut at, month, &mut shown, &mut wanted);
        }

        // Whether the visit gets as far as the cart does not depend on what was shown.
        let buys = self.shopper.buys;
        let reach = (buys * 1.9 + 0.02).min(0.92);
        let carts = self.dice.happens(reach);
        if carts {
            self.block(
                &mut at,
                CART,
                looked.last().map(|p| *p as usize),
                month,
                &mut shown,
                &mut wanted,
            );
        }
        let base = if carts { buys / reach } else { 0.0 };
        let orders = self.dice.happens(Tally::base_chance(base, &shown));
        tally.visit(calendar.index(at), base, &shown);

        let mut basket = Vec::new();
        if carts {
            basket = self.basket(topic, month, at, &looked);
        }
        if orders || !wanted.is_empty() {
            let lines: Vec<u32> = if orders { basket } else { Vec::new() }
                .into_iter()
                .chain(wanted)
                .collect();
            self.order(at, lines, !orders);
        } else {
            for product in basket {
                let variant = self.variant(product);
                let add = self.fact(at, What::Event(EventKind::AddToCart));
                self.push(Fact {
                    product,
                    variant,
                    quantity: 1,
                    ..add
                });
                self.linger(&mut at);
                if self.dice.happens(0.2) {
                    let remove = self.fact(at, What::Event(EventKind::RemoveFromCart));
                    self.push(Fact {
                        product,
                        variant,
                        quantity: 1,
                        ..remove
                    });
                }
            }
            if carts && self.dice.happens(0.2) {
                let checkout = self.fact(at, What::Event(EventKind::Checkout));
                self.push(checkout);
            }
        }
    }

    /// The homepage, as far down as somebody scrolls.
    fn home(&mut self, at: &mut i64, month: usize, shown: &mut Vec<Shown>, wanted: &mut Vec<u32>) {
        const DEPTH: [f64; 4] = [1.0, 0.66, 0.42, 0.9];
        for (place, depth) in DEPTH.into_iter().enumerate() {
            let open = place != HOME_4 || *at >= self.world.trending_since;
            if self.dice.happens(depth) && open {
                self.block(at, place, None, month, shown, wanted);
            }
        }
        self.linger(at);
    }

    /// A product to look at: thrifty people take what is on sale if they meet it.
    fn interesting(&mut self, category: usize, month: usize, at: i64) -> Option<usize> {
        let catalogue = self.world.catalogue;
        let mut found = catalogue.pick(category, month, at, &mut self.dice);
        if self.shopper.thrifty {
            for _ in 0..2 {
                let reduced = |p: usize| catalogue.products[p].price_at(at).1.is_some();
                if found.is_none_or(|p| !reduced(p)) {
                    found = catalogue
                        .pick(category, month, at, &mut self.dice)
                        .or(found);
                }
            }
        }
        found
    }

    fn look(&mut self, at: i64, product: u32) {
        let view = self.fact(at, What::Event(EventKind::View));
        self.push(Fact { product, ..view });
        self.viewed.retain(|p| *p != product);
        self.viewed.push(product);
        if self.viewed.len() > 12 {
            self.viewed.remove(0);
        }
    }

    fn variant(&mut self, product: u32) -> u8 {
        let of = self.world.catalogue.products[product as usize]
            .options
            .len();
        self.dice.below(of) as u8
    }

    /// Shows a block, and what comes of it: a click, a look, the wish to buy.
    fn block(
        &mut self,
        at: &mut i64,
        place: usize,
        anchor: Option<usize>,
        month: usize,
        shown: &mut Vec<Shown>,
        wanted: &mut Vec<u32>,
    ) {
        if *at < self.world.blocks_since {
            return;
        }
        let Some(arm) = self.drawn.at(place) else {
            return;
        };
        let (mut click, mut buy, lift) = self.chances(arm, *at);
        let (mut click_control, mut buy_control) =
            (STRATEGIES[CONTROL].click, STRATEGIES[CONTROL].buy);
        let keen = if self.shopper.regular { 1.1 } else { 0.8 };
        let here = if place == CART { 1.25 } else { 1.0 };
        for chance in [&mut click, &mut click_control] {
            *chance *= keen * here;
        }
        for chance in [&mut buy, &mut buy_control] {
            *chance *= keen;
        }
        let items = self.items(arm, place, anchor, month, *at);
        let number = self.impressions;
        self.impressions += 1;
        let seen = self.fact(*at, What::Event(EventKind::Impression));
        self.push(Fact {
            place: place as u8,
            arm: arm as u8,
            link: number,
            product: anchor.map_or(NONE, |a| a as u32),
            items: items.found,
            ..seen
        });
        shown.push(Shown {
            arm,
            place,
            day: self.world.calendar.index(*at),
            click,
            buy,
            lift,
            click_control,
            buy_control,
        });
        if !self.dice.happens(click) {
            return;
        }
        let slot = (libm::pow(self.dice.unit(), 1.5) * items.len() as f64) as usize;
        let Some(product) = items.get(slot) else {
            return;
        };
        *at += 2_000 + (self.dice.unit() * 20.0) as i64 * 1000;
        let clicked = self.fact(*at, What::Event(EventKind::Click));
        self.push(Fact {
            place: place as u8,
            arm: arm as u8,
            link: number,
            slot: slot as u8 + 1,
            product,
            ..clicked
        });
        *at += 1_000;
        self.look(*at, product);
        self.clicked.push((product, *at));
        self.linger(at);
        if self.dice.happens(buy) && !wanted.contains(&product) {
            wanted.push(product);
        }
    }

    /// True chances and lift of a strategy for this shopper now: without the history that it needs, it falls back.
    fn chances(&self, arm: usize, at: i64) -> (f64, f64, f64) {
        let acts_as = match arm {
            0 if self.viewed.is_empty() => CONTROL,
            BUY_IT_AGAIN if self.again(at).next().is_none() => {
                return self.chances(RECOMMENDED, at);
            }
            RECOMMENDED if self.viewed.is_empty() && self.bought.is_empty() => CONTROL,
            arm => arm,
        };
        let arm = STRATEGIES[acts_as];
        (arm.click, arm.buy, arm.lift)
    }

    /// Things bought before that are used up by now.
    fn again(&self, at: i64) -> impl Iterator<Item = u32> + '_ {
        let products = &self.world.catalogue.products;
        self.bought.iter().rev().filter_map(move |(p, when)| {
            let days = i64::from(products[*p as usize].again?);
            (at - when > days * DAY * 6 / 10).then_some(*p)
        })
    }

    /// The products that a block shows.
    fn items(
        &mut self,
        arm: usize,
        place: usize,
        anchor: Option<usize>,
        month: usize,
        at: i64,
    ) -> Items {
        let catalogue = self.world.catalogue;
        let best = catalogue.best.get(month).map_or(&[][..], Vec::as_slice);
        let mut items = Items::new(match place {
            PRODUCT => 4,
            CART => 3,
            _ => 5,
        });
        let avoid = anchor.map_or(u16::MAX, |a| a as u16);
        let add = |items: &mut Items, p: usize| {
            if p as u16 != avoid && catalogue.products[p].offered(at) {
                items.add(p);
            }
        };
        match arm {
            0 => {
                for p in self.viewed.iter().rev() {
                    add(&mut items, *p as usize);
                }
            }
            BUY_IT_AGAIN => {
                for p in self.again(at).collect::<Vec<_>>() {
                    add(&mut items, p as usize);
                }
                for p in self.viewed.iter().rev() {
                    add(&mut items, *p as usize);
                }
            }
            2 => {
                let from = anchor
                    .or_else(|| self.bought.last().map(|b| b.0 as usize))
                    .or_else(|| self.viewed.last().map(|p| *p as usize));
                if let Some(from) = from {
                    for _ in 0..10 {
                        if let Some(p) = catalogue.companion(from, at, &mut self.dice) {
                            add(&mut items, p);
                        }
                    }
                    for p in &catalogue.families[catalogue.products[from].family] {
                        add(&mut items, *p);
                    }
                }
            }
            RECOMMENDED => {
                let asked = &catalogue.asked[month.min(catalogue.asked.len() - 1)];
                let weights = super::dice::sums(
                    asked
                        .iter()
                        .zip(&self.shopper.taste)
                        .map(|(a, t)| a * t * t),
                );
                for _ in 0..9 {
                    let category = self.dice.weighted(&weights);
                    if let Some(p) = catalogue.pick(category, month, at, &mut self.dice) {
                        add(&mut items, p);
                    }
                }
            }
            4 => {
                let from = anchor.or_else(|| self.viewed.last().map(|p| *p as usize));
                if let Some(from) = from {
                    let category = catalogue.products[from].category;
                    for p in &catalogue.families[catalogue.products[from].family] {
                        add(&mut items, *p);
                    }
                    for _ in 0..8 {
                        if let Some(p) = catalogue.pick(category, month, at, &mut self.dice) {
                            add(&mut items, p);
                        }
                    }
                }
            }
            6 => {
                let newest = catalogue
                    .by_arrival
                    .partition_point(|p| catalogue.products[*p].added <= at);
                for p in catalogue.by_arrival[..newest].iter().rev().take(8) {
                    add(&mut items, *p);
                }
            }
            7 => {
                let day = self.world.calendar.index(at);
                let reduced = self.world.on_sale.get(day).map_or(&[][..], Vec::as_slice);
                for _ in 0..10 {
                    if let Some(p) = self.dice.one(reduced) {
                        add(&mut items, usize::from(*p));
                    }
                }
            }
            TRENDING => {
                for p in &self.world.rising {
                    add(&mut items, *p);
                }
            }
            CONTROL => {
                for _ in 0..24 {
                    if let Some(p) = self.dice.one(&best[..best.len().min(CONTROL_POOL)]) {
                        add(&mut items, *p);
                    }
                }
            }
            _ => {}
        }
        for p in best {
            add(&mut items, *p);
        }
        items
    }

    /// What is put into the cart apart from blocks.
    fn basket(&mut self, topic: usize, month: usize, at: i64, looked: &[u32]) -> Vec<u32> {
        let catalogue = self.world.catalogue;
        self.clicked.retain(|c| at - c.1 < 25 * HOUR);
        let mut basket: Vec<u32> = Vec::new();
        let again: Vec<u32> = self.again(at).take(4).collect();
        if !again.is_empty()
            && self.dice.happens(0.5)
            && let Some(p) = self.dice.one(&again)
        {
            basket.push(*p);
        } else if let Some(p) = self.dice.one(looked) {
            basket.push(*p);
        } else if let Some(p) = catalogue.pick(topic, month, at, &mut self.dice) {
            basket.push(p as u32);
        }
        if let Some(first) = basket.first().copied() {
            for chance in [0.55, 0.28] {
                if self.dice.happens(chance)
                    && let Some(p) = catalogue.companion(first as usize, at, &mut self.dice)
                {
                    basket.push(p as u32);
                }
            }
        }
        while self.dice.happens(0.36) && basket.len() < 8 {
            if let Some(p) = self.interesting(topic, month, at) {
                basket.push(p as u32);
            }
        }
        let mut kept: Vec<u32> = Vec::new();
        for p in basket {
            let fine = catalogue.products[p as usize].offered(at)
                && !kept.contains(&p)
                && !self.clicked.iter().any(|c| c.0 == p);
            if fine {
                kept.push(p);
            }
        }
        if kept.is_empty() {
            for _ in 0..20 {
                let found = catalogue.pick(topic, month, at, &mut self.dice);
                if let Some(p) = found.map(|p| p as u32)
                    && !self.clicked.iter().any(|c| c.0 == p)
                {
                    kept.push(p);
                    break;
                }
            }
        }
        kept
    }

    /// Cart, checkout and order.
    fn order(&mut self, mut at: i64, products: Vec<u32>, only_clicked: bool) {
        let mut lines: Vec<Line> = Vec::new();
        for product in products {
            if lines.iter().any(|l| l.product == product) {
                continue;
            }
            let variant = self.variant(product);
            let p = &self.world.catalogue.products[product as usize];
            let price = p.price_at(at).0;
            let quantity = match price {
                0..=1_600 if p.options.len() == 1 => {
                    1 + self.dice.weighted(&[0.62, 0.86, 0.95, 1.0]) as u8
                }
                0..=4_000 => 1 + u8::from(self.dice.happens(0.12)),
                _ => 1,
            };
            let line = Line {
                product,
                variant,
                quantity,
                price,
            };
            if !self.dice.happens(0.04) {
                let add = self.fact(at, What::Event(EventKind::AddToCart));
                self.push(Fact {
                    product,
                    variant,
                    quantity,
                    ..add
                });
            }
            self.linger(&mut at);
            lines.push(line);
        }
        if lines.is_empty() {
            return;
        }
        let checkout = self.fact(at, What::Event(EventKind::Checkout));
        self.push(checkout);
        at += 50_000 + (self.dice.unit() * 150.0) as i64 * 1000;
        let mut order = Order {
            at,
            person: self.shopper.index,
            lines,
            code: None,
            discount: 0,
            shipping: 490,
            cancelled: self.dice.happens(CANCELLED),
            refund: None,
        };
        let goods = order.goods();
        if !self.known && !only_clicked && self.dice.happens(0.18) {
            order.code = Some("WELCOME10");
            order.discount = goods / 10;
        } else if goods > 4_000 && self.dice.happens(0.05) {
            order.code = Some("FERN5");
            order.discount = 500;
        }
        if goods - order.discount >= 5_900 {
            order.shipping = 0;
        }
        order.refund = self.refund(&order);
        let (link, refund) = (
            self.trace.orders.len() as u32,
            order.refund.as_ref().map(|r| r.0),
        );
        for line in &order.lines {
            self.bought.push((line.product, at));
        }
        self.trace.orders.push(order);
        // An order names its buyer: from here on the visit is signed in.
        self.ways |= SIGNED_IN;
        self.known = true;
        let placed = self.fact(at, What::Order);
        self.push(Fact { link, ..placed });
        let event = self.fact(at, What::Event(EventKind::Order));
        self.push(Fact { link, ..event });
        if let Some(when) = refund {
            let back = self.fact(when, What::Refund);
            self.push(Fact { link, ..back });
        }
    }

    /// Things that have sizes come back more often.
    fn refund(&mut self, order: &Order) -> Option<(i64, Vec<(usize, u8)>)> {
        let when = order.at + (self.dice.between(4.0, 19.0) * DAY as f64) as i64 / 1000 * 1000;
        let mut back = Vec::new();
        for (n, line) in order.lines.iter().enumerate() {
            let sized = self.world.catalogue.products[line.product as usize]
                .options
                .len()
                > 2;
            if self.dice.happens(if sized { 0.075 } else { 0.016 }) {
                back.push((n, line.quantity));
            }
        }
        (!back.is_empty() && !order.cancelled && when < self.world.calendar.clock.0 - HOUR)
            .then_some((when, back))
    }
}

/// How many best sellers control draws from, each with the same chance.
pub(crate) const CONTROL_POOL: usize = 40;

/// Different products, up to a number.
#[derive(Debug)]
struct Items {
    found: [u16; 5],
    most: usize,
    len: usize,
}

impl Items {
    fn new(most: usize) -> Items {
        Items {
            found: [u16::MAX; 5],
            most,
            len: 0,
        }
    }

    fn add(&mut self, product: usize) {
        let product = product as u16;
        if self.len < self.most && !self.found[..self.len].contains(&product) {
            self.found[self.len] = product;
            self.len += 1;
        }
    }

    fn len(&self) -> usize {
        self.len
    }

    fn get(&self, slot: usize) -> Option<u32> {
        self.found[..self.len].get(slot).map(|p| u32::from(*p))
    }
}
