//! The results table: counts, exposures, sales and their credits become rows with rates, averages and verdicts. Every
//! screen, command and export takes its figures from here.

use super::metrics::{Mean, RANKED_FROM, Rate};
use super::ratio::{MeanOf, RatioSums};
use super::revenue;
use super::srm;
use super::verdict::{Against, Shares, Verdict, Word, compare};
use crate::model::counts::{Moments, Period, Sale, Shown};
use crate::model::money::{Amount, Currency, Money};
use crate::model::time::Day;
use roaring::RoaringBitmap;
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// What a row stands for: one or two labels, a day, or the place of a group in a list.
pub type Key = (i64, i64);

/// The strategy id under which a holdout is logged.
pub const CONTROL: &str = "control";

/// Counts of a row on a day and spot.
#[derive(Clone, Copy, Debug)]
pub struct Cell {
    /// The row.
    pub key: Key,
    /// Shop day.
    pub day: Day,
    /// Placement label; 0 = not said.
    pub spot: i64,
    /// What was counted.
    pub shown: Shown,
}

/// Who saw what a row stands for on a day and spot.
#[derive(Clone, Debug)]
pub struct Seen<'a> {
    /// The row.
    pub key: Key,
    /// Shop day.
    pub day: Day,
    /// Placement label; 0 = not said.
    pub spot: i64,
    /// Customer ids.
    pub visitors: Cow<'a, RoaringBitmap>,
    /// Sums over these visitors.
    pub moments: Moments,
}

/// What a sale is credited to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Credit {
    /// The row.
    pub key: Key,
    /// Placement label of the touch; 0 = not said.
    pub spot: i64,
}

/// Everything of one period that a table is made of, already cut by what its rows stand for.
#[derive(Clone, Debug, Default)]
pub struct Material<'a> {
    /// Additive counts.
    pub shown: Vec<Cell>,
    /// Who saw what.
    pub seen: Vec<Seen<'a>>,
    /// The period's sales in order of time.
    pub sales: &'a [Sale],
    /// What each of these sales is credited to, beside `sales`.
    pub credits: Vec<Option<Credit>>,
}

/// Names and roles of the rows.
pub struct Naming<'a> {
    /// Stable id and name of a row, and whether the shop does not know it.
    pub name: &'a dyn Fn(Key) -> (String, String, bool),
    /// The row that a row is compared with.
    pub control_of: &'a dyn Fn(Key) -> Option<Key>,
    /// Planned weights of a row and its control, where an experiment planned a split.
    pub split_of: &'a dyn Fn(Key) -> Option<(f64, f64)>,
    /// Rows in their own order (days) instead of best first.
    pub in_order: bool,
}

/// One row of results.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Row {
    /// Stable id: of the strategy, `strategy/variant`, group, placement, channel, or the day.
    pub id: String,
    /// Name on screen.
    pub name: String,
    /// The row that others are compared with.
    pub control: bool,
    /// Known from events only: no such document in the shop.
    pub external: bool,
    /// Enough visitors to stand in an order of merit.
    pub ranked: bool,
    /// How many more visitors it takes until it is ranked.
    pub visitors_needed: u64,
    /// Impressions.
    pub shown: u64,
    /// Impressions with a click.
    pub clicked: u64,
    /// Visitors who saw it.
    pub visitors: u64,
    /// Of these, those with a credited order.
    pub buyers: u64,
    /// Clicked impressions / impressions.
    pub click_rate: Rate,
    /// Carted impressions / impressions.
    pub cart_rate: Rate,
    /// Buyers / visitors.
    pub conversion: Rate,
    /// Credited orders.
    pub orders: u64,
    /// Net revenue / orders.
    pub average_order: Mean,
    /// Net revenue of the credited orders.
    pub revenue: Money,
    /// The same before refunds.
    pub gross: Money,
    /// Net revenue of its visitors from the day they first saw it / visitors.
    pub revenue_per_visitor: Mean,
    /// First and last day on which it was shown.
    pub days: Option<Period>,
    /// Conversion against the control.
    pub against: Option<Against>,
    /// Revenue per visitor against the control.
    pub revenue_against: Option<RevenueAgainst>,
}

/// Revenue per visitor against the control's.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct RevenueAgainst {
    /// Relative lift of the capped means.
    pub lift: Option<f64>,
    /// Lower end of the always-valid 95 % interval.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// What it means.
    pub verdict: Verdict,
    /// Visitors x (revenue per visitor - the control's): what would not have come anyway, uncapped.
    pub incremental: Money,
}

/// The table.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Table {
    /// Best conversion first, rows with too few visitors after, the control last.
    pub rows: Vec<Row>,
    /// All rows together; visitors are counted once.
    pub totals: Row,
    /// Orders credited to nobody.
    pub none_orders: u64,
    /// Their net revenue: with the rows it makes that of all sales, to the cent.
    pub none_revenue: Money,
    /// Their revenue before refunds.
    pub none_gross: Money,
}

#[derive(Default)]
struct Tally {
    shown: Shown,
    moments: Moments,
    visitors: RoaringBitmap,
    credited: RoaringBitmap,
    orders: u64,
    net: i64,
    gross: i64,
    order_values: Vec<i64>,
    spots: BTreeSet<i64>,
    first: Option<Day>,
    last: Option<Day>,
    worth: Worth,
}

/// What visitors brought: sums over visitors, raw and capped.
#[derive(Clone, Copy, Default)]
struct Worth {
    net: i64,
    capped: f64,
    capped_squares: f64,
}

/// What each known buyer brought, by day, as a sum from that day to the period's end.
struct Buyers {
    all: RoaringBitmap,
    from_day: FxHashMap<u32, Vec<(Day, i64)>>,
}

impl Buyers {
    fn of(sales: &[Sale]) -> Buyers {
        let mut from_day: FxHashMap<u32, Vec<(Day, i64)>> = FxHashMap::default();
        for sale in sales {
            if let Some(id) = sale.customer.and_then(|c| u32::try_from(c.0).ok()) {
                from_day.entry(id).or_default().push((sale.day, sale.net.0));
            }
        }
        let mut all = RoaringBitmap::new();
        for (id, list) in &mut from_day {
            all.insert(*id);
            list.sort_by_key(|(day, _)| *day);
            let mut sum = 0_i64;
            for (_, net) in list.iter_mut().rev() {
                sum = sum.saturating_add(*net);
                *net = sum;
            }
        }
        Buyers { all, from_day }
    }

    fn since(&self, id: u32, day: Day) -> i64 {
        let Some(list) = self.from_day.get(&id) else {
            return 0;
        };
        let at = list.partition_point(|(d, _)| *d < day);
        list.get(at).map_or(0, |(_, sum)| *sum)
    }
}

/// Makes the table.
pub fn build(material: &Material<'_>, naming: &Naming<'_>, currency: Currency) -> Table {
    let buyers = Buyers::of(material.sales);
    let mut values: Vec<i64> = buyers
        .from_day
        .values()
        .filter_map(|list| list.first().map(|(_, sum)| *sum))
        .collect();
    let visitor_cap = revenue::cap(&mut values).unwrap_or(i64::MAX);
    let mut order_values: Vec<i64> = material.sales.iter().map(|s| s.net.0).collect();
    let order_cap = revenue::cap(&mut order_values).unwrap_or(i64::MAX);
    let pile = Pile::of(material, &buyers, visitor_cap);

    let mut tallies: BTreeMap<Key, Tally> = BTreeMap::new();
    for key in &pile.keys {
        tallies.insert(*key, pile.tally(Some(*key), None));
    }
    let mut compared: BTreeMap<(Key, Limits), Tally> = BTreeMap::new();
    let mut rows: Vec<(Key, Row)> = Vec::with_capacity(tallies.len());
    for (key, tally) in &tallies {
        let (id, name, external) = (naming.name)(*key);
        let mut row = tally.row(id, name, currency, order_cap);
        row.external = external;
        let control = (naming.control_of)(*key);
        row.control = control == Some(*key);
        if let Some(base) = control.filter(|c| c != key)
            && let Some(whole) = tallies.get(&base)
        {
            // Like with like: only the days and spots on which both were shown.
            let limits = Limits::common(tally, whole);
            let alike = limits.is_some();
            for k in [*key, base] {
                compared
                    .entry((k, limits.clone().unwrap_or_default()))
                    .or_insert_with(|| pile.tally(Some(k), limits.as_ref()));
            }
            let of = |k: Key| compared.get(&(k, limits.clone().unwrap_or_default()));
            if let (Some(own), Some(base)) = (of(*key), of(base)) {
                let split = (naming.split_of)(*key).map(|(own_share, base_share)| {
                    srm::chi_square(
                        &[base.visitors.len(), own.visitors.len()],
                        &[base_share, own_share],
                    )
                });
                let days = limits.as_ref().map_or(0, |l| l.period().days());
                let (against, money) = own.against(base, days, split, alike, currency);
                row.against = Some(against);
                row.revenue_against = Some(money);
            }
        }
        rows.push((*key, row));
    }
    if !naming.in_order {
        rows.sort_by_cached_key(|(key, row)| {
            let share = row.conversion.value.unwrap_or(0.0);
            (
                row.control,
                !row.ranked,
                Reverse((share * 1e9).round() as i64),
                Reverse(row.shown),
                row.id.clone(),
                *key,
            )
        });
    }
    let mut none = Tally::default();
    for (sale, credit) in material.sales.iter().zip(&material.credits) {
        if credit.is_none() {
            none.credit(sale);
        }
    }
    let all = pile.tally(None, None);
    Table {
        rows: rows.into_iter().map(|(_, row)| row).collect(),
        totals: all.row("total".into(), "Total".into(), currency, order_cap),
        none_orders: none.orders,
        none_revenue: Money::new(Amount(none.net), currency),
        none_gross: Money::new(Amount(none.gross), currency),
    }
}

/// Days and spots to which a comparison is kept.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
struct Limits {
    from: Day,
    to: Day,
    spots: BTreeSet<i64>,
}

impl Limits {
    fn common(a: &Tally, b: &Tally) -> Option<Limits> {
        let spots: BTreeSet<i64> = a.spots.intersection(&b.spots).copied().collect();
        let from = a.first?.max(b.first?);
        let to = a.last?.min(b.last?);
        (from <= to && !spots.is_empty()).then_some(Limits { from, to, spots })
    }

    fn period(&self) -> Period {
        Period {
            from: self.from,
            to: self.to,
        }
    }

    fn hold(&self, day: Day, spot: i64) -> bool {
        self.period().holds(day) && self.spots.contains(&spot)
    }
}

/// The material by row.
struct Pile<'a> {
    material: &'a Material<'a>,
    buyers: &'a Buyers,
    visitor_cap: i64,
    keys: BTreeSet<Key>,
    shown: FxHashMap<Key, Vec<usize>>,
    seen: FxHashMap<Key, Vec<usize>>,
    credits: FxHashMap<Key, Vec<usize>>,
}

impl<'a> Pile<'a> {
    fn of(material: &'a Material<'a>, buyers: &'a Buyers, visitor_cap: i64) -> Pile<'a> {
        let mut pile = Pile {
            material,
            buyers,
            visitor_cap,
            keys: BTreeSet::new(),
            shown: FxHashMap::default(),
            seen: FxHashMap::default(),
            credits: FxHashMap::default(),
        };
        for (n, cell) in material.shown.iter().enumerate() {
            pile.shown.entry(cell.key).or_default().push(n);
            pile.keys.insert(cell.key);
        }
        for (n, seen) in material.seen.iter().enumerate() {
            pile.seen.entry(seen.key).or_default().push(n);
            pile.keys.insert(seen.key);
        }
        for (n, credit) in material.credits.iter().enumerate() {
            if let Some(credit) = credit {
                pile.credits.entry(credit.key).or_default().push(n);
                pile.keys.insert(credit.key);
            }
        }
        // First sight of a visitor is the earliest day.
        for list in pile.seen.values_mut() {
            list.sort_by_key(|n| material.seen.get(*n).map(|s| s.day));
        }
        pile
    }

    /// One row's tally, or that of all rows together, within limits.
    fn tally(&self, key: Option<Key>, limits: Option<&Limits>) -> Tally {
        let keep = |day: Day, spot: i64| limits.is_none_or(|l| l.hold(day, spot));
        let mut tally = Tally::default();
        let chosen = |lists: &FxHashMap<Key, Vec<usize>>, all: usize| -> Vec<usize> {
            match key {
                Some(key) => lists.get(&key).cloned().unwrap_or_default(),
                None => (0..all).collect(),
            }
        };
        for n in chosen(&self.shown, self.material.shown.len()) {
            if let Some(cell) = self.material.shown.get(n).filter(|c| keep(c.day, c.spot)) {
                tally.show(cell);
            }
        }
        let mut seen = chosen(&self.seen, self.material.seen.len());
        if key.is_none() {
            seen.sort_by_key(|n| self.material.seen.get(*n).map(|s| s.day));
        }
        for n in seen {
            if let Some(seen) = self.material.seen.get(n).filter(|s| keep(s.day, s.spot)) {
                tally.expose(seen, self.buyers, self.visitor_cap);
            }
        }
        for n in chosen(&self.credits, self.material.credits.len()) {
            if let (Some(sale), Some(Some(credit))) =
                (self.material.sales.get(n), self.material.credits.get(n))
                && keep(sale.day, credit.spot)
            {
                tally.credit(sale);
            }
        }
        tally
    }
}

impl Tally {
    fn show(&mut self, cell: &Cell) {
        self.shown += cell.shown;
        if cell.shown.impressions > 0 {
            self.spots.insert(cell.spot);
            self.first = Some(self.first.map_or(cell.day, |d| d.min(cell.day)));
            self.last = Some(self.last.map_or(cell.day, |d| d.max(cell.day)));
        }
    }

    fn expose(&mut self, seen: &Seen<'_>, buyers: &Buyers, cap: i64) {
        let fresh = (&*seen.visitors & &buyers.all) - &self.visitors;
        for id in &fresh {
            let worth = buyers.since(id, seen.day);
            let capped = worth.min(cap) as f64;
            self.worth.net = self.worth.net.saturating_add(worth);
            self.worth.capped += capped;
            self.worth.capped_squares += capped * capped;
        }
        self.visitors |= &*seen.visitors;
        self.moments += seen.moments;
    }

    fn credit(&mut self, sale: &Sale) {
        self.orders += 1;
        self.net = self.net.saturating_add(sale.net.0);
        self.gross = self.gross.saturating_add(sale.gross.0);
        self.order_values.push(sale.net.0);
        if let Some(id) = sale.customer.and_then(|c| u32::try_from(c.0).ok()) {
            self.credited.insert(id);
        }
    }

    fn buyers(&self) -> u64 {
        self.visitors.intersection_len(&self.credited)
    }

    fn per_visitor(&self) -> MeanOf {
        MeanOf::of_sums(
            self.visitors.len() as f64,
            self.worth.capped,
            self.worth.capped_squares,
        )
    }

    fn row(&self, id: String, name: String, currency: Currency, order_cap: i64) -> Row {
        let visitors = self.visitors.len();
        let money = |x: i64| Money::new(Amount(x), currency);
        let visitors_needed = RANKED_FROM.saturating_sub(visitors);
        Row {
            id,
            name,
            control: false,
            external: false,
            ranked: visitors_needed == 0,
            visitors_needed,
            shown: self.shown.impressions,
            clicked: self.shown.clicked,
            visitors,
            buyers: self.buyers(),
            click_rate: click_rate(&self.shown, &self.moments),
            cart_rate: cart_rate(&self.shown, &self.moments),
            conversion: Rate::of(self.buyers(), visitors),
            orders: self.orders,
            average_order: average(&self.order_values, self.net, order_cap, currency),
            revenue: money(self.net),
            gross: money(self.gross),
            revenue_per_visitor: self.worth_row(currency),
            days: self
                .first
                .zip(self.last)
                .map(|(from, to)| Period { from, to }),
            against: None,
            revenue_against: None,
        }
    }

    fn worth_row(&self, currency: Currency) -> Mean {
        let n = self.visitors.len();
        let numerator = Money::new(Amount(self.worth.net), currency);
        let mean = self.per_visitor();
        let enough = n >= super::metrics::SHOWN_FROM;
        let ends = revenue::log_interval(&mean).filter(|_| enough);
        Mean {
            value: numerator.per(n as i64).filter(|_| enough),
            needed: super::metrics::SHOWN_FROM.saturating_sub(n),
            numerator,
            denominator: n,
            low: ends.map(|(low, _)| minor(low, currency)),
            high: ends.map(|(_, high)| minor(high, currency)),
            capped: enough.then(|| minor(mean.mean, currency)),
        }
    }

    fn against(
        &self,
        base: &Tally,
        days: u32,
        split_p: Option<f64>,
        alike: bool,
        currency: Currency,
    ) -> (Against, RevenueAgainst) {
        let against = compare(&Shares {
            control: (base.buyers(), base.visitors.len()),
            treatment: (self.buyers(), self.visitors.len()),
            days,
            split_p,
            alike,
        });
        let (a, b) = (base.per_visitor(), self.per_visitor());
        let enough = a.n >= RANKED_FROM as f64 && b.n >= RANKED_FROM as f64;
        let sequence = revenue::lift_sequence(&a, &b).filter(|_| enough);
        let word = match sequence {
            _ if against.verdict.word == Word::SplitBroken => Word::SplitBroken,
            Some((_, low, _)) if low > 0.0 => Word::Better,
            Some((_, _, high)) if high < 0.0 => Word::Worse,
            _ => Word::CannotSay,
        };
        // visitors x (own mean - control's mean), in whole minor units without floating money.
        let (na, nb) = (base.visitors.len(), self.visitors.len());
        let incremental = if na == 0 {
            0
        } else {
            self.worth
                .net
                .saturating_sub(crate::model::money::divide_half_away(
                    i128::from(base.worth.net) * i128::from(nb),
                    i128::from(na),
                ))
        };
        let sentence = match word {
            Word::Better => "Each visitor brings more than in the control, with 95% certainty.",
            Word::Worse => "Each visitor brings less than in the control, with 95% certainty.",
            Word::SplitBroken => {
                "The visitors are not split as planned, so the comparison says nothing."
            }
            _ => "Revenue swings more than conversion: too early to call.",
        };
        let money = RevenueAgainst {
            lift: sequence.map(|(lift, _, _)| lift),
            low: sequence.map(|(_, low, _)| low),
            high: sequence.map(|(_, _, high)| high),
            verdict: Verdict {
                word,
                text: word.text(),
                sentence: sentence.to_owned(),
                days_left: None,
            },
            incremental: Money::new(Amount(incremental), currency),
        };
        (against, money)
    }
}

/// Clicked impressions / impressions, with an interval that knows that a visitor's impressions resemble each other.
pub fn click_rate(shown: &Shown, m: &Moments) -> Rate {
    let sums = sums(m, m.clicked, m.clicked_squared, m.shown_clicked);
    Rate::with_effect(shown.clicked, shown.impressions, sums.design_effect())
}

/// Carted impressions / impressions, likewise.
pub fn cart_rate(shown: &Shown, m: &Moments) -> Rate {
    let sums = sums(m, m.carted, m.carted_squared, m.shown_carted);
    Rate::with_effect(shown.carted, shown.impressions, sums.design_effect())
}

fn sums(m: &Moments, x: u64, x_squared: u64, x_shown: u64) -> RatioSums {
    RatioSums {
        n: m.units as f64,
        m: x as f64,
        mm: x_squared as f64,
        d: m.shown as f64,
        dd: m.shown_squared as f64,
        md: x_shown as f64,
    }
}

/// The average of order values in minor units: raw, capped, and with an interval from 10 orders on.
pub fn average(values: &[i64], sum: i64, cap: i64, currency: Currency) -> Mean {
    /// Under this an interval of so skewed a figure would be pretence.
    const INTERVAL_FROM: u64 = 10;
    let n = values.len() as u64;
    let (mut capped, mut squares) = (0.0, 0.0);
    for value in values {
        let v = (*value).min(cap) as f64;
        capped += v;
        squares += v * v;
    }
    let mean = MeanOf::of_sums(n as f64, capped, squares);
    let ends = revenue::log_interval(&mean).filter(|_| n >= INTERVAL_FROM);
    let numerator = Money::new(Amount(sum), currency);
    Mean {
        value: numerator.per(values.len() as i64),
        needed: INTERVAL_FROM.saturating_sub(n),
        numerator,
        denominator: n,
        low: ends.map(|(low, _)| minor(low, currency)),
        high: ends.map(|(_, high)| minor(high, currency)),
        capped: (n > 0).then(|| minor(mean.mean, currency)),
    }
}

fn minor(x: f64, currency: Currency) -> Money {
    Money::new(Amount(x.round() as i64), currency)
}
