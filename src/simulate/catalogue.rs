//! The demo's products: made from words, with prices, sales, stock and days of arrival.

use super::calendar::{Calendar, HISTORY_DAYS};
use super::dice::{Dice, sums};
use super::vocabulary::CatalogueWords;
use crate::model::money::Price;
use crate::model::product::{ProductStatus, VariantRecord};
use crate::model::record::ProductRecord;
use crate::model::time::{DAY, HOUR, Moment};
use std::collections::BTreeMap;

/// Products that the mock-ups, the guide and the tests know by name: always there, at their list price.
const FAMOUS: [&str; 18] = [
    "Trail Lantern 2",
    "Enamel Mug Moss",
    "Two-Person Tent",
    "Ridge Backpack 28 L",
    "Gas Stove Mini",
    "Terracotta Pot 18 cm",
    "Heirloom Tomato Seeds",
    "Down Bag Light",
    "Kids' Boots",
    "Watering Can 5 L",
    "Merino Beanie",
    "Camp Kettle",
    "Trail Boots",
    "Garden Boots",
    "Gas Cartridge 230 g",
    "Trail Coffee Ground 250 g",
    "Bird Feed Mix 2.5 kg",
    "Potting Soil 20 L",
];

/// One product.
#[derive(Debug)]
pub(crate) struct Product {
    pub(crate) title: String,
    pub(crate) sku: String,
    pub(crate) brand: String,
    pub(crate) description: String,
    pub(crate) category: usize,
    pub(crate) family: usize,
    pub(crate) icon: String,
    pub(crate) material: String,
    pub(crate) grams: i64,
    pub(crate) season: String,
    /// Options of its variants; one empty text if it has none.
    pub(crate) options: Vec<String>,
    /// Stock of each variant as of the clock.
    pub(crate) stock: Vec<i64>,
    pub(crate) cost: i64,
    pub(crate) added: i64,
    pub(crate) hidden_from: Option<i64>,
    /// (from, price, former price) in cents, by time; the first from its arrival on.
    pub(crate) prices: Vec<(i64, i64, Option<i64>)>,
    /// How much people look for it, apart from season.
    pub(crate) pull: f64,
    /// Since when it is suddenly in demand.
    pub(crate) rising_since: Option<i64>,
    /// Days after which people buy it again.
    pub(crate) again: Option<u16>,
}

impl Product {
    /// Price and former price in cents at an instant.
    pub(crate) fn price_at(&self, at: i64) -> (i64, Option<i64>) {
        let n = self.prices.partition_point(|p| p.0 <= at).max(1) - 1;
        self.prices.get(n).map_or((0, None), |p| (p.1, p.2))
    }

    /// Whether it can be bought at an instant.
    pub(crate) fn offered(&self, at: i64) -> bool {
        self.added <= at && self.hidden_from.is_none_or(|h| at < h)
    }
}

/// All products with what is needed to choose among them.
#[derive(Debug)]
pub(crate) struct Catalogue {
    pub(crate) products: Vec<Product>,
    /// Category paths.
    pub(crate) categories: Vec<String>,
    /// Products of each category.
    pub(crate) members: Vec<Vec<usize>>,
    /// Products of each family.
    pub(crate) families: Vec<Vec<usize>>,
    /// Families bought with each family.
    pub(crate) goes: Vec<Vec<usize>>,
    /// For each month of the history and category: running sums over its members.
    chances: Vec<Vec<Vec<f64>>>,
    /// For each month of the history: how much each category is asked for.
    pub(crate) asked: Vec<Vec<f64>>,
    /// For each month of the history: products by demand, most first.
    pub(crate) best: Vec<Vec<usize>>,
    /// Products by arrival, newest last.
    pub(crate) by_arrival: Vec<usize>,
}

impl Catalogue {
    pub(crate) fn new(words: &CatalogueWords, calendar: &Calendar, seed: u64) -> Catalogue {
        let categories: Vec<String> = words.categories.iter().map(|c| c.path.clone()).collect();
        let bases: BTreeMap<&str, usize> = words
            .categories
            .iter()
            .flat_map(|c| &c.families)
            .enumerate()
            .map(|(n, f)| (f.base.as_str(), n))
            .collect();
        let mut products = Vec::new();
        let mut members = vec![Vec::new(); categories.len()];
        let mut families = Vec::new();
        let mut goes = Vec::new();
        for (c, category) in words.categories.iter().enumerate() {
            let brands: Vec<&str> = words
                .brands
                .iter()
                .filter(|b| b.of.contains(&category.path))
                .map(|b| b.name.as_str())
                .collect();
            let initials: String = category
                .path
                .split(" > ")
                .filter_map(|w| w.chars().next())
                .collect();
            for family in &category.families {
                let f = families.len();
                let mut dice = Dice::new(seed, 10, f as u64);
                let brand = dice.one(&brands).copied().unwrap_or("Fern & Field");
                let mut of_family = Vec::new();
                for (e, end) in family.ends.iter().enumerate() {
                    let n = products.len();
                    let mut dice = Dice::new(seed, 11, n as u64);
                    let (name, price) = end.rsplit_once('=').unwrap_or((end, "9.90"));
                    let title = if family.base.contains("{}") {
                        family.base.replace("{}", name.trim())
                    } else {
                        format!("{} {}", family.base, name.trim())
                    };
                    let title = title.trim().to_owned();
                    let famous = FAMOUS.contains(&title.as_str());
                    let list = price
                        .trim()
                        .parse::<f64>()
                        .map_or(990, |p| libm::round(p * 100.0) as i64);
                    let season = family.season.as_ref().unwrap_or(&category.season).clone();
                    let options = family
                        .options
                        .as_ref()
                        .and_then(|o| words.options.get(o))
                        .cloned()
                        .unwrap_or_else(|| vec![String::new()]);
                    let added = arrival(calendar, famous, &season, &mut dice);
                    let step = family.ends.len().max(2) as i64 - 1;
                    let note = dice.one(&category.notes).map_or("", String::as_str);
                    products.push(Product {
                        sku: format!("{initials}{:04}", 1001 + n * 3),
                        brand: brand.to_owned(),
                        description: format!("{} {note}", family.about).trim().to_owned(),
                        category: c,
                        family: f,
                        icon: family.icon.clone(),
                        material: family.material.clone(),
                        grams: family.grams[0]
                            + (family.grams[1] - family.grams[0]) * (e as i64) / step,
                        stock: stocks(&title, options.len(), &mut dice),
                        options,
                        cost: (list as f64 * dice.between(0.42, 0.62)) as i64,
                        hidden_from: (!famous && dice.happens(0.016)).then(|| {
                            added.max(calendar.begin())
                                + ((calendar.clock.0 - added.max(calendar.begin())) as f64
                                    * dice.between(0.5, 0.98))
                                    as i64
                        }),
                        prices: prices(calendar, list, added, famous, &season, &mut dice),
                        pull: family.liked.unwrap_or(1.0) * (if famous { 2.2 } else { 1.0 })
                            / (1.0 + 0.22 * e as f64)
                            * dice.lognormal(1.0, 0.45)
                            * libm::pow(list as f64 / 2_000.0, -0.03),
                        rising_since: (!famous && dice.happens(0.025))
                            .then(|| calendar.days_ago(5 + dice.below(9) as i32)),
                        added,
                        again: family.again,
                        season,
                        title,
                    });
                    members[c].push(n);
                    of_family.push(n);
                }
                families.push(of_family);
                goes.push(
                    family
                        .goes
                        .iter()
                        .filter_map(|g| bases.get(g.as_str()).copied())
                        .collect(),
                );
            }
        }
        let mut by_arrival: Vec<usize> = (0..products.len()).collect();
        by_arrival.sort_by_key(|p| (products[*p].added, *p));
        let mut catalogue = Catalogue {
            products,
            categories,
            members,
            families,
            goes,
            chances: Vec::new(),
            asked: Vec::new(),
            best: Vec::new(),
            by_arrival,
        };
        catalogue.weigh(words, calendar);
        catalogue
    }

    /// Works out how much each product and category is asked for in each month.
    fn weigh(&mut self, words: &CatalogueWords, calendar: &Calendar) {
        for month in 0..calendar.month_count() {
            let middle = (0..=HISTORY_DAYS)
                .find(|n| calendar.month(calendar.start(*n)).1 == month)
                .map_or(0, |n| (n + 15).min(HISTORY_DAYS));
            let at = calendar.start(middle);
            let of_year = calendar.month(at).0;
            let weight = |p: &Product| {
                let season = words.seasons.get(&p.season).map_or(1.0, |s| s[of_year]);
                let rising = p.rising_since.is_some_and(|since| since < at + 10 * DAY);
                let fresh = at - p.added < 45 * DAY && p.added > calendar.begin();
                p.pull
                    * season
                    * (if rising { 2.6 } else { 1.0 })
                    * (if fresh { 1.3 } else { 1.0 })
                    * (if p.offered(at) { 1.0 } else { 0.4 })
            };
            let weights: Vec<f64> = self.products.iter().map(weight).collect();
            self.chances.push(
                self.members
                    .iter()
                    .map(|m| sums(m.iter().map(|p| weights[*p])))
                    .collect(),
            );
            self.asked.push(
                self.members
                    .iter()
                    .map(|m| m.iter().map(|p| weights[*p]).sum())
                    .collect(),
            );
            let mut best: Vec<usize> = (0..self.products.len()).collect();
            best.sort_by_key(|p| (-(libm::round(weights[*p] * 1e9) as i64), *p));
            best.truncate(60);
            self.best.push(best);
        }
    }

    /// A product of a category that is offered at an instant, by demand.
    pub(crate) fn pick(
        &self,
        category: usize,
        month: usize,
        at: i64,
        dice: &mut Dice,
    ) -> Option<usize> {
        let (members, chances) = (
            self.members.get(category)?,
            self.chances.get(month)?.get(category)?,
        );
        for _ in 0..8 {
            let product = *members.get(dice.weighted(chances))?;
            if self.products[product].offered(at) {
                return Some(product);
            }
        }
        None
    }

    /// What goes with a product: mostly the first family that its own goes with.
    pub(crate) fn companion(&self, product: usize, at: i64, dice: &mut Dice) -> Option<usize> {
        let families = self.goes.get(self.products[product].family)?;
        let first = libm::pow(dice.unit(), 1.6) * families.len() as f64;
        let family = self.families.get(*families.get(first as usize)?)?;
        let place = libm::pow(dice.unit(), 2.4) * family.len() as f64;
        let found = *family.get(place as usize)?;
        self.products[found].offered(at).then_some(found)
    }

    /// The product with a title.
    pub(crate) fn titled(&self, title: &str) -> Option<usize> {
        self.products.iter().position(|p| p.title == title)
    }

    /// What a catalogue file of an instant states of a product; `last` if it is the newest one.
    pub(crate) fn state(&self, n: usize, at: i64, last: bool, line: u64) -> ProductRecord {
        let p = &self.products[n];
        let (price, compare_at) = p.price_at(at);
        let cents = |c: i64| Price(c * 100);
        let mut dice = Dice::new(p.added as u64, 12, at as u64);
        let variants = p
            .options
            .iter()
            .zip(&p.stock)
            .enumerate()
            .map(|(v, (options, stock))| VariantRecord {
                platform_id: Some((900_000 + n * 20 + v).to_string()),
                sku: Some(variant_sku(&p.sku, v, p.options.len())),
                options: options.clone(),
                price: Some(cents(price)),
                compare_at: compare_at.map(cents),
                cost: Some(cents(p.cost)),
                stock: Some(if last {
                    *stock
                } else {
                    4 + dice.below(40) as i64
                }),
                barcode: Some(format!("42{:011}", 10_000_000 + n * 100 + v)),
                sale: None,
            })
            .collect();
        let path: Vec<String> = self.categories[p.category]
            .split(" > ")
            .map(str::to_owned)
            .collect();
        let mut tags = vec![p.material.clone()];
        if p.again.is_some() {
            tags.push("refill".into());
        }
        if p.title.contains("Kids") {
            tags.push("kids".into());
        }
        ProductRecord {
            line,
            platform_id: Some((70_000 + n).to_string()),
            handle: Some(handle(&p.title)),
            title: p.title.clone(),
            description: Some(p.description.clone()),
            brand: Some(p.brand.clone()),
            category: path,
            tags,
            status: Some(if p.hidden_from.is_some_and(|h| h <= at) {
                ProductStatus::Hidden
            } else {
                ProductStatus::Published
            }),
            image: None,
            added: Some(Moment(p.added)),
            state_at: Some(Moment(at)),
            variants,
            attributes: [
                ("icon", p.icon.clone()),
                ("material", p.material.clone()),
                ("weight_g", p.grams.to_string()),
                ("season", p.season.clone()),
            ]
            .into_iter()
            .map(|(k, v)| (k.to_owned(), v))
            .collect(),
            ..ProductRecord::default()
        }
    }
}

/// The stock-keeping unit of a variant: that of the product if it has no options.
pub(crate) fn variant_sku(sku: &str, variant: usize, of: usize) -> String {
    if of <= 1 {
        sku.to_owned()
    } else {
        format!("{sku}-{}", variant + 1)
    }
}

/// `Kids' Boots` -> `kids-boots`.
fn handle(title: &str) -> String {
    deunicode::deunicode(title)
        .to_lowercase()
        .replace('\'', "")
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}

/// When a product came: most before the history, the others over it, some two dozen in the last month.
fn arrival(calendar: &Calendar, famous: bool, season: &str, dice: &mut Dice) -> i64 {
    let before = calendar.begin() - (dice.between(30.0, 880.0) * DAY as f64) as i64;
    let recent = if season == "spring" || season == "summer" {
        0.015
    } else {
        0.06
    };
    let draw = dice.unit();
    let days = if famous || draw < 0.72 {
        return before / HOUR * HOUR;
    } else if draw < 0.72 + recent {
        dice.between(2.0, 29.0)
    } else {
        dice.between(32.0, f64::from(HISTORY_DAYS) - 5.0)
    };
    calendar.days_ago(days as i32) + 8 * HOUR
}

/// Pieces of each variant: some sold out, some nearly.
fn stocks(title: &str, variants: usize, dice: &mut Dice) -> Vec<i64> {
    match title {
        "Kids' Boots" => return vec![0; variants],
        "Trail Lantern 2" => return vec![18, 14, 10],
        _ => {}
    }
    let famous = FAMOUS.contains(&title);
    let draw = dice.unit();
    (0..variants)
        .map(|_| {
            if !famous && draw < 0.06 {
                0
            } else if !famous && draw < 0.18 {
                dice.below(4) as i64 / variants.min(3) as i64 + i64::from(variants == 1)
            } else if variants > 3 && dice.happens(0.12) {
                0
            } else {
                3 + dice.lognormal(16.0 / libm::sqrt(variants as f64), 0.7) as i64
            }
        })
        .collect()
}

/// The prices of a product over time: a rise here and there, seasonal sales, and the November sale that still runs.
fn prices(
    calendar: &Calendar,
    list: i64,
    added: i64,
    famous: bool,
    season: &str,
    dice: &mut Dice,
) -> Vec<(i64, i64, Option<i64>)> {
    let nice = |cents: f64| {
        let euros = libm::floor(cents / 100.0) as i64;
        if cents < 1_000.0 {
            ((cents / 50.0) as i64 * 50 - 10).max(90)
        } else {
            euros * 100 - 10
        }
    };
    let mut spans = vec![(added, list, None)];
    let mut change = |from: i64, price: i64, compare: Option<i64>| {
        if from > added && from < calendar.clock.0 {
            spans.push((from, price, compare));
        }
    };
    let mut usual = list;
    let rises = dice.happens(0.22);
    let rise_at = calendar.days_ago(200 + dice.below(160) as i32) + 6 * HOUR;
    if rises && rise_at > added {
        usual = nice(list as f64 * dice.between(0.90, 0.96)).min(list);
        change(rise_at, list, None);
    }
    // (days ago of first and last day, seasons, share of products)
    let sales: [(i32, i32, &[&str], f64); 5] = [
        (443, 424, &["summer", "spring"], 0.25),
        (360, 352, &["winter", "gift", "all", "hiking"], 0.12),
        (318, 300, &["winter", "gift"], 0.25),
        (130, 112, &["spring", "summer"], 0.25),
        (11, -1, &["summer", "hiking", "all", "spring"], 0.16),
    ];
    for (from, to, seasons, chance) in sales {
        let part = dice.happens(chance);
        let off = dice.between(0.70, 0.86);
        if part && !famous && seasons.contains(&season) {
            let (from, to) = (calendar.days_ago(from), calendar.days_ago(to.max(0)));
            let normal = if from < rise_at { usual } else { list };
            change(
                from,
                nice(normal as f64 * off).min(normal - 10),
                Some(normal),
            );
            if to < calendar.days_ago(0) {
                change(to, if to < rise_at { usual } else { list }, None);
            }
        }
    }
    if let Some(first) = spans.first_mut() {
        first.1 = usual;
    }
    spans.sort_by_key(|s| s.0);
    spans
}
