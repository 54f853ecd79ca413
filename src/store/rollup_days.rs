//! The days of which the roll-ups change.

use super::{Db, Error};
use crate::model::ids::{BatchId, CustomerId};
use crate::model::time::{Day, Moment, Zone};
use rusqlite::params;
use std::collections::BTreeSet;

/// Days of which the roll-ups change with the events of a batch.
pub fn days_of_batch(db: &Db<'_>, zone: Zone, batch: BatchId) -> Result<BTreeSet<Day>, Error> {
    days(
        db,
        zone,
        "SELECT e.at, i.at FROM events e LEFT JOIN events i ON i.id = e.impression
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
        "SELECT e.at, i.at FROM events e LEFT JOIN events i ON i.id = e.impression
         WHERE e.customer = ?1 AND e.kind IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13)",
        customer.0,
    )
}

/// An event changes who came on its own day, and the counts of the day of the impression that it names.
fn days(db: &Db<'_>, zone: Zone, sql: &str, id: i64) -> Result<BTreeSet<Day>, Error> {
    let mut query = db.conn.prepare_cached(sql)?;
    let mut rows = query.query([id])?;
    let mut found = BTreeSet::new();
    let (mut own, mut named) = (DayOf::new(zone), DayOf::new(zone));
    while let Some(row) = rows.next()? {
        found.insert(own.of(row.get(0)?));
        if let Some(at) = row.get(1)? {
            found.insert(named.of(at));
        }
    }
    Ok(found)
}

/// Days on which anybody came.
pub(crate) fn days_with_visits(db: &Db<'_>, zone: Zone) -> Result<BTreeSet<Day>, Error> {
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

/// Days before a period of which impressions are named by clicks or touches of the period.
pub(crate) fn days_of_linked(
    db: &Db<'_>,
    zone: Zone,
    from: Day,
    to: Day,
) -> Result<BTreeSet<Day>, Error> {
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
pub(crate) struct DayOf {
    zone: Zone,
    day: Day,
    from: i64,
    to: i64,
}

impl DayOf {
    pub(crate) fn new(zone: Zone) -> DayOf {
        DayOf {
            zone,
            day: Day(0),
            from: 1,
            to: 0,
        }
    }

    pub(crate) fn of(&mut self, at: i64) -> Day {
        if at < self.from || at > self.to {
            self.day = self.zone.day_of(Moment(at));
            self.from = self.zone.start_of(self.day).0;
            self.to = self.zone.end_of(self.day).0;
        }
        self.day
    }
}

/// Runs of neighbouring days, none longer than `longest`.
pub(crate) fn runs(days: &BTreeSet<Day>, longest: i32) -> Vec<(Day, Day)> {
    let mut found: Vec<(Day, Day)> = Vec::new();
    for day in days {
        match found.last_mut() {
            Some((from, to)) if to.plus(1) == *day && day.0 - from.0 < longest => *to = *day,
            _ => found.push((*day, *day)),
        }
    }
    found
}
