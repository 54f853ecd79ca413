//! Impressions with what came of them: clicks and carts.

use super::rollup_days::DayOf;
use super::{Db, Error};
use crate::model::counts::{CountKey, Period, Shown};
use crate::model::event::EventKind;
use crate::model::time::{DAY, Zone};
use rusqlite::params;
use rustc_hash::{FxHashMap, FxHashSet};

/// Days whose impressions are held in memory at a time.
pub(crate) const CHUNK: i32 = 16;
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
