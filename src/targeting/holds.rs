//! Answers a plan in memory, for one customer or one product. `store` answers the same plan in SQL; a property test
//! holds the two together.

use crate::model::country;
use crate::model::event::EventKind;
use crate::model::ids::ProductId;
use crate::model::money::{Amount, divide_half_away};
use crate::model::product::ProductStatus;
use crate::model::text::fold;
use crate::model::time::Moment;
use crate::targeting::facts::{CustomerFacts, EventFact, OrderFact, ProductFacts, Products};
use crate::targeting::lifecycle::Stage;
use crate::targeting::measures::season;
use crate::targeting::moment::{Known, MomentField, OfMoment, SEASONS};
use crate::targeting::plan::{
    AnyField, Condition, Figure, FlagField, Happened, Node, Plan, ProductNumber, Test, TextField,
    TextTest, Then, ThenWhat, TimeField, TimeTest, What, WhatKind, Word,
};
use crate::targeting::rfm::{Buyer, RfmGroup};
use crate::targeting::stated::{Shelf, Stated};
use crate::targeting::when::{AsOf, Window};
use std::borrow::Cow;

mod measures;

impl Plan {
    /// Whether a product passes. A plan over customers passes no product.
    pub fn holds_for_product(&self, product: &ProductFacts, as_of: &AsOf) -> bool {
        self.root.holds(&|c| product_test(&c.test, product, as_of))
    }

    /// Whether a customer is a member. A plan over products has no members.
    pub fn holds_for_customer(
        &self,
        customer: &CustomerFacts,
        products: &dyn Products,
        as_of: &AsOf,
    ) -> bool {
        let one = One {
            who: customer,
            products,
            as_of,
        };
        self.root.holds(&|c| one.test(&c.test))
    }
}

impl Condition {
    /// Whether this condition alone holds for a customer.
    pub fn holds_for_customer(
        &self,
        customer: &CustomerFacts,
        products: &dyn Products,
        as_of: &AsOf,
    ) -> bool {
        One {
            who: customer,
            products,
            as_of,
        }
        .test(&self.test)
    }

    /// What the data say for this condition: `3 orders`, `Germany`, `nothing known`.
    pub fn found_for_customer(
        &self,
        customer: &CustomerFacts,
        products: &dyn Products,
        as_of: &AsOf,
    ) -> Found {
        One {
            who: customer,
            products,
            as_of,
        }
        .found(&self.test)
    }
}

/// A person's figures as of a moment; money in minor units.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Totals {
    /// Sales.
    pub orders: i64,
    /// Net of refunds.
    pub spent: Amount,
    /// When they bought last.
    pub last_order: Option<Moment>,
}

impl CustomerFacts {
    /// The figures as of a moment.
    pub fn totals(&self, as_of: &AsOf) -> Totals {
        let nothing: std::collections::BTreeMap<ProductId, ProductFacts> = Default::default();
        let one = One {
            who: self,
            products: &nothing,
            as_of,
        };
        Totals {
            orders: one.figure(Figure::Orders, None, None).unwrap_or(0),
            spent: Amount(one.net(None, None)),
            last_order: one.time(TimeField::LastOrder),
        }
    }
}

/// The data that a condition looked at.
#[derive(Clone, PartialEq, Debug)]
pub enum Found {
    /// Nothing is known.
    Missing,
    /// A count of orders or events, and the last of them.
    Count(i64, Option<Moment>),
    /// Minor units of the shop's currency.
    Money(i64),
    /// A moment.
    Time(Moment),
    /// Texts.
    Texts(Vec<String>),
    /// A yes or no.
    Flag(bool),
}

impl Node {
    /// Two-valued logic over the answers to the conditions.
    pub fn holds(&self, answer: &dyn Fn(&Condition) -> bool) -> bool {
        match self {
            Node::All(nodes) => nodes.iter().all(|n| n.holds(answer)),
            Node::Any(nodes) => nodes.iter().any(|n| n.holds(answer)),
            Node::Not(node) => !node.holds(answer),
            Node::Is(condition) => answer(condition),
            Node::Group { plan, .. } => plan.holds(answer),
        }
    }
}

impl TextTest {
    /// Whether one folded text passes.
    pub fn holds(&self, text: &str) -> bool {
        match self {
            TextTest::Is(word, not) => (text == word.folded) != *not,
            TextTest::In(words, not) => words.iter().any(|w| text == w.folded) != *not,
            TextTest::Contains(word, not) => text.contains(&word.folded) != *not,
            TextTest::Starts(word, not) => text.starts_with(&word.folded) != *not,
            TextTest::Ends(word, not) => text.ends_with(&word.folded) != *not,
        }
    }

    /// Whether a category path passes: equality includes the children of the category that is named.
    pub fn holds_for_category(&self, path: &str) -> bool {
        let inside = |word: &Word| path.contains(&word.folded);
        match self {
            TextTest::Is(word, not) => inside(word) != *not,
            TextTest::In(words, not) => words.iter().any(inside) != *not,
            // Within a path the closing signs are layout, not text.
            _ => self.holds(path.trim_start_matches("> ").trim_end_matches(" >")),
        }
    }
}

impl TimeTest {
    /// Whether a moment passes. Dates compare by day.
    pub fn holds(&self, at: Moment, as_of: &AsOf) -> bool {
        use crate::targeting::plan::Cmp;
        let within = |(from, to): (Moment, Moment)| at >= from && at <= to;
        match self {
            TimeTest::Is(cmp, when) => {
                let (from, to) = when.span(as_of);
                match cmp {
                    Cmp::Equal => within((from, to)),
                    Cmp::NotEqual => !within((from, to)),
                    Cmp::Greater => at > to,
                    Cmp::AtLeast => at >= from,
                    Cmp::Less => at < from,
                    Cmp::AtMost => at <= to,
                }
            }
            TimeTest::Between(from, to) => within((from.span(as_of).0, to.span(as_of).1)),
            TimeTest::In(days, not) => days.iter().any(|d| within(d.span(as_of))) != *not,
        }
    }
}

fn product_test(test: &Test, product: &ProductFacts, as_of: &AsOf) -> bool {
    match test {
        Test::ProductNumber(number, is) => {
            product_number(*number, product).is_some_and(|n| is.holds(n))
        }
        Test::Time(TimeField::Added, is) => product.added.is_some_and(|at| is.holds(at, as_of)),
        Test::Text(TextField::Category, is) => product
            .category
            .as_deref()
            .is_some_and(|path| is.holds_for_category(path)),
        Test::Stated(of, is) => product_column(of, product).is_some_and(|v| is.holds(of, v, as_of)),
        Test::Text(field, is) => product_texts(field, product).any(|text| is.holds(text)),
        Test::Flag(flag, wanted) => product_flag(*flag, product) == Some(*wanted),
        Test::Missing(field, missing) => {
            let known = match field {
                AnyField::ProductNumber(number) => product_number(*number, product).is_some(),
                AnyField::Time(TimeField::Added) => product.added.is_some(),
                AnyField::Text(TextField::Category) => product.category.is_some(),
                AnyField::Text(field) => product_texts(field, product).next().is_some(),
                AnyField::Flag(flag) => product_flag(*flag, product).is_some(),
                AnyField::Stated(of) => product_column(of, product).is_some(),
                AnyField::Figure(..)
                | AnyField::Measure(..)
                | AnyField::Moment(_)
                | AnyField::Time(_) => false,
            };
            known != *missing
        }
        Test::Figure { .. }
        | Test::Measure(..)
        | Test::Time(..)
        | Test::Moment(_)
        | Test::Happened(_) => false,
    }
}

fn product_number(number: ProductNumber, product: &ProductFacts) -> Option<i64> {
    match number {
        ProductNumber::Price => product.price.map(|p| p.0),
        ProductNumber::Cost => product.cost.map(|p| p.0),
        ProductNumber::Margin => product.margin(),
        ProductNumber::Stock => product.stock,
    }
}

fn product_flag(flag: FlagField, product: &ProductFacts) -> Option<bool> {
    match flag {
        FlagField::OnSale => Some(product.on_sale()),
        FlagField::Service => Some(product.service),
        FlagField::Consent(_) => None,
    }
}

/// The value of an imported attribute, folded.
fn product_column<'a>(of: &Stated, product: &'a ProductFacts) -> Option<&'a str> {
    let value = product.attributes.get(&fold(&of.name))?;
    Some(value.as_str()).filter(|_| of.shelf == Shelf::Attributes)
}

fn product_texts<'a>(
    field: &TextField,
    product: &'a ProductFacts,
) -> Box<dyn Iterator<Item = &'a str> + 'a> {
    let status = match product.status {
        ProductStatus::Published => "published",
        ProductStatus::Hidden => "hidden",
    };
    match field {
        TextField::Title => Box::new(std::iter::once(product.title.as_str())),
        TextField::Sku => Box::new(product.skus.iter().map(String::as_str)),
        TextField::Brand => Box::new(product.brand.iter().map(String::as_str)),
        TextField::Status => Box::new(std::iter::once(status)),
        TextField::ProductTag => Box::new(product.tags.iter().map(String::as_str)),
        _ => Box::new(std::iter::empty()),
    }
}

/// One customer as of one moment.
struct One<'a> {
    who: &'a CustomerFacts,
    products: &'a dyn Products,
    as_of: &'a AsOf,
}

impl One<'_> {
    fn test(&self, test: &Test) -> bool {
        match test {
            Test::Figure {
                figure,
                what,
                window,
                is,
            } => self
                .figure(*figure, what.as_ref(), *window)
                .is_some_and(|n| is.holds(n)),
            Test::Measure(of, is) => self.measure(of).is_some_and(|n| is.holds(n)),
            Test::Stated(of, is) => self.stated(of).any(|value| is.holds(of, value, self.as_of)),
            Test::Time(field, is) => self.time(*field).is_some_and(|at| is.holds(at, self.as_of)),
            Test::Text(field, is) => self.texts(field).iter().any(|text| is.holds(&fold(text))),
            Test::Flag(flag, wanted) => self.flag(*flag) == Some(*wanted),
            Test::Missing(field, missing) => {
                let known = match field {
                    AnyField::Figure(figure, what) => {
                        self.figure(*figure, what.as_ref(), None).is_some()
                    }
                    AnyField::Measure(measure, what) => {
                        self.measure_of(*measure, what.as_ref()).is_some()
                    }
                    AnyField::Stated(of) => self.stated(of).next().is_some(),
                    AnyField::Time(field) => self.time(*field).is_some(),
                    AnyField::Text(field) => !self.texts(field).is_empty(),
                    AnyField::Flag(flag) => self.flag(*flag).is_some(),
                    AnyField::ProductNumber(_) | AnyField::Moment(_) => false,
                };
                known != *missing
            }
            Test::Happened(happened) => {
                let n = self.happened(happened).0;
                match happened.times {
                    Some((cmp, times)) => cmp.holds(&n, &times),
                    None => n > 0,
                }
            }
            Test::Moment(asked) => asked.is.holds(self.of_moment(asked).as_ref()),
            Test::ProductNumber(..) => false,
        }
    }

    /// What is known of the moment: what was said, the clock, else the weather where they live.
    fn of_moment(&self, asked: &OfMoment) -> Option<Known> {
        let weather = || self.who.weather.get(&self.as_of.today());
        let known = asked.known_at(self.as_of);
        known.or_else(|| weather()?.says(asked.field))
    }

    fn found(&self, test: &Test) -> Found {
        match test {
            Test::Figure {
                figure,
                what,
                window,
                ..
            } => match (*figure, self.figure(*figure, what.as_ref(), *window)) {
                (_, None) => Found::Missing,
                (Figure::Orders, Some(n)) => {
                    let last = self.sales(what.as_ref(), *window).last().map(|o| o.at);
                    Found::Count(n, last)
                }
                (_, Some(minor)) => Found::Money(minor),
            },
            Test::Measure(of, _) => self
                .measure(of)
                .map_or(Found::Missing, |n| Found::Texts(vec![of.measure.shown(n)])),
            Test::Missing(AnyField::Measure(measure, what), _) => self
                .measure_of(*measure, what.as_ref())
                .map_or(Found::Missing, |n| Found::Texts(vec![measure.shown(n)])),
            Test::Stated(of, _) | Test::Missing(AnyField::Stated(of), _) => {
                let values: Vec<String> = self.stated(of).map(str::to_owned).collect();
                if values.is_empty() {
                    Found::Missing
                } else {
                    Found::Texts(values)
                }
            }
            Test::Time(field, _) => self.time(*field).map_or(Found::Missing, Found::Time),
            Test::Text(field, _) | Test::Missing(AnyField::Text(field), _) => {
                let texts = self.texts(field);
                if texts.is_empty() {
                    Found::Missing
                } else {
                    Found::Texts(texts.into_iter().map(Cow::into_owned).collect())
                }
            }
            Test::Flag(flag, _) => self.flag(*flag).map_or(Found::Missing, Found::Flag),
            Test::Missing(AnyField::Figure(figure, what), _) => {
                match self.figure(*figure, what.as_ref(), None) {
                    Some(n) if *figure == Figure::Orders => Found::Count(n, None),
                    Some(minor) => Found::Money(minor),
                    None => Found::Missing,
                }
            }
            Test::Missing(AnyField::Time(field), _) => {
                self.time(*field).map_or(Found::Missing, Found::Time)
            }
            Test::Missing(AnyField::Flag(flag), _) => {
                self.flag(*flag).map_or(Found::Missing, Found::Flag)
            }
            Test::Happened(happened) => {
                let (n, last) = self.happened(happened);
                Found::Count(n, last)
            }
            Test::Moment(asked) => match self.of_moment(asked) {
                None => Found::Missing,
                Some(Known::Text(text)) => Found::Texts(vec![text]),
                Some(Known::Number(minor)) if asked.field == MomentField::CartValue => {
                    Found::Money(minor)
                }
                Some(Known::Number(n)) if asked.field == MomentField::Temp => {
                    Found::Texts(vec![format!("{:.1} °C", n as f64 / 10.0)])
                }
                Some(Known::Number(n)) => Found::Texts(vec![n.to_string()]),
            },
            Test::ProductNumber(..)
            | Test::Missing(AnyField::ProductNumber(_) | AnyField::Moment(_), _) => Found::Missing,
        }
    }

    fn in_window(&self, at: Moment, window: Option<Window>) -> bool {
        at <= self.as_of.now
            && window.is_none_or(|w| {
                let (from, to) = w.span(self.as_of);
                at >= from && at <= to
            })
    }

    fn sales<'a>(
        &'a self,
        what: Option<&'a What>,
        window: Option<Window>,
    ) -> impl Iterator<Item = &'a OrderFact> + 'a {
        self.who.orders.iter().filter(move |o| {
            self.in_window(o.at, window)
                && what.is_none_or(|w| o.lines.iter().any(|(p, _)| self.is(*p, w)))
        })
    }

    fn figure(&self, figure: Figure, what: Option<&What>, window: Option<Window>) -> Option<i64> {
        match figure {
            Figure::Orders => i64::try_from(self.sales(what, window).count()).ok(),
            Figure::SpentGross => Some(self.gross(what, window)),
            Figure::Spent => Some(self.net(what, window)),
            Figure::Aov => {
                let orders = self.sales(what, window).count();
                (orders > 0)
                    .then(|| divide_half_away(i128::from(self.net(what, window)), orders as i128))
            }
        }
    }

    fn gross(&self, what: Option<&What>, window: Option<Window>) -> i64 {
        self.sales(what, window)
            .filter(|o| o.own_currency)
            .map(|o| match what {
                Some(what) => self.lines(&o.lines, what),
                None => o.gross.0,
            })
            .sum()
    }

    fn net(&self, what: Option<&What>, window: Option<Window>) -> i64 {
        let given_back: i64 = self
            .who
            .refunds
            .iter()
            .filter(|r| r.own_currency && self.in_window(r.at, window))
            .map(|r| match what {
                Some(what) => self.lines(&r.lines, what),
                None => r.total.0,
            })
            .sum();
        // What an order says it gave back names no lines, so it counts only in sums over everything.
        let own: i64 = match what {
            Some(_) => 0,
            None => self
                .sales(None, window)
                .filter(|o| o.own_currency)
                .map(|o| o.refunded.0)
                .sum(),
        };
        self.gross(what, window) - own - given_back
    }

    fn lines(&self, lines: &[(ProductId, Amount)], what: &What) -> i64 {
        lines
            .iter()
            .filter(|(p, _)| self.is(*p, what))
            .map(|(_, total)| total.0)
            .sum()
    }

    fn is(&self, product: ProductId, what: &What) -> bool {
        self.products
            .product(product)
            .is_some_and(|facts| what.holds_for_product(facts))
    }

    fn time(&self, field: TimeField) -> Option<Moment> {
        let sales = self.sales(None, None).map(|o| o.at);
        match field {
            TimeField::FirstOrder => sales.min(),
            TimeField::LastOrder => sales.max(),
            TimeField::CustomerAdded => self.who.added.filter(|at| *at <= self.as_of.now),
            TimeField::LastVisit => self.visits(None).map(|v| v.at).max(),
            TimeField::Added => None,
        }
    }

    fn flag(&self, flag: FlagField) -> Option<bool> {
        let FlagField::Consent(purpose) = flag else {
            return None;
        };
        let newest = self
            .who
            .consents
            .iter()
            .filter(|c| c.purpose == purpose && c.at <= self.as_of.consents_until)
            .max_by_key(|c| (c.at, !c.given));
        Some(newest.is_some_and(|c| c.given))
    }

    fn texts(&self, field: &TextField) -> Vec<Cow<'_, str>> {
        let one = |text: &'_ Option<String>| -> Vec<Cow<'_, str>> {
            text.iter().map(|t| Cow::Owned(t.clone())).collect()
        };
        match field {
            TextField::Country => self.who.country.iter().map(|c| country::shown(c)).collect(),
            TextField::Region => one(&self.who.region),
            TextField::City => one(&self.who.city),
            TextField::CityTier => one(&self.who.city_tier),
            TextField::Language => one(&self.who.language),
            TextField::Email => one(&self.who.email),
            TextField::Name => one(&self.who.name),
            TextField::CustomerTag => self
                .who
                .tags
                .iter()
                .map(|t| Cow::Borrowed(t.as_str()))
                .collect(),
            TextField::Gender => self.attribute("gender").map(Cow::Borrowed).collect(),
            TextField::EmailDomain => self
                .who
                .email
                .iter()
                .filter_map(|e| e.split_once('@'))
                .map(|(_, domain)| Cow::Borrowed(domain))
                .collect(),
            TextField::Device => self
                .visits(None)
                .filter_map(|v| v.device.as_deref())
                .map(Cow::Borrowed)
                .collect(),
            TextField::Channel => self.channels().map(Cow::Borrowed).collect(),
            TextField::Campaign => self
                .who
                .events
                .iter()
                .filter(|e| e.kind != EventKind::MessageSent && e.at <= self.as_of.now)
                .filter_map(|e| e.campaign.as_deref())
                .map(Cow::Borrowed)
                .collect(),
            TextField::RfmGroup => self
                .rfm_group()
                .map(|g| Cow::Borrowed(g.word()))
                .into_iter()
                .collect(),
            TextField::Lifecycle => vec![Cow::Borrowed(self.stage().word())],
            _ => Vec::new(),
        }
    }

    fn buyer(&self) -> Option<Buyer> {
        let last = self.time(TimeField::LastOrder)?;
        Some(Buyer {
            last_order: self.as_of.zone.day_of(last),
            orders: self.figure(Figure::Orders, None, None).unwrap_or(0),
            spent: Amount(self.net(None, None)),
        })
    }

    fn rfm_group(&self) -> Option<RfmGroup> {
        match (self.buyer(), self.as_of.cuts) {
            (None, _) => Some(RfmGroup::Prospects),
            (Some(buyer), Some(cuts)) => Some(cuts.place(Some(&buyer)).1),
            (Some(_), None) => None,
        }
    }

    fn stage(&self) -> Stage {
        let last = self
            .time(TimeField::LastOrder)
            .map(|at| self.as_of.zone.day_of(at));
        let orders = self.figure(Figure::Orders, None, None).unwrap_or(0);
        Stage::of(
            self.who.known,
            self.who.sessions,
            orders,
            last,
            self.as_of.today(),
        )
    }

    /// How often something was done, and when last.
    fn happened(&self, happened: &Happened) -> (i64, Option<Moment>) {
        let what = happened.what.as_ref();
        let follows = |at: Moment, bought: &[ProductId]| {
            happened
                .then
                .as_ref()
                .is_none_or(|then| self.followed(at, bought, then))
        };
        let mut count = 0;
        let mut last = None;
        let mut take = |at: Moment| {
            count += 1;
            last = last.max(Some(at));
        };
        if happened.verb.events().is_empty() {
            let of_goods = what.filter(|w| !w.kind.is_of_day());
            let of_day = what.filter(|w| w.kind.is_of_day());
            for order in self.sales(of_goods, happened.window) {
                if !of_day.is_none_or(|w| self.day_is(order.at, w)) {
                    continue;
                }
                // The same product is one that was asked for, not another of that order.
                let bought = order.lines.iter().map(|(p, _)| *p);
                let bought: Vec<ProductId> = bought
                    .filter(|p| of_goods.is_none_or(|w| self.is(*p, w)))
                    .collect();
                if follows(order.at, &bought) {
                    take(order.at);
                }
            }
        } else {
            for event in &self.who.events {
                if happened.verb.events().contains(&event.kind)
                    && self.in_window(event.at, happened.window)
                    && what.is_none_or(|w| self.event_is(event, w))
                    && follows(event.at, event.product.as_slice())
                {
                    take(event.at);
                }
            }
        }
        (count, last)
    }

    fn followed(&self, first: Moment, same: &[ProductId], then: &Then) -> bool {
        let deadline = then.within.deadline(first, self.as_of.zone);
        let in_time = |at: Moment| at > first && at <= deadline && at <= self.as_of.now;
        let product = |p: ProductId| match &then.what {
            ThenWhat::Anything => true,
            ThenWhat::Same => same.contains(&p),
            ThenWhat::What(what) => self.is(p, what),
        };
        let came = if then.verb.events().is_empty() {
            self.who.orders.iter().any(|o| {
                in_time(o.at)
                    && (then.what == ThenWhat::Anything || o.lines.iter().any(|(p, _)| product(*p)))
            })
        } else {
            self.who.events.iter().any(|e| {
                then.verb.events().contains(&e.kind)
                    && in_time(e.at)
                    && match &then.what {
                        ThenWhat::Anything => true,
                        ThenWhat::Same => e.product.is_some_and(product),
                        ThenWhat::What(what) => self.event_is(e, what),
                    }
            })
        };
        if then.not {
            !came && deadline <= self.as_of.now
        } else {
            came
        }
    }

    /// Whether the day of an instant is of a season, or has such weather where they live.
    fn day_is(&self, at: Moment, what: &What) -> bool {
        let day = self.as_of.zone.day_of(at);
        let wanted = &what.value.folded;
        match what.kind {
            WhatKind::Season => {
                let season = usize::try_from(season(day)).ok();
                season
                    .and_then(|s| SEASONS.get(s))
                    .is_some_and(|s| s == wanted)
            }
            _ => {
                let weather = self.who.weather.get(&day);
                weather.is_some_and(|w| w.sky.as_ref() == Some(wanted))
            }
        }
    }

    fn event_is(&self, event: &EventFact, what: &What) -> bool {
        let text = |text: &Option<String>| text.as_deref().map(fold);
        match what.kind {
            WhatKind::Query => text(&event.query).is_some_and(|q| q.contains(&what.value.folded)),
            WhatKind::Strategy => text(&event.strategy).is_some_and(|s| s == what.value.folded),
            WhatKind::Campaign => text(&event.campaign).is_some_and(|c| c == what.value.folded),
            WhatKind::Weather | WhatKind::Season => self.day_is(event.at, what),
            _ => event.product.is_some_and(|p| self.is(p, what)),
        }
    }
}

impl What {
    /// Whether a product is what is asked for.
    pub fn holds_for_product(&self, product: &ProductFacts) -> bool {
        let wanted = &self.value.folded;
        match self.kind {
            WhatKind::Product => product.names.contains(wanted),
            WhatKind::Category => product
                .category
                .as_deref()
                .is_some_and(|path| path.contains(wanted.as_str())),
            WhatKind::Brand => product.brand.as_ref() == Some(wanted),
            WhatKind::Tag => product.tags.contains(wanted),
            WhatKind::Query
            | WhatKind::Strategy
            | WhatKind::Campaign
            | WhatKind::Weather
            | WhatKind::Season => false,
        }
    }
}
