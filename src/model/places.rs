//! Towns and their tiers: the merchant's own table, and a small built-in one where a state has published such classes.

use super::country::Country;
use super::text::clean;
use std::collections::HashMap;
use std::sync::LazyLock;

/// A town as a table names it; keys are folded, so that `Zürich` and `ZURICH` are one.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub struct Place {
    /// Town; empty: the whole region or country.
    pub city: String,
    /// State or province; empty: not said.
    pub region: String,
    /// Country; empty: not said.
    pub country: String,
}

impl Place {
    /// Folds what a file says of a place.
    pub fn of(city: Option<&str>, region: Option<&str>, country: Option<&str>) -> Place {
        Place {
            city: city.map(folded).unwrap_or_default(),
            region: region.map(folded).unwrap_or_default(),
            country: country
                .map(|text| match Country::named(text) {
                    Some(country) => country.code().to_owned(),
                    None => folded(text),
                })
                .unwrap_or_default(),
        }
    }

    /// How well an entry of a table fits this place of a person: more is better; `None`: it is another place.
    /// What the person does not say speaks neither for nor against.
    pub fn fit(&self, entry: &Place) -> Option<u8> {
        let part = |own: &str, other: &str| match (own.is_empty(), other.is_empty()) {
            (_, true) | (true, false) => Some(0),
            _ => (own == other).then_some(1),
        };
        if !entry.city.is_empty() && entry.city != self.city {
            return None;
        }
        let country = part(&self.country, &entry.country)?;
        let region = part(&self.region, &entry.region)?;
        Some(4 * u8::from(!entry.city.is_empty()) + 2 * country + region)
    }
}

/// Letters and digits alone, without accents and case.
fn folded(text: &str) -> String {
    deunicode::deunicode(&clean(text))
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// A tier as tables write it (`Tier 2`, `T2`, `II`) in one form: `2`.
pub fn tier_of(text: &str) -> Option<String> {
    let text = clean(text).to_lowercase();
    let bare = text.trim().trim_start_matches("tier");
    let bare = bare.trim_matches(|c: char| c.is_whitespace() || "-_.:".contains(c));
    let bare = match bare.strip_prefix('t') {
        Some(digits) if digits.parse::<u8>().is_ok() => digits,
        _ => bare,
    };
    let bare = bare.strip_suffix(".0").unwrap_or(bare);
    let tier = match bare {
        "i" => "1",
        "ii" => "2",
        "iii" => "3",
        "iv" => "4",
        other => other,
    };
    (!tier.is_empty()).then(|| tier.to_owned())
}

/// The tiers of towns.
#[derive(Clone, Debug, Default)]
pub struct Tiers(HashMap<String, Vec<(Place, String)>>);

impl Tiers {
    /// Adds a town; of a town that is stated twice alike, the first stays.
    pub fn add(&mut self, place: Place, tier: &str) {
        let known = self.0.entry(place.city.clone()).or_default();
        if !place.city.is_empty() && known.iter().all(|(p, _)| *p != place) {
            known.push((place, tier.to_owned()));
        }
    }

    /// The tier of a person's town: by the merchant's table, else by the built-in one. `None`: not known, or two towns
    /// of that name have different tiers and nothing tells which it is.
    pub fn of(
        &self,
        city: Option<&str>,
        region: Option<&str>,
        country: Option<&str>,
    ) -> Option<&str> {
        let place = Place::of(Some(city?), region, country);
        self.in_table(&place).or_else(|| {
            // The built-in table counts for people who say their country.
            (!place.country.is_empty())
                .then(|| BUILT_IN.in_table(&place))
                .flatten()
        })
    }

    fn in_table(&self, place: &Place) -> Option<&str> {
        let entries = self.0.get(&place.city)?;
        let fits: Vec<(u8, &str)> = entries
            .iter()
            .filter_map(|(entry, tier)| Some((place.fit(entry)?, tier.as_str())))
            .collect();
        let best = fits.iter().map(|(fit, _)| *fit).max()?;
        let mut tiers = fits.iter().filter(|(fit, _)| *fit == best).map(|(_, t)| *t);
        let first = tiers.next()?;
        tiers.all(|tier| tier == first).then_some(first)
    }
}

static BUILT_IN: LazyLock<Tiers> = LazyLock::new(|| {
    let mut tiers = Tiers::default();
    for (country, table) in [("India", include_str!("../../data/places/india.csv"))] {
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            if let Some((tier, names)) = line.split_once(',') {
                for name in names.split('|') {
                    tiers.add(Place::of(Some(name), None, Some(country)), tier);
                }
            }
        }
    }
    tiers
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tier_has_one_form() {
        for text in ["2", "Tier 2", "tier-2", "T2", "TIER II", "2.0", " Tier: 2 "] {
            assert_eq!(tier_of(text).as_deref(), Some("2"), "{text}");
        }
        assert_eq!(tier_of("Metro").as_deref(), Some("metro"));
        assert_eq!(tier_of("Tier "), None);
    }

    #[test]
    fn india_is_built_in_for_those_who_say_india() {
        let none = Tiers::default();
        assert_eq!(none.of(Some("Mumbai"), None, Some("IN")), Some("1"));
        assert_eq!(none.of(Some("gurugram"), None, Some("India")), Some("2"));
        assert_eq!(none.of(Some("Hyderabad"), None, Some("Pakistan")), None);
        assert_eq!(none.of(Some("Hyderabad"), None, None), None);
        assert_eq!(none.of(Some("Darjeeling"), None, Some("India")), None);
        let count = |tier: &str| {
            let table = include_str!("../../data/places/india.csv");
            table.lines().filter(|l| l.starts_with(tier)).count()
        };
        assert_eq!((count("1,"), count("2,")), (8, 88));
    }

    #[test]
    fn the_merchants_table_wins_and_doubt_is_no_answer() {
        let mut own = Tiers::default();
        own.add(Place::of(Some("Mumbai"), None, None), "metro");
        own.add(
            Place::of(Some("Frankfurt"), Some("Hesse"), Some("Germany")),
            "1",
        );
        own.add(
            Place::of(Some("Frankfurt"), Some("Brandenburg"), Some("Germany")),
            "3",
        );
        assert_eq!(own.of(Some("Mumbai"), None, Some("India")), Some("metro"));
        assert_eq!(own.of(Some("FRANKFURT"), Some("hesse"), None), Some("1"));
        assert_eq!(own.of(Some("Frankfurt"), None, Some("DE")), None);
        assert_eq!(own.of(Some("Frankfurt"), None, Some("France")), None);
        assert_eq!(own.of(None, None, Some("Germany")), None);
    }
}
