//! Towns with their tiers, and the weather of places by day, as files state them.

use super::importer::Fate;
use super::{Db, Error};
use crate::model::places::{Place, Tiers};
use crate::model::record::{PlaceRecord, WeatherRecord};
use crate::model::text::fold;
use crate::model::time::Day;
use crate::targeting::moment::{Days, Weather};
use rusqlite::Connection;
use std::collections::BTreeMap;

/// Where a statement comes from.
#[derive(Clone, Copy)]
pub(crate) struct Origin {
    pub(crate) batch: i64,
    pub(crate) state_at: i64,
}

/// Writes what a file says of a town.
pub(crate) fn put(conn: &Connection, p: &PlaceRecord, origin: Origin) -> Result<Fate, Error> {
    let place = Place::of(Some(&p.city), p.region.as_deref(), p.country.as_deref());
    let (known, same): (i64, i64) = conn
        .prepare_cached(
            "SELECT count(*), coalesce(sum(tier = ?4), 0) FROM place_statements WHERE city = ?1 AND region = ?2 AND country = ?3",
        )?
        .query_row((&place.city, &place.region, &place.country, &p.tier), |r| {
            Ok((r.get(0)?, r.get(1)?))
        })?;
    conn.prepare_cached(
        "INSERT INTO place_statements (city, region, country, tier, state_at, batch, line) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute((
        &place.city,
        &place.region,
        &place.country,
        &p.tier,
        origin.state_at,
        origin.batch,
        p.line as i64,
    ))?;
    Ok(fate(known, same))
}

/// Writes what a file says of a day's weather.
pub(crate) fn put_weather(
    conn: &Connection,
    w: &WeatherRecord,
    origin: Origin,
) -> Result<Fate, Error> {
    let place = Place::of(w.city.as_deref(), w.region.as_deref(), w.country.as_deref());
    let (known, same): (i64, i64) = conn
        .prepare_cached(
            "SELECT count(*), coalesce(sum(temperature IS ?5 AND sky IS ?6), 0) FROM weather_statements
             WHERE day = ?1 AND city = ?2 AND region = ?3 AND country = ?4",
        )?
        .query_row(
            (
                w.day.0,
                &place.city,
                &place.region,
                &place.country,
                w.temperature,
                &w.sky,
            ),
            |r| Ok((r.get(0)?, r.get(1)?)),
        )?;
    conn.prepare_cached(
        "INSERT INTO weather_statements (day, city, region, country, temperature, sky, state_at, batch, line)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute((
        w.day.0,
        &place.city,
        &place.region,
        &place.country,
        w.temperature,
        &w.sky,
        origin.state_at,
        origin.batch,
        w.line as i64,
    ))?;
    Ok(fate(known, same))
}

pub(crate) fn fate(known: i64, same: i64) -> Fate {
    match (known, same) {
        (_, 1..) => Fate::Unchanged,
        (0, _) => Fate::Written,
        _ => Fate::Updated,
    }
}

/// The towns of all files: of a town that is stated twice, the newest statement.
pub(crate) fn tiers(conn: &Connection) -> Result<Tiers, Error> {
    let mut tiers = Tiers::default();
    let mut select = conn.prepare_cached(
        "SELECT city, region, country, tier FROM place_statements ORDER BY city, region, country, state_at DESC, tier DESC",
    )?;
    let mut rows = select.query([])?;
    while let Some(r) = rows.next()? {
        let place = Place {
            city: r.get(0)?,
            region: r.get(1)?,
            country: r.get(2)?,
        };
        tiers.add(place, r.get_ref(3)?.as_str().unwrap_or_default());
    }
    Ok(tiers)
}

/// Computes everybody's tier anew: the tables of towns have changed. Says whether any did.
pub(crate) fn settle_all(conn: &Connection) -> Result<bool, Error> {
    let tiers = tiers(conn)?;
    let mut select = conn.prepare(
        "SELECT id, city, region, country, city_tier FROM customers WHERE city IS NOT NULL",
    )?;
    let mut changed: Vec<(i64, Option<String>)> = Vec::new();
    let mut rows = select.query([])?;
    while let Some(r) = rows.next()? {
        let text = |at: usize| Ok::<_, Error>(r.get_ref(at)?.as_str_or_null().unwrap_or_default());
        let tier = tiers.of(text(1)?, text(2)?, text(3)?);
        if tier != text(4)? {
            changed.push((r.get(0)?, tier.map(str::to_owned)));
        }
    }
    let mut update = conn.prepare("UPDATE customers SET city_tier = ?2 WHERE id = ?1")?;
    for (id, tier) in &changed {
        update.execute((id, tier))?;
    }
    Ok(!changed.is_empty())
}

/// The weather at a place by shop day: of its town, else of its region, its country, or everywhere.
pub fn weather(db: &Db<'_>, at: &Place) -> Result<Days, Error> {
    let mut select = db.conn.prepare_cached(
        "SELECT day, city, region, country, temperature, sky FROM weather_statements WHERE city IN (?1, '')
         ORDER BY day, city, region, country, state_at DESC, temperature DESC, sky DESC",
    )?;
    let mut rows = select.query([&at.city])?;
    let mut best: BTreeMap<Day, (u8, Weather)> = BTreeMap::new();
    while let Some(r) = rows.next()? {
        let place = Place {
            city: r.get(1)?,
            region: r.get(2)?,
            country: r.get(3)?,
        };
        let day = Day(r.get(0)?);
        if let Some(fit) = at.fit(&place)
            && best.get(&day).is_none_or(|(known, _)| fit > *known)
        {
            let weather = Weather {
                temperature: r.get(4)?,
                sky: r.get::<_, Option<String>>(5)?.map(|sky| fold(&sky)),
            };
            best.insert(day, (fit, weather));
        }
    }
    let days = best.into_iter().map(|(day, (_, weather))| (day, weather));
    Ok(days.collect())
}

/// Whether any table of weather was imported.
pub fn has_weather(db: &Db<'_>) -> Result<bool, Error> {
    let sql = "SELECT EXISTS (SELECT 1 FROM weather_statements)";
    Ok(db.conn.prepare_cached(sql)?.query_row([], |r| r.get(0))?)
}
