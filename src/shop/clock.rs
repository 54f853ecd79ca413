//! Shop time: as of which moment everything is answered, in which zone and currency.

use super::Shop;
use crate::model::country::Country;
use crate::model::money::Currency;
use crate::model::time::{DAY, Day, Moment, Zone};
use crate::store::{Db, Error, Revision, extent, settings};
use std::sync::PoisonError;

/// Data older than this are shown as of their last day.
const FRESH: i64 = 7 * DAY;

/// What the clock needs to know of the file, kept until the file changes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terms {
    pub(crate) currency: Currency,
    pub(crate) zone: Zone,
    country: Option<Country>,
    newest: Option<Moment>,
    demo_clock: Option<Moment>,
}

impl Terms {
    /// As the file says in this snapshot.
    pub(crate) fn of(db: &Db<'_>) -> Result<Terms, Error> {
        let text = |key| {
            Ok::<_, Error>(settings::get(db, key)?.and_then(|v| v.as_str().map(str::to_owned)))
        };
        Ok(Terms {
            currency: text("currency")?
                .and_then(|c| Currency::named(&c))
                .unwrap_or(Currency::UNKNOWN),
            zone: text("zone")?
                .and_then(|z| Zone::named(&z))
                .unwrap_or(Zone::UTC),
            country: text("country")?.and_then(|c| Country::named(&c)),
            newest: extent::newest(db)?,
            demo_clock: text("demo_clock")?.and_then(|c| Moment::parse_rfc3339(&c)),
        })
    }

    /// The moment as of which everything is answered, and the day on which the data end if that lies back.
    pub(crate) fn now(&self, wall: Moment) -> (Moment, Option<Day>) {
        if let Some(fixed) = self.demo_clock {
            return (fixed, None);
        }
        match self.newest {
            Some(newest) if wall.0 - newest.0 > FRESH => {
                let day = self.zone.day_of(newest);
                (self.zone.end_of(day), Some(day))
            }
            _ => (wall, None),
        }
    }
}

/// The wall clock: for undo, consent withdrawal and file times only; answers are given as of [`Shop::now`].
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the wall clock is read"
)]
pub fn wall_clock() -> Moment {
    Moment::from(chrono::Utc::now())
}

impl Shop {
    /// The moment as of which everything is answered: `--now`; else the demo's fixed clock; else the wall clock if the
    /// newest order or event is at most 7 days old; else the end of the day of the newest.
    pub fn now(&self) -> Moment {
        self.options
            .now
            .unwrap_or_else(|| self.terms().now(wall_clock()).0)
    }

    /// The shop's zone; UTC until it has said one.
    pub fn zone(&self) -> Zone {
        self.terms().zone
    }

    /// The shop's currency; unknown until it has said one.
    pub fn currency(&self) -> Currency {
        self.terms().currency
    }

    /// The shop's country, once it has said one.
    pub fn country(&self) -> Option<Country> {
        self.terms().country
    }

    /// When the newest order or event happened: how old the data are.
    pub fn newest(&self) -> Option<Moment> {
        self.terms().newest
    }

    /// What a face says above everything if the shop is not shown as of this very moment.
    pub fn banner(&self) -> Option<String> {
        if let Some(now) = self.options.now {
            let local = self.zone().local(now);
            return Some(format!("Shown as of {}", local.format("%-d %b %Y %H:%M")));
        }
        let (_, ended) = self.terms().now(wall_clock());
        ended.map(|day| {
            format!(
                "Data ends {}: shown as of that day",
                day.date().format("%-d %b %Y")
            )
        })
    }

    /// What the clock needs to know, read again only after the file changed. A file that cannot be read gives what was
    /// known last: whoever asks next for data meets the error itself.
    pub(crate) fn terms(&self) -> Terms {
        let revision = self.store.revision().unwrap_or_default();
        let mut kept = self.terms.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, terms)) = *kept
            && known == revision
        {
            return terms;
        }
        match self.store.read(Terms::of) {
            Ok(terms) => {
                *kept = Some((revision, terms));
                terms
            }
            Err(_) => kept.map_or(
                Terms {
                    currency: Currency::UNKNOWN,
                    zone: Zone::UTC,
                    country: None,
                    newest: None,
                    demo_clock: None,
                },
                |(_, terms)| terms,
            ),
        }
    }
}

/// Terms as of a revision.
pub(crate) type Kept = Option<(Revision, Terms)>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_data_are_shown_as_of_the_end_of_their_last_day() {
        let newest = Moment::parse_rfc3339("2011-12-09T12:50:00Z");
        let terms = Terms {
            currency: Currency::UNKNOWN,
            zone: Zone::UTC,
            country: None,
            newest,
            demo_clock: None,
        };
        let wall = Moment::parse_rfc3339("2026-11-20T09:00:00Z").unwrap();
        let (now, ended) = terms.now(wall);
        assert_eq!(now.to_string(), "2011-12-09T23:59:59.999Z");
        assert_eq!(ended.map(|d| d.to_string()).as_deref(), Some("2011-12-09"));
        let fresh = Moment::parse_rfc3339("2011-12-15T09:00:00Z").unwrap();
        assert_eq!(terms.now(fresh), (fresh, None));
    }
}
