//! Tables with one row per person: the engine behind every customer export.
//!
//! A platform file says which column holds what; this one makes the records. Every column that is no field of ours is
//! kept under its own name. Consent is never guessed: see [`consent`].

use super::cells::{self, guarded};
use super::checked::{Checked, Report};
use super::columns_by_field::Columns;
use super::consent::{self, Said};
use super::detection::Reading;
use super::field::Field;
use super::hash;
use super::judge::Refusal;
use super::list;
use super::own_columns::{MAX_NAME, OwnColumns};
use super::pass::Taker;
use super::problem::{Blame, Problem, Problems, Severity, shown};
use super::rows::Row;
use super::suggest_people;
use super::trap::{Met, Traps};
use super::when::Dates;
use super::words;
use super::{Error, Sink};
use crate::model::consent::{Consent, Purpose};
use crate::model::country::Country;
use crate::model::customer::{Identity, IdentityKind, PersonFields, System};
use crate::model::record::{CustomerRecord, Record};
use crate::model::time::Moment;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// Which column says what of which consent.
const PURPOSES: [(Purpose, Field); 5] = [
    (Purpose::Email, Field::Marketing),
    (Purpose::Sms, Field::ConsentSms),
    (Purpose::Push, Field::ConsentPush),
    (Purpose::Personalization, Field::ConsentPersonalization),
    (Purpose::Ads, Field::ConsentAds),
];

/// How the rows of a platform behave.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Habits {
    /// Whose ids the column of customer ids holds.
    pub(crate) system: Option<System>,
    /// A file that has a column for the time of leaving lists only people who left.
    pub(crate) leavers: bool,
}

/// Makes customers of the rows; one for each pass.
pub(crate) struct People<'a> {
    reading: &'a Reading,
    habits: Habits,
    columns: Columns,
    /// Columns kept under their own name.
    attributes: OwnColumns,
    preferences: OwnColumns,
    dates: Dates,
    traps: Traps,
    problems: Problems,
    report: Report,
    second: bool,
    /// Hashes of everybody who was named so far.
    people: FxHashSet<u64>,
    /// Hashes of e-mail addresses and of how each was first written.
    mails: FxHashMap<u64, (u64, bool)>,
}

/// What is odd in a row that is used all the same.
struct Doubt {
    field: Field,
    what: String,
    fix: &'static str,
}

const BAD_DATE: &str = "write it as 2026-11-20 14:30, or leave the cell empty";
const BAD_MAIL: (&str, &str) = (
    "this is not an e-mail address",
    "write it as name@example.com, or leave the cell empty",
);
const NOBODY: (&str, &str) = (
    "the row names nobody: it has no e-mail address, customer id or phone number",
    "give the row one of the three, or leave it out",
);

impl<'a> People<'a> {
    /// The first pass, or the second if `checked` is given.
    pub(crate) fn new(
        reading: &'a Reading,
        habits: Habits,
        checked: Option<&'a Checked>,
    ) -> People<'a> {
        let detection = &reading.detection;
        let day_first = match checked {
            Some(checked) => checked.day_first,
            None => detection.day_first.unwrap_or(true),
        };
        let shapes = checked.map_or(&[][..], |c| &c.shapes);
        People {
            reading,
            habits,
            columns: Columns::new(reading),
            attributes: OwnColumns::new(reading, Field::Attribute, shapes),
            preferences: OwnColumns::new(reading, Field::Preference, shapes),
            dates: Dates::new(reading.zone, day_first),
            traps: Traps::default(),
            problems: Problems::new(checked),
            report: Report::default(),
            second: checked.is_some(),
            people: FxHashSet::default(),
            mails: FxHashMap::default(),
        }
    }

    /// The person of a row. `None`: the row is empty.
    fn person(
        &mut self,
        row: &Row<'_>,
        doubts: &mut Vec<Doubt>,
    ) -> Result<Option<CustomerRecord>, Refusal> {
        if row.cells().all(|c| guarded(c).is_empty()) {
            return Ok(None);
        }
        let who = self.who(row, doubts)?;
        Ok(Some(CustomerRecord {
            line: row.line,
            who,
            person: self.fields(row),
            added: self.date(row, Field::Added, doubts),
            tags: self
                .text(row, Field::Tags)
                .map_or_else(Vec::new, |text| list::split(&text)),
            consents: self.consents(row, doubts),
            attributes: self.attributes_of(row, doubts),
            preferences: self.preferences_of(row),
        }))
    }

    fn text(&mut self, row: &Row<'_>, field: Field) -> Option<String> {
        cells::text(guarded(self.columns.cell(row, field)), &mut self.traps)
    }

    /// All traces of the person.
    fn who(&mut self, row: &Row<'_>, doubts: &mut Vec<Doubt>) -> Result<Vec<Identity>, Refusal> {
        let mut who: Vec<Identity> = Vec::new();
        let mut id = guarded(self.columns.cell(row, Field::Customer));
        if words::is_shortened(id) {
            self.traps.met(Met::Shortened);
            doubts.push(Doubt {
                field: Field::Customer,
                what: "a spreadsheet has shortened this id; its last digits are lost".to_owned(),
                fix: "import the export as it was downloaded, not saved again by a spreadsheet",
            });
            id = b"";
        }
        if let Some(whole) = id.strip_suffix(b".0")
            && !whole.is_empty()
            && whole.iter().all(u8::is_ascii_digit)
        {
            self.traps.met(Met::PointZero);
            id = whole;
        }
        if !words::is_nobody(id) {
            let text = cells::decoded(id, &mut self.traps);
            who.extend(match text.contains('@') {
                true => Identity::email(&text),
                false => Identity::platform(self.habits.system, &text),
            });
        }
        let mut bad_mail = false;
        let mail = guarded(self.columns.cell(row, Field::Email));
        if !words::is_nobody(mail) {
            let text = cells::decoded(mail, &mut self.traps);
            match Identity::email(&text) {
                Some(email) => who.push(email),
                None => {
                    bad_mail = true;
                    let what = match text.contains('@') {
                        true => {
                            "this address stands for none or cannot be one; nobody is known by it"
                        }
                        false => BAD_MAIL.0,
                    };
                    doubts.push(Doubt {
                        field: Field::Email,
                        what: what.to_owned(),
                        fix: BAD_MAIL.1,
                    });
                }
            }
        }
        let country = [Field::Country, Field::CountryToo]
            .into_iter()
            .find_map(|field| Country::named(&self.text(row, field)?));
        for field in [Field::Phone, Field::PhoneToo] {
            let raw = guarded(self.columns.cell(row, field));
            if words::is_nobody(raw) {
                continue;
            }
            if words::is_shortened(raw) {
                self.traps.met(Met::Shortened);
                continue;
            }
            let text = cells::decoded(raw, &mut self.traps);
            match Identity::phone(&text, country) {
                Some(phone) => who.push(phone),
                None if text.contains(|c: char| c.is_ascii_digit()) => doubts.push(Doubt {
                    field,
                    what: "this cannot be a phone number; nobody is known by it".to_owned(),
                    fix: "write it with its country, such as +49 30 1234567, or leave the cell empty",
                }),
                None => {}
            }
        }
        who.sort();
        who.dedup();
        if who.is_empty() {
            let (field, what, fix) = match bad_mail {
                true => (
                    Some(Field::Email),
                    "this is no e-mail address to know somebody by, and the row names nobody otherwise",
                    BAD_MAIL.1,
                ),
                false => (None, NOBODY.0, NOBODY.1),
            };
            return Err(Refusal {
                field,
                what: what.to_owned(),
                fix,
            });
        }
        Ok(who)
    }

    fn fields(&mut self, row: &Row<'_>) -> PersonFields {
        let first = self.text(row, Field::FirstName);
        let last = self.text(row, Field::LastName);
        let name = match (first, last) {
            (Some(first), Some(last)) => Some(format!("{first} {last}")),
            (first, last) => self.text(row, Field::Name).or(first).or(last),
        };
        let street = match (
            self.text(row, Field::Street),
            self.text(row, Field::StreetToo),
        ) {
            (Some(street), Some(more)) => Some(format!("{street}, {more}")),
            (street, more) => street.or(more),
        };
        let address = match (street, self.text(row, Field::Zip)) {
            (Some(street), Some(zip)) => Some(format!("{street}, {zip}")),
            (street, zip) => street.or(zip),
        };
        PersonFields {
            name,
            country: self
                .text(row, Field::Country)
                .or_else(|| self.text(row, Field::CountryToo)),
            region: self.text(row, Field::Region),
            city: self.text(row, Field::City),
            address,
            language: self.text(row, Field::Language),
        }
    }

    /// A moment; a cell that is none is told.
    fn date(&mut self, row: &Row<'_>, field: Field, doubts: &mut Vec<Doubt>) -> Option<Moment> {
        let raw = guarded(self.columns.cell(row, field));
        if words::is_nothing(raw) || raw.starts_with(b"0000-00-00") {
            return None;
        }
        let at = self.dates.read(raw, b"");
        if at.is_none() {
            doubts.push(Doubt {
                field,
                what: "this is not a date".to_owned(),
                fix: BAD_DATE,
            });
        }
        at
    }

    fn consents(&mut self, row: &Row<'_>, doubts: &mut Vec<Doubt>) -> Vec<Consent> {
        let mut found = Vec::new();
        let at = self.date(row, Field::ConsentAt, doubts);
        let subscribed = self
            .date(row, Field::SubscribedAt, doubts)
            .or_else(|| self.date(row, Field::SubscribedAtToo, doubts));
        let left = self.date(row, Field::UnsubscribedAt, doubts);
        for (purpose, field) in PURPOSES {
            let email = purpose == Purpose::Email;
            let mut say = |given, at: Option<Moment>| {
                found.push(Consent {
                    purpose,
                    given,
                    at: at.unwrap_or(Consent::UNDATED),
                });
            };
            if !self.columns.has(field) {
                if !email {
                    continue;
                }
                // No column says whether: the times alone do. Who came back after leaving is not clear: no.
                let gone = self.habits.leavers && self.columns.has(Field::UnsubscribedAt);
                if subscribed.is_some() && (left.is_none() || left >= subscribed) && !gone {
                    say(true, subscribed);
                }
                if left.is_some() || gone {
                    say(false, left);
                }
                continue;
            }
            let raw = guarded(self.columns.cell(row, field));
            let said = consent::said(&cells::decoded(raw, &mut self.traps));
            match said {
                Said::Yes => {
                    let since = at.or(if email { subscribed } else { None });
                    say(true, since);
                    if email && left >= since && left.is_some() {
                        say(false, left);
                    }
                }
                Said::No => {
                    // As of when the file speaks, unless it says when they left, after they came.
                    let since = left.filter(|left| email && subscribed <= Some(*left));
                    say(false, since);
                }
                Said::Nothing => {
                    self.traps.met(Met::NeverAsked);
                    if email && left.is_some() {
                        say(false, left);
                    }
                }
                Said::Unclear => {
                    doubts.push(Doubt {
                        field,
                        what: "this word says neither yes nor no; it counts as not said".to_owned(),
                        fix: "write yes or no, or leave the cell empty",
                    });
                    if email && left.is_some() {
                        say(false, left);
                    }
                }
            }
        }
        found
    }

    fn attributes_of(
        &mut self,
        row: &Row<'_>,
        doubts: &mut Vec<Doubt>,
    ) -> BTreeMap<String, String> {
        let mut found = self.attributes.read(row, &mut self.dates, &mut self.traps);
        if let Some(text) = self.text(row, Field::Birthday)
            && !text.starts_with("0000")
        {
            // A birthday may be without its year (04/03): kept as it is then.
            let short = text.len() <= 6 && !text.bytes().all(|b| b.is_ascii_digit());
            let at = match short {
                true => None,
                false => self.date(row, Field::Birthday, doubts),
            };
            let day = at.map(|at| self.reading.zone.day_of(at).date().to_string());
            found.insert("birthday".to_owned(), day.unwrap_or(text));
        }
        if let Some(text) = self.text(row, Field::Gender)
            && let Some(gender) = gender(&text)
        {
            found.insert("gender".to_owned(), gender);
        }
        found
    }

    fn preferences_of(&mut self, row: &Row<'_>) -> BTreeMap<String, String> {
        let mut found = self.preferences.read(row, &mut self.dates, &mut self.traps);
        if let Some(name) = self.text(row, Field::PreferenceName)
            && let Some(value) = self.text(row, Field::PreferenceValue)
        {
            found.insert(suggest_people::own_name(&name, MAX_NAME), value);
        }
        found
    }

    /// First pass: what a used row tells about the file.
    fn note(&mut self, row: &Row<'_>, person: &CustomerRecord) {
        for field in [Field::Customer, Field::Phone, Field::PhoneToo, Field::Zip] {
            if self.columns.cell(row, field).first() == Some(&b'\'') {
                self.traps.met(Met::Apostrophe);
            }
        }
        if let Some(at) = person.added {
            self.report.first = Some(self.report.first.map_or(at, |first| first.min(at)));
            self.report.last = Some(self.report.last.map_or(at, |last| last.max(at)));
        }
        // Long tables name a person once for each preference.
        let long = self.columns.has(Field::PreferenceValue);
        let mut known = false;
        for trace in person.who.iter().filter(|t| t.kind != IdentityKind::Phone) {
            let key = hash::of(format!("{}\0{}", trace.kind.word(), trace.value).as_bytes());
            known |= !self.people.insert(key);
        }
        if person.who.iter().all(|t| t.kind == IdentityKind::Phone)
            && let Some(phone) = person.who.first()
        {
            known |= !self.people.insert(hash::of(phone.value.as_bytes()));
        }
        match known {
            true if !long => self.traps.met(Met::RepeatedPerson),
            true => {}
            false => self.report.customers += 1,
        }
        let written = guarded(self.columns.cell(row, Field::Email));
        if let Some(email) = person.who.iter().find(|t| t.kind == IdentityKind::Email)
            && !written.is_empty()
        {
            let written = hash::of(written);
            let key = hash::of(email.value.as_bytes());
            let (first, told) = self.mails.entry(key).or_insert((written, false));
            if *first != written && !*told {
                *told = true;
                self.traps.met(Met::MailCase);
            }
        }
    }
}

impl Taker for People<'_> {
    fn problems(&mut self) -> &mut Problems {
        &mut self.problems
    }

    fn take(&mut self, row: &Row<'_>, sink: &mut Sink<'_>) -> Result<(), Error> {
        self.report.rows += 1;
        if !self.second && cells::is_odd(row.raw) {
            cells::inspect(row.cells(), &mut self.traps);
            if row.raw.contains(&b'\n') || row.raw.contains(&b'\r') {
                self.traps.met(Met::Breaks);
            }
        }
        let mut doubts = Vec::new();
        let columns = &self.reading.detection.columns;
        match self.person(row, &mut doubts) {
            Ok(None) => self.traps.met(Met::Blank),
            Ok(Some(person)) => {
                for doubt in doubts {
                    let column = self.columns.0[doubt.field as usize];
                    self.problems.note(Severity::Warning, || Problem {
                        line: row.line,
                        column: column.map(|c| columns[c].name.clone()),
                        severity: Severity::Warning,
                        what: doubt.what,
                        fix: doubt.fix.to_owned(),
                        raw: shown(self.columns.cell(row, doubt.field)),
                    });
                }
                if self.second {
                    sink(Record::Customer(person))?;
                } else {
                    self.note(row, &person);
                }
            }
            Err(refusal) => {
                let cell = refusal.field.and_then(|f| self.columns.0[f as usize]);
                self.problems.refuse(row, None, || Blame {
                    cell,
                    column: cell.map(|c| columns[c].name.clone()),
                    what: refusal.what,
                    fix: refusal.fix.to_owned(),
                });
            }
        }
        Ok(())
    }

    fn unusable(&mut self, row: &Row<'_>, what: &str, fix: &'static str) {
        self.report.rows += 1;
        self.problems.refuse(row, None, || Blame {
            cell: None,
            column: None,
            what: what.to_owned(),
            fix: fix.to_owned(),
        });
    }

    fn finish(mut self: Box<Self>, _: &mut Sink<'_>) -> Result<Option<Checked>, Error> {
        if self.second {
            return Ok(None);
        }
        let (day, month) = self.dates.proof;
        let settled = self.reading.detection.settled.day_first;
        let day_first = settled.unwrap_or_else(|| self.dates.mostly_day_first());
        self.traps.set(Met::OtherOrder, day.min(month));
        Ok(Some(Checked {
            report: Report {
                refused: self.problems.refused,
                warnings: self.problems.warnings,
                traps: self.traps.list(),
                ..self.report
            },
            problems: self.problems.kept,
            broken: self.problems.broken,
            shapes: self
                .attributes
                .shapes()
                .chain(self.preferences.shapes())
                .collect(),
            day_first,
            ..Checked::default()
        }))
    }
}

/// `F`, `M`, or the file's own word; `None`: not said. Numbers are those of ISO 5218.
fn gender(text: &str) -> Option<String> {
    let word = super::suggest::normal(text);
    Some(
        match word.as_str() {
            "f" | "w" | "female" | "woman" | "weiblich" | "frau" | "mrs" | "ms" | "miss"
            | "femme" | "feminin" | "mme" | "mujer" | "femenino" | "femmina" | "donna"
            | "vrouw" | "mulher" | "feminino" | "kobieta" | "2" => "F",
            "m" | "male" | "man" | "mannlich" | "maennlich" | "herr" | "mr" | "homme"
            | "masculin" | "hombre" | "masculino" | "maschio" | "uomo" | "homem" | "mezczyzna"
            | "1" => "M",
            "" | "0" | "9" | "u" | "unknown" | "notspecified" | "unbekannt" | "keineangabe" => {
                return None;
            }
            _ => return Some(text.to_owned()),
        }
        .to_owned(),
    )
}
