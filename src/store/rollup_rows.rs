//! Reading the daily roll-ups.

use super::{Db, Error};
use crate::model::counts::{CountKey, Exposure, Moments, Period, Shown};
use crate::model::time::Day;
use roaring::RoaringBitmap;
use rusqlite::params;

/// The strategy number under which the table keeps everybody who came to the shop on a day.
pub(crate) const ANYBODY: i64 = -1;

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
