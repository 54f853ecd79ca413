//! The shop's settings: what they may be, and what follows from them.

use super::clock::{Terms, wall_clock};
use super::{Error, Shop, facts};
use crate::model::country::Country;
use crate::model::money::Currency;
use crate::model::order::OrderStatus;
use crate::model::text::clean;
use crate::model::time::{Moment, Zone};
use crate::store::undo::{self, Step};
use crate::store::{Tx, extent, rollups, settings, terms, touches, verdicts};
use serde::Serialize;
use serde_json::{Value, json};

/// A setting as a face shows it.
#[derive(Clone, Debug, Serialize)]
pub struct Setting {
    /// Its key.
    pub key: &'static str,
    /// What it is, in words.
    pub what: &'static str,
    /// Its value, the default if it was not set.
    pub value: Value,
    /// Whether it was set.
    pub set: bool,
}

impl Setting {
    /// Its value in words.
    pub fn words(&self) -> String {
        match &self.value {
            Value::Null => "not set".into(),
            value => shown(value),
        }
    }
}

const KNOWN: [(&str, &str); 5] = [
    ("name", "Name of the shop"),
    ("currency", "Currency of the shop (an ISO code such as EUR)"),
    ("zone", "Time zone of the shop (such as Europe/Berlin)"),
    (
        "country",
        "Country of the shop (such as DE): phone numbers without a country are read by it",
    ),
    ("sale_statuses", "Payment statuses that count as a sale"),
];

fn default_of(key: &str) -> Value {
    match key {
        "sale_statuses" => OrderStatus::ALL
            .into_iter()
            .filter(OrderStatus::counts_by_default)
            .map(|s| s.word())
            .collect(),
        "zone" => json!("UTC"),
        _ => Value::Null,
    }
}

/// Reads a value as typed; says what is wrong with it.
fn read(key: &str, text: &str) -> Result<Value, Error> {
    let text = clean(text).into_owned();
    match key {
        "name" => Ok(json!(text)),
        "currency" => Currency::named(&text)
            .map(|c| json!(c.code()))
            .ok_or_else(|| {
                Error::Asked(format!(
                    "`{text}` is not a currency code; type one such as EUR, GBP or USD"
                ))
            }),
        "zone" => Zone::named(&text).map(|z| json!(z.name())).ok_or_else(|| {
            let near = nearest_zone(&text);
            Error::Asked(format!(
                "`{text}` is not a time zone; the nearest is {near}"
            ))
        }),
        "country" => country(&text).map(|c| json!(c.code())),
        "sale_statuses" => {
            let mut words = Vec::new();
            for word in text.split([',', ' ']).filter(|w| !w.is_empty()) {
                let status = OrderStatus::named(word).ok_or_else(|| {
                    let all: Vec<&str> = OrderStatus::ALL.iter().map(OrderStatus::word).collect();
                    Error::Asked(format!(
                        "no status is called `{word}`; there are: {}",
                        all.join(", ")
                    ))
                })?;
                words.push(status.word());
            }
            Ok(json!(words))
        }
        _ => Err(unknown(key)),
    }
}

/// The country that is meant by a code or a name; else what the nearest is called.
pub(crate) fn country(text: &str) -> Result<Country, Error> {
    Country::named(text).ok_or_else(|| {
        let likeness =
            |c: &Country| strsim::jaro_winkler(&c.name().to_lowercase(), &text.to_lowercase());
        let near = Country::all().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
        let near = near.map_or_else(String::new, |c| format!("{} ({})", c.name(), c.code()));
        Error::Asked(format!(
            "`{}` is not a country; the nearest is {near}",
            clean(text)
        ))
    })
}

fn nearest_zone(text: &str) -> &'static str {
    chrono_tz::TZ_VARIANTS
        .iter()
        .map(|z| z.name())
        .max_by(|a, b| {
            strsim::jaro_winkler(&a.to_lowercase(), &text.to_lowercase()).total_cmp(
                &strsim::jaro_winkler(&b.to_lowercase(), &text.to_lowercase()),
            )
        })
        .unwrap_or("UTC")
}

fn unknown(key: &str) -> Error {
    let all: Vec<&str> = KNOWN.iter().map(|(k, _)| *k).collect();
    Error::Asked(format!(
        "no setting is called `{}`; there are: {}",
        clean(key),
        all.join(", ")
    ))
}

impl Shop {
    /// Every setting that a merchant can set.
    pub fn settings(&self) -> Result<Vec<Setting>, Error> {
        let set = self.store.read(settings::all)?;
        Ok(KNOWN
            .into_iter()
            .map(|(key, what)| Setting {
                key,
                what,
                value: set.get(key).cloned().unwrap_or_else(|| default_of(key)),
                set: set.contains_key(key),
            })
            .collect())
    }

    /// Sets a setting as typed; undo takes it back. Totals, sales and days follow at once.
    pub fn set_setting(&self, key: &str, text: &str) -> Result<Setting, Error> {
        let Some((key, what)) = KNOWN.into_iter().find(|(k, _)| *k == key) else {
            return Err(unknown(key));
        };
        let value = read(key, text)?;
        self.store.write(|tx| {
            let before = settings::get(tx, key)?;
            if before.as_ref() == Some(&value) {
                return Ok(());
            }
            if key == "currency" && before.is_some() && !extent::is_empty(tx)? {
                return Err(Error::Asked(format!(
                    "the shop's money is in {} since its first import and is never converted; undo the imports first",
                    before.as_ref().and_then(Value::as_str).unwrap_or("another currency")
                )));
            }
            change(tx, key, before, value.clone(), wall_clock())
        })?;
        Ok(Setting {
            key,
            what,
            value,
            set: true,
        })
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(all) => all
            .iter()
            .filter_map(Value::as_str)
            .collect::<Vec<_>>()
            .join(", "),
        other => other.to_string(),
    }
}

/// Changes a setting in one step that can be undone, and computes what follows.
pub(crate) fn change(
    tx: &Tx<'_>,
    key: &str,
    before: Option<Value>,
    value: Value,
    at: Moment,
) -> Result<(), Error> {
    settings::set(tx, key, Some(&value))?;
    let words = format!("Setting {key}: {}", shown(&value));
    let step = |value| Step::Setting {
        key: key.to_owned(),
        value,
    };
    undo::log(tx, at, &words, &[step(before)], &[step(Some(value))])?;
    crate::store::changes::bump(tx)?;
    follow(tx, key, at, true)
}

/// Computes what follows from a changed setting. `at`: when it was changed; `logged`: whether people who become one by
/// it are written into the log of merges (not when a change is taken back).
pub(crate) fn follow(tx: &Tx<'_>, key: &str, at: Moment, logged: bool) -> Result<(), Error> {
    match key {
        "country" => verdicts::read_phones(tx, at, logged)?,
        "currency" | "sale_statuses" => terms::apply(tx)?,
        "zone" => crate::store::changes::bump_epoch(tx)?,
        _ => return Ok(()),
    }
    recount(tx)
}

/// Computes anew what rests on whose rows are whose, and on which of them count.
pub(crate) fn recount(tx: &Tx<'_>) -> Result<(), Error> {
    let shop = Terms::of(tx)?;
    facts::refresh_rfm(tx, shop.now(wall_clock()).0, shop.zone)?;
    if extent::has_events(tx)? {
        rollups::recompute_all(tx, shop.zone)?;
        touches::recompute_all(tx)?;
    }
    Ok(())
}
