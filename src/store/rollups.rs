//! Daily roll-ups of what was shown: additive counts and who saw it, always equal to a recount of the events.

use super::{Db, Error, Tx};
use crate::model::counts::{CountKey, Exposure, Moments, Period, Shown};
use crate::model::event::EventKind;
use crate::model::ids::{BatchId, CustomerId};
use crate::model::time::{DAY, Day, Moment, Zone};
use roaring::RoaringBitmap;
use rusqlite::params;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// Days whose impressions are held in memory at a time.
const CHUNK: i32 = 16;
/// How long after an impression a cart, or a click that does not name its impression, can still belong to it.
const REACH: i64 = DAY;

/// One impression and what came of it.
#[derive(Clone, Copy, Debug)]
pub struct Outcome {
    /// Where and when.
    pub key: CountKey,
    /// Who; 0 for a click of which no impression is known.
    pub customer: i64,
    /// Counts of this impression alone.
    pub counts: Shown,
}

/// Counts the given days anew. Pass every day on which an impression, click or cart was added, changed or is about to
/// have gone ([`days_of_batch`] tells them, before they go); days that depend on these are found here.
pub fn recompute(
    tx: &Tx<'_>,
    zone: Zone,
    days: impl IntoIterator<Item = Day>,
) -> Result<(), Error> {
    let mut wanted: BTreeSet<Day> = BTreeSet::new();
    for day in days {
        // What happens on a day can belong to an impression of the day before.
        wanted.extend([day.plus(-1), day]);
    }
    let mut linked = BTreeSet::new();
    for (from, to) in runs(&wanted, i32::MAX) {
        linked.extend(days_of_linked(tx, zone, from, to)?);
    }
    wanted.extend(linked);
    write(tx, zone, &wanted)
}

/// Counts every day anew.
pub fn recompute_all(tx: &Tx<'_>, zone: Zone) -> Result<(), Error> {
    tx.conn
        .execute_batch("DELETE FROM daily_counts; DELETE FROM daily_visitors;")?;
    let days = days_with_outcomes(tx, zone)?;
    write(tx, zone, &days)
}

/// Days of which the roll-ups change with the events of a batch.
pub fn days_of_batch(db: &Db<'_>, zone: Zone, batch: BatchId) -> Result<BTreeSet<Day>, Error> {
    days(
        db,
        zone,
        "SELECT coalesce(i.at, e.at) FROM events e LEFT JOIN events i ON i.id = e.impression
         WHERE e.batch = ?1 AND e.kind IN (2, 9, 10, 13)",
        batch.0,
    )
}

/// Days of which the roll-ups change when a person's events get another owner.
pub fn days_of_customer(
    db: &Db<'_>,
    zone: Zone,
    customer: CustomerId,
) -> Result<BTreeSet<Day>, Error> {
    days(
        db,
        zone,
        "SELECT coalesce(i.at, e.at) FROM events e LEFT JOIN events i ON i.id = e.impression
         WHERE e.customer = ?1 AND e.kind IN (2, 9, 10, 13)",
        customer.0,
    )
}

fn days(db: &Db<'_>, zone: Zone, sql: &str, id: i64) -> Result<BTreeSet<Day>, Error> {
    let mut query = db.conn.prepare_cached(sql)?;
    let mut rows = query.query([id])?;
    let mut found = BTreeSet::new();
    let mut day = DayOf::new(zone);
    while let Some(row) = rows.next()? {
        found.insert(day.of(row.get(0)?));
    }
    Ok(found)
}

fn days_with_outcomes(db: &Db<'_>, zone: Zone) -> Result<BTreeSet<Day>, Error> {
    let mut query = db
        .conn
        .prepare_cached("SELECT at FROM events WHERE kind IN (9, 10)")?;
    let mut rows = query.query([])?;
    let mut found = BTreeSet::new();
    let mut day = DayOf::new(zone);
    while let Some(row) = rows.next()? {
        found.insert(day.of(row.get(0)?));
    }
    Ok(found)
}

fn days_of_linked(db: &Db<'_>, zone: Zone, from: Day, to: Day) -> Result<BTreeSet<Day>, Error> {
    let mut query = db.conn.prepare_cached(
        "SELECT i.at FROM events e JOIN events i ON i.id = e.impression
         WHERE e.kind IN (10, 13) AND e.at BETWEEN ?1 AND ?2 AND i.at < ?1",
    )?;
    let mut rows = query.query(params![zone.start_of(from).0, zone.end_of(to).0])?;
    let mut found = BTreeSet::new();
    let mut day = DayOf::new(zone);
    while let Some(row) = rows.next()? {
        found.insert(day.of(row.get(0)?));
    }
    Ok(found)
}

/// Shop days of instants that mostly come in order: the zone is asked once a day.
struct DayOf {
    zone: Zone,
    day: Day,
    from: i64,
    to: i64,
}

impl DayOf {
    fn new(zone: Zone) -> DayOf {
        DayOf {
            zone,
            day: Day(0),
            from: 1,
            to: 0,
        }
    }

    fn of(&mut self, at: i64) -> Day {
        if at < self.from || at > self.to {
            self.day = self.zone.day_of(Moment(at));
            self.from = self.zone.start_of(self.day).0;
            self.to = self.zone.end_of(self.day).0;
        }
        self.day
    }
}

/// Runs of neighbouring days, none longer than `longest`.
fn runs(days: &BTreeSet<Day>, longest: i32) -> Vec<(Day, Day)> {
    let mut found: Vec<(Day, Day)> = Vec::new();
    for day in days {
        match found.last_mut() {
            Some((from, to)) if to.plus(1) == *day && day.0 - from.0 < longest => *to = *day,
            _ => found.push((*day, *day)),
        }
    }
    found
}

fn write(tx: &Tx<'_>, zone: Zone, days: &BTreeSet<Day>) -> Result<(), Error> {
    let mut counts: BTreeMap<CountKey, Shown> = BTreeMap::new();
    let mut people: FxHashMap<(SpotDay, i64), [u64; 3]> = FxHashMap::default();
    for (from, to) in runs(days, CHUNK) {
        counts.clear();
        people.clear();
        outcomes(tx, zone, Period { from, to }, |outcome| {
            *counts.entry(outcome.key).or_default() += outcome.counts;
            if outcome.counts.impressions > 0 {
                let k = outcome.key;
                let sums = people
                    .entry((
                        (k.day, k.strategy, k.variant, k.placement),
                        outcome.customer,
                    ))
                    .or_default();
                sums[0] += outcome.counts.impressions;
                sums[1] += outcome.counts.clicked;
                sums[2] += outcome.counts.carted;
            }
        })?;
        for table in ["daily_counts", "daily_visitors"] {
            tx.conn
                .prepare_cached(&format!("DELETE FROM {table} WHERE day BETWEEN ?1 AND ?2"))?
                .execute(params![from.0, to.0])?;
        }
        let mut insert = tx.conn.prepare_cached(
            "INSERT INTO daily_counts (day, strategy, variant, placement, channel, impressions, clicked, carted, clicks, slots)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?;
        for (k, n) in &counts {
            insert.execute(params![
                k.day.0,
                k.strategy,
                k.variant,
                k.placement,
                k.channel,
                n.impressions as i64,
                n.clicked as i64,
                n.carted as i64,
                n.clicks as i64,
                n.slots as i64
            ])?;
        }
        let mut spots: BTreeMap<SpotDay, (RoaringBitmap, Moments)> = BTreeMap::new();
        for ((spot, customer), [shown, clicked, carted]) in &people {
            let (visitors, moments) = spots.entry(*spot).or_default();
            if let Ok(id) = u32::try_from(*customer) {
                visitors.insert(id);
            }
            moments.add_visitor(*shown, *clicked, *carted);
        }
        let mut insert = tx.conn.prepare_cached(
            "INSERT INTO daily_visitors (day, strategy, variant, placement, shown, shown_squared, clicked, clicked_squared,
               shown_clicked, carted, carted_squared, shown_carted, visitors)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        )?;
        for ((day, strategy, variant, placement), (mut visitors, m)) in spots {
            visitors.optimize();
            let mut bytes = Vec::with_capacity(visitors.serialized_size());
            visitors.serialize_into(&mut bytes).map_err(|e| {
                Error::Refused(format!("a list of visitors could not be packed: {e}"))
            })?;
            insert.execute(params![
                day.0,
                strategy,
                variant,
                placement,
                m.shown as i64,
                m.shown_squared as i64,
                m.clicked as i64,
                m.clicked_squared as i64,
                m.shown_clicked as i64,
                m.carted as i64,
                m.carted_squared as i64,
                m.shown_carted as i64,
                bytes
            ])?;
        }
    }
    Ok(())
}

/// Day, strategy, variant, placement.
type SpotDay = (Day, i64, i64, i64);

struct Impression {
    id: i64,
    at: i64,
    customer: i64,
    session: i64,
    key: CountKey,
    counts: Shown,
}

/// Walks over the impressions of a period, and the clicks of which no impression is known, with what came of each.
/// Impressions of up to [`CHUNK`] days are in memory at a time.
pub fn outcomes(
    db: &Db<'_>,
    zone: Zone,
    period: Period,
    mut take: impl FnMut(&Outcome),
) -> Result<(), Error> {
    let mut from = period.from;
    while from <= period.to {
        let to = from.plus(CHUNK - 1).min(period.to);
        chunk(db, zone, Period { from, to }, &mut take)?;
        from = to.plus(1);
    }
    Ok(())
}

fn chunk(
    db: &Db<'_>,
    zone: Zone,
    period: Period,
    take: &mut impl FnMut(&Outcome),
) -> Result<(), Error> {
    let (start, end) = (zone.start_of(period.from).0, zone.end_of(period.to).0);
    let mut day_of = DayOf::new(zone);
    // Neighbours of the period are read too: a cart or click of its first hours may belong to the evening before,
    // one of the hours after it to an impression inside.
    let mut shown: Vec<Impression> = Vec::new();
    {
        let mut query = db.conn.prepare_cached(
            "SELECT id, at, customer, coalesce(session, 0), coalesce(strategy, 0), coalesce(variant, 0),
               coalesce(placement, 0), coalesce(channel, 0),
               (SELECT count(*) FROM event_items i WHERE i.event = e.id),
               (SELECT count(*) FROM events c WHERE c.impression = e.id AND c.kind IN (10, 13))
             FROM events e WHERE kind = 9 AND at BETWEEN ?1 AND ?2 ORDER BY at, id",
        )?;
        let mut rows = query.query(params![start - REACH, end + REACH])?;
        while let Some(row) = rows.next()? {
            let at: i64 = row.get(1)?;
            let clicks = u64::try_from(row.get::<_, i64>(9)?).unwrap_or(0);
            shown.push(Impression {
                id: row.get(0)?,
                at,
                customer: row.get(2)?,
                session: row.get(3)?,
                key: CountKey {
                    day: day_of.of(at),
                    strategy: row.get(4)?,
                    variant: row.get(5)?,
                    placement: row.get(6)?,
                    channel: row.get(7)?,
                },
                counts: Shown {
                    impressions: 1,
                    clicked: clicks.min(1),
                    carted: 0,
                    clicks,
                    slots: u64::try_from(row.get::<_, i64>(8)?).unwrap_or(0),
                },
            });
        }
    }
    let lost = clicks_without_link(db, &mut shown, start, end, &mut day_of)?;
    carts(db, &mut shown, start, end)?;
    for i in shown.iter().filter(|i| period.holds(i.key.day)) {
        take(&Outcome {
            key: i.key,
            customer: i.customer,
            counts: i.counts,
        });
    }
    for key in lost {
        take(&Outcome {
            key,
            customer: 0,
            counts: Shown {
                clicks: 1,
                ..Shown::default()
            },
        });
    }
    Ok(())
}

/// Gives each click that does not name its impression to the newest one of the same visitor and strategy, and spot
/// where both say one, within [`REACH`] before it. Returns the keys of those inside the period that find none.
fn clicks_without_link(
    db: &Db<'_>,
    shown: &mut [Impression],
    start: i64,
    end: i64,
    day_of: &mut DayOf,
) -> Result<Vec<CountKey>, Error> {
    let mut by_strategy: Option<FxHashMap<(i64, i64), Vec<usize>>> = None;
    let mut lost = Vec::new();
    let mut query = db.conn.prepare_cached(
        "SELECT at, customer, coalesce(strategy, 0), coalesce(variant, 0), coalesce(placement, 0), coalesce(channel, 0)
         FROM events WHERE kind = ?1 AND impression IS NULL AND at BETWEEN ?2 AND ?3 ORDER BY at, id",
    )?;
    let mut rows = query.query(params![EventKind::Click.code(), start, end + REACH])?;
    while let Some(row) = rows.next()? {
        let (at, customer, strategy): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let placement: i64 = row.get(4)?;
        let index = by_strategy.get_or_insert_with(|| {
            let mut index: FxHashMap<(i64, i64), Vec<usize>> = FxHashMap::default();
            for (n, i) in shown.iter().enumerate() {
                index
                    .entry((i.customer, i.key.strategy))
                    .or_default()
                    .push(n);
            }
            index
        });
        let of_visitor = index
            .get(&(customer, strategy))
            .map_or(&[][..], Vec::as_slice);
        let mut found = None;
        if strategy != 0 {
            for n in of_visitor.iter().rev() {
                let Some(i) = shown.get(*n) else { continue };
                let same_spot =
                    i.key.placement == placement || i.key.placement == 0 || placement == 0;
                if i.at <= at && same_spot {
                    found = (at - i.at <= REACH).then_some(*n);
                    break;
                }
            }
        }
        match found.and_then(|n| shown.get_mut(n)) {
            Some(i) => {
                i.counts.clicked = 1;
                i.counts.clicks += 1;
            }
            None if at <= end => lost.push(CountKey {
                day: day_of.of(at),
                strategy,
                variant: row.get(3)?,
                placement,
                channel: row.get(5)?,
            }),
            None => {}
        }
    }
    Ok(lost)
}

/// Marks the impressions of which a product went into the cart later in the same session (where a session is not
/// known on both sides: within [`REACH`]).
fn carts(db: &Db<'_>, shown: &mut [Impression], start: i64, end: i64) -> Result<(), Error> {
    let mut carts: Vec<(i64, i64, i64, i64)> = Vec::new();
    {
        let mut query = db.conn.prepare_cached(
            "SELECT at, customer, coalesce(session, 0), product FROM events
             WHERE kind = ?1 AND product IS NOT NULL AND at BETWEEN ?2 AND ?3",
        )?;
        let mut rows = query.query(params![EventKind::AddToCart.code(), start, end + REACH])?;
        while let Some(row) = rows.next()? {
            carts.push((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
        }
    }
    if carts.is_empty() {
        return Ok(());
    }
    let visitors: FxHashSet<i64> = carts.iter().map(|c| c.1).collect();
    let mut by_visitor: FxHashMap<i64, Vec<usize>> = FxHashMap::default();
    for (n, i) in shown.iter().enumerate() {
        if visitors.contains(&i.customer) {
            by_visitor.entry(i.customer).or_default().push(n);
        }
    }
    let mut listed = db
        .conn
        .prepare_cached("SELECT 1 FROM event_items WHERE event = ?1 AND product = ?2")?;
    // A file that does not list what was shown still says what was clicked.
    let mut clicked = db
        .conn
        .prepare_cached("SELECT 1 FROM events WHERE impression = ?1 AND product = ?2")?;
    for (at, customer, session, product) in carts {
        let of_visitor = by_visitor.get(&customer).map_or(&[][..], Vec::as_slice);
        for n in of_visitor {
            let Some(i) = shown.get_mut(*n) else { continue };
            let in_time = i.at <= at && at - i.at <= REACH;
            let same_session = session == 0 || i.session == 0 || session == i.session;
            if i.counts.carted == 1 || !in_time || !same_session {
                continue;
            }
            let held = if i.counts.slots > 0 {
                listed.exists(params![i.id, product])?
            } else {
                clicked.exists(params![i.id, product])?
            };
            if held {
                i.counts.carted = 1;
            }
        }
    }
    Ok(())
}

/// The additive counts of a period.
pub fn counts(db: &Db<'_>, period: Period) -> Result<Vec<(CountKey, Shown)>, Error> {
    let mut query = db.conn.prepare_cached(
        "SELECT day, strategy, variant, placement, channel, impressions, clicked, carted, clicks, slots
         FROM daily_counts WHERE day BETWEEN ?1 AND ?2 ORDER BY day, strategy, variant, placement, channel",
    )?;
    let rows = query.query_map(params![period.from.0, period.to.0], |r| {
        Ok((
            CountKey {
                day: Day(r.get(0)?),
                strategy: r.get(1)?,
                variant: r.get(2)?,
                placement: r.get(3)?,
                channel: r.get(4)?,
            },
            Shown {
                impressions: r.get::<_, i64>(5)? as u64,
                clicked: r.get::<_, i64>(6)? as u64,
                carted: r.get::<_, i64>(7)? as u64,
                clicks: r.get::<_, i64>(8)? as u64,
                slots: r.get::<_, i64>(9)? as u64,
            },
        ))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Who saw what in a period.
pub fn exposures(db: &Db<'_>, period: Period) -> Result<Vec<Exposure>, Error> {
    let mut query = db.conn.prepare_cached(
        "SELECT day, strategy, variant, placement, shown, shown_squared, clicked, clicked_squared, shown_clicked,
           carted, carted_squared, shown_carted, visitors
         FROM daily_visitors WHERE day BETWEEN ?1 AND ?2 ORDER BY day, strategy, variant, placement",
    )?;
    let mut rows = query.query(params![period.from.0, period.to.0])?;
    let mut found = Vec::new();
    while let Some(r) = rows.next()? {
        let bytes = r.get_ref(12)?.as_blob().map_err(rusqlite::Error::from)?;
        let visitors = RoaringBitmap::deserialize_from(bytes).map_err(|e| {
            Error::Refused(format!(
                "the daily list of visitors is damaged ({e}); `regulars doctor` recounts it"
            ))
        })?;
        let n = |i: usize| r.get::<_, i64>(i).map(|n| n as u64);
        found.push(Exposure {
            day: Day(r.get(0)?),
            strategy: r.get(1)?,
            variant: r.get(2)?,
            placement: r.get(3)?,
            moments: Moments {
                units: visitors.len(),
                shown: n(4)?,
                shown_squared: n(5)?,
                clicked: n(6)?,
                clicked_squared: n(7)?,
                shown_clicked: n(8)?,
                carted: n(9)?,
                carted_squared: n(10)?,
                shown_carted: n(11)?,
            },
            visitors,
        });
    }
    Ok(found)
}

/// Whether anything was ever shown.
pub fn any_impressions(db: &Db<'_>) -> Result<bool, Error> {
    Ok(db
        .conn
        .prepare_cached("SELECT 1 FROM daily_visitors LIMIT 1")?
        .exists([])?)
}
