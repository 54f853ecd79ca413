//! Countries: what they are called in the files of the world, their calling codes and currencies.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

/// One of the countries of ISO 3166 (and Kosovo). Equal, ordered and kept by its two-letter code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Country(u16);

/// What is known of a country: a line of `data/countries.csv`.
struct Facts {
    code: &'static str,
    long: &'static str,
    name: &'static str,
    calling: &'static str,
    trunk: Vec<(&'static str, Option<usize>)>,
    currency: &'static str,
    others: Vec<&'static str>,
}

/// The lines in order of their codes.
static ALL: LazyLock<Vec<Facts>> = LazyLock::new(|| {
    include_str!("../../data/countries.csv")
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut cells = line.splitn(7, ',');
            let mut next = || cells.next();
            let (code, long, name, calling) = (next()?, next()?, next()?, next()?);
            let trunk = split(next()?)
                .map(|prefix| match prefix.split_once(':') {
                    Some((prefix, rest)) => (prefix, rest.parse().ok()),
                    None => (prefix, None),
                })
                .collect();
            Some(Facts {
                code,
                long,
                name,
                calling,
                trunk,
                currency: next()?,
                others: split(next()?).collect(),
            })
        })
        .collect()
});

/// Folded names and codes.
static NAMES: LazyLock<HashMap<String, Country>> = LazyLock::new(|| {
    let mut names = HashMap::new();
    for (i, facts) in ALL.iter().enumerate() {
        let country = Country(i as u16);
        for name in [facts.code, facts.long, facts.name]
            .into_iter()
            .chain(facts.others.iter().copied())
        {
            names.entry(folded(name)).or_insert(country);
        }
    }
    names
});

fn split(cell: &'static str) -> impl Iterator<Item = &'static str> {
    cell.split('|').filter(|part| !part.is_empty())
}

/// Letters and digits alone, without accents and case: `Côte d'Ivoire` and `COTE D IVOIRE` are one.
fn folded(name: &str) -> String {
    let plain = if name.is_ascii() {
        Cow::Borrowed(name)
    } else {
        Cow::Owned(deunicode::deunicode(name))
    };
    plain
        .replace('&', "and")
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

impl Country {
    /// The country with this code (`DE`, `DEU`) or name in one of the languages that exports use.
    pub fn named(text: &str) -> Option<Country> {
        NAMES.get(&folded(text)).copied()
    }

    /// Every country, by code.
    pub fn all() -> impl Iterator<Item = Country> {
        (0..ALL.len()).map(|i| Country(i as u16))
    }

    fn facts(self) -> &'static Facts {
        &ALL[usize::from(self.0)]
    }

    /// ISO 3166 code of two letters.
    pub fn code(self) -> &'static str {
        self.facts().code
    }

    /// Its English name: the one form in which the shop keeps and shows it.
    pub fn name(self) -> &'static str {
        self.facts().name
    }

    /// What stands before its numbers in international form, without +.
    pub fn calling_code(self) -> &'static str {
        self.facts().calling
    }

    /// ISO 4217 code of its currency.
    pub fn currency(self) -> &'static str {
        self.facts().currency
    }

    /// A national number without the prefix that is dialled only inside the country (0171 ... in Germany).
    pub(crate) fn without_trunk(self, digits: &str) -> &str {
        self.facts()
            .trunk
            .iter()
            .find_map(|(prefix, rest)| {
                let left = digits.strip_prefix(prefix)?;
                rest.is_none_or(|n| n == left.len()).then_some(left)
            })
            .unwrap_or(digits)
    }

    /// Whether national numbers are dialled with a 0 before them that falls away in international form.
    pub(crate) fn drops_zero(self) -> bool {
        self.facts().trunk.iter().any(|(prefix, _)| *prefix == "0")
    }

    /// A country whose calling code begins these digits, and the digits after it. Countries that share a code share
    /// its rules; the first stands for all.
    pub(crate) fn of_international(digits: &str) -> Option<(Country, &str)> {
        (1..=3).rev().find_map(|n| {
            let code = digits.get(..n)?;
            let place = ALL.iter().position(|f| f.calling == code)?;
            Some((Country(place as u16), &digits[n..]))
        })
    }
}

/// The form in which the shop keeps and compares a country: its English name, else the text as it stands.
pub fn shown(text: &str) -> Cow<'_, str> {
    match Country::named(text) {
        Some(country) => Cow::Borrowed(country.name()),
        None => Cow::Borrowed(text),
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Country {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Country {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Country, D::Error> {
        let text = String::deserialize(input)?;
        Country::named(&text)
            .ok_or_else(|| serde::de::Error::custom(format!("`{text}` is not a country")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> Option<&'static str> {
        Country::named(text).map(Country::code)
    }

    #[test]
    fn every_line_of_the_table_is_whole() {
        assert_eq!(ALL.len(), 250);
        assert!(ALL.windows(2).all(|w| w[0].code < w[1].code));
        for f in ALL.iter() {
            assert_eq!((f.code.len(), f.long.len(), f.currency.len()), (2, 3, 3));
            assert!((1..=3).contains(&f.calling.len()), "{}", f.code);
            assert!(f.calling.bytes().all(|b| b.is_ascii_digit()), "{}", f.code);
            assert!(f.trunk.iter().all(|t| !t.0.is_empty()), "{}", f.code);
            assert!(
                crate::model::money::Currency::named(f.currency).is_some(),
                "{}",
                f.currency
            );
            for name in [f.code, f.long, f.name].iter().chain(&f.others) {
                assert_eq!(named(name), Some(f.code), "{name} names two countries");
            }
        }
    }

    #[test]
    fn names_and_codes_of_real_exports() {
        for (text, code) in [
            ("de", "DE"),
            ("Deutschland", "DE"),
            ("GERMANY", "DE"),
            ("Allemagne", "DE"),
            ("USA", "US"),
            ("United States (US)", "US"),
            ("EIRE", "IE"),
            ("United Kingdom", "GB"),
            ("UK", "GB"),
            ("Österreich", "AT"),
            ("OESTERREICH", "AT"),
            ("Schweiz", "CH"),
            ("España", "ES"),
            ("Espana", "ES"),
            ("Czech Republic", "CZ"),
            ("Türkiye", "TR"),
            ("cote divoire", "CI"),
            ("Trinidad & Tobago", "TT"),
            ("Niederlande", "NL"),
            ("RSA", "ZA"),
            ("Polska", "PL"),
        ] {
            assert_eq!(named(text), Some(code), "{text}");
        }
        for text in [
            "",
            "-",
            "Unspecified",
            "European Community",
            "Atlantis",
            "Channel Islands",
        ] {
            assert_eq!(named(text), None, "{text}");
        }
        assert_eq!(shown("deutschland"), "Germany");
        assert_eq!(shown("Atlantis"), "Atlantis");
    }

    #[test]
    fn calling_codes_are_read_from_the_longest() {
        let of =
            |digits| Country::of_international(digits).map(|(c, rest)| (c.calling_code(), rest));
        assert_eq!(of("493012345"), Some(("49", "3012345")));
        assert_eq!(of("353861234567"), Some(("353", "861234567")));
        assert_eq!(of("14155550100"), Some(("1", "4155550100")));
        assert_eq!(of("999123"), None);
    }
}
