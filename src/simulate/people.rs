//! The demo's people: how they live as shoppers, and, once they are known, who they are.

use super::calendar::Calendar;
use super::catalogue::Catalogue;
use super::dice::{Dice, sums};
use super::vocabulary::{CountryWords, PeopleWords};
use crate::model::consent::{Consent, Purpose};
use crate::model::customer::{Identity, IdentityKind, PersonFields};
use crate::model::record::CustomerRecord;
use crate::model::time::{DAY, HOUR, Moment};
use std::collections::BTreeMap;

/// The index of Anna Maier of Freiburg, whom the guide follows.
pub(crate) const ANNA: u32 = 0;

/// How somebody shops.
#[derive(Debug)]
pub(crate) struct Shopper {
    pub(crate) index: u32,
    /// Comes back over months; the others look in once or twice.
    pub(crate) regular: bool,
    /// In the shop's books since before the history.
    pub(crate) known_before: Option<i64>,
    /// Times of all visits.
    pub(crate) visits: Vec<i64>,
    /// Chance that a visit ends in an order, effects of strategies apart.
    pub(crate) buys: f64,
    /// How much each category is liked.
    pub(crate) taste: Vec<f64>,
    /// Looks for low prices.
    pub(crate) thrifty: bool,
    pub(crate) mobile: f64,
    pub(crate) second_device: bool,
    /// Signs up for letters at the first visit.
    pub(crate) signs_up: bool,
}

/// Makes the n-th regular.
pub(crate) fn regular(
    index: u32,
    seed: u64,
    calendar: &Calendar,
    catalogue: &Catalogue,
) -> Shopper {
    let mut dice = Dice::new(seed, 20, u64::from(index));
    let begin = calendar.begin();
    let span = (calendar.clock.0 - begin) as f64;
    let anna = index == ANNA;
    let known_before = (anna || dice.happens(0.36))
        .then(|| begin - (libm::pow(dice.unit(), 1.4) * 900.0 * DAY as f64) as i64 / HOUR * HOUR);
    // The shop grows: arrivals become a little more frequent.
    let arrive = match known_before {
        Some(_) => begin,
        None => begin + (libm::pow(dice.unit(), 0.86) * span) as i64,
    };
    let lifetime = if anna { 1e4 } else { dice.wait(390.0) + 5.0 };
    let leave = arrive + (lifetime * DAY as f64) as i64;
    let every = if anna {
        24.0
    } else {
        dice.lognormal(19.0, 0.5).max(5.0)
    };
    let mut visits = if known_before.is_none() {
        vec![calendar.moment_on(calendar.index(arrive), &mut dice)]
    } else {
        Vec::new()
    };
    let mut at = arrive;
    while visits.len() < 200 {
        at += (dice.wait(every / 1.8) * DAY as f64) as i64 + HOUR;
        if at > leave || at > calendar.clock.0 {
            break;
        }
        let day = calendar.index(at);
        if dice.happens(calendar.liveliness(day) / 1.8) {
            visits.push(calendar.moment_on(day, &mut dice));
        }
    }
    keep_apart(&mut visits, calendar);
    if anna {
        // Her last six weeks are told, not drawn.
        visits.retain(|v| *v < calendar.days_ago(46));
    }
    let taste = taste(catalogue, anna, &mut dice);
    Shopper {
        index,
        regular: true,
        known_before,
        visits,
        buys: dice.lognormal(0.155, 0.45).min(0.5),
        taste,
        thrifty: dice.happens(0.25),
        mobile: dice.between(0.2, 0.9),
        second_device: dice.happens(0.35),
        signs_up: dice.happens(0.22),
    }
}

/// Makes a passer-by whose first visit is on a day of the history; `bought`: one of those who bought.
pub(crate) fn passer(
    index: u32,
    day: usize,
    bought: bool,
    seed: u64,
    calendar: &Calendar,
    catalogue: &Catalogue,
) -> Shopper {
    let mut dice = Dice::new(seed, 21, u64::from(index));
    let mut visits = vec![calendar.moment_on(day, &mut dice)];
    let mut at = calendar.start(day as i32);
    while dice.happens(0.24) && visits.len() < 6 {
        at += (dice.wait(4.0) * DAY as f64) as i64 + 12 * HOUR;
        if at < calendar.clock.0 {
            visits.push(calendar.moment_on(calendar.index(at), &mut dice));
        }
    }
    keep_apart(&mut visits, calendar);
    Shopper {
        index,
        regular: false,
        known_before: None,
        visits,
        buys: if bought {
            0.9
        } else {
            dice.lognormal(0.0085, 0.6).min(0.2)
        },
        taste: taste(catalogue, false, &mut dice),
        thrifty: dice.happens(0.35),
        mobile: if dice.happens(0.68) { 1.0 } else { 0.0 },
        second_device: false,
        signs_up: dice.happens(0.012),
    }
}

/// Visits in order, none after the clock, none within 50 minutes of the one before.
fn keep_apart(visits: &mut Vec<i64>, calendar: &Calendar) {
    visits.sort_unstable();
    let mut last = i64::MIN / 2;
    visits.retain(|v| {
        let keep = v - last > 50 * 60_000 && *v + 90 * 60_000 < calendar.clock.0;
        if keep {
            last = *v;
        }
        keep
    });
}

/// Two to four favourite categories, most of one kind (camper, hiker, gardener).
fn taste(catalogue: &Catalogue, anna: bool, dice: &mut Dice) -> Vec<f64> {
    let leans = ["Camping", "Hiking", "Garden", "Gifts"];
    let lean = leans[dice.weighted(&sums([0.33, 0.27, 0.36, 0.04]))];
    let lean = if anna { "Camping" } else { lean };
    let mut taste: Vec<f64> = catalogue
        .categories
        .iter()
        .map(|c| if c.starts_with(lean) { 0.8 } else { 0.22 })
        .collect();
    for _ in 0..2 + dice.below(3) {
        let n = dice.below(taste.len());
        let near = catalogue.categories[n].starts_with(lean);
        taste[n] += if near { 3.0 } else { 1.2 };
    }
    if anna {
        for (n, c) in catalogue.categories.iter().enumerate() {
            taste[n] += match c.as_str() {
                "Camping > Lighting" => 3.0,
                "Camping > Cookware" => 2.0,
                "Camping > Tents" => 1.0,
                "Garden > Pots" | "Garden > Seeds" => 0.5,
                _ => 0.0,
            };
        }
    }
    taste
}

/// Who a known customer is.
#[derive(Debug)]
pub(crate) struct Profile {
    pub(crate) record: CustomerRecord,
    /// Platform id and e-mail: what orders and signed-in visits state.
    pub(crate) who: Vec<Identity>,
    /// Letters may be sent from .. to.
    pub(crate) letters: Option<(i64, i64)>,
}

/// Makes the profiles of known customers, one after the other, so that e-mail addresses differ.
pub(crate) struct Registry<'a> {
    words: &'a PeopleWords,
    countries: Vec<f64>,
    seed: u64,
    clock: i64,
    taken: BTreeMap<String, usize>,
}

impl<'a> Registry<'a> {
    pub(crate) fn new(words: &'a PeopleWords, seed: u64, clock: Moment) -> Registry<'a> {
        Registry {
            countries: sums(words.countries.iter().map(|c| c.weight)),
            words,
            seed,
            clock: clock.0,
            taken: BTreeMap::new(),
        }
    }

    /// The profile of a shopper known since a moment; `number` is the shop's customer number.
    pub(crate) fn profile(
        &mut self,
        index: u32,
        since: i64,
        number: usize,
        signed_up: bool,
        bought: bool,
    ) -> Option<Profile> {
        let mut dice = Dice::new(self.seed, 30, u64::from(index));
        let anna = index == ANNA;
        let country = match anna {
            true => self.words.countries.first()?,
            false => self.words.countries.get(dice.weighted(&self.countries))?,
        };
        let woman = anna || country.men.is_empty() || dice.happens(0.56);
        let given = dice.one(if woman { &country.women } else { &country.men })?;
        let family = dice.one(&country.family)?;
        let (given, family) = match anna {
            true => ("Anna", "Maier"),
            // Anna is the only Anna Maier.
            false if given == "Anna" && family == "Maier" => ("Anna", "Meier"),
            false => (given.as_str(), family.as_str()),
        };
        let (city, region, postal) = town(country, anna, &mut dice)?;
        let email = self.address(given, family, anna, &mut dice);
        let street = dice.one(&country.streets)?;
        let house = 1 + dice.below(98);
        let phone = (anna || dice.happens(0.4)).then(|| {
            format!(
                "{}{}",
                country.phone,
                150_000_000 + (dice.unit() * 49_000_000.0) as i64
            )
        });
        let platform = Identity::new(IdentityKind::Platform, &number.to_string())?;
        let mail = Identity::new(IdentityKind::Email, &email)?;
        let mut all = vec![platform.clone(), mail.clone()];
        all.extend(phone.and_then(|p| Identity::new(IdentityKind::Phone, &p)));

        let at = Moment(since);
        let letters = anna || signed_up || dice.happens(0.46);
        let stops = letters && (anna || dice.happens(0.07));
        let stop_at = if anna {
            self.clock - 8 * DAY - 3 * HOUR
        } else {
            since + ((self.clock - since) as f64 * dice.between(0.3, 0.95)) as i64
        };
        let mut consents = vec![
            consent(Purpose::Email, letters, at),
            consent(Purpose::Personalization, anna || dice.happens(0.82), at),
            consent(Purpose::Sms, !anna && dice.happens(0.09), at),
            consent(Purpose::Push, !anna && dice.happens(0.12), at),
            consent(Purpose::Ads, !anna && dice.happens(0.24), at),
        ];
        if stops {
            consents.push(consent(Purpose::Email, false, Moment(stop_at)));
        }
        let mut tags = Vec::new();
        if letters && !stops {
            tags.push("newsletter".to_owned());
        }
        if bought && dice.happens(0.18) {
            tags.push("club".to_owned());
        }
        if dice.happens(0.05)
            && let Some(tag) = dice.one(&self.words.tags)
            && !tags.contains(tag)
        {
            tags.push(tag.clone());
        }
        let mut attributes = BTreeMap::new();
        let mut say = |name: &str, text: String| {
            attributes.insert(name.to_owned(), text);
        };
        if anna || dice.happens(0.7) {
            say("gender", if woman { "F" } else { "M" }.to_owned());
        }
        let year = 1946 + (libm::sqrt(dice.unit()) * 60.0) as i64;
        let (month, day) = (1 + dice.below(12), 1 + dice.below(28));
        if anna {
            say("birthday", "1988-12-04".to_owned());
        } else if dice.happens(0.6) {
            say("birthday", format!("{year}-{month:02}-{day:02}"));
        }
        if anna || dice.happens(0.45) {
            let occupation = dice.one(&self.words.occupations)?;
            say(
                "occupation",
                if anna { "teacher" } else { occupation }.to_owned(),
            );
        }
        if anna || dice.happens(0.5) {
            let household = dice.one(&self.words.households)?;
            say(
                "household",
                if anna { "family" } else { household }.to_owned(),
            );
        }
        let mut preferences = BTreeMap::new();
        if dice.happens(0.15)
            && let Some(style) = dice.one(&self.words.styles)
        {
            preferences.insert("style".to_owned(), style.clone());
        }
        Some(Profile {
            letters: letters.then_some((since, if stops { stop_at } else { i64::MAX })),
            who: vec![platform, mail],
            record: CustomerRecord {
                line: 0,
                who: all,
                person: PersonFields {
                    name: Some(format!("{given} {family}")),
                    country: Some(country.name.clone()),
                    region: Some(region),
                    city: Some(city.clone()),
                    address: Some(match country.language.as_str() {
                        "en" | "fr" => format!("{house} {street}, {postal}"),
                        _ => format!("{street} {house}, {postal}"),
                    }),
                    language: Some(country.language.clone()),
                },
                added: Some(at),
                tags,
                consents,
                attributes,
                preferences,
            },
        })
    }

    /// An address that nobody else has.
    fn address(&mut self, given: &str, family: &str, anna: bool, dice: &mut Dice) -> String {
        let domain = match anna {
            true => "web.example",
            false => dice
                .one(&self.words.domains)
                .map_or("mail.example", String::as_str),
        };
        let plain = |name: &str| -> String {
            deunicode::deunicode(name)
                .to_lowercase()
                .chars()
                .filter(char::is_ascii_alphanumeric)
                .collect()
        };
        let local = format!("{}.{}", plain(given), plain(family));
        let seen = self.taken.entry(format!("{local}@{domain}")).or_insert(0);
        *seen += 1;
        if *seen == 1 {
            format!("{local}@{domain}")
        } else {
            format!("{local}{seen}@{domain}")
        }
    }
}

fn consent(purpose: Purpose, given: bool, at: Moment) -> Consent {
    Consent { purpose, given, at }
}

/// Town, region and postal code.
fn town(country: &CountryWords, anna: bool, dice: &mut Dice) -> Option<(String, String, String)> {
    let split = |t: &String| -> Option<(String, String, String, f64)> {
        let mut parts = t.split(" | ").map(str::to_owned);
        Some((
            parts.next()?,
            parts.next()?,
            parts.next()?,
            parts.next()?.parse().ok()?,
        ))
    };
    let towns: Vec<_> = country.towns.iter().filter_map(split).collect();
    let drawn = dice.weighted(&sums(towns.iter().map(|t| t.3)));
    let (city, region, postal, _) = towns.get(if anna { 0 } else { drawn })?.clone();
    Some((city, region, postal))
}
