//! Daily roll-ups of what was shown: additive counts and who saw it, always equal to a recount of the events.

use super::outcomes::{CHUNK, outcomes};
use super::rollup_days::{DayOf, days_of_linked, days_with_visits, runs};
pub use super::rollup_days::{days_of_batch, days_of_customer};
use super::rollup_rows::ANYBODY;
use super::{Db, Error, Tx};
use crate::model::counts::{CountKey, Moments, Period, Shown};
use crate::model::event::EventKind;
use crate::model::time::{Day, Zone};
use roaring::RoaringBitmap;
use rusqlite::params;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::BatchId;
    use crate::model::time::{DAY, HOUR, Moment};
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

    /// What, half an hour, customer, session, product, strategy, batch.
    type Event = (u8, i64, i64, i64, i64, usize, i64);

    /// Brings three batches in and takes one of them back: roll-ups and touches are those of a recount.
    fn equal_a_recount(events: &[Event], orders: &[(i64, i64, i64)], gone: i64) {
        let (_dir, path) = fixture::shop_file();
        let store = Store::open(&path).unwrap();
        let start = Moment::parse_rfc3339("2026-03-27T20:00:00Z").unwrap().0;
        store
            .write(|tx| {
                fixture::people(tx, 1..=4);
                fixture::products(tx, 1..=5);
                for (n, (hour, customer, product)) in orders.iter().enumerate() {
                    fixture::order(
                        tx,
                        &Ordered {
                            id: n as i64 + 1,
                            at: start + hour * HOUR,
                            customer: Some(*customer),
                            product: *product,
                            gross: 100,
                            sale: true,
                            own_currency: true,
                        },
                    );
                }
                for batch in 1..4 {
                    let mut shown = Vec::new();
                    for (n, (what, hour, customer, session, product, strategy, in_batch)) in
                        events.iter().enumerate()
                    {
                        if *in_batch != batch {
                            continue;
                        }
                        let id = n as i64 + 1;
                        let kind =
                            ["impression", "click", "click", "add_to_cart"][usize::from(*what)];
                        let items = [*product, product % 4 + 1];
                        fixture::event(
                            tx,
                            Happened {
                                id,
                                kind,
                                at: start + hour * HOUR / 2,
                                customer: *customer,
                                session: (*session > 0).then_some(*session),
                                product: (kind != "impression").then_some(*product),
                                // The second sort of click names the newest impression of its batch, whosever.
                                impression: (*what == 2).then(|| shown.last().copied()).flatten(),
                                strategy: if *what == 3 {
                                    ""
                                } else {
                                    ["", "a", "b"][*strategy]
                                },
                                items: if kind == "impression" { &items } else { &[] },
                                batch,
                                ..Happened::default()
                            },
                        );
                        if kind == "impression" {
                            shown.push(id);
                        }
                    }
                    let days = days_of_batch(tx, ZONE(), BatchId(batch))?;
                    recompute(tx, ZONE(), days)?;
                    let of_batch = touches::orders_of_batch(tx, BatchId(batch))?;
                    touches::recompute(tx, of_batch)?;
                }
                let (days, of_batch) = (
                    days_of_batch(tx, ZONE(), BatchId(gone))?,
                    touches::orders_of_batch(tx, BatchId(gone))?,
                );
                fixture::forget_events(tx, gone);
                recompute(tx, ZONE(), days)?;
                touches::recompute(tx, of_batch)?;
                let kept = fixture::derived(tx);
                assert_eq!(summed(tx.conn), recount(tx.conn));
                recompute_all(tx, ZONE())?;
                touches::recompute_all(tx)?;
                assert_eq!(kept, fixture::derived(tx));
                Ok::<(), Error>(())
            })
            .unwrap();
    }

    #[test]
    fn a_click_changes_its_own_day_too_when_its_impression_lies_days_away() {
        let events = [
            (0, 54, 1, 0, 1, 0, 2),
            (0, 0, 1, 0, 1, 0, 3),
            (2, 0, 2, 0, 1, 0, 2),
        ];
        equal_a_recount(&events, &[], 2);
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
            equal_a_recount(&events, &orders, gone);
        }
    }
}
