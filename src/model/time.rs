//! Moments, shop days and the shop's time zone.
//!
//! A [`Moment`] is an instant; a [`Day`] only has a meaning together with a [`Zone`].

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// An instant: milliseconds since 1970-01-01T00:00:00Z.
///
/// JSON form: RFC 3339 text in UTC, such as `"2026-11-20T09:00:00Z"`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Moment(pub i64);

/// Milliseconds of one hour.
pub const HOUR: i64 = 3_600_000;
/// Milliseconds of 24 hours (a shop day may be an hour shorter or longer).
pub const DAY: i64 = 24 * HOUR;

impl Moment {
    /// The instant as a UTC date and time; instants out of chrono's range become the nearest that it has.
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or(if self.0 < 0 {
            DateTime::<Utc>::MIN_UTC
        } else {
            DateTime::<Utc>::MAX_UTC
        })
    }

    /// This instant moved by some milliseconds, kept within the range of `i64`.
    #[must_use]
    pub fn plus(self, millis: i64) -> Moment {
        Moment(self.0.saturating_add(millis))
    }

    /// Reads RFC 3339 text (`2026-11-20T09:00:00Z`, an offset or a fraction allowed).
    pub fn parse_rfc3339(text: &str) -> Option<Moment> {
        DateTime::parse_from_rfc3339(text.trim())
            .ok()
            .map(|t| Moment(t.timestamp_millis()))
    }
}

impl From<DateTime<Utc>> for Moment {
    fn from(t: DateTime<Utc>) -> Moment {
        Moment(t.timestamp_millis())
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let t = self.utc();
        if self.0.rem_euclid(1000) == 0 {
            write!(f, "{}", t.format("%Y-%m-%dT%H:%M:%SZ"))
        } else {
            write!(f, "{}", t.format("%Y-%m-%dT%H:%M:%S%.3fZ"))
        }
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Moment, D::Error> {
        let text = String::deserialize(d)?;
        Moment::parse_rfc3339(&text).ok_or_else(|| {
            serde::de::Error::custom(format!(
                "`{text}` is not a time such as 2026-11-20T09:00:00Z"
            ))
        })
    }
}

/// A calendar day in the shop's zone: days since 1970-01-01. JSON form: `"2026-11-20"`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Day(pub i32);

impl Day {
    /// The calendar date.
    pub fn date(self) -> NaiveDate {
        NaiveDate::default() + TimeDelta::days(i64::from(self.0))
    }

    /// The day of a calendar date.
    pub fn of(date: NaiveDate) -> Day {
        Day(date.num_days_from_ce() - NaiveDate::default().num_days_from_ce())
    }

    /// The day some days later (negative: earlier).
    #[must_use]
    pub fn plus(self, days: i32) -> Day {
        Day(self.0.saturating_add(days).clamp(-30_000_000, 30_000_000))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.date().format("%Y-%m-%d"))
    }
}

impl FromStr for Day {
    type Err = ();
    fn from_str(text: &str) -> Result<Day, ()> {
        NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d")
            .map(Day::of)
            .map_err(|_| ())
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Day, D::Error> {
        let text = String::deserialize(d)?;
        text.parse().map_err(|()| {
            serde::de::Error::custom(format!("`{text}` is not a day such as 2026-11-20"))
        })
    }
}

/// The shop's time zone (IANA name).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Zone(pub chrono_tz::Tz);

impl Zone {
    /// Coordinated Universal Time: what a shop has until it says its zone.
    pub const UTC: Zone = Zone(chrono_tz::Tz::UTC);

    /// The zone with this IANA name (`Europe/Berlin`), any letter case.
    pub fn named(name: &str) -> Option<Zone> {
        chrono_tz::TZ_VARIANTS
            .iter()
            .find(|z| z.name().eq_ignore_ascii_case(name.trim()))
            .map(|z| Zone(*z))
    }

    /// Every zone, by name.
    pub fn all() -> impl Iterator<Item = Zone> {
        chrono_tz::TZ_VARIANTS.iter().map(|z| Zone(*z))
    }

    /// IANA name.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// The shop day that holds an instant.
    pub fn day_of(self, at: Moment) -> Day {
        Day::of(self.local(at).date())
    }

    /// Date and time on the shop's clock.
    pub fn local(self, at: Moment) -> NaiveDateTime {
        at.utc().with_timezone(&self.0).naive_local()
    }

    /// The instant of a date and time on the shop's clock. A time that comes twice (clocks set back) is the
    /// first; a time that never comes (clocks set forward) is the first instant after the gap.
    pub fn instant(self, local: NaiveDateTime) -> Moment {
        let mut tried = local;
        for _ in 0..8 {
            if let Some(t) = self.0.from_local_datetime(&tried).earliest() {
                return Moment(t.timestamp_millis());
            }
            tried += TimeDelta::minutes(30);
        }
        Moment(local.and_utc().timestamp_millis())
    }

    /// The first instant of a day.
    pub fn start_of(self, day: Day) -> Moment {
        self.instant(day.date().and_time(NaiveTime::MIN))
    }

    /// The last millisecond of a day.
    pub fn end_of(self, day: Day) -> Moment {
        self.start_of(day.plus(1)).plus(-1)
    }
}

impl Serialize for Zone {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_follow_the_zone_across_the_clock_change() {
        let berlin = Zone::named("europe/berlin").unwrap();
        let day: Day = "2026-03-29".parse().unwrap();
        let length = berlin.start_of(day.plus(1)).0 - berlin.start_of(day).0;
        assert_eq!(length, 23 * HOUR);
        assert_eq!(berlin.day_of(berlin.start_of(day)), day);
        assert_eq!(berlin.day_of(berlin.end_of(day)), day);
        assert_eq!(berlin.day_of(berlin.start_of(day).plus(-1)), day.plus(-1));
    }

    #[test]
    fn a_moment_prints_and_reads_back() {
        for ms in [0, 1_763_629_209_000, 1_763_629_209_123, -5_000] {
            assert_eq!(
                Moment::parse_rfc3339(&Moment(ms).to_string()),
                Some(Moment(ms))
            );
        }
    }
}
