//! The functions that plans use in SQL, so that it compares text and reads days as the evaluator does.

use crate::model::attribute;
use crate::model::text::fold;
use crate::model::time::{Day, Moment, Zone};
use crate::targeting::measures::{age, anniversary_in, birthday_in, season, stated_age};
use crate::targeting::plan::category_path;
use crate::targeting::stated::number;
use crate::targeting::when::Length;
use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;

/// Gives a connection the functions that plans use: `fold` and `category_path` compare text as the evaluator does,
/// `deadline` knows the shop's days.
pub(crate) fn add_functions(conn: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_INNOCUOUS;
    conn.create_scalar_function("fold", 1, flags, |ctx| {
        Ok(ctx.get_raw(0).as_str_or_null()?.map(fold))
    })?;
    conn.create_scalar_function("category_path", 1, flags, |ctx| {
        Ok(ctx.get_raw(0).as_str_or_null()?.map(category_path))
    })?;
    let zone = |name: &str| -> Option<Zone> { name.parse().ok().map(Zone) };
    // Days, ages, numbers and lists as the evaluator reads them.
    conn.create_scalar_function("shop_day", 2, flags, move |ctx| {
        let at: i64 = ctx.get(0)?;
        Ok(zone(ctx.get_raw(1).as_str()?).map(|z| z.day_of(Moment(at)).0))
    })?;
    conn.create_scalar_function("season", 1, flags, |ctx| Ok(season(Day(ctx.get(0)?))))?;
    conn.create_scalar_function("age_of", 2, flags, |ctx| {
        Ok(age(ctx.get_raw(0).as_str()?, Day(ctx.get(1)?)))
    })?;
    conn.create_scalar_function("birthday_in", 2, flags, |ctx| {
        Ok(birthday_in(ctx.get_raw(0).as_str()?, Day(ctx.get(1)?)))
    })?;
    conn.create_scalar_function("anniversary_in", 2, flags, |ctx| {
        Ok(anniversary_in(Day(ctx.get(0)?), Day(ctx.get(1)?)))
    })?;
    conn.create_scalar_function("stated_age", 1, flags, |ctx| {
        Ok(stated_age(ctx.get_raw(0).as_str()?))
    })?;
    conn.create_scalar_function("number_of", 1, flags, |ctx| {
        Ok(number(ctx.get_raw(0).as_str()?))
    })?;
    conn.create_scalar_function("day_start", 2, flags, move |ctx| {
        let day = attribute::day(ctx.get_raw(0).as_str()?);
        let zone = zone(ctx.get_raw(1).as_str()?);
        Ok(day.and_then(|d| zone.map(|z| z.start_of(d).0)))
    })?;
    conn.create_scalar_function("yes_no", 1, flags, |ctx| {
        Ok(attribute::yes_no(ctx.get_raw(0).as_str()?))
    })?;
    conn.create_scalar_function("entries", 1, flags, |ctx| {
        let all: Vec<&str> = attribute::entries(ctx.get_raw(0).as_str()?).collect();
        Ok(serde_json::Value::from(all).to_string())
    })?;
    // deadline(at, length, zone): the last instant within the length after `at`.
    conn.create_scalar_function("deadline", 3, flags, |ctx| {
        let at: i64 = ctx.get(0)?;
        let length = Length::parse(ctx.get_raw(1).as_str()?);
        let zone: Option<chrono_tz::Tz> = ctx.get_raw(2).as_str()?.parse().ok();
        Ok(match (length, zone) {
            (Some(length), Some(zone)) => {
                let zone = crate::model::time::Zone(zone);
                Some(length.deadline(Moment(at), zone).0)
            }
            _ => None,
        })
    })
}
