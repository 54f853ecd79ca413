//! Currency, zone and country of an import: what the shop has said, else what is said with this import.

use super::clock::wall_clock;
use super::import::Detection;
use super::import_options::ImportOptions;
use super::{Error, Shop};
use crate::model::country::Country;
use crate::model::money::Currency;
use crate::model::time::Zone;
use crate::store::{Db, Tx, extent, settings};
use serde_json::{Value, json};

impl Shop {
    /// Currency and zone: what the shop has said, else what is said with this import.
    pub(crate) fn said(
        &self,
        options: &ImportOptions,
        detection: &Detection,
    ) -> Result<Said, Error> {
        self.store.read(|db| said_in(db, options, detection))
    }
}

/// As [`Shop::said`], inside a transaction.
pub(crate) fn said_in(
    db: &Db<'_>,
    options: &ImportOptions,
    detection: &Detection,
) -> Result<Said, Error> {
    let (currency, zone) = (settings::get(db, "currency")?, settings::get(db, "zone")?);
    let country = settings::get(db, "country")?;
    let empty = extent::is_empty(db)?;
    let asked_country = options
        .country
        .as_deref()
        .map(super::settings::country)
        .transpose()?;
    let known_country = country.as_ref().and_then(|v| Country::named(v.as_str()?));
    if let (Some(known), Some(asked)) = (known_country, asked_country)
        && known != asked
        && !empty
    {
        return Err(Error::Asked(format!(
            "the shop's country is {known}; leave out --country, or change it with `regulars settings set country {}`",
            asked.code()
        )));
    }
    let asked_currency = match options.currency.as_deref() {
        Some(text) => Some(Currency::named(text).ok_or_else(|| {
            Error::Asked(format!(
                "`{text}` is not a currency code; type one such as --currency EUR"
            ))
        })?),
        None => None,
    };
    let asked_zone = match options.zone.as_deref() {
        Some(text) => Some(Zone::named(text).ok_or_else(|| {
            Error::Asked(format!(
                "`{text}` is not a time zone; type one such as --zone Europe/Berlin"
            ))
        })?),
        None => None,
    };
    let known_currency = currency
        .as_ref()
        .and_then(Value::as_str)
        .and_then(Currency::named);
    let known_zone = zone.as_ref().and_then(Value::as_str).and_then(Zone::named);
    if let (Some(known), Some(asked)) = (known_currency, asked_currency)
        && known != asked
        && !empty
    {
        return Err(Error::Asked(format!(
            "the shop's currency is {known} since its first import; leave out --currency {asked} (orders that name another currency are kept apart)"
        )));
    }
    if let (Some(known), Some(asked)) = (known_zone, asked_zone)
        && known != asked
        && !empty
    {
        return Err(Error::Asked(format!(
            "the shop's zone is {}; leave out --zone, or change it with `regulars settings set zone {}`",
            known.name(),
            asked.name()
        )));
    }
    let new = asked_currency.filter(|c| Some(*c) != known_currency);
    let currency = asked_currency.or(known_currency);
    Ok(Said {
        new_currency: new.is_some() || (currency.is_none() && detection.currency_sign.is_some()),
        currency: currency
            .or(detection.currency_sign)
            .unwrap_or(Currency::UNKNOWN),
        new_zone: asked_zone.filter(|z| Some(*z) != known_zone).is_some(),
        zone: asked_zone.or(known_zone).unwrap_or(Zone::UTC),
        new_country: asked_country
            .filter(|c| Some(*c) != known_country)
            .is_some(),
        country: asked_country.or(known_country),
    })
}

/// Currency and zone of an import, and whether they are new to the shop.
pub(crate) struct Said {
    pub(crate) currency: Currency,
    pub(crate) new_currency: bool,
    pub(crate) zone: Zone,
    new_zone: bool,
    pub(crate) country: Option<Country>,
    new_country: bool,
}

impl Said {
    pub(crate) fn keep(&self, tx: &Tx<'_>) -> Result<(), Error> {
        if self.new_currency {
            settings::set(tx, "currency", Some(&json!(self.currency.code())))?;
            if !extent::is_empty(tx)? {
                super::settings::follow(tx, "currency", wall_clock(), true)?;
            }
        }
        if let Some(country) = self.country.filter(|_| self.new_country) {
            let value = json!(country.code());
            if extent::is_empty(tx)? {
                settings::set(tx, "country", Some(&value))?;
            } else {
                // People may become one by it: a change of its own, made just before the import.
                let before = settings::get(tx, "country")?;
                let at = wall_clock().plus(-1);
                super::settings::change(tx, "country", before, value, at)?;
            }
        }
        if self.new_zone {
            settings::set(tx, "zone", Some(&json!(self.zone.name())))?;
            if !extent::is_empty(tx)? {
                super::settings::follow(tx, "zone", wall_clock(), true)?;
            }
        }
        Ok(())
    }
}
