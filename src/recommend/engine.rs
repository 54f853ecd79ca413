//! The live part of the engine: who did what with which product, exact after every fact, as of any past moment.

use super::Evidence;
use super::allowed::Allowed;
use super::catalogue::{Catalogue, Item};
use super::content::{Content, Contents};
use super::counts::{Counts, Memo};
use super::crowd::Crowd;
use super::fact::{Fact, FactKind};
use super::rows::{NOBODY, Newest, Row, Rows, millis};
use crate::model::ids::{CustomerId, ProductId};
use crate::model::time::Moment;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Late or new rows beyond which the lists are made anew.
const COMPACT_AT: usize = 65_536;

/// All facts of a shop with the lists that rankers walk. Products are called by their number, 0 to `items().len()`.
#[derive(Clone, Debug, Default)]
pub struct Engine {
    catalogue: Catalogue,
    customers: FxHashMap<CustomerId, u32>,
    /// Numbers of the visits, from 1: 0 in a row means no visit.
    visits: FxHashMap<u32, u32>,
    rows: Rows,
    by_customer: Lists,
    by_product: Lists,
    /// Views of each visit.
    by_visit: Lists,
    totals: [Counts; 4],
    /// When each product was first met, in milliseconds; `u64::MAX` = never.
    first: Vec<u64>,
    newest: u64,
    pushed: usize,
    memo: Memo,
    contents: Contents,
}

/// Row numbers per key in time order: one block made at once, and what came after.
#[derive(Clone, Debug, Default)]
struct Lists {
    starts: Vec<u32>,
    rows: Vec<u32>,
    more: FxHashMap<u32, Vec<u32>>,
}

impl Lists {
    fn new(keys: usize, rows: &Rows, key: impl Fn(&Row) -> Option<usize>) -> Lists {
        let mut starts = vec![0u32; keys + 1];
        let n = rows.len() as u32;
        for i in 0..n {
            if let Some(k) = key(&rows.get(i)) {
                starts[k + 1] += 1;
            }
        }
        for k in 0..keys {
            starts[k + 1] += starts[k];
        }
        let mut next = starts.clone();
        let mut list = vec![0u32; starts[keys] as usize];
        for i in 0..n {
            if let Some(k) = key(&rows.get(i)) {
                list[next[k] as usize] = i;
                next[k] += 1;
            }
        }
        Lists {
            starts,
            rows: list,
            more: FxHashMap::default(),
        }
    }

    fn of(&self, key: usize) -> (&[u32], &[u32]) {
        let base = match (self.starts.get(key), self.starts.get(key + 1)) {
            (Some(&from), Some(&to)) => &self.rows[from as usize..to as usize],
            _ => &[],
        };
        let more = self.more.get(&(key as u32)).map_or(&[][..], Vec::as_slice);
        (base, more)
    }
}

/// Takes facts in any order and makes the engine of them.
#[derive(Debug, Default)]
pub struct Builder {
    engine: Engine,
}

impl Builder {
    /// Starts with the catalogue.
    pub fn new(items: Vec<Item>) -> Builder {
        Builder {
            engine: Engine {
                catalogue: Catalogue::new(items),
                ..Engine::default()
            },
        }
    }

    /// Takes one fact.
    pub fn add(&mut self, fact: &Fact) {
        let row = self.engine.row(fact);
        self.engine.rows.add(row);
    }

    /// Makes the lists.
    pub fn finish(mut self) -> Engine {
        self.engine.rows.sort();
        self.engine.index();
        self.engine
    }
}

impl Engine {
    /// An engine of a catalogue and its facts.
    pub fn build(items: Vec<Item>, facts: impl IntoIterator<Item = Fact>) -> Engine {
        let mut builder = Builder::new(items);
        for fact in facts {
            builder.add(&fact);
        }
        builder.finish()
    }

    fn row(&mut self, fact: &Fact) -> Row {
        let who = match fact.customer {
            Some(customer) => {
                let next = self.customers.len() as u32;
                *self.customers.entry(customer).or_insert(next)
            }
            None => NOBODY,
        };
        let session = match fact.session {
            Some(session) => {
                let next = self.visits.len() as u32 + 1;
                *self.visits.entry(session.0 as u32).or_insert(next)
            }
            None => 0,
        };
        // Ids are SQLite row numbers: a shop's file never holds four thousand million of one kind.
        Row {
            when: Row::pack(fact.at, fact.kind, fact.quantity),
            source: fact.source as u32,
            what: self.catalogue.number_or_new(fact.product),
            who,
            session,
        }
    }

    fn index(&mut self) {
        let rows = &self.rows;
        self.by_customer = Lists::new(self.customers.len(), rows, |row| {
            (row.who != NOBODY).then_some(row.who as usize)
        });
        self.by_product = Lists::new(self.catalogue.items().len() * 4, rows, |row| {
            Some(row.what as usize * 4 + row.kind())
        });
        self.by_visit = Lists::new(self.visits.len() + 1, rows, visit_of);
        let all = [(0, rows.len()), (0, 0)];
        let products = self.catalogue.items().len();
        self.totals = FactKind::ALL.map(|kind| Counts::of(rows, all, kind.number(), products));
        self.first = vec![u64::MAX; products];
        for i in 0..rows.len() as u32 {
            let row = rows.get(i);
            let first = &mut self.first[row.what as usize];
            *first = row.at().min(*first);
        }
        self.newest = match rows.len() {
            0 => 0,
            n => rows.get(n as u32 - 1).at(),
        };
        self.pushed = 0;
        self.memo = Memo::default();
        self.contents = Contents::default();
    }

    /// Takes one more fact, of whatever date; everything answers afterwards as if built with it.
    pub fn push(&mut self, fact: &Fact) {
        let row = self.row(fact);
        let (first_of_source, first_of_product) = self.rows.is_first(&row);
        self.totals[row.kind()].add(row.what, first_of_source, first_of_product);
        if self.first.len() <= row.what as usize {
            self.first.resize(row.what as usize + 1, u64::MAX);
        }
        let first = &mut self.first[row.what as usize];
        if row.at() < *first {
            *first = row.at();
            if self.catalogue.listed(row.what) > row.at() {
                self.contents = Contents::default();
            }
        }
        let number = self.rows.push(row);
        self.newest = self.newest.max(row.at());
        let keys = [
            (
                &mut self.by_customer,
                (row.who != NOBODY).then_some(row.who),
            ),
            (&mut self.by_product, Some(row.what * 4 + row.kind() as u32)),
            (&mut self.by_visit, visit_of(&row).map(|v| v as u32)),
        ];
        for (lists, key) in keys {
            if let Some(key) = key {
                let list = lists.more.entry(key).or_default();
                let place = self.rows.place(list, &row);
                list.insert(place, number);
            }
        }
        if self.rows.is_late(number) {
            self.memo = Memo::default();
        }
        self.pushed += 1;
        if self.pushed > COMPACT_AT.max(self.rows.len() / 16) {
            self.rows.sort();
            self.index();
        }
    }

    /// States a product anew (title, price, stock ...).
    pub fn put(&mut self, item: Item) {
        self.catalogue.put(item);
        self.contents = Contents::default();
    }

    /// How many facts.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether nothing has happened yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All products; the place is the product's number.
    pub fn items(&self) -> &[Item] {
        self.catalogue.items()
    }

    /// A product by its number.
    pub fn item(&self, product: u32) -> &Item {
        &self.catalogue.items()[product as usize]
    }

    /// The number of a product.
    pub fn number(&self, id: ProductId) -> Option<u32> {
        self.catalogue.number(id)
    }

    /// The products for which `test` holds, by number and item; services are never among them.
    pub fn allowed(&self, mut test: impl FnMut(u32, &Item) -> bool) -> Allowed {
        let mut allowed = Allowed::none(self.items().len());
        for (number, item) in (0..).zip(self.items()) {
            if !item.service && test(number, item) {
                allowed.insert(number);
            }
        }
        allowed
    }

    /// How many orders or events of a kind there were up to a moment.
    pub fn sources_until(&self, kind: FactKind, now: Moment) -> u64 {
        u64::from(self.totals(kind, now).sources())
    }

    /// The moment of the newest fact.
    pub fn newest(&self) -> Option<Moment> {
        (!self.is_empty()).then_some(Moment(self.newest as i64))
    }

    /// The moment of the newest fact up to a moment.
    pub fn newest_until(&self, now: Moment) -> Option<Moment> {
        let newest = self.rows.newest_until(millis(now));
        newest.map(|at| Moment(at as i64))
    }

    /// How many people are known by at least one fact.
    pub fn customers(&self) -> usize {
        self.customers.len()
    }

    /// Every person that has done something, in no particular order.
    pub fn people(&self) -> impl Iterator<Item = CustomerId> + '_ {
        self.customers.keys().copied()
    }

    /// What a person did up to a moment, newest first.
    pub fn history(&self, customer: CustomerId, now: Moment) -> impl Iterator<Item = Doing> + '_ {
        let number = self.customers.get(&customer).copied();
        self.rows_of(number, now).map(|row| self.doing(row))
    }

    /// The products that a person bought since a moment, up to another; each once, ascending by number.
    pub fn bought_between(&self, customer: CustomerId, from: Moment, to: Moment) -> Vec<u32> {
        let mut bought: Vec<u32> = self
            .history(customer, to)
            .take_while(|d| d.at >= from)
            .filter(|d| d.kind == FactKind::Bought)
            .map(|d| d.product)
            .collect();
        bought.sort_unstable();
        bought.dedup();
        bought
    }

    /// What was done with a product in one way up to a moment, newest first.
    pub fn doings(
        &self,
        product: u32,
        kind: FactKind,
        now: Moment,
    ) -> impl Iterator<Item = Doing> + '_ {
        self.rows_with(product, kind, now)
            .map(|row| self.doing(row))
    }

    /// The newest rows that show a product's doings of one kind in a span: at most so many, each source once.
    pub fn evidence(
        &self,
        product: u32,
        kind: FactKind,
        from: Moment,
        to: Moment,
        most: usize,
    ) -> Vec<Evidence> {
        self.evidence_among(None, product, kind, from, to, most)
    }

    /// When a product was first met in any fact up to a moment.
    pub fn first_met(&self, product: u32, now: Moment) -> Option<Moment> {
        let first = self.first.get(product as usize)?;
        (*first <= millis(now)).then_some(Moment(*first as i64))
    }

    /// How many orders (visits' events for other kinds) held each product in a span, both ends included.
    pub fn counts(&self, kind: FactKind, from: Moment, to: Moment) -> Arc<Counts> {
        let ranges = self.rows.between(millis(from), millis(to));
        let products = self.items().len();
        self.memo.get(&self.rows, kind.number(), ranges, products)
    }

    /// The same of some people only; `None` = of everybody.
    pub fn counts_among(
        &self,
        among: Option<&Crowd>,
        kind: FactKind,
        from: Moment,
        to: Moment,
    ) -> Arc<Counts> {
        let Some(crowd) = among else {
            return self.counts(kind, from, to);
        };
        let ranges = self.rows.between(millis(from), millis(to));
        let (kind, products) = (kind.number(), self.items().len());
        crowd.counted((kind, ranges), || {
            Counts::of_some(&self.rows, ranges, kind, products, |row| crowd.has(row.who))
        })
    }

    /// As `evidence`, of some people only; `None` = of everybody.
    pub fn evidence_among(
        &self,
        among: Option<&Crowd>,
        product: u32,
        kind: FactKind,
        from: Moment,
        to: Moment,
        most: usize,
    ) -> Vec<Evidence> {
        let rows = self.rows_with(product, kind, to);
        let of_them = |row: &u32| among.is_none_or(|crowd| crowd.has(self.raw(*row).who));
        let doings = rows.filter(of_them).map(|row| self.doing(row));
        first(doings.take_while(|d| d.at >= from), most)
    }

    /// How many orders or events of a kind held each product up to a moment.
    pub(crate) fn totals(&self, kind: FactKind, now: Moment) -> Totals<'_> {
        if millis(now) >= self.newest {
            Totals::Kept(&self.totals[kind.number()])
        } else {
            Totals::Counted(self.counts(kind, Moment(0), now))
        }
    }

    /// Whether a product is postage, a fee or the like.
    pub(crate) fn is_service(&self, product: u32) -> bool {
        self.catalogue.is_service(product)
    }

    pub(crate) fn customer_number(&self, customer: CustomerId) -> Option<u32> {
        self.customers.get(&customer).copied()
    }

    /// The products' ids by number.
    pub(crate) fn ids(&self) -> &[ProductId] {
        self.catalogue.ids()
    }

    /// What is known of the products' words at a moment: of those that came later, nothing.
    pub(crate) fn content(&self, now: Moment) -> Arc<Content> {
        self.contents.get(self.items(), now, |p| self.known_from(p))
    }

    /// Whether a catalogue, an order or an event had named a product by a moment.
    pub(crate) fn is_known(&self, product: u32, now: Moment) -> bool {
        self.known_from(product) <= millis(now)
    }

    /// From when a product is known, in milliseconds.
    fn known_from(&self, product: u32) -> u64 {
        let met = self.first.get(product as usize).copied();
        self.catalogue.listed(product).min(met.unwrap_or(u64::MAX))
    }

    pub(crate) fn raw(&self, row: u32) -> Row {
        self.rows.get(row)
    }

    pub(crate) fn doing(&self, row: u32) -> Doing {
        let row = self.rows.get(row);
        Doing {
            product: row.what,
            kind: FactKind::ALL[row.kind().min(3)],
            at: Moment(row.at() as i64),
            source: i64::from(row.source),
            session: row.session,
            quantity: row.quantity(),
        }
    }

    /// Row numbers of a person, newest first.
    pub(crate) fn rows_of(&self, customer: Option<u32>, now: Moment) -> Newest<'_> {
        let lists = match customer {
            Some(number) => self.by_customer.of(number as usize),
            None => (&[][..], &[][..]),
        };
        self.newest_of(lists, now)
    }

    /// Row numbers of a product and kind, newest first.
    pub(crate) fn rows_with(&self, product: u32, kind: FactKind, now: Moment) -> Newest<'_> {
        self.newest_of(
            self.by_product.of(product as usize * 4 + kind.number()),
            now,
        )
    }

    /// How many visits are known.
    pub(crate) fn visits(&self) -> usize {
        self.visits.len()
    }

    /// The visit of a row; 0 = none.
    pub(crate) fn visit_of_row(&self, row: u32) -> u32 {
        self.rows.session(row)
    }

    /// How many views a visit had up to a moment.
    pub(crate) fn visit_length(&self, visit: u32, now: Moment) -> u32 {
        let (base, more) = self.by_visit.of(visit as usize);
        if millis(now) >= self.newest {
            return (base.len() + more.len()) as u32;
        }
        (self.rows.until(base, millis(now)) + self.rows.until(more, millis(now))) as u32
    }

    /// The product of a row.
    pub(crate) fn what(&self, row: u32) -> u32 {
        self.rows.what(row)
    }

    /// Row numbers of a visit's views, newest first.
    pub(crate) fn rows_of_visit(&self, visit: u32, now: Moment) -> Newest<'_> {
        self.newest_of(self.by_visit.of(visit as usize), now)
    }

    /// The products looked at in a visit up to a moment, oldest first, put behind what `out` holds.
    pub(crate) fn visit(&self, visit: u32, now: Moment, out: &mut Vec<u32>) {
        let (base, more) = self.by_visit.of(visit as usize);
        if more.is_empty() {
            let until = self.rows.until(base, millis(now));
            out.extend(base[..until].iter().map(|row| self.rows.what(*row)));
        } else {
            let from = out.len();
            let rows = self.newest_of((base, more), now);
            out.extend(rows.map(|row| self.rows.what(row)));
            out[from..].reverse();
        }
    }

    fn newest_of<'a>(&'a self, lists: (&'a [u32], &'a [u32]), now: Moment) -> Newest<'a> {
        let now = millis(now);
        Newest {
            rows: &self.rows,
            base: &lists.0[..self.rows.until(lists.0, now)],
            more: &lists.1[..self.rows.until(lists.1, now)],
        }
    }

    /// Visits the products of the order or event of a row, each once.
    pub(crate) fn basket(&self, row: u32, visit: impl FnMut(u32)) {
        self.rows.basket(row, visit);
    }
}

/// The rows that show some doings: the first `most`, each source once.
fn first(doings: impl Iterator<Item = Doing>, most: usize) -> Vec<Evidence> {
    let mut found: Vec<Evidence> = Vec::new();
    for doing in doings {
        let evidence = doing.evidence();
        if found.last() != Some(&evidence) {
            if found.len() == most {
                break;
            }
            found.push(evidence);
        }
    }
    found
}

/// The visit of a view.
fn visit_of(row: &Row) -> Option<usize> {
    (row.session != 0 && row.kind() == FactKind::View.number()).then_some(row.session as usize)
}

/// One doing as the engine gives it back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Doing {
    /// The product's number.
    pub product: u32,
    /// What was done.
    pub kind: FactKind,
    /// When.
    pub at: Moment,
    /// Order or event id.
    pub source: i64,
    /// The visit's number in the engine; 0 = not known.
    pub session: u32,
    /// Pieces.
    pub quantity: u32,
}

impl Doing {
    /// The row of the shop that shows it.
    pub fn evidence(&self) -> Evidence {
        self.kind.evidence(self.source)
    }

    /// Full days between it and a later moment.
    pub fn days_before(&self, now: Moment) -> u32 {
        super::days_between(self.at, now)
    }
}

/// Counts up to a moment: the kept ones where nothing is newer, else made for the moment.
pub(crate) enum Totals<'a> {
    Kept(&'a Counts),
    Counted(Arc<Counts>),
}

impl std::ops::Deref for Totals<'_> {
    type Target = Counts;
    fn deref(&self) -> &Counts {
        match self {
            Totals::Kept(counts) => counts,
            Totals::Counted(counts) => counts,
        }
    }
}
