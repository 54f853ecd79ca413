//! Sets of people: how the people of a condition are found, and how sets are joined.

use super::Compiler;
use crate::model::ids::CustomerId;
use crate::model::money::divide_half_away;
use crate::model::places::Place;
use crate::model::time::{Day, Moment};
use crate::store::{Error, places};
use crate::targeting::measures::{Measure, rhythm};
use crate::targeting::moment::{Days, MomentField, MomentTest, weather_pull};
use crate::targeting::plan::{Figure, Node, NumberTest};
use crate::targeting::when::Window;
use roaring::RoaringBitmap;
use rusqlite::types::Value;
use rusqlite::{Row, params_from_iter};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// A query and its values.
#[derive(Debug)]
pub(super) struct Query {
    sql: String,
    values: Vec<Value>,
}

/// How the people of a condition are found.
#[derive(Debug)]
pub(super) enum Set {
    /// Those whose ids a query names; unknown people and repetitions do no harm.
    These(Query),
    /// Everybody who is not in there.
    AllBut(Box<Set>),
    /// In at least one of them.
    Any(Vec<Set>),
    /// Rows (customer, n, amount) are added up for each person, and the sums pass a test.
    Tallied(Query, Tally),
    /// Orders (id, customer) of which a line (order) is among others.
    Lines(Query, Query),
    /// Rows (customer, at, city, region, country) by person: the weather of their place passes a test.
    AtPlace(Query, PlaceTest),
    /// Rows (customer, at) by person and time: the days make a rhythm, and its number on a day passes a test.
    Rhythm(Query, Measure, Day, NumberTest),
}

/// What is asked of the weather where somebody lives.
#[derive(Debug)]
pub(super) enum PlaceTest {
    /// How many of their rows are on days of this weather.
    Times(String, NumberTest),
    /// What it was on a day.
    On(Day, MomentField, MomentTest),
    /// The number of orders in their weather by how often it comes, as of a day.
    Pull(Day, NumberTest),
}

impl PlaceTest {
    fn holds(&self, days: &[Day], weather: &Days) -> bool {
        match self {
            PlaceTest::Times(sky, is) => {
                let on = |day: &&Day| {
                    let there = weather.get(day).and_then(|w| w.sky.as_ref());
                    there.is_some_and(|s| s == sky)
                };
                is.holds(i64::try_from(days.iter().filter(on).count()).unwrap_or(i64::MAX))
            }
            PlaceTest::On(day, field, is) => {
                let known = weather.get(day).and_then(|w| w.says(*field));
                is.holds(known.as_ref())
            }
            PlaceTest::Pull(today, is) => {
                weather_pull(days, weather, *today).is_some_and(|n| is.holds(n))
            }
        }
    }

    /// Whether people without rows pass.
    fn holds_without_rows(&self) -> bool {
        matches!(self, PlaceTest::Times(..)) && self.holds(&[], &Days::new())
    }
}

/// What of the sums is compared. People without rows have the number 0, and no average.
#[derive(Debug)]
pub(super) enum Tally {
    /// The sum of n.
    Count(NumberTest),
    /// The sum of the amounts.
    Sum(NumberTest),
    /// Amount per n.
    Average(NumberTest),
}

impl Tally {
    fn holds(&self, n: i64, amount: i64) -> bool {
        match self {
            Tally::Count(is) => is.holds(n),
            Tally::Sum(is) => is.holds(amount),
            Tally::Average(is) => {
                n > 0 && is.holds(divide_half_away(i128::from(amount), i128::from(n)))
            }
        }
    }

    /// Whether people without rows pass.
    fn holds_without_rows(&self) -> bool {
        !matches!(self, Tally::Average(_)) && self.holds(0, 0)
    }
}

impl Set {
    pub(super) fn nobody() -> Set {
        Set::Any(Vec::new())
    }

    pub(super) fn all_but(set: Set) -> Set {
        Set::AllBut(Box::new(set))
    }
}

impl Compiler<'_> {
    /// The query that was written last, with the values that were bound for it.
    pub(super) fn query(&mut self, sql: String) -> Query {
        Query {
            sql,
            values: std::mem::take(&mut self.values),
        }
    }

    pub(super) fn these(&mut self, sql: String) -> Set {
        Set::These(self.query(sql))
    }

    pub(super) fn all_but(&mut self, sql: String) -> Set {
        Set::all_but(self.these(sql))
    }

    /// Every known person of that time.
    pub(super) fn everybody(&mut self) -> Result<Arc<RoaringBitmap>, Error> {
        let mut sql = String::from("SELECT id FROM customers WHERE known = 1");
        if self.past {
            let now = self.bind_now();
            sql += " AND min(COALESCE(first_seen, added_at, 0), COALESCE(added_at, first_seen, 0)) <= ";
            sql += &now;
        }
        let all = self.these(sql);
        self.found(&all)
    }

    /// The people for whom a node holds.
    pub(super) fn people(&mut self, node: &Node) -> Result<RoaringBitmap, Error> {
        let everybody = self.everybody()?;
        let mut people = self.node(node, &everybody)?;
        people &= everybody.as_ref();
        Ok(people)
    }

    fn node(&mut self, node: &Node, everybody: &RoaringBitmap) -> Result<RoaringBitmap, Error> {
        Ok(match node {
            Node::All(nodes) => {
                let mut all = everybody.clone();
                for node in nodes {
                    // Nobody is left: the other conditions need not be asked.
                    if all.is_empty() {
                        break;
                    }
                    all &= self.node(node, everybody)?;
                }
                all
            }
            Node::Any(nodes) => {
                let mut any = RoaringBitmap::new();
                for node in nodes {
                    any |= self.node(node, everybody)?;
                }
                any
            }
            Node::Not(inner) => everybody - self.node(inner, everybody)?,
            Node::Group { plan, .. } => self.node(plan, everybody)?,
            Node::Is(condition) => {
                let set = self.condition(condition)?;
                self.of_set(&set, everybody)?
            }
        })
    }

    fn of_set(&mut self, set: &Set, everybody: &RoaringBitmap) -> Result<RoaringBitmap, Error> {
        Ok(match set {
            Set::AllBut(inner) => everybody - self.of_set(inner, everybody)?,
            Set::Any(sets) => {
                let mut any = RoaringBitmap::new();
                for set in sets {
                    any |= self.of_set(set, everybody)?;
                }
                any
            }
            // Whoever has no row passes, so those who fail are looked for.
            Set::Tallied(_, tally) if tally.holds_without_rows() => {
                everybody - self.found(set)?.as_ref()
            }
            Set::AtPlace(_, test) if test.holds_without_rows() => {
                everybody - self.found(set)?.as_ref()
            }
            Set::These(_)
            | Set::Tallied(..)
            | Set::Lines(..)
            | Set::AtPlace(..)
            | Set::Rhythm(..) => RoaringBitmap::clone(self.found(set)?.as_ref()),
        })
    }

    /// Runs a query, unless its answer is still at hand.
    fn found(&mut self, set: &Set) -> Result<Arc<RoaringBitmap>, Error> {
        let key = format!("{set:?}");
        if let Some(kept) = self.db.kept_people(&key)? {
            return Ok(kept);
        }
        let mut people = RoaringBitmap::new();
        match set {
            Set::These(query) => self.each(query, |row| {
                people.extend(person(row)?);
                Ok(())
            })?,
            Set::Tallied(query, tally) => {
                let mut sums: FxHashMap<u32, (i64, i64)> = FxHashMap::default();
                self.each(query, |row| {
                    if let Some(id) = person(row)? {
                        let (n, amount) = sums.entry(id).or_default();
                        *n += row.get::<_, i64>(1)?;
                        *amount += row.get::<_, i64>(2)?;
                    }
                    Ok(())
                })?;
                let wanted = !tally.holds_without_rows();
                people.extend(
                    sums.into_iter()
                        .filter(|(_, (n, amount))| tally.holds(*n, *amount) == wanted)
                        .map(|(id, _)| id),
                );
            }
            Set::Lines(orders, lines) => {
                // By number of the order; 0 is nobody.
                let mut buyers: Vec<u32> = Vec::new();
                self.each(orders, |row| {
                    let at = row.get::<_, u32>(0)? as usize;
                    if buyers.len() <= at {
                        buyers.resize(at + 1 + at / 2, 0);
                    }
                    let buyer: Option<i64> = row.get(1)?;
                    if let Some(place) = buyers.get_mut(at) {
                        *place = buyer.and_then(|id| u32::try_from(id).ok()).unwrap_or(0);
                    }
                    Ok(())
                })?;
                self.each(lines, |row| {
                    let buyer = buyers.get(row.get::<_, u32>(0)? as usize);
                    people.extend(buyer.filter(|id| **id > 0));
                    Ok(())
                })?;
            }
            Set::AtPlace(query, test) => people = self.at_places(query, test)?,
            Set::Rhythm(query, measure, today, is) => {
                let zone = self.as_of.zone;
                let mut days = Vec::new();
                let mut whose = None;
                let mut close = |whose: Option<u32>, days: &mut Vec<Day>| {
                    let number = rhythm(*measure, days, *today);
                    people.extend(whose.filter(|_| number.is_some_and(|n| is.holds(n))));
                    days.clear();
                };
                self.each(query, |row| {
                    let id = person(row)?;
                    if id != whose {
                        close(whose, &mut days);
                        whose = id;
                    }
                    let day = zone.day_of(Moment(row.get(1)?));
                    if days.last() != Some(&day) {
                        days.push(day);
                    }
                    Ok(())
                })?;
                close(whose, &mut days);
            }
            Set::AllBut(_) | Set::Any(_) => {}
        }
        let people = Arc::new(people);
        self.db.keep_people(key, &people);
        Ok(people)
    }

    fn at_places(&self, query: &Query, test: &PlaceTest) -> Result<RoaringBitmap, Error> {
        let zone = self.as_of.zone;
        let wanted = !test.holds_without_rows();
        let mut people = RoaringBitmap::new();
        let mut weathers: FxHashMap<Place, Arc<Days>> = FxHashMap::default();
        let mut days: Vec<Day> = Vec::new();
        let mut whose: Option<(u32, Arc<Days>)> = None;
        let mut close = |whose: Option<(u32, Arc<Days>)>, days: &mut Vec<Day>| {
            if let Some((id, weather)) = whose
                && test.holds(days, &weather) == wanted
            {
                people.insert(id);
            }
            days.clear();
        };
        self.each(query, |row| {
            let id = person(row)?;
            if whose.as_ref().map(|(id, _)| *id) != id {
                close(whose.take(), &mut days);
                let text =
                    |at: usize| Ok::<_, Error>(row.get_ref(at)?.as_str_or_null().unwrap_or(None));
                let place = Place::of(text(2)?, text(3)?, text(4)?);
                let weather = match weathers.get(&place) {
                    Some(known) => Arc::clone(known),
                    None => {
                        let days = Arc::new(places::weather(self.db, &place)?);
                        weathers.insert(place, Arc::clone(&days));
                        days
                    }
                };
                whose = id.map(|id| (id, weather));
            }
            if let Some(at) = row.get::<_, Option<i64>>(1)? {
                days.push(zone.day_of(Moment(at)));
            }
            Ok(())
        })?;
        close(whose, &mut days);
        Ok(people)
    }

    /// Sales of these people and what they spent, all in all or in a window.
    pub(super) fn sum_of(
        &mut self,
        people: &RoaringBitmap,
        window: Option<Window>,
    ) -> Result<(i64, i64), Error> {
        let sql = if window.is_none() && !self.past {
            "SELECT customer, orders, spent FROM customer_facts".to_owned()
        } else {
            self.sums(Figure::Spent, None, window)
        };
        let query = self.query(sql);
        let mut sums = (0, 0);
        self.each(&query, |row| {
            if person(row)?.is_some_and(|id| people.contains(id)) {
                sums.0 += row.get::<_, i64>(1)?;
                sums.1 += row.get::<_, i64>(2)?;
            }
            Ok(())
        })?;
        Ok(sums)
    }

    /// Those of these people who spent most, by then; among equals the lesser id.
    pub(super) fn who_spent_most(
        &mut self,
        people: RoaringBitmap,
        limit: usize,
    ) -> Result<Vec<CustomerId>, Error> {
        let sql = match self.past {
            false => "SELECT customer, spent FROM customer_facts".to_owned(),
            true => format!(
                "SELECT customer, a FROM ({})",
                self.sums(Figure::Spent, None, None)
            ),
        };
        let query = self.query(sql);
        let mut spent: FxHashMap<u32, i64> = FxHashMap::default();
        self.each(&query, |row| {
            if let Some(id) = person(row)?.filter(|id| people.contains(*id)) {
                *spent.entry(id).or_default() += row.get::<_, i64>(1)?;
            }
            Ok(())
        })?;
        let spent_by = |id: &u32| -spent.get(id).copied().unwrap_or(0);
        let mut top: Vec<u32> = people.into_iter().collect();
        top.sort_by_key(|id| (spent_by(id), *id));
        Ok(top.into_iter().take(limit).map(customer).collect())
    }

    /// Whether a query names more rows than this.
    pub(super) fn has_more_than(&self, query: &Query, few: usize) -> Result<bool, Error> {
        let mut statement = self.db.conn.prepare_cached(&query.sql)?;
        let mut rows = statement.query(params_from_iter(&query.values))?;
        for _ in 0..=few {
            if rows.next()?.is_none() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn each(
        &self,
        query: &Query,
        mut take: impl FnMut(&Row<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut statement = self.db.conn.prepare_cached(&query.sql)?;
        let mut rows = statement.query(params_from_iter(&query.values))?;
        while let Some(row) = rows.next()? {
            take(row)?;
        }
        Ok(())
    }

    /// How SQLite goes about the queries of a set.
    #[cfg(test)]
    pub(super) fn steps(&self, set: &Set) -> Result<Vec<String>, Error> {
        match set {
            Set::These(query)
            | Set::Tallied(query, _)
            | Set::AtPlace(query, _)
            | Set::Rhythm(query, ..) => {
                let sql = format!("EXPLAIN QUERY PLAN {}", query.sql);
                let mut statement = self.db.conn.prepare(&sql)?;
                let steps = statement
                    .query_map(params_from_iter(&query.values), |r| r.get(3))?
                    .collect::<Result<_, _>>()?;
                Ok(steps)
            }
            Set::Lines(_, lines) => Ok(vec![lines.sql.clone()]),
            Set::AllBut(inner) => self.steps(inner),
            Set::Any(sets) => {
                let steps: Result<Vec<Vec<String>>, Error> =
                    sets.iter().map(|set| self.steps(set)).collect();
                Ok(steps?.concat())
            }
        }
    }
}

/// Who a row is of; `None`: nobody known.
fn person(row: &Row<'_>) -> rusqlite::Result<Option<u32>> {
    let id: Option<i64> = row.get(0)?;
    Ok(id.and_then(|id| u32::try_from(id).ok()))
}

/// A person of a set.
pub(super) fn customer(id: u32) -> CustomerId {
    CustomerId(i64::from(id))
}
