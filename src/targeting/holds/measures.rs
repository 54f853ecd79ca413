//! Measures and columns of one customer, in memory.

use super::One;
use crate::model::event::EventKind;
use crate::model::ids::ProductId;
use crate::model::money::divide_half_away;
use crate::model::text::fold;
use crate::model::time::Day;
use crate::targeting::facts::{ProductFacts, VisitFact};
use crate::targeting::measures::{
    Measure, age, anniversary_in, birthday_in, rhythm, season, stated_age,
};
use crate::targeting::moment::weather_pull;
use crate::targeting::plan::{Measured, TimeField, What, WhatKind};
use crate::targeting::rfm::Scores;
use crate::targeting::stated::{Shelf, Stated};
use crate::targeting::when::Window;
use std::collections::{BTreeMap, BTreeSet};

/// `part / of` in hundredths of a percent.
fn percent(part: i64, of: i64) -> Option<i64> {
    ratio(10_000 * i128::from(part), of)
}

fn ratio(of: i128, by: i64) -> Option<i64> {
    (by > 0).then(|| divide_half_away(of, i128::from(by)))
}

impl One<'_> {
    /// The values of an attribute or preference, as stored.
    pub(super) fn stated<'a>(&'a self, of: &'a Stated) -> impl Iterator<Item = &'a str> + 'a {
        let all = match of.shelf {
            Shelf::Attributes => &self.who.attributes,
            Shelf::Preferences => &self.who.preferences,
        };
        let wanted = fold(&of.name);
        all.iter()
            .filter(move |(name, _)| fold(name) == wanted)
            .map(|(_, value)| value.as_str())
    }

    pub(super) fn attribute<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        let all = self.who.attributes.iter();
        all.filter(move |(n, _)| fold(n) == name)
            .map(|(_, value)| value.as_str())
    }

    pub(super) fn visits(&self, window: Option<Window>) -> impl Iterator<Item = &VisitFact> {
        let all = self.who.visits.iter();
        all.filter(move |v| self.in_window(v.at, window))
    }

    /// Channels of orders and visits, some more than once.
    pub(super) fn channels(&self) -> impl Iterator<Item = &str> {
        let of_orders = self.sales(None, None).filter_map(|o| o.channel.as_deref());
        of_orders.chain(self.visits(None).filter_map(|v| v.channel.as_deref()))
    }

    pub(super) fn measure(&self, of: &Measured) -> Option<i64> {
        match of.measure {
            Measure::Visits => i64::try_from(self.visits(of.window).count()).ok(),
            measure => self.measure_of(measure, of.what.as_ref()),
        }
    }

    pub(super) fn measure_of(&self, measure: Measure, what: Option<&What>) -> Option<i64> {
        let today = self.as_of.today();
        match measure {
            Measure::Age => {
                let born = self.attribute("birthday").filter_map(|v| age(v, today));
                let said = self.attribute("age").filter_map(stated_age);
                born.max().or_else(|| said.max())
            }
            Measure::BirthdayIn => {
                let days = self.attribute("birthday");
                days.filter_map(|v| birthday_in(v, today)).min()
            }
            Measure::AnniversaryIn => {
                let first = self.time(TimeField::FirstOrder)?;
                anniversary_in(self.as_of.zone.day_of(first), today)
            }
            Measure::Visits => i64::try_from(self.visits(None).count()).ok(),
            Measure::Channels => {
                let all: BTreeSet<String> = self.channels().map(fold).collect();
                i64::try_from(all.len()).ok()
            }
            Measure::UsualGap | Measure::Overdue => {
                rhythm(measure, &self.days_with_orders(), today)
            }
            Measure::ReturnRate => {
                let gross = self.gross(None, None);
                percent(gross - self.net(None, None), gross)
            }
            Measure::DiscountShare => {
                let all = i64::try_from(self.sales(None, None).count()).ok()?;
                let reduced = self.sales(None, None).filter(|o| o.reduced).count();
                percent(i64::try_from(reduced).ok()?, all)
            }
            Measure::TopBrandShare => self.top_brand_share(),
            Measure::TopSeasonShare => {
                let mut seasons = [0_i64; 4];
                for order in self.sales(None, None) {
                    let day = self.as_of.zone.day_of(order.at);
                    seasons[usize::try_from(season(day)).ok()?] += 1;
                }
                percent(seasons.into_iter().max()?, seasons.into_iter().sum())
            }
            Measure::Affinity => self.affinity(what?),
            Measure::AffinityRank => self.affinity_rank(what?),
            Measure::WeatherPull => {
                let days = self.sales(None, None).map(|o| self.as_of.zone.day_of(o.at));
                weather_pull(&days.collect::<Vec<Day>>(), &self.who.weather, today)
            }
            Measure::R => self.scores().map(|s| i64::from(s.r)),
            Measure::F => self.scores().map(|s| i64::from(s.f)),
            Measure::M => self.scores().map(|s| i64::from(s.m)),
            Measure::Fm => self.scores().map(|s| 50 * i64::from(s.f + s.m)),
        }
    }

    fn scores(&self) -> Option<Scores> {
        Some(self.as_of.cuts?.scores(&self.buyer()?))
    }

    /// Shop days with sales, each once.
    fn days_with_orders(&self) -> Vec<Day> {
        let days = self.sales(None, None);
        let days: BTreeSet<Day> = days.map(|o| self.as_of.zone.day_of(o.at)).collect();
        days.into_iter().collect()
    }

    fn top_brand_share(&self) -> Option<i64> {
        let mut brands: BTreeMap<&str, i64> = BTreeMap::new();
        for order in self.sales(None, None).filter(|o| o.own_currency) {
            for (product, total) in &order.lines {
                let brand = self.goods(*product).and_then(|p| p.brand.as_deref());
                if let Some(brand) = brand {
                    *brands.entry(brand).or_default() += total.0;
                }
            }
        }
        percent(brands.values().copied().max()?, brands.values().sum())
    }

    /// A product that is no service.
    fn goods(&self, id: ProductId) -> Option<&ProductFacts> {
        self.products.product(id).filter(|p| !p.service)
    }

    /// Weights of the person's leaf categories or brands: bought 4, carted 2, viewed 1.
    fn tastes(&self, kind: WhatKind) -> BTreeMap<&str, (i64, &ProductFacts)> {
        let mut tastes: BTreeMap<&str, (i64, &ProductFacts)> = BTreeMap::new();
        let mut take = |product: ProductId, weight: i64| {
            if let Some(facts) = self.goods(product)
                && let Some(leaf) = match kind {
                    WhatKind::Category => facts.category.as_deref(),
                    _ => facts.brand.as_deref(),
                }
            {
                tastes.entry(leaf).or_insert((0, facts)).0 += weight;
            }
        };
        for order in self.sales(None, None) {
            order.lines.iter().for_each(|(p, _)| take(*p, 4));
        }
        for event in self.who.events.iter().filter(|e| e.at <= self.as_of.now) {
            match (event.kind, event.product) {
                (EventKind::AddToCart, Some(product)) => take(product, 2),
                (EventKind::View, Some(product)) => take(product, 1),
                _ => {}
            }
        }
        tastes
    }

    fn affinity(&self, what: &What) -> Option<i64> {
        let tastes = self.tastes(what.kind);
        let of = |wanted: &dyn Fn(&ProductFacts) -> bool| -> i64 {
            let all = tastes.values().filter(|(_, facts)| wanted(facts));
            all.map(|(weight, _)| weight).sum()
        };
        let inside = of(&|facts| what.holds_for_product(facts));
        Some(percent(inside, of(&|_| true)).unwrap_or(0))
    }

    fn affinity_rank(&self, what: &What) -> Option<i64> {
        let tastes = self.tastes(what.kind);
        let (inside, outside): (Vec<_>, Vec<_>) = tastes
            .values()
            .partition(|(_, facts)| what.holds_for_product(facts));
        let mine: i64 = inside.iter().map(|(weight, _)| weight).sum();
        let heavier = outside.iter().filter(|(weight, _)| *weight > mine).count();
        (mine > 0).then(|| 1 + i64::try_from(heavier).unwrap_or(i64::MAX - 1))
    }
}
