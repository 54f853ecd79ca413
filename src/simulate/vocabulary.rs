//! The words of the demo shop, read from `data/demo/*.toml`, which are part of the program.

use serde::Deserialize;
use std::collections::BTreeMap;

/// Brands, option sets, seasons and categories.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct CatalogueWords {
    pub(crate) brands: Vec<BrandWords>,
    pub(crate) options: BTreeMap<String, Vec<String>>,
    pub(crate) seasons: BTreeMap<String, [f64; 12]>,
    pub(crate) categories: Vec<CategoryWords>,
}

/// A brand and the categories that it makes things for.
#[derive(Debug, Deserialize)]
pub(crate) struct BrandWords {
    pub(crate) name: String,
    pub(crate) of: Vec<String>,
}

/// A leaf category with its families of products.
#[derive(Debug, Deserialize)]
pub(crate) struct CategoryWords {
    pub(crate) path: String,
    pub(crate) season: String,
    pub(crate) notes: Vec<String>,
    pub(crate) families: Vec<FamilyWords>,
}

/// Products that differ in one word only.
#[derive(Debug, Deserialize)]
pub(crate) struct FamilyWords {
    pub(crate) base: String,
    pub(crate) ends: Vec<String>,
    pub(crate) icon: String,
    pub(crate) material: String,
    pub(crate) grams: [i64; 2],
    pub(crate) about: String,
    pub(crate) options: Option<String>,
    pub(crate) season: Option<String>,
    #[serde(default)]
    pub(crate) goes: Vec<String>,
    pub(crate) again: Option<u16>,
    pub(crate) liked: Option<f64>,
}

/// Names, towns and habits.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct PeopleWords {
    pub(crate) domains: Vec<String>,
    pub(crate) occupations: Vec<String>,
    pub(crate) households: Vec<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) styles: Vec<String>,
    pub(crate) countries: Vec<CountryWords>,
}

/// One country's names and towns.
#[derive(Debug, Deserialize)]
pub(crate) struct CountryWords {
    pub(crate) name: String,
    pub(crate) weight: f64,
    pub(crate) language: String,
    pub(crate) phone: String,
    pub(crate) streets: Vec<String>,
    pub(crate) women: Vec<String>,
    pub(crate) men: Vec<String>,
    pub(crate) family: Vec<String>,
    pub(crate) towns: Vec<String>,
}

/// The catalogue's words. A test makes sure that the embedded file reads.
pub(crate) fn catalogue() -> CatalogueWords {
    toml::from_str(include_str!("../../data/demo/catalogue.toml")).unwrap_or_default()
}

/// The people's words. A test makes sure that the embedded file reads.
pub(crate) fn people() -> PeopleWords {
    toml::from_str(include_str!("../../data/demo/people.toml")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_words_read_and_fit_together() {
        let read: CatalogueWords =
            toml::from_str(include_str!("../../data/demo/catalogue.toml")).unwrap();
        let bases: Vec<&str> = read
            .categories
            .iter()
            .flat_map(|c| c.families.iter().map(|f| f.base.as_str()))
            .collect();
        let icons: toml::Table =
            toml::from_str(include_str!("../../data/demo/icons.toml")).unwrap();
        let drawn: Vec<&str> = icons["icons"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|i| i.as_str())
            .collect();
        for category in &read.categories {
            assert!(read.seasons.contains_key(&category.season));
            assert!(
                icons["hues"].get(&category.path).is_some(),
                "{}",
                category.path
            );
            assert!(read.brands.iter().any(|b| b.of.contains(&category.path)));
            for family in &category.families {
                assert!(drawn.contains(&family.icon.as_str()), "{}", family.icon);
                assert!(
                    family.goes.iter().all(|g| bases.contains(&g.as_str())),
                    "{}",
                    family.base
                );
                if let Some(options) = &family.options {
                    assert!(read.options.contains_key(options), "{options}");
                }
            }
        }
        let people: PeopleWords =
            toml::from_str(include_str!("../../data/demo/people.toml")).unwrap();
        assert!(people.countries.len() >= 10);
        for country in &people.countries {
            for town in &country.towns {
                assert_eq!(town.split(" | ").count(), 4, "{town}");
            }
        }
    }
}
