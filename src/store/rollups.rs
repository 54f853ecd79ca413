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
/// The strategy number under which the table keeps everybody who came to the shop on a day.
const ANYBODY: i64 = -1;
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

/// Counts the given days anew. Pass every day on which an event was added, changed or is about to have gone
/// ([`days_of_batch`] tells them, before they go); days that depend on these are found here.
pub fn recompute(
    tx: &Tx<'_>,
    zone: Zone,
    days: impl IntoIterator<Item = Day>,
) -> Result<(), Error> {
    let mut wanted: BTreeSet<Day> = BTreeSet::new();
    for day in days {
        // What happens on a day can belong to an impression of the day before, or lose one of that day the day after.
        wanted.extend([day.plus(-1), day, day.plus(1)]);
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
    let days = days_with_visits(tx, zone)?;
    write(tx, zone, &days)
}

/// Days of which the roll-ups change with the events of a batch.
pub fn days_of_batch(db: &Db<'_>, zone: Zone, batch: BatchId) -> Result<BTreeSet<Day>, Error> {
    days(
        db,
        zone,
        "SELECT coalesce(i.at, e.at) FROM events e LEFT JOIN events i ON i.id = e.impression
         WHERE e.batch = ?1 AND e.kind IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13)",
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
         WHERE e.customer = ?1 AND e.kind IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13)",
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

fn days_with_visits(db: &Db<'_>, zone: Zone) -> Result<BTreeSet<Day>, Error> {
    let mut query = db
        .conn
        .prepare_cached("SELECT at FROM events WHERE kind BETWEEN 1 AND 10")?;
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
        let mut spots: BTreeMap<SpotDay, (RoaringBitmap, Moments)> = came(tx, zone, from, to)?;
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

/// Everybody who did something on the shop's own pages, by day.
fn came(
    db: &Db<'_>,
    zone: Zone,
    from: Day,
    to: Day,
) -> Result<BTreeMap<SpotDay, (RoaringBitmap, Moments)>, Error> {
    let mut off_site = FxHashSet::default();
    {
        let mut query = db.conn.prepare_cached(
            "SELECT id FROM labels WHERE lower(content) IN ('email', 'e-mail', 'mail', 'newsletter', 'sms', 'text', 'whatsapp', 'push', 'web_push', 'app_push', 'ad')",
        )?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            off_site.insert(row.get::<_, i64>(0)?);
        }
    }
    let mut days: BTreeMap<SpotDay, (RoaringBitmap, Moments)> = BTreeMap::new();
    let mut day_of = DayOf::new(zone);
    let mut query = db.conn.prepare_cached(
        "SELECT at, customer, coalesce(channel, 0), coalesce(page, 0) FROM events
         WHERE kind = ?1 AND at BETWEEN ?2 AND ?3",
    )?;
    for kind in EventKind::ALL
        .iter()
        .filter(|k| k.code() <= EventKind::Click.code())
    {
        let mut rows = query.query(params![
            kind.code(),
            zone.start_of(from).0,
            zone.end_of(to).0
        ])?;
        let mut last: Option<(Day, RoaringBitmap)> = None;
        while let Some(row) = rows.next()? {
            let (channel, page): (i64, i64) = (row.get(2)?, row.get(3)?);
            if off_site.contains(&channel) || off_site.contains(&page) {
                continue;
            }
            let day = day_of.of(row.get(0)?);
            let Ok(id) = u32::try_from(row.get::<_, i64>(1)?) else {
                continue;
            };
            match &mut last {
                Some((of, people)) if *of == day => {
                    people.insert(id);
                }
                _ => {
                    if let Some((of, people)) = last.take() {
                        days.entry((of, ANYBODY, 0, 0)).or_default().0 |= people;
                    }
                    last = Some((day, RoaringBitmap::from([id])));
                }
            }
        }
        if let Some((of, people)) = last {
            days.entry((of, ANYBODY, 0, 0)).or_default().0 |= people;
        }
    }
    Ok(days)
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
/// Impressions of up to `CHUNK` days are in memory at a time.
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
         FROM daily_visitors WHERE day BETWEEN ?1 AND ?2 AND strategy >= 0 ORDER BY day, strategy, variant, placement",
    )?;
    let mut rows = query.query(params![period.from.0, period.to.0])?;
    let mut found = Vec::new();
    while let Some(r) = rows.next()? {
        let visitors = unpack(r, 12)?;
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

/// Who came to the shop's own pages, day by day.
pub fn visitors(db: &Db<'_>, period: Period) -> Result<Vec<(Day, RoaringBitmap)>, Error> {
    let mut query = db.conn.prepare_cached(
        "SELECT day, visitors FROM daily_visitors WHERE day BETWEEN ?1 AND ?2 AND strategy = ?3 ORDER BY day",
    )?;
    let mut rows = query.query(params![period.from.0, period.to.0, ANYBODY])?;
    let mut found = Vec::new();
    while let Some(r) = rows.next()? {
        found.push((Day(r.get(0)?), unpack(r, 1)?));
    }
    Ok(found)
}

fn unpack(row: &rusqlite::Row<'_>, column: usize) -> Result<RoaringBitmap, Error> {
    let bytes = row
        .get_ref(column)?
        .as_blob()
        .map_err(rusqlite::Error::from)?;
    RoaringBitmap::deserialize_from(bytes).map_err(|e| {
        Error::Refused(format!(
            "the daily list of visitors is damaged ({e}); `regulars doctor` recounts it"
        ))
    })
}

/// Whether anything was ever shown.
pub fn any_impressions(db: &Db<'_>) -> Result<bool, Error> {
    Ok(db
        .conn
        .prepare_cached("SELECT 1 FROM daily_visitors WHERE strategy >= 0 LIMIT 1")?
        .exists([])?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::HOUR;
    use crate::store::fixture::{self, Happened, Ordered};
    use crate::store::{Store, touches};
    use proptest::prelude::*;
    use rusqlite::Connection;

    const ZONE: fn() -> Zone = || Zone::named("Europe/Berlin").unwrap();

    /// Counts of each cell by the definitions alone: every pair of rows is looked at.
    fn recount(conn: &Connection) -> BTreeMap<(i32, i64, i64), [u64; 5]> {
        type Row = (
            i64,
            i64,
            i64,
            Option<i64>,
            Option<i64>,
            Option<i64>,
            i64,
            i64,
        );
        let mut query = conn
            .prepare(
                "SELECT kind, at, customer, session, product, impression, coalesce(strategy, 0), id FROM events ORDER BY at, id",
            )
            .unwrap();
        let rows: Vec<Row> = query
            .query_map([], |r| {
                Ok((
                    r.get(0)?,
                    r.get(1)?,
                    r.get(2)?,
                    r.get(3)?,
                    r.get(4)?,
                    r.get(5)?,
                    r.get(6)?,
                    r.get(7)?,
                ))
            })
            .unwrap()
            .map(Result::unwrap)
            .collect();
        let items = |event: i64| -> Vec<i64> {
            let mut q = conn
                .prepare("SELECT product FROM event_items WHERE event = ?1")
                .unwrap();
            q.query_map([event], |r| r.get(0))
                .unwrap()
                .map(Result::unwrap)
                .collect()
        };
        let mut found: BTreeMap<(i32, i64, i64), [u64; 5]> = BTreeMap::new();
        let cell = |at: i64, strategy: i64| (ZONE().day_of(Moment(at)).0, strategy, 0_i64);
        // Which impression a click belongs to.
        let home = |click: &Row| -> Option<i64> {
            click.5.or_else(|| {
                rows.iter()
                    .filter(|i| {
                        i.0 == 9
                            && i.2 == click.2
                            && i.6 == click.6
                            && click.6 != 0
                            && i.1 <= click.1
                            && click.1 - i.1 <= DAY
                    })
                    .max_by_key(|i| (i.1, i.7))
                    .map(|i| i.7)
            })
        };
        for i in rows.iter().filter(|r| r.0 == 9) {
            let shown = items(i.7);
            let clicks = rows
                .iter()
                .filter(|c| c.0 == 10 && home(c) == Some(i.7))
                .count() as u64;
            let carted = rows.iter().any(|c| {
                c.0 == 2
                    && c.2 == i.2
                    && i.1 <= c.1
                    && c.1 - i.1 <= DAY
                    && (c.3.is_none() || i.3.is_none() || c.3 == i.3)
                    && c.4.is_some_and(|p| shown.contains(&p))
            });
            let sums = found.entry(cell(i.1, i.6)).or_default();
            for (sum, n) in sums.iter_mut().zip([
                1,
                clicks.min(1),
                u64::from(carted),
                clicks,
                shown.len() as u64,
            ]) {
                *sum += n;
            }
        }
        for c in rows.iter().filter(|c| c.0 == 10 && home(c).is_none()) {
            found.entry(cell(c.1, c.6)).or_default()[3] += 1;
        }
        found
    }

    fn summed(conn: &Connection) -> BTreeMap<(i32, i64, i64), [u64; 5]> {
        let mut query = conn
            .prepare("SELECT day, strategy, impressions, clicked, carted, clicks, slots FROM daily_counts")
            .unwrap();
        let mut found: BTreeMap<(i32, i64, i64), [u64; 5]> = BTreeMap::new();
        let mut rows = query.query([]).unwrap();
        while let Some(r) = rows.next().unwrap() {
            let sums = found
                .entry((r.get(0).unwrap(), r.get(1).unwrap(), 0))
                .or_default();
            for (n, sum) in sums.iter_mut().enumerate() {
                *sum += r.get::<_, i64>(n + 2).unwrap() as u64;
            }
        }
        found
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
        /// However events come and go, batch by batch, the roll-ups and touches are those of a recount.
        #[test]
        fn roll_ups_and_touches_always_equal_a_recount(
            events in prop::collection::vec((0..4_u8, 0..130_i64, 1..4_i64, 0..3_i64, 1..5_i64, 0..3_usize, 1..4_i64), 1..40),
            orders in prop::collection::vec((0..140_i64, 1..4_i64, 1..5_i64), 0..5),
            gone in 1..4_i64,
        ) {
            let (_dir, path) = fixture::shop_file();
            let store = Store::open(&path).unwrap();
            let start = Moment::parse_rfc3339("2026-03-27T20:00:00Z").unwrap().0;
            store.write(|tx| {
                fixture::people(tx, 1..=4);
                fixture::products(tx, 1..=5);
                for (n, (hour, customer, product)) in orders.iter().enumerate() {
                    fixture::order(tx, &Ordered {
                        id: n as i64 + 1, at: start + hour * HOUR, customer: Some(*customer), product: *product,
                        gross: 100, sale: true, own_currency: true,
                    });
                }
                for batch in 1..4 {
                    let mut shown = Vec::new();
                    for (n, (what, hour, customer, session, product, strategy, in_batch)) in events.iter().enumerate() {
                        if *in_batch != batch {
                            continue;
                        }
                        let id = n as i64 + 1;
                        let kind = ["impression", "click", "click", "add_to_cart"][usize::from(*what)];
                        let items = [*product, product % 4 + 1];
                        fixture::event(tx, Happened {
                            id, kind, at: start + hour * HOUR / 2, customer: *customer,
                            session: (*session > 0).then_some(*session),
                            product: (kind != "impression").then_some(*product),
                            // The second sort of click names the newest impression of its batch, whosever.
                            impression: (*what == 2).then(|| shown.last().copied()).flatten(),
                            strategy: if *what == 3 { "" } else { ["", "a", "b"][*strategy] },
                            items: if kind == "impression" { &items } else { &[] },
                            batch, ..Happened::default()
                        });
                        if kind == "impression" {
                            shown.push(id);
                        }
                    }
                    let days = days_of_batch(tx, ZONE(), BatchId(batch))?;
                    recompute(tx, ZONE(), days)?;
                    let of_batch = touches::orders_of_batch(tx, BatchId(batch))?;
                    touches::recompute(tx, of_batch)?;
                }
                let (days, of_batch) = (days_of_batch(tx, ZONE(), BatchId(gone))?, touches::orders_of_batch(tx, BatchId(gone))?);
                fixture::forget_events(tx, gone);
                recompute(tx, ZONE(), days)?;
                touches::recompute(tx, of_batch)?;
                let kept = fixture::derived(tx);
                assert_eq!(summed(tx.conn), recount(tx.conn));
                recompute_all(tx, ZONE())?;
                touches::recompute_all(tx)?;
                assert_eq!(kept, fixture::derived(tx));
                Ok::<(), Error>(())
            }).unwrap();
        }
    }
}
