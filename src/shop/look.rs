//! Looking at a file before it is brought in: what it is, what is still missing, what its rows would become. Writes
//! nothing and waits for nobody who writes.

use super::import::{Detection, Field, ImportOptions, ImportReport, Kind, SortedOut};
use super::import_report::report;
use super::{Cancel, Error, Progress, Shop};
use crate::import::{self, Pace, Reading};
use crate::model::consent::Purpose;
use crate::model::country::Country;
use crate::model::customer::{Identity, IdentityKind};
use crate::model::money::{Currency, Money};
use crate::model::product::ProductRef;
use crate::model::record::Record;
use crate::model::time::{Moment, Zone};
use crate::store::{batches, settings};
use std::ops::ControlFlow;
use std::path::Path;

/// How many rows are shown as they would be kept.
const FIRST: usize = 5;

/// What a file looks like.
#[derive(Clone, Debug)]
pub struct Look {
    /// Its name.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// Its name in the archive that it lies in.
    pub member: Option<String>,
    /// Every file of that archive that can be imported, in its order.
    pub members: Vec<String>,
    /// Format, columns, what is missing.
    pub detection: Detection,
    /// The currency to ask for; `None` once the shop has said one.
    pub ask_currency: Option<Currency>,
    /// The zone to ask for; `None` once the shop has said one.
    pub ask_zone: Option<Zone>,
    /// Whether to ask for the shop's country: it is not said, and it is the first import or the file has phone numbers.
    pub ask_country: bool,
    /// The likely country.
    pub country: Option<Country>,
}

/// A record as it would be kept.
#[derive(Clone, PartialEq, Debug)]
pub struct FirstRow {
    /// What kind of thing it is.
    pub kind: Kind,
    /// Order number, article number, or what happened.
    pub what: String,
    /// When.
    pub at: Option<Moment>,
    /// Who; a product's brand, a campaign's audience; empty if nobody is named.
    pub who: String,
    /// Whether `who` is a way to reach them, which a face masks.
    pub contact: bool,
    /// The first product, the customer's name and town, the campaign, the town.
    pub about: String,
    /// Pieces in all, pieces in stock, recipients, degrees.
    pub number: Option<i64>,
    /// What it came to, or its price.
    pub total: Option<Money>,
}

/// What the whole file would become.
#[derive(Clone, Debug)]
pub struct FileCheck {
    /// Counts, traps and problems; nothing of it is written.
    pub report: ImportReport,
    /// The first records.
    pub firsts: Vec<FirstRow>,
}

impl FileCheck {
    /// How many of the kept problems blame a column.
    pub fn blamed(&self, column: &str) -> usize {
        let blames = |p: &&import::Problem| p.column.as_deref() == Some(column);
        self.report.problems.iter().filter(blames).count()
    }
}

/// Ends the second reading once enough was seen.
enum Ended {
    Enough,
    Failed(Error),
}

impl From<import::Error> for Ended {
    fn from(error: import::Error) -> Ended {
        Ended::Failed(error.into())
    }
}

impl Shop {
    /// Whether the file holds no import at all.
    pub fn is_empty(&self) -> Result<bool, Error> {
        self.store
            .read(|db| Ok(batches::list(db)?.iter().all(|b| b.state != "done")))
    }

    /// What a file looks like, also where a column is still missing. Reads its head only.
    pub fn look_at(&self, path: &Path, options: &ImportOptions) -> Result<Look, Error> {
        let asking = ImportOptions {
            incomplete: true,
            ..options.clone()
        };
        let mut members = Vec::new();
        let (source, detection) = if options.member.is_some() {
            self.source_of(path, &asking)?
        } else {
            // Of an archive the files that are understood; if there are none, one that is asked about.
            let SortedOut { found, left } = match self.sort_out(path, options) {
                Err(Error::Asked(_)) => self.sort_out(path, &asking)?,
                other => other?,
            };
            members.extend(
                found
                    .iter()
                    .filter_map(|(s, _)| Some(s.inside()?.to_owned())),
            );
            let first = found.into_iter().next();
            first.ok_or_else(|| {
                let why = left
                    .first()
                    .map_or("the file is empty; export it again", |w| w);
                Error::Asked(why.to_owned())
            })?
        };
        let (currency, zone, country) = self.store.read(|db| {
            let said = |key| settings::get(db, key);
            Ok::<_, Error>((said("currency")?, said("zone")?, said("country")?))
        })?;
        let here = here();
        let phones = detection
            .columns
            .iter()
            .any(|c| matches!(c.field, Some(Field::Phone | Field::PhoneToo)));
        let first = currency.is_none() && zone.is_none();
        Ok(Look {
            name: source.name.clone(),
            bytes: source.bytes,
            member: source.inside().map(str::to_owned),
            members,
            ask_currency: currency
                .is_none()
                .then(|| detection.currency_sign.unwrap_or_else(|| currency_of(here))),
            ask_zone: zone.is_none().then_some(here),
            ask_country: country.is_none() && (first || phones),
            country: country_of_rows(&detection).or_else(|| country_of(here)),
            detection,
        })
    }

    /// Reads the whole file and says what it would become.
    pub fn check_file(
        &self,
        path: &Path,
        options: &ImportOptions,
        progress: &dyn Progress,
        cancel: &Cancel,
    ) -> Result<FileCheck, Error> {
        let (source, detection) = self.source_of(path, options)?;
        let said = self.said(options, &detection)?;
        let mut reading = Reading {
            detection,
            currency: said.currency,
            zone: said.zone,
        };
        let mut watch = |pace: Pace| {
            progress.at("checking", pace.bytes, source.bytes);
            if cancel.stopped() {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        let checked = import::check(source.read()?, &reading, &mut watch)?;
        let named = checked.report.currencies.iter().max_by_key(|c| c.1);
        if let (Currency::UNKNOWN, Some((named, _))) = (reading.currency, named) {
            reading.currency = *named;
        }
        let mut firsts = Vec::new();
        let read = import::read::<Ended>(
            source.read()?,
            &reading,
            &checked,
            &mut watch,
            &mut |record| {
                firsts.extend(first_row(&record, reading.currency));
                if firsts.len() >= FIRST {
                    return Err(Ended::Enough);
                }
                Ok(())
            },
        );
        if let Err(Ended::Failed(error)) = read {
            return Err(error);
        }
        let mut report = report(&source, &reading, &checked, options);
        report.already_imported = self
            .store
            .read(|db| Ok::<_, Error>(batches::of_content(db, &checked.file_hash)?))?
            .filter(|b| b.format == reading.detection.format.word())
            .map(|b| b.id);
        Ok(FileCheck { report, firsts })
    }
}

fn first_row(record: &Record, currency: Currency) -> Option<FirstRow> {
    let product = |p: &ProductRef| {
        let known = [&p.name, &p.sku, &p.handle, &p.platform_id];
        known.into_iter().flatten().next().cloned()
    };
    let row = |kind| FirstRow {
        kind,
        what: String::new(),
        at: None,
        who: String::new(),
        contact: false,
        about: String::new(),
        number: None,
        total: None,
    };
    let joined = |parts: &[&Option<String>]| {
        let said: Vec<&str> = parts.iter().filter_map(|p| p.as_deref()).collect();
        said.join(", ")
    };
    Some(match record {
        Record::Order(o) => {
            let own = o.currency.unwrap_or(currency);
            let sum = o.lines.iter().map(|l| l.total).sum();
            let (who, contact) = match &o.person.name {
                Some(name) => (name.clone(), false),
                None => person(&o.who),
            };
            FirstRow {
                what: o.number.clone(),
                at: Some(o.at),
                who,
                contact,
                about: o
                    .lines
                    .first()
                    .and_then(|l| product(&l.product))
                    .unwrap_or_default(),
                number: Some(o.lines.iter().map(|l| l.quantity).sum()),
                total: Some(Money::new(sum, own)),
                ..row(Kind::Orders)
            }
        }
        Record::Event(e) => {
            let (who, contact) = person(&e.who);
            let item = e.item.as_ref().or(e.items.first());
            FirstRow {
                what: e.kind.word().replace('_', " "),
                at: Some(e.at),
                who,
                contact,
                about: item.and_then(product).unwrap_or_default(),
                number: e.quantity,
                ..row(Kind::Events)
            }
        }
        Record::Customer(c) => {
            let (who, contact) = person(&c.who);
            let mail = c.consents.iter().find(|s| s.purpose == Purpose::Email);
            let p = &c.person;
            FirstRow {
                what: match mail.map(|s| s.given) {
                    Some(true) => "agreed",
                    Some(false) => "refused",
                    None => "not said",
                }
                .into(),
                at: c.added,
                who,
                contact,
                about: joined(&[&p.name, &p.city, &p.country]),
                ..row(Kind::Customers)
            }
        }
        Record::Product(p) => {
            let variant = p.variants.first();
            let sku = p.sku.clone().or_else(|| variant?.sku.clone());
            let title = if p.title.is_empty() {
                joined(&[&p.handle])
            } else {
                p.title.clone()
            };
            FirstRow {
                what: sku.or_else(|| p.platform_id.clone()).unwrap_or_default(),
                who: p.brand.clone().unwrap_or_default(),
                about: title,
                number: variant.and_then(|v| v.stock),
                total: variant
                    .and_then(|v| v.price)
                    .map(|price| Money::new(price.amount(currency), currency)),
                ..row(Kind::Products)
            }
        }
        Record::Campaign(c) => FirstRow {
            what: c.channel.clone().unwrap_or_default(),
            at: c.sent_at,
            who: c.audience.clone().unwrap_or_default(),
            about: c.name.clone(),
            number: c.recipients.map(u64::cast_signed),
            total: c
                .revenue
                .map(|r| Money::new(r, c.currency.unwrap_or(currency))),
            ..row(Kind::Campaigns)
        },
        Record::Place(p) => FirstRow {
            what: p.tier.clone(),
            who: joined(&[&p.region, &p.country]),
            about: p.city.clone(),
            ..row(Kind::Places)
        },
        Record::Weather(w) => FirstRow {
            what: w.sky.clone().unwrap_or_default(),
            who: w.day.to_string(),
            about: joined(&[&w.city, &w.region, &w.country]),
            ..row(Kind::Weather)
        },
        Record::Refund(_) | Record::Adjustment(_) => return None,
    })
}

fn person(who: &[Identity]) -> (String, bool) {
    let mail = who.iter().find(|id| id.kind == IdentityKind::Email);
    mail.or(who.first()).map_or((String::new(), false), |id| {
        let contact = matches!(id.kind, IdentityKind::Email | IdentityKind::Phone);
        (id.value.clone(), contact)
    })
}

/// The zone of this computer; a guess to be confirmed.
fn here() -> Zone {
    let named = |text: &str| {
        let name = text.split("zoneinfo/").last().unwrap_or(text);
        Zone::named(name.trim_start_matches(':'))
    };
    let variable = std::env::var("TZ").ok().and_then(|t| named(&t));
    let link = || {
        let to = std::fs::read_link("/etc/localtime").ok()?;
        named(&to.to_string_lossy())
    };
    let file = || named(std::fs::read_to_string("/etc/timezone").ok()?.trim());
    let known = variable.or_else(link).or_else(file);
    known.filter(|z| z.name() != "Etc/UTC").unwrap_or(Zone::UTC)
}

/// The country that most rows of the file's head name.
fn country_of_rows(detection: &Detection) -> Option<Country> {
    let column = detection
        .columns
        .iter()
        .find(|c| c.field == Some(Field::Country))?;
    let named: Vec<Country> = column
        .samples
        .iter()
        .filter_map(|s| Country::named(s))
        .collect();
    // Samples are different values, the most frequent is not known: only one value says something.
    match named.as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

/// The country of a zone's city; a guess to be confirmed.
fn country_of(zone: Zone) -> Option<Country> {
    const CITIES: [(&str, &str); 42] = [
        ("Europe/London", "GB"),
        ("Europe/Zurich", "CH"),
        ("Europe/Stockholm", "SE"),
        ("Europe/Oslo", "NO"),
        ("Europe/Copenhagen", "DK"),
        ("Europe/Warsaw", "PL"),
        ("Europe/Prague", "CZ"),
        ("Europe/Budapest", "HU"),
        ("Europe/Bucharest", "RO"),
        ("Europe/Istanbul", "TR"),
        ("Europe/Kyiv", "UA"),
        ("Europe/Berlin", "DE"),
        ("Europe/Vienna", "AT"),
        ("Europe/Paris", "FR"),
        ("Europe/Madrid", "ES"),
        ("Europe/Rome", "IT"),
        ("Europe/Amsterdam", "NL"),
        ("Europe/Brussels", "BE"),
        ("Europe/Lisbon", "PT"),
        ("Europe/Dublin", "IE"),
        ("Europe/Helsinki", "FI"),
        ("Europe/Athens", "GR"),
        ("Europe/Luxembourg", "LU"),
        ("Europe/Ljubljana", "SI"),
        ("Europe/Bratislava", "SK"),
        ("America/New_York", "US"),
        ("America/Chicago", "US"),
        ("America/Denver", "US"),
        ("America/Phoenix", "US"),
        ("America/Los_Angeles", "US"),
        ("US/", "US"),
        ("America/Toronto", "CA"),
        ("America/Vancouver", "CA"),
        ("America/Sao_Paulo", "BR"),
        ("America/Mexico_City", "MX"),
        ("Australia/", "AU"),
        ("Pacific/Auckland", "NZ"),
        ("Asia/Tokyo", "JP"),
        ("Asia/Kolkata", "IN"),
        ("Asia/Calcutta", "IN"),
        ("Asia/Singapore", "SG"),
        ("Africa/Johannesburg", "ZA"),
    ];
    let named = CITIES.iter().find(|(at, _)| zone.name().starts_with(at));
    Country::named(named?.1)
}

/// The currency of most shops in a zone; a guess to be confirmed.
fn currency_of(zone: Zone) -> Currency {
    let code = match country_of(zone) {
        Some(country) => country.currency(),
        None if zone.name().starts_with("Europe/") => "EUR",
        None if zone.name().starts_with("America/") => "USD",
        None => return Currency::UNKNOWN,
    };
    Currency::named(code).unwrap_or(Currency::UNKNOWN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shop::{Options, Quiet};

    const UNKNOWN: &str = "Ref;Wann;Was;Wert\nA1;03.11.2026;Zelt;1.299,00\nA2;04.11.2026;Becher;24,90\nA3;31.02.2026;Topf;9,00\n";

    fn shop() -> (tempfile::TempDir, Shop) {
        let folder = tempfile::tempdir().unwrap();
        let shop = Shop::open(&folder.path().join("shop.db"), Options::default()).unwrap();
        (folder, shop)
    }

    #[test]
    fn a_table_of_unknown_columns_says_what_is_missing_and_how_well_each_field_fits() {
        let (folder, shop) = shop();
        let path = folder.path().join("x.csv");
        std::fs::write(&path, UNKNOWN).unwrap();
        let look = shop.look_at(&path, &ImportOptions::default()).unwrap();
        assert!(
            look.detection.missing.contains(&"price"),
            "{:?}",
            look.detection
        );
        assert!(look.ask_currency.is_some() && look.ask_zone.is_some());
        let worth = &look.detection.columns[3];
        let price = worth
            .fits
            .iter()
            .find(|f| f.field == crate::import::Field::Price)
            .unwrap();
        assert_eq!((price.good, price.all), (3, 3));
        // The strict way refuses it still.
        let refused = shop.check_file(&path, &ImportOptions::default(), &Quiet, &Cancel::default());
        assert!(refused.is_err());
    }

    #[test]
    fn a_check_counts_blames_and_shows_the_first_rows_and_writes_nothing() {
        let (folder, shop) = shop();
        let path = folder.path().join("x.csv");
        std::fs::write(&path, UNKNOWN).unwrap();
        let options = ImportOptions {
            maps: ["Ref=order", "Wann=at", "Was=product", "Wert=price"]
                .map(str::to_owned)
                .to_vec(),
            currency: Some("EUR".into()),
            zone: Some("Europe/Berlin".into()),
            ..ImportOptions::default()
        };
        let before = shop.revision().unwrap();
        let check = shop
            .check_file(&path, &options, &Quiet, &Cancel::default())
            .unwrap();
        assert_eq!((check.report.rows_read, check.report.rows_skipped), (3, 1));
        assert_eq!(check.report.orders, 2);
        assert_eq!(check.blamed("Wann"), 1);
        let first = &check.firsts[0];
        assert_eq!((first.what.as_str(), first.about.as_str()), ("A1", "Zelt"));
        assert_eq!(first.total.unwrap().to_string(), "€1,299.00");
        assert!(shop.revision().unwrap() == before && shop.is_empty().unwrap());
        let stop = Cancel::default();
        stop.stop();
        let stopped = shop.check_file(&path, &options, &Quiet, &stop);
        assert!(matches!(stopped, Err(Error::Cancelled)) || stopped.is_ok());
    }

    #[test]
    fn a_long_head_in_another_encoding_is_looked_at_to_its_end() {
        let (folder, shop) = shop();
        let path = folder.path().join("x.csv");
        let mut text = b"Bestell-Nr;Bestelldatum;Bezeichnung;Preis\n".to_vec();
        for n in 0..2_000 {
            text.extend(format!("{n};{:02}.11.2026;Gew", n % 28 + 1).bytes());
            text.push(0xe4);
            text.extend(b"chshaus;1.299,00\n");
        }
        std::fs::write(&path, text).unwrap();
        let look = shop.look_at(&path, &ImportOptions::default()).unwrap();
        assert_eq!(look.detection.encoding, "windows-1252");
        assert_eq!(look.detection.decimal_mark, ',');
        assert_eq!(look.detection.columns[0].samples.len(), 5);
        assert!(look.detection.columns[0].fits.iter().all(|f| f.all >= 299));
    }

    #[test]
    fn the_currency_of_a_zone_is_a_guess() {
        let of = |name: &str| currency_of(Zone::named(name).unwrap()).code().to_owned();
        assert_eq!(of("Europe/Berlin"), "EUR");
        assert_eq!(of("Europe/London"), "GBP");
        assert_eq!(of("UTC"), "XXX");
        let country = country_of(Zone::named("Europe/Vienna").unwrap()).unwrap();
        assert_eq!(country.code(), "AT");
    }
}
