//! Writes the records of one file as one batch: every row with its statement, then all that follows from them.
//!
//! ```text
//! Importer::begin(tx, meta) ─► put(record) ... ─► finish() ─► Imported { what changed }
//! ```
//! All in the caller's transaction: dropped without its success, nothing has happened.

use super::batches::{self, BatchMeta};
use super::fingerprint;
use super::identities::{People, Who};
use super::labels::Labels;
use super::product_identities::{Goods, What};
use super::sources::{self, Noun, Statement};
use super::{Error, Tx, adjustments, campaigns, derive, events, orders, places, refunds, settings};
use crate::model::consent::Consent;
use crate::model::customer::Identity;
use crate::model::ids::BatchId;
use crate::model::money::Currency;
use crate::model::order::OrderStatus;
use crate::model::record::{
    AdjustmentRecord, CustomerRecord, EventRecord, OrderRecord, ProductRecord, Record,
    RefundRecord, telling_lines,
};
use crate::model::time::Moment;
use rusqlite::{Connection, OptionalExtension};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;

/// What became of a record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// A new row.
    Written,
    /// It replaced an older statement of the same row.
    Updated,
    /// The row is known and says the same.
    Unchanged,
    /// The row is known and a later statement of it stands.
    Older,
}

/// How many records met which fate.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Fates {
    /// New rows.
    pub written: u64,
    /// Rows replaced by a later statement.
    pub updated: u64,
    /// Rows known before, saying the same.
    pub unchanged: u64,
    /// Rows of which a later statement stands.
    pub older: u64,
}

impl Fates {
    fn count(&mut self, fate: Fate, times: u64) {
        match fate {
            Fate::Written => self.written += times,
            Fate::Updated => self.updated += times,
            Fate::Unchanged => self.unchanged += times,
            Fate::Older => self.older += times,
        }
    }
}

/// What an import changed: what roll-ups, facts and engines need to follow.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// The batch.
    pub batch: BatchId,
    /// Orders, refunds, adjustments, events, people and products together.
    pub fates: Fates,
    /// The same in rows of the file: an order or refund counts with its lines.
    pub rows: Fates,
    /// Whether the shop held no orders or events before.
    pub first: bool,
    /// Orders that are new or say something new (rows of `orders`).
    pub orders: Vec<i64>,
    /// Times of events that are new or changed: first and last.
    pub events: Option<(Moment, Moment)>,
    /// Whether any event, click link or session changed.
    pub events_changed: bool,
    /// Everybody whose facts were computed anew.
    pub customers: Vec<i64>,
    /// Products whose rows were computed anew.
    pub products: Vec<i64>,
    /// People whom customer rows state, and how many of these nothing named before.
    pub people: (u64, u64),
    /// Merges of people that existed before.
    pub merged: u64,
    /// Whether history was rewritten (the epoch was bumped).
    pub rewritten: bool,
}

/// One import at work.
pub struct Importer<'t> {
    pub(crate) conn: &'t Connection,
    pub(crate) batch: i64,
    pub(crate) shop: ShopTerms,
    pub(crate) people: People<'t>,
    pub(crate) goods: Goods<'t>,
    pub(crate) labels: Labels<'t>,
    meta: BatchMeta,
    newest_before: i64,
    ordinals: FxHashMap<(String, fingerprint::Print), i64>,
    done: Imported,
    order_rows: FxHashSet<i64>,
    aside: RefCell<Aside>,
    first: bool,
    places: bool,
}

/// Those concerned by a replaced version, whom the new version may not name.
#[derive(Default)]
pub(crate) struct Aside {
    pub(crate) customers: FxHashSet<i64>,
    pub(crate) products: FxHashSet<i64>,
    pub(crate) rewritten: bool,
}

impl Aside {
    /// Notes the person and the products of a row that is about to change or go.
    pub(crate) fn note(&mut self, conn: &Connection, noun: Noun, row: i64) -> Result<(), Error> {
        let place = noun.place();
        let customer: Option<i64> = conn
            .prepare_cached(&format!(
                "SELECT customer FROM {} WHERE id = ?1",
                place.table
            ))?
            .query_row([row], |r| r.get(0))?;
        self.customers.extend(customer);
        if noun == Noun::Order {
            // Whether its refunds count rests on the order, and they may be somebody else's.
            let mut refunds = conn.prepare_cached(
                "SELECT customer FROM refunds WHERE order_id = ?1 AND customer IS NOT NULL",
            )?;
            let mut rows = refunds.query([row])?;
            while let Some(r) = rows.next()? {
                self.customers.insert(r.get(0)?);
            }
        }
        if let Some((table, parent)) = place.children {
            let mut select =
                conn.prepare_cached(&format!("SELECT product FROM {table} WHERE {parent} = ?1"))?;
            let mut rows = select.query([row])?;
            while let Some(r) = rows.next()? {
                self.products.insert(r.get(0)?);
            }
        }
        Ok(())
    }
}

/// What the shop's settings say of orders.
#[derive(Clone, Debug)]
pub(crate) struct ShopTerms {
    pub(crate) currency: Currency,
    pub(crate) sale_statuses: Vec<OrderStatus>,
}

impl ShopTerms {
    /// Whether an amount counts in the shop's totals: in its currency, or in none that was said.
    pub(crate) fn owns(&self, currency: Currency) -> bool {
        currency == self.currency || currency == Currency::UNKNOWN
    }

    pub(crate) fn of(tx: &Tx<'_>) -> Result<ShopTerms, Error> {
        let currency = settings::get(tx, "currency")?
            .and_then(|v| v.as_str().and_then(Currency::named))
            .unwrap_or(Currency::UNKNOWN);
        let sale_statuses = match settings::get(tx, "sale_statuses")? {
            Some(set) => set
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|w| OrderStatus::named(w.as_str()?))
                .collect(),
            None => OrderStatus::ALL
                .into_iter()
                .filter(OrderStatus::counts_by_default)
                .collect(),
        };
        Ok(ShopTerms {
            currency,
            sale_statuses,
        })
    }
}

impl<'t> Importer<'t> {
    /// Opens a batch in a write transaction.
    pub fn begin(tx: &Tx<'t>, meta: &BatchMeta) -> Result<Importer<'t>, Error> {
        let batch = batches::open(tx, meta)?;
        let conn = tx.conn;
        let newest_before: Option<i64> = conn.query_row(
            "SELECT max(at) FROM (SELECT max(at) AS at FROM orders UNION ALL SELECT max(at) FROM refunds UNION ALL SELECT max(at) FROM events)",
            [],
            |r| r.get(0),
        )?;
        let first = derive::defer_indexes(conn)?;
        Ok(Importer {
            conn,
            batch: batch.0,
            shop: ShopTerms::of(tx)?,
            people: People::new(tx, batch.0)?,
            goods: Goods::new(conn, batch.0)?,
            labels: Labels::new(conn),
            meta: meta.clone(),
            newest_before: newest_before.unwrap_or(i64::MIN),
            ordinals: FxHashMap::default(),
            done: Imported {
                batch,
                first,
                ..Imported::default()
            },
            order_rows: FxHashSet::default(),
            aside: RefCell::default(),
            first,
            places: false,
        })
    }

    /// The batch that is being written.
    pub fn batch(&self) -> BatchId {
        BatchId(self.batch)
    }

    /// Writes one record.
    pub fn put(&mut self, record: Record) -> Result<Fate, Error> {
        let rows = match &record {
            Record::Order(order) => order.lines.len().max(1) as u64,
            Record::Refund(refund) => refund.lines.len().max(1) as u64,
            Record::Product(product) => product.variants.len().max(1) as u64,
            _ => 1,
        };
        let fate = match record {
            Record::Order(order) => self.order(&order)?,
            Record::Refund(refund) => self.refund(&refund)?,
            Record::Adjustment(adjustment) => self.adjustment(&adjustment)?,
            Record::Customer(customer) => self.customer(&customer)?,
            Record::Product(product) => self.product(&product)?,
            Record::Event(event) => self.event(&event)?,
            Record::Campaign(campaign) => campaigns::put(self.conn, &campaign, self.origin())?,
            Record::Place(place) => {
                self.places = true;
                places::put(self.conn, &place, self.origin())?
            }
            Record::Weather(weather) => places::put_weather(self.conn, &weather, self.origin())?,
        };
        self.done.fates.count(fate, 1);
        self.done.rows.count(fate, rows);
        Ok(fate)
    }

    fn origin(&self) -> places::Origin {
        places::Origin {
            batch: self.batch,
            state_at: self.meta.stated_at.0,
        }
    }

    /// Settles who is who and what is what, and computes all that follows for those concerned.
    pub fn finish(mut self) -> Result<Imported, Error> {
        self.done.orders = self.order_rows.iter().copied().collect();
        self.done.orders.sort_unstable();
        let at = self.meta.imported_at.0;
        let aside = self.aside.into_inner();
        self.done.rewritten |= aside.rewritten;
        let first_new = self.people.first_new();
        let mut people = self.people.settle(at)?;
        self.done.people = self.conn.query_row(
            "SELECT count(DISTINCT customer), count(DISTINCT CASE WHEN customer >= ?2 THEN customer END)
             FROM customer_statements WHERE batch = ?1",
            [self.batch, first_new],
            |r| Ok((r.get::<_, i64>(0)? as u64, r.get::<_, i64>(1)? as u64)),
        )?;
        people.customers.extend(aside.customers);
        let mut goods = self.goods.settle(at)?;
        goods.products.extend(aside.products);
        derive::restore_indexes(self.conn, self.first)?;
        let (customers, products) = derive::after(
            self.conn,
            derive::Touched {
                customers: people.customers,
                products: goods.products,
                moved: goods.moved,
                withdrawn: false,
                first: self.first,
                events: self.done.events_changed || people.moved,
            },
        )?;
        if self.places {
            places::settle_all(self.conn)?;
        }
        self.done.customers = customers;
        self.done.products = products;
        self.done.merged = people.merged;
        self.done.rewritten |= people.merged > 0;
        if self.done.fates.written + self.done.fates.updated > 0 || self.done.rewritten {
            let sql = if self.done.rewritten {
                "UPDATE changes SET revision = revision + 1, epoch = epoch + 1"
            } else {
                "UPDATE changes SET revision = revision + 1"
            };
            self.conn.execute(sql, [])?;
        }
        Ok(self.done)
    }

    fn order(&mut self, order: &OrderRecord) -> Result<Fate, Error> {
        let who = self.people.state(&order.who, order.line)?;
        Ok(self.order_of(order, who)?.1)
    }

    fn order_of(&mut self, order: &OrderRecord, who: Option<Who>) -> Result<(i64, Fate), Error> {
        let what = order
            .lines
            .iter()
            .map(|l| self.goods.refer(&l.product, l.line))
            .collect::<Result<Vec<_>, _>>()?;
        self.consents(&order.consents, who, order.line)?;
        let statement = Statement {
            batch: self.batch,
            line: order.line as i64,
            state_at: order.state_at.0,
            line_count: telling_lines(&order.lines) as i64,
            hash: fingerprint::order(order),
        };
        let row = orders::Row {
            order,
            statement,
            who,
            what: &what,
            terms: &self.shop,
        };
        let conn = self.conn;
        // In an empty shop all orders come from this one file, which knows them in one way.
        let known = if self.first {
            None
        } else {
            orders::twin(conn, order)?
        };
        let new = match known {
            Some(_) => None,
            None => orders::insert(conn, &row)?,
        };
        let (id, fate) = match new {
            Some(id) => (id, Fate::Written),
            None => {
                let id = known.map_or_else(|| orders::id_of(conn, &order.key), Ok)?;
                let overwrite = || orders::overwrite(conn, id, &row);
                (id, self.further(Noun::Order, id, statement, &overwrite)?)
            }
        };
        self.dated(fate, order.at.0);
        if matches!(fate, Fate::Written | Fate::Updated) {
            self.order_rows.insert(id);
        }
        Ok((id, fate))
    }

    fn refund(&mut self, refund: &RefundRecord) -> Result<Fate, Error> {
        let who = self.people.state(&refund.who, refund.line)?;
        let what = refund
            .lines
            .iter()
            .map(|l| self.goods.refer(&l.product, l.line))
            .collect::<Result<Vec<_>, _>>()?;
        let statement = Statement {
            batch: self.batch,
            line: refund.line as i64,
            state_at: refund.at.0,
            line_count: telling_lines(&refund.lines) as i64,
            hash: fingerprint::refund(refund),
        };
        let row = refunds::Row {
            refund,
            statement,
            who,
            what: &what,
            terms: &self.shop,
        };
        let fate = match refunds::insert(self.conn, &row)? {
            Some(_) => Fate::Written,
            None => {
                let id = refunds::id_of(self.conn, &refund.key)?;
                let conn = self.conn;
                self.further(Noun::Refund, id, statement, &|| {
                    refunds::overwrite(conn, id, &row)
                })?
            }
        };
        self.dated(fate, refund.at.0);
        Ok(fate)
    }

    fn adjustment(&mut self, adjustment: &AdjustmentRecord) -> Result<Fate, Error> {
        let who = self.people.state(&adjustment.who, adjustment.line)?;
        let what = self.goods.mention(&adjustment.product, adjustment.line)?;
        let hash = fingerprint::adjustment(adjustment);
        let ordinal = self
            .ordinals
            .entry((adjustment.key.clone(), hash))
            .or_default();
        *ordinal += 1;
        let statement = Statement {
            batch: self.batch,
            line: adjustment.line as i64,
            state_at: adjustment.at.0,
            line_count: 1,
            hash,
        };
        if adjustments::insert(self.conn, adjustment, *ordinal, &statement, who, what)? {
            return Ok(Fate::Written);
        }
        let id = adjustments::id_of(self.conn, &adjustment.key, &hash, *ordinal)?;
        self.further(Noun::Adjustment, id, statement, &|| Ok(()))
    }

    fn event(&mut self, event: &EventRecord) -> Result<Fate, Error> {
        let mut all: Vec<Identity> = event.who.clone();
        if let Some(order) = &event.order {
            all.extend(order.who.iter().filter(|w| !event.who.contains(w)).cloned());
        }
        let Some(who) = self.people.state(&all, event.line)? else {
            return Err(Error::Refused(format!(
                "line {}: the event names nobody, neither a device nor a customer",
                event.line
            )));
        };
        let order = match &event.order {
            Some(order) => {
                let (id, _) = self.order_of(order, Some(who))?;
                Some(id)
            }
            None => None,
        };
        let item = match &event.item {
            Some(item) => Some(self.goods.refer(item, event.line)?),
            None => None,
        };
        let items: Vec<What> = event
            .items
            .iter()
            .map(|i| self.goods.refer(i, event.line))
            .collect::<Result<_, _>>()?;
        let labels = events::Numbers {
            channel: self.labels.number(event.channel.as_deref())?,
            device: self.labels.number(event.device.as_deref())?,
            page: self.labels.number(event.page.as_deref())?,
            placement: self.labels.number(event.placement.as_deref())?,
            strategy: self.labels.number(event.strategy.as_deref())?,
            variant: self.labels.number(event.variant.as_deref())?,
            campaign: self.labels.number(event.campaign.as_deref())?,
        };
        let statement = Statement {
            batch: self.batch,
            line: event.line as i64,
            state_at: event.at.0,
            line_count: 1,
            hash: fingerprint::event(event),
        };
        let row = events::Row {
            event,
            statement,
            who,
            item,
            items: &items,
            order,
            labels,
        };
        let fate = match events::insert(self.conn, &row)? {
            Some(_) => Fate::Written,
            None => {
                let id = events::id_of(self.conn, &event.id)?;
                let conn = self.conn;
                self.further(Noun::Event, id, statement, &|| {
                    events::overwrite(conn, id, &row)
                })?
            }
        };
        self.dated(fate, event.at.0);
        if matches!(fate, Fate::Written | Fate::Updated) {
            self.done.events_changed = true;
            let (first, last) = self.done.events.get_or_insert((event.at, event.at));
            *first = event.at.min(*first);
            *last = event.at.max(*last);
        }
        Ok(fate)
    }

    fn customer(&mut self, record: &CustomerRecord) -> Result<Fate, Error> {
        let Some(who) = self.people.state(&record.who, record.line)? else {
            return Err(Error::Refused(format!(
                "line {}: the row names nobody",
                record.line
            )));
        };
        let hash = fingerprint::customer(record);
        let (known, same): (i64, i64) = self
            .conn
            .prepare_cached(
                "SELECT count(*), coalesce(sum(content_hash = ?2), 0) FROM customer_statements WHERE customer = ?1",
            )?
            .query_row((who.customer, hash), |r| Ok((r.get(0)?, r.get(1)?)))?;
        self.conn
            .prepare_cached(
                "INSERT INTO customer_statements (customer, identity, batch, line, state_at, content_hash, stated)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute((
                who.customer,
                who.identity,
                self.batch,
                record.line as i64,
                self.meta.stated_at.0,
                hash,
                json(record)?,
            ))?;
        self.consents(&record.consents, Some(who), record.line)?;
        Ok(match (known, same) {
            (_, 1..) => Fate::Unchanged,
            (0, _) => Fate::Written,
            _ => Fate::Updated,
        })
    }

    fn product(&mut self, record: &ProductRecord) -> Result<Fate, Error> {
        let what = self.goods.catalogue(record)?;
        let hash = fingerprint::product(record);
        let (known, same): (i64, i64) = self
            .conn
            .prepare_cached(
                "SELECT count(*), coalesce(sum(content_hash = ?2), 0) FROM product_statements WHERE product = ?1",
            )?
            .query_row((what.product, hash), |r| Ok((r.get(0)?, r.get(1)?)))?;
        self.conn
            .prepare_cached(
                "INSERT INTO product_statements (product, identity, batch, line, state_at, content_hash, stated)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute((
                what.product,
                what.identity,
                self.batch,
                record.line as i64,
                record.state_at.unwrap_or(self.meta.stated_at).0,
                hash,
                json(record)?,
            ))?;
        Ok(match (known, same) {
            (_, 1..) => Fate::Unchanged,
            (0, _) => Fate::Written,
            _ => Fate::Updated,
        })
    }

    fn consents(&mut self, consents: &[Consent], who: Option<Who>, line: u64) -> Result<(), Error> {
        let Some(who) = who else {
            return Ok(());
        };
        for consent in consents {
            let at = match consent.at {
                Consent::UNDATED => self.meta.stated_at,
                at => at,
            };
            self.conn
                .prepare_cached(
                    "INSERT INTO consents (customer, purpose, given, at, batch, line, identity) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                )?
                .execute((
                    who.customer,
                    consent.purpose.word(),
                    consent.given,
                    at.0,
                    self.batch,
                    line as i64,
                    who.identity,
                ))?;
        }
        Ok(())
    }

    /// One more statement of a row that is already there.
    fn further(
        &self,
        noun: Noun,
        row: i64,
        statement: Statement,
        overwrite: &dyn Fn() -> Result<(), Error>,
    ) -> Result<Fate, Error> {
        let Some(now) = sources::current(self.conn, noun, row)? else {
            return Ok(Fate::Unchanged);
        };
        if now.hash == statement.hash {
            if now.batch != statement.batch && !sources::has(self.conn, noun, row, &statement)? {
                sources::add(self.conn, noun, row, &statement, None)?;
            }
            return Ok(Fate::Unchanged);
        }
        if sources::has(self.conn, noun, row, &statement)? {
            return Ok(Fate::Unchanged);
        }
        if statement.rank() > now.rank() {
            self.aside.borrow_mut().note(self.conn, noun, row)?;
            sources::shelve(self.conn, noun, row)?;
            overwrite()?;
            if now.batch != self.batch {
                self.aside.borrow_mut().rewritten = true;
            }
            return Ok(Fate::Updated);
        }
        // Written over the row, read back, and taken back: so that every version has one and the same form.
        self.conn.execute_batch("SAVEPOINT version")?;
        overwrite()?;
        let version = sources::dump(self.conn, noun, row)?;
        self.conn
            .execute_batch("ROLLBACK TO version; RELEASE version")?;
        sources::add(self.conn, noun, row, &statement, Some(&version))?;
        Ok(Fate::Older)
    }

    fn dated(&mut self, fate: Fate, at: i64) {
        if matches!(fate, Fate::Written | Fate::Updated) && at < self.newest_before {
            self.done.rewritten = true;
        }
    }
}

pub(crate) fn json(value: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(value)
        .map_err(|e| Error::Refused(format!("a record cannot be kept as text: {e}")))
}

/// The id of the row that a statement selects; there is one, because an insert has just met it.
pub(crate) fn existing(
    conn: &Connection,
    sql: &str,
    params: impl rusqlite::Params,
) -> Result<i64, Error> {
    conn.prepare_cached(sql)?
        .query_row(params, |r| r.get(0))
        .optional()?
        .ok_or_else(|| Error::Refused("a row that was just met is gone".into()))
}
